/* From figures to facts: indicator, unit, limits, and nothing said twice. */
#include "rules/report_judge.h"

#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

enum { FIELD_MAX = 96, SCOPE_NAME_MAX_BYTES = 120 };

static bool date_fits(const Shangji__V1__Fact *fact)
{
    bool has = fact->basis_date[0] != '\0';
    if (has && !sj_date_valid(sj_bytes_of(fact->basis_date)))
        return false;
    switch (fact->basis) {
    case SHANGJI__V1__BASIS__BASIS_TO_DATE:
        return has;
    case SHANGJI__V1__BASIS__BASIS_POINT:
        return true;
    case SHANGJI__V1__BASIS__BASIS_YEAR:
    case SHANGJI__V1__BASIS__BASIS_CUMULATIVE:
        return !has;
    case SHANGJI__V1__BASIS__BASIS_UNSPECIFIED:
    case _SHANGJI__V1__BASIS_IS_INT_SIZE:
        break;
    }
    return false;
}

/* Form and references of a fact; `made` gets what needs no figure. */
static bool judge_form(struct judgement *judgement, const Shangji__V1__Fact *fact,
                       const char *field, struct sj_fact *made)
{
    const Shangji__V1__Report *report = judgement->report;
    made->indicator = sj_catalogue_find(judgement->catalogue, sj_bytes_of(fact->indicator));
    if (made->indicator == NULL) {
        sj_findings_add(judgement->findings, SJ_INVALID, "UNKNOWN_INDICATOR", field,
                        _("catalogue %s has no indicator \"%.64s\""), judgement->catalogue->version,
                        fact->indicator);
        return false;
    }
    if (fact->figure >= report->n_figures || judgement->fact_of[fact->figure] != NULL) {
        sj_findings_add(judgement->findings, SJ_INVALID, "BAD_FIGURE", field,
                        _("a fact rests on a figure of this report, and each figure makes one"));
        return false;
    }
    judgement->fact_of[fact->figure] = fact;
    if (!sj_period_parse(sj_bytes_of(fact->period), &made->period) || !date_fits(fact) ||
        fact->scope == SHANGJI__V1__SCOPE__SCOPE_UNSPECIFIED ||
        strlen(fact->scope_name) > SCOPE_NAME_MAX_BYTES) {
        sj_findings_add(
            judgement->findings, SJ_INVALID, "INCOMPLETE", field,
            _("period, basis with its date, or scope of the fact is missing or malformed"));
        return false;
    }
    made->basis = (enum sj_basis)fact->basis;
    snprintf(made->basis_date, sizeof made->basis_date, "%s", fact->basis_date);
    made->scope = (enum sj_scope)fact->scope;
    return true;
}

static bool out_of_limits(const struct sj_indicator *indicator, struct sj_decimal value)
{
    return (indicator->has_limit_lo && sj_decimal_compare(value, indicator->limit_lo) < 0) ||
           (indicator->has_limit_hi && sj_decimal_compare(value, indicator->limit_hi) > 0);
}

/* Value and interval in the base unit, fixed point, ends rounded outward. */
static bool convert(const struct sj_quantity *quantity, bool negative, bool growth,
                    struct sj_decimal factor, struct sj_fact *made, bool *limits_kept)
{
    struct sj_decimal value;
    struct sj_interval interval;
    if (!sj_decimal_multiply(quantity->value, factor, &value) ||
        !sj_interval_scale(quantity->interval, factor, &interval))
        return false;
    if (negative) {
        value = sj_decimal_negate(value);
        interval = sj_interval_mirror(interval);
    }
    const struct sj_indicator *indicator = made->indicator;
    *limits_kept = growth || !out_of_limits(indicator, value);
    if (!growth && *limits_kept)
        interval = sj_interval_clip(interval, indicator->has_limit_lo ? &indicator->limit_lo : NULL,
                                    indicator->has_limit_hi ? &indicator->limit_hi : NULL);
    made->has_lo = interval.has_lo;
    made->has_hi = interval.has_hi;
    made->lo_open = interval.lo_open;
    made->hi_open = interval.hi_open;
    return sj_decimal_to_fixed_floor(value, &made->value, NULL) &&
           (!interval.has_lo || sj_decimal_to_fixed_floor(interval.lo, &made->lo, NULL)) &&
           (!interval.has_hi || sj_decimal_to_fixed_ceil(interval.hi, &made->hi, NULL));
}

