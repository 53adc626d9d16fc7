/* Whatever bytes arrive: decoded within the arena or refused with a message. A frame that is
 * taken packs again into a frame that is taken. */
#include "proto/pb.h"
#include "rpc/frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_bytes again;
    Shangji__Rpc__V1__CallFrame *call = NULL;
    Shangji__Rpc__V1__ReplyFrame *reply = NULL;
    sj_arena_init(&arena, 1 << 20);
    if (sj_frame_decode_call(SJ_BYTES(data, size), &arena, &call, &error) == SJ_OK) {
        if (sj_pb_pack(&call->base, &arena, &again, &error) == SJ_OK &&
            sj_frame_decode_call(again, &arena, &call, &error) != SJ_OK)
            expect(arena.used_bytes > arena.limit_bytes / 4); /* no room for a second one */
    } else {
        expect(error.message[0] != '\0');
    }
    if (sj_frame_decode_reply(SJ_BYTES(data, size), &arena, &reply, &error) == SJ_OK &&
        reply->code != 0)
        expect(sj_frame_failure(reply, &error) != SJ_OK);
    sj_arena_clear(&arena);
    return 0;
}
