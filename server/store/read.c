#include "server/store/store_impl.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

static enum sj_status no_room(struct sj_error *error)
{
    return sj_error_set(error, SJ_EXHAUSTED, "TOO_LARGE",
                        _("what was read does not fit into the memory of a call"));
}

static enum sj_status bad_row(enum sj_query query, struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "DATABASE_DAMAGED",
                        _("%s: a row of the ledger's database has the wrong shape: restore a "
                          "backup"),
                        sj_query_name(query));
}

static void bind_number(sqlite3_stmt *statement, int place, uint64_t number)
{
    (void)sqlite3_bind_int64(statement, place, (int64_t)number);
}

/* False without room. An empty value has data that is not NULL. */
static bool copy_column(sqlite3_stmt *statement, int column, struct sj_arena *arena,
                        struct sj_bytes *bytes)
{
    const void *data = sqlite3_column_blob(statement, column);
    size_t len = (size_t)sqlite3_column_bytes(statement, column);
    const char *copy = sj_arena_text(arena, SJ_BYTES(data, len));
    *bytes = SJ_BYTES(copy, len);
    return copy != NULL;
}

enum sj_status sj_store_ledger(struct sj_store_view *view, struct sj_arena *arena,
                               struct sj_store_ledger *ledger, struct sj_error *error)
{
    sqlite3_stmt *get = view->statements[SJ_QUERY_LEDGER_GET];
    struct sj_bytes origin = {NULL, 0}, key = {NULL, 0};
    bool row;
    enum sj_status status = sj_view_step(view, SJ_QUERY_LEDGER_GET, &row, error);
    if (status != SJ_OK)
        return status;
    if (!row)
        status = sj_error_set(error, SJ_NOT_FOUND, "NO_LEDGER",
                              _("the database does not say whose ledger it is: 'shangjid init' "
                                "did not finish; remove the directory and run it again"));
    else if (!copy_column(get, 0, arena, &origin) || !copy_column(get, 1, arena, &key))
        status = no_room(error);
    else if (key.len != SJ_PUBLIC_KEY)
        status = bad_row(SJ_QUERY_LEDGER_GET, error);
    else
        memcpy(ledger->key.bytes, key.data, SJ_PUBLIC_KEY);
    ledger->origin = (const char *)origin.data;
    sj_view_reset(view, SJ_QUERY_LEDGER_GET);
    return status;
}

/* Of a query, bound, that yields one row of one number. */
static enum sj_status get_number(struct sj_store_view *view, enum sj_query query, uint64_t *number,
                                 struct sj_error *error)
{
    bool row;
    enum sj_status status = sj_view_step(view, query, &row, error);
    if (status != SJ_OK)
        return status;
    *number = (uint64_t)sqlite3_column_int64(view->statements[query], 0);
    sj_view_reset(view, query);
    return SJ_OK;
}

enum sj_status sj_store_size(struct sj_store_view *view, uint64_t *size, struct sj_error *error)
{
    return get_number(view, SJ_QUERY_ENTRY_COUNT, size, error);
}

/* Reads (idx, line) of the row that `query`, bound, may yield. */
static enum sj_status get_entry(struct sj_store_view *view, enum sj_query query,
                                struct sj_arena *arena, bool *found, uint64_t *index,
                                struct sj_bytes *line, struct sj_error *error)
{
    enum sj_status status = sj_view_step(view, query, found, error);
    if (status != SJ_OK)
        return status;
    if (*found) {
        *index = (uint64_t)sqlite3_column_int64(view->statements[query], 0);
        if (!copy_column(view->statements[query], 1, arena, line))
            status = no_room(error);
    }
    sj_view_reset(view, query);
    return status;
}

enum sj_status sj_store_find_entry(struct sj_store_view *view, const struct sj_digest *identity,
                                   struct sj_arena *arena, bool *found, uint64_t *index,
                                   struct sj_bytes *line, struct sj_error *error)
{
    (void)sqlite3_bind_blob(view->statements[SJ_QUERY_ENTRY_FIND], 1, identity->bytes, SJ_DIGEST,
                            SQLITE_STATIC);
    return get_entry(view, SJ_QUERY_ENTRY_FIND, arena, found, index, line, error);
}

