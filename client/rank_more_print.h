/* A ranking with percentile, share and change instead of the words: what `rank --more` shows. */
#ifndef SHANGJI_CLIENT_RANK_MORE_PRINT_H
#define SHANGJI_CLIENT_RANK_MORE_PRINT_H

#include "client/answer_table.h"

#include <query.pb-c.h>

/* Those without a rank stand below, in CSV too, with why. */
void sj_rank_more_fill(struct sj_answer_table *table, const Shangji__V1__RankAnswer *answer);

#endif
