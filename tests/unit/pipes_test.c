#include "rpc/pipes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_pipes__lets_the_most_silent_go(void **state)
{
    struct sj_pipes pipes;
    assert_true(sj_pipes_init(&pipes, 3));
    assert_int_equal(sj_pipes_add(&pipes, 1, 0), 0);
    assert_int_equal(sj_pipes_add(&pipes, 2, 10), 0);
    assert_int_equal(sj_pipes_add(&pipes, 3, 20), 0);
    sj_pipes_touch(&pipes, 1, 1000);
    assert_int_equal(sj_pipes_add(&pipes, 4, 10 + SJ_PIPE_IDLE_MS), 2);
    assert_int_equal(sj_pipes_add(&pipes, 5, 20 + SJ_PIPE_IDLE_MS), 3);
    sj_pipes_clear(&pipes);
}

static void test_pipes__turns_the_newcomer_away_when_all_are_busy(void **state)
{
    struct sj_pipes pipes;
    assert_true(sj_pipes_init(&pipes, 1));
    assert_int_equal(sj_pipes_add(&pipes, 1, 0), 0);
    assert_int_equal(sj_pipes_add(&pipes, 2, SJ_PIPE_IDLE_MS - 1), 2);
    sj_pipes_remove(&pipes, 2); /* was never taken in */
    assert_int_equal(sj_pipes_add(&pipes, 3, SJ_PIPE_IDLE_MS - 1), 3);
    sj_pipes_remove(&pipes, 1);
    assert_int_equal(sj_pipes_add(&pipes, 4, SJ_PIPE_IDLE_MS - 1), 0);
    sj_pipes_clear(&pipes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pipes__lets_the_most_silent_go),
        cmocka_unit_test(test_pipes__turns_the_newcomer_away_when_all_are_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
