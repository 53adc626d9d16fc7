/* The draft as a workbook. Every cell is a text: a value never passes through a double. */
#include "client/draft_xlsx.h"

#include "base/i18n.h"
#include "client/draft_table.h"
#include "client/home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SOURCE_MAX_BYTES = 16 * 1024 * 1024 };

/* In a workbook nothing that begins with '=' is run, since it is a text; only what unescaping would
 * take for escaped is escaped. */
static const char *escape(const char *cell, struct sj_arena *arena)
{
    return sj_cell_unescape(cell) == cell ? cell : sj_arena_printf(arena, "'%s", cell);
}

static lxw_error put_row(const struct sj_draft_sheet *sheet, const struct sj_draft_line *row,
                         lxw_row_t number)
{
    lxw_error fault = LXW_NO_ERROR;
    for (lxw_col_t i = 0; i < row->count && fault == LXW_NO_ERROR; i++) {
        lxw_format *format = number == 0 ? sheet->heading : sj_draft_look_format(sheet, i);
        fault = worksheet_write_string(sheet->sheet, number, i, row->fields[i], format);
    }
    return fault;
}

static lxw_error put_draft(struct sj_draft_sheet *sheet, const struct sj_draft_grid *grid,
                           const struct sj_catalogue *catalogue, struct sj_arena *arena)
{
    lxw_error fault = LXW_NO_ERROR;
    sheet->rows = (lxw_row_t)grid->count;
    for (size_t i = 0; i < grid->count; i++)
        if (grid->rows[i].count > sheet->columns)
            sheet->columns = (lxw_col_t)grid->rows[i].count;
    sj_draft_look(sheet);
    for (size_t i = 0; i < grid->count && fault == LXW_NO_ERROR; i++)
        fault = put_row(sheet, &grid->rows[i], (lxw_row_t)i);
    sj_draft_lists(sheet, catalogue->indicator_count, arena);
    return fault;
}

/* What an indicator may be called, for the list and for looking it up. */
static lxw_error put_names(lxw_workbook *workbook, lxw_format *heading,
                           const struct sj_catalogue *catalogue, struct sj_arena *arena)
{
    static const char *const headings[] = {"指标", "指标代码", "单位"};
    lxw_worksheet *sheet = workbook_add_worksheet(workbook, SJ_NAMES_SHEET);
    lxw_error fault = sheet == NULL ? LXW_ERROR_MEMORY_MALLOC_FAILED : LXW_NO_ERROR;
    for (lxw_col_t i = 0; fault == LXW_NO_ERROR && i < 3; i++)
        fault = worksheet_write_string(sheet, 0, i, headings[i], heading);
    for (size_t i = 0; fault == LXW_NO_ERROR && i < catalogue->indicator_count; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        const char *cells[] = {indicator->name_zh, indicator->code,
                               sj_arena_text(arena, indicator->unit)};
        for (lxw_col_t column = 0; fault == LXW_NO_ERROR && column < 3; column++)
            fault = worksheet_write_string(sheet, (lxw_row_t)i + 1, column,
                                           cells[column] == NULL ? "" : cells[column], NULL);
    }
    if (sheet == NULL)
        return fault;
    worksheet_set_column(sheet, 0, 1, 30, NULL);
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_protect(sheet, NULL, NULL);
    return fault;
}

/* Into a file that is there; the library knows no other way. */
static lxw_error write_book(const char *path, const struct sj_draft *draft,
                            const struct sj_draft_grid *grid, const struct sj_catalogue *catalogue,
                            struct sj_arena *arena)
{
    struct sj_draft_sheet sheet = {.draft = draft, .workbook = workbook_new(path)};
    if (sheet.workbook == NULL)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    for (int i = 0; i < SJ_DRAFT_COLUMNS; i++)
        sheet.places[i] = draft->grid.count > 0 ? draft->places[i] : i;
    sheet.sheet = workbook_add_worksheet(sheet.workbook, SJ_DRAFT_SHEET);
    sj_draft_look_init(&sheet);
    lxw_error fault = put_draft(&sheet, grid, catalogue, arena);
    if (fault == LXW_NO_ERROR)
        fault = put_names(sheet.workbook, sheet.heading, catalogue, arena);
    lxw_error closed = workbook_close(sheet.workbook);
    return fault == LXW_NO_ERROR ? closed : fault;
}

static enum sj_status write_and_read(const char *path, const struct sj_draft *draft,
                                     const struct sj_draft_grid *grid,
                                     const struct sj_catalogue *catalogue, struct sj_arena *arena,
                                     struct sj_buffer *xlsx, struct sj_error *error)
{
    struct sj_bytes bytes;
    lxw_error fault = write_book(path, draft, grid, catalogue, arena);
    if (fault != LXW_NO_ERROR)
        return sj_error_set(error, SJ_IO, "NO_WORKBOOK", _("cannot make the workbook: %s"),
                            lxw_strerror(fault));
    enum sj_status status = sj_file_read(path, SOURCE_MAX_BYTES, arena, &bytes, error);
    if (status == SJ_OK)
        sj_buffer_add_bytes(xlsx, bytes);
    if (status == SJ_OK && xlsx->failed)
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    return status;
}

enum sj_status sj_draft_format_xlsx(const struct sj_draft *draft,
                                    const struct sj_catalogue *catalogue, struct sj_arena *arena,
                                    struct sj_buffer *xlsx, struct sj_error *error)
{
    const char *folder = getenv("TMPDIR");
    struct sj_draft_grid grid;
    if (folder == NULL || folder[0] == '\0')
        folder = "/tmp";
    enum sj_status status = sj_draft_make_grid(draft, escape, arena, &grid, error);
    if (status != SJ_OK)
        return status;
    char *path = sj_arena_printf(arena, "%s/shangji.XXXXXX", folder);
    int fd = path == NULL ? -1 : mkstemp(path);
    if (fd < 0)
        return sj_error_set(error, SJ_IO, "NO_WORKBOOK",
                            _("cannot make a file in %s for the workbook; set TMPDIR to a folder "
                              "that can be written"),
                            folder);
    close(fd);
    status = write_and_read(path, draft, &grid, catalogue, arena, xlsx, error);
    unlink(path);
    return status;
}
