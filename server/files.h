/* Whole files of the server's directory. Paths are terminated texts; nothing is kept. */
#ifndef SHANGJI_SERVER_FILES_H
#define SHANGJI_SERVER_FILES_H

#include "base/arena.h"

enum { SJ_PATH_TEXT = 4096 };

/* "DIRECTORY/NAME"; SJ_INVALID if that is too long. */
enum sj_status sj_path_join(const char *directory, const char *name, char path[static SJ_PATH_TEXT],
                            struct sj_error *error) SJ_WARN_UNUSED;
/* Into the arena, terminated behind its end. SJ_NOT_FOUND; SJ_EXHAUSTED above `limit` bytes. */
enum sj_status sj_path_read(const char *path, size_t limit, struct sj_arena *arena,
                            struct sj_bytes *bytes, struct sj_error *error) SJ_WARN_UNUSED;
/* Written beside, synced and renamed over: whole or not at all, also after a crash. */
enum sj_status sj_path_write(const char *path, struct sj_bytes bytes, unsigned mode,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* A copy of a file of any size, synced; what is at `to` is written over. */
enum sj_status sj_path_copy(const char *from, const char *to, unsigned mode,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* Whether group or others may read or write the file. Of a secret. */
bool sj_path_is_open_to_others(const char *path);

#endif
