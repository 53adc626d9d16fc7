/* Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), and the offline receipt
 * (tlog-proof). Texts only; nothing is stored here. */
#ifndef SHANGJI_TRUST_CHECKPOINT_H
#define SHANGJI_TRUST_CHECKPOINT_H

#include "trust/key.h"
#include "trust/merkle.h"

enum { SJ_ORIGIN_MAX = 128, SJ_VKEY_TEXT = 256 };

struct sj_checkpoint {
    char origin[SJ_ORIGIN_MAX + 1];
    uint64_t size;
    struct sj_hash root;
};

/* A ledger's verifier: its origin is the key's name. */
struct sj_log_key {
    char origin[SJ_ORIGIN_MAX + 1];
    struct sj_public_key key;
};

/* 1 to 128 characters of printable ASCII without blank and '+': like a URL without scheme. */
bool sj_origin_valid(struct sj_bytes origin) SJ_WARN_UNUSED;
/* "NAME+HASH+BASE64" and back; the hash must fit. */
const char *sj_log_key_format(const struct sj_log_key *key, char text[static SJ_VKEY_TEXT]);
enum sj_status sj_log_key_parse(struct sj_bytes text, struct sj_log_key *key,
                                struct sj_error *error) SJ_WARN_UNUSED;

/* Appends the whole note: the checkpoint's text, an empty line, the signature line. */
enum sj_status sj_checkpoint_sign(const struct sj_checkpoint *checkpoint, const struct sj_key *key,
                                  struct sj_buffer *note, struct sj_error *error) SJ_WARN_UNUSED;
/* Verifies the note under the log's key and reads it. SJ_UNAUTHENTICATED where the key's
 * signature is missing or fails, SJ_INVALID for malformed notes and another origin. */
enum sj_status sj_checkpoint_open(struct sj_bytes note, const struct sj_log_key *key,
                                  struct sj_checkpoint *checkpoint,
                                  struct sj_error *error) SJ_WARN_UNUSED;

/* Appends the note as the ledger signed it: its text and the ledger's own signatures, without what
 * others added. Failures as of opening. */
enum sj_status sj_checkpoint_bare(struct sj_bytes note, const struct sj_log_key *key,
                                  struct sj_buffer *bare, struct sj_error *error) SJ_WARN_UNUSED;

struct sj_receipt {
    uint64_t index;
    struct sj_bytes
        extra; /* base64 of what was sent along; proves nothing by itself; may be empty */
    struct sj_proof proof;
    struct sj_bytes checkpoint; /* the signed note; points into the receipt's text */
};

/* Appends "c2sp.org/tlog-proof@v1 …" for entry `index`, whose line goes along as "extra" (empty: it
 * does not), so that the receipt needs nothing beside it; without room text->failed is set. */
void sj_receipt_print(uint64_t index, struct sj_bytes line, const struct sj_proof *proof,
                      struct sj_bytes checkpoint, struct sj_buffer *text);
/* SJ_INVALID for malformed receipts; the checkpoint's form is checked, no signature. */
enum sj_status sj_receipt_parse(struct sj_bytes text, struct sj_receipt *receipt,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* That `entry` stands in the ledger of `key` at the receipt's index, else SJ_UNAUTHENTICATED, or
 * what parsing and opening say. `checkpoint` is what it was proven against; may be NULL. */
enum sj_status sj_receipt_verify(struct sj_bytes text, struct sj_bytes entry,
                                 const struct sj_log_key *key, struct sj_receipt *receipt,
                                 struct sj_checkpoint *checkpoint,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
