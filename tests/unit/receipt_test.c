#include "trust/checkpoint.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#define ORIGIN "shangji.example/2021"
#define ROOT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
/* A cosignature of a witness: key type 0x04, so 4 + 8 + 64 bytes. */
#define COSIGNATURE                                                                                \
    "\xE2\x80\x94 witness.example/w1 "                                                             \
    "AQIDBAAAAABl8gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
    "AAAA"                                                                                         \
    "AAAAAA==\n"

enum { N = 7 };

static struct sj_key *key, *other_key;
static struct sj_log_key log_key;

static int make_keys(void **state)
{
    const uint8_t seed[32] = {7}, other_seed[32] = {8};
    if (sj_key_of_seed(seed, &key, NULL) != SJ_OK ||
        sj_key_of_seed(other_seed, &other_key, NULL) != SJ_OK)
        return -1;
    log_key = (struct sj_log_key){.origin = ORIGIN, .key = sj_key_public(key)};
    return 0;
}

static int free_keys(void **state)
{
    sj_key_free(key);
    sj_key_free(other_key);
    return 0;
}

struct tree {
    struct sj_hash nodes[3][N];
};

static enum sj_status tree_node(void *context, unsigned level, uint64_t index, struct sj_hash *hash,
                                struct sj_error *error)
{
    struct tree *tree = context;
    assert_true(level < 3 && index < (uint64_t)N >> level);
    *hash = tree->nodes[level][index];
    return SJ_OK;
}

static struct sj_bytes entry_of(uint64_t index)
{
    static const char *const entries[N] = {"report a", "report b", "correction", "act",
                                           "report c", "report d", "report e"};
    return sj_bytes_of(entries[index]);
}

/* The receipt of an entry in a ledger of N. */
static struct sj_buffer receipt_of(uint64_t index, const char *extra)
{
    struct tree tree;
    struct sj_merkle_source source = {tree_node, &tree};
    struct sj_checkpoint checkpoint = {.origin = ORIGIN, .size = N};
    struct sj_buffer note = {0}, text = {0}, with_extra = {0};
    struct sj_proof proof;
    for (uint64_t i = 0; i < N; i++) {
        struct sj_hash leaf = sj_merkle_leaf(entry_of(i)), nodes[64];
        size_t count;
        assert_int_equal(sj_merkle_append(&source, i, &leaf, nodes, &count, NULL), SJ_OK);
        for (size_t level = 0; level < count; level++)
            tree.nodes[level][i >> level] = nodes[level];
    }
    assert_int_equal(sj_merkle_root(&source, N, &checkpoint.root, NULL), SJ_OK);
    assert_int_equal(sj_checkpoint_sign(&checkpoint, key, &note, NULL), SJ_OK);
    assert_int_equal(sj_merkle_inclusion(&source, index, N, &proof, NULL), SJ_OK);
    sj_receipt_print(index, (struct sj_bytes){NULL, 0}, &proof, sj_buffer_bytes(&note), &text);
    assert_false(text.failed);
    sj_buffer_clear(&note);
    if (!extra)
        return text;
    size_t header = strlen("c2sp.org/tlog-proof@v1\n");
    sj_buffer_add(&with_extra, text.data, header);
    sj_buffer_add_text(&with_extra, extra);
    sj_buffer_add(&with_extra, text.data + header, text.len - header);
    sj_buffer_clear(&text);
    return with_extra;
}

static enum sj_status verify(struct sj_bytes text, struct sj_bytes entry, struct sj_error *error)
{
    struct sj_receipt receipt;
    struct sj_checkpoint checkpoint;
    return sj_receipt_verify(text, entry, &log_key, &receipt, &checkpoint, error);
}

static void test_receipt__proves_its_entry_and_no_other(void **state)
{
    for (uint64_t i = 0; i < N; i++) {
        struct sj_buffer text = receipt_of(i, NULL);
        struct sj_receipt receipt;
        struct sj_checkpoint checkpoint;
        assert_int_equal(sj_receipt_verify(sj_buffer_bytes(&text), entry_of(i), &log_key, &receipt,
                                           &checkpoint, NULL),
                         SJ_OK);
        assert_int_equal(receipt.index, i);
        assert_int_equal(checkpoint.size, N);
        assert_string_equal(checkpoint.origin, ORIGIN);
        assert_true(sj_bytes_starts(receipt.checkpoint, SJ_LITERAL(ORIGIN "\n7\n")));
        for (uint64_t j = 0; j < N; j++)
            assert_int_equal(verify(sj_buffer_bytes(&text), entry_of(j), NULL),
                             i == j ? SJ_OK : SJ_UNAUTHENTICATED);
        assert_int_equal(
            sj_receipt_verify(sj_buffer_bytes(&text), entry_of(i), &log_key, &receipt, NULL, NULL),
            SJ_OK);
        sj_buffer_clear(&text);
    }
}

