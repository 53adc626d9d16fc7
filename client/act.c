#include "client/act.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <string.h>

enum sj_status sj_act_sign(const Shangji__V1__Act *act, const struct sj_key *key,
                           struct sj_arena *arena, struct sj_envelope *envelope,
                           struct sj_error *error)
{
    *envelope = (struct sj_envelope){.payload_type = SJ_LITERAL(SJ_TYPE_ACT)};
    enum sj_status status = sj_pb_pack(&act->base, arena, &envelope->payload, error);
    if (status == SJ_OK)
        status = sj_envelope_sign(envelope, key, arena, error);
    return status;
}

enum sj_status sj_enrolment_make(const char *origin, const char *township, int64_t made_at,
                                 const struct sj_key *key, struct sj_arena *arena,
                                 struct sj_bytes *request, struct sj_error *error)
{
    Shangji__V1__Act act;
    Shangji__V1__Enrolment enrolment;
    struct sj_envelope envelope;
    struct sj_public_key public_key = sj_key_public(key);
    shangji__v1__act__init(&act);
    shangji__v1__enrolment__init(&enrolment);
    char *origin_text = sj_arena_text(arena, sj_bytes_of(origin));
    char *township_text = sj_arena_text(arena, sj_bytes_of(township));
    if (!origin_text || !township_text)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the request"));
    enrolment.township = township_text;
    enrolment.public_key = (ProtobufCBinaryData){.len = SJ_PUBLIC_KEY, .data = public_key.bytes};
    enrolment.role = SHANGJI__V1__ROLE__ROLE_PREPARER;
    act.origin = origin_text;
    act.made_at = made_at;
    act.act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act.enrolment = &enrolment;
    enum sj_status status = sj_act_sign(&act, key, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_encode(&envelope, arena, request, error);
    return status;
}

static enum sj_status not_a_request(struct sj_error *error)
{
    return sj_error_set(error, SJ_INVALID, "NOT_A_REQUEST",
                        _("this is no request for enrolment as 'shangji join' writes it"));
}

static enum sj_status check_signature(struct sj_enrolment *enrolment, struct sj_arena *arena,
                                      struct sj_error *error)
{
    bool signed_by;
    size_t matched = 0;
    enum sj_status status = sj_envelope_verify(&enrolment->envelope, &enrolment->key, 1, arena,
                                               &signed_by, &matched, error);
    if (status == SJ_OK && matched == 0)
        status = sj_error_set(error, SJ_UNAUTHENTICATED, "NOT_ITS_OWN_KEY",
                              _("the request is not signed by the key it asks to enrol: it was "
                                "changed on its way, or somebody else made it; let the township "
                                "make it again"));
    return status;
}

enum sj_status sj_enrolment_open(struct sj_bytes request, const char *origin,
                                 struct sj_arena *arena, struct sj_enrolment *enrolment,
                                 struct sj_error *error)
{
    struct sj_submission submission;
    enum sj_status status = sj_envelope_decode(request, arena, &enrolment->envelope, error);
    if (status != SJ_OK)
        return not_a_request(error);
    status = sj_submission_decode(enrolment->envelope.payload_type, enrolment->envelope.payload,
                                  arena, &submission, error);
    if (status != SJ_OK)
        return sj_error_in(error, _("the request"));
    if (!submission.act || submission.act->act_case != SHANGJI__V1__ACT__ACT_ENROLMENT)
        return not_a_request(error);
    if (strcmp(submission.act->origin, origin) != 0)
        return sj_error_set(error, SJ_INVALID, "OTHER_LEDGER",
                            _("the request is for another city's ledger (%s, not %s); the township "
                              "must join with this city's card"),
                            submission.act->origin, origin);
    enrolment->asked = submission.act->enrolment;
    if (!sj_public_key_of(sj_pb_bytes(enrolment->asked->public_key), &enrolment->key))
        return not_a_request(error);
    return check_signature(enrolment, arena, error);
}
