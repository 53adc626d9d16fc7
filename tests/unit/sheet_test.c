#include "unit.h"

#include "client/sheet.h"
#include "office_fixture.h"

static struct sj_arena arena;
static struct sj_error error;
static struct sj_sheet *sheets;
static size_t count;

static int set_up(void **state)
{
    sj_arena_init(&arena, 128 * 1024 * 1024);
    error = (struct sj_error){0};
    return 0;
}

static int tear_down(void **state)
{
    sj_arena_clear(&arena);
    return 0;
}

static enum sj_status read_with(const char *rows, const char *strings, const char *styles)
{
    const char *sheet =
        sj_arena_printf(&arena, "<worksheet " OFFICE_SHEET_NS ">%s</worksheet>", rows);
    struct sj_bytes file = office_xlsx(sj_bytes_of(sheet), strings, styles, &arena);
    assert_non_null(file.data);
    return sj_xlsx_read(file, &arena, &sheets, &count, &error);
}

static enum sj_status read_rows(const char *rows)
{
    return read_with(rows, "", "");
}

static void assert_cell(size_t row, size_t column, const char *expected)
{
    assert_true(row < sheets[0].rows && column < sheets[0].columns);
    assert_string_equal((const char *)sheets[0].cells[row * sheets[0].columns + column].data,
                        expected);
}

static void assert_shown(const char *number, const char *format, const char *expected)
{
    struct sj_bytes shown = sj_number_shown(sj_bytes_of(number), format, false, &arena);
    const char *text = shown.data == NULL ? "?" : sj_arena_text(&arena, shown);
    if (strcmp(text, expected) != 0)
        fail_msg("%s as %s: %s and not %s", number, format, text, expected);
}

static void test_sheet__cells_of_all_kinds(void **state)
{
    assert_int_equal(
        read_with(
            "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
            "<c r='D1' t='inlineStr'><is><r><t>产</t></r><r><t>量</t></r><rPh><t>x</t></rPh>"
            "</is></c></row><row r='3'><c r='A3' t='str'><f>A1</f><v>合计</v></c>"
            "<c r='B3'><v>1140</v></c><c><v>1.14E+03</v></c><c t='b'><v>1</v></c>"
            "<c t='e'><v>#DIV/0!</v></c><c/></row></sheetData>",
            "<sst><si><t>早稻</t></si><si><r><t>面积</t></r><r><t>_x000A_(亩)</t></r></si></sst>",
            ""),
        SJ_OK);
    assert_int_equal(count, 1);
    assert_string_equal(sheets[0].name, "表一");
    assert_int_equal(sheets[0].rows, 3);
    assert_int_equal(sheets[0].columns, 5);
    assert_cell(0, 0, "早稻");
    assert_cell(0, 1, "面积\n(亩)");
    assert_cell(0, 2, "");
    assert_cell(0, 3, "产量");
    assert_cell(1, 0, "");
    assert_cell(2, 0, "合计");
    assert_cell(2, 1, "1140");
    assert_cell(2, 2, "1.14E+03");
    assert_cell(2, 3, "TRUE");
    assert_cell(2, 4, "#DIV/0!");
}

static void test_sheet__rows_and_cells_without_places_follow_each_other(void **state)
{
    assert_int_equal(read_rows("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
                               "<row><c><v>3</v></c></row></sheetData>"),
                     SJ_OK);
    assert_int_equal(sheets[0].rows, 2);
    assert_cell(0, 1, "2");
    assert_cell(1, 0, "3");
}

static void test_sheet__merges_and_what_is_hidden(void **state)
{
    assert_int_equal(
        read_rows("<cols><col min='2' max='2' hidden='1'/></cols><sheetData><row r='1'>"
                  "<c r='A1'><v>1</v></c><c r='B1'><v>2</v></c></row><row r='2' hidden='1'>"
                  "<c r='A2'><v>3</v></c></row></sheetData>"
                  "<mergeCells><mergeCell ref='A1:B9'/><mergeCell ref='XFD1:XFD2'/></mergeCells>"),
        SJ_OK);
    assert_false(sheets[0].hidden_columns[0]);
    assert_true(sheets[0].hidden_columns[1]);
    assert_true(sheets[0].hidden_rows[1]);
    assert_int_equal(sheets[0].merge_count, 1);
    assert_int_equal(sheets[0].merges[0].bottom, 1);
    assert_int_equal(sheets[0].merges[0].right, 1);
}

static void test_sheet__numbers_as_shown(void **state)
{
    assert_int_equal(
        read_with(
            "<sheetData><row><c s='1'><v>0.1234</v></c><c s='2'><v>1140</v></c>"
            "<c s='0'><v>0.28999999999999998</v></c></row></sheetData>",
            "",
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='#,##0&quot;亩&quot;'/>"
            "</numFmts><cellStyleXfs><xf numFmtId='9'/></cellStyleXfs><cellXfs>"
            "<xf numFmtId='0'/><xf numFmtId='10'/><xf numFmtId='164'/></cellXfs></styleSheet>"),
        SJ_OK);
    assert_string_equal((const char *)sheets[0].shown[0].data, "12.34%");
    assert_string_equal((const char *)sheets[0].shown[1].data, "1,140亩");
    assert_string_equal((const char *)sheets[0].shown[2].data, "0.29");
    assert_cell(0, 2, "0.28999999999999998");
}

