#include "base/text.h"
#include "proto/pb.h"
#include "rpc/json.h"

#include <catalogue.pb-c.h>
#include <ledger.pb-c.h>
#include <query.pb-c.h>
#include <report.pb-c.h>

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { ARENA_MAX = 1 << 20 };

/* Parses `text` as the descriptor's message and prints it again. */
static void expect_text(const ProtobufCMessageDescriptor *descriptor, const char *text,
                        const char *expected)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_buffer printed = {0};
    ProtobufCMessage *message = NULL;
    sj_arena_init(&arena, ARENA_MAX);
    if (sj_json_parse(descriptor, sj_bytes_of(text), &arena, &message, &error) != SJ_OK)
        fail_msg("%s: %s", text, error.message);
    assert_int_equal(sj_json_print(message, SJ_JSON_COMPACT, &printed, &error), SJ_OK);
    assert_string_equal(sj_buffer_text(&printed), expected);
    sj_buffer_clear(&printed);
    sj_arena_clear(&arena);
}

static void expect_refused(const ProtobufCMessageDescriptor *descriptor, const char *text,
                           const char *field)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    ProtobufCMessage *message = NULL;
    sj_arena_init(&arena, ARENA_MAX);
    if (sj_json_parse(descriptor, sj_bytes_of(text), &arena, &message, &error) != SJ_INVALID)
        fail_msg("taken: %s", text);
    assert_null(message);
    assert_string_equal(error.field, field);
    assert_true(error.message[0] != '\0');
    sj_arena_clear(&arena);
}

#define REPORT &shangji__v1__report__descriptor
#define RANK_ANSWER &shangji__v1__rank_answer__descriptor
#define COVERAGE_ROW &shangji__v1__coverage_row__descriptor
#define GET_ENVELOPE &shangji__v1__get_envelope_request__descriptor
#define INDICATOR &shangji__v1__indicator__descriptor

