#include "trust/key.h"
#include "trust/stream.h"

#include "unit.h"

/* RFC 8439, 2.4.2: "Ladies and Gentlemen …" under key 00…1f from block 1 on. */
static void test_stream__is_chacha20_of_rfc_8439(void **state)
{
    static const char plain[] =
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
        "future, sunscreen would be it.";
    static const uint8_t nonce[SJ_STREAM_NONCE] = {0, 0, 0, 0, 0, 0, 0, 0x4a, 0, 0, 0, 0};
    static const uint8_t start[16] = {0x6e, 0x2e, 0x35, 0x9a, 0x25, 0x68, 0xf9, 0x80,
                                      0x41, 0xba, 0x07, 0x28, 0xdd, 0x0d, 0x69, 0x81};
    static const uint8_t end[10] = {0x5a, 0xf9, 0x0b, 0xbf, 0x74, 0xa3, 0x5b, 0xe6, 0xb4, 0x0b};
    uint8_t key[SJ_STREAM_KEY], bytes[sizeof plain - 1];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)i;
    sj_stream_fill(key, nonce, 1, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] ^= (uint8_t)plain[i];
    assert_int_equal(sizeof bytes, 114);
    assert_memory_equal(bytes, start, sizeof start);
    assert_memory_equal(bytes + 96, end, sizeof end);
}

/* RFC 8439, A.1, vectors 1 and 2: the zero key, blocks 0 and 1. */
static void test_stream__starts_at_any_block(void **state)
{
    static const uint8_t zero[SJ_STREAM_KEY] = {0}, nonce[SJ_STREAM_NONCE] = {0};
    static const uint8_t first[8] = {0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90};
    static const uint8_t second[8] = {0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a};
    uint8_t whole[200], part[136];
    sj_stream_fill(zero, nonce, 0, whole, sizeof whole);
    assert_memory_equal(whole, first, sizeof first);
    assert_memory_equal(whole + SJ_STREAM_BLOCK, second, sizeof second);
    sj_stream_fill(zero, nonce, 1, part, sizeof part);
    assert_memory_equal(whole + SJ_STREAM_BLOCK, part, sizeof part);
}

int main(void)
{
    sj_trust_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream__is_chacha20_of_rfc_8439),
        cmocka_unit_test(test_stream__starts_at_any_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
