/* Many townships' amounts as one: sums, and means with weights. Who is not among them is not
 * guessed at. Pure. */
#ifndef SHANGJI_ANSWERS_TOTALS_H
#define SHANGJI_ANSWERS_TOTALS_H

#include "answers/amount.h"

/* The sum of all; of none it is 0. False on overflow. */
bool sj_total_sum(const struct sj_amount *amounts, size_t count,
                  struct sj_amount *sum) SJ_WARN_UNUSED;

struct sj_weighted {
    struct sj_amount value, weight;
};

enum sj_mean_verdict { SJ_MEAN_MADE, SJ_MEAN_NO_WEIGHT, SJ_MEAN_TOO_LARGE };

/* Σ weight × value / Σ weight. The stated mean is rounded to 1/10,000; the interval holds every
 * mean that values and weights of the intervals can have, rounded outward. Where a weight has no
 * upper end, or none has a lower one above zero, it is the hull of the values. The items are put
 * into another order. SJ_MEAN_NO_WEIGHT: the weights are not positive. */
enum sj_mean_verdict sj_total_mean(struct sj_weighted *items, size_t count,
                                   struct sj_amount *mean) SJ_WARN_UNUSED;

#endif
