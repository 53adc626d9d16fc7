/* What readers take out of the columns, as cells. */
#include "answers/columns_impl.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

static enum sj_status no_room(struct sj_error *error)
{
    return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM",
                        _("the facts do not fit into the memory of a call; ask for less"));
}

/* ---- cells ---- */

struct asked {
    uint32_t indicator;
    struct sj_period period;
    enum sj_told_by by;
};

static bool is_wanted(const struct sj_block *block, const void *context)
{
    const struct asked *asked = context;
    if (sj_period_compare(block->period, asked->period) == 0)
        return true;
    if (asked->by == SJ_TOLD_BY_ITS_PERIOD)
        return false;
    return !block->known || sj_block_column(block, asked->indicator, asked->period) != NULL;
}

/* A block's share in an answer: its column, walked along with the others. */
struct share {
    const struct sj_block *block;
    struct sj_column_walk walk;
    bool more;
    struct sj_cell cell; /* that comes next */
};

static void step(struct share *share)
{
    share->more = sj_column_next(&share->walk);
    if (!share->more)
        return;
    share->cell.township = share->walk.at;
    share->cell.report = sj_block_report(share->block, share->walk.at);
    sj_column_decode(share->walk.column, share->walk.slot, &share->cell);
}

static bool goes_first(const struct sj_cell *a, const struct sj_cell *b)
{
    return a->township != b->township ? a->township < b->township : a->report < b->report;
}

/* Those that have the column. */
static struct share *open_shares(const struct sj_columns *columns, const struct asked *asked,
                                 struct sj_arena *arena, size_t *count, size_t *facts)
{
    struct share *shares = sj_arena_array(arena, columns->block_count + 1, sizeof *shares);
    *count = *facts = 0;
    for (size_t i = 0; shares != NULL && i < columns->block_count; i++) {
        const struct sj_block *block = columns->blocks[i];
        const struct sj_column *column =
            is_wanted(block, asked) ? sj_block_column(block, asked->indicator, asked->period)
                                    : NULL;
        if (column == NULL)
            continue;
        struct share *share = &shares[(*count)++];
        share->block = block;
        *facts += column->count;
        sj_column_walk(column, 0, &share->walk);
        step(share);
    }
    return shares;
}

/* The next cell of all. A handful of blocks tell of a period: the first is found by looking. */
static struct share *first_of(struct share *shares, size_t count)
{
    struct share *first = NULL;
    for (size_t i = 0; i < count; i++)
        if (shares[i].more && (first == NULL || goes_first(&shares[i].cell, &first->cell)))
            first = &shares[i];
    return first;
}

enum sj_status sj_columns_cells(const struct sj_columns *columns, uint32_t indicator,
                                struct sj_period period, enum sj_told_by by, struct sj_arena *arena,
                                struct sj_cell **cells, size_t *count, struct sj_error *error)
{
    struct asked asked = {indicator, period, by};
    size_t share_count, facts;
    *count = 0;
    enum sj_status status = sj_columns_hold(columns, is_wanted, &asked, error);
    if (status != SJ_OK)
        return status;
    struct share *shares = open_shares(columns, &asked, arena, &share_count, &facts);
    *cells = shares == NULL ? NULL : sj_arena_array(arena, facts + 1, sizeof **cells);
    struct share *next;
    while (*cells != NULL && (next = first_of(shares, share_count)) != NULL) {
        (*cells)[(*count)++] = next->cell;
        step(next);
    }
    sj_columns_let_go(columns);
    return *cells == NULL ? no_room(error) : SJ_OK;
}

/* The township's next report behind entry `last`, among the blocks that have the column; NULL:
 * none. `last` SJ_NO_REPORT: its first. */
static const struct sj_block *next_report(const struct sj_columns *columns,
                                          const struct asked *asked, uint32_t township,
                                          uint32_t last)
{
    const struct sj_block *next = NULL;
    for (size_t i = 0; i < columns->block_count; i++) {
        const struct sj_block *block = columns->blocks[i];
        uint32_t report = sj_block_report(block, township);
        if (report == SJ_NO_REPORT || (last != SJ_NO_REPORT && report <= last) ||
            (next != NULL && report > sj_block_report(next, township)) || !is_wanted(block, asked))
            continue;
        next = block;
    }
    return next;
}

enum sj_status sj_columns_township(const struct sj_columns *columns, uint32_t indicator,
                                   struct sj_period period, enum sj_told_by by, uint32_t township,
                                   void (*see)(void *context, const struct sj_cell *cell),
                                   void *context, struct sj_error *error)
{
    struct asked asked = {indicator, period, by};
    enum sj_status status = sj_columns_hold(columns, is_wanted, &asked, error);
    if (status != SJ_OK)
        return status;
    struct sj_cell cell = {.township = township, .report = SJ_NO_REPORT};
    const struct sj_block *block;
    while ((block = next_report(columns, &asked, township, cell.report)) != NULL) {
        const struct sj_column *column = sj_block_column(block, indicator, period);
        struct sj_column_walk walk;
        cell.report = sj_block_report(block, township);
        if (column == NULL)
            continue;
        sj_column_walk(column, township, &walk);
        while (sj_column_next(&walk) && walk.at == township) {
            sj_column_decode(column, walk.slot, &cell);
            see(context, &cell);
        }
    }
    sj_columns_let_go(columns);
    return SJ_OK;
}

