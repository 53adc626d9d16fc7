#include "reader/reader.h"

#include "base/text.h"
#include "rules/anomaly.h"
#include "small_catalogue.h"
#include "vector_cells.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

/* Everything a test needs, with the small catalogue. */
struct read_fixture {
    struct small_catalogue small;
    struct sj_arena kept, arena;
    struct sj_matcher *matcher;
    struct sj_reading reading;
    struct sj_bytes text;
};

static int set_up(void **state)
{
    static struct read_fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    small_catalogue_init(&fixture.small);
    sj_arena_init(&fixture.kept, 8 << 20);
    sj_arena_init(&fixture.arena, 64 << 20);
    *state = &fixture;
    return sj_matcher_new(&fixture.small.catalogue, &fixture.kept, &fixture.matcher, NULL);
}

static int tear_down(void **state)
{
    struct read_fixture *fixture = *state;
    sj_arena_clear(&fixture->arena);
    sj_arena_clear(&fixture->kept);
    return 0;
}

static enum sj_status read_bytes(struct read_fixture *fixture, struct sj_bytes text)
{
    fixture->text = text;
    sj_arena_clear(&fixture->arena);
    return sj_read(text, fixture->matcher, &fixture->arena, &fixture->reading, NULL);
}

static void read_words(struct read_fixture *fixture, const char *text)
{
    assert_int_equal(read_bytes(fixture, sj_bytes_of(text)), SJ_OK);
}

static const struct sj_figure *figure_of(const struct read_fixture *fixture, const char *surface)
{
    for (size_t i = 0; i < fixture->reading.figure_count; i++) {
        const struct sj_figure *figure = &fixture->reading.figures[i];
        if (sj_bytes_equal(sj_bytes_slice(fixture->text, figure->span.start, figure->span.end),
                           sj_bytes_of(surface)))
            return figure;
    }
    fail_msg("no figure %s", surface);
    return NULL;
}

static void expect_code(const struct read_fixture *fixture, const char *surface, const char *code)
{
    const struct sj_figure *figure = figure_of(fixture, surface);
    assert_string_equal(figure->indicator ? figure->indicator->code : "", code);
}

/* ── the vectors of sentences ── */

static const char *kind_word(enum sj_kind kind)
{
    static const char *const words[] = {"", "完成", "预计", "计划", "增减", "其他"};
    return words[kind];
}

static bool same_figure(const struct read_fixture *fixture, const struct sj_figure *figure,
                        struct sj_bytes cells[VECTOR_CELLS])
{
    char text[SJ_DECIMAL_TEXT];
    struct sj_decimal value = figure->quantity.value;
    sj_decimal_format(figure->negative ? sj_decimal_negate(value) : value, text);
    struct sj_bytes surface = sj_bytes_slice(fixture->text, figure->span.start, figure->span.end);
    return sj_bytes_equal(surface, cells[0]) && sj_bytes_equal(sj_bytes_of(text), cells[1]) &&
           sj_bytes_equal(figure->quantity.unit, cells[2]) &&
           sj_bytes_equal(sj_bytes_of(kind_word(figure->kind)), cells[3]);
}

/* What the examples call the anomalies between figures. */
static const char *doubt_word(sj_anomalies anomalies)
{
    if (anomalies & SJ_ANOMALY_MASK(SJ_ANOMALY_PARTS_ABOVE_WHOLE))
        return "部分超过整体";
    if (anomalies & SJ_ANOMALY_MASK(SJ_ANOMALY_TOTAL_DIFFERS))
        return "合计不符";
    return anomalies & SJ_ANOMALY_MASK(SJ_ANOMALY_PERCENT_DIFFERS) ? "百分比不符" : "";
}

