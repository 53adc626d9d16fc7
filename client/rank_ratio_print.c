#include "client/rank_ratio_print.h"

#include "base/i18n.h"
#include "client/answer_text.h"
#include "client/output.h"

#include <string.h>

enum {
    RANK,
    RANGE,
    TOWNSHIP,
    RATIO,
    INTERVAL,
    VALUE,
    DENOMINATOR,
    ENTRY,
    PER_ENTRY,
    MARKS,
    WORDS,
    PER_WORDS,
    COLUMNS
};

static const char *text_of(const char *text)
{
    return text ? text : "";
}

const char *sj_rank_range(const Shangji__V1__RankRow *row, struct sj_arena *arena)
{
    if (row->best == row->worst)
        return sj_text_number(row->best, arena);
    return text_of(sj_arena_printf(arena, "%u–%u", (unsigned)row->best, (unsigned)row->worst));
}

static const char *quoted(const Shangji__V1__AnswerValue *value)
{
    return value->words[0] ? value->words : value->surface;
}

/* A vague figure is marked in its own column: "1140 [1140, 1150)". */
static const char *with_interval(const Shangji__V1__AnswerValue *value, struct sj_arena *arena)
{
    const char *interval = sj_text_interval(value->interval, arena);
    if (!interval[0])
        return value->value;
    return text_of(sj_arena_printf(arena, "%s %s", value->value, interval));
}

static const char *marks_of(const Shangji__V1__AnswerValue *value,
                            const Shangji__V1__AnswerValue *per, struct sj_arena *arena)
{
    const char *own = sj_text_marks(value, arena), *other = sj_text_marks(per, arena);
    if (!other[0])
        return own;
    return text_of(
        sj_arena_printf(arena, "%s%s%s%s", own, own[0] ? _("; ") : "", _("divided by: "), other));
}

static void add_row(struct sj_table *table, const Shangji__V1__RankAnswer *answer, bool words,
                    const Shangji__V1__RankRow *row, struct sj_arena *arena)
{
    const Shangji__V1__RankRatio *ratio = row->ratio;
    if (!row->value || !ratio || !ratio->denominator)
        return;
    bool reports = !answer->per->reference;
    const char *cells[COLUMNS] = {
        [RANK] = sj_text_number(row->rank, arena),
        [RANGE] = sj_rank_range(row, arena),
        [TOWNSHIP] = row->name,
        [RATIO] = ratio->value,
        [INTERVAL] = sj_text_interval(ratio->interval, arena),
        [VALUE] = with_interval(row->value, arena),
        [DENOMINATOR] = with_interval(ratio->denominator, arena),
        [ENTRY] = sj_text_number(row->value->entry, arena),
        [PER_ENTRY] = sj_text_number(ratio->denominator->entry, arena),
        [MARKS] = marks_of(row->value, ratio->denominator, arena),
        [WORDS] = words ? quoted(row->value) : "",
        [PER_WORDS] = words && reports ? quoted(ratio->denominator) : "",
    };
    sj_table_row(table, cells);
}

void sj_rank_print_ratios(const Shangji__V1__RankAnswer *answer, const char *group, bool words,
                          struct sj_arena *arena, FILE *out)
{
    size_t columns = !words ? WORDS : answer->per->reference ? PER_WORDS : COLUMNS;
    struct sj_table *table = sj_table_new(columns);
    const char *per = sj_text_name(answer->per->name_zh, answer->per->name_en);
    const char *heading[COLUMNS] = {
        [RANK] = _("rank"),
        [RANGE] = _("possible"),
        [TOWNSHIP] = _("township"),
        [RATIO] = text_of(sj_arena_printf(arena, _("ratio(%s)"), answer->ratio_unit)),
        [INTERVAL] = _("interval"),
        [VALUE] = text_of(sj_arena_printf(arena, "%s(%s)", _("value"), answer->unit)),
        [DENOMINATOR] = text_of(sj_arena_printf(arena, "%s(%s)", per, answer->per->unit)),
        [ENTRY] = _("entry"),
        [PER_ENTRY] = _("its entry"),
        [MARKS] = _("to be noted"),
        [WORDS] = _("words"),
        [PER_WORDS] = _("its words"),
    };
    static const size_t right[] = {RANK, RATIO, VALUE, DENOMINATOR, ENTRY, PER_ENTRY};
    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
        sj_table_right(table, right[i]);
    sj_table_row(table, heading);
    for (size_t i = 0; i < answer->n_rows; i++)
        if (!group || strcmp(answer->rows[i]->group, group) == 0)
            add_row(table, answer, words, answer->rows[i], arena);
    sj_table_print(table, out);
    sj_table_free(table);
}

