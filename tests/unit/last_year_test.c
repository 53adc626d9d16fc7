#include "draft_fixture.h"

#include "client/last_year.h"
#include "proto/pb.h"

#include <report.pb-c.h>

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

static struct sj_interval between(const char *lo, const char *hi)
{
    struct sj_interval interval = {.has_lo = true, .has_hi = hi[0] != '\0'};
    assert_true(sj_decimal_parse(sj_bytes_of(lo), &interval.lo));
    if (interval.has_hi)
        assert_true(sj_decimal_parse(sj_bytes_of(hi), &interval.hi));
    return interval;
}

static void test_last_year__far_is_threefold_for_all_that_the_words_allow(void **state)
{
    (void)state;
    static const struct {
        const char *now_lo, *now_hi, *then_lo, *then_hi;
        bool far;
    } cases[] = {
        {"3000", "3000", "1000", "1000", true},  {"2999", "2999", "1000", "1000", false},
        {"1000", "1000", "3000", "3000", true},  {"1000", "1000", "2999", "2999", false},
        {"3000", "3010", "1000", "1010", false}, {"3030", "3040", "1000", "1010", true},
        {"8000", "", "1000", "1000", true},      {"100", "", "1000", "1000", false},
        {"9000", "9000", "1000", "", false},     {"27", "27", "9", "9", false},
        {"30", "30", "10", "10", true},          {"0", "0", "1000", "1000", false},
        {"1000", "1000", "0", "0", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sj_interval now = between(cases[i].now_lo, cases[i].now_hi);
        struct sj_interval then = between(cases[i].then_lo, cases[i].then_hi);
        assert_int_equal(sj_is_far(&now, &then), cases[i].far);
    }
}

/* A report of 2020 with one fact. */
static Shangji__V1__Report *report_of(struct fixture *f, const char *surface, const char *code,
                                      Shangji__V1__Scope scope)
{
    Shangji__V1__Report *report = sj_pb_new(&shangji__v1__report__descriptor, &f->arena);
    Shangji__V1__Figure *figure = sj_pb_new(&shangji__v1__figure__descriptor, &f->arena);
    Shangji__V1__Fact *fact = sj_pb_new(&shangji__v1__fact__descriptor, &f->arena);
    report->figures = sj_arena_array(&f->arena, 1, sizeof *report->figures);
    report->facts = sj_arena_array(&f->arena, 1, sizeof *report->facts);
    report->n_figures = report->n_facts = 1;
    report->figures[0] = figure;
    report->facts[0] = fact;
    report->period = sj_arena_printf(&f->arena, "2020");
    fact->period = sj_arena_printf(&f->arena, "2020");
    fact->indicator = sj_arena_printf(&f->arena, "%s", code);
    fact->basis = SHANGJI__V1__BASIS__BASIS_YEAR;
    fact->scope = scope;
    figure->surface = sj_arena_printf(&f->arena, "%s", surface);
    figure->kind = SHANGJI__V1__KIND__KIND_OUTCOME;
    return report;
}

static sj_anomalies flagged(struct fixture *f, const Shangji__V1__Report *report)
{
    struct sj_last_year last = sj_last_year_of(report, &f->catalogue, &f->arena);
    f->figures[0].anomalies = 0;
    sj_last_year_flag(&last, &f->catalogue, &f->reading);
    sj_last_year_show(&last, &f->reading, &f->fresh);
    return f->figures[0].anomalies;
}

static void test_last_year__is_shown_and_flagged(void **state)
{
    struct fixture *f = *state;
    const Shangji__V1__Scope whole = SHANGJI__V1__SCOPE__SCOPE_WHOLE;
    assert_int_equal(flagged(f, report_of(f, "1200亩", "early_rice_area", whole)), 0);
    assert_string_equal(f->fresh.rows[1].cells[SJ_DRAFT_LAST_YEAR], "1200亩");
    assert_string_equal(f->fresh.rows[2].cells[SJ_DRAFT_LAST_YEAR], "");
    assert_int_equal(flagged(f, report_of(f, "380亩", "early_rice_area", whole)),
                     SJ_ANOMALY_MASK(SJ_ANOMALY_FAR_FROM_LAST_YEAR));
    assert_int_equal(
        flagged(f, report_of(f, "380亩", "early_rice_area", SHANGJI__V1__SCOPE__SCOPE_DEMO)), 0);
    assert_int_equal(flagged(f, report_of(f, "380亩", "gone_since", whole)), 0);
    assert_int_equal(flagged(f, report_of(f, "许多", "early_rice_area", whole)), 0);
}

static void test_last_year__what_is_far_waits_for_a_decision(void **state)
{
    struct fixture *f = *state;
    f->figures[0].anomalies = SJ_ANOMALY_MASK(SJ_ANOMALY_FAR_FROM_LAST_YEAR);
    reload(f);
    resolve_the_slip(f);
    decide(f);
    assert_int_equal(f->findings.count, 1);
    assert_finding(f, "ANOMALY_UNRESOLVED", "d.csv:3");
    f->draft.rows[1].cells[SJ_DRAFT_DECISION] = "属实";
    f->draft.rows[1].cells[SJ_DRAFT_REASON] = "退林还耕";
    decide(f);
    assert_int_equal(f->findings.count, 0);
    assert_int_equal(f->decisions.choices[0].anomalies,
                     SJ_ANOMALY_MASK(SJ_ANOMALY_FAR_FROM_LAST_YEAR));
    f->draft.rows[1].cells[SJ_DRAFT_DECISION] = "";
    f->draft.rows[1].cells[SJ_DRAFT_CODE] = "rapeseed_area"; /* another one: not compared */
    decide(f);
    assert_int_equal(f->findings.count, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define YEAR(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        cmocka_unit_test(test_last_year__far_is_threefold_for_all_that_the_words_allow),
        YEAR(test_last_year__is_shown_and_flagged),
        YEAR(test_last_year__what_is_far_waits_for_a_decision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
