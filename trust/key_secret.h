/* What stands behind struct sj_key, for key.c and keyfile.c alone. */
#ifndef SHANGJI_TRUST_KEY_SECRET_H
#define SHANGJI_TRUST_KEY_SECRET_H

#include "trust/key.h"

enum { SJ_SEED = 32, SJ_SECRET = 64 };

/* Always in sodium_malloc memory, read-only once made. */
struct sj_key {
    uint8_t secret[SJ_SECRET]; /* libsodium's form: the seed, then the public key */
    struct sj_public_key public_key;
};

#endif
