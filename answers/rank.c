#include "answers/rank.h"

#include "base/i18n.h"

#include <stdlib.h>

bool sj_cell_comparable(const struct sj_cell *cell, const struct sj_comparable *with)
{
    return (cell->state == SJ_FACT_STATED || cell->state == SJ_FACT_ZERO) &&
           cell->kind == with->kind && cell->basis == with->basis && cell->scope == with->scope &&
           /* a growth that was reached and one that is hoped for are two things */
           (cell->kind != SJ_GROWTH || cell->mood == SJ_DONE);
}

/* One end of an interval on the scale where more is better; INT64 ends stand for infinity. */
struct bound {
    int64_t at;
    bool open;
};

/* A cell as seen by the ranking: mirrored where less is better. */
struct seen {
    struct bound lo, hi;
    int64_t value;
    uint32_t number;
    uint32_t township;
};

/* Values of the store stay away from INT64_MIN (base/decimal), so negating is safe. */
static struct seen see(const struct sj_cell *cell, uint32_t number, bool mirrored)
{
    struct bound lo = {cell->has_lo ? cell->lo : INT64_MIN, !cell->has_lo || cell->lo_open};
    struct bound hi = {cell->has_hi ? cell->hi : INT64_MAX, !cell->has_hi || cell->hi_open};
    struct seen seen = {lo, hi, cell->value, number, cell->township};
    if (mirrored) {
        seen.value = -cell->value;
        seen.lo = (struct bound){cell->has_hi ? -cell->hi : INT64_MIN, hi.open};
        seen.hi = (struct bound){cell->has_lo ? -cell->lo : INT64_MAX, lo.open};
    }
    return seen;
}

static int by_value(const void *left, const void *right)
{
    const struct seen *a = left, *b = right;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return (a->township > b->township) - (a->township < b->township);
}

/* Lower ends ascending; at one place a closed end lies below an open one. */
static int by_lo(const void *left, const void *right)
{
    const struct bound *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->open - b->open;
}

/* Upper ends ascending; at one place an open end lies below a closed one. */
static int by_hi(const void *left, const void *right)
{
    const struct bound *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return b->open - a->open;
}

/* How many lower ends lie certainly above `hi`: lo > hi, or equal with an open end. */
static size_t certainly_above(const struct bound *los, size_t count, struct bound hi)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool above =
            los[middle].at > hi.at || (los[middle].at == hi.at && (los[middle].open || hi.open));
        if (above)
            high = middle;
        else
            low = middle + 1;
    }
    return count - low;
}

/* How many upper ends can lie above `lo`: hi > lo. Equal ends leave no room above. */
static size_t possibly_above(const struct bound *his, size_t count, struct bound lo)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (his[middle].at > lo.at)
            high = middle;
        else
            low = middle + 1;
    }
    return count - low;
}

enum sj_status sj_rank(const struct sj_cell *cells, size_t count, bool less_is_better,
                       struct sj_arena *arena, struct sj_rank_row *rows, struct sj_error *error)
{
    struct seen *seen = sj_arena_array(arena, count + 1, sizeof *seen);
    struct bound *los = sj_arena_array(arena, count + 1, sizeof *los);
    struct bound *his = sj_arena_array(arena, count + 1, sizeof *his);
    if (seen == NULL || los == NULL || his == NULL)
        return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM",
                            _("too many townships to rank at once"));
    for (size_t i = 0; i < count; i++) {
        seen[i] = see(&cells[i], (uint32_t)i, less_is_better);
        los[i] = seen[i].lo;
        his[i] = seen[i].hi;
    }
    qsort(seen, count, sizeof *seen, by_value);
    qsort(los, count, sizeof *los, by_lo);
    qsort(his, count, sizeof *his, by_hi);
    for (size_t i = 0; i < count; i++) {
        struct sj_rank_row *row = &rows[i];
        row->cell = &cells[seen[i].number];
        row->rank =
            i > 0 && seen[i].value == seen[i - 1].value ? rows[i - 1].rank : (uint32_t)i + 1;
        row->best = 1 + (uint32_t)certainly_above(los, count, seen[i].hi);
        /* Its own upper end may lie above its own lower end; it is not ahead of itself. */
        size_t ahead = possibly_above(his, count, seen[i].lo);
        if (seen[i].hi.at > seen[i].lo.at)
            ahead--;
        row->worst = 1 + (uint32_t)ahead;
    }
    return SJ_OK;
}
