#include "answers/score_parts.h"

#include "base/i18n.h"

#include <math.h>

/* Who has anything that counts and, where that is asked for, misses nothing. */
static void find_scored(const struct sj_score_table *table, struct sj_score_result *result)
{
    bool *restrict scored = result->scored;
    size_t rows = table->rows;
    for (size_t i = 0; i < table->item_count; i++) {
        const uint8_t *restrict counted = &result->counted[i * rows];
        for (size_t row = 0; row < rows; row++)
            scored[row] |= counted[row] != 0;
    }
    for (size_t i = 0; i < table->item_count && table->missing == SJ_SCORE_LEAVE_OUT; i++) {
        const uint8_t *restrict states = table->items[i].states;
        for (size_t row = 0; row < rows; row++)
            scored[row] &= states[row] != SJ_SCORE_MISSING;
    }
}

static enum sj_status no_room(struct sj_error *error)
{
    return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM", _("too many townships to score at once"));
}

static bool make_room(const struct sj_score_table *table, struct sj_arena *arena,
                      struct sj_score_result *result)
{
    size_t rows = table->rows + 1, cells = table->item_count * rows;
    *result = (struct sj_score_result){
        .scales = sj_arena_array(arena, table->item_count + 1, sizeof *result->scales),
        .normal = sj_arena_array(arena, cells, sizeof *result->normal),
        .counted = sj_arena_alloc(arena, cells),
        .subtotals = sj_arena_array(arena, table->dimension_count * rows, sizeof(double)),
        .scored = sj_arena_array(arena, rows, sizeof *result->scored),
        .scores = sj_arena_array(arena, rows, sizeof *result->scores),
        .ranks = sj_arena_array(arena, rows, sizeof *result->ranks),
        .low = sj_arena_array(arena, rows, sizeof *result->low),
        .high = sj_arena_array(arena, rows, sizeof *result->high),
    };
    return result->scales && result->normal && result->counted && result->subtotals &&
           result->scored && result->scores && result->ranks && result->low && result->high;
}

static void put_subtotals(const struct sj_score_table *table, const struct sj_score_block *block,
                          const double *subtotals, size_t start, struct sj_score_result *result)
{
    for (size_t d = 0; d < table->dimension_count; d++)
        for (size_t i = 0; i < block->rows; i++) {
            double mean = subtotals[d * SJ_SCORE_ROWS + i];
            bool present = block->present[d * SJ_SCORE_ROWS + i] != 0;
            mean = table->geometric ? sj_score_exp(mean) / 100 : mean;
            result->subtotals[d * table->rows + start + i] = present ? mean : NAN;
        }
}

static bool add_up(const struct sj_score_table *table, struct sj_arena *arena,
                   struct sj_score_result *result)
{
    struct sj_score_block block;
    double weights[SJ_SCORE_ITEMS_MAX], totals[SJ_SCORE_ROWS];
    uint32_t numbers[SJ_SCORE_ROWS];
    double *subtotals =
        sj_arena_array(arena, table->dimension_count * SJ_SCORE_ROWS, sizeof *subtotals);
    if (!subtotals || !sj_score_block_new(table, arena, &block))
        return false;
    for (size_t i = 0; i < table->item_count; i++)
        weights[i] = table->items[i].weight;
    for (size_t start = 0; start < table->rows; start += SJ_SCORE_ROWS) {
        size_t count = table->rows - start < SJ_SCORE_ROWS ? table->rows - start : SJ_SCORE_ROWS;
        for (size_t i = 0; i < count; i++)
            numbers[i] = (uint32_t)(start + i);
        sj_score_block_fill(table, result, numbers, count, &block);
        sj_score_block_means(table, &block, weights, table->dimension_weights, totals, subtotals);
        sj_score_keys(table, totals, count, &result->scores[start]);
        put_subtotals(table, &block, subtotals, start, result);
    }
    return true;
}

static bool put_ranks(const struct sj_score_table *table, struct sj_arena *arena,
                      struct sj_score_result *result)
{
    struct sj_score_ranker ranker;
    int32_t *keys = sj_arena_array(arena, table->rows + 1, sizeof *keys);
    uint16_t *ranks = sj_arena_array(arena, table->rows + 1, sizeof *ranks);
    if (!keys || !ranks || !sj_score_ranker_new(table->rows, arena, &ranker))
        return false;
    find_scored(table, result);
    for (size_t i = 0; i < table->rows; i++) {
        if (!result->scored[i])
            continue;
        if (table->adjustments)
            result->scores[i] += table->adjustments[i];
        keys[result->scored_count++] = result->scores[i];
    }
    sj_score_rank16(&ranker, keys, result->scored_count, ranks);
    for (size_t i = 0, at = 0; i < table->rows; i++)
        if (result->scored[i])
            result->ranks[i] = ranks[at++];
    return true;
}

enum sj_status sj_score(const struct sj_score_table *table, struct sj_arena *arena,
                        struct sj_score_result *result, struct sj_error *error)
{
    if (table->rows > SJ_SCORE_ROWS_MAX || table->item_count > SJ_SCORE_ITEMS_MAX ||
        table->dimension_count > SJ_SCORE_DIMENSIONS_MAX || !make_room(table, arena, result))
        return no_room(error);
    return sj_score_scales(table, arena, result) && add_up(table, arena, result) &&
                   put_ranks(table, arena, result)
               ? SJ_OK
               : no_room(error);
}

/* ---- how a score came about ---- */

double sj_score_share(const struct sj_score_table *table, const struct sj_score_result *result,
                      size_t item, size_t row)
{
    double sums[SJ_SCORE_DIMENSIONS_MAX] = {0}, whole = 0;
    const uint8_t *counted = &result->counted[row];
    if (!counted[item * table->rows])
        return 0;
    for (size_t i = 0; i < table->item_count; i++)
        if (counted[i * table->rows])
            sums[table->items[i].dimension] += table->items[i].weight;
    for (size_t d = 0; d < table->dimension_count; d++)
        whole += sums[d] > 0 ? table->dimension_weights[d] : 0;
    uint32_t dimension = table->items[item].dimension;
    return table->dimension_weights[dimension] / whole *
           (table->items[item].weight / sums[dimension]);
}

double sj_score_points(const struct sj_score_table *table, const struct sj_score_result *result,
                       size_t item, size_t row)
{
    return table->points * sj_score_share(table, result, item, row) *
           result->normal[item * table->rows + row];
}

int64_t sj_score_round(double value)
{
    double scaled = value * SJ_SCORE_UNIT + 0.5;
    int64_t whole = (int64_t)scaled;
    return whole - ((double)whole > scaled);
}
