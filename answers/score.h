/* Composite scores: values in a table of townships by indicators, a score, a rank and the range of
 * ranks by draws out. Method and source: docs/score.md.
 *
 * The one place for binary floating point: IEEE 754 binary64, each operation rounded by itself (no
 * contraction, no fast-math, own logarithm), so that the same table gives the same digits
 * everywhere. Values come in as the store's fixed point and scores go out rounded to 1/10,000
 * point; ranks are of the rounded scores, so that what prints equal ranks equal.
 *
 * Pure. The random bytes of the draws come in through a callback. The table is the caller's and
 * must last as long as the result; results live in the arena given. One thread a call. */
#ifndef SHANGJI_ANSWERS_SCORE_H
#define SHANGJI_ANSWERS_SCORE_H

#include "base/arena.h"

enum {
    SJ_SCORE_ITEMS_MAX = 100,
    SJ_SCORE_DIMENSIONS_MAX = 20,
    SJ_SCORE_ROWS_MAX = 65535, /* ranks are kept in 16 bits while they are drawn */
    SJ_SCORE_DRAWS_MAX = 10000,
    SJ_SCORE_BLOCK = 64 /* bytes that the random stream is counted in */
};

/* Numbered as in scorecard.proto. */
enum sj_normal {
    SJ_NORMAL_MIN_MAX = 1,
    SJ_NORMAL_Z_SCORE,
    SJ_NORMAL_PERCENTILE,
    SJ_NORMAL_DISTANCE,
    SJ_NORMAL_COMPLETION
};
enum sj_score_missing { SJ_SCORE_LEAVE_OUT = 1, SJ_SCORE_AVAILABLE, SJ_SCORE_WORST };

enum sj_score_state {
    SJ_SCORE_MISSING = 0,
    SJ_SCORE_STATED,
    SJ_SCORE_NOT_APPLICABLE /* never punished: its weight goes to the others */
};

struct sj_score_item {
    enum sj_normal how;
    bool less;             /* less is better */
    bool has_goalposts;    /* of min-max; without them the observed stated extremes are taken */
    uint32_t dimension;    /* its items stand together, dimensions in order, none is empty */
    double weight;         /* > 0, within its dimension */
    int64_t lo, hi;        /* goalposts, lo < hi; fixed point like the values */
    int64_t target;        /* > 0, of distance and completion */
    double floor, cap;     /* of completion: 0 ≤ floor ≤ cap */
    const int64_t *values; /* by row */
    const uint8_t *states; /* by row: enum sj_score_state */
};

/* A stated value that is an interval. */
struct sj_score_vague {
    uint32_t row, item;
    int64_t value, lo, hi;
    bool has_lo, has_hi, lo_open, hi_open;
};

struct sj_score_table {
    const struct sj_score_item *items;
    size_t item_count;
    const double *dimension_weights; /* > 0 */
    size_t dimension_count;
    size_t rows; /* townships that are scored or miss something; who cannot be is no row */
    uint32_t points;
    bool geometric; /* min-max items only */
    enum sj_score_missing missing;
    const int32_t *adjustments;         /* by row, in 1/10,000 point; NULL: none */
    const struct sj_score_vague *vague; /* in the order of rows, then of items */
    size_t vague_count;
};

/* What an item's values were measured against. */
struct sj_score_scale {
    uint32_t stated;    /* rows with a value */
    double worst, best; /* goalposts used by min-max; this and the next in fixed point */
    double mean, deviation;
    double lowest;         /* normalised value of who stated least, for SJ_SCORE_WORST */
    const int64_t *sorted; /* stated values, ascending: of percentile items */
};

struct sj_score_result {
    struct sj_score_scale *scales; /* by item */
    double *normal;                /* [item × rows + row]; 0 where there is none */
    uint8_t *counted;              /* the same: it has part in the row's score */
    double *subtotals;             /* [dimension × rows + row], of 1; NAN: nothing to add up */
    bool *scored;                  /* by row, as all that follows */
    int32_t *scores;               /* in 1/10,000 point, adjustments included */
    uint32_t *ranks;
    uint32_t *low, *high; /* rank at 5 and 95 % of the draws; 0 before they were made */
    size_t scored_count;
};

/* SJ_EXHAUSTED without room, or for more rows, items or dimensions than the limits. */
enum sj_status sj_score(const struct sj_score_table *table, struct sj_arena *arena,
                        struct sj_score_result *result, struct sj_error *error) SJ_WARN_UNUSED;

/* Where random bytes come from: `len` bytes of the stream of draw `draw`, from its block
 * `first_block` (of SJ_SCORE_BLOCK bytes) on. */
struct sj_score_random {
    void (*fill)(void *context, uint32_t draw, uint32_t first_block, uint8_t *bytes, size_t len);
    void *context;
};

struct sj_score_stop {
    bool (*passed)(void *context); /* NULL: never */
    void *context;
};

/* Fills low and high from `draws` draws. SJ_DEADLINE when stopped. */
enum sj_status sj_score_draw(const struct sj_score_table *table, uint32_t draws,
                             const struct sj_score_random *random, const struct sj_score_stop *stop,
                             struct sj_score_result *result, struct sj_error *error) SJ_WARN_UNUSED;

/* The share of an item in a row's score, from 0 to 1: they add up to 1. */
double sj_score_share(const struct sj_score_table *table, const struct sj_score_result *result,
                      size_t item, size_t row);
/* What it adds to the row's score (of an arithmetic mean), in points. */
double sj_score_points(const struct sj_score_table *table, const struct sj_score_result *result,
                       size_t item, size_t row);
/* Rounded to 1/10,000, half upward. */
int64_t sj_score_round(double value);

#endif
