#include "client/score_print.h"

#include "base/i18n.h"
#include "client/answer_text.h"
#include "client/output.h"
#include "proto/pb.h"
#include "rules/scorecard.h"

#include <string.h>

enum { RANK, RANGE, TOWNSHIP, SCORE, MARKS, FIRST_DIMENSION };

const char *sj_score_range(const Shangji__V1__ScoreRow *row, struct sj_arena *arena)
{
    if (row->low == 0)
        return "";
    const char *text = row->low == row->high ? sj_text_number(row->low, arena)
                                             : sj_arena_printf(arena, "%u–%u", (unsigned)row->low,
                                                               (unsigned)row->high);
    return text ? text : "";
}

/* "veto; +2; 3 not stated" */
static const char *marks(const Shangji__V1__ScoreRow *row, struct sj_arena *arena)
{
    struct sj_buffer text = {.limit = 0};
    sj_buffer_add_text(&text, row->n_vetoes > 0 ? _("veto") : "");
    if (row->adjusted[0])
        sj_buffer_printf(&text, "%s%s%s", text.len ? _("; ") : "",
                         row->adjusted[0] == '-' ? "" : "+", row->adjusted);
    if (row->missing > 0) {
        sj_buffer_add_text(&text, text.len ? _("; ") : "");
        sj_buffer_printf(&text, _("%u not stated"), (unsigned)row->missing);
    }
    const char *kept = sj_arena_text(arena, sj_buffer_bytes(&text));
    sj_buffer_clear(&text);
    return kept ? kept : "";
}

static void print_rows(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out)
{
    size_t dimensions = answer->scorecard->n_dimensions;
    struct sj_table *table = sj_table_new(FIRST_DIMENSION + dimensions);
    const char *cells[FIRST_DIMENSION + SJ_SCORECARD_DIMENSIONS_MAX] = {
        [RANK] = _("rank"),
        [RANGE] = answer->draws ? _("5–95 %") : "",
        [TOWNSHIP] = _("township"),
        [SCORE] = _("score"),
        [MARKS] = _("to be noted")};
    sj_table_right(table, RANK);
    sj_table_right(table, SCORE);
    for (size_t d = 0; d < dimensions; d++) {
        sj_table_right(table, FIRST_DIMENSION + d);
        cells[FIRST_DIMENSION + d] = answer->scorecard->dimensions[d]->title;
    }
    sj_table_row(table, cells);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__ScoreRow *row = answer->rows[i];
        cells[RANK] = sj_text_number(row->rank, arena);
        cells[RANGE] = sj_score_range(row, arena);
        cells[TOWNSHIP] = row->name;
        cells[SCORE] = row->score;
        cells[MARKS] = marks(row, arena);
        for (size_t d = 0; d < dimensions; d++)
            cells[FIRST_DIMENSION + d] = d < row->n_subtotals ? row->subtotals[d] : "";
        sj_table_row(table, cells);
    }
    sj_table_print(table, out);
    sj_table_free(table);
}

static void print_note(const char *what, const char *points, const char *reason,
                       const char *document, FILE *out)
{
    fprintf(out, "  %s%s%s: ", what, points[0] ? " " : "", points);
    sj_print_text(reason, out);
    fputs(" (", out);
    sj_print_text(document, out);
    fputs(")\n", out);
}

void sj_score_notes(const Shangji__V1__ScoreRow *row, FILE *out)
{
    for (size_t i = 0; i < row->n_adjustments; i++) {
        const Shangji__V1__ScorecardAdjustment *one = row->adjustments[i];
        print_note(one->points[0] == '-' ? _("malus") : _("bonus"), one->points, one->reason,
                   one->document, out);
    }
    for (size_t i = 0; i < row->n_vetoes; i++)
        print_note(_("veto"), "", row->vetoes[i]->reason, row->vetoes[i]->document, out);
}

static void print_notes(const Shangji__V1__ScoreAnswer *answer, FILE *out)
{
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__ScoreRow *row = answer->rows[i];
        if (row->n_adjustments + row->n_vetoes == 0)
            continue;
        sj_print_text(row->name, out);
        fputc('\n', out);
        sj_score_notes(row, out);
    }
}

static void print_absent(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out)
{
    for (size_t i = 0; i < answer->n_absent; i++) {
        const Shangji__V1__ScoreAbsence *absent = answer->absent[i];
        fputs("  ", out);
        sj_print_text(absent->name, out);
        fprintf(out, ": %s", sj_text_absence(absent->why));
        if (absent->indicator[0])
            fprintf(out, " (%s%s%s)", absent->indicator, absent->detail[0] ? ", " : "",
                    sj_text_detail(absent->detail, arena));
        fputc('\n', out);
    }
}

