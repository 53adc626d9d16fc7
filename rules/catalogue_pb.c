#include "rules/catalogue_judge.h"

#include "base/i18n.h"
#include "rules/fold.h"
#include "rules/phrase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum sj_status check_unit(struct catalogue_judge *judge, const Shangji__V1__Indicator *from)
{
    size_t place;
    enum sj_status status = sj_catalogue_words(judge, "unit", from->unit, SJ_CATALOGUE_UNIT_MAX);
    if (status != SJ_OK)
        return status;
    const struct sj_unit_family *family =
        sj_catalogue_family(judge->catalogue, sj_bytes_of(from->unit), &place);
    if (family && place != SIZE_MAX)
        return sj_catalogue_refuse(judge, "unit", _("%s is converted to %.*s; write that"),
                                   from->unit, (int)family->base.len,
                                   (const char *)family->base.data);
    return SJ_OK;
}

/* A further classifier counts one for one, so it cannot be one that converts otherwise. */
static enum sj_status take_also(struct catalogue_judge *judge, const Shangji__V1__Indicator *from,
                                struct sj_indicator *to)
{
    enum sj_status status = sj_catalogue_count(judge, "also", from->n_also, SJ_CATALOGUE_ALSO_MAX);
    to->also = sj_arena_array(judge->arena, from->n_also, sizeof *to->also);
    if (status == SJ_OK && !to->also)
        return sj_catalogue_no_room(judge);
    for (size_t i = 0; i < from->n_also && status == SJ_OK; i++) {
        char field[48];
        snprintf(field, sizeof field, "also[%zu]", i);
        struct sj_bytes unit = sj_bytes_of(from->also[i]);
        status = sj_catalogue_words(judge, field, from->also[i], SJ_CATALOGUE_UNIT_MAX);
        size_t place;
        const struct sj_unit_family *family = sj_catalogue_family(judge->catalogue, unit, &place);
        bool known = sj_fold_equal(unit, to->unit);
        for (size_t j = 0; j < i; j++)
            known = known || sj_fold_equal(unit, to->also[j]);
        if (status == SJ_OK && known)
            status =
                sj_catalogue_refuse(judge, field, _("%s is told twice; keep one"), from->also[i]);
        if (status == SJ_OK && family && place != SIZE_MAX)
            status = sj_catalogue_refuse(
                judge, field, _("%s is converted to %.*s and cannot count as %s too"),
                from->also[i], (int)family->base.len, (const char *)family->base.data, from->unit);
        to->also[i] = unit;
    }
    to->also_count = from->n_also;
    return status;
}

static enum sj_status take_number(struct catalogue_judge *judge, const char *field,
                                  const char *text, struct sj_decimal *value, bool *has)
{
    int64_t fixed;
    *has = text[0] != 0;
    if (!*has)
        return SJ_OK;
    if (!sj_decimal_parse(sj_bytes_of(text), value))
        return sj_catalogue_refuse(
            judge, field, _("\"%.40s\" is no number; write digits, as 120000 or 0.5"), text);
    if (!sj_decimal_to_fixed_floor(*value, &fixed, NULL))
        return sj_catalogue_refuse(judge, field,
                                   _("%.40s is larger than any value that can be kept"), text);
    return SJ_OK;
}

static enum sj_status take_limits(struct catalogue_judge *judge, const Shangji__V1__Indicator *from,
                                  struct sj_indicator *to)
{
    enum sj_status status =
        take_number(judge, "limit_lo", from->limit_lo, &to->limit_lo, &to->has_limit_lo);
    if (status == SJ_OK)
        status = take_number(judge, "limit_hi", from->limit_hi, &to->limit_hi, &to->has_limit_hi);
    if (status == SJ_OK)
        status = take_number(judge, "plausible_lo", from->plausible_lo, &to->plausible_lo,
                             &to->has_plausible_lo);
    if (status == SJ_OK)
        status = take_number(judge, "plausible_hi", from->plausible_hi, &to->plausible_hi,
                             &to->has_plausible_hi);
    if (status != SJ_OK)
        return status;
    if (to->has_limit_lo && to->has_limit_hi && sj_decimal_compare(to->limit_lo, to->limit_hi) > 0)
        return sj_catalogue_refuse(judge, "limit_lo", _("the lower limit is above the upper one"));
    if (to->has_plausible_lo && to->has_plausible_hi &&
        sj_decimal_compare(to->plausible_lo, to->plausible_hi) > 0)
        return sj_catalogue_refuse(judge, "plausible_lo",
                                   _("the lower plausible value is above the upper one"));
    /* Ends of either range against both limits: a range with one end open is checked too. */
    for (int end = 0; end < 2; end++) {
        struct sj_decimal plausible = end ? to->plausible_hi : to->plausible_lo;
        if (!(end ? to->has_plausible_hi : to->has_plausible_lo))
            continue;
        if ((to->has_limit_lo && sj_decimal_compare(plausible, to->limit_lo) < 0) ||
            (to->has_limit_hi && sj_decimal_compare(plausible, to->limit_hi) > 0))
            return sj_catalogue_refuse(judge, end ? "plausible_hi" : "plausible_lo",
                                       _("the plausible range goes beyond the limits"));
    }
    return SJ_OK;
}

