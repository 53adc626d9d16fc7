#include "draft_fixture.h"

#include "client/draft_open.h"
#include "client/draft_required.h"
#include "client/report_build.h"
#include "client/report_parcel.h"
#include "proto/pb.h"
#include "rules/report.h"
#include "trust/key.h"

struct built {
    struct fixture *f;
    struct sj_document document;
    struct sj_report_build build;
    struct sj_report_built report;
    struct sj_facts facts;
    struct sj_findings judged;
};

static struct built b;

static int set_up(void **state)
{
    sj_trust_init();
    b = (struct built){.f = fixture_new()};
    b.document = (struct sj_document){
        .name = "报告.txt", .media_type = "text/plain", .original = b.f->text, .text = b.f->text};
    b.build = (struct sj_report_build){.document = &b.document,
                                       .reading = &b.f->reading,
                                       .catalogue = &b.f->catalogue,
                                       .decisions = &b.f->decisions,
                                       .township = "430482107",
                                       .kind = "annual",
                                       .reader = "shangji/test",
                                       .period = {.year = 2021, .kind = SJ_PERIOD_YEAR},
                                       .revision = 1,
                                       .replaces_reason = "",
                                       .seen_checkpoint = "",
                                       .secret = SJ_LITERAL("0123456789abcdef0123456789abcdef"),
                                       .made_at = 1638864000};
    reload(b.f);
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(b.f);
    return 0;
}

/* Decides, builds and judges. */
static enum sj_status build(void)
{
    decide(b.f);
    assert_int_equal(sj_report_build(&b.build, &b.f->arena, &b.report, &b.f->error), SJ_OK);
    sj_findings_init(&b.judged, &b.f->arena);
    enum sj_status status = sj_report_judge(b.report.message, &b.report.text, &b.f->catalogue,
                                            &b.f->arena, &b.judged, &b.facts, &b.f->error);
    for (size_t i = 0; i < b.judged.count && b.f->findings.count == 0; i++)
        print_message("%s: %s\n", b.judged.items[i].field, b.judged.items[i].message);
    return status;
}

static const Shangji__V1__Fact *fact_of(const char *code)
{
    for (size_t i = 0; i < b.report.message->n_facts; i++)
        if (strcmp(b.report.message->facts[i]->indicator, code) == 0)
            return b.report.message->facts[i];
    return NULL;
}

static const Shangji__V1__Figure *figure_of(const char *code)
{
    const Shangji__V1__Fact *fact = fact_of(code);
    assert_non_null(fact);
    return b.report.message->figures[fact->figure];
}

static void test_report_build__satisfies_the_judge(void **state)
{
    resolve_the_slip(b.f);
    assert_int_equal(build(), SJ_OK);
    const Shangji__V1__Report *report = b.report.message;
    assert_true(sj_bytes_equal(b.report.text, b.f->text));
    assert_int_equal(report->n_figures, 5);
    assert_int_equal(report->n_facts, 3);
    assert_int_equal(b.facts.count, 3);
    assert_int_equal(report->n_sections, 2);
    assert_string_equal(report->sections[1]->number, "二、");
    assert_true(report->sections[1]->plans);
    assert_int_equal(report->n_statements, 1);
    assert_string_equal(report->statements[0]->text, "2022年改厕650个");
    const Shangji__V1__Figure *rice = figure_of("early_rice_area");
    assert_string_equal(rice->surface, "1140余亩");
    assert_string_equal(rice->clause, "全镇早稻种植1140余亩");
    assert_string_equal(rice->value, "1140");
    assert_string_equal(rice->interval->hi, "1150");
    assert_true(rice->interval->hi_open);
    assert_string_equal(figure_of("petitions_growth")->value, "-5");
    assert_int_equal(b.report.lines[1], 4);
}

