/* Every figure against its words. */
#include "rules/report_judge.h"

#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

enum { FIELD_MAX = 96 };

/* A fall that is told by words beside the number (下降5%), not by a minus in it (-5%). */
static bool is_negative(const Shangji__V1__Figure *figure, const struct sj_quantity *read)
{
    return figure->kind == SHANGJI__V1__KIND__KIND_GROWTH && figure->value[0] == '-' &&
           sj_decimal_sign(read->value) > 0;
}

/* A clerk who writes "15000余" means the unit that stands in the text. */
static enum sj_status read_correction(const Shangji__V1__Figure *figure, struct sj_arena *arena,
                                      struct sj_quantity *quantity, struct sj_error *error)
{
    enum sj_status status = sj_quantity_read(sj_bytes_of(figure->corrected), quantity, error);
    if (status != SJ_OK || quantity->unit.len != 0 || figure->unit[0] == '\0')
        return status;
    const char *whole = sj_arena_printf(arena, "%s%s", figure->corrected, figure->unit);
    if (whole == NULL)
        return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM", _("the report is too large to judge"));
    return sj_quantity_read(sj_bytes_of(whole), quantity, error);
}

enum sj_status sj_figure_quantity(const Shangji__V1__Figure *figure, struct sj_arena *arena,
                                  struct sj_quantity *quantity, bool *negative,
                                  struct sj_error *error)
{
    enum sj_status status = sj_quantity_read(sj_bytes_of(figure->surface), quantity, error);
    if (status != SJ_OK)
        return status;
    *negative = is_negative(figure, quantity);
    if (figure->decision != SHANGJI__V1__DECISION__DECISION_CORRECTED)
        return SJ_OK;
    status = read_correction(figure, arena, quantity, error);
    /* Both "6%" and "-6%" correct a fall of 5%. */
    if (status == SJ_OK && sj_decimal_sign(quantity->value) < 0)
        *negative = false;
    return status;
}

static bool end_same(const char *told, bool told_open, bool has, struct sj_decimal end, bool open)
{
    char text[SJ_DECIMAL_TEXT];
    if (!has)
        return told[0] == '\0' && !told_open;
    return told_open == open && strcmp(told, sj_decimal_format(end, text)) == 0;
}

static bool interval_same(const Shangji__V1__Interval *told, const struct sj_interval *read)
{
    return told != NULL &&
           end_same(told->lo, told->lo_open, read->has_lo, read->lo, read->lo_open) &&
           end_same(told->hi, told->hi_open, read->has_hi, read->hi, read->hi_open);
}

/* What is told of the figure must be what its words say, read again here. */
static bool judge_reading(struct judgement *judgement, const Shangji__V1__Figure *figure,
                          const struct sj_quantity *read, const char *field)
{
    bool negative = is_negative(figure, read);
    char value[SJ_DECIMAL_TEXT];
    sj_decimal_format(negative ? sj_decimal_negate(read->value) : read->value, value);
    struct sj_interval interval = negative ? sj_interval_mirror(read->interval) : read->interval;
    const char *what = NULL;
    if (strcmp(figure->value, value) != 0)
        what = _("value");
    else if (!sj_bytes_equal(read->unit, sj_bytes_of(figure->unit)))
        what = _("unit");
    else if ((int)figure->qualifier != (int)read->qualifier)
        what = _("qualifier");
    else if (!interval_same(figure->interval, &interval))
        what = _("interval");
    if (what != NULL)
        sj_findings_add(judgement->findings, SJ_INVALID, "NOT_AS_READ", field,
                        _("the %s told for \"%.60s\" is not what these words say (%s%.*s)"), what,
                        figure->surface, value, (int)read->unit.len, (const char *)read->unit.data);
    return what == NULL;
}

static sj_anomalies anomalies_of(const struct judgement *judgement,
                                 const Shangji__V1__Figure *figure, const Shangji__V1__Fact *fact,
                                 const struct sj_quantity *read)
{
    sj_anomalies found = read->anomalies;
    const struct sj_indicator *indicator =
        fact == NULL ? NULL : sj_catalogue_find(judgement->catalogue, sj_bytes_of(fact->indicator));
    if (indicator != NULL)
        found |= sj_anomalies_of_indicator(read, is_negative(figure, read),
                                           figure->kind == SHANGJI__V1__KIND__KIND_GROWTH,
                                           judgement->catalogue, indicator);
    return found;
}

static void judge_anomalies(struct judgement *judgement, const Shangji__V1__Figure *figure,
                            sj_anomalies found, const char *field)
{
    sj_anomalies told = 0;
    for (size_t i = 0; i < figure->n_anomalies; i++) {
        unsigned bit = 0;
        if (sj_anomaly_of_code(sj_bytes_of(figure->anomalies[i]), &bit))
            told |= (sj_anomalies)1 << bit;
    }
    for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT; bit++)
        if (((found & ~told) >> bit & 1) != 0)
            sj_findings_add(judgement->findings, SJ_INVALID, "ANOMALY_NOT_TOLD", field,
                            _("\"%.60s\" has an anomaly that the report does not tell: %s (%s)"),
                            figure->surface, sj_anomaly_explanation(bit), sj_anomaly_code(bit));
    if (figure->n_anomalies == 0 && found == 0)
        return;
    if (figure->decision == SHANGJI__V1__DECISION__DECISION_CONFIRMED || figure->reason[0] == '\0')
        sj_findings_add(
            judgement->findings, SJ_UNRESOLVED, "ANOMALY_UNRESOLVED", field,
            _("\"%.60s\" is flagged: correct it, certify it as true or discard it, with "
              "a reason"),
            figure->surface);
}

/* A slip in the correction would be the worst: it is signed as the right value. Only a value far
 * from the usual may stand, for the reason that every correction needs. */
