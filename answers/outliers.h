/* Values that lie far from all others: the modified z-score 0.6745 × (x − median) / MAD is beyond
 * 3.5 (Iglewicz and Hoaglin 1993). Where more than half of the values are equal and the MAD is 0,
 * 1.2533 × the mean absolute deviation stands in its place, and the 0.6745 falls away. All in
 * integers: no value is judged by a rounded one. Pure. */
#ifndef SHANGJI_ANSWERS_OUTLIERS_H
#define SHANGJI_ANSWERS_OUTLIERS_H

#include "answers/amount.h"

enum { SJ_OUTLIERS_LEAST = 8, SJ_OUTLIERS_MOST = 1 << 20 };

/* Numbered as Spread in questions.proto. */
enum sj_spread_kind { SJ_SPREAD_MAD = 1, SJ_SPREAD_MEAN_DEVIATION, SJ_SPREAD_NONE };

struct sj_spread {
    enum sj_spread_kind kind;
    sj_wide median2;   /* the median, twice */
    sj_wide deviation; /* MAD: four times it; mean deviation: twice the sum of all */
    size_t count;
    int64_t median, spread, lower, upper; /* for people, rounded to 1/10,000 */
};

struct sj_outlier {
    struct sj_cell cell;
    int64_t score; /* of the stated value, fixed point, rounded */
    bool certain;  /* the whole interval lies outside, on the stated value's side */
};

/* From SJ_OUTLIERS_LEAST to SJ_OUTLIERS_MOST cells; false on overflow of what is shown. */
bool sj_spread_of(const struct sj_cell *cells, size_t count, struct sj_arena *arena,
                  struct sj_spread *spread) SJ_WARN_UNUSED;
/* Whether the stated value lies outside; then *outlier says how far. */
bool sj_outlier_is(const struct sj_spread *spread, const struct sj_cell *cell,
                   struct sj_outlier *outlier) SJ_WARN_UNUSED;
/* Certain ones first, then the farthest, then in the order of townships. */
void sj_outliers_sort(struct sj_outlier *outliers, size_t count);

#endif
