/* The ledger as it stood: its first entries replayed from the store, for one call. */
#ifndef SHANGJI_SERVER_SERVICES_QUERY_PAST_H
#define SHANGJI_SERVER_SERVICES_QUERY_PAST_H

#include "projection/replay.h"
#include "server/store/store.h"

/* Every envelope is verified again, 0.1 to 0.3 ms each: what takes longer than a call may is
 * refused, and asked of an auditor's own copy. */
enum { SJ_REPLAY_AT_MOST = 20000 };

/* SJ_OUT_OF_RANGE beyond the end of the ledger, SJ_EXHAUSTED above SJ_REPLAY_AT_MOST entries,
 * SJ_DEADLINE once nobody waits. The replay is the caller's to free. */
enum sj_status sj_past_replay(struct sj_store_view *view, uint64_t size, const struct sj_stop *stop,
                              struct sj_replay **replay, struct sj_error *error) SJ_WARN_UNUSED;

#endif