enum sj_status sj_store_entry(struct sj_store_view *view, uint64_t index, struct sj_arena *arena,
                              struct sj_bytes *line, struct sj_error *error)
{
    bool found;
    if (index > INT64_MAX)
        return sj_error_set(error, SJ_NOT_FOUND, "NO_ENTRY", _("there is no entry %" PRIu64),
                            index);
    bind_number(view->statements[SJ_QUERY_ENTRY_GET], 1, index);
    enum sj_status status = get_entry(view, SJ_QUERY_ENTRY_GET, arena, &found, &index, line, error);
    if (status == SJ_OK && !found)
        return sj_error_set(error, SJ_NOT_FOUND, "NO_ENTRY", _("there is no entry %" PRIu64),
                            index);
    return status;
}

enum sj_status sj_store_entries(struct sj_store_view *view, uint64_t start, size_t count,
                                struct sj_arena *arena, struct sj_bytes **lines, size_t *found,
                                struct sj_error *error)
{
    sqlite3_stmt *page = view->statements[SJ_QUERY_ENTRY_PAGE];
    bool row = true;
    enum sj_status status = SJ_OK;
    *found = 0;
    *lines = sj_arena_array(arena, count > 0 ? count : 1, sizeof **lines);
    if (!*lines)
        return no_room(error);
    bind_number(page, 1, start > INT64_MAX ? INT64_MAX : start);
    bind_number(page, 2, count);
    while (status == SJ_OK && *found < count) {
        status = sj_view_step(view, SJ_QUERY_ENTRY_PAGE, &row, error);
        if (status != SJ_OK)
            return status;
        if (!row)
            break;
        if ((uint64_t)sqlite3_column_int64(page, 0) != start + *found)
            status = sj_error_set(error, SJ_DATA_LOSS, "ENTRY_MISSING",
                                  _("entry %" PRIu64 " is missing in the ledger's database: "
                                    "restore a backup"),
                                  start + *found);
        else if (!copy_column(page, 1, arena, &(*lines)[*found]))
            status = no_room(error);
        else
            ++*found;
    }
    sj_view_reset(view, SJ_QUERY_ENTRY_PAGE);
    return status;
}

enum sj_status sj_store_envelope(struct sj_store_view *view, uint64_t index, struct sj_arena *arena,
                                 struct sj_bytes *bytes, struct sj_error *error)
{
    bool row;
    bind_number(view->statements[SJ_QUERY_ENVELOPE_GET], 1, index);
    enum sj_status status = sj_view_step(view, SJ_QUERY_ENVELOPE_GET, &row, error);
    if (status != SJ_OK)
        return status;
    if (!row)
        status = sj_error_set(error, SJ_DATA_LOSS, "ENVELOPE_MISSING",
                              _("the envelope of entry %" PRIu64 " is missing in the ledger's "
                                "database: restore a backup"),
                              index);
    else if (!copy_column(view->statements[SJ_QUERY_ENVELOPE_GET], 0, arena, bytes))
        status = no_room(error);
    sj_view_reset(view, SJ_QUERY_ENVELOPE_GET);
    return status;
}

enum sj_status sj_store_text(struct sj_store_view *view, uint64_t index, struct sj_arena *arena,
                             bool *found, struct sj_bytes *salt, struct sj_bytes *text,
                             struct sj_error *error)
{
    sqlite3_stmt *get = view->statements[SJ_QUERY_TEXT_GET];
    bind_number(get, 1, index);
    enum sj_status status = sj_view_step(view, SJ_QUERY_TEXT_GET, found, error);
    if (status != SJ_OK)
        return status;
    if (*found && !(copy_column(get, 0, arena, salt) && copy_column(get, 1, arena, text)))
        status = no_room(error);
    sj_view_reset(view, SJ_QUERY_TEXT_GET);
    return status;
}

