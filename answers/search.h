/* Finding by words. Pure. */
#ifndef SHANGJI_ANSWERS_SEARCH_H
#define SHANGJI_ANSWERS_SEARCH_H

#include "base/bytes.h"

/* Whether every word of `words` (between blanks, 全角 ones too) stands in one of the texts; ASCII
 * letters of either case are the same. No word at all stands in everything. */
bool sj_search_match(struct sj_bytes words, const struct sj_bytes *texts, size_t count);

#endif
