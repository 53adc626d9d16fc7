#include "base/period.h"

#include <setjmp.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct sj_period of(const char *text)
{
    struct sj_period period = {0};
    assert_true(sj_period_parse(sj_bytes_of(text), &period));
    return period;
}

static void test_period__forms_go_both_ways(void **state)
{
    static const char *const forms[] = {"1900",    "2199",    "2021-S1", "2021-S2",
                                        "2021-Q1", "2021-Q4", "2021-01", "2021-12"};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        char buffer[SJ_PERIOD_TEXT];
        assert_string_equal(sj_period_format(of(forms[i]), buffer), forms[i]);
    }
    struct sj_period period = of("2021-Q3");
    assert_int_equal(period.year, 2021);
    assert_int_equal(period.kind, SJ_PERIOD_QUARTER);
    assert_int_equal(period.part, 3);
    assert_int_equal(of("2021").part, 0);
}

static void test_period__refuses_other_forms(void **state)
{
    static const char *const wrong[] = {
        "",        "202",     "20211",   "1899",    "2200",     "2021-",   "2021-S0",  "2021-S3",
        "2021-Q0", "2021-Q5", "2021-00", "2021-13", "2021-1",   "2021-q1", "2021-s1",  "2021/Q1",
        "2021Q1",  "-2021",   "2021 ",   "2021-1 ", "2021-012", "2021-A1", "２０２１", "2021-Q"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct sj_period period;
        if (sj_period_parse(sj_bytes_of(wrong[i]), &period))
            fail_msg("'%s' was taken", wrong[i]);
    }
}

static void test_period__order_is_by_first_day_then_longer_first(void **state)
{
    static const char *const ordered[] = {"2020",    "2020-12", "2021",    "2021-S1", "2021-Q1",
                                          "2021-01", "2021-02", "2021-Q2", "2021-04", "2021-S2",
                                          "2021-Q3", "2021-07", "2021-Q4", "2021-10", "2022"};
    size_t count = sizeof(ordered) / sizeof(ordered[0]);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            assert_int_equal(sj_period_compare(of(ordered[i]), of(ordered[j])), (i > j) - (i < j));
}

static void test_period__year_before_keeps_the_part(void **state)
{
    char buffer[SJ_PERIOD_TEXT];
    assert_string_equal(sj_period_format(sj_period_year_before(of("2021-Q3")), buffer), "2020-Q3");
    assert_string_equal(sj_period_format(sj_period_year_before(of("2000")), buffer), "1999");
}

static void test_date__knows_the_calendar(void **state)
{
    assert_true(sj_date_valid(SJ_LITERAL("2022-01-31")));
    assert_true(sj_date_valid(SJ_LITERAL("2024-02-29")));
    assert_true(sj_date_valid(SJ_LITERAL("2000-02-29")));
    static const char *const wrong[] = {"2023-02-29",
                                        "2100-02-29",
                                        "1900-02-29",
                                        "2022-04-31",
                                        "2022-00-10",
                                        "2022-13-01",
                                        "2022-01-00",
                                        "2022-01-32",
                                        "2022-1-31",
                                        "2022-01-3",
                                        "2022/01/31",
                                        "2022-01-31 ",
                                        "1899-12-31",
                                        "2200-01-01",
                                        "20220131",
                                        "2022-01--1",
                                        ""};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (sj_date_valid(sj_bytes_of(wrong[i])))
            fail_msg("'%s' was taken", wrong[i]);
}

static void test_date__deadline_is_the_last_second_in_utc8(void **state)
{
    int64_t seconds;
    char buffer[SJ_TIME_TEXT];
    assert_true(sj_date_deadline(SJ_LITERAL("2022-01-31"), &seconds));
    assert_true(seconds == 1643644799); /* date -ud '2022-01-31 15:59:59' +%s */
    assert_string_equal(sj_time_format(seconds, buffer), "2022-01-31T15:59:59Z");
    assert_true(sj_date_deadline(SJ_LITERAL("1970-01-01"), &seconds));
    assert_true(seconds == 57599);
    assert_true(sj_date_deadline(SJ_LITERAL("1969-12-31"), &seconds));
    assert_true(seconds == 57599 - 86400);
    assert_false(sj_date_deadline(SJ_LITERAL("2022-02-30"), &seconds));
}

static void test_time__agrees_with_libc_on_every_day(void **state)
{
    for (int64_t at = 0; at < 7258118400; at += 86400) {
        for (int64_t seconds = at; seconds <= at + 86399; seconds += 86399) {
            char expected[32], buffer[SJ_TIME_TEXT];
            time_t clock = (time_t)seconds;
            struct tm tm;
            int64_t back;
            strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&clock, &tm));
            assert_string_equal(sj_time_format(seconds, buffer), expected);
            assert_true(sj_time_parse(sj_bytes_of(buffer), &back));
            assert_true(back == seconds);
        }
    }
}

static void test_time__is_empty_outside_its_years(void **state)
{
    char buffer[SJ_TIME_TEXT];
    assert_string_equal(sj_time_format(7258118399, buffer), "2199-12-31T23:59:59Z");
    assert_string_equal(sj_time_format(7258118400, buffer), "");
    assert_string_equal(sj_time_format(-1, buffer), "");
    assert_string_equal(sj_time_format(INT64_MAX, buffer), "");
    assert_string_equal(sj_time_format(INT64_MIN, buffer), "");
}

static void test_time__refuses_other_forms(void **state)
{
    static const char *const wrong[] = {"2022-01-05T08:00:00",  "2022-01-05 08:00:00Z",
                                        "2022-01-05T24:00:00Z", "2022-01-05T08:60:00Z",
                                        "2022-01-05T08:00:60Z", "2022-02-29T08:00:00Z",
                                        "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z",
                                        "2022-01-05T08:00:00z", "2022-01-05T08:00:00+08:00",
                                        "2022-01-05T8:00:000Z", "2022-01-05T08:00:00Z ",
                                        "2022-01-05T-1:00:00Z", ""};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        int64_t seconds;
        if (sj_time_parse(sj_bytes_of(wrong[i]), &seconds))
            fail_msg("'%s' was taken", wrong[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_period__forms_go_both_ways),
        cmocka_unit_test(test_period__refuses_other_forms),
        cmocka_unit_test(test_period__order_is_by_first_day_then_longer_first),
        cmocka_unit_test(test_period__year_before_keeps_the_part),
        cmocka_unit_test(test_date__knows_the_calendar),
        cmocka_unit_test(test_date__deadline_is_the_last_second_in_utc8),
        cmocka_unit_test(test_time__agrees_with_libc_on_every_day),
        cmocka_unit_test(test_time__is_empty_outside_its_years),
        cmocka_unit_test(test_time__refuses_other_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
