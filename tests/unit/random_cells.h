/* Made-up cells for what is computed of them: ties, vague figures, ends that are missing. */
#ifndef SHANGJI_TESTS_RANDOM_CELLS_H
#define SHANGJI_TESTS_RANDOM_CELLS_H

#include "answers/amount.h"

static inline struct sj_cell exact(uint32_t township, int64_t value)
{
    return (struct sj_cell){.township = township,
                            .value = value,
                            .lo = value,
                            .hi = value,
                            .has_lo = true,
                            .has_hi = true,
                            .kind = SJ_OUTCOME,
                            .basis = SJ_BASIS_YEAR,
                            .scope = SJ_SCOPE_WHOLE};
}

static inline uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* `step` between values and ends, from `least` steps on. */
static inline struct sj_cell random_cell_of(uint32_t township, int64_t least, int64_t step,
                                            uint64_t *seed)
{
    struct sj_cell cell = exact(township, ((int64_t)(next_random(seed) % 12) + least) * step);
    switch (next_random(seed) % 6) {
    case 0: /* 余 */
        cell.hi += (1 + (int64_t)(next_random(seed) % 4)) * step;
        cell.hi_open = true;
        break;
    case 1: /* 超过 */
        cell.has_hi = false;
        break;
    case 2: /* 近 */
        cell.lo -= (1 + (int64_t)(next_random(seed) % 4)) * step;
        cell.lo_open = true;
        break;
    case 3: /* 不超过, without a least possible value */
        cell.has_lo = false;
        break;
    case 4: /* 左右 */
        cell.lo -= (1 + (int64_t)(next_random(seed) % 4)) * step;
        cell.hi += (1 + (int64_t)(next_random(seed) % 4)) * step;
        break;
    default:
        break;
    }
    return cell;
}

static inline struct sj_cell random_cell(uint32_t township, uint64_t *seed)
{
    return random_cell_of(township, -4, 1, seed);
}

/* Whether the amount holds numerator/denominator, denominator > 0. */
static inline bool holds(const struct sj_amount *amount, sj_wide numerator, sj_wide denominator)
{
    sj_wide lo = amount->lo * denominator, hi = amount->hi * denominator;
    return (!amount->has_lo || numerator > lo || (numerator == lo && !amount->lo_open)) &&
           (!amount->has_hi || numerator < hi || (numerator == hi && !amount->hi_open));
}

static inline int64_t floor_of(sj_wide numerator, sj_wide denominator)
{
    sj_wide whole = numerator / denominator;
    return (int64_t)(whole * denominator > numerator ? whole - 1 : whole);
}

static inline int64_t ceil_of(sj_wide numerator, sj_wide denominator)
{
    return -floor_of(-numerator, denominator);
}

/* From the lowest value to look at to the highest: where an end is missing, `far` beyond. */
static inline int64_t lowest(const struct sj_cell *cell, int64_t far)
{
    return cell->has_lo ? cell->lo : cell->value - far;
}

static inline int64_t highest(const struct sj_cell *cell, int64_t far)
{
    return cell->has_hi ? cell->hi : cell->value + far;
}

static inline bool can_be(const struct sj_cell *cell, int64_t value)
{
    return (!cell->has_lo || value > cell->lo || (value == cell->lo && !cell->lo_open)) &&
           (!cell->has_hi || value < cell->hi || (value == cell->hi && !cell->hi_open));
}

#endif
