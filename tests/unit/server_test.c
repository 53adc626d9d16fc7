#include "tests/unit/rpc_fixture.h"

#include <nng/nng.h>
#include <nng/protocol/reqrep0/req.h>
#include <rpc.pb-c.h>
#include <stdatomic.h>

static void test_server__answers_at_once(void **state)
{
    struct fixture fixture;
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(fixture_call(&fixture, "echo", "年报 2021", 41, &answer), SJ_OK);
    assert_string_equal(answer->name_zh, "年报 2021");
    assert_int_equal(answer->ranked, 41);
    fixture_close(&fixture);
}

static void test_server__answers_many_callers(void **state)
{
    enum { CALLERS = 8, CALLS = 50 };
    struct fixture fixture;
    struct fixture_caller callers[CALLERS];
    fixture_config(&fixture);
    fixture_open(&fixture);
    for (uint32_t i = 0; i < CALLERS; i++)
        fixture_caller_start(&callers[i], &fixture, "echo", i * 1000, CALLS);
    for (uint32_t i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].answered, CALLS);
    }
    fixture_close(&fixture);
}

/* One worker, more calls under way than workers: the answers come from other threads. */
static void test_server__answers_later_from_other_threads(void **state)
{
    enum { CALLERS = 6 };
    struct fixture fixture;
    struct fixture_caller callers[CALLERS];
    fixture_config(&fixture);
    fixture.config.workers = 1;
    fixture_open(&fixture);
    for (uint32_t i = 0; i < CALLERS; i++)
        fixture_caller_start(&callers[i], &fixture, "late", i * 10, 1);
    door_await(CALLERS);
    door_set(true);
    for (uint32_t i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].answered, 1);
    }
    fixture_close(&fixture);
}

static void test_server__refuses_at_once_when_overloaded(void **state)
{
    struct fixture fixture;
    struct fixture_caller callers[2];
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture.config.workers = 2;
    fixture.config.calls_max = 2;
    fixture_open(&fixture);
    for (uint32_t i = 0; i < 2; i++)
        fixture_caller_start(&callers[i], &fixture, "wait", i, 1);
    door_await(2);
    int64_t before = fixture_now_ms();
    for (int i = 0; i < 20; i++) {
        assert_int_equal(fixture_call(&fixture, "echo", "", 0, &answer), SJ_EXHAUSTED);
        assert_string_equal(fixture.error.reason, "OVERLOADED");
    }
    assert_true(fixture_now_ms() - before < 2000);
    door_set(true);
    for (uint32_t i = 0; i < 2; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].status, SJ_OK);
    }
    assert_int_equal(fixture_call(&fixture, "echo", "", 5, &answer), SJ_OK);
    fixture_close(&fixture);
}

/* The only worker is held up until the second call's time has passed. */
static void test_server__drops_a_call_past_its_deadline(void **state)
{
    struct fixture fixture;
    struct fixture_caller first;
    Shangji__V1__RankAnswer *answer = NULL;
    struct sj_call_options options = {.timeout_ms = 50};
    fixture_config(&fixture);
    fixture.config.workers = 1;
    fixture_open(&fixture);
    fixture_caller_start(&first, &fixture, "wait", 1, 1);
    door_await(1);
    int64_t before = fixture_now_ms();
    assert_int_equal(fixture_rank(fixture.channel, &fixture.arena, "wait", "", 0, &options, &answer,
                                  &fixture.error),
                     SJ_DEADLINE);
    assert_in_range(fixture_now_ms() - before, 40, 1000);
    door_set(true);
    pthread_join(first.thread, NULL);
    assert_int_equal(fixture_call(&fixture, "echo", "", 5, &answer), SJ_OK);
    fixture_close(&fixture);
}

static int64_t clock_value(void *context)
{
    /* A clock that leaps a minute each time it is read. */
    _Atomic int64_t *now = context;
    return atomic_fetch_add(now, 60000);
}

static void test_server__says_so_when_a_deadline_passed_in_the_queue(void **state)
{
    struct fixture fixture;
    _Atomic int64_t clock = 0;
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture.config.now_ms = clock_value;
    fixture.config.context = &clock;
    fixture_open(&fixture);
    assert_int_equal(fixture_call(&fixture, "echo", "", 0, &answer), SJ_DEADLINE);
    assert_string_equal(fixture.error.reason, "DEADLINE");
    fixture_close(&fixture);
}

