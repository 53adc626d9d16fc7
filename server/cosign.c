/* Taking cosignatures in: what is verified beside the writer, and what the writer does. */
#include "server/cosign.h"

#include "base/i18n.h"
#include "server/ledger_impl.h"
#include "server/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SCRATCH_BYTES = 256 * 1024 };

/* ---- beside the writer ---- */

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for a cosignature"));
}

static enum sj_status not_enrolled(struct sj_bytes name, struct sj_error *error)
{
    return sj_error_set(error, SJ_UNAUTHENTICATED, "WITNESS_UNKNOWN",
                        _("%.*s is no witness here: its key is not enrolled for a township of this "
                          "city; enrol it, or use the key that is"),
                        (int)name.len, (const char *)name.data);
}

/* Which key of the township made the line over the note; the time it names. */
static enum sj_status find_key(const struct sj_city *city, uint32_t township, struct sj_bytes note,
                               struct sj_cosigning *cosigning, struct sj_error *error)
{
    struct sj_witness_key witness = {.name = ""};
    snprintf(witness.name, sizeof witness.name, "%s", cosigning->row.witness);
    for (size_t i = 0; i < sj_city_key_count(city); i++) {
        const struct sj_city_key *key = sj_city_key(city, i);
        int64_t time = 0;
        if (key->township != township)
            continue;
        witness.key = key->key;
        enum sj_status status = sj_cosignature_find(note, &witness, &time, error);
        if (status != SJ_OK)
            return status;
        if (time == 0)
            continue;
        cosigning->key = i;
        cosigning->row.key = key->key;
        cosigning->row.time_unix = time;
        if (key->until == SJ_NEVER)
            return SJ_OK;
    }
    if (cosigning->row.time_unix == 0)
        return not_enrolled(sj_bytes_of(cosigning->row.witness), error);
    return sj_error_set(error, SJ_DENIED, "WITNESS_REVOKED",
                        _("the key that %s cosigned with is revoked: what it signs does not count "
                          "any more"),
                        cosigning->row.witness);
}

static enum sj_status find_witness(struct sj_ledger *ledger, struct sj_bytes name,
                                   struct sj_bytes note, struct sj_cosigning *cosigning,
                                   struct sj_error *error)
{
    struct sj_bytes code;
    int64_t township = SJ_NO_INDEX;
    const struct sj_ledger_state *state = sj_ledger_lock(ledger);
    if (sj_witness_township(name, ledger->log_key.origin, &code))
        township = sj_city_find_township(state->city, code);
    enum sj_status status = township < 0
                                ? not_enrolled(name, error)
                                : find_key(state->city, (uint32_t)township, note, cosigning, error);
    sj_ledger_unlock(ledger);
    return status;
}

static int64_t clock_of(const struct sj_ledger *ledger)
{
    return ledger->config.clock.now_unix(ledger->config.clock.context);
}

enum sj_status sj_cosigning_prepare(struct sj_ledger *ledger, struct sj_bytes checkpoint,
                                    struct sj_bytes line, struct sj_arena *arena,
                                    struct sj_cosigning *cosigning, struct sj_error *error)
{
    struct sj_bytes name;
    struct sj_checkpoint opened;
    struct sj_buffer note = {.limit = SCRATCH_BYTES};
    *cosigning = (struct sj_cosigning){.known = false};
    enum sj_status status = sj_cosignature_name(line, &name, error);
    if (status == SJ_OK)
        status = sj_checkpoint_open(checkpoint, &ledger->log_key, &opened, error);
    if (status == SJ_OK)
        status = sj_checkpoint_bare(checkpoint, &ledger->log_key, &note, error);
    if (status != SJ_OK)
        goto done;
    sj_buffer_add_bytes(&note, line);
    cosigning->row.size = opened.size;
    cosigning->root = opened.root;
    cosigning->row.witness = sj_arena_text(arena, name);
    cosigning->row.line = sj_arena_copy(arena, line);
    if (note.failed || !cosigning->row.witness || !cosigning->row.line.data)
        status = no_memory(error);
    if (status == SJ_OK)
        status = find_witness(ledger, name, sj_buffer_bytes(&note), cosigning, error);
    if (status == SJ_OK && cosigning->row.time_unix > clock_of(ledger) + SJ_COSIGN_AHEAD_SECONDS)
        status = sj_error_set(error, SJ_PRECONDITION, "WITNESS_CLOCK",
                              _("the cosignature of %s is dated more than five minutes ahead: set "
                                "the witness's clock"),
                              cosigning->row.witness);
done:
    sj_buffer_clear(&note);
    return status;
}

enum sj_status sj_ledger_cosign(struct sj_ledger *ledger, struct sj_cosigning *cosigning,
                                struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    pthread_mutex_lock(&ledger->mutex);
    if (ledger->broken || ledger->stopping)
        status = sj_error_set(error, SJ_UNAVAILABLE, "DRAINING",
                              _("the server is stopping; send it again later"));
    else if (ledger->cosignings_waiting >= SJ_COSIGNINGS_WAITING)
        status = sj_error_set(error, SJ_EXHAUSTED, "QUEUE_FULL",
                              _("too many cosignatures are waiting; send it again in a moment"));
    if (status == SJ_OK) {
        cosigning->next = ledger->cosignings;
        ledger->cosignings = cosigning;
        ledger->cosignings_waiting++;
        pthread_cond_signal(&ledger->queued);
    }
    pthread_mutex_unlock(&ledger->mutex);
    return status;
}

