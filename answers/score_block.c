/* A few hundred townships at a time, a column an indicator: what the means are made of. */
#include "answers/score_parts.h"

#include <string.h>

/* Compiled twice, see wide_means. */
#define INLINE static inline __attribute__((always_inline))

enum { PATTERN_ITEMS = 8 };

bool sj_score_block_new(const struct sj_score_table *table, struct sj_arena *arena,
                        struct sj_score_block *block)
{
    size_t cells = table->item_count * SJ_SCORE_ROWS;
    *block = (struct sj_score_block){
        .values = sj_arena_array(arena, cells, sizeof *block->values),
        .masks = sj_arena_array(arena, cells, sizeof *block->masks),
        .present =
            sj_arena_array(arena, table->dimension_count * SJ_SCORE_ROWS, sizeof *block->present),
        .patterns = sj_arena_alloc(arena, table->dimension_count * SJ_SCORE_ROWS),
        .complete = sj_arena_array(arena, table->dimension_count, sizeof *block->complete),
    };
    return block->values && block->masks && block->present && block->patterns && block->complete;
}

/* One item's column; *counted: how many of the rows have it. */
static void fill_column(const struct sj_score_table *table, const double *restrict normal,
                        const uint8_t *restrict counted, const uint32_t *restrict numbers,
                        size_t count, double *restrict values, double *restrict masks,
                        size_t *total)
{
    size_t sum = 0;
    for (size_t r = 0; r < count; r++) {
        values[r] = normal[numbers[r]];
        masks[r] = counted[numbers[r]];
        sum += counted[numbers[r]];
    }
    for (size_t r = 0; r < count && table->geometric; r++)
        values[r] = masks[r] != 0 ? sj_score_mean_of(table, values[r]) : 0;
    *total = sum;
}

void sj_score_block_fill(const struct sj_score_table *table, const struct sj_score_result *result,
                         const uint32_t *numbers, size_t count, struct sj_score_block *block)
{
    block->rows = count;
    block->whole = true;
    memset(block->present, 0, table->dimension_count * SJ_SCORE_ROWS * sizeof *block->present);
    memset(block->patterns, 0, table->dimension_count * SJ_SCORE_ROWS);
    for (size_t d = 0; d < table->dimension_count; d++)
        block->complete[d] = true;
    size_t first = 0;
    for (size_t i = 0; i < table->item_count; i++) {
        size_t dimension = table->items[i].dimension, total;
        first = i > 0 && table->items[i - 1].dimension == dimension ? first : i;
        double *restrict masks = &block->masks[i * SJ_SCORE_ROWS];
        double *restrict present = &block->present[dimension * SJ_SCORE_ROWS];
        fill_column(table, &result->normal[i * table->rows], &result->counted[i * table->rows],
                    numbers, count, &block->values[i * SJ_SCORE_ROWS], masks, &total);
        for (size_t r = 0; r < count; r++)
            present[r] = masks[r] > present[r] ? masks[r] : present[r];
        for (size_t r = 0; r < count && i - first < PATTERN_ITEMS; r++)
            block->patterns[dimension * SJ_SCORE_ROWS + r] |=
                (uint8_t)((masks[r] != 0) << (i - first));
        block->complete[dimension] &= total == count;
        block->whole &= total == count;
    }
}

/* sums += weight × column. */
INLINE void add_column(double *restrict sums, const double *restrict column, double weight,
                       size_t rows)
{
    for (size_t r = 0; r < rows; r++)
        sums[r] += weight * column[r];
}

/* The weights of what each row has, added in the order of the items. Rows of one pattern have one
 * sum: it is looked up. */
INLINE void add_shares(const struct sj_score_block *block, size_t dimension, size_t first,
                       size_t end, const double *weights, double *restrict shares)
{
    const uint8_t *restrict patterns = &block->patterns[dimension * SJ_SCORE_ROWS];
    double sums[1 << PATTERN_ITEMS];
    if (end - first > PATTERN_ITEMS) {
        memset(shares, 0, block->rows * sizeof *shares);
        for (size_t i = first; i < end; i++)
            add_column(shares, &block->masks[i * SJ_SCORE_ROWS], weights[i], block->rows);
        return;
    }
    sums[0] = 0;
    /* The sum of a pattern is that without its last item, and the last item's weight. */
    for (size_t i = first; i < end; i++)
        for (size_t p = (size_t)1 << (i - first); p < (size_t)2 << (i - first); p++)
            sums[p] = sums[p - ((size_t)1 << (i - first))] + weights[i];
    for (size_t r = 0; r < block->rows; r++)
        shares[r] = sums[patterns[r]];
}

