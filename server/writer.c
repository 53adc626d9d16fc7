/* The one thread that writes the ledger. */
#include "server/ledger_impl.h"

#include "base/i18n.h"
#include "server/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RECEIPT_MAX_BYTES = 16 * 1024, LINE_BYTES = 4096, IDLE_SECONDS = 1 };

/* ---- the queue ---- */

/* The first in the queue; waits if there is none. NULL: nothing came for a while, or the end. */
static struct sj_intake *wait_for_one(struct sj_ledger *ledger, bool *stopping)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += IDLE_SECONDS;
    pthread_mutex_lock(&ledger->mutex);
    int code = 0;
    while (!ledger->first && !ledger->cosignings && !ledger->stopping && code == 0)
        code = ledger->note_unstored
                   ? pthread_cond_timedwait(&ledger->queued, &ledger->mutex, &until)
                   : pthread_cond_wait(&ledger->queued, &ledger->mutex);
    struct sj_intake *first = ledger->first;
    *stopping = ledger->stopping;
    pthread_mutex_unlock(&ledger->mutex);
    return first;
}

static struct sj_intake *look(struct sj_ledger *ledger)
{
    pthread_mutex_lock(&ledger->mutex);
    struct sj_intake *first = ledger->first;
    pthread_mutex_unlock(&ledger->mutex);
    return first;
}

static void pop(struct sj_ledger *ledger)
{
    pthread_mutex_lock(&ledger->mutex);
    ledger->first = ledger->first->next;
    if (!ledger->first)
        ledger->last = NULL;
    ledger->waiting--;
    pthread_mutex_unlock(&ledger->mutex);
}

static void refuse(struct sj_intake *intake, const struct sj_error *error)
{
    char text[SJ_LOG_TEXT];
    sj_log("refused", "code=%d reason=%s field=%s message=%s", sj_status_grpc(error->status),
           error->reason, error->field, sj_log_text(error->message, text));
    intake->answer(intake->context, NULL, error);
}

/* ---- sequence ---- */

static bool same_report(const Shangji__V1__Report *a, const Shangji__V1__Report *b)
{
    return strcmp(a->township, b->township) == 0 && strcmp(a->period, b->period) == 0 &&
           strcmp(a->kind, b->kind) == 0;
}

/* Whether its verdict could hang on what the batch holds already; it then waits for the next. */
static bool depends(const struct sj_batch *batch, const struct sj_intake *intake)
{
    const Shangji__V1__Report *report = intake->admission.submission.report;
    if (batch->act || (!report && batch->count > 0))
        return true;
    for (size_t i = 0; report && i < batch->count; i++)
        if (same_report(batch->items[i]->admission.submission.report, report))
            return true;
    return false;
}

static int64_t now(const struct sj_ledger *ledger)
{
    int64_t time = ledger->config.clock.now_unix(ledger->config.clock.context);
    return time > ledger->last_taken_at ? time : ledger->last_taken_at;
}

static enum sj_status judge_fresh(struct sj_ledger *ledger, struct sj_batch *batch,
                                  struct sj_intake *intake, struct sj_error *error)
{
    const struct sj_admission *admission = &intake->admission;
    int64_t taken_at = now(ledger);
    intake->index = ledger->state.size + batch->fresh;
    enum sj_status status =
        sj_admission_judge(ledger->city, admission, intake->index, taken_at, &intake->entry, error);
    if (status != SJ_OK)
        return status;
    bool other;
    if (!sj_ledger_is_rotation(ledger, admission->submission.act, &other) && other)
        return sj_error_set(error, SJ_PRECONDITION, "NOT_THE_NEXT_KEY",
                            _("a new ledger key is put in place on the server itself, where it "
                              "lies: shangjid rotate"));
    if (admission->submission.report && !intake->has_text) {
        sj_error_set(error, SJ_INVALID, "TEXT_MISSING",
                     _("a report travels with its text, so that its words can be checked"));
        return sj_error_at(error, "text");
    }
    ledger->last_taken_at = taken_at;
    batch->fresh++;
    return SJ_OK;
}

/* Finds out what becomes of it: known already, or fresh at the batch's end. */
static enum sj_status place(struct sj_ledger *ledger, struct sj_batch *batch,
                            struct sj_intake *intake, struct sj_error *error)
{
    const struct sj_admission *admission = &intake->admission;
    struct sj_bytes line;
    /* Bytes that none of its own keys signed get no receipt, though it holds nothing secret. */
    if (sj_intake_signed(ledger->city, admission)) {
        enum sj_status status =
            sj_store_find_entry(sj_store_writer(ledger->config.store), &admission->identity,
                                &batch->arena, &intake->known, &intake->index, &line, error);
        if (status != SJ_OK)
            return status;
        if (intake->known)
            return sj_entry_parse(line, &intake->entry)
                       ? SJ_OK
                       : sj_error_set(error, SJ_DATA_LOSS, "BAD_ENTRY",
                                      _("ledger entry %" PRIu64 " is damaged"), intake->index);
    }
    return judge_fresh(ledger, batch, intake, error);
}

