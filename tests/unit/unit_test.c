#include "rules/unit.h"

#include "rules/unit_table.h"

#include <setjmp.h>

#include <cmocka.h>

static size_t read_all(const char *words, bool arabic, unsigned *traits)
{
    uint16_t folded[64];
    size_t count = sj_fold_text(sj_bytes_of(words), folded, NULL, 64);
    return sj_unit_read((struct sj_folded){folded, count}, 0, arabic, traits);
}

static int order(const char16_t *a, const char16_t *b)
{
    for (; *a && *a == *b; a++, b++)
        continue;
    return *a < *b ? -1 : *a > *b;
}

static void test_unit__table_is_in_order(void **state)
{
    for (size_t i = 1; i < UNITS; i++)
        assert_int_equal(order(units[i - 1].word, units[i].word), -1);
}

static void test_unit__table_is_folded(void **state)
{
    for (size_t i = 0; i < UNITS; i++)
        for (const char16_t *at = units[i].word; *at; at++)
            assert_int_equal(sj_fold(*at), *at);
}

static void test_unit__takes_the_longest(void **state)
{
    unsigned traits = 0;
    assert_int_equal(read_all("个村", true, &traits), 1);
    assert_int_equal(traits, SJ_UNIT_NOUN);
    assert_int_equal(read_all("个百分点以上", true, &traits), 4);
    assert_int_equal(traits, SJ_UNIT_RATIO);
    assert_int_equal(read_all("平方公里", true, &traits), 4);
    assert_int_equal(read_all("人次", true, &traits), 2);
}

static void test_unit__brackets_and_rates(void **state)
{
    unsigned traits = 0;
    assert_int_equal(read_all("头(只)", true, &traits), 4);
    assert_int_equal(read_all("头（只）", true, &traits), 4);
    assert_int_equal(read_all("头(猪)", true, &traits), 1);
    assert_int_equal(read_all("头(年)", true, &traits), 1);
    assert_int_equal(read_all("元/亩", true, &traits), 3);
    assert_int_equal(read_all("元/人·年", true, &traits), 5);
    assert_int_equal(read_all("元/平方米", true, &traits), 5);
    assert_int_equal(read_all("元/x", true, &traits), 1);
}

static void test_unit__nouns_count_behind_arabic_digits_only(void **state)
{
    unsigned traits = 0;
    assert_int_equal(read_all("村", true, &traits), 1);
    assert_int_equal(traits, SJ_UNIT_LOOSE);
    assert_int_equal(read_all("村", false, &traits), 0);
}

static void test_unit__letters_end_at_letters(void **state)
{
    unsigned traits = 0;
    assert_int_equal(read_all("km", true, &traits), 2);
    assert_int_equal(read_all("Kmx", true, &traits), 0);
    assert_int_equal(read_all("万", true, &traits), 0);
    assert_int_equal(read_all("", true, &traits), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unit__table_is_in_order),
        cmocka_unit_test(test_unit__table_is_folded),
        cmocka_unit_test(test_unit__takes_the_longest),
        cmocka_unit_test(test_unit__brackets_and_rates),
        cmocka_unit_test(test_unit__nouns_count_behind_arabic_digits_only),
        cmocka_unit_test(test_unit__letters_end_at_letters),
    };
    return cmocka_run_group_tests_name("unit", tests, NULL, NULL);
}
