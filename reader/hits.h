/* Where words of the catalogue stand in a stretch of text. For reader/ only. */
#ifndef SHANGJI_READER_HITS_H
#define SHANGJI_READER_HITS_H

#include "reader/matcher.h"
#include "reader/parts.h"

enum { SJ_HITS_MAX = 4096 /* in one period; what is beyond is not looked at */ };

struct sj_hit {
    uint32_t start, end; /* characters */
    uint32_t use;        /* 1-based head of the chain of uses */
};

struct sj_hits {
    struct sj_hit *at; /* in the order of their ends */
    size_t count;
};

/* Fills at most `capacity` hits within [start, end), blanks skipped. */
void sj_hits_find(const struct sj_matcher *matcher, struct sj_folded text, size_t start, size_t end,
                  size_t capacity, struct sj_hits *hits);
/* The use of the hit's word as part `part` of the phrase. */
bool sj_hit_is_part(const struct sj_matcher *matcher, const struct sj_hit *hit, uint32_t phrase,
                    unsigned part);

#endif
