#include "answers/standing.h"

enum { WHOLE = 100 * 10000 }; /* 100 % in fixed point */

bool sj_percentile(uint32_t ranked, uint32_t worse, int64_t *percentile)
{
    return ranked >= SJ_PERCENTILE_LEAST &&
           sj_wide_round((sj_wide)worse * WHOLE, (sj_wide)ranked - 1, percentile);
}

void sj_rank_worse(const struct sj_rank_row *rows, size_t count, uint32_t *worse)
{
    for (size_t i = count; i-- > 0;)
        worse[i] = i + 1 < count && rows[i + 1].rank == rows[i].rank ? worse[i + 1]
                                                                     : (uint32_t)(count - 1 - i);
}

struct sj_whole sj_whole_of(const struct sj_cell *cells, size_t count)
{
    struct sj_whole whole = {.count = count, .shared = true};
    for (size_t i = 0; i < count; i++) {
        whole.value += cells[i].value;
        whole.shared = whole.shared && cells[i].has_lo && cells[i].lo >= 0;
        whole.lo += cells[i].has_lo ? cells[i].lo : 0;
        whole.hi += cells[i].has_hi ? cells[i].hi : 0;
        whole.without_hi += !cells[i].has_hi;
    }
    whole.shared = whole.shared && whole.value > 0;
    return whole;
}

/* x/(x + others) grows with x and falls with the others. Whether the end itself is reached is not
 * told apart for the others' open ends: a closed end claims no less than there is. */
bool sj_share(const struct sj_whole *whole, const struct sj_cell *cell, struct sj_amount *percent)
{
    bool exact;
    *percent = (struct sj_amount){.has_lo = true, .has_hi = true};
    if (!whole->shared)
        return false;
    bool others_unbounded = whole->without_hi > (cell->has_hi ? 0U : 1U);
    sj_wide most = cell->lo + whole->hi - (cell->has_hi ? cell->hi : 0);
    sj_wide least = whole->lo - cell->lo;
    if (!others_unbounded && most > 0) {
        if (!sj_wide_floor((sj_wide)cell->lo * WHOLE, most, &percent->lo, &exact))
            return false;
        percent->lo_open = !exact || (cell->lo_open && most > cell->lo);
    }
    percent->hi = WHOLE;
    if (cell->has_hi && cell->hi + least > 0) {
        if (!sj_wide_ceil((sj_wide)cell->hi * WHOLE, cell->hi + least, &percent->hi, &exact))
            return false;
        percent->hi_open = !exact || (cell->hi_open && least > 0);
    }
    return sj_wide_round((sj_wide)cell->value * WHOLE, whole->value, &percent->value);
}
