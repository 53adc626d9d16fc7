#include "unit.h"

#include "client/answer_table.h"

#include <stdlib.h>

struct printed {
    struct sj_arena arena;
    struct sj_answer_table table;
    size_t name, value, interval, count, empty, hidden;
};

static char lo[] = "1140", hi[] = "1150";
static Shangji__V1__Interval vague = {.lo = lo, .hi = hi, .hi_open = true};

static void begin(struct printed *printed)
{
    struct sj_answer_table *table = &printed->table;
    sj_arena_init(&printed->arena, 1 << 20);
    sj_answer_table_init(table, &printed->arena);
    printed->name = sj_answer_column(table, SJ_COLUMN_TEXT, "name", "乡镇");
    printed->value = sj_answer_column(table, SJ_COLUMN_DECIMAL, "value", "value");
    printed->interval = sj_answer_column(table, SJ_COLUMN_INTERVAL, "", "interval");
    printed->count = sj_answer_column(table, SJ_COLUMN_INTEGER, "count", NULL);
    printed->empty = sj_answer_column(table, SJ_COLUMN_TEXT, "empty", "empty");
    printed->hidden = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, "note");
}

static char *print(struct printed *printed, void (*how)(struct sj_answer_table *, FILE *))
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    how(&printed->table, out);
    fclose(out);
    return text;
}

static void end(struct printed *printed)
{
    sj_answer_table_clear(&printed->table);
    sj_arena_clear(&printed->arena);
}

static void fill(struct printed *printed)
{
    struct sj_answer_table *table = &printed->table;
    sj_answer_row(table);
    sj_answer_text(table, printed->name, "芷渡镇");
    sj_answer_decimal(table, printed->value, "1140");
    sj_answer_interval(table, printed->interval, &vague);
    sj_answer_integer(table, printed->count, 7);
    sj_answer_row(table);
    sj_answer_named(table, printed->name, "=code", "x");
    sj_answer_decimal(table, printed->value, "");
    sj_answer_text(table, printed->hidden, "noted");
    sj_answer_note(table, "%d of %d", 1, 2);
}

static void test_answer_table__people_see_titles_and_what_is_there(void **state)
{
    struct printed printed;
    begin(&printed);
    fill(&printed);
    printed.table.title = "a title";
    char *text = print(&printed, sj_answer_table_print);
    assert_string_equal(text, "a title\n\n"
                              "乡镇    value  interval      note\n"
                              "芷渡镇   1140  [1140, 1150)\n"
                              "x                            noted\n"
                              "\n1 of 2\n");
    free(text);
    end(&printed);
}

static void test_answer_table__programs_see_codes_and_every_column(void **state)
{
    struct printed printed;
    begin(&printed);
    fill(&printed);
    char *text = print(&printed, sj_answer_table_print_csv);
    assert_string_equal(
        text, "\"name\",\"value\",\"lo\",\"lo_open\",\"hi\",\"hi_open\",\"count\",\"empty\"\r\n"
              "\"芷渡镇\",\"1140\",\"1140\",\"0\",\"1150\",\"1\",\"7\",\"\"\r\n"
              "\"'=code\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\r\n");
    free(text);
    end(&printed);
}

static void test_answer_table__without_rows_the_notes_remain(void **state)
{
    struct printed printed;
    begin(&printed);
    sj_answer_note(&printed.table, "nobody");
    char *text = print(&printed, sj_answer_table_print);
    assert_string_equal(text, "nobody\n");
    free(text);
    end(&printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer_table__people_see_titles_and_what_is_there),
        cmocka_unit_test(test_answer_table__programs_see_codes_and_every_column),
        cmocka_unit_test(test_answer_table__without_rows_the_notes_remain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
