#include "trust/merkle.h"

#include "tests/unit/vectors.h"
#include "trust/key.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

enum { SIZE_MAX_TESTED = 70, LEVELS = 8 };

static struct sj_hash hash_of_hex(const char *hex)
{
    struct sj_hash hash = {{0}};
    assert_int_equal(vector_hex(hex, hash.bytes, SJ_HASH), SJ_HASH);
    return hash;
}

static void assert_hash_equal(const struct sj_hash *a, const struct sj_hash *b)
{
    assert_memory_equal(a->bytes, b->bytes, SJ_HASH);
}

/* ---- the vectors ---- */

/* A value too short to be a hash is padded, so that the verifier judges it. */
static struct sj_hash padded_hash(const char *hex)
{
    struct sj_hash hash = {{0}};
    assert_true(vector_hex(hex, hash.bytes, SJ_HASH) <= SJ_HASH);
    return hash;
}

static size_t inclusions, consistencies, accepted;

static uint64_t number_of(const char *text)
{
    char *end;
    uint64_t number = strtoull(text, &end, 10);
    assert_true(*text >= '0' && *text <= '9' && *end == 0);
    return number;
}

static void check_merkle(const struct vector *vector)
{
    struct sj_hash hashes[SJ_PROOF_MAX];
    size_t count = 0;
    assert_int_equal(vector->count, 8);
    uint64_t first = number_of(vector->fields[3]), size = number_of(vector->fields[4]);
    struct sj_hash start = padded_hash(vector->fields[5]), root = padded_hash(vector->fields[6]);
    char *rest = vector->fields[7];
    if (strcmp(rest, "none") == 0)
        rest = NULL;
    while (rest && count < SJ_PROOF_MAX)
        hashes[count++] = padded_hash(strsep(&rest, ","));
    bool accept = strcmp(vector->fields[1], "accept") == 0, verdict = false;
    bool hashes_told = strcmp(vector->fields[5], "-") != 0 && strcmp(vector->fields[6], "-") != 0;
    assert_true(accept || strcmp(vector->fields[1], "refuse") == 0);
    if (strcmp(vector->fields[0], "inclusion") == 0) {
        verdict =
            hashes_told && sj_merkle_verify_inclusion(&start, first, size, hashes, count, &root);
        inclusions++;
    } else {
        verdict =
            hashes_told && sj_merkle_verify_consistency(first, size, hashes, count, &start, &root);
        consistencies++;
    }
    accepted += verdict;
    if (verdict != accept)
        fail_msg("merkle.txt:%zu: should %s %s", vector->line, vector->fields[1],
                 vector->fields[2]);
}

static void test_merkle__verifies_as_transparency_dev_says(void **state)
{
    assert_int_equal(vectors_read("merkle.txt", check_merkle), 196);
    assert_int_equal(inclusions, 98);
    assert_int_equal(consistencies, 98);
    assert_int_equal(accepted, 12);
}

/* ---- a small tree, every subtree of which is kept ---- */

struct tree {
    struct sj_hash leaves[SIZE_MAX_TESTED];
    struct sj_hash nodes[LEVELS][SIZE_MAX_TESTED];
    bool present[LEVELS][SIZE_MAX_TESTED];
    size_t reads;
    size_t fail_at; /* the read that fails, 0 = none */
};

static enum sj_status tree_node(void *context, unsigned level, uint64_t index, struct sj_hash *hash,
                                struct sj_error *error)
{
    struct tree *tree = context;
    if (++tree->reads == tree->fail_at)
        return sj_error_set(error, SJ_IO, "TEST", "read failed");
    /* Asking for a subtree that is not complete yet is the mistake to find here. */
    assert_true(level < LEVELS && index < SIZE_MAX_TESTED && tree->present[level][index]);
    *hash = tree->nodes[level][index];
    return SJ_OK;
}

static struct sj_merkle_source tree_source(struct tree *tree)
{
    return (struct sj_merkle_source){tree_node, tree};
}

static void tree_grow(struct tree *tree, uint64_t size)
{
    struct sj_merkle_source source = tree_source(tree);
    struct sj_hash nodes[64];
    size_t count = 0;
    uint8_t entry[] = {'e', (uint8_t)size};
    tree->leaves[size] = sj_merkle_leaf(SJ_BYTES(entry, sizeof(entry)));
    assert_int_equal(sj_merkle_append(&source, size, &tree->leaves[size], nodes, &count, NULL),
                     SJ_OK);
    for (size_t i = 0; i < count; i++) {
        assert_false(tree->present[i][size >> i]);
        tree->nodes[i][size >> i] = nodes[i];
        tree->present[i][size >> i] = true;
    }
}

static struct tree *tree_of(uint64_t size)
{
    struct tree *tree = calloc(1, sizeof(*tree));
    assert_non_null(tree);
    for (uint64_t i = 0; i < size; i++)
        tree_grow(tree, i);
    return tree;
}

