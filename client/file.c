#include "client/file.h"

#include "base/i18n.h"
#include "client/home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PART_MAX_AGE_SECONDS = 3600, READ_STEP = 64 * 1024, LOCK_MODE = 0600 };

static enum sj_status status_of_errno(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return SJ_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return SJ_DENIED;
    case ENOMEM:
        return SJ_NO_MEMORY;
    default:
        return SJ_IO;
    }
}

enum sj_status sj_error_errno(struct sj_error *error, int code, const char *doing, const char *path)
{
    return sj_error_set(error, status_of_errno(code), NULL, "%s %s: %s", doing, path,
                        strerror(code));
}

static enum sj_status read_open(int fd, const char *path, size_t limit, struct sj_arena *arena,
                                struct sj_bytes *bytes, struct sj_error *error)
{
    /* One byte above the limit shows that there is more; a pipe has no size to ask for. */
    struct sj_buffer buffer = {.limit = limit + 1};
    uint8_t step[READ_STEP];
    enum sj_status status = SJ_OK;
    for (;;) {
        size_t room = limit + 1 - buffer.len;
        ssize_t got = read(fd, step, room < sizeof(step) ? room : sizeof(step));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = sj_error_errno(error, errno, _("cannot read"), path);
        if (got <= 0)
            break;
        sj_buffer_add(&buffer, step, (size_t)got);
        if (buffer.len > limit || buffer.failed)
            break;
    }
    if (status == SJ_OK && buffer.len > limit)
        status = sj_error_set(error, SJ_EXHAUSTED, "FILE_TOO_LARGE",
                              _("%s is larger than the %zu bytes that it may have"), path, limit);
    if (status == SJ_OK) {
        *bytes = sj_arena_copy(arena, sj_buffer_bytes(&buffer));
        if (buffer.failed || !bytes->data)
            status = sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to read %s"), path);
    }
    sj_buffer_clear(&buffer);
    return status;
}

enum sj_status sj_file_read(const char *path, size_t limit, struct sj_arena *arena,
                            struct sj_bytes *bytes, struct sj_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return sj_error_errno(error, errno, _("cannot read"), path);
    enum sj_status status = read_open(fd, path, limit, arena, bytes, error);
    close(fd);
    return status;
}

/* The folder that a file stands in, into `dir`; false if the path is too long. */
static bool folder_of(const char *path, char dir[static PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    if (!slash)
        return snprintf(dir, PATH_MAX, ".") > 0;
    if (len == 0)
        len = 1; /* the root */
    if (len >= PATH_MAX)
        return false;
    memcpy(dir, path, len);
    dir[len] = 0;
    return true;
}

static bool sync_folder_of(const char *path)
{
    char dir[PATH_MAX];
    if (!folder_of(path, dir))
        return false;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    /* Some file systems know no sync of a folder and say EINVAL: there is nothing to wait for. */
    bool done = fsync(fd) == 0 || errno == EINVAL;
    close(fd);
    return done;
}

static bool write_all(int fd, struct sj_bytes bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        ssize_t put = write(fd, bytes.data + at, bytes.len - at);
        if (put < 0 && errno != EINTR)
            return false;
        if (put > 0)
            at += (size_t)put;
    }
    return true;
}

enum sj_status sj_file_write(const char *path, struct sj_bytes bytes, unsigned mode,
                             struct sj_error *error)
{
    char part[PATH_MAX];
    int len = snprintf(part, sizeof(part), "%s.XXXXXX%s", path, SJ_FILE_PART);
    if (len < 0 || (size_t)len >= sizeof(part))
        return sj_error_errno(error, ENAMETOOLONG, _("cannot write"), path);
    int fd = mkostemps(part, (int)strlen(SJ_FILE_PART), O_CLOEXEC);
    if (fd < 0)
        return sj_error_errno(error, errno, _("cannot write"), path);
    bool done = fchmod(fd, (mode_t)mode) == 0 && write_all(fd, bytes) && fsync(fd) == 0;
    int code = errno;
    if (close(fd) != 0 && done) {
        done = false;
        code = errno;
    }
    if (done && rename(part, path) != 0) {
        done = false;
        code = errno;
    }
    if (!done) {
        unlink(part);
        return sj_error_errno(error, code, _("cannot write"), path);
    }
    if (!sync_folder_of(path))
        return sj_error_errno(error, errno, _("cannot write durably"), path);
    return SJ_OK;
}

bool sj_file_exists(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0;
}

bool sj_file_is_open_to_others(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISREG(found.st_mode) && (found.st_mode & 0077) != 0;
}

void sj_file_warn_if_open(const char *path)
{
    if (sj_file_is_open_to_others(path))
        fprintf(stderr, _("warning: others may read %s; better: chmod 600 %s\n"), path, path);
}

enum sj_status sj_file_remove(const char *path, struct sj_error *error)
{
    if (unlink(path) != 0) {
        if (errno == ENOENT)
            return SJ_OK;
        return sj_error_errno(error, errno, _("cannot remove"), path);
    }
    if (!sync_folder_of(path))
        return sj_error_errno(error, errno, _("cannot remove durably"), path);
    return SJ_OK;
}

enum sj_status sj_file_rename(const char *from, const char *to, struct sj_error *error)
{
    if (rename(from, to) != 0)
        return sj_error_errno(error, errno, _("cannot write"), to);
    if (!sync_folder_of(to))
        return sj_error_errno(error, errno, _("cannot write durably"), to);
    return SJ_OK;
}

enum sj_status sj_dir_make(const char *path, struct sj_error *error)
{
    char made[PATH_MAX];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof(made))
        return sj_error_errno(error, ENAMETOOLONG, _("cannot make the folder"), path);
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != 0)
            continue;
        memcpy(made, path, i);
        made[i] = 0;
        if (mkdir(made, 0700) == 0) {
            if (!sync_folder_of(made))
                return sj_error_errno(error, errno, _("cannot make the folder"), path);
        } else if (errno != EEXIST && !sj_file_exists(made)) {
            return sj_error_errno(error, errno, _("cannot make the folder"), path);
        }
    }
    struct stat found;
    if (stat(path, &found) != 0)
        return sj_error_errno(error, errno, _("cannot make the folder"), path);
    if (!S_ISDIR(found.st_mode))
        return sj_error_errno(error, ENOTDIR, _("cannot make the folder"), path);
    return SJ_OK;
}

void sj_dir_tidy(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir)
        return;
    time_t oldest = time(NULL) - PART_MAX_AGE_SECONDS;
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct stat found;
        if (sj_bytes_ends(sj_bytes_of(entry->d_name), sj_bytes_of(SJ_FILE_PART)) &&
            fstatat(dirfd(dir), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(found.st_mode) && found.st_mtime < oldest)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
}

enum sj_status sj_file_lock(const char *path, bool wait, int *lock, struct sj_error *error)
{
    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, LOCK_MODE);
    if (*lock < 0)
        return sj_error_errno(error, errno, _("cannot write"), path);
    while (flock(*lock, wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        enum sj_status status =
            errno == EWOULDBLOCK ? sj_error_set(error, SJ_UNAVAILABLE, "IN_USE",
                                                _("another process holds %s: end it first"), path)
                                 : sj_error_errno(error, errno, _("cannot lock"), path);
        close(*lock);
        *lock = -1;
        return status;
    }
    return SJ_OK;
}
