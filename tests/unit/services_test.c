#include "ledger_fixture.h"

#include "proto/descriptors.h"
#include "proto/methods.h"
#include "rpc/channel.h"
#include "rpc/server.h"
#include "server/services/ledger_replies.h"
#include "server/services/query_replies.h"

/* ---- ranking ---- */

static enum sj_status rank(struct city *city, const Shangji__V1__RankRequest *request,
                           Shangji__V1__RankAnswer *answer)
{
    shangji__v1__rank_answer__init(answer);
    return sj_rank_reply(city->ledger, request, NULL, &city->arena, answer, &city->error);
}

static Shangji__V1__RankRequest ask(struct city *city, const char *indicator)
{
    Shangji__V1__RankRequest request;
    shangji__v1__rank_request__init(&request);
    request.indicator = city_text(city, indicator);
    request.period = city_text(city, "2021");
    request.with_words = true;
    return request;
}

static void assert_row(const Shangji__V1__RankRow *row, uint32_t number, const char *name,
                       const char *value, const char *words)
{
    assert_int_equal(row->rank, number);
    assert_string_equal(row->name, name);
    assert_string_equal(row->value->value, value);
    assert_string_equal(row->value->words, words);
}

static void test_rank__rows_carry_interval_words_and_entry(void **state)
{
    struct city *city = *state;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    city_report(city, 0, "1140余亩", NULL);
    city_report(city, 1, "1145亩", NULL);
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.n_rows, 2);
    assert_row(answer.rows[0], 1, "白石镇", "1145", "早稻种植1145亩");
    assert_row(answer.rows[1], 2, "南浦镇", "1140", "早稻种植1140余亩");
    const Shangji__V1__AnswerValue *value = answer.rows[1]->value;
    assert_string_equal(value->interval->lo, "1140");
    assert_string_equal(value->interval->hi, "1150");
    assert_false(value->interval->lo_open);
    assert_true(value->interval->hi_open);
    assert_string_equal(value->surface, "1140余亩");
    assert_string_equal(value->clause, "2021年全镇完成早稻种植1140余亩");
    assert_int_equal(value->span->end - value->span->start, strlen("1140余亩"));
    assert_int_equal(value->entry, CITY_SETUP_ENTRIES);
    assert_int_equal(value->revision, 1);
    assert_int_equal(answer.rows[1]->best, 1); /* 1140余 may be more than 1145 */
    assert_int_equal(answer.rows[0]->worst, 2);
    assert_int_equal(answer.ranked, 2);
    assert_int_equal(answer.townships, CITY_TOWNSHIPS);
    assert_int_equal(answer.ledger_size, CITY_SETUP_ENTRIES + 2);
    assert_int_equal(answer.direction, SHANGJI__V1__BETTER__BETTER_MORE);
}

static const Shangji__V1__RankAbsence *absence(const Shangji__V1__RankAnswer *answer,
                                               const char *name)
{
    for (size_t i = 0; i < answer->n_absent; i++)
        if (strcmp(answer->absent[i]->name, name) == 0)
            return answer->absent[i];
    fail_msg("%s is not among the absent", name);
    return NULL;
}

static void test_rank__everybody_else_is_absent_for_a_reason(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    struct city_report demo = {.township = 2, .revision = 1, .rice = "200亩", .demo = true};
    struct city_parcel parcel = city_make(city, &demo);
    city_report(city, 0, "1140余亩", NULL);
    city_report(city, 1, NULL, "3起");
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.n_rows, 1);
    assert_int_equal(answer.n_absent, CITY_TOWNSHIPS - 1);
    assert_int_equal(absence(&answer, "白石镇")->why, SHANGJI__V1__ABSENCE__ABSENCE_NOT_STATED);
    assert_int_equal(absence(&answer, "云桥镇")->why, SHANGJI__V1__ABSENCE__ABSENCE_NOT_COMPARABLE);
    assert_non_null(strstr(absence(&answer, "云桥镇")->detail, "demonstration"));
    assert_int_equal(absence(&answer, "青溪镇")->why, SHANGJI__V1__ABSENCE__ABSENCE_NOT_REPORTED);
}

