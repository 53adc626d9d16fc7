#include "client/command.h"

#include "client/card.h"
#include "client/operator.h"
#include "rules/catalogue_pb.h"

#include <stdio.h>

struct publish {
    const char *file;
    bool built_in;
    struct sj_operator office;
};

static enum sj_status publish(struct publish *publish, struct sj_error *error)
{
    struct sj_operator *office = &publish->office;
    struct sj_catalogue *judged;
    Shangji__V1__Catalogue *catalogue;
    Shangji__V1__Act act;
    struct sj_key *key = NULL;
    enum sj_status status =
        publish->built_in ? sj_default_catalogue(&office->arena, &catalogue, error)
                          : sj_catalogue_read(publish->file, &office->arena, &catalogue, error);
    if (status == SJ_OK) /* what the city would refuse is not signed */
        status = sj_catalogue_of_pb(catalogue, &office->arena, &judged, error);
    if (status == SJ_OK)
        status = sj_operator_key(office, &key, error);
    if (status == SJ_OK) {
        printf(_("Catalogue %s, %zu indicators\n"), judged->version, judged->indicator_count);
        shangji__v1__act__init(&act);
        act.act_case = SHANGJI__V1__ACT__ACT_CATALOGUE;
        act.catalogue = catalogue;
        status = sj_operator_act(office, key, &act, error);
    }
    sj_key_free(key);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct publish what = {0};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "default",
         .kind = SJ_OPTION_FLAG,
         .target = &what.built_in,
         .help = N_("the catalogue that is built in")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator publish",
        .arguments = N_("CATALOGUE.yaml|--default"),
        .summary = sj_cmd_operator_publish.summary,
        .notes = N_("A version is published once and never changes; a new one takes another "
                    "version name."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 0,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    if ((count == 1) == what.built_in)
        return sj_error_set(error, SJ_USAGE, "FILE_OR_DEFAULT",
                            _("say which catalogue: a YAML file, or --default"));
    what.file = count ? argv[1] : NULL;
    status = sj_operator_open(&chosen, &what.office, error);
    if (status == SJ_OK)
        status = publish(&what, error);
    sj_operator_close(&what.office);
    return status;
}

const struct sj_command sj_cmd_operator_publish = {
    .name = "operator publish",
    .summary = N_("publish a catalogue of indicators"),
    .run = run,
};
