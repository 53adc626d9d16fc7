/* The operator's acts: what follows from them. */
#include "rules/city_state.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "rules/catalogue_pb.h"

#include <string.h>

static enum sj_status apply_founding(struct sj_city *city, const Shangji__V1__Founding *founding,
                                     struct sj_error *error)
{
    city->division = sj_arena_text(&city->arena, sj_bytes_of(founding->division));
    city->division_name = sj_arena_text(&city->arena, sj_bytes_of(founding->division_name));
    if (city->division == NULL || city->division_name == NULL)
        return sj_city_no_memory(error);
    for (size_t i = 0; i < founding->n_townships; i++) {
        uint32_t number;
        enum sj_status status = sj_city_put_township(city, founding->townships[i]->code,
                                                     founding->townships[i]->name, &number, error);
        if (status != SJ_OK)
            return status;
    }
    city->operator_key = sj_city_key_of(founding->operator_key);
    city->recovery_key = sj_city_key_of(founding->recovery_key);
    city->founded = true;
    return SJ_OK;
}

static enum sj_status apply_catalogue(struct sj_city *city, uint64_t index,
                                      const Shangji__V1__Catalogue *message, struct sj_error *error)
{
    /* The submission dies with its call: the city keeps a copy of its own. */
    struct published_catalogue *all =
        sj_city_grow(city->catalogues, city->catalogue_count, sizeof *all);
    if (all == NULL)
        return sj_city_no_memory(error);
    city->catalogues = all;
    struct sj_bytes packed;
    ProtobufCMessage *copy = NULL;
    struct sj_catalogue *catalogue = NULL;
    enum sj_status status = sj_pb_pack(&message->base, &city->arena, &packed, error);
    if (status == SJ_OK)
        status = sj_pb_unpack(&shangji__v1__catalogue__descriptor, packed, &city->arena,
                              "catalogue", &copy, error);
    if (status == SJ_OK)
        status = sj_catalogue_of_pb((const Shangji__V1__Catalogue *)copy, &city->arena, &catalogue,
                                    error);
    if (status == SJ_OK)
        status = sj_city_number_indicators(city, catalogue, error);
    if (status == SJ_OK)
        all[city->catalogue_count++] = (struct published_catalogue){catalogue, index};
    return status;
}

/* What the opening lists, or all that the catalogue calls required. */
static const struct sj_indicator **required_of(struct sj_city *city,
                                               const struct sj_catalogue *catalogue,
                                               const Shangji__V1__PeriodOpening *opening,
                                               size_t *count)
{
    const struct sj_indicator **required =
        sj_arena_array(&city->arena, catalogue->indicator_count + opening->n_required + 1,
                       sizeof(const struct sj_indicator *));
    *count = 0;
    if (required == NULL)
        return NULL;
    for (size_t i = 0; i < opening->n_required; i++)
        required[(*count)++] = sj_catalogue_find(catalogue, sj_bytes_of(opening->required[i]));
    for (size_t i = 0; opening->n_required == 0 && i < catalogue->indicator_count; i++)
        if (catalogue->indicators[i].required)
            required[(*count)++] = &catalogue->indicators[i];
    return required;
}

static enum sj_status apply_opening(struct sj_city *city, const Shangji__V1__PeriodOpening *opening,
                                    struct sj_error *error)
{
    struct sj_city_period made = {
        .catalogue = sj_city_catalogue(city, sj_bytes_of(opening->catalogue), NULL)};
    if (made.catalogue == NULL || !sj_period_parse(sj_bytes_of(opening->period), &made.period) ||
        !sj_date_deadline(sj_bytes_of(opening->deadline), &made.deadline_at))
        return sj_error_set(error, SJ_DATA_LOSS, "BAD_OPENING",
                            _("the ledger holds an opening that could not have been accepted"));
    memcpy(made.deadline, opening->deadline, sizeof made.deadline - 1);
    strncpy(made.kind, opening->kind, sizeof made.kind - 1);
    made.required = required_of(city, made.catalogue, opening, &made.required_count);
    if (made.required == NULL)
        return sj_city_no_memory(error);
    for (size_t i = 0; i < city->period_count; i++)
        if (sj_period_compare(city->periods[i].period, made.period) == 0 &&
            strcmp(city->periods[i].kind, made.kind) == 0) {
            city->periods[i] = made;
            return SJ_OK;
        }
    struct sj_city_period *periods =
        sj_city_grow(city->periods, city->period_count, sizeof *periods);
    if (periods == NULL)
        return sj_city_no_memory(error);
    city->periods = periods;
    periods[city->period_count++] = made;
    return SJ_OK;
}

