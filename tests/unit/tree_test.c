#include "folder.h"

#include "server/tree.h"
#include "trust/frontier.h"

enum { LEAVES = 300 };

static struct sj_hash leaf(uint64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "leaf %u", (unsigned)number);
    return sj_merkle_leaf(sj_bytes_of(text));
}

static struct sj_store *open_store(struct folder *folder)
{
    struct sj_store *store;
    struct sj_error error;
    struct sj_store_config config = {.directory = folder->path, .create = true, .views = 1};
    assert_int_equal(sj_store_open(&config, &store, &error), SJ_OK);
    return store;
}

static void append(struct sj_tree *tree, struct sj_store *store, uint64_t number)
{
    struct sj_error error;
    struct sj_hash hash = leaf(number);
    assert_int_equal(sj_tree_append(tree, store, number, &hash, &error), SJ_OK);
}

static void test_tree__stored_nodes_and_the_edge_give_the_same_root(void **state)
{
    struct sj_error error;
    struct sj_tree tree, uncached;
    struct sj_frontier frontier = {0};
    struct sj_store *store = open_store(*state);
    assert_int_equal(sj_tree_init(&tree, sj_store_writer(store), true, &error), SJ_OK);
    assert_int_equal(sj_tree_init(&uncached, sj_store_writer(store), false, &error), SJ_OK);
    assert_int_equal(sj_store_begin(store, &error), SJ_OK);
    for (uint64_t i = 0; i < LEAVES; i++) {
        struct sj_hash hash = leaf(i), made, stored, read;
        struct sj_merkle_source source = sj_tree_source(&tree), plain = sj_tree_source(&uncached);
        append(&tree, store, i);
        assert_int_equal(sj_frontier_append(&frontier, &hash, &error), SJ_OK);
        assert_int_equal(sj_frontier_root(&frontier, &made, &error), SJ_OK);
        assert_int_equal(sj_merkle_root(&source, i + 1, &stored, &error), SJ_OK);
        assert_int_equal(sj_merkle_root(&plain, i + 1, &read, &error), SJ_OK);
        assert_memory_equal(made.bytes, stored.bytes, SJ_HASH);
        assert_memory_equal(made.bytes, read.bytes, SJ_HASH);
    }
    assert_int_equal(sj_store_commit(store, &error), SJ_OK);
    sj_tree_clear(&tree);
    sj_tree_clear(&uncached);
    sj_store_close(store);
}

static void test_tree__proves_every_leaf(void **state)
{
    struct sj_error error;
    struct sj_tree tree;
    struct sj_proof proof;
    struct sj_hash root;
    struct sj_store *store = open_store(*state);
    assert_int_equal(sj_tree_init(&tree, sj_store_writer(store), true, &error), SJ_OK);
    assert_int_equal(sj_store_begin(store, &error), SJ_OK);
    for (uint64_t i = 0; i < LEAVES; i++)
        append(&tree, store, i);
    struct sj_merkle_source source = sj_tree_source(&tree);
    assert_int_equal(sj_merkle_root(&source, LEAVES, &root, &error), SJ_OK);
    for (uint64_t i = 0; i < LEAVES; i++) {
        struct sj_hash hash = leaf(i), other = leaf(i + 1);
        assert_int_equal(sj_merkle_inclusion(&source, i, LEAVES, &proof, &error), SJ_OK);
        assert_true(sj_merkle_verify_inclusion(&hash, i, LEAVES, proof.hashes, proof.count, &root));
        assert_false(
            sj_merkle_verify_inclusion(&other, i, LEAVES, proof.hashes, proof.count, &root));
    }
    sj_store_rollback(store);
    sj_tree_clear(&tree);
    sj_store_close(store);
}

/* What was appended in vain must not come out of memory afterwards. */
static void test_tree__forgets_what_was_rolled_back(void **state)
{
    struct sj_error error;
    struct sj_tree tree;
    struct sj_hash before, after, wrong = leaf(99);
    struct sj_store *store = open_store(*state);
    assert_int_equal(sj_tree_init(&tree, sj_store_writer(store), true, &error), SJ_OK);
    struct sj_merkle_source source = sj_tree_source(&tree);
    assert_int_equal(sj_store_begin(store, &error), SJ_OK);
    append(&tree, store, 0);
    assert_int_equal(sj_store_commit(store, &error), SJ_OK);
    assert_int_equal(sj_merkle_root(&source, 1, &before, &error), SJ_OK);
    assert_int_equal(sj_store_begin(store, &error), SJ_OK);
    assert_int_equal(sj_tree_append(&tree, store, 1, &wrong, &error), SJ_OK);
    sj_store_rollback(store);
    sj_tree_forget(&tree);
    assert_int_equal(sj_merkle_root(&source, 2, &after, &error), SJ_DATA_LOSS);
    assert_int_equal(sj_merkle_root(&source, 1, &after, &error), SJ_OK);
    assert_memory_equal(before.bytes, after.bytes, SJ_HASH);
    sj_tree_clear(&tree);
    sj_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_tree__stored_nodes_and_the_edge_give_the_same_root),
        FOLDER_TEST(test_tree__proves_every_leaf),
        FOLDER_TEST(test_tree__forgets_what_was_rolled_back),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
