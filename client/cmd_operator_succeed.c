#include "client/command.h"

#include "client/operator_report.h"
#include "proto/pb.h"

#include <string.h>

struct succession {
    const char *how, *period, *document;
    struct sj_option_list from, to;
    struct sj_operator office;
};

static const struct {
    const char *name;
    Shangji__V1__Succession__How how;
} hows[] = {
    {"merged", SHANGJI__V1__SUCCESSION__HOW__MERGED},
    {"split", SHANGJI__V1__SUCCESSION__HOW__SPLIT},
    {"renamed", SHANGJI__V1__SUCCESSION__HOW__RENAMED},
    {"recoded", SHANGJI__V1__SUCCESSION__HOW__RECODED},
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
}

/* "430482109=新名镇" */
static enum sj_status put_successor(struct succession *succession, const char *told,
                                    Shangji__V1__Succession *message, struct sj_error *error)
{
    const char *equals = strchr(told, '=');
    Shangji__V1__Township *made =
        sj_pb_new(&shangji__v1__township__descriptor, &succession->office.arena);
    if (!equals || !equals[1])
        return sj_error_set(error, SJ_USAGE, "BAD_SUCCESSOR",
                            _("--to '%s': write CODE=NAME, as in 430482109=新名镇"), told);
    char *code = sj_arena_text(&succession->office.arena, SJ_BYTES(told, (size_t)(equals - told)));
    char *name = sj_operator_text(&succession->office, equals + 1);
    if (!made || !code || !name)
        return no_memory(error);
    made->code = code;
    made->name = name;
    message->successors[message->n_successors++] = made;
    return SJ_OK;
}

static enum sj_status fill(struct succession *succession, Shangji__V1__Succession *message,
                           struct sj_error *error)
{
    struct sj_arena *arena = &succession->office.arena;
    enum sj_status status = SJ_OK;
    message->predecessors =
        sj_arena_array(arena, succession->from.count + 1, sizeof(*message->predecessors));
    message->successors =
        sj_arena_array(arena, succession->to.count + 1, sizeof(*message->successors));
    message->period = sj_operator_text(&succession->office, succession->period);
    message->document = sj_operator_text(&succession->office, succession->document);
    if (!message->predecessors || !message->successors || !message->period || !message->document)
        return no_memory(error);
    for (size_t i = 0; i < succession->from.count; i++) {
        char *code = sj_operator_text(&succession->office, succession->from.values[i]);
        if (!code)
            return no_memory(error);
        message->predecessors[message->n_predecessors++] = code;
    }
    for (size_t i = 0; status == SJ_OK && i < succession->to.count; i++)
        status = put_successor(succession, succession->to.values[i], message, error);
    return status;
}

static enum sj_status succeed(struct succession *succession, Shangji__V1__Succession__How how,
                              struct sj_error *error)
{
    Shangji__V1__Act act;
    Shangji__V1__Succession message;
    shangji__v1__act__init(&act);
    shangji__v1__succession__init(&message);
    message.how = how;
    enum sj_status status = fill(succession, &message, error);
    act.act_case = SHANGJI__V1__ACT__ACT_SUCCESSION;
    act.succession = &message;
    return status == SJ_OK ? sj_operator_do(&succession->office, &act, error) : status;
}

static enum sj_status check(const struct succession *succession, Shangji__V1__Succession__How *how,
                            struct sj_error *error)
{
    struct sj_period period;
    *how = SHANGJI__V1__SUCCESSION__HOW__HOW_UNSPECIFIED;
    for (size_t i = 0; succession->how && i < sizeof(hows) / sizeof(hows[0]); i++)
        if (strcmp(hows[i].name, succession->how) == 0)
            *how = hows[i].how;
    if (*how == SHANGJI__V1__SUCCESSION__HOW__HOW_UNSPECIFIED)
        return sj_error_set(error, SJ_USAGE, "BAD_CHOICE", _("--%s is one of %s, not '%s'"), "how",
                            "merged, split, renamed, recoded",
                            succession->how ? succession->how : "");
    if (!sj_period_parse(sj_bytes_of(succession->period), &period))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("--period PERIOD: the first that the successors report for"));
    if (!succession->document || !succession->document[0])
        return sj_error_set(error, SJ_USAGE, "NO_DOCUMENT",
                            _("--document WORDS: what it rests on; stands in the ledger"));
    return SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct succession succession = {.how = NULL};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "how",
         .kind = SJ_OPTION_TEXT,
         .target = &succession.how,
         .argument = N_("HOW"),
         .help = N_("merged, split, renamed or recoded")},
        {.name = "from",
         .kind = SJ_OPTION_LIST,
         .target = &succession.from,
         .argument = N_("CODE"),
         .help = N_("a predecessor; may be given again")},
        {.name = "to",
         .kind = SJ_OPTION_LIST,
         .target = &succession.to,
         .argument = N_("CODE=NAME"),
         .help = N_("a successor; may be given again")},
        {.name = "period",
         .kind = SJ_OPTION_TEXT,
         .target = &succession.period,
         .argument = N_("PERIOD"),
         .help = N_("the first that the successors report for")},
        {.name = "document",
         .kind = SJ_OPTION_TEXT,
         .target = &succession.document,
         .argument = N_("WORDS"),
         .help = N_("the document that it rests on")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator succeed",
        .arguments = N_("--how HOW --from CODE --to CODE=NAME --period PERIOD --document WORDS"),
        .summary = sj_cmd_operator_succeed.summary,
        .notes = N_("A merged township may go on under the code of one of its predecessors."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
    };
    int count;
    bool help;
    Shangji__V1__Succession__How how;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    status = check(&succession, &how, error);
    if (status != SJ_OK)
        return status;
    status = sj_operator_open(&chosen, &succession.office, error);
    if (status == SJ_OK)
        status = succeed(&succession, how, error);
    sj_operator_close(&succession.office);
    return status;
}

const struct sj_command sj_cmd_operator_succeed = {
    .name = "operator succeed",
    .summary = N_("record that townships merged, parted or changed name or code"),
    .run = run,
};
