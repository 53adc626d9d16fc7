#include "answers/totals.h"

#include <stdlib.h>

bool sj_total_sum(const struct sj_amount *amounts, size_t count, struct sj_amount *sum)
{
    *sum = (struct sj_amount){.has_lo = true, .has_hi = true};
    for (size_t i = 0; i < count; i++)
        if (!sj_amount_add(*sum, amounts[i], sum))
            return false;
    return true;
}

/* Sums of weights, and of weights times values. A weight stays within int64, and so each product
 * within 127 bits. */
struct sums {
    int64_t weight;
    sj_wide product;
};

static bool add(struct sums *sums, int64_t weight, int64_t value)
{
    return !__builtin_add_overflow(sums->weight, weight, &sums->weight) &&
           !__builtin_add_overflow(sums->product, (sj_wide)weight * value, &sums->product);
}

static bool stated_mean(const struct sj_weighted *items, size_t count, struct sums *sums)
{
    *sums = (struct sums){0};
    for (size_t i = 0; i < count; i++)
        if (!add(sums, items[i].weight.value, items[i].value.value))
            return false;
    return true;
}

static int by_hi(const void *left, const void *right)
{
    const struct sj_weighted *a = left, *b = right;
    return (a->value.hi < b->value.hi) - (a->value.hi > b->value.hi);
}

static int by_lo(const void *left, const void *right)
{
    const struct sj_weighted *a = left, *b = right;
    return (a->value.lo > b->value.lo) - (a->value.lo < b->value.lo);
}

/* Every weight at its least, then, from the farthest value on, at its most as long as that moves
 * the mean farther: no other choice of weights moves it as far (Karnik and Mendel). */
static bool farthest(const struct sj_weighted *items, size_t count, bool up, struct sums *sums)
{
    *sums = (struct sums){0};
    for (size_t i = 0; i < count; i++)
        if (!add(sums, items[i].weight.lo, up ? items[i].value.hi : items[i].value.lo))
            return false;
    for (size_t i = 0; i < count; i++) {
        int64_t value = up ? items[i].value.hi : items[i].value.lo;
        sj_wide here = (sj_wide)value * sums->weight;
        if (up ? here <= sums->product : here >= sums->product)
            break;
        if (!add(sums, items[i].weight.hi - items[i].weight.lo, value))
            return false;
    }
    return true;
}

static bool all_have(const struct sj_weighted *items, size_t count, bool up)
{
    for (size_t i = 0; i < count; i++)
        if (!(up ? items[i].value.has_hi : items[i].value.has_lo))
            return false;
    return true;
}

/* Whether the outermost mean is out of reach: every value counts, and one never comes there. */
static bool is_open(const struct sj_weighted *items, size_t count, bool up)
{
    bool open = false;
    for (size_t i = 0; i < count; i++) {
        if (items[i].weight.lo <= 0)
            return false;
        open |= up ? items[i].value.hi_open : items[i].value.lo_open;
    }
    return open;
}

static enum sj_mean_verdict mean_end(struct sj_weighted *items, size_t count, bool up, bool hull,
                                     struct sj_amount *mean)
{
    struct sums sums;
    bool exact = true;
    if (!all_have(items, count, up))
        return SJ_MEAN_MADE;
    qsort(items, count, sizeof *items, up ? by_hi : by_lo);
    *(up ? &mean->has_hi : &mean->has_lo) = true;
    if (hull) {
        *(up ? &mean->hi : &mean->lo) = up ? items[0].value.hi : items[0].value.lo;
        return SJ_MEAN_MADE;
    }
    if (!farthest(items, count, up, &sums) ||
        !(up ? sj_wide_ceil(sums.product, sums.weight, &mean->hi, &exact)
             : sj_wide_floor(sums.product, sums.weight, &mean->lo, &exact)))
        return SJ_MEAN_TOO_LARGE;
    *(up ? &mean->hi_open : &mean->lo_open) = !exact || is_open(items, count, up);
    return SJ_MEAN_MADE;
}

enum sj_mean_verdict sj_total_mean(struct sj_weighted *items, size_t count, struct sj_amount *mean)
{
    struct sums sums;
    bool hull = false, any = false;
    *mean = (struct sj_amount){.value = 0};
    if (!stated_mean(items, count, &sums))
        return SJ_MEAN_TOO_LARGE;
    for (size_t i = 0; i < count; i++) {
        struct sj_amount *weight = &items[i].weight;
        if (weight->value < 0)
            return SJ_MEAN_NO_WEIGHT;
        if (!weight->has_lo || weight->lo < 0)
            weight->lo = 0;
        hull |= !weight->has_hi;
        any |= weight->lo > 0;
    }
    if (sums.weight <= 0)
        return SJ_MEAN_NO_WEIGHT;
    if (!sj_wide_round(sums.product, sums.weight, &mean->value))
        return SJ_MEAN_TOO_LARGE;
    enum sj_mean_verdict verdict = mean_end(items, count, true, hull || !any, mean);
    return verdict == SJ_MEAN_MADE ? mean_end(items, count, false, hull || !any, mean) : verdict;
}
