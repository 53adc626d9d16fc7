/* The steps of a scoring, for score_*.c alone: the table gathered under the lock, scored and drawn
 * outside of it, the page's rows made. */
#ifndef SHANGJI_PROJECTION_SCORE_PARTS_H
#define SHANGJI_PROJECTION_SCORE_PARTS_H

#include "answers/score.h"
#include "projection/rank_parts.h"

enum {
    SJ_SCORE_PAGE_MAX = 10000,   /* rows without items */
    SJ_SCORE_PAGE_ITEMS = 4000,  /* items of all rows of a page */
    SJ_SCORE_TOWNSHIPS_MAX = 20, /* asked for by name */
    SJ_SCORE_DRAWS_DEFAULT = 1000
};

/* One indicator: the question that its ranking would be, and who would be in it. */
struct sj_scoring_item {
    const Shangji__V1__ScorecardItem *told;
    Shangji__V1__RankRequest request;
    struct sj_rank_question question; /* its city and columns only under the lock */
    struct sj_rank_choice *choices;   /* by township number; only under the lock */
    struct sj_cell *cells;            /* by row; kept where rows show their items */
    Shangji__V1__RankAbsence **why;   /* by row; the same; NULL where a value is stated */
};

struct sj_scoring_row {
    uint32_t township;
    const char *code, *name; /* as long as the ledger */
};

struct sj_scoring {
    const Shangji__V1__ScoreRequest *request;
    const Shangji__V1__Scorecard *card;
    struct sj_digest digest;
    struct sj_hash root;
    uint64_t size;
    struct sj_arena work; /* dies with the scoring */
    struct sj_arena *arena;
    struct sj_scoring_item *items;
    struct sj_score_item *measured;
    struct sj_scoring_row *rows;
    struct sj_score_table table;
    struct sj_score_result result;
};

/* Under the lock: makes out the scorecard, fills the table and the answer's absences. */
enum sj_status sj_scoring_gather(struct sj_scoring *scoring, const struct sj_state *state,
                                 Shangji__V1__ScoreAnswer *answer,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* What was asked for as rows, in order; with reports read where they show their words. */
enum sj_status sj_scoring_rows(struct sj_scoring *scoring, const struct sj_source *source,
                               const struct sj_stop *stop, Shangji__V1__ScoreAnswer *answer,
                               struct sj_error *error) SJ_WARN_UNUSED;
bool sj_scoring_shows_items(const struct sj_scoring *scoring);

#endif
