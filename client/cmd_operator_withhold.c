#include "client/command.h"

#include "client/operator_report.h"

#include <stdio.h>

struct withholding {
    struct sj_named_report named;
    bool yes;
    struct sj_operator office;
};

static enum sj_status withhold(struct withholding *withholding, struct sj_error *error)
{
    struct sj_operator *office = &withholding->office;
    Shangji__V1__GetRollReply *roll;
    const Shangji__V1__ReportState *state;
    Shangji__V1__Act act;
    Shangji__V1__Withholding message;
    shangji__v1__act__init(&act);
    shangji__v1__withholding__init(&message);
    enum sj_status status = sj_operator_roll(office, &roll, error);
    if (status == SJ_OK)
        status = sj_named_find(&withholding->named, roll, &state, error);
    if (status != SJ_OK)
        return status;
    printf(_("The text of %s, %s, revision %u, is deleted on the server and given out no more. The "
             "words around each figure stand in the signed report and stay; who has the text keeps "
             "it.\n"),
           sj_roll_township(roll, withholding->named.township)->township->name,
           withholding->named.period, (unsigned)state->revision);
    if (!withholding->yes)
        status = sj_operator_confirm(_("It cannot be undone. Type yes: "), error);
    if (status != SJ_OK)
        return status;
    message.report = state->identity;
    message.reason = sj_operator_text(office, withholding->named.reason);
    if (!message.reason)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
    act.act_case = SHANGJI__V1__ACT__ACT_WITHHOLDING;
    act.withholding = &message;
    return sj_operator_do(office, &act, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct withholding withholding = {.yes = false};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        SJ_OPTIONS_NAMED(&withholding.named),
        {.name = "yes",
         .kind = SJ_OPTION_FLAG,
         .target = &withholding.yes,
         .help = N_("do not ask")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator withhold",
        .arguments = N_("TOWNSHIP --period PERIOD --reason WORDS"),
        .summary = sj_cmd_operator_withhold.summary,
        .notes = N_("Of the standing revision. Where a correction stands, withhold before it is "
                    "handed in."),
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
    withholding.named.township = argv[1];
    status = sj_named_check(&withholding.named, error);
    if (status != SJ_OK)
        return status;
    status = sj_operator_open(&chosen, &withholding.office, error);
    if (status == SJ_OK)
        status = withhold(&withholding, error);
    sj_operator_close(&withholding.office);
    return status;
}

const struct sj_command sj_cmd_operator_withhold = {
    .name = "operator withhold",
    .summary = N_("take the text beside a report out of circulation"),
    .run = run,
};
