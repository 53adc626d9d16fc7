/* Packed facts of many reports, in the order of entries. */
#include "server/store/store_impl.h"

#include "base/i18n.h"

#include <inttypes.h>

/* Moves the statement to the row of `entry`: a few rows further it steps, else it seeks. */
static enum sj_status reach_facts(struct sj_store_view *view, uint64_t entry, bool *row,
                                  struct sj_error *error)
{
    enum { NEAR = 16 };
    sqlite3_stmt *from = view->statements[SJ_QUERY_FACTS_FROM];
    enum sj_status status = SJ_OK;
    uint64_t at = *row ? (uint64_t)sqlite3_column_int64(from, 0) : 0;
    if (!*row || at > entry || entry - at > NEAR) {
        if (*row)
            sj_view_reset(view, SJ_QUERY_FACTS_FROM);
        (void)sqlite3_bind_int64(from, 1, (int64_t)entry);
        status = sj_view_step(view, SJ_QUERY_FACTS_FROM, row, error);
    }
    while (status == SJ_OK && *row && (uint64_t)sqlite3_column_int64(from, 0) < entry)
        status = sj_view_step(view, SJ_QUERY_FACTS_FROM, row, error);
    if (status == SJ_OK && (!*row || (uint64_t)sqlite3_column_int64(from, 0) != entry))
        status = sj_error_set(error, SJ_DATA_LOSS, "FACTS_MISSING",
                              _("the facts of entry %" PRIu64 " are missing in the ledger's "
                                "database: 'shangjid rebuild' makes them again"),
                              entry);
    return status;
}

enum sj_status sj_store_facts_of(struct sj_store_view *view, const uint64_t *entries, size_t count,
                                 enum sj_status (*take)(void *taker, size_t number,
                                                        struct sj_bytes packed,
                                                        struct sj_error *error),
                                 void *taker, struct sj_error *error)
{
    sqlite3_stmt *from = view->statements[SJ_QUERY_FACTS_FROM];
    enum sj_status status = SJ_OK;
    bool row = false;
    for (size_t i = 0; status == SJ_OK && i < count; i++) {
        status = reach_facts(view, entries[i], &row, error);
        if (status != SJ_OK)
            break;
        const void *data = sqlite3_column_blob(from, 1);
        status = take(taker, i, SJ_BYTES(data, (size_t)sqlite3_column_bytes(from, 1)), error);
    }
    sj_view_reset(view, SJ_QUERY_FACTS_FROM);
    return status;
}
