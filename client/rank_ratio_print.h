/* What a ranking shows more when it is per something or within groups; for rank_print.c alone. */
#ifndef SHANGJI_CLIENT_RANK_RATIO_PRINT_H
#define SHANGJI_CLIENT_RANK_RATIO_PRINT_H

#include "base/arena.h"

#include <query.pb-c.h>
#include <stdio.h>

/* "1–3", "2" */
const char *sj_rank_range(const Shangji__V1__RankRow *row, struct sj_arena *arena);
/* The rows of an answer with `per`; of one group, or (NULL) all. */
void sj_rank_print_ratios(const Shangji__V1__RankAnswer *answer, const char *group, bool words,
                          struct sj_arena *arena, FILE *out);
/* What it was divided by, from where; nothing without `per`. */
void sj_rank_print_per(const Shangji__V1__RankAnswer *answer, FILE *out);
/* "镇: 6 of 7 townships have a rank" */
void sj_rank_print_group(const Shangji__V1__RankGroup *group, FILE *out);

/* Further columns of a CSV: none, unless it is per something or within groups. They fill `cells`
 * and return how many. */
enum { SJ_RANK_MORE_COLUMNS = 14 };
size_t sj_rank_csv_more_heading(const Shangji__V1__RankAnswer *answer, const char **cells);
size_t sj_rank_csv_more(const Shangji__V1__RankAnswer *answer, const Shangji__V1__RankRow *row,
                        struct sj_arena *arena, const char **cells);

#endif