static void judge_correction(struct judgement *judgement, const Shangji__V1__Figure *figure,
                             const Shangji__V1__Fact *fact, const char *field)
{
    struct sj_quantity corrected;
    struct sj_error error = {0};
    if (figure->decision != SHANGJI__V1__DECISION__DECISION_CORRECTED ||
        figure->corrected[0] == '\0')
        return;
    if (read_correction(figure, judgement->arena, &corrected, &error) != SJ_OK) {
        sj_findings_add(judgement->findings, SJ_INVALID, "NOT_A_QUANTITY", field, "%s",
                        error.message);
        return;
    }
    sj_anomalies found = anomalies_of(judgement, figure, fact, &corrected) &
                         ~SJ_ANOMALY_MASK(SJ_ANOMALY_IMPLAUSIBLE);
    for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT; bit++)
        if ((found >> bit & 1) != 0)
            sj_findings_add(judgement->findings, SJ_UNRESOLVED, "CORRECTION_ANOMALOUS", field,
                            _("the correction \"%.60s\" itself looks wrong: %s"), figure->corrected,
                            sj_anomaly_explanation(bit));
}

static void judge_decision(struct judgement *judgement, const Shangji__V1__Figure *figure,
                           const char *field)
{
    bool corrected = figure->decision == SHANGJI__V1__DECISION__DECISION_CORRECTED;
    bool certified = figure->decision == SHANGJI__V1__DECISION__DECISION_CERTIFIED;
    if (corrected != (figure->corrected[0] != '\0') ||
        ((corrected || certified) && figure->reason[0] == '\0'))
        sj_findings_add(judgement->findings, SJ_UNRESOLVED, "DECISION_INCOMPLETE", field,
                        _("\"%.60s\": a correction needs the right value and a reason, a "
                          "certification a reason"),
                        figure->surface);
    if (figure->decision == SHANGJI__V1__DECISION__DECISION_ADDED &&
        !sj_judge_in_supplement(judgement, figure->section))
        sj_findings_add(judgement->findings, SJ_INVALID, "NOT_IN_SUPPLEMENT", field,
                        _("what is added stands in the last section, 补充说明"));
    if (strlen(figure->reason) > SJ_REASON_MAX_BYTES)
        sj_findings_add(judgement->findings, SJ_INVALID, "TOO_LONG", field,
                        _("a reason has at most %d bytes"), SJ_REASON_MAX_BYTES);
}

static bool fields_set(const struct judgement *judgement, const Shangji__V1__Figure *figure)
{
    return figure->kind != SHANGJI__V1__KIND__KIND_UNSPECIFIED &&
           figure->mood != SHANGJI__V1__MOOD__MOOD_UNSPECIFIED &&
           figure->qualifier != SHANGJI__V1__QUALIFIER__QUALIFIER_UNSPECIFIED &&
           figure->decision != SHANGJI__V1__DECISION__DECISION_UNSPECIFIED &&
           figure->section >= -1 && figure->section < (int64_t)judgement->report->n_sections;
}

static bool judge_clause(struct judgement *judgement, const Shangji__V1__Figure *figure,
                         const char *field)
{
    const Shangji__V1__Span *clause = figure->clause_span;
    if (clause == NULL || clause->start > figure->span->start || clause->end < figure->span->end ||
        clause->end - clause->start > SJ_CLAUSE_MAX_BYTES) {
        sj_findings_add(judgement->findings, SJ_INVALID, "BAD_CLAUSE", field,
                        _("the clause holds the figure's words and has at most %d bytes"),
                        SJ_CLAUSE_MAX_BYTES);
        return false;
    }
    if (!sj_judge_words(judgement, clause, figure->clause, field))
        return false;
    /* Without the text the clause is all there is: the surface must stand in it. */
    size_t offset = figure->span->start - clause->start;
    return sj_bytes_equal(
        sj_bytes_slice(sj_bytes_of(figure->clause), offset, offset + strlen(figure->surface)),
        sj_bytes_of(figure->surface));
}

static void judge_figure(struct judgement *judgement, size_t number)
{
    const Shangji__V1__Figure *figure = judgement->report->figures[number];
    char field[FIELD_MAX];
    snprintf(field, sizeof field, "figures[%zu]", number);
    if (!sj_judge_words(judgement, figure->span, figure->surface, field))
        return;
    if (number > 0 && judgement->report->figures[number - 1]->span != NULL &&
        judgement->report->figures[number - 1]->span->end > figure->span->start)
        sj_findings_add(judgement->findings, SJ_INVALID, "BAD_ORDER", field,
                        _("figures stand in the text's order and do not overlap"));
    if (!fields_set(judgement, figure)) {
        sj_findings_add(judgement->findings, SJ_INVALID, "INCOMPLETE", field,
                        _("kind, mood, qualifier, decision or section of \"%.60s\" is missing"),
                        figure->surface);
        return;
    }
    if (!judge_clause(judgement, figure, field))
        return;
    struct sj_quantity read;
    struct sj_error error = {0};
    if (sj_quantity_read(sj_bytes_of(figure->surface), &read, &error) != SJ_OK) {
        sj_findings_add(judgement->findings, SJ_INVALID, "NOT_A_QUANTITY", field, "%s",
                        error.message);
        return;
    }
    if (!judge_reading(judgement, figure, &read, field))
        return;
    judge_decision(judgement, figure, field);
    judge_correction(judgement, figure, judgement->fact_of[number], field);
    judge_anomalies(judgement, figure,
                    anomalies_of(judgement, figure, judgement->fact_of[number], &read), field);
}

void sj_judge_figures(struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->report->n_figures; i++)
        judge_figure(judgement, i);
}
