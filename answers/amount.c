#include "answers/amount.h"

/* 1 % in fixed point is 10,000; a ratio of 1 is 100 %. */
enum { WHOLE = 100 * 10000 };

struct sj_amount sj_amount_of(const struct sj_cell *cell)
{
    return (struct sj_amount){
        cell->value,  cell->has_lo ? cell->lo : 0,   cell->has_hi ? cell->hi : 0,  cell->has_lo,
        cell->has_hi, cell->has_lo && cell->lo_open, cell->has_hi && cell->hi_open};
}

bool sj_amount_add(struct sj_amount a, struct sj_amount b, struct sj_amount *sum)
{
    *sum = (struct sj_amount){.has_lo = a.has_lo && b.has_lo, .has_hi = a.has_hi && b.has_hi};
    sum->lo_open = sum->has_lo && (a.lo_open || b.lo_open);
    sum->hi_open = sum->has_hi && (a.hi_open || b.hi_open);
    return !__builtin_add_overflow(a.value, b.value, &sum->value) &&
           (!sum->has_lo || !__builtin_add_overflow(a.lo, b.lo, &sum->lo)) &&
           (!sum->has_hi || !__builtin_add_overflow(a.hi, b.hi, &sum->hi));
}

static bool negate(int64_t *value)
{
    return !__builtin_sub_overflow((int64_t)0, *value, value);
}

bool sj_amount_subtract(struct sj_amount a, struct sj_amount b, struct sj_amount *difference)
{
    struct sj_amount mirrored = {.value = b.value,
                                 .lo = b.hi,
                                 .hi = b.lo,
                                 .has_lo = b.has_hi,
                                 .has_hi = b.has_lo,
                                 .lo_open = b.hi_open,
                                 .hi_open = b.lo_open};
    return negate(&mirrored.value) && negate(&mirrored.lo) && negate(&mirrored.hi) &&
           sj_amount_add(a, mirrored, difference);
}

bool sj_wide_floor(sj_wide a, sj_wide b, int64_t *quotient, bool *exact)
{
    sj_wide whole = a / b;
    *exact = whole * b == a;
    if (!*exact && a < 0)
        whole--;
    *quotient = (int64_t)whole;
    return whole >= INT64_MIN && whole <= INT64_MAX;
}

bool sj_wide_ceil(sj_wide a, sj_wide b, int64_t *quotient, bool *exact)
{
    sj_wide whole = a / b;
    *exact = whole * b == a;
    if (!*exact && a > 0)
        whole++;
    *quotient = (int64_t)whole;
    return whole >= INT64_MIN && whole <= INT64_MAX;
}

bool sj_wide_round(sj_wide a, sj_wide b, int64_t *quotient)
{
    sj_wide whole = a / b, rest = a % b;
    if (rest < 0)
        rest = -rest;
    if (rest >= b - rest)
        whole += a < 0 ? -1 : 1;
    *quotient = (int64_t)whole;
    return whole >= INT64_MIN && whole <= INT64_MAX;
}

/* later/earlier − 1 is least with the least later and, where that is not negative, the greatest
 * earlier value; a greatest that is unbounded brings it towards 0, so −100 %, which is not reached.
 */
static bool percent_lo(struct sj_amount earlier, struct sj_amount later, struct sj_amount *percent)
{
    bool exact, above = later.lo >= 0;
    percent->has_lo = later.has_lo;
    if (!later.has_lo)
        return true;
    if (above && !earlier.has_hi) {
        percent->lo = -WHOLE;
        percent->lo_open = later.lo > 0 || later.lo_open;
        return true;
    }
    int64_t by = above ? earlier.hi : earlier.lo;
    bool by_open = above ? earlier.hi_open : earlier.lo_open;
    if (!sj_wide_floor(((sj_wide)later.lo - by) * WHOLE, by, &percent->lo, &exact))
        return false;
    /* A later value of 0 makes −100 % of every earlier one. */
    percent->lo_open = !exact || later.lo_open || (by_open && later.lo != 0);
    return true;
}

static bool percent_hi(struct sj_amount earlier, struct sj_amount later, struct sj_amount *percent)
{
    bool exact, below = later.hi <= 0;
    percent->has_hi = later.has_hi;
    if (!later.has_hi)
        return true;
    if (below && !earlier.has_hi) {
        percent->hi = -WHOLE;
        percent->hi_open = later.hi < 0 || later.hi_open;
        return true;
    }
    int64_t by = below ? earlier.hi : earlier.lo;
    bool by_open = below ? earlier.hi_open : earlier.lo_open;
    if (!sj_wide_ceil(((sj_wide)later.hi - by) * WHOLE, by, &percent->hi, &exact))
        return false;
    percent->hi_open = !exact || later.hi_open || (by_open && later.hi != 0);
    return true;
}

bool sj_amount_percent(struct sj_amount earlier, struct sj_amount later, struct sj_amount *percent)
{
    *percent = (struct sj_amount){.value = 0};
    if (!earlier.has_lo || earlier.lo <= 0 || earlier.value <= 0)
        return false;
    return sj_wide_round(((sj_wide)later.value - earlier.value) * WHOLE, earlier.value,
                         &percent->value) &&
           percent_lo(earlier, later, percent) && percent_hi(earlier, later, percent);
}

bool sj_amount_has_sign(const struct sj_amount *amount)
{
    return (amount->has_lo && (amount->lo > 0 || (amount->lo == 0 && amount->lo_open))) ||
           (amount->has_hi && (amount->hi < 0 || (amount->hi == 0 && amount->hi_open)));
}
