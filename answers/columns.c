/* The blocks: which report stands where, and what the writer does to their columns. */
#include "answers/columns_impl.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY",
                        _("no memory left for facts; give the machine more and start again"));
}

/* ---- making ---- */

struct sj_columns *sj_columns_new_over(const struct sj_facts_source *source, size_t limit_bytes)
{
    struct sj_columns *columns = calloc(1, sizeof *columns);
    struct sj_columns_shared *shared = calloc(1, sizeof *shared);
    if (columns == NULL || shared == NULL) {
        free(columns);
        free(shared);
        return NULL;
    }
    columns->shared = shared;
    columns->limit_bytes = limit_bytes;
    if (source != NULL)
        columns->source = *source;
    pthread_rwlock_init(&shared->residency, NULL);
    pthread_mutex_init(&shared->mutex, NULL);
    return columns;
}

struct sj_columns *sj_columns_new(void)
{
    return sj_columns_new_over(NULL, 0);
}

static void block_free(struct sj_block *block)
{
    for (size_t i = 0; i < block->column_count; i++) {
        sj_column_clear(block->columns[i]);
        free(block->columns[i]);
    }
    free((void *)block->columns);
    free(block->slots);
    free(block->reports);
    free(block);
}

void sj_columns_free(struct sj_columns *columns)
{
    if (columns == NULL)
        return;
    for (size_t i = 0; i < columns->block_count; i++)
        block_free(columns->blocks[i]);
    sj_rankings_clear(columns->shared);
    pthread_rwlock_destroy(&columns->shared->residency);
    pthread_mutex_destroy(&columns->shared->mutex);
    free(columns->shared);
    free((void *)columns->blocks);
    free(columns->changes);
    free(columns);
}

/* ---- finding ---- */

struct sj_block *sj_block_find(const struct sj_columns *columns, struct sj_period period,
                               const char *kind)
{
    for (size_t i = 0; i < columns->block_count; i++)
        if (sj_period_compare(columns->blocks[i]->period, period) == 0 &&
            strcmp(columns->blocks[i]->kind, kind) == 0)
            return columns->blocks[i];
    return NULL;
}

static struct sj_block *block_find_or_add(struct sj_columns *columns, struct sj_period period,
                                          const char *kind)
{
    struct sj_block *block = sj_block_find(columns, period, kind);
    if (block != NULL)
        return block;
    if (columns->block_count == columns->block_room) {
        size_t room = columns->block_room == 0 ? 16 : columns->block_room * 2;
        struct sj_block **blocks =
            (struct sj_block **)reallocarray((void *)columns->blocks, room, sizeof *blocks);
        if (blocks == NULL)
            return NULL;
        columns->blocks = blocks;
        columns->block_room = room;
    }
    block = calloc(1, sizeof *block);
    if (block == NULL)
        return NULL;
    block->period = period;
    snprintf(block->kind, sizeof block->kind, "%s", kind);
    block->resident = block->known = true; /* all of the reports it has not */
    columns->blocks[columns->block_count++] = block;
    return block;
}

static size_t hash(uint32_t indicator, struct sj_period period)
{
    uint64_t key = (uint64_t)indicator << 32 | (uint64_t)period.year << 16 |
                   (uint64_t)period.kind << 8 | period.part;
    key *= 0x9E3779B97F4A7C15u; /* Fibonacci hashing: spreads runs of numbers and years */
    return (size_t)(key >> 24);
}

static bool is_column(const struct sj_column *column, uint32_t indicator, struct sj_period period)
{
    return column->indicator == indicator && column->period.year == period.year &&
           column->period.kind == period.kind && column->period.part == period.part;
}

struct sj_column *sj_block_column(const struct sj_block *block, uint32_t indicator,
                                  struct sj_period period)
{
    if (block->slot_count == 0)
        return NULL;
    size_t mask = block->slot_count - 1;
    for (size_t slot = hash(indicator, period) & mask; block->slots[slot] != 0;
         slot = (slot + 1) & mask) {
        struct sj_column *column = block->columns[block->slots[slot] - 1];
        if (is_column(column, indicator, period))
            return column;
    }
    return NULL;
}

