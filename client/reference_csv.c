#include "client/reference_csv.h"

#include "base/decimal.h"
#include "base/i18n.h"
#include "client/document.h"
#include "client/draft_table.h"
#include "client/operator_report.h"
#include "proto/pb.h"
#include "rules/city_reference.h"
#include "rules/submission.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the table"));
}

static enum sj_status at_line(const char *name, size_t line, struct sj_error *error)
{
    sj_error_in(error, _("%s, line %zu"), name, line);
    return sj_error_at(error, "%s:%zu", name, line);
}

/* ---- headings ---- */

static const struct {
    const char *word;
    enum sj_reference_column column;
} headings[] = {
    {"township", SJ_REFERENCE_TOWNSHIP},
    {"code", SJ_REFERENCE_TOWNSHIP},
    {"乡镇代码", SJ_REFERENCE_TOWNSHIP},
    {"代码", SJ_REFERENCE_TOWNSHIP},
    {"name", SJ_REFERENCE_NAME},
    {"乡镇", SJ_REFERENCE_NAME},
    {"乡镇名称", SJ_REFERENCE_NAME},
    {"value", SJ_REFERENCE_VALUE},
    {"数值", SJ_REFERENCE_VALUE},
    {"group", SJ_REFERENCE_GROUP},
    {"分组代码", SJ_REFERENCE_GROUP},
    {"group_name", SJ_REFERENCE_GROUP_NAME},
    {"分组", SJ_REFERENCE_GROUP_NAME},
    {"group_name_en", SJ_REFERENCE_GROUP_NAME_EN},
    {"分组英文", SJ_REFERENCE_GROUP_NAME_EN},
};

static const char *trimmed(const char *cell, struct sj_arena *arena)
{
    return sj_arena_text(arena, sj_bytes_trim(sj_bytes_of(cell)));
}

static enum sj_status unknown_heading(const char *heading, struct sj_error *error)
{
    return sj_error_set(
        error, SJ_INVALID, "UNKNOWN_COLUMN",
        _("column \"%.60s\" is none of township, name, value, group, group_name, "
          "group_name_en (乡镇代码, 乡镇, 数值, 分组代码, 分组, 分组英文); remove it"),
        heading);
}

static enum sj_status read_headings(const struct sj_draft_line *line, struct sj_arena *arena,
                                    int columns[static SJ_REFERENCE_COLUMNS],
                                    struct sj_error *error)
{
    for (size_t i = 0; i < SJ_REFERENCE_COLUMNS; i++)
        columns[i] = -1;
    for (size_t i = 0; i < line->count; i++) {
        int found = -1;
        const char *word = trimmed(line->fields[i], arena);
        if (!word)
            return no_memory(error);
        for (size_t h = 0; h < sizeof headings / sizeof headings[0]; h++)
            if (strcasecmp(headings[h].word, word) == 0)
                found = (int)headings[h].column;
        if (found < 0)
            return unknown_heading(word, error);
        if (columns[found] >= 0)
            return sj_error_set(error, SJ_INVALID, "COLUMN_TWICE",
                                _("column \"%.60s\" stands here twice; keep one"), word);
        columns[found] = (int)i;
    }
    return SJ_OK;
}

/* ---- rows ---- */

static bool is_blank(const struct sj_draft_line *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (sj_bytes_trim(sj_bytes_of(line->fields[i])).len > 0)
            return false;
    return true;
}

static enum sj_status read_row(const struct sj_draft_line *line,
                               const int columns[static SJ_REFERENCE_COLUMNS],
                               enum sj_reference_column needed, struct sj_arena *arena,
                               struct sj_reference_row *row, struct sj_error *error)
{
    for (size_t i = 0; i < SJ_REFERENCE_COLUMNS; i++) {
        bool there = columns[i] >= 0 && (size_t)columns[i] < line->count;
        row->cells[i] = there ? trimmed(line->fields[columns[i]], arena) : "";
        if (!row->cells[i])
            return no_memory(error);
    }
    if (!sj_township_code_valid(sj_bytes_of(row->cells[SJ_REFERENCE_TOWNSHIP])))
        return sj_error_set(error, SJ_INVALID, "BAD_TOWNSHIP",
                            _("township \"%.32s\": a code of nine digits is needed"),
                            row->cells[SJ_REFERENCE_TOWNSHIP]);
    if (row->cells[needed][0])
        return SJ_OK;
    return sj_error_set(error, SJ_INVALID, "EMPTY_CELL",
                        _("the cell is empty; leave the whole row out where there is nothing"));
}

