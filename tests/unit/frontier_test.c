/* A tree's right edge: the root that it gives is the tree's, at every size and after a rest on
 * disk. */
#include "unit.h"

#include "trust/frontier.h"

enum { LEAVES = 300 };

static struct sj_hash leaf_of(uint64_t number)
{
    return sj_merkle_leaf(SJ_BYTES(&number, sizeof number));
}

/* The root by the definition of RFC 6962, for comparison. */
static struct sj_hash root_of(uint64_t start, uint64_t count)
{
    uint64_t half = 1;
    if (count == 1)
        return leaf_of(start);
    while (2 * half < count)
        half *= 2;
    struct sj_hash left = root_of(start, half), right = root_of(start + half, count - half);
    return sj_merkle_node(&left, &right);
}

static void assert_root(struct sj_frontier *frontier)
{
    struct sj_error error;
    struct sj_hash root, wanted = root_of(0, frontier->size);
    assert_int_equal(sj_frontier_root(frontier, &root, &error), SJ_OK);
    assert_memory_equal(root.bytes, wanted.bytes, SJ_HASH);
}

static void append(struct sj_frontier *frontier)
{
    struct sj_error error;
    struct sj_hash leaf = leaf_of(frontier->size);
    assert_int_equal(sj_frontier_append(frontier, &leaf, &error), SJ_OK);
}

static void test_frontier__gives_the_root_of_every_size(void **state)
{
    struct sj_frontier frontier = {.size = 0};
    while (frontier.size < LEAVES) {
        append(&frontier);
        assert_root(&frontier);
    }
}

static void test_frontier__goes_on_from_its_text(void **state)
{
    struct sj_frontier frontier = {.size = 0};
    while (frontier.size < LEAVES) {
        struct sj_frontier read;
        struct sj_buffer text = {.limit = 0};
        sj_frontier_encode(&frontier, &text);
        assert_true(sj_frontier_decode(sj_buffer_bytes(&text), &read));
        assert_int_equal(read.size, frontier.size);
        append(&read);
        assert_root(&read);
        frontier = read;
        sj_buffer_clear(&text);
    }
}

/* Each flipped bit is refused or another edge, and never taken for the same. */
static void test_frontier__no_flipped_bit_reads_as_the_same(void **state)
{
    struct sj_frontier frontier = {.size = 0}, read;
    struct sj_buffer text = {.limit = 0};
    struct sj_hash wanted, root;
    struct sj_error error;
    while (frontier.size < 13)
        append(&frontier);
    assert_int_equal(sj_frontier_root(&frontier, &wanted, &error), SJ_OK);
    sj_frontier_encode(&frontier, &text);
    for (size_t i = 0; i < 8 * text.len; i++) {
        text.data[i / 8] ^= (uint8_t)(1U << i % 8);
        if (sj_frontier_decode(sj_buffer_bytes(&text), &read) && read.size == frontier.size) {
            assert_int_equal(sj_frontier_root(&read, &root, &error), SJ_OK);
            assert_memory_not_equal(root.bytes, wanted.bytes, SJ_HASH);
        }
        text.data[i / 8] ^= (uint8_t)(1U << i % 8);
    }
    assert_false(
        sj_frontier_decode(sj_bytes_slice(sj_buffer_bytes(&text), 0, text.len - 1), &read));
    sj_buffer_add_char(&text, '\n');
    assert_false(sj_frontier_decode(sj_buffer_bytes(&text), &read));
    assert_false(sj_frontier_decode(SJ_LITERAL(""), &read));
    assert_false(sj_frontier_decode(SJ_LITERAL("007\n"), &read));
    assert_false(sj_frontier_decode(SJ_LITERAL("18446744073709551616\n"), &read));
    sj_buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frontier__gives_the_root_of_every_size),
        cmocka_unit_test(test_frontier__goes_on_from_its_text),
        cmocka_unit_test(test_frontier__no_flipped_bit_reads_as_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
