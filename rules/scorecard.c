#include "rules/scorecard.h"

#include "base/i18n.h"
#include "base/period.h"
#include "rules/catalogue.h"
#include "rules/submission.h"

#include <stdio.h>
#include <string.h>

/* Weights, points, shares: in units of 1/10,000. */
#define ONE INT64_C(10000)
#define WEIGHT_MOST (1000000 * ONE)
#define POINTS_MOST (1000 * ONE)
#define TARGET_MOST (INT64_C(100000000000000) * ONE)
#define SHARE_MOST (10 * ONE)

bool sj_scorecard_fixed(const char *text, int64_t *fixed)
{
    struct sj_decimal decimal;
    bool exact = false;
    return sj_decimal_parse(sj_bytes_of(text), &decimal) &&
           sj_decimal_to_fixed_floor(decimal, fixed, &exact) && exact;
}

int64_t sj_scorecard_weight(const Shangji__V1__ScorecardDimension *dimension)
{
    int64_t weight = 0, sum = 0;
    if (dimension->weight[0] && sj_scorecard_fixed(dimension->weight, &weight))
        return weight;
    for (size_t i = 0; i < dimension->n_items; i++)
        if (sj_scorecard_fixed(dimension->items[i]->weight, &weight))
            sum += weight;
    return sum;
}

size_t sj_scorecard_item_count(const Shangji__V1__Scorecard *card)
{
    size_t count = 0;
    for (size_t i = 0; i < card->n_dimensions; i++)
        count += card->dimensions[i]->n_items;
    return count;
}

#define REFUSE(error, ...) sj_error_set(error, SJ_INVALID, "SCORECARD", __VA_ARGS__)

/* ---- texts and numbers ---- */

static bool made_of(const char *text, const char *letters, size_t most)
{
    size_t len = strlen(text);
    return len >= 1 && len <= most && strspn(text, letters) == len;
}

static enum sj_status check_text(const char *text, const char *what, struct sj_error *error)
{
    size_t len = strlen(text);
    if (len >= 1 && len <= SJ_SCORECARD_TEXT_MAX)
        return SJ_OK;
    return REFUSE(error, _("%s: 1 to %d bytes are needed, this has %zu"), what,
                  (int)SJ_SCORECARD_TEXT_MAX, len);
}

static enum sj_status check_count(size_t count, size_t least, size_t most, const char *what,
                                  struct sj_error *error)
{
    if (count >= least && count <= most)
        return SJ_OK;
    return REFUSE(error, _("%s: %zu to %zu are allowed, these are %zu"), what, least, most, count);
}

/* A decimal between `least` and `most`, both of 1/10,000; NULL words where all is well. */
static enum sj_status check_number(const char *text, int64_t least, int64_t most, const char *what,
                                   struct sj_error *error)
{
    int64_t value;
    char from[SJ_DECIMAL_TEXT], to[SJ_DECIMAL_TEXT];
    if (sj_scorecard_fixed(text, &value) && value >= least && value <= most)
        return SJ_OK;
    return REFUSE(error,
                  _("%s: \"%.40s\" is no number between %s and %s with at most four places behind "
                    "the point"),
                  what, text, sj_decimal_format(sj_decimal_of_fixed(least), from),
                  sj_decimal_format(sj_decimal_of_fixed(most), to));
}

static enum sj_status check_township(const char *code, struct sj_error *error)
{
    if (sj_township_code_valid(sj_bytes_of(code)))
        return SJ_OK;
    return REFUSE(error, _("\"%.32s\" is no township's code of nine digits"), code);
}

/* ---- an item ---- */

static enum sj_status check_goalposts(const Shangji__V1__ScorecardItem *item,
                                      struct sj_error *error)
{
    int64_t lo, hi;
    if (!item->goalpost_lo[0] && !item->goalpost_hi[0])
        return SJ_OK;
    if (sj_scorecard_fixed(item->goalpost_lo, &lo) && sj_scorecard_fixed(item->goalpost_hi, &hi) &&
        lo < hi)
        return SJ_OK;
    REFUSE(
        error,
        _("%s: goalposts are two numbers, the lower one first, with at most four places: 0..100"),
        item->indicator);
    return sj_error_at(error, "goalpost");
}

