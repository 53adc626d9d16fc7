#include "unit.h"

#include "client/grid_words.h"

static struct sj_arena arena;
static struct sj_error error;

static int set_up(void **state)
{
    sj_arena_init(&arena, 64 * 1024 * 1024);
    error = (struct sj_error){0};
    return 0;
}

static int tear_down(void **state)
{
    sj_arena_clear(&arena);
    return 0;
}

/* Rows are lines, cells parted by '|'; "<" continues the cell to the left, "^" the one above. */
static struct sj_grid grid_of(const char *text)
{
    struct sj_grid_maker maker = {0};
    struct sj_grid grid;
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n"), line += *line != 0) {
        sj_grid_row(&maker);
        for (const char *cell = line; cell <= line + strcspn(line, "\n");) {
            size_t len = strcspn(cell, "|\n");
            uint32_t span = 1;
            const char *next = cell + len;
            for (; *next == '|' && next[1] == '<'; next += 2)
                span++;
            if (*cell == '^')
                sj_grid_continue(&maker, span);
            else
                sj_grid_cell(&maker, SJ_BYTES(cell, len), span, 1);
            cell = next + 1;
        }
    }
    assert_int_equal(sj_grid_make(&maker, &arena, &grid, &error), SJ_OK);
    sj_grid_maker_clear(&maker);
    return grid;
}

static void assert_lines_below(const char *above, const char *table, const char *expected)
{
    struct sj_grid grid = grid_of(table);
    struct sj_buffer out = {0};
    assert_int_equal(sj_grid_write(&grid, sj_bytes_of(above), &arena, &out, &error), SJ_OK);
    assert_string_equal(sj_buffer_text(&out), expected);
    sj_buffer_clear(&out);
}

static void assert_lines(const char *table, const char *expected)
{
    assert_lines_below("", table, expected);
}

static void test_grid__units_of_headings(void **state)
{
    assert_lines(
        "作物|面积(亩)|产量（吨）\n早稻|1140|456\n晚 稻|1,300|0.5\n合计|2440|",
        "早稻面积1140亩,早稻产量456吨。\n晚稻面积1,300亩,晚稻产量0.5吨。\n合计面积2440亩。\n");
    assert_lines("序号|作物|面积\n(亩)|产值/万元\n", "序号\t作物\t面积\n(亩)\t产值/万元\n");
    assert_lines("类别|收入(单位:元)|增长%\n村民|12000|5.2", "村民收入12000元,村民增长5.2%。\n");
}

static void test_grid__unit_column_and_years(void **state)
{
    assert_lines("指标|单位|2021年|2020|同比增长(%)\n早稻面积|亩|1140|1100|3.6\n出生率|‰|9.1|9|-1",
                 "2021年早稻面积1140亩,2020年早稻面积1100亩,早稻面积同比增长3.6%。\n"
                 "2021年出生率9.1‰,2020年出生率9‰,出生率同比增长-1%。\n");
    assert_lines("指标|增长(%)\n早稻面积|+3.6\n中稻面积|＋5.1\n晚稻面积|-1",
                 "早稻面积增长3.6%。\n中稻面积增长5.1%。\n晚稻面积增长-1%。\n");
    assert_lines("指标|单位|数值\n一、粮食产量|吨|456\n其中:早稻(公斤)|/|300",
                 "粮食产量456吨。\n其中:早稻300公斤。\n");
    assert_lines(
        "年份|早稻面积(亩)|产量(吨)\n2020|1100|440\n2021|1140|456",
        "2020年早稻面积1100亩,2020年产量440吨。\n2021年早稻面积1140亩,2021年产量456吨。\n");
    assert_lines("指标|2022年计划\n早稻面积(亩)|1200", "2022年早稻面积计划1200亩。\n");
}

static void test_grid__unit_above_the_table(void **state)
{
    assert_lines_below("附表\n单位:万元", "项目|2021年\n工业产值|580\n户数|12",
                       "2021年工业产值580万元。\n2021年户数12。\n");
    assert_lines("2021年收支表|<\n|单位：万元\n项目|金额\n税收|80",
                 "2021年收支表\n单位：万元\n税收金额80万元。\n");
    assert_lines_below("填报单位:荫田镇", "项目|金额\n税收|80", "税收金额80。\n");
    assert_lines_below("单位:亩、吨", "项目|面积\n早稻|80", "早稻面积80。\n");
}

static void test_grid__villages(void **state)
{
    assert_lines("序号|村名|早稻面积(亩)|人数\n1|小泉|120|800人\n2|大泉村|130|900\n合计||250|",
                 "小泉村早稻面积120亩,小泉村人数800人。\n大泉村早稻面积130亩,大泉村人数900。\n"
                 "合计早稻面积250亩。\n");
    assert_lines("指标|小泉村|大泉村|合计\n早稻面积(亩)|120|130|250",
                 "小泉村早稻面积120亩,大泉村早稻面积130亩,早稻面积合计250亩。\n");
    /* 单位 heads units of measure, or bodies that report */
    assert_lines("单位|户数(户)|人口(人)\n小泉村|120|450\n镇中学|3|80\n合计|123|530",
                 "小泉村户数120户,小泉村人口450人。\n镇中学户数3户,镇中学人口80人。\n"
                 "合计户数123户,合计人口530人。\n");
}

