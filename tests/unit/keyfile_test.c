#include "trust/key.h"

#include "base/encoding.h"
#include "tests/unit/vectors.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#define PASSPHRASE SJ_LITERAL("correct horse")

/* RFC 8032, section 7.1, test 1. */
static const char rfc_seed[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
static const char rfc_public[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

static struct sj_key *rfc_key(void)
{
    uint8_t seed[32];
    struct sj_key *key = NULL;
    assert_int_equal(vector_hex(rfc_seed, seed, sizeof(seed)), sizeof(seed));
    assert_int_equal(sj_key_of_seed(seed, &key, NULL), SJ_OK);
    return key;
}

static struct sj_public_key public_of_hex(const char *hex)
{
    struct sj_public_key key;
    assert_int_equal(vector_hex(hex, key.bytes, sizeof(key.bytes)), sizeof(key.bytes));
    return key;
}

static struct sj_buffer saved(struct sj_bytes with)
{
    struct sj_buffer text = {0};
    struct sj_key *key = rfc_key();
    assert_int_equal(sj_key_save(key, with, SJ_KEY_MINIMAL, &text, NULL), SJ_OK);
    sj_key_free(key);
    return text;
}

static enum sj_status load(struct sj_bytes text, struct sj_bytes with, struct sj_error *error)
{
    struct sj_key *key = NULL;
    enum sj_status status = sj_key_load(text, with, &key, error);
    if (status == SJ_OK) {
        struct sj_public_key expected = public_of_hex(rfc_public), got = sj_key_public(key);
        assert_true(sj_public_key_equal(&expected, &got));
    } else {
        assert_null(key);
    }
    sj_key_free(key);
    return status;
}

static void test_key__saved_key_loads_with_its_passphrase_only(void **state)
{
    struct sj_buffer text = saved(PASSPHRASE);
    struct sj_bytes bytes = sj_buffer_bytes(&text);
    struct sj_public_key public_key, expected = public_of_hex(rfc_public);
    assert_int_equal(load(bytes, PASSPHRASE, NULL), SJ_OK);
    assert_int_equal(load(bytes, SJ_LITERAL("correct hors"), NULL), SJ_UNAUTHENTICATED);
    assert_int_equal(load(bytes, SJ_LITERAL("correct horse "), NULL), SJ_UNAUTHENTICATED);
    assert_int_equal(load(bytes, SJ_LITERAL(""), NULL), SJ_UNAUTHENTICATED);
    assert_int_equal(load(bytes, SJ_BYTES(NULL, 0), NULL), SJ_UNAUTHENTICATED);
    assert_true(sj_key_is_encrypted(bytes));
    assert_int_equal(sj_key_load_public(bytes, &public_key, NULL), SJ_OK);
    assert_true(sj_public_key_equal(&public_key, &expected));
    sj_buffer_clear(&text);
}

static void test_key__saved_key_does_not_show_its_seed(void **state)
{
    uint8_t seed[32];
    char base64[SJ_BASE64_LEN(sizeof(seed)) + 1];
    struct sj_buffer text = saved(PASSPHRASE), clear = saved(SJ_BYTES(NULL, 0));
    assert_int_equal(vector_hex(rfc_seed, seed, sizeof(seed)), sizeof(seed));
    sj_base64_encode(SJ_BYTES(seed, sizeof(seed)), base64);
    assert_null(strstr(sj_buffer_text(&text), base64));
    assert_non_null(strstr(sj_buffer_text(&clear), base64)); /* so the search can find it */
    sj_buffer_clear(&text);
    sj_buffer_clear(&clear);
}

static void test_key__two_saves_differ(void **state)
{
    struct sj_buffer a = saved(PASSPHRASE), b = saved(PASSPHRASE);
    assert_string_not_equal(sj_buffer_text(&a), sj_buffer_text(&b));
    sj_buffer_clear(&a);
    sj_buffer_clear(&b);
}

static void test_key__save_appends(void **state)
{
    struct sj_buffer text = {0};
    struct sj_key *key = rfc_key();
    sj_buffer_add_text(&text, "before\n");
    assert_int_equal(sj_key_save(key, PASSPHRASE, SJ_KEY_MINIMAL, &text, NULL), SJ_OK);
    struct sj_bytes file = sj_bytes_slice(sj_buffer_bytes(&text), 7, text.len);
    assert_int_equal(load(file, PASSPHRASE, NULL), SJ_OK);
    sj_key_free(key);
    sj_buffer_clear(&text);
}

static void test_key__save_refuses_empty_passphrase_and_full_buffer(void **state)
{
    struct sj_buffer text = {0}, small = {.limit = 100};
    struct sj_key *key = rfc_key();
    assert_int_equal(sj_key_save(key, SJ_LITERAL(""), SJ_KEY_MINIMAL, &text, NULL), SJ_USAGE);
    assert_int_equal(text.len, 0);
    assert_int_equal(sj_key_save(key, PASSPHRASE, SJ_KEY_MINIMAL, &small, NULL), SJ_NO_MEMORY);
    sj_key_free(key);
    sj_buffer_clear(&text);
    sj_buffer_clear(&small);
}

static void test_key__unencrypted_file_loads_without_passphrase(void **state)
{
    struct sj_buffer text = saved(SJ_BYTES(NULL, 0));
    assert_non_null(strstr(sj_buffer_text(&text), "\nkdf none\n"));
    assert_int_equal(load(sj_buffer_bytes(&text), SJ_BYTES(NULL, 0), NULL), SJ_OK);
    assert_false(sj_key_is_encrypted(sj_buffer_bytes(&text)));
    sj_buffer_clear(&text);
}

static void test_key__strengths_that_are_offered_can_be_loaded(void **state)
{
    static const enum sj_key_strength strengths[] = {SJ_KEY_INTERACTIVE, SJ_KEY_MODERATE};
    static const char *const limits[] = {"\nops 2\nmemory 67108864\n",
                                         "\nops 3\nmemory 268435456\n"};
    for (size_t i = 0; i < 2; i++) {
        struct sj_buffer text = {0};
        struct sj_key *key = rfc_key();
        assert_int_equal(sj_key_save(key, PASSPHRASE, strengths[i], &text, NULL), SJ_OK);
        assert_non_null(strstr(sj_buffer_text(&text), limits[i]));
        assert_int_equal(load(sj_buffer_bytes(&text), PASSPHRASE, NULL), SJ_OK);
        sj_key_free(key);
        sj_buffer_clear(&text);
    }
}

/* `text` with the first `from` replaced by `to`. */
static struct sj_buffer replaced(const struct sj_buffer *text, const char *from, const char *to)
{
    struct sj_buffer changed = {0};
    const char *place = strstr(sj_buffer_text(text), from);
    assert_non_null(place);
    sj_buffer_add(&changed, text->data, (size_t)(place - sj_buffer_text(text)));
    sj_buffer_add_text(&changed, to);
    sj_buffer_add_text(&changed, place + strlen(from));
    return changed;
}

static void test_key__load_refuses_hostile_limits(void **state)
{
    static const char *const changes[][2] = {
        {"\nops 1\n", "\nops 4\n"},
        {"\nops 1\n", "\nops 0\n"},
        {"\nops 1\n", "\nops 18446744073709551615\n"},
        {"\nmemory 8192\n", "\nmemory 268435457\n"},
        {"\nmemory 8192\n", "\nmemory 8191\n"},
        {"\nmemory 8192\n", "\nmemory 18446744073709551615\n"},
    };
    struct sj_buffer text = saved(PASSPHRASE);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct sj_error error = {0};
        struct sj_buffer changed = replaced(&text, changes[i][0], changes[i][1]);
        assert_int_equal(load(sj_buffer_bytes(&changed), PASSPHRASE, &error), SJ_INVALID);
        assert_string_equal(error.reason, "KEY_FILE_LIMITS");
        sj_buffer_clear(&changed);
    }
    sj_buffer_clear(&text);
}

static void test_key__load_refuses_other_spellings(void **state)
{
    static const char *const changes[][2] = {
        {"shangji-key 1\n", "shangji-key 2\n"},
        {"shangji-key 1\n", "\xEF\xBB\xBFshangji-key 1\n"},
        {"shangji-key 1\n", "shangji-key 1\r\n"},
        {"\npublic ", "\npublic  "},
        {"\nkdf argon2id\n", "\nkdf scrypt\n"},
        {"\nkdf argon2id\n", "\n"},
        {"\nops 1\n", "\nops 01\n"},
        {"\nops 1\n", "\nops +1\n"},
        {"\nmemory 8192\n", "\nmemory 18446744073709559808\n"}, /* 8192 + 2^64 */
        {"\nmemory 8192\n", "\nmemory 8192\nmemory 8192\n"},
        {"\nsalt ", "\nsalt AAAA"},
        {"\nseed ", "\nSeed "},
        {"\nseed ", "\nseed AAAA"},
    };
    struct sj_buffer text = saved(PASSPHRASE);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct sj_error error = {0};
        struct sj_buffer changed = replaced(&text, changes[i][0], changes[i][1]);
        if (load(sj_buffer_bytes(&changed), PASSPHRASE, &error) != SJ_INVALID)
            fail_msg("change %zu was taken", i);
        assert_true(error.message[0] != 0);
        sj_buffer_clear(&changed);
    }
    sj_buffer_clear(&text);
}

