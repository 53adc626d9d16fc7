/* Sums and weighted means over those that reported. */
#include "projection/asking.h"

#include "answers/totals.h"
#include "base/i18n.h"

#include <questions.pb-c.h>

struct total {
    struct sj_asking *asking;
    const struct sj_asked *asked, *weights; /* weights: of a mean, else NULL */
    bool named;                             /* the indicator was asked for by name */
    struct sj_amount *amounts;              /* of a sum */
    struct sj_weighted *items;              /* of a mean */
    size_t count;
    Shangji__V1__TotalsRow *row;
};

static bool is_counted(const struct total *total, uint32_t township)
{
    return total->asked->choices[township].cell != NULL &&
           (total->weights == NULL || total->weights->choices[township].cell != NULL);
}

/* Who told the value and not the weight is not counted because of the weight. */
static bool put_absence(struct total *total, uint32_t township)
{
    const struct sj_asked *lacking =
        total->asked->choices[township].cell == NULL ? total->asked : total->weights;
    Shangji__V1__RankAbsence *absence =
        sj_pb_new(&shangji__v1__rank_absence__descriptor, total->asking->arena);
    if (absence == NULL ||
        !sj_put_township(total->asking, township, &absence->township, &absence->name) ||
        !sj_rank_explain(&lacking->question, township, &lacking->choices[township],
                         total->asking->arena, &absence->why, &absence->detail))
        return false;
    if (lacking == total->weights)
        absence->detail = total->row->weighted_by;
    total->row->absent[total->row->n_absent++] = absence;
    return true;
}

static bool gather(struct total *total)
{
    size_t townships = sj_city_township_count(total->asking->state->city);
    total->amounts = sj_arena_array(&total->asking->scratch, townships + 1, sizeof *total->amounts);
    total->items = sj_arena_array(&total->asking->scratch, townships + 1, sizeof *total->items);
    total->row->absent = sj_arena_array(total->asking->arena, total->named ? townships + 1 : 1,
                                        sizeof *total->row->absent);
    if (total->amounts == NULL || total->items == NULL || total->row->absent == NULL)
        return false;
    for (uint32_t i = 0; i < townships; i++) {
        if (!sj_asked_counts(total->asked, i))
            continue;
        total->row->townships++;
        if (!is_counted(total, i)) {
            if (total->named && !put_absence(total, i))
                return false;
            continue;
        }
        struct sj_amount amount = sj_amount_of(total->asked->choices[i].cell);
        total->amounts[total->count] = total->items[total->count].value = amount;
        if (total->weights != NULL)
            total->items[total->count].weight = sj_amount_of(total->weights->choices[i].cell);
        total->count++;
    }
    total->row->counted = (uint32_t)total->count;
    return true;
}

static bool put_mean(struct total *total)
{
    struct sj_amount mean;
    switch (sj_total_mean(total->items, total->count, &mean)) {
    case SJ_MEAN_MADE:
        return sj_put_amount(total->asking->arena, &mean, &total->row->value,
                             &total->row->interval);
    case SJ_MEAN_NO_WEIGHT:
        total->row->refused = SHANGJI__V1__REFUSAL__REFUSAL_NO_WEIGHT;
        return true;
    case SJ_MEAN_TOO_LARGE:
        total->row->refused = SHANGJI__V1__REFUSAL__REFUSAL_TOO_LARGE;
        return true;
    }
    return false;
}

static bool put_total(struct total *total)
{
    struct sj_amount sum;
    if (total->count == 0)
        return true; /* no report is no zero */
    switch (total->asked->question.indicator->aggregation) {
    case SJ_AGGREGATE_SUM:
        if (sj_total_sum(total->amounts, total->count, &sum))
            return sj_put_amount(total->asking->arena, &sum, &total->row->value,
                                 &total->row->interval);
        total->row->refused = SHANGJI__V1__REFUSAL__REFUSAL_TOO_LARGE;
        return true;
    case SJ_AGGREGATE_MEAN:
        return put_mean(total);
    case SJ_AGGREGATE_NONE:
        break;
    }
    total->row->refused = SHANGJI__V1__REFUSAL__REFUSAL_NOT_ADDITIVE;
    return true;
}

