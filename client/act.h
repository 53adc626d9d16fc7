/* Acts as signed envelopes: made by the operator, or, for an enrolment, begun by the township that
 * asks to be enrolled. Pure but for the time, which the caller brings. All in the arena given. */
#ifndef SHANGJI_CLIENT_ACT_H
#define SHANGJI_CLIENT_ACT_H

#include "trust/envelope.h"

#include <ledger.pb-c.h>
#include <roll.pb-c.h>

/* Packs and signs. */
enum sj_status sj_act_sign(const Shangji__V1__Act *act, const struct sj_key *key,
                           struct sj_arena *arena, struct sj_envelope *envelope,
                           struct sj_error *error) SJ_WARN_UNUSED;

/* What a township asks for: `key` enrolled in this role, in the place of `replaces` (NULL: besides
 * those that it has). Keys stay the caller's. */
struct sj_enrolment_ask {
    const char *origin, *township;
    Shangji__V1__Role role;
    int64_t made_at;
    const struct sj_key *key, *replaces;
};

/* The request that a township makes: an enrolment signed by the key that it enrols, and by the one
 * that it replaces. */
enum sj_status sj_enrolment_make(const struct sj_enrolment_ask *ask, struct sj_arena *arena,
                                 struct sj_bytes *request, struct sj_error *error) SJ_WARN_UNUSED;

struct sj_enrolment {
    struct sj_envelope envelope; /* to add the operator's signature to */
    const Shangji__V1__Enrolment *asked;
    struct sj_public_key key;
};

/* Reads a request for the ledger `origin`; SJ_UNAUTHENTICATED without the enrolled key's own
 * signature, SJ_INVALID for what is no enrolment, is for another ledger, or asks for a key that is
 * none of Ed25519's main subgroup. */
enum sj_status sj_enrolment_open(struct sj_bytes request, const char *origin,
                                 struct sj_arena *arena, struct sj_enrolment *enrolment,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* Whether it will stand in the ledger as a recovery, as the roll is now: the same question that
 * rules/city_keys.c decides, put to what the city told. `township` may be NULL. */
enum sj_status sj_enrolment_recovery(const struct sj_enrolment *enrolment,
                                     const Shangji__V1__TownshipState *township,
                                     struct sj_arena *arena, bool *recovery,
                                     struct sj_error *error) SJ_WARN_UNUSED;

#endif
