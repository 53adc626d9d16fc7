#include "trust/note.h"

#include "base/encoding.h"
#include "tests/unit/vectors.h"
#include "trust/checkpoint.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#define ORIGIN "shangji.example/2021"

static struct sj_key *key;

static int make_key(void **state)
{
    const uint8_t seed[32] = {7};
    return sj_key_of_seed(seed, &key, NULL) == SJ_OK ? 0 : -1;
}

static int free_key(void **state)
{
    sj_key_free(key);
    return 0;
}

/* Writes what "\n" and "\xHH" in a vector stand for. */
static size_t unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from != '\\') {
            *to++ = *from;
        } else if (from[1] == 'n' || from[1] == 'r') {
            *to++ = *++from == 'n' ? '\n' : '\r';
        } else {
            size_t len;
            uint8_t byte = 0;
            assert_true(from[1] == 'x' && sj_hex_decode(SJ_BYTES(from + 2, 2), &byte, 1, &len));
            *to++ = (char)byte;
            from += 3;
        }
    }
    return (size_t)(to - text);
}

static void check_note(const struct vector *vector)
{
    struct sj_log_key verifier;
    struct sj_note note;
    const char *verdict = "accept";
    assert_int_equal(vector->count, 4);
    assert_int_equal(sj_log_key_parse(sj_bytes_of(vector->fields[1]), &verifier, NULL), SJ_OK);
    struct sj_bytes bytes = SJ_BYTES(vector->fields[2], unescape(vector->fields[2]));
    if (sj_note_parse(bytes, &note, NULL) != SJ_OK)
        verdict = "malformed";
    else if (sj_note_verify(&note, sj_bytes_of(verifier.origin), &verifier.key, NULL) != SJ_OK)
        verdict = "unauthenticated";
    if (strcmp(verdict, vector->fields[0]) != 0)
        fail_msg("note.txt:%zu: %s is %s", vector->line, vector->fields[3], verdict);
}

static void test_note__accepts_and_refuses_as_the_vectors_say(void **state)
{
    assert_int_equal(vectors_read("note.txt", check_note), 28);
}

/* The key and note of golang.org/x/mod/sumdb/note, made again to the byte. */
static void test_note__signs_as_go_does(void **state)
{
    static const char secret[] = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    uint8_t typed[33];
    size_t len;
    struct sj_key *peter;
    struct sj_buffer line = {0};
    assert_true(sj_base64_decode(sj_bytes_of(secret), typed, sizeof(typed), &len));
    assert_int_equal(sj_key_of_seed(typed + 1, &peter, NULL), SJ_OK);
    sj_note_sign(SJ_LITERAL("If you think cryptography is the answer to your problem,\n"
                            "then you don't know what your problem is.\n"),
                 SJ_LITERAL("PeterNeumann"), peter, &line);
    assert_string_equal(sj_buffer_text(&line),
                        "\xE2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/"
                        "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJn"
                        "AM=\n");
    sj_key_free(peter);
    sj_buffer_clear(&line);
}

static void test_note__key_hash_covers_the_signature_type(void **state)
{
    uint8_t log_hash[4], witness_hash[4];
    struct sj_public_key public_key = sj_key_public(key);
    sj_note_key_hash(SJ_LITERAL(ORIGIN), SJ_NOTE_ED25519, &public_key, log_hash);
    sj_note_key_hash(SJ_LITERAL(ORIGIN), 0x04, &public_key, witness_hash);
    assert_memory_not_equal(log_hash, witness_hash, 4);
}

static void test_note__too_long_is_refused(void **state)
{
    struct sj_note note;
    struct sj_buffer text = {0};
    while (text.len < SJ_NOTE_MAX_BYTES - 200)
        sj_buffer_add_text(&text, "a line of a long text\n");
    struct sj_bytes body = sj_buffer_bytes(&text);
    sj_buffer_add_char(&text, '\n');
    struct sj_buffer line = {0};
    sj_note_sign(body, SJ_LITERAL(ORIGIN), key, &line);
    sj_buffer_add_bytes(&text, sj_buffer_bytes(&line));
    assert_int_equal(sj_note_parse(sj_buffer_bytes(&text), &note, NULL), SJ_OK);
    for (int i = 0; i < 3; i++)
        sj_buffer_add_bytes(&text, sj_buffer_bytes(&line));
    assert_int_equal(sj_note_parse(sj_buffer_bytes(&text), &note, NULL), SJ_INVALID);
    sj_buffer_clear(&line);
    sj_buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_note__accepts_and_refuses_as_the_vectors_say),
        cmocka_unit_test(test_note__signs_as_go_does),
        cmocka_unit_test(test_note__key_hash_covers_the_signature_type),
        cmocka_unit_test(test_note__too_long_is_refused),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, make_key, free_key);
}
