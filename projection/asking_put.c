/* Parts of answers. */
#include "projection/asking.h"

#include "answers/standing.h"

#include <questions.pb-c.h>

bool sj_put_head(struct sj_arena *arena, const struct sj_indicator *indicator,
                 Shangji__V1__IndicatorHead **made)
{
    Shangji__V1__IndicatorHead *head = sj_pb_new(&shangji__v1__indicator_head__descriptor, arena);
    char *unit = sj_arena_text(arena, indicator->unit);
    *made = head;
    if (head == NULL || unit == NULL)
        return false;
    head->unit = unit;
    head->better = (Shangji__V1__Better)indicator->better;
    head->aggregation = (Shangji__V1__Aggregation)indicator->aggregation;
    return sj_reply_text(arena, indicator->code, &head->code) &&
           sj_reply_text(arena, indicator->name_zh, &head->name_zh) &&
           sj_reply_text(arena, indicator->name_en, &head->name_en);
}

bool sj_put_township(struct sj_asking *asking, uint32_t number, char **code, char **name)
{
    const struct sj_city_township *township = sj_city_township(asking->state->city, number);
    return sj_reply_text(asking->arena, township->code, code) &&
           sj_reply_text(asking->arena, township->name, name);
}

bool sj_put_township_head(struct sj_asking *asking, uint32_t number,
                          Shangji__V1__TownshipHead **head)
{
    *head = sj_pb_new(&shangji__v1__township_head__descriptor, asking->arena);
    return *head != NULL && sj_put_township(asking, number, &(*head)->code, &(*head)->name);
}

bool sj_put_cell(struct sj_asking *asking, const struct sj_asked *asked, uint32_t township,
                 Shangji__V1__AnswerCell **made)
{
    const struct sj_rank_choice *choice = &asked->choices[township];
    Shangji__V1__AnswerCell *cell = sj_pb_new(&shangji__v1__answer_cell__descriptor, asking->arena);
    *made = cell;
    if (cell == NULL)
        return false;
    if (choice->cell != NULL)
        return sj_put_value(asking, asked, choice->cell, &cell->value);
    return sj_rank_explain(&asked->question, township, choice, asking->arena, &cell->why,
                           &cell->detail);
}

bool sj_put_place(struct sj_asking *asking, const struct sj_standing *standing, uint32_t township,
                  Shangji__V1__Place **place)
{
    for (size_t i = 0; i < standing->count; i++) {
        const struct sj_rank_row *row = &standing->rows[i];
        int64_t percentile;
        if (row->cell->township != township)
            continue;
        *place = sj_pb_new(&shangji__v1__place__descriptor, asking->arena);
        if (*place == NULL)
            return false;
        (*place)->rank = row->rank;
        (*place)->best = row->best;
        (*place)->worst = row->worst;
        (*place)->ranked = (uint32_t)standing->count;
        return !sj_percentile((uint32_t)standing->count, standing->worse[i], &percentile) ||
               sj_reply_fixed(asking->arena, percentile, &(*place)->percentile);
    }
    return true;
}

bool sj_put_change(struct sj_asking *asking, const struct sj_asked *asked,
                   const struct sj_amount *earlier, const struct sj_amount *later,
                   const struct sj_asked *told, uint32_t township, Shangji__V1__Change **change)
{
    const struct sj_cell *as_told = told != NULL ? told->choices[township].cell : NULL;
    return sj_put_computed(asking->arena, asked->question.indicator, earlier, later, change) &&
           (as_told == NULL || sj_put_value(asking, told, as_told, &(*change)->told));
}
