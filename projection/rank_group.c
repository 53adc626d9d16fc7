/* Rankings within groups: each by itself, with its own denominator; and how much of each is
 * wanted. */
#include "projection/rank_parts.h"

#include "answers/ratio.h"
#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

/* ---- what is asked ---- */

static void add_name(char *list, size_t size, const char *code, const char *name)
{
    size_t len = strlen(list);
    if (len + strlen(code) + strlen(name) + 6 < size)
        snprintf(list + len, size - len, "%s%s (%s)", len > 0 ? ", " : "", code, name);
}

static enum sj_status unknown_grouping(const struct sj_rank_question *question,
                                       struct sj_error *error)
{
    char list[300] = "";
    for (size_t i = 0; i < sj_city_grouping_count(question->city); i++) {
        const struct sj_city_grouping *grouping = sj_city_grouping(question->city, i);
        add_name(list, sizeof list, grouping->code, grouping->name_zh);
    }
    sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_GROUPING",
                 _("there is no grouping \"%.64s\"; there are: %s"), question->request->group,
                 list[0] ? list : _("none"));
    return sj_error_at(error, "group");
}

static enum sj_status find_group(struct sj_rank_question *question, struct sj_error *error)
{
    const char *told = question->request->within_group;
    char list[400] = "";
    for (uint32_t i = 0; i < question->grouping->group_count; i++) {
        const struct sj_city_group *group = &question->grouping->groups[i];
        add_name(list, sizeof list, group->code, group->name_zh);
        if (strcmp(group->code, told) == 0 || strcmp(group->name_zh, told) == 0 ||
            strcmp(group->name_en, told) == 0) {
            question->only_group = i;
            return SJ_OK;
        }
    }
    sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_GROUP",
                 _("the grouping %s has no group \"%.64s\"; it has: %s"), question->grouping->code,
                 told, list);
    return sj_error_at(error, "within_group");
}

enum sj_status sj_rank_ask_group(struct sj_rank_question *question, struct sj_error *error)
{
    const Shangji__V1__RankRequest *request = question->request;
    question->only_group = SJ_NO_GROUP;
    if (request->bottom && request->last > 0) {
        sj_error_set(error, SJ_INVALID, "BOTTOM_AND_LAST",
                     _("the order is turned round already: ask for the first only"));
        return sj_error_at(error, "last");
    }
    if (!request->group[0] && request->within_group[0]) {
        sj_error_set(error, SJ_INVALID, "NO_GROUPING",
                     _("group \"%.64s\" of which grouping? name it as well"),
                     request->within_group);
        return sj_error_at(error, "group");
    }
    if (!request->group[0])
        return SJ_OK;
    question->grouping = sj_city_find_grouping(question->city, sj_bytes_of(request->group));
    if (!question->grouping)
        return unknown_grouping(question, error);
    return request->within_group[0] ? find_group(question, error) : SJ_OK;
}

bool sj_rank_in_group(const struct sj_rank_question *question, uint32_t township)
{
    return !question->grouping || question->only_group == SJ_NO_GROUP ||
           sj_city_group_of(question->grouping, township) == question->only_group;
}

void sj_rank_sort_out(const struct sj_rank_question *question, struct sj_rank_choice *choices)
{
    for (uint32_t i = 0; question->grouping && i < sj_city_township_count(question->city); i++) {
        if (sj_city_group_of(question->grouping, i) != SJ_NO_GROUP)
            continue;
        choices[i].cell = NULL;
        choices[i].out = SHANGJI__V1__ABSENCE__ABSENCE_NO_GROUP;
    }
}

/* ---- the rankings ---- */

struct ordering {
    const struct sj_rank_question *question;
    struct sj_arena *arena;
    struct sj_rank_list *list;
    Shangji__V1__RankAnswer *answer;
};

static enum sj_status rank_cells(const struct ordering *ordering, const struct sj_cell *cells,
                                 uint32_t count, struct sj_rank_row *rows, struct sj_error *error)
{
    const struct sj_rank_question *question = ordering->question;
    bool less = question->direction == SJ_BETTER_LESS;
    if (!question->per && !question->reference)
        return sj_rank(cells, count, less, ordering->arena, rows, error);
    struct sj_ratio *ratios = sj_arena_array(ordering->arena, count, sizeof *ratios);
    if (!ratios)
        return sj_reply_no_room(error);
    for (uint32_t i = 0; i < count; i++)
        ratios[i] = (struct sj_ratio){&cells[i], question->choices[cells[i].township].per};
    return sj_rank_ratios(ratios, count, less, ordering->arena, rows, error);
}

/* The first `limit`, the last `last`, those in both once; all if neither is told. */
static void select_rows(const struct ordering *ordering, const struct sj_rank_row *rows,
                        uint32_t count)
{
    const Shangji__V1__RankRequest *request = ordering->question->request;
    struct sj_rank_list *list = ordering->list;
    bool all = request->limit == 0 && request->last == 0;
    uint32_t first = all || (request->limit == 0 && request->bottom) ? count : request->limit;
    for (uint32_t i = 0; i < count; i++)
        if (i < first || count - i <= request->last)
            list->rows[list->count++] = &rows[request->bottom ? count - 1 - i : i];
}

