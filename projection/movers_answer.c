/* The greatest changes between two periods. */
#include "projection/asking.h"

#include "answers/movers.h"
#include "base/i18n.h"

#include <questions.pb-c.h>

struct movers {
    struct sj_asking *asking;
    const Shangji__V1__MoversRequest *request;
    struct sj_asked *from, *to, *told;
    struct sj_mover *items;
    size_t count;
    Shangji__V1__MoversAnswer *answer;
};

static enum sj_status open_columns(struct movers *movers, struct sj_error *error)
{
    const Shangji__V1__MoversRequest *request = movers->request;
    struct sj_ask ask = {.indicator = request->indicator,
                         .period = request->from,
                         .within = request->within,
                         .kind = request->kind};
    enum sj_status status = sj_ask_column(movers->asking, &ask, &movers->from, error);
    if (status != SJ_OK)
        return status;
    ask.period = request->to;
    status = sj_ask_column(movers->asking, &ask, &movers->to, error);
    if (status != SJ_OK)
        return status;
    const struct sj_period *from = &movers->from->question.period;
    const struct sj_period *to = &movers->to->question.period;
    if (from->kind != to->kind || sj_period_compare(*from, *to) >= 0) {
        sj_error_set(error, SJ_INVALID, "PERIODS",
                     _("%s and %s are not compared: name a period and a later one of its kind"),
                     request->from, request->to);
        return sj_error_at(error, "to");
    }
    ask.kind = SHANGJI__V1__KIND__KIND_GROWTH;
    status = sj_asked_same(movers->from, movers->to, error);
    return status == SJ_OK ? sj_ask_column(movers->asking, &ask, &movers->told, error) : status;
}

static bool put_absence(struct movers *movers, uint32_t township)
{
    const struct sj_asked *lacking =
        movers->to->choices[township].cell == NULL ? movers->to : movers->from;
    Shangji__V1__MoversAbsence *absence =
        sj_pb_new(&shangji__v1__movers_absence__descriptor, movers->asking->arena);
    if (absence == NULL ||
        !sj_put_township(movers->asking, township, &absence->township, &absence->name) ||
        !sj_rank_explain(&lacking->question, township, &lacking->choices[township],
                         movers->asking->arena, &absence->why, &absence->detail) ||
        !sj_reply_text(movers->asking->arena,
                       lacking == movers->to ? movers->request->to : movers->request->from,
                       &absence->period))
        return false;
    movers->answer->absent[movers->answer->n_absent++] = absence;
    return true;
}

static bool gather(struct movers *movers)
{
    size_t townships = sj_city_township_count(movers->asking->state->city);
    Shangji__V1__MoversAnswer *answer = movers->answer;
    movers->items = sj_arena_array(&movers->asking->scratch, townships + 1, sizeof *movers->items);
    answer->absent = sj_arena_array(movers->asking->arena, townships + 1, sizeof *answer->absent);
    if (movers->items == NULL || answer->absent == NULL)
        return false;
    for (uint32_t i = 0; i < townships; i++) {
        if (!sj_asked_counts(movers->to, i))
            continue;
        answer->townships++;
        const struct sj_cell *from = movers->from->choices[i].cell;
        const struct sj_cell *to = movers->to->choices[i].cell;
        struct sj_mover *mover = &movers->items[movers->count];
        if (from != NULL && to != NULL) {
            *mover = (struct sj_mover){.from = *from, .to = *to};
            movers->count += sj_mover_make(mover);
        } else if (!put_absence(movers, i)) {
            return false;
        }
    }
    answer->compared = (uint32_t)movers->count;
    return true;
}

static bool put_row(struct movers *movers, const struct sj_mover *mover,
                    Shangji__V1__MoversRow **made)
{
    struct sj_asking *asking = movers->asking;
    Shangji__V1__MoversRow *row = sj_pb_new(&shangji__v1__movers_row__descriptor, asking->arena);
    struct sj_amount from = sj_amount_of(&mover->from), to = sj_amount_of(&mover->to);
    *made = row;
    if (row == NULL)
        return false;
    row->certain = sj_amount_has_sign(&mover->difference);
    return sj_put_township(asking, mover->to.township, &row->township, &row->name) &&
           sj_put_value(asking, movers->from, &mover->from, &row->from) &&
           sj_put_value(asking, movers->to, &mover->to, &row->to) &&
           sj_put_change(asking, movers->to, &from, &to, movers->told, mover->to.township,
                         &row->change);
}

static bool put_rows(struct movers *movers)
{
    const Shangji__V1__MoversRequest *request = movers->request;
    Shangji__V1__MoversAnswer *answer = movers->answer;
    size_t wanted = request->limit > 0 && request->limit < SJ_ASKED_ROWS_MAX ? request->limit
                                                                             : SJ_ASKED_ROWS_MAX;
    if (wanted > movers->count)
        wanted = movers->count;
    answer->rows = sj_arena_array(movers->asking->arena, wanted + 1, sizeof *answer->rows);
    if (answer->rows == NULL)
        return false;
    sj_movers_sort(movers->items, movers->count, request->by_percent);
    for (size_t i = 0; i < wanted; i++)
        if (!put_row(movers, &movers->items[i], &answer->rows[answer->n_rows++]))
            return false;
    return true;
}

enum sj_status sj_make_movers(struct sj_asking *asking, const ProtobufCMessage *message,
                              ProtobufCMessage *reply, struct sj_error *error)
{
    struct movers movers = {.asking = asking,
                            .request = (const Shangji__V1__MoversRequest *)message,
                            .answer = (Shangji__V1__MoversAnswer *)reply};
    enum sj_status status = open_columns(&movers, error);
    if (status != SJ_OK)
        return status;
    movers.answer->kind = sj_asked_kind(movers.request->kind);
    movers.answer->ledger_size = asking->state->size;
    if (!sj_put_head(asking->arena, movers.to->question.indicator, &movers.answer->indicator) ||
        !sj_reply_text(asking->arena, movers.request->from, &movers.answer->from) ||
        !sj_reply_text(asking->arena, movers.request->to, &movers.answer->to) || !gather(&movers) ||
        !put_rows(&movers))
        return sj_reply_no_room(error);
    return SJ_OK;
}
