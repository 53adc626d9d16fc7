#include "client/read_print.h"

#include "base/i18n.h"
#include "base/text.h"
#include "client/draft.h"
#include "client/output.h"
#include "rules/anomaly.h"

#include <jansson.h>

/* ---- JSON lines ---- */

static json_t *text_json(struct sj_bytes text)
{
    return json_stringn(text.len > 0 ? (const char *)text.data : "", text.len);
}

static json_t *span_json(struct sj_bytes text, struct sj_span span)
{
    return text_json(sj_bytes_slice(text, span.start, span.end));
}

static json_t *end_json(bool has, struct sj_decimal end)
{
    char text[SJ_DECIMAL_TEXT];
    return has ? json_string(sj_decimal_format(end, text)) : json_null();
}

static json_t *code_json(const struct sj_indicator *indicator)
{
    return indicator == NULL ? json_null() : json_string(indicator->code);
}

static json_t *section_json(struct sj_bytes text, const struct sj_reading *reading, int32_t number)
{
    if (number < 0 || (size_t)number >= reading->section_count)
        return json_null();
    const struct sj_section *section = &reading->sections[number];
    return json_sprintf("%.*s%.*s", (int)(section->number.end - section->number.start),
                        (const char *)text.data + section->number.start,
                        (int)(section->title.end - section->title.start),
                        (const char *)text.data + section->title.start);
}

static json_t *anomalies_json(sj_anomalies anomalies)
{
    json_t *list = json_array();
    for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT; bit++)
        if ((anomalies >> bit & 1) != 0)
            json_array_append_new(list, json_string(sj_anomaly_code(bit)));
    return list;
}

static void add_sense(json_t *line, const struct sj_figure *figure)
{
    json_object_set_new(line, "kind", json_string(sj_kind_name(figure->kind)));
    json_object_set_new(line, "mood", json_string(sj_mood_name(figure->mood)));
    json_object_set_new(line, "basis", json_string(sj_basis_name(figure->basis)));
    if (figure->basis_date[0] != '\0')
        json_object_set_new(line, "basis_date", json_string(figure->basis_date));
    if (figure->year != 0)
        json_object_set_new(line, "year", json_integer(figure->year));
    json_object_set_new(line, "scope", json_string(sj_scope_name(figure->scope)));
    json_object_set_new(line, "indicator", code_json(figure->indicator));
    json_object_set_new(line, "candidate", code_json(figure->candidate));
}

/* `start` is the place of the figure in characters. NULL without memory. */
static json_t *figure_json(struct sj_bytes text, const struct sj_reading *reading,
                           const struct sj_figure *figure, size_t start, struct sj_arena *arena)
{
    struct sj_bytes surface = sj_bytes_slice(text, figure->span.start, figure->span.end);
    size_t end = start + sj_utf8_length(surface);
    struct sj_interval interval = sj_figure_interval(figure);
    const char *value = sj_figure_value(figure, arena);
    json_t *line = json_object();
    if (line == NULL || value == NULL) {
        json_decref(line);
        return NULL;
    }
    json_object_set_new(line, "start", json_integer((json_int_t)start));
    json_object_set_new(line, "end", json_integer((json_int_t)end));
    json_object_set_new(line, "surface", text_json(surface));
    json_object_set_new(line, "value", json_string(value));
    json_object_set_new(line, "unit", text_json(figure->quantity.unit));
    json_object_set_new(line, "qualifier",
                        json_string(sj_qualifier_name(figure->quantity.qualifier)));
    json_object_set_new(line, "lo", end_json(interval.has_lo, interval.lo));
    json_object_set_new(line, "lo_open", json_boolean(interval.lo_open));
    json_object_set_new(line, "hi", end_json(interval.has_hi, interval.hi));
    json_object_set_new(line, "hi_open", json_boolean(interval.hi_open));
    add_sense(line, figure);
    json_object_set_new(line, "section", section_json(text, reading, figure->section));
    json_object_set_new(line, "clause", span_json(text, figure->clause));
    json_object_set_new(line, "anomalies", anomalies_json(figure->anomalies));
    return line;
}

enum sj_status sj_read_print_jsonl(struct sj_bytes text, const struct sj_reading *reading,
                                   struct sj_arena *arena, FILE *out, struct sj_error *error)
{
    size_t bytes = 0, characters = 0;
    for (size_t i = 0; i < reading->figure_count; i++) {
        const struct sj_figure *figure = &reading->figures[i];
        characters += sj_utf8_length(sj_bytes_slice(text, bytes, figure->span.start));
        bytes = figure->span.start;
        json_t *line = figure_json(text, reading, figure, characters, arena);
        char *printed = line == NULL ? NULL : json_dumps(line, JSON_COMPACT);
        if (printed != NULL)
            fprintf(out, "%s\n", printed);
        json_decref(line);
        free(printed);
        if (printed == NULL)
            return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory to print the figures"));
    }
    return SJ_OK;
}

/* ---- the table ---- */

