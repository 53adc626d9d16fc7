/* Sorting by 64-bit keys in a number of passes, each linear: stable, and as many passes as the keys
 * differ in bytes. Pure. */
#ifndef SHANGJI_ANSWERS_RADIX_H
#define SHANGJI_ANSWERS_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct sj_sort_item {
    uint64_t key;
    uint32_t number;
};

/* Ascending. `scratch` has room for as many; the answer lies in one of the two. */
struct sj_sort_item *sj_radix_sort(struct sj_sort_item *items, struct sj_sort_item *scratch,
                                   size_t count);

/* The same of numbers that carry their key in their upper 32 bits. */
uint64_t *sj_radix_sort_narrow(uint64_t *items, uint64_t *scratch, size_t count);

/* Keys in the order of signed numbers. */
static inline uint64_t sj_sort_key(int64_t value)
{
    return (uint64_t)value ^ (uint64_t)INT64_MIN;
}

#endif
