#include "draft_fixture.h"

#include "client/sheet.h"

#include "client/draft_table.h"
#include "office_fixture.h"

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

static struct sj_bytes xlsx_of(struct fixture *f, const struct sj_draft *draft)
{
    struct sj_buffer xlsx = {.limit = 0};
    assert_int_equal(sj_draft_format_xlsx(draft, &f->catalogue, &f->arena, &xlsx, &f->error),
                     SJ_OK);
    struct sj_bytes bytes = sj_arena_copy(&f->arena, sj_buffer_bytes(&xlsx));
    sj_buffer_clear(&xlsx);
    return bytes;
}

static void parse_back(struct fixture *f, struct sj_bytes xlsx)
{
    assert_int_equal(parse_csv(f, xlsx), SJ_OK);
    assert_int_equal(f->findings.count, 0);
    assert_true(f->draft.workbook);
    assert_false(f->draft.others);
}

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

static void test_draft_xlsx__comes_back_as_it_was(void **state)
{
    struct fixture *f = *state;
    /* more digits than a double has, what looks like a formula, an escape, a day, E notation */
    static const char *const cells[] = {
        "123456789012345.678", "=1+1", "'=1",  "''-5", "2021-06-30", "1.10E+03",
        "<a>&\"b\"",           " 空 ", "a\nb", "'"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        f->fresh.rows[1 + i % 5].cells[SJ_DRAFT_REASON] = cells[i];
        f->fresh.rows[1 + i % 5].cells[SJ_DRAFT_VALUE] = cells[i];
        parse_back(f, xlsx_of(f, &f->fresh));
        assert_same_rows(f);
    }
}

static void test_draft_xlsx__makes_the_same_decisions_as_csv(void **state)
{
    struct fixture *f = *state;
    parse_back(f, xlsx_of(f, &f->fresh));
    decide(f);
    assert_int_equal(f->findings.count, 1);
    assert_finding(f, "ANOMALY_UNRESOLVED", "d.csv:4");
    resolve_the_slip(f);
    parse_back(f, xlsx_of(f, &f->draft));
    decide(f);
    assert_int_equal(f->findings.count, 0);
    assert_string_equal(f->decisions.choices[1].corrected, "15000余亩");
}

static void test_draft_xlsx__columns_of_the_clerks_own_stay(void **state)
{
    struct fixture *f = *state;
    struct sj_bytes csv = csv_of(f, &f->fresh);
    const char *with = sj_arena_printf(
        &f->arena, "%.*s,\"备注\"%.*s", (int)sj_bytes_find(csv, SJ_LITERAL("\r\n"), 0),
        (const char *)csv.data, (int)(csv.len - sj_bytes_find(csv, SJ_LITERAL("\r\n"), 0)),
        (const char *)csv.data + sj_bytes_find(csv, SJ_LITERAL("\r\n"), 0));
    assert_int_equal(parse_csv(f, sj_bytes_of(with)), SJ_OK);
    parse_back(f, xlsx_of(f, &f->draft));
    assert_same_rows(f);
    assert_string_equal(f->draft.grid.rows[0].fields[SJ_DRAFT_COLUMNS], "备注");
}

#define SHEET_OF(cell)                                                                             \
    SJ_LITERAL("<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>" cell                        \
               "</t></is></c></row></sheetData></worksheet>")

static void test_draft_xlsx__a_hidden_sheet_decides_nothing(void **state)
{
    struct fixture *f = *state;
    const struct office_part parts[] = {
        {"_rels/.rels",
         SJ_LITERAL("<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE_RELS
                    "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")},
        {"xl/workbook.xml",
         SJ_LITERAL("<workbook " OFFICE_SHEET_NS "><sheets><sheet name=\"说明\" r:id=\"rId1\"/>"
                    "<sheet name=\"" SJ_DRAFT_SHEET "\" state=\"hidden\" r:id=\"rId2\"/></sheets>"
                    "</workbook>")},
        {"xl/_rels/workbook.xml.rels",
         SJ_LITERAL("<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE_RELS
                    "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
                    "Type=\"" OFFICE_RELS "/worksheet\" Target=\"worksheets/sheet2.xml\"/>"
                    "</Relationships>")},
        {"xl/worksheets/sheet1.xml", SHEET_OF("看这里")},
        {"xl/worksheets/sheet2.xml", SHEET_OF("序号")},
    };
    struct sj_bytes xlsx = office_zip(parts, sizeof parts / sizeof *parts, &f->arena);
    assert_int_equal(parse_csv(f, xlsx), SJ_INVALID);
    assert_string_equal(f->error.reason, "NOT_A_DRAFT");
}

/* ---- how it looks ---- */

static void test_draft_xlsx__has_the_names_to_choose_from(void **state)
{
    struct fixture *f = *state;
    struct sj_sheet *sheets;
    size_t count = 0;
    struct sj_bytes xlsx = xlsx_of(f, &f->fresh);
    assert_int_equal(sj_xlsx_read(xlsx, &f->arena, &sheets, &count, &f->error), SJ_OK);
    assert_int_equal(count, 2);
    assert_string_equal(sheets[0].name, SJ_DRAFT_SHEET);
    assert_string_equal(sheets[1].name, SJ_NAMES_SHEET);
    assert_int_equal(sheets[1].rows, f->catalogue.indicator_count + 1);
    for (size_t i = 0; i < f->catalogue.indicator_count; i++) {
        const struct sj_bytes *row = &sheets[1].cells[(i + 1) * sheets[1].columns];
        assert_string_equal((const char *)row[0].data, f->catalogue.indicators[i].name_zh);
        assert_string_equal((const char *)row[1].data, f->catalogue.indicators[i].code);
    }
}

static void test_draft_xlsx__only_shown_columns_may_be_missing(void **state)
{
    struct fixture *f = *state;
    struct sj_bytes csv = csv_of(f, &f->fresh);
    char *old = sj_arena_text(&f->arena, csv);
    char *heading = strstr(old, "\"上年值\"");
    assert_non_null(heading);
    static const char mine[] = "\"我的列\"";
    for (size_t i = 0; i < sizeof mine - 1; i++)
        heading[i] = mine[i];
    assert_int_equal(parse_csv(f, sj_bytes_of(old)), SJ_OK);
    assert_int_equal(f->findings.count, 0);
    assert_int_equal(f->draft.places[SJ_DRAFT_LAST_YEAR], -1);
    assert_same_rows(f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define DRAFT(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        DRAFT(test_draft_xlsx__comes_back_as_it_was),
        DRAFT(test_draft_xlsx__makes_the_same_decisions_as_csv),
        DRAFT(test_draft_xlsx__columns_of_the_clerks_own_stay),
        DRAFT(test_draft_xlsx__a_hidden_sheet_decides_nothing),
        DRAFT(test_draft_xlsx__has_the_names_to_choose_from),
        DRAFT(test_draft_xlsx__only_shown_columns_may_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
