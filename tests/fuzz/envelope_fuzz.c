/* Envelopes come from anybody. Whatever decodes must survive being encoded and decoded again with
 * the same identity, and nobody's key may be found to have signed it. */
#include "trust/envelope.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sj_key *key;
    const uint8_t seed[32] = {42};
    struct sj_arena arena;
    struct sj_envelope envelope, again;
    struct sj_error error;
    sj_trust_init();
    if (!key)
        require(sj_key_of_seed(seed, &key, NULL) == SJ_OK);
    sj_arena_init(&arena, (size_t)4 * SJ_ENVELOPE_MAX_BYTES);
    if (sj_envelope_decode(SJ_BYTES(data, size), &arena, &envelope, &error) == SJ_OK) {
        struct sj_public_key public_key = sj_key_public(key);
        struct sj_digest before, after;
        struct sj_bytes bytes;
        size_t matched;
        bool signed_by;
        require(sj_envelope_identity(&envelope, &arena, &before, &error) == SJ_OK);
        require(sj_envelope_verify(&envelope, &public_key, 1, &arena, &signed_by, &matched,
                                   &error) == SJ_OK);
        require(!signed_by && matched == 0);
        require(sj_envelope_encode(&envelope, &arena, &bytes, &error) == SJ_OK);
        require(sj_envelope_decode(bytes, &arena, &again, &error) == SJ_OK);
        require(again.signature_count == envelope.signature_count);
        require(sj_envelope_identity(&again, &arena, &after, &error) == SJ_OK);
        require(sj_digest_equal(&before, &after));
    }
    sj_arena_clear(&arena);
    return 0;
}