static void test_grid__spans(void **state)
{
    assert_lines("村名|早稻|<|晚稻|<\n^|面积(亩)|产量(吨)|面积(亩)|产量(吨)\n小泉村|1|2|3|4",
                 "小泉村早稻面积1亩,小泉村早稻产量2吨,小泉村晚稻面积3亩,小泉村晚稻产量4吨。\n");
    /* the figure of several rows is told once */
    assert_lines("类别|项目|面积(亩)|补贴(元)\n粮食|早稻|1140|5000\n^|晚稻|1300|^",
                 "粮食早稻面积1140亩,粮食早稻补贴5000元。\n粮食晚稻面积1300亩。\n");
}

static void test_grid__texts_stay(void **state)
{
    assert_lines("项目|投资(万元)|进度|备注\n道路硬化|35|已完成|2021-05-01\n公厕改造|—|未开工|",
                 "道路硬化投资35万元,进度:已完成,备注:2021-05-01。\n公厕改造进度:未开工。\n");
    assert_lines("责任人|事项\n甲|防汛\n乙|防火", "责任人\t事项\n甲\t防汛\n乙\t防火\n");
    assert_lines("作物|面积(亩)\n一、粮食|\n早稻|1140", "一、粮食\n早稻面积1140亩。\n");
}

static void test_grid__headings_that_are_none(void **state)
{
    assert_lines("总人口|12345人|耕地(亩)|4567\n户数|3210|户|",
                 "总人口12345人,耕地4567亩。\n户数3210户。\n");
    assert_lines("乡镇|荫田镇\n负责人|某某\n总人口(人)|12345",
                 "乡镇\t荫田镇\n负责人\t某某\n总人口12345人。\n");
    assert_lines("作物|面积(亩)|产量\n甲|1|2\n早稻|1140|\n作物|面积(亩)|产量\n晚稻|1300|",
                 "早稻面积1140亩。\n晚稻面积1300亩。\n");
    assert_lines("作物|面积(亩)\n早稻|1140\n|\n树种|株数(株)\n油茶|50",
                 "早稻面积1140亩。\n油茶株数50株。\n");
}

static void test_grid__prose_flows(void **state)
{
    char prose[2048] = "";
    for (int i = 0; i < 60; i++)
        strcat(prose, "早稻种植");
    const char *table = sj_arena_printf(&arena, "一、早稻|%s\n二、晚稻|12亩", prose);
    const char *lines = sj_arena_printf(&arena, "一、早稻\n%s\n二、晚稻\n12亩\n", prose);
    assert_lines(table, lines);
    assert_lines("只有一列\n1140亩", "只有一列\n1140亩\n");
}

static void test_grid__kinds_of_cells(void **state)
{
    static const struct {
        const char *text;
        enum sj_cell_kind kind;
    } cases[] = {
        {"", SJ_CELL_EMPTY},        {" — ", SJ_CELL_EMPTY},      {"/", SJ_CELL_EMPTY},
        {"1140", SJ_CELL_NUMBER},   {"1,140.5", SJ_CELL_NUMBER}, {"-5.2", SJ_CELL_NUMBER},
        {"５８０", SJ_CELL_NUMBER}, {"0", SJ_CELL_NUMBER},       {"1140余亩", SJ_CELL_QUANTITY},
        {"5.2%", SJ_CELL_QUANTITY}, {"2021年", SJ_CELL_TEXT},    {"2021-05-01", SJ_CELL_TEXT},
        {"早稻", SJ_CELL_TEXT},     {"一", SJ_CELL_TEXT},        {"13800000000转1", SJ_CELL_TEXT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (sj_cell_kind(sj_bytes_of(cases[i].text)) != cases[i].kind)
            fail_msg("%s: %d", cases[i].text, sj_cell_kind(sj_bytes_of(cases[i].text)));
    assert_true(sj_cell_is_unit(SJ_LITERAL("万元")));
    assert_true(sj_cell_is_unit(SJ_LITERAL("元/亩")));
    assert_false(sj_cell_is_unit(SJ_LITERAL("以上")));
    assert_false(sj_cell_is_unit(SJ_LITERAL("现价")));
    assert_false(sj_cell_is_unit(SJ_LITERAL("2")));
}

static void test_grid__spans_of_pages(void **state)
{
    struct sj_grid_maker maker = {0};
    struct sj_grid grid;
    sj_grid_row(&maker);
    sj_grid_cell(&maker, SJ_LITERAL("a"), 1, 3);
    sj_grid_cell(&maker, SJ_LITERAL("b"), 1000, 1);
    sj_grid_row(&maker);
    sj_grid_cell(&maker, SJ_LITERAL("c"), 1, 1);
    sj_grid_row(&maker);
    assert_int_equal(sj_grid_make(&maker, &arena, &grid, &error), SJ_OK);
    assert_int_equal(grid.rows, 3);
    assert_int_equal(grid.columns, SJ_GRID_COLUMNS_MAX);
    assert_true(grid.cells[grid.columns].repeated);
    assert_int_equal(grid.cells[grid.columns].text.data[0], 'a');
    assert_int_equal(grid.cells[grid.columns + 1].text.data[0], 'c');
    sj_grid_maker_clear(&maker);
    for (int i = 0; i <= SJ_GRID_ROWS_MAX; i++) {
        sj_grid_row(&maker);
        sj_grid_cell(&maker, SJ_LITERAL("a"), 1, 1);
    }
    assert_int_equal(sj_grid_make(&maker, &arena, &grid, &error), SJ_EXHAUSTED);
    sj_grid_maker_clear(&maker);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_grid__units_of_headings),
        T(test_grid__unit_column_and_years),
        T(test_grid__unit_above_the_table),
        T(test_grid__villages),
        T(test_grid__spans),
        T(test_grid__texts_stay),
        T(test_grid__headings_that_are_none),
        T(test_grid__prose_flows),
        T(test_grid__kinds_of_cells),
        T(test_grid__spans_of_pages),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
