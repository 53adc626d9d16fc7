/* shangji status: where a township stands, with a line and without. */
#include "client/command.h"

#include "client/notices.h"
#include "client/output.h"
#include "client/township_status.h"
#include "client/where.h"

#include <stdio.h>
#include <time.h>

enum { STATUS_ARENA_BYTES = 512 * 1024 * 1024 };

struct status {
    struct sj_where where;
    const char *format_name, *acknowledge;
    bool offline;
    enum sj_format format;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
};

/* *refreshed stays false where nobody answers: what is known is shown then. */
static enum sj_status refresh(struct status *status, bool *refreshed, struct sj_error *error)
{
    const char *version;
    if (status->offline)
        return SJ_OK;
    enum sj_status asked = sj_link_look(&status->link, error);
    if (asked == SJ_OK)
        asked = sj_where_refresh(&status->home, &status->link, &version, error);
    *refreshed = asked == SJ_OK;
    if (sj_is_offline(asked))
        fprintf(stderr, _("note: %s\n"), error->message);
    return sj_is_offline(asked) ? SJ_OK : asked;
}

static enum sj_status acknowledge(struct status *status, struct sj_error *error)
{
    size_t count;
    if (status->acknowledge == NULL)
        return SJ_OK;
    enum sj_status done = sj_notices_acknowledge(&status->home, status->acknowledge, &count, error);
    if (done == SJ_OK)
        fprintf(stderr, _("%zu alarms acknowledged; they stay in notices/\n"), count);
    return done;
}

/* A ledger that was rewritten is told together with all else that is known. */
static enum sj_status show(struct status *status, struct sj_error *error)
{
    Shangji__V1__TownshipStatus *made;
    bool refreshed = false;
    enum sj_status asked = refresh(status, &refreshed, error);
    if (asked != SJ_OK && asked != SJ_DATA_LOSS)
        return asked;
    struct sj_error inner;
    enum sj_status done = acknowledge(status, &inner);
    if (done == SJ_OK)
        done = sj_township_status_make(&status->home, (int64_t)time(NULL), &status->arena, &made,
                                       &inner);
    if (done == SJ_OK) {
        made->refreshed = refreshed;
        if (status->format == SJ_FORMAT_JSON)
            done = sj_print_json(&made->base, stdout, &inner);
        else
            sj_township_status_print(made, &status->arena, stdout);
    }
    if (asked != SJ_OK) /* the alarm goes before what else may be wrong */
        return asked;
    if (done != SJ_OK) {
        *error = inner;
        return done;
    }
    return sj_township_status_urgent(made)
               ? sj_error_set(error, SJ_UNRESOLVED, "WAITS",
                              _("something waits for you: it is said above"))
               : SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct status status = {.where = {.shows_alarms = true}, .format_name = "table"};
    const struct sj_option options[] = {
        {.name = "acknowledge",
         .kind = SJ_OPTION_TEXT,
         .target = &status.acknowledge,
         .argument = N_("NAME|all"),
         .help = N_("the alarm was looked into; it is kept, and not shown any more")},
        {.name = "offline",
         .kind = SJ_OPTION_FLAG,
         .target = &status.offline,
         .help = N_("do not ask the city: what is known here")},
        {.name = "format",
         .kind = SJ_OPTION_TEXT,
         .target = &status.format_name,
         .argument = N_("FORMAT"),
         .help = N_("table (default) or json")},
        SJ_OPTION_HOME(&status.where.home),
        SJ_OPTION_TIMEOUT(&status.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji status",
        .summary = sj_cmd_status.summary,
        .notes = N_("Asks the city where it can be reached, and shows what is known otherwise. "
                    "Exit status: 0 nothing waits,\n1 an alarm, a refusal or a report that was "
                    "sent back, 76 the ledger was rewritten"),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
    };
    int count;
    bool help;
    enum sj_status done = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (done == SJ_OK && !help)
        done = sj_format_parse(status.format_name, 1U << SJ_FORMAT_TABLE | 1U << SJ_FORMAT_JSON,
                               &status.format, error);
    if (done != SJ_OK || help)
        return done;
    sj_arena_init(&status.arena, STATUS_ARENA_BYTES);
    done = sj_where_open(&status.where, &status.home, &status.link, error);
    if (done == SJ_OK)
        done = show(&status, error);
    sj_link_close(&status.link);
    sj_arena_clear(&status.arena);
    sj_home_clear(&status.home);
    return done;
}

const struct sj_command sj_cmd_status = {
    .name = "status",
    .summary = N_("show deadlines, what was sent, what came back, and alarms"),
    .run = run,
};