static int by_township(const void *left, const void *right)
{
    const struct sj_reference_row *a = left, *b = right;
    int order = strcmp(a->cells[SJ_REFERENCE_TOWNSHIP], b->cells[SJ_REFERENCE_TOWNSHIP]);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static enum sj_status check_once(const struct sj_reference_sheet *sheet, struct sj_error *error)
{
    for (size_t i = 1; i < sheet->count; i++) {
        const char *code = sheet->rows[i].cells[SJ_REFERENCE_TOWNSHIP];
        if (strcmp(code, sheet->rows[i - 1].cells[SJ_REFERENCE_TOWNSHIP]) != 0)
            continue;
        sj_error_set(error, SJ_INVALID, "TOWNSHIP_TWICE",
                     _("township %s stands in line %zu already; keep one"), code,
                     sheet->rows[i - 1].line);
        return at_line(sheet->name, sheet->rows[i].line, error);
    }
    return SJ_OK;
}

static enum sj_status read_rows(const struct sj_draft_grid *grid, size_t first,
                                enum sj_reference_column needed, struct sj_arena *arena,
                                struct sj_reference_sheet *sheet, struct sj_error *error)
{
    int columns[SJ_REFERENCE_COLUMNS];
    enum sj_status status = read_headings(&grid->rows[first], arena, columns, error);
    if (status == SJ_OK && (columns[SJ_REFERENCE_TOWNSHIP] < 0 || columns[needed] < 0))
        status = sj_error_set(error, SJ_INVALID, "MISSING_COLUMN",
                              _("the first row must name the columns township (乡镇代码) and %s"),
                              needed == SJ_REFERENCE_VALUE ? "value (数值)" : "group (分组代码)");
    if (status != SJ_OK)
        return at_line(sheet->name, first + 1, error);
    sheet->rows = sj_arena_array(arena, grid->count, sizeof *sheet->rows);
    if (!sheet->rows)
        return no_memory(error);
    for (size_t i = first + 1; i < grid->count; i++) {
        struct sj_reference_row *row = &sheet->rows[sheet->count];
        if (is_blank(&grid->rows[i]))
            continue;
        row->line = i + 1;
        status = read_row(&grid->rows[i], columns, needed, arena, row, error);
        if (status != SJ_OK)
            return at_line(sheet->name, i + 1, error);
        sheet->count++;
    }
    if (sheet->count == 0)
        return sj_error_set(error, SJ_INVALID, "NO_ROWS", _("%s holds no township"), sheet->name);
    qsort(sheet->rows, sheet->count, sizeof *sheet->rows, by_township);
    return check_once(sheet, error);
}

enum sj_status sj_reference_read(const char *name, struct sj_bytes bytes,
                                 enum sj_reference_column needed, struct sj_arena *arena,
                                 struct sj_reference_sheet *sheet, struct sj_error *error)
{
    struct sj_bytes text;
    enum sj_encoding encoding;
    struct sj_draft_grid grid = {.count = 0};
    bool whole = false;
    size_t first = 0;
    *sheet = (struct sj_reference_sheet){.name = name};
    if (sj_bytes_starts(bytes, SJ_LITERAL("PK\3\4")))
        return sj_error_set(error, SJ_INVALID, "A_WORKBOOK",
                            _("%s is a workbook; save the sheet as CSV"), name);
    enum sj_status status = sj_text_decode(bytes, arena, &text, &encoding, error);
    if (status == SJ_OK)
        status = sj_csv_grid(text, arena, &grid, &whole, error);
    if (status != SJ_OK)
        return sj_error_in(error, "%s", name);
    if (!whole) {
        sj_error_set(error, SJ_INVALID, "NOT_CSV",
                     _("a quotation mark is out of place; save the sheet as CSV"));
        return at_line(name, grid.count + 1, error);
    }
    while (first < grid.count && is_blank(&grid.rows[first]))
        first++;
    if (first == grid.count)
        return sj_error_set(error, SJ_INVALID, "NO_ROWS", _("%s holds no township"), name);
    return read_rows(&grid, first, needed, arena, sheet, error);
}

enum sj_status sj_reference_on_roll(const struct sj_reference_sheet *sheet,
                                    const Shangji__V1__GetRollReply *roll, struct sj_error *error)
{
    for (size_t i = 0; i < sheet->count; i++) {
        const char *const *cells = sheet->rows[i].cells;
        const Shangji__V1__TownshipState *state =
            sj_roll_township(roll, cells[SJ_REFERENCE_TOWNSHIP]);
        if (!state)
            sj_error_set(error, SJ_NOT_FOUND, "NOT_ON_THE_ROLL",
                         _("township %s is not on the roll of %s"), cells[SJ_REFERENCE_TOWNSHIP],
                         roll->division_name);
        else if (cells[SJ_REFERENCE_NAME][0] &&
                 strcmp(state->township->name, cells[SJ_REFERENCE_NAME]) != 0)
            sj_error_set(error, SJ_INVALID, "OTHER_NAME",
                         _("%s is %s on the roll, not %.60s: have the rows shifted?"),
                         cells[SJ_REFERENCE_TOWNSHIP], state->township->name,
                         cells[SJ_REFERENCE_NAME]);
        else
            continue;
        return at_line(sheet->name, sheet->rows[i].line, error);
    }
    return SJ_OK;
}

/* ---- messages ---- */

static bool put_text(struct sj_arena *arena, const char *text, char **field)
{
    *field = sj_arena_text(arena, sj_bytes_of(text));
    return *field != NULL;
}

enum sj_status sj_reference_values(const struct sj_reference_sheet *sheet, struct sj_arena *arena,
                                   Shangji__V1__ReferenceTable *table, struct sj_error *error)
{
    table->values = sj_arena_array(arena, sheet->count, sizeof *table->values);
    if (!table->values)
        return no_memory(error);
    for (size_t i = 0; i < sheet->count; i++) {
        struct sj_decimal parsed;
        char shortest[SJ_DECIMAL_TEXT];
        const char *told = sheet->rows[i].cells[SJ_REFERENCE_VALUE];
        if (!sj_decimal_parse(sj_bytes_of(told), &parsed)) {
            sj_error_set(error, SJ_INVALID, "BAD_VALUE",
                         _("\"%.40s\" is no number; write digits, as 120000 or 0.5"), told);
            return at_line(sheet->name, sheet->rows[i].line, error);
        }
        Shangji__V1__ReferenceTable__Value *made =
            sj_pb_new(&shangji__v1__reference_table__value__descriptor, arena);
        if (!made ||
            !put_text(arena, sheet->rows[i].cells[SJ_REFERENCE_TOWNSHIP], &made->township) ||
            !put_text(arena, sj_decimal_format(parsed, shortest), &made->value))
            return no_memory(error);
        table->values[table->n_values++] = made;
    }
    return SJ_OK;
}

/* A group's names are told in its first row, and may be left out or told again in the others. */
static enum sj_status check_name(const struct sj_reference_sheet *sheet,
                                 const struct sj_reference_row *row, const char *told,
                                 const char *name, struct sj_error *error)
{
    if (!told[0] || strcmp(told, name) == 0)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "TWO_NAMES",
                 _("group %s is called %.60s elsewhere and %.60s here"),
                 row->cells[SJ_REFERENCE_GROUP], name, told);
    return at_line(sheet->name, row->line, error);
}

