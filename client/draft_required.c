#include "client/draft_required.h"

#include "base/i18n.h"

#include <string.h>

static bool is_told(const Shangji__V1__Report *report, const char *code)
{
    for (size_t i = 0; i < report->n_facts; i++) {
        const Shangji__V1__Fact *fact = report->facts[i];
        if (strcmp(fact->indicator, code) == 0 && strcmp(fact->period, report->period) == 0 &&
            fact->scope == SHANGJI__V1__SCOPE__SCOPE_WHOLE)
            return true;
    }
    for (size_t i = 0; i < report->n_statements; i++)
        if (strcmp(report->statements[i]->indicator, code) == 0)
            return true;
    return false;
}

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

enum sj_status sj_draft_missing(const Shangji__V1__Report *report,
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
        if (required[i] && !is_told(report, catalogue->indicators[i].code))
            missing->items[missing->count++] = &catalogue->indicators[i];
    return status;
}
