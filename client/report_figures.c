/* Figures and their facts, those of the text and those that the clerk added. */
#include "client/report_build.h"

#include "rules/anomaly.h"

#include <stdio.h>
#include <string.h>

static Shangji__V1__Interval *interval_of(struct sj_report_maker *maker,
                                          const struct sj_interval *interval)
{
    Shangji__V1__Interval *made = sj_maker_new(maker, &shangji__v1__interval__descriptor);
    char text[SJ_DECIMAL_TEXT];
    if (made == NULL)
        return NULL;
    if (interval->has_lo)
        made->lo = sj_maker_text(maker, sj_bytes_of(sj_decimal_format(interval->lo, text)));
    if (interval->has_hi)
        made->hi = sj_maker_text(maker, sj_bytes_of(sj_decimal_format(interval->hi, text)));
    made->lo_open = interval->lo_open;
    made->hi_open = interval->hi_open;
    return made;
}

static void add_anomalies(struct sj_report_maker *maker, Shangji__V1__Figure *made,
                          sj_anomalies anomalies)
{
    made->anomalies = sj_arena_array(maker->arena, SJ_ANOMALY_COUNT, sizeof(char *));
    maker->failed = maker->failed || made->anomalies == NULL;
    for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT && !maker->failed; bit++)
        if ((anomalies >> bit & 1) != 0)
            made->anomalies[made->n_anomalies++] =
                sj_maker_text(maker, sj_bytes_of(sj_anomaly_code(bit)));
}

/* What the words say; the rest is the clerk's. */
static Shangji__V1__Figure *figure_new(struct sj_report_maker *maker,
                                       const struct sj_quantity *quantity, bool negative,
                                       struct sj_span span, struct sj_span clause)
{
    Shangji__V1__Figure *made = sj_maker_new(maker, &shangji__v1__figure__descriptor);
    struct sj_interval interval = quantity->interval;
    struct sj_decimal value = quantity->value;
    char text[SJ_DECIMAL_TEXT];
    if (made == NULL)
        return NULL;
    if (negative) {
        value = sj_decimal_negate(value);
        interval = sj_interval_mirror(interval);
    }
    made->span = sj_maker_span(maker, span);
    made->surface = sj_maker_words(maker, span);
    made->clause_span = sj_maker_span(maker, clause);
    made->clause = sj_maker_words(maker, clause);
    made->value = sj_maker_text(maker, sj_bytes_of(sj_decimal_format(value, text)));
    made->unit = sj_maker_text(maker, quantity->unit);
    made->qualifier = (Shangji__V1__Qualifier)quantity->qualifier;
    made->interval = interval_of(maker, &interval);
    return made;
}

/* A year that is the report's own says no more than the report does: it may be a half year. */
static char *period_of(struct sj_report_maker *maker, const struct sj_sense *sense)
{
    struct sj_period period = maker->build->period;
    char text[SJ_PERIOD_TEXT];
    if (sense->basis.year != 0 && sense->basis.year != period.year)
        period = (struct sj_period){.year = sense->basis.year, .kind = SJ_PERIOD_YEAR};
    return sj_maker_text(maker, sj_bytes_of(sj_period_format(period, text)));
}

static void add_fact(struct sj_report_maker *maker, const struct sj_sense *sense, size_t figure)
{
    Shangji__V1__Fact *fact = sj_maker_new(maker, &shangji__v1__fact__descriptor);
    if (fact == NULL)
        return;
    fact->figure = (uint32_t)figure;
    fact->indicator = sj_maker_text(maker, sj_bytes_of(sense->indicator->code));
    fact->period = period_of(maker, sense);
    fact->basis = (Shangji__V1__Basis)sense->basis.basis;
    if (sense->basis.basis == SJ_BASIS_TO_DATE || sense->basis.basis == SJ_BASIS_POINT)
        fact->basis_date = sj_maker_text(maker, sj_bytes_of(sense->basis.date));
    fact->scope = (Shangji__V1__Scope)sense->scope;
    fact->scope_name = sj_maker_text(maker, sj_bytes_of(sense->scope_name));
    maker->report->facts[maker->report->n_facts++] = fact;
}

