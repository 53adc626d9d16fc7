/* shangji totals: sums and weighted means, and over how many. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/answer_text.h"
#include "client/asker.h"

static const char *refusal_text(Shangji__V1__Refusal refusal)
{
    switch (refusal) {
    case SHANGJI__V1__REFUSAL__REFUSAL_NOT_ADDITIVE:
        return _("does not add up");
    case SHANGJI__V1__REFUSAL__REFUSAL_NO_WEIGHT:
        return _("no weight was told");
    case SHANGJI__V1__REFUSAL__REFUSAL_TOO_LARGE:
        return _("too large to compute");
    case SHANGJI__V1__REFUSAL__REFUSAL_UNSPECIFIED:
    case _SHANGJI__V1__REFUSAL_IS_INT_SIZE:
        break;
    }
    return "";
}

static const char *how_text(const Shangji__V1__TotalsRow *row, struct sj_arena *arena)
{
    const char *text = "";
    if (row->refused != SHANGJI__V1__REFUSAL__REFUSAL_UNSPECIFIED)
        text = refusal_text(row->refused);
    else if (row->weighted_by[0])
        text = sj_arena_printf(arena, _("mean, weighted by %s"), row->weighted_by);
    else
        text = _("sum");
    return text ? text : "";
}

/* "17 of 20" */
static const char *counted_text(const Shangji__V1__TotalsRow *row, struct sj_arena *arena)
{
    const char *text =
        sj_arena_printf(arena, _("%u of %u"), (unsigned)row->counted, (unsigned)row->townships);
    return text ? text : "";
}

static void note_absent(struct sj_answer_table *table, const Shangji__V1__TotalsRow *row)
{
    for (size_t i = 0; i < row->n_absent; i++) {
        const Shangji__V1__RankAbsence *absent = row->absent[i];
        sj_answer_note(table, "%s: %s: %s%s%s%s", row->indicator->code, absent->name,
                       sj_text_absence(absent->why), absent->detail[0] ? " (" : "",
                       sj_text_detail(absent->detail, table->arena), absent->detail[0] ? ")" : "");
    }
}

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__TotalsAnswer *answer = (const Shangji__V1__TotalsAnswer *)message;
    struct sj_head_columns head;
    sj_head_columns_add(table, &head);
    size_t value = sj_answer_column(table, SJ_COLUMN_DECIMAL, "value", _("value"));
    size_t interval = sj_answer_column(table, SJ_COLUMN_INTERVAL, "", _("interval"));
    size_t counted = sj_answer_column(table, SJ_COLUMN_INTEGER, "counted", NULL);
    size_t townships = sj_answer_column(table, SJ_COLUMN_INTEGER, "townships", NULL);
    size_t of = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("reported by"));
    size_t how = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("how"));
    size_t weight = sj_answer_column(table, SJ_COLUMN_TEXT, "weighted_by", NULL);
    size_t refused = sj_answer_column(table, SJ_COLUMN_TEXT, "refused", NULL);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__TotalsRow *row = answer->rows[i];
        sj_answer_row(table);
        sj_head_columns_fill(table, &head, row->indicator);
        sj_answer_decimal(table, value, row->value);
        sj_answer_interval(table, interval, row->interval);
        sj_answer_integer(table, counted, row->counted);
        sj_answer_integer(table, townships, row->townships);
        sj_answer_text(table, of, counted_text(row, table->arena));
        sj_answer_text(table, how, how_text(row, table->arena));
        sj_answer_text(table, weight, row->weighted_by);
        if (row->refused != SHANGJI__V1__REFUSAL__REFUSAL_UNSPECIFIED)
            sj_answer_text(
                table, refused,
                sj_text_enum(&shangji__v1__refusal__descriptor, (int)row->refused, table->arena));
        note_absent(table, row);
    }
    if (answer->n_rows == 0)
        sj_answer_note(table, _("Nobody has reported anything for %s."), answer->period);
    else
        sj_answer_note(table, _("Nothing stands in for those that did not report."));
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    Shangji__V1__TotalsRequest request;
    ProtobufCMessage *answer = NULL;
    shangji__v1__totals_request__init(&request);
    request.kind = asker->kind;
    request.ledger_size_at = asker->at;
    enum sj_status status = sj_asker_fill(asker, &request.period, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_indicators(asker, words, count, &request.indicators,
                                     &request.n_indicators, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Totals", &request.base, &answer, error);
    return status == SJ_OK ? sj_asker_show(asker, answer, fill, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct sj_asker made = {.format_name = "table"}, *asker = &made;
    const struct sj_option options[] = {
        SJ_OPTIONS_ASKER_PERIOD(asker),
        SJ_OPTION_ASKER_KIND(asker),
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji totals",
        .arguments = N_("[INDICATOR…] --year YEAR"),
        .summary = sj_cmd_totals.summary,
        .notes =
            N_("Without INDICATOR: all that were stated. A township that did not report is not\n"
               "guessed at; 'reported by' says how many there are."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 0,
        .max_arguments = -1,
    };
    return sj_asker_run(&line, argc, argv, asker, true, ask, error);
}

const struct sj_command sj_cmd_totals = {
    .name = "totals",
    .summary = N_("add up what the townships reported"),
    .run = run,
};