static enum sj_status refuse(const struct sj_indicator *indicator, struct sj_error *error)
{
    sj_error_set(error, SJ_PRECONDITION, "NOT_ADDITIVE",
                 _("%s does not add up over townships: the catalogue says that neither its sum nor "
                   "its mean means anything"),
                 indicator->code);
    return sj_error_at(error, "indicators");
}

static enum sj_status ask_weights(struct total *total, struct sj_ask ask, struct sj_error *error)
{
    struct sj_asked *weights = NULL;
    const struct sj_indicator *indicator = total->asked->question.indicator;
    if (indicator->aggregation != SJ_AGGREGATE_MEAN)
        return SJ_OK;
    ask.indicator = indicator->weighted_by;
    enum sj_status status = sj_ask_column(total->asking, &ask, &weights, error);
    total->weights = weights;
    if (status == SJ_OK &&
        !sj_reply_text(total->asking->arena, indicator->weighted_by, &total->row->weighted_by))
        status = sj_reply_no_room(error);
    return status;
}

static enum sj_status make_row(struct sj_asking *asking, const struct sj_ask *ask, bool is_named,
                               Shangji__V1__TotalsAnswer *answer, struct sj_error *error)
{
    struct sj_asked *asked;
    enum sj_status status = sj_ask_next(asking, error);
    if (status == SJ_OK)
        status = sj_ask_column(asking, ask, &asked, error);
    if (status != SJ_OK)
        return status;
    struct total total = {.asking = asking,
                          .asked = asked,
                          .named = is_named,
                          .row = sj_pb_new(&shangji__v1__totals_row__descriptor, asking->arena)};
    if (total.row == NULL)
        return sj_reply_no_room(error);
    if (is_named && asked->question.indicator->aggregation == SJ_AGGREGATE_NONE)
        return refuse(asked->question.indicator, error);
    status = ask_weights(&total, *ask, error);
    if (status != SJ_OK)
        return status;
    if (!sj_put_head(asking->arena, asked->question.indicator, &total.row->indicator) ||
        !gather(&total) || !put_total(&total))
        return sj_reply_no_room(error);
    if (is_named || total.count > 0)
        answer->rows[answer->n_rows++] = total.row;
    return SJ_OK;
}

enum sj_status sj_make_totals(struct sj_asking *asking, const ProtobufCMessage *message,
                              ProtobufCMessage *reply, struct sj_error *error)
{
    const Shangji__V1__TotalsRequest *request = (const Shangji__V1__TotalsRequest *)message;
    Shangji__V1__TotalsAnswer *answer = (Shangji__V1__TotalsAnswer *)reply;
    const char *const *codes = NULL;
    size_t count = 0;
    struct sj_period period;
    enum sj_status status = sj_request_period(request->period, &period, error);
    if (status == SJ_OK)
        status = sj_ask_indicators(asking, request->indicators, request->n_indicators, &period,
                                   &codes, &count, error);
    if (status != SJ_OK)
        return status;
    struct sj_ask ask = {
        .period = request->period, .within = request->within, .kind = request->kind};
    answer->kind = sj_asked_kind(request->kind);
    answer->ledger_size = asking->state->size;
    answer->rows = sj_arena_array(asking->arena, count + 1, sizeof *answer->rows);
    if (answer->rows == NULL || !sj_reply_text(asking->arena, request->period, &answer->period))
        return sj_reply_no_room(error);
    for (size_t i = 0; status == SJ_OK && i < count; i++) {
        ask.indicator = codes[i];
        status = make_row(asking, &ask, request->n_indicators > 0, answer, error);
    }
    return status;
}
