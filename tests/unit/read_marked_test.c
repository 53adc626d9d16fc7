#include "draft_fixture.h"

#include "client/read_print.h"

#include <stdlib.h>

static int set_up(void **state)
{
    *state = fixture_new();
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static char *marked(struct fixture *f, struct sj_bytes text, bool colored)
{
    char *shown = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&shown, &len);
    assert_non_null(out);
    assert_int_equal(sj_read_print_marked(text, &f->reading, colored, &f->arena, out, &f->error),
                     SJ_OK);
    fclose(out);
    return shown;
}

static void test_read_marked__figures_carry_numbers_and_marks(void **state)
{
    struct fixture *f = *state;
    char *shown = marked(f, f->text, false);
    assert_int_equal(
        strncmp(
            shown,
            "=荫田镇2021年总结\n一、农业\n全镇早稻种植[1 1140余亩],\"油菜\"种植面积达[!2 "
            "15000千余亩]。\n"
            "上访下降[3 5%]。二、计划\n2022年改厕[?4 650个],走访[5 3-5次]。\n\n",
            strlen("=荫田镇2021年总结\n一、农业\n全镇早稻种植[1 1140余亩],\"油菜\"种植面积达[!2 "
                   "15000千余亩]。\n"
                   "上访下降[3 5%]。二、计划\n2022年改厕[?4 650个],走访[5 3-5次]。\n\n")),
        0);
    assert_null(strchr(shown, '\033'));
    assert_non_null(
        strstr(shown, "5 figures: 3 with an indicator, 1 with one to choose, 1 to decide"));
    assert_non_null(strstr(shown, "outcome 3, plan 1, growth 1\n"));
    free(shown);
}

static void test_read_marked__colours_are_marks_besides(void **state)
{
    struct fixture *f = *state;
    char *shown = marked(f, f->text, true);
    assert_non_null(strstr(shown, "\033[0;1m一、农业\033[0m"));
    assert_non_null(strstr(shown, "[1 \033[0;4;32m1140余亩\033[0m]"));
    assert_non_null(strstr(shown, "[!2 \033[0;1;7;31m15000千余亩\033[0m]"));
    assert_non_null(strstr(shown, "[?4 \033[0;4;33m650个\033[0m]"));
    free(shown);
}

static void test_read_marked__no_control_of_the_document_gets_out(void **state)
{
    struct fixture *f = *state;
    char *text = sj_arena_text(&f->arena, f->text);
    static const char escape[] = "\033]0;\a\xC2\x9B"; /* as long as the words in its place */
    char *at = strstr(text, "\"油菜\"");
    for (size_t i = 0; i < sizeof escape - 1; i++)
        at[i] = escape[i];
    char *shown = marked(f, sj_bytes_of(text), false);
    assert_null(strpbrk(shown, "\033\a"));
    assert_null(strstr(shown, "\xC2\x9B"));
    free(shown);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define MARKED(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        MARKED(test_read_marked__figures_carry_numbers_and_marks),
        MARKED(test_read_marked__colours_are_marks_besides),
        MARKED(test_read_marked__no_control_of_the_document_gets_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
