#include "unit.h"

#include "answers/totals.h"
#include "random_cells.h"

static void test_totals__sum_ends_apart(void **state)
{
    uint64_t seed = 5;
    for (int round = 0; round < 1000; round++) {
        struct sj_amount amounts[8], sum;
        struct sj_amount slow = {.has_lo = true, .has_hi = true};
        size_t count = next_random(&seed) % 8;
        for (size_t i = 0; i < count; i++) {
            struct sj_cell cell = random_cell((uint32_t)i, &seed);
            amounts[i] = sj_amount_of(&cell);
            slow.value += cell.value;
            slow.lo += cell.lo;
            slow.hi += cell.hi;
            slow.has_lo &= cell.has_lo;
            slow.has_hi &= cell.has_hi;
            slow.lo_open |= cell.lo_open;
            slow.hi_open |= cell.hi_open;
        }
        assert_true(sj_total_sum(amounts, count, &sum));
        assert_int_equal(sum.value, slow.value);
        assert_int_equal(sum.has_lo, slow.has_lo);
        assert_int_equal(sum.has_hi, slow.has_hi);
        if (slow.has_lo) {
            assert_int_equal(sum.lo, slow.lo);
            assert_int_equal(sum.lo_open, slow.lo_open);
        }
        if (slow.has_hi) {
            assert_int_equal(sum.hi, slow.hi);
            assert_int_equal(sum.hi_open, slow.hi_open);
        }
    }
    struct sj_cell large = exact(0, INT64_MAX - 1);
    struct sj_amount two[2] = {sj_amount_of(&large), sj_amount_of(&large)}, sum;
    assert_false(sj_total_sum(two, 2, &sum));
}

/* A mean is least and greatest with every weight at one of its ends: all 2^n are tried. */
static void corners(const struct sj_weighted *items, size_t count, bool up, sj_wide *best)
{
    best[0] = 0, best[1] = 0;
    for (unsigned choice = 0; choice < 1U << count; choice++) {
        sj_wide product = 0, weight = 0;
        for (size_t i = 0; i < count; i++) {
            int64_t w = choice >> i & 1 ? items[i].weight.hi : items[i].weight.lo;
            weight += w;
            product += (sj_wide)w * (up ? items[i].value.hi : items[i].value.lo);
        }
        if (weight > 0 && (best[1] == 0 || (up ? product * best[1] > best[0] * weight
                                               : product * best[1] < best[0] * weight)))
            best[0] = product, best[1] = weight;
    }
}

static void check_mean(const struct sj_weighted *items, size_t count, const struct sj_amount *mean)
{
    sj_wide product = 0, weight = 0, best[2];
    bool has_lo = true, has_hi = true, hull = false, positive = false;
    int64_t least = INT64_MAX, most = INT64_MIN, rounded;
    for (size_t i = 0; i < count; i++) {
        weight += items[i].weight.value;
        product += (sj_wide)items[i].weight.value * items[i].value.value;
        has_lo &= items[i].value.has_lo;
        has_hi &= items[i].value.has_hi;
        hull |= !items[i].weight.has_hi;
        positive |= items[i].weight.lo > 0;
        least = items[i].value.lo < least ? items[i].value.lo : least;
        most = items[i].value.hi > most ? items[i].value.hi : most;
    }
    assert_true(sj_wide_round(product, weight, &rounded));
    assert_int_equal(mean->value, rounded);
    assert_int_equal(mean->has_lo, has_lo);
    assert_int_equal(mean->has_hi, has_hi);
    if (has_lo) {
        corners(items, count, false, best);
        assert_int_equal(mean->lo, hull || !positive ? least : floor_of(best[0], best[1]));
        assert_true(mean->lo <= mean->value);
    }
    if (has_hi) {
        corners(items, count, true, best);
        assert_int_equal(mean->hi, hull || !positive ? most : ceil_of(best[0], best[1]));
        assert_true(mean->hi >= mean->value);
    }
}

static void test_totals__means_are_the_extremes_over_all_weights(void **state)
{
    uint64_t seed = 6;
    int made = 0;
    for (int round = 0; round < 4000; round++) {
        struct sj_weighted items[7];
        struct sj_amount mean;
        size_t count = 1 + next_random(&seed) % 6;
        sj_wide weight = 0;
        for (size_t i = 0; i < count; i++) {
            struct sj_cell value = random_cell((uint32_t)i, &seed);
            struct sj_cell weigh = random_cell_of((uint32_t)i, 0, 1, &seed);
            items[i].value = sj_amount_of(&value);
            items[i].weight = sj_amount_of(&weigh);
            weight += weigh.value;
        }
        enum sj_mean_verdict verdict = sj_total_mean(items, count, &mean);
        assert_int_equal(verdict, weight > 0 ? SJ_MEAN_MADE : SJ_MEAN_NO_WEIGHT);
        if (verdict == SJ_MEAN_MADE)
            check_mean(items, count, &mean);
        made += verdict == SJ_MEAN_MADE;
    }
    assert_in_range(made, 3000, 4000);
}

static void test_totals__a_mean_by_hand(void **state)
{
    /* 60 % of 100 households and 90 % of 200余 ([200, 210)): 80 %, up to 80.3226 %. */
    struct sj_cell rates[2] = {exact(0, 600000), exact(1, 900000)};
    struct sj_cell houses[2] = {exact(0, 1000000), exact(1, 2000000)};
    houses[1].hi = 2100000;
    houses[1].hi_open = true;
    struct sj_weighted items[2] = {{sj_amount_of(&rates[0]), sj_amount_of(&houses[0])},
                                   {sj_amount_of(&rates[1]), sj_amount_of(&houses[1])}};
    struct sj_amount mean;
    assert_int_equal(sj_total_mean(items, 2, &mean), SJ_MEAN_MADE);
    assert_int_equal(mean.value, 800000);
    assert_int_equal(mean.lo, 800000);
    assert_false(mean.lo_open);
    assert_int_equal(mean.hi, 803226);
    assert_true(mean.hi_open);
    /* [10, 20) and 30, alike in weight: [20, 25). A weight that may be 0 makes 30 reachable. */
    rates[0] = exact(0, 10);
    rates[0].hi = 20;
    rates[0].hi_open = true;
    rates[1] = exact(1, 30);
    houses[0] = houses[1] = exact(0, 7);
    for (int i = 0; i < 2; i++)
        items[i] = (struct sj_weighted){sj_amount_of(&rates[i]), sj_amount_of(&houses[i])};
    assert_int_equal(sj_total_mean(items, 2, &mean), SJ_MEAN_MADE);
    assert_int_equal(mean.lo, 20);
    assert_false(mean.lo_open);
    assert_int_equal(mean.hi, 25);
    assert_true(mean.hi_open);
    houses[0].lo = 0;
    for (int i = 0; i < 2; i++)
        items[i] = (struct sj_weighted){sj_amount_of(&rates[i]), sj_amount_of(&houses[i])};
    assert_int_equal(sj_total_mean(items, 2, &mean), SJ_MEAN_MADE);
    assert_int_equal(mean.hi, 30);
    assert_false(mean.hi_open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_totals__sum_ends_apart),
        cmocka_unit_test(test_totals__means_are_the_extremes_over_all_weights),
        cmocka_unit_test(test_totals__a_mean_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
