#include "rules/numeral.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static bool read_text(const char *words, struct sj_numeral *numeral)
{
    uint16_t units[256];
    size_t count = sj_fold_text(sj_bytes_of(words), units, NULL, 256);
    return sj_numeral_read((struct sj_folded){units, count}, 0, numeral);
}

static void expect(const char *words, const char *value, size_t end)
{
    struct sj_numeral numeral;
    char text[SJ_DECIMAL_TEXT];
    assert_true(read_text(words, &numeral));
    assert_string_equal(sj_decimal_format(numeral.value, text), value);
    assert_int_equal(numeral.end, end);
}

static void test_numeral__ends_where_the_number_ends(void **state)
{
    expect("18个", "18", 2);
    expect("1.5公里", "1.5", 3);
    expect("3千瓦", "3", 1);
    expect("3千克", "3", 1);
    expect("3千人", "3000", 2);
    expect("5百分点", "5", 1);
    expect("100%,12家", "100", 3);
    expect("1,234人", "1234", 5);
    expect("1,23人", "1", 1);
    expect("2022,300人", "2022", 4);
    expect("三千瓦", "3", 1);
}

static void test_numeral__chinese_numbers(void **state)
{
    expect("十", "10", 1);
    expect("十五", "15", 2);
    expect("二十", "20", 2);
    expect("一百零八", "108", 4);
    expect("一百五", "150", 3);
    expect("一千零五十", "1050", 5);
    expect("两万三", "23000", 3);
    expect("两万零三", "20003", 4);
    expect("十二万", "120000", 3);
    expect("三万亿", "3000000000000", 3);
    expect("十万亿十万亿", "10000000100000", 5);
    expect("一亿二千万", "120000000", 5);
    expect("廿五", "25", 2);
    expect("三点一四", "3.14", 4);
    expect("二〇二一", "2021", 4);
}

static void test_numeral__no_number(void **state)
{
    static const char *const others[] = {"个",       "",       "1.2.3",
                                         "三五",     "十二五", "二三十",
                                         "三十五六", "3·12",   "12345678901234567890",
                                         "分之一"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct sj_numeral numeral;
        assert_false(read_text(others[i], &numeral));
        assert_true(numeral.end >= 1);
    }
}

static void test_numeral__bare_multipliers_say_so(void **state)
{
    struct sj_numeral numeral;
    assert_true(read_text("万余", &numeral));
    assert_true(numeral.bare && numeral.more);
    assert_true(read_text("百万", &numeral));
    assert_true(numeral.bare);
    assert_true(read_text("十个", &numeral));
    assert_false(numeral.bare);
    assert_true(read_text("三百", &numeral));
    assert_false(numeral.bare);
}

static void test_numeral__place_of_the_last_telling_digit(void **state)
{
    static const struct {
        const char *words;
        int step;
    } cases[] = {{"1140", 1}, {"60000", 4},    {"580万", 5},  {"13.3万", 3}, {"26.50", -2},
                 {"1426", 0}, {"三千二百", 2}, {"3万5千", 3}, {"10", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sj_numeral numeral;
        assert_true(read_text(cases[i].words, &numeral));
        assert_int_equal(numeral.step, cases[i].step);
    }
}

static void test_numeral__slips_of_the_pen(void **state)
{
    struct sj_numeral numeral;
    assert_true(read_text("15000千余", &numeral));
    assert_true(numeral.doubled);
    assert_true(read_text("10000万", &numeral));
    assert_false(numeral.doubled);
    assert_true(read_text("3、19亿", &numeral));
    assert_true(numeral.lost_point);
    assert_true(read_text("3、19户", &numeral));
    assert_false(numeral.lost_point);
    assert_int_equal(numeral.end, 1);
}

/* However long a run of digits is, it is read once and passed over as a whole. */
static void test_numeral__long_runs_are_passed_over(void **state)
{
    static const char16_t kinds[] = u"1一万十点,、.";
    uint16_t units[5000];
    for (const char16_t *kind = kinds; *kind; kind++) {
        for (size_t i = 0; i < 5000; i++)
            units[i] = i == 0 ? '1' : (uint16_t)*kind;
        size_t steps = 0;
        for (size_t at = 0; at < 5000; steps++) {
            struct sj_numeral numeral;
            if (sj_numeral_read((struct sj_folded){units, 5000}, at, &numeral))
                assert_true(numeral.end <= 5000);
            assert_true(numeral.end > at);
            at = numeral.end;
        }
        assert_true(steps <= 5000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numeral__ends_where_the_number_ends),
        cmocka_unit_test(test_numeral__chinese_numbers),
        cmocka_unit_test(test_numeral__no_number),
        cmocka_unit_test(test_numeral__bare_multipliers_say_so),
        cmocka_unit_test(test_numeral__place_of_the_last_telling_digit),
        cmocka_unit_test(test_numeral__slips_of_the_pen),
        cmocka_unit_test(test_numeral__long_runs_are_passed_over),
    };
    return cmocka_run_group_tests_name("numeral", tests, NULL, NULL);
}
