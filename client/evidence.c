#include "client/evidence.h"

#include "base/i18n.h"
#include "rules/submission.h"

#include <string.h>

static enum sj_status not_ours(struct sj_error *error, const char *what)
{
    return sj_error_set(error, SJ_DATA_LOSS, "NOT_THIS_ENVELOPE",
                        _("the city's entry is not that of what was sent: %s differs; keep "
                          "everything and ask the city office"),
                        what);
}

static enum sj_status check_subject(const struct sj_envelope *envelope,
                                    const struct sj_entry *entry, struct sj_arena *arena,
                                    struct sj_error *error)
{
    struct sj_submission submission;
    struct sj_entry expected = {.taken_at = 0};
    enum sj_status status =
        sj_submission_decode(envelope->payload_type, envelope->payload, arena, &submission, error);
    if (status != SJ_OK)
        return status;
    sj_submission_subject(&submission, &expected);
    if (strcmp(entry->type, expected.type) != 0)
        return not_ours(error, _("the type"));
    if (strcmp(entry->subject, expected.subject) != 0)
        return not_ours(error, _("the subject"));
    return SJ_OK;
}

enum sj_status sj_evidence_check(const struct sj_log_key *ledger, struct sj_bytes bytes,
                                 struct sj_bytes entry, struct sj_bytes receipt,
                                 struct sj_arena *arena, struct sj_evidence *evidence,
                                 struct sj_error *error)
{
    struct sj_envelope envelope;
    struct sj_digest identity;
    struct sj_receipt parsed;
    *evidence = (struct sj_evidence){.index = 0};
    if (!sj_entry_parse(entry, &evidence->entry))
        return sj_error_set(error, SJ_INVALID, "BAD_ENTRY",
                            _("the city's entry is not a line of a ledger"));
    enum sj_status status = sj_envelope_decode(bytes, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(&envelope, arena, &identity, error);
    if (status == SJ_OK && !sj_digest_equal(&identity, &evidence->entry.identity))
        status = not_ours(error, _("the identity"));
    if (status == SJ_OK)
        status = check_subject(&envelope, &evidence->entry, arena, error);
    if (status == SJ_OK)
        status = sj_receipt_verify(receipt, entry, ledger, &parsed, &evidence->checkpoint, error);
    if (status != SJ_OK)
        return status;
    struct sj_digest digest = sj_blake2b(bytes);
    evidence->other_signatures = !sj_digest_equal(&digest, &evidence->entry.digest);
    evidence->index = parsed.index;
    evidence->note = parsed.checkpoint;
    return SJ_OK;
}
