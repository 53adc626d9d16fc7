#include "admission/admission.h"

#include "base/i18n.h"
#include "proto/pb.h"

#include <string.h>

static bool digest_is(ProtobufCBinaryData told, const struct sj_digest *digest)
{
    return told.len == SJ_DIGEST && memcmp(told.data, digest->bytes, SJ_DIGEST) == 0;
}

/* An envelope may hold more signatures than anybody asks for; whoever sends one unasked shall not
 * make the ledger try them all. */
static enum sj_status check_signatures(const struct sj_envelope *envelope, struct sj_error *error)
{
    if (envelope->signature_count <= SJ_ADMISSION_SIGNATURES_MAX)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "TOO_MANY_SIGNATURES",
                 _("the envelope has %zu signatures and the city takes at most %d; leave out those "
                   "that nobody asks for"),
                 envelope->signature_count, (int)SJ_ADMISSION_SIGNATURES_MAX);
    return sj_error_at(error, "signatures");
}

static bool is_signer(const struct sj_admission *admission, const struct sj_public_key *key)
{
    for (size_t i = 0; i < admission->signer_count; i++)
        if (sj_public_key_equal(&admission->signers[i], key))
            return true;
    return false;
}

/* Tries the key, which the hint of signature `s` names, on that signature alone. */
static enum sj_status try_hinted(const struct sj_public_key *key, size_t s, struct sj_arena *arena,
                                 struct sj_admission *admission, struct sj_error *error)
{
    bool signs = false;
    size_t matched = 0;
    struct sj_envelope alone = {.payload = admission->envelope.payload,
                                .payload_type = admission->envelope.payload_type,
                                .signatures = {admission->envelope.signatures[s]},
                                .signature_count = 1};
    enum sj_status status = sj_envelope_verify(&alone, key, 1, arena, &signs, &matched, error);
    if (status == SJ_OK && signs && !is_signer(admission, key))
        admission->signers[admission->signer_count++] = *key;
    return status;
}

/* Each signature is tried with the first key of the roll that its hint names, and no other. */
static enum sj_status find_foreign(const struct sj_city *city, struct sj_arena *arena,
                                   struct sj_admission *admission, struct sj_error *error)
{
    const struct sj_envelope *envelope = &admission->envelope;
    bool tried[SJ_ADMISSION_SIGNATURES_MAX] = {false};
    enum sj_status status = SJ_OK;
    for (size_t k = 0; k < sj_city_key_count(city); k++) {
        char id[SJ_KEYID_TEXT];
        const struct sj_public_key *key = &sj_city_key(city, k)->key;
        struct sj_bytes hint = sj_bytes_of(sj_key_id(key, id));
        for (size_t s = 0; status == SJ_OK && s < envelope->signature_count; s++) {
            if (tried[s] || !sj_bytes_equal(envelope->signatures[s].keyid, hint))
                continue;
            tried[s] = true;
            status = try_hinted(key, s, arena, admission, error);
        }
    }
    return status;
}

/* Which candidates signed. Where none did, the keys that the hints point to are tried as well,
 * only to say whose key it was: a hint never makes a signature count. */
static enum sj_status find_signers(const struct sj_city *city, struct sj_arena *arena,
                                   struct sj_admission *admission, struct sj_error *error)
{
    struct sj_public_key candidates[SJ_SIGNERS_MAX];
    bool signed_by[SJ_SIGNERS_MAX] = {false};
    size_t matched = 0;
    size_t count = sj_city_candidates(city, &admission->submission, candidates, SJ_SIGNERS_MAX);
    enum sj_status status = sj_envelope_verify(&admission->envelope, candidates, count, arena,
                                               signed_by, &matched, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        if (signed_by[i])
            admission->signers[admission->signer_count++] = candidates[i];
    return admission->signer_count > 0 ? SJ_OK : find_foreign(city, arena, admission, error);
}

static enum sj_status check_sound(ProtobufCBinaryData told, const char *field,
                                  struct sj_error *error)
{
    struct sj_public_key key;
    if (sj_public_key_of(sj_pb_bytes(told), &key) && sj_public_key_valid(&key))
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_KEY",
                 _("the key to be enrolled is no sound Ed25519 key; the township makes a new one"));
    return sj_error_at(error, "%s", field);
}

/* Every key that will count from here on is of the main subgroup: others verify what nobody signed.
 */