static void apply_closing(struct sj_city *city, const Shangji__V1__PeriodClosing *closing)
{
    struct sj_period period;
    if (!sj_period_parse(sj_bytes_of(closing->period), &period))
        return;
    for (size_t i = 0; i < city->period_count; i++)
        if (sj_period_compare(city->periods[i].period, period) == 0 &&
            strcmp(city->periods[i].kind, closing->kind) == 0)
            city->periods[i].closed = true;
    sj_city_end_reopenings(city, period, closing->kind);
}

enum sj_status sj_city_apply_act(struct sj_city *city, uint64_t index,
                                 const struct sj_submission *submission,
                                 const struct sj_public_key *signers, size_t signer_count,
                                 struct sj_error *error)
{
    const Shangji__V1__Act *act = submission->act;
    switch (act->act_case) {
    case SHANGJI__V1__ACT__ACT_FOUNDING:
        return apply_founding(city, act->founding, error);
    case SHANGJI__V1__ACT__ACT_ENROLMENT:
        return sj_city_apply_enrolment(city, index, act->enrolment, signers, signer_count, error);
    case SHANGJI__V1__ACT__ACT_REVOCATION:
        sj_city_apply_revocation(city, index, act->revocation);
        return SJ_OK;
    case SHANGJI__V1__ACT__ACT_CATALOGUE:
        return apply_catalogue(city, index, act->catalogue, error);
    case SHANGJI__V1__ACT__ACT_OPENING:
        return apply_opening(city, act->opening, error);
    case SHANGJI__V1__ACT__ACT_CLOSING:
        apply_closing(city, act->closing);
        return SJ_OK;
    case SHANGJI__V1__ACT__ACT_SIGNING:
        return sj_city_apply_signing(city, act->signing, error);
    case SHANGJI__V1__ACT__ACT_REPLACEMENT:
        return sj_city_apply_replacement(city, act->replacement, error);
    case SHANGJI__V1__ACT__ACT_REOPENING:
        return sj_city_apply_reopening(city, index, act->reopening, error);
    case SHANGJI__V1__ACT__ACT_RETURNED:
        return sj_city_apply_return(city, index, act->returned, error);
    case SHANGJI__V1__ACT__ACT_WITHHOLDING:
        sj_city_apply_withholding(city, act->withholding);
        return SJ_OK;
    case SHANGJI__V1__ACT__ACT_SUCCESSION:
        return sj_city_apply_succession(city, act->succession, error);
    case SHANGJI__V1__ACT__ACT_RANKING:
        return SJ_OK; /* it is on record; nothing follows from it */
    case SHANGJI__V1__ACT__ACT_SCORECARD:
        return sj_city_apply_scorecard(city, index, act->scorecard, error);
    case SHANGJI__V1__ACT__ACT_REFERENCE:
        return sj_city_apply_reference(city, index, act->reference, error);
    case SHANGJI__V1__ACT__ACT_GROUPING:
        return sj_city_apply_grouping(city, index, act->grouping, error);
    case SHANGJI__V1__ACT__ACT__NOT_SET:
    case _SHANGJI__V1__ACT__ACT__CASE_IS_INT_SIZE:
        break;
    }
    return sj_error_set(error, SJ_DATA_LOSS, "NO_ACT",
                        _("the ledger holds an act that could not have been accepted"));
}
