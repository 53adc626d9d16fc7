/* A ledger replayed from a file of records, with answers made from it: what `verify` and `audit`
 * recompute with. */
#ifndef SHANGJI_CLIENT_REPLICA_H
#define SHANGJI_CLIENT_REPLICA_H

#include "client/records.h"
#include "projection/replay.h"

#include <roll.pb-c.h>

struct sj_replica {
    struct sj_replay *replay; /* NULL before the first entry */
    FILE *file;               /* envelopes are read again from here */
    char origin[SJ_ORIGIN_MAX + 1];
    long *places; /* of each entry's record in the file; ~place where it has no envelope */
    size_t room;
};

/* The file stays the caller's; it stands behind the head. */
void sj_replica_init(struct sj_replica *replica, const char *origin, FILE *file);
void sj_replica_clear(struct sj_replica *replica);

/* The next entry: verified and judged if its envelope is there, else taken by its line. `place` is
 * where its record begins. SJ_DATA_LOSS says which entry and why. */
enum sj_status sj_replica_feed(struct sj_replica *replica,
                               const Shangji__V1__GetEnvelopeReply *record, long place,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* All records up to the file's end. *cut (may be NULL): where a record that is cut off begins, -1
 * if none is; without it that is an error. */
enum sj_status sj_replica_load(struct sj_replica *replica, long *cut,
                               struct sj_error *error) SJ_WARN_UNUSED;
uint64_t sj_replica_size(const struct sj_replica *replica);
/* Whether the envelope at the index was there, and so was judged. */
bool sj_replica_has(const struct sj_replica *replica, uint64_t index);

/* That the note is of this tree, all of it, by the key that signs at its size; that every text is
 * there but those that an act withholds; and that keys and division are those of the card (NULL:
 * not compared). SJ_DATA_LOSS. */
enum sj_status sj_replica_check(struct sj_replica *replica, struct sj_bytes note,
                                const Shangji__V1__CityCard *card,
                                struct sj_error *error) SJ_WARN_UNUSED;

/* The whole ranking, as one page, in the arena. Page token and size of the request do not count. */
enum sj_status sj_replica_rank(struct sj_replica *replica, const Shangji__V1__RankRequest *request,
                               struct sj_arena *arena, Shangji__V1__RankAnswer **answer,
                               struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_replica_coverage(struct sj_replica *replica,
                                   const Shangji__V1__CoverageRequest *request,
                                   struct sj_arena *arena, Shangji__V1__CoverageAnswer **answer,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_DATA_LOSS, with the first difference, where the two are not the same. */
enum sj_status sj_rank_compare(const Shangji__V1__RankAnswer *told,
                               const Shangji__V1__RankAnswer *made,
                               struct sj_error *error) SJ_WARN_UNUSED;

#endif
