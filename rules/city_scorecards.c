/* Scorecards that the operator published. */
#include "rules/city_state.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "rules/scorecard.h"

#include <string.h>

const Shangji__V1__Scorecard *sj_city_scorecard(const struct sj_city *city, const char *code,
                                                const char *version, uint64_t *index)
{
    for (size_t i = city->scorecard_count; i-- > 0;) {
        const Shangji__V1__Scorecard *card = city->scorecards[i].card;
        if (strcmp(card->code, code) != 0 ||
            (version[0] != '\0' && strcmp(card->version, version) != 0))
            continue;
        if (index != NULL)
            *index = city->scorecards[i].index;
        return card;
    }
    return NULL;
}

static enum sj_status unknown_township(const char *code, const char *list, size_t number,
                                       struct sj_error *error)
{
    sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP",
                 _("the township %.16s of the scorecard is not on the roll"), code);
    return sj_error_at(error, "%s[%zu]", list, number);
}

static enum sj_status check_townships(const struct sj_city *city,
                                      const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    for (size_t i = 0; i < card->n_townships; i++)
        if (sj_city_find_township(city, sj_bytes_of(card->townships[i])) < 0)
            return unknown_township(card->townships[i], "townships", i, error);
    for (size_t i = 0; i < card->n_adjustments; i++)
        if (sj_city_find_township(city, sj_bytes_of(card->adjustments[i]->township)) < 0)
            return unknown_township(card->adjustments[i]->township, "adjustments", i, error);
    for (size_t i = 0; i < card->n_vetoes; i++)
        if (sj_city_find_township(city, sj_bytes_of(card->vetoes[i]->township)) < 0)
            return unknown_township(card->vetoes[i]->township, "vetoes", i, error);
    return SJ_OK;
}

static const struct sj_indicator *newest_of(const struct sj_city *city, const char *code)
{
    const struct sj_indicator *found = NULL;
    for (size_t i = city->catalogue_count; found == NULL && i-- > 0;)
        found = sj_catalogue_find(city->catalogues[i].catalogue, sj_bytes_of(code));
    return found;
}

static enum sj_status check_item(const struct sj_city *city, const Shangji__V1__ScorecardItem *item,
                                 size_t number, struct sj_error *error)
{
    const struct sj_indicator *indicator = newest_of(city, item->indicator);
    if (indicator == NULL)
        sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_INDICATOR",
                     _("no catalogue of the city has the indicator \"%.64s\""), item->indicator);
    else if (indicator->better == SJ_BETTER_NEUTRAL &&
             item->direction == SHANGJI__V1__BETTER__BETTER_UNSPECIFIED)
        sj_error_set(error, SJ_PRECONDITION, "NEUTRAL",
                     _("%s is neutral: more of it is neither better nor worse; the scorecard must "
                       "name a direction (more or less)"),
                     item->indicator);
    else
        return SJ_OK;
    return sj_error_at(error, "items[%zu]", number);
}

enum sj_status sj_city_scorecard_fits(const struct sj_city *city,
                                      const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    size_t number = 0;
    enum sj_status status = check_townships(city, card, error);
    for (size_t d = 0; status == SJ_OK && d < card->n_dimensions; d++)
        for (size_t i = 0; status == SJ_OK && i < card->dimensions[d]->n_items; i++)
            status = check_item(city, card->dimensions[d]->items[i], number++, error);
    return status;
}

enum sj_status sj_city_judge_scorecard(const struct sj_city *city,
                                       const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    if (sj_city_scorecard(city, card->code, card->version, NULL) == NULL)
        return sj_city_scorecard_fits(city, card, error);
    return sj_error_set(error, SJ_EXISTS, "SCORECARD_PUBLISHED",
                        _("version %s of the scorecard %s is published already; give the new one "
                          "its own version"),
                        card->version, card->code);
}

enum sj_status sj_city_apply_scorecard(struct sj_city *city, uint64_t index,
                                       const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    /* The submission dies with its call: the city keeps a copy of its own. */
    struct published_scorecard *all =
        sj_city_grow(city->scorecards, city->scorecard_count, sizeof *all);
    if (all == NULL)
        return sj_city_no_memory(error);
    city->scorecards = all;
    struct sj_bytes packed;
    ProtobufCMessage *copy = NULL;
    enum sj_status status = sj_pb_pack(&card->base, &city->arena, &packed, error);
    if (status == SJ_OK)
        status = sj_pb_unpack(&shangji__v1__scorecard__descriptor, packed, &city->arena,
                              "scorecard", &copy, error);
    if (status == SJ_OK)
        all[city->scorecard_count++] =
            (struct published_scorecard){(const Shangji__V1__Scorecard *)copy, index};
    return status;
}
