#include "reader/heading.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

struct headed {
    struct sj_arena arena;
    struct sj_bytes text;
    struct sj_reading reading;
};

static void read_heading(struct headed *headed, const char *text)
{
    static const struct sj_catalogue empty = {.indicator_count = 0};
    struct sj_matcher *matcher;
    sj_arena_init(&headed->arena, 8 << 20);
    headed->text = sj_bytes_of(text);
    assert_int_equal(sj_matcher_new(&empty, &headed->arena, &matcher, NULL), SJ_OK);
    assert_int_equal(sj_read(headed->text, matcher, &headed->arena, &headed->reading, NULL), SJ_OK);
}

static void expect_words(struct sj_bytes text, struct sj_span span, const char *words)
{
    struct sj_bytes found = sj_bytes_slice(text, span.start, span.end);
    if (!sj_bytes_equal(found, sj_bytes_of(words)))
        fail_msg("“%.*s”, not “%s”", (int)found.len, (const char *)found.data, words);
}

static const struct {
    const char *text, *issuer, *date, *township;
} examples[] = {
    /* under the title */
    {"南浦镇2021年工作总结\n(2021年12月6日)\n一年来,全镇上下团结一心。\n", "", "2021-12-06",
     "南浦镇"},
    {"2021年工作总结\n南浦镇人民政府\n2021年12月6日\n一年来,成绩不小。\n", "南浦镇人民政府",
     "2021-12-06", "南浦镇"},
    {"关于报送清溪县南浦镇2021年工作总结的报告\n", "", "", "南浦镇"},
    {"中共南浦镇委员会 南浦镇人民政府\n2021年工作总结\n", "中共南浦镇委员会 南浦镇人民政府", "",
     "南浦镇"},
    /* at the end, which goes before */
    {"工作总结\n(2021年12月1日)\n一年来,成绩不小。\n特此报告。\n  清溪市南浦乡人民政府\n  "
     "二〇二一年十二月三十日\n",
     "清溪市南浦乡人民政府", "2021-12-30", "南浦乡"},
    {"2021年度工作总结\n我街道工作如下。\n东湖街道办事处  2022年1月6日\n", "东湖街道办事处",
     "2022-01-06", "东湖街道"},
    {"總結\n一年來,成績不小。\n南浦鎮人民政府\n二○二一年十月十日\n", "南浦鎮人民政府", "2021-10-10",
     "南浦鎮"},
    /* what the page says goes last */
    {"发布机构：南浦镇人民政府 发布时间：2021-12-08 字号：大 中 小\n工作总结\n一年来,成绩不小。\n",
     "南浦镇人民政府", "2021-12-08", "南浦镇"},
    {"发布时间：2021-12-08\n工作总结\n2021年12月6日\n一年来,成绩不小。\n", "", "2021-12-06", ""},
    {"成文日期:2021年12月7日 发布日期:2021年12月9日\n工作总结\n", "", "2021-12-07", ""},
    /* named most often */
    {"工作总结\n一年来,南浦镇抓产业。学习外地,石桥镇经验好。南浦镇抓民生。\n", "", "", "南浦镇"},
    {"工作总结\n一年来,我镇抓产业,全镇增收,各乡镇支持,集镇变样。我镇抓民生,集镇整洁,返乡创业。\n",
     "", "", ""},
    /* names that look like common words, and the reverse */
    {"李集镇2021年工作总结\n", "", "", "李集镇"},
    {"沙市镇2021年工作总结\n", "", "", "沙市镇"},
    {"加快小城镇建设情况汇报\n", "", "", ""},
    {"全镇2021年工作总结\n", "", "", ""},
    {"2021年镇工作总结\n", "", "", ""},
    {"2021年南浦镇工作总结\n", "", "", "南浦镇"},
    {"中国共产党南浦镇委员会2021年工作报告\n", "", "", "南浦镇"},
    {"某县各乡镇工作情况\n", "", "", ""},
    {"乡村振兴工作总结\n", "", "", ""},
    /* no dates */
    {"南浦镇工作总结\n2021年13月6日\n2021年12月\n12月6日\n", "", "", "南浦镇"},
    {"", "", "", ""},
    {"镇\n乡\n街道\n人民政府\n", "人民政府", "", ""},
};

static void test_heading__issuer_date_and_township(void **state)
{
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct headed headed;
        read_heading(&headed, examples[i].text);
        expect_words(headed.text, headed.reading.issuer, examples[i].issuer);
        expect_words(headed.text, headed.reading.township, examples[i].township);
        assert_string_equal(headed.reading.date, examples[i].date);
        sj_arena_clear(&headed.arena);
    }
}

static void test_heading__a_sentence_is_no_issuer(void **state)
{
    static const char *const texts[] = {
        "工作总结\n南浦镇党委、镇政府高度重视。\n",
        "工作总结\n向南浦镇人民政府报告。\n",
        "工作总结\n各村民委员会:\n",
        "南浦镇人民政府2021年工作总结\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct headed headed;
        read_heading(&headed, texts[i]);
        expect_words(headed.text, headed.reading.issuer, "");
        sj_arena_clear(&headed.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heading__issuer_date_and_township),
        cmocka_unit_test(test_heading__a_sentence_is_no_issuer),
    };
    return cmocka_run_group_tests_name("heading", tests, NULL, NULL);
}
