/* A few hundred townships at a time, a column an indicator: what the means are made of. */
#include "answers/score_parts.h"

#include <string.h>

bool sj_score_block_new(const struct sj_score_table *table, struct sj_arena *arena,
                        struct sj_score_block *block)
{
    size_t cells = table->item_count * SJ_SCORE_ROWS;
    *block = (struct sj_score_block){
        .values = sj_arena_array(arena, cells, sizeof *block->values),
        .masks = sj_arena_array(arena, cells, sizeof *block->masks),
        .present =
            sj_arena_array(arena, table->dimension_count * SJ_SCORE_ROWS, sizeof *block->present),
        .complete = sj_arena_array(arena, table->dimension_count, sizeof *block->complete),
    };
    return block->values && block->masks && block->present && block->complete;
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
    for (size_t d = 0; d < table->dimension_count; d++)
        block->complete[d] = true;
    for (size_t i = 0; i < table->item_count; i++) {
        size_t dimension = table->items[i].dimension, total;
        double *restrict masks = &block->masks[i * SJ_SCORE_ROWS];
        double *restrict present = &block->present[dimension * SJ_SCORE_ROWS];
        fill_column(table, &result->normal[i * table->rows], &result->counted[i * table->rows],
                    numbers, count, &block->values[i * SJ_SCORE_ROWS], masks, &total);
        for (size_t r = 0; r < count; r++)
            present[r] = masks[r] > present[r] ? masks[r] : present[r];
        block->complete[dimension] &= total == count;
        block->whole &= total == count;
    }
}

/* sums += weight × column, and weights summed: by row, or once where no row has a gap. */
static void add_column(double *restrict sums, const double *restrict column, double weight,
                       size_t rows)
{
    for (size_t r = 0; r < rows; r++)
        sums[r] += weight * column[r];
}

/* One dimension's weighted means, into `means`; 0 where a row has none of its items. */
static void dimension_means(const struct sj_score_block *block, size_t dimension, size_t first,
                            size_t end, const double *weights, double *restrict means)
{
    double shares[SJ_SCORE_ROWS];
    const double *restrict present = &block->present[dimension * SJ_SCORE_ROWS];
    size_t rows = block->rows;
    memset(means, 0, rows * sizeof *means);
    for (size_t i = first; i < end; i++)
        add_column(means, &block->values[i * SJ_SCORE_ROWS], weights[i], rows);
    if (block->complete[dimension]) {
        double share = 0;
        for (size_t i = first; i < end; i++)
            share += weights[i];
        for (size_t r = 0; r < rows; r++)
            means[r] = means[r] / share;
        return;
    }
    memset(shares, 0, rows * sizeof *shares);
    for (size_t i = first; i < end; i++)
        add_column(shares, &block->masks[i * SJ_SCORE_ROWS], weights[i], rows);
    for (size_t r = 0; r < rows; r++)
        means[r] = means[r] / (shares[r] + (1 - present[r]));
}

void sj_score_block_means(const struct sj_score_table *table, const struct sj_score_block *block,
                          const double *weights, const double *dimension_weights, double *totals,
                          double *subtotals)
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
