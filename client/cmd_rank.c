#include "client/command.h"

#include "base/period.h"
#include "client/indicator_name.h"
#include "client/output.h"
#include "client/pages.h"
#include "client/proof.h"
#include "client/rank_print.h"
#include "client/where.h"

#include <stdio.h>
#include <string.h>

enum { RANK_ARENA_BYTES = 512 * 1024 * 1024, TRIES = 3 };

struct rank {
    struct sj_where where;
    const char *period, *kind, *direction, *within, *format_name, *proof;
    uint64_t year, limit;
    bool bottom, words, no_words;
    enum sj_format format;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
    struct sj_catalogue *catalogue;
    Shangji__V1__RankRequest request;
};

struct choice {
    const char *name;
    int value;
};

static const struct choice kinds[] = {
    {"outcome", SHANGJI__V1__KIND__KIND_OUTCOME},
    {"forecast", SHANGJI__V1__KIND__KIND_FORECAST},
    {"plan", SHANGJI__V1__KIND__KIND_PLAN},
};
static const struct choice directions[] = {
    {"more", SHANGJI__V1__BETTER__BETTER_MORE},
    {"less", SHANGJI__V1__BETTER__BETTER_LESS},
};

static enum sj_status choose(const struct choice *choices, size_t count, const char *option,
                             const char *name, int *value, struct sj_error *error)
{
    char list[64] = "";
    if (!name)
        return SJ_OK;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(list);
        snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "", choices[i].name);
        if (strcmp(name, choices[i].name) == 0) {
            *value = choices[i].value;
            return SJ_OK;
        }
    }
    return sj_error_set(error, SJ_USAGE, "BAD_CHOICE", _("--%s is one of %s, not '%s'"), option,
                        list, name);
}

static enum sj_status choose_period(struct rank *rank, struct sj_error *error)
{
    struct sj_period period;
    if (!rank->period == !rank->year)
        return sj_error_set(error, SJ_USAGE, "NO_PERIOD",
                            _("say which period: --year 2021 or --period 2021-Q3"));
    if (rank->year)
        rank->period = sj_arena_printf(&rank->arena, "%llu", (unsigned long long)rank->year);
    if (!rank->period || !sj_period_parse(sj_bytes_of(rank->period), &period))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("'%s' is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
                            rank->period ? rank->period : "");
    return SJ_OK;
}

static enum sj_status check(struct rank *rank, struct sj_error *error)
{
    int kind = 0, direction = 0;
    enum sj_status status = sj_format_parse(
        rank->format_name, 1U << SJ_FORMAT_TABLE | 1U << SJ_FORMAT_JSON | 1U << SJ_FORMAT_CSV,
        &rank->format, error);
    if (status == SJ_OK)
        status = choose(kinds, sizeof(kinds) / sizeof(kinds[0]), "kind", rank->kind, &kind, error);
    if (status == SJ_OK)
        status = choose(directions, sizeof(directions) / sizeof(directions[0]), "direction",
                        rank->direction, &direction, error);
    if (status == SJ_OK && rank->words && rank->no_words)
        status = sj_error_set(error, SJ_USAGE, "BAD_CHOICE",
                              _("--words and --no-words contradict each other"));
    if (status == SJ_OK)
        status = choose_period(rank, error);
    rank->words = !rank->no_words;
    rank->request.kind = (Shangji__V1__Kind)kind;
    rank->request.direction = (Shangji__V1__Better)direction;
    return status;
}

static enum sj_status fill_in(struct rank *rank, const char *code, struct sj_error *error)
{
    Shangji__V1__RankRequest *request = &rank->request;
    request->indicator = sj_arena_text(&rank->arena, sj_bytes_of(code));
    request->period = sj_arena_text(&rank->arena, sj_bytes_of(rank->period));
    request->within = sj_arena_text(&rank->arena, sj_bytes_of(rank->within));
    if (!request->indicator || !request->period || !request->within)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the question"));
    request->limit = (uint32_t)rank->limit;
    request->bottom = rank->bottom;
    request->with_words = rank->words;
    return SJ_OK;
}

static enum sj_status ask(struct rank *rank, Shangji__V1__RankAnswer **whole,
                          struct sj_error *error)
{
    static char first[] = "";
    ProtobufCMessage *message = NULL;
    rank->request.page_token = first;
    enum sj_status status = sj_link_pages(&rank->link, "/shangji.v1.Query/Rank",
                                          &rank->request.base, &rank->arena, &message, error);
    *whole = (Shangji__V1__RankAnswer *)message;
    return status;
}

static enum sj_status print(struct rank *rank, const Shangji__V1__RankAnswer *answer,
                            struct sj_error *error)
{
    switch (rank->format) {
    case SJ_FORMAT_JSON:
        return sj_print_json(&answer->base, stdout, error);
    case SJ_FORMAT_CSV:
        sj_rank_print_csv(answer, &rank->arena, stdout);
        return SJ_OK;
    case SJ_FORMAT_TABLE:
    case SJ_FORMAT_MARKED:
    case SJ_FORMAT_JSONL:
    case SJ_FORMAT_XLSX:
        sj_rank_print(answer, rank->words, &rank->arena, stdout);
        return SJ_OK;
    }
    return SJ_OK;
}

