/* What the clerk decided, as it will be signed: shown before it is, so that no row that a
 * spreadsheet hides is signed unseen. */
#ifndef SHANGJI_CLIENT_DECIDED_H
#define SHANGJI_CLIENT_DECIDED_H

#include "client/draft_open.h"

#include <stdio.h>

/* A line for each correction, certification, discarded figure and addition; the draft is sound. */
void sj_decided_print(const struct sj_draft_opened *opened, FILE *out);

#endif
