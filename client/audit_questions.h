/* What the city answers to the questions of a period, held against what follows from its ledger. */
#ifndef SHANGJI_CLIENT_AUDIT_QUESTIONS_H
#define SHANGJI_CLIENT_AUDIT_QUESTIONS_H

#include "client/city_link.h"
#include "client/replica.h"

/* Asks both; *count grows by the answers that are the same to the byte, refusals for the same
 * reason among them. SJ_DATA_LOSS for one that is not, SJ_ABORTED if the ledger grew. */
enum sj_status sj_audit_questions(struct sj_link *link, struct sj_replica *replica,
                                  const struct sj_city_period *period, uint64_t *count,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