static Shangji__V1__Grouping__Group *add_group(const struct sj_reference_row *row, size_t members,
                                               struct sj_arena *arena)
{
    const char *const *cells = row->cells;
    const char *code = cells[SJ_REFERENCE_GROUP], *zh = cells[SJ_REFERENCE_GROUP_NAME],
               *en = cells[SJ_REFERENCE_GROUP_NAME_EN];
    Shangji__V1__Grouping__Group *made =
        sj_pb_new(&shangji__v1__grouping__group__descriptor, arena);
    if (!made || !put_text(arena, code, &made->code) ||
        !put_text(arena, zh[0] ? zh : code, &made->name_zh) ||
        !put_text(arena, en[0] ? en : code, &made->name_en))
        return NULL;
    made->townships = sj_arena_array(arena, members, sizeof *made->townships);
    return made->townships ? made : NULL;
}

static int by_line(const void *left, const void *right)
{
    const struct sj_reference_row *const *a = left, *const *b = right;
    return ((*a)->line > (*b)->line) - ((*a)->line < (*b)->line);
}

static size_t group_number(const Shangji__V1__Grouping *grouping, const char *code)
{
    for (size_t i = 0; i < grouping->n_groups; i++)
        if (strcmp(grouping->groups[i]->code, code) == 0)
            return i;
    return grouping->n_groups;
}