static void test_report_build__a_correction_stands_beside_the_words(void **state)
{
    resolve_the_slip(b.f);
    assert_int_equal(build(), SJ_OK);
    const Shangji__V1__Figure *rape = figure_of("rapeseed_area");
    assert_string_equal(rape->surface, "15000千余亩");
    assert_string_equal(rape->value, "15000000");
    assert_string_equal(rape->corrected, "15000余亩");
    assert_string_equal(rape->reason, "多写了千字");
    assert_int_equal(rape->decision, SHANGJI__V1__DECISION__DECISION_CORRECTED);
    assert_int_equal(rape->n_anomalies, 1);
    assert_string_equal(rape->anomalies[0], "doubled_multiplier");
    for (size_t i = 0; i < b.facts.count; i++)
        if (b.facts.items[i].figure == 1)
            assert_int_equal(b.facts.items[i].value, 150000000);
}

static void test_report_build__an_unresolved_anomaly_is_judged_so(void **state)
{
    assert_int_equal(build(), SJ_UNRESOLVED);
    assert_string_equal(b.judged.items[0].field, "figures[1]");
}

static void test_report_build__discarded_and_other_figures_make_no_fact(void **state)
{
    b.f->draft.rows[2].cells[SJ_DRAFT_DECISION] = "舍弃";
    b.f->draft.rows[2].cells[SJ_DRAFT_REASON] = "原文有误";
    b.f->draft.rows[1].cells[SJ_DRAFT_KIND] = "其他";
    assert_int_equal(build(), SJ_OK);
    assert_int_equal(b.report.message->n_figures, 5);
    assert_null(fact_of("rapeseed_area"));
    assert_null(fact_of("early_rice_area"));
    assert_int_equal(b.facts.count, 1);
}

static void test_report_build__facts_take_the_year_of_the_words(void **state)
{
    resolve_the_slip(b.f);
    b.f->draft.rows[4].cells[SJ_DRAFT_INDICATOR] = "改厕数";
    b.f->draft.rows[1].cells[SJ_DRAFT_BASIS] = "2020年时点2020-12-31";
    assert_int_equal(build(), SJ_OK);
    assert_string_equal(fact_of("toilets_converted")->period, "2022");
    assert_string_equal(fact_of("early_rice_area")->period, "2020");
    assert_string_equal(fact_of("early_rice_area")->basis_date, "2020-12-31");
    assert_string_equal(fact_of("rapeseed_area")->period, "2021");
    /* a half year's report: its own year says no more than itself */
    b.build.period = (struct sj_period){.year = 2022, .kind = SJ_PERIOD_HALF, .part = 1};
    assert_int_equal(build(), SJ_OK);
    assert_string_equal(fact_of("toilets_converted")->period, "2022-S1");
}

static void test_report_build__a_decrease_may_turn_out_to_be_none(void **state)
{
    resolve_the_slip(b.f);
    b.f->draft.rows[3].cells[SJ_DRAFT_KIND] = "实绩";
    assert_int_equal(build(), SJ_OK);
    assert_string_equal(figure_of("petitions_growth")->value, "5");
}

static void test_report_build__additions_get_words_of_their_own(void **state)
{
    resolve_the_slip(b.f);
    b.f->draft.rows[1].cells[SJ_DRAFT_CODE] = "";
    add_row(b.f, "补充", "early_rice_area", "约1300亩");
    add_row(b.f, "补充", "toilets_converted", "不适用")->cells[SJ_DRAFT_REASON] = "本镇无旱厕";
    struct sj_draft_row *plan = add_row(b.f, "补充", "rapeseed_area", "1.6万");
    plan->cells[SJ_DRAFT_KIND] = "计划";
    plan->cells[SJ_DRAFT_BASIS] = "2022年全年";
    plan->cells[SJ_DRAFT_SCOPE] = "村:丛保村";
    assert_int_equal(build(), SJ_OK);
    const char *text = sj_arena_text(&b.f->arena, b.report.text);
    assert_string_equal(text, FIXTURE_TEXT "补充说明\n"
                                           "全镇早稻种植面积约1300亩。\n"
                                           "2022年丛保村计划油菜种植面积1.6万亩。\n"
                                           "全镇改厕数：不适用（本镇无旱厕）。\n");
    const Shangji__V1__Report *report = b.report.message;
    assert_int_equal(report->n_sections, 3);
    assert_string_equal(report->sections[2]->title, "补充说明");
    const Shangji__V1__Figure *rice = figure_of("early_rice_area");
    assert_int_equal(rice->decision, SHANGJI__V1__DECISION__DECISION_ADDED);
    assert_string_equal(rice->surface, "约1300亩");
    assert_string_equal(rice->clause, "全镇早稻种植面积约1300亩");
    assert_int_equal(rice->section, 2);
    assert_int_equal(report->n_statements, 2);
    assert_int_equal(report->statements[1]->what, SHANGJI__V1__STATEMENT__WHAT__NOT_APPLICABLE);
    assert_string_equal(report->statements[1]->indicator, "toilets_converted");
    assert_string_equal(report->statements[1]->text, "全镇改厕数：不适用（本镇无旱厕）");
    assert_int_equal(report->document->text_size, b.report.text.len);
    assert_int_equal(b.report.lines[report->n_figures - 2], 8);
}

