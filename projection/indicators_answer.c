/* The catalogue as it can be asked for. */
#include "projection/asking.h"

#include "answers/search.h"
#include "base/i18n.h"

#include <questions.pb-c.h>

#include <string.h>

struct listing {
    struct sj_asking *asking;
    const Shangji__V1__IndicatorsRequest *request;
    const struct sj_city_period *period; /* NULL: none is asked for, or it was not opened */
    bool counts;
    Shangji__V1__IndicatorsAnswer *answer;
};

static bool matches(const struct listing *listing, const struct sj_indicator *indicator)
{
    const Shangji__V1__IndicatorsRequest *request = listing->request;
    struct sj_bytes texts[3] = {sj_bytes_of(indicator->code), sj_bytes_of(indicator->name_zh),
                                sj_bytes_of(indicator->name_en)};
    if (request->unit[0] != '\0' && !sj_bytes_equal(indicator->unit, sj_bytes_of(request->unit)))
        return false;
    if (request->better != SHANGJI__V1__BETTER__BETTER_UNSPECIFIED &&
        indicator->better != (enum sj_better)request->better)
        return false;
    if (request->domain[0] != '\0' && strcmp(indicator->domain, request->domain) != 0)
        return false;
    struct sj_bytes words = sj_bytes_of(request->words);
    /* All words in the names, or all in one of the phrases. */
    if (sj_search_match(words, texts, 3))
        return true;
    for (size_t i = 0; i < indicator->phrase_count; i++)
        if (sj_search_match(words, &indicator->phrases[i], 1))
            return true;
    return false;
}

static bool is_required(const struct listing *listing, const struct sj_indicator *indicator)
{
    if (listing->period == NULL)
        return indicator->required;
    for (size_t i = 0; i < listing->period->required_count; i++)
        if (strcmp(listing->period->required[i]->code, indicator->code) == 0)
            return true;
    return false;
}

static enum sj_status count_stated(struct listing *listing, const char *code, uint32_t *stated,
                                   struct sj_error *error)
{
    struct sj_asked *asked;
    struct sj_ask ask = {
        .indicator = code, .period = listing->request->period, .within = listing->request->within};
    enum sj_status status = sj_ask_next(listing->asking, error);
    if (status == SJ_OK)
        status = sj_ask_column(listing->asking, &ask, &asked, error);
    for (uint32_t i = 0;
         status == SJ_OK && i < sj_city_township_count(listing->asking->state->city); i++)
        *stated += asked->choices[i].cell != NULL && sj_asked_counts(asked, i);
    return status;
}

static enum sj_status put_row(struct listing *listing, const struct sj_indicator *indicator,
                              struct sj_error *error)
{
    struct sj_arena *arena = listing->asking->arena;
    Shangji__V1__IndicatorsRow *row = sj_pb_new(&shangji__v1__indicators_row__descriptor, arena);
    if (row == NULL || !sj_put_head(arena, indicator, &row->indicator) ||
        !sj_reply_text(arena, indicator->domain, &row->domain) ||
        !sj_reply_text(arena, indicator->weighted_by, &row->weighted_by))
        return sj_reply_no_room(error);
    row->stock = indicator->stock;
    row->required = is_required(listing, indicator);
    row->internal = indicator->internal;
    listing->answer->rows[listing->answer->n_rows++] = row;
    return listing->counts ? count_stated(listing, indicator->code, &row->stated, error) : SJ_OK;
}

static void count_townships(struct listing *listing, struct sj_period period)
{
    const struct sj_city *city = listing->asking->state->city;
    for (uint32_t i = 0; i < sj_city_township_count(city); i++)
        listing->answer->townships += sj_city_reports_for(city, i, period) &&
                                      sj_bytes_starts(sj_bytes_of(sj_city_township(city, i)->code),
                                                      sj_bytes_of(listing->request->within));
}

enum sj_status sj_make_indicators(struct sj_asking *asking, const ProtobufCMessage *message,
                                  ProtobufCMessage *reply, struct sj_error *error)
{
    const Shangji__V1__IndicatorsRequest *request = (const Shangji__V1__IndicatorsRequest *)message;
    Shangji__V1__IndicatorsAnswer *answer = (Shangji__V1__IndicatorsAnswer *)reply;
    struct listing listing = {.asking = asking, .request = request, .answer = answer};
    const struct sj_catalogue *catalogue;
    struct sj_period period;
    enum sj_status status = SJ_OK;
    listing.counts = request->period[0] != '\0';
    if (listing.counts)
        status = sj_request_period(request->period, &period, error);
    if (status == SJ_OK)
        status = sj_ask_catalogue(asking, listing.counts ? &period : NULL, &catalogue, error);
    if (status != SJ_OK)
        return status;
    if (listing.counts) {
        listing.period = sj_city_find_period(asking->state->city, period, SJ_KIND_ANNUAL);
        count_townships(&listing, period);
    }
    answer->ledger_size = asking->state->size;
    answer->indicators = (uint32_t)catalogue->indicator_count;
    answer->rows =
        sj_arena_array(asking->arena, catalogue->indicator_count + 1, sizeof *answer->rows);
    if (answer->rows == NULL ||
        !sj_reply_text(asking->arena, catalogue->version, &answer->catalogue) ||
        !sj_reply_text(asking->arena, request->period, &answer->period))
        return sj_reply_no_room(error);
    for (size_t i = 0; status == SJ_OK && i < catalogue->indicator_count; i++)
        if (matches(&listing, &catalogue->indicators[i]))
            status = put_row(&listing, &catalogue->indicators[i], error);
    return status;
}
