/* shangji compare: townships side by side. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/answer_text.h"
#include "client/asker.h"

enum { WIDE_MAX = 10 };

static const char *heading(const Shangji__V1__CompareAnswer *answer, struct sj_arena *arena)
{
    const char *text = sj_arena_printf(arena, _("%s, %zu townships side by side"), answer->period,
                                       answer->n_townships);
    return text ? text : "";
}

/* A row an indicator, a column a township: what people compare with. */
static void fill_wide(struct sj_answer_table *table, const Shangji__V1__CompareAnswer *answer)
{
    size_t columns[WIDE_MAX];
    size_t name = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("indicator"));
    size_t unit = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("unit"));
    for (size_t i = 0; i < answer->n_townships; i++)
        columns[i] = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, answer->townships[i]->name);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__CompareRow *row = answer->rows[i];
        sj_answer_row(table);
        sj_answer_text(table, name, sj_text_name(row->indicator->name_zh, row->indicator->name_en));
        sj_answer_text(table, unit, row->indicator->unit);
        for (size_t k = 0; k < row->n_cells && k < answer->n_townships; k++)
            sj_answer_text(table, columns[k], sj_cell_text(row->cells[k]->cell, table->arena));
    }
}

/* A row a cell: what programs read, and what fits where there are many townships. */
static void fill_long(struct sj_answer_table *table, const Shangji__V1__CompareAnswer *answer)
{
    struct sj_head_columns head;
    struct sj_township_columns township;
    struct sj_value_columns value;
    struct sj_place_columns place;
    sj_head_columns_add(table, &head);
    sj_township_columns_add(table, &township);
    sj_value_columns_add(table, "", _("value"), &value);
    sj_place_columns_add(table, &place);
    for (size_t i = 0; i < answer->n_rows; i++)
        for (size_t k = 0; k < answer->rows[i]->n_cells && k < answer->n_townships; k++) {
            const Shangji__V1__CompareCell *cell = answer->rows[i]->cells[k];
            sj_answer_row(table);
            sj_head_columns_fill(table, &head, answer->rows[i]->indicator);
            sj_township_columns_fill(table, &township, cell->township, answer->townships[k]->name);
            sj_cell_columns_fill(table, &value, cell->cell);
            sj_place_columns_fill(table, &place, cell->place);
        }
}

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__CompareAnswer *answer = (const Shangji__V1__CompareAnswer *)message;
    table->title = heading(answer, table->arena);
    if (answer->n_townships <= WIDE_MAX)
        fill_wide(table, answer);
    else
        fill_long(table, answer);
}

static void fill_csv(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    fill_long(table, (const Shangji__V1__CompareAnswer *)message);
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    Shangji__V1__CompareRequest request;
    ProtobufCMessage *answer = NULL;
    shangji__v1__compare_request__init(&request);
    request.kind = asker->kind;
    request.ledger_size_at = asker->at;
    enum sj_status status = sj_asker_fill(asker, &request.period, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_townships(asker, &request.townships, &request.n_townships, error);
    if (status == SJ_OK)
        status = sj_asker_indicators(asker, words, count, &request.indicators,
                                     &request.n_indicators, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Compare", &request.base, &answer, error);
    if (status != SJ_OK)
        return status;
    return sj_asker_show(asker, answer, asker->format == SJ_FORMAT_CSV ? fill_csv : fill, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct sj_asker made = {.format_name = "table"}, *asker = &made;
    const struct sj_option options[] = {
        SJ_OPTIONS_ASKER_PERIOD(asker),
        SJ_OPTION_ASKER_KIND(asker),
        SJ_OPTION_ASKER_TOWNSHIPS(asker),
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji compare",
        .arguments = N_("INDICATOR… --year YEAR"),
        .summary = sj_cmd_compare.summary,
        .notes = N_("Without --townships all of the city are compared, at most 100."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = -1,
    };
    return sj_asker_run(&line, argc, argv, asker, true, ask, error);
}

const struct sj_command sj_cmd_compare = {
    .name = "compare",
    .summary = N_("compare townships on several indicators"),
    .run = run,
};
