/* What printing and parsing of JSON share: how a field is called and what kind its values are. */
#ifndef SHANGJI_RPC_JSON_IMPL_H
#define SHANGJI_RPC_JSON_IMPL_H

#include <protobuf-c/protobuf-c.h>

#include <stdbool.h>

enum { SJ_JSON_NAME = 64 };

enum sj_json_kind {
    SJ_JSON_NONE, /* float and double: our messages have none, figures are decimal strings */
    SJ_JSON_INT32,
    SJ_JSON_UINT32,
    SJ_JSON_INT64,
    SJ_JSON_UINT64,
    SJ_JSON_BOOL,
    SJ_JSON_ENUM,
    SJ_JSON_TEXT,
    SJ_JSON_BYTES,
    SJ_JSON_MESSAGE
};

/* "period_kind" → "periodKind". Returns `camel`. */
const char *sj_json_name(const char *name, char camel[static SJ_JSON_NAME]);
enum sj_json_kind sj_json_kind(const ProtobufCFieldDescriptor *field);
size_t sj_json_value_size(enum sj_json_kind kind); /* in the message's structure */
bool sj_json_is_oneof(const ProtobufCFieldDescriptor *field);

#endif
