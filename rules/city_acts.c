/* The operator's acts: what may be said when. */
#include "rules/city_state.h"

#include "base/i18n.h"

#include <string.h>

bool sj_city_signed_by(const struct sj_public_key *key, const struct sj_public_key *signers,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sj_public_key_equal(key, &signers[i]))
            return true;
    return false;
}

struct sj_public_key sj_city_key_of(ProtobufCBinaryData data)
{
    struct sj_public_key key;
    memcpy(key.bytes, data.data, SJ_PUBLIC_KEY);
    return key;
}

static enum sj_status judge_founding(const struct sj_city *city, const Shangji__V1__Act *act,
                                     uint64_t index, bool by_ledger, struct sj_error *error)
{
    if (city->founded || index != 0)
        return sj_error_set(error, SJ_EXISTS, "ALREADY_FOUNDED",
                            _("this ledger has its founding entry already"));
    struct sj_public_key named = sj_city_key_of(act->founding->ledger_key);
    if (!by_ledger || !sj_public_key_equal(&named, &city->ledger_key))
        return sj_error_set(error, SJ_UNAUTHENTICATED, "NOT_THE_LEDGER",
                            _("a founding is signed by the ledger key that it names"));
    return SJ_OK;
}

/* A code never changes its definition: what older reports said must keep its meaning. */
static enum sj_status judge_catalogue(const struct sj_city *city,
                                      const struct sj_catalogue *catalogue, struct sj_error *error)
{
    if (sj_city_catalogue(city, sj_bytes_of(catalogue->version), NULL) != NULL)
        return sj_error_set(
            error, SJ_EXISTS, "CATALOGUE_PUBLISHED",
            _("catalogue %s is published already; give the new one its own version"),
            catalogue->version);
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        if (sj_city_has_reference(city, sj_bytes_of(indicator->code))) {
            sj_error_set(error, SJ_EXISTS, "CODE_TAKEN",
                         _("%s is the code of a reference table; give the indicator another"),
                         indicator->code);
            return sj_error_at(error, "catalogue.indicators[%zu]", i);
        }
        for (size_t c = 0; c < city->catalogue_count; c++) {
            const struct sj_indicator *old =
                sj_catalogue_find(city->catalogues[c].catalogue, sj_bytes_of(indicator->code));
            if (old == NULL ||
                (sj_bytes_equal(old->unit, indicator->unit) && old->stock == indicator->stock))
                continue;
            sj_error_set(
                error, SJ_INVALID, "CODE_REDEFINED",
                _("indicator %s had another unit or basis in catalogue %s; use a new code"),
                indicator->code, city->catalogues[c].catalogue->version);
            return sj_error_at(error, "catalogue.indicators[%zu]", i);
        }
    }
    return SJ_OK;
}

static bool has_reports(const struct sj_city *city, struct sj_period period, const char *kind)
{
    for (size_t i = 0; i < city->report_count; i++)
        if (sj_period_compare(city->reports[i].period, period) == 0 &&
            strcmp(city->reports[i].kind, kind) == 0)
            return true;
    return false;
}

static enum sj_status judge_opening(const struct sj_city *city,
                                    const Shangji__V1__PeriodOpening *opening,
                                    struct sj_error *error)
{
    const struct sj_catalogue *catalogue =
        sj_city_catalogue(city, sj_bytes_of(opening->catalogue), NULL);
    if (opening->catalogue[0] == '\0' || catalogue == NULL)
        return sj_error_set(error, SJ_PRECONDITION, "UNKNOWN_CATALOGUE",
                            _("catalogue \"%.40s\" is not published; publish it first"),
                            opening->catalogue);
    for (size_t i = 0; i < opening->n_required; i++)
        if (sj_catalogue_find(catalogue, sj_bytes_of(opening->required[i])) == NULL) {
            sj_error_set(error, SJ_INVALID, "UNKNOWN_INDICATOR",
                         _("catalogue %s has no indicator \"%.64s\""), opening->catalogue,
                         opening->required[i]);
            return sj_error_at(error, "opening.required[%zu]", i);
        }
    struct sj_period period;
    if (!sj_period_parse(sj_bytes_of(opening->period), &period))
        return sj_error_set(error, SJ_INVALID, "BAD_PERIOD", _("the period is malformed"));
    const struct sj_city_period *standing = sj_city_find_period(city, period, opening->kind);
    if (standing == NULL)
        return SJ_OK;
    if (standing->closed)
        return sj_error_set(error, SJ_PRECONDITION, "PERIOD_CLOSED", _("period %s (%s) is closed"),
                            opening->period, opening->kind);
    /* Opening again amends deadline and required indicators; what reports were judged by stays. */
    if (standing->catalogue != catalogue && has_reports(city, period, opening->kind))
        return sj_error_set(error, SJ_PRECONDITION, "PERIOD_HAS_REPORTS",
                            _("period %s has reports under catalogue %s; its catalogue stays"),
                            opening->period, standing->catalogue->version);
    return SJ_OK;
}

