#include "trust/checkpoint.h"

#include "tests/unit/vectors.h"
#include "trust/note.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#define ORIGIN "shangji.example/2021"
#define VKEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define ROOT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
/* A cosignature of a witness: key type 0x04, so 4 + 8 + 64 bytes. */
#define COSIGNATURE                                                                                \
    "\xE2\x80\x94 witness.example/w1 "                                                             \
    "AQIDBAAAAABl8gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
    "AAAA"                                                                                         \
    "AAAAAA==\n"

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

/* ---- ledger keys ---- */

static void test_log_key__formats_what_it_parsed(void **state)
{
    char text[SJ_VKEY_TEXT];
    struct sj_log_key parsed, longest = log_key, again;
    assert_int_equal(sj_log_key_parse(SJ_LITERAL(VKEY), &parsed, NULL), SJ_OK);
    assert_string_equal(parsed.origin, "PeterNeumann");
    assert_string_equal(sj_log_key_format(&parsed, text), VKEY);
    memset(longest.origin, 'o', SJ_ORIGIN_MAX);
    longest.origin[SJ_ORIGIN_MAX] = 0;
    sj_log_key_format(&longest, text);
    assert_int_equal(sj_log_key_parse(sj_bytes_of(text), &again, NULL), SJ_OK);
    assert_string_equal(again.origin, longest.origin);
    assert_true(sj_public_key_equal(&again.key, &longest.key));
}

static void assert_log_key_refused(const char *text, size_t len)
{
    struct sj_error error = {0};
    struct sj_log_key parsed;
    if (sj_log_key_parse(SJ_BYTES(text, len), &parsed, &error) != SJ_INVALID)
        fail_msg("taken for a ledger key: %.*s", (int)len, text);
    assert_true(error.message[0] != 0);
}

static void test_log_key__mangled_is_refused(void **state)
{
    char text[] = VKEY;
    size_t len = sizeof(text) - 1;
    for (size_t i = 0; i <= len; i++)
        for (size_t j = i; j <= len; j++)
            if (j - i < len)
                assert_log_key_refused(text + i, j - i);
    for (size_t i = 0; i < len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            text[i] = (char)(text[i] ^ 1 << bit);
            assert_log_key_refused(text, len);
            text[i] = (char)(text[i] ^ 1 << bit);
        }
    }
    struct sj_log_key parsed;
    assert_int_equal(sj_log_key_parse(SJ_BYTES(text, len), &parsed, NULL), SJ_OK);
}

static void test_log_key__other_types_and_lengths_are_refused(void **state)
{
    /* Of Go's tests: a key too long and an unknown type, each with the key hash that fits it. */
    static const char *const bad[] = {
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        VKEY "\n",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_log_key_refused(bad[i], strlen(bad[i]));
}

static void test_log_key__points_outside_the_group_are_refused(void **state)
{
    char text[SJ_VKEY_TEXT];
    struct sj_log_key mixed = log_key;
    assert_int_equal(vector_hex("cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
                                mixed.key.bytes, SJ_PUBLIC_KEY),
                     SJ_PUBLIC_KEY);
    sj_log_key_format(&mixed, text);
    assert_log_key_refused(text, strlen(text));
}

static void test_origin__is_printable_ascii_without_blank_and_plus(void **state)
{
    char longest[SJ_ORIGIN_MAX + 1];
    memset(longest, 'a', sizeof(longest));
    assert_true(sj_origin_valid(SJ_LITERAL("shangji.example/2021")));
    assert_true(sj_origin_valid(SJ_BYTES(longest, SJ_ORIGIN_MAX)));
    assert_false(sj_origin_valid(SJ_BYTES(longest, SJ_ORIGIN_MAX + 1)));
    assert_false(sj_origin_valid(SJ_LITERAL("")));
    assert_false(sj_origin_valid(SJ_LITERAL("a b")));
    assert_false(sj_origin_valid(SJ_LITERAL("a+b")));
    assert_false(sj_origin_valid(SJ_LITERAL("a\nb")));
    assert_false(sj_origin_valid(SJ_LITERAL("a\x7F")));
    assert_false(sj_origin_valid(SJ_LITERAL("上计.example")));
}

/* ---- checkpoints ---- */

static struct sj_buffer signed_checkpoint(uint64_t size)
{
    struct sj_buffer note = {0};
    struct sj_checkpoint checkpoint = {.origin = ORIGIN, .size = size, .root = {{1, 2, 3}}};
    assert_int_equal(sj_checkpoint_sign(&checkpoint, key, &note, NULL), SJ_OK);
    return note;
}

static enum sj_status open_note(struct sj_bytes note, const struct sj_log_key *under)
{
    struct sj_error error = {0};
    struct sj_checkpoint checkpoint = {.size = 4711};
    enum sj_status status = sj_checkpoint_open(note, under, &checkpoint, &error);
    assert_true((status == SJ_OK) == (error.message[0] == 0));
    if (status != SJ_OK)
        assert_int_equal(checkpoint.size, 4711);
    return status;
}

static void test_checkpoint__opens_what_it_signed(void **state)
{
    static const uint64_t sizes[] = {0, 1, 20852163, UINT64_MAX};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct sj_checkpoint checkpoint;
        const struct sj_hash root = {{1, 2, 3}};
        struct sj_buffer note = signed_checkpoint(sizes[i]);
        assert_int_equal(sj_checkpoint_open(sj_buffer_bytes(&note), &log_key, &checkpoint, NULL),
                         SJ_OK);
        assert_string_equal(checkpoint.origin, ORIGIN);
        assert_true(checkpoint.size == sizes[i]);
        assert_memory_equal(checkpoint.root.bytes, root.bytes, SJ_HASH);
        sj_buffer_clear(&note);
    }
}

