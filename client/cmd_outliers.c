/* shangji outliers: values that lie far from all others. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/asker.h"

static const char *spread_text(Shangji__V1__Spread spread)
{
    switch (spread) {
    case SHANGJI__V1__SPREAD__SPREAD_MAD:
        return _("median absolute deviation");
    case SHANGJI__V1__SPREAD__SPREAD_MEAN_DEVIATION:
        return _("mean absolute deviation");
    case SHANGJI__V1__SPREAD__SPREAD_NONE:
    case SHANGJI__V1__SPREAD__SPREAD_UNSPECIFIED:
    case _SHANGJI__V1__SPREAD_IS_INT_SIZE:
        break;
    }
    return _("no deviation: all values are equal");
}

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__OutliersAnswer *answer = (const Shangji__V1__OutliersAnswer *)message;
    struct sj_township_columns township;
    struct sj_value_columns value;
    const char *title = sj_arena_printf(
        table->arena, "%s, %s", sj_head_text(answer->indicator, table->arena), answer->period);
    table->title = title ? title : "";
    sj_township_columns_add(table, &township);
    sj_value_columns_add(table, "", _("value"), &value);
    size_t score = sj_answer_column(table, SJ_COLUMN_DECIMAL, "score", _("score"));
    size_t certain = sj_answer_column(table, SJ_COLUMN_INTEGER, "certain", NULL);
    size_t verdict = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("verdict"));
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__OutliersRow *row = answer->rows[i];
        sj_answer_row(table);
        sj_township_columns_fill(table, &township, row->township, row->name);
        sj_value_columns_fill(table, &value, row->value);
        sj_answer_decimal(table, score, row->score);
        sj_answer_integer(table, certain, row->certain);
        sj_answer_text(table, verdict, row->certain ? _("outlier") : _("may be one"));
    }
    if (answer->n_rows == 0)
        sj_answer_note(table, _("No value lies far from all others."));
    sj_answer_note(table,
                   _("%u of %u townships; median %s; outside is below %s or above %s; %s: %s"),
                   (unsigned)answer->counted, (unsigned)answer->townships, answer->median,
                   answer->lower, answer->upper, spread_text(answer->spread), answer->spread_value);
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    Shangji__V1__OutliersRequest request;
    ProtobufCMessage *answer = NULL;
    shangji__v1__outliers_request__init(&request);
    request.kind = asker->kind;
    request.ledger_size_at = asker->at;
    enum sj_status status = sj_asker_fill(asker, &request.period, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_indicator(asker, words[0], &request.indicator, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Outliers", &request.base, &answer, error);
    return status == SJ_OK ? sj_asker_show(asker, answer, fill, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct sj_asker made = {.format_name = "table"}, *asker = &made;
    const struct sj_option options[] = {
        SJ_OPTIONS_ASKER_PERIOD(asker),
        SJ_OPTION_ASKER_KIND(asker),
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji outliers",
        .arguments = N_("INDICATOR --year YEAR"),
        .summary = sj_cmd_outliers.summary,
        .notes =
            N_("A score beyond 3.5 is outside; an outlier is one whose whole interval is. What is "
               "outside need not be wrong."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    return sj_asker_run(&line, argc, argv, asker, true, ask, error);
}

const struct sj_command sj_cmd_outliers = {
    .name = "outliers",
    .summary = N_("find values far from all others"),
    .run = run,
};
