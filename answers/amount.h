/* What is computed of cells: a stated value with the interval of all that it can be, in fixed
 * point (1/10,000). An end that does not come out even is rounded outward and open. Every
 * operation that could overflow says so. Pure. */
#ifndef SHANGJI_ANSWERS_AMOUNT_H
#define SHANGJI_ANSWERS_AMOUNT_H

#include "answers/rank.h"

__extension__ typedef __int128 sj_wide;

struct sj_amount {
    int64_t value, lo, hi; /* lo and hi only with has_lo, has_hi */
    bool has_lo, has_hi, lo_open, hi_open;
};

struct sj_amount sj_amount_of(const struct sj_cell *cell);
bool sj_amount_add(struct sj_amount a, struct sj_amount b, struct sj_amount *sum) SJ_WARN_UNUSED;
bool sj_amount_subtract(struct sj_amount a, struct sj_amount b,
                        struct sj_amount *difference) SJ_WARN_UNUSED;
/* By how many percent `later` is more than `earlier`; false where the earlier one may be zero or
 * less, and on overflow. */
bool sj_amount_percent(struct sj_amount earlier, struct sj_amount later,
                       struct sj_amount *percent) SJ_WARN_UNUSED;
/* Whether all that it can be lies on one side of zero. */
bool sj_amount_has_sign(const struct sj_amount *amount);

/* Quotients, b > 0. Half away from zero; false on overflow of int64. */
bool sj_wide_round(sj_wide a, sj_wide b, int64_t *quotient) SJ_WARN_UNUSED;
bool sj_wide_floor(sj_wide a, sj_wide b, int64_t *quotient, bool *exact) SJ_WARN_UNUSED;
bool sj_wide_ceil(sj_wide a, sj_wide b, int64_t *quotient, bool *exact) SJ_WARN_UNUSED;

#endif
