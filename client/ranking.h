/* Published rankings: the answer in the form that is digested (docs/ledger.md), and the comparison
 * of those in a ledger with what followed at their place. */
#ifndef SHANGJI_CLIENT_RANKING_H
#define SHANGJI_CLIENT_RANKING_H

#include "client/ledger_copy.h"

/* The canonical text: a line of what was asked, one a township. */
void sj_ranking_print(const Shangji__V1__RankAnswer *answer, struct sj_buffer *text);
/* BLAKE2b-256 of it. SJ_NO_MEMORY. */
enum sj_status sj_ranking_digest(const Shangji__V1__RankAnswer *answer, struct sj_digest *digest,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* Makes every published ranking of the ledger again at its place. SJ_DATA_LOSS names the first
 * whose digest is another. *count is how many there are. */
enum sj_status sj_rankings_check(const struct sj_ledger_copy *copy, size_t *count,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