static enum sj_status judge_closing(const struct sj_city *city,
                                    const Shangji__V1__PeriodClosing *closing,
                                    struct sj_error *error)
{
    struct sj_period period;
    const struct sj_city_period *standing = NULL;
    if (sj_period_parse(sj_bytes_of(closing->period), &period))
        standing = sj_city_find_period(city, period, closing->kind);
    /* Closing again ends what was reopened. */
    bool reopened = false;
    for (size_t i = 0; standing != NULL && i < city->reopening_count; i++)
        reopened |= sj_period_compare(city->reopenings[i].period, period) == 0 &&
                    strcmp(city->reopenings[i].kind, closing->kind) == 0;
    if (standing == NULL || (standing->closed && !reopened))
        return sj_error_set(error, SJ_PRECONDITION, "PERIOD_NOT_OPEN",
                            _("period %s (%s) is not open"), closing->period, closing->kind);
    return SJ_OK;
}

enum sj_status sj_city_judge_act(const struct sj_city *city, const struct sj_submission *submission,
                                 uint64_t index, const struct sj_public_key *signers,
                                 size_t signer_count, struct sj_error *error)
{
    const Shangji__V1__Act *act = submission->act;
    if (strcmp(act->origin, city->origin) != 0) {
        sj_error_set(error, SJ_DENIED, "ANOTHER_LEDGER",
                     _("the act is for the ledger \"%.128s\", this one is \"%s\""), act->origin,
                     city->origin);
        return sj_error_at(error, "origin");
    }
    if (act->act_case == SHANGJI__V1__ACT__ACT_FOUNDING)
        return judge_founding(city, act, index,
                              sj_city_signed_by(&city->ledger_key, signers, signer_count), error);
    if (act->act_case == SHANGJI__V1__ACT__ACT_REPLACEMENT)
        return sj_city_judge_replacement(city, act->replacement, signers, signer_count, error);
    if (!sj_city_signed_by(&city->operator_key, signers, signer_count))
        return sj_error_set(error, SJ_UNAUTHENTICATED, "NOT_THE_OPERATOR",
                            _("the act does not carry the operator's signature"));
    switch (act->act_case) {
    case SHANGJI__V1__ACT__ACT_ENROLMENT:
        return sj_city_judge_enrolment(city, act->enrolment, error);
    case SHANGJI__V1__ACT__ACT_REVOCATION:
        return sj_city_judge_revocation(city, act->revocation, error);
    case SHANGJI__V1__ACT__ACT_CATALOGUE:
        return judge_catalogue(city, submission->catalogue, error);
    case SHANGJI__V1__ACT__ACT_OPENING:
        return judge_opening(city, act->opening, error);
    case SHANGJI__V1__ACT__ACT_CLOSING:
        return judge_closing(city, act->closing, error);
    case SHANGJI__V1__ACT__ACT_SIGNING:
        return sj_city_judge_signing(city, act->signing, error);
    case SHANGJI__V1__ACT__ACT_REOPENING:
        return sj_city_judge_reopening(city, act->reopening, error);
    case SHANGJI__V1__ACT__ACT_RETURNED:
        return sj_city_judge_return(city, act->returned, error);
    case SHANGJI__V1__ACT__ACT_WITHHOLDING:
        return sj_city_judge_withholding(city, act->withholding, error);
    case SHANGJI__V1__ACT__ACT_SUCCESSION:
        return sj_city_judge_succession(city, act->succession, error);
    case SHANGJI__V1__ACT__ACT_RANKING:
        return sj_city_judge_ranking(city, act->ranking, index, error);
    case SHANGJI__V1__ACT__ACT_SCORECARD:
        return sj_city_judge_scorecard(city, act->scorecard, error);
    case SHANGJI__V1__ACT__ACT_REFERENCE:
        return sj_city_judge_reference(city, act->reference, error);
    case SHANGJI__V1__ACT__ACT_GROUPING:
        return sj_city_judge_grouping(city, act->grouping, error);
    case SHANGJI__V1__ACT__ACT_FOUNDING:
    case SHANGJI__V1__ACT__ACT_REPLACEMENT:
    case SHANGJI__V1__ACT__ACT__NOT_SET:
    case _SHANGJI__V1__ACT__ACT__CASE_IS_INT_SIZE:
        break;
    }
    return sj_error_set(error, SJ_INVALID, "NO_ACT",
                        _("the act says nothing that this version knows"));
}
