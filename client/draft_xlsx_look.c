#include "client/draft_table.h"
#include "client/draft_words.h"
#include "client/draft_xlsx.h"

#include <stdio.h>
#include <string.h>

/* Of a list that stands in the cell's own rule Excel takes 255 characters. */
enum { NAME_TEXT = 16, FORMULA_TEXT = 96, WORDS_MAX = 16, LIST_MAX = 250, LAST_ROW = 1048575 };

/* In characters of half width. */
static const double widths[SJ_DRAFT_COLUMNS] = {
    [SJ_DRAFT_NUMBER] = 6,     [SJ_DRAFT_FLAG] = 26,      [SJ_DRAFT_DECISION] = 8,
    [SJ_DRAFT_INDICATOR] = 20, [SJ_DRAFT_SURFACE] = 16,   [SJ_DRAFT_CLAUSE] = 44,
    [SJ_DRAFT_VALUE] = 13,     [SJ_DRAFT_UNIT] = 8,       [SJ_DRAFT_QUALIFIER] = 6,
    [SJ_DRAFT_LO] = 12,        [SJ_DRAFT_HI] = 12,        [SJ_DRAFT_LAST_YEAR] = 13,
    [SJ_DRAFT_KIND] = 7,       [SJ_DRAFT_MOOD] = 8,       [SJ_DRAFT_BASIS] = 14,
    [SJ_DRAFT_SCOPE] = 9,      [SJ_DRAFT_CORRECTED] = 16, [SJ_DRAFT_REASON] = 28,
    [SJ_DRAFT_CODE] = 22,      [SJ_DRAFT_PLACE] = 12,
};

static lxw_format *cell_format(lxw_workbook *workbook, bool open)
{
    lxw_format *format = workbook_add_format(workbook);
    format_set_num_format(format, "@"); /* text: nothing is taken for a number or a day */
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(format);
    if (open)
        format_set_unlocked(format);
    else
        format_set_font_color(format, 0x555555);
    return format;
}

void sj_draft_look_init(struct sj_draft_sheet *sheet)
{
    sheet->locked = cell_format(sheet->workbook, false);
    sheet->open = cell_format(sheet->workbook, true);
    sheet->heading = workbook_add_format(sheet->workbook);
    format_set_bold(sheet->heading);
    format_set_bg_color(sheet->heading, 0xDDE6EE);
    format_set_border(sheet->heading, LXW_BORDER_THIN);
}

static int column_at(const struct sj_draft_sheet *sheet, lxw_col_t column)
{
    for (int i = 0; i < SJ_DRAFT_COLUMNS; i++)
        if (sheet->places[i] == column)
            return i;
    return -1;
}

/* The clerk's columns, and those that the clerk put there. */
lxw_format *sj_draft_look_format(const struct sj_draft_sheet *sheet, lxw_col_t column)
{
    int ours = column_at(sheet, column);
    bool open = ours < 0 || sj_draft_column_kind((unsigned)ours) == SJ_DRAFT_CLERK;
    return open ? sheet->open : sheet->locked;
}

/* ---- colours ---- */

static lxw_format *fill(lxw_workbook *workbook, lxw_color_t color)
{
    lxw_format *format = workbook_add_format(workbook);
    format_set_bg_color(format, color);
    return format;
}

static const char *cell_name(const struct sj_draft_sheet *sheet, enum sj_draft_column column,
                             char name[static NAME_TEXT])
{
    char letters[NAME_TEXT - 4];
    lxw_col_to_name(letters, (lxw_col_t)sheet->places[column], LXW_TRUE);
    snprintf(name, NAME_TEXT, "%s2", letters); /* moves with the row that it is applied to */
    return name;
}

static void color_rows(const struct sj_draft_sheet *sheet, char *formula, lxw_color_t color)
{
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                   .value_string = formula,
                                   .format = fill(sheet->workbook, color),
                                   .stop_if_true = LXW_TRUE};
    worksheet_conditional_format_range(sheet->sheet, 1, 0, sheet->rows,
                                       (lxw_col_t)(sheet->columns - 1), &rule);
}

