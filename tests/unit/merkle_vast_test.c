/* Trees up to the last size that 64 bits can count: all leaves alike but one, so that the hash of
 * any subtree can be told without storing the tree. */
#include "trust/merkle.h"

#include "trust/key.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static void assert_hash_equal(const struct sj_hash *a, const struct sj_hash *b)
{
    assert_memory_equal(a->bytes, b->bytes, SJ_HASH);
}

struct vast {
    struct sj_hash plain[64], leaf; /* complete subtrees of plain leaves; the one that differs */
    uint64_t place;
    size_t reads;
};

static enum sj_status vast_node(void *context, unsigned level, uint64_t index, struct sj_hash *hash,
                                struct sj_error *error)
{
    struct vast *vast = context;
    vast->reads++;
    assert_true(level < 64);
    assert_true(level == 0 || index <= UINT64_MAX >> level);
    *hash = vast->plain[level];
    if (vast->place >> level != index)
        return SJ_OK;
    *hash = vast->leaf;
    for (unsigned i = 0; i < level; i++)
        *hash = vast->place >> i & 1 ? sj_merkle_node(&vast->plain[i], hash)
                                     : sj_merkle_node(hash, &vast->plain[i]);
    return SJ_OK;
}

static void vast_init(struct vast *vast, uint64_t place)
{
    vast->plain[0] = sj_merkle_leaf(SJ_LITERAL("plain"));
    for (unsigned i = 1; i < 64; i++)
        vast->plain[i] = sj_merkle_node(&vast->plain[i - 1], &vast->plain[i - 1]);
    vast->leaf = sj_merkle_leaf(SJ_LITERAL("the one"));
    vast->place = place;
    vast->reads = 0;
}

static const uint64_t vast_sizes[] = {
    UINT64_MAX,
    UINT64_MAX - 1,
    UINT64_MAX - 2,
    UINT64_C(1) << 63,
    (UINT64_C(1) << 63) + 1,
    (UINT64_C(1) << 63) - 1,
    UINT64_C(0xAAAAAAAAAAAAAAAA),
    UINT64_C(1) << 32,
};

static void test_merkle__inclusion_in_trees_up_to_the_last_size(void **state)
{
    for (size_t s = 0; s < sizeof(vast_sizes) / sizeof(vast_sizes[0]); s++) {
        uint64_t n = vast_sizes[s];
        const uint64_t places[] = {0, 1, n / 3, n / 2, n - 2, n - 1};
        for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++) {
            struct vast vast;
            struct sj_merkle_source source = {vast_node, &vast};
            struct sj_hash root;
            struct sj_proof proof;
            uint64_t i = places[p];
            vast_init(&vast, i);
            assert_int_equal(sj_merkle_root(&source, n, &root, NULL), SJ_OK);
            assert_true(vast.reads <= 64);
            vast.reads = 0;
            assert_int_equal(sj_merkle_inclusion(&source, i, n, &proof, NULL), SJ_OK);
            assert_true(vast.reads <= 128);
            assert_true(
                sj_merkle_verify_inclusion(&vast.leaf, i, n, proof.hashes, proof.count, &root));
            assert_false(
                sj_merkle_verify_inclusion(&vast.leaf, i + 1, n, proof.hashes, proof.count, &root));
            assert_false(
                sj_merkle_verify_inclusion(&vast.leaf, i - 1, n, proof.hashes, proof.count, &root));
        }
    }
}

static void test_merkle__consistency_in_trees_up_to_the_last_size(void **state)
{
    for (size_t s = 0; s < sizeof(vast_sizes) / sizeof(vast_sizes[0]); s++) {
        uint64_t n = vast_sizes[s];
        const uint64_t olds[] = {1, 2, n / 3, n / 2, n - 2, n - 1, n};
        for (size_t p = 0; p < sizeof(olds) / sizeof(olds[0]); p++) {
            struct vast vast;
            struct sj_merkle_source source = {vast_node, &vast};
            struct sj_hash root, old_root, other;
            struct sj_proof proof;
            uint64_t m = olds[p];
            vast_init(&vast, m - 1);
            assert_int_equal(sj_merkle_root(&source, n, &root, NULL), SJ_OK);
            assert_int_equal(sj_merkle_root(&source, m, &old_root, NULL), SJ_OK);
            vast.reads = 0;
            assert_int_equal(sj_merkle_consistency(&source, m, n, &proof, NULL), SJ_OK);
            assert_true(vast.reads <= 129);
            assert_true(
                sj_merkle_verify_consistency(m, n, proof.hashes, proof.count, &old_root, &root));
            /* The same old size with another last leaf is another history. */
            vast_init(&vast, 0);
            vast.leaf = sj_merkle_leaf(SJ_LITERAL("rewritten"));
            assert_int_equal(sj_merkle_root(&source, m, &other, NULL), SJ_OK);
            assert_false(
                sj_merkle_verify_consistency(m, n, proof.hashes, proof.count, &other, &root));
        }
    }
}

static void test_merkle__longest_consistency_proof_has_room(void **state)
{
    struct vast vast;
    struct sj_merkle_source source = {vast_node, &vast};
    struct sj_hash root, old_root;
    struct sj_proof proof;
    uint64_t old_size = UINT64_MAX - 2;
    vast_init(&vast, 5);
    assert_int_equal(sj_merkle_consistency(&source, old_size, UINT64_MAX, &proof, NULL), SJ_OK);
    assert_int_equal(proof.count, SJ_PROOF_MAX);
    assert_int_equal(sj_merkle_root(&source, UINT64_MAX, &root, NULL), SJ_OK);
    assert_int_equal(sj_merkle_root(&source, old_size, &old_root, NULL), SJ_OK);
    assert_true(sj_merkle_verify_consistency(old_size, UINT64_MAX, proof.hashes, proof.count,
                                             &old_root, &root));
}

static void test_merkle__append_finishes_up_to_64_subtrees(void **state)
{
    struct vast vast;
    struct sj_merkle_source source = {vast_node, &vast};
    struct sj_hash nodes[64];
    size_t count = 0;
    vast_init(&vast, UINT64_MAX);
    assert_int_equal(
        sj_merkle_append(&source, (UINT64_C(1) << 63) - 1, &vast.plain[0], nodes, &count, NULL),
        SJ_OK);
    assert_int_equal(count, 64);
    for (size_t i = 0; i < 64; i++)
        assert_hash_equal(&nodes[i], &vast.plain[i]);
    assert_int_equal(sj_merkle_append(&source, UINT64_MAX - 1, &vast.plain[0], nodes, &count, NULL),
                     SJ_OK);
    assert_int_equal(count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merkle__inclusion_in_trees_up_to_the_last_size),
        cmocka_unit_test(test_merkle__consistency_in_trees_up_to_the_last_size),
        cmocka_unit_test(test_merkle__longest_consistency_proof_has_room),
        cmocka_unit_test(test_merkle__append_finishes_up_to_64_subtrees),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
