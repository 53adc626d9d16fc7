#include "reader/parts.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

struct outlined {
    struct sj_arena arena;
    struct sj_lexed lexed;
    struct sj_outline outline;
};

static void outline_text(struct outlined *outlined, const char *text)
{
    static uint16_t units[4096];
    static uint32_t offsets[4097];
    sj_arena_init(&outlined->arena, 4 << 20);
    outlined->lexed.text = sj_bytes_of(text);
    outlined->lexed.offsets = offsets;
    outlined->lexed.folded.at = units;
    outlined->lexed.folded.len = sj_fold_text(outlined->lexed.text, units, offsets, 4096);
    assert_int_equal(sj_outline_read(&outlined->lexed, &outlined->arena, &outlined->outline, NULL),
                     SJ_OK);
}

static void expect_section(const struct outlined *outlined, size_t index, uint8_t level,
                           const char *title)
{
    assert_true(index < outlined->outline.count);
    const struct sj_section *section = &outlined->outline.sections[index];
    struct sj_bytes found =
        sj_bytes_slice(outlined->lexed.text, section->title.start, section->title.end);
    assert_int_equal(section->level, level);
    assert_int_equal(found.len, strlen(title));
    assert_memory_equal(found.data, title, found.len);
}

static void test_section__four_levels(void **state)
{
    struct outlined outlined;
    outline_text(&outlined, "某镇工作总结\n一、农业\n(一)粮食\n1、早稻。一是扩面。二是提质。\n"
                            "2.晚稻\n（二）油菜\n二、工业\n");
    assert_int_equal(outlined.outline.count, 8);
    expect_section(&outlined, 0, 1, "农业");
    expect_section(&outlined, 1, 2, "粮食");
    expect_section(&outlined, 2, 3, "早稻");
    expect_section(&outlined, 3, 4, "扩面");
    expect_section(&outlined, 4, 4, "提质");
    expect_section(&outlined, 5, 3, "晚稻");
    expect_section(&outlined, 6, 2, "油菜");
    expect_section(&outlined, 7, 1, "工业");
    assert_int_equal(outlined.outline.marks[4].parent, 2);
    assert_int_equal(outlined.outline.marks[6].parent, 0);
    assert_int_equal(outlined.outline.marks[7].parent, -1);
    sj_arena_clear(&outlined.arena);
}

static void test_section__a_span_ends_where_the_next_of_its_level_begins(void **state)
{
    struct outlined outlined;
    outline_text(&outlined, "一、甲\n(一)乙\n二、丙\n");
    const struct sj_section *sections = outlined.outline.sections;
    assert_int_equal(sections[0].span.start, 0);
    assert_int_equal(sections[0].span.end, sections[2].span.start);
    assert_int_equal(sections[1].span.end, sections[2].span.start);
    assert_int_equal(sections[2].span.end, outlined.lexed.text.len);
    sj_arena_clear(&outlined.arena);
}

static void test_section__decimals_and_words_are_no_marks(void **state)
{
    struct outlined outlined;
    outline_text(&outlined, "1.5公里的路\n2021年的事\n一般工作\n第三产业\n10000、其他\n");
    assert_int_equal(outlined.outline.count, 0);
    sj_arena_clear(&outlined.arena);
}

static void test_section__other_marks(void **state)
{
    struct outlined outlined;
    outline_text(&outlined,
                 "第一部分 回顾\n①修路②架桥\n（1）植树；（2）种草\n１．全角\n1.2022年工作\n");
    assert_int_equal(outlined.outline.count, 6);
    expect_section(&outlined, 0, 1, "回顾");
    expect_section(&outlined, 1, 4, "修路②架桥");
    expect_section(&outlined, 2, 4, "植树");
    expect_section(&outlined, 3, 4, "种草");
    expect_section(&outlined, 4, 3, "全角");
    expect_section(&outlined, 5, 3, "2022年工作");
    sj_arena_clear(&outlined.arena);
}

static void test_section__goals_and_shortcomings(void **state)
{
    struct outlined outlined;
    outline_text(&outlined, "某镇2021年工作总结及2022年工作计划\n一、2021年工作完成情况\n"
                            "二、存在的问题和不足\n(一)作风\n三、2022年工作安排及打算\n(一)农业\n"
                            "四、项目计划完成情况\n");
    const struct sj_section *sections = outlined.outline.sections;
    assert_int_equal(outlined.outline.count, 6);
    assert_false(outlined.outline.plans);
    assert_false(sections[0].plans || sections[0].problems);
    assert_true(sections[1].problems && !sections[1].plans);
    assert_true(sections[2].problems);
    assert_true(sections[3].plans && !sections[3].problems);
    assert_true(sections[4].plans);
    assert_false(sections[5].plans);
    assert_int_equal(outlined.outline.year, 2021);
    sj_arena_clear(&outlined.arena);
}

static void test_section__a_plan_as_a_whole(void **state)
{
    struct outlined outlined;
    outline_text(&outlined, "1、某乡二〇二二年工作要点\n一、产业\n");
    assert_true(outlined.outline.plans);
    assert_true(outlined.outline.sections[0].plans);
    assert_int_equal(outlined.outline.year, 2022);
    assert_int_equal(outlined.outline.count, 1);
    sj_arena_clear(&outlined.arena);
}

static void test_section__furniture(void **state)
{
    static const char *const furniture[] = {"首页 > 政务公开 > 工作总结", "浏览次数：128",
                                            "更新时间:2023-11", "附件下载:"};
    static const char *const words[] = {"全镇种植水稻1200亩", "发布信息126篇。首页改版"};
    uint16_t units[100];
    for (size_t i = 0; i < 4; i++) {
        size_t count = sj_fold_text(sj_bytes_of(furniture[i]), units, NULL, 100);
        assert_true(sj_line_is_furniture((struct sj_folded){units, count}, 0, count));
    }
    for (size_t i = 0; i < 2; i++) {
        size_t count = sj_fold_text(sj_bytes_of(words[i]), units, NULL, 100);
        assert_false(sj_line_is_furniture((struct sj_folded){units, count}, 0, count));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_section__four_levels),
        cmocka_unit_test(test_section__a_span_ends_where_the_next_of_its_level_begins),
        cmocka_unit_test(test_section__decimals_and_words_are_no_marks),
        cmocka_unit_test(test_section__other_marks),
        cmocka_unit_test(test_section__goals_and_shortcomings),
        cmocka_unit_test(test_section__a_plan_as_a_whole),
        cmocka_unit_test(test_section__furniture),
    };
    return cmocka_run_group_tests_name("section", tests, NULL, NULL);
}
