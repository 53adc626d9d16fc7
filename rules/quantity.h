/* The words of a quantity: qualifier, number, multiplier, unit, qualifier, unbroken, as
 * "约580余万元" or "3-5万元". Reading them is a rule and not the reader's own affair, because
 * admission reads the words of every figure again and must come to the same value, qualifier and
 * interval. The reader finds where such words stand; sj_quantity_read says what they mean.
 * The rules of value, unit and qualifier are those of docs/figures.md. */
#ifndef SHANGJI_RULES_QUANTITY_H
#define SHANGJI_RULES_QUANTITY_H

#include "rules/interval.h"

enum sj_qualifier {
    SJ_EXACT = 1, /* numbered as in report.proto */
    SJ_AT_LEAST,
    SJ_UP_TO,
    SJ_ABOUT,
    SJ_RANGE
};
const char *sj_qualifier_name(enum sj_qualifier qualifier); /* "at_least" */

/* What looks wrong, as a bit each; rules/anomaly.h names and explains them. */
typedef uint32_t sj_anomalies;

struct sj_quantity {
    struct sj_decimal value;    /* multipliers expanded; the low end of a range; a magnitude, unless
                                   the words themselves have a minus (-5.3%) */
    struct sj_decimal range_hi; /* of a range, else equal to value */
    struct sj_bytes unit; /* as written, a slice of the surface (of 百分之N and 千分之N the
                             constant "%" or "‰"); empty if none */
    enum sj_qualifier qualifier;
    struct sj_interval interval; /* DESIGN §6, before clipping and mirroring, in the written unit */
    sj_anomalies anomalies;      /* of the words alone */
};

/* Reads `surface`, all of it. SJ_INVALID (reason "NOT_A_QUANTITY") if it is none. */
enum sj_status sj_quantity_read(struct sj_bytes surface, struct sj_quantity *quantity,
                                struct sj_error *error) SJ_WARN_UNUSED;

#endif
