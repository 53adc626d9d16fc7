/* What the operator does with single reports: sends back, reopens, withholds, puts on record. */
#include "rules/city_state.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

static struct sj_digest digest_of(ProtobufCBinaryData data)
{
    struct sj_digest digest;
    memcpy(digest.bytes, data.data, SJ_DIGEST);
    return digest;
}

static enum sj_status unknown_report(const char *field, struct sj_error *error)
{
    sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_REPORT",
                 _("the ledger has no report of this identity"));
    return sj_error_at(error, "%s", field);
}

/* ---- reopening ---- */

static bool is_of(const struct sj_city_reopening *reopening, struct sj_period period,
                  const char *kind)
{
    return sj_period_compare(reopening->period, period) == 0 && strcmp(reopening->kind, kind) == 0;
}

const struct sj_city_reopening *sj_city_find_reopening(const struct sj_city *city,
                                                       uint32_t township, struct sj_period period,
                                                       const char *kind)
{
    for (size_t i = 0; i < city->reopening_count; i++)
        if (city->reopenings[i].township == township && is_of(&city->reopenings[i], period, kind))
            return &city->reopenings[i];
    return NULL;
}

enum sj_status sj_city_judge_reopening(const struct sj_city *city,
                                       const Shangji__V1__Reopening *reopening,
                                       struct sj_error *error)
{
    uint32_t township;
    struct sj_period period;
    enum sj_status status = sj_city_find_township_of(city, reopening->township, &township, error);
    if (status != SJ_OK)
        return status;
    const struct sj_city_period *standing = NULL;
    if (sj_period_parse(sj_bytes_of(reopening->period), &period))
        standing = sj_city_find_period(city, period, reopening->kind);
    if (standing == NULL || !standing->closed)
        return sj_error_set(error, SJ_PRECONDITION, "PERIOD_NOT_CLOSED",
                            _("period %s (%s) is not closed: there is nothing to reopen"),
                            reopening->period, reopening->kind);
    return SJ_OK;
}

enum sj_status sj_city_apply_reopening(struct sj_city *city, uint64_t index,
                                       const Shangji__V1__Reopening *reopening,
                                       struct sj_error *error)
{
    struct sj_city_reopening made = {
        .township = (uint32_t)sj_city_find_township(city, sj_bytes_of(reopening->township)),
        .index = index};
    if (!sj_period_parse(sj_bytes_of(reopening->period), &made.period))
        return sj_error_set(error, SJ_DATA_LOSS, "BAD_REOPENING",
                            _("the ledger holds an act that could not have been accepted"));
    strncpy(made.kind, reopening->kind, sizeof made.kind - 1);
    strncpy(made.deadline, reopening->deadline, sizeof made.deadline - 1);
    const struct sj_city_reopening *standing =
        sj_city_find_reopening(city, made.township, made.period, made.kind);
    if (standing != NULL) {
        city->reopenings[standing - city->reopenings] = made;
        return SJ_OK;
    }
    struct sj_city_reopening *all =
        sj_city_grow(city->reopenings, city->reopening_count, sizeof *all);
    if (all == NULL)
        return sj_city_no_memory(error);
    city->reopenings = all;
    all[city->reopening_count++] = made;
    return SJ_OK;
}

void sj_city_end_reopenings(struct sj_city *city, struct sj_period period, const char *kind)
{
    size_t kept = 0;
    struct sj_city_reopening *all = city->reopenings;
    size_t count = city->reopening_count;
    for (size_t i = 0; i < count; i++)
        if (!is_of(&all[i], period, kind))
            all[kept++] = all[i];
    city->reopening_count = kept;
}

size_t sj_city_reopening_count(const struct sj_city *city)
{
    return city->reopening_count;
}

const struct sj_city_reopening *sj_city_reopening(const struct sj_city *city, size_t number)
{
    return &city->reopenings[number];
}

/* ---- sending back ---- */

static const struct sj_city_report *standing_report(const struct sj_city *city,
                                                    ProtobufCBinaryData identity)
{
    struct sj_digest wanted = digest_of(identity);
    return sj_city_find_standing(city, &wanted);
}

