/* From values to a common scale. */
#include "answers/score_parts.h"

#include <math.h>
#include <stdlib.h>

/* Sums of squares run in lanes, so that they can run beside each other; the lanes are part of the
 * promise of equal digits. */
enum { LANES = 8 };

/* A z-score of ±1 is a tenth of the scale about its middle: the T-score. */
#define Z_MIDDLE 0.5
#define Z_TENTH 0.1
/* Where all townships tell the same, no scale tells them apart. */
#define NO_SPREAD 0.5

static bool is_stated(const struct sj_score_item *item, size_t row)
{
    return item->states[row] == SJ_SCORE_STATED;
}

/* The loops over a column have no branch by row: gaps are many and nobody can foretell them. All
 * ones where the row has a value. */
static int64_t mask_of(const struct sj_score_item *item, size_t row)
{
    return -(int64_t)is_stated(item, row);
}

/* ---- what the values are measured against ---- */

/* The sum is exact, and rounded once: high and low halves are added apart. */
static double sum_of(const struct sj_score_item *item, size_t rows)
{
    int64_t high = 0;
    int64_t low = 0;
    for (size_t i = 0; i < rows; i++) {
        int64_t value = item->values[i] & mask_of(item, i);
        high += value >> 32;
        low += value & UINT32_MAX;
    }
    return (double)high * 4294967296.0 + (double)low;
}

static double deviation_of(const struct sj_score_item *item, size_t rows, double mean,
                           uint32_t stated)
{
    double lanes[LANES] = {0}, sum = 0;
    for (size_t start = 0; start < rows; start += LANES)
        for (size_t i = start; i < start + LANES && i < rows; i++) {
            double distance = ((double)item->values[i] - mean) * is_stated(item, i);
            lanes[i - start] += distance * distance;
        }
    for (size_t i = 0; i < LANES; i++)
        sum += lanes[i];
    return stated > 1 ? sqrt(sum / (stated - 1)) : 0;
}

static void find_extremes(const struct sj_score_item *item, size_t rows,
                          struct sj_score_scale *scale)
{
    int64_t lo = INT64_MAX, hi = INT64_MIN;
    for (size_t i = 0; i < rows && !item->has_goalposts; i++) {
        int64_t mask = mask_of(item, i), value = item->values[i];
        int64_t low = (value & mask) | (INT64_MAX & ~mask);
        int64_t high = (value & mask) | (INT64_MIN & ~mask);
        lo = low < lo ? low : lo;
        hi = high > hi ? high : hi;
    }
    if (item->has_goalposts) {
        lo = item->lo;
        hi = item->hi;
    } else if (scale->stated == 0) {
        lo = hi = 0;
    }
    scale->worst = (double)(item->less ? hi : lo);
    scale->best = (double)(item->less ? lo : hi);
}

