#include "unit.h"

#include "answers/movers.h"
#include "random_cells.h"

#include <stdlib.h>

static double ratio(const struct sj_mover *mover)
{
    return (double)llabs(mover->difference.value) / (double)mover->from.value;
}

static void check_order(const struct sj_mover *a, const struct sj_mover *b, bool by_percent)
{
    int64_t x = llabs(a->difference.value), y = llabs(b->difference.value);
    if (by_percent && a->has_percent != b->has_percent) {
        assert_true(a->has_percent);
        return;
    }
    if (by_percent && a->has_percent) {
        assert_true(ratio(a) >= ratio(b) - 1e-12);
        if (x * b->from.value != y * a->from.value)
            return;
    } else {
        assert_true(x >= y);
        if (x != y)
            return;
    }
    assert_true(a->to.township < b->to.township);
}

static void test_movers__come_by_the_size_of_their_change(void **state)
{
    uint64_t seed = 7;
    for (int round = 0; round < 1000; round++) {
        struct sj_mover movers[20];
        size_t count = next_random(&seed) % 20;
        uint32_t seen = 0;
        for (size_t i = 0; i < count; i++) {
            movers[i] = (struct sj_mover){.from = random_cell((uint32_t)i, &seed),
                                          .to = random_cell((uint32_t)i, &seed)};
            assert_true(sj_mover_make(&movers[i]));
            assert_int_equal(movers[i].difference.value, movers[i].to.value - movers[i].from.value);
        }
        sj_movers_sort(movers, count, round % 2);
        for (size_t i = 0; i < count; i++) {
            seen |= 1U << movers[i].to.township;
            if (i > 0)
                check_order(&movers[i - 1], &movers[i], round % 2);
        }
        assert_int_equal(seen, (1U << count) - 1);
    }
}

static void test_movers__large_ratios_are_compared_exactly(void **state)
{
    int64_t far = INT64_MAX / 4;
    struct sj_mover movers[2] = {{.from = exact(0, far - 1), .to = exact(0, 2 * far - 3)},
                                 {.from = exact(1, far), .to = exact(1, 2 * far - 1)}};
    for (int i = 0; i < 2; i++)
        assert_true(sj_mover_make(&movers[i]));
    sj_movers_sort(movers, 2, true); /* (far − 2)/(far − 1) < (far − 1)/far, by one in 10^37 */
    assert_int_equal(movers[0].to.township, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_movers__come_by_the_size_of_their_change),
        cmocka_unit_test(test_movers__large_ratios_are_compared_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
