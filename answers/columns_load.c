/* What is in memory and what is not. */
#include "answers/columns_impl.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

enum { LOADERS = 2, GAPS = 4, GATHERED_BYTES = 64 * 1024 * 1024 };

/* ---- dropping ---- */

void sj_block_drop(const struct sj_columns *columns, struct sj_block *block)
{
    for (size_t i = 0; i < block->column_count; i++)
        sj_column_clear(block->columns[i]);
    columns->shared->bytes -= block->bytes;
    block->bytes = 0;
    block->resident = false;
}

void sj_columns_shrink(const struct sj_columns *columns, uint64_t spared)
{
    struct sj_columns_shared *shared = columns->shared;
    while (columns->limit_bytes > 0 && columns->source.read != NULL &&
           shared->bytes > columns->limit_bytes) {
        struct sj_block *oldest = NULL;
        size_t resident = 0;
        for (size_t i = 0; i < columns->block_count; i++) {
            struct sj_block *block = columns->blocks[i];
            resident += block->resident && block->bytes > 0;
            if (block->resident && block->bytes > 0 && atomic_load(&block->used_at) < spared &&
                (oldest == NULL || atomic_load(&block->used_at) < atomic_load(&oldest->used_at)))
                oldest = block;
        }
        if (oldest == NULL || resident < 2) /* one stays, whatever the limit */
            return;
        sj_block_drop(columns, oldest);
    }
}

/* ---- loading a block ---- */

struct place {
    uint32_t entry, township;
};

/* A report's packed facts, waiting for its turn. */
struct gathered {
    uint32_t township, len;
    size_t at;
};

struct load {
    struct sj_block *block;
    const struct place *places;
    uint32_t townships, township;
    size_t number; /* behind the column that came last: reports tell in much the same order */
    struct sj_buffer packed;
    struct gathered *gathered;
    size_t gathered_count;
};

static int by_entry(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static struct sj_column *column_of(struct load *load, const struct sj_column_fact *fact)
{
    struct sj_block *block = load->block;
    for (size_t i = load->number; i < load->number + GAPS && i < block->column_count; i++) {
        struct sj_column *column = block->columns[i];
        if (column->indicator == fact->indicator && column->period.year == fact->period.year &&
            column->period.kind == fact->period.kind && column->period.part == fact->period.part) {
            load->number = i + 1;
            return column;
        }
    }
    struct sj_column *column = sj_block_find_or_add(block, fact->indicator, fact->period);
    if (column != NULL)
        load->number = column->number + 1;
    return column;
}

static bool take_fact(void *context, const struct sj_column_fact *fact)
{
    struct load *load = context;
    struct sj_column *column = column_of(load, fact);
    return column != NULL &&
           sj_column_add(column, load->township, &fact->cell, load->townships, true);
}

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY",
                        _("no memory left for the facts of a period; give the machine more"));
}

static int by_township(const void *a, const void *b)
{
    const struct gathered *x = a, *y = b;
    return (x->township > y->township) - (x->township < y->township);
}

/* Reports come in any order, and a period's columns are larger than the machine's caches: put in
 * the order of townships, the hundred places that a report goes to lie beside those of the one
 * before. */
static enum sj_status put_gathered(struct load *load, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    qsort(load->gathered, load->gathered_count, sizeof *load->gathered, by_township);
    for (size_t i = 0; status == SJ_OK && i < load->gathered_count; i++) {
        const struct gathered *next = &load->gathered[i];
        load->township = next->township;
        load->number = 0;
        status = sj_facts_each(SJ_BYTES(load->packed.data + next->at, next->len), take_fact, load,
                               error);
    }
    load->gathered_count = load->packed.len = 0;
    return status;
}

