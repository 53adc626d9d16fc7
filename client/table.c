#include "client/output.h"

#include "base/decimal.h"
#include "base/text.h"

#include <assert.h>
#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { GAP = 2 };

struct sj_table {
    size_t columns, rows, capacity;
    bool right[SJ_TABLE_COLUMNS_MAX];
    char **cells; /* rows × columns */
    bool failed;  /* no memory for a row */
};

struct sj_table *sj_table_new(size_t columns)
{
    assert(columns > 0 && columns <= SJ_TABLE_COLUMNS_MAX);
    struct sj_table *table = calloc(1, sizeof(*table));
    if (table)
        table->columns = columns;
    return table;
}

void sj_table_right(struct sj_table *table, size_t column)
{
    if (!table)
        return;
    assert(column < table->columns);
    table->right[column] = true;
}

static bool grow(struct sj_table *table)
{
    if (table->rows < table->capacity)
        return true;
    size_t capacity = table->capacity ? 2 * table->capacity : 32;
    char **cells = reallocarray(table->cells, capacity, table->columns * sizeof(*cells));
    if (!cells)
        return false;
    table->cells = cells;
    table->capacity = capacity;
    return true;
}

void sj_table_row(struct sj_table *table, const char *const *cells)
{
    if (!table || table->failed || !grow(table)) {
        if (table)
            table->failed = true;
        return;
    }
    char **row = &table->cells[table->rows * table->columns];
    for (size_t i = 0; i < table->columns; i++) {
        row[i] = strdup(cells[i] ? cells[i] : "");
        if (!row[i])
            table->failed = true;
    }
    table->rows++;
}

/* Combining marks take no column, Chinese and full-width characters two; what is of ambiguous
 * width takes one, as in most terminals outside a Chinese legacy encoding. */
static size_t char_width(uint32_t c)
{
    int width = c < 0x20 || (c >= 0x7F && c < 0xA0) ? 1 : utf8proc_charwidth((int32_t)c);
    return width > 0 ? (size_t)width : 0;
}

size_t sj_display_width(struct sj_bytes text)
{
    size_t at = 0, width = 0;
    for (uint32_t c; (c = sj_utf8_next(text, &at)) != UINT32_MAX;)
        width += char_width(c);
    return width;
}

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Words out of other people's reports must not steer the terminal: controls become blanks. */
void sj_print_bytes(struct sj_bytes text, FILE *out)
{
    char encoded[4];
    size_t at = 0;
    for (uint32_t c; (c = sj_utf8_next(text, &at)) != UINT32_MAX;) {
        if (is_control(c))
            fputc(' ', out);
        else
            fwrite(encoded, 1, sj_utf8_encode(c, encoded), out);
    }
}

void sj_print_lines(struct sj_bytes text, FILE *out)
{
    while (text.len > 0) {
        size_t end = sj_bytes_find(text, SJ_LITERAL("\n"), 0);
        size_t len = end == SIZE_MAX ? text.len : end;
        sj_print_bytes(sj_bytes_slice(text, 0, len), out);
        fputc('\n', out);
        text = sj_bytes_slice(text, len + 1, text.len);
    }
}

void sj_print_text(const char *cell, FILE *out)
{
    sj_print_bytes(sj_bytes_of(cell), out);
}

static const char *cell_of(const struct sj_table *table, size_t row, size_t column)
{
    const char *cell = table->cells[row * table->columns + column];
    return cell ? cell : "";
}

static bool is_printable(const struct sj_table *table)
{
    if (table && !table->failed)
        return true;
    fprintf(stderr, "%s\n", sj_status_text(SJ_NO_MEMORY));
    return false;
}

static void print_row(const struct sj_table *table, size_t row, const size_t *widths, FILE *out)
{
    size_t owed = 0; /* blanks are printed before a cell only, so that no line ends in one */
    for (size_t i = 0; i < table->columns; i++) {
        const char *cell = cell_of(table, row, i);
        size_t width = sj_display_width(sj_bytes_of(cell));
        size_t pad = widths[i] - width;
        if (cell[0])
            fprintf(out, "%*s", (int)(owed + (table->right[i] ? pad : 0)), "");
        sj_print_text(cell, out);
        if (cell[0])
            owed = GAP + (table->right[i] ? 0 : pad);
        else
            owed += GAP + widths[i];
    }
    fputc('\n', out);
}

void sj_table_print(const struct sj_table *table, FILE *out)
{
    if (!is_printable(table))
        return;
    size_t widths[SJ_TABLE_COLUMNS_MAX] = {0};
    for (size_t row = 0; row < table->rows; row++)
        for (size_t i = 0; i < table->columns; i++) {
            size_t width = sj_display_width(sj_bytes_of(cell_of(table, row, i)));
            if (width > widths[i])
                widths[i] = width;
        }
    for (size_t row = 0; row < table->rows; row++)
        print_row(table, row, widths, out);
}

/* A spreadsheet takes what begins so for a formula; numbers may begin with a minus. */
static bool is_formula(const char *cell)
{
    struct sj_decimal number;
    return cell[0] && strchr("=+-@\t\r", cell[0]) && !sj_decimal_parse(sj_bytes_of(cell), &number);
}

void sj_table_print_csv(const struct sj_table *table, FILE *out)
{
    if (!is_printable(table))
        return;
    for (size_t row = 0; row < table->rows; row++)
        for (size_t i = 0; i < table->columns; i++) {
            const char *cell = cell_of(table, row, i);
            struct sj_buffer safe = {.limit = 0};
            sj_buffer_add_text(&safe, is_formula(cell) ? "'" : "");
            sj_buffer_add_text(&safe, cell);
            csv_fwrite(out, sj_buffer_text(&safe), safe.len);
            fputs(i + 1 < table->columns ? "," : "\r\n", out);
            sj_buffer_clear(&safe);
        }
}

void sj_table_free(struct sj_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->rows * table->columns; i++)
        free(table->cells[i]);
    free(table->cells);
    free(table);
}
