/* The number within a quantity: Arabic or Chinese digits with their multipliers, a 余 or 多 among
 * them, fractions and 百分之N. Works on folded text; never looks before `at`. */
#ifndef SHANGJI_RULES_NUMERAL_H
#define SHANGJI_RULES_NUMERAL_H

#include "base/decimal.h"
#include "rules/fold.h"

/* Places are powers of ten of the value with its multipliers: 13.3万 has step 3. */
struct sj_numeral {
    struct sj_decimal value;
    struct sj_decimal ceiling; /* above value where a fraction does not come out even */
    size_t end;
    int step;       /* place of the last digit that tells */
    int more_width; /* how far 余 or 多 reaches, if more */
    int multiplier; /* of all multiplier characters behind Arabic digits */
    bool more;
    bool chinese;    /* written without Arabic digits */
    bool bare;       /* multipliers alone: 千(亩) */
    bool positional; /* 二〇二一 */
    bool lost_point, doubled;
    bool split;       /* a blank stands for a thousands separator: 3 715 */
    bool fraction;    /* 三分之一 */
    bool to_the_unit; /* three digits or more, the last not 0, no point, no multiplier */
    uint16_t parts;   /* of 百分之, 千分之, 万分之: '%', U+2030, U+2031; else 0 */
};

/* True if a number begins at `at`. If not, `numeral->end` is where to look on: never before
 * at + 1, and behind all of a run that is no number (1.2.3, 三五, 二三十). */
bool sj_numeral_read(struct sj_folded text, size_t at, struct sj_numeral *numeral) SJ_WARN_UNUSED;
/* Power of ten of a multiplier (十 百 千 万 亿), 0 for other characters. */
int sj_numeral_power(uint16_t unit);
/* 0 … 9 of a Chinese digit, -1 for other characters. */
int sj_numeral_chinese_digit(uint16_t unit);
bool sj_numeral_is_chinese(uint16_t unit);                    /* digit, multiplier, 廿, 卅, 半 */
bool sj_numeral_is_capital(struct sj_folded text, size_t at); /* 壹拾, 伍佰 … begins at `at` */

#endif
