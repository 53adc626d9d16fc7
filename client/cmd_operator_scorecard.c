#include "client/command.h"

#include "client/operator_report.h"
#include "client/scorecard_yaml.h"
#include "rules/scorecard.h"

static enum sj_status publish(struct sj_operator *office, const char *file, struct sj_error *error)
{
    Shangji__V1__Act act;
    Shangji__V1__Scorecard *card;
    enum sj_status status = sj_scorecard_read(file, &office->arena, &card, error);
    if (status != SJ_OK)
        return status;
    printf(_("Scorecard %s %s: %zu dimensions, %zu indicators, %u points\n"), card->code,
           card->version, card->n_dimensions, sj_scorecard_item_count(card),
           (unsigned)card->points);
    shangji__v1__act__init(&act);
    act.act_case = SHANGJI__V1__ACT__ACT_SCORECARD;
    act.scorecard = card;
    return sj_operator_do(office, &act, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct sj_operator_options chosen = {0};
    struct sj_operator office;
    const struct sj_option options[] = {SJ_OPTIONS_OPERATOR(&chosen)};
    const struct sj_command_line line = {
        .program = "shangji operator scorecard",
        .arguments = N_("SCORECARD.yaml"),
        .summary = sj_cmd_operator_scorecard.summary,
        .notes = N_("A version is published once and never changes. Then everybody may ask for it: "
                    "'shangji score CODE'."),
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
    status = sj_operator_open(&chosen, &office, error);
    if (status == SJ_OK)
        status = publish(&office, argv[1], error);
    sj_operator_close(&office);
    return status;
}

const struct sj_command sj_cmd_operator_scorecard = {
    .name = "operator scorecard",
    .summary = N_("publish a scorecard for composite scores"),
    .run = run,
};