static enum sj_status rank_by(struct rank *rank, const char *word, struct sj_error *error)
{
    const char *code;
    Shangji__V1__RankAnswer *answer = NULL;
    enum sj_status status = sj_where_open(&rank->where, &rank->home, &rank->link, error);
    if (status == SJ_OK)
        status = sj_home_catalogue(&rank->home, NULL, &rank->arena, &rank->catalogue, error);
    if (status == SJ_OK)
        status = sj_indicator_name(rank->catalogue, word, &code, error);
    if (status == SJ_OK)
        status = fill_in(rank, code, error);
    if (status != SJ_OK)
        return status;
    for (int i = 0; i < TRIES; i++) {
        status = ask(rank, &answer, error);
        if (status == SJ_OK && rank->proof)
            status = sj_proof_write(&rank->link, &rank->request, answer, rank->proof, error);
        if (status != SJ_ABORTED)
            break;
    }
    if (status == SJ_NOT_FOUND && !sj_catalogue_find(rank->catalogue, sj_bytes_of(code)))
        return sj_indicator_unknown(rank->catalogue, word, error);
    return status == SJ_OK ? print(rank, answer, error) : status;
}

#define ROW(option, option_kind, option_target, what, words)                                       \
    {                                                                                              \
        .name = (option), .kind = (option_kind), .target = (option_target), .argument = (what),    \
        .help = (words)                                                                            \
    }

static enum sj_status parse(struct rank *rank, int argc, char **argv, bool *help,
                            struct sj_error *error)
{
    const struct sj_option options[] = {
        {.name = "year",
         .kind = SJ_OPTION_NUMBER,
         .target = &rank->year,
         .argument = N_("YEAR"),
         .help = N_("the year, 2021"),
         .min = SJ_YEAR_MIN,
         .max = SJ_YEAR_MAX},
        ROW("period", SJ_OPTION_TEXT, &rank->period, N_("PERIOD"),
            N_("another period: 2021-S1, 2021-Q3, 2021-06")),
        ROW("kind", SJ_OPTION_TEXT, &rank->kind, N_("KIND"),
            N_("outcome (default), forecast or plan")),
        ROW("direction", SJ_OPTION_TEXT, &rank->direction, N_("DIRECTION"),
            N_("more or less is better (else as the catalogue says)")),
        ROW("within", SJ_OPTION_TEXT, &rank->within, N_("CODE"),
            N_("only townships whose code begins so")),
        {.name = "limit",
         .letter = 'n',
         .kind = SJ_OPTION_NUMBER,
         .target = &rank->limit,
         .argument = N_("N"),
         .help = N_("the first N only"),
         .min = 1,
         .max = UINT32_MAX},
        ROW("bottom", SJ_OPTION_FLAG, &rank->bottom, NULL, N_("from the last rank upwards")),
        ROW("words", SJ_OPTION_FLAG, &rank->words, NULL,
            N_("with the words behind each figure (default)")),
        ROW("no-words", SJ_OPTION_FLAG, &rank->no_words, NULL, N_("without them")),
        ROW("proof", SJ_OPTION_TEXT, &rank->proof, N_("FILE"),
            N_("write the answer with all it rests on, for 'shangji verify'")),
        ROW("format", SJ_OPTION_TEXT, &rank->format_name, N_("FORMAT"),
            N_("table (default), json or csv")),
        SJ_OPTION_CARD(&rank->where.card),
        SJ_OPTION_HOME(&rank->where.home),
        SJ_OPTION_TIMEOUT(&rank->where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji rank",
        .arguments = N_("INDICATOR --year YEAR"),
        .summary = sj_cmd_rank.summary,
        .notes = N_("INDICATOR is a code or a name of the catalogue: early_rice_area. A vague "
                    "figure is an\ninterval; 'possible' are the ranks that it may have in truth. "
                    "Who has no rank is listed with why."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    return sj_options_parse(&line, argc, argv, &count, help, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct rank rank = {.format_name = "table"};
    bool help;
    enum sj_status status = parse(&rank, argc, argv, &help, error);
    if (status != SJ_OK || help)
        return status;
    sj_arena_init(&rank.arena, RANK_ARENA_BYTES);
    shangji__v1__rank_request__init(&rank.request);
    status = check(&rank, error);
    if (status == SJ_OK)
        status = rank_by(&rank, argv[1], error);
    sj_link_close(&rank.link);
    sj_arena_clear(&rank.arena);
    sj_home_clear(&rank.home);
    return status;
}

const struct sj_command sj_cmd_rank = {
    .name = "rank",
    .summary = N_("rank the townships by an indicator"),
    .run = run,
};
