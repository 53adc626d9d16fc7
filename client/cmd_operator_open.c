#include "client/command.h"

#include "base/period.h"
#include "client/operator.h"
#include "rules/submission.h"

#include <stdio.h>
#include <string.h>

enum { REQUIRED_MAX = 2000 };

struct opening {
    const char *period, *kind, *deadline, *catalogue, *required;
    struct sj_operator office;
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
}

/* "a,b,c"; blanks around the codes are forgiven. */
static enum sj_status split(struct opening *opening, Shangji__V1__PeriodOpening *message,
                            struct sj_error *error)
{
    struct sj_bytes rest = sj_bytes_of(opening->required);
    if (rest.len == 0)
        return SJ_OK;
    size_t commas = 0;
    for (size_t i = 0; i < rest.len; i++)
        commas += rest.data[i] == ',';
    if (commas >= REQUIRED_MAX)
        return sj_error_set(error, SJ_USAGE, "TOO_MANY", _("--required takes at most %d codes"),
                            (int)REQUIRED_MAX);
    message->required =
        sj_arena_array(&opening->office.arena, commas + 1, sizeof(*message->required));
    if (!message->required)
        return no_memory(error);
    for (size_t start = 0; start <= rest.len;) {
        size_t end = sj_bytes_find(rest, SJ_LITERAL(","), start);
        if (end == SIZE_MAX)
            end = rest.len;
        struct sj_bytes code = sj_bytes_trim(sj_bytes_slice(rest, start, end));
        start = end + 1;
        if (code.len == 0)
            continue;
        char *text = sj_arena_text(&opening->office.arena, code);
        if (!text)
            return no_memory(error);
        message->required[message->n_required++] = text;
    }
    return SJ_OK;
}

static enum sj_status choose_catalogue(struct opening *opening, struct sj_error *error)
{
    Shangji__V1__Catalogue *newest;
    if (opening->catalogue)
        return SJ_OK;
    enum sj_status status =
        sj_link_catalogue(&opening->office.link, "", &opening->office.arena, &newest, error);
    if (status == SJ_NOT_FOUND)
        return sj_error_set(error, SJ_PRECONDITION, "NO_CATALOGUE",
                            _("no catalogue was published yet; first: shangji operator publish"));
    if (status == SJ_OK)
        opening->catalogue = newest->version;
    return status;
}

static enum sj_status open_period(struct opening *opening, struct sj_error *error)
{
    struct sj_operator *office = &opening->office;
    Shangji__V1__Act act;
    Shangji__V1__PeriodOpening message;
    struct sj_key *key = NULL;
    shangji__v1__act__init(&act);
    shangji__v1__period_opening__init(&message);
    enum sj_status status = choose_catalogue(opening, error);
    if (status == SJ_OK)
        status = split(opening, &message, error);
    if (status != SJ_OK)
        return status;
    message.period = sj_operator_text(office, opening->period);
    message.kind = sj_operator_text(office, opening->kind);
    message.deadline = sj_operator_text(office, opening->deadline);
    message.catalogue = sj_operator_text(office, opening->catalogue);
    if (!message.period || !message.kind || !message.deadline || !message.catalogue)
        return no_memory(error);
    act.act_case = SHANGJI__V1__ACT__ACT_OPENING;
    act.opening = &message;
    status = sj_operator_key(office, &key, error);
    if (status == SJ_OK)
        status = sj_operator_act(office, key, &act, error);
    sj_key_free(key);
    return status;
}

static enum sj_status check(const struct opening *opening, struct sj_error *error)
{
    struct sj_period period;
    if (!sj_period_parse(sj_bytes_of(opening->period), &period))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("'%s' is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
                            opening->period);
    if (!sj_report_kind_valid(sj_bytes_of(opening->kind)))
        return sj_error_set(error, SJ_USAGE, "BAD_KIND",
                            _("'%s' is no kind of report: annual, interim"), opening->kind);
    if (!opening->deadline || !sj_date_valid(sj_bytes_of(opening->deadline)))
        return sj_error_set(error, SJ_USAGE, "BAD_DEADLINE",
                            _("give the last day as --deadline YYYY-MM-DD"));
    return SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct opening opening = {.kind = "annual"};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "kind",
         .kind = SJ_OPTION_TEXT,
         .target = &opening.kind,
         .argument = N_("KIND"),
         .help = N_("annual (default), interim, …")},
        {.name = "deadline",
         .kind = SJ_OPTION_TEXT,
         .target = &opening.deadline,
         .argument = N_("YYYY-MM-DD"),
         .help = N_("the last day in time, until midnight in UTC+8")},
        {.name = "catalogue",
         .kind = SJ_OPTION_TEXT,
         .target = &opening.catalogue,
         .argument = N_("VERSION"),
         .help = N_("the catalogue that reports are judged by (else the newest)")},
        {.name = "required",
         .kind = SJ_OPTION_TEXT,
         .target = &opening.required,
         .argument = N_("A,B,C"),
         .help = N_("codes of the required indicators (else those of the catalogue)")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator open",
        .arguments = N_("PERIOD --deadline YYYY-MM-DD"),
        .summary = sj_cmd_operator_open.summary,
        .notes = N_("PERIOD: 2021, 2021-S1, 2021-Q3, 2021-06"),
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
    opening.period = argv[1];
    status = check(&opening, error);
    if (status != SJ_OK)
        return status;
    status = sj_operator_open(&chosen, &opening.office, error);
    if (status == SJ_OK)
        status = open_period(&opening, error);
    sj_operator_close(&opening.office);
    return status;
}

const struct sj_command sj_cmd_operator_open = {
    .name = "operator open",
    .summary = N_("open a period with its deadline and catalogue"),
    .run = run,
};