static const char *const kind_words[] = {
    [SJ_OUTCOME] = N_("outcome"), [SJ_FORECAST] = N_("forecast"), [SJ_PLAN] = N_("plan"),
    [SJ_GROWTH] = N_("growth"),   [SJ_OTHER] = N_("other"),
};

const char *sj_read_kind_word(enum sj_kind kind)
{
    return _(kind_words[kind]);
}

static const char *indicator_text(const struct sj_figure *figure, struct sj_arena *arena)
{
    if (figure->indicator != NULL)
        return sj_arena_printf(arena, "%s %s", figure->indicator->name_zh, figure->indicator->code);
    if (figure->candidate != NULL)
        return sj_arena_printf(arena, "? %s %s", figure->candidate->name_zh,
                               figure->candidate->code);
    return "";
}

static const char *interval_text(const struct sj_figure *figure, struct sj_arena *arena)
{
    struct sj_interval interval = sj_figure_interval(figure);
    char lo[SJ_DECIMAL_TEXT] = "-∞", hi[SJ_DECIMAL_TEXT] = "∞";
    if (figure->quantity.qualifier == SJ_EXACT)
        return "";
    if (interval.has_lo)
        sj_decimal_format(interval.lo, lo);
    if (interval.has_hi)
        sj_decimal_format(interval.hi, hi);
    return sj_arena_printf(arena, "%c%s, %s%c", interval.has_lo && !interval.lo_open ? '[' : '(',
                           lo, hi, interval.has_hi && !interval.hi_open ? ']' : ')');
}

static void add_row(struct sj_table *table, struct sj_bytes text, const struct sj_figure *figure,
                    size_t number, struct sj_arena *arena)
{
    const char *cells[] = {
        sj_arena_printf(arena, "%zu", number),
        figure->anomalies != 0 ? "!" : "",
        sj_arena_text(arena, sj_bytes_slice(text, figure->span.start, figure->span.end)),
        sj_figure_value(figure, arena),
        sj_arena_text(arena, figure->quantity.unit),
        interval_text(figure, arena),
        sj_read_kind_word(figure->kind),
        indicator_text(figure, arena),
    };
    sj_table_row(table, cells);
}

static void print_anomalies(struct sj_bytes text, const struct sj_reading *reading, FILE *out)
{
    for (size_t i = 0; i < reading->figure_count; i++) {
        const struct sj_figure *figure = &reading->figures[i];
        for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT; bit++) {
            if ((figure->anomalies >> bit & 1) == 0)
                continue;
            fprintf(out, "! %zu  ", i + 1);
            sj_print_bytes(sj_bytes_slice(text, figure->clause.start, figure->clause.end), out);
            fprintf(out, "\n     %s\n     → %s\n", sj_anomaly_explanation(bit),
                    sj_anomaly_remedy(bit));
        }
    }
}

/* What the paper says of itself. */
static void print_heading(struct sj_bytes text, const struct sj_reading *reading, FILE *out)
{
    const struct {
        const char *name;
        struct sj_span span;
    } parts[] = {{_("title"), reading->title},
                 {_("township"), reading->township},
                 {_("issued by"), reading->issuer}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct sj_bytes words = sj_bytes_slice(text, parts[i].span.start, parts[i].span.end);
        if (words.len > 0)
            fprintf(out, "%s  %.*s\n", parts[i].name, (int)words.len, (const char *)words.data);
    }
    if (reading->year != 0)
        fprintf(out, "%s  %u\n", _("year"), reading->year);
    if (reading->date[0] != '\0')
        fprintf(out, "%s  %s\n", _("dated"), reading->date);
}

static void print_counts(const struct sj_reading *reading, FILE *out)
{
    size_t tied = 0, offered = 0, flagged = 0;
    for (size_t i = 0; i < reading->figure_count; i++) {
        tied += reading->figures[i].indicator != NULL;
        offered += reading->figures[i].indicator == NULL && reading->figures[i].candidate != NULL;
        flagged += reading->figures[i].anomalies != 0;
    }
    fprintf(out,
            _("%zu figures: %zu with an indicator, %zu with one to choose, %zu to decide on; %zu "
              "sections, %zu statements\n"),
            reading->figure_count, tied, offered, flagged, reading->section_count,
            reading->statement_count);
}

enum sj_status sj_read_print_table(struct sj_bytes text, const struct sj_reading *reading,
                                   struct sj_arena *arena, FILE *out, struct sj_error *error)
{
    const char *headings[] = {_("no."),      "",        _("words"),    _("value"), _("unit"),
                              _("interval"), _("kind"), _("indicator")};
    size_t columns = sizeof headings / sizeof *headings;
    struct sj_table *table = sj_table_new(columns);
    if (table == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory to print the figures"));
    sj_table_right(table, 0);
    sj_table_right(table, 3);
    sj_table_row(table, headings);
    for (size_t i = 0; i < reading->figure_count; i++)
        add_row(table, text, &reading->figures[i], i + 1, arena);
    if (reading->figure_count > 0)
        sj_table_print(table, out);
    sj_table_free(table);
    print_anomalies(text, reading, out);
    print_heading(text, reading, out);
    print_counts(reading, out);
    return SJ_OK;
}