/* Groups by the line that first names them. */
static enum sj_status find_groups(const struct sj_reference_sheet *sheet, struct sj_arena *arena,
                                  Shangji__V1__Grouping *grouping, struct sj_error *error)
{
    const struct sj_reference_row **rows =
        sj_arena_array(arena, sheet->count, sizeof(const struct sj_reference_row *));
    if (!rows)
        return no_memory(error);
    for (size_t i = 0; i < sheet->count; i++)
        rows[i] = &sheet->rows[i];
    qsort((void *)rows, sheet->count, sizeof(const struct sj_reference_row *), by_line);
    for (size_t i = 0; i < sheet->count; i++) {
        const char *const *cells = rows[i]->cells;
        size_t number = group_number(grouping, cells[SJ_REFERENCE_GROUP]);
        if (number == grouping->n_groups && number == SJ_GROUPS_MAX) {
            sj_error_set(error, SJ_INVALID, "TOO_MANY_GROUPS",
                         _("a grouping has at most %d groups"), SJ_GROUPS_MAX);
            return at_line(sheet->name, rows[i]->line, error);
        }
        if (number == grouping->n_groups) {
            grouping->groups[number] = add_group(rows[i], sheet->count, arena);
            if (!grouping->groups[grouping->n_groups++])
                return no_memory(error);
        }
        const Shangji__V1__Grouping__Group *group = grouping->groups[number];
        enum sj_status status =
            check_name(sheet, rows[i], cells[SJ_REFERENCE_GROUP_NAME], group->name_zh, error);
        if (status == SJ_OK)
            status = check_name(sheet, rows[i], cells[SJ_REFERENCE_GROUP_NAME_EN], group->name_en,
                                error);
        if (status != SJ_OK)
            return status;
    }
    return SJ_OK;
}

enum sj_status sj_reference_groups(const struct sj_reference_sheet *sheet, struct sj_arena *arena,
                                   Shangji__V1__Grouping *grouping, struct sj_error *error)
{
    grouping->groups = sj_arena_array(arena, SJ_GROUPS_MAX, sizeof *grouping->groups);
    if (!grouping->groups)
        return no_memory(error);
    enum sj_status status = find_groups(sheet, arena, grouping, error);
    for (size_t i = 0; status == SJ_OK && i < sheet->count; i++) {
        const char *const *cells = sheet->rows[i].cells;
        Shangji__V1__Grouping__Group *group =
            grouping->groups[group_number(grouping, cells[SJ_REFERENCE_GROUP])];
        if (!put_text(arena, cells[SJ_REFERENCE_TOWNSHIP], &group->townships[group->n_townships++]))
            return no_memory(error);
    }
    return status;
}
