#include "client/answer_table.h"

#include "base/i18n.h"
#include "client/answer_text.h"

#include <assert.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void sj_answer_table_init(struct sj_answer_table *table, struct sj_arena *arena)
{
    *table = (struct sj_answer_table){.arena = arena, .title = ""};
}

void sj_answer_table_clear(struct sj_answer_table *table)
{
    free((void *)table->rows);
    sj_buffer_clear(&table->notes);
}

size_t sj_answer_column(struct sj_answer_table *table, enum sj_column_type type, const char *code,
                        const char *title)
{
    assert(table->row_count == 0 && table->column_count < SJ_ANSWER_COLUMNS_MAX);
    table->columns[table->column_count] = (struct sj_answer_column){type, code, title};
    return table->column_count++;
}

void sj_answer_row(struct sj_answer_table *table)
{
    if (table->row_count == table->row_room) {
        size_t room = table->row_room ? 2 * table->row_room : 64;
        struct sj_answer_cell **rows = (struct sj_answer_cell **)reallocarray(
            (void *)table->rows, room, sizeof(struct sj_answer_cell *));
        if (!rows) {
            table->failed = true;
            return;
        }
        table->rows = rows;
        table->row_room = room;
    }
    struct sj_answer_cell *row =
        sj_arena_array(table->arena, table->column_count, sizeof(struct sj_answer_cell));
    table->failed = table->failed || !row;
    if (row)
        table->rows[table->row_count++] = row;
}

static void put(struct sj_answer_table *table, size_t column, enum sj_column_type type,
                struct sj_answer_cell cell)
{
    assert(column < table->column_count && table->columns[column].type == type);
    if (table->failed)
        return;
    cell.there = true;
    table->rows[table->row_count - 1][column] = cell;
}

void sj_answer_named(struct sj_answer_table *table, size_t column, const char *code,
                     const char *text)
{
    if (code && text)
        put(table, column, SJ_COLUMN_TEXT, (struct sj_answer_cell){.code = code, .text = text});
    else
        table->failed = true; /* made in an arena without room */
}

void sj_answer_text(struct sj_answer_table *table, size_t column, const char *text)
{
    sj_answer_named(table, column, text, text);
}

void sj_answer_integer(struct sj_answer_table *table, size_t column, int64_t integer)
{
    put(table, column, SJ_COLUMN_INTEGER, (struct sj_answer_cell){.integer = integer});
}

void sj_answer_decimal(struct sj_answer_table *table, size_t column, const char *decimal)
{
    if (decimal[0])
        put(table, column, SJ_COLUMN_DECIMAL, (struct sj_answer_cell){.text = decimal});
}

void sj_answer_interval(struct sj_answer_table *table, size_t column,
                        const Shangji__V1__Interval *interval)
{
    if (interval)
        put(table, column, SJ_COLUMN_INTERVAL, (struct sj_answer_cell){.interval = interval});
}

void sj_answer_note(struct sj_answer_table *table, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    sj_buffer_add_text(&table->notes, line);
    sj_buffer_add_char(&table->notes, '\n');
}

static bool is_good(const struct sj_answer_table *table)
{
    if (!table->failed)
        return true;
    fprintf(stderr, "%s\n", sj_status_text(SJ_NO_MEMORY));
    return false;
}

static const char *integer_text(const struct sj_answer_table *table, int64_t integer)
{
    const char *text = sj_arena_printf(table->arena, "%lld", (long long)integer);
    return text ? text : "";
}

static const char *text_of(const struct sj_answer_table *table, enum sj_column_type type,
                           const struct sj_answer_cell *cell)
{
    if (!cell->there)
        return "";
    switch (type) {
    case SJ_COLUMN_TEXT:
    case SJ_COLUMN_DECIMAL:
        return cell->text;
    case SJ_COLUMN_INTEGER:
        return integer_text(table, cell->integer);
    case SJ_COLUMN_INTERVAL:
        return sj_text_interval(cell->interval, table->arena);
    }
    return "";
}

/* The columns that people see and that hold anything, in their order. */
static size_t choose_columns(const struct sj_answer_table *table, size_t *shown)
{
    size_t count = 0;
    for (size_t i = 0; i < table->column_count && count < SJ_TABLE_COLUMNS_MAX; i++) {
        bool any = table->row_count == 0;
        for (size_t row = 0; row < table->row_count && !any; row++)
            any = text_of(table, table->columns[i].type, &table->rows[row][i])[0] != '\0';
        if (table->columns[i].title && any)
            shown[count++] = i;
    }
    return count;
}

