#include "rules/fold.h"

#include "rules/fold_table.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static void test_fold__spellings_of_one_word_are_equal(void **state)
{
    assert_true(sj_fold_equal(sj_bytes_of("１萬畝"), sj_bytes_of("1万亩")));
    assert_true(sj_fold_equal(sj_bytes_of("餘戶個輛隻"), sj_bytes_of("余户个辆只")));
    assert_true(sj_fold_equal(sj_bytes_of("ＧＤＰ％（Ａ）"), sj_bytes_of("gdp%(a)")));
    assert_false(sj_fold_equal(sj_bytes_of("亩"), sj_bytes_of("亩产")));
    assert_false(sj_fold_equal(sj_bytes_of("人"), sj_bytes_of("户")));
}

static void test_fold__signs(void **state)
{
    assert_int_equal(sj_fold(0x3000), ' ');
    assert_int_equal(sj_fold(0x00A0), ' ');
    assert_int_equal(sj_fold('\t'), ' ');
    assert_int_equal(sj_fold('\n'), '\n');
    assert_int_equal(sj_fold(0x2014), '-');
    assert_int_equal(sj_fold(0xFF5E), '~');
    assert_int_equal(sj_fold(0x25CB), 0x3007);
    assert_int_equal(sj_fold(0x1F600), 0xFFFD);
    assert_int_equal(sj_fold(0x3002), 0x3002);
}

static void test_fold__table_is_in_order_and_simplified_characters_stay(void **state)
{
    uint16_t last = 0;
    size_t known = 0, marked = 0;
    for (size_t row = 0; row < FOLD_ROWS; row++)
        for (const char16_t *pair = fold_rows[row]; *pair; pair += 2) {
            assert_true(*pair > last);
            last = *pair;
            known++;
            assert_int_equal(sj_fold(pair[0]), pair[1]);
            assert_int_equal(sj_fold(pair[1]), pair[1]);
        }
    for (size_t i = 0; i < sizeof fold_known / sizeof *fold_known; i++)
        marked += (size_t)__builtin_popcount(fold_known[i]);
    assert_int_equal(marked, known);
}

static void test_fold__text_gives_the_byte_of_each_character(void **state)
{
    uint16_t units[8];
    uint32_t offsets[9];
    assert_int_equal(sj_fold_text(sj_bytes_of("a亩1"), units, offsets, 8), 3);
    assert_int_equal(offsets[0], 0);
    assert_int_equal(offsets[1], 1);
    assert_int_equal(offsets[2], 4);
    assert_int_equal(offsets[3], 5);
    assert_int_equal(sj_fold_text(sj_bytes_of("a亩1"), units, NULL, 2), 3);
}

static void test_fold__words_at_and_before(void **state)
{
    uint16_t units[16];
    size_t count = sj_fold_text(sj_bytes_of("力争增长十"), units, NULL, 16), len = 0;
    struct sj_folded text = {units, count};
    assert_true(sj_folded_has(text, 2, u"增长", &len));
    assert_int_equal(len, 2);
    assert_false(sj_folded_has(text, 4, u"十一", NULL));
    assert_true(sj_folded_ends(text, 2, u"力争", NULL));
    assert_false(sj_folded_ends(text, 1, u"力争", NULL));
    assert_true(sj_folded_in(u'长', u"增长"));
    assert_false(sj_folded_in(u'短', u"增长"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold__spellings_of_one_word_are_equal),
        cmocka_unit_test(test_fold__signs),
        cmocka_unit_test(test_fold__table_is_in_order_and_simplified_characters_stay),
        cmocka_unit_test(test_fold__text_gives_the_byte_of_each_character),
        cmocka_unit_test(test_fold__words_at_and_before),
    };
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