static void collect(struct sj_ledger *ledger, struct sj_batch *batch)
{
    struct sj_error error;
    struct sj_intake *intake;
    while (batch->count < ledger->config.batch_max && (intake = look(ledger)) != NULL) {
        if (depends(batch, intake))
            break;
        pop(ledger);
        enum sj_status status = SJ_OK;
        if (intake->expired && intake->expired(intake->context))
            status = sj_error_set(&error, SJ_DEADLINE, "DEADLINE",
                                  _("the deadline passed before the submission was looked at"));
        if (status == SJ_OK)
            status = place(ledger, batch, intake, &error);
        if (status != SJ_OK) {
            refuse(intake, &error);
            continue;
        }
        batch->act = intake->admission.submission.act != NULL;
        batch->items[batch->count++] = intake;
    }
}

/* ---- integrate ---- */

static enum sj_status write_facts(struct sj_ledger *ledger, const struct sj_intake *intake,
                                  struct sj_error *error)
{
    const Shangji__V1__Report *report = intake->admission.submission.report;
    struct sj_store_facts facts = {.index = intake->index,
                                   .township = report->township,
                                   .period = report->period,
                                   .kind = report->kind,
                                   .revision = report->revision,
                                   .facts = intake->packed};
    return sj_store_put_facts(ledger->config.store, &facts, error);
}

/* A text that is withheld goes with the act that says so. */
static enum sj_status withhold(struct sj_ledger *ledger, const Shangji__V1__Act *act,
                               struct sj_error *error)
{
    struct sj_digest identity;
    uint64_t index;
    bool withheld;
    if (act == NULL || act->act_case != SHANGJI__V1__ACT__ACT_WITHHOLDING)
        return SJ_OK;
    memcpy(identity.bytes, act->withholding->report.data, SJ_DIGEST);
    if (!sj_city_find_revision(ledger->city, &identity, &index, &withheld))
        return SJ_OK;
    return sj_store_drop_text(ledger->config.store, index, error);
}

static enum sj_status write_one(struct sj_ledger *ledger, struct sj_batch *batch,
                                const struct sj_intake *intake, struct sj_error *error)
{
    char text[SJ_ENTRY_MAX];
    struct sj_store *store = ledger->config.store;
    struct sj_bytes line = sj_bytes_of(sj_entry_format(&intake->entry, text)), stored;
    struct sj_store_entry entry = {
        .index = intake->index,
        .line = line,
        .identity = SJ_BYTES(intake->admission.identity.bytes, SJ_DIGEST),
        .envelope = intake->admission.bytes,
        .has_text = intake->has_text && intake->admission.submission.report,
        .salt = intake->salt,
        .text = intake->text,
    };
    enum sj_status status = sj_store_put_entry(store, &entry, error);
    /* The leaf is that of the stored bytes: what is signed is what can be read back. */
    if (status == SJ_OK)
        status =
            sj_store_entry(sj_store_writer(store), intake->index, &batch->arena, &stored, error);
    if (status != SJ_OK)
        return status;
    struct sj_hash leaf = sj_merkle_leaf(stored);
    status = sj_tree_append(&ledger->tree, store, intake->index, &leaf, error);
    if (status == SJ_OK)
        status = withhold(ledger, intake->admission.submission.act, error);
    if (status == SJ_OK && intake->admission.submission.report)
        status = write_facts(ledger, intake, error);
    return status;
}

enum sj_status sj_ledger_write_note(struct sj_ledger *ledger, struct sj_error *error)
{
    if (!ledger->note_unstored)
        return SJ_OK;
    return sj_store_put_checkpoint(ledger->config.store, ledger->state.size,
                                   ledger->state.checkpoint, error);
}

static enum sj_status write_batch(struct sj_ledger *ledger, struct sj_batch *batch,
                                  struct sj_error *error)
{
    enum sj_status status = sj_store_begin(ledger->config.store, error);
    if (status != SJ_OK)
        return status;
    status = sj_ledger_write_note(ledger, error);
    for (size_t i = 0; status == SJ_OK && i < batch->count; i++)
        if (!batch->items[i]->known)
            status = write_one(ledger, batch, batch->items[i], error);
    if (status == SJ_OK)
        status = sj_store_commit(ledger->config.store, error);
    if (status == SJ_OK) {
        ledger->note_unstored = false;
    } else {
        sj_store_rollback(ledger->config.store);
        sj_tree_forget(&ledger->tree);
    }
    return status;
}

/* When nothing comes, the last checkpoint gets a transaction of its own. If that fails it stays
 * unstored, and is signed again after a restart: the same bytes. */