static int compare_values(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool sort_values(const struct sj_score_item *item, size_t rows, struct sj_arena *arena,
                        struct sj_score_scale *scale)
{
    int64_t *sorted = sj_arena_array(arena, scale->stated + 1, sizeof *sorted);
    size_t count = 0;
    for (size_t i = 0; sorted && i < rows; i++)
        if (is_stated(item, i))
            sorted[count++] = item->values[i];
    if (sorted)
        qsort(sorted, count, sizeof *sorted, compare_values);
    scale->sorted = sorted;
    return sorted != NULL;
}

static bool find_scale(const struct sj_score_item *item, size_t rows, struct sj_arena *arena,
                       struct sj_score_scale *scale)
{
    for (size_t i = 0; i < rows; i++)
        scale->stated += is_stated(item, i);
    if (item->how == SJ_NORMAL_MIN_MAX)
        find_extremes(item, rows, scale);
    if (item->how == SJ_NORMAL_Z_SCORE && scale->stated > 0) {
        scale->mean = sum_of(item, rows) / scale->stated;
        scale->deviation = deviation_of(item, rows, scale->mean, scale->stated);
    }
    return item->how != SJ_NORMAL_PERCENTILE || sort_values(item, rows, arena, scale);
}

/* ---- normalising ---- */

static double held(double value, double lo, double hi)
{
    double raised = value < lo ? lo : value;
    return raised > hi ? hi : raised;
}

static double min_max(const struct sj_score_scale *scale, double value)
{
    if (scale->best == scale->worst)
        return NO_SPREAD;
    return held((value - scale->worst) / (scale->best - scale->worst), 0, 1);
}

static double z_score(const struct sj_score_item *item, const struct sj_score_scale *scale,
                      double value)
{
    if (scale->deviation == 0)
        return NO_SPREAD;
    double z = (value - scale->mean) / scale->deviation;
    return held(Z_MIDDLE + Z_TENTH * (item->less ? -z : z), -SJ_SCORE_NORMAL_MAX,
                SJ_SCORE_NORMAL_MAX);
}

static double distance(const struct sj_score_item *item, double value)
{
    double ratio = value / (double)item->target;
    return held(item->less ? 2 - ratio : ratio, -SJ_SCORE_NORMAL_MAX, SJ_SCORE_NORMAL_MAX);
}

static double completion(const struct sj_score_item *item, double value)
{
    double done = item->cap;
    if (!item->less)
        done = value / (double)item->target;
    else if (value > 0)
        done = (double)item->target / value;
    return done < item->floor ? 0 : done > item->cap ? item->cap : done;
}

/* How many of the stated values lie below, or not above, the value. */
static size_t count_below(const struct sj_score_scale *scale, double value, bool or_equal)
{
    size_t low = 0, high = scale->stated;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        double at = (double)scale->sorted[middle];
        if (at < value || (or_equal && at == value))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The share of the others that are strictly worse. */
static double percentile(const struct sj_score_item *item, const struct sj_score_scale *scale,
                         double value, int64_t own)
{
    if (scale->stated < 2)
        return NO_SPREAD;
    size_t worse = item->less ? scale->stated - count_below(scale, value, true)
                              : count_below(scale, value, false);
    if (item->less ? (double)own > value : (double)own < value)
        worse--;
    return (double)worse / (scale->stated - 1);
}

double sj_score_normal(const struct sj_score_item *item, const struct sj_score_scale *scale,
                       double value, int64_t own)
{
    switch (item->how) {
    case SJ_NORMAL_MIN_MAX:
        return min_max(scale, value);
    case SJ_NORMAL_Z_SCORE:
        return z_score(item, scale, value);
    case SJ_NORMAL_PERCENTILE:
        return percentile(item, scale, value, own);
    case SJ_NORMAL_DISTANCE:
        return distance(item, value);
    case SJ_NORMAL_COMPLETION:
        return completion(item, value);
    }
    return 0;
}

double sj_score_mean_of(const struct sj_score_table *table, double normal)
{
    return table->geometric ? sj_score_log(1 + 99 * normal) : normal;
}

/* What a township gets where the scorecard takes silence for the worst: the bottom of the scale, or
 * the least that anybody stated where it has none. */
static void find_lowest(const struct sj_score_item *item, const double *normal, size_t rows,
                        struct sj_score_scale *scale)
{
    bool bottom = item->how != SJ_NORMAL_Z_SCORE && item->how != SJ_NORMAL_DISTANCE;
    double lowest = SJ_SCORE_NORMAL_MAX;
    for (size_t i = 0; i < rows && !bottom; i++)
        if (is_stated(item, i) && normal[i] < lowest)
            lowest = normal[i];
    scale->lowest = bottom || scale->stated == 0 ? 0 : lowest;
}

/* The two that are asked for over whole countries, without a call or a branch by row. */
static void z_scores(const struct sj_score_item *item, const struct sj_score_scale *scale,
                     size_t rows, const uint8_t *restrict counted, double *restrict normal)
{
    const int64_t *restrict values = item->values;
    double sign = item->less ? -1 : 1, mean = scale->mean, deviation = scale->deviation;
    for (size_t i = 0; i < rows; i++) {
        double z = ((double)values[i] - mean) / deviation;
        normal[i] = counted[i] * held(Z_MIDDLE + Z_TENTH * (sign * z), -SJ_SCORE_NORMAL_MAX,
                                      SJ_SCORE_NORMAL_MAX);
    }
}

static void min_maxes(const struct sj_score_item *item, const struct sj_score_scale *scale,
                      size_t rows, const uint8_t *restrict counted, double *restrict normal)
{
    const int64_t *restrict values = item->values;
    double worst = scale->worst, span = scale->best - scale->worst;
    for (size_t i = 0; i < rows; i++) {
        double part = ((double)values[i] - worst) / span;
        normal[i] = counted[i] * held(part, 0, 1);
    }
}

/* Silence for the worst, where the scorecard wants it so. */
static void put_lowest(const struct sj_score_item *item, struct sj_score_scale *scale, size_t rows,
                       uint8_t *counted, double *normal)
{
    find_lowest(item, normal, rows, scale);
    for (size_t i = 0; i < rows; i++)
        if (item->states[i] == SJ_SCORE_MISSING) {
            counted[i] = 1;
            normal[i] = scale->lowest;
        }
}

static void normalise(const struct sj_score_table *table, size_t number,
                      struct sj_score_result *result)
{
    const struct sj_score_item *item = &table->items[number];
    struct sj_score_scale *scale = &result->scales[number];
    size_t rows = table->rows;
    double *normal = &result->normal[number * rows];
    uint8_t *restrict counted = &result->counted[number * rows];
    const uint8_t *restrict states = item->states;
    for (size_t i = 0; i < rows; i++)
        counted[i] = states[i] == SJ_SCORE_STATED;
    if (item->how == SJ_NORMAL_Z_SCORE && scale->deviation != 0)
        z_scores(item, scale, rows, counted, normal);
    else if (item->how == SJ_NORMAL_MIN_MAX && scale->best != scale->worst)
        min_maxes(item, scale, rows, counted, normal);
    else
        for (size_t i = 0; i < rows; i++)
            if (counted[i])
                normal[i] = sj_score_normal(item, scale, (double)item->values[i], item->values[i]);
    if (table->missing == SJ_SCORE_WORST)
        put_lowest(item, scale, rows, counted, normal);
}

bool sj_score_scales(const struct sj_score_table *table, struct sj_arena *arena,
                     struct sj_score_result *result)
{
    for (size_t i = 0; i < table->item_count; i++) {
        if (!find_scale(&table->items[i], table->rows, arena, &result->scales[i]))
            return false;
        normalise(table, i, result);
    }
    return true;
}
