#include "unit.h"

#include "proto/pb.h"
#include "rules/findings.h"
#include "rules/report.h"

#include <stdlib.h>

static const char TEXT[] =
    "2021年全镇完成早稻种植1140余亩,油菜种植15000千余亩。改厕650个,示范片早稻200亩。"
    "早稻比上年增长7.5%。早稻下降5亩,油菜增速为-3%。补充说明\n早稻种植1180亩。";

struct fixture {
    struct sj_arena arena;
    struct sj_catalogue catalogue;
    Shangji__V1__Report *report;
    struct sj_bytes text;
    struct sj_findings findings;
    struct sj_facts facts;
    struct sj_error error;
};

static char *copy(struct fixture *f, const char *words)
{
    return sj_arena_text(&f->arena, sj_bytes_of(words));
}

static void *make(struct fixture *f, const ProtobufCMessageDescriptor *descriptor)
{
    void *message = sj_pb_new(descriptor, &f->arena);
    assert_non_null(message);
    return message;
}

static Shangji__V1__Span *span_of(struct fixture *f, const char *words)
{
    Shangji__V1__Span *span = make(f, &shangji__v1__span__descriptor);
    size_t at = sj_bytes_find(f->text, sj_bytes_of(words), 0);
    assert_true(at != SIZE_MAX);
    span->start = (uint32_t)at;
    span->end = (uint32_t)(at + strlen(words));
    return span;
}

static char *decimal_text(struct fixture *f, bool has, struct sj_decimal value)
{
    char text[SJ_DECIMAL_TEXT];
    return copy(f, has ? sj_decimal_format(value, text) : "");
}

static Shangji__V1__Figure *add_figure(struct fixture *f, const char *surface, const char *clause)
{
    Shangji__V1__Figure *figure = make(f, &shangji__v1__figure__descriptor);
    struct sj_quantity quantity;
    assert_int_equal(sj_quantity_read(sj_bytes_of(surface), &quantity, &f->error), SJ_OK);
    figure->span = span_of(f, surface);
    figure->surface = copy(f, surface);
    figure->clause_span = span_of(f, clause);
    figure->clause = copy(f, clause);
    figure->section = -1;
    figure->value = decimal_text(f, true, quantity.value);
    figure->unit = sj_arena_text(&f->arena, quantity.unit);
    figure->qualifier = (Shangji__V1__Qualifier)quantity.qualifier;
    figure->interval = make(f, &shangji__v1__interval__descriptor);
    figure->interval->lo = decimal_text(f, quantity.interval.has_lo, quantity.interval.lo);
    figure->interval->hi = decimal_text(f, quantity.interval.has_hi, quantity.interval.hi);
    figure->interval->lo_open = quantity.interval.lo_open;
    figure->interval->hi_open = quantity.interval.hi_open;
    figure->kind = SHANGJI__V1__KIND__KIND_OUTCOME;
    figure->mood = SHANGJI__V1__MOOD__MOOD_DONE;
    figure->decision = SHANGJI__V1__DECISION__DECISION_CONFIRMED;
    f->report->figures[f->report->n_figures++] = figure;
    return figure;
}

static Shangji__V1__Fact *add_fact(struct fixture *f, const char *indicator)
{
    Shangji__V1__Fact *fact = make(f, &shangji__v1__fact__descriptor);
    fact->figure = (uint32_t)f->report->n_figures - 1;
    fact->indicator = copy(f, indicator);
    fact->period = copy(f, "2021");
    fact->basis = SHANGJI__V1__BASIS__BASIS_YEAR;
    fact->scope = SHANGJI__V1__SCOPE__SCOPE_WHOLE;
    f->report->facts[f->report->n_facts++] = fact;
    return fact;
}

static struct sj_indicator indicator(const char *code, const char *unit)
{
    return (struct sj_indicator){.code = code,
                                 .name_zh = code,
                                 .name_en = code,
                                 .unit = sj_bytes_of(unit),
                                 .better = SJ_BETTER_MORE,
                                 .has_limit_lo = true,
                                 .has_limit_hi = true,
                                 .limit_hi = {20000000, 0}};
}

