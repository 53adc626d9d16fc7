/* shangji indicators: the catalogue as it can be asked for. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/answer_text.h"
#include "client/asker.h"
#include "client/choice.h"

struct indicators {
    struct sj_asker asker; /* first: ask is given this alone */
    const char *unit, *better, *domain;
};

static const char *better_text(Shangji__V1__Better better)
{
    switch (better) {
    case SHANGJI__V1__BETTER__BETTER_MORE:
        return _("more");
    case SHANGJI__V1__BETTER__BETTER_LESS:
        return _("less");
    case SHANGJI__V1__BETTER__BETTER_NEUTRAL:
        return _("neutral");
    case SHANGJI__V1__BETTER__BETTER_UNSPECIFIED:
    case _SHANGJI__V1__BETTER_IS_INT_SIZE:
        break;
    }
    return "";
}

static const char *total_text(Shangji__V1__Aggregation aggregation)
{
    switch (aggregation) {
    case SHANGJI__V1__AGGREGATION__AGGREGATION_SUM:
        return _("sum");
    case SHANGJI__V1__AGGREGATION__AGGREGATION_MEAN:
        return _("mean");
    case SHANGJI__V1__AGGREGATION__AGGREGATION_NONE:
        return _("none");
    case SHANGJI__V1__AGGREGATION__AGGREGATION_UNSPECIFIED:
    case _SHANGJI__V1__AGGREGATION_IS_INT_SIZE:
        break;
    }
    return "";
}

struct columns {
    size_t code, name, zh, en, domain, unit, better, total, weight, stock, required, stated;
};

static void add_columns(struct sj_answer_table *table, bool counted, struct columns *columns)
{
    columns->code = sj_answer_column(table, SJ_COLUMN_TEXT, "indicator", _("code"));
    columns->name = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("indicator"));
    columns->zh = sj_answer_column(table, SJ_COLUMN_TEXT, "name_zh", NULL);
    columns->en = sj_answer_column(table, SJ_COLUMN_TEXT, "name_en", NULL);
    columns->domain = sj_answer_column(table, SJ_COLUMN_TEXT, "domain", _("domain"));
    columns->unit = sj_answer_column(table, SJ_COLUMN_TEXT, "unit", _("unit"));
    columns->better = sj_answer_column(table, SJ_COLUMN_TEXT, "better", _("better"));
    columns->total = sj_answer_column(table, SJ_COLUMN_TEXT, "total", _("total"));
    columns->weight = sj_answer_column(table, SJ_COLUMN_TEXT, "weighted_by", NULL);
    columns->stock = sj_answer_column(table, SJ_COLUMN_INTEGER, "stock", NULL);
    columns->required = sj_answer_column(table, SJ_COLUMN_INTEGER, "required", NULL);
    columns->stated = sj_answer_column(table, SJ_COLUMN_INTEGER, "stated",
                                       counted ? _("townships that state it") : NULL);
}

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__IndicatorsAnswer *answer = (const Shangji__V1__IndicatorsAnswer *)message;
    struct columns columns;
    add_columns(table, answer->period[0] != 0, &columns);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__IndicatorsRow *row = answer->rows[i];
        const Shangji__V1__IndicatorHead *head = row->indicator;
        sj_answer_row(table);
        sj_answer_text(table, columns.code, head->code);
        sj_answer_text(table, columns.name, sj_text_name(head->name_zh, head->name_en));
        sj_answer_text(table, columns.zh, head->name_zh);
        sj_answer_text(table, columns.en, head->name_en);
        sj_answer_text(table, columns.domain, row->domain);
        sj_answer_text(table, columns.unit, head->unit);
        sj_answer_named(
            table, columns.better,
            sj_text_enum(&shangji__v1__better__descriptor, (int)head->better, table->arena),
            better_text(head->better));
        sj_answer_named(table, columns.total,
                        sj_text_enum(&shangji__v1__aggregation__descriptor, (int)head->aggregation,
                                     table->arena),
                        total_text(head->aggregation));
        sj_answer_text(table, columns.weight, row->weighted_by);
        sj_answer_integer(table, columns.stock, row->stock);
        sj_answer_integer(table, columns.required, row->required);
        if (answer->period[0])
            sj_answer_integer(table, columns.stated, row->stated);
    }
    sj_answer_note(table, _("%zu of the %u indicators of catalogue %s"), answer->n_rows,
                   (unsigned)answer->indicators, answer->catalogue);
    if (answer->period[0])
        sj_answer_note(table, _("%u townships report for %s."), (unsigned)answer->townships,
                       answer->period);
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    static const struct sj_choice directions[] = {
        {"more", SHANGJI__V1__BETTER__BETTER_MORE},
        {"less", SHANGJI__V1__BETTER__BETTER_LESS},
        {"neutral", SHANGJI__V1__BETTER__BETTER_NEUTRAL},
    };
    const struct indicators *indicators = (const struct indicators *)asker;
    Shangji__V1__IndicatorsRequest request;
    ProtobufCMessage *answer = NULL;
    int better = 0;
    shangji__v1__indicators_request__init(&request);
    request.ledger_size_at = asker->at;
    enum sj_status status = sj_choose(directions, sizeof(directions) / sizeof(directions[0]),
                                      "better", indicators->better, &better, error);
    request.better = (Shangji__V1__Better)better;
    if (status == SJ_OK)
        status = sj_asker_fill(asker, &request.period, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_words(asker, words, count, &request.words, error);
    if (status == SJ_OK)
        status = sj_asker_text(asker, indicators->unit, &request.unit, error);
    if (status == SJ_OK)
        status = sj_asker_text(asker, indicators->domain, &request.domain, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Indicators", &request.base, &answer, error);
    return status == SJ_OK ? sj_asker_show(asker, answer, fill, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct indicators indicators = {.asker = {.format_name = "table"}};
    struct sj_asker *asker = &indicators.asker;
    const struct sj_option options[] = {
        SJ_OPTIONS_ASKER_PERIOD(asker),
        {.name = "unit",
         .kind = SJ_OPTION_TEXT,
         .target = &indicators.unit,
         .argument = N_("UNIT"),
         .help = N_("only those measured in it")},
        {.name = "better",
         .kind = SJ_OPTION_TEXT,
         .target = &indicators.better,
         .argument = N_("DIRECTION"),
         .help = N_("only those of which more, less or neither is better")},
        {.name = "domain",
         .kind = SJ_OPTION_TEXT,
         .target = &indicators.domain,
         .argument = N_("CODE"),
         .help = N_("only those of a domain")},
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji indicators",
        .arguments = N_("[WORD…]"),
        .summary = sj_cmd_indicators.summary,
        .notes = N_("All words must stand in code, names or phrases. With --year it counts who "
                    "states each."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 0,
        .max_arguments = -1,
    };
    return sj_asker_run(&line, argc, argv, asker, false, ask, error);
}

const struct sj_command sj_cmd_indicators = {
    .name = "indicators",
    .summary = N_("search the indicators that can be asked for"),
    .run = run,
};
