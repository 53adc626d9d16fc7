#include "unit.h"

#include "answers/pledges.h"
#include "random_cells.h"

enum { FAR = 30 };

/* An outcome keeps a plan if it is at least as good as something that the plan's words allow. Ends
 * are even numbers, so that odd ones stand for all between. */
static bool keeps(const struct sj_cell *plan, int64_t outcome, bool less)
{
    for (int64_t p = lowest(plan, FAR); p <= highest(plan, FAR); p++)
        if (can_be(plan, p) && (less ? outcome <= p : outcome >= p))
            return true;
    return false;
}

static enum sj_verdict slow_verdict(const struct sj_cell *plan, const struct sj_cell *outcome,
                                    bool less)
{
    bool all = true, any = false;
    if (less ? !plan->has_hi : !plan->has_lo)
        return SJ_VERDICT_UNDECIDABLE;
    for (int64_t o = lowest(outcome, 3 * FAR); o <= highest(outcome, 3 * FAR); o++) {
        if (!can_be(outcome, o))
            continue;
        bool kept = keeps(plan, o, less);
        all &= kept;
        any |= kept;
    }
    return all ? SJ_VERDICT_MET : any ? SJ_VERDICT_UNDECIDABLE : SJ_VERDICT_MISSED;
}

static void test_pledges__are_judged_by_all_that_an_outcome_can_be(void **state)
{
    uint64_t seed = 9;
    int counts[5] = {0};
    for (int round = 0; round < 6000; round++) {
        struct sj_cell plan = random_cell_of(0, -4, 2, &seed);
        struct sj_cell outcome = random_cell_of(0, -4, 2, &seed);
        bool less = round % 2;
        enum sj_verdict verdict = sj_pledge_judge(&plan, &outcome, less);
        assert_int_equal(verdict, slow_verdict(&plan, &outcome, less));
        counts[verdict]++;
    }
    assert_true(counts[SJ_VERDICT_MET] > 500 && counts[SJ_VERDICT_MISSED] > 500 &&
                counts[SJ_VERDICT_UNDECIDABLE] > 500);
}

static void test_pledges__words_of_plans(void **state)
{
    struct sj_cell plan = exact(0, 2000), outcome = exact(0, 2000);
    plan.hi = 2100; /* 力争2000余亩 */
    plan.hi_open = true;
    assert_int_equal(sj_pledge_judge(&plan, &outcome, false), SJ_VERDICT_MET);
    outcome = exact(0, 1999);
    assert_int_equal(sj_pledge_judge(&plan, &outcome, false), SJ_VERDICT_MISSED);
    outcome.has_hi = false; /* 1999以上 */
    assert_int_equal(sj_pledge_judge(&plan, &outcome, false), SJ_VERDICT_UNDECIDABLE);
    plan = exact(0, 500); /* 控制在500起以内 */
    plan.has_lo = false;
    outcome = exact(0, 480);
    assert_int_equal(sj_pledge_judge(&plan, &outcome, true), SJ_VERDICT_MET);
    assert_int_equal(sj_pledge_judge(&plan, &outcome, false), SJ_VERDICT_UNDECIDABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pledges__are_judged_by_all_that_an_outcome_can_be),
        cmocka_unit_test(test_pledges__words_of_plans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