void sj_rank_print_per(const Shangji__V1__RankAnswer *answer, FILE *out)
{
    const Shangji__V1__RankPer *per = answer->per;
    if (!per)
        return;
    fprintf(out, _("Ratios are ordered exactly and shown with six significant digits.\n"));
    if (!per->reference) {
        fprintf(out, _("Divided by %s (%s) out of the same period's reports.\n"),
                sj_text_name(per->name_zh, per->name_en), per->code);
        return;
    }
    fprintf(out, _("Divided by %s (%s, entry %llu): "), sj_text_name(per->name_zh, per->name_en),
            per->code, (unsigned long long)per->entry);
    sj_print_text(per->definition, out);
    fprintf(out, _(", as of %s, from: "), per->date);
    sj_print_text(per->source, out);
    fputc('\n', out);
}

void sj_rank_print_group(const Shangji__V1__RankGroup *group, FILE *out)
{
    sj_print_text(sj_text_name(group->name_zh, group->name_en), out);
    fprintf(out, _(" (%s): %u of %u townships have a rank\n"), group->code, (unsigned)group->ranked,
            (unsigned)group->townships);
}

/* ---- CSV ---- */

static const char *const more_heading[SJ_RANK_MORE_COLUMNS] = {"group",
                                                               "ratio",
                                                               "ratio_unit",
                                                               "ratio_exact",
                                                               "ratio_lo",
                                                               "ratio_lo_open",
                                                               "ratio_hi",
                                                               "ratio_hi_open",
                                                               "per",
                                                               "denominator",
                                                               "denominator_unit",
                                                               "denominator_lo",
                                                               "denominator_hi",
                                                               "denominator_entry"};

static size_t more_columns(const Shangji__V1__RankAnswer *answer)
{
    return answer->per || answer->grouping ? SJ_RANK_MORE_COLUMNS : 0;
}

size_t sj_rank_csv_more_heading(const Shangji__V1__RankAnswer *answer, const char **cells)
{
    size_t count = more_columns(answer);
    for (size_t i = 0; i < count; i++)
        cells[i] = more_heading[i];
    return count;
}

size_t sj_rank_csv_more(const Shangji__V1__RankAnswer *answer, const Shangji__V1__RankRow *row,
                        struct sj_arena *arena, const char **cells)
{
    const Shangji__V1__RankRatio *ratio = row ? row->ratio : NULL;
    size_t count = more_columns(answer);
    for (size_t i = 0; i < count; i++)
        cells[i] = "";
    if (!count || !row)
        return count;
    cells[0] = row->group;
    if (!ratio || !ratio->denominator || !ratio->interval)
        return count;
    const Shangji__V1__AnswerValue *by = ratio->denominator;
    const char *more[] = {ratio->value,
                          answer->ratio_unit,
                          ratio->exact ? "1" : "0",
                          ratio->interval->lo,
                          ratio->interval->lo_open ? "1" : "0",
                          ratio->interval->hi,
                          ratio->interval->hi_open ? "1" : "0",
                          answer->per ? answer->per->code : "",
                          by->value,
                          answer->per ? answer->per->unit : "",
                          by->interval ? by->interval->lo : "",
                          by->interval ? by->interval->hi : "",
                          sj_text_number(by->entry, arena)};
    _Static_assert(sizeof(more) / sizeof(more[0]) + 1 == SJ_RANK_MORE_COLUMNS, "a cell a column");
    memcpy((void *)(cells + 1), (const void *)more, sizeof(more));
    return count;
}
