#include "unit.h"

#include "base/arena.h"
#include "rules/city.h"

#include <stdlib.h>

/* A small city: two townships, keys that are just numbers. Signatures are trust's affair; here
 * it counts which keys are said to have signed. */
static const char ORIGIN[] = "shangji.example/990101";

struct fixture {
    struct sj_city *city;
    struct sj_arena arena;
    uint64_t index;
    struct sj_error error;
};

static struct sj_public_key key(uint8_t number)
{
    struct sj_public_key made;
    memset(made.bytes, number, SJ_PUBLIC_KEY);
    return made;
}

enum { LEDGER = 1, OPERATOR = 2, RECOVERY = 3, CLERK = 10, OTHER_CLERK = 11, HEAD = 12 };

static ProtobufCBinaryData key_data(struct fixture *f, uint8_t number)
{
    struct sj_public_key *copy = sj_arena_alloc(&f->arena, sizeof *copy);
    *copy = key(number);
    return (ProtobufCBinaryData){.len = SJ_PUBLIC_KEY, .data = copy->bytes};
}

static char *text(struct fixture *f, const char *words)
{
    return sj_arena_text(&f->arena, sj_bytes_of(words));
}

static Shangji__V1__Act *new_act(struct fixture *f)
{
    Shangji__V1__Act *act = sj_arena_alloc(&f->arena, sizeof *act);
    shangji__v1__act__init(act);
    act->origin = text(f, ORIGIN);
    return act;
}

static enum sj_status judge(struct fixture *f, const struct sj_submission *submission, uint8_t a,
                            uint8_t b)
{
    struct sj_public_key signers[2] = {key(a), key(b)};
    return sj_city_judge(f->city, submission, f->index, signers, b == 0 ? 1 : 2, &f->error);
}

/* Judges, and applies at the next place what was accepted. */
static enum sj_status put(struct fixture *f, const struct sj_submission *submission, uint8_t a,
                          uint8_t b, int64_t at)
{
    enum sj_status status = judge(f, submission, a, b);
    if (status != SJ_OK)
        return status;
    struct sj_public_key signers[2] = {key(a), key(b)};
    struct sj_entry entry = {.taken_at = at};
    sj_submission_subject(submission, &entry);
    memset(entry.identity.bytes, (int)(f->index + 100), SJ_DIGEST);
    status =
        sj_city_apply(f->city, f->index, &entry, submission, signers, b == 0 ? 1 : 2, &f->error);
    f->index++;
    return status;
}

static enum sj_status found(struct fixture *f)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Founding *founding = sj_arena_alloc(&f->arena, sizeof *founding);
    shangji__v1__founding__init(founding);
    founding->division = text(f, "990101");
    founding->division_name = text(f, "云汀县");
    founding->operator_key = key_data(f, OPERATOR);
    founding->recovery_key = key_data(f, RECOVERY);
    founding->ledger_key = key_data(f, LEDGER);
    const char *codes[] = {"990101100", "990101101"}, *names[] = {"南浦镇", "白石镇"};
    founding->n_townships = 2;
    founding->townships = sj_arena_array(&f->arena, 2, sizeof(Shangji__V1__Township *));
    for (int i = 0; i < 2; i++) {
        founding->townships[i] = sj_arena_alloc(&f->arena, sizeof **founding->townships);
        shangji__v1__township__init(founding->townships[i]);
        founding->townships[i]->code = text(f, codes[i]);
        founding->townships[i]->name = text(f, names[i]);
    }
    act->act_case = SHANGJI__V1__ACT__ACT_FOUNDING;
    act->founding = founding;
    return put(f, &(struct sj_submission){.act = act}, LEDGER, 0, 0);
}

static enum sj_status enrol(struct fixture *f, const char *township, uint8_t number, uint8_t a,
                            uint8_t b)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Enrolment *enrolment = sj_arena_alloc(&f->arena, sizeof *enrolment);
    shangji__v1__enrolment__init(enrolment);
    enrolment->township = text(f, township);
    enrolment->public_key = key_data(f, number);
    enrolment->role =
        number == HEAD ? SHANGJI__V1__ROLE__ROLE_HEAD : SHANGJI__V1__ROLE__ROLE_PREPARER;
    act->act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act->enrolment = enrolment;
    return put(f, &(struct sj_submission){.act = act}, a, b, 0);
}

static enum sj_status revoke(struct fixture *f, const char *township, uint8_t number, uint8_t by)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Revocation *revocation = sj_arena_alloc(&f->arena, sizeof *revocation);
    shangji__v1__revocation__init(revocation);
    revocation->township = text(f, township);
    revocation->public_key = key_data(f, number);
    act->act_case = SHANGJI__V1__ACT__ACT_REVOCATION;
    act->revocation = revocation;
    return put(f, &(struct sj_submission){.act = act}, by, 0, 0);
}

