/* One indicator over periods, as each period's own reports tell it. */
#include "projection/trend_parts.h"

#include "base/i18n.h"

#include <string.h>

/* The next period of the same kind; false beyond the years that there are. */
static bool step(struct sj_period *period)
{
    static const uint8_t parts[] = {[SJ_PERIOD_YEAR] = 0,
                                    [SJ_PERIOD_HALF] = 2,
                                    [SJ_PERIOD_QUARTER] = 4,
                                    [SJ_PERIOD_MONTH] = 12};
    if (period->part < parts[period->kind]) {
        period->part++;
        return true;
    }
    period->part = parts[period->kind] > 0;
    period->year++;
    return period->year <= SJ_YEAR_MAX;
}

/* The first or last period of the kind that was opened. */
static bool opened(const struct sj_city *city, enum sj_period_kind kind, bool last,
                   struct sj_period *period)
{
    bool found = false;
    for (size_t i = 0; i < sj_city_period_count(city); i++) {
        struct sj_period its = sj_city_period(city, i)->period;
        int order = found ? sj_period_compare(its, *period) : 0;
        if (its.kind != kind || (found && (last ? order <= 0 : order >= 0)))
            continue;
        *period = its;
        found = true;
    }
    return found;
}

static enum sj_status refuse_period(const char *field, struct sj_error *error)
{
    sj_error_set(error, SJ_INVALID, "PERIODS",
                 _("a trend goes from a period to a later one of its kind, over at most %d: from "
                   "2019 to 2024, or from 2021-Q1 to 2023-Q4"),
                 SJ_ASKED_PERIODS_MAX);
    return sj_error_at(error, "%s", field);
}

static enum sj_status find_ends(const struct sj_asking *asking,
                                const Shangji__V1__TrendRequest *request, struct sj_period *from,
                                struct sj_period *to, struct sj_error *error)
{
    const struct sj_city *city = asking->state->city;
    bool has_from = request->from[0] != '\0', has_to = request->to[0] != '\0';
    enum sj_period_kind kind = SJ_PERIOD_YEAR;
    if (has_from && !sj_period_parse(sj_bytes_of(request->from), from))
        return refuse_period("from", error);
    if (has_to && !sj_period_parse(sj_bytes_of(request->to), to))
        return refuse_period("to", error);
    if (has_from || has_to)
        kind = has_from ? from->kind : to->kind;
    if ((!has_from && !opened(city, kind, false, from)) ||
        (!has_to && !opened(city, kind, true, to)))
        return sj_error_set(error, SJ_PRECONDITION, "NO_PERIOD",
                            _("no such period was opened yet: say from which to which"));
    if (from->kind != to->kind || sj_period_compare(*from, *to) > 0)
        return refuse_period("to", error);
    return SJ_OK;
}

static enum sj_status open_column(struct sj_trend *trend, struct sj_period period,
                                  struct sj_error *error)
{
    char text[SJ_PERIOD_TEXT];
    struct sj_trend_column *column = &trend->columns[trend->count];
    struct sj_ask ask = {.indicator = trend->request->indicator,
                         .period = sj_period_format(period, text),
                         .within = "",
                         .kind = trend->request->kind};
    if (!sj_reply_text(trend->asking->arena, text, &column->text))
        return sj_reply_no_room(error);
    enum sj_status status = sj_ask_column(trend->asking, &ask, &column->asked, error);
    if (status == SJ_OK && trend->count > 0)
        status = sj_asked_same(trend->columns[0].asked, column->asked, error);
    ask.kind = SHANGJI__V1__KIND__KIND_GROWTH;
    if (status == SJ_OK)
        status = sj_ask_column(trend->asking, &ask, &column->told, error);
    if (status == SJ_OK)
        status = sj_rank_restated(&column->asked->question, &trend->asking->scratch,
                                  &column->restated, &column->restated_count, error);
    trend->count += status == SJ_OK;
    return status;
}

static enum sj_status open_columns(struct sj_trend *trend, struct sj_error *error)
{
    struct sj_period from = {0}, to = {0};
    enum sj_status status = find_ends(trend->asking, trend->request, &from, &to, error);
    bool more = true;
    while (status == SJ_OK && more && sj_period_compare(from, to) <= 0) {
        if (trend->count == SJ_ASKED_PERIODS_MAX)
            return refuse_period("from", error);
        if (trend->asking->stop != NULL &&
            trend->asking->stop->passed(trend->asking->stop->context))
            return sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                                _("the deadline passed while the question was answered"));
        status = open_column(trend, from, error);
        more = step(&from);
    }
    return status;
}

static enum sj_status put_heading(struct sj_trend *trend, size_t townships,
                                  Shangji__V1__TrendAnswer *answer, struct sj_error *error)
{
    struct sj_arena *arena = trend->asking->arena;
    answer->kind = sj_asked_kind(trend->request->kind);
    answer->ledger_size = trend->asking->state->size;
    answer->periods = sj_arena_array(arena, trend->count + 1, sizeof *answer->periods);
    answer->rows = sj_arena_array(arena, townships + 1, sizeof *answer->rows);
    /* The newest name of it. */
    if (answer->periods == NULL || answer->rows == NULL ||
        !sj_put_head(arena, trend->columns[trend->count - 1].asked->question.indicator,
                     &answer->indicator))
        return sj_reply_no_room(error);
    for (size_t i = 0; i < trend->count; i++)
        answer->periods[answer->n_periods++] = trend->columns[i].text;
    return SJ_OK;
}

enum sj_status sj_make_trend(struct sj_asking *asking, const ProtobufCMessage *message,
                             ProtobufCMessage *reply, struct sj_error *error)
{
    Shangji__V1__TrendAnswer *answer = (Shangji__V1__TrendAnswer *)reply;
    struct sj_trend trend = {.asking = asking,
                             .request = (const Shangji__V1__TrendRequest *)message};
    struct sj_asked_townships townships = {0};
    trend.columns = sj_arena_array(&asking->scratch, SJ_ASKED_PERIODS_MAX, sizeof *trend.columns);
    if (trend.columns == NULL)
        return sj_reply_no_room(error);
    enum sj_status status = open_columns(&trend, error);
    if (status == SJ_OK) {
        const struct sj_period *last = &trend.columns[trend.count - 1].asked->question.period;
        status = sj_ask_townships(asking, trend.request->townships, trend.request->n_townships,
                                  trend.request->within, last, SJ_ASKED_TOWNSHIPS_MAX, &townships,
                                  error);
    }
    if (status == SJ_OK)
        status = put_heading(&trend, townships.count, answer, error);
    for (size_t i = 0; status == SJ_OK && i < townships.count; i++)
        if (!sj_trend_row(&trend, townships.numbers[i], &answer->rows[answer->n_rows++]))
            status = sj_reply_no_room(error);
    return status;
}
