#include "rules/interval.h"

#include <setjmp.h>

#include <cmocka.h>

static struct sj_decimal number(int64_t value)
{
    return sj_decimal_of(value);
}

static struct sj_interval half_open(int64_t lo, int64_t hi)
{
    return (struct sj_interval){
        .lo = number(lo), .hi = number(hi), .has_lo = true, .has_hi = true, .hi_open = true};
}

static void test_interval__a_point_holds_itself_only(void **state)
{
    struct sj_interval point = sj_interval_point(number(7));
    assert_true(sj_interval_contains(&point, number(7)));
    assert_false(sj_interval_contains(&point, number(8)));
    assert_false(sj_interval_contains(&point, number(6)));
}

static void test_interval__an_open_end_is_outside(void **state)
{
    struct sj_interval interval = half_open(1140, 1150);
    assert_true(sj_interval_contains(&interval, number(1140)));
    assert_false(sj_interval_contains(&interval, number(1150)));
    interval.lo_open = true;
    assert_false(sj_interval_contains(&interval, number(1140)));
}

static void test_interval__a_missing_end_holds_everything_beyond(void **state)
{
    struct sj_interval interval = {.lo = number(5), .has_lo = true};
    assert_true(sj_interval_contains(&interval, number(1000000)));
    assert_false(sj_interval_contains(&interval, number(4)));
}

static void test_interval__mirror_swaps_ends_and_openness(void **state)
{
    struct sj_interval mirrored = sj_interval_mirror(half_open(10, 20));
    assert_true(mirrored.lo_open);
    assert_false(mirrored.hi_open);
    assert_int_equal(sj_decimal_compare(mirrored.lo, number(-20)), 0);
    assert_int_equal(sj_decimal_compare(mirrored.hi, number(-10)), 0);
    struct sj_interval from = {.lo = number(5), .has_lo = true};
    mirrored = sj_interval_mirror(from);
    assert_false(mirrored.has_lo);
    assert_true(mirrored.has_hi);
}

static void test_interval__mirror_twice_is_the_same(void **state)
{
    struct sj_interval interval = half_open(3, 9);
    struct sj_interval again = sj_interval_mirror(sj_interval_mirror(interval));
    assert_true(sj_interval_equal(&interval, &again));
}

static void test_interval__scale_multiplies_both_ends(void **state)
{
    struct sj_interval scaled;
    assert_true(sj_interval_scale(half_open(2, 3), number(15), &scaled));
    assert_int_equal(sj_decimal_compare(scaled.lo, number(30)), 0);
    assert_int_equal(sj_decimal_compare(scaled.hi, number(45)), 0);
    assert_true(scaled.hi_open);
}

static void test_interval__scale_refuses_overflow_and_no_positive_factor(void **state)
{
    struct sj_interval scaled;
    assert_false(sj_interval_scale(half_open(2, INT64_MAX / 2), number(100), &scaled));
    assert_false(sj_interval_scale(half_open(2, 3), number(0), &scaled));
    assert_false(sj_interval_scale(half_open(2, 3), number(-1), &scaled));
}

static void test_interval__clip_closes_at_the_limit(void **state)
{
    struct sj_decimal lo = number(0), hi = number(100);
    struct sj_interval open = {.hi = number(120), .has_hi = true, .hi_open = true};
    struct sj_interval clipped = sj_interval_clip(open, &lo, &hi);
    assert_true(clipped.has_lo && clipped.has_hi && !clipped.lo_open && !clipped.hi_open);
    assert_int_equal(sj_decimal_compare(clipped.lo, lo), 0);
    assert_int_equal(sj_decimal_compare(clipped.hi, hi), 0);
}

static void test_interval__clip_leaves_what_is_within(void **state)
{
    struct sj_decimal lo = number(0), hi = number(100);
    struct sj_interval interval = half_open(10, 20);
    struct sj_interval clipped = sj_interval_clip(interval, &lo, &hi);
    assert_true(sj_interval_equal(&interval, &clipped));
    clipped = sj_interval_clip(interval, NULL, NULL);
    assert_true(sj_interval_equal(&interval, &clipped));
}

static void test_interval__equal_looks_at_ends_and_openness(void **state)
{
    struct sj_interval a = half_open(1, 2), b = half_open(1, 2);
    assert_true(sj_interval_equal(&a, &b));
    b.hi = (struct sj_decimal){20, 1};
    assert_true(sj_interval_equal(&a, &b));
    b.hi_open = false;
    assert_false(sj_interval_equal(&a, &b));
    b = half_open(1, 3);
    assert_false(sj_interval_equal(&a, &b));
    b = half_open(1, 2);
    b.has_lo = false;
    assert_false(sj_interval_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interval__a_point_holds_itself_only),
        cmocka_unit_test(test_interval__an_open_end_is_outside),
        cmocka_unit_test(test_interval__a_missing_end_holds_everything_beyond),
        cmocka_unit_test(test_interval__mirror_swaps_ends_and_openness),
        cmocka_unit_test(test_interval__mirror_twice_is_the_same),
        cmocka_unit_test(test_interval__scale_multiplies_both_ends),
        cmocka_unit_test(test_interval__scale_refuses_overflow_and_no_positive_factor),
        cmocka_unit_test(test_interval__clip_closes_at_the_limit),
        cmocka_unit_test(test_interval__clip_leaves_what_is_within),
        cmocka_unit_test(test_interval__equal_looks_at_ends_and_openness),
    };
    return cmocka_run_group_tests_name("interval", tests, NULL, NULL);
}
