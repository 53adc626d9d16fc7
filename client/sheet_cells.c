/* The cells of one sheet. They are listed first as they come and laid out when the extent is known:
 * a lone cell far out must not cost the plane up to it. */
#include "client/sheet_parts.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MERGES_MAX = 20000, NUMBER_MAX_BYTES = 64 };

struct cell {
    uint32_t row, column;
    struct sj_bytes text, shown;
};

struct reading {
    struct sj_workbook *book;
    struct sj_xml xml;
    struct sj_sheet *sheet;
    struct sj_buffer cells, merges, hidden_rows, hidden_columns; /* of cell, merge, uint32_t */
    struct sj_buffer value;
    uint32_t row, column; /* of the next cell that does not say its place */
    const char *style;    /* the cell's number format */
    char type[16];        /* of the cell: "", "n", "s", "inlineStr", "str", "b", "e", "d" */
    bool no_memory, no_room, broken; /* checked once a cell */
};

/* "BC12" → 11, 54; false for what is none. */
static bool parse_place(const char *text, uint32_t *row, uint32_t *column, const char **end)
{
    uint32_t letters = 0, digits = 0;
    for (; *text == '$'; text++)
        ;
    for (; *text >= 'A' && *text <= 'Z' && letters < 100000; text++)
        letters = letters * 26 + (uint32_t)(*text - 'A' + 1);
    for (; *text == '$'; text++)
        ;
    for (; *text >= '0' && *text <= '9' && digits < 100000000; text++)
        digits = digits * 10 + (uint32_t)(*text - '0');
    *row = digits - 1;
    *column = letters - 1;
    *end = text;
    return letters > 0 && digits > 0;
}

