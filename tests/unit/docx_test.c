#include "unit.h"

#include "client/document.h"
#include "office_fixture.h"

static struct sj_arena arena;
static struct sj_error error;
static struct sj_bytes text;

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

static enum sj_status read_numbered(const char *body, const char *numbering)
{
    const char *document = sj_arena_printf(
        &arena, "<w:document " OFFICE_WORD_NS "><w:body>%s</w:body></w:document>", body);
    struct sj_bytes file = office_docx(sj_bytes_of(document), numbering, &arena);
    assert_non_null(file.data);
    return sj_docx_text(file, &arena, &text, &error);
}

static void assert_body(const char *body, const char *expected)
{
    assert_int_equal(read_numbered(body, ""), SJ_OK);
    assert_string_equal(sj_arena_text(&arena, text), expected);
}

#define P(words) "<w:p><w:r><w:t>" words "</w:t></w:r></w:p>"

static void test_docx__paragraphs_in_order(void **state)
{
    assert_body(
        P("一、早稻") "<w:p/>"
                      "<w:p><w:r><w:t>全镇</w:t></w:r><w:r><w:tab/><w:t "
                      "xml:space='preserve'>1140</w:t></w:r>"
                      "<w:hyperlink><w:r><w:t>余亩</w:t><w:br/><w:t>。</w:t></w:r></w:hyperlink></"
                      "w:p>"
                      "<w:sdt><w:sdtPr><w:t>x</w:t></w:sdtPr><w:sdtContent>" P(
                          "晚稻") "</w:sdtContent></w:sdt><w:sectPr><w:t>x</w:t></w:sectPr>",
        "一、早稻\n全镇 1140余亩\n。\n晚稻\n");
}

static void test_docx__tracked_and_hidden_words_are_left_out(void **state)
{
    assert_body("<w:p><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r>"
                "<w:t>新</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom><w:r>"
                "<w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/>"
                "</w:rPr><w:t>见</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
                "新见\n");
    /* the mark between two paragraphs was deleted */
    assert_body(
        "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>早稻</w:t></w:r></w:p>" P(
            "1140亩"),
        "早稻1140亩\n");
}

static void test_docx__text_boxes_are_told_once(void **state)
{
    assert_body(
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" P(
            "框内") "</w:txbxContent></mc:Choice><mc:Fallback><w:pict><w:txbxContent>" P("框内") "<"
                                                                                                 "/"
                                                                                                 "w"
                                                                                                 ":"
                                                                                                 "t"
                                                                                                 "x"
                                                                                                 "b"
                                                                                                 "x"
                                                                                                 "C"
                                                                                                 "o"
                                                                                                 "n"
                                                                                                 "t"
                                                                                                 "e"
                                                                                                 "n"
                                                                                                 "t"
                                                                                                 ">"
                                                                                                 "<"
                                                                                                 "/"
                                                                                                 "w"
                                                                                                 ":"
                                                                                                 "p"
                                                                                                 "i"
                                                                                                 "c"
                                                                                                 "t"
                                                                                                 ">"
                                                                                                 "<"
                                                                                                 "/"
                                                                                                 "m"
                                                                                                 "c"
                                                                                                 ":"
                                                                                                 "F"
                                                                                                 "a"
                                                                                                 "l"
                                                                                                 "l"
                                                                                                 "b"
                                                                                                 "a"
                                                                                                 "c"
                                                                                                 "k"
                                                                                                 ">"
                                                                                                 "<"
                                                                                                 "/"
                                                                                                 "m"
                                                                                                 "c"
                                                                                                 ":"
                                                                                                 "A"
                                                                                                 "l"
                                                                                                 "t"
                                                                                                 "e"
                                                                                                 "r"
                                                                                                 "n"
                                                                                                 "a"
                                                                                                 "t"
                                                                                                 "e"
                                                                                                 "C"
                                                                                                 "o"
                                                                                                 "n"
                                                                                                 "t"
                                                                                                 "e"
                                                                                                 "n"
                                                                                                 "t"
                                                                                                 ">"
                                                                                                 "<"
                                                                                                 "/"
                                                                                                 "w"
                                                                                                 ":"
                                                                                                 "r"
                                                                                                 ">"
                                                                                                 "<"
                                                                                                 "w"
                                                                                                 ":"
                                                                                                 "r"
                                                                                                 ">"
                                                                                                 "<"
                                                                                                 "w"
                                                                                                 ":"
                                                                                                 "t"
                                                                                                 ">"
                                                                                                 "后</w:t></w:r></w:p>",
        "前后\n框内\n");
}

static void test_docx__the_table_of_contents_is_left_out(void **state)
{
    assert_body(
        "<w:p><w:pPr><w:pStyle w:val='TOC1'/></w:pPr><w:r><w:t>一、早稻 3</w:t></w:r></w:p>" P(
            "一、早稻"),
        "一、早稻\n");
}

/* A w:tbl: rows are lines, cells parted by '|'. "!" begins a cell over several rows, "^" goes on
 * with it, ">" takes two columns; a row that begins with "-" is deleted under tracking. */