static void test_server__tells_what_time_is_left(void **state)
{
    struct fixture fixture;
    Shangji__V1__RankAnswer *answer = NULL;
    struct sj_call_options options = {.timeout_ms = 1500};
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(fixture_rank(fixture.channel, &fixture.arena, "remaining", "", 0, &options,
                                  &answer, &fixture.error),
                     SJ_OK);
    assert_in_range(answer->ranked, 1, 1500);
    options.timeout_ms = 3600 * 1000; /* granted: six times the method's */
    assert_int_equal(fixture_rank(fixture.channel, &fixture.arena, "remaining", "", 0, &options,
                                  &answer, &fixture.error),
                     SJ_OK);
    assert_in_range(answer->ranked, 25000, 30000);
    fixture_close(&fixture);
}

static void test_server__passes_failures_on(void **state)
{
    struct fixture fixture;
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(fixture_call(&fixture, "fail", "", 0, &answer), SJ_PRECONDITION);
    assert_string_equal(fixture.error.reason, "PERIOD_CLOSED");
    assert_string_equal(fixture.error.field, "period");
    assert_string_equal(fixture.error.message, "the period is closed");
    assert_int_equal(fixture_call(&fixture, "nothing", "", 0, &answer), SJ_INTERNAL);
    fixture_close(&fixture);
}

static void test_server__says_that_a_reply_is_too_large(void **state)
{
    struct fixture fixture;
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(fixture_call(&fixture, "large", "", FIXTURE_REPLY_MAX - 16, &answer), SJ_OK);
    assert_int_equal(strlen(answer->name_zh), FIXTURE_REPLY_MAX - 16);
    assert_int_equal(fixture_call(&fixture, "large", "", FIXTURE_REPLY_MAX, &answer), SJ_EXHAUSTED);
    assert_string_equal(fixture.error.reason, "REPLY_TOO_LARGE");
    fixture_close(&fixture);
}

static void test_server__passes_metadata_on(void **state)
{
    struct fixture fixture;
    Shangji__V1__RankAnswer *answer = NULL;
    struct sj_call_metadata metadata[] = {{"who", "an auditor"}};
    struct sj_call_options options = {.metadata = metadata, .metadata_count = 1};
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(fixture_rank(fixture.channel, &fixture.arena, "metadata", "", 0, &options,
                                  &answer, &fixture.error),
                     SJ_OK);
    assert_string_equal(answer->name_zh, "an auditor");
    fixture_close(&fixture);
}

static int64_t set_clock(void *context)
{
    return *(_Atomic int64_t *)context;
}

/* Two connections at most: a third is turned away while both are fresh, and takes the place of
 * the more silent one later. */
static void test_server__lets_silent_connections_go(void **state)
{
    struct fixture fixture;
    struct sj_channel *channels[3];
    _Atomic int64_t clock = 1000;
    Shangji__V1__RankAnswer *answer = NULL;
    fixture_config(&fixture);
    fixture.config.connections_max = 2;
    fixture.config.now_ms = set_clock;
    fixture.config.context = &clock;
    fixture_open(&fixture);
    for (size_t i = 0; i < 3; i++)
        channels[i] = fixture_channel(sj_rpc_server_url(fixture.server), 0);
    for (size_t i = 0; i < 3; i++) {
        clock += 1000;
        assert_int_equal(
            fixture_rank(channels[i], &fixture.arena, "echo", "", 1, NULL, &answer, &fixture.error),
            i < 2 ? SJ_OK : SJ_UNAVAILABLE);
    }
    clock += 60000;
    assert_int_equal(
        fixture_rank(channels[2], &fixture.arena, "echo", "", 1, NULL, &answer, &fixture.error),
        SJ_OK);
    for (size_t i = 0; i < 3; i++)
        sj_channel_close(channels[i]);
    fixture_close(&fixture);
}

/* ---- what no channel of ours would send ---- */

