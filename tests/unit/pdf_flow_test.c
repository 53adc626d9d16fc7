#include "unit.h"

#include "client/document.h"

static void assert_flow(const char *raw, const char *expected)
{
    struct sj_buffer out = {0};
    sj_pdf_flow(sj_bytes_of(raw), &out);
    assert_string_equal(sj_buffer_text(&out), expected);
    sj_buffer_clear(&out);
}

static void test_pdf_flow__broken_lines_are_joined(void **state)
{
    assert_flow("荫田镇工作总结\n\n一、粮食生产\n全镇早稻种植面积达到了预定的目标,晚稻面积11\n"
                "40余亩,比上年同期有所增长,其中油茶、柑橘和烟\n叶都比较好。\n二、其他\n",
                "荫田镇工作总结\n一、粮食生产\n全镇早稻种植面积达到了预定的目标,晚稻面积1140余亩,"
                "比上年同期有所增长,其中油茶、柑橘和烟叶都比较好。\n二、其他\n");
    assert_flow("早稻种植,\n面积1140亩\n。晚稻\n", "早稻种植,面积1140亩。晚稻\n");
    assert_flow("this is a line of a report that is long\nand goes on here\n",
                "this is a line of a report that is long and goes on here\n");
}

static void test_pdf_flow__page_numbers_go(void **state)
{
    assert_flow("早稻1140亩。\n- 1 -\n\f晚稻1300亩。\n— 2 —\n\f油茶50亩。\n第3页 共10页\n\f"
                "柑橘5亩。\n4\n\f果园6亩。\n5/10\n\f",
                "早稻1140亩。\n晚稻1300亩。\n油茶50亩。\n柑橘5亩。\n果园6亩。\n");
    /* a figure at the page's edge is none */
    assert_flow("早稻(亩)。\n1140\n\f", "早稻(亩)。\n1140\n");
    assert_flow("增减。\n-5\n1 140\n尾。\n", "增减。\n-5\n1 140\n尾。\n");
}

static void test_pdf_flow__running_titles_go(void **state)
{
    assert_flow("荫田镇总结\n早稻1亩。\n\f荫田镇总结\n晚稻2亩。\n\f荫田镇总结\n油茶3亩。\n\f",
                "早稻1亩。\n晚稻2亩。\n油茶3亩。\n");
}

static void test_pdf_flow__a_paragraph_goes_over_the_page(void **state)
{
    assert_flow("全镇早稻种植面积达到了一千一百\n1\n\f四十亩。\n2\n\f",
                "全镇早稻种植面积达到了一千一百四十亩。\n");
}

static void test_pdf_flow__nothing_stays_nothing(void **state)
{
    assert_flow("", "");
    assert_flow("\f\f\n\f", "");
    assert_flow("甲。\n\x01\x02\n\xC2\xAD\n乙\n", "甲。\n乙\n");
    assert_flow("\x01\xff\n", "\xEF\xBF\xBD\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pdf_flow__broken_lines_are_joined),
        cmocka_unit_test(test_pdf_flow__page_numbers_go),
        cmocka_unit_test(test_pdf_flow__running_titles_go),
        cmocka_unit_test(test_pdf_flow__a_paragraph_goes_over_the_page),
        cmocka_unit_test(test_pdf_flow__nothing_stays_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
