/* The inside of answers/score*.c. */
#ifndef SHANGJI_ANSWERS_SCORE_PARTS_H
#define SHANGJI_ANSWERS_SCORE_PARTS_H

#include "answers/score.h"

#include <float.h>

/* The digits are promised: they hold only where each operation is binary64 and rounded by itself.
 */
#if defined(__FAST_MATH__) || FLT_EVAL_METHOD != 0
#error "scores need plain IEEE 754 binary64: no -ffast-math, no extended precision"
#endif

#define SJ_SCORE_UNIT 10000.0 /* fixed point and rounded scores */

/* What a rounded score can be: normalised values are held within ±SJ_SCORE_NORMAL_MAX, so that a
 * score stays within ±200,000,000 of 1/10,000 point. */
#define SJ_SCORE_NORMAL_MAX 20.0

/* Rows of a block, whose columns stay in the cache while all draws of a batch go over them. */
enum { SJ_SCORE_ROWS = 128 };

/* A block on its way to scores: value and mask of [item][row], both 0 where there is none. */
struct sj_score_block {
    size_t rows;
    double *values, *masks; /* [item × SJ_SCORE_ROWS + row] */
    double *present;        /* [dimension × SJ_SCORE_ROWS + row]: 1 if it has any item */
    uint8_t *patterns;      /* the same places: which of its first eight items the row has */
    bool *complete;         /* by dimension: all rows have all its items */
    bool whole;             /* all are complete */
};

bool sj_score_block_new(const struct sj_score_table *table, struct sj_arena *arena,
                        struct sj_score_block *block) SJ_WARN_UNUSED;
/* Takes the rows `numbers` in; masks and all. */
void sj_score_block_fill(const struct sj_score_table *table, const struct sj_score_result *result,
                         const uint32_t *numbers, size_t count, struct sj_score_block *block);
/* The means of the block's rows under these weights: of `totals` the whole, and with `subtotals`
 * (may be NULL, [dimension × SJ_SCORE_ROWS + row]) of each dimension; of logarithms where the mean
 * is geometric. */
void sj_score_block_means(const struct sj_score_table *table, const struct sj_score_block *block,
                          const double *weights, const double *dimension_weights, double *totals,
                          double *subtotals);
/* Points in 1/10,000 from means. */
void sj_score_keys(const struct sj_score_table *table, const double *totals, size_t count,
                   int32_t *keys);

/* Fills scales, normal and counted. */
bool sj_score_scales(const struct sj_score_table *table, struct sj_arena *arena,
                     struct sj_score_result *result) SJ_WARN_UNUSED;
/* One value in fixed point on its item's scale, from 0 (worst) to 1 (best) as a rule. `own`: the
 * stated value of the township itself, which percentiles leave out. */
double sj_score_normal(const struct sj_score_item *item, const struct sj_score_scale *scale,
                       double value, int64_t own);
/* What the means are of: the value itself, or ln(1 + 99 value). */
double sj_score_mean_of(const struct sj_score_table *table, double normal);

/* Natural logarithm for 1 ≤ x ≤ 100 and exponential for 0 ≤ x ≤ 5, within a few units in the last
 * place, by + − × ÷ alone: libraries differ in the last digit, this does not. */
double sj_score_log(double x);
double sj_score_exp(double x);

/* Ranks of keys, the highest first, equal ones alike ("1224"). */
struct sj_score_ranker {
    uint64_t *pairs, *spare;
    uint32_t *counts;
    size_t room;
};
bool sj_score_ranker_new(size_t rows, struct sj_arena *arena,
                         struct sj_score_ranker *ranker) SJ_WARN_UNUSED;
void sj_score_rank16(struct sj_score_ranker *ranker, const int32_t *keys, size_t count,
                     uint16_t *ranks);
/* The values at 5 and 95 % (nearest rank) of `draws` ranks, `stride` apart. */
void sj_score_quantiles(const uint16_t *ranks, size_t draws, size_t stride, uint32_t *low,
                        uint32_t *high);

#endif
