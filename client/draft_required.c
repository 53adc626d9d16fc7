#include "client/draft_required.h"

#include "answers/coverage.h"
#include "base/i18n.h"

#include <string.h>

/* Marks the indicators that one of the lists names. */
static enum sj_status mark_named(const struct sj_catalogue *catalogue, struct sj_bytes list,
                                 bool *required, struct sj_error *error)
{
    while (list.len > 0) {
        size_t comma = sj_bytes_find(list, SJ_LITERAL(","), 0);
        struct sj_bytes code = sj_bytes_trim(sj_bytes_slice(list, 0, comma));
        const struct sj_indicator *indicator = sj_catalogue_find(catalogue, code);
        if (indicator == NULL && code.len > 0)
            return sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_INDICATOR",
                                _("catalogue %s has no indicator “%.*s”"), catalogue->version,
                                (int)code.len, (const char *)code.data);
        if (indicator != NULL)
            required[indicator - catalogue->indicators] = true;
        list = comma == SIZE_MAX ? (struct sj_bytes){NULL, 0}
                                 : sj_bytes_slice(list, comma + 1, list.len);
    }
    return SJ_OK;
}

static const Shangji__V1__PeriodState *find_period(const Shangji__V1__GetRollReply *roll,
                                                   const Shangji__V1__Report *report)
{
    for (size_t i = 0; roll != NULL && i < roll->n_periods; i++)
        if (strcmp(roll->periods[i]->period, report->period) == 0 &&
            strcmp(roll->periods[i]->kind, report->kind) == 0)
            return roll->periods[i];
    return NULL;
}

/* What the city asks for, or where it was not asked yet, what the catalogue calls required. */
static void mark_asked(const struct sj_catalogue *catalogue, const Shangji__V1__PeriodState *period,
                       bool *required)
{
    for (size_t i = 0; period == NULL && i < catalogue->indicator_count; i++)
        required[i] = catalogue->indicators[i].required;
    for (size_t i = 0; period != NULL && i < period->n_required; i++) {
        const struct sj_indicator *indicator =
            sj_catalogue_find(catalogue, sj_bytes_of(period->required[i]));
        if (indicator != NULL)
            required[indicator - catalogue->indicators] = true;
    }
}

/* Of the required ones those that no fact tells, by the same rule as the city's coverage. */
static enum sj_status keep_missing(const Shangji__V1__Report *report, const struct sj_facts *facts,
                                   struct sj_arena *arena, struct sj_missing *missing,
                                   struct sj_error *error)
{
    struct sj_period period;
    bool *untold = sj_arena_array(arena, missing->count + 1, sizeof *untold);
    if (untold == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the indicators"));
    if (!sj_period_parse(sj_bytes_of(report->period), &period))
        return sj_error_set(error, SJ_INVALID, "BAD_PERIOD", _("the period is malformed"));
    sj_coverage_missing(missing->items, missing->count, facts->items, facts->count, period, untold);
    size_t kept = 0;
    for (size_t i = 0; i < missing->count; i++)
        if (untold[i])
            missing->items[kept++] = missing->items[i];
    missing->count = kept;
    return SJ_OK;
}

enum sj_status sj_draft_missing(const Shangji__V1__Report *report, const struct sj_facts *facts,
                                const struct sj_catalogue *catalogue,
                                const struct sj_option_list *codes,
                                const Shangji__V1__GetRollReply *roll, struct sj_arena *arena,
                                struct sj_missing *missing, struct sj_error *error)
{
    size_t count = catalogue->indicator_count;
    bool *required = sj_arena_array(arena, count + 1, sizeof *required);
    enum sj_status status = SJ_OK;
    *missing = (struct sj_missing){0};
    missing->items = sj_arena_array(arena, count + 1, sizeof(const struct sj_indicator *));
    if (required == NULL || missing->items == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the indicators"));
    if (codes->count == 0)
        mark_asked(catalogue, find_period(roll, report), required);
    for (size_t i = 0; status == SJ_OK && i < codes->count; i++)
        status = mark_named(catalogue, sj_bytes_of(codes->values[i]), required, error);
    for (size_t i = 0; i < count; i++)
        if (required[i])
            missing->items[missing->count++] = &catalogue->indicators[i];
    return status == SJ_OK ? keep_missing(report, facts, arena, missing, error) : status;
}