static void test_rank__less_is_better_and_a_told_zero_leads(void **state)
{
    struct city *city = *state;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "fires");
    city_report(city, 0, NULL, "3起");
    city_report(city, 1, NULL, "");
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.n_rows, 2);
    assert_row(answer.rows[0], 1, "白石镇", "0", "全年无火灾");
    assert_int_equal(answer.rows[0]->value->figure, 0);
    assert_string_equal(answer.rows[0]->value->surface, "");
    assert_row(answer.rows[1], 2, "南浦镇", "3", "火灾3起");
    request.direction = SHANGJI__V1__BETTER__BETTER_MORE;
    city_must(city, rank(city, &request, &answer));
    assert_row(answer.rows[0], 1, "南浦镇", "3", "火灾3起");
}

static void test_rank__what_cannot_be_asked_is_refused(void **state)
{
    struct city *city = *state;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "banners");
    assert_int_equal(rank(city, &request, &answer), SJ_PRECONDITION);
    assert_string_equal(city->error.reason, "NEUTRAL");
    request.direction = SHANGJI__V1__BETTER__BETTER_LESS;
    city_must(city, rank(city, &request, &answer));
    request = ask(city, "tea");
    assert_int_equal(rank(city, &request, &answer), SJ_NOT_FOUND);
    request = ask(city, "fires");
    request.period = city_text(city, "last year");
    assert_int_equal(rank(city, &request, &answer), SJ_INVALID);
    assert_string_equal(city->error.field, "period");
}

static void test_rank__a_correction_takes_the_place_of_what_it_replaces(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    struct city_report said = {.township = 0, .revision = 1, .rice = "1140余亩"};
    struct city_parcel parcel = city_make(city, &said);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    said = (struct city_report){
        .township = 0, .revision = 2, .rice = "1200亩", .replaces = taken.identity};
    parcel = city_make(city, &said);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    for (int i = 0; i < 2; i++) {
        city_must(city, rank(city, &request, &answer));
        assert_int_equal(answer.n_rows, 1);
        assert_row(answer.rows[0], 1, "南浦镇", "1200", "早稻种植1200亩");
        assert_int_equal(answer.rows[0]->value->revision, 2);
        city_restart(city);
    }
}

/* In a report of 2021: its rice, said to be of another year. */
static void report_of_another_year(struct city *city, size_t township, const char *period,
                                   Shangji__V1__Kind kind)
{
    struct sj_taken taken;
    struct city_report said = {.township = township, .revision = 1, .rice = "400亩"};
    struct city_parcel parcel = city_make(city, &said);
    parcel.report->facts[0]->period = city_text(city, period);
    parcel.report->figures[0]->kind = kind;
    if (kind == SHANGJI__V1__KIND__KIND_PLAN)
        parcel.report->figures[0]->mood = SHANGJI__V1__MOOD__MOOD_PLANNED;
    parcel.envelope =
        city_sign(city, SJ_TYPE_REPORT, &parcel.report->base, city->township_keys[township], NULL);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
}

static void test_rank__a_restatement_stands_in_for_no_report(void **state)
{
    struct city *city = *state;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    report_of_another_year(city, 0, "2020", SHANGJI__V1__KIND__KIND_OUTCOME);
    request.period = city_text(city, "2020");
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.n_rows, 0);
    assert_int_equal(absence(&answer, "南浦镇")->why, SHANGJI__V1__ABSENCE__ABSENCE_NOT_REPORTED);
    request.period = city_text(city, "2021");
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(absence(&answer, "南浦镇")->why, SHANGJI__V1__ABSENCE__ABSENCE_NOT_STATED);
}

static void test_rank__a_plan_stands_in_the_report_before(void **state)
{
    struct city *city = *state;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    report_of_another_year(city, 0, "2022", SHANGJI__V1__KIND__KIND_PLAN);
    request.period = city_text(city, "2022");
    request.kind = SHANGJI__V1__KIND__KIND_PLAN;
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.n_rows, 1);
    assert_row(answer.rows[0], 1, "南浦镇", "400", "早稻种植400亩");
}

