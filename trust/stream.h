/* A stream of bytes that follows from a key alone: ChaCha20 as in RFC 8439. Whoever has the key and
 * the nonce makes the same bytes, from any block on. Pure. */
#ifndef SHANGJI_TRUST_STREAM_H
#define SHANGJI_TRUST_STREAM_H

#include "base/bytes.h"

enum { SJ_STREAM_KEY = 32, SJ_STREAM_NONCE = 12, SJ_STREAM_BLOCK = 64 };

/* `len` bytes of the key stream, from its block `first_block` on. */
void sj_stream_fill(const uint8_t key[static SJ_STREAM_KEY],
                    const uint8_t nonce[static SJ_STREAM_NONCE], uint32_t first_block,
                    uint8_t *bytes, size_t len);

#endif