static void test_checkpoint__text_is_three_lines(void **state)
{
    struct sj_buffer note = {0};
    struct sj_checkpoint checkpoint = {.origin = ORIGIN, .size = 42};
    sj_buffer_add_text(&note, "before");
    assert_int_equal(sj_checkpoint_sign(&checkpoint, key, &note, NULL), SJ_OK);
    const char head[] = "before" ORIGIN "\n42\n" ROOT "\n\n\xE2\x80\x94 " ORIGIN " ";
    assert_memory_equal(note.data, head, sizeof(head) - 1);
    assert_int_equal(open_note(sj_bytes_slice(sj_buffer_bytes(&note), 6, note.len), &log_key),
                     SJ_OK);
    sj_buffer_clear(&note);
}

static void test_checkpoint__sign_refuses_bad_origin_and_full_buffer(void **state)
{
    struct sj_checkpoint checkpoint = {.origin = "a b"};
    struct sj_buffer note = {0}, small = {.limit = 80};
    assert_int_equal(sj_checkpoint_sign(&checkpoint, key, &note, NULL), SJ_INVALID);
    assert_int_equal(note.len, 0);
    strcpy(checkpoint.origin, ORIGIN);
    assert_int_equal(sj_checkpoint_sign(&checkpoint, key, &small, NULL), SJ_NO_MEMORY);
    sj_buffer_clear(&small);
    sj_buffer_clear(&note);
}

static void test_checkpoint__of_another_ledger_or_key_is_refused(void **state)
{
    struct sj_buffer note = signed_checkpoint(42);
    struct sj_log_key other_origin = log_key, other = log_key;
    strcpy(other_origin.origin, "shangji.example/2022");
    other.key = sj_key_public(other_key);
    assert_int_equal(open_note(sj_buffer_bytes(&note), &other_origin), SJ_INVALID);
    assert_int_equal(open_note(sj_buffer_bytes(&note), &other), SJ_UNAUTHENTICATED);
    sj_buffer_clear(&note);
}

static void test_checkpoint__foreign_signatures_are_passed_over(void **state)
{
    struct sj_buffer note = signed_checkpoint(42);
    sj_buffer_add_text(&note, COSIGNATURE);
    assert_int_equal(open_note(sj_buffer_bytes(&note), &log_key), SJ_OK);
    /* The ledger's name with another key: unknown as well. */
    sj_buffer_add_text(&note, "\xE2\x80\x94 " ORIGIN " AAAAAAA=\n");
    assert_int_equal(open_note(sj_buffer_bytes(&note), &log_key), SJ_OK);
    for (int i = 0; i < 14; i++)
        sj_buffer_add_text(&note, COSIGNATURE);
    assert_int_equal(open_note(sj_buffer_bytes(&note), &log_key), SJ_OK);
    sj_buffer_add_text(&note, "\xE2\x80\x94 witness AAAAAAA\n");
    assert_int_equal(open_note(sj_buffer_bytes(&note), &log_key), SJ_INVALID);
    sj_buffer_clear(&note);
}