static void make_catalogue(struct fixture *f)
{
    static struct sj_unit hectare;
    static struct sj_unit_family area;
    hectare = (struct sj_unit){SJ_LITERAL("公顷"), {15, 0}};
    area = (struct sj_unit_family){SJ_LITERAL("亩"), &hectare, 1};
    f->catalogue.version = "1";
    f->catalogue.families = &area;
    f->catalogue.family_count = 1;
    f->catalogue.indicators = sj_arena_array(&f->arena, 3, sizeof(struct sj_indicator));
    f->catalogue.indicators[0] = indicator("early_rice_area", "亩");
    f->catalogue.indicators[1] = indicator("rapeseed_area", "亩");
    f->catalogue.indicators[2] = indicator("toilets_renovated", "个");
    f->catalogue.indicator_count = 3;
    assert_int_equal(sj_catalogue_index(&f->catalogue, &f->arena, &f->error), SJ_OK);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    sj_arena_init(&f->arena, 1 << 22);
    f->text = sj_bytes_of(TEXT);
    make_catalogue(f);
    Shangji__V1__Report *report = make(f, &shangji__v1__report__descriptor);
    f->report = report;
    report->township = copy(f, "990101100");
    report->period = copy(f, "2021");
    report->kind = copy(f, "annual");
    report->revision = 1;
    report->catalogue = copy(f, "1");
    report->document = make(f, &shangji__v1__document__descriptor);
    report->document->name = copy(f, "a.txt");
    report->document->text_size = (uint32_t)f->text.len;
    static uint8_t digest[32];
    report->document->text_digest = report->document->original_digest =
        (ProtobufCBinaryData){.len = 32, .data = digest};
    report->figures = sj_arena_array(&f->arena, 8, sizeof(Shangji__V1__Figure *));
    report->facts = sj_arena_array(&f->arena, 8, sizeof(Shangji__V1__Fact *));
    report->statements = sj_arena_array(&f->arena, 8, sizeof(Shangji__V1__Statement *));
    add_figure(f, "1140余亩", "2021年全镇完成早稻种植1140余亩");
    add_fact(f, "early_rice_area");
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    sj_arena_clear(&f->arena);
    free(f);
    return 0;
}

static enum sj_status judge(struct fixture *f)
{
    sj_findings_init(&f->findings, &f->arena);
    return sj_report_judge(f->report, &f->text, &f->catalogue, &f->arena, &f->findings, &f->facts,
                           &f->error);
}

static void assert_refused(struct fixture *f, enum sj_status status, const char *reason)
{
    assert_int_equal(judge(f), status);
    assert_string_equal(f->findings.items[0].reason, reason);
}

static void test_report__makes_a_fact_of_a_confirmed_figure(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.count, 1);
    const struct sj_fact *fact = &f->facts.items[0];
    assert_string_equal(fact->indicator->code, "early_rice_area");
    assert_int_equal(fact->value, 11400000);
    assert_int_equal(fact->lo, 11400000);
    assert_int_equal(fact->hi, 11500000);
    assert_true(fact->has_lo && fact->has_hi && fact->hi_open && !fact->lo_open);
}

static void test_report__refuses_words_that_are_not_in_the_text(void **state)
{
    struct fixture *f = *state;
    f->report->figures[0]->surface = copy(f, "1240余亩");
    assert_refused(f, SJ_INVALID, "WORDS_NOT_IN_TEXT");
    f->report->figures[0]->surface = copy(f, "1140余亩");
    f->report->figures[0]->span->start -= 1; /* into the middle of a character */
    f->report->figures[0]->span->end -= 1;
    assert_refused(f, SJ_INVALID, "WORDS_NOT_IN_TEXT");
    f->report->figures[0]->span = span_of(f, "1140余亩");
    f->report->figures[0]->span->end = UINT32_MAX;
    assert_refused(f, SJ_INVALID, "BAD_SPAN");
}