enum sj_status sj_columns_any(const struct sj_columns *columns, uint32_t indicator,
                              struct sj_period period, bool *any, struct sj_error *error)
{
    struct asked asked = {indicator, period, SJ_TOLD_BY_ANY};
    enum sj_status status = sj_columns_hold(columns, is_wanted, &asked, error);
    *any = false;
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < columns->block_count && !*any; i++) {
        const struct sj_column *column = sj_block_column(columns->blocks[i], indicator, period);
        *any = column != NULL && column->count > 0;
    }
    sj_columns_let_go(columns);
    return SJ_OK;
}

/* ---- whole reports ---- */

static bool is_block(const struct sj_block *block, const void *context)
{
    return block == context;
}

enum sj_status sj_columns_report(const struct sj_columns *columns,
                                 const struct sj_report_place *place, struct sj_arena *arena,
                                 struct sj_column_fact **facts, size_t *count, uint64_t *entry,
                                 struct sj_error *error)
{
    const struct sj_block *block = sj_block_find(columns, place->period, place->kind);
    size_t room = 16;
    *count = 0;
    *entry = sj_columns_entry(columns, place);
    *facts = sj_arena_array(arena, room, sizeof **facts);
    if (*facts == NULL)
        return no_room(error);
    if (*entry == SJ_NO_ENTRY)
        return SJ_OK;
    enum sj_status status = sj_columns_hold(columns, is_block, block, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; *facts != NULL && i < block->column_count; i++) {
        const struct sj_column *column = block->columns[i];
        struct sj_column_walk walk;
        if (column->first != NULL &&
            (place->township >= column->room || column->first[place->township].what == 0))
            continue; /* without a first fact there is no further one */
        sj_column_walk(column, place->township, &walk);
        while (*facts != NULL && sj_column_next(&walk) && walk.at == place->township) {
            if (*count == room) {
                struct sj_column_fact *grown = sj_arena_array(arena, 2 * room, sizeof *grown);
                if (grown != NULL)
                    memcpy(grown, *facts, room * sizeof *grown);
                *facts = grown;
                room *= 2;
                if (grown == NULL)
                    break;
            }
            struct sj_column_fact *fact = &(*facts)[(*count)++];
            *fact = (struct sj_column_fact){
                .indicator = column->indicator,
                .period = column->period,
                .cell = {.township = place->township, .report = (uint32_t)*entry}};
            sj_column_decode(column, walk.slot, &fact->cell);
        }
    }
    sj_columns_let_go(columns);
    return *facts == NULL ? no_room(error) : SJ_OK;
}

enum sj_status sj_columns_count(const struct sj_columns *columns, struct sj_period period,
                                const char *kind, const uint32_t *indicators, size_t count,
                                const uint8_t *eligible, size_t townships, uint32_t *counts,
                                struct sj_error *error)
{
    const struct sj_block *block = sj_block_find(columns, period, kind);
    memset(counts, 0, count * sizeof *counts);
    if (block == NULL)
        return SJ_OK;
    enum sj_status status = sj_columns_hold(columns, is_block, block, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        const struct sj_column *column = sj_block_column(block, indicators[i], period);
        if (column == NULL)
            continue;
        struct sj_column_walk walk;
        uint32_t last = UINT32_MAX;
        sj_column_walk(column, 0, &walk);
        while (sj_column_next(&walk)) {
            counts[i] += walk.at != last && walk.at < townships && eligible[walk.at];
            last = walk.at;
        }
    }
    sj_columns_let_go(columns);
    return SJ_OK;
}

/* ---- what is ranked ---- */

/* Per township the first fact that compares. */
static void state_all(const struct sj_column *column, const struct sj_comparable *with,
                      const uint8_t *eligible, size_t townships, struct sj_stated *stated,
                      size_t *count)
{
    struct sj_column_walk walk;
    struct sj_cell cell = {0};
    uint32_t last = UINT32_MAX;
    sj_column_walk(column, 0, &walk);
    while (sj_column_next(&walk)) {
        if (walk.at == last || walk.at >= townships || !eligible[walk.at])
            continue;
        sj_column_decode(column, walk.slot, &cell);
        if (!sj_cell_comparable(&cell, with))
            continue;
        cell.township = last = walk.at;
        stated[(*count)++] = sj_stated_of(&cell);
    }
}

enum sj_status sj_columns_stated(const struct sj_columns *columns, uint32_t indicator,
                                 struct sj_period period, const char *kind,
                                 const struct sj_comparable *with, const uint8_t *eligible,
                                 size_t townships, struct sj_arena *arena,
                                 struct sj_stated **stated, size_t *count, struct sj_error *error)
{
    const struct sj_block *block = sj_block_find(columns, period, kind);
    *count = 0;
    *stated = NULL;
    enum sj_status status =
        block == NULL ? SJ_OK : sj_columns_hold(columns, is_block, block, error);
    if (status != SJ_OK || block == NULL)
        return status;
    const struct sj_column *column = sj_block_column(block, indicator, period);
    size_t most = column == NULL ? 0 : column->count < townships ? column->count : townships;
    *stated = sj_arena_array(arena, most + 1, sizeof **stated);
    if (*stated != NULL && column != NULL)
        state_all(column, with, eligible, townships, *stated, count);
    sj_columns_let_go(columns);
    return *stated == NULL ? no_room(error) : SJ_OK;
}
