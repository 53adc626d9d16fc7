#include "unit.h"

#include "random_cells.h"

enum { FAR = 12, WHOLE = 1000000 };

static void test_amount__differences_hold_all_they_can_be(void **state)
{
    uint64_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        struct sj_cell a = random_cell(0, &seed), b = random_cell(1, &seed);
        struct sj_amount difference, sum;
        assert_true(sj_amount_subtract(sj_amount_of(&b), sj_amount_of(&a), &difference));
        assert_true(sj_amount_add(sj_amount_of(&a), sj_amount_of(&b), &sum));
        assert_int_equal(difference.value, b.value - a.value);
        assert_int_equal(difference.has_lo, b.has_lo && a.has_hi);
        assert_int_equal(difference.has_hi, b.has_hi && a.has_lo);
        if (difference.has_lo)
            assert_int_equal(difference.lo, b.lo - a.hi);
        if (sum.has_hi)
            assert_int_equal(sum.hi, a.hi + b.hi);
        bool reached = false;
        for (int64_t x = lowest(&a, FAR); x <= highest(&a, FAR); x++)
            for (int64_t y = lowest(&b, FAR); y <= highest(&b, FAR); y++) {
                if (!can_be(&a, x) || !can_be(&b, y))
                    continue;
                reached |= difference.has_lo && y - x == difference.lo;
                assert_true(holds(&difference, y - x, 1));
                assert_true(holds(&sum, x + y, 1));
            }
        if (difference.has_lo)
            assert_int_equal(difference.lo_open, !reached);
    }
}

/* Least and greatest percentage over all pairs, with open ends taken for closed ones. */
struct extremes {
    sj_wide lo[2], hi[2]; /* numerator, denominator */
    bool any, lo_reached, hi_reached;
};

static bool less(const sj_wide *a, const sj_wide *b)
{
    return a[0] * b[1] < b[0] * a[1];
}

static struct extremes look(const struct sj_cell *a, const struct sj_cell *b,
                            const struct sj_amount *percent)
{
    struct extremes found = {.any = false};
    for (int64_t x = lowest(a, FAR); x <= highest(a, FAR); x++)
        for (int64_t y = lowest(b, FAR); y <= highest(b, FAR); y++) {
            sj_wide here[2] = {(sj_wide)(y - x) * WHOLE, x};
            if (!found.any || less(here, found.lo))
                found.lo[0] = here[0], found.lo[1] = here[1];
            if (!found.any || less(found.hi, here))
                found.hi[0] = here[0], found.hi[1] = here[1];
            found.any = true;
            if (!can_be(a, x) || !can_be(b, y))
                continue;
            assert_true(holds(percent, here[0], here[1]));
            found.lo_reached |= percent->has_lo && here[0] == (sj_wide)percent->lo * x;
            found.hi_reached |= percent->has_hi && here[0] == (sj_wide)percent->hi * x;
        }
    return found;
}

static void test_amount__percentages_are_the_extremes_rounded_outward(void **state)
{
    uint64_t seed = 2;
    int made = 0;
    for (int round = 0; round < 6000; round++) {
        struct sj_cell a = random_cell_of(0, 2, 1, &seed), b = random_cell_of(1, -6, 1, &seed);
        struct sj_amount percent;
        bool can = sj_amount_percent(sj_amount_of(&a), sj_amount_of(&b), &percent);
        assert_int_equal(can, a.has_lo && a.lo > 0 && a.value > 0);
        if (!can)
            continue;
        made++;
        struct extremes found = look(&a, &b, &percent);
        assert_int_equal(percent.has_lo, b.has_lo);
        assert_int_equal(percent.has_hi, b.has_hi);
        if (b.has_lo) {
            bool towards_zero = b.lo >= 0 && !a.has_hi;
            assert_int_equal(percent.lo,
                             towards_zero ? -WHOLE : floor_of(found.lo[0], found.lo[1]));
            assert_int_equal(percent.lo_open, !found.lo_reached);
        }
        if (b.has_hi) {
            bool towards_zero = b.hi <= 0 && !a.has_hi;
            assert_int_equal(percent.hi, towards_zero ? -WHOLE : ceil_of(found.hi[0], found.hi[1]));
            assert_int_equal(percent.hi_open, !found.hi_reached);
        }
    }
    assert_in_range(made, 1000, 6000);
}

static void test_amount__says_when_it_would_overflow(void **state)
{
    struct sj_cell large = exact(0, INT64_MAX - 5), small = exact(0, -10), one = exact(0, 1);
    struct sj_amount made;
    assert_false(sj_amount_add(sj_amount_of(&large), sj_amount_of(&large), &made));
    assert_false(sj_amount_subtract(sj_amount_of(&large), sj_amount_of(&small), &made));
    assert_false(sj_amount_percent(sj_amount_of(&one), sj_amount_of(&large), &made));
    /* An end that is not there does not overflow. */
    struct sj_cell vague = exact(0, 5);
    vague.has_hi = false;
    vague.hi = INT64_MAX;
    assert_true(sj_amount_add(sj_amount_of(&vague), sj_amount_of(&vague), &made));
    assert_false(made.has_hi);
}

static void test_amount__rounds_half_away_from_zero(void **state)
{
    int64_t quotient;
    const int64_t cases[][3] = {{1, 2, 1},   {-1, 2, -1}, {1, 3, 0},
                                {-5, 3, -2}, {7, 2, 4},   {6, 3, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(sj_wide_round(cases[i][0], cases[i][1], &quotient));
        assert_int_equal(quotient, cases[i][2]);
    }
    assert_false(sj_wide_round((sj_wide)INT64_MAX * 2, 1, &quotient));
}

static void test_amount__a_sign_is_certain_only_off_zero(void **state)
{
    struct sj_amount amount = {.value = 5, .lo = 0, .hi = 9, .has_lo = true, .has_hi = true};
    assert_false(sj_amount_has_sign(&amount));
    amount.lo_open = true;
    assert_true(sj_amount_has_sign(&amount));
    amount = (struct sj_amount){.value = -5, .hi = -1, .has_hi = true};
    assert_true(sj_amount_has_sign(&amount));
    amount = (struct sj_amount){.value = 5};
    assert_false(sj_amount_has_sign(&amount));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amount__differences_hold_all_they_can_be),
        cmocka_unit_test(test_amount__percentages_are_the_extremes_rounded_outward),
        cmocka_unit_test(test_amount__says_when_it_would_overflow),
        cmocka_unit_test(test_amount__rounds_half_away_from_zero),
        cmocka_unit_test(test_amount__a_sign_is_certain_only_off_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
