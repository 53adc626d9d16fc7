/* Documents that are tables: .csv, and .xlsx with a table a sheet. */
#include "client/document.h"

#include "base/i18n.h"
#include "client/draft.h"
#include "client/grid.h"
#include "client/sheet.h"
#include "rules/figure.h"

#include <csv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORK_ARENA_BYTES = 128 * 1024 * 1024 };

/* ---- a table as text ---- */

static bool has_cell(const struct sj_grid *grid, const char *text)
{
    for (size_t i = 0; i < grid->columns; i++)
        if (sj_bytes_equal(sj_bytes_trim(grid->cells[i].text), sj_bytes_of(text)))
            return true;
    return false;
}

enum sj_status sj_table_text(const struct sj_grid *grid, struct sj_arena *arena,
                             struct sj_buffer *out, struct sj_error *error)
{
    if (grid->rows * grid->columns == 0)
        return SJ_OK;
    if (has_cell(grid, "序号") && has_cell(grid, "原文") && has_cell(grid, "识别值"))
        return sj_error_set(error, SJ_INVALID, "IS_A_DRAFT",
                            _("this is a draft and no report; decide on its rows, then: shangji "
                              "check FILE"));
    return sj_grid_write(grid, SJ_LITERAL(""), arena, out, error);
}

static enum sj_status take_text(struct sj_buffer *out, struct sj_arena *arena,
                                struct sj_bytes *text, struct sj_error *error)
{
    if (out->failed)
        return sj_error_set(error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
                            _("the document has more than %d bytes of text: leave out the annexes"),
                            SJ_TEXT_MAX_BYTES);
    *text = sj_arena_copy(arena, sj_buffer_bytes(out));
    if (text->data == NULL && out->len > 0)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the text"));
    return SJ_OK;
}

/* ---- .csv ---- */

struct reading {
    struct sj_grid_maker maker;
    struct sj_arena *arena;
    bool row_open, no_memory;
};

static void on_field(void *bytes, size_t len, void *data)
{
    struct reading *reading = data;
    const char *copy = sj_arena_text(reading->arena, SJ_BYTES(bytes, len));
    reading->no_memory = reading->no_memory || copy == NULL;
    if (copy == NULL || reading->maker.too_large)
        return;
    if (!reading->row_open)
        sj_grid_row(&reading->maker);
    reading->row_open = true;
    sj_grid_cell(&reading->maker, SJ_BYTES(copy, len), 1, 1);
}

static void on_row(int terminator, void *data)
{
    struct reading *reading = data;
    (void)terminator;
    reading->row_open = false;
}

/* By the first line: programs write tabs or semicolons into files called .csv, too. */
static unsigned char delimiter_of(struct sj_bytes csv)
{
    struct sj_bytes line = sj_bytes_slice(csv, 0, sj_bytes_find(csv, SJ_LITERAL("\n"), 0));
    if (line.len == 0 || memchr(line.data, ',', line.len) != NULL)
        return ',';
    if (memchr(line.data, '\t', line.len) != NULL)
        return '\t';
    return memchr(line.data, ';', line.len) != NULL ? ';' : ',';
}

static enum sj_status read_csv(struct reading *reading, struct sj_bytes csv, struct sj_buffer *out,
                               struct sj_error *error)
{
    struct csv_parser parser;
    struct sj_grid grid;
    if (csv_init(&parser, CSV_APPEND_NULL) != 0)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    csv_set_delim(&parser, delimiter_of(csv));
    bool whole = csv_parse(&parser, csv.data, csv.len, on_field, on_row, reading) == csv.len &&
                 csv_fini(&parser, on_field, on_row, reading) == 0;
    csv_free(&parser);
    if (!whole || reading->no_memory)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    enum sj_status status = sj_grid_make(&reading->maker, reading->arena, &grid, error);
    if (status == SJ_OK)
        status = sj_table_text(&grid, reading->arena, out, error);
    return status;
}

enum sj_status sj_csv_text(struct sj_bytes csv, struct sj_arena *arena, struct sj_bytes *text,
                           struct sj_error *error)
{
    struct sj_arena work;
    struct reading reading = {.arena = &work};
    struct sj_buffer out = {.limit = SJ_TEXT_MAX_BYTES + 1};
    sj_arena_init(&work, WORK_ARENA_BYTES);
    enum sj_status status = read_csv(&reading, csv, &out, error);
    if (status == SJ_OK)
        status = take_text(&out, arena, text, error);
    sj_grid_maker_clear(&reading.maker);
    sj_buffer_clear(&out);
    sj_arena_clear(&work);
    return status;
}

/* ---- .xlsx ---- */

