#include "server/store/store_impl.h"

/* A failed binding (memory, a blob too large) would leave NULL behind, which NOT NULL refuses;
 * so bindings are not checked one by one. */

static void bind_blob(sqlite3_stmt *statement, int place, struct sj_bytes bytes)
{
    static const uint8_t nothing[1];
    (void)sqlite3_bind_blob64(statement, place, bytes.len > 0 ? bytes.data : nothing, bytes.len,
                              SQLITE_STATIC);
}

static void bind_text(sqlite3_stmt *statement, int place, struct sj_bytes text)
{
    (void)sqlite3_bind_text64(statement, place, text.len > 0 ? (const char *)text.data : "",
                              text.len, SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_number(sqlite3_stmt *statement, int place, uint64_t number)
{
    (void)sqlite3_bind_int64(statement, place, (int64_t)number);
}

enum sj_status sj_store_begin(struct sj_store *store, struct sj_error *error)
{
    return sj_view_run(&store->writer, SJ_QUERY_BEGIN, error);
}

enum sj_status sj_store_commit(struct sj_store *store, struct sj_error *error)
{
    enum sj_status status = sj_view_run(&store->writer, SJ_QUERY_COMMIT, error);
    if (status != SJ_OK)
        sj_store_rollback(store);
    return status;
}

void sj_store_rollback(struct sj_store *store)
{
    sj_view_rollback(&store->writer);
}

enum sj_status sj_store_put_ledger(struct sj_store *store, const struct sj_store_ledger *ledger,
                                   struct sj_error *error)
{
    sqlite3_stmt *insert = store->writer.statements[SJ_QUERY_LEDGER_INSERT];
    bind_text(insert, 1, sj_bytes_of(ledger->origin));
    bind_blob(insert, 2, SJ_BYTES(ledger->key.bytes, SJ_PUBLIC_KEY));
    return sj_view_run(&store->writer, SJ_QUERY_LEDGER_INSERT, error);
}

static enum sj_status put_text(struct sj_store *store, const struct sj_store_entry *entry,
                               struct sj_error *error)
{
    sqlite3_stmt *insert = store->writer.statements[SJ_QUERY_TEXT_INSERT];
    bind_number(insert, 1, entry->index);
    bind_blob(insert, 2, entry->salt);
    bind_blob(insert, 3, entry->text);
    return sj_view_run(&store->writer, SJ_QUERY_TEXT_INSERT, error);
}

enum sj_status sj_store_put_entry(struct sj_store *store, const struct sj_store_entry *entry,
                                  struct sj_error *error)
{
    sqlite3_stmt *insert = store->writer.statements[SJ_QUERY_ENTRY_INSERT];
    bind_number(insert, 1, entry->index);
    bind_text(insert, 2, entry->line);
    bind_blob(insert, 3, entry->identity);
    enum sj_status status = sj_view_run(&store->writer, SJ_QUERY_ENTRY_INSERT, error);
    if (status != SJ_OK)
        return status;
    insert = store->writer.statements[SJ_QUERY_ENVELOPE_INSERT];
    bind_number(insert, 1, entry->index);
    bind_blob(insert, 2, entry->envelope);
    status = sj_view_run(&store->writer, SJ_QUERY_ENVELOPE_INSERT, error);
    if (status == SJ_OK && entry->has_text)
        status = put_text(store, entry, error);
    return status;
}

enum sj_status sj_store_drop_text(struct sj_store *store, uint64_t index, struct sj_error *error)
{
    bind_number(store->writer.statements[SJ_QUERY_TEXT_DELETE], 1, index);
    return sj_view_run(&store->writer, SJ_QUERY_TEXT_DELETE, error);
}

enum sj_status sj_store_put_checkpoint(struct sj_store *store, uint64_t size, struct sj_bytes note,
                                       struct sj_error *error)
{
    sqlite3_stmt *insert = store->writer.statements[SJ_QUERY_CHECKPOINT_INSERT];
    bind_number(insert, 1, size);
    bind_text(insert, 2, note);
    return sj_view_run(&store->writer, SJ_QUERY_CHECKPOINT_INSERT, error);
}

enum sj_status sj_store_put_cosignature(struct sj_store *store,
                                        const struct sj_store_cosignature *cosignature,
                                        unsigned keep, struct sj_error *error)
{
    struct sj_bytes key = SJ_BYTES(cosignature->key.bytes, SJ_PUBLIC_KEY);
    sqlite3_stmt *put = store->writer.statements[SJ_QUERY_COSIGNATURE_PUT];
    sqlite3_stmt *prune = store->writer.statements[SJ_QUERY_COSIGNATURE_PRUNE];
    bind_number(put, 1, cosignature->size);
    bind_text(put, 2, sj_bytes_of(cosignature->witness));
    bind_blob(put, 3, key);
    bind_number(put, 4, (uint64_t)cosignature->time_unix);
    bind_text(put, 5, cosignature->line);
    enum sj_status status = sj_view_run(&store->writer, SJ_QUERY_COSIGNATURE_PUT, error);
    if (status != SJ_OK)
        return status;
    bind_blob(prune, 1, key);
    bind_number(prune, 2, keep - 1);
    return sj_view_run(&store->writer, SJ_QUERY_COSIGNATURE_PRUNE, error);
}

enum sj_status sj_store_clear_derived(struct sj_store *store, struct sj_error *error)
{
    enum sj_status status = sj_view_run(&store->writer, SJ_QUERY_NODE_CLEAR, error);
    return status == SJ_OK ? sj_view_run(&store->writer, SJ_QUERY_FACTS_CLEAR, error) : status;
}

enum sj_status sj_store_put_node(struct sj_store *store, unsigned level, uint64_t index,
                                 struct sj_bytes hash, struct sj_error *error)
{
    sqlite3_stmt *insert = store->writer.statements[SJ_QUERY_NODE_INSERT];
    bind_number(insert, 1, level);
    bind_number(insert, 2, index);
    bind_blob(insert, 3, hash);
    return sj_view_run(&store->writer, SJ_QUERY_NODE_INSERT, error);
}

enum sj_status sj_store_put_facts(struct sj_store *store, const struct sj_store_facts *facts,
                                  struct sj_error *error)
{
    sqlite3_stmt *insert = store->writer.statements[SJ_QUERY_FACTS_INSERT];
    bind_number(insert, 1, facts->index);
    bind_text(insert, 2, sj_bytes_of(facts->township));
    bind_text(insert, 3, sj_bytes_of(facts->period));
    bind_text(insert, 4, sj_bytes_of(facts->kind));
    bind_number(insert, 5, facts->revision);
    bind_blob(insert, 6, facts->facts);
    return sj_view_run(&store->writer, SJ_QUERY_FACTS_INSERT, error);
}
