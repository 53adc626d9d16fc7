/* What was planned held against what came of it. */
#include "projection/asking.h"

#include "answers/pledges.h"
#include "base/i18n.h"

#include <questions.pb-c.h>

struct pledges {
    struct sj_asking *asking;
    const Shangji__V1__PledgesRequest *request;
    const char *told_in;
    bool *wanted; /* by township */
    size_t room;
    Shangji__V1__PledgesAnswer *answer;
};

static enum sj_verdict judge(const struct sj_asked *outcomes, const struct sj_cell *plan,
                             uint32_t township)
{
    const struct sj_cell *outcome = outcomes->choices[township].cell;
    enum sj_better better = outcomes->question.direction;
    if (outcome == NULL)
        return SJ_VERDICT_SILENT;
    if (better == SJ_BETTER_NEUTRAL)
        return SJ_VERDICT_UNDECIDABLE;
    return sj_pledge_judge(plan, outcome, better == SJ_BETTER_LESS);
}

static void count(Shangji__V1__PledgesAnswer *answer, enum sj_verdict verdict)
{
    answer->met += verdict == SJ_VERDICT_MET;
    answer->missed += verdict == SJ_VERDICT_MISSED;
    answer->undecidable += verdict == SJ_VERDICT_UNDECIDABLE;
    answer->silent += verdict == SJ_VERDICT_SILENT;
}

static bool put_row(struct pledges *pledges, const struct sj_asked *plans,
                    const struct sj_asked *outcomes, uint32_t township)
{
    struct sj_asking *asking = pledges->asking;
    const struct sj_cell *plan = plans->choices[township].cell;
    const struct sj_cell *outcome = outcomes->choices[township].cell;
    Shangji__V1__PledgesRow *row = sj_pb_new(&shangji__v1__pledges_row__descriptor, asking->arena);
    if (row == NULL || !sj_put_head(asking->arena, outcomes->question.indicator, &row->indicator) ||
        !sj_put_township(asking, township, &row->township, &row->name) ||
        !sj_put_value(asking, plans, plan, &row->plan) ||
        !sj_put_cell(asking, outcomes, township, &row->outcome))
        return false;
    enum sj_verdict verdict = judge(outcomes, plan, township);
    row->verdict = (Shangji__V1__Verdict)verdict;
    count(pledges->answer, verdict);
    pledges->answer->rows[pledges->answer->n_rows++] = row;
    if (outcome == NULL)
        return true;
    struct sj_amount a = sj_amount_of(plan), b = sj_amount_of(outcome);
    return sj_put_change(asking, outcomes, &a, &b, NULL, township, &row->difference);
}

static enum sj_status too_many(struct sj_error *error)
{
    return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY",
                        _("more than %d pledges: name indicators or townships, or ask within a "
                          "division"),
                        SJ_ASKED_ROWS_MAX);
}

static enum sj_status make_rows(struct pledges *pledges, const char *code, struct sj_error *error)
{
    struct sj_asking *asking = pledges->asking;
    struct sj_asked *plans, *outcomes;
    struct sj_ask ask = {.indicator = code,
                         .period = pledges->request->period,
                         .within = pledges->request->within,
                         .kind = SHANGJI__V1__KIND__KIND_PLAN,
                         .told_in = pledges->told_in};
    enum sj_status status = sj_ask_next(asking, error);
    if (status == SJ_OK)
        status = sj_ask_column(asking, &ask, &plans, error);
    ask.kind = SHANGJI__V1__KIND__KIND_OUTCOME;
    ask.told_in = NULL;
    if (status == SJ_OK)
        status = sj_ask_column(asking, &ask, &outcomes, error);
    if (status != SJ_OK)
        return status;
    for (uint32_t i = 0; i < sj_city_township_count(asking->state->city); i++) {
        if (plans->choices[i].cell == NULL || !pledges->wanted[i] ||
            !sj_rank_within(&plans->question, i))
            continue;
        if (pledges->answer->n_rows == pledges->room)
            return too_many(error);
        if (!put_row(pledges, plans, outcomes, i))
            return sj_reply_no_room(error);
    }
    return SJ_OK;
}

/* All, or those named. */
static enum sj_status find_wanted(struct pledges *pledges, struct sj_error *error)
{
    const Shangji__V1__PledgesRequest *request = pledges->request;
    struct sj_asked_townships named = {0};
    size_t townships = sj_city_township_count(pledges->asking->state->city);
    pledges->wanted = sj_arena_array(pledges->asking->arena, townships + 1, sizeof(bool));
    if (pledges->wanted == NULL)
        return sj_reply_no_room(error);
    if (request->n_townships == 0) {
        for (size_t i = 0; i < townships; i++)
            pledges->wanted[i] = true;
        return SJ_OK;
    }
    enum sj_status status =
        sj_ask_townships(pledges->asking, request->townships, request->n_townships, "", NULL,
                         SJ_ASKED_TOWNSHIPS_MAX, &named, error);
    for (size_t i = 0; status == SJ_OK && i < named.count; i++)
        pledges->wanted[named.numbers[i]] = true;
    return status;
}

static enum sj_status put_heading(struct pledges *pledges, struct sj_error *error)
{
    struct sj_arena *arena = pledges->asking->arena;
    Shangji__V1__PledgesAnswer *answer = pledges->answer;
    pledges->room = SJ_ASKED_ROWS_MAX;
    answer->ledger_size = pledges->asking->state->size;
    answer->rows = sj_arena_array(arena, pledges->room, sizeof *answer->rows);
    return answer->rows != NULL &&
                   sj_reply_text(arena, pledges->request->period, &answer->period) &&
                   sj_reply_text(arena, pledges->told_in, &answer->told_in)
               ? SJ_OK
               : sj_reply_no_room(error);
}

enum sj_status sj_make_pledges(struct sj_asking *asking, const ProtobufCMessage *message,
                               ProtobufCMessage *reply, struct sj_error *error)
{
    struct pledges pledges = {.asking = asking,
                              .request = (const Shangji__V1__PledgesRequest *)message,
                              .answer = (Shangji__V1__PledgesAnswer *)reply};
    char told_in[SJ_PERIOD_TEXT];
    struct sj_period period;
    const char *const *codes = NULL;
    size_t count = 0;
    enum sj_status status = sj_request_period(pledges.request->period, &period, error);
    if (status == SJ_OK)
        status = find_wanted(&pledges, error);
    if (status == SJ_OK)
        status = sj_ask_indicators(asking, pledges.request->indicators,
                                   pledges.request->n_indicators, &period, &codes, &count, error);
    if (status != SJ_OK)
        return status;
    pledges.told_in = sj_period_format(sj_period_year_before(period), told_in);
    status = put_heading(&pledges, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++)
        status = make_rows(&pledges, codes[i], error);
    return status;
}