static void test_receipt__of_another_ledger_is_refused(void **state)
{
    struct sj_buffer text = receipt_of(3, NULL);
    struct sj_receipt receipt;
    struct sj_error error = {0};
    struct sj_log_key other = log_key;
    other.key = sj_key_public(other_key);
    assert_int_equal(
        sj_receipt_verify(sj_buffer_bytes(&text), entry_of(3), &other, &receipt, NULL, &error),
        SJ_UNAUTHENTICATED);
    assert_string_equal(error.reason, "SIGNATURE_MISSING");
    sj_buffer_clear(&text);
}

static void test_receipt__prints_a_tlog_proof(void **state)
{
    struct sj_proof proof = {.count = 2};
    struct sj_buffer text = {0};
    proof.hashes[1].bytes[31] = 1;
    sj_receipt_print(73894, SJ_LITERAL("a line"), &proof, SJ_LITERAL("the checkpoint\n"), &text);
    assert_string_equal(sj_buffer_text(&text), "c2sp.org/tlog-proof@v1\n"
                                               "extra YSBsaW5l\n"
                                               "index 73894\n" ROOT "\n"
                                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=\n"
                                               "\n"
                                               "the checkpoint\n");
    sj_buffer_clear(&text);
}

static void test_receipt__extra_line_is_allowed_and_ignored(void **state)
{
    static const char *const bad[] = {
        "extra \n",      "extra\n",        "extra YWJ\n",  "extra YWJjZ+\n",
        "extra YWJj \n", "extra YWJj\r\n", "Extra YWJj\n", "extra YWJj\nextra YWJj\n"};
    struct sj_buffer text = receipt_of(2, "extra YWJjZA==\n");
    assert_int_equal(verify(sj_buffer_bytes(&text), entry_of(2), NULL), SJ_OK);
    sj_buffer_clear(&text);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        text = receipt_of(2, bad[i]);
        if (verify(sj_buffer_bytes(&text), entry_of(2), NULL) != SJ_INVALID)
            fail_msg("taken for an extra line: %s", bad[i]);
        sj_buffer_clear(&text);
    }
}

#define HEADER "c2sp.org/tlog-proof@v1\n"
#define NOTE ORIGIN "\n7\n" ROOT "\n\n\xE2\x80\x94 " ORIGIN " AAAAAAA=\n"

static enum sj_status parse(struct sj_bytes text, struct sj_receipt *receipt)
{
    struct sj_error error = {0};
    enum sj_status status = sj_receipt_parse(text, receipt, &error);
    assert_true((status == SJ_OK) == (error.message[0] == 0));
    return status;
}

static void test_receipt__malformed_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        HEADER,
        "c2sp.org/tlog-proof@v2\nindex 0\n\n" NOTE,
        "c2sp.org/tlog-proof@v1\r\nindex 0\n\n" NOTE,
        HEADER "\nindex 0\n\n" NOTE,
        HEADER "index\n\n" NOTE,
        HEADER "index \n\n" NOTE,
        HEADER "index 00\n\n" NOTE,
        HEADER "index 01\n\n" NOTE,
        HEADER "index -1\n\n" NOTE,
        HEADER "index 18446744073709551616\n\n" NOTE,
        HEADER "index 0 \n\n" NOTE,
        HEADER "index 0\n" NOTE,
        HEADER "index 0\n" ROOT ROOT "\n\n" NOTE,
        HEADER "index 0\n " ROOT "\n\n" NOTE,
        HEADER "index 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n\n" NOTE,
        HEADER "index 0\nV3JvbmdMZWFm\n\n" NOTE,
        HEADER "index 0\n" ROOT "\n",
        HEADER "index 0\n" ROOT "\n\n",
        HEADER "index 0\n\n\n" ORIGIN "\n7\n" ROOT "\n",
        HEADER "index 0\n\n" ORIGIN "\n7\n" ROOT "\n",
        "\n" HEADER "index 0\n\n" NOTE,
    };
    struct sj_receipt receipt;
    assert_int_equal(parse(SJ_LITERAL(HEADER "index 18446744073709551615\n\n" NOTE), &receipt),
                     SJ_OK);
    assert_true(receipt.index == UINT64_MAX);
    assert_int_equal(parse(SJ_LITERAL(HEADER "index 0\n" ROOT "\n\n" NOTE), &receipt), SJ_OK);
    assert_int_equal(receipt.proof.count, 1);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (parse(sj_bytes_of(bad[i]), &receipt) != SJ_INVALID)
            fail_msg("taken for a receipt: %s", bad[i]);
}