static void test_sheet__number_formats(void **state)
{
    static const char *const cases[][3] = {
        {"1140", "General", "1140"},
        {"1.14E+03", "General", "1140"},
        {"0.33333333333333331", "General", "0.333333333"},
        {"-12.50", "General", "-12.5"},
        {"123456789012345", "General", "123456789012345"},
        {"1140.5", "0", "1141"},
        {"-1140.5", "#,##0", "-1,141"},
        {"9.996", "0.00", "10.00"},
        {"0.005", "0.00", "0.01"},
        {"0.004", "0.00", "0.00"},
        {"0.7", "0", "1"},
        {"0.2", "#", "0"},
        {"1234567.891", "#,##0.00", "1,234,567.89"},
        {"0.1234", "0%", "12%"},
        {"0.052", "0.0%", "5.2%"},
        {"1E-7", "0.0%", "0.0%"},
        {"1140", "0\"亩\"", "1140亩"},
        {"1140", "\"约\"0\\亩", "约1140亩"},
        {"1140", "[$¥-804]#,##0.00", "¥1,140.00"},
        {"-5", "0;(0)", "-5"},
        {"-5", "0;[Red]0", "-5"},
        {"0", "0;-0;\"-\"", "-"},
        {"5", ";;;", ""},
        {"1234567", "0,", "1235"},
        {"1234567", "0!.0,", "?"},
        {"5", "[>=10]0;0.0", "?"},
        {"1.5", "[h]:mm", "?"},
        {"1.5", "# ?/?", "?"},
        {"1140", "0.00E+00", "1140"},
        {"1140", "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ ", "1,140"},
        {"44260", "yyyy/m/d", "2021年3月5日"},
        {"44260", "yyyy\"年\"m\"月\"", "2021年3月"},
        {"44260", "[$-804]yyyy\"年\"m\"月\"d\"日\";@", "2021年3月5日"},
        {"44260.604166666664", "yyyy-mm-dd hh:mm", "2021年3月5日14:30"},
        {"0.60416666666666663", "h:mm:ss", "14:30:00"},
        {"60000", "m/d", "4月8日"},
        {"-3", "yyyy/m/d", "?"},
        {"一", "0.00", "一"},
        {"1", "G/通用格式\"人\"", "1人"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_shown(cases[i][0], cases[i][1], cases[i][2]);
    assert_string_equal(sj_number_format(10), "0.00%");
    assert_null(sj_number_format(99));
}

static void test_sheet__a_cell_far_out_is_refused_without_its_plane(void **state)
{
    size_t before = arena.used_bytes;
    assert_int_equal(read_rows("<sheetData><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
                               "</sheetData>"),
                     SJ_EXHAUSTED);
    assert_int_equal(read_rows("<sheetData><row r='20000'><c r='GR20000'><v>1</v></c></row>"
                               "</sheetData>"),
                     SJ_EXHAUSTED);
    assert_true(arena.used_bytes - before < 16 * 1024 * 1024);
    /* styled only: takes no room */
    assert_int_equal(read_rows("<sheetData><row r='1'><c r='A1'><v>1</v></c></row>"
                               "<row r='1048576'><c r='XFD1048576' s='1'/></row></sheetData>"),
                     SJ_OK);
    assert_int_equal(sheets[0].rows, 1);
}

static void test_sheet__what_is_no_workbook_is_refused(void **state)
{
    struct sj_bytes zip = office_docx(SJ_LITERAL("<w:document " OFFICE_WORD_NS "/>"), "", &arena);
    assert_int_equal(sj_xlsx_read(SJ_LITERAL("PK\x03\x04"), &arena, &sheets, &count, &error),
                     SJ_INVALID);
    assert_int_equal(sj_xlsx_read(SJ_LITERAL(""), &arena, &sheets, &count, &error), SJ_INVALID);
    assert_int_equal(sj_xlsx_read(zip, &arena, &sheets, &count, &error), SJ_INVALID);
    assert_string_equal(error.reason, "NOT_A_WORKBOOK");
    assert_int_equal(read_rows("<sheetData><row><c t='s'><v>7</v></c></row></sheetData>"),
                     SJ_INVALID);
    assert_string_equal(error.reason, "BROKEN_WORKBOOK");
    assert_int_equal(read_rows("<sheetData><row><c>"), SJ_INVALID);
}

static void test_sheet__entities_are_refused(void **state)
{
    struct sj_bytes sheet = SJ_LITERAL(
        "<!DOCTYPE worksheet [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"
        "<worksheet><sheetData><row><c t='str'><v>&b;</v></c></row></sheetData></worksheet>");
    struct sj_bytes file = office_xlsx(sheet, "", "", &arena);
    assert_int_equal(sj_xlsx_read(file, &arena, &sheets, &count, &error), SJ_INVALID);
}

static void test_sheet__a_bomb_is_refused(void **state)
{
    size_t len = 30 * 1024 * 1024;
    char *zeros = test_calloc(len, 1);
    memset(zeros, ' ', len);
    struct sj_bytes file = office_xlsx(SJ_BYTES(zeros, len), "", "", &arena);
    assert_int_equal(sj_xlsx_read(file, &arena, &sheets, &count, &error), SJ_EXHAUSTED);
    assert_string_equal(error.reason, "PACKAGE_TOO_LONG");
    test_free(zeros);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_sheet__cells_of_all_kinds),
        T(test_sheet__rows_and_cells_without_places_follow_each_other),
        T(test_sheet__merges_and_what_is_hidden),
        T(test_sheet__numbers_as_shown),
        T(test_sheet__number_formats),
        T(test_sheet__a_cell_far_out_is_refused_without_its_plane),
        T(test_sheet__what_is_no_workbook_is_refused),
        T(test_sheet__entities_are_refused),
        T(test_sheet__a_bomb_is_refused),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