/* The definitions of RFC 9162, section 2.1, word for word. */
static struct sj_hash naive_root(const struct sj_hash *leaves, size_t count)
{
    if (count == 0)
        return sj_merkle_empty();
    if (count == 1)
        return leaves[0];
    size_t k = 1;
    while (2 * k < count)
        k *= 2;
    struct sj_hash left = naive_root(leaves, k), right = naive_root(leaves + k, count - k);
    return sj_merkle_node(&left, &right);
}

static void naive_path(const struct sj_hash *leaves, size_t count, size_t m, struct sj_proof *proof)
{
    if (count == 1)
        return;
    size_t k = 1;
    while (2 * k < count)
        k *= 2;
    if (m < k) {
        naive_path(leaves, k, m, proof);
        proof->hashes[proof->count++] = naive_root(leaves + k, count - k);
    } else {
        naive_path(leaves + k, count - k, m - k, proof);
        proof->hashes[proof->count++] = naive_root(leaves, k);
    }
}

static void naive_subproof(const struct sj_hash *leaves, size_t count, size_t m, bool whole,
                           struct sj_proof *proof)
{
    if (m == count) {
        if (!whole)
            proof->hashes[proof->count++] = naive_root(leaves, count);
        return;
    }
    size_t k = 1;
    while (2 * k < count)
        k *= 2;
    if (m <= k) {
        naive_subproof(leaves, k, m, whole, proof);
        proof->hashes[proof->count++] = naive_root(leaves + k, count - k);
    } else {
        naive_subproof(leaves + k, count - k, m - k, false, proof);
        proof->hashes[proof->count++] = naive_root(leaves, k);
    }
}

static void assert_proof_equal(const struct sj_proof *a, const struct sj_proof *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_hash_equal(&a->hashes[i], &b->hashes[i]);
}

/* The entries and roots of Certificate Transparency's own tests. */
static void test_merkle__roots_of_known_entries(void **state)
{
    static const char *const entries[] = {
        "-",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    };
    static const char *const roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    struct tree *tree = tree_of(0);
    struct sj_merkle_source source = tree_source(tree);
    for (uint64_t size = 0; size <= 8; size++) {
        struct sj_hash root, expected = hash_of_hex(roots[size]), nodes[64];
        size_t count;
        uint8_t entry[16];
        assert_int_equal(sj_merkle_root(&source, size, &root, NULL), SJ_OK);
        assert_hash_equal(&root, &expected);
        if (size == 8)
            break;
        size_t len = vector_hex(entries[size], entry, sizeof(entry));
        struct sj_hash leaf = sj_merkle_leaf(SJ_BYTES(entry, len));
        assert_int_equal(sj_merkle_append(&source, size, &leaf, nodes, &count, NULL), SJ_OK);
        for (size_t i = 0; i < count; i++) {
            tree->nodes[i][size >> i] = nodes[i];
            tree->present[i][size >> i] = true;
        }
    }
    free(tree);
}

static void test_merkle__roots_and_proofs_are_those_of_the_definition(void **state)
{
    struct tree *tree = tree_of(SIZE_MAX_TESTED);
    struct sj_merkle_source source = tree_source(tree);
    for (size_t n = 0; n <= SIZE_MAX_TESTED; n++) {
        struct sj_hash root, expected = naive_root(tree->leaves, n);
        assert_int_equal(sj_merkle_root(&source, n, &root, NULL), SJ_OK);
        assert_hash_equal(&root, &expected);
        for (size_t i = 0; i < n; i++) {
            struct sj_proof proof, naive = {.count = 0};
            naive_path(tree->leaves, n, i, &naive);
            assert_int_equal(sj_merkle_inclusion(&source, i, n, &proof, NULL), SJ_OK);
            assert_proof_equal(&proof, &naive);
        }
        for (size_t m = 1; m <= n; m++) {
            struct sj_proof proof, naive = {.count = 0};
            naive_subproof(tree->leaves, n, m, true, &naive);
            assert_int_equal(sj_merkle_consistency(&source, m, n, &proof, NULL), SJ_OK);
            assert_proof_equal(&proof, &naive);
        }
    }
    free(tree);
}

static void test_merkle__inclusion_proves_one_leaf_at_one_place(void **state)
{
    enum { N = 19 };
    struct tree *tree = tree_of(N);
    struct sj_merkle_source source = tree_source(tree);
    for (size_t n = 1; n <= N; n++) {
        struct sj_hash root = naive_root(tree->leaves, n);
        for (size_t i = 0; i < n; i++) {
            struct sj_proof proof;
            assert_int_equal(sj_merkle_inclusion(&source, i, n, &proof, NULL), SJ_OK);
            for (size_t j = 0; j < N; j++) {
                assert_true(sj_merkle_verify_inclusion(&tree->leaves[i], j, n, proof.hashes,
                                                       proof.count, &root) == (i == j));
                assert_true(sj_merkle_verify_inclusion(&tree->leaves[j], i, n, proof.hashes,
                                                       proof.count, &root) == (i == j));
            }
            if (proof.count) {
                assert_false(sj_merkle_verify_inclusion(&tree->leaves[i], i, n, proof.hashes,
                                                        proof.count - 1, &root));
                proof.hashes[proof.count - 1].bytes[31] ^= 1;
                assert_false(sj_merkle_verify_inclusion(&tree->leaves[i], i, n, proof.hashes,
                                                        proof.count, &root));
                proof.hashes[proof.count - 1].bytes[31] ^= 1;
            }
            proof.hashes[proof.count] = proof.hashes[0];
            assert_false(sj_merkle_verify_inclusion(&tree->leaves[i], i, n, proof.hashes,
                                                    proof.count + 1, &root));
        }
    }
    free(tree);
}

