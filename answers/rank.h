/* Rankings over one indicator's cells. Standard competition ranking on stated values (1 2 2 4);
 * the best and worst possible rank from the intervals. Pure. Method: docs/ranking.md. */
#ifndef SHANGJI_ANSWERS_RANK_H
#define SHANGJI_ANSWERS_RANK_H

#include "rules/fact.h"

/* One township's fact in a column: indicator and period are the column's. */
struct sj_cell {
    uint32_t township; /* number in the roll */
    uint32_t report;   /* number of the report in the ledger: its entry index */
    uint32_t figure;
    int64_t value, lo, hi; /* fixed point */
    uint8_t kind, mood, basis, scope, decision, state;
    bool has_lo, has_hi, lo_open, hi_open;
};

struct sj_rank_row {
    const struct sj_cell *cell;
    uint32_t rank, best, worst;
};

/* What is compared: cells of other kind, basis or scope have no rank. */
struct sj_comparable {
    enum sj_kind kind;
    enum sj_basis basis;
    enum sj_scope scope;
};

bool sj_cell_comparable(const struct sj_cell *cell, const struct sj_comparable *with);

/* Ranks `cells` (all comparable, one a township, with a value). `less_is_better` mirrors. Rows
 * come in the order of rank, ties in the order of township. `rows` has room for `count`. */
enum sj_status sj_rank(const struct sj_cell *cells, size_t count, bool less_is_better,
                       struct sj_arena *arena, struct sj_rank_row *rows,
                       struct sj_error *error) SJ_WARN_UNUSED;

#endif