/* Every header line is authenticated: no bit of the file can be changed unseen. */
static void test_key__every_flipped_bit_is_refused(void **state)
{
    struct sj_buffer text = saved(PASSPHRASE);
    struct sj_bytes bytes = sj_buffer_bytes(&text);
    for (size_t i = 0; i < text.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            text.data[i] ^= (uint8_t)(1 << bit);
            if (load(bytes, PASSPHRASE, NULL) == SJ_OK)
                fail_msg("bit %d of byte %zu was changed unseen", bit, i);
            text.data[i] ^= (uint8_t)(1 << bit);
        }
    }
    assert_int_equal(load(bytes, PASSPHRASE, NULL), SJ_OK);
    sj_buffer_clear(&text);
}

static void test_key__every_truncation_is_refused(void **state)
{
    struct sj_buffer text = saved(PASSPHRASE);
    for (size_t len = 0; len < text.len; len++)
        assert_int_equal(load(SJ_BYTES(text.data, len), PASSPHRASE, NULL), SJ_INVALID);
    sj_buffer_add_char(&text, '\n');
    assert_int_equal(load(sj_buffer_bytes(&text), PASSPHRASE, NULL), SJ_INVALID);
    sj_buffer_clear(&text);
}

static void test_key__load_refuses_public_key_of_another_seed(void **state)
{
    struct sj_buffer text = saved(SJ_BYTES(NULL, 0));
    struct sj_buffer changed = replaced(&text, "public 1", "public 0");
    assert_int_equal(load(sj_buffer_bytes(&changed), SJ_BYTES(NULL, 0), NULL), SJ_INVALID);
    sj_buffer_clear(&text);
    sj_buffer_clear(&changed);
}

