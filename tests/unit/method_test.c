#include "proto/methods.h"
#include "tests/unit/rpc_fixture.h"

static void test_method__finds_rows_by_path(void **state)
{
    char path[SJ_METHOD_NAME];
    for (size_t i = 0; i < sj_method_count; i++) {
        struct sj_bytes bytes = sj_bytes_of(sj_method_path(&sj_methods[i], path));
        assert_ptr_equal(sj_method_find(sj_methods, sj_method_count, bytes), &sj_methods[i]);
        assert_true(sj_method_index(&sj_methods[i]) < sj_methods[i].service->n_methods);
    }
    assert_string_equal(sj_method_path(&sj_methods[0], path), "/shangji.v1.Ledger/Submit");
}

static void test_method__finds_nothing_else(void **state)
{
    static const char *const paths[] = {"",
                                        "/",
                                        "shangji.v1.Ledger/Submit",
                                        "/shangji.v1.Ledger/submit",
                                        "/shangji.v1.Ledger/Submi",
                                        "/shangji.v1.Ledger/Submit/",
                                        "/shangji.v1.Ledger.Submit",
                                        "/shangji.v1.Query/Submit"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_null(sj_method_find(sj_methods, sj_method_count, sj_bytes_of(paths[i])));
}

static void test_method__rows_are_sound(void **state)
{
    for (size_t i = 0; i < sj_method_count; i++) {
        assert_true(sj_methods[i].request_max_bytes > 0);
        assert_true(sj_methods[i].reply_max_bytes > 0);
        assert_true(sj_methods[i].deadline_ms > 0);
    }
}

/* A server does not start on a table that does not fit its services. */
static void expect_refused(const struct sj_method *methods, size_t count)
{
    struct fixture fixture;
    fixture_config(&fixture);
    fixture.config.methods = methods;
    fixture.config.method_count = count;
    assert_int_equal(sj_rpc_server_open(&fixture.config, &fixture.server, &fixture.error),
                     SJ_INTERNAL);
    assert_string_equal(fixture.error.reason, "METHOD_TABLE");
    assert_null(fixture.server);
}

static void test_method__a_method_without_a_row_stops_the_server(void **state)
{
    for (size_t i = 0; i < FIXTURE_METHOD_COUNT; i++) {
        struct sj_method methods[FIXTURE_METHOD_COUNT];
        memcpy(methods, fixture_methods, sizeof methods);
        methods[i] = methods[FIXTURE_METHOD_COUNT - 1];
        expect_refused(methods, FIXTURE_METHOD_COUNT - 1);
    }
}

static void test_method__a_row_without_a_method_stops_the_server(void **state)
{
    struct sj_method methods[FIXTURE_METHOD_COUNT + 1];
    memcpy(methods, fixture_methods, sizeof fixture_methods);
    methods[FIXTURE_METHOD_COUNT] = methods[0]; /* twice */
    expect_refused(methods, FIXTURE_METHOD_COUNT + 1);
    methods[FIXTURE_METHOD_COUNT].name = "Rang";
    expect_refused(methods, FIXTURE_METHOD_COUNT + 1);
    methods[FIXTURE_METHOD_COUNT] = sj_methods[0]; /* of a service that is not there */
    expect_refused(methods, FIXTURE_METHOD_COUNT + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_method__finds_rows_by_path),
        cmocka_unit_test(test_method__finds_nothing_else),
        cmocka_unit_test(test_method__rows_are_sound),
        cmocka_unit_test(test_method__a_method_without_a_row_stops_the_server),
        cmocka_unit_test(test_method__a_row_without_a_method_stops_the_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