/* Red waits for a decision, green has one, yellow has an indicator to choose. */
static void color_all(const struct sj_draft_sheet *sheet)
{
    char flag[NAME_TEXT], decision[NAME_TEXT], indicator[NAME_TEXT], formula[FORMULA_TEXT];
    if (sheet->rows < 2 || sheet->places[SJ_DRAFT_DECISION] < 0)
        return;
    cell_name(sheet, SJ_DRAFT_DECISION, decision);
    if (sheet->places[SJ_DRAFT_FLAG] >= 0) {
        cell_name(sheet, SJ_DRAFT_FLAG, flag);
        snprintf(formula, sizeof formula, "=AND(%s<>\"\",%s=\"\")", flag, decision);
        color_rows(sheet, formula, 0xF8CBAD);
        snprintf(formula, sizeof formula, "=%s<>\"\"", flag);
        color_rows(sheet, formula, 0xE2EFDA);
    }
    if (sheet->places[SJ_DRAFT_INDICATOR] < 0)
        return;
    cell_name(sheet, SJ_DRAFT_INDICATOR, indicator);
    snprintf(formula, sizeof formula, "=AND(LEFT(%s,1)=\"?\",%s=\"\")", indicator, decision);
    color_rows(sheet, formula, 0xFFF2CC);
}

void sj_draft_look(const struct sj_draft_sheet *sheet)
{
    lxw_protection allowed = {.format_cells = LXW_TRUE,
                              .format_columns = LXW_TRUE,
                              .format_rows = LXW_TRUE,
                              .insert_rows = LXW_TRUE,
                              .autofilter = LXW_TRUE};
    for (lxw_col_t i = 0; i < sheet->columns; i++) {
        int ours = column_at(sheet, i);
        worksheet_set_column(sheet->sheet, i, i, ours < 0 ? 14 : widths[ours],
                             sj_draft_look_format(sheet, i));
    }
    worksheet_set_column(sheet->sheet, sheet->columns, LXW_COL_MAX - 1, LXW_DEF_COL_WIDTH,
                         sheet->open);
    worksheet_freeze_panes(sheet->sheet, 1, 0);
    if (sheet->rows > 1)
        worksheet_autofilter(sheet->sheet, 0, 0, sheet->rows - 1, (lxw_col_t)(sheet->columns - 1));
    color_all(sheet);
    worksheet_protect(sheet->sheet, NULL, &allowed);
}

/* ---- lists ---- */

static void add_list(const struct sj_draft_sheet *sheet, enum sj_draft_column column,
                     lxw_data_validation *list)
{
    int place = sheet->places[column];
    if (place >= 0)
        worksheet_data_validation_range(sheet->sheet, 1, (lxw_col_t)place, LAST_ROW,
                                        (lxw_col_t)place, list);
}

/* "a, b, c" cut into words in place; NULL behind the last. */
static void cut(char *text, char *words[static WORDS_MAX])
{
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(text, ", ", &rest); word != NULL && count + 1 < WORDS_MAX;
         word = strtok_r(NULL, ", ", &rest))
        words[count++] = word;
    words[count] = NULL;
}

static void list_words(const struct sj_draft_sheet *sheet, enum sj_draft_column column,
                       enum sj_draft_words words, bool only, struct sj_arena *arena)
{
    char *items[WORDS_MAX];
    char *text = sj_arena_text(arena, sj_bytes_of(sj_draft_word_list(words, arena)));
    lxw_data_validation list = {.validate = LXW_VALIDATION_TYPE_LIST,
                                .show_error = only ? LXW_VALIDATION_ON : LXW_VALIDATION_OFF,
                                .value_list = items};
    if (text == NULL || strlen(text) > LIST_MAX)
        return;
    cut(text, items);
    add_list(sheet, column, &list);
}

void sj_draft_lists(const struct sj_draft_sheet *sheet, size_t names, struct sj_arena *arena)
{
    char formula[FORMULA_TEXT];
    /* An offered "?名称" and a code are no names, and may stand there too. */
    lxw_data_validation list = {.validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
                                .show_error = LXW_VALIDATION_OFF,
                                .value_formula = formula};
    snprintf(formula, sizeof formula, "='" SJ_NAMES_SHEET "'!$A$2:$A$%zu", names + 1);
    list_words(sheet, SJ_DRAFT_DECISION, SJ_WORDS_DECISION, true, arena);
    list_words(sheet, SJ_DRAFT_KIND, SJ_WORDS_KIND, true, arena);
    list_words(sheet, SJ_DRAFT_MOOD, SJ_WORDS_MOOD, true, arena);
    list_words(sheet, SJ_DRAFT_SCOPE, SJ_WORDS_SCOPE, false, arena);
    if (names > 0)
        add_list(sheet, SJ_DRAFT_INDICATOR, &list);
}
