#include "answers/outliers.h"

#include <stdlib.h>

/* 0.6745 × d / MAD > 3.5 is 1349 × d > 7000 × MAD; with 4 d and 4 MAD it is the same.
 * d / (1.2533 × S / n) > 3.5 is 200,000 × n × d > 877,310 × S; with 2 d and 2 S the same. */
enum { MAD_LEFT = 1349, MAD_RIGHT = 7000, MEAN_LEFT = 200000, MEAN_RIGHT = 877310, FIXED = 10000 };

static int by_number(const void *left, const void *right)
{
    const sj_wide *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Twice the median of sorted numbers. */
static sj_wide twice_median(const sj_wide *sorted, size_t count)
{
    return sorted[(count - 1) / 2] + sorted[count / 2];
}

static sj_wide absolute(sj_wide value)
{
    return value < 0 ? -value : value;
}

/* How far a value may lie from the median, as a fraction: for people. */
static bool show(struct sj_spread *spread)
{
    sj_wide top = 0, bottom = 1; /* of the distance, in units of the value */
    sj_wide n = (sj_wide)spread->count;
    bool good = sj_wide_round(spread->median2, 2, &spread->median);
    if (spread->kind == SJ_SPREAD_MAD) {
        good = good && sj_wide_round(spread->deviation, 4, &spread->spread);
        top = spread->deviation * MAD_RIGHT;
        bottom = 4 * MAD_LEFT;
    } else if (spread->kind == SJ_SPREAD_MEAN_DEVIATION) {
        good = good && sj_wide_round(spread->deviation, 2 * n, &spread->spread);
        top = spread->deviation * MEAN_RIGHT;
        bottom = 2 * n * MEAN_LEFT;
    }
    return good && sj_wide_round(spread->median2 * bottom - 2 * top, 2 * bottom, &spread->lower) &&
           sj_wide_round(spread->median2 * bottom + 2 * top, 2 * bottom, &spread->upper);
}

bool sj_spread_of(const struct sj_cell *cells, size_t count, struct sj_arena *arena,
                  struct sj_spread *spread)
{
    sj_wide *numbers = sj_arena_array(arena, count + 1, sizeof *numbers);
    *spread = (struct sj_spread){.kind = SJ_SPREAD_MAD, .count = count};
    if (numbers == NULL || count < SJ_OUTLIERS_LEAST || count > SJ_OUTLIERS_MOST)
        return false;
    for (size_t i = 0; i < count; i++)
        numbers[i] = cells[i].value;
    qsort(numbers, count, sizeof *numbers, by_number);
    spread->median2 = twice_median(numbers, count);
    sj_wide sum = 0;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = absolute(2 * numbers[i] - spread->median2);
        sum += numbers[i];
    }
    qsort(numbers, count, sizeof *numbers, by_number);
    spread->deviation = twice_median(numbers, count); /* of deviations taken twice: four times */
    if (spread->deviation == 0) {
        spread->kind = sum > 0 ? SJ_SPREAD_MEAN_DEVIATION : SJ_SPREAD_NONE;
        spread->deviation = sum;
    }
    return show(spread);
}

/* The sign of how far a distance (twice) lies beyond what is allowed. */
static int beyond(const struct sj_spread *spread, sj_wide distance2)
{
    sj_wide left = 0, right = 0;
    if (spread->kind == SJ_SPREAD_MAD) {
        left = 2 * distance2 * MAD_LEFT;
        right = spread->deviation * MAD_RIGHT;
    } else if (spread->kind == SJ_SPREAD_MEAN_DEVIATION) {
        left = distance2 * MEAN_LEFT * (sj_wide)spread->count;
        right = spread->deviation * MEAN_RIGHT;
    }
    return (left > right) - (left < right);
}

static bool score_of(const struct sj_spread *spread, sj_wide distance2, int64_t *score)
{
    if (spread->kind == SJ_SPREAD_MAD)
        return sj_wide_round(2 * distance2 * MAD_LEFT * FIXED, 2000 * spread->deviation, score);
    return sj_wide_round(distance2 * (sj_wide)spread->count * FIXED * 10000,
                         spread->deviation * 12533, score);
}

bool sj_outlier_is(const struct sj_spread *spread, const struct sj_cell *cell,
                   struct sj_outlier *outlier)
{
    sj_wide distance2 = 2 * (sj_wide)cell->value - spread->median2;
    bool above = distance2 > 0;
    *outlier = (struct sj_outlier){.cell = *cell};
    if (beyond(spread, absolute(distance2)) <= 0)
        return false;
    /* The end that is nearest to the median. */
    bool has = above ? cell->has_lo : cell->has_hi;
    bool open = above ? cell->lo_open : cell->hi_open;
    sj_wide near2 = 2 * (sj_wide)(above ? cell->lo : cell->hi) - spread->median2;
    if (!above)
        near2 = -near2;
    if (has && near2 > 0) {
        int far = beyond(spread, near2);
        outlier->certain = far > 0 || (far == 0 && open);
    }
    if (!score_of(spread, distance2, &outlier->score))
        outlier->score = above ? INT64_MAX : -INT64_MAX;
    return true;
}

static int by_distance(const void *left, const void *right)
{
    const struct sj_outlier *a = left, *b = right;
    sj_wide x = absolute(a->score), y = absolute(b->score);
    if (a->certain != b->certain)
        return a->certain ? -1 : 1;
    if (x != y)
        return x > y ? -1 : 1;
    return (a->cell.township > b->cell.township) - (a->cell.township < b->cell.township);
}

void sj_outliers_sort(struct sj_outlier *outliers, size_t count)
{
    qsort(outliers, count, sizeof *outliers, by_distance);
}
