/* The frames that a call and its answer travel in, and the rules for their metadata: keys of
 * [0-9a-z_.-] that do not begin with grpc-, values of 0x20 to 0x7E, keys that end in -bin with
 * base64 values, 8 KiB together. Knows no transport; frames that came in live in the arena. */
#ifndef SHANGJI_RPC_FRAME_H
#define SHANGJI_RPC_FRAME_H

#include "base/arena.h"

#include <rpc.pb-c.h>

enum {
    SJ_METADATA_MAX_BYTES = 8 * 1024,
    SJ_FRAME_MAX_BYTES = 16 * 1024 /* of a frame, beside the request or response in it */
};

enum sj_status sj_metadata_check(Shangji__Rpc__V1__Metadata *const *metadata, size_t count,
                                 struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_frame_decode_call(struct sj_bytes bytes, struct sj_arena *arena,
                                    Shangji__Rpc__V1__CallFrame **frame,
                                    struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_frame_decode_reply(struct sj_bytes bytes, struct sj_arena *arena,
                                     Shangji__Rpc__V1__ReplyFrame **frame,
                                     struct sj_error *error) SJ_WARN_UNUSED;

/* The frame of a reply that succeeded, written around the message without a copy of it. */
size_t sj_frame_reply_size(const ProtobufCMessage *reply);
/* Writes sj_frame_reply_size(reply) bytes. */
void sj_frame_reply_write(const ProtobufCMessage *reply, uint8_t *bytes);

/* The failure that a reply frame tells of. Returns its status, never SJ_OK. */
enum sj_status sj_frame_failure(const Shangji__Rpc__V1__ReplyFrame *frame, struct sj_error *error);

#endif