static bool has_target(Shangji__V1__Normalisation how)
{
    return how == SHANGJI__V1__NORMALISATION__NORMALISATION_DISTANCE ||
           how == SHANGJI__V1__NORMALISATION__NORMALISATION_COMPLETION;
}

/* What another normalisation would need must not stand there unheeded. */
static enum sj_status check_strangers(const Shangji__V1__ScorecardItem *item,
                                      struct sj_error *error)
{
    bool goalposts = item->goalpost_lo[0] || item->goalpost_hi[0];
    bool shares = item->floor[0] || item->cap[0];
    const char *field = NULL;
    if (goalposts && item->normalisation != SHANGJI__V1__NORMALISATION__NORMALISATION_MIN_MAX)
        field = "goalpost";
    else if (item->target[0] && !has_target(item->normalisation))
        field = "target";
    else if (shares && item->normalisation != SHANGJI__V1__NORMALISATION__NORMALISATION_COMPLETION)
        field = item->floor[0] ? "floor" : "cap";
    if (!field)
        return SJ_OK;
    REFUSE(error, _("%s: %s has no meaning with this normalisation; take it out"), item->indicator,
           field);
    return sj_error_at(error, "%s", field);
}

static enum sj_status check_completion(const Shangji__V1__ScorecardItem *item,
                                       struct sj_error *error)
{
    int64_t floor = 0, cap = ONE;
    enum sj_status status = SJ_OK;
    if (item->floor[0])
        status = check_number(item->floor, 0, SHARE_MOST, item->indicator, error);
    if (status != SJ_OK)
        return sj_error_at(error, "floor");
    if (item->cap[0])
        status = check_number(item->cap, 1, SHARE_MOST, item->indicator, error);
    if (status == SJ_OK && ((item->floor[0] && !sj_scorecard_fixed(item->floor, &floor)) ||
                            (item->cap[0] && !sj_scorecard_fixed(item->cap, &cap)) || floor > cap))
        status = REFUSE(error, _("%s: the floor lies above the cap"), item->indicator);
    return status == SJ_OK ? SJ_OK : sj_error_at(error, "cap");
}

static enum sj_status check_scale(const Shangji__V1__Scorecard *card,
                                  const Shangji__V1__ScorecardItem *item, struct sj_error *error)
{
    enum sj_status status = check_strangers(item, error);
    if (status == SJ_OK && card->mean == SHANGJI__V1__MEAN__MEAN_GEOMETRIC &&
        item->normalisation != SHANGJI__V1__NORMALISATION__NORMALISATION_MIN_MAX) {
        REFUSE(error,
               _("%s: a geometric mean needs min-max in every item, since it is of numbers "
                 "above 0"),
               item->indicator);
        return sj_error_at(error, "normalisation");
    }
    if (status == SJ_OK)
        status = check_goalposts(item, error);
    if (status == SJ_OK && has_target(item->normalisation)) {
        status = check_number(item->target, 1, TARGET_MOST, item->indicator, error);
        if (status != SJ_OK)
            return sj_error_at(error, "target");
    }
    if (status == SJ_OK &&
        item->normalisation == SHANGJI__V1__NORMALISATION__NORMALISATION_COMPLETION)
        status = check_completion(item, error);
    return status;
}

static enum sj_status check_item(const Shangji__V1__Scorecard *card,
                                 const Shangji__V1__ScorecardItem *item, struct sj_error *error)
{
    if (!made_of(item->indicator, "abcdefghijklmnopqrstuvwxyz0123456789_", SJ_CODE_MAX)) {
        REFUSE(error, _("\"%.64s\" is no indicator's code"), item->indicator);
        return sj_error_at(error, "indicator");
    }
    if (check_number(item->weight, 1, WEIGHT_MOST, item->indicator, error) != SJ_OK)
        return sj_error_at(error, "weight");
    if (item->direction == SHANGJI__V1__BETTER__BETTER_NEUTRAL) {
        REFUSE(error, _("%s: the direction is more or less"), item->indicator);
        return sj_error_at(error, "direction");
    }
    if (item->normalisation == SHANGJI__V1__NORMALISATION__NORMALISATION_UNSPECIFIED) {
        REFUSE(error, _("%s: say how it is normalised"), item->indicator);
        return sj_error_at(error, "normalisation");
    }
    return check_scale(card, item, error);
}

