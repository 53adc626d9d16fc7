/* One mapping between protobuf-c messages and proto3 JSON, over descriptors: lowerCamelCase
 * names (the .proto's own are read too), 64-bit integers as strings, bytes as base64, enum
 * values by name, default values left out, oneofs by their set member. */
#ifndef SHANGJI_RPC_JSON_H
#define SHANGJI_RPC_JSON_H

#include "base/arena.h"

#include <protobuf-c/protobuf-c.h>

enum sj_json_style { SJ_JSON_COMPACT, SJ_JSON_INDENTED };

/* Appends the JSON text (and no newline). */
enum sj_status sj_json_print(const ProtobufCMessage *message, enum sj_json_style style,
                             struct sj_buffer *text, struct sj_error *error) SJ_WARN_UNUSED;
/* Reads a JSON object; unknown names, wrong types and numbers out of range are SJ_INVALID with
 * the path of the member ("rows[2].rank") in error->field. */
enum sj_status sj_json_parse(const ProtobufCMessageDescriptor *descriptor, struct sj_bytes text,
                             struct sj_arena *arena, ProtobufCMessage **message,
                             struct sj_error *error) SJ_WARN_UNUSED;

#endif
