/* A row of a table as a sentence: the names of its row and columns before each figure, the unit
 * behind it. */
#include "client/grid_parts.h"

#include <string.h>

static void add_village(struct sj_grid_table *table, struct sj_bytes text)
{
    static const char *const full[] = {"村", "社区", "居委会", "居", "区", "场", "计", "镇",
                                       "乡", "街道", "级",     "站", "组", "部", "数", "均"};
    sj_buffer_add_bytes(&table->label, text);
    for (size_t i = 0; i < sizeof full / sizeof *full; i++)
        if (sj_bytes_ends(text, sj_bytes_of(full[i])))
            return;
    if (text.len > 0 && text.data[0] >= 0x80)
        sj_buffer_add_text(&table->label, "村");
}

static void add_label(struct sj_grid_table *table, size_t row, size_t column,
                      enum sj_grid_role role)
{
    struct sj_bytes text = sj_grid_tidy(table, row, column);
    struct sj_cell_name name = sj_cell_name(text, false);
    if (sj_cell_kind(text) == SJ_CELL_EMPTY)
        return;
    if (role == SJ_COLUMN_YEAR && sj_cell_is_year(text)) {
        sj_buffer_add_bytes(&table->label, text);
        if (text.len == 4)
            sj_buffer_add_text(&table->label, "年");
        return;
    }
    if (name.unit.len > 0)
        table->row_unit = name.unit;
    if (sj_bytes_ends(sj_buffer_bytes(&table->label), name.words))
        return;
    if (role == SJ_COLUMN_VILLAGE)
        add_village(table, name.words);
    else
        sj_buffer_add_bytes(&table->label, name.words);
}

static void read_label(struct sj_grid_table *table, size_t row)
{
    table->label.len = 0;
    table->row_unit = SJ_LITERAL("");
    for (size_t column = 0; column < table->grid->columns; column++) {
        enum sj_grid_role role = table->columns[column].role;
        if (role == SJ_COLUMN_LABEL || role == SJ_COLUMN_VILLAGE || role == SJ_COLUMN_YEAR)
            add_label(table, row, column, role);
    }
    for (size_t column = 0; column < table->grid->columns; column++) {
        struct sj_bytes text = sj_grid_at(table->grid, row, column)->text;
        enum sj_cell_kind kind = sj_cell_kind(text);
        if (table->columns[column].role == SJ_COLUMN_UNIT && kind == SJ_CELL_TEXT && text.len <= 24)
            table->row_unit = sj_grid_tidy(table, row, column);
        /* 合计 may stand under 序号 */
        if (table->columns[column].role == SJ_COLUMN_SERIAL && kind == SJ_CELL_TEXT &&
            table->label.len == 0)
            add_label(table, row, column, SJ_COLUMN_LABEL);
    }
}

static struct sj_bytes unit_of(const struct sj_grid_table *table,
                               const struct sj_grid_column *column)
{
    struct sj_bytes label = sj_buffer_bytes(&table->label);
    if (column->name.unit.len > 0)
        return column->name.unit;
    if (column->ratio)
        return SJ_LITERAL("");
    if (table->row_unit.len > 0)
        return table->row_unit;
    /* 单位:万元 above a table is not meant for its numbers of households. */
    if (sj_cell_is_ratio(label) || sj_bytes_ends(column->name.words, SJ_LITERAL("数")) ||
        sj_bytes_ends(label, SJ_LITERAL("数")))
        return SJ_LITERAL("");
    return table->unit;
}

/* +5.2 under 增长 is 5.2: prose does not write the sign. */
static void write_value(struct sj_grid_table *table, size_t row, size_t column,
                        enum sj_cell_kind kind)
{
    struct sj_bytes text = sj_grid_tidy(table, row, column);
    size_t sign = kind == SJ_CELL_NUMBER ? sj_cell_plus(text) : 0;
    sj_buffer_add_bytes(table->out, sj_bytes_slice(text, sign, text.len));
}

