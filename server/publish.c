/* From a committed batch to what everybody sees: checkpoint, city, columns. */
#include "server/ledger_impl.h"

#include <string.h>

enum { NOTE_MAX_BYTES = 4096 };

enum sj_status sj_ledger_sign(struct sj_ledger *ledger, uint64_t size, struct sj_buffer *note,
                              struct sj_error *error)
{
    struct sj_checkpoint checkpoint = {.size = size};
    struct sj_merkle_source source = sj_tree_source(&ledger->tree);
    memcpy(checkpoint.origin, ledger->log_key.origin, sizeof checkpoint.origin);
    enum sj_status status = sj_merkle_root(&source, size, &checkpoint.root, error);
    if (status == SJ_OK)
        status = sj_checkpoint_sign(&checkpoint, ledger->config.key, note, error);
    return status;
}

static enum sj_status apply_one(struct sj_ledger *ledger, const struct sj_intake *intake,
                                bool *columns_stale, struct sj_error *error)
{
    const struct sj_admission *admission = &intake->admission;
    const Shangji__V1__Report *report = admission->submission.report;
    struct sj_period period;
    const struct sj_city_report *standing = NULL;
    int64_t township = SJ_NO_INDEX;
    if (report && sj_period_parse(sj_bytes_of(report->period), &period)) {
        township = sj_city_find_township(ledger->city, sj_bytes_of(report->township));
        standing = sj_city_find_report(ledger->city, (uint32_t)township, period, report->kind);
    }
    int64_t replaced = standing ? (int64_t)standing->index : -1;
    enum sj_status status =
        sj_city_apply(ledger->city, intake->index, &intake->entry, &admission->submission,
                      admission->signers, admission->signer_count, error);
    if (status == SJ_OK && report &&
        sj_columns_put(ledger->columns, (uint32_t)township, (uint32_t)intake->index, replaced,
                       intake->facts, intake->fact_count, NULL) != SJ_OK)
        *columns_stale = true;
    return status;
}

/* From the store; queries keep the old ones until the new ones are there. */
static enum sj_status reload_columns(struct sj_ledger *ledger, struct sj_error *error)
{
    struct sj_columns *made = NULL;
    enum sj_status status = sj_ledger_load_columns(ledger, &made, error);
    if (status != SJ_OK) {
        sj_columns_free(made);
        return status;
    }
    sj_columns_free(ledger->columns);
    ledger->columns = made;
    ledger->state.columns = made;
    return SJ_OK;
}

enum sj_status sj_ledger_publish(struct sj_ledger *ledger, const struct sj_batch *batch,
                                 struct sj_error *error)
{
    struct sj_buffer note = {.limit = NOTE_MAX_BYTES};
    bool columns_stale = false;
    uint64_t size = ledger->state.size + batch->fresh;
    /* The checkpoint over the entry that brings a new key is the first by it. An act stands alone.
     */
    bool other;
    if (batch->act && !batch->items[0]->known &&
        sj_ledger_is_rotation(ledger, batch->items[0]->admission.submission.act, &other))
        sj_ledger_use_next_key(ledger);
    enum sj_status status = sj_ledger_sign(ledger, size, &note, error);
    pthread_rwlock_wrlock(&ledger->lock);
    for (size_t i = 0; status == SJ_OK && i < batch->count; i++)
        if (!batch->items[i]->known)
            status = apply_one(ledger, batch->items[i], &columns_stale, error);
    if (status == SJ_OK && columns_stale)
        status = reload_columns(ledger, error);
    if (status == SJ_OK) {
        sj_buffer_clear(&ledger->note);
        ledger->note = note;
        ledger->state.checkpoint = sj_buffer_bytes(&ledger->note);
        ledger->state.size = size;
        ledger->note_unstored = true;
        note = (struct sj_buffer){0};
    }
    pthread_rwlock_unlock(&ledger->lock);
    sj_buffer_clear(&note);
    return status;
}
