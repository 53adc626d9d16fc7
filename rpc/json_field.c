#include "rpc/json_impl.h"

const char *sj_json_name(const char *name, char camel[static SJ_JSON_NAME])
{
    size_t len = 0;
    bool upper = false;
    for (; *name != '\0' && len + 1 < SJ_JSON_NAME; name++) {
        if (*name != '_')
            camel[len++] =
                (char)(upper && *name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name);
        upper = *name == '_';
    }
    camel[len] = '\0';
    return camel;
}

enum sj_json_kind sj_json_kind(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return SJ_JSON_INT32;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return SJ_JSON_UINT32;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return SJ_JSON_INT64;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return SJ_JSON_UINT64;
    case PROTOBUF_C_TYPE_BOOL:
        return SJ_JSON_BOOL;
    case PROTOBUF_C_TYPE_ENUM:
        return SJ_JSON_ENUM;
    case PROTOBUF_C_TYPE_STRING:
        return SJ_JSON_TEXT;
    case PROTOBUF_C_TYPE_BYTES:
        return SJ_JSON_BYTES;
    case PROTOBUF_C_TYPE_MESSAGE:
        return SJ_JSON_MESSAGE;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        break;
    }
    return SJ_JSON_NONE;
}

size_t sj_json_value_size(enum sj_json_kind kind)
{
    switch (kind) {
    case SJ_JSON_NONE:
        return 0;
    case SJ_JSON_INT32:
    case SJ_JSON_UINT32:
        return sizeof(uint32_t);
    case SJ_JSON_INT64:
    case SJ_JSON_UINT64:
        return sizeof(uint64_t);
    case SJ_JSON_BOOL:
        return sizeof(protobuf_c_boolean);
    case SJ_JSON_ENUM:
        return sizeof(int);
    case SJ_JSON_TEXT:
    case SJ_JSON_MESSAGE:
        return sizeof(void *);
    case SJ_JSON_BYTES:
        return sizeof(ProtobufCBinaryData);
    }
    return 0;
}

bool sj_json_is_oneof(const ProtobufCFieldDescriptor *field)
{
    return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}
