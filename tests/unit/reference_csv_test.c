#include "unit.h"

#include "client/reference_csv.h"
#include "proto/pb.h"

struct reading {
    struct sj_arena arena;
    struct sj_reference_sheet sheet;
    struct sj_error error;
};

static int set_up(void **state)
{
    static struct reading reading;
    reading = (struct reading){.sheet = {.count = 0}};
    sj_arena_init(&reading.arena, 1 << 22);
    *state = &reading;
    return 0;
}

static int tear_down(void **state)
{
    sj_arena_clear(&((struct reading *)*state)->arena);
    return 0;
}

static enum sj_status read(struct reading *r, enum sj_reference_column needed, const char *csv)
{
    return sj_reference_read("t.csv", sj_bytes_of(csv), needed, &r->arena, &r->sheet, &r->error);
}

static void refused(struct reading *r, enum sj_reference_column needed, const char *csv,
                    const char *reason, const char *where)
{
    assert_int_equal(read(r, needed, csv), SJ_INVALID);
    assert_string_equal(r->error.reason, reason);
    assert_string_equal(r->error.field, where);
}

static void test_reference_csv__rows_in_the_order_of_codes(void **state)
{
    struct reading *r = *state;
    Shangji__V1__ReferenceTable table;
    shangji__v1__reference_table__init(&table);
    assert_int_equal(read(r, SJ_REFERENCE_VALUE,
                          "\xEF\xBB\xBF乡镇代码,乡镇,数值\r\n"
                          "990101101, 白石镇 ,1140.50\r\n,,\r\n"
                          "990101100,\"南浦镇\",007\r\n"),
                     SJ_OK);
    assert_int_equal(r->sheet.count, 2);
    assert_string_equal(r->sheet.rows[0].cells[SJ_REFERENCE_NAME], "南浦镇");
    assert_int_equal(r->sheet.rows[0].line, 4);
    assert_string_equal(r->sheet.rows[1].cells[SJ_REFERENCE_NAME], "白石镇");
    assert_int_equal(sj_reference_values(&r->sheet, &r->arena, &table, &r->error), SJ_OK);
    assert_int_equal(table.n_values, 2);
    assert_string_equal(table.values[0]->township, "990101100");
    assert_string_equal(table.values[0]->value, "7");
    assert_string_equal(table.values[1]->value, "1140.5");
}

static void test_reference_csv__says_which_line_is_wrong(void **state)
{
    struct reading *r = *state;
    enum sj_reference_column value = SJ_REFERENCE_VALUE;
    Shangji__V1__ReferenceTable table;
    shangji__v1__reference_table__init(&table);
    refused(r, value, "township,value\n99010110,1\n", "BAD_TOWNSHIP", "t.csv:2");
    refused(r, value, "township,value\n990101100,1\n990101101,\n", "EMPTY_CELL", "t.csv:3");
    refused(r, value, "township,value\n990101100\n", "EMPTY_CELL", "t.csv:2");
    refused(r, value, "township,value\n990101100,1\n990101100,2\n", "TOWNSHIP_TWICE", "t.csv:3");
    refused(r, value, "township,population\n", "UNKNOWN_COLUMN", "t.csv:1");
    refused(r, value, "township,value,value\n", "COLUMN_TWICE", "t.csv:1");
    refused(r, value, "township,name\n", "MISSING_COLUMN", "t.csv:1");
    refused(r, value, "township,value\n990101100,\"1\n", "NOT_CSV", "t.csv:2");
    r->error.field[0] = '\0';
    refused(r, value, "township,value\n", "NO_ROWS", "");
    refused(r, value, "", "NO_ROWS", "");
    refused(r, value, "PK\3\4", "A_WORKBOOK", "");
    assert_int_equal(read(r, value, "township,value\n990101100,\"25,430\"\n"), SJ_OK);
    assert_int_equal(sj_reference_values(&r->sheet, &r->arena, &table, &r->error), SJ_INVALID);
    assert_string_equal(r->error.field, "t.csv:2");
}

static void test_reference_csv__groups_in_the_order_of_the_file(void **state)
{
    struct reading *r = *state;
    Shangji__V1__Grouping grouping;
    shangji__v1__grouping__init(&grouping);
    assert_int_equal(read(r, SJ_REFERENCE_GROUP,
                          "township,group,group_name\n990101103,town,镇\n990101101,street,\n"
                          "990101102,town,\n"),
                     SJ_OK);
    assert_int_equal(sj_reference_groups(&r->sheet, &r->arena, &grouping, &r->error), SJ_OK);
    assert_int_equal(grouping.n_groups, 2);
    assert_string_equal(grouping.groups[0]->code, "town");
    assert_string_equal(grouping.groups[0]->name_zh, "镇");
    assert_string_equal(grouping.groups[0]->name_en, "town");
    assert_int_equal(grouping.groups[0]->n_townships, 2);
    assert_string_equal(grouping.groups[0]->townships[0], "990101102");
    assert_string_equal(grouping.groups[1]->name_zh, "street");
    shangji__v1__grouping__init(&grouping);
    assert_int_equal(read(r, SJ_REFERENCE_GROUP,
                          "township,group,group_name\n990101103,town,镇\n990101101,town,乡\n"),
                     SJ_OK);
    assert_int_equal(sj_reference_groups(&r->sheet, &r->arena, &grouping, &r->error), SJ_INVALID);
    assert_string_equal(r->error.reason, "TWO_NAMES");
    assert_string_equal(r->error.field, "t.csv:3");
}

static void test_reference_csv__a_shifted_row_is_seen_by_its_name(void **state)
{
    struct reading *r = *state;
    Shangji__V1__GetRollReply roll;
    Shangji__V1__TownshipState one, *states[] = {&one};
    Shangji__V1__Township township;
    static char code[] = "990101100", name[] = "南浦镇", division[] = "云汀县";
    shangji__v1__get_roll_reply__init(&roll);
    shangji__v1__township_state__init(&one);
    shangji__v1__township__init(&township);
    township.code = code;
    township.name = name;
    one.township = &township;
    roll.townships = states;
    roll.n_townships = 1;
    roll.division_name = division;
    assert_int_equal(read(r, SJ_REFERENCE_VALUE, "township,name,value\n990101100,南浦镇,1\n"),
                     SJ_OK);
    assert_int_equal(sj_reference_on_roll(&r->sheet, &roll, &r->error), SJ_OK);
    assert_int_equal(read(r, SJ_REFERENCE_VALUE, "township,name,value\n990101100,白石镇,1\n"),
                     SJ_OK);
    assert_int_equal(sj_reference_on_roll(&r->sheet, &roll, &r->error), SJ_INVALID);
    assert_string_equal(r->error.field, "t.csv:2");
    assert_int_equal(read(r, SJ_REFERENCE_VALUE, "township,value\n990101101,1\n"), SJ_OK);
    assert_int_equal(sj_reference_on_roll(&r->sheet, &roll, &r->error), SJ_NOT_FOUND);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_reference_csv__rows_in_the_order_of_codes),
        T(test_reference_csv__says_which_line_is_wrong),
        T(test_reference_csv__groups_in_the_order_of_the_file),
        T(test_reference_csv__a_shifted_row_is_seen_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