/* Signatures of witnesses alone do not make up for the ledger's. */
static void test_checkpoint__cosignature_alone_is_not_enough(void **state)
{
    struct sj_buffer note = {0};
    sj_buffer_add_text(&note, ORIGIN "\n42\n" ROOT "\n\n" COSIGNATURE);
    assert_int_equal(open_note(sj_buffer_bytes(&note), &log_key), SJ_UNAUTHENTICATED);
    sj_buffer_clear(&note);
}

/* Rightly signed, so that only the text can be what is refused. */
static enum sj_status open_text(const char *text)
{
    struct sj_buffer note = {0};
    sj_buffer_printf(&note, "%s\n", text);
    sj_note_sign(sj_bytes_of(text), SJ_LITERAL(ORIGIN), key, &note);
    enum sj_status status = open_note(sj_buffer_bytes(&note), &log_key);
    sj_buffer_clear(&note);
    return status;
}

static void test_checkpoint__malformed_texts_are_refused(void **state)
{
    static const char *const bad[] = {
        ORIGIN "\n042\n" ROOT "\n",
        ORIGIN "\n00\n" ROOT "\n",
        ORIGIN "\n+42\n" ROOT "\n",
        ORIGIN "\n-1\n" ROOT "\n",
        ORIGIN "\n 42\n" ROOT "\n",
        ORIGIN "\n42 \n" ROOT "\n",
        ORIGIN "\n0x2a\n" ROOT "\n",
        ORIGIN "\n\n" ROOT "\n",
        ORIGIN "\n18446744073709551616\n" ROOT "\n",
        ORIGIN "\n184467440737095516150\n" ROOT "\n",
        ORIGIN "\n42\n" ROOT "\nan extension\n",
        ORIGIN "\n42\n" ROOT "\n\n",
        ORIGIN "\n42\n\n" ROOT "\n",
        ORIGIN "\n42\n" ROOT " \n",
        ORIGIN "\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
        ORIGIN "\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n",
        ORIGIN "\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        ORIGIN "\n42\n",
        ORIGIN "\n",
        "\n",
        "\n" ORIGIN "\n42\n" ROOT "\n",
        ORIGIN " \n42\n" ROOT "\n",
        "https://" ORIGIN "\n42\n" ROOT "\n",
    };
    assert_int_equal(open_text(ORIGIN "\n42\n" ROOT "\n"), SJ_OK);
    assert_int_equal(open_text(ORIGIN "\n0\n" ROOT "\n"), SJ_OK);
    assert_int_equal(open_text(ORIGIN "\n18446744073709551615\n" ROOT "\n"), SJ_OK);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (open_text(bad[i]) != SJ_INVALID)
            fail_msg("taken for a checkpoint: %s", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_key__formats_what_it_parsed),
        cmocka_unit_test(test_log_key__mangled_is_refused),
        cmocka_unit_test(test_log_key__other_types_and_lengths_are_refused),
        cmocka_unit_test(test_log_key__points_outside_the_group_are_refused),
        cmocka_unit_test(test_origin__is_printable_ascii_without_blank_and_plus),
        cmocka_unit_test(test_checkpoint__opens_what_it_signed),
        cmocka_unit_test(test_checkpoint__text_is_three_lines),
        cmocka_unit_test(test_checkpoint__sign_refuses_bad_origin_and_full_buffer),
        cmocka_unit_test(test_checkpoint__of_another_ledger_or_key_is_refused),
        cmocka_unit_test(test_checkpoint__foreign_signatures_are_passed_over),
        cmocka_unit_test(test_checkpoint__cosignature_alone_is_not_enough),
        cmocka_unit_test(test_checkpoint__malformed_texts_are_refused),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