static void test_report_build__a_growth_is_added_with_its_sign(void **state)
{
    resolve_the_slip(b.f);
    b.f->draft.rows[3].cells[SJ_DRAFT_CODE] = "";
    add_row(b.f, "补充", "petitions_growth", "-3.5%")->cells[SJ_DRAFT_KIND] = "增长";
    assert_int_equal(build(), SJ_OK);
    assert_string_equal(figure_of("petitions_growth")->value, "-3.5");
    assert_string_equal(figure_of("petitions_growth")->clause, "全镇信访量变化下降3.5%");
}

static void test_report_build__digests_are_salted(void **state)
{
    resolve_the_slip(b.f);
    assert_int_equal(build(), SJ_OK);
    struct sj_digest salt = sj_blake2b2(b.build.secret, b.f->text);
    assert_true(sj_digest_equal(&salt, &b.report.salt));
    struct sj_digest digest = sj_blake2b2(SJ_BYTES(salt.bytes, SJ_DIGEST), b.f->text);
    assert_memory_equal(b.report.message->document->text_digest.data, digest.bytes, SJ_DIGEST);
    assert_memory_equal(b.report.message->document->original_digest.data, digest.bytes, SJ_DIGEST);
}

static void pack(struct sj_bytes before, struct sj_report_parcel *parcel)
{
    static const uint8_t seed[32] = {7};
    struct sj_key *key = NULL;
    assert_int_equal(build(), SJ_OK);
    assert_int_equal(sj_report_pack(&b.report, before, &b.f->arena, parcel, &b.f->error), SJ_OK);
    assert_int_equal(sj_key_of_seed(seed, &key, &b.f->error), SJ_OK);
    assert_int_equal(sj_report_sign(&b.report, key, &b.f->arena, parcel, &b.f->error), SJ_OK);
    sj_key_free(key);
}

static void test_report_build__packing_again_makes_the_same(void **state)
{
    struct sj_report_parcel first, again, other;
    resolve_the_slip(b.f);
    pack((struct sj_bytes){NULL, 0}, &first);
    assert_false(first.same);
    b.build.made_at += 3600;
    b.build.seen_checkpoint = "origin\n9\n";
    pack(first.envelope, &again);
    assert_true(again.same);
    assert_true(sj_bytes_equal(first.envelope, again.envelope));
    assert_true(sj_digest_equal(&first.identity, &again.identity));
    b.f->draft.rows[2].cells[SJ_DRAFT_REASON] = "另一理由";
    pack(first.envelope, &other);
    assert_false(other.same);
    assert_false(sj_digest_equal(&first.identity, &other.identity));
    pack(SJ_LITERAL("garbage"), &again);
    assert_true(sj_digest_equal(&other.identity, &again.identity));
}

