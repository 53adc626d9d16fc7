#include "reader/reader.h"

#include "base/i18n.h"
#include "base/text.h"
#include "reader/heading.h"
#include "reader/matcher.h"
#include "reader/parts.h"
#include "rules/anomaly.h"

#include <string.h>

struct work {
    struct sj_lexed lexed;
    struct sj_outline outline;
    struct sj_match_scratch *scratch;
    struct sj_found *found; /* of the sentence at hand */
    uint32_t *stated;       /* of each indicator: 1 + the last figure of another statement */
    uint32_t *earlier;      /* of each such figure: 1 + the one before it, 0 = the first */
    const struct sj_matcher *matcher;
    struct sj_arena *arena;
    struct sj_reading *reading;
    size_t capacity;
};

static enum sj_status no_memory(struct sj_error *error)
{
    sj_error_set(error, SJ_NO_MEMORY, "", _("no memory left to read the report"));
    return SJ_NO_MEMORY;
}

static enum sj_status lex(struct sj_bytes text, struct sj_arena *arena, struct sj_lexed *lexed,
                          struct sj_error *error)
{
    size_t capacity = 0;
    for (size_t i = 0; i < text.len; i++) /* all but continuation bytes */
        capacity += (text.data[i] & 0xC0) != 0x80;
    uint16_t *units = sj_arena_array(arena, capacity + 1, sizeof *units);
    uint32_t *offsets = sj_arena_array(arena, capacity + 1, sizeof *offsets);
    if (!units || !offsets)
        return no_memory(error);
    lexed->text = text;
    lexed->offsets = offsets;
    lexed->folded = (struct sj_folded){units, sj_fold_text(text, units, offsets, capacity)};
    return SJ_OK;
}

static enum sj_status make_room(struct work *work, size_t more, struct sj_error *error)
{
    struct sj_reading *reading = work->reading;
    if (reading->figure_count + more > SJ_FIGURES_MAX)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_FIGURES",
                            _("the text has more than %d figures; split it into several reports"),
                            SJ_FIGURES_MAX);
    if (reading->figure_count + more <= work->capacity)
        return SJ_OK;
    size_t capacity = work->capacity ? work->capacity * 2 : 128;
    while (capacity < reading->figure_count + more)
        capacity *= 2;
    struct sj_figure *figures = sj_arena_array(work->arena, capacity, sizeof *figures);
    if (!figures)
        return no_memory(error);
    for (size_t i = 0; i < reading->figure_count; i++)
        figures[i] = reading->figures[i];
    reading->figures = figures;
    work->capacity = capacity;
    return SJ_OK;
}

/* The words around the surface: its clause, from where the words begin that it takes over, cut
 * to the limit by whole characters, most of it before the surface. */
static struct sj_span clause_span(const struct work *work, const struct sj_found *found,
                                  const struct sj_found *root)
{
    const struct sj_folded text = work->lexed.folded;
    const uint32_t *offsets = work->lexed.offsets;
    size_t start = root->clause < found->clause ? root->clause : found->clause;
    size_t end = found->clause_end;
    while (start < found->words.start && sj_folded_in(text.at[start], u" \n、)"))
        start++;
    while (end > found->words.end && sj_folded_in(text.at[end - 1], u" \n("))
        end--;
    while (start < found->words.start &&
           offsets[found->words.end] - offsets[start] > SJ_CLAUSE_MAX_BYTES)
        start++;
    while (end > found->words.end && offsets[end] - offsets[start] > SJ_CLAUSE_MAX_BYTES)
        end--;
    return sj_lexed_span(&work->lexed, start, end);
}

static void begin_figures(const struct work *work, const struct sj_sentence *sentence, size_t count,
                          struct sj_figure *figures)
{
    for (size_t i = 0; i < count; i++) {
        const struct sj_found *found = &work->found[i];
        const struct sj_found *root =
            found->taken_over >= 0 ? &work->found[found->taken_over] : found;
        figures[i] = (struct sj_figure){
            .span = sj_lexed_span(&work->lexed, found->words.start, found->words.end),
            .clause = clause_span(work, found, root),
            .section = sentence->section,
            .quantity = found->quantity,
            .anomalies = found->quantity.anomalies};
    }
}

static bool same_statement(const struct work *work, const struct sj_figure *a,
                           const struct sj_figure *b)
{
    uint16_t own = work->outline.year;
    return a->kind == b->kind && a->mood == b->mood && a->basis == b->basis &&
           strcmp(a->basis_date, b->basis_date) == 0 && a->scope == b->scope &&
           (a->year ? a->year : own) == (b->year ? b->year : own);
}

static bool differs(const struct work *work, const struct sj_figure *a, const struct sj_figure *b)
{
    const struct sj_catalogue *catalogue = work->matcher->catalogue;
    struct sj_decimal factor_a, factor_b, value_a, value_b;
    if (!sj_unit_factor(catalogue, a->indicator, a->quantity.unit, &factor_a) ||
        !sj_unit_factor(catalogue, b->indicator, b->quantity.unit, &factor_b) ||
        !sj_decimal_multiply(a->quantity.value, factor_a, &value_a) ||
        !sj_decimal_multiply(b->quantity.value, factor_b, &value_b))
        return false;
    return sj_decimal_compare(value_a, value_b) != 0;
}

