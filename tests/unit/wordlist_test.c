#include "rules/wordlist.h"

#include <setjmp.h>

#include <cmocka.h>

static const struct sj_wordlist changes = SJ_WORDLIST(u"增", u"增长", u"力");

struct text {
    uint16_t units[64];
    struct sj_folded folded;
};

static struct sj_folded fold(struct text *text, const char *words)
{
    size_t count = sj_fold_text(sj_bytes_of(words), text->units, NULL, 64);
    text->folded = (struct sj_folded){text->units, count};
    return text->folded;
}

static void test_wordlist__the_longest_word_counts(void **state)
{
    struct text memory;
    struct sj_folded text = fold(&memory, "力争增长十");
    assert_int_equal(sj_wordlist_at(text, 2, &changes), 2);
    assert_int_equal(sj_wordlist_at(text, 1, &changes), 0);
    assert_int_equal(sj_wordlist_at(text, 0, &changes), 1);
    assert_int_equal(sj_wordlist_before(text, 4, &changes), 2);
    assert_int_equal(sj_wordlist_before(text, 3, &changes), 1);
    assert_int_equal(sj_wordlist_before(text, 5, &changes), 0);
}

static void test_wordlist__the_last_place_within_the_bounds(void **state)
{
    struct text memory;
    struct sj_folded text = fold(&memory, "力争增长十增长");
    size_t len = 0;
    assert_int_equal(sj_wordlist_last(text, 0, 7, &changes, &len), 5);
    assert_int_equal(len, 2);
    /* 增 alone would fit, but the word there is 增长, which does not. */
    assert_int_equal(sj_wordlist_last(text, 0, 6, &changes, &len), 2);
    assert_int_equal(sj_wordlist_last(text, 3, 5, &changes, &len), SIZE_MAX);
    assert_true(sj_wordlist_in(text, 0, 1, &changes));
    assert_false(sj_wordlist_in(text, 1, 2, &changes));
}

static void test_wordlist__words_are_skipped_one_after_the_other(void **state)
{
    struct text memory;
    struct sj_folded text = fold(&memory, "增增长力十");
    assert_int_equal(sj_wordlist_skip(text, 0, text.len, &changes), 4);
    assert_int_equal(sj_wordlist_skip(text, 4, text.len, &changes), 4);
}

static const struct sj_wordlist all = SJ_WORDLIST(
    u"一", u"丁", u"七", u"万", u"丈", u"三", u"上", u"下", u"不", u"与", u"丑", u"专", u"且",
    u"世", u"业", u"东", u"丝", u"两", u"个", u"中", u"丰", u"串", u"临", u"丸", u"丹", u"为",
    u"主", u"丽", u"举", u"乃", u"久", u"义", u"之", u"乌", u"乎", u"乐", u"乘", u"乙", u"九",
    u"也", u"习", u"乡", u"书", u"买", u"乱", u"争", u"事", u"二", u"于", u"亏", u"云", u"互",
    u"五", u"井", u"亚", u"亡", u"交", u"产", u"亩", u"享", u"京", u"亮", u"亲", u"人", u"亿");

/* Every first character must pass the filter, wherever in the list its word stands. */
static void test_wordlist__the_filter_knows_all_words(void **state)
{
    for (const char16_t *const *word = all.words; *word; word++) {
        uint16_t unit = **word;
        assert_int_equal(sj_wordlist_at((struct sj_folded){&unit, 1}, 0, &all), 1);
    }
    uint16_t other = u'了';
    assert_int_equal(sj_wordlist_at((struct sj_folded){&other, 1}, 0, &all), 0);
    assert_int_equal(sj_wordlist_at((struct sj_folded){&other, 1}, 1, &all), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wordlist__the_longest_word_counts),
        cmocka_unit_test(test_wordlist__the_last_place_within_the_bounds),
        cmocka_unit_test(test_wordlist__words_are_skipped_one_after_the_other),
        cmocka_unit_test(test_wordlist__the_filter_knows_all_words),
    };
    return cmocka_run_group_tests_name("wordlist", tests, NULL, NULL);
}
