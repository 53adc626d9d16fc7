#include "answers/ranking.h"

#include "answers/radix.h"
#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

/* How it stays linear: one sort of the values. Most figures are exact, and the ends of exact ones
 * stand in the order of their values; only the ends of vague ones are sorted by themselves, and
 * both merged. Ranks then come from walking the items and the ends side by side. */

/* One end of an interval on the scale where more is better. */
struct bound {
    int64_t at;
    bool open;
};

/* A vague item: its place in the order of values, and its ends. */
struct vague {
    uint32_t place;
    struct bound lo, hi;
};

struct making {
    size_t count, vague_count;
    struct sj_sort_item *items, *scratch;
    struct vague *vague;     /* in the order of value, best first */
    int64_t *exact;          /* values of the exact ones, ascending */
    uint32_t *exact_places;  /* theirs in the order of value */
    struct bound *los, *his; /* all lower, all upper ends, ascending */
    uint32_t *by_lo, *by_hi; /* numbers of the vague, in the order of an end */
    const struct sj_stated *stated;
    bool mirrored;
    struct sj_ranked *rows;
};

struct sj_stated sj_stated_of(const struct sj_cell *cell)
{
    return (struct sj_stated){
        .value = cell->value,
        .lo = cell->has_lo ? cell->lo : INT64_MIN,
        .hi = cell->has_hi ? cell->hi : INT64_MAX,
        .township = cell->township,
        .lo_open = !cell->has_lo || cell->lo_open,
        .hi_open = !cell->has_hi || cell->hi_open,
    };
}

/* Mirrored, the ends change places. The store's values stay away from INT64_MIN (base/decimal);
 * ~x + 1 would not matter for them, and the two infinities are each other's ~. */
static int64_t mirror(int64_t at)
{
    return at == INT64_MIN ? INT64_MAX : at == INT64_MAX ? INT64_MIN : -at;
}

static struct vague ends_of(const struct sj_stated *stated, bool mirrored, uint32_t place)
{
    struct bound lo = {stated->lo, stated->lo_open}, hi = {stated->hi, stated->hi_open};
    if (!mirrored)
        return (struct vague){place, lo, hi};
    return (struct vague){place, {mirror(hi.at), hi.open}, {mirror(lo.at), lo.open}};
}

static bool is_exact(const struct sj_stated *stated)
{
    return stated->lo == stated->value && stated->hi == stated->value && !stated->lo_open &&
           !stated->hi_open;
}

/* ---- the order of values ---- */

static void put_rows(struct making *making, const struct sj_sort_item *ordered)
{
    uint32_t exacts = (uint32_t)making->count;
    for (uint32_t i = 0; i < making->count; i++) {
        const struct sj_stated *stated = &making->stated[ordered[i].number];
        struct sj_ranked *row = &making->rows[i];
        bool tie = i > 0 && stated->value == row[-1].value;
        *row = (struct sj_ranked){.value = stated->value,
                                  .township = stated->township,
                                  .rank = tie ? row[-1].rank : i + 1};
        if (is_exact(stated)) {
            exacts--;
            making->exact[exacts] = making->mirrored ? mirror(stated->value) : stated->value;
            making->exact_places[exacts] = i;
        } else {
            making->vague[making->vague_count++] = ends_of(stated, making->mirrored, i);
        }
    }
    /* Filled from the end, so that they ascend; what was left in front is closed up. */
    making->exact += exacts;
    making->exact_places += exacts;
}

/* Keys of 32 bits with numbers of 32 behind them, where the values allow it: they are whole units
 * or hundredths, and a column's values lie near each other. False: they do not. */
