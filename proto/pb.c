#include "proto/pb.h"

#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

/* Our schemas nest six deep; hostile bytes may nest as deep as they are long. */
enum { DEPTH_MAX = 16, FIELDS_MAX = 64 };

static void *arena_alloc(void *arena, size_t size_bytes)
{
    return sj_arena_alloc(arena, size_bytes > 0 ? size_bytes : 1);
}

static void arena_free(void *arena, void *pointer)
{
    (void)arena;
    (void)pointer;
}

/* ---- the wire ---- */

static bool take_varint(struct sj_bytes *rest, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < 10 && i < rest->len; i++) {
        *value |= (uint64_t)(rest->data[i] & 0x7F) << (7 * i);
        if (rest->data[i] < 0x80) {
            *rest = sj_bytes_slice(*rest, i + 1, rest->len);
            return true;
        }
    }
    return false;
}

static bool take_bytes(struct sj_bytes *rest, uint64_t len, struct sj_bytes *bytes)
{
    if (len > rest->len)
        return false;
    *bytes = sj_bytes_slice(*rest, 0, (size_t)len);
    *rest = sj_bytes_slice(*rest, (size_t)len, rest->len);
    return true;
}

bool sj_pb_next(struct sj_bytes *rest, struct sj_pb_field *field)
{
    uint64_t tag = 0;
    if (!take_varint(rest, &tag) || tag >> 3 == 0 || tag > UINT32_MAX)
        return false;
    *field = (struct sj_pb_field){.number = (uint32_t)(tag >> 3), .wire_type = tag & 7};
    switch (field->wire_type) {
    case PROTOBUF_C_WIRE_TYPE_VARINT:
        return take_varint(rest, &field->varint);
    case PROTOBUF_C_WIRE_TYPE_64BIT:
        return take_bytes(rest, 8, &field->bytes);
    case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
        return take_varint(rest, &field->varint) && take_bytes(rest, field->varint, &field->bytes);
    case PROTOBUF_C_WIRE_TYPE_32BIT:
        return take_bytes(rest, 4, &field->bytes);
    default: /* groups are no part of proto3 */
        return false;
    }
}

/* ---- what protobuf-c does not check, read off the wire before it allocates ---- */

static bool enum_known(const ProtobufCFieldDescriptor *field, uint64_t value)
{
    return protobuf_c_enum_descriptor_get_value(field->descriptor, (int)(int32_t)value) != NULL;
}

static bool packed_enums_known(const ProtobufCFieldDescriptor *field, struct sj_bytes packed)
{
    while (packed.len > 0) {
        uint64_t value = 0;
        if (!take_varint(&packed, &value) || !enum_known(field, value))
            return false;
    }
    return true;
}

static bool double_finite(struct sj_bytes bytes)
{
    double value = NAN;
    if (bytes.len == sizeof value)
        memcpy(&value, bytes.data, sizeof value);
    return isfinite(value);
}

static bool float_finite(struct sj_bytes bytes)
{
    float value = NAN;
    if (bytes.len == sizeof value)
        memcpy(&value, bytes.data, sizeof value);
    return isfinite(value);
}

static enum sj_status value_invalid(const ProtobufCFieldDescriptor *field, const char *what,
                                    struct sj_error *error)
{
    sj_error_set(error, SJ_INVALID, "MALFORMED", "%s %s", field->name, what);
    sj_error_at(error, "%s", field->name);
    return SJ_INVALID;
}

static enum sj_status value_check(const ProtobufCFieldDescriptor *field,
                                  const struct sj_pb_field *value, struct sj_error *error)
{
    bool prefixed = value->wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED;
    if (field->type == PROTOBUF_C_TYPE_STRING && !(prefixed && sj_utf8_valid(value->bytes)))
        return value_invalid(field, _("is not UTF-8 text without NULs"), error);
    if (field->type == PROTOBUF_C_TYPE_ENUM && prefixed && !packed_enums_known(field, value->bytes))
        return value_invalid(field, _("has a value that is not in the list"), error);
    if (field->type == PROTOBUF_C_TYPE_ENUM && !prefixed && !enum_known(field, value->varint))
        return value_invalid(field, _("has a value that is not in the list"), error);
    if (field->type == PROTOBUF_C_TYPE_DOUBLE && !double_finite(value->bytes))
        return value_invalid(field, _("is not a finite number"), error);
    if (field->type == PROTOBUF_C_TYPE_FLOAT && !float_finite(value->bytes))
        return value_invalid(field, _("is not a finite number"), error);
    return SJ_OK;
}

/* The members of a oneof share one bit, that of the first of them. */
static uint64_t presence_bit(const ProtobufCMessageDescriptor *descriptor,
                             const ProtobufCFieldDescriptor *field)
{
    unsigned place = (unsigned)(field - descriptor->fields);
    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        for (place = 0; !(descriptor->fields[place].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) ||
                        descriptor->fields[place].quantifier_offset != field->quantifier_offset;)
            place++;
    return UINT64_C(1) << place;
}