static void test_report__reads_every_figure_again(void **state)
{
    struct fixture *f = *state;
    Shangji__V1__Figure *figure = f->report->figures[0];
    figure->value = copy(f, "1141");
    assert_refused(f, SJ_INVALID, "NOT_AS_READ");
    figure->value = copy(f, "1140.0");
    assert_refused(f, SJ_INVALID, "NOT_AS_READ");
    figure->value = copy(f, "1140");
    figure->interval->hi = copy(f, "1200");
    assert_refused(f, SJ_INVALID, "NOT_AS_READ");
    figure->interval->hi = copy(f, "1150");
    figure->interval->hi_open = 0;
    assert_refused(f, SJ_INVALID, "NOT_AS_READ");
    figure->interval->hi_open = 1;
    figure->qualifier = SHANGJI__V1__QUALIFIER__QUALIFIER_EXACT;
    assert_refused(f, SJ_INVALID, "NOT_AS_READ");
    figure->qualifier = SHANGJI__V1__QUALIFIER__QUALIFIER_AT_LEAST;
    figure->unit = copy(f, "公顷");
    assert_refused(f, SJ_INVALID, "NOT_AS_READ");
    figure->unit = copy(f, "亩");
    assert_int_equal(judge(f), SJ_OK);
}

static void test_report__wants_a_decision_on_an_anomaly(void **state)
{
    struct fixture *f = *state;
    Shangji__V1__Figure *figure = add_figure(f, "15000千余亩", "油菜种植15000千余亩");
    add_fact(f, "rapeseed_area");
    assert_refused(f, SJ_INVALID, "ANOMALY_NOT_TOLD");
    figure->n_anomalies = 1;
    figure->anomalies = sj_arena_array(&f->arena, 4, sizeof(char *));
    figure->anomalies[0] = copy(f, "doubled_multiplier");
    assert_refused(f, SJ_UNRESOLVED, "ANOMALY_UNRESOLVED");
    figure->decision = SHANGJI__V1__DECISION__DECISION_CORRECTED;
    figure->corrected = copy(f, "15000余");
    assert_refused(f, SJ_UNRESOLVED, "DECISION_INCOMPLETE"); /* no reason yet */
    figure->reason = copy(f, "多写了千字");
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.items[1].value, 150000000);
    assert_int_equal(f->facts.items[1].hi, 160000000);
    assert_int_equal(f->facts.items[1].decision, SJ_CORRECTED);
}

static void test_report__certifying_does_not_lift_a_hard_limit(void **state)
{
    struct fixture *f = *state;
    Shangji__V1__Figure *figure = f->report->figures[0];
    f->catalogue.indicators[0].limit_hi = (struct sj_decimal){1000, 0};
    figure->n_anomalies = 1;
    figure->anomalies = sj_arena_array(&f->arena, 1, sizeof(char *));
    figure->anomalies[0] = copy(f, "out_of_limits");
    figure->decision = SHANGJI__V1__DECISION__DECISION_CERTIFIED;
    figure->reason = copy(f, "属实");
    assert_refused(f, SJ_INVALID, "OUT_OF_LIMITS");
}

static void test_report__a_slip_in_the_correction_is_not_signed(void **state)
{
    struct fixture *f = *state;
    Shangji__V1__Figure *figure = f->report->figures[0];
    figure->decision = SHANGJI__V1__DECISION__DECISION_CORRECTED;
    figure->reason = copy(f, "笔误");
    figure->corrected = copy(f, "15000千余亩");
    assert_refused(f, SJ_UNRESOLVED, "CORRECTION_ANOMALOUS");
    figure->corrected = copy(f, "1150个");
    assert_int_equal(judge(f), SJ_INVALID);
    figure->corrected = copy(f, "不知道");
    assert_int_equal(judge(f), SJ_INVALID);
    figure->corrected = copy(f, "1150");
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.items[0].value, 11500000);
}

