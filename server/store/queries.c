#include "server/store/queries.h"

#include "base/i18n.h"

#include <errno.h>
#include <string.h>

extern const unsigned char sj_queries_sql[], sj_queries_sql_end[];

#define NAME_MARK "-- name: "
#define SCAN_MARK "-- scan:"

const char *sj_query_name(enum sj_query query)
{
    static const char *const names[] = {
#define QUERY_NAME(name, text) text,
        SJ_QUERY_LIST(QUERY_NAME)
#undef QUERY_NAME
    };
    return names[query];
}

static struct sj_bytes all_queries(void)
{
    return SJ_BYTES(sj_queries_sql, sj_queries_sql_end - sj_queries_sql);
}

/* The name behind the next mark at or after *at, which moves to the line below it. */
static bool next_name(struct sj_bytes file, size_t *at, struct sj_bytes *name)
{
    size_t mark = sj_bytes_find(file, SJ_LITERAL(NAME_MARK), *at);
    if (mark == SIZE_MAX)
        return false;
    size_t start = mark + sizeof NAME_MARK - 1;
    size_t end = sj_bytes_find(file, SJ_LITERAL("\n"), start);
    *name = sj_bytes_slice(file, start, end);
    *at = end == SIZE_MAX ? file.len : end + 1;
    return true;
}

enum sj_status sj_query_text(enum sj_query query, struct sj_bytes *sql, bool *may_scan,
                             struct sj_error *error)
{
    struct sj_bytes file = all_queries(), wanted = sj_bytes_of(sj_query_name(query)), name;
    for (size_t at = 0; next_name(file, &at, &name);) {
        if (!sj_bytes_equal(name, wanted))
            continue;
        *sql = sj_bytes_slice(file, at, sj_bytes_find(file, SJ_LITERAL(NAME_MARK), at));
        *may_scan = sj_bytes_find(*sql, SJ_LITERAL(SCAN_MARK), 0) != SIZE_MAX;
        return SJ_OK;
    }
    sj_error_set(error, SJ_INTERNAL, "QUERY", "queries.sql has no statement %s",
                 sj_query_name(query));
    return SJ_INTERNAL;
}

bool sj_queries_all_listed(void)
{
    struct sj_bytes name;
    for (size_t at = 0; next_name(all_queries(), &at, &name);) {
        bool listed = false;
        for (int i = 0; i < SJ_QUERY_COUNT; i++)
            listed = listed || sj_bytes_equal(name, sj_bytes_of(sj_query_name((enum sj_query)i)));
        if (!listed)
            return false;
    }
    return true;
}

enum sj_status sj_view_prepare(struct sj_store_view *view, struct sj_error *error)
{
    for (int i = 0; i < SJ_QUERY_COUNT; i++) {
        struct sj_bytes sql;
        bool may_scan;
        enum sj_status status = sj_query_text((enum sj_query)i, &sql, &may_scan, error);
        if (status != SJ_OK)
            return status;
        int code = sqlite3_prepare_v3(view->db, (const char *)sql.data, (int)sql.len,
                                      SQLITE_PREPARE_PERSISTENT, &view->statements[i], NULL);
        if (code != SQLITE_OK)
            return sj_store_failed(view->db, code, sj_query_name((enum sj_query)i), error);
    }
    return SJ_OK;
}

void sj_view_clear(struct sj_store_view *view)
{
    for (int i = 0; i < SJ_QUERY_COUNT; i++)
        sqlite3_finalize(view->statements[i]);
    sqlite3_close(view->db);
    *view = (struct sj_store_view){0};
}

static bool means_no_room(int cause)
{
    return cause == ENOSPC || cause == EDQUOT || cause == EFBIG;
}

/* SQLite calls only ENOSPC a full disk; a quota or a limit is an I/O error to it, and what the
 * system said is kept by the file, which here is the database or its write-ahead log. */
static bool no_room(sqlite3 *db, int code)
{
    int cause = 0;
    sqlite3_file *log = NULL;
    if ((code & 0xFF) == SQLITE_FULL)
        return true;
    if ((code & 0xFF) != SQLITE_IOERR || !db)
        return false;
    if (means_no_room(sqlite3_system_errno(db)))
        return true;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &cause) == SQLITE_OK &&
        means_no_room(cause))
        return true;
    return sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
           log && log->pMethods &&
           log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &cause) == SQLITE_OK &&
           means_no_room(cause);
}

enum sj_status sj_store_failed(sqlite3 *db, int code, const char *what, struct sj_error *error)
{
    const char *why = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    if (no_room(db, code))
        return sj_error_set(error, SJ_EXHAUSTED, "DISK_FULL",
                            _("the disk of the ledger is full (%s): free some space; nothing was "
                              "taken in"),
                            what);
    if (code == SQLITE_IOERR_NOMEM || code == SQLITE_NOMEM)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("%s: out of memory"), what);
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return sj_error_set(error, SJ_UNAVAILABLE, "DATABASE_BUSY",
                            _("the ledger's database is locked (%s); try again"), what);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return sj_error_set(error, SJ_DATA_LOSS, "DATABASE_DAMAGED",
                            _("the ledger's database is damaged (%s: %s): restore a backup"), what,
                            why);
    case SQLITE_CONSTRAINT:
        return sj_error_set(error, SJ_EXISTS, "CONSTRAINT", _("%s: not possible: %s"), what, why);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return sj_error_set(error, SJ_IO, "DATABASE_IO", _("%s: %s"), what, why);
    default:
        return sj_error_set(error, SJ_INTERNAL, "DATABASE", _("%s: %s"), what, why);
    }
}

void sj_view_reset(struct sj_store_view *view, enum sj_query query)
{
    /* The code that reset returns is the one that step already gave. */
    (void)sqlite3_reset(view->statements[query]);
    (void)sqlite3_clear_bindings(view->statements[query]);
}

enum sj_status sj_view_step(struct sj_store_view *view, enum sj_query query, bool *row,
                            struct sj_error *error)
{
    int code = sqlite3_step(view->statements[query]);
    *row = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return SJ_OK;
    enum sj_status status = sj_store_failed(view->db, code, sj_query_name(query), error);
    sj_view_reset(view, query);
    return status;
}

enum sj_status sj_view_run(struct sj_store_view *view, enum sj_query query, struct sj_error *error)
{
    bool row;
    enum sj_status status = sj_view_step(view, query, &row, error);
    if (status == SJ_OK)
        sj_view_reset(view, query);
    return status;
}

void sj_view_rollback(struct sj_store_view *view)
{
    if (sqlite3_get_autocommit(view->db))
        return;
    /* If this fails, the next BEGIN fails as well and says so. */
    enum sj_status status = sj_view_run(view, SJ_QUERY_ROLLBACK, NULL);
    (void)status;
}
