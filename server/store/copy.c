/* Beside a server, or of a file: reading without the lock, copying, SQLite's own check. */
#include "server/store/migrate.h"
#include "server/store/store_impl.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum sj_status sync_file(const char *path, struct sj_error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && fsync(file) == 0) {
        close(file);
        return SJ_OK;
    }
    int cause = errno;
    if (file >= 0)
        close(file);
    return sj_error_set(error, SJ_IO, "SYNC", "%s: %s", path, strerror(cause));
}

/* A copy counts when it is on the disk, and its name too. */
static enum sj_status sync_copy(const char *path, struct sj_error *error)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        snprintf(folder, sizeof folder, ".");
    else
        slash[slash == folder ? 1 : 0] = '\0';
    enum sj_status status = sync_file(path, error);
    return status == SJ_OK ? sync_file(folder, error) : status;
}

/* In SQLite's own field for whose file it is. */
static int set_mark(sqlite3 *db, int application)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d", application);
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static enum sj_status mark_copy(const char *path, struct sj_error *error)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK)
        code = set_mark(db, SJ_STORE_COPY);
    enum sj_status status = code == SQLITE_OK ? SJ_OK : sj_store_failed(db, code, path, error);
    sqlite3_close(db);
    return status;
}

enum sj_status sj_store_release(struct sj_store *store, struct sj_error *error)
{
    int code = set_mark(store->writer.db, SJ_STORE_APPLICATION);
    return code == SQLITE_OK
               ? SJ_OK
               : sj_store_failed(store->writer.db, code, _("releasing the copy"), error);
}

enum sj_status sj_store_is_copy(struct sj_store *store, bool *copy, struct sj_error *error)
{
    sqlite3_stmt *look = NULL;
    sqlite3 *db = store->writer.db;
    enum sj_status status = SJ_OK;
    int code = sqlite3_prepare_v2(db, "PRAGMA application_id", -1, &look, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(look);
    if (code != SQLITE_ROW)
        status = sj_store_failed(db, code, _("reading the database's mark"), error);
    else
        *copy = sqlite3_column_int(look, 0) == SJ_STORE_COPY;
    sqlite3_finalize(look);
    return status;
}

enum sj_status sj_store_copy(struct sj_store *store, const char *path, struct sj_error *error)
{
    /* VACUUM INTO makes the file with the process's umask; it holds what the ledger holds. */
    int made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0)
        return sj_error_set(error, errno == EEXIST ? SJ_EXISTS : SJ_IO, "COPY", "%s: %s", path,
                            strerror(errno));
    close(made); /* an empty file is taken as one that is to be filled */
    sqlite3_stmt *vacuum = NULL;
    sqlite3 *db = store->writer.db;
    /* query_only refuses it, though it writes nothing here. */
    int code = sqlite3_exec(db, "PRAGMA query_only = OFF", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &vacuum, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(vacuum, 1, path, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(vacuum);
    sqlite3_finalize(vacuum);
    (void)sqlite3_exec(db, "PRAGMA query_only = ON", NULL, NULL, NULL);
    enum sj_status status =
        code == SQLITE_DONE ? mark_copy(path, error) : sj_store_failed(db, code, path, error);
    if (status == SJ_OK)
        status = sync_copy(path, error);
    if (status != SJ_OK)
        unlink(path);
    return status;
}

enum sj_status sj_store_integrity(struct sj_store *store, struct sj_error *error)
{
    sqlite3_stmt *check = NULL;
    sqlite3 *db = store->writer.db;
    enum sj_status status = SJ_OK;
    int code = sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &check, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(check);
    if (code != SQLITE_ROW)
        status = sj_store_failed(db, code, _("checking the database"), error);
    else if (strcmp((const char *)sqlite3_column_text(check, 0), "ok") != 0)
        status = sj_error_set(error, SJ_DATA_LOSS, "DATABASE_DAMAGED",
                              _("SQLite finds the database damaged: %s"),
                              (const char *)sqlite3_column_text(check, 0));
    sqlite3_finalize(check);
    return status;
}
