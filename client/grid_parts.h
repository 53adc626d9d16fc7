/* What the writers of a table share (grid_text.c, grid_row.c): nothing for others. */
#ifndef SHANGJI_CLIENT_GRID_PARTS_H
#define SHANGJI_CLIENT_GRID_PARTS_H

#include "client/grid_words.h"

/* What a column is for. */
enum sj_grid_role {
    SJ_COLUMN_FIGURES,
    SJ_COLUMN_LABEL,
    SJ_COLUMN_VILLAGE,
    SJ_COLUMN_YEAR,
    SJ_COLUMN_SERIAL,
    SJ_COLUMN_UNIT,
    SJ_COLUMN_TEXTS
};

struct sj_grid_column {
    enum sj_grid_role role;
    struct sj_cell_name name;
    bool ratio;
};

struct sj_grid_table {
    const struct sj_grid *grid;
    struct sj_arena *arena;
    struct sj_buffer *out;
    struct sj_grid_column *columns;
    bool headed, no_memory;
    struct sj_bytes unit; /* of the whole table */
    size_t head, body;    /* the heading's first row, and the first one below it */
    size_t below;         /* behind the rows that the heading is judged by */
    struct sj_buffer label;
    struct sj_bytes row_unit; /* of the row being written */
};

const struct sj_grid_cell *sj_grid_at(const struct sj_grid *grid, size_t row, size_t column);
/* The cell's text as sj_cell_tidy has it; a failure stays in the table. */
struct sj_bytes sj_grid_tidy(struct sj_grid_table *table, size_t row, size_t column);
/* A row below a heading as one sentence. */
void sj_grid_write_row(struct sj_grid_table *table, size_t row);
/* Without a heading names and figures take turns: 总人口 | 12345 | 耕地(亩) | 4567. */
void sj_grid_write_pairs(struct sj_grid_table *table, size_t row);

#endif
