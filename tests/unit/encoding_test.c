#include "base/encoding.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

/* RFC 4648, section 10. */
static const char *const vectors[][2] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static void test_base64__vectors_both_ways(void **state)
{
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        char text[16];
        uint8_t data[16];
        size_t len;
        struct sj_bytes plain = sj_bytes_of(vectors[i][0]);
        sj_base64_encode(plain, text);
        assert_string_equal(text, vectors[i][1]);
        assert_int_equal(strlen(text), SJ_BASE64_LEN(plain.len));
        assert_true(sj_base64_decode(sj_bytes_of(text), data, sizeof(data), &len));
        assert_true(sj_bytes_equal(SJ_BYTES(data, len), plain));
    }
}

static void test_base64__every_byte_in_every_place(void **state)
{
    uint8_t plain[256 * 3], data[sizeof(plain)];
    char text[SJ_BASE64_LEN(sizeof(plain)) + 1];
    size_t len;
    for (size_t i = 0; i < sizeof(plain); i++)
        plain[i] = (uint8_t)(i * 7 + i / 256);
    sj_base64_encode(SJ_BYTES(plain, sizeof(plain)), text);
    assert_true(sj_base64_decode(sj_bytes_of(text), data, sizeof(data), &len));
    assert_int_equal(len, sizeof(plain));
    assert_memory_equal(data, plain, sizeof(plain));
    sj_base64_encode(SJ_LITERAL("\xFB\xEF\xFF"), text);
    assert_string_equal(text, "++//");
}

static void test_base64__refuses_a_second_text_for_a_value(void **state)
{
    static const char *const wrong[] = {
        "Zg",   "Zg=",  "Zg===",    "Z===",     "A===",    "====",   "=",
        "Zh==", "Zm9=", "Zm8=Zm8=", "Zg==Zg==", "Zm 9v",   "Zm9v\n", "Zm9v ",
        "Zm-_", "Z=g=", "=Zg=",     "Zm9vY",    "Zm9v===="};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        uint8_t data[16];
        size_t len = 99;
        if (sj_base64_decode(sj_bytes_of(wrong[i]), data, sizeof(data), &len))
            fail_msg("'%s' was taken", wrong[i]);
        assert_int_equal(len, 0);
    }
}

static void test_base64__writes_no_further_than_the_capacity(void **state)
{
    uint8_t data[4] = {0, 0, 0, 0x55};
    size_t len;
    assert_false(sj_base64_decode(SJ_LITERAL("Zm9vYg=="), data, 3, &len));
    assert_true(sj_base64_decode(SJ_LITERAL("Zm9v"), data, 3, &len));
    assert_int_equal(len, 3);
    assert_int_equal(data[3], 0x55);
    assert_false(sj_base64_decode(SJ_LITERAL("Zg=="), data, 0, &len));
    assert_true(sj_base64_decode(SJ_LITERAL(""), data, 0, &len));
}

static void test_base64__append_equals_encode_at_any_length(void **state)
{
    uint8_t plain[600];
    char text[SJ_BASE64_LEN(sizeof(plain)) + 1];
    for (size_t i = 0; i < sizeof(plain); i++)
        plain[i] = (uint8_t)(i * 31);
    for (size_t len = 0; len <= sizeof(plain); len++) {
        struct sj_buffer buffer = {0};
        sj_buffer_add_text(&buffer, ">");
        sj_base64_append(&buffer, SJ_BYTES(plain, len));
        sj_base64_encode(SJ_BYTES(plain, len), text);
        assert_string_equal(sj_buffer_text(&buffer) + 1, text);
        sj_buffer_clear(&buffer);
    }
}

static void test_hex__both_ways(void **state)
{
    char text[16];
    uint8_t data[4];
    size_t len;
    sj_hex_encode(SJ_LITERAL("\x00\x9A\xFF"), text);
    assert_string_equal(text, "009aff");
    assert_true(sj_hex_decode(SJ_LITERAL("009aff"), data, sizeof(data), &len));
    assert_int_equal(len, 3);
    assert_memory_equal(data, "\x00\x9A\xFF", 3);
    sj_hex_encode(SJ_BYTES(NULL, 0), text);
    assert_string_equal(text, "");
}

static void test_hex__is_strict(void **state)
{
    static const char *const wrong[] = {"0", "009AFF", "0g", "0x", " 0", "000", "0-", "`0", "0:"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        uint8_t data[4];
        size_t len = 99;
        if (sj_hex_decode(sj_bytes_of(wrong[i]), data, sizeof(data), &len))
            fail_msg("'%s' was taken", wrong[i]);
        assert_int_equal(len, 0);
    }
    uint8_t data[1];
    size_t len;
    assert_false(sj_hex_decode(SJ_LITERAL("0011"), data, 1, &len));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64__vectors_both_ways),
        cmocka_unit_test(test_base64__every_byte_in_every_place),
        cmocka_unit_test(test_base64__refuses_a_second_text_for_a_value),
        cmocka_unit_test(test_base64__writes_no_further_than_the_capacity),
        cmocka_unit_test(test_base64__append_equals_encode_at_any_length),
        cmocka_unit_test(test_hex__both_ways),
        cmocka_unit_test(test_hex__is_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