static enum sj_status get_checkpoint(struct sj_store_view *view, enum sj_query query,
                                     struct sj_arena *arena, uint64_t *size, struct sj_bytes *note,
                                     struct sj_error *error)
{
    bool row;
    *size = 0;
    enum sj_status status = sj_view_step(view, query, &row, error);
    if (status != SJ_OK)
        return status;
    if (row) {
        *size = (uint64_t)sqlite3_column_int64(view->statements[query], 0);
        if (!copy_column(view->statements[query], 1, arena, note))
            status = no_room(error);
    }
    sj_view_reset(view, query);
    return status;
}

enum sj_status sj_store_last_checkpoint(struct sj_store_view *view, struct sj_arena *arena,
                                        uint64_t *size, struct sj_bytes *note,
                                        struct sj_error *error)
{
    return get_checkpoint(view, SJ_QUERY_CHECKPOINT_LAST, arena, size, note, error);
}

enum sj_status sj_store_next_checkpoint(struct sj_store_view *view, uint64_t after,
                                        struct sj_arena *arena, uint64_t *size,
                                        struct sj_bytes *note, struct sj_error *error)
{
    bind_number(view->statements[SJ_QUERY_CHECKPOINT_NEXT], 1, after);
    return get_checkpoint(view, SJ_QUERY_CHECKPOINT_NEXT, arena, size, note, error);
}

enum sj_status sj_store_find_checkpoint(struct sj_store_view *view, uint64_t size,
                                        struct sj_arena *arena, bool *found, struct sj_bytes *note,
                                        struct sj_error *error)
{
    uint64_t told;
    bind_number(view->statements[SJ_QUERY_CHECKPOINT_GET], 1, size);
    enum sj_status status =
        get_checkpoint(view, SJ_QUERY_CHECKPOINT_GET, arena, &told, note, error);
    *found = told != 0;
    return status;
}

enum sj_status sj_store_node_count(struct sj_store_view *view, uint64_t *count,
                                   struct sj_error *error)
{
    return get_number(view, SJ_QUERY_NODE_COUNT, count, error);
}

enum sj_status sj_store_cosignature_count(struct sj_store_view *view, uint64_t size,
                                          uint64_t *count, struct sj_error *error)
{
    bind_number(view->statements[SJ_QUERY_COSIGNATURE_COUNT], 1, size);
    return get_number(view, SJ_QUERY_COSIGNATURE_COUNT, count, error);
}

enum sj_status sj_store_cosigned_before(struct sj_store_view *view, uint64_t size, uint64_t *before,
                                        struct sj_error *error)
{
    bind_number(view->statements[SJ_QUERY_COSIGNED_BEFORE], 1, size);
    return get_number(view, SJ_QUERY_COSIGNED_BEFORE, before, error);
}

enum sj_status sj_store_cosigned_after(struct sj_store_view *view, uint64_t size, uint64_t *after,
                                       struct sj_error *error)
{
    bind_number(view->statements[SJ_QUERY_COSIGNED_AFTER], 1, size);
    return get_number(view, SJ_QUERY_COSIGNED_AFTER, after, error);
}

/* Reads the row that the statement stands on. */
static enum sj_status copy_cosignature(sqlite3_stmt *page, enum sj_query query,
                                       struct sj_arena *arena,
                                       struct sj_store_cosignature *cosignature,
                                       struct sj_error *error)
{
    struct sj_bytes witness;
    if (!copy_column(page, 0, arena, &witness) || !copy_column(page, 3, arena, &cosignature->line))
        return no_room(error);
    if (sqlite3_column_bytes(page, 1) != SJ_PUBLIC_KEY)
        return bad_row(query, error);
    memcpy(cosignature->key.bytes, sqlite3_column_blob(page, 1), SJ_PUBLIC_KEY);
    cosignature->witness = (const char *)witness.data;
    cosignature->time_unix = sqlite3_column_int64(page, 2);
    return SJ_OK;
}

