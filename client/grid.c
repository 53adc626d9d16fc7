#include "client/grid.h"

#include "base/i18n.h"

#include <string.h>

struct placed {
    uint32_t row, column;
    struct sj_grid_cell cell;
};

static void place(struct sj_grid_maker *maker, struct sj_bytes text, bool repeated)
{
    struct placed placed = {.row = (uint32_t)maker->row,
                            .column = (uint32_t)maker->column,
                            .cell = {.text = text, .repeated = repeated}};
    if (maker->column >= SJ_GRID_COLUMNS_MAX || maker->row >= SJ_GRID_ROWS_MAX ||
        maker->cells.len / sizeof placed >= SJ_GRID_CELLS_MAX) {
        maker->too_large = true;
        return;
    }
    sj_buffer_add(&maker->cells, &placed, sizeof placed);
    maker->below[maker->column] = text;
    if (++maker->column > maker->columns)
        maker->columns = maker->column;
}

/* Places that cells of the rows above reach down into. */
static void fill_from_above(struct sj_grid_maker *maker)
{
    while (maker->column < SJ_GRID_COLUMNS_MAX && maker->left[maker->column] > 0 &&
           !maker->too_large) {
        maker->left[maker->column]--;
        place(maker, maker->below[maker->column], true);
    }
}

void sj_grid_row(struct sj_grid_maker *maker)
{
    if (maker->started) {
        /* what spans down at the row's end, behind its last cell */
        for (size_t i = maker->column; i < maker->columns && !maker->too_large; i++)
            if (maker->left[i] > 0) {
                maker->column = i;
                fill_from_above(maker);
                i = maker->column;
            }
        maker->row++;
    }
    maker->started = true;
    maker->column = 0;
}

void sj_grid_cell(struct sj_grid_maker *maker, struct sj_bytes text, uint32_t columns,
                  uint32_t rows)
{
    if (!maker->started)
        sj_grid_row(maker);
    fill_from_above(maker);
    /* A span that reaches beyond the table's bounds ends there: pages are careless with it. */
    for (uint32_t i = 0; i == 0 || (i < columns && maker->column < SJ_GRID_COLUMNS_MAX); i++) {
        if (maker->column < SJ_GRID_COLUMNS_MAX)
            maker->left[maker->column] = rows > 1 ? rows - 1 : 0;
        place(maker, text, i > 0);
        if (maker->too_large)
            return;
    }
}

void sj_grid_continue(struct sj_grid_maker *maker, uint32_t columns)
{
    if (!maker->started)
        sj_grid_row(maker);
    for (uint32_t i = 0; i == 0 || (i < columns && maker->column < SJ_GRID_COLUMNS_MAX); i++) {
        struct sj_bytes above = SJ_LITERAL("");
        if (maker->column < SJ_GRID_COLUMNS_MAX && maker->row > 0)
            above = maker->below[maker->column];
        place(maker, above, true);
        if (maker->too_large)
            return;
    }
}

enum sj_status sj_grid_make(const struct sj_grid_maker *maker, struct sj_arena *arena,
                            struct sj_grid *grid, struct sj_error *error)
{
    *grid =
        (struct sj_grid){.rows = maker->started ? maker->row + 1 : 0, .columns = maker->columns};
    if (maker->too_large || grid->rows * grid->columns > SJ_GRID_CELLS_MAX || maker->cells.failed)
        return sj_error_set(error, SJ_EXHAUSTED, "TABLE_TOO_LARGE",
                            _("a table has more than %d rows, %d columns or %d cells; leave it out "
                              "of the report"),
                            SJ_GRID_ROWS_MAX, SJ_GRID_COLUMNS_MAX, SJ_GRID_CELLS_MAX);
    grid->cells = sj_arena_array(arena, grid->rows * grid->columns + 1, sizeof *grid->cells);
    if (grid->cells == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    for (size_t i = 0; i < maker->cells.len / sizeof(struct placed); i++) {
        struct placed placed;
        memcpy(&placed, maker->cells.data + i * sizeof placed, sizeof placed);
        grid->cells[placed.row * grid->columns + placed.column] = placed.cell;
    }
    return SJ_OK;
}

void sj_grid_maker_clear(struct sj_grid_maker *maker)
{
    sj_buffer_clear(&maker->cells);
    *maker = (struct sj_grid_maker){0};
}
