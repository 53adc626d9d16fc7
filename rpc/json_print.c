#include "rpc/json.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "rpc/json_impl.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

/* All of these return NULL where there is no memory, a text is not UTF-8 or a type is none of
 * ours. As deep as the schema, which is not recursive. */
static json_t *print_message(const ProtobufCMessage *message);

static json_t *print_int64(int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    return json_string(text);
}

static json_t *print_uint64(uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return json_string(text);
}

static json_t *print_enum(const ProtobufCEnumDescriptor *descriptor, int value)
{
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(descriptor, value);
    return known != NULL ? json_string(known->name) : json_integer(value);
}

static json_t *print_bytes(const ProtobufCBinaryData *data)
{
    char *text = malloc(SJ_BASE64_LEN(data->len) + 1);
    if (text == NULL)
        return NULL;
    sj_base64_encode(SJ_BYTES(data->data, data->len), text);
    json_t *json = json_string(text);
    free(text);
    return json;
}

static json_t *print_value(const ProtobufCFieldDescriptor *field, const void *value)
{
    switch (sj_json_kind(field)) {
    case SJ_JSON_NONE:
        break;
    case SJ_JSON_INT32:
        return json_integer(*(const int32_t *)value);
    case SJ_JSON_UINT32:
        return json_integer(*(const uint32_t *)value);
    case SJ_JSON_INT64:
        return print_int64(*(const int64_t *)value);
    case SJ_JSON_UINT64:
        return print_uint64(*(const uint64_t *)value);
    case SJ_JSON_BOOL:
        return json_boolean(*(const protobuf_c_boolean *)value);
    case SJ_JSON_ENUM:
        return print_enum(field->descriptor, *(const int *)value);
    case SJ_JSON_TEXT:
        return json_string(*(const char *const *)value);
    case SJ_JSON_BYTES:
        return print_bytes(value);
    case SJ_JSON_MESSAGE:
        return print_message(*(const ProtobufCMessage *const *)value);
    }
    return NULL;
}

static bool is_default(const ProtobufCFieldDescriptor *field, const void *value)
{
    switch (sj_json_kind(field)) {
    case SJ_JSON_NONE:
        return false;
    case SJ_JSON_INT32:
    case SJ_JSON_UINT32:
        return *(const uint32_t *)value == 0;
    case SJ_JSON_INT64:
    case SJ_JSON_UINT64:
        return *(const uint64_t *)value == 0;
    case SJ_JSON_BOOL:
        return !*(const protobuf_c_boolean *)value;
    case SJ_JSON_ENUM:
        return *(const int *)value == 0;
    case SJ_JSON_TEXT:
        return *(const char *const *)value == NULL || **(const char *const *)value == '\0';
    case SJ_JSON_BYTES:
        return ((const ProtobufCBinaryData *)value)->len == 0;
    case SJ_JSON_MESSAGE:
        return *(const ProtobufCMessage *const *)value == NULL;
    }
    return false;
}

static json_t *print_list(const ProtobufCFieldDescriptor *field, const uint8_t *values,
                          size_t count)
{
    size_t size = sj_json_value_size(sj_json_kind(field));
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        /* A reference is taken over even where this fails, NULL included. */
        if (json_array_append_new(list, print_value(field, values + i * size)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* Adds the field's member unless it is left out. */
static bool print_field(const ProtobufCFieldDescriptor *field, const uint8_t *message,
                        json_t *object)
{
    const void *value = message + field->offset, *quantifier = message + field->quantifier_offset;
    char name[SJ_JSON_NAME];
    json_t *json = NULL;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t count = *(const size_t *)quantifier;
        if (count == 0)
            return true;
        json = print_list(field, *(const uint8_t *const *)value, count);
    } else {
        bool set = sj_json_is_oneof(field) ? *(const uint32_t *)quantifier == field->id
                                           : !is_default(field, value);
        if (!set)
            return true;
        json = print_value(field, value);
    }
    return json_object_set_new(object, sj_json_name(field->name, name), json) == 0;
}

static json_t *print_message(const ProtobufCMessage *message)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        if (!print_field(&message->descriptor->fields[i], (const uint8_t *)message, object)) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static int append(const char *text, size_t len, void *buffer)
{
    sj_buffer_add(buffer, text, len);
    return 0;
}

enum sj_status sj_json_print(const ProtobufCMessage *message, enum sj_json_style style,
                             struct sj_buffer *text, struct sj_error *error)
{
    json_t *json = print_message(message);
    if (json == NULL)
        return sj_error_set(error, SJ_INVALID, "NOT_UTF8",
                            _("%s cannot be written as JSON: a text in it is not UTF-8, or the "
                              "memory is full"),
                            message->descriptor->name);
    size_t flags = style == SJ_JSON_INDENTED ? JSON_INDENT(2) : JSON_COMPACT;
    int code = json_dump_callback(json, append, text, flags);
    json_decref(json);
    if (code != 0 || text->failed)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_LARGE", _("the JSON text is too large"));
    return SJ_OK;
}