void sj_score_print(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out)
{
    sj_print_text(answer->scorecard->title, out);
    fprintf(out, " (%s %s), %s\n\n", answer->scorecard->code, answer->scorecard->version,
            answer->period);
    print_rows(answer, arena, out);
    fputc('\n', out);
    print_notes(answer, out);
    fprintf(out, _("%u of %u townships have a score; the ledger has %llu entries.\n"),
            (unsigned)answer->scored, (unsigned)answer->townships,
            (unsigned long long)answer->ledger_size);
    if (answer->draws > 0)
        fprintf(out,
                _("5–95 %%: the ranks in %u draws of what is vague, and of the weights by a "
                  "quarter.\n"),
                (unsigned)answer->draws);
    if (answer->excluded > 0)
        fprintf(out, _("%u townships are not in the scorecard.\n"), (unsigned)answer->excluded);
    if (answer->n_absent > 0)
        fputs(_("Without a score:\n"), out);
    print_absent(answer, arena, out);
}

/* ---- CSV ---- */

enum { CSV_FIXED = 11 };

static void csv_row(struct sj_table *table, const Shangji__V1__ScoreAnswer *answer,
                    const Shangji__V1__ScoreRow *row, struct sj_arena *arena)
{
    const char *cells[CSV_FIXED + SJ_SCORECARD_DIMENSIONS_MAX] = {
        sj_text_number(row->rank, arena),
        answer->draws ? sj_text_number(row->low, arena) : "",
        answer->draws ? sj_text_number(row->high, arena) : "",
        row->township,
        row->name,
        row->score,
        row->adjusted,
        row->n_vetoes > 0 ? "1" : "0",
        sj_text_number(row->missing, arena),
    };
    for (size_t d = 0; d < answer->scorecard->n_dimensions && d < row->n_subtotals; d++)
        cells[CSV_FIXED + d] = row->subtotals[d];
    sj_table_row(table, cells);
}

static void csv_rows(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out)
{
    size_t dimensions = answer->scorecard->n_dimensions;
    const char *cells[CSV_FIXED + SJ_SCORECARD_DIMENSIONS_MAX] = {
        "rank",     "low",  "high",    "township", "name",     "score",
        "adjusted", "veto", "missing", "absent",   "indicator"};
    struct sj_table *table = sj_table_new(CSV_FIXED + dimensions);
    for (size_t d = 0; d < dimensions; d++)
        cells[CSV_FIXED + d] = answer->scorecard->dimensions[d]->code;
    sj_table_row(table, cells);
    for (size_t i = 0; i < answer->n_rows; i++)
        csv_row(table, answer, answer->rows[i], arena);
    for (size_t i = 0; i < answer->n_absent; i++) {
        const Shangji__V1__ScoreAbsence *absent = answer->absent[i];
        const char *line[CSV_FIXED + SJ_SCORECARD_DIMENSIONS_MAX] = {
            [3] = absent->township, [4] = absent->name, [10] = absent->indicator};
        line[9] = sj_pb_enum_name(&shangji__v1__absence__descriptor, (int)absent->why);
        sj_table_row(table, line);
    }
    sj_table_print_csv(table, out);
    sj_table_free(table);
}

static const char *const item_heading[] = {"township", "name",   "rank",   "score", "indicator",
                                           "value",    "unit",   "lo",     "hi",    "normalised",
                                           "share",    "points", "absent", "entry", "words"};
enum { ITEM_COLUMNS = sizeof(item_heading) / sizeof(item_heading[0]) };

static void csv_item(struct sj_table *table, const Shangji__V1__ScoreAnswer *answer,
                     const Shangji__V1__ScoreRow *row, size_t number, struct sj_arena *arena)
{
    const Shangji__V1__ScorePart *part = row->items[number];
    const Shangji__V1__AnswerValue *value = part->value;
    const Shangji__V1__Interval *interval = value ? value->interval : NULL;
    const char *cells[ITEM_COLUMNS] = {
        row->township,
        row->name,
        sj_text_number(row->rank, arena),
        row->score,
        part->indicator,
        value ? value->value : "",
        number < answer->n_measures ? answer->measures[number]->unit : "",
        interval ? interval->lo : "",
        interval ? interval->hi : "",
        part->normalised,
        part->share,
        part->points,
        value ? "" : sj_pb_enum_name(&shangji__v1__absence__descriptor, (int)part->why),
        value ? sj_text_number(value->entry, arena) : "",
        value ? value->words : "",
    };
    sj_table_row(table, cells);
}

void sj_score_print_csv(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out)
{
    if (answer->n_rows == 0 || answer->rows[0]->n_items == 0) {
        csv_rows(answer, arena, out);
        return;
    }
    struct sj_table *table = sj_table_new(ITEM_COLUMNS);
    sj_table_row(table, item_heading);
    for (size_t i = 0; i < answer->n_rows; i++)
        for (size_t k = 0; k < answer->rows[i]->n_items; k++)
            csv_item(table, answer, answer->rows[i], k, arena);
    sj_table_print_csv(table, out);
    sj_table_free(table);
}