/* A fall told by a word, a minus in the words, and what corrects them: the sign is kept. */
static void test_report__keeps_the_sign_of_growth(void **state)
{
    struct fixture *f = *state;
    f->report->n_facts = 0;
    Shangji__V1__Figure *fall = add_figure(f, "5亩", "早稻下降5亩");
    fall->kind = SHANGJI__V1__KIND__KIND_GROWTH;
    fall->span = span_of(f, "5亩,油菜增速");
    fall->span->end = fall->span->start + 4;
    fall->value = copy(f, "-5");
    fall->interval->lo = fall->interval->hi = copy(f, "-5");
    add_fact(f, "early_rice_area");
    Shangji__V1__Figure *minus = add_figure(f, "-3%", "油菜增速为-3%");
    minus->kind = SHANGJI__V1__KIND__KIND_GROWTH;
    assert_string_equal(minus->value, "-3");
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.items[0].value, -50000);
    fall->decision = SHANGJI__V1__DECISION__DECISION_CORRECTED;
    fall->reason = copy(f, "核实");
    fall->corrected = copy(f, "6亩");
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.items[0].value, -60000);
    assert_int_equal(f->facts.items[0].lo, -60000);
    assert_int_equal(f->facts.items[0].hi, -60000);
    /* "-6%" for a fall of 3% told by a minus, and 6% for a rise after all */
    struct sj_quantity quantity;
    bool negative = false;
    minus->decision = SHANGJI__V1__DECISION__DECISION_CORRECTED;
    minus->corrected = copy(f, "-6%");
    assert_int_equal(sj_figure_quantity(minus, &f->arena, &quantity, &negative, &f->error), SJ_OK);
    assert_int_equal(quantity.value.coefficient * (negative ? -1 : 1), -6);
    minus->corrected = copy(f, "6%");
    assert_int_equal(sj_figure_quantity(minus, &f->arena, &quantity, &negative, &f->error), SJ_OK);
    assert_int_equal(quantity.value.coefficient * (negative ? -1 : 1), 6);
}

static void test_report__what_is_added_stands_in_the_supplement(void **state)
{
    struct fixture *f = *state;
    f->report->n_facts = 0;
    Shangji__V1__Figure *added = add_figure(f, "1180亩", "早稻种植1180亩");
    add_fact(f, "early_rice_area");
    added->decision = SHANGJI__V1__DECISION__DECISION_ADDED;
    assert_refused(f, SJ_INVALID, "NOT_IN_SUPPLEMENT");
    Shangji__V1__Section *section = make(f, &shangji__v1__section__descriptor);
    f->report->sections = sj_arena_array(&f->arena, 1, sizeof(Shangji__V1__Section *));
    f->report->sections[f->report->n_sections++] = section;
    section->level = 1;
    section->title = copy(f, "补充说明");
    section->span = span_of(f, "补充说明");
    section->span->end = (uint32_t)f->text.len;
    added->section = 0;
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.items[0].decision, SJ_ADDED);
    section->title = copy(f, "工作总结"); /* a heading that the text does not have */
    assert_refused(f, SJ_INVALID, "WORDS_NOT_IN_TEXT");
}

static void test_report__a_discarded_figure_makes_no_fact(void **state)
{
    struct fixture *f = *state;
    f->report->figures[0]->decision = SHANGJI__V1__DECISION__DECISION_DISCARDED;
    assert_refused(f, SJ_INVALID, "NOT_A_FACT");
    f->report->n_facts = 0;
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.count, 0);
}

static void test_report__refuses_two_values_of_one_whole(void **state)
{
    struct fixture *f = *state;
    add_figure(f, "200亩", "示范片早稻200亩");
    Shangji__V1__Fact *fact = add_fact(f, "early_rice_area");
    assert_refused(f, SJ_UNRESOLVED, "STATED_TWICE");
    fact->scope = SHANGJI__V1__SCOPE__SCOPE_DEMO;
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.count, 2);
    /* Up to two days, or done and planned, are two things each. */
    fact->scope = SHANGJI__V1__SCOPE__SCOPE_WHOLE;
    f->report->figures[1]->mood = SHANGJI__V1__MOOD__MOOD_PLANNED;
    assert_int_equal(judge(f), SJ_OK);
    f->report->figures[1]->mood = SHANGJI__V1__MOOD__MOOD_DONE;
    for (size_t i = 0; i < 2; i++) {
        f->report->facts[i]->basis = SHANGJI__V1__BASIS__BASIS_TO_DATE;
        f->report->facts[i]->basis_date = copy(f, i == 0 ? "2021-06-30" : "2021-09-30");
    }
    assert_int_equal(judge(f), SJ_OK);
}