static enum sj_status check_keys(const struct sj_submission *submission, struct sj_error *error)
{
    const Shangji__V1__Act *act = submission->act;
    if (act != NULL && act->act_case == SHANGJI__V1__ACT__ACT_ENROLMENT)
        return check_sound(act->enrolment->public_key, "enrolment.public_key", error);
    if (act != NULL && act->act_case == SHANGJI__V1__ACT__ACT_REPLACEMENT &&
        act->replacement->what != SHANGJI__V1__KEY_REPLACEMENT__WHAT__AUTHORITY)
        return check_sound(act->replacement->public_key, "replacement.public_key", error);
    return SJ_OK;
}

static const struct sj_catalogue *
catalogue_of(const struct sj_city *city, const Shangji__V1__Report *report, struct sj_error *error)
{
    const struct sj_catalogue *catalogue = NULL;
    if (report->catalogue[0] != '\0')
        catalogue = sj_city_catalogue(city, sj_bytes_of(report->catalogue), NULL);
    if (catalogue == NULL) {
        sj_error_set(error, SJ_PRECONDITION, "UNKNOWN_CATALOGUE",
                     _("catalogue \"%.40s\" is not published here; read the report again with the "
                       "city's"),
                     report->catalogue);
        sj_error_at(error, "catalogue");
    }
    return catalogue;
}

static enum sj_status judge_report(const struct sj_city *city,
                                   const Shangji__V1__SourceText *source, struct sj_arena *arena,
                                   struct sj_admission *admission, struct sj_findings *findings,
                                   struct sj_error *error)
{
    const Shangji__V1__Report *report = admission->submission.report;
    const struct sj_catalogue *catalogue = catalogue_of(city, report, error);
    if (catalogue == NULL)
        return SJ_PRECONDITION;
    struct sj_bytes text;
    if (source != NULL) {
        text = sj_pb_bytes(source->text);
        struct sj_digest digest = sj_blake2b2(sj_pb_bytes(source->salt), text);
        if (source->salt.len != SJ_SALT || report->document == NULL ||
            !digest_is(report->document->text_digest, &digest)) {
            sj_error_set(error, SJ_INVALID, "ANOTHER_TEXT",
                         _("the text beside the report is not the one that was signed"));
            return sj_error_at(error, "text");
        }
    }
    return sj_report_judge(report, source == NULL ? NULL : &text, catalogue, arena, findings,
                           &admission->facts, error);
}

enum sj_status sj_admission_prepare(const struct sj_city *city, struct sj_bytes bytes,
                                    const Shangji__V1__SourceText *text, struct sj_arena *arena,
                                    struct sj_admission *admission, struct sj_findings *findings,
                                    struct sj_error *error)
{
    struct sj_findings *own = findings;
    if (own == NULL) {
        own = sj_arena_alloc(arena, sizeof *own);
        if (own == NULL)
            return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM", _("the envelope is too large"));
    }
    sj_findings_init(own, arena);
    *admission = (struct sj_admission){.bytes = bytes};
    enum sj_status status = sj_envelope_decode(bytes, arena, &admission->envelope, error);
    if (status == SJ_OK)
        status = check_signatures(&admission->envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(&admission->envelope, arena, &admission->identity, error);
    if (status != SJ_OK)
        return status;
    admission->digest = sj_blake2b(bytes);
    status = sj_submission_decode(admission->envelope.payload_type, admission->envelope.payload,
                                  arena, &admission->submission, error);
    if (status == SJ_OK)
        status = check_keys(&admission->submission, error);
    if (status == SJ_OK)
        status = find_signers(city, arena, admission, error);
    /* Words are judged only for those who may speak: an unsigned report costs little. */
    if (status == SJ_OK && admission->submission.report != NULL && admission->signer_count > 0)
        status = judge_report(city, text, arena, admission, own, error);
    return status;
}

enum sj_status sj_admission_judge(const struct sj_city *city, const struct sj_admission *admission,
                                  uint64_t index, int64_t taken_at, struct sj_entry *entry,
                                  struct sj_error *error)
{
    enum sj_status status = sj_city_judge(city, &admission->submission, index, admission->signers,
                                          admission->signer_count, error);
    if (status != SJ_OK)
        return status;
    sj_submission_subject(&admission->submission, entry);
    entry->taken_at = taken_at;
    entry->identity = admission->identity;
    entry->digest = admission->digest;
    return SJ_OK;
}