static enum sj_status take_report(void *context, size_t number, struct sj_bytes packed,
                                  struct sj_error *error)
{
    struct load *load = context;
    if (load->packed.len > 0 && load->packed.len + packed.len > GATHERED_BYTES) {
        enum sj_status status = put_gathered(load, error);
        if (status != SJ_OK)
            return status;
    }
    load->gathered[load->gathered_count++] =
        (struct gathered){load->places[number].township, (uint32_t)packed.len, load->packed.len};
    sj_buffer_add_bytes(&load->packed, packed);
    return load->packed.failed ? no_memory(error) : SJ_OK;
}

static enum sj_status read_block(const struct sj_columns *columns, struct sj_block *block,
                                 struct place *places, uint64_t *entries, struct gathered *gathered,
                                 struct sj_error *error)
{
    size_t count = 0;
    struct load load = {.block = block,
                        .places = places,
                        .townships = columns->township_room,
                        .packed = {.limit = 2 * (size_t)GATHERED_BYTES},
                        .gathered = gathered};
    for (uint32_t i = 0; i < block->report_room; i++)
        if (block->reports[i] != SJ_NO_REPORT)
            places[count++] = (struct place){block->reports[i], i};
    qsort(places, count, sizeof *places, by_entry);
    for (size_t i = 0; i < count; i++)
        entries[i] = places[i].entry;
    enum sj_status status =
        columns->source.read(columns->source.context, entries, count, take_report, &load, error);
    if (status == SJ_OK)
        status = put_gathered(&load, error);
    for (size_t i = 0; status == SJ_OK && i < block->column_count; i++)
        if (!sj_column_seal(block->columns[i]))
            status = no_memory(error);
    sj_buffer_clear(&load.packed);
    return status;
}

/* Touches nothing that other blocks share. */
static enum sj_status load_block(const struct sj_columns *columns, struct sj_block *block,
                                 struct sj_error *error)
{
    struct place *places = reallocarray(NULL, block->report_count + 1, sizeof *places);
    uint64_t *entries = reallocarray(NULL, block->report_count + 1, sizeof *entries);
    struct gathered *gathered = reallocarray(NULL, block->report_count + 1, sizeof *gathered);
    enum sj_status status = places != NULL && entries != NULL && gathered != NULL
                                ? read_block(columns, block, places, entries, gathered, error)
                                : no_memory(error);
    free(gathered);
    free(places);
    free(entries);
    block->bytes = 0;
    for (size_t i = 0; i < block->column_count; i++) {
        if (status != SJ_OK)
            sj_column_clear(block->columns[i]);
        block->bytes += sj_column_bytes(block->columns[i]);
    }
    block->resident = status == SJ_OK;
    block->known = block->known || block->resident;
    return status;
}

/* ---- holding what a question needs ---- */

static bool all_there(const struct sj_columns *columns, sj_block_wanted *wanted,
                      const void *context)
{
    uint64_t now = atomic_fetch_add(&columns->shared->clock, 1) + 1;
    for (size_t i = 0; i < columns->block_count; i++) {
        struct sj_block *block = columns->blocks[i];
        if (!wanted(block, context))
            continue;
        if (!block->resident)
            return false;
        atomic_store(&block->used_at, now);
    }
    return true;
}

/* What is wanted may grow by what is loaded: a block that was never in memory is wanted until it is
 * known what periods it tells of. Those in use are spared, however much they take. */
static enum sj_status load_wanted(const struct sj_columns *columns, sj_block_wanted *wanted,
                                  const void *context, struct sj_error *error)
{
    uint64_t now = atomic_fetch_add(&columns->shared->clock, 1) + 1;
    for (size_t i = 0; i < columns->block_count; i++) {
        struct sj_block *block = columns->blocks[i];
        if (!wanted(block, context))
            continue;
        if (!block->resident) {
            enum sj_status status = load_block(columns, block, error);
            if (status != SJ_OK)
                return status;
            columns->shared->bytes += block->bytes;
        }
        if (wanted(block, context))
            atomic_store(&block->used_at, now);
        sj_columns_shrink(columns, now);
    }
    return SJ_OK;
}

