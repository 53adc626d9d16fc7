#include "client/command.h"

#include "client/answer_text.h"
#include "client/operator_report.h"
#include "client/reference_send.h"

#include <stdio.h>

struct groups {
    const char *code, *name, *name_en;
    struct sj_operator office;
};

static void print_groups(const Shangji__V1__Grouping *grouping,
                         const Shangji__V1__GetRollReply *roll)
{
    size_t members = 0;
    for (size_t i = 0; i < grouping->n_groups; i++) {
        const Shangji__V1__Grouping__Group *group = grouping->groups[i];
        printf(_("%s (%s): %zu townships\n"), sj_text_name(group->name_zh, group->name_en),
               group->code, group->n_townships);
        members += group->n_townships;
    }
    if (members < roll->n_townships)
        printf(_("%zu of %zu townships are in no group: rankings by group leave them out\n"),
               roll->n_townships - members, roll->n_townships);
}

static enum sj_status send(struct groups *groups, const char *path, struct sj_error *error)
{
    struct sj_operator *office = &groups->office;
    struct sj_reference_sheet sheet;
    Shangji__V1__GetRollReply *roll = NULL;
    Shangji__V1__Grouping grouping;
    Shangji__V1__Act act;
    shangji__v1__grouping__init(&grouping);
    shangji__v1__act__init(&act);
    grouping.code = sj_operator_text(office, groups->code);
    grouping.name_zh = sj_operator_text(office, groups->name);
    grouping.name_en = sj_operator_text(office, groups->name_en ? groups->name_en : groups->code);
    if (!grouping.code || !grouping.name_zh || !grouping.name_en)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
    enum sj_status status =
        sj_reference_load(office, path, SJ_REFERENCE_GROUP, &sheet, &roll, error);
    if (status == SJ_OK)
        status = sj_reference_groups(&sheet, &office->arena, &grouping, error);
    if (status != SJ_OK)
        return status;
    act.act_case = SHANGJI__V1__ACT__ACT_GROUPING;
    act.grouping = &grouping;
    status = sj_reference_check_act(office, &act, error);
    if (status != SJ_OK)
        return status;
    print_groups(&grouping, roll);
    return sj_operator_do(office, &act, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct groups groups = {.code = NULL};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "code",
         .kind = SJ_OPTION_TEXT,
         .target = &groups.code,
         .argument = N_("CODE"),
         .help = N_("what it is asked for by: kind, terrain")},
        {.name = "name",
         .kind = SJ_OPTION_TEXT,
         .target = &groups.name,
         .argument = N_("WORDS"),
         .help = N_("its name: 类别")},
        {.name = "name-en",
         .kind = SJ_OPTION_TEXT,
         .target = &groups.name_en,
         .argument = N_("WORDS"),
         .help = N_("its English name (else the code)")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator groups",
        .arguments = N_("FILE.csv --code CODE --name WORDS"),
        .summary = sj_cmd_operator_groups.summary,
        .notes = N_("FILE.csv has the columns township, group (a code), group_name, group_name_en, "
                    "and name if you like,\nwhich is then held against the roll. The same code "
                    "again takes the place of the grouping before."),
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
    if (!groups.code || !groups.code[0] || !groups.name || !groups.name[0])
        return sj_error_set(error, SJ_USAGE, "MISSING_OPTION",
                            _("say what the grouping is called: --code kind --name 类别"));
    status = sj_operator_open(&chosen, &groups.office, error);
    if (status == SJ_OK)
        status = send(&groups, argv[1], error);
    sj_operator_close(&groups.office);
    return status;
}

const struct sj_command sj_cmd_operator_groups = {
    .name = "operator groups",
    .summary = N_("put townships into groups that are ranked apart"),
    .run = run,
};
