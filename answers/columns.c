#include "answers/columns.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

struct column {
    uint32_t indicator;
    struct sj_period period;
    struct sj_cell *cells; /* by township, report, figure */
    size_t count, capacity;
};

struct sj_columns {
    struct column **columns;
    size_t count;
    uint32_t *slots; /* open addressing; column number + 1, 0 = free */
    size_t slot_count;
};

struct sj_columns *sj_columns_new(void)
{
    return calloc(1, sizeof(struct sj_columns));
}

void sj_columns_free(struct sj_columns *columns)
{
    if (columns == NULL)
        return;
    for (size_t i = 0; i < columns->count; i++) {
        free(columns->columns[i]->cells);
        free(columns->columns[i]);
    }
    free((void *)columns->columns);
    free(columns->slots);
    free(columns);
}

static size_t hash(uint32_t indicator, struct sj_period period)
{
    uint64_t key = (uint64_t)indicator << 32 | (uint64_t)period.year << 16 |
                   (uint64_t)period.kind << 8 | period.part;
    key *= 0x9E3779B97F4A7C15u; /* Fibonacci hashing: spreads runs of numbers and years */
    return (size_t)(key >> 24);
}

static bool is_column(const struct column *column, uint32_t indicator, struct sj_period period)
{
    return column->indicator == indicator && sj_period_compare(column->period, period) == 0;
}

static struct column *find(const struct sj_columns *columns, uint32_t indicator,
                           struct sj_period period)
{
    if (columns->slot_count == 0)
        return NULL;
    size_t mask = columns->slot_count - 1;
    for (size_t slot = hash(indicator, period) & mask; columns->slots[slot] != 0;
         slot = (slot + 1) & mask) {
        struct column *column = columns->columns[columns->slots[slot] - 1];
        if (is_column(column, indicator, period))
            return column;
    }
    return NULL;
}

static bool grow(struct sj_columns *columns)
{
    size_t slot_count = columns->slot_count == 0 ? 256 : columns->slot_count * 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    struct column **all = (struct column **)reallocarray((void *)columns->columns, slot_count / 2,
                                                         sizeof(struct column *));
    if (all != NULL)
        columns->columns = all;
    if (slots == NULL || all == NULL) {
        free(slots);
        return false;
    }
    for (size_t i = 0; i < columns->count; i++) {
        size_t slot = hash(all[i]->indicator, all[i]->period) & (slot_count - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (slot_count - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    free(columns->slots);
    columns->slots = slots;
    columns->slot_count = slot_count;
    return true;
}

static struct column *find_or_add(struct sj_columns *columns, uint32_t indicator,
                                  struct sj_period period)
{
    struct column *column = find(columns, indicator, period);
    if (column != NULL)
        return column;
    if ((columns->count + 1) * 2 > columns->slot_count && !grow(columns))
        return NULL;
    column = calloc(1, sizeof *column);
    if (column == NULL)
        return NULL;
    column->indicator = indicator;
    column->period = period;
    size_t mask = columns->slot_count - 1, slot = hash(indicator, period) & mask;
    while (columns->slots[slot] != 0)
        slot = (slot + 1) & mask;
    columns->columns[columns->count++] = column;
    columns->slots[slot] = (uint32_t)columns->count;
    return column;
}

static int cell_order(const struct sj_cell *a, const struct sj_cell *b)
{
    if (a->township != b->township)
        return a->township < b->township ? -1 : 1;
    if (a->report != b->report)
        return a->report < b->report ? -1 : 1;
    return (a->figure > b->figure) - (a->figure < b->figure);
}

/* Place of the first cell not before `cell`. */
static size_t place_of(const struct column *column, const struct sj_cell *cell)
{
    size_t low = 0, high = column->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cell_order(&column->cells[middle], cell) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool insert(struct column *column, const struct sj_cell *cell)
{
    if (column->count == column->capacity) {
        size_t capacity = column->capacity == 0 ? 16 : column->capacity * 2;
        struct sj_cell *cells = reallocarray(column->cells, capacity, sizeof *cells);
        if (cells == NULL)
            return false;
        column->cells = cells;
        column->capacity = capacity;
    }
    size_t place = place_of(column, cell);
    memmove(&column->cells[place + 1], &column->cells[place],
            (column->count - place) * sizeof *column->cells);
    column->cells[place] = *cell;
    column->count++;
    return true;
}

/* A revision may have dropped an indicator that the one before stated, so all columns are seen. */
static void drop_report(struct sj_columns *columns, uint32_t township, uint32_t report)
{
    for (size_t i = 0; i < columns->count; i++) {
        struct column *column = columns->columns[i];
        struct sj_cell first = {.township = township, .report = report};
        size_t from = place_of(column, &first), to = from;
        while (to < column->count && column->cells[to].township == township &&
               column->cells[to].report == report)
            to++;
        memmove(&column->cells[from], &column->cells[to],
                (column->count - to) * sizeof *column->cells);
        column->count -= to - from;
    }
}

enum sj_status sj_columns_put(struct sj_columns *columns, uint32_t township, uint32_t index,
                              int64_t replaced, const struct sj_column_fact *facts, size_t count,
                              struct sj_error *error)
{
    if (replaced >= 0)
        drop_report(columns, township, (uint32_t)replaced);
    for (size_t i = 0; i < count; i++) {
        struct column *column = find_or_add(columns, facts[i].indicator, facts[i].period);
        struct sj_cell cell = facts[i].cell;
        cell.township = township;
        cell.report = index;
        if (column == NULL || !insert(column, &cell))
            return sj_error_set(
                error, SJ_NO_MEMORY, "NO_MEMORY",
                _("no memory left for facts; give the machine more and start again"));
    }
    return SJ_OK;
}

const struct sj_cell *sj_columns_find(const struct sj_columns *columns, uint32_t indicator,
                                      struct sj_period period, size_t *count)
{
    const struct column *column = find(columns, indicator, period);
    *count = column == NULL ? 0 : column->count;
    return column == NULL ? NULL : column->cells;
}
