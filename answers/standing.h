/* Where a value stands among others: percentile and share of the whole. Pure. Method:
 * docs/questions.md. */
#ifndef SHANGJI_ANSWERS_STANDING_H
#define SHANGJI_ANSWERS_STANDING_H

#include "answers/amount.h"

enum { SJ_PERCENTILE_LEAST = 10 };

/* 100 × worse / (ranked − 1) in fixed point, as PERCENTRANK.INC has it; false below
 * SJ_PERCENTILE_LEAST. `worse`: how many are strictly worse. */
bool sj_percentile(uint32_t ranked, uint32_t worse, int64_t *percentile) SJ_WARN_UNUSED;
/* How many rows stand strictly below each row's rank. */
void sj_rank_worse(const struct sj_rank_row *rows, size_t count, uint32_t *worse);

/* The whole that shares are of. */
struct sj_whole {
    sj_wide value, lo, hi; /* sums of the ends that there are */
    size_t count, without_hi;
    bool shared; /* none may be less than zero, and the sum is more */
};

struct sj_whole sj_whole_of(const struct sj_cell *cells, size_t count);
/* The cell's share in percent, fixed point: the interval is that over all ways to choose a value
 * from each interval. False where there is no sense in shares. */
bool sj_share(const struct sj_whole *whole, const struct sj_cell *cell,
              struct sj_amount *percent) SJ_WARN_UNUSED;

#endif
