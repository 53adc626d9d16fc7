/* A table as rows and columns of cell texts, whatever document it stands in, and the sentences that
 * it becomes: the reader reads prose, so every figure gets its row's name and its column's before
 * it and its unit behind it (docs/documents.md says how, and what is left alone). Texts are slices
 * of the caller's; grids live in an arena. */
#ifndef SHANGJI_CLIENT_GRID_H
#define SHANGJI_CLIENT_GRID_H

#include "base/arena.h"

enum {
    SJ_GRID_ROWS_MAX = 5000,
    SJ_GRID_COLUMNS_MAX = 200,
    SJ_GRID_CELLS_MAX = 200000,
    SJ_GRID_PROSE_BYTES = 400 /* a cell of data; what is longer is prose */
};

struct sj_grid_cell {
    struct sj_bytes text;
    bool repeated; /* a cell that spans several places: all but its first */
};

struct sj_grid {
    size_t rows, columns;
    struct sj_grid_cell *cells; /* row by row */
};

/* Collects the cells of a table in the order of its markup. Clear it in any case. */
struct sj_grid_maker {
    struct sj_buffer cells;
    size_t row, column, columns;
    struct sj_bytes below[SJ_GRID_COLUMNS_MAX]; /* what spans down from the rows above … */
    uint32_t left[SJ_GRID_COLUMNS_MAX];         /* … and for how many more rows */
    bool started, too_large;
};

void sj_grid_row(struct sj_grid_maker *maker);
/* The next cell of the row; a span of 0 is 1. The text must outlive the grid. */
void sj_grid_cell(struct sj_grid_maker *maker, struct sj_bytes text, uint32_t columns,
                  uint32_t rows);
/* The next cell continues the one above it, as .docx has it. */
void sj_grid_continue(struct sj_grid_maker *maker, uint32_t columns);
/* SJ_EXHAUSTED for a table above the limits. */
enum sj_status sj_grid_make(const struct sj_grid_maker *maker, struct sj_arena *arena,
                            struct sj_grid *grid, struct sj_error *error) SJ_WARN_UNUSED;
void sj_grid_maker_clear(struct sj_grid_maker *maker);

/* What the table is for, by what its cells hold. */
enum sj_grid_form {
    SJ_GRID_FIGURES, /* figures with their names: becomes sentences */
    SJ_GRID_WORDS,   /* short texts: a line a row, a tab between cells */
    SJ_GRID_FLOW     /* lays out prose: a cell after the other */
};
enum sj_grid_form sj_grid_form(const struct sj_grid *grid);

/* Appends the table as lines, each with its line end. `above` is the text before the table, where
 * its unit may stand ("单位:万元"). SJ_NO_MEMORY, or what `out` says itself when it is full. */
enum sj_status sj_grid_write(const struct sj_grid *grid, struct sj_bytes above,
                             struct sj_arena *arena, struct sj_buffer *out,
                             struct sj_error *error) SJ_WARN_UNUSED;

#endif
