#include "client/command.h"

#include "base/period.h"
#include "client/operator.h"
#include "rules/submission.h"

struct closing {
    const char *period, *kind;
    struct sj_operator office;
};

static enum sj_status close_period(struct closing *closing, struct sj_error *error)
{
    struct sj_operator *office = &closing->office;
    Shangji__V1__Act act;
    Shangji__V1__PeriodClosing message;
    struct sj_key *key = NULL;
    shangji__v1__act__init(&act);
    shangji__v1__period_closing__init(&message);
    message.period = sj_operator_text(office, closing->period);
    message.kind = sj_operator_text(office, closing->kind);
    if (!message.period || !message.kind)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
    act.act_case = SHANGJI__V1__ACT__ACT_CLOSING;
    act.closing = &message;
    enum sj_status status = sj_operator_key(office, &key, error);
    if (status == SJ_OK)
        status = sj_operator_act(office, key, &act, error);
    sj_key_free(key);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct closing closing = {.kind = "annual"};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "kind",
         .kind = SJ_OPTION_TEXT,
         .target = &closing.kind,
         .argument = N_("KIND"),
         .help = N_("annual (default), interim, …")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator close",
        .arguments = N_("PERIOD"),
        .summary = sj_cmd_operator_close.summary,
        .notes = N_("After it no report and no correction for the period is taken in."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    struct sj_period period;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    closing.period = argv[1];
    if (!sj_period_parse(sj_bytes_of(closing.period), &period))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("'%s' is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
                            closing.period);
    if (!sj_report_kind_valid(sj_bytes_of(closing.kind)))
        return sj_error_set(error, SJ_USAGE, "BAD_KIND",
                            _("'%s' is no kind of report: annual, interim"), closing.kind);
    status = sj_operator_open(&chosen, &closing.office, error);
    if (status == SJ_OK)
        status = close_period(&closing, error);
    sj_operator_close(&closing.office);
    return status;
}

const struct sj_command sj_cmd_operator_close = {
    .name = "operator close",
    .summary = N_("close a period"),
    .run = run,
};
