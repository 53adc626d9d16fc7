#include "answers/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct sj_bytes early_rice_phrases[] = {
    {(const uint8_t *)"早稻种植|早稻面积", sizeof "早稻种植|早稻面积" - 1},
    {(const uint8_t *)"粮食..早稻#完成", sizeof "粮食..早稻#完成" - 1},
    {(const uint8_t *)"!全镇", sizeof "!全镇" - 1},
};
static const struct sj_indicator early_rice = {.phrases = early_rice_phrases, .phrase_count = 3};

static void assert_words(const char *clause, const char *surface,
                         const struct sj_indicator *indicator, const char *words)
{
    struct sj_bytes bytes = sj_bytes_of(clause);
    size_t at = sj_bytes_find(bytes, sj_bytes_of(surface), 0);
    assert_true(at != SIZE_MAX);
    struct sj_bytes made =
        sj_words_quote(bytes, sj_bytes_slice(bytes, at, at + strlen(surface)), indicator);
    assert_int_equal(made.len, strlen(words));
    assert_memory_equal(made.data, words, made.len);
}

static void test_words__begin_with_what_names_the_indicator(void **state)
{
    (void)state;
    assert_words("2021年全镇完成早稻种植1140余亩", "1140余亩", &early_rice, "早稻种植1140余亩");
    assert_words("早稻种植1140余亩", "1140余亩", &early_rice, "早稻种植1140余亩");
    assert_words("全镇早稻面积稳定,早稻种植1140余亩", "1140余亩", &early_rice, "早稻种植1140余亩");
}

static void test_words__reach_back_over_punctuation_only_for_the_name(void **state)
{
    (void)state;
    assert_words("今年早稻面积稳步增长,共1140余亩", "1140余亩", &early_rice,
                 "早稻面积稳步增长,共1140余亩");
    assert_words("早稻种植好,早稻面积稳定,共1140余亩", "1140余亩", &early_rice,
                 "早稻面积稳定,共1140余亩");
}

static void test_words__without_a_name_begin_behind_punctuation(void **state)
{
    (void)state;
    assert_words("丛保、红星连片,晚稻1300亩", "1300亩", &early_rice, "晚稻1300亩");
    assert_words("丛保、红星连片：晚稻1300亩", "1300亩", NULL, "晚稻1300亩");
    assert_words("晚稻1300亩", "1300亩", NULL, "晚稻1300亩");
    assert_words("1300亩", "1300亩", &early_rice, "1300亩");
}

static void test_words__ignore_what_a_phrase_forbids_or_wants_after_the_number(void **state)
{
    (void)state;
    assert_words("全镇完成1140余亩", "1140余亩", &early_rice, "全镇完成1140余亩");
    assert_words("完成粮食播种共1140余亩", "1140余亩", &early_rice, "粮食播种共1140余亩");
}

static void test_words__commas_within_the_surface_stay(void **state)
{
    (void)state;
    assert_words("今年早稻种植1,140余亩", "1,140余亩", &early_rice, "早稻种植1,140余亩");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words__begin_with_what_names_the_indicator),
        cmocka_unit_test(test_words__reach_back_over_punctuation_only_for_the_name),
        cmocka_unit_test(test_words__without_a_name_begin_behind_punctuation),
        cmocka_unit_test(test_words__ignore_what_a_phrase_forbids_or_wants_after_the_number),
        cmocka_unit_test(test_words__commas_within_the_surface_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
