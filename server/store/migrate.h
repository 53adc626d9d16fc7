/* Ordered migrations under user_version. */
#ifndef SHANGJI_SERVER_STORE_MIGRATE_H
#define SHANGJI_SERVER_STORE_MIGRATE_H

#include "server/store/queries.h"

/* "SJLG": what a database of ours says it is, in SQLite's header. */
#define SJ_STORE_APPLICATION 0x534A4C47
/* "SJCP": the same of a backup's copy, until it is released. */
#define SJ_STORE_COPY 0x534A4350

/* Brings the database to the newest version; SJ_PRECONDITION for a newer one or another
 * program's. Each migration is a transaction of its own. */
enum sj_status sj_store_migrate(sqlite3 *db, bool create, struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_PRECONDITION if it is not of exactly the newest version. Nothing is changed. */
enum sj_status sj_store_version_check(sqlite3 *db, struct sj_error *error) SJ_WARN_UNUSED;
/* The newest version that this program knows. */
int sj_store_version(void);

#endif
