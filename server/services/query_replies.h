/* What the Query service answers. Everything is made in the arena; the reply was initialised. On
 * failure it is not to be used. `stop` is polled by long work; it may be NULL. */
#ifndef SHANGJI_SERVER_SERVICES_QUERY_REPLIES_H
#define SHANGJI_SERVER_SERVICES_QUERY_REPLIES_H

#include "server/services/reply.h"
#include "server/services/services.h"

struct sj_stop {
    bool (*passed)(void *context);
    void *context;
};

enum { SJ_RANK_PAGE_WORDS = 100, SJ_RANK_PAGE_MAX = 5000 };

enum sj_status sj_rank_reply(struct sj_ledger *ledger, const Shangji__V1__RankRequest *request,
                             const struct sj_stop *stop, struct sj_arena *arena,
                             Shangji__V1__RankAnswer *answer,
                             struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_coverage_reply(struct sj_ledger *ledger,
                                 const Shangji__V1__CoverageRequest *request,
                                 const struct sj_stop *stop, struct sj_arena *arena,
                                 Shangji__V1__CoverageAnswer *answer,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
