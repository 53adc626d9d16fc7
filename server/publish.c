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
                                struct sj_error *error)
{
    const struct sj_admission *admission = &intake->admission;
    const Shangji__V1__Report *report = admission->submission.report;
    struct sj_report_place place = {.kind = report ? report->kind : NULL};
    enum sj_status status =
        sj_city_apply(ledger->city, intake->index, &intake->entry, &admission->submission,
                      admission->signers, admission->signer_count, error);
    if (status != SJ_OK || !report)
        return status;
    int64_t township = sj_city_find_township(ledger->city, sj_bytes_of(report->township));
    if (township < 0 || !sj_period_parse(sj_bytes_of(report->period), &place.period))
        return SJ_OK;
    place.township = (uint32_t)township;
    return sj_columns_put(ledger->columns, &place, (uint32_t)intake->index, intake->facts,
                          intake->fact_count, error);
}

enum sj_status sj_ledger_publish(struct sj_ledger *ledger, const struct sj_batch *batch,
                                 struct sj_error *error)
{
    struct sj_buffer note = {.limit = NOTE_MAX_BYTES};
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
            status = apply_one(ledger, batch->items[i], error);
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
