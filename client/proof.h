/* Answers with their proof in one file: docs/proofs.md. */
#ifndef SHANGJI_CLIENT_PROOF_H
#define SHANGJI_CLIENT_PROOF_H

#include "client/replica.h"

struct sj_link;

/* Fetches what the answer rests on, verifies it as anybody would, and writes the file whole or not
 * at all. SJ_ABORTED where the ledger grew since the answer: ask again. */
enum sj_status sj_proof_write(struct sj_link *link, const Shangji__V1__RankRequest *request,
                              Shangji__V1__RankAnswer *answer, const char *path,
                              struct sj_error *error) SJ_WARN_UNUSED;

struct sj_proof_verified {
    Shangji__V1__ProofHead *head; /* in the arena */
    struct sj_replay_counts counts;
    struct sj_log_key key;       /* that signed the checkpoint */
    const char *division, *name; /* in the arena */
};

/* Recomputes root and answer from the file alone. `card` NULL: the keys are the file's own word.
 * SJ_DATA_LOSS with what does not hold, SJ_INVALID for what is no proof. */
enum sj_status sj_proof_verify(const char *path, const Shangji__V1__CityCard *card,
                               struct sj_arena *arena, struct sj_proof_verified *verified,
                               struct sj_error *error) SJ_WARN_UNUSED;

#endif
