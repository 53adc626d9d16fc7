/* A key's rotation, from the wish to the day the new key signs. In the folder:
 *
 *     key                the key that signs
 *     key.new            the one to come, encrypted, 0600
 *     key.new.envelope   the request for its enrolment, signed by both; made once
 *     key.KEYID          a key that was rotated out; kept
 *
 * The new key is written before the request that names it, so that no request goes out whose key
 * could be lost. Until the request stands in the ledger (its receipt is verified, not the roll
 * believed) `key` stays the old one. Then, under the outbox's lock: the receipt is kept in sent/,
 * `key` is copied to key.KEYID, key.new renamed to key, the request removed. A kill in between
 * leaves a state that the next look carries on from; at no moment is a key in one place only that
 * is about to be written over. Used by one thread. */
#ifndef SHANGJI_CLIENT_ROTATION_H
#define SHANGJI_CLIENT_ROTATION_H

#include "client/city_link.h"
#include "client/home.h"

struct sj_rotation {
    bool begun;               /* key.new is there */
    struct sj_public_key key; /* its public half */
    struct sj_bytes request;  /* empty where it was not made yet; in the home's arena */
};

enum sj_status sj_rotation_look(struct sj_home *home, struct sj_rotation *rotation,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Keeps a request; where one was made meanwhile that one stays, and is what rotation->request is
 * afterwards. */
enum sj_status sj_rotation_ask(struct sj_home *home, struct sj_bytes request,
                               struct sj_rotation *rotation, struct sj_error *error) SJ_WARN_UNUSED;
/* Asks the city whether the request stands in the ledger, and then makes the new key the one that
 * signs. *switched: it has; the entry's index in *index, 0 where an earlier run had come as far as
 * the keys and only the request was left to be cleared away. Without a rotation nothing is asked.
 * SJ_UNAVAILABLE or SJ_DEADLINE where the city cannot be reached. */
enum sj_status sj_rotation_settle(struct sj_home *home, struct sj_link *link, bool *switched,
                                  uint64_t *index, struct sj_error *error) SJ_WARN_UNUSED;
/* Says on stdout that the new key signs from now on. */
void sj_rotation_print(struct sj_home *home, uint64_t index);

#endif
