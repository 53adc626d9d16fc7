#include "unit.h"

#include "client/document.h"
#include "office_fixture.h"
#include "rules/figure.h"

static struct sj_arena arena;
static struct sj_document document;
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

static enum sj_status parse_bytes(const char *name, const void *bytes, size_t len)
{
    return sj_document_parse(name, SJ_BYTES(bytes, len), &arena, &document, &error);
}

static enum sj_status parse(const char *name, const char *text)
{
    return parse_bytes(name, text, strlen(text));
}

static void assert_text(const char *expected)
{
    const char *text = sj_arena_text(&arena, document.text);
    assert_string_equal(text, expected);
}

static void assert_page(const char *page, const char *expected)
{
    assert_int_equal(parse("page.html", page), SJ_OK);
    assert_text(expected);
}

/* "全镇早稻1140余亩" in GB18030 */
#define GB                                                                                         \
    "\xc8\xab\xd5\xf2\xd4\xe7\xb5\xbe"                                                             \
    "1140\xd3\xe0\xc4\xb6"

static void test_document__plain_text_passes_byte_for_byte(void **state)
{
    const char *text = " 全镇早稻1140余亩。\n\n\t二〇二一年  \n";
    assert_int_equal(parse("a.txt", text), SJ_OK);
    assert_ptr_equal(document.text.data, text);
    assert_int_equal(document.text.len, strlen(text));
    assert_string_equal(document.media_type, "text/plain");
}

static void test_document__bom_and_carriage_returns_go(void **state)
{
    assert_int_equal(parse("a.TXT", "\xEF\xBB\xBF一\r\n二\r三\n"), SJ_OK);
    assert_text("一\n二\n三\n");
}

static void test_document__gb18030_is_converted(void **state)
{
    assert_int_equal(parse("a.txt", GB "\r\n"), SJ_OK);
    assert_text("全镇早稻1140余亩\n");
    /* four-byte form: U+3400 */
    assert_int_equal(parse("a.txt", "\x81\x39\xee\x39" GB), SJ_OK);
    assert_text("\xE3\x90\x80全镇早稻1140余亩");
}

static void test_document__neither_encoding_is_refused_with_its_place(void **state)
{
    assert_int_equal(parse("a.txt", "ab\ncd\xff\xff"), SJ_INVALID);
    assert_string_equal(error.reason, "ENCODING");
    assert_non_null(strstr(error.message, "2"));
    assert_non_null(strstr(error.message, "5"));
}

static void test_document__broken_utf8_is_not_taken_for_gb18030(void **state)
{
    assert_int_equal(parse("a.txt", "全镇早稻种植面积一千亩\xe4\xba。"), SJ_INVALID);
    assert_string_equal(error.reason, "ENCODING");
    assert_int_equal(parse("a.txt", "\xEF\xBB\xBF"
                                    "a\xc8\xc8"),
                     SJ_INVALID);
}

static void test_document__utf16_and_nul_are_refused(void **state)
{
    assert_int_equal(parse_bytes("a.txt",
                                 "\xff\xfe"
                                 "a\0b\0",
                                 6),
                     SJ_INVALID);
    assert_int_equal(parse_bytes("a.txt", "ab\0cd", 5), SJ_INVALID);
    assert_string_equal(error.reason, "ENCODING");
}

static void test_document__control_characters_are_refused(void **state)
{
    static const char *const hostile[] = {"a\x01-b",   "a\x1b[2Jb",     "a\x7f",
                                          "a\xC2\x85", "a\xEF\xBF\xBE", "a\x0c"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        assert_int_equal(parse("a.txt", hostile[i]), SJ_INVALID);
        assert_string_equal(error.reason, "CONTROL_CHARACTER");
    }
}

static void test_document__other_formats_say_what_to_do(void **state)
{
    static const char *const words[] = {"a.doc", "a.wps", "a.rtf", "a.ODT"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_int_equal(parse(words[i], "x"), SJ_INVALID);
        assert_string_equal(error.reason, "FORMAT_NOT_READ");
        assert_non_null(strstr(error.message, ".docx"));
    }
    assert_int_equal(parse("a.xls", "x"), SJ_INVALID);
    assert_non_null(strstr(error.message, ".xlsx"));
    assert_int_equal(parse("a", "x"), SJ_INVALID);
    assert_string_equal(error.reason, "UNKNOWN_FORMAT");
    assert_int_equal(parse("a.html.exe", "x"), SJ_INVALID);
}

