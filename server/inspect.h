/* The whole store read and recomputed from its envelopes: what fsck, rebuild and restore do. */
#ifndef SHANGJI_SERVER_INSPECT_H
#define SHANGJI_SERVER_INSPECT_H

#include "projection/replay.h"
#include "server/store/store.h"

struct sj_inspection {
    struct sj_store *store;
    struct sj_log_key ledger; /* of the founding */
    bool rebuild;             /* make the derived tables again instead of comparing them */
    void (*progress)(void *context, uint64_t done, uint64_t size); /* may be NULL */
    void *context;

    /* What was found. */
    struct sj_replay_counts counts;
    uint64_t checkpoints, cosignatures;
    struct sj_log_key newest; /* the key that signs now */
};

/* Every entry in order: line, identity, digest, signatures, verdict at its place, the text's
 * digest, tree nodes, packed facts; then every stored checkpoint and its cosignatures. The first
 * that fails is named (SJ_DATA_LOSS). With `rebuild` nodes and packed facts are written anew, in
 * one transaction: all or nothing. */
enum sj_status sj_inspect(struct sj_inspection *inspection, struct sj_error *error) SJ_WARN_UNUSED;
/* That every stored cosignature is of a stored checkpoint and of a key that is or was enrolled; for
 * sj_inspect. */
enum sj_status sj_inspect_cosignatures(struct sj_store_view *view, const struct sj_city *city,
                                       uint64_t *count, struct sj_error *error) SJ_WARN_UNUSED;
/* Whose ledger the store says it is; its key is the founding's. */
enum sj_status sj_inspect_ledger(struct sj_store *store, struct sj_log_key *ledger,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
