/* The founding act: a ledger's first entry, signed by the ledger key. */
#ifndef SHANGJI_SERVER_FOUNDING_H
#define SHANGJI_SERVER_FOUNDING_H

#include "server/roll.h"
#include "trust/envelope.h"

struct sj_founding {
    const struct sj_roll *roll;
    const char *origin;
    int64_t made_at; /* Unix seconds */
    struct sj_public_key operator, recovery;
    struct sj_bytes
        previous; /* the last checkpoint of the ledger that this one follows, or empty */
};

/* The encoded envelope, in the arena. */
enum sj_status sj_founding_make(const struct sj_founding *founding, const struct sj_key *ledger_key,
                                struct sj_arena *arena, struct sj_bytes *envelope,
                                struct sj_error *error) SJ_WARN_UNUSED;

#endif
