#include "base/decimal.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static struct sj_decimal of(const char *text)
{
    struct sj_decimal value = {0};
    assert_true(sj_decimal_parse(sj_bytes_of(text), &value));
    return value;
}

static void check_text(struct sj_decimal value, const char *expected)
{
    char buffer[SJ_DECIMAL_TEXT];
    assert_string_equal(sj_decimal_format(value, buffer), expected);
}

static void test_decimal__parse_keeps_the_written_places(void **state)
{
    struct sj_decimal value = of("-12.50");
    assert_int_equal(value.coefficient, -1250);
    assert_int_equal(value.scale, 2);
    value = of("007");
    assert_int_equal(value.coefficient, 7);
    value = of("-0.00");
    assert_int_equal(value.coefficient, 0);
    assert_int_equal(value.scale, 2);
}

static void test_decimal__parse_refuses_other_forms(void **state)
{
    static const char *const wrong[] = {"",    "-",   "+1",  "1.",   ".5",  "-.5",   " 1",
                                        "1 ",  "1e3", "0x1", "inf",  "nan", "1.2.3", "1,0",
                                        "--1", "1-",  "１",  "1.-2", "1..2"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct sj_decimal value;
        if (sj_decimal_parse(sj_bytes_of(wrong[i]), &value))
            fail_msg("'%s' was taken", wrong[i]);
    }
    struct sj_decimal value;
    assert_false(sj_decimal_parse(SJ_LITERAL("1\0"), &value));
}

static void test_decimal__parse_stops_at_the_range(void **state)
{
    struct sj_decimal value;
    assert_true(of("9223372036854775807").coefficient == INT64_MAX);
    assert_true(of("-9223372036854775807").coefficient == -INT64_MAX);
    assert_false(sj_decimal_parse(SJ_LITERAL("9223372036854775808"), &value));
    assert_false(sj_decimal_parse(SJ_LITERAL("-9223372036854775808"), &value));
    assert_false(sj_decimal_parse(SJ_LITERAL("340282366920938463463374607431768211457"), &value));
    assert_int_equal(of("0.000000000001").scale, 12);
    assert_false(sj_decimal_parse(SJ_LITERAL("0.0000000000001"), &value));
    char zeros[4096];
    memset(zeros, '9', sizeof(zeros));
    assert_false(sj_decimal_parse(SJ_BYTES(zeros, sizeof(zeros)), &value));
}

static void test_decimal__format_is_the_shortest(void **state)
{
    check_text(of("12.50"), "12.5");
    check_text(of("100"), "100");
    check_text(of("-0.0"), "0");
    check_text(of("-0.05"), "-0.05");
    check_text(of("3.000"), "3");
    check_text(of("0.000000000001"), "0.000000000001");
    check_text(of("-9223372.036854775807"), "-9223372.036854775807");
    check_text(of("10.010"), "10.01");
    check_text(sj_decimal_of(INT64_MIN), "-9223372036854775808");
}

static void test_decimal__compare_is_exact_across_scales(void **state)
{
    assert_int_equal(sj_decimal_compare(of("1.50"), of("1.5")), 0);
    assert_int_equal(sj_decimal_compare(of("9223372036854775807"), of("0.000000000001")), 1);
    assert_int_equal(sj_decimal_compare(of("-9223372036854775807"), of("9223372.036854775807")),
                     -1);
    assert_int_equal(sj_decimal_compare(of("9007199254740993"), of("9007199254740992")), 1);
    assert_int_equal(sj_decimal_compare(of("-0.1"), of("0")), -1);
}

static void test_decimal__sign_and_negate(void **state)
{
    assert_int_equal(sj_decimal_sign(of("-0.01")), -1);
    assert_int_equal(sj_decimal_sign(of("-0.00")), 0);
    assert_int_equal(sj_decimal_sign(of("3")), 1);
    check_text(sj_decimal_negate(of("1.25")), "-1.25");
    check_text(sj_decimal_negate(of("-9223372036854775807")), "9223372036854775807");
    /* No value of ours, but it must not trap. */
    assert_int_equal(sj_decimal_sign(sj_decimal_negate(sj_decimal_of(INT64_MIN))), 1);
}

static void test_decimal__normal_removes_zeros_of_the_scale_only(void **state)
{
    struct sj_decimal value = sj_decimal_normal(of("1200.00"));
    assert_int_equal(value.coefficient, 1200);
    assert_int_equal(value.scale, 0);
    value = sj_decimal_normal(of("0.000"));
    assert_int_equal(value.scale, 0);
}

static void test_decimal__add_and_subtract(void **state)
{
    struct sj_decimal value;
    assert_true(sj_decimal_add(of("0.1"), of("0.2"), &value));
    check_text(value, "0.3");
    assert_true(sj_decimal_subtract(of("1"), of("0.000000000001"), &value));
    check_text(value, "0.999999999999");
    assert_true(sj_decimal_subtract(of("2.5"), of("2.50"), &value));
    check_text(value, "0");
}