enum sj_status sj_city_judge_return(const struct sj_city *city,
                                    const Shangji__V1__ReportReturn *returned,
                                    struct sj_error *error)
{
    struct sj_digest identity = digest_of(returned->report);
    if (sj_city_revision(city, &identity) == NULL)
        return unknown_report("returned.report", error);
    const struct sj_city_report *report = standing_report(city, returned->report);
    if (report == NULL)
        return sj_error_set(error, SJ_PRECONDITION, "REVISION_REPLACED",
                            _("this revision was replaced by a newer one: look at that one"));
    if (report->returned != 0)
        return sj_error_set(error, SJ_EXISTS, "ALREADY_RETURNED",
                            _("this report was sent back with entry %" PRIu64 " already"),
                            report->returned);
    return SJ_OK;
}

enum sj_status sj_city_apply_return(struct sj_city *city, uint64_t index,
                                    const Shangji__V1__ReportReturn *returned,
                                    struct sj_error *error)
{
    const struct sj_city_report *report = standing_report(city, returned->report);
    if (report == NULL)
        return SJ_OK;
    uint32_t number = (uint32_t)(report - city->reports);
    uint32_t *all = sj_city_grow(city->returned, city->returned_count, sizeof *all);
    if (all == NULL)
        return sj_city_no_memory(error);
    city->returned = all;
    all[city->returned_count++] = number;
    city->judged++;
    city->reports[number].returned = index;
    return SJ_OK;
}

void sj_city_end_return(struct sj_city *city, uint32_t report)
{
    for (size_t i = 0; i < city->returned_count; i++)
        if (city->returned[i] == report) {
            city->returned[i] = city->returned[--city->returned_count];
            return;
        }
}

size_t sj_city_returned_count(const struct sj_city *city)
{
    return city->returned_count;
}

const struct sj_city_report *sj_city_returned(const struct sj_city *city, size_t number)
{
    return &city->reports[city->returned[number]];
}

uint64_t sj_city_judged(const struct sj_city *city)
{
    return city->judged;
}

/* ---- withholding ---- */

enum sj_status sj_city_judge_withholding(const struct sj_city *city,
                                         const Shangji__V1__Withholding *withholding,
                                         struct sj_error *error)
{
    struct sj_digest identity = digest_of(withholding->report);
    const struct revision *revision = sj_city_revision(city, &identity);
    if (revision == NULL)
        return unknown_report("withholding.report", error);
    return revision->withheld ? sj_error_set(error, SJ_EXISTS, "ALREADY_WITHHELD",
                                             _("the text of this report is withheld already"))
                              : SJ_OK;
}

void sj_city_apply_withholding(struct sj_city *city, const Shangji__V1__Withholding *withholding)
{
    struct sj_digest identity = digest_of(withholding->report);
    struct revision *revision = sj_city_revision(city, &identity);
    if (revision == NULL)
        return;
    revision->withheld = true;
    const struct sj_city_report *report = standing_report(city, withholding->report);
    if (report != NULL)
        city->reports[report - city->reports].withheld = true;
}

bool sj_city_find_revision(const struct sj_city *city, const struct sj_digest *identity,
                           uint64_t *index, bool *withheld)
{
    const struct revision *revision = sj_city_revision(city, identity);
    if (revision == NULL)
        return false;
    *index = revision->index;
    *withheld = revision->withheld;
    return true;
}

/* ---- published rankings ---- */

enum sj_status sj_city_judge_ranking(const struct sj_city *city,
                                     const Shangji__V1__PublishedRanking *ranking, uint64_t index,
                                     struct sj_error *error)
{
    if (sj_city_indicator_number(city, sj_bytes_of(ranking->indicator)) < 0) {
        sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_INDICATOR",
                     _("no published catalogue has the indicator \"%.64s\""), ranking->indicator);
        return sj_error_at(error, "ranking.indicator");
    }
    if (ranking->ledger_size > 0 && ranking->ledger_size <= index)
        return SJ_OK;
    sj_error_set(error, SJ_OUT_OF_RANGE, "BAD_POSITION",
                 _("the ranking was asked at %" PRIu64 " entries, the ledger has %" PRIu64),
                 ranking->ledger_size, index);
    return sj_error_at(error, "ranking.ledger_size");
}
