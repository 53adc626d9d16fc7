/* The Merkle tree of RFC 6962 and RFC 9162 over SHA-256: hashes, proofs, their verification.
 * Hashes of complete subtrees are read through a callback, so that a tree of any size needs no
 * memory here and proofs take logarithmically many reads. */
#ifndef SHANGJI_TRUST_MERKLE_H
#define SHANGJI_TRUST_MERKLE_H

#include "base/bytes.h"

/* An inclusion proof has at most 64 hashes, a consistency proof between sizes above 2^63 one more.
 */
enum { SJ_HASH = 32, SJ_PROOF_MAX = 65 };

struct sj_hash {
    uint8_t bytes[SJ_HASH];
};

struct sj_proof {
    struct sj_hash hashes[SJ_PROOF_MAX];
    size_t count;
};

struct sj_hash sj_merkle_leaf(struct sj_bytes entry);
struct sj_hash sj_merkle_node(const struct sj_hash *left, const struct sj_hash *right);
struct sj_hash sj_merkle_empty(void);

/* The hash of the complete subtree `index` at `level` (level 0: leaves): of the 2^level leaves
 * from index × 2^level. */
struct sj_merkle_source {
    enum sj_status (*node)(void *context, unsigned level, uint64_t index, struct sj_hash *hash,
                           struct sj_error *error);
    void *context;
};

/* Appending leaf number `size`: the complete subtrees that it finishes, from level 0 upwards
 * (at most 64). The nodes below come from the source. Store nodes[i] as (i, size >> i). */
enum sj_status sj_merkle_append(const struct sj_merkle_source *source, uint64_t size,
                                const struct sj_hash *leaf, struct sj_hash nodes[static 64],
                                size_t *node_count, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_merkle_root(const struct sj_merkle_source *source, uint64_t size,
                              struct sj_hash *root, struct sj_error *error) SJ_WARN_UNUSED;
/* index < size, else SJ_OUT_OF_RANGE. */
enum sj_status sj_merkle_inclusion(const struct sj_merkle_source *source, uint64_t index,
                                   uint64_t size, struct sj_proof *proof,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* 0 < old_size ≤ size, else SJ_OUT_OF_RANGE. */
enum sj_status sj_merkle_consistency(const struct sj_merkle_source *source, uint64_t old_size,
                                     uint64_t size, struct sj_proof *proof,
                                     struct sj_error *error) SJ_WARN_UNUSED;

bool sj_merkle_verify_inclusion(const struct sj_hash *leaf, uint64_t index, uint64_t size,
                                const struct sj_hash *hashes, size_t count,
                                const struct sj_hash *root) SJ_WARN_UNUSED;
bool sj_merkle_verify_consistency(uint64_t old_size, uint64_t size, const struct sj_hash *hashes,
                                  size_t count, const struct sj_hash *old_root,
                                  const struct sj_hash *root) SJ_WARN_UNUSED;

#endif
