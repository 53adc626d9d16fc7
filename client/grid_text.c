/* A table written as sentences. Its rows fall into titles, headings and rows of figures; what its
 * columns are for is seen from their heading and from what stands below it. */
#include "client/grid_parts.h"

#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 60, HEADING_ROWS_MAX = 4 };

static const char serials[] = "序号|编号|行次|序|代码|No|NO|No.|排名|名次|项次";
static const char units[] = "单位|计量单位|计算单位|数量单位";
static const char villages[] = "村|村名|村别|村庄|行政村|村名称|行政村名称";
static const char years[] = "年份|年度|年|年别";
static const char remarks[] =
    "备注|说明|电话|联系电话|手机|手机号|联系方式|身份证|身份证号|身份证号码|"
    "邮编|账号|卡号|编码|日期|时间";

const struct sj_grid_cell *sj_grid_at(const struct sj_grid *grid, size_t row, size_t column)
{
    return &grid->cells[row * grid->columns + column];
}

struct sj_bytes sj_grid_tidy(struct sj_grid_table *table, size_t row, size_t column)
{
    struct sj_bytes text = sj_cell_tidy(sj_grid_at(table->grid, row, column)->text, table->arena);
    table->no_memory = table->no_memory || text.data == NULL;
    return text;
}

static bool is_figure(struct sj_bytes text)
{
    enum sj_cell_kind kind = sj_cell_kind(text);
    return kind == SJ_CELL_NUMBER || kind == SJ_CELL_QUANTITY;
}

/* ---- what the table is for ---- */

enum sj_grid_form sj_grid_form(const struct sj_grid *grid)
{
    size_t figures = 0, prose = 0;
    for (size_t column = 0; column < grid->columns; column++) {
        bool serial = false;
        for (size_t row = 0; row < grid->rows; row++) {
            const struct sj_grid_cell *cell = sj_grid_at(grid, row, column);
            serial = serial || sj_cell_is_one_of(sj_bytes_trim(cell->text), serials);
            if (cell->repeated)
                continue;
            prose += cell->text.len > SJ_GRID_PROSE_BYTES;
            figures += !serial && is_figure(cell->text);
        }
    }
    if (grid->columns < 2 || prose > figures || (prose > 0 && figures < 2))
        return prose > 0 || grid->columns < 2 ? SJ_GRID_FLOW : SJ_GRID_WORDS;
    return figures > 0 ? SJ_GRID_FIGURES : SJ_GRID_WORDS;
}

/* ---- rows that hold no figures ---- */

struct row_sight {
    size_t texts, figures, first; /* distinct cells; where the first one stands */
    bool years;                   /* its numbers may all be years */
};

static struct row_sight sight_of(const struct sj_grid *grid, size_t row)
{
    struct row_sight sight = {.first = SIZE_MAX, .years = true};
    for (size_t column = 0; column < grid->columns; column++) {
        const struct sj_grid_cell *cell = sj_grid_at(grid, row, column);
        enum sj_cell_kind kind = sj_cell_kind(cell->text);
        if (kind == SJ_CELL_EMPTY)
            continue;
        bool across = cell->repeated && column > 0 &&
                      sj_grid_at(grid, row, column - 1)->text.data == cell->text.data;
        if (sight.first == SIZE_MAX)
            sight.first = column;
        if (kind == SJ_CELL_TEXT)
            sight.texts += !across;
        else
            sight.figures += !cell->repeated;
        sight.years = sight.years && (kind == SJ_CELL_TEXT || sj_cell_is_year(cell->text));
    }
    return sight;
}

static bool is_blank_row(const struct row_sight *sight)
{
    return sight->texts + sight->figures == 0;
}

/* One text alone: a title, the unit of what follows, a row that parts the table. */
static bool is_title(const struct sj_grid_table *table, size_t row, const struct row_sight *sight)
{
    return sight->texts == 1 && sight->figures == 0 &&
           (sight->first == 0 || sj_bytes_find(sj_grid_at(table->grid, row, sight->first)->text,
                                               SJ_LITERAL("单位"), 0) != SIZE_MAX);
}

static bool is_heading(const struct row_sight *sight)
{
    return sight->texts + sight->figures >= 1 && sight->years;
}

static void write_title(struct sj_grid_table *table, size_t row, size_t column)
{
    struct sj_bytes text = sj_grid_tidy(table, row, column), unit = sj_cell_caption_unit(text);
    if (unit.len > 0)
        table->unit = unit;
    sj_buffer_add_bytes(table->out, text);
    sj_buffer_add_char(table->out, '\n');
}

static void write_words(struct sj_grid_table *table, size_t row)
{
    bool first = true;
    for (size_t column = 0; column < table->grid->columns; column++) {
        const struct sj_grid_cell *cell = sj_grid_at(table->grid, row, column);
        if (cell->repeated || sj_bytes_trim(cell->text).len == 0)
            continue;
        if (!first)
            sj_buffer_add_char(table->out, '\t');
        sj_buffer_add_bytes(table->out, sj_grid_tidy(table, row, column));
        first = false;
    }
    if (!first)
        sj_buffer_add_char(table->out, '\n');
}

