#include "proto/pb.h"
#include "rpc/frame.h"

#include <health.pb-c.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Texts of our own, for messages that want them mutable. */
struct texts {
    char key[9000], value[9000];
};

static enum sj_status check_one(const char *key, const char *value, struct sj_error *error)
{
    struct texts texts;
    Shangji__Rpc__V1__Metadata metadata, *list[] = {&metadata};
    shangji__rpc__v1__metadata__init(&metadata);
    snprintf(texts.key, sizeof texts.key, "%s", key);
    snprintf(texts.value, sizeof texts.value, "%s", value);
    metadata.key = texts.key;
    metadata.value = texts.value;
    return sj_metadata_check(list, 1, error);
}

static void test_frame__takes_good_metadata(void **state)
{
    struct sj_error error;
    assert_int_equal(sj_metadata_check(NULL, 0, &error), SJ_OK);
    assert_int_equal(check_one("x-request_id.2", "~ any printable text", &error), SJ_OK);
    assert_int_equal(check_one("x", "", &error), SJ_OK);
    assert_int_equal(check_one("trace-bin", "AAEC/w==", &error), SJ_OK);
    assert_int_equal(check_one("grpc", "", &error), SJ_OK);
}

static void test_frame__refuses_bad_metadata(void **state)
{
    static const struct {
        const char *key, *value, *field;
    } samples[] = {
        {"", "x", "metadata[0].key"},         {"X", "x", "metadata[0].key"},
        {"a b", "x", "metadata[0].key"},      {"乡", "x", "metadata[0].key"},
        {"grpc-x", "x", "metadata[0].key"},   {"a", "\n", "metadata[0].value"},
        {"a", "\x7f", "metadata[0].value"},   {"a", "镇", "metadata[0].value"},
        {"a-bin", "AA", "metadata[0].value"}, {"a-bin", "AB==", "metadata[0].value"},
    };
    struct sj_error error;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        assert_int_equal(check_one(samples[i].key, samples[i].value, &error), SJ_INVALID);
        assert_string_equal(error.field, samples[i].field);
    }
}

static void test_frame__bounds_metadata(void **state)
{
    struct sj_error error;
    char value[SJ_METADATA_MAX_BYTES + 1];
    memset(value, 'v', sizeof value);
    value[SJ_METADATA_MAX_BYTES - 1] = '\0';
    assert_int_equal(check_one("k", value, &error), SJ_OK);
    assert_int_equal(check_one("kk", value, &error), SJ_INVALID);
}

static void test_frame__writes_a_reply_around_its_message(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    Shangji__Rpc__V1__ReplyFrame *frame = NULL;
    sj_arena_init(&arena, 1 << 20);
    for (size_t len = 0; len < 40000; len = len * 3 + 50) {
        Grpc__Health__V1__HealthCheckRequest message;
        grpc__health__v1__health_check_request__init(&message);
        message.service = sj_arena_alloc(&arena, len + 1);
        memset(message.service, 's', len);
        size_t size = sj_frame_reply_size(&message.base);
        uint8_t *bytes = malloc(size);
        sj_frame_reply_write(&message.base, bytes);
        assert_int_equal(sj_frame_decode_reply(SJ_BYTES(bytes, size), &arena, &frame, &error),
                         SJ_OK);
        assert_int_equal(frame->code, 0);
        assert_int_equal(frame->response.len, protobuf_c_message_get_packed_size(&message.base));
        ProtobufCMessage *again = NULL;
        assert_int_equal(sj_pb_unpack(message.base.descriptor, sj_pb_bytes(frame->response), &arena,
                                      "message", &again, &error),
                         SJ_OK);
        assert_string_equal(((Grpc__Health__V1__HealthCheckRequest *)again)->service,
                            message.service);
        free(bytes);
    }
    sj_arena_clear(&arena);
}

static void test_frame__refuses_bad_frames(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    Shangji__Rpc__V1__CallFrame *call = NULL;
    Shangji__Rpc__V1__ReplyFrame *reply = NULL;
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_frame_decode_call(SJ_LITERAL("\xff"), &arena, &call, &error), SJ_INVALID);
    /* metadata { key: "X" } */
    assert_int_equal(sj_frame_decode_call(SJ_LITERAL("\x1a\x03\x0a\x01X"), &arena, &call, &error),
                     SJ_INVALID);
    assert_int_equal(sj_frame_decode_reply(SJ_LITERAL("\x08\x10"), &arena, &reply, &error), SJ_OK);
    assert_int_equal(sj_frame_decode_reply(SJ_LITERAL("\x08\x11"), &arena, &reply, &error),
                     SJ_INVALID);
    sj_arena_clear(&arena);
}

static void test_frame__tells_failures(void **state)
{
    struct sj_error error;
    struct texts texts = {"NO_PLACE", "figures[3]"};
    Shangji__Rpc__V1__ReplyFrame frame;
    Shangji__Rpc__V1__Detail detail, *details[] = {&detail};
    shangji__rpc__v1__reply_frame__init(&frame);
    shangji__rpc__v1__detail__init(&detail);
    frame.code = 5;
    assert_int_equal(sj_frame_failure(&frame, &error), SJ_NOT_FOUND);
    assert_true(error.message[0] != '\0');
    frame.details = details;
    frame.n_details = 1;
    detail.reason = texts.key;
    detail.field = texts.value;
    assert_int_equal(sj_frame_failure(&frame, &error), SJ_NOT_FOUND);
    assert_string_equal(error.reason, "NO_PLACE");
    assert_string_equal(error.field, "figures[3]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frame__takes_good_metadata),
        cmocka_unit_test(test_frame__refuses_bad_metadata),
        cmocka_unit_test(test_frame__bounds_metadata),
        cmocka_unit_test(test_frame__writes_a_reply_around_its_message),
        cmocka_unit_test(test_frame__refuses_bad_frames),
        cmocka_unit_test(test_frame__tells_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