static void store_note(struct sj_ledger *ledger)
{
    struct sj_error error;
    char text[SJ_LOG_TEXT];
    if (!ledger->note_unstored)
        return;
    enum sj_status status = sj_store_begin(ledger->config.store, &error);
    if (status == SJ_OK) {
        status = sj_ledger_write_note(ledger, &error);
        if (status == SJ_OK)
            status = sj_store_commit(ledger->config.store, &error);
        if (status == SJ_OK)
            ledger->note_unstored = false;
        else
            sj_store_rollback(ledger->config.store);
    }
    if (status != SJ_OK)
        sj_log("checkpoint_unstored", "size=%" PRIu64 " message=%s", ledger->state.size,
               sj_log_text(error.message, text));
}

/* ---- answer ---- */

static void answer_one(struct sj_ledger *ledger, struct sj_intake *intake, struct sj_bytes note,
                       struct sj_buffer *receipt)
{
    char line[SJ_ENTRY_MAX];
    struct sj_error error;
    struct sj_taken taken = {.index = intake->index,
                             .identity = intake->admission.identity,
                             .already_known = intake->known};
    taken.line = sj_bytes_of(sj_entry_format(&intake->entry, line));
    enum sj_status status = sj_ledger_print_receipt(&ledger->tree, intake->index, taken.line,
                                                    ledger->state.size, note, receipt, &error);
    if (status != SJ_OK) {
        refuse(intake, &error);
        return;
    }
    taken.receipt = sj_buffer_bytes(receipt);
    sj_log(intake->known ? "known" : "accepted", "index=%" PRIu64 " type=%s subject=%s",
           intake->index, intake->entry.type, intake->entry.subject);
    intake->answer(intake->context, &taken, NULL);
}

static void answer_all(struct sj_ledger *ledger, struct sj_batch *batch,
                       const struct sj_error *failure)
{
    struct sj_buffer receipt = {.limit = RECEIPT_MAX_BYTES};
    struct sj_bytes note = ledger->state.checkpoint;
    uint64_t size = ledger->state.size;
    struct sj_error ignored;
    /* A checkpoint that was just signed has no cosignature. One that stands may; a receipt without
     * them is a receipt too. */
    if (batch->fresh == 0 && sj_cosigned_choose(sj_store_writer(ledger->config.store), NULL, 1,
                                                &batch->arena, &size, &note, &ignored) != SJ_OK)
        note = ledger->state.checkpoint;
    for (size_t i = 0; i < batch->count; i++) {
        if (failure && !batch->items[i]->known)
            refuse(batch->items[i], failure);
        else
            answer_one(ledger, batch->items[i], note, &receipt);
    }
    sj_buffer_clear(&receipt);
}

/* What was committed cannot be shown; a restart replays it. Until then nothing is taken in. */
static void stop_taking(struct sj_ledger *ledger, struct sj_error *error)
{
    char text[SJ_LOG_TEXT];
    sj_log("ledger_stopped", "message=%s", sj_log_text(error->message, text));
    pthread_mutex_lock(&ledger->mutex);
    ledger->broken = true;
    pthread_mutex_unlock(&ledger->mutex);
    sj_error_set(error, SJ_UNAVAILABLE, "LEDGER_STOPPED",
                 _("the submission was stored but its receipt could not be made; send it again "
                   "when the server was restarted"));
}

static void do_batch(struct sj_ledger *ledger, struct sj_batch *batch)
{
    struct sj_error error;
    enum sj_status status = SJ_OK;
    if (batch->fresh > 0) {
        status = write_batch(ledger, batch, &error);
        if (status == SJ_OK) {
            status = sj_ledger_publish(ledger, batch, &error);
            if (status != SJ_OK)
                stop_taking(ledger, &error);
        }
    }
    answer_all(ledger, batch, status == SJ_OK ? NULL : &error);
}

/* After a broken publication: those that still wait. */
static void refuse_waiting(struct sj_ledger *ledger)
{
    struct sj_error error;
    struct sj_intake *intake;
    sj_error_set(&error, SJ_UNAVAILABLE, "LEDGER_STOPPED",
                 _("the ledger has stopped taking in until its server is restarted"));
    while ((intake = look(ledger)) != NULL) {
        pop(ledger);
        refuse(intake, &error);
    }
}

void *sj_ledger_writer(void *context)
{
    struct sj_ledger *ledger = context;
    struct sj_batch batch;
    sj_arena_init(&batch.arena, SJ_BATCH_MAX * (size_t)LINE_BYTES);
    for (bool stopping = false;;) {
        bool waits = wait_for_one(ledger, &stopping) != NULL;
        sj_ledger_write_cosignings(ledger);
        if (!waits) {
            store_note(ledger);
            if (stopping)
                break;
            continue;
        }
        batch.count = 0;
        batch.fresh = 0;
        batch.act = false;
        if (sj_ledger_is_broken(ledger)) {
            refuse_waiting(ledger);
            continue;
        }
        collect(ledger, &batch);
        do_batch(ledger, &batch);
        sj_arena_clear(&batch.arena);
    }
    return NULL;
}
