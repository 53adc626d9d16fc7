#include "trust/key.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "trust/key_secret.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SJ_PUBLIC_KEY == crypto_sign_PUBLICKEYBYTES, "size of a public key");
_Static_assert(SJ_SECRET == crypto_sign_SECRETKEYBYTES, "size of a secret key");
_Static_assert(SJ_SEED == crypto_sign_SEEDBYTES, "size of a seed");
_Static_assert(SJ_SIGNATURE == crypto_sign_BYTES, "size of a signature");

void sj_trust_init(void)
{
    if (sodium_init() < 0) {
        fprintf(stderr, "%s\n", _("libsodium does not start: this machine gives no randomness"));
        abort();
    }
}

/* Room for a key; NULL if there is none. */
static struct sj_key *key_alloc(struct sj_error *error)
{
    struct sj_key *key = sodium_malloc(sizeof(*key));
    if (!key)
        sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY",
                     _("no guarded memory for a key; close other programs and try again"));
    return key;
}

/* From here on the key is only read; a stray write ends the program instead of the key. */
static void key_finish(struct sj_key *key, struct sj_key **made)
{
    sodium_mprotect_readonly(key);
    *made = key;
}

enum sj_status sj_key_new(struct sj_key **key, struct sj_error *error)
{
    struct sj_key *made = key_alloc(error);
    if (!made)
        return SJ_NO_MEMORY;
    crypto_sign_keypair(made->public_key.bytes, made->secret);
    key_finish(made, key);
    return SJ_OK;
}

enum sj_status sj_key_of_seed(const uint8_t seed[static 32], struct sj_key **key,
                              struct sj_error *error)
{
    struct sj_key *made = key_alloc(error);
    if (!made)
        return SJ_NO_MEMORY;
    crypto_sign_seed_keypair(made->public_key.bytes, made->secret, seed);
    key_finish(made, key);
    return SJ_OK;
}

void sj_key_free(struct sj_key *key)
{
    sodium_free(key); /* wipes it first */
}

struct sj_public_key sj_key_public(const struct sj_key *key)
{
    return key->public_key;
}

void sj_key_sign(const struct sj_key *key, struct sj_bytes message,
                 uint8_t signature[static SJ_SIGNATURE])
{
    crypto_sign_detached(signature, NULL, message.data, message.len, key->secret);
}

bool sj_verify(const struct sj_public_key *key, struct sj_bytes message, struct sj_bytes signature)
{
    return signature.len == SJ_SIGNATURE &&
           crypto_sign_verify_detached(signature.data, message.data, message.len, key->bytes) == 0;
}

bool sj_public_key_valid(const struct sj_public_key *key)
{
    return crypto_core_ed25519_is_valid_point(key->bytes) == 1;
}

bool sj_public_key_of(struct sj_bytes bytes, struct sj_public_key *key)
{
    if (bytes.len != SJ_PUBLIC_KEY)
        return false;
    memcpy(key->bytes, bytes.data, SJ_PUBLIC_KEY);
    return true;
}

const char *sj_key_id(const struct sj_public_key *key, char text[static SJ_KEYID_TEXT])
{
    struct sj_digest digest = sj_blake2b(SJ_BYTES(key->bytes, SJ_PUBLIC_KEY));
    sj_hex_encode(SJ_BYTES(digest.bytes, (SJ_KEYID_TEXT - 1) / 2), text);
    return text;
}

const char *sj_key_fingerprint(const struct sj_public_key *key,
                               char text[static SJ_FINGERPRINT_TEXT])
{
    /* Each group is four bytes of the digest, big-endian, modulo 100,000. */
    struct sj_digest digest = sj_blake2b(SJ_BYTES(key->bytes, SJ_PUBLIC_KEY));
    size_t len = 0;
    for (size_t i = 0; i < SJ_DIGEST; i += 4) {
        const uint8_t *b = digest.bytes + i;
        uint32_t group = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
        len += (size_t)snprintf(text + len, SJ_FINGERPRINT_TEXT - len, "%s%05u", i ? " " : "",
                                (unsigned)(group % 100000));
    }
    return text;
}

struct sj_digest sj_blake2b(struct sj_bytes bytes)
{
    return sj_blake2b2(bytes, SJ_BYTES(NULL, 0));
}

struct sj_digest sj_blake2b2(struct sj_bytes first, struct sj_bytes second)
{
    struct sj_digest digest;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof(digest.bytes));
    crypto_generichash_update(&state, first.data, first.len);
    crypto_generichash_update(&state, second.data, second.len);
    crypto_generichash_final(&state, digest.bytes, sizeof(digest.bytes));
    return digest;
}

void sj_random(void *bytes, size_t len)
{
    randombytes_buf(bytes, len);
}

uint64_t sj_random_u64(void)
{
    uint64_t number;
    randombytes_buf(&number, sizeof(number));
    return number;
}

void sj_wipe(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}