struct level {
    const ProtobufCMessageDescriptor *descriptor;
    struct sj_bytes rest;
    uint64_t seen; /* singular fields told so far */
};

/* Takes one field of the level; *inner is the level of a sub-message that it holds, if any. */
static enum sj_status field_check(struct level *level, struct level *inner, struct sj_error *error)
{
    struct sj_pb_field value;
    if (!sj_pb_next(&level->rest, &value))
        return sj_error_set(error, SJ_INVALID, "MALFORMED",
                            _("the bytes break off or are garbled"));
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(level->descriptor, value.number);
    if (field == NULL)
        return SJ_OK; /* of a later version; counts against the arena */
    if (field->label != PROTOBUF_C_LABEL_REPEATED) {
        uint64_t bit = presence_bit(level->descriptor, field);
        if (level->seen & bit)
            return value_invalid(field, _("is told twice"), error);
        level->seen |= bit;
    }
    enum sj_status status = value_check(field, &value, error);
    if (status == SJ_OK && field->type == PROTOBUF_C_TYPE_MESSAGE)
        *inner = (struct level){field->descriptor, value.bytes, 0};
    return status;
}

/* Whether a field is told twice is asked because readers differ in what they then believe
 * (the last, the first, a merger), and these bytes are signed. */
static enum sj_status wire_check(const ProtobufCMessageDescriptor *descriptor,
                                 struct sj_bytes bytes, struct sj_error *error)
{
    struct level levels[DEPTH_MAX] = {{descriptor, bytes, 0}};
    for (size_t depth = 1; depth > 0;) {
        struct level *level = &levels[depth - 1], inner = {NULL, {NULL, 0}, 0};
        if (level->descriptor->n_fields > FIELDS_MAX)
            return sj_error_set(error, SJ_INTERNAL, "SCHEMA", _("%s has more than %d fields"),
                                level->descriptor->name, FIELDS_MAX);
        if (level->rest.len == 0) {
            depth--;
            continue;
        }
        enum sj_status status = field_check(level, &inner, error);
        if (status != SJ_OK)
            return status;
        if (inner.descriptor == NULL)
            continue;
        if (depth == DEPTH_MAX)
            return sj_error_set(error, SJ_INVALID, "MALFORMED", _("the messages nest too deep"));
        levels[depth++] = inner;
    }
    return SJ_OK;
}

enum sj_status sj_pb_unpack(const ProtobufCMessageDescriptor *descriptor, struct sj_bytes bytes,
                            struct sj_arena *arena, const char *name, ProtobufCMessage **message,
                            struct sj_error *error)
{
    static const uint8_t nothing[1];
    ProtobufCAllocator allocator = {arena_alloc, arena_free, arena};
    *message = NULL;
    enum sj_status status = wire_check(descriptor, bytes, error);
    if (status != SJ_OK) {
        sj_error_in(error, "%s", name);
        return status;
    }
    *message = protobuf_c_message_unpack(descriptor, &allocator, bytes.len,
                                         bytes.len > 0 ? bytes.data : nothing);
    if (*message == NULL)
        return sj_error_set(error, SJ_INVALID, "MALFORMED",
                            _("%s: garbled, or grows beyond %zu bytes when unpacked"), name,
                            arena->limit_bytes);
    return SJ_OK;
}

enum sj_status sj_pb_pack(const ProtobufCMessage *message, struct sj_arena *arena,
                          struct sj_bytes *bytes, struct sj_error *error)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *data = sj_arena_alloc(arena, size > 0 ? size : 1);
    *bytes = SJ_BYTES(data, 0);
    if (data == NULL)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_LARGE", _("%s of %zu bytes: no room"),
                            message->descriptor->short_name, size);
    bytes->len = protobuf_c_message_pack(message, data);
    return SJ_OK;
}

void *sj_pb_new(const ProtobufCMessageDescriptor *descriptor, struct sj_arena *arena)
{
    void *message = sj_arena_alloc(arena, descriptor->sizeof_message);
    if (message != NULL)
        protobuf_c_message_init(descriptor, message);
    return message;
}

ProtobufCBinaryData sj_pb_binary(struct sj_arena *arena, struct sj_bytes bytes)
{
    return sj_pb_borrow(sj_arena_copy(arena, bytes));
}

ProtobufCBinaryData sj_pb_borrow(struct sj_bytes bytes)
{
    uint8_t *data = NULL;
    if (bytes.data != NULL)
        memcpy(&data, &bytes.data, sizeof data); /* protobuf-c's field has no const */
    return (ProtobufCBinaryData){data != NULL ? bytes.len : 0, data};
}

struct sj_bytes sj_pb_bytes(ProtobufCBinaryData data)
{
    return SJ_BYTES(data.data, data.len);
}

const char *sj_pb_enum_name(const ProtobufCEnumDescriptor *descriptor, int value)
{
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(descriptor, value);
    return known != NULL ? known->name : "?";
}
