/* What the two halves of reading numbers share; for numeral.c and numeral_chinese.c only. */
#ifndef SHANGJI_RULES_NUMERAL_PARTS_H
#define SHANGJI_RULES_NUMERAL_PARTS_H

#include "rules/numeral.h"

static inline bool sj_numeral_is_more(uint16_t unit)
{
    return unit == u'余' || unit == u'多';
}
/* Place of the last digit that tells: the last one written behind a point, else the last that is
 * not 0. */
int sj_numeral_telling_place(struct sj_decimal value);
/* Notes a 余 or 多, all multipliers before it being known. `power` is the last one's, -1 if there
 * is none. */
void sj_numeral_take_more(struct sj_numeral *numeral, int power);
bool sj_numeral_multiply(struct sj_numeral *numeral, int power) SJ_WARN_UNUSED;
bool sj_numeral_read_chinese(struct sj_folded text, size_t at,
                             struct sj_numeral *numeral) SJ_WARN_UNUSED;

#endif
