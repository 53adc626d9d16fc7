/* Exact decimals. A reported value is coefficient × 10^-scale, never a binary float.
 * Parsing is our own because strtod follows the locale and takes hex, inf, nan and prefixes.
 * Every operation that could overflow says so. */
#ifndef SHANGJI_BASE_DECIMAL_H
#define SHANGJI_BASE_DECIMAL_H

#include "base/bytes.h"

enum {
    SJ_DECIMAL_SCALE_MAX = 12,
    SJ_DECIMAL_TEXT = 40,       /* room for any value as text with its NUL */
    SJ_DECIMAL_FIXED_PLACES = 4 /* of the store: units of 1/10,000 */
};

struct sj_decimal {
    int64_t coefficient;
    uint8_t scale; /* 0 … SJ_DECIMAL_SCALE_MAX */
};

/* "-12.50": an optional minus, digits, optionally a point and digits. Nothing else; no
 * leading plus, blank or bare point. False if not of that form or too large. */
bool sj_decimal_parse(struct sj_bytes text, struct sj_decimal *value) SJ_WARN_UNUSED;
/* The shortest form: no trailing zeros after the point, no "-0". Returns `buffer`. */
const char *sj_decimal_format(struct sj_decimal value, char buffer[static SJ_DECIMAL_TEXT]);
struct sj_decimal sj_decimal_of(int64_t integer);
struct sj_decimal sj_decimal_normal(struct sj_decimal value); /* trailing zeros of scale removed */
int sj_decimal_compare(struct sj_decimal a, struct sj_decimal b); /* exact, -1 0 1 */
int sj_decimal_sign(struct sj_decimal value);
struct sj_decimal sj_decimal_negate(struct sj_decimal value);
bool sj_decimal_add(struct sj_decimal a, struct sj_decimal b,
                    struct sj_decimal *sum) SJ_WARN_UNUSED;
bool sj_decimal_subtract(struct sj_decimal a, struct sj_decimal b,
                         struct sj_decimal *difference) SJ_WARN_UNUSED;
bool sj_decimal_multiply(struct sj_decimal a, struct sj_decimal b,
                         struct sj_decimal *product) SJ_WARN_UNUSED;
/* value × 10^power, exact; power from -12 to 18. */
bool sj_decimal_shift(struct sj_decimal value, int power,
                      struct sj_decimal *shifted) SJ_WARN_UNUSED;

/* To and from the store's fixed point (1/10,000). Floor and ceil differ when the value has
 * more places; `exact` may be NULL. */
bool sj_decimal_to_fixed_floor(struct sj_decimal value, int64_t *fixed, bool *exact) SJ_WARN_UNUSED;
bool sj_decimal_to_fixed_ceil(struct sj_decimal value, int64_t *fixed, bool *exact) SJ_WARN_UNUSED;
struct sj_decimal sj_decimal_of_fixed(int64_t fixed);

#endif
