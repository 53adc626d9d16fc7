#include "proto/pb.h"
#include "rpc/reflection.h"
#include "tests/unit/rpc_fixture.h"

#define REFLECTION "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"

static struct sj_bytes file_of(const char *symbol)
{
    return sj_reflection_symbol(sj_descriptors(), sj_bytes_of(symbol));
}

static struct sj_bytes file_named(const char *name)
{
    return sj_reflection_file(sj_descriptors(), sj_bytes_of(name));
}

static void test_reflection__finds_symbols(void **state)
{
    static const char *const symbols[] = {"shangji.v1.Query", "shangji.v1.Query.Rank",
                                          "shangji.v1.RankRequest", "shangji.v1.ReportStatus"};
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        assert_true(file_of(symbols[i]).len > 0);
        assert_ptr_equal(file_of(symbols[i]).data, file_named("query.proto").data);
    }
    assert_ptr_equal(file_of("shangji.v1.Statement.What").data, file_named("report.proto").data);
    assert_ptr_equal(file_of("grpc.health.v1.Health").data, file_named("health.proto").data);
}

static void test_reflection__finds_nothing_else(void **state)
{
    static const char *const symbols[] = {"",
                                          ".",
                                          "shangji",
                                          "shangji.v1",
                                          "shangji.v1.",
                                          "shangji.v1.Quer",
                                          "shangji.v1.Query.",
                                          "shangji.v1.Query.Rank.x",
                                          "shangji.v1.RankRequest.indicator",
                                          "Query"};
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        assert_int_equal(file_of(symbols[i]).len, 0);
    assert_int_equal(file_named("").len, 0);
    assert_int_equal(file_named("query").len, 0);
    assert_int_equal(sj_reflection_symbol(SJ_LITERAL("\x0a\xff"), SJ_LITERAL("a")).len, 0);
}

static Grpc__Reflection__V1__ServerReflectionResponse *
ask(struct fixture *fixture, Grpc__Reflection__V1__ServerReflectionRequest *request)
{
    ProtobufCMessage *reply = NULL;
    if (sj_channel_call(fixture->channel, REFLECTION, &request->base, &fixture->arena, &reply, NULL,
                        &fixture->error) != SJ_OK)
        fail_msg("%s", fixture->error.message);
    return (Grpc__Reflection__V1__ServerReflectionResponse *)reply;
}

static void test_reflection__lists_services(void **state)
{
    struct fixture fixture;
    Grpc__Reflection__V1__ServerReflectionRequest request;
    fixture_config(&fixture);
    fixture_open(&fixture);
    grpc__reflection__v1__server_reflection_request__init(&request);
    request.message_request_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_LIST_SERVICES;
    request.list_services = sj_arena_text(&fixture.arena, SJ_LITERAL("*"));
    Grpc__Reflection__V1__ServerReflectionResponse *reply = ask(&fixture, &request);
    assert_int_equal(
        reply->message_response_case,
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_LIST_SERVICES_RESPONSE);
    assert_int_equal(reply->list_services_response->n_service, 3);
    assert_string_equal(reply->list_services_response->service[0]->name, "shangji.v1.Query");
    assert_string_equal(reply->original_request->list_services, "*");
    fixture_close(&fixture);
}

static void test_reflection__sends_a_file_and_its_imports(void **state)
{
    struct fixture fixture;
    Grpc__Reflection__V1__ServerReflectionRequest request;
    fixture_config(&fixture);
    fixture_open(&fixture);
    grpc__reflection__v1__server_reflection_request__init(&request);
    request.message_request_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_SYMBOL;
    request.file_containing_symbol =
        sj_arena_text(&fixture.arena, SJ_LITERAL("shangji.v1.Query.Rank"));
    Grpc__Reflection__V1__ServerReflectionResponse *reply = ask(&fixture, &request);
    assert_int_equal(
        reply->message_response_case,
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_FILE_DESCRIPTOR_RESPONSE);
    /* query.proto, and answer, catalogue, questions, report and scorecard.proto that it imports */
    assert_int_equal(reply->file_descriptor_response->n_file_descriptor_proto, 6);
    assert_true(
        sj_bytes_equal(sj_pb_bytes(reply->file_descriptor_response->file_descriptor_proto[0]),
                       file_named("query.proto")));
    request.message_request_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_BY_FILENAME;
    request.file_by_filename = sj_arena_text(&fixture.arena, SJ_LITERAL("nothing.proto"));
    reply = ask(&fixture, &request);
    assert_int_equal(
        reply->message_response_case,
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ERROR_RESPONSE);
    assert_int_equal(reply->error_response->error_code, 5);
    fixture_close(&fixture);
}

static void test_health__tells_of_services(void **state)
{
    static const struct {
        const char *service;
        enum sj_status status;
    } samples[] = {{"", SJ_OK},
                   {"shangji.v1.Query", SJ_OK},
                   {"grpc.health.v1.Health", SJ_OK},
                   {"shangji.v1.Ledger", SJ_NOT_FOUND}};
    struct fixture fixture;
    Grpc__Health__V1__HealthCheckRequest request;
    ProtobufCMessage *reply = NULL;
    fixture_config(&fixture);
    fixture_open(&fixture);
    grpc__health__v1__health_check_request__init(&request);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        request.service = sj_arena_text(&fixture.arena, sj_bytes_of(samples[i].service));
        assert_int_equal(sj_channel_call(fixture.channel, HEALTH_CHECK, &request.base,
                                         &fixture.arena, &reply, NULL, &fixture.error),
                         samples[i].status);
        if (samples[i].status == SJ_OK)
            assert_int_equal(((Grpc__Health__V1__HealthCheckResponse *)reply)->status,
                             GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING);
    }
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reflection__finds_symbols),
        cmocka_unit_test(test_reflection__finds_nothing_else),
        cmocka_unit_test(test_reflection__lists_services),
        cmocka_unit_test(test_reflection__sends_a_file_and_its_imports),
        cmocka_unit_test(test_health__tells_of_services),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
