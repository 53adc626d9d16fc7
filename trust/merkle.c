#include "trust/merkle.h"

#include "base/i18n.h"

#include <sodium.h>

_Static_assert(SJ_HASH == crypto_hash_sha256_BYTES, "size of a hash");

struct sj_hash sj_merkle_leaf(struct sj_bytes entry)
{
    static const uint8_t prefix[] = {0x00};
    struct sj_hash hash;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, prefix, sizeof(prefix));
    crypto_hash_sha256_update(&state, entry.data, entry.len);
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

struct sj_hash sj_merkle_node(const struct sj_hash *left, const struct sj_hash *right)
{
    static const uint8_t prefix[] = {0x01};
    struct sj_hash hash;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, prefix, sizeof(prefix));
    crypto_hash_sha256_update(&state, left->bytes, SJ_HASH);
    crypto_hash_sha256_update(&state, right->bytes, SJ_HASH);
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

struct sj_hash sj_merkle_empty(void)
{
    struct sj_hash hash;
    crypto_hash_sha256(hash.bytes, NULL, 0);
    return hash;
}

/* Leaves [start, start + count): a subtree of RFC 6962's recursion, so `start` is a multiple of a
 * power of two that is at least `count`. */
struct range {
    uint64_t start, count;
};

/* Its hash: the complete subtrees that the bits of count name, joined from the right. */
static enum sj_status range_hash(const struct sj_merkle_source *source, struct range range,
                                 struct sj_hash *hash, struct sj_error *error)
{
    bool joined = false;
    for (unsigned level = 0; level < 64 && range.count >> level; level++) {
        if (!(range.count >> level & 1))
            continue;
        struct sj_hash node;
        uint64_t index = ((range.start + range.count) >> level) - 1;
        enum sj_status status = source->node(source->context, level, index, &node, error);
        if (status)
            return status;
        *hash = joined ? sj_merkle_node(&node, hash) : node;
        joined = true;
    }
    return SJ_OK;
}

/* The largest power of two below n; n ≥ 2. */
static uint64_t split(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* Goes down one level from *range towards the leaf, and says which half was left aside. True if
 * it went right. */
static bool descend(struct range *range, uint64_t leaf, struct range *aside)
{
    uint64_t left_count = split(range->count);
    struct range left = {range->start, left_count};
    struct range right = {range->start + left_count, range->count - left_count};
    bool went_right = leaf >= right.start;
    *range = went_right ? right : left;
    *aside = went_right ? left : right;
    return went_right;
}

/* A proof runs from the leaf upwards, the ranges were met downwards. */
static enum sj_status prove(const struct sj_merkle_source *source, const struct range *ranges,
                            size_t count, struct sj_proof *proof, struct sj_error *error)
{
    for (size_t i = 0; i < count; i++) {
        enum sj_status status = range_hash(source, ranges[count - 1 - i], &proof->hashes[i], error);
        if (status)
            return status;
    }
    proof->count = count;
    return SJ_OK;
}

enum sj_status sj_merkle_append(const struct sj_merkle_source *source, uint64_t size,
                                const struct sj_hash *leaf, struct sj_hash nodes[static 64],
                                size_t *node_count, struct sj_error *error)
{
    if (size == UINT64_MAX)
        return sj_error_set(error, SJ_OUT_OF_RANGE, "TREE_FULL",
                            _("the ledger is full: no tree has more than 2^64-1 entries; start a "
                              "new ledger"));
    size_t level = 0;
    nodes[0] = *leaf;
    for (; size >> level & 1; level++) {
        struct sj_hash left;
        uint64_t index = (size >> level) - 1;
        enum sj_status status = source->node(source->context, (unsigned)level, index, &left, error);
        if (status)
            return status;
        nodes[level + 1] = sj_merkle_node(&left, &nodes[level]);
    }
    *node_count = level + 1;
    return SJ_OK;
}

enum sj_status sj_merkle_root(const struct sj_merkle_source *source, uint64_t size,
                              struct sj_hash *root, struct sj_error *error)
{
    if (size == 0) {
        *root = sj_merkle_empty();
        return SJ_OK;
    }
    return range_hash(source, (struct range){0, size}, root, error);
}

enum sj_status sj_merkle_inclusion(const struct sj_merkle_source *source, uint64_t index,
                                   uint64_t size, struct sj_proof *proof, struct sj_error *error)
{
    struct range asides[SJ_PROOF_MAX], range = {0, size};
    size_t count = 0;
    if (index >= size)
        return sj_error_set(error, SJ_OUT_OF_RANGE, "INDEX_OUT_OF_RANGE",
                            _("there is no entry %llu in a ledger of %llu entries; ask for a "
                              "smaller index"),
                            (unsigned long long)index, (unsigned long long)size);
    while (range.count > 1)
        descend(&range, index, &asides[count++]);
    return prove(source, asides, count, proof, error);
}

enum sj_status sj_merkle_consistency(const struct sj_merkle_source *source, uint64_t old_size,
                                     uint64_t size, struct sj_proof *proof, struct sj_error *error)
{
    struct range asides[SJ_PROOF_MAX], range = {0, size};
    size_t count = 0;
    bool known = true; /* the old root is the hash of range: it need not be told */
    if (old_size == 0 || old_size > size)
        return sj_error_set(error, SJ_OUT_OF_RANGE, "SIZE_OUT_OF_RANGE",
                            _("no proof leads from a ledger of %llu entries to one of %llu; ask "
                              "for a size from 1 up to the present one"),
                            (unsigned long long)old_size, (unsigned long long)size);
    while (old_size - range.start < range.count)
        known = !descend(&range, old_size - 1, &asides[count++]) && known;
    if (!known)
        asides[count++] = range;
    return prove(source, asides, count, proof, error);
}