static void test_rank__pages_are_of_one_ranking(void **state)
{
    struct city *city = *state;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    static const char *const rice[] = {"500亩", "400亩", "300亩", "200亩"};
    for (size_t i = 0; i < 4; i++)
        city_report(city, i, rice[i], NULL);
    request.page_size = 3;
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.n_rows, 3);
    assert_int_equal(answer.ranked, 4);
    assert_int_equal(answer.n_absent, 1);
    assert_true(answer.next_page_token[0]);
    request.page_token = answer.next_page_token;
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.n_rows, 1);
    assert_row(answer.rows[0], 4, "青溪镇", "200", "早稻种植200亩");
    assert_int_equal(answer.n_absent, 0);
    assert_string_equal(answer.next_page_token, "");
    request.bottom = true; /* another question */
    assert_int_equal(rank(city, &request, &answer), SJ_INVALID);
    request.bottom = false;
    city_report(city, 4, "100亩", NULL); /* another state */
    assert_int_equal(rank(city, &request, &answer), SJ_ABORTED);
    request.page_token = city_text(city, "1.2.3");
    assert_int_equal(rank(city, &request, &answer), SJ_INVALID);
}

static void test_rank__limit_bottom_and_within(void **state)
{
    struct city *city = *state;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    static const char *const rice[] = {"500亩", "400亩", "300亩", "200亩", "900亩"};
    for (size_t i = 0; i < 5; i++)
        city_report(city, i, rice[i], NULL);
    request.limit = 2;
    request.bottom = true;
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.n_rows, 2);
    assert_row(answer.rows[0], 5, "青溪镇", "200", "早稻种植200亩");
    assert_row(answer.rows[1], 4, "云桥镇", "300", "早稻种植300亩");
    assert_string_equal(answer.next_page_token, "");
    request.bottom = false;
    request.within = city_text(city, "9901011");
    city_must(city, rank(city, &request, &answer));
    assert_int_equal(answer.townships, 4);
    assert_row(answer.rows[0], 1, "南浦镇", "500", "早稻种植500亩");
}

static void test_rank__a_recovery_is_shown(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    city_must(city, city_revoke(city, 0, city->township_keys[0]));
    city_must(city, city_enrol(city, 0, city->stranger, true));
    struct city_report said = {
        .township = 0, .revision = 1, .rice = "1140余亩", .key = city->stranger};
    struct city_parcel parcel = city_make(city, &said);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    city_report(city, 1, "900亩", NULL);
    for (int words = 1; words >= 0; words--) {
        request.with_words = words;
        city_must(city, rank(city, &request, &answer));
        assert_true(answer.rows[0]->value->recovery);
        assert_false(answer.rows[1]->value->recovery);
    }
}

static void test_rank__a_head_beside_it_does_not_hide_a_recovery(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    Shangji__V1__RankAnswer answer;
    Shangji__V1__RankRequest request = ask(city, "early_rice_area");
    struct sj_key *head = city_key(77);
    Shangji__V1__Act *act = city_new_act(city);
    act->act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act->enrolment = sj_pb_new(&shangji__v1__enrolment__descriptor, &city->arena);
    act->enrolment->township = city_text(city, city_codes[0]);
    act->enrolment->role = SHANGJI__V1__ROLE__ROLE_HEAD;
    act->enrolment->public_key = city_key_data(city, head);
    city_must(city, city_act(city, act, city->operator_key, head));
    city_must(city, city_enrol(city, 0, city->stranger, true));
    struct city_report said = {.township = 0, .revision = 1, .rice = "1140余亩"};
    struct city_parcel parcel = city_make(city, &said);
    parcel.envelope = city_sign(city, SJ_TYPE_REPORT, &parcel.report->base, city->stranger, head);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    city_must(city, rank(city, &request, &answer));
    assert_true(answer.rows[0]->value->recovery);
    /* The township's own key on it as well: there is nothing to show. */
    said = (struct city_report){
        .township = 0, .revision = 2, .rice = "1150亩", .replaces = taken.identity};
    parcel = city_make(city, &said);
    parcel.envelope = city_sign(city, SJ_TYPE_REPORT, &parcel.report->base, city->stranger,
                                city->township_keys[0]);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    city_must(city, rank(city, &request, &answer));
    assert_false(answer.rows[0]->value->recovery);
    sj_key_free(head);
}

/* ---- coverage, roll ---- */

