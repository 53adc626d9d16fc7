#include "rules/quantity.h"

#include "base/i18n.h"
#include "rules/anomaly.h"
#include "rules/quantity_scan.h"

const char *sj_qualifier_name(enum sj_qualifier qualifier)
{
    switch (qualifier) {
    case SJ_EXACT:
        return "exact";
    case SJ_AT_LEAST:
        return "at_least";
    case SJ_UP_TO:
        return "up_to";
    case SJ_ABOUT:
        return "about";
    case SJ_RANGE:
        return "range";
    }
    return "";
}

enum {
    LOWER = SJ_VAGUE_OVER | SJ_VAGUE_BEYOND | SJ_VAGUE_MORE,
    UPPER = SJ_VAGUE_NEAR | SJ_VAGUE_UNDER | SJ_VAGUE_WITHIN,
    ROUGH = SJ_VAGUE_ABOUT | SJ_VAGUE_AROUND
};

static enum sj_qualifier qualifier_of(const struct sj_quantity_words *words)
{
    if (words->range)
        return SJ_RANGE;
    if (words->vague & LOWER)
        return SJ_AT_LEAST;
    if (words->vague & UPPER)
        return SJ_UP_TO;
    return words->vague & ROUGH ? SJ_ABOUT : SJ_EXACT;
}

static sj_anomalies anomalies_of(const struct sj_quantity_words *words)
{
    const struct sj_numeral *numeral = &words->numeral;
    sj_anomalies anomalies = 0;
    if (numeral->doubled || (words->range && words->high.doubled))
        anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_DOUBLED_MULTIPLIER);
    if (numeral->lost_point || (words->range && words->high.lost_point))
        anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_LOST_POINT);
    if (numeral->split || (words->range && words->high.split))
        anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_SPLIT_NUMBER);
    if (!words->range && numeral->to_the_unit && (words->vague & SJ_VAGUE_MORE))
        anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_ODD_PRECISION);
    int senses = !!(words->vague & LOWER) + !!(words->vague & UPPER) + !!(words->vague & ROUGH);
    if (senses > 1)
        anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_DOUBLE_QUALIFIER);
    return anomalies;
}

static bool power_of_ten(int power, struct sj_decimal *value)
{
    return power >= -SJ_DECIMAL_SCALE_MAX && power <= 18 &&
           sj_decimal_shift(sj_decimal_of(1), power, value);
}

/* [N, N + width): N余. */
static bool lower_interval(const struct sj_quantity_words *words, struct sj_decimal value,
                           struct sj_interval *interval)
{
    interval->lo = value;
    interval->has_lo = true;
    if (words->vague & SJ_VAGUE_OVER)
        return true;
    int width = words->numeral.step;
    if (words->numeral.more)
        width = words->numeral.more_width;
    else if (words->more_behind && width > 0)
        width = 0;
    struct sj_decimal reach;
    interval->has_hi = interval->hi_open = true;
    return power_of_ten(width, &reach) && sj_decimal_add(value, reach, &interval->hi);
}

static bool is_power_of_ten(struct sj_decimal value)
{
    int64_t rest = value.coefficient;
    while (rest > 0 && rest % 10 == 0)
        rest /= 10;
    return rest == 1;
}

/* (N − step, N]: 近 N; [0, N]: 不足 N, N以下. */
static bool upper_interval(const struct sj_quantity_words *words, struct sj_decimal value,
                           struct sj_interval *interval)
{
    interval->has_lo = interval->has_hi = true;
    interval->lo = sj_decimal_of(0);
    interval->hi = value;
    if (words->vague & (SJ_VAGUE_UNDER | SJ_VAGUE_WITHIN))
        return true;
    struct sj_decimal step;
    interval->lo_open = true;
    return power_of_ten(words->numeral.step - is_power_of_ten(value), &step) &&
           sj_decimal_subtract(value, step, &interval->lo);
}

