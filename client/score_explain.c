/* How a score came about: from the words of a report to the points. */
#include "client/score_print.h"

#include "base/i18n.h"
#include "client/answer_text.h"
#include "client/output.h"
#include "rules/scorecard.h"

#include <string.h>

enum { INDICATOR, VALUE, INTERVAL, SCALE, NORMAL, SHARE, POINTS, WORDS, COLUMNS };

static const char *text_of(const char *text)
{
    return text ? text : "";
}

/* "2400 亩" */
static const char *value_text(const Shangji__V1__ScorePart *part,
                              const Shangji__V1__ScoreMeasure *measure, struct sj_arena *arena)
{
    if (!part->value)
        return sj_text_absence(part->why);
    return text_of(sj_arena_printf(arena, "%s %s", part->value->value, measure->unit));
}

/* What the value was measured against. */
static const char *scale_text(const Shangji__V1__ScorecardItem *item,
                              const Shangji__V1__ScoreMeasure *measure, struct sj_arena *arena)
{
    switch (item->normalisation) {
    case SHANGJI__V1__NORMALISATION__NORMALISATION_MIN_MAX:
        return text_of(
            sj_arena_printf(arena, _("worst %s, best %s"), measure->worst, measure->best));
    case SHANGJI__V1__NORMALISATION__NORMALISATION_Z_SCORE:
        return text_of(
            sj_arena_printf(arena, _("mean %s, deviation %s"), measure->mean, measure->deviation));
    case SHANGJI__V1__NORMALISATION__NORMALISATION_PERCENTILE:
        return text_of(
            sj_arena_printf(arena, _("share of %u that are worse"), (unsigned)measure->stated));
    case SHANGJI__V1__NORMALISATION__NORMALISATION_DISTANCE:
        return text_of(sj_arena_printf(arena, _("distance to %s"), item->target));
    case SHANGJI__V1__NORMALISATION__NORMALISATION_COMPLETION:
        return text_of(sj_arena_printf(arena, _("of the target %s"), item->target));
    case SHANGJI__V1__NORMALISATION__NORMALISATION_UNSPECIFIED:
    case _SHANGJI__V1__NORMALISATION_IS_INT_SIZE:
        break;
    }
    return "";
}

/* The words, or why there is no value. */
static const char *words_text(const Shangji__V1__ScorePart *part, struct sj_arena *arena)
{
    if (!part->value)
        return sj_text_detail(part->detail, arena);
    const char *marks = sj_text_marks(part->value, arena);
    const char *words = part->value->words[0] ? part->value->words : part->value->surface;
    return marks[0] ? text_of(sj_arena_printf(arena, "%s (%s)", words, marks)) : words;
}

static void add_item(struct sj_table *table, const Shangji__V1__ScorecardItem *item,
                     const Shangji__V1__ScoreMeasure *measure, const Shangji__V1__ScorePart *part,
                     struct sj_arena *arena)
{
    const char *cells[COLUMNS] = {
        [INDICATOR] = sj_text_name(measure->name_zh, measure->name_en),
        [VALUE] = value_text(part, measure, arena),
        [INTERVAL] = part->value ? sj_text_interval(part->value->interval, arena) : "",
        [SCALE] = part->normalised[0] ? scale_text(item, measure, arena) : "",
        [NORMAL] = part->normalised,
        [SHARE] = part->share,
        [POINTS] = part->points,
        [WORDS] = words_text(part, arena),
    };
    sj_table_row(table, cells);
}

static void print_heading(const Shangji__V1__ScoreAnswer *answer, const Shangji__V1__ScoreRow *row,
                          struct sj_arena *arena, FILE *out)
{
    sj_print_text(row->name, out);
    fprintf(out, _(" (%s): %s of %u points, rank %u of %u"), row->township, row->score,
            (unsigned)answer->scorecard->points, (unsigned)row->rank, (unsigned)answer->scored);
    if (row->low > 0)
        fprintf(out, _(", 5–95 %%: %s"), sj_score_range(row, arena));
    fputc('\n', out);
}

static void print_dimension(const Shangji__V1__ScoreAnswer *answer,
                            const Shangji__V1__ScoreRow *row, size_t number, size_t first,
                            struct sj_arena *arena, FILE *out)
{
    const Shangji__V1__ScorecardDimension *dimension = answer->scorecard->dimensions[number];
    const char *heading[COLUMNS] = {
        [INDICATOR] = _("indicator"), [VALUE] = _("value"),         [INTERVAL] = _("interval"),
        [SCALE] = _("measured by"),   [NORMAL] = _("on the scale"), [SHARE] = _("share"),
        [POINTS] = _("points"),       [WORDS] = _("words")};
    struct sj_table *table = sj_table_new(COLUMNS);
    sj_table_right(table, VALUE);
    sj_table_right(table, NORMAL);
    sj_table_right(table, SHARE);
    sj_table_right(table, POINTS);
    sj_table_row(table, heading);
    for (size_t i = 0; i < dimension->n_items; i++)
        add_item(table, dimension->items[i], answer->measures[first + i], row->items[first + i],
                 arena);
    fputc('\n', out);
    sj_print_text(dimension->title, out);
    if (number < row->n_subtotals && row->subtotals[number][0])
        fprintf(out, _(": %s of %u"), row->subtotals[number], (unsigned)answer->scorecard->points);
    fputc('\n', out);
    sj_table_print(table, out);
    sj_table_free(table);
}

bool sj_score_explain(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out)
{
    size_t items = sj_scorecard_item_count(answer->scorecard);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__ScoreRow *row = answer->rows[i];
        if (row->n_items != items || answer->n_measures != items)
            return false;
        print_heading(answer, row, arena, out);
        size_t first = 0;
        for (size_t d = 0; d < answer->scorecard->n_dimensions; d++) {
            print_dimension(answer, row, d, first, arena, out);
            first += answer->scorecard->dimensions[d]->n_items;
        }
        fputc('\n', out);
        sj_score_notes(row, out);
    }
    return true;
}