static void test_receipt__more_hashes_than_any_ledger_needs_are_refused(void **state)
{
    for (int count = SJ_PROOF_MAX; count <= SJ_PROOF_MAX + 1; count++) {
        struct sj_receipt receipt;
        struct sj_buffer text = {0};
        sj_buffer_add_text(&text, HEADER "index 0\n");
        for (int i = 0; i < count; i++)
            sj_buffer_add_text(&text, ROOT "\n");
        sj_buffer_add_text(&text, "\n" NOTE);
        assert_int_equal(parse(sj_buffer_bytes(&text), &receipt),
                         count == SJ_PROOF_MAX ? SJ_OK : SJ_INVALID);
        sj_buffer_clear(&text);
    }
}

static void test_receipt__every_truncation_is_refused(void **state)
{
    struct sj_buffer text = receipt_of(5, NULL);
    for (size_t len = 0; len < text.len; len++)
        assert_int_not_equal(verify(SJ_BYTES(text.data, len), entry_of(5), NULL), SJ_OK);
    assert_int_equal(verify(sj_buffer_bytes(&text), entry_of(5), NULL), SJ_OK);
    sj_buffer_clear(&text);
}

/* Whatever bit is flipped, the receipt is refused: all of it is verified but for what is said
 * to be not (an extra line, foreign signatures), and this one has neither. */
static void test_receipt__every_flipped_bit_is_refused(void **state)
{
    struct sj_buffer text = receipt_of(5, NULL);
    for (size_t i = 0; i < 8 * text.len; i++) {
        text.data[i / 8] ^= (uint8_t)(1 << i % 8);
        struct sj_error error = {0};
        enum sj_status status = verify(sj_buffer_bytes(&text), entry_of(5), &error);
        if (status != SJ_INVALID && status != SJ_UNAUTHENTICATED)
            fail_msg("bit %zu of byte %zu: status %d", i % 8, i / 8, (int)status);
        assert_true(error.message[0] != 0 && !strchr(error.message, '\n'));
        text.data[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    sj_buffer_clear(&text);
}

/* With an extra line and a cosignature some flips pass; none changes what was verified. */
static void test_receipt__flips_that_pass_change_nothing_verified(void **state)
{
    size_t passed = 0;
    struct sj_buffer text = receipt_of(5, "extra YWJj\n");
    sj_buffer_add_text(&text, COSIGNATURE);
    struct sj_checkpoint expected, got;
    struct sj_receipt receipt, changed;
    assert_int_equal(
        sj_receipt_verify(sj_buffer_bytes(&text), entry_of(5), &log_key, &receipt, &expected, NULL),
        SJ_OK);
    for (size_t i = 0; i < 8 * text.len; i++) {
        text.data[i / 8] ^= (uint8_t)(1 << i % 8);
        if (sj_receipt_verify(sj_buffer_bytes(&text), entry_of(5), &log_key, &changed, &got,
                              NULL) == SJ_OK) {
            passed++;
            assert_int_equal(changed.index, receipt.index);
            assert_int_equal(got.size, expected.size);
            assert_string_equal(got.origin, expected.origin);
            assert_memory_equal(got.root.bytes, expected.root.bytes, SJ_HASH);
        }
        text.data[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    assert_in_range(passed, 1, 8 * (sizeof("YWJj") + sizeof(COSIGNATURE)));
    sj_buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_receipt__proves_its_entry_and_no_other),
        cmocka_unit_test(test_receipt__of_another_ledger_is_refused),
        cmocka_unit_test(test_receipt__prints_a_tlog_proof),
        cmocka_unit_test(test_receipt__extra_line_is_allowed_and_ignored),
        cmocka_unit_test(test_receipt__malformed_is_refused),
        cmocka_unit_test(test_receipt__more_hashes_than_any_ledger_needs_are_refused),
        cmocka_unit_test(test_receipt__every_truncation_is_refused),
        cmocka_unit_test(test_receipt__every_flipped_bit_is_refused),
        cmocka_unit_test(test_receipt__flips_that_pass_change_nothing_verified),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
