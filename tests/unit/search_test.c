#include "unit.h"

#include "answers/search.h"

static bool found(const char *words)
{
    const struct sj_bytes texts[] = {SJ_LITERAL("early_rice_area"), SJ_LITERAL("早稻播种面积"),
                                     SJ_LITERAL("Early rice area")};
    return sj_search_match(sj_bytes_of(words), texts, 3);
}

static void test_search__all_words_must_stand_somewhere(void **state)
{
    assert_true(found(""));
    assert_true(found("  "));
    assert_true(found("早稻"));
    assert_true(found("面积 早稻"));
    assert_true(found("面积　RICE")); /* a full-width blank, another text, another case */
    assert_true(found("\tArea "));
    assert_false(found("晚稻"));
    assert_false(found("早稻 晚稻"));
    assert_false(found("rice area x"));
}

static void test_search__nothing_is_found_in_nothing(void **state)
{
    assert_false(sj_search_match(SJ_LITERAL("a"), NULL, 0));
    assert_true(sj_search_match(SJ_LITERAL(""), NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search__all_words_must_stand_somewhere),
        cmocka_unit_test(test_search__nothing_is_found_in_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
