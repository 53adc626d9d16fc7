#include "client/command.h"

#include "base/period.h"
#include "client/choice.h"
#include "client/indicator_name.h"
#include "client/output.h"
#include "client/pages.h"
#include "client/proof.h"
#include "client/rank_more_print.h"
#include "client/rank_print.h"
#include "client/where.h"

#include <stdio.h>
#include <string.h>

enum { RANK_ARENA_BYTES = 512 * 1024 * 1024, TRIES = 3 };

struct rank {
    struct sj_where where;
    const char *period, *kind, *direction, *within, *format_name, *proof;
    const char *per, *group, *within_group;
    uint64_t year, limit, last, at;
    bool reverse, words, no_words, more;
    enum sj_format format;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
    struct sj_catalogue *catalogue;
    Shangji__V1__RankRequest request;
};

static const struct sj_choice directions[] = {
    {"more", SHANGJI__V1__BETTER__BETTER_MORE},
    {"less", SHANGJI__V1__BETTER__BETTER_LESS},
};

static enum sj_status check(struct rank *rank, struct sj_error *error)
{
    int kind = 0, direction = 0;
    enum sj_status status = sj_format_parse(
        rank->format_name, 1U << SJ_FORMAT_TABLE | 1U << SJ_FORMAT_JSON | 1U << SJ_FORMAT_CSV,
        &rank->format, error);
    if (status == SJ_OK)
        status = sj_choose_kind(rank->kind, &kind, error);
    if (status == SJ_OK)
        status = sj_choose(directions, sizeof(directions) / sizeof(directions[0]), "direction",
                           rank->direction, &direction, error);
    if (status == SJ_OK && rank->words && rank->no_words)
        status = sj_error_set(error, SJ_USAGE, "BAD_CHOICE",
                              _("--words and --no-words contradict each other"));
    if (status == SJ_OK && rank->proof && (rank->more || rank->at))
        status = sj_error_set(error, SJ_USAGE, "BAD_CHOICE",
                              _("a proof is of the ranking alone, as the ledger stands: leave out "
                                "--more and --as-of"));
    if (status == SJ_OK && rank->more && (rank->per || rank->group))
        status = sj_error_set(error, SJ_USAGE, "BAD_CHOICE",
                              _("--more tells of values in one ranking: leave out --per and "
                                "--group"));
    if (status == SJ_OK)
        status = sj_choose_period(&rank->period, rank->year, true, &rank->arena, error);
    rank->words = !rank->no_words && !rank->more;
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
    request->group = sj_arena_text(&rank->arena, sj_bytes_of(rank->group));
    request->within_group = sj_arena_text(&rank->arena, sj_bytes_of(rank->within_group));
    if (!request->indicator || !request->period || !request->within || !request->group ||
        !request->within_group)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the question"));
    request->limit = (uint32_t)rank->limit;
    request->bottom = rank->reverse;
    request->last = (uint32_t)rank->last;
    request->with_words = rank->words;
    request->with_change = rank->more;
    request->ledger_size_at = rank->at;
    return SJ_OK;
}

/* A table's code, which only the city knows; else an indicator's code or name. */
static enum sj_status fill_in_per(struct rank *rank, struct sj_error *error)
{
    const char *code = rank->per; /* a table's may be the English name of an indicator */
    enum sj_status status =
        sj_code_valid(code) ? SJ_OK : sj_indicator_name(rank->catalogue, rank->per, &code, error);
    if (status != SJ_OK)
        return status;
    rank->request.per = sj_arena_text(&rank->arena, sj_bytes_of(code));
    return rank->request.per
               ? SJ_OK
               : sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the question"));
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

static void print_more(struct rank *rank, const Shangji__V1__RankAnswer *answer)
{
    struct sj_answer_table table;
    sj_answer_table_init(&table, &rank->arena);
    sj_rank_more_fill(&table, answer);
    if (rank->format == SJ_FORMAT_CSV)
        sj_answer_table_print_csv(&table, stdout);
    else
        sj_answer_table_show(&table);
    sj_answer_table_clear(&table);
}

static enum sj_status print(struct rank *rank, const Shangji__V1__RankAnswer *answer,
                            struct sj_error *error)
{
    if (rank->more && rank->format != SJ_FORMAT_JSON) {
        print_more(rank, answer);
        return SJ_OK;
    }
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
    if (status == SJ_OK && rank->per)
        status = fill_in_per(rank, error);
    if (status != SJ_OK)
        return status;
    for (int i = 0; i < TRIES; i++) {
        status = ask(rank, &answer, error);
        if (status == SJ_OK && rank->proof)
            status = sj_proof_write(&rank->link, &rank->request, answer, rank->proof, error);
        if (status != SJ_ABORTED)
            break;
    }
    if (status == SJ_NOT_FOUND && strcmp(error->reason, "UNKNOWN_INDICATOR") == 0 &&
        !sj_catalogue_find(rank->catalogue, sj_bytes_of(code)))
        return sj_indicator_unknown(rank->catalogue, word, error);
    return status == SJ_OK ? print(rank, answer, error) : status;
}

#define ROW(option, option_kind, option_target, what, words)                                       \
    {                                                                                              \
        .name = (option), .kind = (option_kind), .target = (option_target), .argument = (what),    \
        .help = (words)                                                                            \
    }

#define COUNT(option, short_form, option_target, words)                                            \
    {                                                                                              \
        .name = (option), .letter = (short_form), .kind = SJ_OPTION_NUMBER,                        \
        .target = (option_target), .argument = N_("N"), .help = (words), .min = 1,                 \
        .max = UINT32_MAX                                                                          \
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
        COUNT("top", 'n', &rank->limit, N_("the first N only, of each group")),
        COUNT("limit", 0, &rank->limit, N_("the same as --top")),
        COUNT("bottom", 0, &rank->last, N_("the last N, besides the first N of --top")),
        ROW("reverse", SJ_OPTION_FLAG, &rank->reverse, NULL, N_("from the last rank upwards")),
        ROW("per", SJ_OPTION_TEXT, &rank->per, N_("CODE"),
            N_("divided by a reference table (population) or another indicator")),
        ROW("group", SJ_OPTION_TEXT, &rank->group, N_("GROUPING"),
            N_("each group of the grouping by itself: kind")),
        ROW("within-group", SJ_OPTION_TEXT, &rank->within_group, N_("GROUP"),
            N_("only this group of it, by its code or name")),
        ROW("words", SJ_OPTION_FLAG, &rank->words, NULL,
            N_("with the words behind each figure (default)")),
        ROW("no-words", SJ_OPTION_FLAG, &rank->no_words, NULL, N_("without them")),
        ROW("more", SJ_OPTION_FLAG, &rank->more, NULL,
            N_("percentile, share and change on the year before instead of the words")),
        {.name = "as-of",
         .kind = SJ_OPTION_NUMBER,
         .target = &rank->at,
         .argument = N_("N"),
         .help = N_("as the ledger stood with its first N entries"),
         .min = 1,
         .max = UINT32_MAX},
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