/* The lines 疑 and 虚 of an example, in the order of the text. */
static size_t run_doubts(struct read_fixture *fixture, struct sj_bytes *wanted, size_t count)
{
    struct sj_bytes cells[VECTOR_CELLS];
    const struct sj_reading *reading = &fixture->reading;
    size_t at = 0, figure = 0, vague = 0;
    for (; figure < reading->figure_count; figure++) {
        const struct sj_figure *found = &reading->figures[figure];
        if (!(found->anomalies & SJ_ANOMALIES_BETWEEN))
            continue;
        if (at < count)
            vector_split(wanted[at], cells);
        if (at++ >= count ||
            !sj_bytes_equal(cells[0],
                            sj_bytes_slice(fixture->text, found->span.start, found->span.end)) ||
            !sj_bytes_equal(cells[1], sj_bytes_of(doubt_word(found->anomalies))))
            return 1;
    }
    for (; vague < reading->vague_count; vague++, at++) {
        struct sj_span span = reading->vagues[vague].span;
        if (at >= count || !sj_bytes_equal(sj_bytes_trim(wanted[at]),
                                           sj_bytes_slice(fixture->text, span.start, span.end)))
            return 1;
    }
    return at != count;
}

/* One example: its sentences, and the lines 数 that follow. Returns what was wrong. */
static size_t run_example(struct read_fixture *fixture, struct sj_bytes sentences,
                          struct sj_bytes *wanted, size_t count, struct sj_bytes *doubts,
                          size_t doubt_count)
{
    struct sj_bytes cells[VECTOR_CELLS];
    size_t wrong = 0;
    assert_int_equal(read_bytes(fixture, sentences), SJ_OK);
    for (size_t i = 0; i < count || i < fixture->reading.figure_count; i++) {
        if (i < count)
            vector_split(wanted[i], cells);
        if (i < count && i < fixture->reading.figure_count &&
            same_figure(fixture, &fixture->reading.figures[i], cells))
            continue;
        const struct sj_figure *figure = &fixture->reading.figures[i];
        bool found = i < fixture->reading.figure_count;
        fprintf(stderr, "%.*s\n  wanted %.*s, found %.*s %s\n", (int)sentences.len,
                (const char *)sentences.data, i < count ? (int)wanted[i].len : 4,
                i < count ? (const char *)wanted[i].data : "none",
                found ? (int)(figure->span.end - figure->span.start) : 4,
                found ? (const char *)sentences.data + figure->span.start : "none",
                found ? kind_word(figure->kind) : "");
        return wrong + 1;
    }
    if (run_doubts(fixture, doubts, doubt_count) != 0) {
        fprintf(stderr, "%.*s\n  other doubts or vague mentions than the lines 疑 and 虚\n",
                (int)sentences.len, (const char *)sentences.data);
        wrong++;
    }
    return wrong;
}

static void test_reader__sentences_are_read_as_the_vectors_say(void **state)
{
    enum { WANTED_MAX = 40 };
    size_t size = 0, wrong = 0, examples = 0, count = 0, doubt_count = 0;
    char *data = vector_load(SHANGJI_TEST_VECTORS "/sentences.txt", &size);
    struct sj_bytes rest = SJ_BYTES(data, size), line, wanted[WANTED_MAX], doubts[WANTED_MAX];
    struct sj_buffer sentences = {.limit = 1 << 16};
    bool more = true;
    while (more) {
        more = vector_line(&rest, &line);
        if (more && sj_bytes_starts(line, SJ_LITERAL("句"))) {
            sj_buffer_add_bytes(&sentences, sj_bytes_trim(sj_bytes_slice(line, 3, line.len)));
            sj_buffer_add_char(&sentences, '\n');
        } else if (more && sj_bytes_starts(line, SJ_LITERAL("数"))) {
            assert_true(count < WANTED_MAX);
            wanted[count++] = sj_bytes_slice(line, 3, line.len);
        } else if (more && (sj_bytes_starts(line, SJ_LITERAL("疑")) ||
                            sj_bytes_starts(line, SJ_LITERAL("虚")))) {
            assert_true(doubt_count < WANTED_MAX);
            doubts[doubt_count++] = sj_bytes_slice(line, 3, line.len);
        } else if ((!more || line.len == 0) && sentences.len > 0) {
            wrong += run_example(*state, sj_buffer_bytes(&sentences), wanted, count, doubts,
                                 doubt_count);
            sj_buffer_clear(&sentences);
            sentences.limit = 1 << 16;
            count = doubt_count = 0;
            examples++;
        }
    }
    free(data);
    assert_true(examples > 15);
    assert_int_equal(wrong, 0);
}

/* ── what holds for every text ── */