static void test_merkle__consistency_proves_one_pair_of_roots(void **state)
{
    enum { N = 19 };
    struct tree *tree = tree_of(N);
    struct sj_merkle_source source = tree_source(tree);
    for (size_t n = 1; n <= N; n++) {
        struct sj_hash root = naive_root(tree->leaves, n);
        for (size_t m = 1; m <= n; m++) {
            struct sj_proof proof;
            struct sj_hash old_root = naive_root(tree->leaves, m), wrong = old_root;
            assert_int_equal(sj_merkle_consistency(&source, m, n, &proof, NULL), SJ_OK);
            assert_true(
                sj_merkle_verify_consistency(m, n, proof.hashes, proof.count, &old_root, &root));
            wrong.bytes[0] ^= 0x80;
            assert_false(
                sj_merkle_verify_consistency(m, n, proof.hashes, proof.count, &wrong, &root));
            wrong = root;
            wrong.bytes[0] ^= 0x80;
            assert_false(
                sj_merkle_verify_consistency(m, n, proof.hashes, proof.count, &old_root, &wrong));
            for (size_t i = 0; i < proof.count; i++) {
                proof.hashes[i].bytes[7] ^= 4;
                assert_false(sj_merkle_verify_consistency(m, n, proof.hashes, proof.count,
                                                          &old_root, &root));
                proof.hashes[i].bytes[7] ^= 4;
            }
            proof.hashes[proof.count] = root;
            assert_false(sj_merkle_verify_consistency(m, n, proof.hashes, proof.count + 1,
                                                      &old_root, &root));
        }
    }
    free(tree);
}

static void test_merkle__refuses_places_outside_the_tree(void **state)
{
    struct tree *tree = tree_of(5);
    struct sj_merkle_source source = tree_source(tree);
    struct sj_proof proof;
    struct sj_hash nodes[64], empty = sj_merkle_empty();
    struct sj_error error = {0};
    size_t count;
    assert_int_equal(sj_merkle_inclusion(&source, 5, 5, &proof, &error), SJ_OUT_OF_RANGE);
    assert_int_equal(sj_merkle_inclusion(&source, 0, 0, &proof, &error), SJ_OUT_OF_RANGE);
    assert_int_equal(sj_merkle_inclusion(&source, UINT64_MAX, 5, &proof, &error), SJ_OUT_OF_RANGE);
    assert_int_equal(sj_merkle_consistency(&source, 0, 5, &proof, &error), SJ_OUT_OF_RANGE);
    assert_int_equal(sj_merkle_consistency(&source, 6, 5, &proof, &error), SJ_OUT_OF_RANGE);
    assert_int_equal(sj_merkle_consistency(&source, 0, 0, &proof, &error), SJ_OUT_OF_RANGE);
    assert_int_equal(sj_merkle_append(&source, UINT64_MAX, &tree->leaves[0], nodes, &count, &error),
                     SJ_OUT_OF_RANGE);
    assert_false(sj_merkle_verify_consistency(0, 0, NULL, 0, &empty, &empty));
    assert_false(sj_merkle_verify_inclusion(&empty, 0, 0, NULL, 0, &empty));
    free(tree);
}

static void test_merkle__failed_reads_are_reported(void **state)
{
    struct tree *tree = tree_of(23);
    struct sj_merkle_source source = tree_source(tree);
    struct sj_proof proof;
    struct sj_hash root, nodes[64];
    size_t count;
    for (size_t at = 1; at <= 2; at++) {
        struct sj_error error = {0};
        tree->fail_at = at;
        tree->reads = 0;
        assert_int_equal(sj_merkle_root(&source, 23, &root, &error), SJ_IO);
        assert_string_equal(error.reason, "TEST");
        tree->reads = 0;
        assert_int_equal(sj_merkle_inclusion(&source, 3, 23, &proof, &error), SJ_IO);
        tree->reads = 0;
        assert_int_equal(sj_merkle_consistency(&source, 21, 23, &proof, &error), SJ_IO);
        tree->reads = 0;
        assert_int_equal(sj_merkle_append(&source, 23, &tree->leaves[0], nodes, &count, &error),
                         SJ_IO);
    }
    free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merkle__verifies_as_transparency_dev_says),
        cmocka_unit_test(test_merkle__roots_of_known_entries),
        cmocka_unit_test(test_merkle__roots_and_proofs_are_those_of_the_definition),
        cmocka_unit_test(test_merkle__inclusion_proves_one_leaf_at_one_place),
        cmocka_unit_test(test_merkle__consistency_proves_one_pair_of_roots),
        cmocka_unit_test(test_merkle__refuses_places_outside_the_tree),
        cmocka_unit_test(test_merkle__failed_reads_are_reported),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
