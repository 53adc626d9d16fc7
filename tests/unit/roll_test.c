#include "unit.h"

#include "server/roll.h"

struct fixture {
    struct sj_arena arena;
    struct sj_roll roll;
    struct sj_error error;
};

static int setup(void **state)
{
    static struct fixture fixture;
    sj_arena_init(&fixture.arena, 64 << 20);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    sj_arena_clear(&((struct fixture *)*state)->arena);
    return 0;
}

static enum sj_status parse(struct fixture *f, const char *text)
{
    sj_arena_clear(&f->arena);
    return sj_roll_parse(sj_bytes_of(text), "990101", &f->arena, &f->roll, &f->error);
}

static void test_roll__of_a_real_county_comes_from_the_list(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(sj_roll_national("430482", &f->arena, &f->roll, &f->error), SJ_OK);
    assert_string_equal(f->roll.division_name, "常宁市");
    assert_int_equal(f->roll.count, 23);
    assert_string_equal(f->roll.townships[0].code, "430482001");
    bool found = false;
    for (size_t i = 0; i < f->roll.count; i++)
        found = found || strcmp(f->roll.townships[i].name, "荫田镇") == 0;
    assert_true(found);
}

static void test_roll__of_a_prefecture_holds_all_its_counties(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(sj_roll_national("4304", &f->arena, &f->roll, &f->error), SJ_OK);
    assert_string_equal(f->roll.division_name, "衡阳市");
    assert_true(f->roll.count > 150);
    for (size_t i = 1; i < f->roll.count; i++)
        assert_true(strcmp(f->roll.townships[i - 1].code, f->roll.townships[i].code) < 0);
}

static void test_roll__unknown_division_names_those_near(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(sj_roll_national("430499", &f->arena, &f->roll, &f->error), SJ_NOT_FOUND);
    assert_non_null(strstr(f->error.message, "430405"));
    assert_int_equal(sj_roll_national("常宁", &f->arena, &f->roll, &f->error), SJ_NOT_FOUND);
    assert_non_null(strstr(f->error.message, "430482 常宁市"));
    assert_int_equal(sj_roll_national("", &f->arena, &f->roll, &f->error), SJ_NOT_FOUND);
    assert_int_equal(sj_roll_national("x", &f->arena, &f->roll, &f->error), SJ_NOT_FOUND);
    /* A township is no division. */
    assert_int_equal(sj_roll_national("430482104", &f->arena, &f->roll, &f->error), SJ_NOT_FOUND);
}

static void test_roll__file_is_read_as_spreadsheets_write_it(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "\xEF\xBB\xBF代码\t名称\r\n990101101\t白石镇\r\n\r\n"
                              "# 备注\n990101100,南浦镇"),
                     SJ_OK);
    assert_int_equal(f->roll.count, 2);
    assert_string_equal(f->roll.townships[0].code, "990101100");
    assert_string_equal(f->roll.townships[0].name, "南浦镇");
    assert_string_equal(f->roll.townships[1].name, "白石镇");
    assert_string_equal(f->roll.division, "990101");
    assert_string_equal(f->roll.division_name, "");
}

static void test_roll__faults_name_their_line(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *reason, *line;
    } bad[] = {
        {"990101100\t南浦镇\n99010110\t白石镇\n", "ROLL_CODE", "line 2"},
        {"990101100\t南浦镇\n99010110x\t白石镇\n", "ROLL_CODE", "line 2"},
        {"990101100\t\n", "ROLL_NAME", "line 1"},
        {"990101100\n", "ROLL_NAME", "line 1"},
        {"990101100\t\xFF\n", "ROLL_NAME", "line 1"},
        {"990101100\t南浦镇\n990101100\t白石镇\n", "TWICE_ON_ROLL", "990101100"},
        {"code\tname\n", "EMPTY_ROLL", ""},
        {"", "EMPTY_ROLL", ""},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(parse(f, bad[i].text), SJ_INVALID);
        assert_string_equal(f->error.reason, bad[i].reason);
        assert_non_null(strstr(f->error.message, bad[i].line));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_roll__of_a_real_county_comes_from_the_list, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_roll__of_a_prefecture_holds_all_its_counties, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_roll__unknown_division_names_those_near, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_roll__file_is_read_as_spreadsheets_write_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_roll__faults_name_their_line, setup, teardown),
    };
    return cmocka_run_group_tests_name("roll", tests, NULL, NULL);
}