static void check_figure(const struct read_fixture *fixture, const struct sj_figure *figure,
                         uint32_t last_end)
{
    struct sj_quantity again;
    struct sj_bytes surface = sj_bytes_slice(fixture->text, figure->span.start, figure->span.end);
    assert_true(figure->span.start >= last_end && figure->span.end > figure->span.start);
    assert_true(figure->clause.start <= figure->span.start &&
                figure->clause.end >= figure->span.end);
    assert_true(figure->clause.end - figure->clause.start <= SJ_CLAUSE_MAX_BYTES);
    assert_true(
        sj_utf8_valid(sj_bytes_slice(fixture->text, figure->clause.start, figure->clause.end)));
    assert_true(figure->section < (int32_t)fixture->reading.section_count);
    assert_int_equal(sj_quantity_read(surface, &again, NULL), SJ_OK);
    assert_int_equal(sj_decimal_compare(again.value, figure->quantity.value), 0);
    assert_int_equal(again.qualifier, figure->quantity.qualifier);
    assert_true(sj_bytes_equal(again.unit, figure->quantity.unit));
    assert_true(sj_interval_equal(&again.interval, &figure->quantity.interval));
    assert_true(sj_interval_contains(&again.interval, again.value));
    assert_true(sj_kind_name(figure->kind)[0] && sj_mood_name(figure->mood)[0] &&
                sj_basis_name(figure->basis)[0] && sj_scope_name(figure->scope)[0]);
}

static void test_reader__surfaces_read_alone_are_the_same_quantities(void **state)
{
    struct read_fixture *fixture = *state;
    for (int i = 1; i <= 4; i++) {
        char path[200];
        size_t size = 0;
        snprintf(path, sizeof path, "%s/reports/made-up-%d.txt", SHANGJI_TEST_VECTORS, i);
        char *data = vector_load(path, &size);
        assert_int_equal(read_bytes(fixture, SJ_BYTES(data, size)), SJ_OK);
        assert_true(fixture->reading.figure_count > 50);
        uint32_t last_end = 0;
        for (size_t j = 0; j < fixture->reading.figure_count; j++) {
            check_figure(fixture, &fixture->reading.figures[j], last_end);
            last_end = fixture->reading.figures[j].span.end;
        }
        free(data);
    }
}

/* ── indicators ── */

static void test_reader__the_last_part_stands_in_the_own_words(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "全镇早稻种植1140余亩,小泉早稻种植示范片1000余亩。"
                        "烟叶种植面积1426亩,产值约580万元。水稻产值300万元。");
    expect_code(fixture, "1140余亩", "early_rice_area");
    expect_code(fixture, "1000余亩", "early_rice_demo_area");
    expect_code(fixture, "1426亩", "tobacco_area");
    expect_code(fixture, "约580万元", "tobacco_output_value");
    expect_code(fixture, "300万元", "");
}

static void test_reader__headings_are_context(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "3、油茶收摘。今年干部共计250余人。\n4、河道。干部共计30人。\n");
    expect_code(fixture, "250余人", "guards");
    expect_code(fixture, "30人", "");
}

static void test_reader__the_unit_tells_apart(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "做好防返贫监测,累计排查1597户,4949人,用时3天,早稻种植30公顷,早稻种植3吨");
    expect_code(fixture, "1597户", "households_screened");
    expect_code(fixture, "4949人", "persons_screened");
    expect_code(fixture, "30公顷", "early_rice_area");
    expect_code(fixture, "3吨", "");
}

static void test_reader__the_place_of_the_number(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture,
               "对社区4名戒毒人员6名康复人员进行毛发检测。投入10万余元,对敬老院屋顶进行换新。"
               "购买600个大号垃圾桶和20个垃圾桶。");
    expect_code(fixture, "4名", "treated_tested");
    expect_code(fixture, "6名", "recovered_tested");
    expect_code(fixture, "10万余元", "home_spending");
    expect_code(fixture, "600个", "large_bins");
    expect_code(fixture, "20个", "bins");
}

