/* The two 32-byte values that everything is named by, and the types of what is signed. Their
 * meaning is trust's; their shape is here, because the rules compare them without knowing how
 * they are made. */
#ifndef SHANGJI_BASE_IDENTITY_H
#define SHANGJI_BASE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SJ_TYPE_REPORT "application/vnd.shangji.report.v1"
#define SJ_TYPE_ACT "application/vnd.shangji.act.v1"

enum { SJ_PUBLIC_KEY = 32, SJ_DIGEST = 32 };

struct sj_public_key {
    uint8_t bytes[SJ_PUBLIC_KEY]; /* Ed25519 */
};

struct sj_digest {
    uint8_t bytes[SJ_DIGEST]; /* BLAKE2b-256 */
};

static inline bool sj_public_key_equal(const struct sj_public_key *a, const struct sj_public_key *b)
{
    return memcmp(a->bytes, b->bytes, SJ_PUBLIC_KEY) == 0;
}

static inline bool sj_digest_equal(const struct sj_digest *a, const struct sj_digest *b)
{
    return memcmp(a->bytes, b->bytes, SJ_DIGEST) == 0;
}

#endif
