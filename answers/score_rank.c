#include "answers/score_parts.h"

#include <string.h>

/* Digits of the radix sort: narrow ones for few rows, whose counters would else cost more than the
 * rows. */
enum { NARROW_BITS = 8, WIDE_BITS = 11, FEW_ROWS = 2048, ROW_BITS = 16 };

bool sj_score_ranker_new(size_t rows, struct sj_arena *arena, struct sj_score_ranker *ranker)
{
    ranker->pairs = sj_arena_array(arena, rows + 1, sizeof *ranker->pairs);
    ranker->spare = sj_arena_array(arena, rows + 1, sizeof *ranker->spare);
    ranker->counts = sj_arena_array(arena, (size_t)1 << WIDE_BITS, sizeof *ranker->counts);
    ranker->room = rows;
    return ranker->pairs && ranker->spare && ranker->counts;
}

/* One pass: stable by `bits` bits from `shift` on. */
static void sort_digit(const uint64_t *from, uint64_t *to, size_t count, unsigned shift,
                       unsigned bits, uint32_t *counts)
{
    uint64_t mask = ((uint64_t)1 << bits) - 1;
    uint32_t sum = 0;
    memset(counts, 0, sizeof *counts << bits);
    for (size_t i = 0; i < count; i++)
        counts[from[i] >> shift & mask]++;
    for (size_t i = 0; i <= mask; i++) {
        uint32_t here = counts[i];
        counts[i] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[counts[from[i] >> shift & mask]++] = from[i];
}

/* Pairs of (distance from the highest key, row), sorted by the distance. */
static void sort_keys(struct sj_score_ranker *ranker, const int32_t *keys, size_t count)
{
    int32_t highest = INT32_MIN, lowest = INT32_MAX;
    for (size_t i = 0; i < count; i++) {
        highest = keys[i] > highest ? keys[i] : highest;
        lowest = keys[i] < lowest ? keys[i] : lowest;
    }
    for (size_t i = 0; i < count; i++)
        ranker->pairs[i] = (uint64_t)((int64_t)highest - keys[i]) << ROW_BITS | i;
    uint64_t width = count > 0 ? (uint64_t)((int64_t)highest - lowest) : 0;
    unsigned bits = count < FEW_ROWS ? NARROW_BITS : WIDE_BITS;
    for (unsigned shift = 0; width >> shift != 0; shift += bits) {
        sort_digit(ranker->pairs, ranker->spare, count, shift + ROW_BITS, bits, ranker->counts);
        uint64_t *sorted = ranker->spare;
        ranker->spare = ranker->pairs;
        ranker->pairs = sorted;
    }
}

void sj_score_rank16(struct sj_score_ranker *ranker, const int32_t *keys, size_t count,
                     uint16_t *ranks)
{
    sort_keys(ranker, keys, count);
    const uint64_t *pairs = ranker->pairs;
    uint64_t before = UINT64_MAX;
    uint16_t rank = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = pairs[i] >> ROW_BITS;
        rank = key == before ? rank : (uint16_t)(i + 1);
        before = key;
        ranks[pairs[i] & 0xFFFF] = rank;
    }
}

/* The place-th smallest (from 0), by the high byte and then by the low one. */
static uint32_t select_rank(const uint16_t *ranks, size_t draws, size_t stride,
                            const uint32_t *high_counts, size_t place)
{
    uint32_t low_counts[256] = {0};
    uint32_t high = 0, low = 0;
    for (; place >= high_counts[high]; high++)
        place -= high_counts[high];
    for (size_t i = 0; i < draws; i++)
        if (ranks[i * stride] >> 8 == high)
            low_counts[ranks[i * stride] & 0xFF]++;
    for (; place >= low_counts[low]; low++)
        place -= low_counts[low];
    return high << 8 | low;
}

void sj_score_quantiles(const uint16_t *ranks, size_t draws, size_t stride, uint32_t *low,
                        uint32_t *high)
{
    uint32_t counts[256] = {0};
    for (size_t i = 0; i < draws; i++)
        counts[ranks[i * stride] >> 8]++;
    *low = select_rank(ranks, draws, stride, counts, (5 * draws + 99) / 100 - 1);
    *high = select_rank(ranks, draws, stride, counts, (95 * draws + 99) / 100 - 1);
}
