#include "unit.h"

#include "client/commands.h"
#include "client/indicator_name.h"
#include "client/near.h"

static unsigned distance(const char *a, const char *b)
{
    return sj_near_distance(sj_bytes_of(a), sj_bytes_of(b));
}

static void test_near__counts_changes_of_characters(void **state)
{
    assert_int_equal(distance("", ""), 0);
    assert_int_equal(distance("rank", "rank"), 0);
    assert_int_equal(distance("rank", ""), 4);
    assert_int_equal(distance("raed", "read"), 1); /* neighbours swapped */
    assert_int_equal(distance("submt", "submit"), 1);
    assert_int_equal(distance("cheque", "check"), 3);
    assert_int_equal(distance("早稻面积", "晚稻面积"), 1); /* characters, not bytes */
    assert_int_equal(distance("粮食总产", "粮食总产量"), 1);
}

static void test_near__offers_the_nearest_first_and_nothing_far(void **state)
{
    struct sj_near near = {0};
    static const char *const names[] = {"read", "check", "pack", "submit", "rank", "call"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        sj_near_add(&near, "raed", names[i], NULL);
    assert_true(near.count > 0);
    assert_string_equal(near.items[0].name, "read");
    for (size_t i = 0; i < near.count; i++)
        assert_string_not_equal(near.items[i].name, "submit");
    struct sj_near none = {0};
    sj_near_add(&none, "xyzzy", "early_rice_area", "早稻种植面积");
    assert_int_equal(none.count, 0);
}

static void test_near__keeps_only_the_best_few(void **state)
{
    static const char *const names[] = {"aaaaaaaab", "aaaaaaabb", "aaaaaaaac", "aaaaaaaad",
                                        "aaaaaaaae", "aaaaaaaaf", "aaaaaaaag", "aaaaaaaaa"};
    struct sj_near near = {0};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        sj_near_add(&near, "aaaaaaaaa", names[i], NULL);
    assert_int_equal(near.count, SJ_NEAR_MAX);
    assert_string_equal(near.items[0].name, "aaaaaaaaa");
    for (size_t i = 1; i < near.count; i++)
        assert_true(near.items[i - 1].distance <= near.items[i].distance);
}

static enum sj_status find(char *a, char *b, const char **name, int *words, struct sj_error *error)
{
    char program[] = "shangji";
    char *argv[] = {program, a, b, NULL};
    const struct sj_command *command;
    enum sj_status status = sj_commands_find(b ? 3 : a ? 2 : 1, argv, &command, words, error);
    *name = command ? command->name : NULL;
    return status;
}

static void test_commands__are_found_by_one_word_or_two(void **state)
{
    struct sj_error error = {0};
    const char *name;
    int words;
    char rank[] = "rank", operator_word[] = "operator", enrol[] = "enrol", enroll[] = "enroll",
         revoke[] = "revok";
    assert_int_equal(find(rank, enrol, &name, &words, &error), SJ_OK);
    assert_string_equal(name, "rank");
    assert_int_equal(words, 1);
    assert_int_equal(find(operator_word, enrol, &name, &words, &error), SJ_OK);
    assert_string_equal(name, "operator enrol");
    assert_int_equal(words, 2);
    assert_int_equal(find(operator_word, enroll, &name, &words, &error), SJ_USAGE);
    assert_non_null(strstr(error.message, "operator enrol"));
    assert_int_equal(find(revoke, NULL, &name, &words, &error), SJ_USAGE);
    assert_non_null(strstr(error.message, "operator revoke"));
    assert_true(sj_commands_is_group("operator"));
    assert_false(sj_commands_is_group("rank"));
    assert_false(sj_commands_is_group("op"));
}

static void test_indicator__is_found_by_code_or_name(void **state)
{
    struct sj_indicator indicators[] = {
        {.code = "early_rice_area", .name_zh = "早稻种植面积", .name_en = "Early rice area"},
        {.code = "late_rice_area", .name_zh = "晚稻种植面积", .name_en = "Late rice area"},
    };
    struct sj_catalogue catalogue = {.indicators = indicators, .indicator_count = 2};
    struct sj_arena arena;
    struct sj_error error = {0};
    const char *code;
    sj_arena_init(&arena, 1 << 16);
    assert_int_equal(sj_catalogue_index(&catalogue, &arena, &error), SJ_OK);
    assert_int_equal(sj_indicator_name(&catalogue, "late_rice_area", &code, &error), SJ_OK);
    assert_string_equal(code, "late_rice_area");
    assert_int_equal(sj_indicator_name(&catalogue, "早稻种植面积", &code, &error), SJ_OK);
    assert_string_equal(code, "early_rice_area");
    assert_int_equal(sj_indicator_name(&catalogue, "early rice AREA", &code, &error), SJ_OK);
    assert_string_equal(code, "early_rice_area");
    /* The city may have a newer catalogue than this computer. */
    assert_int_equal(sj_indicator_name(&catalogue, "drone_flights", &code, &error), SJ_OK);
    assert_string_equal(code, "drone_flights");
    assert_int_equal(sj_indicator_name(&catalogue, "晚稻", &code, &error), SJ_NOT_FOUND);
    assert_non_null(strstr(error.message, "late_rice_area (晚稻种植面积)"));
    assert_int_equal(sj_indicator_unknown(&catalogue, "early_rice_aera", &error), SJ_NOT_FOUND);
    assert_non_null(strstr(error.message, "early_rice_area"));
    sj_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near__counts_changes_of_characters),
        cmocka_unit_test(test_near__offers_the_nearest_first_and_nothing_far),
        cmocka_unit_test(test_near__keeps_only_the_best_few),
        cmocka_unit_test(test_commands__are_found_by_one_word_or_two),
        cmocka_unit_test(test_indicator__is_found_by_code_or_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
