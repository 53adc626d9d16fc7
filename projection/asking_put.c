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

bool sj_put_fixed(struct sj_arena *arena, int64_t fixed, char **field)
{
    char text[SJ_DECIMAL_TEXT];
    return sj_reply_text(arena, sj_decimal_format(sj_decimal_of_fixed(fixed), text), field);
}

bool sj_put_amount(struct sj_arena *arena, const struct sj_amount *amount, char **value,
                   Shangji__V1__Interval **interval)
{
    *interval = sj_pb_new(&shangji__v1__interval__descriptor, arena);
    if (*interval == NULL || !sj_put_fixed(arena, amount->value, value))
        return false;
    (*interval)->lo_open = amount->has_lo && amount->lo_open;
    (*interval)->hi_open = amount->has_hi && amount->hi_open;
    return (!amount->has_lo || sj_put_fixed(arena, amount->lo, &(*interval)->lo)) &&
           (!amount->has_hi || sj_put_fixed(arena, amount->hi, &(*interval)->hi));
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
    Shangji__V1__RankAbsence absence;
    shangji__v1__rank_absence__init(&absence);
    if (!sj_rank_explain(&asked->question, township, choice, asking->arena, &absence))
        return false;
    cell->why = absence.why;
    cell->detail = absence.detail;
    return true;
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
               sj_put_fixed(asking->arena, percentile, &(*place)->percentile);
    }
    return true;
}

bool sj_put_change(struct sj_asking *asking, const struct sj_asked *asked,
                   const struct sj_amount *earlier, const struct sj_amount *later,
                   const struct sj_asked *told, uint32_t township, Shangji__V1__Change **made)
{
    static const char points[] = "百分点";
    struct sj_amount difference, percent;
    const struct sj_cell *as_told = told != NULL ? told->choices[township].cell : NULL;
    Shangji__V1__Change *change = sj_pb_new(&shangji__v1__change__descriptor, asking->arena);
    *made = change;
    if (change == NULL)
        return false;
    bool is_percent = sj_asked_is_percent(asked);
    change->unit = sj_arena_text(asking->arena,
                                 is_percent ? SJ_LITERAL(points) : asked->question.indicator->unit);
    if (change->unit == NULL)
        return false;
    /* Beyond int64 there is no difference to show; the two values themselves stand beside it. */
    if (sj_amount_subtract(*later, *earlier, &difference) &&
        !sj_put_amount(asking->arena, &difference, &change->value, &change->interval))
        return false;
    if (!is_percent && sj_amount_percent(*earlier, *later, &percent) &&
        !sj_put_amount(asking->arena, &percent, &change->percent, &change->percent_interval))
        return false;
    return as_told == NULL || sj_put_value(asking, told, as_told, &change->told);
}
