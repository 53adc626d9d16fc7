#include "tests/unit/rpc_fixture.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* A listening socket that never speaks, and its URL. */
static int silent_host(char url[static 64])
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof address;
    int host = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(host, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(host, 4), 0);
    assert_int_equal(getsockname(host, (struct sockaddr *)&address, &len), 0);
    snprintf(url, 64, "tcp://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
    return host;
}

static enum sj_status call_alone(const char *url, unsigned retries, uint32_t timeout_ms,
                                 struct sj_error *error)
{
    struct sj_channel *channel = fixture_channel(url, retries);
    struct sj_call_options options = {.timeout_ms = timeout_ms};
    struct sj_arena arena;
    Shangji__V1__RankAnswer *answer = NULL;
    sj_arena_init(&arena, 1 << 20);
    enum sj_status status = fixture_rank(channel, &arena, "echo", "", 1, &options, &answer, error);
    sj_arena_clear(&arena);
    sj_channel_close(channel);
    return status;
}

static void test_channel__says_at_once_that_nobody_listens(void **state)
{
    char url[64];
    struct sj_error error;
    close(silent_host(url)); /* a port that was free a moment ago */
    int64_t before = fixture_now_ms();
    assert_int_equal(call_alone(url, 0, 30000, &error), SJ_UNAVAILABLE);
    assert_string_equal(error.reason, "UNREACHABLE");
    assert_true(fixture_now_ms() - before < 2000);
}

static void test_channel__gives_up_on_a_host_that_says_nothing(void **state)
{
    char url[64];
    struct sj_error error;
    int host = silent_host(url);
    int64_t before = fixture_now_ms();
    assert_int_equal(call_alone(url, 3, 300, &error), SJ_UNAVAILABLE);
    assert_in_range(fixture_now_ms() - before, 290, 3000);
    close(host);
}

static void test_channel__pauses_between_tries_within_the_deadline(void **state)
{
    char url[64];
    struct sj_error error;
    close(silent_host(url));
    int64_t before = fixture_now_ms();
    /* pauses of 50 to 100, 100 to 200 and 200 to 400 ms */
    assert_int_equal(call_alone(url, 3, 30000, &error), SJ_UNAVAILABLE);
    assert_in_range(fixture_now_ms() - before, 350, 3000);
    before = fixture_now_ms();
    assert_int_equal(call_alone(url, 100, 500, &error), SJ_UNAVAILABLE);
    assert_true(fixture_now_ms() - before < 600);
}

static void test_channel__keeps_its_deadline(void **state)
{
    struct fixture fixture;
    struct sj_call_options options = {.timeout_ms = 100};
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture_open(&fixture);
    int64_t before = fixture_now_ms();
    assert_int_equal(fixture_rank(fixture.channel, &fixture.arena, "late", "", 0, &options, &answer,
                                  &fixture.error),
                     SJ_DEADLINE);
    assert_in_range(fixture_now_ms() - before, 90, 1000);
    door_set(true);
    /* The late answer goes to nobody; the next call gets its own. */
    assert_int_equal(fixture_call(&fixture, "echo", "", 77, &answer), SJ_OK);
    assert_int_equal(answer->ranked, 77);
    fixture_close(&fixture);
}

static void test_channel__uses_the_default_deadline(void **state)
{
    struct fixture fixture;
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(fixture_call(&fixture, "remaining", "", 0, &answer), SJ_OK);
    assert_in_range(answer->ranked, 3000, 5000);
    fixture_close(&fixture);
}

static void test_channel__refuses_what_is_too_large_before_sending(void **state)
{
    struct sj_channel *channel = fixture_channel("tcp://127.0.0.1:1", 0); /* nobody there */
    struct sj_arena arena;
    struct sj_error error;
    Shangji__V1__RankAnswer *answer = NULL;
    char text[FIXTURE_REQUEST_MAX + 1] = {0};
    memset(text, 'x', sizeof text - 1);
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(fixture_rank(channel, &arena, "echo", text, 0, NULL, &answer, &error),
                     SJ_INVALID);
    assert_string_equal(error.reason, "REQUEST_TOO_LARGE");
    sj_arena_clear(&arena);
    sj_channel_close(channel);
}

static void test_channel__refuses_bad_metadata_and_methods(void **state)
{
    struct sj_channel *channel = fixture_channel("tcp://127.0.0.1:1", 0);
    struct sj_arena arena;
    struct sj_error error;
    ProtobufCMessage *reply = NULL;
    Shangji__V1__RankRequest request;
    struct sj_call_metadata metadata[] = {{"grpc-timeout", "1S"}};
    struct sj_call_options options = {.metadata = metadata, .metadata_count = 1};
    shangji__v1__rank_request__init(&request);
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(
        sj_channel_call(channel, RANK, &request.base, &arena, &reply, &options, &error),
        SJ_INVALID);
    assert_string_equal(error.field, "metadata[0].key");
    assert_int_equal(sj_channel_call(channel, "/shangji.v1.Query/Rang", &request.base, &arena,
                                     &reply, NULL, &error),
                     SJ_UNIMPLEMENTED);
    assert_int_equal(
        sj_channel_call(channel, HEALTH_CHECK, &request.base, &arena, &reply, NULL, &error),
        SJ_INTERNAL);
    sj_arena_clear(&arena);
    sj_channel_close(channel);
}

