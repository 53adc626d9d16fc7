#include "rules/anomaly.h"

#include "base/i18n.h"
#include "rules/fold.h"

static const struct {
    const char *code, *explanation, *remedy;
} anomalies[] = {
#define ANOMALY_ROW(name, code, what, todo) {code, what, todo},
    SJ_ANOMALY_LIST(ANOMALY_ROW)
#undef ANOMALY_ROW
};

const char *sj_anomaly_code(unsigned bit)
{
    return bit < SJ_ANOMALY_COUNT ? anomalies[bit].code : "";
}

const char *sj_anomaly_explanation(unsigned bit)
{
    return bit < SJ_ANOMALY_COUNT ? _(anomalies[bit].explanation) : "";
}

const char *sj_anomaly_remedy(unsigned bit)
{
    return bit < SJ_ANOMALY_COUNT ? _(anomalies[bit].remedy) : "";
}

bool sj_anomaly_of_code(struct sj_bytes code, unsigned *bit)
{
    for (unsigned i = 0; i < SJ_ANOMALY_COUNT; i++)
        if (sj_bytes_equal(code, sj_bytes_of(anomalies[i].code))) {
            *bit = i;
            return true;
        }
    return false;
}

bool sj_unit_is_part(struct sj_bytes unit)
{
    static const char *const parts[] = {"%", "‰", "个百分点", "百分点", "个千分点", "倍", "成"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (sj_fold_equal(unit, sj_bytes_of(parts[i])))
            return true;
    return false;
}

static bool outside(struct sj_decimal lo, struct sj_decimal hi, const struct sj_decimal *least,
                    const struct sj_decimal *most)
{
    return (least && sj_decimal_compare(lo, *least) < 0) ||
           (most && sj_decimal_compare(hi, *most) > 0);
}

sj_anomalies sj_anomalies_of_indicator(const struct sj_quantity *quantity, bool negative,
                                       bool growth, const struct sj_catalogue *catalogue,
                                       const struct sj_indicator *indicator)
{
    struct sj_decimal factor, lo, hi;
    if (!sj_unit_factor(catalogue, indicator, quantity->unit, &factor))
        return growth && sj_unit_is_part(quantity->unit)
                   ? 0
                   : SJ_ANOMALY_MASK(SJ_ANOMALY_UNIT_MISMATCH);
    if (growth)
        return 0;
    if (!sj_decimal_multiply(quantity->value, factor, &lo) ||
        !sj_decimal_multiply(quantity->range_hi, factor, &hi))
        return SJ_ANOMALY_MASK(SJ_ANOMALY_OUT_OF_LIMITS);
    if (negative) {
        struct sj_decimal swap = sj_decimal_negate(lo);
        lo = sj_decimal_negate(hi);
        hi = swap;
    }
    if (outside(lo, hi, indicator->has_limit_lo ? &indicator->limit_lo : NULL,
                indicator->has_limit_hi ? &indicator->limit_hi : NULL))
        return SJ_ANOMALY_MASK(SJ_ANOMALY_OUT_OF_LIMITS);
    if (outside(lo, hi, indicator->has_plausible_lo ? &indicator->plausible_lo : NULL,
                indicator->has_plausible_hi ? &indicator->plausible_hi : NULL))
        return SJ_ANOMALY_MASK(SJ_ANOMALY_IMPLAUSIBLE);
    return 0;
}