enum sj_status sj_store_cosignatures(struct sj_store_view *view, uint64_t size, const char *witness,
                                     size_t start, size_t max, struct sj_arena *arena,
                                     struct sj_store_cosignature **cosignatures, size_t *count,
                                     struct sj_error *error)
{
    enum sj_query query = witness ? SJ_QUERY_COSIGNATURE_NAMED : SJ_QUERY_COSIGNATURE_PAGE;
    sqlite3_stmt *page = view->statements[query];
    bool row = true;
    enum sj_status status = SJ_OK;
    *count = 0;
    *cosignatures = sj_arena_array(arena, max > 0 ? max : 1, sizeof **cosignatures);
    if (!*cosignatures)
        return no_room(error);
    bind_number(page, 1, size);
    bind_number(page, 2, max);
    if (witness)
        (void)sqlite3_bind_text(page, 3, witness, -1, SQLITE_STATIC);
    else
        bind_number(page, 3, start);
    while (status == SJ_OK && *count < max) {
        status = sj_view_step(view, query, &row, error);
        if (status != SJ_OK)
            return status;
        if (!row)
            break;
        (*cosignatures)[*count].size = size;
        status = copy_cosignature(page, query, arena, &(*cosignatures)[*count], error);
        *count += status == SJ_OK;
    }
    sj_view_reset(view, query);
    return status;
}

enum sj_status sj_store_node(struct sj_store_view *view, unsigned level, uint64_t index,
                             uint8_t hash[static 32], struct sj_error *error)
{
    sqlite3_stmt *get = view->statements[SJ_QUERY_NODE_GET];
    bool row;
    bind_number(get, 1, level);
    bind_number(get, 2, index);
    enum sj_status status = sj_view_step(view, SJ_QUERY_NODE_GET, &row, error);
    if (status != SJ_OK)
        return status;
    if (row && sqlite3_column_bytes(get, 0) == 32)
        memcpy(hash, sqlite3_column_blob(get, 0), 32);
    else
        status = sj_error_set(error, SJ_DATA_LOSS, "NODE_MISSING",
                              _("node %u/%" PRIu64 " of the ledger's tree is missing: restore a "
                                "backup"),
                              level, index);
    sj_view_reset(view, SJ_QUERY_NODE_GET);
    return status;
}

/* Reads the row that the page statement stands on. */
static bool copy_facts(sqlite3_stmt *page, struct sj_arena *arena, struct sj_store_facts *facts)
{
    struct sj_bytes township, period, kind;
    if (!copy_column(page, 1, arena, &township) || !copy_column(page, 2, arena, &period) ||
        !copy_column(page, 3, arena, &kind) || !copy_column(page, 5, arena, &facts->facts))
        return false;
    facts->index = (uint64_t)sqlite3_column_int64(page, 0);
    facts->township = (const char *)township.data;
    facts->period = (const char *)period.data;
    facts->kind = (const char *)kind.data;
    facts->revision = (uint32_t)sqlite3_column_int64(page, 4);
    return true;
}

enum sj_status sj_store_facts(struct sj_store_view *view, uint64_t start, size_t count,
                              struct sj_arena *arena, struct sj_store_facts **facts, size_t *found,
                              struct sj_error *error)
{
    sqlite3_stmt *page = view->statements[SJ_QUERY_FACTS_PAGE];
    bool row = true;
    enum sj_status status = SJ_OK;
    *found = 0;
    *facts = sj_arena_array(arena, count > 0 ? count : 1, sizeof **facts);
    if (!*facts)
        return no_room(error);
    bind_number(page, 1, start);
    bind_number(page, 2, count);
    while (status == SJ_OK && *found < count) {
        status = sj_view_step(view, SJ_QUERY_FACTS_PAGE, &row, error);
        if (status != SJ_OK)
            return status;
        if (!row)
            break;
        if (copy_facts(page, arena, &(*facts)[*found]))
            ++*found;
        else
            status = no_room(error);
    }
    sj_view_reset(view, SJ_QUERY_FACTS_PAGE);
    return status;
}
