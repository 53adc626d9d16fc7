#include "client/command.h"

#include "client/operator_report.h"
#include "client/output.h"
#include "proto/pb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct returning {
    struct sj_named_report named;
    struct sj_option_list figures, missing;
    bool yes;
    struct sj_operator office;
    const Shangji__V1__Report *report;
    Shangji__V1__ReportReturn message;
};

/* "12=why": what stands before the first '=' and behind it. */
static bool split(const char *point, struct sj_bytes *what, const char **why)
{
    const char *equals = strchr(point, '=');
    if (!equals || equals == point || !equals[1])
        return false;
    *what = SJ_BYTES(point, (size_t)(equals - point));
    *why = equals + 1;
    return true;
}

static Shangji__V1__ReportReturn__Point *add_point(struct returning *returning, const char *why)
{
    Shangji__V1__ReportReturn__Point *point =
        sj_pb_new(&shangji__v1__report_return__point__descriptor, &returning->office.arena);
    char *reason = sj_operator_text(&returning->office, why);
    if (!point || !reason)
        return NULL;
    point->reason = reason;
    returning->message.points[returning->message.n_points++] = point;
    return point;
}

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
}

static enum sj_status name_figure(struct returning *returning, const char *told,
                                  struct sj_error *error)
{
    struct sj_bytes what;
    const char *why;
    char *end = NULL;
    unsigned long number = split(told, &what, &why) ? strtoul(told, &end, 10) : 0;
    if (number == 0 || *end != '=')
        return sj_error_set(error, SJ_USAGE, "BAD_FIGURE",
                            _("--figure '%s': write NUMBER=why, the number as 'shangji check' and "
                              "the draft count"),
                            told);
    if (number > returning->report->n_figures)
        return sj_error_set(error, SJ_NOT_FOUND, "NO_FIGURE",
                            _("the report has %zu figures, there is no number %lu"),
                            returning->report->n_figures, number);
    Shangji__V1__ReportReturn__Point *point = add_point(returning, why);
    if (!point)
        return no_memory(error);
    point->figure = (uint32_t)number - 1;
    printf("  %lu  ", number);
    sj_print_text(returning->report->figures[number - 1]->clause, stdout);
    printf("\n      %s\n", why);
    return SJ_OK;
}

static enum sj_status name_missing(struct returning *returning, const char *told,
                                   struct sj_error *error)
{
    struct sj_bytes what;
    const char *why;
    if (!split(told, &what, &why))
        return sj_error_set(error, SJ_USAGE, "BAD_INDICATOR",
                            _("--missing '%s': write INDICATOR=why, with the indicator's code"),
                            told);
    Shangji__V1__ReportReturn__Point *point = add_point(returning, why);
    char *code = point ? sj_arena_text(&returning->office.arena, what) : NULL;
    if (!code)
        return no_memory(error);
    point->indicator = code;
    printf("  %s  %s\n", code, why);
    return SJ_OK;
}

static enum sj_status name_points(struct returning *returning, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    size_t count = returning->figures.count + returning->missing.count;
    returning->message.points =
        sj_arena_array(&returning->office.arena, count + 1, sizeof(*returning->message.points));
    if (!returning->message.points)
        return no_memory(error);
    for (size_t i = 0; status == SJ_OK && i < returning->figures.count; i++)
        status = name_figure(returning, returning->figures.values[i], error);
    for (size_t i = 0; status == SJ_OK && i < returning->missing.count; i++)
        status = name_missing(returning, returning->missing.values[i], error);
    return status;
}

static enum sj_status send_back(struct returning *returning, struct sj_error *error)
{
    struct sj_operator *office = &returning->office;
    Shangji__V1__GetRollReply *roll;
    const Shangji__V1__ReportState *state;
    Shangji__V1__Act act;
    shangji__v1__act__init(&act);
    shangji__v1__report_return__init(&returning->message);
    enum sj_status status = sj_operator_roll(office, &roll, error);
    if (status == SJ_OK)
        status = sj_named_find(&returning->named, roll, &state, error);
    if (status == SJ_OK)
        status = sj_fetch_report(&office->link, sj_pb_bytes(state->identity), &office->arena,
                                 &returning->report, error);
    if (status != SJ_OK)
        return status;
    printf(_("%s, %s, revision %u, is sent back: %s\n"),
           sj_roll_township(roll, returning->named.township)->township->name,
           returning->named.period, (unsigned)state->revision, returning->named.reason);
    status = name_points(returning, error);
    if (status == SJ_OK && !returning->yes)
        status = sj_operator_confirm(
            _("It stays in the ledger, and answers leave it out until it is corrected. Type yes: "),
            error);
    if (status != SJ_OK)
        return status;
    returning->message.report = state->identity;
    returning->message.reason = sj_operator_text(office, returning->named.reason);
    if (!returning->message.reason)
        return no_memory(error);
    act.act_case = SHANGJI__V1__ACT__ACT_RETURNED;
    act.returned = &returning->message;
    return sj_operator_do(office, &act, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct returning returning = {.yes = false};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        SJ_OPTIONS_NAMED(&returning.named),
        {.name = "figure",
         .kind = SJ_OPTION_LIST,
         .target = &returning.figures,
         .argument = N_("NUMBER=WHY"),
         .help = N_("what is wrong with one figure; may be given again")},
        {.name = "missing",
         .kind = SJ_OPTION_LIST,
         .target = &returning.missing,
         .argument = N_("INDICATOR=WHY"),
         .help = N_("an indicator that it should state; may be given again")},
        {.name = "yes", .kind = SJ_OPTION_FLAG, .target = &returning.yes, .help = N_("do not ask")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator return",
        .arguments = N_("TOWNSHIP --period PERIOD --reason WORDS"),
        .summary = sj_cmd_operator_return.summary,
        .notes = N_("The township sees it with 'shangji status' and hands in a correction, also "
                    "after the closing."),
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
    returning.named.township = argv[1];
    status = sj_named_check(&returning.named, error);
    if (status != SJ_OK)
        return status;
    status = sj_operator_open(&chosen, &returning.office, error);
    if (status == SJ_OK)
        status = send_back(&returning, error);
    sj_operator_close(&returning.office);
    return status;
}

const struct sj_command sj_cmd_operator_return = {
    .name = "operator return",
    .summary = N_("send a report back, with what is wrong"),
    .run = run,
};