static void test_report__holds_units_and_references(void **state)
{
    struct fixture *f = *state;
    Shangji__V1__Fact *fact = f->report->facts[0];
    fact->indicator = copy(f, "toilets_renovated");
    assert_int_equal(judge(f), SJ_INVALID);
    assert_string_equal(f->findings.items[0].reason, "UNIT_MISMATCH");
    fact->indicator = copy(f, "no_such_thing");
    assert_refused(f, SJ_INVALID, "UNKNOWN_INDICATOR");
    fact->indicator = copy(f, "early_rice_area");
    fact->figure = 7;
    assert_refused(f, SJ_INVALID, "BAD_FIGURE");
    fact->figure = 0;
    fact->period = copy(f, "2021-13");
    assert_refused(f, SJ_INVALID, "INCOMPLETE");
    fact->period = copy(f, "2021");
    fact->basis = SHANGJI__V1__BASIS__BASIS_TO_DATE; /* without its date */
    assert_refused(f, SJ_INVALID, "INCOMPLETE");
    fact->basis_date = copy(f, "2021-06-30");
    assert_int_equal(judge(f), SJ_OK);
}

static void test_report__growth_told_in_percent_makes_no_fact(void **state)
{
    struct fixture *f = *state;
    Shangji__V1__Figure *figure = add_figure(f, "7.5%", "早稻比上年增长7.5%");
    add_fact(f, "early_rice_area");
    assert_refused(f, SJ_INVALID, "UNIT_MISMATCH");
    figure->kind = SHANGJI__V1__KIND__KIND_GROWTH;
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.count, 1);
}

static void test_report__takes_words_for_no_number(void **state)
{
    struct fixture *f = *state;
    Shangji__V1__Statement *statement = make(f, &shangji__v1__statement__descriptor);
    statement->what = SHANGJI__V1__STATEMENT__WHAT__NOT_COUNTED;
    statement->decision = SHANGJI__V1__DECISION__DECISION_CONFIRMED;
    statement->span = span_of(f, "改厕");
    statement->text = copy(f, "改厕");
    statement->section = -1;
    f->report->statements[f->report->n_statements++] = statement;
    assert_refused(f, SJ_INVALID, "BAD_STATEMENT");
    statement->indicator = copy(f, "toilets_renovated");
    assert_int_equal(judge(f), SJ_OK);
    assert_int_equal(f->facts.count, 2);
    assert_int_equal(f->facts.items[1].state, SJ_FACT_NOT_COUNTED);
}

/* Words cannot be compared with a withheld text; all else is judged as before. */
static void test_report__is_judged_without_a_withheld_text(void **state)
{
    struct fixture *f = *state;
    sj_findings_init(&f->findings, &f->arena);
    assert_int_equal(sj_report_judge(f->report, NULL, &f->catalogue, &f->arena, &f->findings,
                                     &f->facts, &f->error),
                     SJ_OK);
    assert_int_equal(f->facts.count, 1);
    f->report->figures[0]->value = copy(f, "9");
    assert_int_equal(sj_report_judge(f->report, NULL, &f->catalogue, &f->arena, &f->findings,
                                     &f->facts, &f->error),
                     SJ_INVALID);
}

static void test_report__collects_every_fault(void **state)
{
    struct fixture *f = *state;
    f->report->catalogue = copy(f, "0");
    f->report->document->name = copy(f, "a/b.txt");
    f->report->figures[0]->value = copy(f, "9");
    assert_int_equal(judge(f), SJ_PRECONDITION);
    assert_int_equal(f->findings.count, 3);
}

#define WITH_REPORT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_REPORT(test_report__makes_a_fact_of_a_confirmed_figure),
        WITH_REPORT(test_report__refuses_words_that_are_not_in_the_text),
        WITH_REPORT(test_report__reads_every_figure_again),
        WITH_REPORT(test_report__wants_a_decision_on_an_anomaly),
        WITH_REPORT(test_report__certifying_does_not_lift_a_hard_limit),
        WITH_REPORT(test_report__a_slip_in_the_correction_is_not_signed),
        WITH_REPORT(test_report__keeps_the_sign_of_growth),
        WITH_REPORT(test_report__what_is_added_stands_in_the_supplement),
        WITH_REPORT(test_report__a_discarded_figure_makes_no_fact),
        WITH_REPORT(test_report__refuses_two_values_of_one_whole),
        WITH_REPORT(test_report__holds_units_and_references),
        WITH_REPORT(test_report__growth_told_in_percent_makes_no_fact),
        WITH_REPORT(test_report__takes_words_for_no_number),
        WITH_REPORT(test_report__is_judged_without_a_withheld_text),
        WITH_REPORT(test_report__collects_every_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
