#include "client/draft_table.h"

#include "base/i18n.h"
#include "client/draft_words.h"

#include <string.h>

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
}

static bool is_blank(const char *field)
{
    return sj_bytes_trim(sj_bytes_of(field)).len == 0;
}

/* ---- the grid ---- */

static bool grow(struct sj_draft_grid *grid, struct sj_arena *arena)
{
    if (grid->count < grid->capacity)
        return true;
    size_t capacity = grid->capacity == 0 ? 64 : 2 * grid->capacity;
    struct sj_draft_line *rows = sj_arena_array(arena, capacity, sizeof *rows);
    if (rows == NULL)
        return false;
    if (grid->count > 0)
        memcpy(rows, grid->rows, grid->count * sizeof *rows);
    grid->rows = rows;
    grid->capacity = capacity;
    return true;
}

enum sj_status sj_draft_grid_add(struct sj_draft_grid *grid, const char *const *fields,
                                 size_t count, struct sj_arena *arena, struct sj_error *error)
{
    while (count > 0 && fields[count - 1][0] == '\0')
        count--;
    if (count > SJ_DRAFT_GRID_COLUMNS_MAX)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_COLUMNS",
                            _("row %zu has more than %d columns"), grid->count + 1,
                            SJ_DRAFT_GRID_COLUMNS_MAX);
    if (grid->count == SJ_DRAFT_GRID_ROWS_MAX)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_ROWS", _("more than %d rows"),
                            SJ_DRAFT_GRID_ROWS_MAX);
    struct sj_draft_line row = {.count = count};
    if (count > 0)
        row.fields = sj_arena_array(arena, count, sizeof(const char *));
    if ((count > 0 && row.fields == NULL) || !grow(grid, arena))
        return no_memory(error);
    if (count > 0)
        memcpy(row.fields, fields, count * sizeof(const char *));
    grid->rows[grid->count++] = row;
    return SJ_OK;
}

/* ---- rows out of it ---- */

struct taking {
    struct sj_draft *draft;
    struct sj_findings *findings;
    int columns[SJ_DRAFT_GRID_COLUMNS_MAX]; /* what stands in a field, -1 = nothing of ours */
    size_t known;                           /* columns of ours */
    bool complete;
};

static bool is_blank_row(const struct sj_draft_line *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (!is_blank(row->fields[i]))
            return false;
    return true;
}

static void take_field_heading(struct taking *taking, size_t field, const char *text, size_t line)
{
    struct sj_bytes heading = sj_bytes_trim(sj_bytes_of(text));
    int *places = taking->draft->places;
    for (unsigned column = 0; column < SJ_DRAFT_COLUMNS; column++) {
        if (!sj_bytes_equal(heading, sj_bytes_of(sj_draft_heading(column))))
            continue;
        if (places[column] >= 0)
            sj_draft_fault(taking->draft, line, taking->findings, SJ_INVALID, "DOUBLED_COLUMN",
                           _("the column %s stands there twice"), text);
        taking->known += places[column] < 0;
        places[column] = (int)field;
        taking->columns[field] = (int)column;
    }
}

/* What is only shown may be missing: it says nothing that is read again. */
static void take_headings(struct taking *taking, const struct sj_draft_line *row, size_t line)
{
    taking->complete = true;
    for (size_t i = 0; i < row->count; i++)
        take_field_heading(taking, i, row->fields[i], line);
    for (unsigned column = 0; taking->known > 0 && column < SJ_DRAFT_COLUMNS; column++) {
        if (taking->draft->places[column] >= 0 || sj_draft_column_kind(column) == SJ_DRAFT_SHOWN)
            continue;
        taking->complete = false;
        sj_draft_fault(taking->draft, line, taking->findings, SJ_INVALID, "MISSING_COLUMN",
                       _("the column %s is missing"), sj_draft_heading(column));
    }
}

static bool is_addition(const struct sj_draft_row *row)
{
    int decision = 0;
    return sj_draft_word_find(SJ_WORDS_DECISION, sj_bytes_of(row->cells[SJ_DRAFT_DECISION]),
                              &decision) &&
           decision == SJ_ADDED;
}

static void take_number(const struct taking *taking, struct sj_draft_row *row)
{
    struct sj_bytes cell = sj_bytes_trim(sj_bytes_of(row->cells[SJ_DRAFT_NUMBER]));
    struct sj_decimal number;
    row->number = SJ_DRAFT_NO_NUMBER;
    if (cell.len == 0 || is_addition(row))
        return;
    if (sj_decimal_parse(cell, &number)) {
        number = sj_decimal_normal(number);
        if (number.scale == 0 && number.coefficient >= 0 && number.coefficient < 1000000) {
            row->number = (uint32_t)number.coefficient;
            return;
        }
    }
    sj_draft_fault(taking->draft, row->line, taking->findings, SJ_INVALID, "BAD_NUMBER",
                   _("“%.40s” is no 序号; put back the number that stood there"),
                   row->cells[SJ_DRAFT_NUMBER]);
}

/* Makes a row of the draft; one in which nothing of ours stands is none. */
static enum sj_status take_row(struct taking *taking, const struct sj_draft_line *from, size_t line,
                               struct sj_error *error)
{
    struct sj_draft *draft = taking->draft;
    bool empty = true;
    if (draft->row_count == SJ_DRAFT_ROWS_MAX)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_ROWS", _("%s has more than %d rows"),
                            draft->name, SJ_DRAFT_ROWS_MAX);
    struct sj_draft_row *row = &draft->rows[draft->row_count];
    row->line = line;
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        row->cells[i] = "";
    for (size_t i = 0; i < SJ_DRAFT_GRID_COLUMNS_MAX; i++)
        if (taking->columns[i] >= 0)
            row->cells[taking->columns[i]] =
                i < from->count ? sj_cell_unescape(from->fields[i]) : "";
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        empty = empty && is_blank(row->cells[i]);
    if (empty)
        return SJ_OK;
    draft->row_count++;
    take_number(taking, row);
    return SJ_OK;
}

