/* A city that began a new ledger, its old one being lost: whether the new one names the old, and
 * the folder's move from the one to the other. What was kept of the old ledger, receipts above all,
 * goes to former/ORIGIN/ and stays there: it proves what had been taken in, and when. */
#ifndef SHANGJI_CLIENT_FOLLOW_H
#define SHANGJI_CLIENT_FOLLOW_H

#include "client/city_link.h"
#include "client/home.h"

/* Reads the founding of `link`'s ledger: signed by it, with an operator's or recovery key that the
 * old card names as well, following a checkpoint of the old ledger that does not contradict the
 * last one this folder has seen. Says how many entries are lost with it. Then moves what is the old
 * ledger's. SJ_EXISTS where the founding follows nothing or another; SJ_DATA_LOSS for two histories
 * of the old ledger. */
enum sj_status sj_follow(struct sj_home *home, const Shangji__V1__CityCard *old,
                         struct sj_link *link, struct sj_error *error) SJ_WARN_UNUSED;

/* The folders of former ledgers, each a home with a sent/ of its own; paths in the arena. */
enum sj_status sj_former_list(struct sj_home *home, struct sj_arena *arena, const char ***paths,
                              size_t *count, struct sj_error *error) SJ_WARN_UNUSED;
/* Puts every report that was sent to former ledgers, and not yet to this one, into the outbox: the
 * same bytes under the same signatures. *count is how many. */
enum sj_status sj_former_again(struct sj_home *home, size_t *count,
                               struct sj_error *error) SJ_WARN_UNUSED;

#endif
