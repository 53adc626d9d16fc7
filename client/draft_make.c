#include "client/draft.h"

#include "base/i18n.h"
#include "client/draft_words.h"
#include "rules/anomaly.h"

#include <string.h>

static const char *const headings[] = {
#define HEADING(name, heading, what) heading,
    SJ_DRAFT_COLUMN_LIST(HEADING)
#undef HEADING
};

static const enum sj_draft_column_kind kinds[] = {
#define KIND(name, heading, what) what,
    SJ_DRAFT_COLUMN_LIST(KIND)
#undef KIND
};

const char *sj_draft_heading(enum sj_draft_column column)
{
    return headings[column];
}

enum sj_draft_column_kind sj_draft_column_kind(enum sj_draft_column column)
{
    return kinds[column];
}

bool sj_figure_is_negative(const struct sj_figure *figure)
{
    return figure->negative && sj_decimal_sign(figure->quantity.value) > 0;
}

struct sj_interval sj_figure_interval(const struct sj_figure *figure)
{
    struct sj_interval interval = figure->quantity.interval;
    return sj_figure_is_negative(figure) ? sj_interval_mirror(interval) : interval;
}

const char *sj_figure_value(const struct sj_figure *figure, struct sj_arena *arena)
{
    struct sj_decimal low = figure->quantity.value, high = figure->quantity.range_hi;
    char low_text[SJ_DECIMAL_TEXT], high_text[SJ_DECIMAL_TEXT];
    if (sj_figure_is_negative(figure)) {
        low = sj_decimal_negate(low);
        high = sj_decimal_negate(high);
    }
    sj_decimal_format(low, low_text);
    if (figure->quantity.qualifier != SJ_RANGE)
        return sj_arena_printf(arena, "%s", low_text);
    return sj_arena_printf(arena, "%s..%s", low_text, sj_decimal_format(high, high_text));
}

/* An end as a cell: "1150", "<1150" where it does not itself belong to it. */
static const char *end_cell(bool has, struct sj_decimal end, bool open, const char *mark,
                            struct sj_arena *arena)
{
    char text[SJ_DECIMAL_TEXT];
    if (!has)
        return "";
    return sj_arena_printf(arena, "%s%s", open ? mark : "", sj_decimal_format(end, text));
}

static const char *flag_cell(sj_anomalies anomalies, struct sj_arena *arena)
{
    const char *cell = "";
    for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT && cell != NULL; bit++)
        if ((anomalies >> bit & 1) != 0)
            cell = sj_arena_printf(arena, "%s%s%s", cell, cell[0] == '\0' ? "" : "; ",
                                   sj_anomaly_explanation(bit));
    return cell;
}

static const char *indicator_cell(const struct sj_figure *figure, struct sj_arena *arena)
{
    if (figure->indicator != NULL)
        return figure->indicator->name_zh;
    if (figure->candidate != NULL)
        return sj_arena_printf(arena, "?%s", figure->candidate->name_zh);
    return "";
}

static const char *words_cell(struct sj_bytes text, struct sj_span span, struct sj_arena *arena)
{
    return sj_arena_text(arena, sj_bytes_slice(text, span.start, span.end));
}

static void figure_cells(const struct sj_figure *figure, uint16_t year, struct sj_bytes text,
                         struct sj_arena *arena, struct sj_draft_row *row)
{
    struct sj_interval interval = sj_figure_interval(figure);
    struct sj_draft_basis basis = {.basis = figure->basis};
    memcpy(basis.date, figure->basis_date, sizeof basis.date);
    basis.year = figure->year == year ? 0 : figure->year;
    const char **cells = row->cells;
    cells[SJ_DRAFT_NUMBER] = sj_arena_printf(arena, "%u", row->number);
    cells[SJ_DRAFT_FLAG] = flag_cell(figure->anomalies, arena);
    cells[SJ_DRAFT_DECISION] = "";
    cells[SJ_DRAFT_INDICATOR] = indicator_cell(figure, arena);
    cells[SJ_DRAFT_SURFACE] = words_cell(text, figure->span, arena);
    cells[SJ_DRAFT_CLAUSE] = words_cell(text, figure->clause, arena);
    cells[SJ_DRAFT_VALUE] = sj_figure_value(figure, arena);
    cells[SJ_DRAFT_UNIT] = sj_arena_text(arena, figure->quantity.unit);
    cells[SJ_DRAFT_QUALIFIER] = sj_draft_word(SJ_WORDS_QUALIFIER, (int)figure->quantity.qualifier);
    cells[SJ_DRAFT_LO] = end_cell(interval.has_lo, interval.lo, interval.lo_open, ">", arena);
    cells[SJ_DRAFT_HI] = end_cell(interval.has_hi, interval.hi, interval.hi_open, "<", arena);
    cells[SJ_DRAFT_LAST_YEAR] = "";
    cells[SJ_DRAFT_KIND] = sj_draft_word(SJ_WORDS_KIND, (int)figure->kind);
    cells[SJ_DRAFT_MOOD] = sj_draft_word(SJ_WORDS_MOOD, (int)figure->mood);
    cells[SJ_DRAFT_BASIS] = sj_draft_basis_format(&basis, arena);
    cells[SJ_DRAFT_SCOPE] = sj_draft_scope_format(figure->scope, "", arena);
    cells[SJ_DRAFT_CORRECTED] = cells[SJ_DRAFT_REASON] = "";
    cells[SJ_DRAFT_CODE] = figure->indicator == NULL ? "" : figure->indicator->code;
    /* Two points: a spreadsheet takes 10-12 for a day and 10:12 for an hour. */
    cells[SJ_DRAFT_PLACE] = sj_arena_printf(arena, "%u..%u", figure->span.start, figure->span.end);
}

static void source_cells(const struct sj_draft_source *source, size_t figures,
                         struct sj_arena *arena, struct sj_draft_row *row)
{
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        row->cells[i] = "";
    row->cells[SJ_DRAFT_NUMBER] = "0";
    row->cells[SJ_DRAFT_DECISION] = sj_draft_word(SJ_WORDS_DECISION, SJ_DECISION_SOURCE);
    row->cells[SJ_DRAFT_SURFACE] = source->document;
    row->cells[SJ_DRAFT_CLAUSE] = "本行请勿修改";
    row->cells[SJ_DRAFT_VALUE] = sj_arena_printf(arena, "%zu", figures);
    row->cells[SJ_DRAFT_PLACE] =
        sj_arena_printf(arena, "text=%s catalogue=%s reader=%s township=%s year=%u", source->digest,
                        source->catalogue, source->reader, source->township, source->year);
}

static bool row_complete(const struct sj_draft_row *row)
{
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        if (row->cells[i] == NULL)
            return false;
    return true;
}

enum sj_status sj_draft_make(const char *name, const struct sj_draft_source *source,
                             struct sj_bytes text, const struct sj_reading *reading,
                             struct sj_arena *arena, struct sj_draft *draft, struct sj_error *error)
{
    bool complete = true;
    *draft = (struct sj_draft){.name = name, .row_count = reading->figure_count + 1};
    draft->rows = sj_arena_array(arena, draft->row_count, sizeof *draft->rows);
    if (draft->rows == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    for (size_t i = 0; i < draft->row_count; i++) {
        struct sj_draft_row *row = &draft->rows[i];
        row->number = (uint32_t)i;
        row->line = i + 2;
        if (i == 0)
            source_cells(source, reading->figure_count, arena, row);
        else
            figure_cells(&reading->figures[i - 1], reading->year, text, arena, row);
        complete = complete && row_complete(row);
    }
    if (!complete)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    return SJ_OK;
}
