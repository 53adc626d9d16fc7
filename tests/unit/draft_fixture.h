/* A small report with what a reader would find in it, made by hand so that these tests stand on no
 * reader; used by draft_test.c and report_build_test.c. */
#ifndef SHANGJI_TESTS_DRAFT_FIXTURE_H
#define SHANGJI_TESTS_DRAFT_FIXTURE_H

#include "unit.h"

#include "client/draft.h"
#include "client/draft_decide.h"
#include "rules/anomaly.h"

#define FIXTURE_TEXT                                                                                                   \
    "=荫田镇2021年总结\n一、农业\n全镇早稻种植1140余亩,\"油菜\"种植面积达15000千余亩。\n" \
    "上访下降5%。二、计划\n2022年改厕650个,走访3-5次。\n"

struct fixture {
    struct sj_arena arena;
    struct sj_catalogue catalogue;
    struct sj_reading reading;
    struct sj_figure figures[5];
    struct sj_section sections[2];
    struct sj_statement statements[1];
    struct sj_bytes text;
    struct sj_draft_source source;
    struct sj_draft fresh, draft;
    struct sj_findings findings;
    struct sj_decisions decisions;
    struct sj_error error;
};

static inline struct sj_span span_in(struct sj_bytes text, const char *words)
{
    size_t at = sj_bytes_find(text, sj_bytes_of(words), 0);
    assert_true(at != SIZE_MAX);
    return (struct sj_span){(uint32_t)at, (uint32_t)(at + strlen(words))};
}

static inline void fill_figure(struct fixture *f, size_t i, const char *surface, const char *clause,
                               size_t indicator)
{
    struct sj_figure *figure = &f->figures[i];
    *figure = (struct sj_figure){.section = i < 3 ? 0 : 1,
                                 .kind = SJ_OUTCOME,
                                 .mood = SJ_DONE,
                                 .basis = SJ_BASIS_YEAR,
                                 .scope = SJ_SCOPE_WHOLE};
    figure->span = span_in(f->text, surface);
    figure->clause = span_in(f->text, clause);
    struct sj_bytes words = sj_bytes_slice(f->text, figure->span.start, figure->span.end);
    assert_int_equal(sj_quantity_read(words, &figure->quantity, &f->error), SJ_OK);
    if (indicator < f->catalogue.indicator_count)
        figure->indicator = &f->catalogue.indicators[indicator];
    figure->anomalies = figure->quantity.anomalies;
}

enum { RICE, RAPE, TOILETS, PETITIONS, NO_INDICATOR };

static inline void fill_catalogue(struct fixture *f)
{
    static struct sj_indicator indicators[] = {
        [RICE] = {.code = "early_rice_area",
                  .name_zh = "早稻种植面积",
                  .name_en = "Early rice area",
                  .unit = {(const uint8_t *)"亩", 3},
                  .required = true},
        [RAPE] = {.code = "rapeseed_area",
                  .name_zh = "油菜种植面积",
                  .name_en = "Rapeseed area",
                  .unit = {(const uint8_t *)"亩", 3}},
        [TOILETS] = {.code = "toilets_converted",
                     .name_zh = "改厕数",
                     .name_en = "Toilets converted",
                     .unit = {(const uint8_t *)"个", 3}},
        [PETITIONS] = {.code = "petitions_growth",
                       .name_zh = "信访量变化",
                       .name_en = "Change of petitions",
                       .unit = {(const uint8_t *)"%", 1}},
    };
    f->catalogue = (struct sj_catalogue){
        .version = "2021.1", .title = "试验", .indicators = indicators, .indicator_count = 4};
    assert_int_equal(sj_catalogue_index(&f->catalogue, &f->arena, &f->error), SJ_OK);
}

