/* A ranking made once and kept: who stands where, in the order of stated values, with the best and
 * worst rank that the intervals allow. Rows of 24 bytes; the cells they rest on are looked up when
 * rows are shown. Pure. Method: docs/ranking.md. */
#ifndef SHANGJI_ANSWERS_RANKING_H
#define SHANGJI_ANSWERS_RANKING_H

#include "answers/rank.h"

/* What is ranked: one a township. An end that is missing is INT64_MIN or INT64_MAX, and open. */
struct sj_stated {
    int64_t value, lo, hi;
    uint32_t township;
    bool lo_open, hi_open;
};
struct sj_stated sj_stated_of(const struct sj_cell *cell);

struct sj_ranked {
    int64_t value;
    uint32_t township, rank, best, worst;
};

/* What a ranking was made of. Two with the same key are equal. */
struct sj_ranking_key {
    uint32_t indicator;
    struct sj_period period;
    struct sj_comparable with;
    bool less_is_better;
    uint64_t changed; /* sj_columns_changed */
    uint64_t judged;  /* sj_city_judged */
};

struct sj_ranking {
    struct sj_ranked *rows; /* in the order of rank, ties in the order of township */
    size_t count;
    uint32_t *places; /* row by township, UINT32_MAX = it has none */
    size_t townships;
    unsigned users; /* answers/rankings.c */
};

/* `stated` in the order of townships, each below `townships`. One user. */
enum sj_status sj_ranking_new(const struct sj_stated *stated, size_t count, size_t townships,
                              bool less_is_better, struct sj_ranking **ranking,
                              struct sj_error *error) SJ_WARN_UNUSED;
void sj_ranking_free(struct sj_ranking *ranking);
/* Its row, or NULL. */
const struct sj_ranked *sj_ranking_find(const struct sj_ranking *ranking, uint32_t township);
/* How many rows rank strictly behind the row: what a percentile is made of. */
size_t sj_ranking_behind(const struct sj_ranking *ranking, const struct sj_ranked *row);

#endif
