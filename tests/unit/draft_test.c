#include "draft_fixture.h"

#include "client/draft_words.h"

#include <iconv.h>
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

static struct sj_bytes recoded(struct fixture *f, struct sj_bytes utf8, const char *to)
{
    iconv_t converter = iconv_open(to, "UTF-8");
    size_t room = utf8.len * 2 + 4, in_left = utf8.len, out_left = room;
    char *in = sj_arena_text(&f->arena, utf8);
    char *out = sj_arena_alloc(&f->arena, room), *at = out;
    assert_true(converter != (iconv_t)-1);
    assert_int_equal(iconv(converter, &in, &in_left, &at, &out_left), 0);
    iconv_close(converter);
    return SJ_BYTES(out, (size_t)(at - out));
}

/* ---- cells ---- */

static void test_draft__cells_are_escaped_exactly(void **state)
{
    struct fixture *f = *state;
    static const char *const pairs[][2] = {
        {"=1+1", "'=1+1"},
        {"+86", "'+86"},
        {"-5", "'-5"},
        {"@a", "'@a"},
        {"\tx", "'\tx"},
        {"\rx", "'\rx"},
        {"'=1", "''=1"},
        {"''-", "'''-"},
        {"'", "'"},
        {"'tis", "'tis"},
        {"", ""},
        {"1-1", "1-1"},
        {"a=b", "a=b"},
        {"＝1", "'＝1"},
        {"'＠", "''＠"},
        {"'''", "'''"},
        {"亩\"=\"", "亩\"=\""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_string_equal(sj_cell_escape(pairs[i][0], &f->arena), pairs[i][1]);
        assert_string_equal(sj_cell_unescape(pairs[i][1]), pairs[i][0]);
    }
    /* a cell that the clerk typed without the escape is taken as it is */
    assert_string_equal(sj_cell_unescape("-5"), "-5");
}

static void test_draft__what_spreadsheets_do_is_tolerated(void **state)
{
    static const char *const same[][2] = {
        {"1140", "1,140"},   {"1140", "1140.0"},        {"1140", " 1140 "},
        {"100%", "100.00%"}, {"134.07 %", "134.07%"},   {"<1150", "<1,150"},
        {"13.30", "13.3"},   {"1500000000", "1.5E+09"}, {"1523456789", "1.52346E+09"},
        {"两委 ", "两委"},   {"3..5", "3..5"},          {"-5", "-5.0"},
        {"", " "},
    };
    static const char *const other[][2] = {
        {"1140", "1141"},
        {"1140", ""},
        {"", "0"},
        {"100%", "100"},
        {"<1150", "1150"},
        {"1140", "1140亩"},
        {"3..5", "3..6"},
        {"1523456789", "1.52E+10"},
        {"1140余亩", "1140亩"},
        {"1523456789", "1.53E+09"},
        {"两委", "?委"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_true(sj_cell_same(same[i][0], same[i][1], false));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(sj_cell_same(other[i][0], other[i][1], false));
    assert_true(sj_cell_same("样板•河", "样板?河", true));
    assert_false(sj_cell_same("样板x河", "样板?河", true));
    assert_false(sj_cell_same("样板", "样板?", true));
}

static void test_draft__bases_and_scopes_round_trip(void **state)
{
    struct fixture *f = *state;
    static const char *const bases[] = {"全年",
                                        "累计",
                                        "时点",
                                        "截至2021-06-30",
                                        "时点2021-06-30",
                                        "2022年全年",
                                        "2022年截至2022-06-30"};
    static const char *const bad[] = {"",   "截至",   "截至2021-02-30", "全年2021-06-30",
                                      "年", "2022年", "99999年全年",    "某时"};
    struct sj_draft_basis basis;
    enum sj_scope scope;
    struct sj_bytes name;
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        assert_true(sj_draft_basis_parse(sj_bytes_of(bases[i]), &basis));
        assert_string_equal(sj_draft_basis_format(&basis, &f->arena), bases[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(sj_draft_basis_parse(sj_bytes_of(bad[i]), &basis));
    assert_true(sj_draft_basis_parse(SJ_LITERAL("cumulative"), &basis));
    assert_true(sj_draft_scope_parse(SJ_LITERAL("村：丛保、红星"), &scope, &name));
    assert_int_equal(scope, SJ_SCOPE_VILLAGE);
    assert_true(sj_bytes_equal(name, SJ_LITERAL("丛保、红星")));
    assert_true(sj_draft_scope_parse(SJ_LITERAL("全乡"), &scope, &name));
    assert_int_equal(scope, SJ_SCOPE_WHOLE);
    assert_false(sj_draft_scope_parse(SJ_LITERAL("县"), &scope, &name));
}

/* ---- the file ---- */

static void assert_same_rows(const struct fixture *f)
{
    assert_int_equal(f->draft.row_count, f->fresh.row_count);
    for (size_t i = 0; i < f->fresh.row_count; i++) {
        assert_int_equal(f->draft.rows[i].number, f->fresh.rows[i].number);
        assert_int_equal(f->draft.rows[i].line, f->fresh.rows[i].line);
        for (size_t column = 0; column < SJ_DRAFT_COLUMNS; column++)
            assert_string_equal(f->draft.rows[i].cells[column], f->fresh.rows[i].cells[column]);
    }
}

static void test_draft__says_what_was_read(void **state)
{
    struct fixture *f = *state;
    const char *const *row = f->fresh.rows[1].cells;
    assert_string_equal(row[SJ_DRAFT_NUMBER], "1");
    assert_string_equal(row[SJ_DRAFT_FLAG], "");
    assert_string_equal(row[SJ_DRAFT_INDICATOR], "早稻种植面积");
    assert_string_equal(row[SJ_DRAFT_VALUE], "1140");
    assert_string_equal(row[SJ_DRAFT_LO], "1140");
    assert_string_equal(row[SJ_DRAFT_HI], "<1150");
    assert_string_equal(row[SJ_DRAFT_QUALIFIER], "以上");
    assert_string_equal(row[SJ_DRAFT_CODE], "early_rice_area");
    assert_string_not_equal(f->fresh.rows[2].cells[SJ_DRAFT_FLAG], "");
    assert_string_equal(f->fresh.rows[3].cells[SJ_DRAFT_VALUE], "-5");
    assert_string_equal(f->fresh.rows[3].cells[SJ_DRAFT_LO], "-5");
    row = f->fresh.rows[4].cells;
    assert_string_equal(row[SJ_DRAFT_INDICATOR], "?改厕数");
    assert_string_equal(row[SJ_DRAFT_CODE], "");
    assert_string_equal(row[SJ_DRAFT_FLAG], "");
    assert_string_equal(row[SJ_DRAFT_BASIS], "2022年全年");
    assert_string_equal(row[SJ_DRAFT_KIND], "计划");
    assert_string_equal(f->fresh.rows[5].cells[SJ_DRAFT_VALUE], "3..5");
}

static void test_draft__starts_as_excel_wants_it(void **state)
{
    struct fixture *f = *state;
    struct sj_bytes csv = csv_of(f, &f->fresh);
    assert_true(sj_bytes_starts(
        csv, SJ_LITERAL("\xEF\xBB\xBF\"序号\",\"需处理\",\"处理\",\"指标\","
                        "\"原文\",\"所在句\",\"识别值\",\"单位\",\"限定\","
                        "\"下限\",\"上限\",\"上年值\",\"性质\",\"语气\",\"时期口径\","
                        "\"范围\",\"更正值\",\"理由\",\"指标代码\",\"位置\""
                        "\r\n\"0\",")));
    assert_true(sj_bytes_find(csv, SJ_LITERAL("\"'=报告 \"\"1\"\".txt\""), 0) != SIZE_MAX);
}

static void test_draft__round_trip_is_exact(void **state)
{
    struct fixture *f = *state;
    static const char *const nasty[] = {"=1+1",  "'=1",    "''",    "'", "\"",    "a\"\"b,c",
                                        "a\nb",  "a\r\nb", " a ",   ",", "-5",    "\t",
                                        "''''@", "＝cmd",  "1,140", "",  "\"=\"", "\r"};
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        f->fresh.rows[1 + i % 5].cells[SJ_DRAFT_REASON] = nasty[i];
        f->fresh.rows[1 + i % 5].cells[SJ_DRAFT_CORRECTED] =
            nasty[(i + 7) % (sizeof nasty / sizeof *nasty)];
        reload(f);
        assert_same_rows(f);
    }
    assert_false(f->draft.lossy);
}

static void test_draft__comes_back_in_other_encodings(void **state)
{
    struct fixture *f = *state;
    struct sj_bytes csv = csv_of(f, &f->fresh);
    struct sj_bytes plain = sj_bytes_slice(csv, 3, csv.len);
    assert_int_equal(parse_csv(f, plain), SJ_OK);
    assert_same_rows(f);
    assert_int_equal(parse_csv(f, recoded(f, plain, "GB18030")), SJ_OK);
    assert_same_rows(f);
    assert_true(f->draft.lossy);
    decide(f);
    assert_int_equal(f->findings.count, 1);
    assert_finding(f, "ANOMALY_UNRESOLVED", "d.csv:4");
    assert_int_equal(parse_csv(f, recoded(f, csv, "UTF-16")), SJ_INVALID);
}

static void test_draft__rows_and_columns_may_be_shuffled(void **state)
{
    struct fixture *f = *state;
    const char *csv =
        "指标代码,序号,备注,处理,位置,需处理,指标,原文,所在句,识别值,单位,限定,下限,上限,性质,"
        "语气,时期口径,范围,更正值,理由\n"
        "\n"
        ",,,,,,,,,,,,,,,,,,,\n"
        "b,2,x,属实,p2\n"
        "a,1.0,,,p1,,,,,,,,,,,,,,,r1";
    assert_int_equal(parse_csv(f, sj_bytes_of(csv)), SJ_OK);
    assert_int_equal(f->findings.count, 0);
    assert_int_equal(f->draft.row_count, 2);
    assert_int_equal(f->draft.rows[0].number, 2);
    assert_int_equal(f->draft.rows[0].line, 4);
    assert_string_equal(f->draft.rows[0].cells[SJ_DRAFT_DECISION], "属实");
    assert_string_equal(f->draft.rows[0].cells[SJ_DRAFT_REASON], "");
    assert_int_equal(f->draft.rows[1].number, 1);
    assert_string_equal(f->draft.rows[1].cells[SJ_DRAFT_CODE], "a");
    assert_string_equal(f->draft.rows[1].cells[SJ_DRAFT_REASON], "r1");
}

static void test_draft__missing_and_doubled_columns_are_named(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse_csv(f, SJ_LITERAL("序号,原文,原文\n1,a,b\n")), SJ_OK);
    assert_finding(f, "DOUBLED_COLUMN", "d.csv:1");
    assert_finding(f, "MISSING_COLUMN", "d.csv:1");
    assert_int_equal(f->findings.count, 1 + SJ_DRAFT_COLUMNS - 2 - 2 /* only shown */);
    assert_non_null(strstr(f->findings.items[1].message, "处理"));
    /* a row is empty when nothing of it is left */
    struct sj_bytes csv = csv_of(f, &f->fresh);
    const char *doubled = sj_arena_printf(&f->arena, "%.*s,位置\r\n%s",
                                          (int)sj_bytes_find(csv, SJ_LITERAL("\r\n"), 0),
                                          (const char *)csv.data, ",,,,,,,,,,,,,,,,,,,x,\r\n");
    assert_int_equal(parse_csv(f, sj_bytes_of(doubled)), SJ_OK);
    assert_int_equal(f->draft.row_count, 0);
}

static void test_draft__what_is_no_draft_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse_csv(f, SJ_LITERAL("")), SJ_INVALID);
    assert_int_equal(parse_csv(f, SJ_LITERAL("\r\n \r\n")), SJ_INVALID);
    assert_string_equal(f->error.reason, "EMPTY_DRAFT");
    assert_int_equal(parse_csv(f, SJ_LITERAL("序号\na\"b\n")), SJ_INVALID);
    assert_string_equal(f->error.reason, "NOT_CSV");
    assert_int_equal(parse_csv(f, SJ_LITERAL("序号\n\"b\n")), SJ_INVALID);
    assert_int_equal(parse_csv(f, SJ_LITERAL("a\0b")), SJ_INVALID);
}

static void test_draft__source_row_is_read(void **state)
{
    struct fixture *f = *state;
    struct sj_draft_source source;
    reload(f);
    assert_int_equal(sj_draft_get_source(&f->draft, &f->arena, &source, &f->error), SJ_OK);
    assert_string_equal(source.document, f->source.document);
    assert_string_equal(source.digest, "abcd");
    assert_string_equal(source.catalogue, "2021.1");
    assert_string_equal(source.reader, "shangji/test");
    assert_string_equal(source.township, "430482107");
    assert_int_equal(source.year, 2021);
    f->draft.rows[0].cells[SJ_DRAFT_SURFACE] = "../../etc/passwd";
    assert_int_equal(sj_draft_get_source(&f->draft, &f->arena, &source, &f->error), SJ_INVALID);
    f->draft.rows[0].number = 7;
    assert_int_equal(sj_draft_get_source(&f->draft, &f->arena, &source, &f->error), SJ_INVALID);
    assert_string_equal(f->error.reason, "NO_SOURCE_ROW");
}

/* ---- what the clerk decided ---- */

static void test_draft__untouched_rows_are_confirmed(void **state)
{
    struct fixture *f = *state;
    reload(f);
    decide(f);
    assert_int_equal(f->findings.count, 1);
    assert_finding(f, "ANOMALY_UNRESOLVED", "d.csv:4");
    assert_int_equal(f->findings.items[0].status, SJ_UNRESOLVED);
    assert_non_null(strstr(f->findings.items[0].message, "序号 2"));
    assert_int_equal(f->decisions.choices[0].decision, SJ_CONFIRMED);
    assert_ptr_equal(f->decisions.choices[0].sense.indicator, &f->catalogue.indicators[RICE]);
    assert_null(f->decisions.choices[3].sense.indicator);
    assert_int_equal(f->decisions.choices[3].sense.basis.year, 2022);
}

static void test_draft__decisions_need_their_parts(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *decision, *corrected, *why, *reason;
    } cases[] = {
        {"更正", "15000余亩", "错字", NULL},
        {"更正", "15000", "错字", NULL},
        {"corrected", "15000余", "错字", NULL},
        {"属实", "", "核对过", NULL},
        {"舍弃", "", "不是指标", NULL},
        {"更正", "", "错字", "DECISION_INCOMPLETE"},
        {"更正", "15000余亩", "", "DECISION_INCOMPLETE"},
        {"更正", "许多", "错字", "NOT_A_QUANTITY"},
        {"属实", "", " ", "DECISION_INCOMPLETE"},
        {"舍弃", "", "", "DECISION_INCOMPLETE"},
        {"确认", "", "错字", "ANOMALY_UNRESOLVED"},
        {"", "15000余亩", "错字", "STRAY_CORRECTION"},
        {"也许", "", "错字", "UNKNOWN_WORD"},
        {"来源", "", "错字", "UNKNOWN_WORD"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reload(f);
        f->draft.rows[2].cells[SJ_DRAFT_DECISION] = cases[i].decision;
        f->draft.rows[2].cells[SJ_DRAFT_CORRECTED] = cases[i].corrected;
        f->draft.rows[2].cells[SJ_DRAFT_REASON] = cases[i].why;
        decide(f);
        if (cases[i].reason != NULL)
            assert_finding(f, cases[i].reason, "d.csv:4");
        else
            assert_int_equal(f->findings.count, 0);
    }
}

static void test_draft__vanished_and_doubled_rows_are_named(void **state)
{
    struct fixture *f = *state;
    reload(f);
    resolve_the_slip(f);
    f->draft.rows[1] = f->draft.rows[3];
    f->draft.rows[1].line = 3;
    f->draft.rows[0].number = 99;
    decide(f);
    assert_int_equal(f->findings.count, 4);
    assert_finding(f, "UNKNOWN_NUMBER", "d.csv:2");
    assert_finding(f, "DOUBLED_ROW", "d.csv:5");
    assert_int_equal(f->findings.items[3].status, SJ_INVALID);
    assert_string_equal(f->findings.items[3].reason, "VANISHED_ROW");
    assert_non_null(strstr(f->findings.items[3].message, "序号 1 "));
    assert_non_null(strstr(f->findings.items[3].message, "1140余亩"));
}

static void test_draft__changed_machine_columns_are_named(void **state)
{
    struct fixture *f = *state;
    for (unsigned column = 0; column < SJ_DRAFT_COLUMNS; column++) {
        if (sj_draft_column_kind(column) != SJ_DRAFT_MACHINE)
            continue;
        reload(f);
        resolve_the_slip(f);
        f->draft.rows[1].cells[column] = "999";
        decide(f);
        assert_int_equal(f->findings.count, 1);
        assert_finding(f, "CHANGED_COLUMN", "d.csv:3");
        assert_non_null(strstr(f->findings.items[0].message, sj_draft_heading(column)));
    }
}

static void test_draft__all_faults_are_told_at_once(void **state)
{
    struct fixture *f = *state;
    reload(f);
    f->draft.rows[1].cells[SJ_DRAFT_KIND] = "好";
    f->draft.rows[3].cells[SJ_DRAFT_BASIS] = "某年";
    f->draft.rows[4].cells[SJ_DRAFT_SCOPE] = "县";
    f->draft.rows[5].cells[SJ_DRAFT_CODE] = "no_such_code";
    add_row(f, "补充", "early_rice_area", "许多");
    add_row(f, "", "early_rice_area", "1亩");
    decide(f);
    assert_finding(f, "UNKNOWN_WORD", "d.csv:3");
    assert_finding(f, "ANOMALY_UNRESOLVED", "d.csv:4");
    assert_finding(f, "UNKNOWN_WORD", "d.csv:5");
    assert_finding(f, "UNKNOWN_WORD", "d.csv:6");
    assert_finding(f, "UNKNOWN_INDICATOR", "d.csv:7");
    assert_finding(f, "NOT_A_QUANTITY", "d.csv:8");
    assert_finding(f, "NO_NUMBER", "d.csv:9");
    assert_int_equal(f->findings.count, 7);
}

static void test_draft__the_clerk_may_change_the_sense(void **state)
{
    struct fixture *f = *state;
    reload(f);
    resolve_the_slip(f);
    const char **cells = f->draft.rows[1].cells;
    cells[SJ_DRAFT_KIND] = "预计";
    cells[SJ_DRAFT_MOOD] = "expected";
    cells[SJ_DRAFT_BASIS] = "截至2021-06-30";
    cells[SJ_DRAFT_SCOPE] = "村:丛保";
    f->draft.rows[3].cells[SJ_DRAFT_KIND] = ""; /* emptied cells stay as read */
    decide(f);
    assert_int_equal(f->findings.count, 0);
    const struct sj_sense *sense = &f->decisions.choices[0].sense;
    assert_int_equal(sense->kind, SJ_FORECAST);
    assert_int_equal(sense->mood, SJ_EXPECTED);
    assert_int_equal(sense->basis.basis, SJ_BASIS_TO_DATE);
    assert_string_equal(sense->basis.date, "2021-06-30");
    assert_int_equal(sense->scope, SJ_SCOPE_VILLAGE);
    assert_string_equal(sense->scope_name, "丛保");
    assert_int_equal(f->decisions.choices[2].sense.kind, SJ_GROWTH);
}

static const struct sj_indicator *chosen(struct fixture *f, size_t row, const char *name,
                                         const char *code)
{
    reload(f);
    resolve_the_slip(f);
    if (name != NULL)
        f->draft.rows[row].cells[SJ_DRAFT_INDICATOR] = name;
    if (code != NULL)
        f->draft.rows[row].cells[SJ_DRAFT_CODE] = code;
    decide(f);
    return f->decisions.choices[row - 1].sense.indicator;
}

static void test_draft__the_indicator_follows_code_or_name(void **state)
{
    struct fixture *f = *state;
    const struct sj_indicator *all = f->catalogue.indicators;
    assert_ptr_equal(chosen(f, 4, NULL, "toilets_converted"), &all[TOILETS]);
    assert_ptr_equal(chosen(f, 4, "改厕数", NULL), &all[TOILETS]);
    assert_ptr_equal(chosen(f, 4, "?改厕数 ", NULL), NULL);
    assert_ptr_equal(chosen(f, 5, "?改厕数", NULL), &all[TOILETS]);
    assert_ptr_equal(chosen(f, 1, NULL, "rapeseed_area"), &all[RAPE]);
    assert_ptr_equal(chosen(f, 1, "油菜种植面积", NULL), &all[RAPE]);
    assert_ptr_equal(chosen(f, 1, "改厕数", "rapeseed_area"), &all[RAPE]);
    assert_ptr_equal(chosen(f, 1, NULL, ""), NULL);
    assert_ptr_equal(chosen(f, 1, "", NULL), NULL);
    assert_int_equal(f->findings.count, 0);
    assert_ptr_equal(chosen(f, 1, "没有的指标", NULL), NULL);
    assert_finding(f, "UNKNOWN_INDICATOR", "d.csv:3");
}

static void test_draft__another_indicator_is_held_to_its_unit(void **state)
{
    struct fixture *f = *state;
    chosen(f, 1, NULL, "toilets_converted");
    assert_finding(f, "ANOMALY_UNRESOLVED", "d.csv:3");
    assert_true(f->decisions.choices[0].anomalies & SJ_ANOMALY_MASK(SJ_ANOMALY_UNIT_MISMATCH));
}

static void test_draft__additions_are_taken_in_a_fixed_order(void **state)
{
    struct fixture *f = *state;
    static const char *const rows[][2] = {
        {"toilets_converted", "未统计"}, {"early_rice_area", "1300亩"}, {"rapeseed_area", "1200"}};
    for (size_t turn = 0; turn < 3; turn++) {
        reload(f);
        resolve_the_slip(f);
        for (size_t i = 0; i < 3; i++)
            add_row(f, "补充", rows[(i + turn) % 3][0], rows[(i + turn) % 3][1]);
        decide(f);
        assert_int_equal(f->findings.count, 0);
        assert_int_equal(f->decisions.addition_count, 3);
        const struct sj_addition *additions = f->decisions.additions;
        assert_string_equal(additions[0].words, "1300亩");
        assert_string_equal(additions[1].words, "1200亩");
        assert_int_equal(additions[2].what, SJ_STATES_NOT_COUNTED);
        assert_int_equal(additions[0].sense.basis.basis, SJ_BASIS_YEAR);
    }
}

static void test_draft__an_addition_may_not_swallow_a_figure(void **state)
{
    struct fixture *f = *state;
    reload(f);
    resolve_the_slip(f);
    f->fresh.rows[1].cells[SJ_DRAFT_DECISION] = "补充";
    assert_int_equal(parse_csv(f, csv_of(f, &f->fresh)), SJ_OK);
    f->fresh.rows[1].cells[SJ_DRAFT_DECISION] = "";
    decide(f);
    assert_finding(f, "NOT_AN_ADDITION", "d.csv:3");
    assert_finding(f, "VANISHED_ROW", "d.csv");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_draft__cells_are_escaped_exactly),
        T(test_draft__what_spreadsheets_do_is_tolerated),
        T(test_draft__bases_and_scopes_round_trip),
        T(test_draft__says_what_was_read),
        T(test_draft__starts_as_excel_wants_it),
        T(test_draft__round_trip_is_exact),
        T(test_draft__comes_back_in_other_encodings),
        T(test_draft__rows_and_columns_may_be_shuffled),
        T(test_draft__missing_and_doubled_columns_are_named),
        T(test_draft__what_is_no_draft_is_refused),
        T(test_draft__source_row_is_read),
        T(test_draft__untouched_rows_are_confirmed),
        T(test_draft__decisions_need_their_parts),
        T(test_draft__vanished_and_doubled_rows_are_named),
        T(test_draft__changed_machine_columns_are_named),
        T(test_draft__all_faults_are_told_at_once),
        T(test_draft__the_clerk_may_change_the_sense),
        T(test_draft__the_indicator_follows_code_or_name),
        T(test_draft__another_indicator_is_held_to_its_unit),
        T(test_draft__additions_are_taken_in_a_fixed_order),
        T(test_draft__an_addition_may_not_swallow_a_figure),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