static bool grow(struct sj_block *block)
{
    size_t slot_count = block->slot_count == 0 ? 256 : block->slot_count * 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    struct sj_column **all = (struct sj_column **)reallocarray(
        (void *)block->columns, slot_count / 2, sizeof(struct sj_column *));
    if (all != NULL)
        block->columns = all;
    if (slots == NULL || all == NULL) {
        free(slots);
        return false;
    }
    for (size_t i = 0; i < block->column_count; i++) {
        size_t slot = hash(all[i]->indicator, all[i]->period) & (slot_count - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (slot_count - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    free(block->slots);
    block->slots = slots;
    block->slot_count = slot_count;
    return true;
}

struct sj_column *sj_block_find_or_add(struct sj_block *block, uint32_t indicator,
                                       struct sj_period period)
{
    struct sj_column *column = sj_block_column(block, indicator, period);
    if (column != NULL)
        return column;
    if ((block->column_count + 1) * 2 > block->slot_count && !grow(block))
        return NULL;
    column = calloc(1, sizeof *column);
    if (column == NULL)
        return NULL;
    column->indicator = indicator;
    column->period = period;
    column->number = (uint32_t)block->column_count;
    size_t mask = block->slot_count - 1, slot = hash(indicator, period) & mask;
    while (block->slots[slot] != 0)
        slot = (slot + 1) & mask;
    block->columns[block->column_count++] = column;
    block->slots[slot] = (uint32_t)block->column_count;
    return column;
}

/* ---- what changed ---- */

static bool note_change(struct sj_columns *columns, struct sj_period period)
{
    for (size_t i = 0; i < columns->change_count; i++)
        if (sj_period_compare(columns->changes[i].period, period) == 0) {
            columns->changes[i].at = columns->change;
            return true;
        }
    if (columns->change_count == columns->change_room) {
        size_t room = columns->change_room == 0 ? 16 : columns->change_room * 2;
        struct sj_period_change *changes =
            reallocarray(columns->changes, room, sizeof *columns->changes);
        if (changes == NULL)
            return false;
        columns->changes = changes;
        columns->change_room = room;
    }
    columns->changes[columns->change_count++] =
        (struct sj_period_change){.period = period, .at = columns->change};
    return true;
}

uint64_t sj_columns_changed(const struct sj_columns *columns, struct sj_period period)
{
    for (size_t i = 0; i < columns->change_count; i++)
        if (sj_period_compare(columns->changes[i].period, period) == 0)
            return columns->changes[i].at;
    return 0;
}

/* ---- putting ---- */

static bool make_room(struct sj_columns *columns, struct sj_block *block, uint32_t township)
{
    if (township >= columns->township_room)
        columns->township_room = (township | 63) + 1;
    if (township < block->report_room)
        return true;
    uint32_t room = columns->township_room;
    /* Noted one after the other, they come in any order: doubling keeps that linear. */
    if (room < 2 * block->report_room)
        room = 2 * block->report_room;
    uint32_t *reports = reallocarray(block->reports, room, sizeof *reports);
    if (reports == NULL)
        return false;
    for (uint32_t i = block->report_room; i < room; i++)
        reports[i] = SJ_NO_REPORT;
    block->reports = reports;
    block->report_room = room;
    return true;
}

/* The report stands; its facts are still to come. */
static bool place_report(struct sj_columns *columns, struct sj_block *block, uint32_t township,
                         uint32_t index)
{
    if (block == NULL || !make_room(columns, block, township))
        return false;
    columns->change++;
    if (!note_change(columns, block->period))
        return false;
    /* A revision may have dropped an indicator that the one before stated: all columns are seen. */
    bool replaces = block->reports[township] != SJ_NO_REPORT;
    for (size_t i = 0; replaces && i < block->column_count; i++)
        if ((!block->resident || sj_column_remove(block->columns[i], township) > 0) &&
            !note_change(columns, block->columns[i]->period))
            return false;
    block->report_count += !replaces;
    block->reports[township] = index;
    return true;
}

static bool put_facts(struct sj_columns *columns, struct sj_block *block, uint32_t township,
                      const struct sj_column_fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct sj_column *column = sj_block_find_or_add(block, facts[i].indicator, facts[i].period);
        if (column == NULL || !note_change(columns, column->period))
            return false;
        if (!block->resident)
            continue;
        size_t before = sj_column_bytes(column);
        if (!sj_column_add(column, township, &facts[i].cell, columns->township_room, false))
            return false;
        size_t grown = sj_column_bytes(column) - before;
        block->bytes += grown;
        columns->shared->bytes += grown;
    }
    return true;
}

enum sj_status sj_columns_put(struct sj_columns *columns, const struct sj_report_place *place,
                              uint32_t index, const struct sj_column_fact *facts, size_t count,
                              struct sj_error *error)
{
    struct sj_block *block = block_find_or_add(columns, place->period, place->kind);
    if (!place_report(columns, block, place->township, index))
        return no_memory(error);
    if (!put_facts(columns, block, place->township, facts, count)) {
        if (columns->source.read == NULL)
            return no_memory(error);
        sj_block_drop(columns, block); /* read again when there is memory */
    }
    sj_columns_shrink(columns, UINT64_MAX);
    return SJ_OK;
}

enum sj_status sj_columns_note(struct sj_columns *columns, const struct sj_report_place *place,
                               uint32_t index, struct sj_error *error)
{
    struct sj_block *block = block_find_or_add(columns, place->period, place->kind);
    if (!place_report(columns, block, place->township, index))
        return no_memory(error);
    if (columns->source.read != NULL) {
        if (block->resident)
            sj_block_drop(columns, block);
        block->known = false;
    }
    return SJ_OK;
}

/* ---- reports ---- */

uint64_t sj_columns_entry(const struct sj_columns *columns, const struct sj_report_place *place)
{
    const struct sj_block *block = sj_block_find(columns, place->period, place->kind);
    uint32_t report = block == NULL ? SJ_NO_REPORT : sj_block_report(block, place->township);
    return report == SJ_NO_REPORT ? SJ_NO_ENTRY : report;
}

struct sj_report_list sj_columns_entries(const struct sj_columns *columns, struct sj_period period,
                                         const char *kind)
{
    const struct sj_block *block = sj_block_find(columns, period, kind);
    if (block == NULL)
        return (struct sj_report_list){NULL, 0};
    return (struct sj_report_list){block->reports, block->report_room};
}

size_t sj_columns_kinds(const struct sj_columns *columns, struct sj_period period,
                        const char **kinds, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < columns->block_count; i++) {
        if (sj_period_compare(columns->blocks[i]->period, period) != 0)
            continue;
        if (count < room)
            kinds[count] = columns->blocks[i]->kind;
        count++;
    }
    return count;
}