static void test_key__load_refuses_what_is_no_key_file(void **state)
{
    struct sj_error error = {0};
    struct sj_buffer long_text = {0};
    assert_int_equal(load(SJ_LITERAL("-----BEGIN PRIVATE KEY-----\n"), PASSPHRASE, &error),
                     SJ_INVALID);
    assert_string_equal(error.reason, "KEY_FILE_UNKNOWN");
    assert_int_equal(load(SJ_BYTES(NULL, 0), PASSPHRASE, NULL), SJ_INVALID);
    sj_buffer_add_text(&long_text, "shangji-key 1\n");
    for (int i = 0; i < 5000; i++)
        sj_buffer_add_char(&long_text, 'x');
    assert_int_equal(load(sj_buffer_bytes(&long_text), PASSPHRASE, NULL), SJ_INVALID);
    assert_false(sj_key_is_encrypted(sj_buffer_bytes(&long_text)));
    sj_buffer_clear(&long_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key__saved_key_loads_with_its_passphrase_only),
        cmocka_unit_test(test_key__saved_key_does_not_show_its_seed),
        cmocka_unit_test(test_key__two_saves_differ),
        cmocka_unit_test(test_key__save_appends),
        cmocka_unit_test(test_key__save_refuses_empty_passphrase_and_full_buffer),
        cmocka_unit_test(test_key__unencrypted_file_loads_without_passphrase),
        cmocka_unit_test(test_key__strengths_that_are_offered_can_be_loaded),
        cmocka_unit_test(test_key__load_refuses_hostile_limits),
        cmocka_unit_test(test_key__load_refuses_other_spellings),
        cmocka_unit_test(test_key__every_flipped_bit_is_refused),
        cmocka_unit_test(test_key__every_truncation_is_refused),
        cmocka_unit_test(test_key__load_refuses_public_key_of_another_seed),
        cmocka_unit_test(test_key__load_refuses_what_is_no_key_file),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
