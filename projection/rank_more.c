/* What a row of a ranking tells besides its rank: percentile, share, change. */
#include "projection/rank_parts.h"

bool sj_put_amount(struct sj_arena *arena, const struct sj_amount *amount, char **value,
                   Shangji__V1__Interval **interval)
{
    *interval = sj_pb_new(&shangji__v1__interval__descriptor, arena);
    if (*interval == NULL || !sj_reply_fixed(arena, amount->value, value))
        return false;
    (*interval)->lo_open = amount->has_lo && amount->lo_open;
    (*interval)->hi_open = amount->has_hi && amount->hi_open;
    return (!amount->has_lo || sj_reply_fixed(arena, amount->lo, &(*interval)->lo)) &&
           (!amount->has_hi || sj_reply_fixed(arena, amount->hi, &(*interval)->hi));
}

bool sj_put_computed(struct sj_arena *arena, const struct sj_indicator *indicator,
                     const struct sj_amount *earlier, const struct sj_amount *later,
                     Shangji__V1__Change **made)
{
    struct sj_amount difference, percent;
    bool is_percent = sj_bytes_equal(indicator->unit, SJ_LITERAL("%"));
    Shangji__V1__Change *change = sj_pb_new(&shangji__v1__change__descriptor, arena);
    *made = change;
    if (change == NULL)
        return false;
    change->unit = sj_arena_text(arena, is_percent ? SJ_LITERAL("百分点") : indicator->unit);
    if (change->unit == NULL)
        return false;
    /* Beyond int64 there is no difference to show; the two values themselves stand beside it. */
    if (sj_amount_subtract(*later, *earlier, &difference) &&
        !sj_put_amount(arena, &difference, &change->value, &change->interval))
        return false;
    return is_percent || !sj_amount_percent(*earlier, *later, &percent) ||
           sj_put_amount(arena, &percent, &change->percent, &change->percent_interval);
}

/* The same question of another period or kind; NULL choices where it cannot be asked. */
static enum sj_status choose_beside(const struct sj_rank_question *question,
                                    struct sj_period period, enum sj_kind kind,
                                    struct sj_arena *arena, const struct sj_rank_choice **beside,
                                    struct sj_error *error)
{
    struct sj_rank_choice *choices = NULL;
    *beside = NULL;
    struct sj_rank_question other = *question;
    struct sj_error ignored;
    other.period = period;
    other.with.kind = kind;
    if (sj_rank_find_indicator(&other, question->indicator->code, &other.indicator, &ignored) !=
            SJ_OK ||
        !sj_bytes_equal(other.indicator->unit, question->indicator->unit) ||
        other.indicator->stock != question->indicator->stock)
        return SJ_OK;
    enum sj_status status = sj_rank_choose(&other, arena, &choices, error);
    *beside = choices;
    return status;
}

enum sj_status sj_rank_more(const struct sj_rank_question *question,
                            const struct sj_rank_row *ranked, uint32_t count,
                            struct sj_arena *arena, struct sj_rank_more *more,
                            struct sj_error *error)
{
    struct sj_cell *cells = sj_arena_array(arena, count + 1, sizeof *cells);
    *more = (struct sj_rank_more){.worse = sj_arena_array(arena, count + 1, sizeof *more->worse),
                                  .ranked = count};
    if (cells == NULL || more->worse == NULL)
        return sj_reply_no_room(error);
    for (uint32_t i = 0; i < count; i++)
        cells[i] = *ranked[i].cell;
    sj_rank_worse(ranked, count, more->worse);
    more->whole = sj_whole_of(cells, count);
    more->whole.shared = more->whole.shared && question->indicator->aggregation == SJ_AGGREGATE_SUM;
    if (!question->request->with_change)
        return SJ_OK;
    enum sj_status status = choose_beside(question, sj_period_year_before(question->period),
                                          question->with.kind, arena, &more->before, error);
    return status == SJ_OK
               ? choose_beside(question, question->period, SJ_GROWTH, arena, &more->told, error)
               : status;
}

static bool put_change(const struct sj_rank_question *question, const struct sj_rank_more *more,
                       const struct sj_cell *cell, struct sj_arena *arena,
                       Shangji__V1__RankRow *row, struct sj_rank_line *told)
{
    const struct sj_cell *before = more->before != NULL ? more->before[cell->township].cell : NULL;
    const struct sj_cell *as_told = more->told != NULL ? more->told[cell->township].cell : NULL;
    if (before == NULL)
        return true;
    struct sj_amount earlier = sj_amount_of(before), later = sj_amount_of(cell);
    if (!sj_put_computed(arena, question->indicator, &earlier, &later, &row->change))
        return false;
    if (as_told == NULL)
        return true;
    row->change->told = sj_pb_new(&shangji__v1__answer_value__descriptor, arena);
    *told = (struct sj_rank_line){*as_told, row->change->told, question->indicator};
    return told->value != NULL && sj_rank_put_value(arena, as_told, told->value);
}

bool sj_rank_put_more(const struct sj_rank_question *question, const struct sj_rank_more *more,
                      const struct sj_rank_row *ranked, uint32_t number, struct sj_arena *arena,
                      Shangji__V1__RankRow *row, struct sj_rank_line *told)
{
    const struct sj_cell *cell = ranked[number].cell;
    struct sj_amount share;
    int64_t percentile;
    told->value = NULL;
    if (sj_percentile(more->ranked, more->worse[number], &percentile) &&
        !sj_reply_fixed(arena, percentile, &row->percentile))
        return false;
    if (sj_share(&more->whole, cell, &share) &&
        !sj_put_amount(arena, &share, &row->share, &row->share_interval))
        return false;
    return put_change(question, more, cell, arena, row, told);
}
