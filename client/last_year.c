#include "client/last_year.h"

#include "client/outbox.h"
#include "client/report_parcel.h"
#include "proto/pb.h"
#include "rules/anomaly.h"
#include "rules/report.h"

#include <string.h>

enum { FAR_FACTOR = 3, FLOOR = 10 };

/* ---- the report of the year before ---- */

/* The last of the names "…-r1", "…-r2", …: they come in the order of their numbers. */
static const char *newest_of(const struct sj_outbox_items *items, const char *first)
{
    const char *newest = NULL;
    size_t len = strlen(first) - 1; /* without the revision */
    for (size_t i = 0; i < items->count; i++)
        if (strncmp(items->items[i].name, first, len) == 0)
            newest = items->items[i].name;
    return newest;
}

static const Shangji__V1__Report *load_report(struct sj_home *home, const char *name)
{
    struct sj_outbox_parcel parcel;
    struct sj_envelope envelope;
    ProtobufCMessage *message = NULL;
    struct sj_error ignored = {0};
    if (sj_sent_load(home, name, &home->arena, &parcel, &ignored) != SJ_OK ||
        sj_envelope_decode(parcel.envelope, &home->arena, &envelope, &ignored) != SJ_OK ||
        sj_pb_unpack(&shangji__v1__report__descriptor, envelope.payload, &home->arena, "report",
                     &message, &ignored) != SJ_OK)
        return NULL;
    return (const Shangji__V1__Report *)message;
}

/* In the indicator's unit; false where it cannot be told in it. */
static bool convert(const struct sj_catalogue *catalogue, const struct sj_indicator *indicator,
                    const struct sj_quantity *quantity, struct sj_interval *interval)
{
    struct sj_decimal factor;
    return sj_unit_factor(catalogue, indicator, quantity->unit, &factor) &&
           sj_interval_scale(quantity->interval, factor, interval);
}

static bool take_value(const Shangji__V1__Report *report, const Shangji__V1__Fact *fact,
                       const struct sj_catalogue *catalogue, struct sj_arena *arena,
                       struct sj_last_value *value)
{
    struct sj_quantity quantity;
    struct sj_error ignored = {0};
    bool negative = false;
    if (fact->figure >= report->n_figures || strcmp(fact->period, report->period) != 0)
        return false;
    const Shangji__V1__Figure *figure = report->figures[fact->figure];
    *value = (struct sj_last_value){
        .indicator = sj_catalogue_find(catalogue, sj_bytes_of(fact->indicator)),
        .basis = (enum sj_basis)fact->basis,
        .scope = (enum sj_scope)fact->scope,
        .scope_name = fact->scope_name,
        .words = figure->corrected[0] == '\0' ? figure->surface : figure->corrected,
    };
    return value->indicator != NULL && figure->kind == SHANGJI__V1__KIND__KIND_OUTCOME &&
           sj_figure_quantity(figure, arena, &quantity, &negative, &ignored) == SJ_OK &&
           convert(catalogue, value->indicator, &quantity, &value->interval);
}

struct sj_last_year sj_last_year_of(const Shangji__V1__Report *report,
                                    const struct sj_catalogue *catalogue, struct sj_arena *arena)
{
    struct sj_last_year last = {
        .values = sj_arena_array(arena, report->n_facts + 1, sizeof *last.values)};
    for (size_t i = 0; last.values != NULL && i < report->n_facts; i++)
        if (take_value(report, report->facts[i], catalogue, arena, &last.values[last.count]))
            last.count++;
    return last;
}

void sj_last_year_load(struct sj_home *home, const char *township, uint16_t year,
                       const struct sj_catalogue *catalogue, struct sj_last_year *last)
{
    struct sj_outbox_items items = {0};
    struct sj_error ignored = {0};
    *last = (struct sj_last_year){0};
    if (township[0] == '\0' || year <= SJ_YEAR_MIN)
        return;
    struct sj_period before = {.year = (uint16_t)(year - 1), .kind = SJ_PERIOD_YEAR};
    const char *first = sj_report_name(township, before, "annual", 1, &home->arena);
    if (first == NULL || sj_sent_list(home, &home->arena, &items, &ignored) != SJ_OK)
        return;
    const char *name = newest_of(&items, first);
    const Shangji__V1__Report *report = name == NULL ? NULL : load_report(home, name);
    if (report != NULL)
        *last = sj_last_year_of(report, catalogue, &home->arena);
}

/* ---- this year beside it ---- */

static const struct sj_last_value *find_value(const struct sj_last_year *last,
                                              const struct sj_reading *reading,
                                              const struct sj_figure *figure)
{
    const struct sj_indicator *indicator =
        figure->indicator != NULL ? figure->indicator : figure->candidate;
    bool own_year = figure->year == 0 || figure->year == reading->year;
    if (indicator == NULL || figure->kind != SJ_OUTCOME || !own_year)
        return NULL;
    for (size_t i = 0; i < last->count; i++) {
        const struct sj_last_value *value = &last->values[i];
        if (value->indicator == indicator && value->basis == figure->basis &&
            value->scope == figure->scope && value->scope_name[0] == '\0')
            return value;
    }
    return NULL;
}

/* Whether all of `high` lies above three times all of `low`. */
static bool is_above(const struct sj_interval *high, const struct sj_interval *low)
{
    struct sj_decimal bound, floor = sj_decimal_of(FLOOR);
    return high->has_lo && low->has_hi && low->has_lo && sj_decimal_compare(low->lo, floor) >= 0 &&
           sj_decimal_multiply(low->hi, sj_decimal_of(FAR_FACTOR), &bound) &&
           sj_decimal_compare(high->lo, bound) >= 0;
}

bool sj_is_far(const struct sj_interval *now, const struct sj_interval *then)
{
    return is_above(now, then) || is_above(then, now);
}

void sj_last_year_flag(const struct sj_last_year *last, const struct sj_catalogue *catalogue,
                       struct sj_reading *reading)
{
    for (size_t i = 0; i < reading->figure_count; i++) {
        struct sj_figure *figure = &reading->figures[i];
        const struct sj_last_value *value = find_value(last, reading, figure);
        struct sj_interval interval;
        if (value != NULL && figure->indicator != NULL &&
            convert(catalogue, figure->indicator, &figure->quantity, &interval) &&
            sj_is_far(&interval, &value->interval))
            figure->anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_FAR_FROM_LAST_YEAR);
    }
}

void sj_last_year_show(const struct sj_last_year *last, const struct sj_reading *reading,
                       struct sj_draft *draft)
{
    for (size_t i = 0; i < reading->figure_count; i++) {
        const struct sj_last_value *value = find_value(last, reading, &reading->figures[i]);
        if (value != NULL)
            draft->rows[i + 1].cells[SJ_DRAFT_LAST_YEAR] = value->words;
    }
}
