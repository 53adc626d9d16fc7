#include "trust/stream.h"

#include <sodium.h>
#include <string.h>

_Static_assert(SJ_STREAM_KEY == crypto_stream_chacha20_ietf_KEYBYTES, "size of a stream's key");
_Static_assert(SJ_STREAM_NONCE == crypto_stream_chacha20_ietf_NONCEBYTES, "size of a nonce");

void sj_stream_fill(const uint8_t key[static SJ_STREAM_KEY],
                    const uint8_t nonce[static SJ_STREAM_NONCE], uint32_t first_block,
                    uint8_t *bytes, size_t len)
{
    if (len == 0)
        return;
    memset(bytes, 0, len);
    crypto_stream_chacha20_ietf_xor_ic(bytes, bytes, len, nonce, first_block, key);
}
