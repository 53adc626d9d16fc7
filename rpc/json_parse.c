#include "rpc/json.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "proto/pb.h"
#include "rpc/json_impl.h"

#include <jansson.h>
#include <string.h>

enum { TEXT_MAX_BYTES = 16 * 1024 * 1024, NO_INDEX = -1 };

/* Where in the text we are; each level on the stack of its own function. */
struct place {
    const struct place *above;
    const char *name;
    long index;
};

struct parser {
    struct sj_arena *arena;
    struct sj_error *error;
};

static enum sj_status parse_message(const struct parser *parser, const struct place *place,
                                    const ProtobufCMessageDescriptor *descriptor, json_t *json,
                                    ProtobufCMessage **message);

static void path_append(struct sj_buffer *path, const struct place *place)
{
    if (place->above != NULL)
        path_append(path, place->above);
    if (place->name != NULL)
        sj_buffer_printf(path, "%s%s", path->len > 0 ? "." : "", place->name);
    if (place->index != NO_INDEX)
        sj_buffer_printf(path, "[%ld]", place->index);
}

static enum sj_status invalid(const struct parser *parser, const struct place *place,
                              const char *what)
{
    struct sj_buffer path = {.limit = 4096};
    path_append(&path, place);
    sj_error_set(parser->error, SJ_INVALID, "JSON", "%s: %s",
                 path.len > 0 ? sj_buffer_text(&path) : "JSON", what);
    sj_error_at(parser->error, "%s", sj_buffer_text(&path));
    sj_buffer_clear(&path);
    return SJ_INVALID;
}

static enum sj_status no_room(const struct parser *parser)
{
    return sj_error_set(parser->error, SJ_EXHAUSTED, "TOO_LARGE",
                        _("the JSON text does not fit into %zu bytes"), parser->arena->limit_bytes);
}

/* ---- numbers: of a JSON integer, or of a string of digits ---- */

/* Sign and magnitude. */
static bool number_read(json_t *json, bool *negative, uint64_t *magnitude)
{
    if (json_is_integer(json)) {
        json_int_t value = json_integer_value(json);
        *negative = value < 0;
        *magnitude = *negative ? -(uint64_t)value : (uint64_t)value;
        return true;
    }
    if (!json_is_string(json))
        return false;
    struct sj_bytes text = SJ_BYTES(json_string_value(json), json_string_length(json));
    *negative = sj_bytes_starts(text, SJ_LITERAL("-"));
    text = sj_bytes_slice(text, *negative, text.len);
    *magnitude = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned)text.data[i] - '0';
        if (digit > 9 || *magnitude > (UINT64_MAX - digit) / 10)
            return false;
        *magnitude = *magnitude * 10 + digit;
    }
    return text.len > 0;
}

static enum sj_status parse_signed(const struct parser *parser, const struct place *place,
                                   json_t *json, int64_t max, int64_t *value)
{
    bool negative = false;
    uint64_t magnitude = 0;
    if (!number_read(json, &negative, &magnitude))
        return invalid(parser, place, _("is not an integer"));
    if (magnitude > (uint64_t)max + negative)
        return invalid(parser, place, _("is out of range"));
    *value = negative ? (int64_t)-magnitude : (int64_t)magnitude;
    return SJ_OK;
}

static enum sj_status parse_unsigned(const struct parser *parser, const struct place *place,
                                     json_t *json, uint64_t max, uint64_t *value)
{
    bool negative = false;
    if (!number_read(json, &negative, value))
        return invalid(parser, place, _("is not an integer"));
    if (*value > max || (negative && *value > 0))
        return invalid(parser, place, _("is out of range"));
    return SJ_OK;
}

/* ---- the other values ---- */

static enum sj_status parse_bool(const struct parser *parser, const struct place *place,
                                 json_t *json, protobuf_c_boolean *value)
{
    if (!json_is_boolean(json))
        return invalid(parser, place, _("is neither true nor false"));
    *value = json_is_true(json);
    return SJ_OK;
}

static enum sj_status parse_enum(const struct parser *parser, const struct place *place,
                                 json_t *json, const ProtobufCEnumDescriptor *descriptor,
                                 int *value)
{
    const ProtobufCEnumValue *known = NULL;
    if (json_is_string(json)) {
        known = protobuf_c_enum_descriptor_get_value_by_name(descriptor, json_string_value(json));
    } else if (json_is_integer(json)) {
        json_int_t number = json_integer_value(json);
        if (number >= INT32_MIN && number <= INT32_MAX)
            known = protobuf_c_enum_descriptor_get_value(descriptor, (int)number);
    }
    if (known == NULL)
        return invalid(parser, place, _("is none of the values that it may have"));
    *value = known->value;
    return SJ_OK;
}

static enum sj_status parse_text(const struct parser *parser, const struct place *place,
                                 json_t *json, char **value)
{
    if (!json_is_string(json))
        return invalid(parser, place, _("is not a string"));
    *value =
        sj_arena_text(parser->arena, SJ_BYTES(json_string_value(json), json_string_length(json)));
    return *value != NULL ? SJ_OK : no_room(parser);
}

static enum sj_status parse_bytes(const struct parser *parser, const struct place *place,
                                  json_t *json, ProtobufCBinaryData *value)
{
    if (!json_is_string(json))
        return invalid(parser, place, _("is not a string of base64"));
    struct sj_bytes text = SJ_BYTES(json_string_value(json), json_string_length(json));
    size_t capacity = text.len / 4 * 3;
    value->len = 0;
    value->data = sj_arena_alloc(parser->arena, capacity > 0 ? capacity : 1);
    if (value->data == NULL)
        return no_room(parser);
    if (!sj_base64_decode(text, value->data, capacity, &value->len))
        return invalid(parser, place, _("is not base64 with its padding"));
    return SJ_OK;
}

