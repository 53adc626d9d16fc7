#include "rules/interval.h"

struct sj_interval sj_interval_point(struct sj_decimal value)
{
    return (struct sj_interval){.lo = value, .hi = value, .has_lo = true, .has_hi = true};
}

struct sj_interval sj_interval_mirror(struct sj_interval interval)
{
    return (struct sj_interval){.lo = sj_decimal_negate(interval.hi),
                                .hi = sj_decimal_negate(interval.lo),
                                .has_lo = interval.has_hi,
                                .has_hi = interval.has_lo,
                                .lo_open = interval.hi_open,
                                .hi_open = interval.lo_open};
}

bool sj_interval_scale(struct sj_interval interval, struct sj_decimal factor,
                       struct sj_interval *scaled)
{
    *scaled = interval;
    return sj_decimal_sign(factor) > 0 &&
           (!interval.has_lo || sj_decimal_multiply(interval.lo, factor, &scaled->lo)) &&
           (!interval.has_hi || sj_decimal_multiply(interval.hi, factor, &scaled->hi));
}

struct sj_interval sj_interval_clip(struct sj_interval interval, const struct sj_decimal *lo,
                                    const struct sj_decimal *hi)
{
    if (lo && (!interval.has_lo || sj_decimal_compare(interval.lo, *lo) < 0)) {
        interval.lo = *lo;
        interval.has_lo = true;
        interval.lo_open = false;
    }
    if (hi && (!interval.has_hi || sj_decimal_compare(interval.hi, *hi) > 0)) {
        interval.hi = *hi;
        interval.has_hi = true;
        interval.hi_open = false;
    }
    return interval;
}

bool sj_interval_equal(const struct sj_interval *a, const struct sj_interval *b)
{
    if (a->has_lo != b->has_lo || a->has_hi != b->has_hi)
        return false;
    if (a->has_lo && (a->lo_open != b->lo_open || sj_decimal_compare(a->lo, b->lo) != 0))
        return false;
    return !a->has_hi || (a->hi_open == b->hi_open && sj_decimal_compare(a->hi, b->hi) == 0);
}

bool sj_interval_contains(const struct sj_interval *interval, struct sj_decimal value)
{
    if (interval->has_lo) {
        int order = sj_decimal_compare(value, interval->lo);
        if (order < 0 || (order == 0 && interval->lo_open))
            return false;
    }
    if (interval->has_hi) {
        int order = sj_decimal_compare(value, interval->hi);
        if (order > 0 || (order == 0 && interval->hi_open))
            return false;
    }
    return true;
}
