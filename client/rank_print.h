/* A ranking for people and for spreadsheets. */
#ifndef SHANGJI_CLIENT_RANK_PRINT_H
#define SHANGJI_CLIENT_RANK_PRINT_H

#include "base/arena.h"

#include <query.pb-c.h>
#include <stdio.h>

/* The rows, then how many of how many were ranked, and who is absent and why. */
void sj_rank_print(const Shangji__V1__RankAnswer *answer, bool words, struct sj_arena *arena,
                   FILE *out);
/* The same as CSV: the absent follow the ranked, with the column `absent` filled. */
void sj_rank_print_csv(const Shangji__V1__RankAnswer *answer, struct sj_arena *arena, FILE *out);

#endif
