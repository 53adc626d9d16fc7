/* The sheets of an .xlsx file as grids of texts. All that is returned lives in the caller's arena;
 * no files are touched, no state is kept. */
#ifndef SHANGJI_CLIENT_SHEET_H
#define SHANGJI_CLIENT_SHEET_H

#include "base/arena.h"

enum {
    SJ_SHEETS_MAX = 64,
    SJ_SHEET_ROWS_MAX = 20000,
    SJ_SHEET_COLUMNS_MAX = 200,
    SJ_SHEET_CELLS_MAX = 200000,        /* with text, in all sheets */
    SJ_SHEET_PLANE_MAX = 500000,        /* rows × columns, in all sheets */
    SJ_SHEET_CELL_MAX_BYTES = 32 * 1024 /* Excel's own limit is 32,767 characters */
};

/* Merged cells: rows [top, bottom], columns [left, right]. */
struct sj_sheet_merge {
    uint32_t top, left, bottom, right;
};

struct sj_sheet {
    const char *name;
    size_t rows, columns;   /* as far as there are texts */
    struct sj_bytes *cells; /* row by row, terminated UTF-8, "" for empty; a number as it is stored
                               (1140, 0.5, 1.14E+03) */
    struct sj_bytes *shown; /* the same, as the cell's number format shows it; data NULL where the
                               format changes the number in a way that is not understood */
    bool hidden;            /* the whole sheet */
    bool *hidden_rows, *hidden_columns; /* `rows` and `columns` of them */
    struct sj_sheet_merge *merges;      /* of which at least a part has a text */
    size_t merge_count;
};

/* SJ_INVALID for what is no .xlsx file or a broken one; SJ_EXHAUSTED above the limits. Cells
 * without text take no room, however far out they are. The sheets come in the order of their tabs.
 */
enum sj_status sj_xlsx_read(struct sj_bytes file, struct sj_arena *arena, struct sj_sheet **sheets,
                            size_t *count, struct sj_error *error) SJ_WARN_UNUSED;

/* ---- number formats, in sheet_format.c ---- */

/* `number` as stored, as the format with the code `format` shows it (docs/documents.md says what is
 * understood). `since_1904`: the workbook counts its days from there. data NULL: not understood, or
 * no memory. */
struct sj_bytes sj_number_shown(struct sj_bytes number, const char *format, bool since_1904,
                                struct sj_arena *arena);
/* The code of a format that is built in; NULL if there is none of that number. */
const char *sj_number_format(unsigned id);

#endif