static enum sj_status publish(struct fixture *f, const char *version, const char *unit)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Catalogue *catalogue = sj_arena_alloc(&f->arena, sizeof *catalogue);
    shangji__v1__catalogue__init(catalogue);
    catalogue->version = text(f, version);
    catalogue->title = text(f, "试用目录");
    catalogue->n_domains = 1;
    catalogue->domains = sj_arena_array(&f->arena, 1, sizeof(Shangji__V1__Domain *));
    catalogue->domains[0] = sj_arena_alloc(&f->arena, sizeof **catalogue->domains);
    shangji__v1__domain__init(catalogue->domains[0]);
    catalogue->domains[0]->code = text(f, "farming");
    catalogue->domains[0]->name_zh = text(f, "农业");
    catalogue->domains[0]->name_en = text(f, "Farming");
    catalogue->n_indicators = 1;
    catalogue->indicators = sj_arena_array(&f->arena, 1, sizeof(Shangji__V1__Indicator *));
    Shangji__V1__Indicator *rice = sj_arena_alloc(&f->arena, sizeof *rice);
    catalogue->indicators[0] = rice;
    shangji__v1__indicator__init(rice);
    rice->code = text(f, "early_rice_area");
    rice->name_zh = text(f, "早稻种植面积");
    rice->name_en = text(f, "Early rice area");
    rice->domain = text(f, "farming");
    rice->unit = text(f, unit);
    rice->better = SHANGJI__V1__BETTER__BETTER_MORE;
    rice->aggregation = SHANGJI__V1__AGGREGATION__AGGREGATION_SUM;
    rice->required = 1;
    rice->n_phrases = 1;
    rice->phrases = sj_arena_array(&f->arena, 1, sizeof(char *));
    rice->phrases[0] = text(f, "早稻");
    act->act_case = SHANGJI__V1__ACT__ACT_CATALOGUE;
    act->catalogue = catalogue;
    struct sj_submission submission = {.act = act};
    /* The way an envelope would come in: through its bytes. */
    size_t len = shangji__v1__act__get_packed_size(act);
    uint8_t *bytes = sj_arena_alloc(&f->arena, len);
    shangji__v1__act__pack(act, bytes);
    enum sj_status status = sj_submission_decode(SJ_LITERAL(SJ_TYPE_ACT), SJ_BYTES(bytes, len),
                                                 &f->arena, &submission, &f->error);
    return status == SJ_OK ? put(f, &submission, OPERATOR, 0, 0) : status;
}

static enum sj_status open_period(struct fixture *f, const char *period, const char *catalogue)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__PeriodOpening *opening = sj_arena_alloc(&f->arena, sizeof *opening);
    shangji__v1__period_opening__init(opening);
    opening->period = text(f, period);
    opening->kind = text(f, "annual");
    opening->deadline = text(f, "2022-01-31");
    opening->catalogue = text(f, catalogue);
    act->act_case = SHANGJI__V1__ACT__ACT_OPENING;
    act->opening = opening;
    return put(f, &(struct sj_submission){.act = act}, OPERATOR, 0, 0);
}

static enum sj_status close_period(struct fixture *f, const char *period)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__PeriodClosing *closing = sj_arena_alloc(&f->arena, sizeof *closing);
    shangji__v1__period_closing__init(closing);
    closing->period = text(f, period);
    closing->kind = text(f, "annual");
    act->act_case = SHANGJI__V1__ACT__ACT_CLOSING;
    act->closing = closing;
    return put(f, &(struct sj_submission){.act = act}, OPERATOR, 0, 0);
}

static Shangji__V1__Report *new_report(struct fixture *f, const char *township, uint32_t revision)
{
    Shangji__V1__Report *report = sj_arena_alloc(&f->arena, sizeof *report);
    shangji__v1__report__init(report);
    report->township = text(f, township);
    report->period = text(f, "2021");
    report->kind = text(f, "annual");
    report->revision = revision;
    report->catalogue = text(f, "1");
    return report;
}

static enum sj_status put_report(struct fixture *f, Shangji__V1__Report *report, uint8_t by)
{
    return put(f, &(struct sj_submission){.report = report}, by, 0, 1000 + (int64_t)f->index);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    sj_arena_init(&f->arena, 1 << 22);
    struct sj_public_key ledger = key(LEDGER);
    *state = f;
    return f == NULL || sj_city_new(&ledger, ORIGIN, &f->city, &f->error) != SJ_OK;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    sj_city_free(f->city);
    sj_arena_clear(&f->arena);
    free(f);
    return 0;
}