static void add_figure(struct sj_report_maker *maker, size_t number)
{
    const struct sj_figure *figure = &maker->build->reading->figures[number];
    const struct sj_choice *choice = &maker->build->decisions->choices[number];
    const struct sj_sense *sense = &choice->sense;
    /* A correction of the kind turns a decrease into what is none. */
    bool negative = sj_figure_is_negative(figure) && sense->kind == SJ_GROWTH;
    Shangji__V1__Figure *made =
        figure_new(maker, &figure->quantity, negative, figure->span, figure->clause);
    if (made == NULL)
        return;
    made->section = figure->section;
    made->kind = (Shangji__V1__Kind)sense->kind;
    made->mood = (Shangji__V1__Mood)sense->mood;
    made->decision = (Shangji__V1__Decision)choice->decision;
    made->corrected = sj_maker_text(maker, sj_bytes_of(choice->corrected));
    made->reason = sj_maker_text(maker, sj_bytes_of(choice->reason));
    add_anomalies(maker, made, choice->anomalies);
    maker->lines[maker->report->n_figures] = choice->line;
    maker->report->figures[maker->report->n_figures++] = made;
    if (sense->indicator != NULL && sense->kind != SJ_OTHER && choice->decision != SJ_DISCARDED)
        add_fact(maker, sense, maker->report->n_figures - 1);
}

static struct sj_span clause_of(const struct sj_added *added)
{
    bool fits = added->sentence.end - added->sentence.start <= SJ_CLAUSE_MAX_BYTES;
    return fits ? added->sentence : added->surface;
}

static void add_addition(struct sj_report_maker *maker, size_t number, int32_t section)
{
    const struct sj_addition *addition = &maker->build->decisions->additions[number];
    const struct sj_added *added = &maker->supplement->added[number];
    const struct sj_sense *sense = &addition->sense;
    struct sj_quantity quantity;
    struct sj_error error = {0};
    if (sj_quantity_read(sj_bytes_of(addition->words), &quantity, &error) != SJ_OK)
        return; /* it was read when it was decided on */
    Shangji__V1__Figure *made =
        figure_new(maker, &quantity, addition->negative && sj_decimal_sign(quantity.value) > 0,
                   added->surface, clause_of(added));
    if (made == NULL)
        return;
    made->section = section;
    made->kind = (Shangji__V1__Kind)sense->kind;
    made->mood = (Shangji__V1__Mood)sense->mood;
    made->decision = SHANGJI__V1__DECISION__DECISION_ADDED;
    made->reason = sj_maker_text(maker, sj_bytes_of(addition->reason));
    add_anomalies(maker, made,
                  quantity.anomalies | sj_anomalies_of_indicator(
                                           &quantity, addition->negative, sense->kind == SJ_GROWTH,
                                           maker->build->catalogue, sense->indicator));
    maker->lines[maker->report->n_figures] = addition->line;
    maker->report->figures[maker->report->n_figures++] = made;
    add_fact(maker, sense, maker->report->n_figures - 1);
}

void sj_maker_figures(struct sj_report_maker *maker)
{
    const struct sj_decisions *decisions = maker->build->decisions;
    size_t most = decisions->choice_count + decisions->addition_count + 1;
    int32_t section = (int32_t)maker->build->reading->section_count; /* the supplement's */
    maker->report->figures = sj_arena_array(maker->arena, most, sizeof(Shangji__V1__Figure *));
    maker->report->facts = sj_arena_array(maker->arena, most, sizeof(Shangji__V1__Fact *));
    maker->lines = sj_arena_array(maker->arena, most, sizeof *maker->lines);
    if (maker->report->figures == NULL || maker->report->facts == NULL || maker->lines == NULL) {
        maker->failed = true;
        return;
    }
    for (size_t i = 0; i < decisions->choice_count; i++)
        add_figure(maker, i);
    for (size_t i = 0; i < decisions->addition_count; i++)
        if (decisions->additions[i].what == 0)
            add_addition(maker, i, section);
}
