/* Cosignatures of witnesses (C2SP tlog-cosignature, key type 0x04): a witness states that at a time
 * a checkpoint was the newest that it knew, and continued all that it had cosigned before. One line
 * of a signed note; the signature field is the time, a big-endian u64, and Ed25519 over
 * "cosignature/v1", "time T" and the checkpoint's text. "DSSEv1 …" begins otherwise, so that a
 * township's key may sign reports and cosign. Texts only; any thread may call it. */
#ifndef SHANGJI_TRUST_COSIGNATURE_H
#define SHANGJI_TRUST_COSIGNATURE_H

#include "trust/checkpoint.h"

enum { SJ_WITNESS_NAME_MAX = 160, SJ_COSIGNATURE_LINE_MAX = 320 };

struct sj_witness_key {
    char name[SJ_WITNESS_NAME_MAX + 1];
    struct sj_public_key key;
};

/* "ORIGIN/witness/TOWNSHIP": what a township is called as a witness of a ledger. SJ_INVALID if that
 * is longer than 160 characters. */
enum sj_status sj_witness_name(const char *origin, const char *township,
                               char name[static SJ_WITNESS_NAME_MAX + 1],
                               struct sj_error *error) SJ_WARN_UNUSED;
/* The township's code in such a name; false if it is not a name of that ledger's witnesses. */
bool sj_witness_township(struct sj_bytes name, const char *origin,
                         struct sj_bytes *township) SJ_WARN_UNUSED;
/* "NAME+HASH+BASE64" and back, with the key type of a witness. */
const char *sj_witness_key_format(const struct sj_witness_key *key, char text[static SJ_VKEY_TEXT]);
enum sj_status sj_witness_key_parse(struct sj_bytes text, struct sj_witness_key *key,
                                    struct sj_error *error) SJ_WARN_UNUSED;

/* Appends the line by which `key` cosigns the note's text at `time_unix`, above 0. */
enum sj_status sj_cosign(struct sj_bytes note, const char *name, const struct sj_key *key,
                         int64_t time_unix, struct sj_buffer *line,
                         struct sj_error *error) SJ_WARN_UNUSED;

/* The newest of the witness's cosignatures on the note; *time_unix 0 where there is none, and of
 * the others' lines nothing is said. SJ_UNAUTHENTICATED where one of the witness's fails: the whole
 * note is then to be refused. */
enum sj_status sj_cosignature_find(struct sj_bytes note, const struct sj_witness_key *witness,
                                   int64_t *time_unix, struct sj_error *error) SJ_WARN_UNUSED;

/* In whose name the single line was made; SJ_INVALID if it is not one line of that form. */
enum sj_status sj_cosignature_name(struct sj_bytes line, struct sj_bytes *name,
                                   struct sj_error *error) SJ_WARN_UNUSED;

/* Appends the names that stand on the note beside its ledger's, one a line, each once: what
 * somebody says who cosigned, without a check. SJ_INVALID for a malformed note. */
enum sj_status sj_cosignature_names(struct sj_bytes note, const char *origin,
                                    struct sj_buffer *names, struct sj_error *error) SJ_WARN_UNUSED;

#endif