static void test_coverage__says_who_when_and_what_is_missing(void **state)
{
    struct city *city = *state;
    Shangji__V1__CoverageRequest request;
    Shangji__V1__CoverageAnswer answer;
    shangji__v1__coverage_request__init(&request);
    shangji__v1__coverage_answer__init(&answer);
    request.period = city_text(city, "2021");
    city_report(city, 0, "1140余亩", "3起");
    city->now += 60 * 86400; /* behind the deadline */
    city_report(city, 1, "900亩", NULL);
    city_must(city,
              sj_coverage_reply(city->ledger, &request, NULL, &city->arena, &answer, &city->error));
    assert_int_equal(answer.due, CITY_TOWNSHIPS);
    assert_int_equal(answer.on_time, 1);
    assert_int_equal(answer.late, 1);
    assert_int_equal(answer.missing, CITY_TOWNSHIPS - 2);
    assert_int_equal(answer.n_rows, CITY_TOWNSHIPS);
    assert_int_equal(answer.rows[0]->status, SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_ON_TIME);
    assert_int_equal(answer.rows[0]->facts, 2);
    assert_int_equal(answer.rows[0]->n_missing, 0);
    assert_true(answer.rows[0]->enrolled);
    assert_int_equal(answer.rows[1]->status, SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_LATE);
    assert_int_equal(answer.rows[1]->n_missing, 1);
    assert_string_equal(answer.rows[1]->missing[0], "fires");
    assert_int_equal(answer.rows[2]->status, SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_MISSING);
    assert_int_equal(answer.indicators[0]->stated, 2);
    assert_int_equal(answer.indicators[1]->stated, 1);
    assert_string_equal(answer.deadline, "2022-01-31");
    request.period = city_text(city, "2020");
    assert_int_equal(
        sj_coverage_reply(city->ledger, &request, NULL, &city->arena, &answer, &city->error),
        SJ_NOT_FOUND);
}

static void test_coverage__comes_in_pages(void **state)
{
    struct city *city = *state;
    Shangji__V1__CoverageRequest request;
    Shangji__V1__CoverageAnswer answer;
    size_t seen = 0;
    shangji__v1__coverage_request__init(&request);
    request.period = city_text(city, "2021");
    request.page_size = 2;
    city_report(city, 1, "900亩", NULL);
    for (int page = 0; page < 3; page++) {
        shangji__v1__coverage_answer__init(&answer);
        city_must(city, sj_coverage_reply(city->ledger, &request, NULL, &city->arena, &answer,
                                          &city->error));
        assert_int_equal(answer.due, CITY_TOWNSHIPS); /* over all pages */
        assert_int_equal(answer.on_time, 1);
        assert_int_equal(answer.missing, CITY_TOWNSHIPS - 1);
        assert_int_equal(answer.n_indicators, page == 0 ? 3 : 0);
        assert_int_equal(answer.n_rows, page < 2 ? 2 : 1);
        for (size_t i = 0; i < answer.n_rows; i++)
            assert_string_equal(answer.rows[i]->township, city_codes[seen++]);
        request.page_token = answer.next_page_token;
    }
    assert_int_equal(seen, CITY_TOWNSHIPS);
    assert_string_equal(request.page_token, "");
    request.page_token = city_text(city, "9.2.0011223344556677");
    assert_int_equal(
        sj_coverage_reply(city->ledger, &request, NULL, &city->arena, &answer, &city->error),
        SJ_INVALID);
}

static void test_roll__comes_in_pages_townships_first(void **state)
{
    struct city *city = *state;
    Shangji__V1__GetRollRequest request;
    Shangji__V1__GetRollReply reply;
    size_t townships = 0, reports = 0, pages = 0;
    shangji__v1__get_roll_request__init(&request);
    request.page_size = 3;
    for (size_t i = 0; i < 4; i++)
        city_report(city, i, "900亩", NULL);
    do {
        shangji__v1__get_roll_reply__init(&reply);
        city_must(city, sj_roll_reply(city->ledger, &request, &city->arena, &reply, &city->error));
        assert_int_equal(reply.n_periods, pages == 0 ? 1 : 0);
        assert_true(reply.n_townships == 0 || reports == 0);
        for (size_t i = 0; i < reply.n_townships; i++) {
            assert_string_equal(reply.townships[i]->township->code, city_codes[townships++]);
            assert_int_equal(reply.townships[i]->n_keys, 1);
        }
        for (size_t i = 0; i < reply.n_reports; i++)
            assert_string_equal(reply.reports[i]->township, city_codes[reports++]);
        request.page_token = reply.next_page_token;
        pages++;
    } while (request.page_token[0]);
    assert_int_equal(townships, CITY_TOWNSHIPS);
    assert_int_equal(reports, 4);
    assert_int_equal(pages, 3);
}