static void print_rows(const struct sj_answer_table *table, const size_t *shown, size_t count,
                       FILE *out)
{
    const char *cells[SJ_TABLE_COLUMNS_MAX];
    struct sj_table *text = sj_table_new(count);
    for (size_t i = 0; i < count; i++) {
        enum sj_column_type type = table->columns[shown[i]].type;
        if (type == SJ_COLUMN_INTEGER || type == SJ_COLUMN_DECIMAL)
            sj_table_right(text, i);
        cells[i] = table->columns[shown[i]].title;
    }
    sj_table_row(text, cells);
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 0; i < count; i++)
            cells[i] = text_of(table, table->columns[shown[i]].type, &table->rows[row][shown[i]]);
        sj_table_row(text, cells);
    }
    sj_table_print(text, out);
    sj_table_free(text);
}

void sj_answer_table_print(struct sj_answer_table *table, FILE *out)
{
    size_t shown[SJ_TABLE_COLUMNS_MAX];
    if (!is_good(table))
        return;
    if (table->title[0]) {
        sj_print_text(table->title, out);
        fputs("\n\n", out);
    }
    size_t count = choose_columns(table, shown);
    if (table->row_count > 0 && count > 0)
        print_rows(table, shown, count, out);
    if (table->notes.len == 0)
        return;
    if (table->row_count > 0)
        fputc('\n', out);
    /* Line by line: each may quote somebody's words. */
    const char *line = sj_buffer_text(&table->notes);
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        sj_print_bytes(SJ_BYTES(line, (size_t)(end - line)), out);
        fputc('\n', out);
    }
}

/* ---- CSV ---- */

enum { CSV_MAX = 4 * SJ_ANSWER_COLUMNS_MAX };

static size_t csv_heading(const struct sj_answer_table *table, const char **cells)
{
    static const char *const ends[] = {"lo", "lo_open", "hi", "hi_open"};
    size_t count = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sj_answer_column *column = &table->columns[i];
        if (!column->code)
            continue;
        if (column->type != SJ_COLUMN_INTERVAL) {
            cells[count++] = column->code;
            continue;
        }
        for (size_t k = 0; k < 4; k++)
            cells[count++] = column->code[0]
                                 ? sj_arena_printf(table->arena, "%s_%s", column->code, ends[k])
                                 : ends[k];
    }
    return count;
}

static size_t csv_row(const struct sj_answer_table *table, const struct sj_answer_cell *row,
                      const char **cells)
{
    size_t count = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct sj_answer_column *column = &table->columns[i];
        const struct sj_answer_cell *cell = &row[i];
        if (!column->code)
            continue;
        if (column->type != SJ_COLUMN_INTERVAL) {
            cells[count++] = column->type == SJ_COLUMN_TEXT && cell->there
                                 ? cell->code
                                 : text_of(table, column->type, cell);
            continue;
        }
        const Shangji__V1__Interval *interval = cell->there ? cell->interval : NULL;
        cells[count++] = interval ? interval->lo : "";
        cells[count++] = !interval ? "" : interval->lo_open ? "1" : "0";
        cells[count++] = interval ? interval->hi : "";
        cells[count++] = !interval ? "" : interval->hi_open ? "1" : "0";
    }
    return count;
}

void sj_answer_table_print_csv(struct sj_answer_table *table, FILE *out)
{
    const char *cells[CSV_MAX];
    if (!is_good(table))
        return;
    size_t count = csv_heading(table, cells);
    sj_csv_row(cells, count, out);
    for (size_t row = 0; row < table->row_count; row++) {
        csv_row(table, table->rows[row], cells);
        sj_csv_row(cells, count, out);
    }
}

/* ---- the pager ---- */

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

static bool is_long(const char *text)
{
    struct winsize size;
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
           size.ws_row > 0 && count_lines(text) >= size.ws_row;
}

/* False where it did not run, so that nothing is lost. A pager that was left early is no failure.
 */
static bool page(const char *text, size_t len)
{
    const char *pager = getenv("SHANGJI_PAGER");
    if (!pager || !pager[0])
        pager = getenv("PAGER");
    if (!pager || !pager[0])
        pager = "less";
    setenv("LESS", "FRSX", 0); /* long lines are cut and can be scrolled to, not folded */
    fflush(stdout);
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGPIPE, &ignore, &before);
    FILE *out = popen(pager, "w"); // NOLINT(cert-env33-c): the user's own choice of program
    int status = -1;
    if (out) {
        fwrite(text, 1, len, out);
        status = pclose(out);
    }
    sigaction(SIGPIPE, &before, NULL);
    return status >= 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

void sj_answer_table_show(struct sj_answer_table *table)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) {
        sj_answer_table_print(table, stdout);
        return;
    }
    sj_answer_table_print(table, out);
    if (fclose(out) != 0 || !text || !is_long(text) || !page(text, len))
        fwrite(text ? text : "", 1, text ? len : 0, stdout);
    free(text);
}
