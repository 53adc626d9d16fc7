#include "proto/pb.h"

#include <ledger.pb-c.h>
#include <report.pb-c.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define REPORT &shangji__v1__report__descriptor
#define FIGURE &shangji__v1__figure__descriptor

static enum sj_status unpack(const ProtobufCMessageDescriptor *descriptor, struct sj_bytes bytes,
                             size_t limit, struct sj_error *error)
{
    struct sj_arena arena;
    ProtobufCMessage *message = NULL;
    sj_arena_init(&arena, limit);
    enum sj_status status = sj_pb_unpack(descriptor, bytes, &arena, "sample", &message, error);
    assert_int_equal(status == SJ_OK, message != NULL);
    sj_arena_clear(&arena);
    return status;
}

static void expect_refused(const ProtobufCMessageDescriptor *descriptor, struct sj_bytes bytes,
                           const char *field)
{
    struct sj_error error;
    assert_int_equal(unpack(descriptor, bytes, 1 << 20, &error), SJ_INVALID);
    assert_string_equal(error.field, field);
    assert_memory_equal(error.message, "sample: ", 8);
    assert_int_equal(unpack(descriptor, bytes, 1 << 20, NULL), SJ_INVALID);
}

static void test_pb__packs_and_unpacks(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    struct sj_bytes bytes;
    ProtobufCMessage *message = NULL;
    sj_arena_init(&arena, 1 << 20);
    Shangji__V1__SubmitRequest *request =
        sj_pb_new(&shangji__v1__submit_request__descriptor, &arena);
    request->envelope = sj_pb_binary(&arena, SJ_LITERAL("a\0b"));
    request->text = sj_pb_new(&shangji__v1__source_text__descriptor, &arena);
    assert_int_equal(sj_pb_pack(&request->base, &arena, &bytes, &error), SJ_OK);
    assert_int_equal(sj_pb_unpack(&shangji__v1__submit_request__descriptor, bytes, &arena, "sample",
                                  &message, &error),
                     SJ_OK);
    request = (Shangji__V1__SubmitRequest *)message;
    assert_true(sj_bytes_equal(sj_pb_bytes(request->envelope), SJ_LITERAL("a\0b")));
    assert_non_null(request->text);
    assert_int_equal(request->text->text.len, 0);
    sj_arena_clear(&arena);
}

static void test_pb__takes_an_empty_message(void **state)
{
    struct sj_error error;
    struct sj_bytes bytes;
    struct sj_arena arena;
    assert_int_equal(unpack(REPORT, SJ_BYTES(NULL, 0), 4096, &error), SJ_OK);
    sj_arena_init(&arena, 4096);
    ProtobufCMessage *report = sj_pb_new(REPORT, &arena);
    assert_int_equal(sj_pb_pack(report, &arena, &bytes, &error), SJ_OK);
    assert_int_equal(bytes.len, 0);
    sj_arena_clear(&arena);
}

static void test_pb__takes_fields_of_a_later_version(void **state)
{
    struct sj_error error;
    /* 100: varint 1; 101: "x"; 102: 64 bits; 103: 32 bits */
    struct sj_bytes bytes = SJ_LITERAL("\xa0\x06\x01\xaa\x06\x01x\xb1\x06"
                                       "12345678"
                                       "\xbd\x06"
                                       "1234");
    assert_int_equal(unpack(REPORT, bytes, 1 << 16, &error), SJ_OK);
}

static void test_pb__refuses_bad_text(void **state)
{
    expect_refused(REPORT, SJ_LITERAL("\x0a\x01\xff"), "township");
    expect_refused(REPORT,
                   SJ_LITERAL("\x0a\x03"
                              "a\0b"),
                   "township");
    expect_refused(REPORT, SJ_LITERAL("\x08\x01"), "township"); /* a varint for a string */
    /* figures { anomalies: "\xc0\x80" } */
    expect_refused(REPORT, SJ_LITERAL("\x52\x04\x62\x02\xc0\x80"), "anomalies");
}

