/* The order of all townships: made when first asked for, and kept. Answers do not rest on it yet:
 * they are lined up from the choices (rank_group.c), which knows groups and ratios too. */
#include "projection/rank_parts.h"

#include <string.h>

/* Those whose facts can count at all: within, reporting for the period, not sent back. */
static bool find_eligible(const struct sj_rank_question *question, const struct sj_own_reports *own,
                          struct sj_arena *arena, uint8_t **eligible)
{
    size_t count = sj_city_township_count(question->city);
    *eligible = sj_arena_alloc(arena, count + 1);
    for (uint32_t i = 0; *eligible && i < count; i++)
        (*eligible)[i] =
            sj_city_reports_for(question->city, i, question->period) && sj_rank_within(question, i);
    for (size_t i = 0; *eligible && i < own->returned_count; i++) {
        const struct sj_city_report *report = sj_city_returned(question->city, i);
        if (sj_report_list_entry(own->annual, report->township) == report->index)
            (*eligible)[report->township] = 0;
    }
    return *eligible != NULL;
}

/* Where there are annual reports alone, the first comparable fact of each is what is ranked: it is
 * taken off the column as it stands. rank_choose.c comes to the same. */
static enum sj_status state_plain(const struct sj_rank_question *question, uint32_t number,
                                  const struct sj_own_reports *own, struct sj_arena *arena,
                                  struct sj_stated **stated, size_t *count, struct sj_error *error)
{
    uint8_t *eligible;
    if (!find_eligible(question, own, arena, &eligible))
        return sj_reply_no_room(error);
    return sj_columns_stated(question->columns, number, question->period, SJ_KIND_ANNUAL,
                             &question->with, eligible, sj_city_township_count(question->city),
                             arena, stated, count, error);
}

static enum sj_status state_chosen(const struct sj_rank_question *question, struct sj_arena *arena,
                                   struct sj_stated **stated, size_t *count, struct sj_error *error)
{
    struct sj_rank_choice *choices;
    size_t townships = sj_city_township_count(question->city);
    enum sj_status status = sj_rank_choose(question, arena, &choices, error);
    *count = 0;
    *stated = sj_arena_array(arena, townships + 1, sizeof **stated);
    if (status != SJ_OK)
        return status;
    if (!*stated)
        return sj_reply_no_room(error);
    for (uint32_t i = 0; i < townships; i++)
        if (choices[i].cell && sj_rank_within(question, i))
            (*stated)[(*count)++] = sj_stated_of(choices[i].cell);
    return SJ_OK;
}

static enum sj_status make(const struct sj_rank_question *question, uint32_t number,
                           const struct sj_own_reports *own, struct sj_arena *arena,
                           struct sj_ranking **ranking, struct sj_error *error)
{
    struct sj_stated *stated = NULL;
    size_t count = 0;
    bool plain = !own->other && question->with.kind != SJ_PLAN && !question->told_in;
    enum sj_status status = plain
                                ? state_plain(question, number, own, arena, &stated, &count, error)
                                : state_chosen(question, arena, &stated, &count, error);
    if (status == SJ_OK)
        status = sj_ranking_new(stated, count, sj_city_township_count(question->city),
                                question->direction == SJ_BETTER_LESS, ranking, error);
    return status;
}

enum sj_status sj_rank_order(const struct sj_rank_question *question,
                             const struct sj_own_reports *own, struct sj_arena *arena,
                             struct sj_ranking **ranking, struct sj_error *error)
{
    int64_t number =
        sj_city_indicator_number(question->city, sj_bytes_of(question->indicator->code));
    bool whole =
        !question->request->within[0] && !question->grouping && !question->told_in && number >= 0;
    struct sj_ranking_key key = {
        .indicator = (uint32_t)number,
        .period = question->period,
        .with = question->with,
        .less_is_better = question->direction == SJ_BETTER_LESS,
        .changed = sj_columns_changed(question->columns, question->period),
        .judged = sj_city_judged(question->city),
    };
    *ranking = whole ? sj_columns_ranking_find(question->columns, &key) : NULL;
    if (*ranking)
        return SJ_OK;
    enum sj_status status = make(question, (uint32_t)number, own, arena, ranking, error);
    if (status == SJ_OK && whole)
        sj_columns_ranking_keep(question->columns, &key, *ranking);
    return status;
}
