/* How a draft looks as a workbook: used by draft_xlsx.c alone. libxlsxwriter is called in these two
 * files only. */
#ifndef SHANGJI_CLIENT_DRAFT_XLSX_H
#define SHANGJI_CLIENT_DRAFT_XLSX_H

#include "client/draft.h"

#include <xlsxwriter.h>

/* A draft's sheet under way. */
struct sj_draft_sheet {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    const struct sj_draft *draft;
    int places[SJ_DRAFT_COLUMNS];        /* columns of the sheet; -1: not there */
    lxw_format *heading, *locked, *open; /* of cells: the machine's, the clerk's */
    lxw_row_t rows;                      /* with the headings */
    lxw_col_t columns;
};

void sj_draft_look_init(struct sj_draft_sheet *sheet);
/* The format of the cells of a column of the sheet. */
lxw_format *sj_draft_look_format(const struct sj_draft_sheet *sheet, lxw_col_t column);
/* Widths, frozen headings, colours of rows that wait, protection without a password. */
void sj_draft_look(const struct sj_draft_sheet *sheet);
/* Drop-down lists, that of indicators from `names` rows of the sheet of names; texts in the arena.
 */
void sj_draft_lists(const struct sj_draft_sheet *sheet, size_t names, struct sj_arena *arena);

#endif
