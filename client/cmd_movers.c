/* shangji movers: the greatest changes between two periods. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/answer_text.h"
#include "client/asker.h"

struct movers {
    struct sj_asker asker; /* first: ask is given this alone */
    const char *from, *to;
    uint64_t limit;
    bool percent;
};

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__MoversAnswer *answer = (const Shangji__V1__MoversAnswer *)message;
    struct sj_township_columns township;
    struct sj_value_columns from, to;
    struct sj_change_columns change;
    const char *title =
        sj_arena_printf(table->arena, "%s, %s → %s", sj_head_text(answer->indicator, table->arena),
                        answer->from, answer->to);
    table->title = title ? title : "";
    sj_township_columns_add(table, &township);
    sj_value_columns_add(table, "from_", answer->from, &from);
    sj_value_columns_add(table, "to_", answer->to, &to);
    sj_change_columns_add(table, &change);
    size_t certain = sj_answer_column(table, SJ_COLUMN_INTEGER, "certain", NULL);
    size_t unsure = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("direction"));
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__MoversRow *row = answer->rows[i];
        sj_answer_row(table);
        sj_township_columns_fill(table, &township, row->township, row->name);
        sj_value_columns_fill(table, &from, row->from);
        sj_value_columns_fill(table, &to, row->to);
        sj_change_columns_fill(table, &change, row->change);
        sj_answer_integer(table, certain, row->certain);
        sj_answer_text(table, unsure, row->certain ? "" : _("not certain"));
    }
    sj_answer_note(table, _("%u of %u townships have a value in both."), (unsigned)answer->compared,
                   (unsigned)answer->townships);
    for (size_t i = 0; i < answer->n_absent; i++) {
        const Shangji__V1__MoversAbsence *absent = answer->absent[i];
        sj_answer_note(table, "%s, %s: %s%s%s%s", absent->name, absent->period,
                       sj_text_absence(absent->why), absent->detail[0] ? " (" : "",
                       sj_text_detail(absent->detail, table->arena), absent->detail[0] ? ")" : "");
    }
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    const struct movers *movers = (const struct movers *)asker;
    Shangji__V1__MoversRequest request;
    ProtobufCMessage *answer = NULL;
    shangji__v1__movers_request__init(&request);
    request.kind = asker->kind;
    request.ledger_size_at = asker->at;
    request.by_percent = movers->percent;
    request.limit = (uint32_t)movers->limit;
    if (!movers->from || !movers->to)
        return sj_error_set(error, SJ_USAGE, "NO_PERIOD",
                            _("say between which periods: --from 2023 --to 2024"));
    enum sj_status status = sj_asker_fill(asker, NULL, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_text(asker, movers->from, &request.from, error);
    if (status == SJ_OK)
        status = sj_asker_text(asker, movers->to, &request.to, error);
    if (status == SJ_OK)
        status = sj_asker_indicator(asker, words[0], &request.indicator, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Movers", &request.base, &answer, error);
    return status == SJ_OK ? sj_asker_show(asker, answer, fill, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct movers movers = {.asker = {.format_name = "table"}};
    struct sj_asker *asker = &movers.asker;
    const struct sj_option options[] = {
        {.name = "from",
         .kind = SJ_OPTION_TEXT,
         .target = &movers.from,
         .argument = N_("PERIOD"),
         .help = N_("the earlier period")},
        {.name = "to",
         .kind = SJ_OPTION_TEXT,
         .target = &movers.to,
         .argument = N_("PERIOD"),
         .help = N_("the later one")},
        SJ_OPTION_ASKER_KIND(asker),
        {.name = "percent",
         .kind = SJ_OPTION_FLAG,
         .target = &movers.percent,
         .help = N_("by the change in percent")},
        {.name = "limit",
         .letter = 'n',
         .kind = SJ_OPTION_NUMBER,
         .target = &movers.limit,
         .argument = N_("N"),
         .help = N_("the first N only"),
         .min = 1,
         .max = UINT32_MAX},
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji movers",
        .arguments = N_("INDICATOR --from PERIOD --to PERIOD"),
        .summary = sj_cmd_movers.summary,
        .notes = NULL,
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    return sj_asker_run(&line, argc, argv, asker, false, ask, error);
}

const struct sj_command sj_cmd_movers = {
    .name = "movers",
    .summary = N_("show who changed most between two periods"),
    .run = run,
};