static void start(struct fixture *f)
{
    assert_int_equal(found(f), SJ_OK);
    assert_int_equal(publish(f, "1", "亩"), SJ_OK);
    assert_int_equal(open_period(f, "2021", "1"), SJ_OK);
    assert_int_equal(enrol(f, "990101100", CLERK, OPERATOR, CLERK), SJ_OK);
    assert_int_equal(enrol(f, "990101101", OTHER_CLERK, OPERATOR, OTHER_CLERK), SJ_OK);
}

static void test_city__begins_with_its_founding_and_has_one(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(open_period(f, "2021", "1"), SJ_PRECONDITION);
    assert_int_equal(found(f), SJ_OK);
    assert_string_equal(sj_city_division_name(f->city), "云汀县");
    assert_int_equal(sj_city_find_township(f->city, SJ_LITERAL("990101101")), 1);
    assert_int_equal(sj_city_find_township(f->city, SJ_LITERAL("990101102")), SJ_NO_INDEX);
    assert_int_equal(found(f), SJ_EXISTS);
}

static void test_city__hears_acts_only_from_the_operator(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(enrol(f, "990101100", HEAD, HEAD, 0), SJ_UNAUTHENTICATED);
    assert_int_equal(revoke(f, "990101100", CLERK, OTHER_CLERK), SJ_UNAUTHENTICATED);
    assert_int_equal(revoke(f, "990101100", CLERK, LEDGER), SJ_UNAUTHENTICATED);
    Shangji__V1__Act *act = new_act(f);
    act->origin = text(f, "shangji.example/another");
    act->act_case = SHANGJI__V1__ACT__ACT_CLOSING;
    assert_int_equal(judge(f, &(struct sj_submission){.act = act}, OPERATOR, 0), SJ_DENIED);
}

static void test_city__shows_an_enrolment_without_own_signature_as_recovery(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(enrol(f, "990101100", HEAD, OPERATOR, 0), SJ_OK);
    assert_false(sj_city_key(f->city, 0)->recovery);
    assert_true(sj_city_key(f->city, 2)->recovery);
}

static void test_city__takes_no_key_twice_and_none_with_another_use(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(enrol(f, "990101100", CLERK, OPERATOR, CLERK), SJ_EXISTS);
    assert_int_equal(enrol(f, "990101101", CLERK, OPERATOR, CLERK), SJ_EXISTS);
    assert_int_equal(enrol(f, "990101100", OPERATOR, OPERATOR, 0), SJ_DENIED);
    assert_int_equal(enrol(f, "990101100", RECOVERY, OPERATOR, 0), SJ_DENIED);
    assert_int_equal(enrol(f, "990101999", 40, OPERATOR, 40), SJ_NOT_FOUND);
    assert_int_equal(revoke(f, "990101100", CLERK, OPERATOR), SJ_OK);
    assert_int_equal(enrol(f, "990101100", CLERK, OPERATOR, CLERK), SJ_DENIED);
    assert_int_equal(revoke(f, "990101100", CLERK, OPERATOR), SJ_PRECONDITION);
}

static void test_city__judges_a_report_by_who_signed(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), OTHER_CLERK), SJ_DENIED);
    assert_string_equal(f->error.reason, "ANOTHER_TOWNSHIPS_KEY");
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), 77), SJ_UNAUTHENTICATED);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), OPERATOR), SJ_UNAUTHENTICATED);
    assert_int_equal(put_report(f, new_report(f, "990101777", 1), CLERK), SJ_NOT_FOUND);
    assert_int_equal(enrol(f, "990101100", HEAD, OPERATOR, HEAD), SJ_OK);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), HEAD), SJ_UNAUTHENTICATED);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_OK);
    assert_int_equal(revoke(f, "990101101", OTHER_CLERK, OPERATOR), SJ_OK);
    assert_int_equal(put_report(f, new_report(f, "990101101", 1), OTHER_CLERK), SJ_DENIED);
    assert_string_equal(f->error.reason, "KEY_REVOKED");
}

static void test_city__judges_by_place_not_by_now(void **state)
{
    struct fixture *f = *state;
    start(f);
    struct sj_submission submission = {.report = new_report(f, "990101100", 1)};
    struct sj_public_key clerk = key(CLERK);
    uint64_t before = f->index;
    assert_int_equal(revoke(f, "990101100", CLERK, OPERATOR), SJ_OK);
    assert_int_equal(sj_city_judge(f->city, &submission, before - 1, &clerk, 1, &f->error), SJ_OK);
    assert_int_equal(sj_city_judge(f->city, &submission, before, &clerk, 1, &f->error), SJ_DENIED);
}

