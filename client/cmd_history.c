/* shangji history: what the ledger says of one township, from its first entry on. */
#include "client/command.h"

#include "client/history.h"
#include "client/output.h"
#include "client/where.h"
#include "rules/submission.h"

enum { HISTORY_ARENA_BYTES = 1 << 30 };

struct history {
    struct sj_where where;
    const char *copy_path, *format_name;
    enum sj_format format;
    struct sj_home home;
    struct sj_link link;
    struct sj_ledger_copy copy;
    struct sj_arena arena;
};

static enum sj_status tell(struct history *history, const char *township, struct sj_error *error)
{
    Shangji__V1__TownshipHistory *made = NULL;
    enum sj_status status = sj_where_open(&history->where, &history->home, &history->link, error);
    if (status == SJ_OK)
        status = sj_ledger_copy_open(&history->home, &history->link, history->copy_path,
                                     &history->copy, error);
    if (status == SJ_OK)
        status = sj_ledger_copy_bring_up(&history->copy, error);
    if (status == SJ_OK)
        status = sj_history_make(&history->copy, township, &history->arena, &made, error);
    if (status != SJ_OK)
        return status;
    if (history->format == SJ_FORMAT_JSON)
        return sj_print_json(&made->base, stdout, error);
    sj_history_print(made, &history->arena, stdout);
    return SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct history history = {.format_name = "table"};
    const struct sj_option options[] = {
        {.name = "copy",
         .kind = SJ_OPTION_TEXT,
         .target = &history.copy_path,
         .argument = N_("FILE"),
         .help = N_("where the ledger's copy is kept (else ledger.copy in the folder)")},
        {.name = "format",
         .kind = SJ_OPTION_TEXT,
         .target = &history.format_name,
         .argument = N_("FORMAT"),
         .help = N_("table (default) or json")},
        SJ_OPTION_CARD(&history.where.card),
        SJ_OPTION_HOME(&history.where.home),
        SJ_OPTION_TIMEOUT(&history.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji history",
        .arguments = N_("TOWNSHIP"),
        .summary = sj_cmd_history.summary,
        .notes = N_("TOWNSHIP is its nine-digit code. The whole ledger is fetched (the next time "
                    "only what is new), judged and\nreplayed: nothing is the city's word."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status == SJ_OK && !help)
        status = sj_format_parse(history.format_name, 1U << SJ_FORMAT_TABLE | 1U << SJ_FORMAT_JSON,
                                 &history.format, error);
    if (status != SJ_OK || help)
        return status;
    if (!sj_township_code_valid(sj_bytes_of(argv[1])))
        return sj_error_set(error, SJ_USAGE, "BAD_TOWNSHIP",
                            _("'%s' is no township's code: it has nine digits"), argv[1]);
    sj_arena_init(&history.arena, HISTORY_ARENA_BYTES);
    status = tell(&history, argv[1], error);
    sj_ledger_copy_close(&history.copy);
    sj_link_close(&history.link);
    sj_arena_clear(&history.arena);
    sj_home_clear(&history.home);
    return status;
}

const struct sj_command sj_cmd_history = {
    .name = "history",
    .summary = N_("show who signed what for a township, and what corrections changed"),
    .run = run,
};