static void *open_door_soon(void *unused)
{
    fixture_sleep_ms(250);
    door_set(true);
    return NULL;
}

static void test_channel__gets_through_when_the_load_is_gone(void **state)
{
    struct fixture fixture;
    struct fixture_caller busy;
    pthread_t opener;
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture.config.workers = 1;
    fixture.config.calls_max = 1;
    fixture_open(&fixture);
    fixture_caller_start(&busy, &fixture, "wait", 1, 1);
    door_await(1);
    assert_int_equal(fixture_call(&fixture, "echo", "", 0, &answer), SJ_EXHAUSTED);
    struct sj_channel *patient = fixture_channel(sj_rpc_server_url(fixture.server), 20);
    pthread_create(&opener, NULL, open_door_soon, NULL);
    int64_t before = fixture_now_ms();
    assert_int_equal(
        fixture_rank(patient, &fixture.arena, "echo", "", 9, NULL, &answer, &fixture.error), SJ_OK);
    assert_true(fixture_now_ms() - before >= 200);
    pthread_join(opener, NULL);
    pthread_join(busy.thread, NULL);
    sj_channel_close(patient);
    fixture_close(&fixture);
}

static void test_channel__finds_a_server_that_comes_back(void **state)
{
    struct fixture fixture;
    Shangji__V1__RankAnswer *answer = NULL;
    char url[64];
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(fixture_call(&fixture, "echo", "", 1, &answer), SJ_OK);
    snprintf(url, sizeof url, "%s", sj_rpc_server_url(fixture.server));
    for (uint32_t i = 0; i < 3; i++) {
        sj_rpc_server_close(fixture.server, 1000);
        int64_t before = fixture_now_ms();
        assert_int_equal(fixture_call(&fixture, "echo", "", 1, &answer), SJ_UNAVAILABLE);
        assert_true(fixture_now_ms() - before < 2000);
        fixture.config.url = url;
        assert_int_equal(sj_rpc_server_open(&fixture.config, &fixture.server, &fixture.error),
                         SJ_OK);
        assert_int_equal(fixture_call(&fixture, "echo", "", i, &answer), SJ_OK);
        assert_int_equal(answer->ranked, i);
    }
    fixture_close(&fixture);
}

/* The server goes while the call waits: the channel says so, and does not wait on. */
static void test_channel__notices_a_server_that_goes(void **state)
{
    struct fixture fixture;
    struct fixture_caller caller;
    fixture_config(&fixture);
    fixture_open(&fixture);
    fixture_caller_start(&caller, &fixture, "late", 1, 1);
    door_await(1);
    int64_t before = fixture_now_ms();
    sj_rpc_server_close(fixture.server, 50);
    pthread_join(caller.thread, NULL);
    assert_true(fixture_now_ms() - before < 2000);
    assert_int_equal(caller.status, SJ_UNAVAILABLE);
    assert_string_equal(caller.error.reason, "DISCONNECTED");
    /* The answer that comes now meets a closed server and is dropped. */
    fixture.server = NULL;
    fixture_close(&fixture);
}

static void test_channel__hears_from_a_server_that_drains(void **state)
{
    struct fixture fixture;
    struct fixture_caller caller;
    Shangji__V1__RankAnswer *answer = NULL;
    Grpc__Health__V1__HealthCheckRequest request;
    ProtobufCMessage *reply = NULL;
    fixture_config(&fixture);
    fixture_open(&fixture);
    fixture_caller_start(&caller, &fixture, "late", 1, 1);
    door_await(1);
    sj_rpc_server_drain(fixture.server);
    assert_int_equal(fixture_call(&fixture, "echo", "", 1, &answer), SJ_UNAVAILABLE);
    assert_string_equal(fixture.error.reason, "DRAINING");
    grpc__health__v1__health_check_request__init(&request);
    assert_int_equal(sj_channel_call(fixture.channel, HEALTH_CHECK, &request.base, &fixture.arena,
                                     &reply, NULL, &fixture.error),
                     SJ_OK);
    assert_int_equal(((Grpc__Health__V1__HealthCheckResponse *)reply)->status,
                     GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING);
    door_set(true);
    fixture_close(&fixture); /* what was under way is answered first */
    pthread_join(caller.thread, NULL);
    assert_int_equal(caller.status, SJ_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_channel__says_at_once_that_nobody_listens),
        cmocka_unit_test(test_channel__gives_up_on_a_host_that_says_nothing),
        cmocka_unit_test(test_channel__pauses_between_tries_within_the_deadline),
        cmocka_unit_test(test_channel__keeps_its_deadline),
        cmocka_unit_test(test_channel__uses_the_default_deadline),
        cmocka_unit_test(test_channel__refuses_what_is_too_large_before_sending),
        cmocka_unit_test(test_channel__refuses_bad_metadata_and_methods),
        cmocka_unit_test(test_channel__gets_through_when_the_load_is_gone),
        cmocka_unit_test(test_channel__finds_a_server_that_comes_back),
        cmocka_unit_test(test_channel__notices_a_server_that_goes),
        cmocka_unit_test(test_channel__hears_from_a_server_that_drains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