static inline void fill_reading(struct fixture *f)
{
    fill_figure(f, 0, "1140余亩", "全镇早稻种植1140余亩", RICE);
    fill_figure(f, 1, "15000千余亩", "\"油菜\"种植面积达15000千余亩", RAPE);
    fill_figure(f, 2, "5%", "上访下降5%", PETITIONS);
    f->figures[2].kind = SJ_GROWTH;
    f->figures[2].negative = true;
    fill_figure(f, 3, "650个", "2022年改厕650个", NO_INDICATOR);
    f->figures[3].candidate = &f->catalogue.indicators[TOILETS];
    f->figures[3].kind = SJ_PLAN;
    f->figures[3].mood = SJ_PLANNED;
    f->figures[3].year = 2022;
    fill_figure(f, 4, "3-5次", "走访3-5次", NO_INDICATOR);
    f->sections[0] = (struct sj_section){
        .level = 1,
        .number = span_in(f->text, "一、"),
        .title = span_in(f->text, "农业"),
        .span = {span_in(f->text, "一、").start, span_in(f->text, "二、").start}};
    f->sections[1] =
        (struct sj_section){.level = 1,
                            .number = span_in(f->text, "二、"),
                            .title = span_in(f->text, "计划"),
                            .span = {span_in(f->text, "二、").start, (uint32_t)f->text.len},
                            .plans = true};
    f->statements[0] = (struct sj_statement){
        .what = SJ_STATES_PLAN, .span = span_in(f->text, "2022年改厕650个"), .section = 1};
    f->reading = (struct sj_reading){.sections = f->sections,
                                     .section_count = 2,
                                     .figures = f->figures,
                                     .figure_count = 5,
                                     .statements = f->statements,
                                     .statement_count = 1,
                                     .year = 2021};
}

static inline struct fixture *fixture_new(void)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    sj_arena_init(&f->arena, 64 * 1024 * 1024);
    f->text = SJ_LITERAL(FIXTURE_TEXT);
    fill_catalogue(f);
    fill_reading(f);
    f->source = (struct sj_draft_source){.document = "=报告 \"1\".txt",
                                         .digest = "abcd",
                                         .catalogue = "2021.1",
                                         .reader = "shangji/test",
                                         .township = "430482107",
                                         .year = 2021};
    assert_int_equal(
        sj_draft_make("d.csv", &f->source, f->text, &f->reading, &f->arena, &f->fresh, &f->error),
        SJ_OK);
    return f;
}

static inline void fixture_free(struct fixture *f)
{
    sj_arena_clear(&f->arena);
    test_free(f);
}

static inline struct sj_bytes csv_of(struct fixture *f, const struct sj_draft *draft)
{
    struct sj_buffer csv = {.limit = 0};
    assert_int_equal(sj_draft_format(draft, &f->arena, &csv, &f->error), SJ_OK);
    struct sj_bytes bytes = sj_arena_copy(&f->arena, sj_buffer_bytes(&csv));
    sj_buffer_clear(&csv);
    return bytes;
}

static inline enum sj_status parse_csv(struct fixture *f, struct sj_bytes csv)
{
    sj_findings_init(&f->findings, &f->arena);
    return sj_draft_parse("d.csv", csv, &f->arena, &f->findings, &f->draft, &f->error);
}

/* The draft as it was written, read back: the clerk's edits go into f->draft.rows. */
static inline void reload(struct fixture *f)
{
    assert_int_equal(parse_csv(f, csv_of(f, &f->fresh)), SJ_OK);
    assert_int_equal(f->findings.count, 0);
}

static inline void decide(struct fixture *f)
{
    sj_findings_init(&f->findings, &f->arena);
    assert_int_equal(sj_draft_decide(&f->draft, &f->fresh, &f->reading, &f->catalogue, &f->arena,
                                     &f->findings, &f->decisions, &f->error),
                     SJ_OK);
}

/* A new row with a decision's cells; its line is behind all others. */
static inline struct sj_draft_row *add_row(struct fixture *f, const char *decision,
                                           const char *code, const char *words)
{
    struct sj_draft_row *row = &f->draft.rows[f->draft.row_count++];
    *row = (struct sj_draft_row){.number = SJ_DRAFT_NO_NUMBER, .line = f->draft.row_count + 1};
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        row->cells[i] = "";
    row->cells[SJ_DRAFT_DECISION] = decision;
    row->cells[SJ_DRAFT_CODE] = code;
    row->cells[SJ_DRAFT_CORRECTED] = words;
    return row;
}

static inline void resolve_the_slip(struct fixture *f)
{
    f->draft.rows[2].cells[SJ_DRAFT_DECISION] = "更正";
    f->draft.rows[2].cells[SJ_DRAFT_CORRECTED] = "15000余亩";
    f->draft.rows[2].cells[SJ_DRAFT_REASON] = "多写了千字";
}

static inline void assert_finding(const struct fixture *f, const char *reason, const char *field)
{
    for (size_t i = 0; i < f->findings.count; i++)
        if (strcmp(f->findings.items[i].reason, reason) == 0 &&
            strcmp(f->findings.items[i].field, field) == 0)
            return;
    for (size_t i = 0; i < f->findings.count; i++)
        print_message("%s %s: %s\n", f->findings.items[i].field, f->findings.items[i].reason,
                      f->findings.items[i].message);
    fail_msg("no %s at %s", reason, field);
}

#endif