static void test_reader__doubtful_ones_are_offered(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "财政总收入5044万。财政收入500万元以下的村。");
    const struct sj_figure *bare = figure_of(fixture, "5044万");
    const struct sj_figure *norm = figure_of(fixture, "500万元以下");
    assert_null(bare->indicator);
    assert_string_equal(bare->candidate->code, "revenue");
    assert_null(norm->indicator);
    assert_string_equal(norm->candidate->code, "revenue");
}

static void test_reader__growth_goes_with_what_grew(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "财政总收入4229万元,比上年增长10%;烟叶收入200万元,财政收入300万元,"
                        "分别增长5%和6%。");
    expect_code(fixture, "10%", "revenue");
    expect_code(fixture, "5%", "tobacco_output_value");
    expect_code(fixture, "6%", "revenue");
}

static void test_reader__traditional_characters_name_the_same(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "財政總收入３萬元,菸葉種植１０畝,早　稻種植20畝。");
    expect_code(fixture, "３萬元", "revenue");
    expect_code(fixture, "１０畝", "tobacco_area");
    expect_code(fixture, "20畝", "early_rice_area");
}

static void test_reader__two_values_of_one_indicator_are_flagged(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "早稻种植1140亩。早稻种植1140亩。早稻种植1200亩。早稻种植2000亩(计划)。");
    assert_int_equal(fixture->reading.figures[1].anomalies, 0);
    assert_int_equal(fixture->reading.figures[2].anomalies, SJ_ANOMALY_MASK(SJ_ANOMALY_DUPLICATE));
}

/* What stands between the two does not hide the second value. */
static void test_reader__duplicates_are_of_the_same_day_mood_and_scope(void **state)
{
    sj_anomalies duplicate = SJ_ANOMALY_MASK(SJ_ANOMALY_DUPLICATE);
    struct read_fixture *fixture = *state;
    read_words(fixture, "某镇2021年工作总结\n一、截至6月30日种植早稻1000亩。\n"
                        "二、截至9月30日种植早稻1500亩。\n三、截至9月30日种植早稻1600亩。\n");
    assert_int_equal(figure_of(fixture, "1500亩")->anomalies, 0);
    assert_int_equal(figure_of(fixture, "1600亩")->anomalies, duplicate);
    read_words(fixture, "财政收入增长8%。财政收入力争增长10%。");
    assert_int_equal(figure_of(fixture, "10%")->anomalies, 0);
    read_words(fixture, "某镇2021年工作总结\n一、早稻种植40亩,其中山区早稻种植13亩。\n"
                        "二、2021年早稻种植43亩。\n三、2020年早稻种植50亩。\n");
    assert_int_equal(figure_of(fixture, "13亩")->anomalies, 0);
    assert_int_equal(figure_of(fixture, "43亩")->anomalies, duplicate);
    assert_int_equal(figure_of(fixture, "50亩")->anomalies, 0);
}

static void test_reader__lists_with_respectively(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "烟叶收入、财政收入分别为20万元、30万元。");
    expect_code(fixture, "20万元", "tobacco_output_value");
    expect_code(fixture, "30万元", "revenue");
    read_words(fixture, "烟叶收入、财政收入分别为20万元、30万元、40万元。");
    expect_code(fixture, "20万元", "");
    expect_code(fixture, "40万元", "");
}

/* ── mood, basis, scope, year ── */

static void test_reader__mood_goes_with_the_words_not_the_kind(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "财政收入增长8%。预计财政收入增长9%。财政收入力争增长10%。");
    assert_int_equal(figure_of(fixture, "8%")->mood, SJ_DONE);
    assert_int_equal(figure_of(fixture, "9%")->mood, SJ_EXPECTED);
    assert_int_equal(figure_of(fixture, "10%")->mood, SJ_PLANNED);
    assert_int_equal(figure_of(fixture, "10%")->kind, SJ_GROWTH);
}