static bool is_true(const char *value)
{
    return value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

/* ---- one cell ---- */

static void open_cell(struct reading *reading)
{
    const char *place = sj_xml_attribute(&reading->xml, "r"), *end;
    const char *type, *style;
    uint32_t row, column;
    if (place != NULL && parse_place(place, &row, &column, &end) && *end == '\0') {
        reading->row = row;
        reading->column = column;
    }
    type = sj_xml_attribute(&reading->xml, "t");
    snprintf(reading->type, sizeof reading->type, "%s", type == NULL ? "" : type);
    style = sj_xml_attribute(&reading->xml, "s");
    size_t number = style == NULL ? 0 : strtoul(style, NULL, 10);
    reading->style = NULL;
    if (number < reading->book->style_count)
        reading->style = reading->book->styles[number];
    if (reading->style == NULL)
        reading->style = "General";
    reading->value.len = 0;
}

static bool is_number(const struct reading *reading)
{
    return reading->type[0] == '\0' || strcmp(reading->type, "n") == 0;
}

static struct sj_bytes shared_string(struct reading *reading)
{
    size_t index = strtoul(sj_buffer_text(&reading->value), NULL, 10);
    if (index < reading->book->string_count)
        return reading->book->strings[index];
    reading->broken = true;
    return SJ_LITERAL("");
}

static void take_texts(struct reading *reading, struct cell *cell)
{
    struct sj_bytes value = sj_buffer_bytes(&reading->value);
    if (strcmp(reading->type, "s") == 0)
        cell->text = value.len == 0 ? SJ_LITERAL("") : shared_string(reading);
    else if (strcmp(reading->type, "b") == 0)
        cell->text =
            is_true(sj_buffer_text(&reading->value)) ? SJ_LITERAL("TRUE") : SJ_LITERAL("FALSE");
    else if (!sj_sheet_text(value, reading->book->arena, &cell->text))
        reading->no_memory = true;
    cell->shown = cell->text;
    if (is_number(reading) && value.len <= NUMBER_MAX_BYTES)
        cell->shown = sj_number_shown(cell->text, reading->style, reading->book->since_1904,
                                      reading->book->arena);
}

static void close_cell(struct reading *reading)
{
    struct cell cell = {.row = reading->row, .column = reading->column++};
    if (reading->value.failed)
        reading->no_room = true;
    if (reading->value.len == 0 || reading->no_room)
        return;
    take_texts(reading, &cell);
    if (cell.text.len == 0)
        return;
    if (cell.row >= SJ_SHEET_ROWS_MAX || cell.column >= SJ_SHEET_COLUMNS_MAX ||
        reading->book->cells == SJ_SHEET_CELLS_MAX) {
        reading->no_room = true;
        return;
    }
    reading->book->cells++;
    if (cell.row >= reading->sheet->rows)
        reading->sheet->rows = cell.row + 1;
    if (cell.column >= reading->sheet->columns)
        reading->sheet->columns = cell.column + 1;
    sj_buffer_add(&reading->cells, &cell, sizeof cell);
}

/* Behind the <c> just opened, up to its close. */
static void read_cell(struct reading *reading)
{
    bool in_value = false;
    open_cell(reading);
    for (size_t depth = 1; depth > 0 && !reading->broken;) {
        switch (sj_xml_next(&reading->xml)) {
        case SJ_XML_OPEN:
            if (sj_xml_is(&reading->xml, "is"))
                reading->broken = sj_sheet_string(&reading->xml, &reading->value) == SJ_XML_FAILED;
            else if (sj_xml_is(&reading->xml, "v")) {
                in_value = true;
                depth++;
            } else /* its formula */
                reading->broken = sj_xml_skip(&reading->xml) == SJ_XML_FAILED;
            break;
        case SJ_XML_TEXT:
            if (in_value)
                sj_buffer_add_bytes(&reading->value, sj_xml_text(&reading->xml));
            break;
        case SJ_XML_CLOSE:
            in_value = false;
            depth--;
            break;
        case SJ_XML_END:
        case SJ_XML_FAILED:
            reading->broken = true;
            break;
        }
    }
    close_cell(reading);
}

/* ---- rows, columns, merged cells ---- */

static void open_row(struct reading *reading)
{
    const char *number = sj_xml_attribute(&reading->xml, "r");
    if (number != NULL)
        reading->row = (uint32_t)strtoul(number, NULL, 10) - 1;
    reading->column = 0;
    if (is_true(sj_xml_attribute(&reading->xml, "hidden")))
        sj_buffer_add(&reading->hidden_rows, &reading->row, sizeof reading->row);
}

static void take_columns(struct reading *reading)
{
    const char *from, *to;
    if (!is_true(sj_xml_attribute(&reading->xml, "hidden")))
        return;
    from = sj_xml_attribute(&reading->xml, "min");
    uint32_t first = from == NULL ? 0 : (uint32_t)strtoul(from, NULL, 10);
    to = sj_xml_attribute(&reading->xml, "max");
    uint32_t last = to == NULL ? first : (uint32_t)strtoul(to, NULL, 10);
    for (uint32_t i = first; i >= 1 && i <= last && i <= SJ_SHEET_COLUMNS_MAX; i++) {
        uint32_t column = i - 1;
        sj_buffer_add(&reading->hidden_columns, &column, sizeof column);
    }
}

static void take_merge(struct reading *reading)
{
    struct sj_sheet_merge merge;
    const char *range = sj_xml_attribute(&reading->xml, "ref");
    if (range == NULL || reading->merges.len / sizeof merge == MERGES_MAX ||
        !parse_place(range, &merge.top, &merge.left, &range) || *range != ':' ||
        !parse_place(range + 1, &merge.bottom, &merge.right, &range))
        return;
    sj_buffer_add(&reading->merges, &merge, sizeof merge);
}

static void open_element(struct reading *reading)
{
    if (sj_xml_is(&reading->xml, "c"))
        read_cell(reading);
    else if (sj_xml_is(&reading->xml, "row"))
        open_row(reading);
    else if (sj_xml_is(&reading->xml, "col"))
        take_columns(reading);
    else if (sj_xml_is(&reading->xml, "mergeCell"))
        take_merge(reading);
}

/* Rows follow each other where they do not say their number. */
static void read_elements(struct reading *reading)
{
    while (!reading->broken && !reading->no_room && !reading->no_memory) {
        switch (sj_xml_next(&reading->xml)) {
        case SJ_XML_OPEN:
            open_element(reading);
            break;
        case SJ_XML_CLOSE:
            reading->row += sj_xml_is(&reading->xml, "row");
            break;
        case SJ_XML_TEXT:
            break;
        case SJ_XML_END:
            return;
        case SJ_XML_FAILED:
            reading->broken = true;
            break;
        }
    }
}

/* ---- laid out ---- */

static bool make_plane(struct sj_sheet *sheet, struct sj_arena *arena)
{
    size_t size = sheet->rows * sheet->columns;
    sheet->cells = sj_arena_array(arena, size + 1, sizeof *sheet->cells);
    sheet->shown = sj_arena_array(arena, size + 1, sizeof *sheet->shown);
    sheet->hidden_rows = sj_arena_array(arena, sheet->rows + 1, sizeof *sheet->hidden_rows);
    sheet->hidden_columns =
        sj_arena_array(arena, sheet->columns + 1, sizeof *sheet->hidden_columns);
    if (sheet->cells == NULL || sheet->shown == NULL || sheet->hidden_rows == NULL ||
        sheet->hidden_columns == NULL)
        return false;
    for (size_t i = 0; i < size; i++)
        sheet->cells[i] = sheet->shown[i] = SJ_LITERAL("");
    return true;
}

static void mark(bool *flags, size_t count, const struct sj_buffer *places)
{
    for (size_t i = 0; i < places->len / sizeof(uint32_t); i++) {
        uint32_t place;
        memcpy(&place, places->data + i * sizeof place, sizeof place);
        if (place < count)
            flags[place] = true;
    }
}

static bool take_merges(struct reading *reading)
{
    struct sj_sheet *sheet = reading->sheet;
    size_t count = reading->merges.len / sizeof *sheet->merges;
    sheet->merges = sj_arena_array(reading->book->arena, count + 1, sizeof *sheet->merges);
    if (sheet->merges == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct sj_sheet_merge merge;
        memcpy(&merge, reading->merges.data + i * sizeof merge, sizeof merge);
        if (merge.top > merge.bottom || merge.left > merge.right || merge.top >= sheet->rows ||
            merge.left >= sheet->columns)
            continue;
        merge.bottom = merge.bottom < sheet->rows ? merge.bottom : (uint32_t)sheet->rows - 1;
        merge.right = merge.right < sheet->columns ? merge.right : (uint32_t)sheet->columns - 1;
        sheet->merges[sheet->merge_count++] = merge;
    }
    return true;
}

static enum sj_status lay_out(struct reading *reading, struct sj_error *error)
{
    struct sj_sheet *sheet = reading->sheet;
    size_t size = sheet->rows * sheet->columns;
    if (reading->cells.failed || reading->merges.failed || reading->hidden_rows.failed)
        return sj_sheet_too_much(error);
    if (size > SJ_SHEET_PLANE_MAX - reading->book->plane)
        return sj_sheet_too_much(error);
    reading->book->plane += size;
    if (!make_plane(sheet, reading->book->arena) || !take_merges(reading))
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    for (size_t i = 0; i < reading->cells.len / sizeof(struct cell); i++) {
        struct cell cell;
        memcpy(&cell, reading->cells.data + i * sizeof cell, sizeof cell);
        sheet->cells[cell.row * sheet->columns + cell.column] = cell.text;
        sheet->shown[cell.row * sheet->columns + cell.column] = cell.shown;
    }
    mark(sheet->hidden_rows, sheet->rows, &reading->hidden_rows);
    mark(sheet->hidden_columns, sheet->columns, &reading->hidden_columns);
    return SJ_OK;
}

enum sj_status sj_sheet_cells(struct sj_workbook *book, struct sj_bytes part,
                              struct sj_sheet *sheet, struct sj_error *error)
{
    struct reading reading = {
        .book = book, .sheet = sheet, .value = {.limit = SJ_SHEET_CELL_MAX_BYTES}};
    enum sj_status status;
    if (!sj_xml_open(part, &reading.xml))
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    read_elements(&reading);
    if (reading.no_memory)
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    else if (reading.no_room)
        status = sj_sheet_too_much(error);
    else if (reading.broken)
        status = sj_sheet_broken(book, _("a sheet"), error);
    else
        status = lay_out(&reading, error);
    sj_buffer_clear(&reading.cells);
    sj_buffer_clear(&reading.merges);
    sj_buffer_clear(&reading.hidden_rows);
    sj_buffer_clear(&reading.hidden_columns);
    sj_buffer_clear(&reading.value);
    sj_xml_close(&reading.xml);
    return status;
}
