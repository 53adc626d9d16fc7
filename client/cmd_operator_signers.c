#include "client/command.h"

#include "client/operator_report.h"
#include "client/signers.h"
#include "rules/submission.h"

struct signers {
    const char *township;
    struct sj_option_list roles;
    Shangji__V1__Role required[2];
    struct sj_operator office;
};

static enum sj_status read_roles(struct signers *signers, size_t *count, struct sj_error *error)
{
    *count = 0;
    for (size_t i = 0; i < signers->roles.count; i++) {
        Shangji__V1__Role told;
        if (!sj_role_parse(signers->roles.values[i], &told))
            return sj_error_set(error, SJ_USAGE, "BAD_CHOICE", _("--%s is one of %s, not '%s'"),
                                "role", "preparer, head", signers->roles.values[i]);
        if (*count == 1 && signers->required[0] == told)
            continue;
        if (*count < 2)
            signers->required[(*count)++] = told;
    }
    return *count > 0 ? SJ_OK
                      : sj_error_set(error, SJ_USAGE, "NO_ROLE",
                                     _("say who must sign: --role preparer, --role head or both"));
}

static enum sj_status require(struct signers *signers, size_t count, struct sj_error *error)
{
    Shangji__V1__Act act;
    Shangji__V1__SigningRule message;
    shangji__v1__act__init(&act);
    shangji__v1__signing_rule__init(&message);
    message.township = sj_operator_text(&signers->office, signers->township);
    if (!message.township)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
    message.required = signers->required;
    message.n_required = count;
    act.act_case = SHANGJI__V1__ACT__ACT_SIGNING;
    act.signing = &message;
    return sj_operator_do(&signers->office, &act, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct signers signers = {.township = ""};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "role",
         .kind = SJ_OPTION_LIST,
         .target = &signers.roles,
         .argument = N_("ROLE"),
         .help = N_("preparer or head; give it twice for both")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator signers",
        .arguments = N_("[TOWNSHIP] --role ROLE"),
        .summary = sj_cmd_operator_signers.summary,
        .notes =
            N_("Without TOWNSHIP for all that have no rule of their own. Counts for what comes "
               "in from then on."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .max_arguments = 1,
    };
    int count;
    bool help;
    size_t roles;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    if (count > 0)
        signers.township = argv[1];
    if (count > 0 && !sj_township_code_valid(sj_bytes_of(signers.township)))
        return sj_error_set(error, SJ_USAGE, "BAD_TOWNSHIP",
                            _("'%s' is no township's code: it has nine digits"), signers.township);
    status = read_roles(&signers, &roles, error);
    if (status != SJ_OK)
        return status;
    status = sj_operator_open(&chosen, &signers.office, error);
    if (status == SJ_OK)
        status = require(&signers, roles, error);
    sj_operator_close(&signers.office);
    return status;
}

const struct sj_command sj_cmd_operator_signers = {
    .name = "operator signers",
    .summary = N_("say who must sign a report"),
    .run = run,
};