static void test_reader__basis_scope_and_year(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "某镇2021年工作总结\n至6月底已办证1900个。五年来,累计造林300亩。"
                        "财政收入500万元,其中税收200万元。建示范片1000亩。小泉村修路2公里。"
                        "到2025年,财政收入达到900万元。人均收入由1400元提高到1500元。\n"
                        "二、2022年工作计划\n财政收入600万元。");
    const struct sj_figure *dated = figure_of(fixture, "1900个");
    assert_int_equal(fixture->reading.year, 2021);
    assert_int_equal(dated->basis, SJ_BASIS_TO_DATE);
    assert_string_equal(dated->basis_date, "2021-06-30");
    assert_int_equal(figure_of(fixture, "300亩")->basis, SJ_BASIS_CUMULATIVE);
    assert_int_equal(figure_of(fixture, "500万元")->basis, SJ_BASIS_YEAR);
    assert_int_equal(figure_of(fixture, "500万元")->scope, SJ_SCOPE_WHOLE);
    assert_int_equal(figure_of(fixture, "200万元")->scope, SJ_SCOPE_PART);
    assert_int_equal(figure_of(fixture, "1000亩")->scope, SJ_SCOPE_DEMO);
    assert_int_equal(figure_of(fixture, "2公里")->scope, SJ_SCOPE_VILLAGE);
    assert_int_equal(figure_of(fixture, "900万元")->year, 2025);
    assert_int_equal(figure_of(fixture, "1400元")->year, 2020);
    assert_int_equal(figure_of(fixture, "1500元")->year, 0);
    assert_int_equal(figure_of(fixture, "600万元")->year, 2022);
    assert_int_equal(figure_of(fixture, "600万元")->kind, SJ_PLAN);
}

static void expect_basis(const struct read_fixture *fixture, const char *surface,
                         enum sj_basis basis, const char *date)
{
    assert_int_equal(figure_of(fixture, surface)->basis, basis);
    assert_string_equal(figure_of(fixture, surface)->basis_date, date);
}

static void test_reader__levels_hold_at_a_day_and_flows_until_the_last_are_the_years(void **state)
{
    struct read_fixture *fixture = *state;
    fixture->small.indicators[5].stock = true; /* persons_screened */
    read_words(fixture, "某镇2021年工作总结\n截至2021年12月底,返贫排查500人。\n"
                        "截至6月底,返贫排查400人。\n返贫排查300人。\n"
                        "截至2021年12月底,种植早稻100亩。\n截至12月31日,修路2公里。\n"
                        "截至11月底,种植早稻90亩。\n截至2020年12月底,种植早稻80亩。\n"
                        "3月至12月,修路4公里。\n1至12月,修路5公里。\n"
                        "五年来,截至12月底,修路6公里。\n");
    expect_basis(fixture, "500人", SJ_BASIS_POINT, "2021-12-31");
    expect_basis(fixture, "400人", SJ_BASIS_POINT, "2021-06-30");
    expect_basis(fixture, "300人", SJ_BASIS_POINT, "");
    expect_basis(fixture, "100亩", SJ_BASIS_YEAR, "");
    expect_basis(fixture, "2公里", SJ_BASIS_YEAR, "");
    expect_basis(fixture, "90亩", SJ_BASIS_TO_DATE, "2021-11-30");
    expect_basis(fixture, "80亩", SJ_BASIS_TO_DATE, "2020-12-31");
    expect_basis(fixture, "4公里", SJ_BASIS_TO_DATE, "2021-12-31");
    expect_basis(fixture, "5公里", SJ_BASIS_YEAR, "");
    expect_basis(fixture, "6公里", SJ_BASIS_CUMULATIVE, "");
}

/* The period that the report is filed under may be another than its words name. */
static void test_reader__a_named_year_is_kept_though_it_is_the_reports_own(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "某镇工作总结\n2022年计划种植早稻2000亩。\n财政收入500万元。\n");
    assert_int_equal(fixture->reading.year, 2022);
    assert_int_equal(figure_of(fixture, "2000亩")->year, 2022);
    assert_int_equal(figure_of(fixture, "500万元")->year, 0);
    read_words(fixture, "某镇2021年工作总结\n2021年财政收入由1400万元提高到1500万元。");
    expect_code(fixture, "1400万元", "");
    expect_code(fixture, "1500万元", "revenue");
    read_words(fixture, "某镇2021年度工作总结及2022年工作计划\n2021年12月5日\n"
                        "一、工作总结\n种植早稻100亩。\n二、2022年工作计划\n种植早稻200亩。\n");
    assert_int_equal(fixture->reading.year, 2021);
    assert_int_equal(figure_of(fixture, "100亩")->year, 0);
    assert_int_equal(figure_of(fixture, "200亩")->year, 2022);
}