enum { CELL_PLACE = 24 };

static const char *cell_place(size_t row, size_t column, char text[static CELL_PLACE])
{
    if (column < 26)
        snprintf(text, CELL_PLACE, "%c%zu", (char)('A' + column), row + 1);
    else
        snprintf(text, CELL_PLACE, "%c%c%zu", (char)('A' + column / 26 - 1),
                 (char)('A' + column % 26), row + 1);
    return text;
}

static enum sj_status fill(const struct sj_sheet *sheet, struct sj_grid_cell *cells,
                           struct sj_error *error)
{
    char place[CELL_PLACE];
    for (size_t row = 0; row < sheet->rows; row++)
        for (size_t column = 0; column < sheet->columns; column++) {
            size_t at = row * sheet->columns + column;
            if (sheet->shown[at].data == NULL && !sheet->hidden_rows[row] &&
                !sheet->hidden_columns[column])
                return sj_error_set(error, SJ_INVALID, "NUMBER_FORMAT",
                                    _("%s: cell %s shows its number in a format that is not read; "
                                      "give it an ordinary number format"),
                                    sheet->name, cell_place(row, column, place));
            cells[at].text = sheet->shown[at];
        }
    for (size_t i = 0; i < sheet->merge_count; i++) {
        struct sj_sheet_merge merge = sheet->merges[i];
        struct sj_bytes text = cells[merge.top * sheet->columns + merge.left].text;
        for (size_t row = merge.top; row <= merge.bottom; row++)
            for (size_t column = merge.left; column <= merge.right; column++) {
                struct sj_grid_cell *cell = &cells[row * sheet->columns + column];
                if (row == merge.top && column == merge.left)
                    continue;
                if (cell->repeated) /* overlapping merges are no table; and would cost their square
                                     */
                    return SJ_OK;
                *cell = (struct sj_grid_cell){.text = text, .repeated = true};
            }
    }
    return SJ_OK;
}

/* Without what is hidden, which nobody sees who signs the report. */
static void leave_out_hidden(const struct sj_sheet *sheet, struct sj_grid *grid)
{
    size_t rows = 0, columns = 0, to = 0;
    for (size_t i = 0; i < sheet->columns; i++)
        columns += !sheet->hidden_columns[i];
    for (size_t row = 0; row < sheet->rows; row++) {
        rows += !sheet->hidden_rows[row];
        for (size_t column = 0; column < sheet->columns && !sheet->hidden_rows[row]; column++)
            if (!sheet->hidden_columns[column])
                grid->cells[to++] = grid->cells[row * sheet->columns + column];
    }
    grid->rows = rows;
    grid->columns = columns;
}

/* "Sheet1" says nothing. */
static bool is_telling(const char *name)
{
    return strncasecmp(name, "Sheet", 5) != 0 && strncmp(name, "工作表", strlen("工作表")) != 0;
}

static enum sj_status write_sheet(const struct sj_sheet *sheet, bool named, struct sj_arena *work,
                                  struct sj_buffer *out, struct sj_error *error)
{
    struct sj_grid grid = {.rows = sheet->rows, .columns = sheet->columns};
    grid.cells = sj_arena_array(work, grid.rows * grid.columns + 1, sizeof *grid.cells);
    if (grid.cells == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    enum sj_status status = fill(sheet, grid.cells, error);
    if (status != SJ_OK)
        return status;
    leave_out_hidden(sheet, &grid);
    if (named && is_telling(sheet->name) && grid.rows > 0) {
        sj_buffer_add_text(out, sheet->name);
        sj_buffer_add_char(out, '\n');
    }
    return sj_table_text(&grid, work, out, error);
}

enum sj_status sj_xlsx_text(struct sj_bytes file, struct sj_arena *arena, struct sj_bytes *text,
                            struct sj_error *error)
{
    struct sj_arena work;
    struct sj_sheet *sheets;
    struct sj_buffer out = {.limit = SJ_TEXT_MAX_BYTES + 1};
    size_t count, visible = 0;
    sj_arena_init(&work, WORK_ARENA_BYTES);
    enum sj_status status = sj_xlsx_read(file, &work, &sheets, &count, error);
    for (size_t i = 0; i < count; i++)
        visible += !sheets[i].hidden && sheets[i].rows > 0;
    for (size_t i = 0; i < count && status == SJ_OK; i++)
        if (!sheets[i].hidden)
            status = write_sheet(&sheets[i], visible > 1, &work, &out, error);
    if (status == SJ_OK)
        status = take_text(&out, arena, text, error);
    sj_buffer_clear(&out);
    sj_arena_clear(&work);
    return status;
}
