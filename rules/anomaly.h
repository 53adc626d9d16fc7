/* What looks wrong in a figure. Nothing is mended: a flagged figure waits for the clerk, who
 * corrects it, certifies it as true or discards it, each with a reason. */
#ifndef SHANGJI_RULES_ANOMALY_H
#define SHANGJI_RULES_ANOMALY_H

#include "rules/catalogue.h"
#include "rules/quantity.h"

/* The last one only the township can find, which has last year's report; admission takes it as
 * told. X(NAME, "code", N_("what is wrong"), N_("what to do")) */
#define SJ_ANOMALY_LIST(X)                                                                         \
    X(SJ_ANOMALY_DOUBLED_MULTIPLIER, "doubled_multiplier",                                         \
      N_("a full number is followed by a further multiplier"),                                     \
      N_("write the value meant under 更正值, or certify it"))                                     \
    X(SJ_ANOMALY_ODD_PRECISION, "odd_precision", N_("a figure exact to the unit is called vague"), \
      N_("say which is right: the exact number or the vagueness"))                                 \
    X(SJ_ANOMALY_DOUBLE_QUALIFIER, "double_qualifier", N_("two qualifiers stand on one figure"),   \
      N_("say which of them holds"))                                                               \
    X(SJ_ANOMALY_LOST_POINT, "lost_point", N_("the decimal point seems lost and was restored"),    \
      N_("check the value with the original"))                                                     \
    X(SJ_ANOMALY_SPLIT_NUMBER, "split_number", N_("a blank stands within the number"),             \
      N_("check with the original that it is one number"))                                         \
    X(SJ_ANOMALY_UNIT_MISMATCH, "unit_mismatch", N_("the unit is not one of the indicator's"),     \
      N_("choose another indicator or correct it"))                                                \
    X(SJ_ANOMALY_OUT_OF_LIMITS, "out_of_limits",                                                   \
      N_("the value is beyond what is possible for this indicator"),                               \
      N_("correct the value or choose another indicator"))                                         \
    X(SJ_ANOMALY_IMPLAUSIBLE, "implausible",                                                       \
      N_("the value is far outside what a township usually reports"),                              \
      N_("correct it, or certify it if it is true"))                                               \
    X(SJ_ANOMALY_DUPLICATE, "duplicate",                                                           \
      N_("the same indicator is stated twice with different values"),                              \
      N_("keep one: change indicator or scope of the other, or discard it"))                       \
    X(SJ_ANOMALY_PARTS_ABOVE_WHOLE, "parts_above_whole",                                           \
      N_("the parts told are more than the whole before them"),                                    \
      N_("correct the part or the whole, or say why both are right"))                              \
    X(SJ_ANOMALY_TOTAL_DIFFERS, "total_differs",                                                   \
      N_("the total is not the sum of what is listed before it"),                                  \
      N_("correct the total or a figure of the list, or say why both are right"))                  \
    X(SJ_ANOMALY_PERCENT_DIFFERS, "percent_differs",                                               \
      N_("the percentage does not follow from the two figures beside it"),                         \
      N_("correct the percentage or one of the figures, or say why it is right"))                  \
    X(SJ_ANOMALY_FAR_FROM_LAST_YEAR, "far_from_last_year",                                         \
      N_("the value is far from what the township reported last year"),                            \
      N_("compare it with last year's report; correct it, or certify it with the reason"))

enum sj_anomaly_bit {
#define SJ_ANOMALY_BIT(name, code, what, todo) name##_BIT,
    SJ_ANOMALY_LIST(SJ_ANOMALY_BIT)
#undef SJ_ANOMALY_BIT
        SJ_ANOMALY_COUNT
};

#define SJ_ANOMALY_MASK(name) ((sj_anomalies)1 << name##_BIT)
/* Those between figures of one sentence, which only the reader sees. */
#define SJ_ANOMALIES_BETWEEN                                                                       \
    (SJ_ANOMALY_MASK(SJ_ANOMALY_PARTS_ABOVE_WHOLE) | SJ_ANOMALY_MASK(SJ_ANOMALY_TOTAL_DIFFERS) |   \
     SJ_ANOMALY_MASK(SJ_ANOMALY_PERCENT_DIFFERS))

const char *sj_anomaly_code(unsigned bit);
const char *sj_anomaly_explanation(unsigned bit); /* translated */
const char *sj_anomaly_remedy(unsigned bit);      /* translated */
bool sj_anomaly_of_code(struct sj_bytes code, unsigned *bit) SJ_WARN_UNUSED;

/* Anomalies that show once a quantity is tied to an indicator (unit, limits, plausible range).
 * `negative` for a decrease. Growth is held to the unit only. */
sj_anomalies sj_anomalies_of_indicator(const struct sj_quantity *quantity, bool negative,
                                       bool growth, const struct sj_catalogue *catalogue,
                                       const struct sj_indicator *indicator);

/* %, 个百分点, 倍: change may be told in parts of the whole, whatever the indicator is measured in.
 * Such a growth is tied to its indicator and makes no fact: facts are in the indicator's unit. */
bool sj_unit_is_part(struct sj_bytes unit) SJ_WARN_UNUSED;

#endif
