#include "unit.h"

#include "answers/outliers.h"
#include "random_cells.h"

#include <math.h>
#include <stdlib.h>

static struct sj_spread spread_of(const struct sj_cell *cells, size_t count)
{
    struct sj_arena arena;
    struct sj_spread spread;
    sj_arena_init(&arena, 1 << 20);
    assert_true(sj_spread_of(cells, count, &arena, &spread));
    sj_arena_clear(&arena);
    return spread;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(const double *values, size_t count)
{
    double sorted[64];
    for (size_t i = 0; i < count; i++)
        sorted[i] = values[i];
    qsort(sorted, count, sizeof *sorted, by_size);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

/* The textbook's formula in floating point, infinite where all are equal but one. */
struct slow {
    double median, spread;
    bool mad, none;
};

static struct slow slow_spread(const struct sj_cell *cells, size_t count)
{
    double values[64], deviations[64], sum = 0;
    struct slow slow = {.mad = true};
    for (size_t i = 0; i < count; i++)
        values[i] = (double)cells[i].value;
    slow.median = median_of(values, count);
    for (size_t i = 0; i < count; i++) {
        deviations[i] = fabs(values[i] - slow.median);
        sum += deviations[i];
    }
    slow.spread = median_of(deviations, count);
    if (slow.spread == 0) {
        slow.mad = false;
        slow.none = sum == 0;
        slow.spread = sum / (double)count;
    }
    return slow;
}

static double slow_score(const struct slow *slow, double value)
{
    double away = value - slow->median;
    return slow->none  ? 0
           : slow->mad ? 0.6745 * away / slow->spread
                       : away / (1.2533 * slow->spread);
}

static void check_cell(const struct sj_spread *spread, const struct slow *slow,
                       const struct sj_cell *cell, int *outside, int *certain)
{
    struct sj_outlier outlier;
    double score = slow_score(slow, (double)cell->value);
    bool is = sj_outlier_is(spread, cell, &outlier);
    if (fabs(fabs(score) - 3.5) > 1e-9)
        assert_int_equal(is, fabs(score) > 3.5);
    if (!is)
        return;
    ++*outside;
    assert_true(fabs((double)outlier.score / 10000 - score) < 0.0000501);
    bool above = score > 0;
    if (above ? !cell->has_lo : !cell->has_hi) {
        assert_false(outlier.certain);
        return;
    }
    double end = slow_score(slow, (double)(above ? cell->lo : cell->hi));
    if (fabs(fabs(end) - 3.5) > 1e-9)
        assert_int_equal(outlier.certain, above ? end > 3.5 : end < -3.5);
    *certain += outlier.certain;
}

static void test_outliers__agree_with_the_textbook(void **state)
{
    uint64_t seed = 8;
    int outside = 0, certain = 0, kinds[4] = {0};
    for (int round = 0; round < 4000; round++) {
        struct sj_cell cells[40];
        size_t count = 8 + next_random(&seed) % 32;
        bool alike = round % 3 == 0;
        for (size_t i = 0; i < count; i++) {
            cells[i] = random_cell_of((uint32_t)i, 0, 10, &seed);
            if (alike && next_random(&seed) % 8 != 0)
                cells[i] = exact((uint32_t)i, 50);
            else if (next_random(&seed) % 10 == 0)
                cells[i] = random_cell_of((uint32_t)i, round % 2 ? 20 : -40, 10, &seed);
        }
        struct sj_spread spread = spread_of(cells, count);
        struct slow slow = slow_spread(cells, count);
        kinds[spread.kind]++;
        assert_int_equal(spread.kind, slow.none  ? SJ_SPREAD_NONE
                                      : slow.mad ? SJ_SPREAD_MAD
                                                 : SJ_SPREAD_MEAN_DEVIATION);
        assert_true(fabs((double)spread.median - slow.median) <= 0.5);
        for (size_t i = 0; i < count; i++)
            check_cell(&spread, &slow, &cells[i], &outside, &certain);
    }
    assert_in_range(outside, 1000, 100000);
    assert_in_range(certain, 500, outside - 1);
    assert_true(kinds[SJ_SPREAD_MAD] > 500 && kinds[SJ_SPREAD_MEAN_DEVIATION] > 100);
}

/* Ten values around 100 with MAD 1: the bounds are 100 ± 5.1890. */
static void test_outliers__at_the_very_bound_there_is_none(void **state)
{
    int64_t one = 6745; /* MAD 0.6745, so that 3.5 × MAD / 0.6745 is 3.5 */
    struct sj_cell cells[9];
    struct sj_outlier outlier;
    for (uint32_t i = 0; i < 9; i++)
        cells[i] = exact(i, 1000000 + ((int64_t)i % 3 - 1) * one);
    struct sj_spread spread = spread_of(cells, 9);
    assert_int_equal(spread.kind, SJ_SPREAD_MAD);
    assert_int_equal(spread.spread, one);
    assert_int_equal(spread.upper, 1035000);
    struct sj_cell at = exact(0, 1035000), beyond = exact(0, 1035001);
    assert_false(sj_outlier_is(&spread, &at, &outlier));
    assert_true(sj_outlier_is(&spread, &beyond, &outlier));
    assert_true(outlier.certain);
    beyond.lo = 1035000; /* (103.5, …: all above the bound; [103.5, …: not */
    beyond.lo_open = true;
    assert_true(sj_outlier_is(&spread, &beyond, &outlier) && outlier.certain);
    beyond.lo_open = false;
    assert_true(sj_outlier_is(&spread, &beyond, &outlier) && !outlier.certain);
}

static void test_outliers__takes_eight_to_tell(void **state)
{
    struct sj_cell cells[7];
    struct sj_arena arena;
    struct sj_spread spread;
    for (uint32_t i = 0; i < 7; i++)
        cells[i] = exact(i, i);
    sj_arena_init(&arena, 1 << 20);
    assert_false(sj_spread_of(cells, 7, &arena, &spread));
    sj_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outliers__agree_with_the_textbook),
        cmocka_unit_test(test_outliers__at_the_very_bound_there_is_none),
        cmocka_unit_test(test_outliers__takes_eight_to_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