static void write_names(struct sj_grid_table *table, const struct sj_grid_column *column)
{
    struct sj_bytes label = sj_buffer_bytes(&table->label), words = column->name.words;
    sj_buffer_add_bytes(table->out, column->name.front);
    if (label.len == 0 || words.len == 0 || !sj_bytes_starts(words, label))
        sj_buffer_add_bytes(table->out, label);
    if (words.len > 0 && !sj_bytes_ends(label, words))
        sj_buffer_add_bytes(table->out, words);
}

static bool write_figure(struct sj_grid_table *table, size_t row, size_t at, bool first)
{
    const struct sj_grid_cell *cell = sj_grid_at(table->grid, row, at);
    const struct sj_grid_column *column = &table->columns[at];
    enum sj_cell_kind kind = sj_cell_kind(cell->text);
    if (cell->repeated || kind == SJ_CELL_EMPTY ||
        (column->role != SJ_COLUMN_FIGURES && column->role != SJ_COLUMN_TEXTS))
        return false;
    if (!first)
        sj_buffer_add_char(table->out, ',');
    if (kind == SJ_CELL_TEXT || column->role == SJ_COLUMN_TEXTS) {
        if (first)
            sj_buffer_add_bytes(table->out, sj_buffer_bytes(&table->label));
        sj_buffer_add_bytes(table->out, column->name.front);
        sj_buffer_add_bytes(table->out, column->name.words);
        sj_buffer_add_char(table->out, ':');
        sj_buffer_add_bytes(table->out, sj_grid_tidy(table, row, at));
        return true;
    }
    write_names(table, column);
    write_value(table, row, at, kind);
    if (kind == SJ_CELL_NUMBER)
        sj_buffer_add_bytes(table->out, unit_of(table, column));
    return true;
}

void sj_grid_write_row(struct sj_grid_table *table, size_t row)
{
    bool any = false;
    read_label(table, row);
    for (size_t column = 0; column < table->grid->columns; column++)
        any = write_figure(table, row, column, !any) || any;
    if (!any)
        sj_buffer_add_bytes(table->out, sj_buffer_bytes(&table->label));
    if (any || table->label.len > 0)
        sj_buffer_add_text(table->out, any ? "。\n" : "\n");
}

void sj_grid_write_pairs(struct sj_grid_table *table, size_t row)
{
    const struct sj_grid_column bare = {.ratio = false};
    bool any = false, named = false;
    table->label.len = 0;
    table->row_unit = SJ_LITERAL("");
    for (size_t column = 0; column < table->grid->columns; column++) {
        const struct sj_grid_cell *cell = sj_grid_at(table->grid, row, column);
        enum sj_cell_kind kind = sj_cell_kind(cell->text);
        if (cell->repeated || kind == SJ_CELL_EMPTY)
            continue;
        if (kind == SJ_CELL_TEXT) {
            if (!named) {
                table->label.len = 0;
                table->row_unit = SJ_LITERAL("");
            }
            named = true;
            if (sj_cell_is_unit(sj_bytes_trim(cell->text)))
                table->row_unit = sj_grid_tidy(table, row, column);
            else
                add_label(table, row, column, SJ_COLUMN_LABEL);
            continue;
        }
        if (any)
            sj_buffer_add_char(table->out, ',');
        const size_t value = column;
        if (table->row_unit.len == 0 && column + 1 < table->grid->columns &&
            sj_cell_is_unit(sj_bytes_trim(sj_grid_at(table->grid, row, column + 1)->text)))
            table->row_unit = sj_grid_tidy(table, row, ++column);
        write_names(table, &bare);
        write_value(table, row, value, kind);
        if (kind == SJ_CELL_NUMBER)
            sj_buffer_add_bytes(table->out, unit_of(table, &bare));
        any = true;
        named = false;
    }
    if (named) {
        sj_buffer_add_text(table->out, any ? "," : "");
        sj_buffer_add_bytes(table->out, sj_buffer_bytes(&table->label));
    }
    sj_buffer_add_text(table->out, any ? "。\n" : "\n");
}
