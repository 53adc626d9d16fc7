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

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the request"));
}

static enum sj_status sign_request(const struct sj_enrolment_ask *ask, const Shangji__V1__Act *act,
                                   struct sj_arena *arena, struct sj_bytes *request,
                                   struct sj_error *error)
{
    struct sj_envelope envelope;
    enum sj_status status = sj_act_sign(act, ask->key, arena, &envelope, error);
    if (status == SJ_OK && ask->replaces)
        status = sj_envelope_sign(&envelope, ask->replaces, arena, error);
    if (status == SJ_OK)
        status = sj_envelope_encode(&envelope, arena, request, error);
    return status;
}

enum sj_status sj_enrolment_make(const struct sj_enrolment_ask *ask, struct sj_arena *arena,
                                 struct sj_bytes *request, struct sj_error *error)
{
    Shangji__V1__Act act;
    Shangji__V1__Enrolment enrolment;
    struct sj_public_key key = sj_key_public(ask->key), old = {0};
    shangji__v1__act__init(&act);
    shangji__v1__enrolment__init(&enrolment);
    act.origin = sj_arena_text(arena, sj_bytes_of(ask->origin));
    enrolment.township = sj_arena_text(arena, sj_bytes_of(ask->township));
    if (!act.origin || !enrolment.township)
        return no_memory(error);
    enrolment.public_key = (ProtobufCBinaryData){.len = SJ_PUBLIC_KEY, .data = key.bytes};
    enrolment.role = ask->role;
    if (ask->replaces) {
        old = sj_key_public(ask->replaces);
        enrolment.replaces = (ProtobufCBinaryData){.len = SJ_PUBLIC_KEY, .data = old.bytes};
    }
    act.made_at = ask->made_at;
    act.act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act.enrolment = &enrolment;
    return sign_request(ask, &act, arena, request, error);
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
    if (!sj_public_key_valid(&enrolment->key))
        return sj_error_set(error, SJ_INVALID, "BAD_KEY",
                            _("the key to be enrolled is no sound Ed25519 key; the township makes "
                              "a new one"));
    return check_signature(enrolment, arena, error);
}

static bool same_key(ProtobufCBinaryData a, ProtobufCBinaryData b)
{
    return sj_bytes_equal(sj_pb_bytes(a), sj_pb_bytes(b));
}

/* A key in use that may vouch: the one that is replaced, or any of the role. */
static bool may_vouch(const Shangji__V1__Enrolment *asked, const Shangji__V1__KeyState *state)
{
    return state->until_index == 0 && !state->recovery && state->role == asked->role &&
           (asked->replaces.len == 0 || same_key(state->public_key, asked->replaces));
}

enum sj_status sj_enrolment_recovery(const struct sj_enrolment *enrolment,
                                     const Shangji__V1__TownshipState *township,
                                     struct sj_arena *arena, bool *recovery, struct sj_error *error)
{
    size_t matched = 0, count = 0, room = township ? township->n_keys : 0;
    bool had_one = false;
    struct sj_public_key *keys = sj_arena_array(arena, room + 1, sizeof(*keys));
    bool *signed_by = sj_arena_array(arena, room + 1, sizeof(*signed_by));
    if (!keys || !signed_by)
        return no_memory(error);
    for (size_t i = 0; i < room; i++) {
        const Shangji__V1__KeyState *state = township->keys[i];
        had_one |= state->role == enrolment->asked->role;
        if (may_vouch(enrolment->asked, state) &&
            sj_public_key_of(sj_pb_bytes(state->public_key), &keys[count]))
            count++;
    }
    enum sj_status status =
        sj_envelope_verify(&enrolment->envelope, keys, count, arena, signed_by, &matched, error);
    *recovery = had_one && matched == 0;
    return status;
}
