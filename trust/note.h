/* Signed notes (C2SP signed-note): a text, an empty line, signature lines. What the text means is
 * the business of checkpoint.c. Slices point into the caller's bytes; any thread may call it.
 * Private to trust/.
 *
 * A key is known by its name and its key hash together, and the hash covers the signature type,
 * so that other types (0x04, the cosignature of a witness) stand beside the ledger's. */
#ifndef SHANGJI_TRUST_NOTE_H
#define SHANGJI_TRUST_NOTE_H

#include "trust/key.h"

enum {
    /* Notes with 16 post-quantum signatures of 5 kB fit. */
    SJ_NOTE_MAX_BYTES = 256 * 1024,
    SJ_NOTE_SIGNATURES_MAX = 64,
    SJ_NOTE_KEY_HASH = 4,
    SJ_NOTE_ED25519 = 0x01,
    SJ_NOTE_COSIGNATURE = 0x04 /* Ed25519 too, with the time (cosignature.h) */
};

struct sj_note_signature {
    struct sj_bytes name;
    uint8_t key_hash[SJ_NOTE_KEY_HASH];
    struct sj_bytes base64; /* of key hash ‖ signature: checked, not decoded */
};

struct sj_note {
    struct sj_bytes text; /* with its last newline, without the empty line */
    struct sj_note_signature signatures[SJ_NOTE_SIGNATURES_MAX];
    size_t signature_count;
};

/* Not empty, UTF-8, no control characters, no Unicode space, no '+'. */
bool sj_note_name_valid(struct sj_bytes name) SJ_WARN_UNUSED;
/* SHA-256(name ‖ 0x0A ‖ type ‖ key)[:4]. */
void sj_note_key_hash(struct sj_bytes name, uint8_t type, const struct sj_public_key *key,
                      uint8_t hash[static SJ_NOTE_KEY_HASH]);
/* Splits the note and checks its form, that of every signature line too; verifies nothing. */
enum sj_status sj_note_parse(struct sj_bytes bytes, struct sj_note *note,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* The first signature from number `*at` on in that name with that key hash; *at moves behind it.
 * NULL if there is none. */
const struct sj_note_signature *sj_note_next(const struct sj_note *note, struct sj_bytes name,
                                             const uint8_t hash[static SJ_NOTE_KEY_HASH],
                                             size_t *at);
/* Appends the signature lines of that key as they stand, unverified. */
void sj_note_copy_lines(const struct sj_note *note, struct sj_bytes name, uint8_t type,
                        const struct sj_public_key *key, struct sj_buffer *lines);
/* Appends the line "— NAME BASE64" of what a signature field holds behind the key hash. */
void sj_note_put_line(struct sj_bytes name, const uint8_t hash[static SJ_NOTE_KEY_HASH],
                      struct sj_bytes signature, struct sj_buffer *note);
/* That the Ed25519 key `name` signed the text, and that no signature in its name fails. Lines of
 * other keys are passed over. SJ_UNAUTHENTICATED if not. */
enum sj_status sj_note_verify(const struct sj_note *note, struct sj_bytes name,
                              const struct sj_public_key *key,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* Appends the line "— NAME BASE64" of the key's Ed25519 signature over `text`. */
void sj_note_sign(struct sj_bytes text, struct sj_bytes name, const struct sj_key *key,
                  struct sj_buffer *note);

#endif
