#include "client/command.h"

#include "client/operator_report.h"

struct reopening {
    struct sj_named_report named;
    const char *deadline;
    struct sj_operator office;
};

static enum sj_status reopen(struct reopening *reopening, struct sj_error *error)
{
    struct sj_operator *office = &reopening->office;
    Shangji__V1__Act act;
    Shangji__V1__Reopening message;
    shangji__v1__act__init(&act);
    shangji__v1__reopening__init(&message);
    message.township = sj_operator_text(office, reopening->named.township);
    message.period = sj_operator_text(office, reopening->named.period);
    message.kind = sj_operator_text(office, reopening->named.kind);
    message.deadline = sj_operator_text(office, reopening->deadline);
    message.reason = sj_operator_text(office, reopening->named.reason);
    if (!message.township || !message.period || !message.kind || !message.deadline ||
        !message.reason)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
    act.act_case = SHANGJI__V1__ACT__ACT_REOPENING;
    act.reopening = &message;
    return sj_operator_do(office, &act, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct reopening reopening = {.deadline = NULL};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        SJ_OPTIONS_NAMED(&reopening.named),
        {.name = "deadline",
         .kind = SJ_OPTION_TEXT,
         .target = &reopening.deadline,
         .argument = N_("YYYY-MM-DD"),
         .help = N_("the last day in time, until midnight in UTC+8")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator reopen",
        .arguments = N_("TOWNSHIP --period PERIOD --deadline YYYY-MM-DD --reason WORDS"),
        .summary = sj_cmd_operator_reopen.summary,
        .notes = N_("For this township alone; 'shangji operator close' ends it again."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    reopening.named.township = argv[1];
    status = sj_named_check(&reopening.named, error);
    if (status == SJ_OK && !sj_date_valid(sj_bytes_of(reopening.deadline)))
        status = sj_error_set(error, SJ_USAGE, "BAD_DEADLINE",
                              _("give the last day as --deadline YYYY-MM-DD"));
    if (status != SJ_OK)
        return status;
    status = sj_operator_open(&chosen, &reopening.office, error);
    if (status == SJ_OK)
        status = reopen(&reopening, error);
    sj_operator_close(&reopening.office);
    return status;
}

const struct sj_command sj_cmd_operator_reopen = {
    .name = "operator reopen",
    .summary = N_("let one township report for a closed period"),
    .run = run,
};
