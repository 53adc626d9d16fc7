#include "server/ledger.h"

#include "base/i18n.h"
#include "server/ledger_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUEUE_DEFAULT = 1024, SCRATCH_BYTES = 65536, RECEIPT_MAX_BYTES = 16 * 1024 };

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the ledger"));
}

/* ---- open and close ---- */

static void init_locks(struct sj_ledger *ledger)
{
    pthread_rwlockattr_t prefer_writer;
    pthread_rwlockattr_init(&prefer_writer);
    /* Else a stream of queries would keep the writer from ever publishing. */
    pthread_rwlockattr_setkind_np(&prefer_writer, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&ledger->lock, &prefer_writer);
    pthread_rwlockattr_destroy(&prefer_writer);
    pthread_mutex_init(&ledger->mutex, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&ledger->queued, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

/* A copy made by `shangjid backup` may be older than what townships have seen: whoever restores it
 * decides that first. */
static enum sj_status refuse_copy(struct sj_ledger *ledger, struct sj_error *error)
{
    bool copy = false;
    enum sj_status status = sj_store_is_copy(ledger->config.store, &copy, error);
    if (status == SJ_OK && copy)
        status = sj_error_set(error, SJ_PRECONDITION, "BACKUP_COPY",
                              _("this database is a backup's copy, and nothing is signed from it "
                                "before it was decided that no newer one exists: put it in place "
                                "with 'shangjid restore', which holds it against the newest "
                                "checkpoint that is known"));
    return status;
}

/* Whose ledger the store holds. Whether our key is its key of now the replay finds out. */
static enum sj_status learn_origin(struct sj_ledger *ledger, struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_store_ledger told;
    sj_arena_init(&arena, SCRATCH_BYTES);
    enum sj_status status =
        sj_store_ledger(sj_store_writer(ledger->config.store), &arena, &told, error);
    if (status == SJ_OK && !sj_origin_valid(sj_bytes_of(told.origin)))
        status = sj_error_set(error, SJ_DATA_LOSS, "BAD_ORIGIN",
                              _("the ledger's database names no valid origin: restore a backup"));
    if (status == SJ_OK) {
        snprintf(ledger->log_key.origin, sizeof ledger->log_key.origin, "%s", told.origin);
        ledger->log_key.key = sj_key_public(ledger->config.key);
        ledger->founding_key = told.key;
    }
    sj_arena_clear(&arena);
    return status;
}

void sj_ledger_use_next_key(struct sj_ledger *ledger)
{
    ledger->config.key = ledger->config.next_key;
    ledger->log_key.key = sj_key_public(ledger->config.key);
}

bool sj_ledger_is_rotation(const struct sj_ledger *ledger, const Shangji__V1__Act *act, bool *other)
{
    *other = false;
    if (act == NULL || act->act_case != SHANGJI__V1__ACT__ACT_REPLACEMENT ||
        act->replacement->what != SHANGJI__V1__KEY_REPLACEMENT__WHAT__LEDGER)
        return false;
    *other = true;
    if (ledger->config.next_key != NULL && act->replacement->public_key.len == SJ_PUBLIC_KEY) {
        struct sj_public_key next = sj_key_public(ledger->config.next_key);
        *other = memcmp(next.bytes, act->replacement->public_key.data, SJ_PUBLIC_KEY) != 0;
    }
    return !*other;
}

static enum sj_status start(struct sj_ledger *ledger, struct sj_error *error)
{
    struct sj_store_view *writer = sj_store_writer(ledger->config.store);
    enum sj_status status = refuse_copy(ledger, error);
    if (status == SJ_OK)
        status = learn_origin(ledger, error);
    if (status == SJ_OK)
        status = sj_tree_init(&ledger->tree, writer, true, error);
    if (status == SJ_OK)
        status = sj_city_new(&ledger->founding_key, ledger->log_key.origin, &ledger->city, error);
    if (status == SJ_OK)
        status = sj_ledger_replay(ledger, error);
    if (status != SJ_OK)
        return status;
    if (pthread_create(&ledger->thread, NULL, sj_ledger_writer, ledger) != 0)
        return sj_error_set(error, SJ_EXHAUSTED, "THREADS", _("no thread for the ledger's writer"));
    ledger->running = true;
    return SJ_OK;
}

enum sj_status sj_ledger_open(const struct sj_ledger_config *config, struct sj_ledger **ledger,
                              struct sj_error *error)
{
    *ledger = NULL;
    struct sj_ledger *made = calloc(1, sizeof *made);
    if (!made)
        return no_memory(error);
    made->config = *config;
    if (made->config.queue_max == 0)
        made->config.queue_max = QUEUE_DEFAULT;
    if (made->config.batch_max == 0 || made->config.batch_max > SJ_BATCH_MAX)
        made->config.batch_max = SJ_BATCH_MAX;
    init_locks(made);
    enum sj_status status = start(made, error);
    if (status != SJ_OK) {
        sj_ledger_close(made);
        return status;
    }
    *ledger = made;
    return SJ_OK;
}

void sj_ledger_close(struct sj_ledger *ledger)
{
    if (!ledger)
        return;
    if (ledger->running) {
        pthread_mutex_lock(&ledger->mutex);
        ledger->stopping = true;
        pthread_cond_signal(&ledger->queued);
        pthread_mutex_unlock(&ledger->mutex);
        pthread_join(ledger->thread, NULL);
    }
    sj_columns_free(ledger->columns);
    sj_city_free(ledger->city);
    sj_tree_clear(&ledger->tree);
    sj_buffer_clear(&ledger->note);
    pthread_cond_destroy(&ledger->queued);
    pthread_mutex_destroy(&ledger->mutex);
    pthread_rwlock_destroy(&ledger->lock);
    free(ledger);
}

/* ---- the published state ---- */

const struct sj_ledger_state *sj_ledger_lock(struct sj_ledger *ledger)
{
    pthread_rwlock_rdlock(&ledger->lock);
    return &ledger->state;
}

void sj_ledger_unlock(struct sj_ledger *ledger)
{
    pthread_rwlock_unlock(&ledger->lock);
}

const struct sj_log_key *sj_ledger_log_key(const struct sj_ledger *ledger)
{
    return &ledger->log_key;
}

struct sj_store *sj_ledger_store(struct sj_ledger *ledger)
{
    return ledger->config.store;
}

bool sj_ledger_is_broken(struct sj_ledger *ledger)
{
    pthread_mutex_lock(&ledger->mutex);
    bool broken = ledger->broken;
    pthread_mutex_unlock(&ledger->mutex);
    return broken;
}

/* ---- receipts and checkpoints ---- */

enum sj_status sj_ledger_print_receipt(struct sj_tree *tree, uint64_t index, struct sj_bytes line,
                                       uint64_t size, struct sj_bytes note, struct sj_buffer *text,
                                       struct sj_error *error)
{
    struct sj_proof proof;
    struct sj_merkle_source source = sj_tree_source(tree);
    enum sj_status status = sj_merkle_inclusion(&source, index, size, &proof, error);
    if (status != SJ_OK)
        return status;
    text->len = 0;
    sj_receipt_print(index, line, &proof, note, text);
    return text->failed ? no_memory(error) : SJ_OK;
}

/* The published size and note, copied. */
static enum sj_status copy_note(struct sj_ledger *ledger, struct sj_arena *arena, uint64_t *size,
                                struct sj_bytes *note, struct sj_error *error)
{
    const struct sj_ledger_state *state = sj_ledger_lock(ledger);
    *size = state->size;
    *note = sj_arena_copy(arena, state->checkpoint);
    sj_ledger_unlock(ledger);
    if (!note->data)
        return no_memory(error);
    if (*size == 0)
        return sj_error_set(error, SJ_NOT_FOUND, "LEDGER_EMPTY",
                            _("the ledger has no entry and so no checkpoint yet"));
    return SJ_OK;
}

static enum sj_status find_entry(struct sj_store_view *view, const struct sj_digest *identity,
                                 struct sj_arena *arena, struct sj_taken *taken,
                                 struct sj_error *error)
{
    bool found = false;
    enum sj_status status =
        sj_store_find_entry(view, identity, arena, &found, &taken->index, &taken->line, error);
    if (status == SJ_OK && !found)
        status = sj_error_set(error, SJ_NOT_FOUND, "NOT_IN_LEDGER",
                              _("the ledger holds no submission of that identity"));
    return status;
}

enum sj_status sj_ledger_receipt(struct sj_ledger *ledger, const struct sj_digest *identity,
                                 const struct sj_cosigned_wish *wish, struct sj_arena *arena,
                                 struct sj_taken *taken, struct sj_error *error)
{
    uint64_t size;
    struct sj_bytes note;
    struct sj_store_view *view = NULL;
    struct sj_buffer text = {.limit = RECEIPT_MAX_BYTES};
    struct sj_tree tree = {0};
    *taken = (struct sj_taken){.identity = *identity, .already_known = true};
    enum sj_status status = copy_note(ledger, arena, &size, &note, error);
    if (status == SJ_OK)
        status = sj_store_view_take(ledger->config.store, &view, error);
    if (status == SJ_OK)
        status = find_entry(view, identity, arena, taken, error);
    if (status == SJ_OK && taken->index >= size)
        status = sj_error_set(error, SJ_UNAVAILABLE, "NOT_PUBLISHED",
                              _("its checkpoint is just being signed; ask again in a moment"));
    if (status == SJ_OK)
        status = sj_cosigned_choose(view, wish, taken->index + 1, arena, &size, &note, error);
    if (status == SJ_OK)
        status = sj_tree_init(&tree, view, false, error);
    if (status == SJ_OK)
        status =
            sj_ledger_print_receipt(&tree, taken->index, taken->line, size, note, &text, error);
    if (status == SJ_OK) {
        taken->receipt = sj_arena_copy(arena, sj_buffer_bytes(&text));
        if (!taken->receipt.data)
            status = no_memory(error);
    }
    sj_store_view_give(view);
    sj_buffer_clear(&text);
    return status;
}

enum sj_status sj_ledger_checkpoint(struct sj_ledger *ledger, uint64_t old_size,
                                    const struct sj_cosigned_wish *wish, struct sj_arena *arena,
                                    struct sj_bytes *note, struct sj_proof *proof,
                                    struct sj_error *error)
{
    uint64_t size;
    struct sj_store_view *view = NULL;
    struct sj_tree tree;
    proof->count = 0;
    enum sj_status status = copy_note(ledger, arena, &size, note, error);
    if (status == SJ_OK)
        status = sj_store_view_take(ledger->config.store, &view, error);
    if (status == SJ_OK)
        status = sj_cosigned_choose(view, wish, 1, arena, &size, note, error);
    if (status == SJ_OK && old_size > size)
        status = sj_error_set(error, SJ_OUT_OF_RANGE, "AHEAD",
                              _("the ledger has %" PRIu64 " entries, not %" PRIu64
                                ": if you hold a checkpoint of that size, it lost entries"),
                              size, old_size);
    if (status == SJ_OK && old_size > 0)
        status = sj_tree_init(&tree, view, false, error);
    if (status == SJ_OK && old_size > 0) {
        struct sj_merkle_source source = sj_tree_source(&tree);
        status = sj_merkle_consistency(&source, old_size, size, proof, error);
    }
    sj_store_view_give(view);
    return status;
}
