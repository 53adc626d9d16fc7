/* Answers made from what follows from a ledger: the server answers with this, and whoever audits or
 * verifies recomputes with it. Everything is made in the arena; the answer was initialised. On
 * failure it is not to be used. Pure but for what the source reads. */
#ifndef SHANGJI_PROJECTION_ANSWER_H
#define SHANGJI_PROJECTION_ANSWER_H

#include "answers/columns.h"
#include "rules/city.h"
#include "trust/merkle.h"

#include <query.pb-c.h>

/* What follows from the first `size` entries. */
struct sj_state {
    const struct sj_city *city;
    const struct sj_columns *columns;
    uint64_t size;
    const struct sj_hash *root; /* of the tree at that size; NULL: not made out */
};

/* Where an answer takes state, lines and envelopes from. `lock` and `unlock` enclose the reading of
 * the state; entries and envelopes are read outside of them, and only for the rows of a page. */
struct sj_source {
    const struct sj_state *(*lock)(void *context);
    void (*unlock)(void *context);
    enum sj_status (*entry)(void *context, uint64_t index, struct sj_arena *arena,
                            struct sj_bytes *line, struct sj_error *error);
    enum sj_status (*envelope)(void *context, uint64_t index, struct sj_arena *arena,
                               struct sj_bytes *bytes, struct sj_error *error);
    void *context;
};

/* Polled by long work; may be NULL. */
struct sj_stop {
    bool (*passed)(void *context);
    void *context;
};

enum { SJ_RANK_PAGE_WORDS = 100, SJ_RANK_PAGE_MAX = 5000, SJ_COVERAGE_PAGE_MAX = 1000 };

enum sj_status sj_rank_answer(const struct sj_source *source,
                              const Shangji__V1__RankRequest *request, const struct sj_stop *stop,
                              struct sj_arena *arena, Shangji__V1__RankAnswer *answer,
                              struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_coverage_answer(const struct sj_source *source,
                                  const Shangji__V1__CoverageRequest *request,
                                  const struct sj_stop *stop, struct sj_arena *arena,
                                  Shangji__V1__CoverageAnswer *answer,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* The source's state says the root: it seeds the draws. Not locked while it is computed. */
enum sj_status sj_score_answer(const struct sj_source *source,
                               const Shangji__V1__ScoreRequest *request, const struct sj_stop *stop,
                               struct sj_arena *arena, Shangji__V1__ScoreAnswer *answer,
                               struct sj_error *error) SJ_WARN_UNUSED;

#endif