/* "weight" of the third item → "items[2].weight". */
static enum sj_status at(struct sj_error *error, const char *list, size_t index)
{
    char field[sizeof error->field];
    snprintf(field, sizeof field, "%s", error->field);
    return sj_error_at(error, "%s[%zu].%.60s", list, index, field);
}

/* ---- dimensions, adjustments, vetoes ---- */

static bool is_listed(const Shangji__V1__Scorecard *card, size_t dimension, size_t item)
{
    const char *code = card->dimensions[dimension]->items[item]->indicator;
    for (size_t d = 0; d <= dimension; d++)
        for (size_t i = 0; i < (d == dimension ? item : card->dimensions[d]->n_items); i++)
            if (strcmp(card->dimensions[d]->items[i]->indicator, code) == 0)
                return true;
    return false;
}

static enum sj_status check_dimension(const Shangji__V1__ScorecardDimension *dimension,
                                      struct sj_error *error)
{
    if (!made_of(dimension->code, "abcdefghijklmnopqrstuvwxyz0123456789_", SJ_CODE_MAX)) {
        REFUSE(error, _("\"%.64s\": the code of a dimension is made of a-z, 0-9 and _"),
               dimension->code);
        return sj_error_at(error, "code");
    }
    if (check_text(dimension->title, dimension->code, error) != SJ_OK)
        return sj_error_at(error, "title");
    if (dimension->weight[0] &&
        check_number(dimension->weight, 1, WEIGHT_MOST, dimension->code, error) != SJ_OK)
        return sj_error_at(error, "weight");
    if (check_count(dimension->n_items, 1, SJ_SCORECARD_ITEMS_MAX, dimension->code, error) != SJ_OK)
        return sj_error_at(error, "items");
    return SJ_OK;
}

static enum sj_status check_dimensions(const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    size_t number = 0;
    if (check_count(card->n_dimensions, 1, SJ_SCORECARD_DIMENSIONS_MAX, _("dimensions"), error) !=
            SJ_OK ||
        check_count(sj_scorecard_item_count(card), 1, SJ_SCORECARD_ITEMS_MAX, _("items"), error) !=
            SJ_OK)
        return sj_error_at(error, "dimensions");
    for (size_t d = 0; d < card->n_dimensions; d++) {
        if (check_dimension(card->dimensions[d], error) != SJ_OK)
            return at(error, "dimensions", d);
        for (size_t i = 0; i < card->dimensions[d]->n_items; i++, number++) {
            if (check_item(card, card->dimensions[d]->items[i], error) != SJ_OK)
                return at(error, "items", number);
            if (is_listed(card, d, i)) {
                REFUSE(error, _("%s stands here twice; keep one"),
                       card->dimensions[d]->items[i]->indicator);
                return sj_error_at(error, "items[%zu].indicator", number);
            }
        }
    }
    return SJ_OK;
}

static enum sj_status check_adjustment(const Shangji__V1__ScorecardAdjustment *adjustment,
                                       struct sj_error *error)
{
    if (check_township(adjustment->township, error) != SJ_OK)
        return sj_error_at(error, "township");
    if (check_number(adjustment->points, -POINTS_MOST, POINTS_MOST, _("points"), error) != SJ_OK)
        return sj_error_at(error, "points");
    if (check_text(adjustment->reason, _("reason"), error) != SJ_OK)
        return sj_error_at(error, "reason");
    if (check_text(adjustment->document, _("document"), error) != SJ_OK)
        return sj_error_at(error, "document");
    return SJ_OK;
}