static enum sj_status parse_value(const struct parser *parser, const struct place *place,
                                  const ProtobufCFieldDescriptor *field, json_t *json, void *value)
{
    enum sj_status status = SJ_INTERNAL;
    int64_t integer = 0;
    uint64_t natural = 0;
    switch (sj_json_kind(field)) {
    case SJ_JSON_NONE:
        return sj_error_set(parser->error, SJ_INTERNAL, "SCHEMA", _("%s: binary fractions"),
                            field->name);
    case SJ_JSON_INT32:
        status = parse_signed(parser, place, json, INT32_MAX, &integer);
        *(int32_t *)value = (int32_t)integer;
        return status;
    case SJ_JSON_UINT32:
        status = parse_unsigned(parser, place, json, UINT32_MAX, &natural);
        *(uint32_t *)value = (uint32_t)natural;
        return status;
    case SJ_JSON_INT64:
        return parse_signed(parser, place, json, INT64_MAX, value);
    case SJ_JSON_UINT64:
        return parse_unsigned(parser, place, json, UINT64_MAX, value);
    case SJ_JSON_BOOL:
        return parse_bool(parser, place, json, value);
    case SJ_JSON_ENUM:
        return parse_enum(parser, place, json, field->descriptor, value);
    case SJ_JSON_TEXT:
        return parse_text(parser, place, json, value);
    case SJ_JSON_BYTES:
        return parse_bytes(parser, place, json, value);
    case SJ_JSON_MESSAGE:
        return parse_message(parser, place, field->descriptor, json, value);
    }
    return status;
}

/* ---- messages ---- */

static enum sj_status parse_list(const struct parser *parser, const struct place *place,
                                 const ProtobufCFieldDescriptor *field, json_t *json,
                                 uint8_t *message)
{
    if (!json_is_array(json))
        return invalid(parser, place, _("is not a list"));
    size_t count = json_array_size(json), size = sj_json_value_size(sj_json_kind(field));
    if (count == 0)
        return SJ_OK;
    uint8_t *values = sj_arena_array(parser->arena, count, size);
    if (values == NULL)
        return no_room(parser);
    for (size_t i = 0; i < count; i++) {
        struct place element = {place, NULL, (long)i};
        enum sj_status status =
            parse_value(parser, &element, field, json_array_get(json, i), values + i * size);
        if (status != SJ_OK)
            return status;
    }
    *(size_t *)(message + field->quantifier_offset) = count;
    *(uint8_t **)(message + field->offset) = values;
    return SJ_OK;
}

static const ProtobufCFieldDescriptor *find_field(const ProtobufCMessageDescriptor *descriptor,
                                                  const char *name)
{
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        char camel[SJ_JSON_NAME];
        if (strcmp(name, sj_json_name(field->name, camel)) == 0 || strcmp(name, field->name) == 0)
            return field;
    }
    return NULL;
}

/* One member of the object. `told` has a place for each field of the descriptor. */
static enum sj_status parse_member(const struct parser *parser, const struct place *place,
                                   json_t *json, ProtobufCMessage *message, bool *told)
{
    const ProtobufCFieldDescriptor *field = find_field(message->descriptor, place->name);
    uint8_t *bytes = (uint8_t *)message;
    if (field == NULL)
        return invalid(parser, place, _("there is no member of this name"));
    if (told[field - message->descriptor->fields])
        return invalid(parser, place, _("is told twice, by both its names"));
    told[field - message->descriptor->fields] = true;
    if (json_is_null(json))
        return SJ_OK; /* as if it were left out */
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return parse_list(parser, place, field, json, bytes);
    if (sj_json_is_oneof(field)) {
        uint32_t *chosen = (uint32_t *)(bytes + field->quantifier_offset);
        if (*chosen != 0)
            return invalid(parser, place, _("only one of this and another member may be told"));
        *chosen = field->id;
    }
    return parse_value(parser, place, field, json, bytes + field->offset);
}

static enum sj_status parse_message(const struct parser *parser, const struct place *place,
                                    const ProtobufCMessageDescriptor *descriptor, json_t *json,
                                    ProtobufCMessage **message)
{
    if (!json_is_object(json))
        return invalid(parser, place, _("is not an object"));
    *message = sj_pb_new(descriptor, parser->arena);
    bool *told = sj_arena_array(parser->arena, descriptor->n_fields + 1, sizeof *told);
    if (*message == NULL || told == NULL)
        return no_room(parser);
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(json, name, value)
    {
        struct place member = {place, name, NO_INDEX};
        enum sj_status status = parse_member(parser, &member, value, *message, told);
        if (status != SJ_OK)
            return status;
    }
    return SJ_OK;
}

enum sj_status sj_json_parse(const ProtobufCMessageDescriptor *descriptor, struct sj_bytes text,
                             struct sj_arena *arena, ProtobufCMessage **message,
                             struct sj_error *error)
{
    struct parser parser = {arena, error};
    struct place top = {NULL, NULL, NO_INDEX};
    json_error_t failure;
    *message = NULL;
    if (text.len > TEXT_MAX_BYTES)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_LARGE", _("the JSON text is over %d bytes"),
                            TEXT_MAX_BYTES);
    json_t *json = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &failure);
    if (json == NULL)
        return sj_error_set(error, SJ_INVALID, "JSON", _("line %d, column %d: not JSON (%s)"),
                            failure.line, failure.column, failure.text);
    enum sj_status status = parse_message(&parser, &top, descriptor, json, message);
    json_decref(json);
    if (status != SJ_OK)
        *message = NULL;
    return status;
}
