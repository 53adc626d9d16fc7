/* shangji trend: one indicator over periods. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/answer_text.h"
#include "client/asker.h"

struct trend {
    struct sj_asker asker; /* first: ask is given this alone */
    const char *from, *to;
};

static const char *crossing_text(const Shangji__V1__TrendPoint *point, struct sj_arena *arena)
{
    const char *how = "", *text = "";
    switch (point->crossing) {
    case SHANGJI__V1__CROSSING__CROSSING_SUMMED:
        how = _("the sum of");
        break;
    case SHANGJI__V1__CROSSING__CROSSING_SPLIT:
        how = _("then a part of, and so not comparable:");
        break;
    case SHANGJI__V1__CROSSING__CROSSING_NOT_ADDITIVE:
        how = _("it does not add up over");
        break;
    case SHANGJI__V1__CROSSING__CROSSING_NOT_TOLD:
        how = _("not told by all of");
        break;
    case SHANGJI__V1__CROSSING__CROSSING_UNSPECIFIED:
    case _SHANGJI__V1__CROSSING_IS_INT_SIZE:
        return "";
    }
    text = how;
    for (size_t i = 0; text && i < point->n_predecessors; i++)
        text =
            sj_arena_printf(arena, "%s%s%s", text, i ? _(", ") : " ", point->predecessors[i]->name);
    return text ? text : "";
}

/* "1200 (entry 31)": what other periods' reports say of this one. */
static const char *restated_text(const Shangji__V1__TrendPoint *point, struct sj_arena *arena)
{
    const char *text = "";
    for (size_t i = 0; text && i < point->n_restated; i++) {
        const Shangji__V1__AnswerValue *value = point->restated[i];
        text = sj_arena_printf(arena, _("%s%s%s (entry %llu)"), text, i ? "; " : "", value->value,
                               (unsigned long long)value->entry);
    }
    return text ? text : "";
}

struct columns {
    struct sj_township_columns township;
    size_t period, crossing, note, restated;
    struct sj_value_columns value;
    struct sj_change_columns change;
};

static void fill_point(struct sj_answer_table *table, const struct columns *columns,
                       const Shangji__V1__TrendPoint *point)
{
    sj_answer_text(table, columns->period, point->period);
    sj_cell_columns_fill(table, &columns->value, point->cell);
    sj_change_columns_fill(table, &columns->change, point->change);
    sj_answer_text(table, columns->restated, restated_text(point, table->arena));
    if (point->crossing == SHANGJI__V1__CROSSING__CROSSING_UNSPECIFIED)
        return;
    sj_answer_text(
        table, columns->crossing,
        sj_text_enum(&shangji__v1__crossing__descriptor, (int)point->crossing, table->arena));
    sj_answer_text(table, columns->note, crossing_text(point, table->arena));
    if (point->crossed[0]) {
        sj_answer_decimal(table, columns->value.value, point->crossed);
        sj_answer_interval(table, columns->value.interval, point->crossed_interval);
    }
}

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__TrendAnswer *answer = (const Shangji__V1__TrendAnswer *)message;
    struct columns columns;
    const char *title =
        sj_arena_printf(table->arena, "%s%s%s", sj_head_text(answer->indicator, table->arena),
                        answer->indicator->unit[0] ? ", " : "", answer->indicator->unit);
    table->title = title ? title : "";
    sj_township_columns_add(table, &columns.township);
    columns.period = sj_answer_column(table, SJ_COLUMN_TEXT, "period", _("period"));
    sj_value_columns_add(table, "", _("value"), &columns.value);
    sj_change_columns_add(table, &columns.change);
    columns.restated =
        sj_answer_column(table, SJ_COLUMN_TEXT, "restated", _("told later or elsewhere"));
    columns.crossing = sj_answer_column(table, SJ_COLUMN_TEXT, "crossing", NULL);
    columns.note = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("succession"));
    for (size_t i = 0; i < answer->n_rows; i++)
        for (size_t k = 0; k < answer->rows[i]->n_points; k++) {
            sj_answer_row(table);
            sj_township_columns_fill(table, &columns.township, answer->rows[i]->township,
                                     answer->rows[i]->name);
            fill_point(table, &columns, answer->rows[i]->points[k]);
        }
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    const struct trend *trend = (const struct trend *)asker;
    Shangji__V1__TrendRequest request;
    ProtobufCMessage *answer = NULL;
    shangji__v1__trend_request__init(&request);
    request.kind = asker->kind;
    request.ledger_size_at = asker->at;
    enum sj_status status = sj_asker_fill(asker, NULL, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_text(asker, trend->from, &request.from, error);
    if (status == SJ_OK)
        status = sj_asker_text(asker, trend->to, &request.to, error);
    if (status == SJ_OK)
        status = sj_asker_indicator(asker, words[0], &request.indicator, error);
    if (status == SJ_OK)
        status = sj_asker_townships(asker, &request.townships, &request.n_townships, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Trend", &request.base, &answer, error);
    return status == SJ_OK ? sj_asker_show(asker, answer, fill, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct trend trend = {.asker = {.format_name = "table"}};
    struct sj_asker *asker = &trend.asker;
    const struct sj_option options[] = {
        {.name = "from",
         .kind = SJ_OPTION_TEXT,
         .target = &trend.from,
         .argument = N_("PERIOD"),
         .help = N_("the first period (else the first that was opened)")},
        {.name = "to",
         .kind = SJ_OPTION_TEXT,
         .target = &trend.to,
         .argument = N_("PERIOD"),
         .help = N_("the last one")},
        SJ_OPTION_ASKER_KIND(asker),
        SJ_OPTION_ASKER_TOWNSHIPS(asker),
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji trend",
        .arguments = N_("INDICATOR [--from PERIOD] [--to PERIOD]"),
        .summary = sj_cmd_trend.summary,
        .notes =
            N_("Every period is as its own reports tell it. What a later report says of it stands "
               "beside it."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    return sj_asker_run(&line, argc, argv, asker, false, ask, error);
}

const struct sj_command sj_cmd_trend = {
    .name = "trend",
    .summary = N_("follow an indicator over the years"),
    .run = run,
};