static void test_city__takes_revisions_in_order(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(put_report(f, new_report(f, "990101100", 2), CLERK), SJ_PRECONDITION);
    assert_string_equal(f->error.reason, "REVISION_GAP");
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_OK);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_EXISTS);
    Shangji__V1__Report *second = new_report(f, "990101100", 2);
    assert_int_equal(put_report(f, second, CLERK), SJ_PRECONDITION);
    assert_string_equal(f->error.reason, "REPLACES_ANOTHER");
    struct sj_period year = {.year = 2021};
    const struct sj_city_report *standing = sj_city_find_report(f->city, 0, year, "annual");
    int64_t first_taken_at = standing->taken_at;
    second->replaces.len = SJ_DIGEST;
    second->replaces.data = sj_arena_alloc(&f->arena, SJ_DIGEST);
    memcpy(second->replaces.data, standing->identity.bytes, SJ_DIGEST);
    assert_int_equal(put_report(f, second, CLERK), SJ_OK);
    standing = sj_city_find_report(f->city, 0, year, "annual");
    assert_int_equal(standing->revision, 2);
    assert_int_equal(standing->first_taken_at, first_taken_at);
    assert_true(standing->taken_at > first_taken_at);
    assert_int_equal(sj_city_report_count(f->city), 1);
}

static void test_city__takes_reports_of_open_periods_under_their_catalogue(void **state)
{
    struct fixture *f = *state;
    start(f);
    Shangji__V1__Report *report = new_report(f, "990101100", 1);
    report->period = text(f, "2022");
    assert_int_equal(put_report(f, report, CLERK), SJ_PRECONDITION);
    assert_string_equal(f->error.reason, "PERIOD_NOT_OPEN");
    report = new_report(f, "990101100", 1);
    report->catalogue = text(f, "2");
    assert_int_equal(put_report(f, report, CLERK), SJ_PRECONDITION);
    assert_string_equal(f->error.reason, "ANOTHER_CATALOGUE");
    assert_int_equal(close_period(f, "2021"), SJ_OK);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_PRECONDITION);
    assert_string_equal(f->error.reason, "PERIOD_CLOSED");
    assert_int_equal(close_period(f, "2021"), SJ_PRECONDITION);
    assert_int_equal(open_period(f, "2021", "1"), SJ_PRECONDITION);
}

static void test_city__keeps_the_meaning_of_a_code(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(publish(f, "1", "亩"), SJ_EXISTS);
    assert_int_equal(publish(f, "2", "公顷"), SJ_INVALID);
    assert_string_equal(f->error.reason, "CODE_REDEFINED");
    assert_int_equal(publish(f, "2", "亩"), SJ_OK);
    assert_int_equal(sj_city_indicator_number(f->city, SJ_LITERAL("early_rice_area")), 0);
    assert_string_equal(sj_city_catalogue(f->city, SJ_LITERAL(""), NULL)->version, "2");
    assert_string_equal(sj_city_catalogue(f->city, SJ_LITERAL("1"), NULL)->version, "1");
}

static void test_city__amends_an_open_period_but_not_its_catalogue(void **state)
{
    struct fixture *f = *state;
    start(f);
    struct sj_period year = {.year = 2021};
    assert_int_equal(sj_city_find_period(f->city, year, "annual")->required_count, 1);
    assert_int_equal(open_period(f, "2021", "9"), SJ_PRECONDITION);
    assert_int_equal(publish(f, "2", "亩"), SJ_OK);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_OK);
    assert_int_equal(open_period(f, "2021", "2"), SJ_PRECONDITION);
    assert_int_equal(open_period(f, "2021", "1"), SJ_OK);
    assert_int_equal(sj_city_period_count(f->city), 1);
}

#define WITH_CITY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CITY(test_city__begins_with_its_founding_and_has_one),
        WITH_CITY(test_city__hears_acts_only_from_the_operator),
        WITH_CITY(test_city__shows_an_enrolment_without_own_signature_as_recovery),
        WITH_CITY(test_city__takes_no_key_twice_and_none_with_another_use),
        WITH_CITY(test_city__judges_a_report_by_who_signed),
        WITH_CITY(test_city__judges_by_place_not_by_now),
        WITH_CITY(test_city__takes_revisions_in_order),
        WITH_CITY(test_city__takes_reports_of_open_periods_under_their_catalogue),
        WITH_CITY(test_city__keeps_the_meaning_of_a_code),
        WITH_CITY(test_city__amends_an_open_period_but_not_its_catalogue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
