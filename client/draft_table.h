/* The draft as a grid of cells, as a spreadsheet has it: what CSV and XLSX share. A grid that came
 * back keeps every row and column of it, the clerk's own too, so that writing it again loses
 * nothing. All of it lives in the arena given; no files are touched here. */
#ifndef SHANGJI_CLIENT_DRAFT_TABLE_H
#define SHANGJI_CLIENT_DRAFT_TABLE_H

#include "client/draft.h"

enum { SJ_DRAFT_GRID_COLUMNS_MAX = 256, SJ_DRAFT_GRID_ROWS_MAX = 100000 };

/* Adds a row; `fields` are borrowed, their array is copied. Empty fields at its end are left out.
 * SJ_EXHAUSTED above the limits. */
enum sj_status sj_draft_grid_add(struct sj_draft_grid *grid, const char *const *fields,
                                 size_t count, struct sj_arena *arena,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* The rows of a CSV, appended to the grid, which was zeroed. *whole false: a quotation mark is out
 * of place behind the last row of the grid. */
enum sj_status sj_csv_grid(struct sj_bytes text, struct sj_arena *arena, struct sj_draft_grid *grid,
                           bool *whole, struct sj_error *error) SJ_WARN_UNUSED;
/* Finds the headings in the draft's grid and makes its rows of it. Faults are findings; SJ_INVALID
 * ("NOT_A_DRAFT") where no column of a draft is there at all. */
enum sj_status sj_draft_take_grid(struct sj_draft *draft, struct sj_arena *arena,
                                  struct sj_findings *findings,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* The grid to write: that which came back, with what the clerk changed since put through `escape`;
 * of a draft made here, all of it. */
enum sj_status sj_draft_make_grid(const struct sj_draft *draft,
                                  const char *(*escape)(const char *cell, struct sj_arena *arena),
                                  struct sj_arena *arena, struct sj_draft_grid *grid,
                                  struct sj_error *error) SJ_WARN_UNUSED;

/* sj_draft_parse of a workbook (draft_sheet.c). */
enum sj_status sj_draft_parse_xlsx(const char *name, struct sj_bytes xlsx, struct sj_arena *arena,
                                   struct sj_findings *findings, struct sj_draft *draft,
                                   struct sj_error *error) SJ_WARN_UNUSED;

#define SJ_DRAFT_SHEET "草稿"
#define SJ_NAMES_SHEET "指标"

#endif
