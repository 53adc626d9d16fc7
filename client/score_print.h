/* Composite scores for people and for spreadsheets. */
#ifndef SHANGJI_CLIENT_SCORE_PRINT_H
#define SHANGJI_CLIENT_SCORE_PRINT_H

#include "base/arena.h"

#include <query.pb-c.h>
#include <stdio.h>

/* The rows, vetoes and adjustments with their documents, who is absent and why. */
void sj_score_print(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out);
/* A line a township; the absent follow, with the column `absent` filled. Where rows show their
 * items, a line an item instead. */
void sj_score_print_csv(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out);
/* How each row's score came about, from the words on; false where the answer's items do not fit its
 * scorecard. */
bool sj_score_explain(const Shangji__V1__ScoreAnswer *answer, struct sj_arena *arena, FILE *out);

/* "2–5"; "" where no ranks were drawn. */
const char *sj_score_range(const Shangji__V1__ScoreRow *row, struct sj_arena *arena);
/* Bonuses, maluses and vetoes of a row, a line each. */
void sj_score_notes(const Shangji__V1__ScoreRow *row, FILE *out);

#endif