static enum sj_status take_phrases(struct catalogue_judge *judge,
                                   const Shangji__V1__Indicator *from, struct sj_indicator *to)
{
    enum sj_status status =
        sj_catalogue_count(judge, "phrases", from->n_phrases, SJ_CATALOGUE_PHRASES_MAX);
    if (status != SJ_OK)
        return status;
    to->phrases = sj_arena_array(judge->arena, from->n_phrases, sizeof *to->phrases);
    if (!to->phrases)
        return sj_catalogue_no_room(judge);
    for (size_t i = 0; i < from->n_phrases; i++) {
        to->phrases[i] = sj_bytes_of(from->phrases[i]);
        const char *problem = sj_phrase_problem(to->phrases[i]);
        char field[48];
        snprintf(field, sizeof field, "phrases[%zu]", i);
        if (problem)
            return sj_catalogue_refuse(judge, field, _("phrase \"%.100s\" %s"), from->phrases[i],
                                       problem);
    }
    to->phrase_count = from->n_phrases;
    return SJ_OK;
}

static enum sj_status take_meaning(struct catalogue_judge *judge,
                                   const Shangji__V1__Indicator *from, struct sj_indicator *to)
{
    if (from->better < SHANGJI__V1__BETTER__BETTER_MORE ||
        from->better > SHANGJI__V1__BETTER__BETTER_NEUTRAL)
        return sj_catalogue_refuse(judge, "better", _("is not set; write more, less or neutral"));
    if (from->aggregation < SHANGJI__V1__AGGREGATION__AGGREGATION_SUM ||
        from->aggregation > SHANGJI__V1__AGGREGATION__AGGREGATION_NONE)
        return sj_catalogue_refuse(judge, "aggregation", _("is not set; write sum, mean or none"));
    to->better = (enum sj_better)from->better;
    to->aggregation = (enum sj_aggregation)from->aggregation;
    to->weighted_by = from->weighted_by;
    if (to->aggregation == SJ_AGGREGATE_MEAN && !from->weighted_by[0])
        return sj_catalogue_refuse(judge, "weighted_by",
                                   _("a mean is weighted by an indicator; name it"));
    if (to->aggregation != SJ_AGGREGATE_MEAN && from->weighted_by[0])
        return sj_catalogue_refuse(judge, "weighted_by", _("only a mean is weighted; take it out"));
    if (from->continues[0] && strcmp(from->continues, from->code) == 0)
        return sj_catalogue_refuse(judge, "continues",
                                   _("names itself; name the code that it follows"));
    return from->continues[0] ? sj_catalogue_code(judge, "continues", from->continues) : SJ_OK;
}

static enum sj_status check_domain(struct catalogue_judge *judge, const char *domain)
{
    const Shangji__V1__Catalogue *message = judge->message;
    for (size_t i = 0; i < message->n_domains; i++)
        if (strcmp(message->domains[i]->code, domain) == 0)
            return SJ_OK;
    return sj_catalogue_refuse(judge, "domain",
                               _("there is no domain \"%.64s\"; add it or write another"), domain);
}

static enum sj_status check_groups(struct catalogue_judge *judge,
                                   const Shangji__V1__Indicator *from)
{
    enum sj_status status =
        sj_catalogue_count(judge, "applies_to", from->n_applies_to, SJ_CATALOGUE_GROUPS_MAX);
    for (size_t i = 0; i < from->n_applies_to && status == SJ_OK; i++) {
        char field[48];
        snprintf(field, sizeof field, "applies_to[%zu]", i);
        status = sj_catalogue_words(judge, field, from->applies_to[i], SJ_CATALOGUE_NAME_MAX);
    }
    return status;
}

static enum sj_status take_indicator(struct catalogue_judge *judge,
                                     const Shangji__V1__Indicator *from, struct sj_indicator *to)
{
    *to = (struct sj_indicator){
        .code = from->code,
        .name_zh = from->name_zh,
        .name_en = from->name_en,
        .domain = from->domain,
        .unit = sj_bytes_of(from->unit),
        .required = from->required,
        .internal = from->internal,
        .stock = from->stock,
    };
    enum sj_status status = sj_catalogue_code(judge, "code", from->code);
    if (status == SJ_OK)
        status = sj_catalogue_words(judge, "name_zh", from->name_zh, SJ_CATALOGUE_NAME_MAX);
    if (status == SJ_OK)
        status = sj_catalogue_words(judge, "name_en", from->name_en, SJ_CATALOGUE_NAME_MAX);
    if (status == SJ_OK)
        status = check_domain(judge, from->domain);
    if (status == SJ_OK)
        status = check_unit(judge, from);
    if (status == SJ_OK)
        status = take_also(judge, from, to);
    if (status == SJ_OK)
        status = take_meaning(judge, from, to);
    if (status == SJ_OK)
        status = take_limits(judge, from, to);
    if (status == SJ_OK)
        status = take_phrases(judge, from, to);
    return status == SJ_OK ? check_groups(judge, from) : status;
}

