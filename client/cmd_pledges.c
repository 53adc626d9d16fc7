/* shangji pledges: plans held against outcomes. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/answer_text.h"
#include "client/asker.h"

static const char *verdict_text(Shangji__V1__Verdict verdict)
{
    switch (verdict) {
    case SHANGJI__V1__VERDICT__VERDICT_MET:
        return _("met");
    case SHANGJI__V1__VERDICT__VERDICT_MISSED:
        return _("missed");
    case SHANGJI__V1__VERDICT__VERDICT_UNDECIDABLE:
        return _("undecidable");
    case SHANGJI__V1__VERDICT__VERDICT_SILENT:
        return _("silent");
    case SHANGJI__V1__VERDICT__VERDICT_UNSPECIFIED:
    case _SHANGJI__V1__VERDICT_IS_INT_SIZE:
        break;
    }
    return "";
}

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__PledgesAnswer *answer = (const Shangji__V1__PledgesAnswer *)message;
    struct sj_head_columns head;
    struct sj_township_columns township;
    struct sj_value_columns plan, outcome;
    const char *title =
        sj_arena_printf(table->arena, _("planned in %s for %s"), answer->told_in, answer->period);
    table->title = title ? title : "";
    sj_head_columns_add(table, &head);
    sj_township_columns_add(table, &township);
    sj_value_columns_add(table, "plan_", _("plan"), &plan);
    sj_value_columns_add(table, "outcome_", _("outcome"), &outcome);
    size_t code = sj_answer_column(table, SJ_COLUMN_TEXT, "verdict", _("verdict"));
    size_t difference = sj_answer_column(table, SJ_COLUMN_DECIMAL, "difference", _("difference"));
    size_t can_be = sj_answer_column(table, SJ_COLUMN_INTERVAL, "difference", NULL);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__PledgesRow *row = answer->rows[i];
        sj_answer_row(table);
        sj_head_columns_fill(table, &head, row->indicator);
        sj_township_columns_fill(table, &township, row->township, row->name);
        sj_value_columns_fill(table, &plan, row->plan);
        sj_cell_columns_fill(table, &outcome, row->outcome);
        sj_answer_named(
            table, code,
            sj_text_enum(&shangji__v1__verdict__descriptor, (int)row->verdict, table->arena),
            verdict_text(row->verdict));
        if (!row->difference)
            continue;
        sj_answer_decimal(table, difference, row->difference->value);
        sj_answer_interval(table, can_be, row->difference->interval);
    }
    sj_answer_note(table, _("%u met, %u missed, %u undecidable, %u silent"), (unsigned)answer->met,
                   (unsigned)answer->missed, (unsigned)answer->undecidable,
                   (unsigned)answer->silent);
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    Shangji__V1__PledgesRequest request;
    ProtobufCMessage *answer = NULL;
    shangji__v1__pledges_request__init(&request);
    request.ledger_size_at = asker->at;
    enum sj_status status = sj_asker_fill(asker, &request.period, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_townships(asker, &request.townships, &request.n_townships, error);
    if (status == SJ_OK)
        status = sj_asker_indicators(asker, words, count, &request.indicators,
                                     &request.n_indicators, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Pledges", &request.base, &answer, error);
    return status == SJ_OK ? sj_asker_show(asker, answer, fill, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct sj_asker made = {.format_name = "table"}, *asker = &made;
    const struct sj_option options[] = {
        SJ_OPTIONS_ASKER_PERIOD(asker),
        SJ_OPTION_ASKER_TOWNSHIPS(asker),
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji pledges",
        .arguments = N_("[INDICATOR…] --year YEAR"),
        .summary = sj_cmd_pledges.summary,
        .notes =
            N_("YEAR is the year that was planned for; the plans stand in the reports of the year "
               "before."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 0,
        .max_arguments = -1,
    };
    return sj_asker_run(&line, argc, argv, asker, true, ask, error);
}

const struct sj_command sj_cmd_pledges = {
    .name = "pledges",
    .summary = N_("hold what was planned against what came of it"),
    .run = run,
};