/* ── statements ── */

static size_t count_of(const struct read_fixture *fixture, enum sj_statement_what what)
{
    size_t count = 0;
    for (size_t i = 0; i < fixture->reading.statement_count; i++)
        count += fixture->reading.statements[i].what == what;
    return count;
}

static void test_reader__statements(void **state)
{
    struct read_fixture *fixture = *state;
    read_words(fixture, "某镇工作总结\n一、工作情况\n全年无赴京上访情况。治安良好。\n"
                        "二、存在的问题\n一是作风不实,效率不高。二是村集体经济薄弱。\n"
                        "三、下一步打算\n继续做好粮食生产工作。杜绝赴京上访。\n");
    assert_int_equal(count_of(fixture, SJ_STATES_PROBLEM), 2);
    assert_int_equal(count_of(fixture, SJ_STATES_PLAN), 2);
    assert_int_equal(count_of(fixture, SJ_STATES_ZERO), 1);
    assert_string_equal(fixture->reading.statements[0].indicator->code, "petitions_to_capital");
}

static void test_reader__zeros_are_told_of_the_whole_township_and_its_year(void **state)
{
    static const char *const told[] = {"全年无赴京上访情况。",
                                       "2021年,全镇没有发生一起赴京上访。",
                                       "实现零赴京上访。",
                                       "强化举措,维护稳定,未发生赴京上访事件。",
                                       "治安良好、无赴京上访、无火灾。",
                                       "全镇10个村治安良好,全镇无赴京上访。"};
    static const char *const not_told[] = {
        "零星赴京上访得到化解。",  "零散赴京上访人员教育到位。",  "无证经营引发赴京上访2起。",
        "无3人以上赴京上访。",     "无赴京上访5人以上的情况。",   "未出现赴京上访:2起。",
        "确保无赴京上访。",        "力争全年稳定,无赴京上访。",   "杜绝和无赴京上访。",
        "去年无赴京上访。",        "上年,全镇无赴京上访。",       "2020年,全镇无赴京上访。",
        "2022年全镇无赴京上访。",  "上半年无赴京上访。",          "两会期间,无赴京上访。",
        "小泉村无赴京上访。",      "小泉村治安良好,无赴京上访。", "8个村无赴京上访。",
        "全县无赴京上访。",        "无较大规模赴京上访。",        "未发生重大赴京上访事件。",
        "未发生恶性赴京上访。",    "建成无赴京上访村。",          "建成无赴京上访积案社区。",
        "排查有无赴京上访。",      "打击三无赴京上访。",          "无论赴京上访还是来信均已办结。",
        "无人机巡查赴京上访路线。"};
    struct read_fixture *fixture = *state;
    for (size_t i = 0; i < sizeof told / sizeof *told + sizeof not_told / sizeof *not_told; i++) {
        bool wanted = i < sizeof told / sizeof *told;
        const char *words = wanted ? told[i] : not_told[i - sizeof told / sizeof *told];
        char text[400];
        snprintf(text, sizeof text, "某镇2021年工作总结\n%s\n", words);
        read_words(fixture, text);
        if (count_of(fixture, SJ_STATES_ZERO) != wanted)
            fail_msg("%s: wanted %d", words, wanted);
    }
}

/* ── limits ── */

static void test_reader__refuses_too_long_a_text_and_too_many_figures(void **state)
{
    struct read_fixture *fixture = *state;
    struct sj_buffer text = {.limit = 8 << 20};
    while (text.len <= SJ_TEXT_MAX_BYTES)
        sj_buffer_add_text(&text, "早稻种植情况。");
    assert_int_equal(read_bytes(fixture, sj_buffer_bytes(&text)), SJ_EXHAUSTED);
    sj_buffer_clear(&text);
    text.limit = 8 << 20;
    for (int i = 0; i <= SJ_FIGURES_MAX; i++)
        sj_buffer_add_text(&text, "3亩。");
    assert_int_equal(read_bytes(fixture, sj_buffer_bytes(&text)), SJ_EXHAUSTED);
    text.len -= strlen("3亩。");
    assert_int_equal(read_bytes(fixture, sj_buffer_bytes(&text)), SJ_OK);
    assert_int_equal(fixture->reading.figure_count, SJ_FIGURES_MAX);
    sj_buffer_clear(&text);
}