static bool judge_value(struct judgement *judgement, const Shangji__V1__Figure *figure,
                        const char *field, struct sj_fact *made)
{
    struct sj_quantity quantity;
    struct sj_error error = {0};
    bool negative = false, limits_kept = true;
    if (sj_figure_quantity(figure, judgement->arena, &quantity, &negative, &error) != SJ_OK) {
        sj_findings_add(judgement->findings, SJ_INVALID, "NOT_A_QUANTITY", field, "%s",
                        error.message);
        return false;
    }
    struct sj_decimal factor;
    bool growth = figure->kind == SHANGJI__V1__KIND__KIND_GROWTH;
    bool convertible =
        sj_unit_factor(judgement->catalogue, made->indicator, quantity.unit, &factor);
    if (!convertible && growth && sj_unit_is_part(quantity.unit))
        return false; /* no fault: 同比增长7.5% of an indicator in 元 */
    if (!convertible) {
        sj_findings_add(judgement->findings, SJ_INVALID, "UNIT_MISMATCH", field,
                        _("\"%.*s\" is no unit of %s, which is told in %.*s"),
                        (int)quantity.unit.len, (const char *)quantity.unit.data,
                        made->indicator->name_zh, (int)made->indicator->unit.len,
                        (const char *)made->indicator->unit.data);
        return false;
    }
    if (!convert(&quantity, negative, growth, factor, made, &limits_kept)) {
        sj_findings_add(judgement->findings, SJ_OUT_OF_RANGE, "TOO_LARGE", field,
                        _("\"%.60s\" is larger than can be kept"), figure->surface);
        return false;
    }
    if (!limits_kept)
        sj_findings_add(
            judgement->findings, SJ_INVALID, "OUT_OF_LIMITS", field,
            _("\"%.60s\" is not possible for %s; correct it or choose another indicator"),
            figure->surface, made->indicator->name_zh);
    return limits_kept;
}

static bool judge_fact(struct judgement *judgement, size_t number, struct sj_fact *made)
{
    const Shangji__V1__Fact *fact = judgement->report->facts[number];
    char field[FIELD_MAX];
    snprintf(field, sizeof field, "facts[%zu]", number);
    if (!judge_form(judgement, fact, field, made))
        return false;
    const Shangji__V1__Figure *figure = judgement->report->figures[fact->figure];
    snprintf(field, sizeof field, "figures[%u]", fact->figure);
    if (figure->decision == SHANGJI__V1__DECISION__DECISION_DISCARDED ||
        figure->kind == SHANGJI__V1__KIND__KIND_OTHER) {
        sj_findings_add(
            judgement->findings, SJ_INVALID, "NOT_A_FACT", field,
            _("\"%.60s\" is discarded or no figure of the township's, so it makes no fact"),
            figure->surface);
        return false;
    }
    made->figure = fact->figure;
    made->kind = (enum sj_kind)figure->kind;
    made->mood = (enum sj_mood)figure->mood;
    made->decision = (enum sj_decision)figure->decision;
    return judge_value(judgement, figure, field, made);
}

static enum sj_fact_state state_of(Shangji__V1__Statement__What what)
{
    switch (what) {
    case SHANGJI__V1__STATEMENT__WHAT__TOLD_ZERO:
        return SJ_FACT_ZERO;
    case SHANGJI__V1__STATEMENT__WHAT__NOT_APPLICABLE:
        return SJ_FACT_NOT_APPLICABLE;
    case SHANGJI__V1__STATEMENT__WHAT__NOT_COUNTED:
        return SJ_FACT_NOT_COUNTED;
    case SHANGJI__V1__STATEMENT__WHAT__WHAT_UNSPECIFIED:
    case SHANGJI__V1__STATEMENT__WHAT__PLAN:
    case SHANGJI__V1__STATEMENT__WHAT__PROBLEM:
    case _SHANGJI__V1__STATEMENT__WHAT_IS_INT_SIZE:
        break;
    }
    return SJ_FACT_STATED;
}

