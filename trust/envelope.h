/* DSSE envelopes: PAE, signing, verifying. The payload is kept as received, never re-packed.
 * Everything made here lives in the caller's arena; one thread an arena. */
#ifndef SHANGJI_TRUST_ENVELOPE_H
#define SHANGJI_TRUST_ENVELOPE_H

#include "base/arena.h"
#include "trust/key.h"

enum { SJ_ENVELOPE_MAX_BYTES = 1024 * 1024, SJ_ENVELOPE_SIGNATURES_MAX = 16 };

struct sj_envelope_signature {
    struct sj_bytes sig;   /* 64 bytes, checked when decoded */
    struct sj_bytes keyid; /* a hint */
};

struct sj_envelope {
    struct sj_bytes payload;
    struct sj_bytes payload_type;
    struct sj_envelope_signature signatures[SJ_ENVELOPE_SIGNATURES_MAX];
    size_t signature_count;
};

/* The slices point into the arena. SJ_EXHAUSTED if too long, SJ_INVALID if malformed, without a
 * type or a signature, with more than 16, or with one that is not 64 bytes. */
enum sj_status sj_envelope_decode(struct sj_bytes bytes, struct sj_arena *arena,
                                  struct sj_envelope *envelope,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* Refuses, as SJ_INVALID, what decoding would refuse. */
enum sj_status sj_envelope_encode(const struct sj_envelope *envelope, struct sj_arena *arena,
                                  struct sj_bytes *bytes, struct sj_error *error) SJ_WARN_UNUSED;
/* "DSSEv1 LEN TYPE LEN PAYLOAD". */
enum sj_status sj_envelope_pae(struct sj_bytes payload_type, struct sj_bytes payload,
                               struct sj_arena *arena, struct sj_bytes *pae,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* BLAKE2b-256 of the PAE: the same whoever signs. */
enum sj_status sj_envelope_identity(const struct sj_envelope *envelope, struct sj_arena *arena,
                                    struct sj_digest *identity,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* Adds the key's signature; one that the key already made is replaced. SJ_EXHAUSTED where 16 others
 * stand. */
enum sj_status sj_envelope_sign(struct sj_envelope *envelope, const struct sj_key *key,
                                struct sj_arena *arena, struct sj_error *error) SJ_WARN_UNUSED;
/* Which of the given keys signed: sets signed_by[i] for every keys[i]; *matched = how many distinct
 * keys that were, so that a key that signed twice or is given twice counts once. A signature by
 * none of them is no error here. */
enum sj_status sj_envelope_verify(const struct sj_envelope *envelope,
                                  const struct sj_public_key *keys, size_t key_count,
                                  struct sj_arena *arena, bool *signed_by, size_t *matched,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