static void test_reader__a_small_arena_is_no_memory(void **state)
{
    struct read_fixture *fixture = *state;
    for (size_t limit = 0; limit < 400000; limit += 20000) {
        struct sj_arena arena;
        struct sj_reading reading;
        sj_arena_init(&arena, limit);
        enum sj_status status =
            sj_read(sj_bytes_of("一、早稻种植1140亩。"), fixture->matcher, &arena, &reading, NULL);
        assert_true(status == SJ_OK || status == SJ_NO_MEMORY);
        assert_true(limit > 0 || status == SJ_NO_MEMORY);
        sj_arena_clear(&arena);
    }
}

/* Nothing but one sign, as much as is allowed: read in the memory of any other text. */
static void test_reader__hostile_texts_are_read_in_bounded_memory(void **state)
{
    static const char *const signs[] = {
        "万", "（", "一",   "1",    ",",   ";",  "。", "一、\n", "\"1个",           "三分之",
        "1-", "无", "二〇", "早稻", "1万", "第", "“",  "\n",     "早稻1亩早稻种植", "分别1、2个"};
    struct read_fixture *fixture = *state;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct sj_buffer text = {.limit = 8 << 20};
        while (text.len + strlen(signs[i]) <= SJ_TEXT_MAX_BYTES)
            sj_buffer_add_text(&text, signs[i]);
        enum sj_status status = read_bytes(fixture, sj_buffer_bytes(&text));
        assert_true(status == SJ_OK || status == SJ_EXHAUSTED);
        assert_true(fixture->arena.used_bytes < 32 << 20);
        sj_buffer_clear(&text);
    }
}

static void test_reader__an_empty_text_and_an_empty_catalogue(void **state)
{
    struct read_fixture *fixture = *state;
    struct sj_catalogue empty = {.indicator_count = 0};
    struct sj_matcher *matcher = NULL;
    read_words(fixture, "");
    assert_int_equal(fixture->reading.figure_count, 0);
    assert_int_equal(fixture->reading.title.end, 0);
    assert_int_equal(sj_matcher_new(&empty, &fixture->kept, &matcher, NULL), SJ_OK);
    assert_int_equal(
        sj_read(sj_bytes_of("早稻1140亩"), matcher, &fixture->arena, &fixture->reading, NULL),
        SJ_OK);
    assert_int_equal(fixture->reading.figure_count, 1);
    assert_null(fixture->reading.figures[0].indicator);
}

int main(void)
{
#define READER_TEST(name) cmocka_unit_test_setup_teardown(test_reader__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        READER_TEST(sentences_are_read_as_the_vectors_say),
        READER_TEST(surfaces_read_alone_are_the_same_quantities),
        READER_TEST(the_last_part_stands_in_the_own_words),
        READER_TEST(headings_are_context),
        READER_TEST(the_unit_tells_apart),
        READER_TEST(the_place_of_the_number),
        READER_TEST(doubtful_ones_are_offered),
        READER_TEST(growth_goes_with_what_grew),
        READER_TEST(traditional_characters_name_the_same),
        READER_TEST(two_values_of_one_indicator_are_flagged),
        READER_TEST(duplicates_are_of_the_same_day_mood_and_scope),
        READER_TEST(lists_with_respectively),
        READER_TEST(mood_goes_with_the_words_not_the_kind),
        READER_TEST(basis_scope_and_year),
        READER_TEST(levels_hold_at_a_day_and_flows_until_the_last_are_the_years),
        READER_TEST(a_named_year_is_kept_though_it_is_the_reports_own),
        READER_TEST(statements),
        READER_TEST(zeros_are_told_of_the_whole_township_and_its_year),
        READER_TEST(refuses_too_long_a_text_and_too_many_figures),
        READER_TEST(a_small_arena_is_no_memory),
        READER_TEST(hostile_texts_are_read_in_bounded_memory),
        READER_TEST(an_empty_text_and_an_empty_catalogue),
    };
    return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
