#include "rules/anomaly.h"

#include "small_catalogue.h"

#include <setjmp.h>

#include <cmocka.h>

static sj_anomalies judged(const char *surface, size_t indicator, bool negative, bool growth)
{
    struct small_catalogue small;
    struct sj_quantity quantity;
    small_catalogue_init(&small);
    small.indicators[indicator].has_limit_hi = true;
    small.indicators[indicator].limit_hi = sj_decimal_of(100000);
    small.indicators[indicator].has_plausible_lo = true;
    small.indicators[indicator].plausible_lo = sj_decimal_of(10);
    small.indicators[indicator].has_plausible_hi = true;
    small.indicators[indicator].plausible_hi = sj_decimal_of(50000);
    assert_int_equal(sj_quantity_read(sj_bytes_of(surface), &quantity, NULL), SJ_OK);
    return sj_anomalies_of_indicator(&quantity, negative, growth, &small.catalogue,
                                     &small.indicators[indicator]);
}

static void test_anomaly__codes_are_found_again(void **state)
{
    for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT; bit++) {
        unsigned found = SJ_ANOMALY_COUNT;
        assert_true(sj_anomaly_of_code(sj_bytes_of(sj_anomaly_code(bit)), &found));
        assert_int_equal(found, bit);
        assert_true(sj_anomaly_explanation(bit)[0] && sj_anomaly_remedy(bit)[0]);
    }
    unsigned bit = 0;
    assert_false(sj_anomaly_of_code(SJ_LITERAL("no_such_anomaly"), &bit));
    assert_string_equal(sj_anomaly_code(SJ_ANOMALY_COUNT), "");
    assert_string_equal(sj_anomaly_explanation(SJ_ANOMALY_COUNT), "");
    assert_string_equal(sj_anomaly_remedy(SJ_ANOMALY_COUNT), "");
}

static void test_anomaly__a_plausible_value_is_none(void **state)
{
    assert_int_equal(judged("1140余亩", 0, false, false), 0);
    assert_int_equal(judged("100公顷", 0, false, false), 0);
}

static void test_anomaly__unit_limits_and_plausible_range(void **state)
{
    assert_int_equal(judged("12户", 0, false, false), SJ_ANOMALY_MASK(SJ_ANOMALY_UNIT_MISMATCH));
    assert_int_equal(judged("12", 0, false, false), SJ_ANOMALY_MASK(SJ_ANOMALY_UNIT_MISMATCH));
    assert_int_equal(judged("15000千余亩", 0, false, false),
                     SJ_ANOMALY_MASK(SJ_ANOMALY_OUT_OF_LIMITS));
    assert_int_equal(judged("6万亩", 0, false, false), SJ_ANOMALY_MASK(SJ_ANOMALY_IMPLAUSIBLE));
    assert_int_equal(judged("3亩", 0, false, false), SJ_ANOMALY_MASK(SJ_ANOMALY_IMPLAUSIBLE));
    assert_int_equal(judged("20-60000亩", 0, false, false),
                     SJ_ANOMALY_MASK(SJ_ANOMALY_IMPLAUSIBLE));
    assert_int_equal(judged("20亩", 0, true, false), SJ_ANOMALY_MASK(SJ_ANOMALY_OUT_OF_LIMITS));
    assert_int_equal(judged("900000万亿公顷", 0, false, false),
                     SJ_ANOMALY_MASK(SJ_ANOMALY_OUT_OF_LIMITS));
}

static void test_anomaly__growth_is_held_to_the_unit_only(void **state)
{
    assert_int_equal(judged("10%", 0, false, true), 0);
    assert_int_equal(judged("2个百分点", 0, true, true), 0);
    assert_int_equal(judged("3亩", 0, true, true), 0);
    assert_int_equal(judged("3户", 0, false, true), SJ_ANOMALY_MASK(SJ_ANOMALY_UNIT_MISMATCH));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anomaly__codes_are_found_again),
        cmocka_unit_test(test_anomaly__a_plausible_value_is_none),
        cmocka_unit_test(test_anomaly__unit_limits_and_plausible_range),
        cmocka_unit_test(test_anomaly__growth_is_held_to_the_unit_only),
    };
    return cmocka_run_group_tests_name("anomaly", tests, NULL, NULL);
}
