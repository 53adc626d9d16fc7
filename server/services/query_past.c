#include "server/services/query_past.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <stdio.h>

enum { PAGE_BYTES = 8 * 1024 * 1024, ENTRY_BYTES = 4 * 1024 * 1024, HEAD_BYTES = 64 * 1024 };

static enum sj_status check_size(struct sj_store_view *view, uint64_t size, struct sj_error *error)
{
    uint64_t entries = 0;
    enum sj_status status = sj_store_size(view, &entries, error);
    if (status != SJ_OK)
        return status;
    if (size > entries)
        status =
            sj_error_set(error, SJ_OUT_OF_RANGE, "BEYOND_THE_END",
                         _("the ledger has %" PRIu64 " entries, not yet %" PRIu64), entries, size);
    else if (size > SJ_REPLAY_AT_MOST)
        status = sj_error_set(error, SJ_EXHAUSTED, "TOO_FAR",
                              _("the server goes back to at most %d entries, since each is "
                                "verified again; 'shangji audit' makes a copy of the ledger"),
                              SJ_REPLAY_AT_MOST);
    if (status != SJ_OK)
        (void)sj_error_at(error, "ledger_size_at");
    return status;
}

static enum sj_status begin(struct sj_store_view *view, struct sj_replay **replay,
                            struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_store_ledger told;
    struct sj_log_key founding = {0};
    sj_arena_init(&arena, HEAD_BYTES);
    enum sj_status status = sj_store_ledger(view, &arena, &told, error);
    if (status == SJ_OK) {
        snprintf(founding.origin, sizeof founding.origin, "%s", told.origin);
        founding.key = told.key;
        status = sj_replay_new(&founding, replay, error);
    }
    sj_arena_clear(&arena);
    return status;
}

static enum sj_status feed(struct sj_store_view *view, uint64_t index, struct sj_bytes line,
                           struct sj_replay *replay, struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_bytes envelope;
    sj_arena_init(&arena, ENTRY_BYTES);
    enum sj_status status = sj_store_envelope(view, index, &arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_replay_entry(replay, line, envelope, NULL, error);
    sj_arena_clear(&arena);
    return status;
}

static enum sj_status feed_all(struct sj_store_view *view, uint64_t size,
                               const struct sj_stop *stop, struct sj_replay *replay,
                               struct sj_error *error)
{
    struct sj_arena page;
    struct sj_bytes *lines;
    enum sj_status status = SJ_OK;
    sj_arena_init(&page, PAGE_BYTES);
    for (uint64_t at = 0; status == SJ_OK && at < size;) {
        size_t wanted = size - at < SJ_STORE_PAGE ? (size_t)(size - at) : SJ_STORE_PAGE, found = 0;
        status = sj_store_entries(view, at, wanted, &page, &lines, &found, error);
        for (size_t i = 0; status == SJ_OK && i < found; i++) {
            if (stop != NULL && stop->passed(stop->context))
                status = sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                                      _("the deadline passed while the ledger was replayed"));
            else
                status = feed(view, at + i, lines[i], replay, error);
        }
        at += found;
        sj_arena_clear(&page);
    }
    return status;
}

enum sj_status sj_past_replay(struct sj_store_view *view, uint64_t size, const struct sj_stop *stop,
                              struct sj_replay **replay, struct sj_error *error)
{
    *replay = NULL;
    enum sj_status status = check_size(view, size, error);
    if (status == SJ_OK)
        status = begin(view, replay, error);
    return status == SJ_OK ? feed_all(view, size, stop, *replay, error) : status;
}
