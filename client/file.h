/* Files and folders that must be whole after a crash: reading within limits (sj_file_read and
 * sj_file_write are in home.h, for all commands), removing and making folders durably. Paths are
 * terminated texts; nothing is kept. */
#ifndef SHANGJI_CLIENT_FILE_H
#define SHANGJI_CLIENT_FILE_H

#include "base/bytes.h"

bool sj_file_exists(const char *path);
/* Gone also after a crash. What is not there is no error. */
enum sj_status sj_file_remove(const char *path, struct sj_error *error) SJ_WARN_UNUSED;
/* In the place of what may stand there; whole also after a crash. */
enum sj_status sj_file_rename(const char *from, const char *to,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* With its parents, each 0700. What is there stays as it is. */
enum sj_status sj_dir_make(const char *path, struct sj_error *error) SJ_WARN_UNUSED;
/* Removes what an interrupted sj_file_write left in the folder more than an hour ago. */
void sj_dir_tidy(const char *path);
/* One process at a time: holds the file, made if need be, until *lock is closed. Without `wait`
 * SJ_UNAVAILABLE where another holds it. */
enum sj_status sj_file_lock(const char *path, bool wait, int *lock,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* Whether it is a regular file that group or others may read or write. Of a secret. */
bool sj_file_is_open_to_others(const char *path);
/* Says so on stderr, and what to do. */
void sj_file_warn_if_open(const char *path);
/* SJ_NOT_FOUND, SJ_DENIED, SJ_EXHAUSTED, SJ_NO_MEMORY or SJ_IO for an errno, with its text.
 * `doing` is what failed, translated: "cannot write". */
enum sj_status sj_error_errno(struct sj_error *error, int code, const char *doing,
                              const char *path);

/* What sj_file_write writes to before it renames: "NAME.XXXXXX.part". */
#define SJ_FILE_PART ".part"

#endif
