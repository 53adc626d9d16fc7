#include "unit.h"

#include "answers/ratio.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

static struct sj_cell exact(uint32_t township, int64_t value)
{
    return (struct sj_cell){.township = township,
                            .value = value,
                            .lo = value,
                            .hi = value,
                            .has_lo = true,
                            .has_hi = true};
}

static void rank(const struct sj_ratio *ratios, size_t count, bool less, struct sj_rank_row *rows)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_rank_ratios(ratios, count, less, &arena, rows, &error), SJ_OK);
    sj_arena_clear(&arena);
}

/* ---- order ---- */

static void test_ratio__orders_what_binary_fractions_cannot_tell_apart(void **state)
{
    /* (k+1)/k against k/(k-1) at k = 3·10^17: they differ by 10^-35. */
    const int64_t k = 300000000000000000;
    assert_int_equal(sj_ratio_compare(k + 1, k, k, k - 1), -1);
    assert_int_equal(sj_ratio_compare(-(k + 1), k, -k, k - 1), 1);
    assert_int_equal(sj_ratio_compare(2 * k, 2 * (k - 1), k, k - 1), 0);
    struct sj_cell n[] = {exact(0, k + 1), exact(1, k), exact(2, 2 * k)};
    struct sj_cell d[] = {exact(0, k), exact(1, k - 1), exact(2, 2 * (k - 1))};
    struct sj_ratio ratios[] = {{&n[0], &d[0]}, {&n[1], &d[1]}, {&n[2], &d[2]}};
    struct sj_rank_row rows[3];
    rank(ratios, 3, false, rows);
    assert_ptr_equal(rows[0].cell, &n[1]);
    assert_ptr_equal(rows[1].cell, &n[2]);
    assert_int_equal(rows[1].rank, 1);
    assert_ptr_equal(rows[2].cell, &n[0]);
    assert_int_equal(rows[2].rank, 3);
    assert_int_equal(rows[2].best, 3);
}

static void test_ratio__a_denominator_that_may_be_none_has_no_upper_end(void **state)
{
    struct sj_cell n = exact(0, 50), d = exact(0, 10);
    struct sj_ratio ratio = {&n, &d};
    struct sj_ratio_end lo, hi;
    d.has_lo = false; /* 不超过10 without a least value */
    sj_ratio_interval(&ratio, &lo, &hi);
    assert_true(lo.bounded && !lo.open && lo.n == 50 && lo.d == 10);
    assert_false(hi.bounded);
    n.value = n.lo = n.hi = 0; /* nothing over whatever is nothing */
    sj_ratio_interval(&ratio, &lo, &hi);
    assert_true(lo.bounded && !lo.open && lo.n == 0);
    assert_true(hi.bounded && !hi.open && hi.n == 0);
}

static void test_ratio__a_denominator_without_upper_end_comes_near_to_zero(void **state)
{
    struct sj_cell n = exact(0, 50), d = exact(0, 10);
    struct sj_ratio ratio = {&n, &d};
    struct sj_ratio_end lo, hi;
    d.has_hi = false; /* 超过10 */
    d.lo_open = true;
    sj_ratio_interval(&ratio, &lo, &hi);
    assert_true(lo.bounded && lo.open && lo.n == 0);
    assert_true(hi.bounded && hi.open && hi.n == 50 && hi.d == 10);
}

static void test_ratio__only_what_is_above_zero_divides(void **state)
{
    struct sj_cell d = exact(0, 0);
    assert_false(sj_ratio_divides(&d));
    d.hi = 5; /* vague, but said to be none */
    assert_false(sj_ratio_divides(&d));
    d.value = 1;
    assert_true(sj_ratio_divides(&d));
    d.value = -1;
    assert_false(sj_ratio_divides(&d));
}

