/* What a vague figure can be: a set of values with the stated number in it. The end at the
 * stated number is closed, a computed end open; an end may be missing (unbounded). */
#ifndef SHANGJI_RULES_INTERVAL_H
#define SHANGJI_RULES_INTERVAL_H

#include "base/decimal.h"

struct sj_interval {
    struct sj_decimal lo, hi;
    bool has_lo, has_hi;
    bool lo_open, hi_open;
};

struct sj_interval sj_interval_point(struct sj_decimal value);
/* [-hi, -lo]: for decreases. */
struct sj_interval sj_interval_mirror(struct sj_interval interval);
/* Every value times a positive factor; false on overflow. */
bool sj_interval_scale(struct sj_interval interval, struct sj_decimal factor,
                       struct sj_interval *scaled) SJ_WARN_UNUSED;
/* Cut to the hard limits, whose ends are closed. Either limit may be NULL. */
struct sj_interval sj_interval_clip(struct sj_interval interval, const struct sj_decimal *lo,
                                    const struct sj_decimal *hi);
bool sj_interval_equal(const struct sj_interval *a, const struct sj_interval *b);
bool sj_interval_contains(const struct sj_interval *interval, struct sj_decimal value);

#endif
