#include "client/command.h"

#include "base/period.h"
#include "client/answer_text.h"
#include "client/choice.h"
#include "client/output.h"
#include "client/pages.h"
#include "client/where.h"

#include <stdio.h>
#include <string.h>

enum { COVERAGE_ARENA_BYTES = 128 * 1024 * 1024 };

struct coverage {
    struct sj_where where;
    const char *period, *kind, *group, *format_name;
    uint64_t year;
    bool indicators;
    enum sj_format format;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
};

static const char *indicator_name(const Shangji__V1__CoverageAnswer *answer, const char *code)
{
    for (size_t i = 0; i < answer->n_indicators; i++)
        if (strcmp(answer->indicators[i]->indicator, code) == 0)
            return sj_text_name(answer->indicators[i]->name_zh, answer->indicators[i]->name_en);
    return code;
}

/* The required indicators without a word; codes for a program, names for a person. */
static const char *missing_text(const Shangji__V1__CoverageAnswer *answer,
                                const Shangji__V1__CoverageRow *row, bool names,
                                struct sj_arena *arena)
{
    struct sj_buffer text = {.limit = 0};
    for (size_t i = 0; i < row->n_missing; i++) {
        sj_buffer_add_text(&text, i == 0 ? "" : names ? _(", ") : ",");
        sj_buffer_add_text(&text,
                           names ? indicator_name(answer, row->missing[i]) : row->missing[i]);
    }
    const char *kept = sj_arena_text(arena, sj_buffer_bytes(&text));
    sj_buffer_clear(&text);
    return kept ? kept : "";
}

static void print_townships(const Shangji__V1__CoverageAnswer *answer, struct sj_arena *arena)
{
    const char *heading[] = {
        _("code"),     _("township"), _("report"), _("taken in"),
        _("revision"), _("entry"),    _("facts"),  _("required and not stated")};
    struct sj_table *table = sj_table_new(sizeof(heading) / sizeof(heading[0]));
    sj_table_right(table, 4);
    sj_table_right(table, 5);
    sj_table_right(table, 6);
    sj_table_row(table, heading);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__CoverageRow *row = answer->rows[i];
        bool reported = row->revision > 0;
        const char *status = sj_text_report_status(row->status);
        const char *cells[] = {
            row->township,
            row->name,
            row->enrolled || reported ? status : _("missing, not enrolled"),
            sj_text_time(row->taken_at, arena),
            reported ? sj_text_number(row->revision, arena) : "",
            reported ? sj_text_number(row->entry, arena) : "",
            reported ? sj_text_number(row->facts, arena) : "",
            missing_text(answer, row, true, arena),
        };
        sj_table_row(table, cells);
    }
    sj_table_print(table, stdout);
    sj_table_free(table);
}

static struct sj_table *indicator_table(const Shangji__V1__CoverageAnswer *answer,
                                        const char *const *heading, struct sj_arena *arena)
{
    struct sj_table *table = sj_table_new(3);
    sj_table_right(table, 2);
    sj_table_row(table, heading);
    for (size_t i = 0; i < answer->n_indicators; i++) {
        const Shangji__V1__IndicatorCoverage *row = answer->indicators[i];
        const char *cells[] = {row->indicator, sj_text_name(row->name_zh, row->name_en),
                               sj_text_number(row->stated, arena)};
        sj_table_row(table, cells);
    }
    return table;
}

static void print_groups(const Shangji__V1__CoverageAnswer *answer, struct sj_arena *arena)
{
    const char *heading[] = {_("group"), _("due"),     _("on time"),
                             _("late"),  _("missing"), _("sent back")};
    enum { GROUP_COLUMNS = sizeof(heading) / sizeof(heading[0]) };
    struct sj_table *table = sj_table_new(GROUP_COLUMNS);
    for (size_t i = 1; i < GROUP_COLUMNS; i++)
        sj_table_right(table, i);
    sj_table_row(table, heading);
    for (size_t i = 0; i < answer->n_groups; i++) {
        const Shangji__V1__GroupCoverage *group = answer->groups[i];
        const char *cells[] = {
            group->code[0] ? sj_text_name(group->name_zh, group->name_en) : _("in no group"),
            sj_text_number(group->due, arena),
            sj_text_number(group->on_time, arena),
            sj_text_number(group->late, arena),
            sj_text_number(group->missing, arena),
            sj_text_number(group->returned, arena),
        };
        sj_table_row(table, cells);
    }
    sj_table_print(table, stdout);
    sj_table_free(table);
    putchar('\n');
}

static const char *kind_text(const char *kind)
{
    if (strcmp(kind, "annual") == 0)
        return _("annual report");
    if (strcmp(kind, "interim") == 0)
        return _("interim report");
    return kind;
}

static void print_table(const struct coverage *coverage, const Shangji__V1__CoverageAnswer *answer,
                        struct sj_arena *arena)
{
    printf(_("%s %s, deadline %s: %u due, %u on time, %u late, %u missing\n\n"), answer->period,
           kind_text(answer->kind), answer->deadline[0] ? answer->deadline : _("none"),
           (unsigned)answer->due, (unsigned)answer->on_time, (unsigned)answer->late,
           (unsigned)answer->missing);
    if (answer->returned > 0)
        printf(_("sent back and not yet corrected: %u\n\n"), (unsigned)answer->returned);
    if (answer->n_groups > 0)
        print_groups(answer, arena);
    print_townships(answer, arena);
    if (!coverage->indicators)
        return;
    const char *heading[] = {_("code"), _("indicator"), _("townships that state it")};
    struct sj_table *table = indicator_table(answer, heading, arena);
    putchar('\n');
    sj_table_print(table, stdout);
    sj_table_free(table);
}