static int by_code_then_place(const void *a, const void *b)
{
    const struct sj_indicator *const *first = a, *const *second = b;
    int order = strcmp((*first)->code, (*second)->code);
    return order ? order : (*first > *second) - (*first < *second);
}

static enum sj_status check_codes_differ(struct catalogue_judge *judge)
{
    const struct sj_catalogue *catalogue = judge->catalogue;
    size_t count = catalogue->indicator_count;
    const struct sj_indicator **sorted =
        sj_arena_array(judge->arena, count, sizeof(const struct sj_indicator *));
    if (!sorted)
        return sj_catalogue_no_room(judge);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &catalogue->indicators[i];
    qsort(sorted, count, sizeof(const struct sj_indicator *), by_code_then_place);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(sorted[i - 1]->code, sorted[i]->code) != 0)
            continue;
        sj_catalogue_at(judge, "indicators", (size_t)(sorted[i] - catalogue->indicators),
                        sorted[i]->code);
        return sj_catalogue_refuse(judge, "code", _("stands here twice; keep one"));
    }
    return SJ_OK;
}

/* A mean is weighted by what adds up itself. Asked once the codes can be found. */
static enum sj_status check_weights(struct catalogue_judge *judge)
{
    const struct sj_catalogue *catalogue = judge->catalogue;
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        if (indicator->aggregation != SJ_AGGREGATE_MEAN)
            continue;
        sj_catalogue_at(judge, "indicators", i, indicator->code);
        const struct sj_indicator *weight =
            sj_catalogue_find(catalogue, sj_bytes_of(indicator->weighted_by));
        if (!weight)
            return sj_catalogue_refuse(judge, "weighted_by", _("there is no indicator \"%.64s\""),
                                       indicator->weighted_by);
        if (weight->aggregation != SJ_AGGREGATE_SUM)
            return sj_catalogue_refuse(
                judge, "weighted_by", _("%s does not add up and cannot be a weight"), weight->code);
    }
    return SJ_OK;
}

static enum sj_status take_indicators(struct catalogue_judge *judge)
{
    const Shangji__V1__Catalogue *message = judge->message;
    struct sj_catalogue *catalogue = judge->catalogue;
    sj_catalogue_at(judge, NULL, 0, "");
    enum sj_status status =
        sj_catalogue_count(judge, "indicators", message->n_indicators, SJ_CATALOGUE_INDICATORS_MAX);
    if (status == SJ_OK && message->n_indicators == 0)
        status = sj_catalogue_refuse(judge, "indicators", _("has none; add one"));
    if (status != SJ_OK)
        return status;
    catalogue->indicators =
        sj_arena_array(judge->arena, message->n_indicators, sizeof *catalogue->indicators);
    if (!catalogue->indicators)
        return sj_catalogue_no_room(judge);
    for (size_t i = 0; i < message->n_indicators && status == SJ_OK; i++) {
        sj_catalogue_at(judge, "indicators", i, message->indicators[i]->code);
        status = take_indicator(judge, message->indicators[i], &catalogue->indicators[i]);
        catalogue->indicator_count = i + 1;
    }
    if (status == SJ_OK)
        status = check_codes_differ(judge);
    if (status == SJ_OK)
        status = sj_catalogue_index(catalogue, judge->arena, judge->error);
    return status == SJ_OK ? check_weights(judge) : status;
}

enum sj_status sj_catalogue_of_pb(const Shangji__V1__Catalogue *message, struct sj_arena *arena,
                                  struct sj_catalogue **catalogue, struct sj_error *error)
{
    *catalogue = NULL;
    struct catalogue_judge judge = {.message = message, .arena = arena, .error = error};
    judge.catalogue = sj_arena_alloc(arena, sizeof *judge.catalogue);
    if (!judge.catalogue)
        return sj_catalogue_no_room(&judge);
    judge.catalogue->version = message->version;
    judge.catalogue->title = message->title;
    enum sj_status status = sj_catalogue_version(&judge);
    if (status == SJ_OK)
        status = sj_catalogue_words(&judge, "title", message->title, SJ_CATALOGUE_NAME_MAX);
    if (status == SJ_OK)
        status = sj_catalogue_domains(&judge);
    if (status == SJ_OK)
        status = sj_catalogue_families(&judge);
    if (status == SJ_OK)
        status = take_indicators(&judge);
    if (status == SJ_OK)
        *catalogue = judge.catalogue;
    return status;
}
