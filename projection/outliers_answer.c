/* Values that lie far from all others. */
#include "projection/asking.h"

#include "answers/outliers.h"
#include "base/i18n.h"

#include <questions.pb-c.h>

static enum sj_status gather(struct sj_asking *asking, const struct sj_asked *asked,
                             struct sj_cell **cells, Shangji__V1__OutliersAnswer *answer,
                             struct sj_error *error)
{
    size_t townships = sj_city_township_count(asking->state->city);
    *cells = sj_arena_array(&asking->scratch, townships + 1, sizeof **cells);
    if (*cells == NULL)
        return sj_reply_no_room(error);
    for (uint32_t i = 0; i < townships; i++) {
        if (!sj_asked_counts(asked, i))
            continue;
        answer->townships++;
        if (asked->choices[i].cell != NULL)
            (*cells)[answer->counted++] = *asked->choices[i].cell;
    }
    if (answer->counted >= SJ_OUTLIERS_LEAST)
        return SJ_OK;
    return sj_error_set(error, SJ_PRECONDITION, "TOO_FEW",
                        _("%s has %u values for %s; what lies far from all others takes at least "
                          "%d to tell"),
                        asked->question.indicator->code, (unsigned)answer->counted,
                        asked->request.period, SJ_OUTLIERS_LEAST);
}

static bool put_row(struct sj_asking *asking, const struct sj_asked *asked,
                    const struct sj_outlier *outlier, Shangji__V1__OutliersRow **made)
{
    Shangji__V1__OutliersRow *row =
        sj_pb_new(&shangji__v1__outliers_row__descriptor, asking->arena);
    *made = row;
    if (row == NULL)
        return false;
    row->certain = outlier->certain;
    return sj_put_township(asking, outlier->cell.township, &row->township, &row->name) &&
           sj_put_value(asking, asked, &outlier->cell, &row->value) &&
           sj_reply_fixed(asking->arena, outlier->score, &row->score);
}

static bool put_rows(struct sj_asking *asking, const struct sj_asked *asked,
                     const struct sj_spread *spread, const struct sj_cell *cells,
                     Shangji__V1__OutliersAnswer *answer)
{
    struct sj_outlier *found = sj_arena_array(&asking->scratch, answer->counted + 1, sizeof *found);
    size_t count = 0;
    for (size_t i = 0; found != NULL && i < answer->counted; i++)
        count += sj_outlier_is(spread, &cells[i], &found[count]);
    answer->rows = sj_arena_array(asking->arena, count + 1, sizeof *answer->rows);
    if (found == NULL || answer->rows == NULL)
        return false;
    sj_outliers_sort(found, count);
    for (size_t i = 0; i < count && i < SJ_ASKED_ROWS_MAX; i++)
        if (!put_row(asking, asked, &found[i], &answer->rows[answer->n_rows++]))
            return false;
    return true;
}

enum sj_status sj_make_outliers(struct sj_asking *asking, const ProtobufCMessage *message,
                                ProtobufCMessage *reply, struct sj_error *error)
{
    const Shangji__V1__OutliersRequest *request = (const Shangji__V1__OutliersRequest *)message;
    Shangji__V1__OutliersAnswer *answer = (Shangji__V1__OutliersAnswer *)reply;
    struct sj_asked *asked;
    struct sj_cell *cells = NULL;
    struct sj_spread spread;
    struct sj_ask ask = {.indicator = request->indicator,
                         .period = request->period,
                         .within = request->within,
                         .kind = request->kind};
    enum sj_status status = sj_ask_column(asking, &ask, &asked, error);
    if (status == SJ_OK)
        status = gather(asking, asked, &cells, answer, error);
    if (status != SJ_OK)
        return status;
    if (!sj_spread_of(cells, answer->counted, &asking->scratch, &spread))
        return sj_error_set(error, SJ_OUT_OF_RANGE, "TOO_LARGE",
                            _("the values of %s are too many or too large to tell"),
                            request->indicator);
    answer->kind = sj_asked_kind(request->kind);
    answer->ledger_size = asking->state->size;
    answer->spread = (Shangji__V1__Spread)spread.kind;
    if (!sj_put_head(asking->arena, asked->question.indicator, &answer->indicator) ||
        !sj_reply_text(asking->arena, request->period, &answer->period) ||
        !sj_reply_fixed(asking->arena, spread.median, &answer->median) ||
        !sj_reply_fixed(asking->arena, spread.spread, &answer->spread_value) ||
        !sj_reply_fixed(asking->arena, spread.lower, &answer->lower) ||
        !sj_reply_fixed(asking->arena, spread.upper, &answer->upper) ||
        !put_rows(asking, asked, &spread, cells, answer))
        return sj_reply_no_room(error);
    return SJ_OK;
}
