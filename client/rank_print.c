#include "client/rank_print.h"

#include "base/i18n.h"
#include "client/answer_text.h"
#include "client/output.h"
#include "client/rank_ratio_print.h"

#include <string.h>

enum { RANK, RANGE, TOWNSHIP, VALUE, INTERVAL, ENTRY, MARKS, WORDS, COLUMNS };

static const char *value_heading(const Shangji__V1__RankAnswer *answer, struct sj_arena *arena)
{
    const char *text =
        answer->unit[0] ? sj_arena_printf(arena, "%s(%s)", _("value"), answer->unit) : NULL;
    return text ? text : _("value");
}

static void print_rows(const Shangji__V1__RankAnswer *answer, const char *group, bool words,
                       struct sj_arena *arena, FILE *out)
{
    if (answer->per) {
        sj_rank_print_ratios(answer, group, words, arena, out);
        return;
    }
    struct sj_table *table = sj_table_new(words ? COLUMNS : WORDS);
    sj_table_right(table, RANK);
    sj_table_right(table, VALUE);
    sj_table_right(table, ENTRY);
    const char *heading[COLUMNS] = {
        [RANK] = _("rank"),         [RANGE] = _("possible"),
        [TOWNSHIP] = _("township"), [VALUE] = value_heading(answer, arena),
        [INTERVAL] = _("interval"), [ENTRY] = _("entry"),
        [MARKS] = _("to be noted"), [WORDS] = _("words"),
    };
    sj_table_row(table, heading);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__RankRow *row = answer->rows[i];
        const Shangji__V1__AnswerValue *value = row->value;
        if (!value || (group && strcmp(row->group, group) != 0))
            continue;
        const char *cells[COLUMNS] = {
            [RANK] = sj_text_number(row->rank, arena),
            [RANGE] = sj_rank_range(row, arena),
            [TOWNSHIP] = row->name,
            [VALUE] = value->value,
            [INTERVAL] = sj_text_interval(value->interval, arena),
            [ENTRY] = sj_text_number(value->entry, arena),
            [MARKS] = sj_text_marks(value, arena),
            [WORDS] = value->words[0] ? value->words : value->surface,
        };
        sj_table_row(table, cells);
    }
    sj_table_print(table, out);
    sj_table_free(table);
}

static void print_groups(const Shangji__V1__RankAnswer *answer, bool words, struct sj_arena *arena,
                         FILE *out)
{
    for (size_t i = 0; i < answer->grouping->n_groups; i++) {
        const Shangji__V1__RankGroup *group = answer->grouping->groups[i];
        if (group->townships == 0)
            continue;
        sj_rank_print_group(group, out);
        if (group->ranked > 0)
            print_rows(answer, group->code, words, arena, out);
        fputc('\n', out);
    }
}

/* "no report (3): 宜阳街道, 泉峰街道, 荫田镇 (scope: demonstration plots)" */
static void print_absent_for(const Shangji__V1__RankAnswer *answer, Shangji__V1__Absence why,
                             struct sj_arena *arena, FILE *out)
{
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < answer->n_absent; i++)
        count += answer->absent[i]->why == why;
    if (count == 0)
        return;
    fprintf(out, _("%s (%zu): "), sj_text_absence(why), count);
    for (size_t i = 0; i < answer->n_absent; i++) {
        const Shangji__V1__RankAbsence *absent = answer->absent[i];
        if (absent->why != why)
            continue;
        fprintf(out, "%s", shown++ ? _(", ") : "");
        sj_print_text(absent->name, out);
        const char *detail = absent->detail[0] ? sj_text_detail(absent->detail, arena)
                                               : sj_text_absence(absent->denominator);
        if (!detail[0])
            continue;
        fputs(" (", out);
        sj_print_text(detail, out);
        fputc(')', out);
    }
    fputc('\n', out);
}

static void print_absent(const Shangji__V1__RankAnswer *answer, struct sj_arena *arena, FILE *out)
{
    for (unsigned i = 0; i < shangji__v1__absence__descriptor.n_values; i++)
        print_absent_for(answer,
                         (Shangji__V1__Absence)shangji__v1__absence__descriptor.values[i].value,
                         arena, out);
}

