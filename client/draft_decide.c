/* Rows against rows: nothing lost, nothing doubled, nothing of the machine's changed. */
#include "client/draft_decide.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

static bool is_addition(const struct sj_draft_row *row)
{
    int decision = 0;
    return sj_draft_word_find(SJ_WORDS_DECISION, sj_bytes_of(row->cells[SJ_DRAFT_DECISION]),
                              &decision) &&
           decision == SJ_ADDED;
}

/* A figure's row that the clerk turned into an addition would be lost without a word. */
static bool has_machine_cells(const struct sj_draft_row *row)
{
    return row->cells[SJ_DRAFT_SURFACE][0] != '\0' || row->cells[SJ_DRAFT_PLACE][0] != '\0';
}

static void place_row(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                      const struct sj_draft_row **by_number)
{
    const struct sj_draft *draft = deciding->draft;
    size_t count = deciding->reading->figure_count;
    if (is_addition(row)) {
        if (has_machine_cells(row))
            sj_draft_fault(draft, row->line, deciding->findings, SJ_INVALID, "NOT_AN_ADDITION",
                           _("this row is a figure of the text; write 补充 in a new row"));
        else
            sj_decide_addition(deciding, row);
    } else if (row->number == SJ_DRAFT_NO_NUMBER) {
        if (sj_bytes_trim(sj_bytes_of(row->cells[SJ_DRAFT_NUMBER])).len == 0)
            sj_draft_fault(draft, row->line, deciding->findings, SJ_INVALID, "NO_NUMBER",
                           _("the row has no 序号; a new row says 补充 under 处理"));
    } else if (row->number > count) {
        sj_draft_fault(
            draft, row->line, deciding->findings, SJ_INVALID, "UNKNOWN_NUMBER",
            _("the text has %zu figures, so there is no 序号 %u; a new row says 补充 under "
              "处理"),
            count, row->number);
    } else if (by_number[row->number] != NULL) {
        sj_draft_fault(draft, row->line, deciding->findings, SJ_INVALID, "DOUBLED_ROW",
                       _("序号 %u stands there twice, in rows %zu and %zu; delete one"),
                       row->number, by_number[row->number]->line, row->line);
    } else {
        by_number[row->number] = row;
    }
}

static void compare_row(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                        const struct sj_draft_row *was)
{
    for (unsigned column = 0; column < SJ_DRAFT_COLUMNS; column++) {
        if (sj_draft_column_kind(column) != SJ_DRAFT_MACHINE ||
            sj_cell_same(was->cells[column], row->cells[column], deciding->draft->lossy))
            continue;
        sj_draft_fault(
            deciding->draft, row->line, deciding->findings, SJ_INVALID, "CHANGED_COLUMN",
            _("序号 %u: the column %s was changed from “%.60s” to “%.60s”; put it back, and "
              "write what is right under 更正值"),
            row->number, sj_draft_heading(column), was->cells[column], row->cells[column]);
    }
}

static void vanished(const struct sj_deciding *deciding, size_t number)
{
    if (number == 0)
        sj_draft_fault(deciding->draft, 0, deciding->findings, SJ_INVALID, "VANISHED_ROW",
                       _("the row with 序号 0 has vanished; put it back"));
    else
        sj_draft_fault(
            deciding->draft, 0, deciding->findings, SJ_INVALID, "VANISHED_ROW",
            _("the row with 序号 %zu (%.60s) has vanished; put it back, with 舍弃 under 处理 "
              "if it is no figure"),
            number, deciding->fresh->rows[number].cells[SJ_DRAFT_SURFACE]);
}

/* The order of the clerk's rows must not show in what is signed. */
static int compare_additions(const void *left, const void *right)
{
    const struct sj_addition *a = left, *b = right;
    /* Indicators stand in one array, in the catalogue's order. */
    if (a->sense.indicator != b->sense.indicator)
        return a->sense.indicator < b->sense.indicator ? -1 : 1;
    int order = strcmp(a->words, b->words);
    return order != 0 ? order : strcmp(a->reason, b->reason);
}

/* What the clerk writes is signed and shown in answers: no control characters but line ends. */
static void refuse_controls(const struct sj_deciding *deciding, const struct sj_draft_row *row)
{
    for (enum sj_draft_column column = 0; column < SJ_DRAFT_COLUMNS; column++)
        for (const char *at = row->cells[column];
             sj_draft_column_kind(column) == SJ_DRAFT_CLERK && *at != '\0'; at++)
            if (((unsigned char)*at < ' ' && *at != '\n' && *at != '\r' && *at != '\t') ||
                *at == 0x7F) {
                sj_draft_fault(deciding->draft, row->line, deciding->findings, SJ_INVALID,
                               "CONTROL_CHARACTER",
                               _("the cell under %s holds a control character; write it again"),
                               sj_draft_heading(column));
                break;
            }
}

enum sj_status sj_draft_decide(const struct sj_draft *draft, const struct sj_draft *fresh,
                               const struct sj_reading *reading,
                               const struct sj_catalogue *catalogue, struct sj_arena *arena,
                               struct sj_findings *findings, struct sj_decisions *decisions,
                               struct sj_error *error)
{
    struct sj_deciding deciding = {draft, fresh, reading, catalogue, arena, findings, decisions};
    size_t count = reading->figure_count;
    const struct sj_draft_row **by_number =
        sj_arena_array(arena, count + 1, sizeof(const struct sj_draft_row *));
    *decisions = (struct sj_decisions){.choice_count = count};
    decisions->choices = sj_arena_array(arena, count + 1, sizeof *decisions->choices);
    decisions->additions =
        sj_arena_array(arena, draft->row_count + 1, sizeof *decisions->additions);
    if (by_number == NULL || decisions->choices == NULL || decisions->additions == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    for (size_t i = 0; i < draft->row_count; i++) {
        refuse_controls(&deciding, &draft->rows[i]);
        place_row(&deciding, &draft->rows[i], by_number);
    }
    for (size_t number = 0; number <= count; number++) {
        if (by_number[number] == NULL) {
            vanished(&deciding, number);
        } else if (number > 0) {
            compare_row(&deciding, by_number[number], &fresh->rows[number]);
            sj_decide_figure(&deciding, by_number[number], number);
        }
    }
    qsort(decisions->additions, decisions->addition_count, sizeof *decisions->additions,
          compare_additions);
    return SJ_OK;
}