/* One dimension's weighted means, into `means`; 0 where a row has none of its items. */
INLINE void dimension_means(const struct sj_score_block *block, size_t dimension, size_t first,
                            size_t end, const double *weights, double *restrict means)
{
    double shares[SJ_SCORE_ROWS];
    const double *restrict present = &block->present[dimension * SJ_SCORE_ROWS];
    const double *restrict column = &block->values[first * SJ_SCORE_ROWS];
    size_t rows = block->rows;
    for (size_t r = 0; r < rows; r++)
        means[r] = weights[first] * column[r];
    for (size_t i = first + 1; i < end; i++)
        add_column(means, &block->values[i * SJ_SCORE_ROWS], weights[i], rows);
    if (block->complete[dimension]) {
        double share = 0;
        for (size_t i = first; i < end; i++)
            share += weights[i];
        for (size_t r = 0; r < rows; r++)
            means[r] = means[r] / share;
        return;
    }
    add_shares(block, dimension, first, end, weights, shares);
    for (size_t r = 0; r < rows; r++)
        means[r] = means[r] / (shares[r] + (1 - present[r]));
}

INLINE void block_means(const struct sj_score_table *table, const struct sj_score_block *block,
                        const double *weights, const double *dimension_weights,
                        double *restrict totals, double *subtotals)
{
    double shares[SJ_SCORE_ROWS], own[SJ_SCORE_ROWS], whole = 0;
    size_t first = 0;
    memset(totals, 0, block->rows * sizeof *totals);
    memset(shares, 0, block->rows * sizeof *shares);
    for (size_t d = 0; d < table->dimension_count; d++) {
        double *means = subtotals ? &subtotals[d * SJ_SCORE_ROWS] : own;
        size_t end = first;
        while (end < table->item_count && table->items[end].dimension == d)
            end++;
        dimension_means(block, d, first, end, weights, means);
        add_column(totals, means, dimension_weights[d], block->rows);
        if (!block->whole)
            add_column(shares, &block->present[d * SJ_SCORE_ROWS], dimension_weights[d],
                       block->rows);
        whole += dimension_weights[d];
        first = end;
    }
    for (size_t r = 0; r < block->rows && block->whole; r++)
        totals[r] = totals[r] / whole;
    for (size_t r = 0; r < block->rows && !block->whole; r++)
        totals[r] = shares[r] > 0 ? totals[r] / shares[r] : 0;
}

#if defined(__x86_64__)
/* The same sentences, four rows at a time: without fused operations the digits are the same. */
__attribute__((target("avx2"))) static void wide_means(const struct sj_score_table *table,
                                                       const struct sj_score_block *block,
                                                       const double *weights,
                                                       const double *dimension_weights,
                                                       double *totals, double *subtotals)
{
    block_means(table, block, weights, dimension_weights, totals, subtotals);
}
#endif

void sj_score_block_means(const struct sj_score_table *table, const struct sj_score_block *block,
                          const double *weights, const double *dimension_weights, double *totals,
                          double *subtotals)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        wide_means(table, block, weights, dimension_weights, totals, subtotals);
        return;
    }
#endif
    block_means(table, block, weights, dimension_weights, totals, subtotals);
}

/* floor(x + 1/2) of what fits: a cast and a compare, which run several at a time. */
void sj_score_keys(const struct sj_score_table *table, const double *totals, size_t count,
                   int32_t *keys)
{
    double points = table->geometric ? table->points / 100.0 : table->points;
    for (size_t i = 0; i < count; i++) {
        double mean = table->geometric ? sj_score_exp(totals[i]) : totals[i];
        double scaled = mean * points * SJ_SCORE_UNIT + 0.5;
        int32_t whole = (int32_t)scaled;
        keys[i] = whole - ((double)whole > scaled);
    }
}