static const char *direction_text(Shangji__V1__Better direction)
{
    return direction == SHANGJI__V1__BETTER__BETTER_LESS ? _("less is better")
                                                         : _("more is better");
}

void sj_rank_print(const Shangji__V1__RankAnswer *answer, bool words, struct sj_arena *arena,
                   FILE *out)
{
    fprintf(out, "%s (%s), %s, %s\n\n", sj_text_name(answer->name_zh, answer->name_en),
            answer->indicator, answer->period, direction_text(answer->direction));
    if (answer->grouping) {
        print_groups(answer, words, arena, out);
    } else {
        print_rows(answer, NULL, words, arena, out);
        fprintf(out, "\n");
    }
    fprintf(out, _("%u of %u townships have a rank; the ledger has %llu entries.\n"),
            (unsigned)answer->ranked, (unsigned)answer->townships,
            (unsigned long long)answer->ledger_size);
    print_absent(answer, arena, out);
    sj_rank_print_per(answer, out);
}

static const char *const csv_heading[] = {
    "rank",     "best",    "worst",    "township", "name",   "value",    "unit",
    "lo",       "lo_open", "hi",       "hi_open",  "kind",   "decision", "reason",
    "recovery", "entry",   "revision", "words",    "clause", "absent",   "detail"};
enum { CSV_COLUMNS = sizeof(csv_heading) / sizeof(csv_heading[0]) };

static const char *flag(bool value)
{
    return value ? "1" : "0";
}

static void csv_row(struct sj_table *table, const Shangji__V1__RankAnswer *answer,
                    const Shangji__V1__RankRow *row, struct sj_arena *arena)
{
    const Shangji__V1__AnswerValue *v = row->value;
    if (!v)
        return;
    const char *cells[CSV_COLUMNS + SJ_RANK_MORE_COLUMNS] = {
        sj_text_number(row->rank, arena),
        sj_text_number(row->best, arena),
        sj_text_number(row->worst, arena),
        row->township,
        row->name,
        v->value,
        answer->unit,
        v->interval ? v->interval->lo : "",
        flag(v->interval && v->interval->lo_open),
        v->interval ? v->interval->hi : "",
        flag(v->interval && v->interval->hi_open),
        sj_text_enum(&shangji__v1__kind__descriptor, (int)v->kind, arena),
        sj_text_enum(&shangji__v1__decision__descriptor, (int)v->decision, arena),
        v->reason,
        flag(v->recovery),
        sj_text_number(v->entry, arena),
        sj_text_number(v->revision, arena),
        v->words,
        v->clause,
        "",
        "",
    };
    (void)sj_rank_csv_more(answer, row, arena, cells + CSV_COLUMNS);
    sj_table_row(table, cells);
}

void sj_rank_print_csv(const Shangji__V1__RankAnswer *answer, struct sj_arena *arena, FILE *out)
{
    const char *heading[CSV_COLUMNS + SJ_RANK_MORE_COLUMNS];
    memcpy((void *)heading, (const void *)csv_heading, sizeof(csv_heading));
    size_t more = sj_rank_csv_more_heading(answer, heading + CSV_COLUMNS);
    struct sj_table *table = sj_table_new(CSV_COLUMNS + more);
    sj_table_row(table, heading);
    for (size_t i = 0; i < answer->n_rows; i++)
        csv_row(table, answer, answer->rows[i], arena);
    for (size_t i = 0; i < answer->n_absent; i++) {
        const Shangji__V1__RankAbsence *absent = answer->absent[i];
        const char *cells[CSV_COLUMNS + SJ_RANK_MORE_COLUMNS] = {
            [3] = absent->township, [4] = absent->name};
        cells[CSV_COLUMNS - 2] =
            sj_text_enum(&shangji__v1__absence__descriptor, (int)absent->why, arena);
        cells[CSV_COLUMNS - 1] = absent->detail;
        if (absent->denominator != SHANGJI__V1__ABSENCE__ABSENCE_UNSPECIFIED)
            cells[CSV_COLUMNS - 1] =
                sj_text_enum(&shangji__v1__absence__descriptor, (int)absent->denominator, arena);
        sj_table_row(table, cells);
    }
    sj_table_print_csv(table, out);
    sj_table_free(table);
}
