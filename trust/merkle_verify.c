/* The verifiers of RFC 9162, sections 2.1.3.2 and 2.1.4.2. Apart from what makes proofs, because
 * whoever only checks needs nothing but this. */
#include "trust/merkle.h"

#include <string.h>

static bool hash_equal(const struct sj_hash *a, const struct sj_hash *b)
{
    return memcmp(a->bytes, b->bytes, SJ_HASH) == 0;
}

/* The place of a node and of the last node of its level, as both go up the tree. */
struct climb {
    uint64_t node, last;
};

static void climb_up(struct climb *climb)
{
    climb->node >>= 1;
    climb->last >>= 1;
}

/* Whether the next hash of a proof stands to the left of the node. If so and the node is the last
 * of its level without a partner there, goes up to where it has one. */
static bool climb_left(struct climb *climb)
{
    if (!(climb->node & 1) && climb->node != climb->last)
        return false;
    while (!(climb->node & 1) && climb->node != 0)
        climb_up(climb);
    return true;
}

bool sj_merkle_verify_inclusion(const struct sj_hash *leaf, uint64_t index, uint64_t size,
                                const struct sj_hash *hashes, size_t count,
                                const struct sj_hash *root)
{
    if (index >= size)
        return false;
    struct climb climb = {index, size - 1};
    struct sj_hash hash = *leaf;
    for (size_t i = 0; i < count; i++) {
        if (climb.last == 0)
            return false;
        if (climb_left(&climb))
            hash = sj_merkle_node(&hashes[i], &hash);
        else
            hash = sj_merkle_node(&hash, &hashes[i]);
        climb_up(&climb);
    }
    return climb.last == 0 && hash_equal(&hash, root);
}

bool sj_merkle_verify_consistency(uint64_t old_size, uint64_t size, const struct sj_hash *hashes,
                                  size_t count, const struct sj_hash *old_root,
                                  const struct sj_hash *root)
{
    if (old_size == 0 || old_size > size)
        return false;
    if (old_size == size)
        return count == 0 && hash_equal(old_root, root);
    if (count == 0)
        return false;
    /* A power of two is a complete subtree, whose hash is the old root itself and left out. */
    bool whole = (old_size & (old_size - 1)) == 0;
    struct climb climb = {old_size - 1, size - 1};
    while (climb.node & 1)
        climb_up(&climb);
    struct sj_hash old_hash = whole ? *old_root : hashes[0], new_hash = old_hash;
    for (size_t i = whole ? 0 : 1; i < count; i++) {
        if (climb.last == 0)
            return false;
        if (climb_left(&climb)) {
            old_hash = sj_merkle_node(&hashes[i], &old_hash);
            new_hash = sj_merkle_node(&hashes[i], &new_hash);
        } else {
            new_hash = sj_merkle_node(&new_hash, &hashes[i]);
        }
        climb_up(&climb);
    }
    return climb.last == 0 && hash_equal(&old_hash, old_root) && hash_equal(&new_hash, root);
}
