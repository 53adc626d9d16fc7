/* What shows, without asking anybody, that an envelope stands in the city's ledger: the ledger's
 * key, the entry, and the receipt. Pure. */
#ifndef SHANGJI_CLIENT_EVIDENCE_H
#define SHANGJI_CLIENT_EVIDENCE_H

#include "rules/entry.h"
#include "trust/checkpoint.h"
#include "trust/envelope.h"

struct sj_evidence {
    struct sj_entry entry;
    uint64_t index;
    struct sj_checkpoint checkpoint; /* proven against */
    struct sj_bytes note;            /* the checkpoint's text; points into the receipt */
    bool other_signatures;           /* the ledger holds the same payload under other signatures */
};

/* SJ_DATA_LOSS where the entry is not this envelope's; SJ_UNAUTHENTICATED or SJ_INVALID from the
 * receipt. */
enum sj_status sj_evidence_check(const struct sj_log_key *ledger, struct sj_bytes envelope,
                                 struct sj_bytes entry, struct sj_bytes receipt,
                                 struct sj_arena *arena, struct sj_evidence *evidence,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
