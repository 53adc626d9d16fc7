/* An own copy of a city's ledger, from its first entry on, every entry judged and the root held
 * against a checkpoint: what `audit` and `history` work on. Kept as a file of records (records.h),
 * so that the next time only what is new is fetched. One thread. */
#ifndef SHANGJI_CLIENT_LEDGER_COPY_H
#define SHANGJI_CLIENT_LEDGER_COPY_H

#include "client/fetch.h"
#include "client/home.h"
#include "client/replica.h"

struct sj_ledger_copy {
    struct sj_link *link; /* borrowed */
    const char *path;
    bool progress; /* shown on stderr */
    struct sj_arena arena;
    struct sj_replica replica; /* all entries replayed */
    FILE *file;
    bool created;
    long end;            /* of the records that were found good before */
    uint64_t size, kept; /* entries of now; of them in the copy before */
};

/* `path` NULL: ledger.copy in the home, which is made if need be. What is there is replayed. Close
 * it also on failure. */
enum sj_status sj_ledger_copy_open(struct sj_home *home, struct sj_link *link, const char *path,
                                   struct sj_ledger_copy *copy,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* Fetches and judges what is new up to the city's newest checkpoint, and keeps it once the root is
 * the checkpoint's, and not before. */
enum sj_status sj_ledger_copy_bring_up(struct sj_ledger_copy *copy,
                                       struct sj_error *error) SJ_WARN_UNUSED;
/* What was fetched and not found good does not stay. A copy of {0} is closed already. */
void sj_ledger_copy_close(struct sj_ledger_copy *copy);

/* Called with the records of the copy: ahead of the replaying of each, and after it. */
typedef enum sj_status sj_replaying(void *context, struct sj_replica *replica,
                                    const Shangji__V1__GetEnvelopeReply *record,
                                    struct sj_error *error);
/* Replays the copy anew, up to `size` entries, in a replica of its own: answers can be made from it
 * at every place. `before` may be NULL. */
enum sj_status sj_ledger_copy_replay(const struct sj_ledger_copy *copy, uint64_t size,
                                     sj_replaying *before, sj_replaying *after, void *context,
                                     struct sj_error *error) SJ_WARN_UNUSED;
/* The records as they are, without replaying; `replica` is NULL then. */
enum sj_status sj_ledger_copy_scan(const struct sj_ledger_copy *copy, sj_replaying *each,
                                   void *context, struct sj_error *error) SJ_WARN_UNUSED;

#endif