static void print_csv(const struct coverage *coverage, const Shangji__V1__CoverageAnswer *answer,
                      struct sj_arena *arena)
{
    static const char *const by_indicator[] = {"indicator", "name", "stated"};
    static const char *const by_township[] = {"township", "name",  "status", "enrolled", "taken_at",
                                              "revision", "entry", "facts",  "missing",  "group"};
    static const char *const statuses[] = {"", "on_time", "late", "missing", "returned"};
    struct sj_table *table;
    if (coverage->indicators) {
        table = indicator_table(answer, by_indicator, arena);
    } else {
        table = sj_table_new(sizeof(by_township) / sizeof(by_township[0]));
        sj_table_row(table, by_township);
    }
    for (size_t i = 0; i < answer->n_rows && !coverage->indicators; i++) {
        const Shangji__V1__CoverageRow *row = answer->rows[i];
        size_t status = (size_t)row->status;
        char time_text[SJ_TIME_TEXT];
        const char *cells[] = {
            row->township,
            row->name,
            status < sizeof(statuses) / sizeof(statuses[0]) ? statuses[status] : "",
            row->enrolled ? "1" : "0",
            row->taken_at ? sj_time_format(row->taken_at, time_text) : "",
            sj_text_number(row->revision, arena),
            sj_text_number(row->entry, arena),
            sj_text_number(row->facts, arena),
            missing_text(answer, row, false, arena),
            row->group,
        };
        sj_table_row(table, cells);
    }
    sj_table_print_csv(table, stdout);
    sj_table_free(table);
}

static enum sj_status check(struct coverage *coverage, struct sj_error *error)
{
    enum sj_status status =
        sj_choose_period(&coverage->period, coverage->year, true, &coverage->arena, error);
    if (status != SJ_OK)
        return status;
    return sj_format_parse(coverage->format_name,
                           1U << SJ_FORMAT_TABLE | 1U << SJ_FORMAT_JSON | 1U << SJ_FORMAT_CSV,
                           &coverage->format, error);
}

static enum sj_status ask(struct coverage *coverage, struct sj_error *error)
{
    Shangji__V1__CoverageRequest request;
    ProtobufCMessage *message;
    shangji__v1__coverage_request__init(&request);
    request.period = sj_arena_text(&coverage->arena, sj_bytes_of(coverage->period));
    request.kind = sj_arena_text(&coverage->arena, sj_bytes_of(coverage->kind));
    request.group = sj_arena_text(&coverage->arena, sj_bytes_of(coverage->group));
    if (!request.period || !request.kind || !request.group)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the question"));
    enum sj_status status = sj_link_pages(&coverage->link, "/shangji.v1.Query/Coverage",
                                          &request.base, &coverage->arena, &message, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__CoverageAnswer *answer = (const Shangji__V1__CoverageAnswer *)message;
    if (coverage->format == SJ_FORMAT_JSON)
        return sj_print_json(message, stdout, error);
    if (coverage->format == SJ_FORMAT_CSV)
        print_csv(coverage, answer, &coverage->arena);
    else
        print_table(coverage, answer, &coverage->arena);
    return SJ_OK;
}

static enum sj_status parse(struct coverage *coverage, int argc, char **argv, bool *help,
                            struct sj_error *error)
{
    const struct sj_option options[] = {
        {.name = "year",
         .kind = SJ_OPTION_NUMBER,
         .target = &coverage->year,
         .argument = N_("YEAR"),
         .help = N_("the year, 2021"),
         .min = SJ_YEAR_MIN,
         .max = SJ_YEAR_MAX},
        {.name = "period",
         .kind = SJ_OPTION_TEXT,
         .target = &coverage->period,
         .argument = N_("PERIOD"),
         .help = N_("another period: 2021-S1, 2021-Q3, 2021-06")},
        {.name = "kind",
         .kind = SJ_OPTION_TEXT,
         .target = &coverage->kind,
         .argument = N_("KIND"),
         .help = N_("annual (default), interim, …")},
        {.name = "group",
         .kind = SJ_OPTION_TEXT,
         .target = &coverage->group,
         .argument = N_("GROUPING"),
         .help = N_("counted by the groups of a grouping as well: kind")},
        {.name = "indicators",
         .kind = SJ_OPTION_FLAG,
         .target = &coverage->indicators,
         .help = N_("how many townships state each indicator")},
        {.name = "format",
         .kind = SJ_OPTION_TEXT,
         .target = &coverage->format_name,
         .argument = N_("FORMAT"),
         .help = N_("table (default), json or csv")},
        SJ_OPTION_CARD(&coverage->where.card),
        SJ_OPTION_HOME(&coverage->where.home),
        SJ_OPTION_TIMEOUT(&coverage->where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji coverage",
        .arguments = N_("--year YEAR"),
        .summary = sj_cmd_coverage.summary,
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
    };
    int count;
    return sj_options_parse(&line, argc, argv, &count, help, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct coverage coverage = {.kind = "annual", .format_name = "table"};
    bool help;
    enum sj_status status = parse(&coverage, argc, argv, &help, error);
    if (status != SJ_OK || help)
        return status;
    sj_arena_init(&coverage.arena, COVERAGE_ARENA_BYTES);
    status = check(&coverage, error);
    if (status == SJ_OK)
        status = sj_where_open(&coverage.where, &coverage.home, &coverage.link, error);
    if (status == SJ_OK)
        status = ask(&coverage, error);
    sj_link_close(&coverage.link);
    sj_arena_clear(&coverage.arena);
    sj_home_clear(&coverage.home);
    return status;
}

const struct sj_command sj_cmd_coverage = {
    .name = "coverage",
    .summary = N_("show who has reported, and what is missing"),
    .run = run,
};