static enum sj_status check_veto(const Shangji__V1__ScorecardVeto *veto, struct sj_error *error)
{
    if (check_township(veto->township, error) != SJ_OK)
        return sj_error_at(error, "township");
    if (check_text(veto->reason, _("reason"), error) != SJ_OK)
        return sj_error_at(error, "reason");
    if (check_text(veto->document, _("document"), error) != SJ_OK)
        return sj_error_at(error, "document");
    return SJ_OK;
}

/* Who is scored, and what stands beside the indicators. */
static enum sj_status check_townships(const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    struct sj_period period;
    if (check_count(card->n_townships, 0, SJ_SCORECARD_TOWNSHIPS_MAX, _("townships"), error) !=
        SJ_OK)
        return sj_error_at(error, "townships");
    for (size_t i = 0; i < card->n_townships; i++)
        if (check_township(card->townships[i], error) != SJ_OK)
            return sj_error_at(error, "townships[%zu]", i);
    if (card->period[0] && !sj_period_parse(sj_bytes_of(card->period), &period)) {
        REFUSE(error, _("\"%.32s\" is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
               card->period);
        return sj_error_at(error, "period");
    }
    if (!card->period[0] && card->n_adjustments + card->n_vetoes > 0) {
        REFUSE(error, _("bonuses, maluses and vetoes are of a period: add the key period"));
        return sj_error_at(error, "period");
    }
    return SJ_OK;
}

static enum sj_status check_notes(const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    if (check_count(card->n_adjustments, 0, SJ_SCORECARD_ADJUSTMENTS_MAX, _("adjustments"),
                    error) != SJ_OK)
        return sj_error_at(error, "adjustments");
    for (size_t i = 0; i < card->n_adjustments; i++)
        if (check_adjustment(card->adjustments[i], error) != SJ_OK)
            return at(error, "adjustments", i);
    if (check_count(card->n_vetoes, 0, SJ_SCORECARD_VETOES_MAX, _("vetoes"), error) != SJ_OK)
        return sj_error_at(error, "vetoes");
    for (size_t i = 0; i < card->n_vetoes; i++)
        if (check_veto(card->vetoes[i], error) != SJ_OK)
            return at(error, "vetoes", i);
    return SJ_OK;
}

static enum sj_status check_heading(const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    if (!made_of(card->code, "abcdefghijklmnopqrstuvwxyz0123456789_", SJ_SCORECARD_CODE_MAX)) {
        REFUSE(error, _("the code of a scorecard is made of 1 to %d of a-z, 0-9 and _"),
               (int)SJ_SCORECARD_CODE_MAX);
        return sj_error_at(error, "code");
    }
    if (!made_of(card->version, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_",
                 SJ_SCORECARD_VERSION_MAX)) {
        REFUSE(error,
               _("the version of a scorecard is made of 1 to %d letters, digits, points and "
                 "hyphens"),
               (int)SJ_SCORECARD_VERSION_MAX);
        return sj_error_at(error, "version");
    }
    if (check_text(card->title, _("title"), error) != SJ_OK)
        return sj_error_at(error, "title");
    if (card->points != 100 && card->points != 1000) {
        REFUSE(error, _("a scorecard has 100 or 1000 points, not %u"), (unsigned)card->points);
        return sj_error_at(error, "points");
    }
    if (card->mean == SHANGJI__V1__MEAN__MEAN_UNSPECIFIED) {
        REFUSE(error, _("say which mean: arithmetic or geometric"));
        return sj_error_at(error, "mean");
    }
    if (card->missing == SHANGJI__V1__MISSING_POLICY__MISSING_POLICY_UNSPECIFIED) {
        REFUSE(error, _("say what becomes of a township that states no value: leave_out, "
                        "available or worst"));
        return sj_error_at(error, "missing");
    }
    return SJ_OK;
}

enum sj_status sj_scorecard_check(const Shangji__V1__Scorecard *card, struct sj_error *error)
{
    struct sj_error unasked;
    error = error ? error : &unasked;
    enum sj_status status = check_heading(card, error);
    if (status == SJ_OK)
        status = check_dimensions(card, error);
    if (status == SJ_OK)
        status = check_townships(card, error);
    return status == SJ_OK ? check_notes(card, error) : status;
}