static bool is_of(const struct sj_rank_question *question, uint32_t group, uint32_t township)
{
    return sj_rank_within(question, township) &&
           (!question->grouping || sj_city_group_of(question->grouping, township) == group);
}

/* One ranking: of group number `group`, or of all. */
static enum sj_status rank_group(const struct ordering *ordering, uint32_t group, uint32_t *ranked,
                                 uint32_t *townships, struct sj_error *error)
{
    const struct sj_rank_question *question = ordering->question;
    size_t roll = sj_city_township_count(question->city), count = 0;
    *ranked = *townships = 0;
    for (uint32_t i = 0; i < roll; i++) {
        *townships += is_of(question, group, i);
        *ranked += is_of(question, group, i) && question->choices[i].cell;
    }
    struct sj_cell *cells = sj_arena_array(ordering->arena, *ranked, sizeof *cells);
    for (uint32_t i = 0; cells && i < roll; i++)
        if (is_of(question, group, i) && question->choices[i].cell)
            cells[count++] = *question->choices[i].cell;
    struct sj_rank_row *rows = sj_arena_array(ordering->arena, *ranked, sizeof *rows);
    if (!cells || !rows)
        return sj_reply_no_room(error);
    enum sj_status status = rank_cells(ordering, cells, *ranked, rows, error);
    if (status == SJ_OK)
        select_rows(ordering, rows, *ranked);
    return status;
}

static Shangji__V1__RankGrouping *put_grouping(const struct sj_city_grouping *grouping,
                                               struct sj_arena *arena)
{
    Shangji__V1__RankGrouping *made = sj_pb_new(&shangji__v1__rank_grouping__descriptor, arena);
    if (!made || !sj_reply_text(arena, grouping->code, &made->code) ||
        !sj_reply_text(arena, grouping->name_zh, &made->name_zh) ||
        !sj_reply_text(arena, grouping->name_en, &made->name_en))
        return NULL;
    made->entry = grouping->index;
    made->groups = sj_arena_array(arena, grouping->group_count, sizeof(Shangji__V1__RankGroup *));
    return made->groups ? made : NULL;
}

static enum sj_status rank_groups(const struct ordering *ordering, struct sj_error *error)
{
    const struct sj_rank_question *question = ordering->question;
    const struct sj_city_grouping *grouping = question->grouping;
    Shangji__V1__RankAnswer *answer = ordering->answer;
    answer->grouping = put_grouping(grouping, ordering->arena);
    for (uint32_t i = 0; answer->grouping && i < grouping->group_count; i++) {
        if (question->only_group != SJ_NO_GROUP && question->only_group != i)
            continue;
        const struct sj_city_group *group = &grouping->groups[i];
        Shangji__V1__RankGroup *made =
            sj_pb_new(&shangji__v1__rank_group__descriptor, ordering->arena);
        if (!made || !sj_reply_text(ordering->arena, group->code, &made->code) ||
            !sj_reply_text(ordering->arena, group->name_zh, &made->name_zh) ||
            !sj_reply_text(ordering->arena, group->name_en, &made->name_en))
            return sj_reply_no_room(error);
        enum sj_status status = rank_group(ordering, i, &made->ranked, &made->townships, error);
        if (status != SJ_OK)
            return status;
        answer->ranked += made->ranked;
        answer->grouping->groups[answer->grouping->n_groups++] = made;
    }
    return answer->grouping ? SJ_OK : sj_reply_no_room(error);
}

enum sj_status sj_rank_order(const struct sj_rank_question *question, struct sj_arena *arena,
                             struct sj_rank_list *list, Shangji__V1__RankAnswer *answer,
                             struct sj_error *error)
{
    struct ordering ordering = {question, arena, list, answer};
    size_t roll = sj_city_township_count(question->city);
    *list = (struct sj_rank_list){
        .rows = sj_arena_array(arena, roll, sizeof(const struct sj_rank_row *))};
    if (!list->rows)
        return sj_reply_no_room(error);
    if (!question->grouping)
        return rank_group(&ordering, SJ_NO_GROUP, &answer->ranked, &answer->townships, error);
    /* Those in no group count too: they are told as absent. */
    for (uint32_t i = 0; i < roll; i++)
        answer->townships += sj_rank_within(question, i);
    return rank_groups(&ordering, error);
}

bool sj_rank_put_group(const struct sj_rank_question *question, uint32_t township,
                       struct sj_arena *arena, Shangji__V1__RankRow *row)
{
    uint32_t group =
        question->grouping ? sj_city_group_of(question->grouping, township) : SJ_NO_GROUP;
    return group == SJ_NO_GROUP ||
           sj_reply_text(arena, question->grouping->groups[group].code, &row->group);
}