/* What the indicator adds: limits, another value stated before. */
static void judge(struct work *work, size_t index)
{
    const struct sj_catalogue *catalogue = work->matcher->catalogue;
    struct sj_figure *figure = &work->reading->figures[index];
    if (!figure->indicator)
        return;
    bool growth = figure->kind == SJ_GROWTH;
    figure->anomalies |= sj_anomalies_of_indicator(&figure->quantity, figure->negative, growth,
                                                   catalogue, figure->indicator);
    uint32_t *stated = &work->stated[figure->indicator - catalogue->indicators];
    /* Of the whole township a thing has one value; of villages and parts there may be many. */
    if (growth || figure->scope != SJ_SCOPE_WHOLE)
        return;
    for (uint32_t at = *stated; at > 0; at = work->earlier[at - 1]) {
        const struct sj_figure *other = &work->reading->figures[at - 1];
        if (!same_statement(work, other, figure))
            continue;
        if (differs(work, other, figure))
            figure->anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_DUPLICATE);
        return;
    }
    work->earlier[index] = *stated;
    *stated = (uint32_t)index + 1;
}

static enum sj_status read_sentence(struct work *work, const struct sj_sentence *sentence,
                                    size_t *last_end, struct sj_error *error)
{
    struct sj_folded text = work->lexed.folded;
    if (sentence->furniture)
        return SJ_OK;
    size_t count = sj_quantities_find(&work->lexed, sentence, *last_end, work->found);
    if (count == 0)
        return SJ_OK;
    *last_end = work->found[count - 1].words.end;
    enum sj_status status = make_room(work, count, error);
    if (status != SJ_OK)
        return status;
    size_t first = work->reading->figure_count;
    struct sj_figure *figures = work->reading->figures + first;
    sj_windows_set(text, sentence, work->found, count);
    begin_figures(work, sentence, count, figures);
    sj_kinds_set(text, sentence, &work->outline, work->found, count, figures);
    sj_scopes_set(text, sentence, &work->outline, work->found, count, figures);
    sj_indicators_set(work->scratch, sentence, work->found, count, figures);
    sj_consistency_check(text, work->found, count, figures);
    sj_bases_set(text, sentence, work->outline.year, work->found, count, figures);
    work->reading->figure_count += count;
    for (size_t i = 0; i < count; i++)
        judge(work, first + i);
    return SJ_OK;
}

static enum sj_status read_all(struct work *work, struct sj_error *error)
{
    struct sj_sentence sentence = {.end = 0}, before;
    struct sj_statements statements = {.lexed = &work->lexed,
                                       .outline = &work->outline,
                                       .scratch = work->scratch,
                                       .arena = work->arena,
                                       .reading = work->reading};
    size_t last_end = 0;
    enum sj_status status = SJ_OK;
    for (bool first = true; status == SJ_OK && sentence.end < work->lexed.folded.len;
         first = false) {
        before = sentence;
        sentence = sj_sentence_next(&work->lexed, &work->outline, first ? NULL : &before);
        status = read_sentence(work, &sentence, &last_end, error);
        if (status == SJ_OK && !sj_statements_add(&statements, &sentence))
            status = no_memory(error);
    }
    return status;
}

static enum sj_status prepare(struct work *work, struct sj_bytes text, struct sj_error *error)
{
    enum sj_status status = lex(text, work->arena, &work->lexed, error);
    if (status == SJ_OK)
        status = sj_outline_read(&work->lexed, work->arena, &work->outline, error);
    if (status != SJ_OK)
        return status;
    size_t indicators = work->matcher->catalogue->indicator_count;
    work->scratch = sj_match_scratch_new(work->matcher, &work->lexed, &work->outline, work->arena);
    work->found = sj_arena_array(work->arena, SJ_FOUND_MAX, sizeof *work->found);
    work->stated = sj_arena_array(work->arena, indicators + 1, sizeof *work->stated);
    work->earlier = sj_arena_array(work->arena, SJ_FIGURES_MAX, sizeof *work->earlier);
    return work->scratch && work->found && work->stated && work->earlier ? SJ_OK : no_memory(error);
}

enum sj_status sj_read(struct sj_bytes text, const struct sj_matcher *matcher,
                       struct sj_arena *arena, struct sj_reading *reading, struct sj_error *error)
{
    struct work work = {.matcher = matcher, .arena = arena, .reading = reading};
    *reading = (struct sj_reading){.figure_count = 0};
    if (text.len > SJ_TEXT_MAX_BYTES)
        return sj_error_set(
            error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
            _("the text has %zu bytes, more than %d; split it into several reports"), text.len,
            SJ_TEXT_MAX_BYTES);
    enum sj_status status = prepare(&work, text, error);
    if (status == SJ_OK)
        status = read_all(&work, error);
    if (status != SJ_OK)
        return status;
    reading->sections = work.outline.sections;
    reading->section_count = work.outline.count;
    reading->title = sj_lexed_span(&work.lexed, work.outline.title, work.outline.title_end);
    reading->year = work.outline.year;
    sj_heading_read(&work.lexed, &work.outline, reading);
    return SJ_OK;
}
