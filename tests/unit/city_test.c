#include "city_fixture.h"

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