static void test_json__prints_what_it_reads(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *descriptor;
        const char *text;
    } samples[] = {
        {REPORT, "{}"},
        {REPORT,
         "{\"township\":\"361030104\",\"period\":\"2021\",\"revision\":1,\"replaces\":\"/+8=\","
         "\"document\":{\"name\":\"乐安镇“年报”.txt\",\"textSize\":11},"
         "\"sections\":[{\"level\":1,\"number\":\"一、\",\"span\":{\"end\":4}},{}],"
         "\"figures\":[{\"surface\":\"1140余亩\",\"section\":-1,\"qualifier\":"
         "\"QUALIFIER_AT_LEAST\",\"interval\":{\"lo\":\"1140\",\"hi\":\"1150\",\"hiOpen\":true},"
         "\"anomalies\":[\"doubled_multiplier\",\"\"],\"decision\":\"DECISION_CONFIRMED\"}],"
         "\"statements\":[{\"what\":\"TOLD_ZERO\"}],\"madeAt\":\"-9223372036854775808\"}"},
        {RANK_ANSWER, "{\"rows\":[{\"rank\":4294967295,\"value\":{\"entry\":"
                      "\"18446744073709551615\",\"recovery\":true}}]}"},
        {GET_ENVELOPE, "{\"identity\":\"\"}"},
        {GET_ENVELOPE, "{\"index\":\"0\",\"withText\":true}"},
        {INDICATOR, "{\"code\":\"a\\\"\\\\\\n\",\"nameZh\":\"早稻\"}"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        expect_text(samples[i].descriptor, samples[i].text, samples[i].text);
}

static void test_json__reads_other_spellings(void **state)
{
    expect_text(COVERAGE_ROW, "{\"taken_at\": 17, \"entry\": 3, \"revision\": \"4\"}",
                "{\"takenAt\":\"17\",\"revision\":4,\"entry\":\"3\"}");
    expect_text(COVERAGE_ROW, "{\"status\":2}", "{\"status\":\"REPORT_STATUS_LATE\"}");
    expect_text(COVERAGE_ROW, "{\"status\":null,\"missing\":null,\"enrolled\":null}", "{}");
    expect_text(COVERAGE_ROW, "{\"missing\":[],\"name\":\"\",\"facts\":0,\"enrolled\":false}",
                "{}");
    expect_text(COVERAGE_ROW, "{\"name\":\"\\u4e61\"}", "{\"name\":\"乡\"}");
}

static void test_json__refuses_with_the_path(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *descriptor;
        const char *text, *field;
    } samples[] = {
        {RANK_ANSWER, "", ""},
        {RANK_ANSWER, "{\"unit\":\"a\"", ""},
        {RANK_ANSWER, "{\"unit\":\"a\",\"unit\":\"b\"}", ""},
        {RANK_ANSWER, "{\"unit\":\"\xff\"}", ""},
        {RANK_ANSWER, "{\"unit\":\"\\u0000\"}", ""},
        {RANK_ANSWER, "{} {}", ""},
        {RANK_ANSWER, "[]", ""},
        {RANK_ANSWER, "{\"unti\":\"a\"}", "unti"},
        {RANK_ANSWER, "{\"unit\":1}", "unit"},
        {RANK_ANSWER, "{\"name_zh\":\"a\",\"nameZh\":\"a\"}", "nameZh"},
        {RANK_ANSWER, "{\"rows\":{}}", "rows"},
        {RANK_ANSWER, "{\"rows\":[{},{},{\"rank\":-1}]}", "rows[2].rank"},
        {RANK_ANSWER, "{\"rows\":[{\"rank\":4294967296}]}", "rows[0].rank"},
        {RANK_ANSWER, "{\"rows\":[{\"rank\":1.0}]}", "rows[0].rank"},
        {RANK_ANSWER, "{\"rows\":[{\"rank\":\" 1\"}]}", "rows[0].rank"},
        {RANK_ANSWER, "{\"rows\":[{\"rank\":\"\"}]}", "rows[0].rank"},
        {RANK_ANSWER, "{\"rows\":[null]}", "rows[0]"},
        {RANK_ANSWER, "{\"ledgerSize\":\"18446744073709551616\"}", "ledgerSize"},
        {RANK_ANSWER, "{\"direction\":\"BETTER\"}", "direction"},
        {RANK_ANSWER, "{\"direction\":9}", "direction"},
        {RANK_ANSWER, "{\"rows\":[{\"value\":{\"recovery\":1}}]}", "rows[0].value.recovery"},
        {COVERAGE_ROW, "{\"takenAt\":\"9223372036854775808\"}", "takenAt"},
        {REPORT, "{\"replaces\":\"/+8\"}", "replaces"},
        {REPORT, "{\"figures\":[{\"section\":2147483648}]}", "figures[0].section"},
        {GET_ENVELOPE, "{\"identity\":\"\",\"index\":0}", "index"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        expect_refused(samples[i].descriptor, samples[i].text, samples[i].field);
}

static void test_json__indents(void **state)
{
    struct sj_buffer text = {0};
    struct sj_error error;
    Shangji__V1__Span span;
    shangji__v1__span__init(&span);
    span.end = 3;
    assert_int_equal(sj_json_print(&span.base, SJ_JSON_INDENTED, &text, &error), SJ_OK);
    assert_string_equal(sj_buffer_text(&text), "{\n  \"end\": 3\n}");
    sj_buffer_clear(&text);
}

static void test_json__says_when_there_is_no_room(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    ProtobufCMessage *message = NULL;
    struct sj_bytes text = SJ_LITERAL("{\"rows\":[{},{},{},{},{},{},{},{}]}");
    sj_arena_init(&arena, 512);
    assert_int_equal(sj_json_parse(RANK_ANSWER, text, &arena, &message, &error), SJ_EXHAUSTED);
    sj_arena_clear(&arena);
}

/* ---- property: what is printed reads as the same message ---- */

static uint64_t random_state = 2021;

static uint64_t random_next(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static char *random_text(struct sj_arena *arena)
{
    char text[64];
    size_t len = 0;
    for (size_t n = random_next() % 8; n > 0; n--) {
        uint32_t point = 1 + (uint32_t)(random_next() % (random_next() % 2 ? 0x7F : 0xD7FF));
        len += sj_utf8_encode(point, text + len);
    }
    return sj_arena_text(arena, SJ_BYTES(text, len));
}

static ProtobufCMessage *random_message(const ProtobufCMessageDescriptor *descriptor,
                                        struct sj_arena *arena);

static void random_value(const ProtobufCFieldDescriptor *field, struct sj_arena *arena, void *value)
{
    const ProtobufCEnumDescriptor *values = field->descriptor;
    uint64_t bits = random_next() >> (random_next() % 64);
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_UINT32:
        *(uint32_t *)value = (uint32_t)bits;
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        *(uint64_t *)value = bits;
        break;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)value = (protobuf_c_boolean)(bits & 1);
        break;
    case PROTOBUF_C_TYPE_ENUM:
        *(int *)value = values->values[bits % values->n_values].value;
        break;
    case PROTOBUF_C_TYPE_STRING:
        *(char **)value = random_text(arena);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        *(ProtobufCBinaryData *)value = sj_pb_binary(arena, SJ_BYTES(&bits, bits % 8));
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        *(ProtobufCMessage **)value = random_message(field->descriptor, arena);
        break;
    default:
        fail_msg("a type that no message of ours has");
    }
}

static ProtobufCMessage *random_message(const ProtobufCMessageDescriptor *descriptor,
                                        struct sj_arena *arena)
{
    uint8_t *message = sj_pb_new(descriptor, arena);
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        void *value = message + field->offset;
        if (random_next() % 3 == 0)
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t count = random_next() % 4;
            uint8_t *values = sj_arena_array(arena, count + 1, sizeof(ProtobufCBinaryData));
            bool narrow =
                field->type == PROTOBUF_C_TYPE_UINT32 || field->type == PROTOBUF_C_TYPE_ENUM;
            size_t size = field->type == PROTOBUF_C_TYPE_BYTES ? sizeof(ProtobufCBinaryData)
                          : narrow                             ? 4
                                                               : 8;
            for (size_t j = 0; j < count; j++)
                random_value(field, arena, values + j * size);
            *(uint8_t **)value = values;
            *(size_t *)(message + field->quantifier_offset) = count;
        } else if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)) {
            random_value(field, arena, value);
        } else if (*(uint32_t *)(message + field->quantifier_offset) == 0) {
            *(uint32_t *)(message + field->quantifier_offset) = field->id;
            random_value(field, arena, value);
        }
    }
    return (ProtobufCMessage *)message;
}