/* A told zero, not applicable, not counted: a fact without a figure. */
static bool statement_fact(const struct judgement *judgement,
                           const Shangji__V1__Statement *statement, struct sj_fact *made)
{
    enum sj_fact_state state = state_of(statement->what);
    if (state == SJ_FACT_STATED || statement->indicator[0] == '\0')
        return false;
    made->indicator = sj_catalogue_find(judgement->catalogue, sj_bytes_of(statement->indicator));
    if (made->indicator == NULL ||
        !sj_period_parse(sj_bytes_of(judgement->report->period), &made->period))
        return false;
    made->state = state;
    made->kind = SJ_OUTCOME;
    made->mood = SJ_DONE;
    made->basis = made->indicator->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR;
    made->scope = SJ_SCOPE_WHOLE;
    made->decision = (enum sj_decision)statement->decision;
    made->figure = SJ_FACT_NO_FIGURE;
    made->has_lo = made->has_hi = state == SJ_FACT_ZERO;
    return true;
}

static bool same_key(const struct sj_fact *a, const struct sj_fact *b)
{
    return a->indicator == b->indicator && sj_period_compare(a->period, b->period) == 0 &&
           a->kind == b->kind && a->mood == b->mood && a->basis == b->basis &&
           a->scope == b->scope && strcmp(a->basis_date, b->basis_date) == 0;
}

static bool same_value(const struct sj_fact *a, const struct sj_fact *b)
{
    return a->state == b->state && a->value == b->value && a->lo == b->lo && a->hi == b->hi &&
           a->has_lo == b->has_lo && a->has_hi == b->has_hi && a->lo_open == b->lo_open &&
           a->hi_open == b->hi_open;
}

/* Of the whole township a thing has one value: told twice alike it counts once, told
 * differently it is refused. Parts, plots and villages may be many. */
static bool told_before(struct judgement *judgement, const struct sj_facts *facts,
                        const struct sj_fact *made, const char *field)
{
    if (made->scope != SJ_SCOPE_WHOLE)
        return false;
    for (size_t i = 0; i < facts->count; i++) {
        const struct sj_fact *before = &facts->items[i];
        if (!same_key(before, made))
            continue;
        if (same_value(before, made))
            return true;
        sj_findings_add(
            judgement->findings, SJ_UNRESOLVED, "STATED_TWICE", field,
            _("%s is stated twice with different values; change indicator, basis or scope "
              "of one, or discard it"),
            made->indicator->name_zh);
        return true;
    }
    return false;
}

enum sj_status sj_judge_facts(struct judgement *judgement, struct sj_facts *facts,
                              struct sj_error *error)
{
    const Shangji__V1__Report *report = judgement->report;
    char field[FIELD_MAX];
    facts->items = sj_arena_array(judgement->arena, report->n_facts + report->n_statements + 1,
                                  sizeof *facts->items);
    if (facts->items == NULL)
        return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM", _("the report is too large to judge"));
    for (size_t i = 0; i < report->n_facts; i++) {
        struct sj_fact made = {0};
        if (!judge_fact(judgement, i, &made))
            continue;
        snprintf(field, sizeof field, "figures[%u]", made.figure);
        if (!told_before(judgement, facts, &made, field))
            facts->items[facts->count++] = made;
    }
    for (size_t i = 0; i < report->n_statements; i++) {
        struct sj_fact made = {0};
        snprintf(field, sizeof field, "statements[%zu]", i);
        if (statement_fact(judgement, report->statements[i], &made) &&
            !told_before(judgement, facts, &made, field))
            facts->items[facts->count++] = made;
    }
    /* Anomalies depend on the indicator, so the figures come after their facts. */
    sj_judge_figures(judgement);
    return SJ_OK;
}