static uint32_t send_raw(const struct fixture *fixture, const void *bytes, size_t len)
{
    nng_socket socket;
    void *reply = NULL;
    size_t reply_len = 0;
    assert_int_equal(nng_req0_open(&socket), 0);
    nng_socket_set_ms(socket, NNG_OPT_RECVTIMEO, 3000);
    /* nng 1.5.2 may hang in nng_close while it connects again by itself. */
    nng_socket_set_ms(socket, NNG_OPT_RECONNMINT, INT32_MAX);
    nng_socket_set_ms(socket, NNG_OPT_RECONNMAXT, INT32_MAX);
    nng_socket_set_ms(socket, NNG_OPT_REQ_RESENDTIME, NNG_DURATION_INFINITE);
    assert_int_equal(nng_dial(socket, sj_rpc_server_url(fixture->server), NULL, 0), 0);
    char *copy = nng_alloc(len + 1);
    memcpy(copy, bytes, len);
    copy[len] = 0;
    nng_msg *message = NULL;
    assert_int_equal(nng_msg_alloc(&message, 0), 0);
    nng_msg_append(message, copy, len);
    nng_free(copy, len + 1);
    assert_int_equal(nng_sendmsg(socket, message, 0), 0);
    uint32_t code = UINT32_MAX; /* no answer */
    if (nng_recv(socket, (void *)&reply, &reply_len, NNG_FLAG_ALLOC) == 0) {
        Shangji__Rpc__V1__ReplyFrame *frame =
            shangji__rpc__v1__reply_frame__unpack(NULL, reply_len, reply);
        assert_non_null(frame);
        assert_true(frame->code == 0 || frame->message[0] != '\0');
        code = frame->code;
        shangji__rpc__v1__reply_frame__free_unpacked(frame, NULL);
        nng_free(reply, reply_len);
    }
    nng_close(socket);
    return code;
}

static uint32_t send_frame(const struct fixture *fixture, const char *method, size_t request_len,
                           uint8_t fill)
{
    Shangji__Rpc__V1__CallFrame frame;
    shangji__rpc__v1__call_frame__init(&frame);
    frame.method = strdup(method);
    frame.request.data = malloc(request_len + 1);
    frame.request.len = request_len;
    memset(frame.request.data, fill, request_len);
    size_t len = protobuf_c_message_get_packed_size(&frame.base);
    uint8_t *bytes = malloc(len);
    protobuf_c_message_pack(&frame.base, bytes);
    uint32_t code = send_raw(fixture, bytes, len);
    free(bytes);
    free(frame.request.data);
    free(frame.method);
    return code;
}

static void test_server__answers_garbage(void **state)
{
    struct fixture fixture;
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(send_raw(&fixture, "\xff\xff\xff garbage", 11), 3);
    assert_int_equal(send_raw(&fixture, "", 0), 12); /* a frame without a method */
    assert_int_equal(send_frame(&fixture, "/shangji.v1.Query/Nothing", 0, 0), 12);
    assert_int_equal(send_frame(&fixture, RANK, 0, 0), 0);
    assert_int_equal(send_frame(&fixture, RANK, 64, 0xff), 3);
    /* larger than the method's, smaller than the server's */
    assert_int_equal(send_frame(&fixture, HEALTH_CHECK, 2048, 0), 3);
    assert_int_equal(send_frame(&fixture, "/shangji.v1.Query/Coverage", 0, 0), 16);
    Shangji__V1__RankAnswer *answer = NULL;
    assert_int_equal(fixture_call(&fixture, "echo", "", 1, &answer), SJ_OK);
    fixture_close(&fixture);
}

/* The pipe is closed by nng; REQ would connect and send again for ever. */
static void test_server__cuts_off_what_is_larger_than_any_request(void **state)
{
    struct fixture fixture;
    fixture_config(&fixture);
    fixture_open(&fixture);
    assert_int_equal(send_frame(&fixture, RANK, 1 << 20, 0), UINT32_MAX);
    Shangji__V1__RankAnswer *answer = NULL;
    assert_int_equal(fixture_call(&fixture, "echo", "", 1, &answer), SJ_OK);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server__answers_at_once),
        cmocka_unit_test(test_server__answers_many_callers),
        cmocka_unit_test(test_server__answers_later_from_other_threads),
        cmocka_unit_test(test_server__refuses_at_once_when_overloaded),
        cmocka_unit_test(test_server__drops_a_call_past_its_deadline),
        cmocka_unit_test(test_server__says_so_when_a_deadline_passed_in_the_queue),
        cmocka_unit_test(test_server__tells_what_time_is_left),
        cmocka_unit_test(test_server__passes_failures_on),
        cmocka_unit_test(test_server__says_that_a_reply_is_too_large),
        cmocka_unit_test(test_server__passes_metadata_on),
        cmocka_unit_test(test_server__lets_silent_connections_go),
        cmocka_unit_test(test_server__answers_garbage),
        cmocka_unit_test(test_server__cuts_off_what_is_larger_than_any_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