static enum sj_status not_a_draft(const struct sj_draft *draft, struct sj_error *error)
{
    return sj_error_set(error, SJ_INVALID, "NOT_A_DRAFT",
                        _("%s is no draft: it has none of a draft's columns; make one with "
                          "'shangji read'"),
                        draft->name);
}

enum sj_status sj_draft_take_grid(struct sj_draft *draft, struct sj_arena *arena,
                                  struct sj_findings *findings, struct sj_error *error)
{
    struct taking taking = {.draft = draft, .findings = findings};
    const struct sj_draft_grid *grid = &draft->grid;
    enum sj_status status = SJ_OK;
    size_t heading = 0;
    for (size_t i = 0; i < SJ_DRAFT_GRID_COLUMNS_MAX; i++)
        taking.columns[i] = -1;
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        draft->places[i] = -1;
    draft->rows = sj_arena_array(arena, SJ_DRAFT_ROWS_MAX, sizeof *draft->rows);
    if (draft->rows == NULL)
        return no_memory(error);
    while (heading < grid->count && is_blank_row(&grid->rows[heading]))
        heading++;
    if (heading == grid->count)
        return sj_error_set(error, SJ_INVALID, "EMPTY_DRAFT", _("%s is empty"), draft->name);
    take_headings(&taking, &grid->rows[heading], heading + 1);
    if (taking.known == 0)
        return not_a_draft(draft, error);
    for (size_t i = heading + 1; taking.complete && status == SJ_OK && i < grid->count; i++)
        status = take_row(&taking, &grid->rows[i], i + 1, error);
    return status;
}

/* ---- and back into it ---- */

/* What came back stays as it came, but for the cells that were decided on since. */
static enum sj_status put_row(const struct sj_draft *draft, const struct sj_draft_row *row,
                              const char *(*escape)(const char *, struct sj_arena *),
                              struct sj_arena *arena, struct sj_draft_line *into,
                              struct sj_error *error)
{
    const char **fields = sj_arena_array(arena, SJ_DRAFT_GRID_COLUMNS_MAX, sizeof(const char *));
    if (fields == NULL)
        return no_memory(error);
    for (size_t i = 0; i < SJ_DRAFT_GRID_COLUMNS_MAX; i++)
        fields[i] = i < into->count ? into->fields[i] : "";
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++) {
        int place = draft->places[i];
        if (place < 0 || strcmp(sj_cell_unescape(fields[place]), row->cells[i]) == 0)
            continue;
        fields[place] = escape(row->cells[i], arena);
        if (fields[place] == NULL)
            return no_memory(error);
        if ((size_t)place >= into->count)
            into->count = (size_t)place + 1;
    }
    into->fields = fields;
    return SJ_OK;
}

static bool row_changed(const struct sj_draft *draft, const struct sj_draft_row *row,
                        const struct sj_draft_line *from)
{
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++) {
        size_t place = (size_t)draft->places[i];
        const char *field = "";
        if (draft->places[i] < 0)
            continue;
        if (place < from->count)
            field = from->fields[place];
        if (strcmp(sj_cell_unescape(field), row->cells[i]) != 0)
            return true;
    }
    return false;
}

static enum sj_status merge(const struct sj_draft *draft,
                            const char *(*escape)(const char *, struct sj_arena *),
                            struct sj_arena *arena, struct sj_draft_grid *grid,
                            struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < draft->grid.count; i++)
        status = sj_draft_grid_add(grid, draft->grid.rows[i].fields, draft->grid.rows[i].count,
                                   arena, error);
    for (size_t i = 0; status == SJ_OK && i < draft->row_count; i++) {
        const struct sj_draft_row *row = &draft->rows[i];
        while (status == SJ_OK && grid->count < row->line)
            status = sj_draft_grid_add(grid, NULL, 0, arena, error);
        if (status == SJ_OK && row_changed(draft, row, &grid->rows[row->line - 1]))
            status = put_row(draft, row, escape, arena, &grid->rows[row->line - 1], error);
    }
    return status;
}

enum sj_status sj_draft_make_grid(const struct sj_draft *draft,
                                  const char *(*escape)(const char *cell, struct sj_arena *arena),
                                  struct sj_arena *arena, struct sj_draft_grid *grid,
                                  struct sj_error *error)
{
    const char *fields[SJ_DRAFT_COLUMNS];
    *grid = (struct sj_draft_grid){0};
    if (draft->grid.count > 0)
        return merge(draft, escape, arena, grid, error);
    for (unsigned i = 0; i < SJ_DRAFT_COLUMNS; i++)
        fields[i] = sj_draft_heading(i);
    enum sj_status status = sj_draft_grid_add(grid, fields, SJ_DRAFT_COLUMNS, arena, error);
    for (size_t row = 0; status == SJ_OK && row < draft->row_count; row++) {
        for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++) {
            fields[i] = escape(draft->rows[row].cells[i], arena);
            if (fields[i] == NULL)
                return no_memory(error);
        }
        status = sj_draft_grid_add(grid, fields, SJ_DRAFT_COLUMNS, arena, error);
    }
    return status;
}