static void test_pb__refuses_unknown_enum_values(void **state)
{
    struct sj_error error;
    assert_int_equal(unpack(FIGURE, SJ_LITERAL("\x40\x05"), 1 << 16, &error), SJ_OK);
    expect_refused(FIGURE, SJ_LITERAL("\x40\x06"), "qualifier");
    expect_refused(FIGURE, SJ_LITERAL("\x40\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "qualifier");
}

static void test_pb__refuses_what_is_told_twice(void **state)
{
    expect_refused(REPORT, SJ_LITERAL("\x20\x01\x20\x02"), "revision");
    expect_refused(FIGURE, SJ_LITERAL("\x0a\x00\x0a\x00"), "span");
    /* both members of a oneof */
    expect_refused(&shangji__v1__get_envelope_request__descriptor, SJ_LITERAL("\x0a\x01x\x10\x01"),
                   "index");
    struct sj_error error; /* a repeated field may */
    assert_int_equal(unpack(REPORT, SJ_LITERAL("\x52\x00\x52\x00"), 1 << 16, &error), SJ_OK);
}

static void test_pb__refuses_garbled_bytes(void **state)
{
    expect_refused(REPORT, SJ_LITERAL("\x0a"), "");
    expect_refused(REPORT, SJ_LITERAL("\x0a\x05xy"), "");
    expect_refused(REPORT, SJ_LITERAL("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "");
    expect_refused(REPORT, SJ_LITERAL("\x00\x01"), ""); /* field 0 */
    expect_refused(REPORT, SJ_LITERAL("\x0b\x0c"), ""); /* a group */
    expect_refused(REPORT, SJ_LITERAL("\x20\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"), "");
    expect_refused(REPORT, SJ_LITERAL("\x22\x01x"), ""); /* bytes for a varint */
}

/* The sample over and over. */
static enum sj_status unpack_many(struct sj_bytes sample, size_t times, size_t limit)
{
    struct sj_error error;
    struct sj_buffer bytes = {0};
    for (size_t i = 0; i < times; i++)
        sj_buffer_add_bytes(&bytes, sample);
    enum sj_status status = unpack(REPORT, sj_buffer_bytes(&bytes), limit, &error);
    sj_buffer_clear(&bytes);
    return status;
}

static void test_pb__has_a_ceiling(void **state)
{
    struct sj_bytes figure = SJ_LITERAL("\x52\x00"), unknown = SJ_LITERAL("\xa0\x06\x01");
    assert_int_equal(unpack_many(figure, 100, 4 << 20), SJ_OK);
    assert_int_equal(unpack_many(figure, 100000, 4 << 20), SJ_INVALID);
    assert_int_equal(unpack_many(unknown, 100, 1 << 20), SJ_OK);
    assert_int_equal(unpack_many(unknown, 70000, 1 << 20), SJ_INVALID);
}

static void test_pb__packing_wants_room(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    struct sj_bytes bytes;
    char text[2048];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = 0;
    Shangji__V1__Report report;
    shangji__v1__report__init(&report);
    report.kind = text;
    sj_arena_init(&arena, 1024);
    assert_int_equal(sj_pb_pack(&report.base, &arena, &bytes, &error), SJ_EXHAUSTED);
    assert_null(sj_pb_binary(&arena, SJ_BYTES(text, sizeof text)).data);
    sj_arena_clear(&arena);
}

/* None of our messages has a double, or nests in itself, so these two are made by hand. */
struct hostile {
    ProtobufCMessage base;
    double number;
    ProtobufCMessage *inner;
};

static const ProtobufCMessageDescriptor hostile_descriptor;

static const ProtobufCFieldDescriptor hostile_fields[] = {
    {"number", 1, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_DOUBLE, 0,
     offsetof(struct hostile, number), NULL, NULL, 0, 0, NULL, NULL},
    {"inner", 2, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_MESSAGE, 0, offsetof(struct hostile, inner),
     &hostile_descriptor, NULL, 0, 0, NULL, NULL},
};
static const unsigned hostile_indices[] = {1, 0};
static const ProtobufCIntRange hostile_ranges[] = {{1, 0}, {0, 2}};

static const ProtobufCMessageDescriptor hostile_descriptor = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "Hostile",
    .short_name = "Hostile",
    .c_name = "Hostile",
    .package_name = "",
    .sizeof_message = sizeof(struct hostile),
    .n_fields = 2,
    .fields = hostile_fields,
    .fields_sorted_by_name = hostile_indices,
    .n_field_ranges = 1,
    .field_ranges = hostile_ranges,
};

static void test_pb__refuses_numbers_that_are_none(void **state)
{
    struct sj_error error;
    assert_int_equal(
        unpack(&hostile_descriptor, SJ_LITERAL("\x09\0\0\0\0\0\0\xf0\x3f"), 4096, &error), SJ_OK);
    expect_refused(&hostile_descriptor, SJ_LITERAL("\x09\0\0\0\0\0\0\xf0\x7f"), "number");
    expect_refused(&hostile_descriptor, SJ_LITERAL("\x09\0\0\0\0\0\0\xf8\x7f"), "number");
}

static void test_pb__refuses_deep_nesting(void **state)
{
    struct sj_error error;
    uint8_t bytes[200];
    for (size_t i = 0; i < sizeof bytes; i += 2) {
        bytes[i] = 0x12;
        bytes[i + 1] = (uint8_t)(sizeof bytes - i - 2) & 0x7F;
    }
    /* the last 100 bytes nest 50 deep; the last 30 fifteen deep */
    expect_refused(&hostile_descriptor, SJ_BYTES(bytes + 100, 100), "");
    assert_int_equal(unpack(&hostile_descriptor, SJ_BYTES(bytes + 170, 30), 1 << 16, &error),
                     SJ_OK);
}

static void test_pb__names_enum_values(void **state)
{
    assert_string_equal(sj_pb_enum_name(&shangji__v1__kind__descriptor, 3), "KIND_PLAN");
    assert_string_equal(sj_pb_enum_name(&shangji__v1__kind__descriptor, 99), "?");
}

static void test_pb__takes_fields_off_the_wire(void **state)
{
    struct sj_bytes rest = SJ_LITERAL("\x0a\x02hi\x10\x96\x01");
    struct sj_pb_field field;
    assert_true(sj_pb_next(&rest, &field));
    assert_int_equal(field.number, 1);
    assert_true(sj_bytes_equal(field.bytes, SJ_LITERAL("hi")));
    assert_true(sj_pb_next(&rest, &field));
    assert_int_equal(field.number, 2);
    assert_int_equal(field.varint, 150);
    assert_int_equal(rest.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pb__packs_and_unpacks),
        cmocka_unit_test(test_pb__takes_an_empty_message),
        cmocka_unit_test(test_pb__takes_fields_of_a_later_version),
        cmocka_unit_test(test_pb__refuses_bad_text),
        cmocka_unit_test(test_pb__refuses_unknown_enum_values),
        cmocka_unit_test(test_pb__refuses_what_is_told_twice),
        cmocka_unit_test(test_pb__refuses_garbled_bytes),
        cmocka_unit_test(test_pb__has_a_ceiling),
        cmocka_unit_test(test_pb__packing_wants_room),
        cmocka_unit_test(test_pb__refuses_numbers_that_are_none),
        cmocka_unit_test(test_pb__refuses_deep_nesting),
        cmocka_unit_test(test_pb__names_enum_values),
        cmocka_unit_test(test_pb__takes_fields_off_the_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
