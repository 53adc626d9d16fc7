/* Ratios of two facts of one township, exactly: numerators and denominators stay the integers that
 * they are (fixed point, whose scale cancels out) and are compared by multiplying crosswise in 128
 * bits. Only what is printed is rounded. Pure. Method: docs/ranking.md. */
#ifndef SHANGJI_ANSWERS_RATIO_H
#define SHANGJI_ANSWERS_RATIO_H

#include "answers/rank.h"
#include "base/decimal.h"

struct sj_ratio {
    const struct sj_cell *numerator, *denominator;
};

/* One end of a ratio's interval: n / d with d > 0. */
struct sj_ratio_end {
    int64_t n, d;
    bool bounded, open; /* not bounded: infinitely far */
};

/* Whether it can divide: its stated value is above zero. */
bool sj_ratio_divides(const struct sj_cell *denominator);
/* -1, 0, 1 for a/b against c/d; b and d are above zero. */
int sj_ratio_compare(int64_t a, int64_t b, int64_t c, int64_t d);
/* All that numerator over denominator can be, where the denominator is above zero: what lies in its
 * interval at or below zero is left out, and then the ratio has no end on the side where the
 * numerator stays away from zero. */
void sj_ratio_interval(const struct sj_ratio *ratio, struct sj_ratio_end *lo,
                       struct sj_ratio_end *hi);

enum sj_rounding { SJ_ROUND_HALF_AWAY, SJ_ROUND_DOWN, SJ_ROUND_UP };
enum { SJ_RATIO_DIGITS = 6 };

/* n / d with six significant digits (all digits before the point, at most 12 behind it), the
 * shortest form. Half away from zero, or toward -∞ or +∞. True if nothing was rounded. */
bool sj_ratio_format(int64_t n, int64_t d, enum sj_rounding rounding,
                     char text[static SJ_DECIMAL_TEXT]);

/* sj_rank by the ratios (denominators all divide); the rows' cells are the numerators. */
enum sj_status sj_rank_ratios(const struct sj_ratio *ratios, size_t count, bool less_is_better,
                              struct sj_arena *arena, struct sj_rank_row *rows,
                              struct sj_error *error) SJ_WARN_UNUSED;

#endif