enum sj_status sj_columns_hold(const struct sj_columns *columns, sj_block_wanted *wanted,
                               const void *context, struct sj_error *error)
{
    pthread_rwlock_rdlock(&columns->shared->residency);
    if (all_there(columns, wanted, context))
        return SJ_OK;
    pthread_rwlock_unlock(&columns->shared->residency);
    pthread_rwlock_wrlock(&columns->shared->residency);
    enum sj_status status = load_wanted(columns, wanted, context, error);
    if (status != SJ_OK)
        pthread_rwlock_unlock(&columns->shared->residency);
    return status;
}

void sj_columns_let_go(const struct sj_columns *columns)
{
    pthread_rwlock_unlock(&columns->shared->residency);
}

/* ---- the start ---- */

struct loader {
    struct sj_columns *columns;
    struct sj_block **newest; /* in the order of loading */
    atomic_size_t *next;
    atomic_size_t *bytes;
    enum sj_status status;
    struct sj_error error;
};

static int by_age(const void *a, const void *b)
{
    const struct sj_block *const *x = a, *const *y = b;
    return sj_period_compare((*y)->period, (*x)->period);
}

static void *load_some(void *context)
{
    struct loader *loader = context;
    const struct sj_columns *columns = loader->columns;
    while (loader->status == SJ_OK &&
           (columns->limit_bytes == 0 || atomic_load(loader->bytes) < columns->limit_bytes)) {
        size_t number = atomic_fetch_add(loader->next, 1);
        if (number >= columns->block_count)
            break;
        struct sj_block *block = loader->newest[number];
        if (block->resident)
            continue;
        loader->status = load_block(columns, block, &loader->error);
        atomic_fetch_add(loader->bytes, block->bytes);
        /* The newest is the last to go. */
        atomic_store(&block->used_at, columns->block_count - number);
    }
    return NULL;
}

enum sj_status sj_columns_load(struct sj_columns *columns, struct sj_error *error)
{
    atomic_size_t next = 0, bytes = 0;
    struct loader loaders[LOADERS];
    pthread_t threads[LOADERS];
    size_t started = 0;
    struct sj_block **newest =
        (struct sj_block **)reallocarray(NULL, columns->block_count + 1, sizeof(struct sj_block *));
    if (newest == NULL)
        return no_memory(error);
    if (columns->block_count > 0)
        memcpy((void *)newest, (const void *)columns->blocks,
               columns->block_count * sizeof(struct sj_block *));
    qsort((void *)newest, columns->block_count, sizeof *newest, by_age);
    for (size_t i = 0; i < LOADERS; i++)
        loaders[i] =
            (struct loader){.columns = columns, .newest = newest, .next = &next, .bytes = &bytes};
    /* Periods have nothing in common: a second thread halves the wait where there are two cores. */
    while (started + 1 < LOADERS && started + 1 < columns->block_count &&
           pthread_create(&threads[started], NULL, load_some, &loaders[started + 1]) == 0)
        started++;
    (void)load_some(&loaders[0]);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free((void *)newest);
    columns->shared->bytes = 0;
    for (size_t i = 0; i < columns->block_count; i++)
        columns->shared->bytes += columns->blocks[i]->bytes;
    atomic_store(&columns->shared->clock, columns->block_count + 1);
    for (size_t i = 0; i <= started; i++)
        if (loaders[i].status != SJ_OK) {
            *error = loaders[i].error;
            return loaders[i].status;
        }
    sj_columns_shrink(columns, UINT64_MAX);
    return SJ_OK;
}

struct sj_columns_size sj_columns_size(const struct sj_columns *columns)
{
    struct sj_columns_size size = {.blocks = columns->block_count};
    pthread_rwlock_rdlock(&columns->shared->residency);
    size.bytes = columns->shared->bytes;
    for (size_t i = 0; i < columns->block_count; i++)
        size.resident += columns->blocks[i]->resident;
    pthread_rwlock_unlock(&columns->shared->residency);
    return size;
}