/* ---- the heading ---- */

/* The words of all rows of the heading, each once; the lowest unit. */
static struct sj_cell_name joined_name(struct sj_grid_table *table, size_t column)
{
    struct sj_cell_name joined = {SJ_LITERAL(""), SJ_LITERAL(""), SJ_LITERAL("")};
    const uint8_t *last = NULL;
    for (size_t row = table->head; row < table->body; row++) {
        const struct sj_grid_cell *cell = sj_grid_at(table->grid, row, column);
        if (cell->text.len == 0 || cell->text.data == last)
            continue;
        last = cell->text.data;
        struct sj_cell_name name = sj_cell_name(sj_grid_tidy(table, row, column), true);
        if (name.unit.len > 0)
            joined.unit = name.unit;
        if (name.front.len > 0) {
            bool bare = name.front.len == 4 && sj_cell_is_year(name.front);
            char *front = sj_arena_printf(table->arena, "%.*s%.*s%s", (int)joined.front.len,
                                          (const char *)joined.front.data, (int)name.front.len,
                                          (const char *)name.front.data, bare ? "年" : "");
            table->no_memory = table->no_memory || front == NULL;
            joined.front = sj_bytes_of(front);
        }
        if (name.words.len > 0 && !sj_bytes_equal(name.words, joined.words)) {
            char *words = sj_arena_printf(table->arena, "%.*s%.*s", (int)joined.words.len,
                                          (const char *)joined.words.data, (int)name.words.len,
                                          (const char *)name.words.data);
            table->no_memory = table->no_memory || words == NULL;
            joined.words = sj_bytes_of(words);
        }
    }
    return joined;
}

static struct sj_bytes heading_text(struct sj_grid_table *table, size_t column)
{
    for (size_t row = table->body; row > table->head; row--) {
        struct sj_bytes text = sj_grid_tidy(table, row - 1, column);
        if (text.len > 0)
            return text;
    }
    return SJ_LITERAL("");
}

/* 单位 heads units, or the bodies that report: then the cells are names. */
static bool are_units(struct sj_grid_table *table, size_t column, size_t texts)
{
    size_t found = 0;
    for (size_t row = table->body; row < table->below; row++)
        found += sj_cell_is_unit(sj_grid_tidy(table, row, column));
    return 2 * found >= texts;
}

static enum sj_grid_role role_of(struct sj_grid_table *table, size_t column, bool naming)
{
    struct sj_bytes heading = heading_text(table, column);
    size_t figures = 0, texts = 0, longest = 0;
    for (size_t row = table->body; row < table->below; row++) {
        struct sj_bytes text = sj_grid_at(table->grid, row, column)->text;
        enum sj_cell_kind kind = sj_cell_kind(text);
        figures += kind == SJ_CELL_NUMBER || kind == SJ_CELL_QUANTITY;
        texts += kind == SJ_CELL_TEXT;
        if (kind == SJ_CELL_TEXT && text.len > longest)
            longest = text.len;
    }
    if (sj_cell_is_one_of(heading, serials))
        return SJ_COLUMN_SERIAL;
    if (sj_cell_is_one_of(heading, units) && figures == 0 && are_units(table, column, texts))
        return SJ_COLUMN_UNIT;
    if (sj_cell_is_one_of(heading, remarks))
        return SJ_COLUMN_TEXTS;
    if (naming && sj_cell_is_one_of(heading, years))
        return SJ_COLUMN_YEAR;
    if (figures > 0)
        return naming && texts > figures && longest <= NAME_MAX_BYTES ? SJ_COLUMN_LABEL
                                                                      : SJ_COLUMN_FIGURES;
    if (naming && texts > 0 && longest <= NAME_MAX_BYTES)
        return sj_cell_is_one_of(heading, villages) ? SJ_COLUMN_VILLAGE : SJ_COLUMN_LABEL;
    return SJ_COLUMN_TEXTS;
}

/* 甲 乙 1 2 3: the columns' own numbers below the heading. */
static bool is_numbering(const struct sj_grid *grid, size_t row)
{
    char expected[16];
    unsigned next = 1;
    for (size_t column = 0; column < grid->columns; column++) {
        struct sj_bytes text = sj_bytes_trim(sj_grid_at(grid, row, column)->text);
        if (text.len == 0 || sj_cell_is_one_of(text, "甲|乙|丙|丁|戊"))
            continue;
        snprintf(expected, sizeof expected, "%u", next++);
        if (!sj_bytes_equal(text, sj_bytes_of(expected)))
            return false;
    }
    return next > 2;
}

