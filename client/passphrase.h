/* Passphrases: from a file's first line, or typed on the terminal without being shown. They live
 * in the caller's struct, which it wipes with sj_passphrase_clear. */
#ifndef SHANGJI_CLIENT_PASSPHRASE_H
#define SHANGJI_CLIENT_PASSPHRASE_H

#include "base/bytes.h"

enum { SJ_PASSPHRASE_MAX = 1000, SJ_PASSPHRASE_MIN = 8 };

struct sj_passphrase {
    char text[SJ_PASSPHRASE_MAX + 1];
    size_t len;
};

/* For a key that is there. `file` NULL: asks on the terminal, "PROMPT: ". */
enum sj_status sj_passphrase_get(const char *file, const char *prompt,
                                 struct sj_passphrase *passphrase,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* For a key to be made: at least SJ_PASSPHRASE_MIN characters, on the terminal asked twice. */
enum sj_status sj_passphrase_choose(const char *file, const char *prompt,
                                    struct sj_passphrase *passphrase,
                                    struct sj_error *error) SJ_WARN_UNUSED;
struct sj_bytes sj_passphrase_bytes(const struct sj_passphrase *passphrase);
void sj_passphrase_clear(struct sj_passphrase *passphrase);

#endif
