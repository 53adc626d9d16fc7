#include "client/command.h"

#include "base/period.h"
#include "client/choice.h"
#include "client/output.h"
#include "client/pages.h"
#include "client/score_print.h"
#include "client/scorecard_yaml.h"
#include "client/where.h"
#include "rules/scorecard.h"
#include "rules/submission.h"

#include <stdio.h>
#include <string.h>

enum { SCORE_ARENA_BYTES = 512 * 1024 * 1024, PAGES_MAX = 10000, TRIES = 3 };

struct score {
    struct sj_where where;
    const char *period, *version, *within, *explain, *format_name;
    uint64_t year, draws;
    bool no_draws, items;
    enum sj_format format;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
    Shangji__V1__ScoreRequest request;
    char *townships[1];
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the question"));
}

/* ---- the question ---- */

/* A file of one's own, or the code of a published scorecard. */
static enum sj_status choose_card(struct score *score, const char *word, struct sj_error *error)
{
    struct sj_bytes text = sj_bytes_of(word);
    bool file = sj_bytes_ends(text, SJ_LITERAL(".yaml")) ||
                sj_bytes_ends(text, SJ_LITERAL(".yml")) || strchr(word, '/') != NULL;
    if (file && score->version)
        return sj_error_set(error, SJ_USAGE, "BAD_CHOICE",
                            _("--version is of a published scorecard, not of a file"));
    if (file)
        return sj_scorecard_read(word, &score->arena, &score->request.scorecard, error);
    score->request.code = sj_arena_text(&score->arena, text);
    score->request.version = sj_arena_text(&score->arena, sj_bytes_of(score->version));
    return score->request.code && score->request.version ? SJ_OK : no_memory(error);
}

/* A township by its code or by its name on the roll. */
static enum sj_status choose_township(struct score *score, struct sj_error *error)
{
    Shangji__V1__GetRollReply *roll;
    score->request.townships = score->townships;
    score->request.n_townships = 1;
    score->townships[0] = sj_arena_text(&score->arena, sj_bytes_of(score->explain));
    if (!score->townships[0])
        return no_memory(error);
    if (sj_township_code_valid(sj_bytes_of(score->explain)))
        return SJ_OK;
    enum sj_status status = sj_link_roll(&score->link, false, &score->arena, &roll, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < roll->n_townships; i++) {
        const Shangji__V1__Township *township = roll->townships[i]->township;
        if (township && strcmp(township->name, score->explain) == 0) {
            score->townships[0] = township->code;
            return SJ_OK;
        }
    }
    return sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP",
                        _("the roll has no township \"%s\"; give its code of nine digits"),
                        score->explain);
}

static enum sj_status fill_in(struct score *score, const char *word, struct sj_error *error)
{
    Shangji__V1__ScoreRequest *request = &score->request;
    request->period = sj_arena_text(&score->arena, sj_bytes_of(score->period));
    request->within = sj_arena_text(&score->arena, sj_bytes_of(score->within));
    if (!request->period || !request->within)
        return no_memory(error);
    request->draws = (uint32_t)score->draws;
    request->no_draws = score->no_draws;
    request->with_items = score->items;
    enum sj_status status = choose_card(score, word, error);
    return status == SJ_OK && score->explain ? choose_township(score, error) : status;
}

/* ---- the answer ---- */

static enum sj_status append(struct score *score, Shangji__V1__ScoreAnswer *whole,
                             const Shangji__V1__ScoreAnswer *page, struct sj_error *error)
{
    size_t count = whole->n_rows + page->n_rows;
    Shangji__V1__ScoreRow **rows = sj_arena_array(&score->arena, count + 1, sizeof(*rows));
    if (!rows)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the answer"));
    if (whole->n_rows)
        memcpy(rows, whole->rows, whole->n_rows * sizeof(*rows));
    if (page->n_rows)
        memcpy(rows + whole->n_rows, page->rows, page->n_rows * sizeof(*rows));
    whole->rows = rows;
    whole->n_rows = count;
    return SJ_OK;
}

/* All pages as one answer. SJ_ABORTED if the ledger grew between two of them. */
static enum sj_status ask(struct score *score, Shangji__V1__ScoreAnswer **whole,
                          struct sj_error *error)
{
    *whole = NULL;
    score->request.start = 0;
    score->request.ledger_size = 0;
    for (int pages = 0; pages < PAGES_MAX; pages++) {
        ProtobufCMessage *message;
        enum sj_status status = sj_link_call(&score->link, "/shangji.v1.Query/Score",
                                             &score->request.base, &score->arena, &message, error);
        if (status != SJ_OK)
            return status;
        Shangji__V1__ScoreAnswer *page = (Shangji__V1__ScoreAnswer *)message;
        if (!page->scorecard || page->scorecard->n_dimensions > SJ_SCORECARD_DIMENSIONS_MAX ||
            (page->next != 0 && page->next <= score->request.start))
            return sj_error_set(error, SJ_DATA_LOSS, "BAD_ANSWER",
                                _("the city's answer makes no sense; is its program newer?"));
        uint32_t next = page->next;
        page->next = 0;
        status = *whole ? append(score, *whole, page, error) : SJ_OK;
        if (!*whole)
            *whole = page;
        if (status != SJ_OK || next == 0)
            return status;
        score->request.start = next;
        score->request.ledger_size = (*whole)->ledger_size;
    }
    return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_PAGES", _("the answer does not end"));
}

