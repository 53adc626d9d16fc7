/* What is counted and measured in: the known units and classifiers, as data. */
#ifndef SHANGJI_RULES_UNIT_H
#define SHANGJI_RULES_UNIT_H

#include "rules/fold.h"

enum sj_unit_trait {
    SJ_UNIT_NOUN = 1,    /* a classifier: the thing counted follows (4名戒毒人员) */
    SJ_UNIT_MEASURE = 2, /* of area, length, mass … money too */
    SJ_UNIT_TIME = 4,
    SJ_UNIT_RATIO = 8, /* %, 个百分点, 倍 */
    SJ_UNIT_LOOSE = 16 /* a noun that is a unit behind Arabic digits only: 12村 */
};

/* The longest unit at `at`, with a second in brackets (头(只)) and rates (元/亩); returns where
 * it ends, `at` if there is none. Traits are those of the first unit. */
size_t sj_unit_read(struct sj_folded text, size_t at, bool arabic, unsigned *traits);
bool sj_unit_may_begin(uint16_t unit); /* with this character */
/* 千 at `at` begins a unit (千瓦, 千克) and is no multiplier; 百 begins 百分点. */
bool sj_unit_takes_thousand(struct sj_folded text, size_t at);

#endif
