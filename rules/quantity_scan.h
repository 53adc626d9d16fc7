/* Where the words of a quantity stand in folded text, and what they are; quantity.c says what
 * they mean. The reader finds quantities with sj_quantity_scan; the surface it finds, read alone
 * by sj_quantity_read, is the same quantity. Reads a bounded number of characters. */
#ifndef SHANGJI_RULES_QUANTITY_SCAN_H
#define SHANGJI_RULES_QUANTITY_SCAN_H

#include "rules/numeral.h"
#include "rules/quantity.h"

enum { SJ_SURFACE_MAX = 128 /* characters */ };

/* The words that make a figure vague, as a bit each. */
enum sj_vague {
    SJ_VAGUE_ABOUT = 1,   /* 约 */
    SJ_VAGUE_AROUND = 2,  /* 左右, 上下 */
    SJ_VAGUE_NEAR = 4,    /* 近 */
    SJ_VAGUE_UNDER = 8,   /* 不足, 不到 */
    SJ_VAGUE_WITHIN = 16, /* 以内, 以下, 不超过, 最多 */
    SJ_VAGUE_OVER = 32,   /* 超过, 突破, 以上, 至少 */
    SJ_VAGUE_BEYOND = 64, /* 逾: as 余 */
    SJ_VAGUE_MORE = 128   /* 余, 多 */
};

/* Places are characters of the folded text; start ≤ number < number_end ≤ unit ≤ unit_end ≤ end. */
struct sj_quantity_words {
    size_t start, number, number_end, unit, unit_end, end;
    struct sj_numeral numeral; /* of a range its low end, not yet multiplied as the high one */
    struct sj_numeral high;
    unsigned traits; /* of the unit: enum sj_unit_trait */
    unsigned vague;  /* enum sj_vague */
    bool range;
    bool share_multiplier; /* 3-5万元: 万 belongs to the 3 as well */
    bool minus;
    bool half;        /* 3年半 */
    bool more_behind; /* 余, 多 behind the unit */
};

/* The words around a number that begins at `at`; false if it is none, then words->end is where
 * to look on. */
bool sj_quantity_scan(struct sj_folded text, size_t at,
                      struct sj_quantity_words *words) SJ_WARN_UNUSED;
/* The whole text as one quantity. */
bool sj_quantity_scan_whole(struct sj_folded text, struct sj_quantity_words *words) SJ_WARN_UNUSED;

#endif