static void take_heading(struct sj_grid_table *table, size_t head, size_t body)
{
    bool naming = true;
    table->head = head;
    table->body = body;
    table->headed = true;
    for (table->below = body; table->below < table->grid->rows; table->below++) {
        struct row_sight sight = sight_of(table->grid, table->below);
        if (is_blank_row(&sight))
            break;
    }
    for (size_t column = 0; column < table->grid->columns; column++) {
        struct sj_grid_column *c = &table->columns[column];
        c->role = role_of(table, column, naming);
        c->name = joined_name(table, column);
        c->ratio = sj_cell_is_ratio(c->name.words);
        if (c->role == SJ_COLUMN_FIGURES || c->role == SJ_COLUMN_TEXTS)
            naming = false;
    }
}

/* Rows of a heading are tied by a cell that spans them; else only the last one is the heading. */
static bool is_tied(const struct sj_grid *grid, size_t row)
{
    for (size_t column = 0; column < grid->columns; column++)
        if (sj_grid_at(grid, row, column)->repeated || sj_grid_at(grid, row + 1, column)->repeated)
            return true;
    return false;
}

/* ---- the whole table ---- */

static bool is_same_as_heading(struct sj_grid_table *table, size_t row)
{
    for (size_t column = 0; column < table->grid->columns; column++)
        if (!sj_bytes_equal(sj_grid_tidy(table, row, column),
                            sj_grid_tidy(table, table->body - 1, column)))
            return false;
    return true;
}

static bool has_figures_below(const struct sj_grid *grid, size_t body)
{
    struct row_sight sight = {0};
    for (size_t row = body; row < grid->rows && sight.figures == 0; row++) {
        sight = sight_of(grid, row);
        if (is_blank_row(&sight))
            return false;
    }
    return sight.figures > 0;
}

/* From the row that looks like a heading; returns the last row that was dealt with. */
static size_t read_heading(struct sj_grid_table *table, size_t row)
{
    const struct sj_grid *grid = table->grid;
    size_t end = row, top;
    struct row_sight sight;
    while (end + 1 < grid->rows) {
        sight = sight_of(grid, end + 1);
        if (is_blank_row(&sight) || is_title(table, end + 1, &sight) || !is_heading(&sight))
            break;
        end++;
    }
    for (top = end; top > row && end - top + 1 < HEADING_ROWS_MAX && is_tied(grid, top - 1); top--)
        ;
    /* 负责人 | 某某 above 人口 | 1200 is no heading: a form of names and values. */
    bool form = grid->columns == 2 && end > row && top == end;
    if (form || !has_figures_below(grid, end + 1))
        top = end + 1;
    for (size_t i = row; i < top; i++)
        write_words(table, i);
    if (top <= end)
        take_heading(table, top, end + 1);
    return end;
}

static void write_figures(struct sj_grid_table *table)
{
    bool apart = true;
    for (size_t row = 0; row < table->grid->rows && !table->out->failed; row++) {
        struct row_sight sight = sight_of(table->grid, row);
        if (is_blank_row(&sight)) {
            apart = true;
            continue;
        }
        if (is_title(table, row, &sight)) {
            write_title(table, row, sight.first);
            continue;
        }
        if (is_heading(&sight) && apart)
            row = read_heading(table, row);
        else if (table->headed && (is_same_as_heading(table, row) ||
                                   (row == table->body && is_numbering(table->grid, row))))
            ;
        else if (table->headed)
            sj_grid_write_row(table, row);
        else
            sj_grid_write_pairs(table, row);
        apart = false;
    }
}

/* The cells that lay out prose, one after the other, their own lines kept. */
static void write_flow(struct sj_grid_table *table)
{
    const struct sj_grid *grid = table->grid;
    for (size_t i = 0; i < grid->rows * grid->columns && !table->out->failed; i++) {
        struct sj_bytes text = sj_bytes_trim(grid->cells[i].text);
        if (grid->cells[i].repeated || text.len == 0)
            continue;
        sj_buffer_add_bytes(table->out, text);
        sj_buffer_add_char(table->out, '\n');
    }
}

enum sj_status sj_grid_write(const struct sj_grid *grid, struct sj_bytes above,
                             struct sj_arena *arena, struct sj_buffer *out, struct sj_error *error)
{
    struct sj_grid_table table = {
        .grid = grid, .arena = arena, .out = out, .unit = sj_cell_caption_unit(above)};
    table.columns = sj_arena_array(arena, grid->columns + 1, sizeof *table.columns);
    if (table.columns == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    switch (sj_grid_form(grid)) {
    case SJ_GRID_FIGURES:
        write_figures(&table);
        break;
    case SJ_GRID_WORDS:
        for (size_t row = 0; row < grid->rows && !out->failed; row++)
            write_words(&table, row);
        break;
    case SJ_GRID_FLOW:
        write_flow(&table);
        break;
    }
    bool failed = table.no_memory || table.label.failed;
    sj_buffer_clear(&table.label);
    if (failed)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    return SJ_OK;
}
