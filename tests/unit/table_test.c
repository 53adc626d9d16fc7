#include "unit.h"

#include "client/output.h"

#include <stdlib.h>

static char *printed(const struct sj_table *table, void (*print)(const struct sj_table *, FILE *))
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    print(table, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_prints(const struct sj_table *table,
                          void (*print)(const struct sj_table *, FILE *), const char *expected)
{
    char *text = printed(table, print);
    assert_string_equal(text, expected);
    free(text);
}

static void test_width__counts_terminal_columns(void **state)
{
    assert_int_equal(sj_display_width(SJ_LITERAL("")), 0);
    assert_int_equal(sj_display_width(SJ_LITERAL("abc")), 3);
    assert_int_equal(sj_display_width(SJ_LITERAL("荫田镇")), 6);
    assert_int_equal(sj_display_width(SJ_LITERAL("(亩),")), 5);
    assert_int_equal(sj_display_width(SJ_LITERAL("（亩），")), 8); /* full-width signs */
    assert_int_equal(sj_display_width(SJ_LITERAL("e\u0301")), 1);  /* a combining accent */
    assert_int_equal(sj_display_width(SJ_LITERAL("[1140, ∞)")), 9);
    assert_int_equal(sj_display_width(SJ_LITERAL("\U00020000")), 2); /* rare characters too */
}

static void test_table__aligns_wide_characters(void **state)
{
    struct sj_table *table = sj_table_new(3);
    sj_table_right(table, 1);
    sj_table_row(table, (const char *const[]){"township", "value", "words"});
    sj_table_row(table, (const char *const[]){"荫田镇", "1140", "早稻种植1140余亩"});
    sj_table_row(table, (const char *const[]){"a", "5", ""});
    assert_prints(table, sj_table_print,
                  "township  value  words\n"
                  "荫田镇     1140  早稻种植1140余亩\n"
                  "a             5\n");
    sj_table_free(table);
}

static void test_table__takes_missing_cells_for_empty(void **state)
{
    struct sj_table *table = sj_table_new(3);
    sj_table_row(table, (const char *const[]){"a", "b", "c"});
    sj_table_row(table, (const char *const[]){NULL, NULL, "x"});
    assert_prints(table, sj_table_print, "a  b  c\n      x\n");
    sj_table_free(table);
}

/* Words of other people's reports must not steer the terminal or reverse its writing. */
static void test_table__keeps_controls_from_the_terminal(void **state)
{
    struct sj_table *table = sj_table_new(1);
    sj_table_row(table, (const char *const[]){"a\x1b[31mb\nc\u202Ed\xC2\x9B"
                                              "e"});
    assert_prints(table, sj_table_print, "a [31mb c d e\n");
    sj_table_free(table);
}

static void test_table__quotes_csv_and_disarms_formulas(void **state)
{
    struct sj_table *table = sj_table_new(4);
    sj_table_row(table, (const char *const[]){"a", "b", "c", "d"});
    sj_table_row(table, (const char *const[]){"say \"hi\", x", "-12.5", "=1+1", "-12亩\n@"});
    assert_prints(table, sj_table_print_csv,
                  "\"a\",\"b\",\"c\",\"d\"\r\n"
                  "\"say \"\"hi\"\", x\",\"-12.5\",\"'=1+1\",\"'-12亩\n@\"\r\n");
    sj_table_free(table);
}

static void test_table__holds_many_rows(void **state)
{
    struct sj_table *table = sj_table_new(1);
    for (int i = 0; i < 1000; i++)
        sj_table_row(table, (const char *const[]){"x"});
    char *text = printed(table, sj_table_print);
    assert_int_equal(strlen(text), 2000);
    free(text);
    sj_table_free(table);
}

static void test_format__is_one_of_those_allowed(void **state)
{
    struct sj_error error = {0};
    enum sj_format format;
    unsigned allowed = 1U << SJ_FORMAT_TABLE | 1U << SJ_FORMAT_CSV;
    assert_int_equal(sj_format_parse("csv", allowed, &format, &error), SJ_OK);
    assert_int_equal(format, SJ_FORMAT_CSV);
    assert_int_equal(sj_format_parse("json", allowed, &format, &error), SJ_USAGE);
    assert_non_null(strstr(error.message, "table, csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width__counts_terminal_columns),
        cmocka_unit_test(test_table__aligns_wide_characters),
        cmocka_unit_test(test_table__takes_missing_cells_for_empty),
        cmocka_unit_test(test_table__keeps_controls_from_the_terminal),
        cmocka_unit_test(test_table__quotes_csv_and_disarms_formulas),
        cmocka_unit_test(test_table__holds_many_rows),
        cmocka_unit_test(test_format__is_one_of_those_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