static const char *table_of(const char *rows)
{
    struct sj_buffer xml = {0};
    sj_buffer_add_text(&xml, "<w:tbl>");
    for (const char *row = rows; *row != '\0'; row += strcspn(row, "\n"), row += *row == '\n') {
        bool deleted = *row == '-';
        const char *end = row + strcspn(row, "\n");
        sj_buffer_printf(&xml, "<w:tr>%s", deleted ? "<w:trPr><w:del/></w:trPr>" : "");
        for (const char *cell = row + deleted; cell < end; cell += strcspn(cell, "|\n") + 1) {
            bool marked = strchr("!^>", *cell) != NULL;
            int len = (int)strcspn(cell, "|\n") - marked;
            sj_buffer_printf(
                &xml, "<w:tc><w:tcPr>%s</w:tcPr><w:p><w:r><w:t>%.*s</w:t></w:r></w:p></w:tc>",
                *cell == '!'   ? "<w:vMerge w:val='restart'/>"
                : *cell == '^' ? "<w:vMerge/>"
                : *cell == '>' ? "<w:gridSpan w:val='2'/>"
                               : "",
                len, cell + marked);
        }
        sj_buffer_add_text(&xml, "</w:tr>");
    }
    sj_buffer_add_text(&xml, "</w:tbl>");
    const char *text_of_table = sj_arena_text(&arena, sj_buffer_bytes(&xml));
    sj_buffer_clear(&xml);
    return text_of_table;
}

static void test_docx__tables_are_sentences(void **state)
{
    const char *body = sj_arena_printf(&arena, "%s%s%s", P("单位:亩"),
                                       table_of("作物|2021年\n早稻|1140\n-删|9\n"), P("后文"));
    assert_body(body, "单位:亩\n2021年早稻1140亩。\n后文\n");
    assert_body(table_of("!村名|>早稻\n^|面积(亩)|产量(吨)\n小泉村|12|5"),
                "小泉村早稻面积12亩,小泉村早稻产量5吨。\n");
    assert_body("<w:tbl><w:tr><w:tc>" P("第一行") P("第二行") "</w:tc></w:tr></w:tbl>",
                "第一行\n第二行\n");
}

#define LEVEL(i, format, words)                                                                    \
    "<w:lvl w:ilvl='" #i "'><w:start w:val='1'/><w:numFmt w:val='" format                          \
    "'/><w:lvlText w:val='" words "'/></w:lvl>"
#define ITEM(list, level, words)                                                                   \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val='" #level "'/><w:numId w:val='" #list                      \
    "'/></w:numPr></w:pPr><w:r><w:t>" words "</w:t></w:r></w:p>"

static void test_docx__automatic_numbers(void **state)
{
    static const char numbering[] =
        "<w:numbering " OFFICE_WORD_NS
        "><w:abstractNum w:abstractNumId='0'>" LEVEL(0, "chineseCounting", "%1、") LEVEL(
            1, "chineseCounting", "(%2)") LEVEL(2, "decimal", "%3.") LEVEL(3, "decimal", "%1.%4")
            LEVEL(4, "bullet",
                  "*") "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
                       "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>"
                       "<w:startOverride w:val='11'/></w:lvlOverride></w:num></w:numbering>";
    assert_int_equal(read_numbered(ITEM(1, 0, "甲") ITEM(1, 1, "乙") ITEM(1, 1, "丙")
                                       ITEM(1, 2, "2021年") ITEM(1, 3, "戊") ITEM(1, 4, "己")
                                           ITEM(1, 0, "庚") ITEM(1, 1, "辛") ITEM(0, 0, "无")
                                               ITEM(2, 0, "壬") ITEM(2, 0, "癸") ITEM(9, 0, "无"),
                                   numbering),
                     SJ_OK);
    assert_string_equal(sj_arena_text(&arena, text),
                        "一、甲\n(一)乙\n(二)丙\n1. 2021年\n一.1 戊\n己\n二、庚\n(一)辛\n无\n"
                        "十一、壬\n十二、癸\n无\n");
}

static void test_docx__what_is_broken_is_refused(void **state)
{
    assert_int_equal(read_numbered("<w:p>", ""), SJ_INVALID);
    assert_string_equal(error.reason, "BROKEN_DOCUMENT");
    struct sj_bytes file =
        office_docx(SJ_LITERAL("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"), "", &arena);
    assert_int_equal(sj_docx_text(file, &arena, &text, &error), SJ_INVALID);
    file = office_xlsx(SJ_LITERAL("<worksheet/>"), "", "", &arena);
    assert_int_equal(sj_docx_text(file, &arena, &text, &error), SJ_INVALID);
    assert_string_equal(error.reason, "NOT_A_DOCUMENT");
}

static void test_docx__a_million_of_one_element_is_bounded(void **state)
{
    static const char *const elements[] = {"<w:p/>", "<w:tbl/>", "<w:tr/>", "<w:tc/>",
                                           "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"};
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        size_t len = strlen(elements[i]), count = 1000000 / len;
        char *body = test_malloc(count * len + 1);
        for (size_t j = 0; j < count; j++)
            memcpy(body + j * len, elements[i], len);
        body[count * len] = '\0';
        assert_int_equal(read_numbered(body, ""), SJ_OK);
        assert_int_equal(text.len, 0);
        test_free(body);
    }
    assert_int_equal(read_numbered("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2000000000'/>"
                                   "</w:tcPr></w:tc></w:tr></w:tbl>",
                                   ""),
                     SJ_OK);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_docx__paragraphs_in_order),
        T(test_docx__tracked_and_hidden_words_are_left_out),
        T(test_docx__text_boxes_are_told_once),
        T(test_docx__the_table_of_contents_is_left_out),
        T(test_docx__tables_are_sentences),
        T(test_docx__automatic_numbers),
        T(test_docx__what_is_broken_is_refused),
        T(test_docx__a_million_of_one_element_is_bounded),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
