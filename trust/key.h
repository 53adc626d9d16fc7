/* Ed25519 keys. A secret key lives in guarded memory (sodium_malloc) and on disk only encrypted
 * under a passphrase (Argon2id). No file is opened here: texts come in and go out. */
#ifndef SHANGJI_TRUST_KEY_H
#define SHANGJI_TRUST_KEY_H

#include "base/bytes.h"
#include "base/identity.h"

enum {
    SJ_SIGNATURE = 64,
    SJ_SALT = 32,
    SJ_KEYID_TEXT = 17,      /* 16 hex digits and a NUL */
    SJ_FINGERPRINT_TEXT = 80 /* eight groups of five digits, read out over the phone */
};

struct sj_key; /* a key pair; the secret half never leaves this module in the clear */

/* Once, before anything else here; safe to call again. Aborts if there is no randomness. */
void sj_trust_init(void);

enum sj_status sj_key_new(struct sj_key **key, struct sj_error *error) SJ_WARN_UNUSED;
/* The same seed makes the same key: for tests and replay. */
enum sj_status sj_key_of_seed(const uint8_t seed[static 32], struct sj_key **key,
                              struct sj_error *error) SJ_WARN_UNUSED;
void sj_key_free(struct sj_key *key);
struct sj_public_key sj_key_public(const struct sj_key *key);

/* How hard a passphrase is to guess: libsodium's limits. MINIMAL is for tests alone. */
enum sj_key_strength { SJ_KEY_INTERACTIVE, SJ_KEY_MODERATE, SJ_KEY_MINIMAL };

/* The key file's text: header, public key, kdf with its limits and salt, encrypted seed; one
 * name and value a line. `passphrase` must not be empty, but for a server's own key, where NULL
 * data writes it unencrypted ("kdf none"). Everything but the ciphertext is authenticated too. */
enum sj_status sj_key_save(const struct sj_key *key, struct sj_bytes passphrase,
                           enum sj_key_strength strength, struct sj_buffer *text,
                           struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_UNAUTHENTICATED for a wrong passphrase, SJ_INVALID for a damaged file; limits above
 * MODERATE's are refused, so that a hostile file cannot eat the machine. */
enum sj_status sj_key_load(struct sj_bytes text, struct sj_bytes passphrase, struct sj_key **key,
                           struct sj_error *error) SJ_WARN_UNUSED;
/* The public half alone, without a passphrase. */
enum sj_status sj_key_load_public(struct sj_bytes text, struct sj_public_key *public_key,
                                  struct sj_error *error) SJ_WARN_UNUSED;
bool sj_key_is_encrypted(struct sj_bytes text);
/* That of the file, or the next weaker one of the two in use: for saving the same key again. */
enum sj_key_strength sj_key_strength_of(struct sj_bytes text);

/* Deterministic Ed25519 over the message. */
void sj_key_sign(const struct sj_key *key, struct sj_bytes message,
                 uint8_t signature[static SJ_SIGNATURE]);
/* Refuses non-canonical S and small-order points. */
bool sj_verify(const struct sj_public_key *key, struct sj_bytes message,
               struct sj_bytes signature) SJ_WARN_UNUSED;
/* Fit to be enrolled: canonical, on the curve's main subgroup (neither small nor mixed order). */
bool sj_public_key_valid(const struct sj_public_key *key) SJ_WARN_UNUSED;
bool sj_public_key_of(struct sj_bytes bytes,
                      struct sj_public_key *key) SJ_WARN_UNUSED; /* 32 bytes */

/* The first 16 hex digits of BLAKE2b-256 of the public key: a hint. */
const char *sj_key_id(const struct sj_public_key *key, char text[static SJ_KEYID_TEXT]);
/* "12345 67890 …": 40 decimal digits of BLAKE2b-256(key) for two people to compare. */
const char *sj_key_fingerprint(const struct sj_public_key *key,
                               char text[static SJ_FINGERPRINT_TEXT]);

struct sj_digest sj_blake2b(struct sj_bytes bytes);
struct sj_digest sj_blake2b2(struct sj_bytes first, struct sj_bytes second); /* first ‖ second */
void sj_random(void *bytes, size_t len);
uint64_t sj_random_u64(void);
/* Overwrites what held a passphrase. */
void sj_wipe(void *bytes, size_t len);

#endif
