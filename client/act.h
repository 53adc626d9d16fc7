/* Acts as signed envelopes: made by the operator, or, for an enrolment, begun by the township that
 * asks to be enrolled. Pure but for the time, which the caller brings. All in the arena given. */
#ifndef SHANGJI_CLIENT_ACT_H
#define SHANGJI_CLIENT_ACT_H

#include "trust/envelope.h"

#include <roll.pb-c.h>

/* Packs and signs. */
enum sj_status sj_act_sign(const Shangji__V1__Act *act, const struct sj_key *key,
                           struct sj_arena *arena, struct sj_envelope *envelope,
                           struct sj_error *error) SJ_WARN_UNUSED;
/* The request that a township makes: an enrolment signed by the key that it enrols. */
enum sj_status sj_enrolment_make(const char *origin, const char *township, int64_t made_at,
                                 const struct sj_key *key, struct sj_arena *arena,
                                 struct sj_bytes *request, struct sj_error *error) SJ_WARN_UNUSED;

struct sj_enrolment {
    struct sj_envelope envelope; /* to add the operator's signature to */
    const Shangji__V1__Enrolment *asked;
    struct sj_public_key key;
};

/* Reads a request for the ledger `origin`; SJ_UNAUTHENTICATED without the enrolled key's own
 * signature, SJ_INVALID for what is no enrolment or is for another ledger. */
enum sj_status sj_enrolment_open(struct sj_bytes request, const char *origin,
                                 struct sj_arena *arena, struct sj_enrolment *enrolment,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