/* N ± min(step/2, N/10). */
static bool rough_interval(const struct sj_quantity_words *words, struct sj_decimal value,
                           struct sj_interval *interval)
{
    struct sj_decimal half, tenth, five = sj_decimal_of(5);
    if (!sj_decimal_shift(five, words->numeral.step - 1, &half) ||
        !sj_decimal_shift(value, -1, &tenth))
        return false;
    if (sj_decimal_compare(tenth, half) < 0)
        half = tenth;
    interval->has_lo = interval->has_hi = true;
    interval->lo_open = interval->hi_open = sj_decimal_sign(half) > 0; /* 约0 is 0 */
    return sj_decimal_subtract(value, half, &interval->lo) &&
           sj_decimal_add(value, half, &interval->hi);
}

static bool interval_of(const struct sj_quantity_words *words, struct sj_quantity *quantity)
{
    struct sj_interval *interval = &quantity->interval;
    switch (quantity->qualifier) {
    case SJ_AT_LEAST:
        return lower_interval(words, quantity->value, interval);
    case SJ_UP_TO:
        return upper_interval(words, quantity->value, interval);
    case SJ_ABOUT:
        return rough_interval(words, quantity->value, interval);
    case SJ_EXACT:
        *interval = sj_interval_point(quantity->value);
        interval->hi = words->numeral.ceiling;
        interval->hi_open = sj_decimal_compare(interval->lo, interval->hi) != 0;
        return true;
    case SJ_RANGE:
        *interval = sj_interval_point(quantity->value);
        interval->hi = quantity->range_hi;
        return true;
    }
    return false;
}

static bool values_of(const struct sj_quantity_words *words, struct sj_quantity *quantity)
{
    struct sj_decimal value = words->numeral.value, half = {5, 1};
    if (words->share_multiplier && !sj_decimal_shift(value, words->high.multiplier, &value))
        return false;
    if (words->half && !sj_decimal_add(value, half, &value))
        return false;
    quantity->value = sj_decimal_normal(value);
    quantity->range_hi = sj_decimal_normal(words->range ? words->high.value : value);
    return true;
}

static bool mean(const struct sj_quantity_words *words, struct sj_quantity *quantity)
{
    struct sj_quantity_words exact = *words;
    if (words->half) /* a half tells like a digit behind the point */
        exact.numeral.step = -1;
    if (!values_of(words, quantity))
        return false;
    if (words->half)
        exact.numeral.ceiling = quantity->value;
    quantity->qualifier = qualifier_of(words);
    quantity->anomalies = anomalies_of(words);
    if (!interval_of(&exact, quantity))
        return false;
    if (words->minus) {
        quantity->value = sj_decimal_negate(quantity->value);
        quantity->range_hi = sj_decimal_negate(quantity->range_hi);
        quantity->interval = sj_interval_mirror(quantity->interval);
    }
    return true;
}

enum sj_status sj_quantity_read(struct sj_bytes surface, struct sj_quantity *quantity,
                                struct sj_error *error)
{
    uint16_t units[SJ_SURFACE_MAX];
    uint32_t offsets[SJ_SURFACE_MAX + 1];
    struct sj_quantity_words words;
    size_t count = sj_fold_text(surface, units, offsets, SJ_SURFACE_MAX);
    *quantity = (struct sj_quantity){.qualifier = SJ_EXACT};
    if (count > SJ_SURFACE_MAX ||
        !sj_quantity_scan_whole((struct sj_folded){units, count}, &words) ||
        !mean(&words, quantity))
        return sj_error_set(error, SJ_INVALID, "NOT_A_QUANTITY", _("“%.*s” is not a quantity"),
                            (int)(surface.len < 120 ? surface.len : 120),
                            (const char *)surface.data);
    quantity->unit = sj_bytes_slice(surface, offsets[words.unit], offsets[words.unit_end]);
    if (words.numeral.parts == '%')
        quantity->unit = SJ_LITERAL("%");
    else if (words.numeral.parts)
        quantity->unit = words.numeral.parts == 0x2030 ? SJ_LITERAL("‰") : SJ_LITERAL("‱");
    return SJ_OK;
}
