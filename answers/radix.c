#include "answers/radix.h"

#include <stdbool.h>
#include <string.h>

enum { BITS = 11, BUCKETS = 1 << BITS, PASSES = 6, SMALL = 48 };

/* Few are moved into place one by one. */
static void insert_each(struct sj_sort_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct sj_sort_item item = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].key > item.key; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* Bits in which the keys differ; *sorted: they stand in order. */
static uint64_t difference(const struct sj_sort_item *items, size_t count, bool *sorted)
{
    uint64_t differ = 0;
    *sorted = true;
    for (size_t i = 1; i < count; i++) {
        differ |= items[i].key ^ items[0].key;
        *sorted &= items[i - 1].key <= items[i].key;
    }
    return differ;
}

static void distribute(const struct sj_sort_item *from, struct sj_sort_item *to, size_t count,
                       unsigned shift)
{
    uint32_t starts[BUCKETS];
    memset(starts, 0, sizeof starts);
    for (size_t i = 0; i < count; i++)
        starts[from[i].key >> shift & (BUCKETS - 1)]++;
    uint32_t start = 0;
    for (size_t b = 0; b < BUCKETS; b++) {
        uint32_t here = starts[b];
        starts[b] = start;
        start += here;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].key >> shift & (BUCKETS - 1)]++] = from[i];
}

struct sj_sort_item *sj_radix_sort(struct sj_sort_item *items, struct sj_sort_item *scratch,
                                   size_t count)
{
    bool sorted;
    uint64_t differ = difference(items, count, &sorted);
    if (sorted)
        return items;
    if (count <= SMALL) {
        insert_each(items, count);
        return items;
    }
    for (unsigned pass = 0; pass < PASSES; pass++) {
        unsigned shift = pass * BITS;
        if ((differ >> shift & (BUCKETS - 1)) == 0)
            continue;
        distribute(items, scratch, count, shift);
        struct sj_sort_item *moved = scratch;
        scratch = items;
        items = moved;
    }
    return items;
}

uint64_t *sj_radix_sort_narrow(uint64_t *items, uint64_t *scratch, size_t count)
{
    enum { NARROW_PASSES = 3 };
    static const unsigned shifts[NARROW_PASSES] = {32, 43, 54};
    uint32_t starts[NARROW_PASSES][BUCKETS];
    memset(starts, 0, sizeof starts);
    for (size_t i = 0; i < count; i++)
        for (unsigned pass = 0; pass < NARROW_PASSES; pass++)
            starts[pass][items[i] >> shifts[pass] & (BUCKETS - 1)]++;
    for (unsigned pass = 0; pass < NARROW_PASSES; pass++) {
        uint32_t start = 0, *places = starts[pass];
        if (count > 0 && places[items[0] >> shifts[pass] & (BUCKETS - 1)] == count)
            continue; /* they do not differ in it */
        for (size_t b = 0; b < BUCKETS; b++) {
            uint32_t here = places[b];
            places[b] = start;
            start += here;
        }
        for (size_t i = 0; i < count; i++)
            scratch[places[items[i] >> shifts[pass] & (BUCKETS - 1)]++] = items[i];
        uint64_t *moved = scratch;
        scratch = items;
        items = moved;
    }
    return items;
}