static void expect_round_trip(const ProtobufCMessageDescriptor *descriptor)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_buffer first = {0}, second = {0};
    struct sj_bytes before, after;
    ProtobufCMessage *again = NULL;
    sj_arena_init(&arena, 8 << 20);
    ProtobufCMessage *message = random_message(descriptor, &arena);
    assert_int_equal(sj_json_print(message, SJ_JSON_COMPACT, &first, &error), SJ_OK);
    if (sj_json_parse(descriptor, sj_buffer_bytes(&first), &arena, &again, &error) != SJ_OK)
        fail_msg("%s: %s", error.message, sj_buffer_text(&first));
    assert_int_equal(sj_json_print(again, SJ_JSON_COMPACT, &second, &error), SJ_OK);
    assert_string_equal(sj_buffer_text(&first), sj_buffer_text(&second));
    assert_int_equal(sj_pb_pack(message, &arena, &before, &error), SJ_OK);
    assert_int_equal(sj_pb_pack(again, &arena, &after, &error), SJ_OK);
    assert_true(sj_bytes_equal(before, after));
    sj_buffer_clear(&first);
    sj_buffer_clear(&second);
    sj_arena_clear(&arena);
}

static void test_json__reads_back_what_it_printed(void **state)
{
    for (int i = 0; i < 300; i++) {
        expect_round_trip(REPORT);
        expect_round_trip(RANK_ANSWER);
        expect_round_trip(GET_ENVELOPE);
        expect_round_trip(&shangji__v1__get_roll_reply__descriptor);
        expect_round_trip(&shangji__v1__get_catalogue_reply__descriptor);
        expect_round_trip(&shangji__v1__get_checkpoint_reply__descriptor);
        expect_round_trip(&shangji__v1__coverage_answer__descriptor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json__prints_what_it_reads),
        cmocka_unit_test(test_json__reads_other_spellings),
        cmocka_unit_test(test_json__refuses_with_the_path),
        cmocka_unit_test(test_json__indents),
        cmocka_unit_test(test_json__says_when_there_is_no_room),
        cmocka_unit_test(test_json__reads_back_what_it_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
