#include "server/files.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum sj_status failed(const char *path, int code, struct sj_error *error)
{
    enum sj_status status = SJ_IO;
    if (code == ENOENT || code == ENOTDIR)
        status = SJ_NOT_FOUND;
    else if (code == EACCES || code == EPERM)
        status = SJ_DENIED;
    else if (code == ENOSPC || code == EDQUOT)
        status = SJ_EXHAUSTED;
    return sj_error_set(error, status, "FILE", "%s: %s", path, strerror(code));
}

enum sj_status sj_path_join(const char *directory, const char *name, char path[static SJ_PATH_TEXT],
                            struct sj_error *error)
{
    int len = snprintf(path, SJ_PATH_TEXT, "%s/%s", directory, name);
    if (len > 0 && len < SJ_PATH_TEXT)
        return SJ_OK;
    return sj_error_set(error, SJ_INVALID, "PATH", _("%s: the path is too long"), directory);
}

static enum sj_status read_all(int file, const char *path, size_t size, uint8_t *data, size_t *len,
                               struct sj_error *error)
{
    for (*len = 0; *len < size;) {
        ssize_t got = read(file, data + *len, size - *len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failed(path, errno, error);
        if (got == 0)
            break;
        *len += (size_t)got;
    }
    return SJ_OK;
}

enum sj_status sj_path_read(const char *path, size_t limit, struct sj_arena *arena,
                            struct sj_bytes *bytes, struct sj_error *error)
{
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return failed(path, errno, error);
    enum sj_status status = SJ_OK;
    size_t len = 0;
    uint8_t *data = NULL;
    if (fstat(file, &info) != 0)
        status = failed(path, errno, error);
    else if (!S_ISREG(info.st_mode))
        status = sj_error_set(error, SJ_INVALID, "FILE", _("%s is no file"), path);
    else if (info.st_size < 0 || (uintmax_t)info.st_size > limit)
        status = sj_error_set(error, SJ_EXHAUSTED, "FILE", _("%s is longer than %zu bytes"), path,
                              limit);
    else if (!(data = sj_arena_alloc(arena, (size_t)info.st_size + 1)))
        status = sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("%s: no memory for it"), path);
    if (status == SJ_OK)
        status = read_all(file, path, (size_t)info.st_size, data, &len, error);
    close(file);
    *bytes = SJ_BYTES(data, len);
    return status;
}

static enum sj_status write_all(int file, const char *path, struct sj_bytes bytes,
                                struct sj_error *error)
{
    for (size_t at = 0; at < bytes.len;) {
        ssize_t put = write(file, bytes.data + at, bytes.len - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return failed(path, errno, error);
        at += (size_t)put;
    }
    return fsync(file) == 0 ? SJ_OK : failed(path, errno, error);
}

/* The new name is durable only with its directory. */
static enum sj_status sync_directory_of(const char *path, struct sj_error *error)
{
    char copy[SJ_PATH_TEXT];
    snprintf(copy, sizeof copy, "%s", path);
    int directory = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return failed(path, errno, error);
    int code = fsync(directory) == 0 ? 0 : errno;
    close(directory);
    return code == 0 ? SJ_OK : failed(path, code, error);
}

enum sj_status sj_path_write(const char *path, struct sj_bytes bytes, unsigned mode,
                             struct sj_error *error)
{
    char beside[SJ_PATH_TEXT];
    int len = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    if (len < 0 || len >= (int)sizeof beside)
        return sj_error_set(error, SJ_INVALID, "PATH", _("%s: the path is too long"), path);
    int file = mkostemp(beside, O_CLOEXEC); /* 0600 */
    if (file < 0)
        return failed(path, errno, error);
    enum sj_status status = fchmod(file, (mode_t)mode) == 0 ? SJ_OK : failed(path, errno, error);
    if (status == SJ_OK)
        status = write_all(file, path, bytes, error);
    if (close(file) != 0 && status == SJ_OK)
        status = failed(path, errno, error);
    if (status == SJ_OK && rename(beside, path) != 0)
        status = failed(path, errno, error);
    if (status != SJ_OK) {
        unlink(beside);
        return status;
    }
    return sync_directory_of(path, error);
}

static bool copy_bytes(int from, int to)
{
    char bytes[64 * 1024];
    for (;;) {
        ssize_t got = read(from, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 && fsync(to) == 0;
        for (ssize_t done = 0; done < got;) {
            ssize_t put = write(to, bytes + done, (size_t)(got - done));
            if (put < 0 && errno != EINTR)
                return false;
            done += put > 0 ? put : 0;
        }
    }
}

enum sj_status sj_path_copy(const char *from, const char *to, unsigned mode, struct sj_error *error)
{
    int source = open(from, O_RDONLY | O_CLOEXEC);
    if (source < 0)
        return sj_error_set(error, errno == ENOENT ? SJ_NOT_FOUND : SJ_IO, "FILE", "%s: %s", from,
                            strerror(errno));
    int target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    bool copied = target >= 0 && copy_bytes(source, target);
    int cause = errno;
    close(source);
    if (target >= 0 && close(target) != 0)
        copied = false;
    return copied ? SJ_OK : sj_error_set(error, SJ_IO, "FILE", "%s: %s", to, strerror(cause));
}

bool sj_path_is_open_to_others(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 0077) != 0;
}
