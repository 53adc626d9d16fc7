/* Several townships side by side on several indicators of one period. */
#include "projection/asking.h"

#include "base/i18n.h"

#include <questions.pb-c.h>

static bool put_cell(struct sj_asking *asking, const struct sj_asked *asked,
                     const struct sj_standing *standing, uint32_t township,
                     Shangji__V1__CompareCell **made)
{
    Shangji__V1__CompareCell *cell =
        sj_pb_new(&shangji__v1__compare_cell__descriptor, asking->arena);
    *made = cell;
    return cell != NULL &&
           sj_reply_text(asking->arena, sj_city_township(asking->state->city, township)->code,
                         &cell->township) &&
           sj_put_cell(asking, asked, township, &cell->cell) &&
           sj_put_place(asking, standing, township, &cell->place);
}

static enum sj_status make_row(struct sj_asking *asking, const struct sj_ask *ask,
                               const struct sj_asked_townships *townships,
                               Shangji__V1__CompareRow **made, struct sj_error *error)
{
    struct sj_asked *asked;
    struct sj_standing standing;
    enum sj_status status = sj_ask_next(asking, error);
    if (status == SJ_OK)
        status = sj_ask_column(asking, ask, &asked, error);
    if (status == SJ_OK)
        status = sj_asked_standing(asking, asked, townships, &standing, error);
    if (status != SJ_OK)
        return status;
    Shangji__V1__CompareRow *row = sj_pb_new(&shangji__v1__compare_row__descriptor, asking->arena);
    *made = row;
    if (row == NULL || !sj_put_head(asking->arena, asked->question.indicator, &row->indicator))
        return sj_reply_no_room(error);
    row->cells = sj_arena_array(asking->arena, townships->count + 1, sizeof *row->cells);
    if (row->cells == NULL)
        return sj_reply_no_room(error);
    for (size_t i = 0; i < townships->count; i++)
        if (!put_cell(asking, asked, &standing, townships->numbers[i], &row->cells[row->n_cells++]))
            return sj_reply_no_room(error);
    return SJ_OK;
}

static enum sj_status put_heading(struct sj_asking *asking,
                                  const Shangji__V1__CompareRequest *request,
                                  const struct sj_asked_townships *townships,
                                  Shangji__V1__CompareAnswer *answer, struct sj_error *error)
{
    answer->kind = sj_asked_kind(request->kind);
    answer->ledger_size = asking->state->size;
    answer->rows = sj_arena_array(asking->arena, request->n_indicators + 1, sizeof *answer->rows);
    answer->townships =
        sj_arena_array(asking->arena, townships->count + 1, sizeof *answer->townships);
    if (answer->rows == NULL || answer->townships == NULL ||
        !sj_reply_text(asking->arena, request->period, &answer->period))
        return sj_reply_no_room(error);
    for (size_t i = 0; i < townships->count; i++)
        if (!sj_put_township_head(asking, townships->numbers[i],
                                  &answer->townships[answer->n_townships++]))
            return sj_reply_no_room(error);
    return SJ_OK;
}

enum sj_status sj_make_compare(struct sj_asking *asking, const ProtobufCMessage *message,
                               ProtobufCMessage *reply, struct sj_error *error)
{
    const Shangji__V1__CompareRequest *request = (const Shangji__V1__CompareRequest *)message;
    Shangji__V1__CompareAnswer *answer = (Shangji__V1__CompareAnswer *)reply;
    struct sj_asked_townships townships = {0};
    struct sj_period period;
    if (request->n_indicators == 0 || request->n_indicators > SJ_ASKED_TOWNSHIPS_MAX) {
        sj_error_set(error, SJ_INVALID, "INDICATORS", _("name 1 to %d indicators to compare"),
                     SJ_ASKED_TOWNSHIPS_MAX);
        return sj_error_at(error, "indicators");
    }
    enum sj_status status = sj_request_period(request->period, &period, error);
    if (status == SJ_OK)
        status = sj_ask_townships(asking, request->townships, request->n_townships, request->within,
                                  &period, SJ_ASKED_TOWNSHIPS_MAX, &townships, error);
    if (status == SJ_OK)
        status = put_heading(asking, request, &townships, answer, error);
    /* Named townships are compared wherever they lie. */
    struct sj_ask ask = {.period = request->period, .kind = request->kind, .within = ""};
    for (size_t i = 0; status == SJ_OK && i < request->n_indicators; i++) {
        ask.indicator = request->indicators[i];
        status = make_row(asking, &ask, &townships, &answer->rows[answer->n_rows], error);
        answer->n_rows += status == SJ_OK;
    }
    return status;
}
