/* Who changed most between two periods. Pure. */
#ifndef SHANGJI_ANSWERS_MOVERS_H
#define SHANGJI_ANSWERS_MOVERS_H

#include "answers/amount.h"

struct sj_mover {
    struct sj_cell from, to; /* of one township */
    struct sj_amount difference, percent;
    bool has_percent;
};

/* Fills in what follows from the cells; false on overflow. */
bool sj_mover_make(struct sj_mover *mover) SJ_WARN_UNUSED;
/* The greatest stated change first, up or down; equal ones in the order of townships. By percent:
 * the greatest |later − earlier| / earlier, compared exactly; those without one come last. */
void sj_movers_sort(struct sj_mover *movers, size_t count, bool by_percent);

#endif
