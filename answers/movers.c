#include "answers/movers.h"

#include <stdlib.h>

bool sj_mover_make(struct sj_mover *mover)
{
    struct sj_amount from = sj_amount_of(&mover->from), to = sj_amount_of(&mover->to);
    mover->has_percent = sj_amount_percent(from, to, &mover->percent);
    return sj_amount_subtract(to, from, &mover->difference);
}

static sj_wide size_of(const struct sj_mover *mover)
{
    sj_wide value = mover->difference.value;
    return value < 0 ? -value : value;
}

static int by_township(const struct sj_mover *a, const struct sj_mover *b)
{
    return (a->to.township > b->to.township) - (a->to.township < b->to.township);
}

static int by_size(const void *left, const void *right)
{
    const struct sj_mover *a = left, *b = right;
    sj_wide x = size_of(a), y = size_of(b);
    return x != y ? (x < y) - (x > y) : by_township(a, b);
}

/* Cross-multiplied: |difference| is below 2^63, as the earlier value is. */
static int by_ratio(const void *left, const void *right)
{
    const struct sj_mover *a = left, *b = right;
    if (a->has_percent != b->has_percent)
        return a->has_percent ? -1 : 1;
    if (!a->has_percent)
        return by_size(a, b);
    sj_wide x = size_of(a) * b->from.value, y = size_of(b) * a->from.value;
    return x != y ? (x < y) - (x > y) : by_township(a, b);
}

void sj_movers_sort(struct sj_mover *movers, size_t count, bool by_percent)
{
    qsort(movers, count, sizeof *movers, by_percent ? by_ratio : by_size);
}