static void test_document__a_name_that_lies(void **state)
{
    struct sj_bytes docx = office_docx(SJ_LITERAL("<w:document " OFFICE_WORD_NS
                                                  "><w:p><w:r><w:t>早稻</w:t></w:r></w:p>"
                                                  "</w:document>"),
                                       "", &arena);
    const struct office_part plain = {"a.txt", SJ_LITERAL("x")};
    struct sj_bytes zip = office_zip(&plain, 1, &arena);
    assert_int_equal(parse_bytes("a.doc", docx.data, docx.len), SJ_OK);
    assert_text("早稻\n");
    assert_non_null(strstr(document.media_type, "wordprocessingml"));
    assert_int_equal(parse_bytes("a.txt", docx.data, docx.len), SJ_OK);
    assert_int_equal(parse("a.doc", "<html><body><p>早稻</p></body></html>"), SJ_OK);
    assert_string_equal(document.media_type, "text/html");
    assert_int_equal(parse_bytes("a.txt", zip.data, zip.len), SJ_INVALID);
    assert_string_equal(error.reason, "NOT_AS_NAMED");
    assert_int_equal(parse("a.docx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), SJ_INVALID);
    assert_string_equal(error.reason, "OLD_OR_ENCRYPTED");
    assert_int_equal(parse("a.docx", "早稻"), SJ_INVALID);
    assert_string_equal(error.reason, "NOT_AS_NAMED");
    assert_int_equal(parse("a.pdf", "早稻"), SJ_INVALID);
    assert_string_equal(error.reason, "NOT_AS_NAMED");
    assert_int_equal(parse("a.txt", "{\\rtf1 }"), SJ_INVALID);
}

static void test_document__csv_is_a_table(void **state)
{
    assert_int_equal(
        parse("a.csv", "\xEF\xBB\xBF作物,\"面积\r\n(亩)\",产量(吨)\r\n早稻,\"1,140\",456\r\n"),
        SJ_OK);
    assert_text("早稻面积1,140亩,早稻产量456吨。\n");
    assert_int_equal(parse("a.csv", "作物\t面积(亩)\n早稻\t1140\n"), SJ_OK);
    assert_text("早稻面积1140亩。\n");
    assert_int_equal(parse("a.csv", "\xd7\xf7\xce\xef,b\n5,7\n"), SJ_OK); /* GB18030 */
    assert_int_equal(
        parse("a.csv", "序号,需处理,处理,指标,原文,所在句,识别值\n1,,,,1140亩,,1140\n"),
        SJ_INVALID);
    assert_string_equal(error.reason, "IS_A_DRAFT");
}

static void test_document__xlsx_is_a_table_a_sheet(void **state)
{
    struct sj_bytes file = office_xlsx(
        SJ_LITERAL("<worksheet " OFFICE_SHEET_NS "><cols><col min='4' max='4' hidden='1'/></cols>"
                   "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c></row>"
                   "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='B2' t='s'><v>2</v></c>"
                   "<c r='C2' t='s'><v>3</v></c><c r='D2'><v>99</v></c></row>"
                   "<row r='3'><c r='A3' t='s'><v>4</v></c><c r='B3' s='1'><v>1140</v></c>"
                   "<c r='C3' s='2'><v>0.052</v></c><c r='D3'><v>99</v></c></row></sheetData>"
                   "<mergeCells><mergeCell ref='A1:C1'/></mergeCells></worksheet>"),
        "<sst><si><t>2021年农业情况</t></si><si><t>作物</t></si><si><t>面积(亩)</t></si>"
        "<si><t>增长</t></si><si><t>早稻</t></si></sst>",
        "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='3'/><xf numFmtId='10'/></cellXfs>"
        "</styleSheet>",
        &arena);
    assert_int_equal(parse_bytes("a.xlsx", file.data, file.len), SJ_OK);
    assert_text("2021年农业情况\n早稻面积1,140亩,早稻增长5.20%。\n");
}

static void test_document__a_number_format_that_is_not_understood_is_refused(void **state)
{
    struct sj_bytes file = office_xlsx(
        SJ_LITERAL("<worksheet " OFFICE_SHEET_NS
                   "><sheetData><row r='1'><c r='A1' t='str'><v>甲</v>"
                   "</c><c r='B1' s='0'><v>123456</v></c></row></sheetData></worksheet>"),
        "",
        "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='0!.0,'/></numFmts><cellXfs>"
        "<xf numFmtId='170'/></cellXfs></styleSheet>",
        &arena);
    assert_int_equal(parse_bytes("a.xlsx", file.data, file.len), SJ_INVALID);
    assert_string_equal(error.reason, "NUMBER_FORMAT");
    assert_non_null(strstr(error.message, "B1"));
}

static void test_document__limits_hold(void **state)
{
    size_t len = SJ_DOCUMENT_MAX_BYTES + 1;
    char *text = test_malloc(len);
    memset(text, 'a', len);
    assert_int_equal(parse_bytes("a.txt", text, SJ_TEXT_MAX_BYTES), SJ_OK);
    assert_int_equal(parse_bytes("a.txt", text, SJ_TEXT_MAX_BYTES + 1), SJ_EXHAUSTED);
    assert_int_equal(parse_bytes("a.html", text, SJ_TEXT_MAX_BYTES + 2), SJ_EXHAUSTED);
    assert_int_equal(parse_bytes("a.txt", text, len), SJ_EXHAUSTED);
    test_free(text);
}

static void test_document__nothing_is_no_report(void **state)
{
    assert_int_equal(parse("a.txt", ""), SJ_INVALID);
    assert_int_equal(parse("a.txt", " \n\t\n"), SJ_INVALID);
    assert_int_equal(parse("a.html", ""), SJ_INVALID);
    assert_int_equal(parse("a.html", "<html><script>1140亩</script></html>"), SJ_INVALID);
}

static void test_document__page_blocks_become_lines(void **state)
{
    assert_page("<html><head><title>标题</title><meta charset=utf-8></head><body>"
                "<h1>荫田镇<b>2021</b>年</h1><p>一、早稻</p><p>1140<span>余亩</span>。<br>晚稻</p>"
                "<div><ul><li>甲<li>乙</ul></div></body></html>",
                "荫田镇2021年\n一、早稻\n1140余亩。\n晚稻\n甲\n乙");
}

static void test_document__page_entities_and_blanks(void **state)
{
    assert_page("<p>&nbsp;&nbsp;　　产值&lt;580&gt;万元&amp;&#36;  &nbsp; 税收&#x200b;80</p>",
                "产值<580>万元&$ 税收80");
    /* a line end of the source is no blank between Chinese characters, but is one in English */
    assert_page("<p>早稻\n   种植1140\n余亩 two\nwords</p>", "早稻种植1140余亩 two words");
    assert_page("<pre>一\n二</pre>", "一\n二");
}

static void test_document__page_in_gb2312(void **state)
{
    assert_int_equal(parse("p.htm", "<meta http-equiv=Content-Type content='text/html; "
                                    "charset=gb2312'><p>" GB "</p>"),
                     SJ_OK);
    assert_text("全镇早稻1140余亩");
    assert_string_equal(document.media_type, "text/html");
    /* what the page says of its charset does not count against its bytes */
    assert_page("<meta charset=gb2312><p>早稻</p>", "早稻");
    assert_int_equal(parse("p.htm", "<meta charset=big5><p>" GB "</p>"), SJ_INVALID);
}

static void test_document__page_furniture_is_dropped(void **state)
{
    assert_page(
        "<body><nav>首页</nav><div class='top-nav clear'>当前位置 2021</div><style>p{}</style>"
        "<script>var a='1140亩';</script><p>早稻</p><p style='display : none'>隐藏9亩</p>"
        "<p hidden>隐藏</p><form><select><option>选</select><p>晚稻</p></form>"
        "<footer>版权所有</footer><div id=\"copyright\">备2021号</div><!-- 注 --></body>",
        "早稻\n晚稻");
}

static void test_document__furniture_that_holds_the_article_stays(void **state)
{
    char page[8192] = "<div class='menu'>";
    for (int i = 0; i < 200; i++)
        strcat(page, "早稻种植面积");
    strcat(page, "</div>");
    assert_int_equal(parse("p.html", page), SJ_OK);
    assert_int_equal(document.text.len, 200 * strlen("早稻种植面积"));
}

static void test_document__page_tables_of_figures_are_sentences(void **state)
{
    assert_page(
        "<p>单位:亩</p><table><caption>粮食</caption><tr><th>指标<th>2021年</tr><tr><td><p>早稻"
        "</p></td><td><p>1140</p></td></tr><tr style='display:none'><td>晚稻<td>9</tr></table>"
        "<p>后文</p>",
        "单位:亩\n粮食\n2021年早稻1140亩。\n后文");
    assert_page(
        "<table><tr><th rowspan=2>村名<th colspan=2>早稻</tr><tr><th>面积(亩)<th>产量(吨)</tr>"
        "<tr><td>小泉村<td>12<td>5</tr></table>",
        "小泉村早稻面积12亩,小泉村早稻产量5吨。");
}

static void test_document__page_tables_of_words_are_a_line_a_row(void **state)
{
    assert_page(
        "<table><tr><th>事项<th>责任人</tr><tr><td><p>防汛</p></td><td><p>甲</p><p>乙</p></td>"
        "</tr></table>",
        "事项\t责任人\n防汛\t甲 乙");
}

static void test_document__tables_that_lay_out_the_page_keep_their_lines(void **state)
{
    char page[8192] = "<table><tr><td><p>一、早稻</p><p>";
    for (int i = 0; i < 60; i++)
        strcat(page, "早稻种植");
    strcat(page, "</p><p>二、晚稻</p></td></tr></table>");
    assert_int_equal(parse("p.html", page), SJ_OK);
    const char *text = sj_arena_text(&arena, document.text);
    assert_non_null(strstr(text, "一、早稻\n早稻种植"));
    assert_non_null(strstr(text, "\n二、晚稻"));
}

static void test_document__a_bottomless_page_is_refused_or_read_whole(void **state)
{
    enum { DEPTH = 100000 };
    size_t len = DEPTH * 5 + 10;
    char *page = test_malloc(len);
    for (size_t i = 0; i < DEPTH; i++)
        memcpy(page + i * 5, "<div>", 5);
    memcpy(page + DEPTH * 5, "1140亩", 7);
    enum sj_status status = parse_bytes("p.html", page, DEPTH * 5 + 7);
    assert_int_equal(status, SJ_INVALID);
    assert_string_equal(error.reason, "HTML");
    test_free(page);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_document__plain_text_passes_byte_for_byte),
        T(test_document__bom_and_carriage_returns_go),
        T(test_document__gb18030_is_converted),
        T(test_document__neither_encoding_is_refused_with_its_place),
        T(test_document__broken_utf8_is_not_taken_for_gb18030),
        T(test_document__utf16_and_nul_are_refused),
        T(test_document__control_characters_are_refused),
        T(test_document__other_formats_say_what_to_do),
        T(test_document__a_name_that_lies),
        T(test_document__csv_is_a_table),
        T(test_document__xlsx_is_a_table_a_sheet),
        T(test_document__a_number_format_that_is_not_understood_is_refused),
        T(test_document__limits_hold),
        T(test_document__nothing_is_no_report),
        T(test_document__page_blocks_become_lines),
        T(test_document__page_entities_and_blanks),
        T(test_document__page_in_gb2312),
        T(test_document__page_furniture_is_dropped),
        T(test_document__furniture_that_holds_the_article_stays),
        T(test_document__page_tables_of_figures_are_sentences),
        T(test_document__page_tables_of_words_are_a_line_a_row),
        T(test_document__tables_that_lay_out_the_page_keep_their_lines),
        T(test_document__a_bottomless_page_is_refused_or_read_whole),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
