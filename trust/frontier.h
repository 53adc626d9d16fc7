/* The right edge of a Merkle tree that grows from nothing: enough to append leaves and to give the
 * root, in constant memory. With it a tree is recomputed from its entries. */
#ifndef SHANGJI_TRUST_FRONTIER_H
#define SHANGJI_TRUST_FRONTIER_H

#include "base/bytes.h"
#include "trust/merkle.h"

enum { SJ_FRONTIER_LEVELS = 64 };

struct sj_frontier {
    uint64_t size;
    struct sj_hash hashes[SJ_FRONTIER_LEVELS]; /* of the newest complete subtree of each level */
    uint64_t indices[SJ_FRONTIER_LEVELS];
};

enum sj_status sj_frontier_append(struct sj_frontier *frontier, const struct sj_hash *leaf,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* The same, and the complete subtrees that the leaf finishes: nodes[i] is (i, size >> i). */
enum sj_status sj_frontier_append_nodes(struct sj_frontier *frontier, const struct sj_hash *leaf,
                                        struct sj_hash nodes[static SJ_FRONTIER_LEVELS],
                                        size_t *count, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_frontier_root(struct sj_frontier *frontier, struct sj_hash *root,
                                struct sj_error *error) SJ_WARN_UNUSED;

/* As text: the size, then, from the largest subtree to the smallest, the hash of each that the
 * tree of that size consists of, a line of base64 each. Decode takes only what encode writes. */
void sj_frontier_encode(const struct sj_frontier *frontier, struct sj_buffer *text);
bool sj_frontier_decode(struct sj_bytes text, struct sj_frontier *frontier) SJ_WARN_UNUSED;

#endif
