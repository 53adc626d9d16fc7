#include "unit.h"

#include "answers/standing.h"
#include "random_cells.h"

enum { WHOLE = 1000000, FAR = 3 };

static void test_standing__percentiles_are_those_of_percentrank(void **state)
{
    int64_t percentile;
    assert_false(sj_percentile(9, 4, &percentile));
    assert_true(sj_percentile(10, 9, &percentile));
    assert_int_equal(percentile, WHOLE);
    assert_true(sj_percentile(10, 0, &percentile));
    assert_int_equal(percentile, 0);
    assert_true(sj_percentile(10, 3, &percentile)); /* 33.3333 % */
    assert_int_equal(percentile, 333333);
    assert_true(sj_percentile(12, 8, &percentile)); /* 72.7273 % */
    assert_int_equal(percentile, 727273);
}

static void test_standing__counts_the_strictly_worse(void **state)
{
    uint64_t seed = 3;
    for (int round = 0; round < 500; round++) {
        struct sj_cell cells[20];
        struct sj_rank_row rows[20];
        uint32_t worse[20];
        struct sj_arena arena;
        struct sj_error error;
        bool less = round % 2;
        size_t count = next_random(&seed) % 20;
        for (size_t i = 0; i < count; i++)
            cells[i] = random_cell((uint32_t)i, &seed);
        sj_arena_init(&arena, 1 << 20);
        assert_int_equal(sj_rank(cells, count, less, &arena, rows, &error), SJ_OK);
        sj_arena_clear(&arena);
        sj_rank_worse(rows, count, worse);
        for (size_t i = 0; i < count; i++) {
            uint32_t slow = 0;
            for (size_t k = 0; k < count; k++)
                slow += less ? cells[k].value > rows[i].cell->value
                             : cells[k].value < rows[i].cell->value;
            assert_int_equal(worse[i], slow);
        }
    }
}

/* Every way to choose a value from each of three cells. */
static void check_shares(const struct sj_cell *cells, const struct sj_amount *shares)
{
    sj_wide lo[3][2], hi[3][2];
    bool any = false;
    for (int64_t a = lowest(&cells[0], FAR); a <= highest(&cells[0], FAR); a++)
        for (int64_t b = lowest(&cells[1], FAR); b <= highest(&cells[1], FAR); b++)
            for (int64_t c = lowest(&cells[2], FAR); c <= highest(&cells[2], FAR); c++) {
                int64_t at[3] = {a, b, c}, sum = a + b + c;
                bool possible =
                    can_be(&cells[0], a) && can_be(&cells[1], b) && can_be(&cells[2], c);
                for (int i = 0; i < 3 && sum > 0; i++) {
                    sj_wide here = (sj_wide)at[i] * WHOLE;
                    if (possible)
                        assert_true(holds(&shares[i], here, sum));
                    if (!any || here * lo[i][1] < lo[i][0] * sum)
                        lo[i][0] = here, lo[i][1] = sum;
                    if (!any || here * hi[i][1] > hi[i][0] * sum)
                        hi[i][0] = here, hi[i][1] = sum;
                }
                any |= sum > 0;
            }
    for (int i = 0; i < 3; i++) {
        bool others = cells[(i + 1) % 3].has_hi && cells[(i + 2) % 3].has_hi;
        if (others)
            assert_int_equal(shares[i].lo, floor_of(lo[i][0], lo[i][1]));
        else
            assert_int_equal(shares[i].lo, 0);
        if (cells[i].has_hi)
            assert_int_equal(shares[i].hi, ceil_of(hi[i][0], hi[i][1]));
        else
            assert_int_equal(shares[i].hi, WHOLE);
    }
}

static void test_standing__shares_hold_all_they_can_be(void **state)
{
    uint64_t seed = 4;
    int made = 0;
    for (int round = 0; round < 2000; round++) {
        struct sj_cell cells[3];
        struct sj_amount shares[3];
        bool sensible = true;
        int64_t sum = 0;
        for (uint32_t i = 0; i < 3; i++) {
            cells[i] = random_cell_of(i, 3, 1, &seed);
            sensible = sensible && cells[i].has_lo && cells[i].lo >= 0;
            sum += cells[i].value;
        }
        struct sj_whole whole = sj_whole_of(cells, 3);
        for (int i = 0; i < 3; i++)
            assert_int_equal(sj_share(&whole, &cells[i], &shares[i]), sensible && sum > 0);
        if (!sensible || sum <= 0)
            continue;
        made++;
        check_shares(cells, shares);
    }
    assert_in_range(made, 300, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_standing__percentiles_are_those_of_percentrank),
        cmocka_unit_test(test_standing__counts_the_strictly_worse),
        cmocka_unit_test(test_standing__shares_hold_all_they_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
