/* All that one township says of a period. */
#include "projection/asking.h"

#include <questions.pb-c.h>

struct profile {
    struct sj_asking *asking;
    const Shangji__V1__ProfileRequest *request;
    uint32_t township;
    const char *before; /* the same period a year before */
    Shangji__V1__ProfileAnswer *answer;
};

/* What was told of the change, and what last year's own report said. */
static enum sj_status put_change(struct profile *profile, const struct sj_ask *asked_now,
                                 const struct sj_asked *asked, Shangji__V1__ProfileRow *row,
                                 struct sj_error *error)
{
    struct sj_asked *earlier, *told;
    struct sj_ask ask = *asked_now;
    ask.period = profile->before;
    enum sj_status status = sj_ask_column(profile->asking, &ask, &earlier, error);
    ask = *asked_now;
    ask.kind = SHANGJI__V1__KIND__KIND_GROWTH;
    if (status == SJ_OK)
        status = sj_ask_column(profile->asking, &ask, &told, error);
    if (status != SJ_OK)
        return status;
    const struct sj_cell *now = asked->choices[profile->township].cell;
    const struct sj_cell *then = earlier->choices[profile->township].cell;
    struct sj_error other;
    if (now == NULL || then == NULL || sj_asked_same(asked, earlier, &other) != SJ_OK)
        return SJ_OK;
    struct sj_amount a = sj_amount_of(then), b = sj_amount_of(now);
    return sj_put_change(profile->asking, asked, &a, &b, told, profile->township, &row->change)
               ? SJ_OK
               : sj_reply_no_room(error);
}

static enum sj_status make_row(struct profile *profile, const char *code, struct sj_error *error)
{
    struct sj_asking *asking = profile->asking;
    struct sj_asked *asked;
    struct sj_standing standing;
    struct sj_ask ask = {.indicator = code,
                         .period = profile->request->period,
                         .within = profile->request->within,
                         .kind = profile->request->kind};
    enum sj_status status = sj_ask_next(asking, error);
    if (status == SJ_OK)
        status = sj_ask_column(asking, &ask, &asked, error);
    if (status != SJ_OK)
        return status;
    bool stated = asked->choices[profile->township].cell != NULL;
    profile->answer->stated += stated;
    if (!stated && profile->request->stated_only)
        return SJ_OK;
    status = sj_asked_standing(asking, asked, NULL, &standing, error);
    if (status != SJ_OK)
        return status;
    Shangji__V1__ProfileRow *row = sj_pb_new(&shangji__v1__profile_row__descriptor, asking->arena);
    if (row == NULL || !sj_put_head(asking->arena, asked->question.indicator, &row->indicator) ||
        !sj_put_cell(asking, asked, profile->township, &row->cell) ||
        !sj_put_place(asking, &standing, profile->township, &row->place))
        return sj_reply_no_room(error);
    profile->answer->rows[profile->answer->n_rows++] = row;
    return stated ? put_change(profile, &ask, asked, row, error) : SJ_OK;
}

static enum sj_status open_profile(struct profile *profile, size_t indicators,
                                   struct sj_error *error)
{
    Shangji__V1__ProfileAnswer *answer = profile->answer;
    answer->kind = sj_asked_kind(profile->request->kind);
    answer->ledger_size = profile->asking->state->size;
    answer->indicators = (uint32_t)indicators;
    answer->rows = sj_arena_array(profile->asking->arena, indicators + 1, sizeof *answer->rows);
    if (answer->rows == NULL ||
        !sj_put_township_head(profile->asking, profile->township, &answer->township) ||
        !sj_reply_text(profile->asking->arena, profile->request->period, &answer->period))
        return sj_reply_no_room(error);
    return SJ_OK;
}

enum sj_status sj_make_profile(struct sj_asking *asking, const ProtobufCMessage *message,
                               ProtobufCMessage *reply, struct sj_error *error)
{
    const Shangji__V1__ProfileRequest *request = (const Shangji__V1__ProfileRequest *)message;
    struct profile profile = {
        .asking = asking, .request = request, .answer = (Shangji__V1__ProfileAnswer *)reply};
    char before[SJ_PERIOD_TEXT];
    struct sj_asked_townships one;
    struct sj_period period;
    const char *const *codes = NULL;
    char *named[] = {request->township};
    size_t count = 0;
    enum sj_status status = sj_request_period(request->period, &period, error);
    if (status == SJ_OK)
        status = sj_ask_townships(asking, named, 1, "", NULL, 1, &one, error);
    if (status == SJ_OK)
        status = sj_ask_indicators(asking, NULL, 0, &period, &codes, &count, error);
    if (status != SJ_OK)
        return status;
    profile.township = one.numbers[0];
    profile.before = sj_period_format(sj_period_year_before(period), before);
    status = open_profile(&profile, count, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++)
        status = make_row(&profile, codes[i], error);
    return status;
}