/* ---- against the definition, on random cities ---- */

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void make_vague(struct sj_cell *cell, uint64_t *seed)
{
    int64_t step = 1 + (int64_t)(next_random(seed) % 4);
    switch (next_random(seed) % 7) {
    case 0: /* 余 */
        cell->hi += step;
        cell->hi_open = true;
        break;
    case 1: /* 超过 */
        cell->has_hi = false;
        cell->lo_open = next_random(seed) % 2 == 0; /* a computed end: beside the stated value */
        cell->lo -= cell->lo_open;
        break;
    case 2: /* 近 */
        cell->lo -= step;
        cell->lo_open = true;
        break;
    case 3: /* 不超过, without a least possible value */
        cell->has_lo = false;
        break;
    case 4: /* 约 */
        cell->lo -= step;
        cell->hi += step;
        break;
    default:
        break;
    }
}

/* A number in hundred-thousandths: an open end is seen one of them inside, an infinite one far out,
 * a denominator begins one above zero. With ends of one and two digits no two ratios come so near
 * to each other that this would change their order, so the corners say what is possible. */
enum { FINE = 100000 };
static const int64_t FAR = 1000000000000;

struct span {
    int64_t lo, hi;
};

static struct span span_of(const struct sj_cell *cell)
{
    return (struct span){cell->has_lo ? cell->lo * FINE + cell->lo_open : -FAR,
                         cell->has_hi ? cell->hi * FINE - cell->hi_open : FAR};
}

/* Whether some (or all) of what B can be is greater than some (or all) of what A can be. */
static bool greater(const struct sj_ratio *b, const struct sj_ratio *a, bool certainly)
{
    struct span bn = span_of(b->numerator), bd = span_of(b->denominator);
    struct span an = span_of(a->numerator), ad = span_of(a->denominator);
    bd.lo = bd.lo < 1 ? 1 : bd.lo;
    ad.lo = ad.lo < 1 ? 1 : ad.lo;
    const int64_t bns[] = {bn.lo, bn.hi}, bds[] = {bd.lo, bd.hi};
    const int64_t ans[] = {an.lo, an.hi}, ads[] = {ad.lo, ad.hi};
    bool all = true, any = false;
    for (unsigned i = 0; i < 16; i++) {
        bool is = (wide)bns[i & 1] * ads[i >> 3 & 1] > (wide)ans[i >> 2 & 1] * bds[i >> 1 & 1];
        all &= is;
        any |= is;
    }
    return certainly ? all : any;
}

static void check_against_definition(const struct sj_ratio *ratios, size_t count, bool less)
{
    struct sj_rank_row rows[12];
    rank(ratios, count, less, rows);
    for (size_t i = 0; i < count; i++) {
        uint32_t place = 1, best = 1, worst = 1;
        const struct sj_ratio *a = &ratios[rows[i].cell->township];
        for (size_t k = 0; k < count; k++) {
            const struct sj_ratio *b = &ratios[k];
            if (b == a)
                continue;
            wide left = (wide)b->numerator->value * a->denominator->value,
                 right = (wide)a->numerator->value * b->denominator->value;
            place += less ? left < right : left > right;
            best += less ? greater(a, b, true) : greater(b, a, true);
            worst += less ? greater(a, b, false) : greater(b, a, false);
        }
        assert_int_equal(rows[i].rank, place);
        assert_int_equal(rows[i].best, best);
        assert_int_equal(rows[i].worst, worst);
        assert_in_range(rows[i].rank, rows[i].best, rows[i].worst);
    }
}

static void test_ratio__agrees_with_its_definition_on_random_cities(void **state)
{
    uint64_t seed = 20241231;
    for (int round = 0; round < 6000; round++) {
        struct sj_cell n[12], d[12];
        struct sj_ratio ratios[12];
        size_t count = next_random(&seed) % 12;
        for (size_t i = 0; i < count; i++) {
            n[i] = exact((uint32_t)i, (int64_t)(next_random(&seed) % 14) - 4);
            d[i] = exact((uint32_t)i, 1 + (int64_t)(next_random(&seed) % 8));
            make_vague(&n[i], &seed);
            make_vague(&d[i], &seed);
            ratios[i] = (struct sj_ratio){&n[i], &d[i]};
        }
        check_against_definition(ratios, count, round % 2 == 0);
    }
}