static bool narrow_keys(const struct making *making, uint64_t *keys)
{
    enum { HUNDREDTHS = 100 };
    int64_t least = INT64_MAX, most = INT64_MIN, range;
    for (size_t i = 0; i < making->count; i++) {
        int64_t value = making->stated[i].value;
        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    if (making->count == 0 || __builtin_sub_overflow(most, least, &range) ||
        range / HUNDREDTHS > UINT32_MAX)
        return false;
    for (size_t i = 0; i < making->count; i++) {
        uint64_t above = (uint64_t)(making->stated[i].value - least);
        uint64_t key = above / HUNDREDTHS;
        if (key * HUNDREDTHS != above)
            return false;
        /* The best comes first, and of equal ones the township that came first. */
        keys[i] = (making->mirrored ? key : (uint64_t)range / HUNDREDTHS - key) << 32 | i;
    }
    return true;
}

static void order_values(struct making *making)
{
    uint64_t *keys = (uint64_t *)(void *)making->scratch;
    if (narrow_keys(making, keys)) {
        const uint64_t *ordered = sj_radix_sort_narrow(keys, &keys[making->count], making->count);
        for (size_t i = 0; i < making->count; i++)
            making->items[i].number = (uint32_t)ordered[i];
        put_rows(making, making->items);
        return;
    }
    for (uint32_t i = 0; i < making->count; i++) {
        uint64_t key = sj_sort_key(making->stated[i].value);
        making->items[i] = (struct sj_sort_item){making->mirrored ? key : ~key, i};
    }
    put_rows(making, sj_radix_sort(making->items, making->scratch, making->count));
}

/* ---- the order of ends ---- */

/* The vague in the order of one end, ascending. Of ends at one place the closed lower end comes
 * first, and the open upper one. */
static void order_vague(struct making *making, bool by_hi, uint32_t *order)
{
    uint32_t count = 0;
    for (unsigned pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < making->vague_count; i++) {
            const struct vague *vague = &making->vague[i];
            const struct bound *end = by_hi ? &vague->hi : &vague->lo;
            if ((end->open == by_hi) == (pass == 0))
                making->items[count++] = (struct sj_sort_item){sj_sort_key(end->at), i};
        }
    const struct sj_sort_item *ordered = sj_radix_sort(making->items, making->scratch, count);
    for (uint32_t i = 0; i < count; i++)
        order[i] = ordered[i].number;
}

/* Merges the ends of the vague with the values of the exact. */
static void merge_ends(const struct making *making, bool by_hi, struct bound *ends)
{
    const uint32_t *order = by_hi ? making->by_hi : making->by_lo;
    size_t exact_count = making->count - making->vague_count, e = 0, count = 0;
    for (size_t v = 0; v < making->vague_count; v++) {
        const struct vague *vague = &making->vague[order[v]];
        struct bound end = by_hi ? vague->hi : vague->lo;
        while (e < exact_count &&
               (making->exact[e] < end.at || (making->exact[e] == end.at && end.open)))
            ends[count++] = (struct bound){making->exact[e++], false};
        ends[count++] = end;
    }
    while (e < exact_count)
        ends[count++] = (struct bound){making->exact[e++], false};
}

/* ---- ranks ---- */

/* Certainly above `hi`: a lower end beyond it, or at it where one of the two is open. Lower ends
 * stand with the closed one first, upper ends are asked with the open one first. */
static bool reaches(struct bound lo, struct bound hi)
{
    return lo.at < hi.at || (lo.at == hi.at && !lo.open && !hi.open);
}

static void put_best(struct making *making)
{
    size_t exact_count = making->count - making->vague_count, below = 0;
    for (size_t e = 0; e < exact_count; e++) {
        struct bound hi = {making->exact[e], false};
        while (below < making->count && reaches(making->los[below], hi))
            below++;
        making->rows[making->exact_places[e]].best = 1 + (uint32_t)(making->count - below);
    }
    below = 0;
    for (size_t v = 0; v < making->vague_count; v++) {
        const struct vague *vague = &making->vague[making->by_hi[v]];
        while (below < making->count && reaches(making->los[below], vague->hi))
            below++;
        making->rows[vague->place].best = 1 + (uint32_t)(making->count - below);
    }
}

/* Possibly above `lo`: an upper end beyond it. Equal ends leave no room above. */
static void put_worst(struct making *making)
{
    size_t exact_count = making->count - making->vague_count, below = 0;
    for (size_t e = 0; e < exact_count; e++) {
        while (below < making->count && making->his[below].at <= making->exact[e])
            below++;
        making->rows[making->exact_places[e]].worst = 1 + (uint32_t)(making->count - below);
    }
    below = 0;
    for (size_t v = 0; v < making->vague_count; v++) {
        const struct vague *vague = &making->vague[making->by_lo[v]];
        while (below < making->count && making->his[below].at <= vague->lo.at)
            below++;
        /* Its own upper end may lie above its own lower end; it is not ahead of itself. */
        uint32_t itself = vague->hi.at > vague->lo.at;
        making->rows[vague->place].worst = 1 + (uint32_t)(making->count - below) - itself;
    }
}

/* ---- the whole ---- */

static void make(struct making *making)
{
    order_values(making);
    order_vague(making, false, making->by_lo);
    order_vague(making, true, making->by_hi);
    merge_ends(making, false, making->los);
    merge_ends(making, true, making->his);
    put_best(making);
    put_worst(making);
}

/* All that making needs, in one piece. */
static void *make_room(struct making *making)
{
    size_t count = making->count + 1;
    char *piece =
        malloc(count * (2 * sizeof *making->items + sizeof *making->vague + sizeof *making->exact +
                        3 * sizeof(uint32_t) + 2 * sizeof *making->los));
    if (piece == NULL)
        return NULL;
    char *at = piece;
    making->items = (void *)at;
    making->scratch = (void *)(at += count * sizeof *making->items);
    making->los = (void *)(at += count * sizeof *making->scratch);
    making->his = (void *)(at += count * sizeof *making->los);
    making->vague = (void *)(at += count * sizeof *making->his);
    making->exact = (void *)(at += count * sizeof *making->vague);
    making->exact_places = (void *)(at += count * sizeof *making->exact);
    making->by_lo = (void *)(at += count * sizeof *making->exact_places);
    making->by_hi = (void *)(at + count * sizeof *making->by_lo);
    return piece;
}

enum sj_status sj_ranking_new(const struct sj_stated *stated, size_t count, size_t townships,
                              bool less_is_better, struct sj_ranking **ranking,
                              struct sj_error *error)
{
    struct making making = {.count = count, .stated = stated, .mirrored = less_is_better};
    struct sj_ranking *made = calloc(1, sizeof *made);
    void *piece = make_room(&making);
    if (made != NULL) {
        made->rows = reallocarray(NULL, count + 1, sizeof *made->rows);
        made->places = reallocarray(NULL, townships + 1, sizeof *made->places);
    }
    *ranking = NULL;
    if (piece == NULL || made == NULL || made->rows == NULL || made->places == NULL) {
        free(piece);
        sj_ranking_free(made);
        return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM",
                            _("too many townships to rank at once"));
    }
    made->count = count;
    made->townships = townships;
    made->users = 1;
    making.rows = made->rows;
    make(&making);
    memset(made->places, 0xFF, townships * sizeof *made->places);
    for (uint32_t i = 0; i < count; i++)
        made->places[made->rows[i].township] = i;
    free(piece);
    *ranking = made;
    return SJ_OK;
}

void sj_ranking_free(struct sj_ranking *ranking)
{
    if (ranking == NULL)
        return;
    free(ranking->rows);
    free(ranking->places);
    free(ranking);
}

const struct sj_ranked *sj_ranking_find(const struct sj_ranking *ranking, uint32_t township)
{
    if (township >= ranking->townships || ranking->places[township] == UINT32_MAX)
        return NULL;
    return &ranking->rows[ranking->places[township]];
}

size_t sj_ranking_behind(const struct sj_ranking *ranking, const struct sj_ranked *row)
{
    size_t low = (size_t)(row - ranking->rows), high = ranking->count;
    while (low + 1 < high) { /* row `low` has its rank, `high` has not */
        size_t middle = low + (high - low) / 2;
        if (ranking->rows[middle].rank == row->rank)
            low = middle;
        else
            high = middle;
    }
    return ranking->count - high;
}