static void test_roll__says_who_may_sign_and_what_stands(void **state)
{
    struct city *city = *state;
    Shangji__V1__GetRollRequest request;
    Shangji__V1__GetRollReply reply;
    shangji__v1__get_roll_request__init(&request);
    shangji__v1__get_roll_reply__init(&reply);
    city_report(city, 1, "900亩", NULL);
    city_must(city, city_revoke(city, 0, city->township_keys[0]));
    city_must(city, sj_roll_reply(city->ledger, &request, &city->arena, &reply, &city->error));
    assert_string_equal(reply.division_name, "云汀县");
    assert_int_equal(reply.n_townships, CITY_TOWNSHIPS);
    assert_int_equal(reply.townships[0]->n_keys, 1);
    assert_int_equal(reply.townships[0]->keys[0]->from_index, 1);
    assert_int_equal(reply.townships[0]->keys[0]->until_index, CITY_SETUP_ENTRIES + 1);
    assert_int_equal(reply.townships[1]->keys[0]->until_index, 0);
    assert_int_equal(reply.n_periods, 1);
    assert_int_equal(reply.periods[0]->n_required, 2);
    assert_int_equal(reply.n_reports, 1);
    assert_string_equal(reply.reports[0]->township, city_codes[1]);
    assert_int_equal(reply.reports[0]->index, CITY_SETUP_ENTRIES);
}

static void test_catalogue__comes_as_it_was_published(void **state)
{
    struct city *city = *state;
    Shangji__V1__GetCatalogueRequest request;
    Shangji__V1__GetCatalogueReply reply;
    shangji__v1__get_catalogue_request__init(&request);
    shangji__v1__get_catalogue_reply__init(&reply);
    city_must(city, sj_catalogue_reply(city->ledger, &request, &city->arena, &reply, &city->error));
    assert_int_equal(reply.index, 1 + CITY_TOWNSHIPS);
    assert_string_equal(reply.catalogue->version, "1");
    assert_int_equal(reply.catalogue->n_indicators, 3);
    request.version = city_text(city, "7");
    assert_int_equal(sj_catalogue_reply(city->ledger, &request, &city->arena, &reply, &city->error),
                     SJ_NOT_FOUND);
}

/* ---- over the wire ---- */

struct wire {
    struct sj_ledger_service ledger;
    struct sj_query_service query;
    ProtobufCService *services[2];
    struct sj_rpc_server *server;
    struct sj_channel *channel;
};

static void wire_open(struct city *city, struct wire *wire)
{
    sj_ledger_service_init(&wire->ledger, city->ledger);
    sj_query_service_init(&wire->query, city->ledger);
    wire->services[0] = &wire->ledger.service.base;
    wire->services[1] = &wire->query.service.base;
    struct sj_rpc_server_config config = {.url = "tcp://127.0.0.1:0",
                                          .methods = sj_methods,
                                          .method_count = sj_method_count,
                                          .descriptors = sj_descriptors(),
                                          .services = wire->services,
                                          .service_count = 2};
    city_must(city, sj_rpc_server_open(&config, &wire->server, &city->error));
    struct sj_channel_config channel = {.url = sj_rpc_server_url(wire->server),
                                        .methods = sj_methods,
                                        .method_count = sj_method_count};
    city_must(city, sj_channel_open(&channel, &wire->channel, &city->error));
}

static void wire_close(struct wire *wire)
{
    sj_channel_close(wire->channel);
    sj_rpc_server_close(wire->server, 5000);
}

static enum sj_status submit(struct city *city, struct wire *wire, const struct city_parcel *parcel,
                             Shangji__V1__SubmitReply **reply)
{
    ProtobufCMessage *message = NULL;
    Shangji__V1__SubmitRequest request;
    shangji__v1__submit_request__init(&request);
    request.envelope = sj_pb_binary(&city->arena, parcel->envelope);
    request.text = parcel->text;
    enum sj_status status =
        sj_channel_call(wire->channel, "/shangji.v1.Ledger/Submit", &request.base, &city->arena,
                        &message, NULL, &city->error);
    *reply = (Shangji__V1__SubmitReply *)message;
    return status;
}