/* ---- text ---- */

static void reads(int64_t n, int64_t d, enum sj_rounding rounding, const char *wanted, bool exactly)
{
    char text[SJ_DECIMAL_TEXT];
    assert_int_equal(sj_ratio_format(n, d, rounding, text), exactly);
    assert_string_equal(text, wanted);
}

static void test_ratio__reads_with_six_digits(void **state)
{
    reads(1, 2, SJ_ROUND_HALF_AWAY, "0.5", true);
    reads(0, 7, SJ_ROUND_DOWN, "0", true);
    reads(2, 3, SJ_ROUND_HALF_AWAY, "0.666667", false);
    reads(2, 3, SJ_ROUND_DOWN, "0.666666", false);
    reads(-2, 3, SJ_ROUND_DOWN, "-0.666667", false);
    reads(-2, 3, SJ_ROUND_UP, "-0.666666", false);
    reads(200, 3, SJ_ROUND_HALF_AWAY, "66.6667", false);
    reads(2, 300000, SJ_ROUND_HALF_AWAY, "0.00000666667", false);
    reads(123456789, 10, SJ_ROUND_HALF_AWAY, "12345679", false);
    reads(123456785, 10, SJ_ROUND_HALF_AWAY, "12345679", false);
    reads(-123456785, 10, SJ_ROUND_HALF_AWAY, "-12345679", false);
    reads(9999995, 10000000, SJ_ROUND_HALF_AWAY, "1", false);
    reads(1, INT64_MAX, SJ_ROUND_UP, "0.000000000001", false);
    reads(1, INT64_MAX, SJ_ROUND_DOWN, "0", false);
    reads(INT64_MAX, 1, SJ_ROUND_UP, "9223372036854775807", true);
    reads(INT64_MAX, 1, SJ_ROUND_HALF_AWAY, "9223372036854775807", true);
}

/* -1, 0, 1: the text against n / d. */
static int against(const char *text, int64_t n, int64_t d)
{
    struct sj_decimal read;
    assert_true(sj_decimal_parse(sj_bytes_of(text), &read));
    wide right = n;
    for (int i = 0; i < read.scale; i++)
        right *= 10;
    wide left = (wide)read.coefficient * d;
    return (left > right) - (left < right);
}

static void test_ratio__rounds_outward_and_knows_what_is_exact(void **state)
{
    uint64_t seed = 7;
    char down[SJ_DECIMAL_TEXT], up[SJ_DECIMAL_TEXT], near[SJ_DECIMAL_TEXT];
    for (int i = 0; i < 20000; i++) {
        int64_t n = (int64_t)(next_random(&seed) % 2000001) - 1000000;
        int64_t d = 1 + (int64_t)(next_random(&seed) % (i % 2 == 0 ? 100 : 10000000));
        bool exactly = sj_ratio_format(n, d, SJ_ROUND_DOWN, down);
        assert_int_equal(sj_ratio_format(n, d, SJ_ROUND_UP, up), exactly);
        assert_int_equal(sj_ratio_format(n, d, SJ_ROUND_HALF_AWAY, near), exactly);
        assert_int_equal(against(down, n, d), exactly ? 0 : -1);
        assert_int_equal(against(up, n, d), exactly ? 0 : 1);
        assert_true(strcmp(near, down) == 0 || strcmp(near, up) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio__orders_what_binary_fractions_cannot_tell_apart),
        cmocka_unit_test(test_ratio__a_denominator_that_may_be_none_has_no_upper_end),
        cmocka_unit_test(test_ratio__a_denominator_without_upper_end_comes_near_to_zero),
        cmocka_unit_test(test_ratio__only_what_is_above_zero_divides),
        cmocka_unit_test(test_ratio__agrees_with_its_definition_on_random_cities),
        cmocka_unit_test(test_ratio__reads_with_six_digits),
        cmocka_unit_test(test_ratio__rounds_outward_and_knows_what_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
