#include "server/store/migrate.h"

#include "base/i18n.h"

#include <stdio.h>

extern const unsigned char sj_migration_001[], sj_migration_001_end[];
extern const unsigned char sj_migration_002[], sj_migration_002_end[];

/* In order; the version of a database is how many of them it has seen. A migration that was
 * released is never changed: write another. */
static const struct {
    const unsigned char *begin, *end;
} migrations[] = {
    {sj_migration_001, sj_migration_001_end},
    {sj_migration_002, sj_migration_002_end},
};

enum { VERSION = sizeof migrations / sizeof *migrations };

int sj_store_version(void)
{
    return VERSION;
}

static enum sj_status get_number(sqlite3 *db, const char *sql, int *number, struct sj_error *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    *number = code == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
    sqlite3_finalize(statement);
    if (code == SQLITE_ROW)
        return SJ_OK;
    return sj_store_failed(db, code, sql, error);
}

static enum sj_status execute(sqlite3 *db, struct sj_bytes sql, struct sj_error *error)
{
    const char *rest = (const char *)sql.data, *end = rest + sql.len;
    while (rest < end) {
        sqlite3_stmt *statement = NULL;
        int code = sqlite3_prepare_v2(db, rest, (int)(end - rest), &statement, &rest);
        if (code == SQLITE_OK && !statement)
            continue; /* blanks and comments behind the last statement */
        if (code == SQLITE_OK)
            code = sqlite3_step(statement);
        sqlite3_finalize(statement);
        if (code != SQLITE_DONE && code != SQLITE_ROW)
            return sj_store_failed(db, code, _("migrating the database"), error);
    }
    return SJ_OK;
}

static bool is_ours(int application)
{
    return application == SJ_STORE_APPLICATION || application == SJ_STORE_COPY;
}

/* `application` as it is afterwards: a copy stays one. */
static enum sj_status migrate_one(sqlite3 *db, int version, int application, struct sj_error *error)
{
    char mark[96];
    snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %d", application,
             version + 1);
    struct sj_bytes sql =
        SJ_BYTES(migrations[version].begin, migrations[version].end - migrations[version].begin);
    enum sj_status status = execute(db, SJ_LITERAL("BEGIN IMMEDIATE"), error);
    if (status != SJ_OK)
        return status;
    status = execute(db, sql, error);
    if (status == SJ_OK)
        status = execute(db, sj_bytes_of(mark), error);
    if (status == SJ_OK)
        status = execute(db, SJ_LITERAL("COMMIT"), error);
    if (status != SJ_OK && !sqlite3_get_autocommit(db))
        (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL); /* the first failure is told */
    return status;
}

enum sj_status sj_store_version_check(sqlite3 *db, struct sj_error *error)
{
    int version = 0, application = 0;
    enum sj_status status = get_number(db, "PRAGMA user_version", &version, error);
    if (status == SJ_OK)
        status = get_number(db, "PRAGMA application_id", &application, error);
    if (status == SJ_OK && (!is_ours(application) || version != VERSION))
        status = sj_error_set(error, SJ_PRECONDITION, "DATABASE_VERSION",
                              _("the database is not a ledger of version %d: start 'shangjid "
                                "serve' of this program once, it brings an older one up to date"),
                              (int)VERSION);
    return status;
}

enum sj_status sj_store_migrate(sqlite3 *db, bool create, struct sj_error *error)
{
    int version, application;
    enum sj_status status = get_number(db, "PRAGMA user_version", &version, error);
    if (status == SJ_OK)
        status = get_number(db, "PRAGMA application_id", &application, error);
    if (status != SJ_OK)
        return status;
    if (create && version != 0)
        return sj_error_set(error, SJ_EXISTS, "LEDGER_EXISTS", _("there is a ledger already"));
    if (create ? application != 0 : !is_ours(application))
        return sj_error_set(error, SJ_PRECONDITION, "NOT_A_LEDGER",
                            _("%s is not a ledger of this program"), SJ_STORE_FILE);
    if (version > VERSION)
        return sj_error_set(error, SJ_PRECONDITION, "DATABASE_NEWER",
                            _("the database has version %d, this program knows %d: install a "
                              "newer shangjid"),
                            version, (int)VERSION);
    for (; status == SJ_OK && version < VERSION; version++)
        status = migrate_one(db, version, create ? SJ_STORE_APPLICATION : application, error);
    return status;
}