/* A township that was asked for and has no score is explained by its absence. */
static enum sj_status explain(struct score *score, const Shangji__V1__ScoreAnswer *answer,
                              struct sj_error *error)
{
    if (answer->n_rows == 0) {
        sj_score_print(answer, &score->arena, stdout);
        return sj_error_set(error, SJ_NOT_FOUND, "NO_SCORE", _("%s has no score"), score->explain);
    }
    if (sj_score_explain(answer, &score->arena, stdout))
        return SJ_OK;
    return sj_error_set(error, SJ_DATA_LOSS, "BAD_ANSWER",
                        _("the city's answer makes no sense; is its program newer?"));
}

static enum sj_status print(struct score *score, const Shangji__V1__ScoreAnswer *answer,
                            struct sj_error *error)
{
    if (score->format == SJ_FORMAT_JSON)
        return sj_print_json(&answer->base, stdout, error);
    if (score->format == SJ_FORMAT_CSV)
        sj_score_print_csv(answer, &score->arena, stdout);
    else if (score->explain)
        return explain(score, answer, error);
    else
        sj_score_print(answer, &score->arena, stdout);
    return SJ_OK;
}

static enum sj_status score_by(struct score *score, const char *word, struct sj_error *error)
{
    Shangji__V1__ScoreAnswer *answer = NULL;
    enum sj_status status = sj_where_open(&score->where, &score->home, &score->link, error);
    if (status == SJ_OK)
        status = fill_in(score, word, error);
    if (status != SJ_OK)
        return status;
    status = SJ_ABORTED;
    for (int i = 0; i < TRIES && status == SJ_ABORTED; i++)
        status = ask(score, &answer, error);
    return status == SJ_OK && answer ? print(score, answer, error) : status;
}

/* ---- the command ---- */

#define ROW(option, option_kind, option_target, what, words)                                       \
    {                                                                                              \
        .name = (option), .kind = (option_kind), .target = (option_target), .argument = (what),    \
        .help = (words)                                                                            \
    }

static enum sj_status parse(struct score *score, int argc, char **argv, bool *help,
                            struct sj_error *error)
{
    const struct sj_option options[] = {
        {.name = "year",
         .kind = SJ_OPTION_NUMBER,
         .target = &score->year,
         .argument = N_("YEAR"),
         .help = N_("the year, 2021"),
         .min = SJ_YEAR_MIN,
         .max = SJ_YEAR_MAX},
        ROW("period", SJ_OPTION_TEXT, &score->period, N_("PERIOD"),
            N_("another period: 2021-S1, 2021-Q3, 2021-06")),
        ROW("version", SJ_OPTION_TEXT, &score->version, N_("VERSION"),
            N_("of a published scorecard (else its newest)")),
        ROW("within", SJ_OPTION_TEXT, &score->within, N_("CODE"),
            N_("score only townships whose code begins so, among themselves")),
        ROW("explain", SJ_OPTION_TEXT, &score->explain, N_("TOWNSHIP"),
            N_("show how its score came about, down to the words")),
        ROW("items", SJ_OPTION_FLAG, &score->items, NULL,
            N_("with each indicator's part (in json and csv)")),
        {.name = "draws",
         .kind = SJ_OPTION_NUMBER,
         .target = &score->draws,
         .argument = N_("N"),
         .help = N_("draws for the range of ranks (1000)"),
         .min = 1,
         .max = 10000},
        ROW("no-draws", SJ_OPTION_FLAG, &score->no_draws, NULL, N_("without the range of ranks")),
        ROW("format", SJ_OPTION_TEXT, &score->format_name, N_("FORMAT"),
            N_("table (default), json or csv")),
        SJ_OPTION_CARD(&score->where.card),
        SJ_OPTION_HOME(&score->where.home),
        SJ_OPTION_TIMEOUT(&score->where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji score",
        .arguments = N_("SCORECARD.yaml|CODE --year YEAR"),
        .summary = sj_cmd_score.summary,
        .notes = N_("A scorecard is a file of yours, or the code of one that the city published. "
                    "Who has no\nscore is listed with why. A veto stands beside the score and "
                    "changes neither it nor the rank."),
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
    struct score score = {.format_name = "table"};
    bool help;
    enum sj_status status = parse(&score, argc, argv, &help, error);
    if (status != SJ_OK || help)
        return status;
    sj_arena_init(&score.arena, SCORE_ARENA_BYTES);
    shangji__v1__score_request__init(&score.request);
    status = sj_format_parse(score.format_name,
                             1U << SJ_FORMAT_TABLE | 1U << SJ_FORMAT_JSON | 1U << SJ_FORMAT_CSV,
                             &score.format, error);
    if (status == SJ_OK)
        status = sj_choose_period(&score.period, score.year, true, &score.arena, error);
    if (status == SJ_OK)
        status = score_by(&score, argv[1], error);
    sj_link_close(&score.link);
    sj_arena_clear(&score.arena);
    sj_home_clear(&score.home);
    return status;
}

const struct sj_command sj_cmd_score = {
    .name = "score",
    .summary = N_("score the townships by a scorecard"),
    .run = run,
};