static void test_submit__over_the_wire_answers_or_says_why_not(void **state)
{
    struct city *city = *state;
    struct wire wire;
    struct sj_receipt receipt;
    Shangji__V1__SubmitReply *reply;
    ProtobufCMessage *message;
    struct city_report said = {.township = 0, .revision = 1, .rice = "1140余亩"};
    struct city_parcel parcel = city_make(city, &said);
    wire_open(city, &wire);
    city_must(city, submit(city, &wire, &parcel, &reply));
    assert_int_equal(reply->index, CITY_SETUP_ENTRIES);
    city_must(city,
              sj_receipt_verify(sj_bytes_of(reply->receipt), sj_bytes_of(reply->entry),
                                sj_ledger_log_key(city->ledger), &receipt, NULL, &city->error));
    city_must(city, submit(city, &wire, &parcel, &reply));
    assert_true(reply->already_known);
    assert_int_equal(reply->index, CITY_SETUP_ENTRIES);
    parcel.report->figures[0]->surface = city_text(city, "1150余亩");
    parcel.report->revision = 2;
    parcel.report->replaces = reply->identity;
    parcel.report->replaces_reason = city_text(city, "更正");
    parcel.envelope =
        city_sign(city, SJ_TYPE_REPORT, &parcel.report->base, city->township_keys[0], NULL);
    assert_int_equal(submit(city, &wire, &parcel, &reply), SJ_INVALID);
    assert_string_equal(city->error.reason, "WORDS_NOT_IN_TEXT");
    assert_true(sj_bytes_starts(sj_bytes_of(city->error.field), SJ_LITERAL("figures[0]")));
    Shangji__V1__GetEnvelopeRequest get;
    shangji__v1__get_envelope_request__init(&get);
    get.of_case = SHANGJI__V1__GET_ENVELOPE_REQUEST__OF_INDEX;
    get.index = CITY_SETUP_ENTRIES;
    get.with_text = true;
    city_must(city, sj_channel_call(wire.channel, "/shangji.v1.Ledger/GetEnvelope", &get.base,
                                    &city->arena, &message, NULL, &city->error));
    assert_int_equal(((Shangji__V1__GetEnvelopeReply *)message)->text->text.len,
                     parcel.text->text.len);
    get.index++;
    assert_int_equal(sj_channel_call(wire.channel, "/shangji.v1.Ledger/GetEnvelope", &get.base,
                                     &city->arena, &message, NULL, &city->error),
                     SJ_NOT_FOUND);
    wire_close(&wire);
}

static void test_submit__what_is_too_long_is_refused(void **state)
{
    struct city *city = *state;
    struct wire wire;
    Shangji__V1__SubmitReply *reply;
    struct city_report said = {.township = 0, .revision = 1, .rice = "1140余亩"};
    struct city_parcel parcel = city_make(city, &said);
    size_t len = SJ_TEXT_MAX_BYTES + 1;
    uint8_t *text = sj_arena_alloc(&city->arena, len);
    memset(text, 'x', len);
    wire_open(city, &wire);
    parcel.text->text = (ProtobufCBinaryData){.len = len, .data = text};
    assert_int_equal(submit(city, &wire, &parcel, &reply), SJ_EXHAUSTED);
    assert_string_equal(city->error.field, "text.text");
    wire_close(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CITY_TEST(test_rank__rows_carry_interval_words_and_entry),
        CITY_TEST(test_rank__everybody_else_is_absent_for_a_reason),
        CITY_TEST(test_rank__less_is_better_and_a_told_zero_leads),
        CITY_TEST(test_rank__what_cannot_be_asked_is_refused),
        CITY_TEST(test_rank__a_correction_takes_the_place_of_what_it_replaces),
        CITY_TEST(test_rank__a_restatement_stands_in_for_no_report),
        CITY_TEST(test_rank__a_plan_stands_in_the_report_before),
        CITY_TEST(test_rank__pages_are_of_one_ranking),
        CITY_TEST(test_rank__limit_bottom_and_within),
        CITY_TEST(test_rank__a_recovery_is_shown),
        CITY_TEST(test_rank__a_head_beside_it_does_not_hide_a_recovery),
        CITY_TEST(test_coverage__says_who_when_and_what_is_missing),
        CITY_TEST(test_coverage__comes_in_pages),
        CITY_TEST(test_roll__comes_in_pages_townships_first),
        CITY_TEST(test_roll__says_who_may_sign_and_what_stands),
        CITY_TEST(test_catalogue__comes_as_it_was_published),
        CITY_TEST(test_submit__over_the_wire_answers_or_says_why_not),
        CITY_TEST(test_submit__what_is_too_long_is_refused),
    };
    return cmocka_run_group_tests_name("services", tests, NULL, NULL);
}