/* ---- the writer ---- */

static enum sj_status refuse(struct sj_cosigning *cosigning, enum sj_status status)
{
    cosigning->refused = true;
    return status == SJ_NO_MEMORY ? status : SJ_OK;
}

/* That the ledger stored this very checkpoint: one signed with the right key elsewhere is none. */
static enum sj_status check_stored(struct sj_ledger *ledger, struct sj_cosigning *cosigning,
                                   struct sj_arena *arena, struct sj_error *error)
{
    bool found;
    struct sj_bytes note;
    struct sj_checkpoint stored;
    enum sj_status status = sj_store_find_checkpoint(
        sj_store_writer(ledger->config.store), cosigning->row.size, arena, &found, &note, error);
    if (status != SJ_OK)
        return status;
    if (!found || sj_checkpoint_open(note, &ledger->log_key, &stored, NULL) != SJ_OK ||
        memcmp(&stored.root, &cosigning->root, sizeof stored.root) != 0)
        return sj_error_set(error, SJ_NOT_FOUND, "NO_CHECKPOINT",
                            _("this ledger holds no such checkpoint of %" PRIu64
                              " entries: fetch the newest and cosign that"),
                            cosigning->row.size);
    return SJ_OK;
}

/* What stands there already of this witness and is hardly older. */
static enum sj_status check_known(struct sj_ledger *ledger, struct sj_cosigning *cosigning,
                                  struct sj_arena *arena, struct sj_error *error)
{
    size_t count;
    struct sj_store_cosignature *rows;
    const struct sj_store_cosignature *row = &cosigning->row;
    enum sj_status status =
        sj_store_cosignatures(sj_store_writer(ledger->config.store), row->size, row->witness, 0,
                              SJ_COSIGNATURES_NOTE, arena, &rows, &count, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++)
        cosigning->known |= sj_public_key_equal(&rows[i].key, &row->key) &&
                            rows[i].time_unix + SJ_COSIGN_EVERY_SECONDS > row->time_unix;
    return status;
}

/* In the open transaction; what is wrong with this one alone does not fail the others. */
static enum sj_status write_one(struct sj_ledger *ledger, struct sj_cosigning *cosigning,
                                struct sj_arena *arena, struct sj_error *error)
{
    enum sj_status status = check_stored(ledger, cosigning, arena, &cosigning->error);
    if (status != SJ_OK)
        return refuse(cosigning, status);
    if (sj_city_key(ledger->city, cosigning->key)->until != SJ_NEVER) { /* revoked meanwhile */
        (void)sj_error_set(&cosigning->error, SJ_DENIED, "WITNESS_REVOKED",
                           _("the key that %s cosigned with is revoked: what it signs does not "
                             "count any more"),
                           cosigning->row.witness);
        return refuse(cosigning, SJ_DENIED);
    }
    status = check_known(ledger, cosigning, arena, error);
    if (status == SJ_OK && !cosigning->known)
        status = sj_store_put_cosignature(ledger->config.store, &cosigning->row,
                                          SJ_COSIGNATURES_KEPT, error);
    if (status == SJ_OK)
        status = sj_store_cosignature_count(sj_store_writer(ledger->config.store),
                                            cosigning->row.size, &cosigning->count, error);
    return status;
}

static enum sj_status write_all(struct sj_ledger *ledger, struct sj_cosigning *first,
                                struct sj_error *error)
{
    struct sj_arena arena;
    sj_arena_init(&arena, SCRATCH_BYTES);
    enum sj_status status = sj_store_begin(ledger->config.store, error);
    if (status == SJ_OK) {
        status = sj_ledger_write_note(ledger, error);
        for (struct sj_cosigning *one = first; status == SJ_OK && one; one = one->next) {
            status = write_one(ledger, one, &arena, error);
            sj_arena_clear(&arena);
        }
        if (status == SJ_OK)
            status = sj_store_commit(ledger->config.store, error);
        if (status == SJ_OK)
            ledger->note_unstored = false;
        else
            sj_store_rollback(ledger->config.store);
    }
    sj_arena_clear(&arena);
    return status;
}

static void answer(struct sj_cosigning *one, const struct sj_error *failure)
{
    char text[SJ_LOG_TEXT];
    const struct sj_error *error = one->refused ? &one->error : failure;
    if (error)
        sj_log("refused", "code=%d reason=%s message=%s", sj_status_grpc(error->status),
               error->reason, sj_log_text(error->message, text));
    else
        sj_log(one->known ? "known" : "cosigned", "size=%" PRIu64 " witness=%s", one->row.size,
               one->row.witness);
    one->answer(one->context, one->count, one->known, error);
}

void sj_ledger_write_cosignings(struct sj_ledger *ledger)
{
    struct sj_error error;
    pthread_mutex_lock(&ledger->mutex);
    struct sj_cosigning *first = ledger->cosignings;
    ledger->cosignings = NULL;
    ledger->cosignings_waiting = 0;
    pthread_mutex_unlock(&ledger->mutex);
    if (!first)
        return;
    enum sj_status status = write_all(ledger, first, &error);
    while (first) { /* whoever was answered is gone */
        struct sj_cosigning *one = first;
        first = one->next;
        answer(one, status == SJ_OK ? NULL : &error);
    }
}