static void test_report_build__packing_again_keeps_what_the_head_signed(void **state)
{
    static const uint8_t seed[32] = {8};
    struct sj_report_parcel parcel, again;
    struct sj_envelope envelope;
    struct sj_bytes cosigned;
    struct sj_key *head = NULL;
    resolve_the_slip(b.f);
    pack((struct sj_bytes){NULL, 0}, &parcel);
    assert_int_equal(sj_key_of_seed(seed, &head, &b.f->error), SJ_OK);
    assert_int_equal(sj_envelope_decode(parcel.envelope, &b.f->arena, &envelope, &b.f->error),
                     SJ_OK);
    assert_int_equal(sj_envelope_sign(&envelope, head, &b.f->arena, &b.f->error), SJ_OK);
    assert_int_equal(sj_envelope_encode(&envelope, &b.f->arena, &cosigned, &b.f->error), SJ_OK);
    sj_key_free(head);
    pack(cosigned, &again);
    assert_true(sj_bytes_equal(again.envelope, cosigned));
    /* Of another report nobody has signed yet. */
    b.f->draft.rows[2].cells[SJ_DRAFT_REASON] = "另一理由";
    pack(cosigned, &again);
    assert_int_equal(sj_envelope_decode(again.envelope, &b.f->arena, &envelope, &b.f->error),
                     SJ_OK);
    assert_int_equal(envelope.signature_count, 1);
}

static void test_report_build__the_parcel_holds_text_and_salt(void **state)
{
    struct sj_report_parcel parcel;
    ProtobufCMessage *message = NULL;
    resolve_the_slip(b.f);
    pack((struct sj_bytes){NULL, 0}, &parcel);
    assert_int_equal(sj_pb_unpack(&shangji__v1__source_text__descriptor, parcel.text, &b.f->arena,
                                  "text", &message, &b.f->error),
                     SJ_OK);
    const Shangji__V1__SourceText *source = (const Shangji__V1__SourceText *)message;
    assert_true(sj_bytes_equal(sj_pb_bytes(source->text), b.report.text));
    assert_memory_equal(source->salt.data, b.report.salt.bytes, SJ_DIGEST);
    assert_string_equal(sj_report_name("430482107", b.build.period, "annual", 2, &b.f->arena),
                        "430482107-2021-annual-r2");
}

static void test_report_build__a_malformed_head_is_not_signed(void **state)
{
    struct sj_report_parcel parcel;
    resolve_the_slip(b.f);
    b.build.township = "43048210";
    assert_int_equal(build(), SJ_OK);
    assert_int_equal(
        sj_report_pack(&b.report, (struct sj_bytes){NULL, 0}, &b.f->arena, &parcel, &b.f->error),
        SJ_INVALID);
    assert_string_equal(b.f->error.reason, "BAD_TOWNSHIP");
}

static size_t missing_by(const char *codes, const Shangji__V1__GetRollReply *roll)
{
    struct sj_option_list list = {.values = {codes}, .count = codes == NULL ? 0 : 1};
    struct sj_missing missing;
    enum sj_status status = sj_draft_missing(b.report.message, &b.facts, &b.f->catalogue, &list,
                                             roll, &b.f->arena, &missing, &b.f->error);
    return status == SJ_OK ? missing.count : SIZE_MAX;
}

static size_t missing_count(const char *codes)
{
    return missing_by(codes, NULL);
}

static void test_report_build__required_indicators_are_missed(void **state)
{
    resolve_the_slip(b.f);
    assert_int_equal(build(), SJ_OK);
    assert_int_equal(missing_count(NULL), 0);
    assert_int_equal(missing_count("toilets_converted, early_rice_area"), 1);
    assert_int_equal(missing_count("toilets_convert"), SIZE_MAX);
    b.f->draft.rows[1].cells[SJ_DRAFT_CODE] = "";
    assert_int_equal(build(), SJ_OK);
    assert_int_equal(missing_count(NULL), 1);
    add_row(b.f, "补充", "early_rice_area", "未统计");
    assert_int_equal(build(), SJ_OK);
    assert_int_equal(missing_count(NULL), 0);
}

