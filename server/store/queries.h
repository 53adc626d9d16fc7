/* The statements of queries.sql, by name, and a connection that has them prepared. For
 * server/store alone, and for the test that reads their plans. */
#ifndef SHANGJI_SERVER_STORE_QUERIES_H
#define SHANGJI_SERVER_STORE_QUERIES_H

#include "server/store/store.h"

#include <sqlite3.h>

/* X(NAME, name in queries.sql) */
#define SJ_QUERY_LIST(X)                                                                           \
    X(SJ_QUERY_BEGIN, "begin")                                                                     \
    X(SJ_QUERY_COMMIT, "commit")                                                                   \
    X(SJ_QUERY_ROLLBACK, "rollback")                                                               \
    X(SJ_QUERY_VIEW_BEGIN, "view_begin")                                                           \
    X(SJ_QUERY_LEDGER_INSERT, "ledger_insert")                                                     \
    X(SJ_QUERY_LEDGER_GET, "ledger_get")                                                           \
    X(SJ_QUERY_ENTRY_INSERT, "entry_insert")                                                       \
    X(SJ_QUERY_ENTRY_COUNT, "entry_count")                                                         \
    X(SJ_QUERY_ENTRY_GET, "entry_get")                                                             \
    X(SJ_QUERY_ENTRY_FIND, "entry_find")                                                           \
    X(SJ_QUERY_ENTRY_PAGE, "entry_page")                                                           \
    X(SJ_QUERY_ENVELOPE_INSERT, "envelope_insert")                                                 \
    X(SJ_QUERY_ENVELOPE_GET, "envelope_get")                                                       \
    X(SJ_QUERY_TEXT_INSERT, "text_insert")                                                         \
    X(SJ_QUERY_TEXT_DELETE, "text_delete")                                                         \
    X(SJ_QUERY_TEXT_GET, "text_get")                                                               \
    X(SJ_QUERY_CHECKPOINT_INSERT, "checkpoint_insert")                                             \
    X(SJ_QUERY_CHECKPOINT_LAST, "checkpoint_last")                                                 \
    X(SJ_QUERY_CHECKPOINT_NEXT, "checkpoint_next")                                                 \
    X(SJ_QUERY_CHECKPOINT_GET, "checkpoint_get")                                                   \
    X(SJ_QUERY_COSIGNATURE_PUT, "cosignature_put")                                                 \
    X(SJ_QUERY_COSIGNATURE_PRUNE, "cosignature_prune")                                             \
    X(SJ_QUERY_COSIGNATURE_COUNT, "cosignature_count")                                             \
    X(SJ_QUERY_COSIGNATURE_PAGE, "cosignature_page")                                               \
    X(SJ_QUERY_COSIGNATURE_NAMED, "cosignature_named")                                             \
    X(SJ_QUERY_COSIGNED_BEFORE, "cosigned_before")                                                 \
    X(SJ_QUERY_COSIGNED_AFTER, "cosigned_after")                                                   \
    X(SJ_QUERY_NODE_COUNT, "node_count")                                                           \
    X(SJ_QUERY_NODE_CLEAR, "node_clear")                                                           \
    X(SJ_QUERY_FACTS_CLEAR, "facts_clear")                                                         \
    X(SJ_QUERY_NODE_INSERT, "node_insert")                                                         \
    X(SJ_QUERY_NODE_GET, "node_get")                                                               \
    X(SJ_QUERY_FACTS_INSERT, "facts_insert")                                                       \
    X(SJ_QUERY_FACTS_PAGE, "facts_page")                                                           \
    X(SJ_QUERY_FACTS_FROM, "facts_from")

enum sj_query {
#define SJ_QUERY_ENUM(name, text) name,
    SJ_QUERY_LIST(SJ_QUERY_ENUM)
#undef SJ_QUERY_ENUM
        SJ_QUERY_COUNT
};

struct sj_store_view {
    struct sj_store *store;
    sqlite3 *db;
    sqlite3_stmt *statements[SJ_QUERY_COUNT];
    struct sj_store_view *next_free;
};

const char *sj_query_name(enum sj_query query);
/* The text of a statement, out of queries.sql; and whether "-- scan:" announces a scan. */
enum sj_status sj_query_text(enum sj_query query, struct sj_bytes *sql, bool *may_scan,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* Every statement of queries.sql is in the list. */
bool sj_queries_all_listed(void);

enum sj_status sj_view_prepare(struct sj_store_view *view, struct sj_error *error) SJ_WARN_UNUSED;
/* Finalizes the statements and closes the connection. */
void sj_view_clear(struct sj_store_view *view);

/* The one place where a code of SQLite becomes a status. `what` is what was being done. */
enum sj_status sj_store_failed(sqlite3 *db, int code, const char *what, struct sj_error *error);
/* Steps a statement that yields no row, and resets it. */
enum sj_status sj_view_run(struct sj_store_view *view, enum sj_query query,
                           struct sj_error *error) SJ_WARN_UNUSED;
/* Ends the transaction if one is open: some failures have rolled back already. */
void sj_view_rollback(struct sj_store_view *view);
/* SQLITE_ROW sets *row; reset it with sj_view_reset. */
enum sj_status sj_view_step(struct sj_store_view *view, enum sj_query query, bool *row,
                            struct sj_error *error) SJ_WARN_UNUSED;
void sj_view_reset(struct sj_store_view *view, enum sj_query query);

#endif