static void test_decimal__add_overflow_says_so(void **state)
{
    struct sj_decimal value;
    assert_true(sj_decimal_add(of("9223372036854775806"), of("1"), &value));
    assert_false(sj_decimal_add(of("9223372036854775807"), of("1"), &value));
    assert_false(sj_decimal_subtract(of("-9223372036854775807"), of("1"), &value));
    assert_false(sj_decimal_add(of("9223372036854775807"), of("0.1"), &value));
    /* The zeros of the finer scale would overflow; the value itself does not. */
    assert_true(sj_decimal_add(of("9223372036854775806"), of("1.00"), &value));
    check_text(value, "9223372036854775807");
}

static void test_decimal__multiply(void **state)
{
    struct sj_decimal value;
    assert_true(sj_decimal_multiply(of("13.3"), of("10000"), &value));
    check_text(value, "133000");
    assert_true(sj_decimal_multiply(of("-1.5"), of("0.15"), &value));
    check_text(value, "-0.225");
    assert_true(sj_decimal_multiply(of("0.0000005"), of("0.000002"), &value));
    check_text(value, "0.000000000001");
    assert_false(sj_decimal_multiply(of("0.0000001"), of("0.0000001"), &value)); /* 14 places */
    assert_false(sj_decimal_multiply(of("9223372036854775807"), of("2"), &value));
    assert_false(sj_decimal_multiply(of("9223372036854775807"), of("9223372036854775807"), &value));
    assert_true(sj_decimal_multiply(of("3037000499.9"), of("10.0"), &value));
    check_text(value, "30370004999");
}

static void test_decimal__shift(void **state)
{
    struct sj_decimal value;
    assert_true(sj_decimal_shift(of("580.5"), 4, &value));
    check_text(value, "5805000");
    assert_true(sj_decimal_shift(of("1.234567"), 2, &value));
    check_text(value, "123.4567");
    assert_true(sj_decimal_shift(of("7"), -12, &value));
    check_text(value, "0.000000000007");
    assert_true(sj_decimal_shift(of("9"), 18, &value));
    check_text(value, "9000000000000000000");
    assert_false(sj_decimal_shift(of("10"), 18, &value));
    assert_false(sj_decimal_shift(of("0.7"), -12, &value));
    assert_true(sj_decimal_shift(of("70.0"), -12, &value));
    check_text(value, "0.00000000007");
    assert_false(sj_decimal_shift(of("0"), 19, &value));
    assert_false(sj_decimal_shift(of("0"), -13, &value));
}

static void check_fixed(const char *text, int64_t floor, int64_t ceil)
{
    int64_t fixed;
    bool exact;
    assert_true(sj_decimal_to_fixed_floor(of(text), &fixed, &exact));
    assert_true(fixed == floor);
    assert_int_equal(exact, floor == ceil);
    assert_true(sj_decimal_to_fixed_ceil(of(text), &fixed, &exact));
    assert_true(fixed == ceil);
    assert_int_equal(exact, floor == ceil);
}

static void test_decimal__fixed_rounds_outward_on_both_sides_of_zero(void **state)
{
    check_fixed("1.5", 15000, 15000);
    check_fixed("0.00005", 0, 1);
    check_fixed("-0.00005", -1, 0);
    check_fixed("1.00010", 10001, 10001);
    check_fixed("-2.333333333333", -23334, -23333);
    check_fixed("0", 0, 0);
}

static void test_decimal__fixed_refuses_what_the_store_cannot_hold(void **state)
{
    int64_t fixed;
    check_fixed("922337203685477.5807", INT64_MAX, INT64_MAX);
    check_fixed("-922337203685477.5807", -INT64_MAX, -INT64_MAX);
    assert_false(sj_decimal_to_fixed_floor(of("922337203685477.6"), &fixed, NULL));
    assert_false(sj_decimal_to_fixed_ceil(of("-922337203685477.6"), &fixed, NULL));
    assert_false(sj_decimal_to_fixed_floor(of("9223372036854775807"), &fixed, NULL));
}

static void test_decimal__of_fixed(void **state)
{
    check_text(sj_decimal_of_fixed(15000), "1.5");
    check_text(sj_decimal_of_fixed(-1), "-0.0001");
    check_text(sj_decimal_of_fixed(INT64_MAX), "922337203685477.5807");
    assert_int_equal(sj_decimal_of_fixed(20000).scale, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal__parse_keeps_the_written_places),
        cmocka_unit_test(test_decimal__parse_refuses_other_forms),
        cmocka_unit_test(test_decimal__parse_stops_at_the_range),
        cmocka_unit_test(test_decimal__format_is_the_shortest),
        cmocka_unit_test(test_decimal__compare_is_exact_across_scales),
        cmocka_unit_test(test_decimal__sign_and_negate),
        cmocka_unit_test(test_decimal__normal_removes_zeros_of_the_scale_only),
        cmocka_unit_test(test_decimal__add_and_subtract),
        cmocka_unit_test(test_decimal__add_overflow_says_so),
        cmocka_unit_test(test_decimal__multiply),
        cmocka_unit_test(test_decimal__shift),
        cmocka_unit_test(test_decimal__fixed_rounds_outward_on_both_sides_of_zero),
        cmocka_unit_test(test_decimal__fixed_refuses_what_the_store_cannot_hold),
        cmocka_unit_test(test_decimal__of_fixed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
