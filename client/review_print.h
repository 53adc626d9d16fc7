/* What `review` shows. */
#ifndef SHANGJI_CLIENT_REVIEW_PRINT_H
#define SHANGJI_CLIENT_REVIEW_PRINT_H

#include "client/review.h"

#include <stdio.h>

/* The row under way: its clause with the figure marked, what is wrong, value and indicator. Behind
 * the last, how many rows still wait. */
void sj_review_print(const struct sj_review *review, bool colored, FILE *out);
/* "> " with the keys that mean something here, or what is to be typed. */
void sj_review_prompt(const struct sj_review *review, FILE *out);
void sj_review_print_keys(FILE *out);

#endif
