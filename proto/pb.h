/* Protobuf messages over arenas. Unpacking is where foreign bytes become structures, so it
 * checks here what protobuf-c 1.4.1 does not: valid UTF-8 without NULs in strings, known enum
 * values, finite numbers, no singular field told twice, a bounded depth. Fields that the schema
 * does not know are kept and count against the arena. Nothing unpacked is ever freed by
 * protobuf-c: it dies with the arena. */
#ifndef SHANGJI_PROTO_PB_H
#define SHANGJI_PROTO_PB_H

#include "base/arena.h"

#include <protobuf-c/protobuf-c.h>

/* `name` is what the bytes are called in an error ("report"). SJ_INVALID for malformed bytes
 * and for such as would outgrow the arena. The arena must outlive the message; `bytes` need not. */
enum sj_status sj_pb_unpack(const ProtobufCMessageDescriptor *descriptor, struct sj_bytes bytes,
                            struct sj_arena *arena, const char *name, ProtobufCMessage **message,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* Packed bytes in the arena; SJ_EXHAUSTED if there is no room. */
enum sj_status sj_pb_pack(const ProtobufCMessage *message, struct sj_arena *arena,
                          struct sj_bytes *bytes, struct sj_error *error) SJ_WARN_UNUSED;

/* A new message of the descriptor in the arena, initialised; NULL without room. */
void *sj_pb_new(const ProtobufCMessageDescriptor *descriptor, struct sj_arena *arena);
/* Bytes field from a slice (copied into the arena) and back. */
ProtobufCBinaryData sj_pb_binary(struct sj_arena *arena, struct sj_bytes bytes);
struct sj_bytes sj_pb_bytes(ProtobufCBinaryData data);
/* The same bytes as a field of a message that is only read. */
ProtobufCBinaryData sj_pb_borrow(struct sj_bytes bytes);

/* A text for a message's field: those are not const in protobuf-c, and nothing here writes to them.
 */
static inline char *sj_pb_text(const char *text)
{
    union {
        const char *given;
        char *field;
    } both = {.given = text};
    return both.field;
}

/* One field off the wire, known to no descriptor. */
struct sj_pb_field {
    uint32_t number;
    uint8_t wire_type;     /* PROTOBUF_C_WIRE_TYPE_… */
    uint64_t varint;       /* of a varint */
    struct sj_bytes bytes; /* of all else */
};
/* Takes the first field off `rest`, which must not be empty; false where it is malformed. */
bool sj_pb_next(struct sj_bytes *rest, struct sj_pb_field *field) SJ_WARN_UNUSED;

/* The name of an enum value as in the .proto, "?" if unknown. */
const char *sj_pb_enum_name(const ProtobufCEnumDescriptor *descriptor, int value);

#endif
