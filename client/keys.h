/* Key files of the client and the operator: made once, never written over, opened with their
 * passphrase. A key belongs to the caller, who frees it with sj_key_free. */
#ifndef SHANGJI_CLIENT_KEYS_H
#define SHANGJI_CLIENT_KEYS_H

#include "client/passphrase.h"
#include "trust/key.h"

enum { SJ_KEY_FILE_MAX_BYTES = 16 * 1024 };

/* A new key, encrypted, 0600. SJ_EXISTS if the file is there: a key is never written over. */
enum sj_status sj_keys_make(const char *path, const struct sj_passphrase *passphrase,
                            enum sj_key_strength strength, struct sj_key **key,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* Warns on stderr where others may read the file; SJ_DENIED where it is not even encrypted. On the
 * terminal a wrong passphrase may be mended twice. `what` names the key in the prompt,
 * translated: "Passphrase of the township's key". */
enum sj_status sj_keys_open(const char *path, const char *passphrase_file, const char *what,
                            struct sj_key **key, struct sj_error *error) SJ_WARN_UNUSED;
/* The public half, without a passphrase. */
enum sj_status sj_keys_public(const char *path, struct sj_public_key *key,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* Of a key file or of one that sj_keys_write_public wrote; SJ_INVALID for any other. */
enum sj_status sj_keys_read_public(const char *path, struct sj_public_key *key,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* "# what it is", the key in base64 on a line of its own. */
enum sj_status sj_keys_write_public(const char *path, const struct sj_public_key *key,
                                    const char *comment, struct sj_error *error) SJ_WARN_UNUSED;

#endif