static void test_report_build__the_city_says_what_its_period_requires(void **state)
{
    char code[] = "toilets_converted", *required[] = {code};
    Shangji__V1__PeriodState period;
    Shangji__V1__PeriodState *periods[] = {&period};
    Shangji__V1__GetRollReply roll;
    shangji__v1__period_state__init(&period);
    shangji__v1__get_roll_reply__init(&roll);
    resolve_the_slip(b.f);
    assert_int_equal(build(), SJ_OK);
    assert_int_equal(missing_by(NULL, &roll), 0); /* another period's list does not count */
    period.period = b.report.message->period;
    period.kind = b.report.message->kind;
    period.required = required;
    period.n_required = 1;
    roll.periods = periods;
    roll.n_periods = 1;
    assert_int_equal(missing_by(NULL, &roll), 1);
    assert_int_equal(missing_by("early_rice_area", &roll), 0); /* asked for by name goes first */
}

/* Judges as `check` does, and gives back how the rows and the summary read. */
static enum sj_status judge_rows(struct sj_draft_opened *opened)
{
    struct sj_home home = {.arena = b.f->arena};
    struct sj_error error = {0};
    decide(b.f);
    *opened = (struct sj_draft_opened){.document = b.document,
                                       .catalogue = &b.f->catalogue,
                                       .reading = b.f->reading,
                                       .draft = b.f->draft,
                                       .decisions = b.f->decisions,
                                       .findings = b.f->findings};
    opened->findings.arena = &home.arena;
    assert_int_equal(sj_draft_judge(&home, opened, &b.build, &b.report, &b.facts, &error), SJ_OK);
    b.f->findings = opened->findings;
    enum sj_status status = sj_draft_result(opened, &b.f->error);
    b.f->arena = home.arena;
    b.f->findings.arena = &b.f->arena;
    return status;
}

static void test_report_build__what_the_judge_finds_stands_at_its_row(void **state)
{
    struct sj_draft_opened opened;
    resolve_the_slip(b.f);
    assert_int_equal(judge_rows(&opened), SJ_OK);
    b.f->draft.rows[2].cells[SJ_DRAFT_CODE] = "early_rice_area";
    assert_int_equal(judge_rows(&opened), SJ_UNRESOLVED);
    assert_finding(b.f, "STATED_TWICE", "d.csv:4");
    assert_string_equal(b.f->error.field, "d.csv:4");
    assert_non_null(strstr(b.f->error.message, "4"));
    add_row(b.f, "补充", "toilets_converted", "3亩");
    assert_int_equal(judge_rows(&opened), SJ_INVALID);
    assert_finding(b.f, "UNIT_MISMATCH", "d.csv:8");
    assert_string_equal(b.f->error.field, "d.csv:8");
}

static void test_report_build__a_row_is_not_told_the_same_twice(void **state)
{
    struct sj_draft_opened opened;
    assert_int_equal(judge_rows(&opened), SJ_UNRESOLVED);
    assert_int_equal(b.f->findings.count, 1);
    assert_finding(b.f, "ANOMALY_UNRESOLVED", "d.csv:4");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_report_build__satisfies_the_judge),
        T(test_report_build__a_correction_stands_beside_the_words),
        T(test_report_build__an_unresolved_anomaly_is_judged_so),
        T(test_report_build__discarded_and_other_figures_make_no_fact),
        T(test_report_build__facts_take_the_year_of_the_words),
        T(test_report_build__a_decrease_may_turn_out_to_be_none),
        T(test_report_build__additions_get_words_of_their_own),
        T(test_report_build__a_growth_is_added_with_its_sign),
        T(test_report_build__digests_are_salted),
        T(test_report_build__packing_again_makes_the_same),
        T(test_report_build__packing_again_keeps_what_the_head_signed),
        T(test_report_build__the_parcel_holds_text_and_salt),
        T(test_report_build__a_malformed_head_is_not_signed),
        T(test_report_build__required_indicators_are_missed),
        T(test_report_build__the_city_says_what_its_period_requires),
        T(test_report_build__what_the_judge_finds_stands_at_its_row),
        T(test_report_build__a_row_is_not_told_the_same_twice),
    };
#undef T
    return cmocka_run_group_tests(tests, NULL, NULL);
}
