/* What decoding and encoding an envelope refuse. */
#include "trust/envelope.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

enum { KEYS = 2 };

static struct sj_key *keys[KEYS];
static struct sj_public_key publics[KEYS];
static struct sj_arena arena;

static int make_keys(void **state)
{
    for (size_t i = 0; i < KEYS; i++) {
        uint8_t seed[32] = {(uint8_t)i, 1};
        if (sj_key_of_seed(seed, &keys[i], NULL) != SJ_OK)
            return -1;
        publics[i] = sj_key_public(keys[i]);
    }
    return 0;
}

static int free_keys(void **state)
{
    for (size_t i = 0; i < KEYS; i++)
        sj_key_free(keys[i]);
    return 0;
}

static int open_arena(void **state)
{
    sj_arena_init(&arena, (size_t)16 << 20);
    return 0;
}

static int close_arena(void **state)
{
    sj_arena_clear(&arena);
    return 0;
}

static struct sj_envelope unsigned_envelope(void)
{
    return (struct sj_envelope){.payload = SJ_LITERAL("粮食总产量 13.3 万吨\0\xFF"),
                                .payload_type = SJ_LITERAL(SJ_TYPE_REPORT)};
}

static void sign(struct sj_envelope *envelope, size_t key)
{
    assert_int_equal(sj_envelope_sign(envelope, keys[key], &arena, NULL), SJ_OK);
}

static enum sj_status decode(struct sj_bytes bytes, struct sj_envelope *envelope)
{
    struct sj_error error = {0};
    enum sj_status status = sj_envelope_decode(bytes, &arena, envelope, &error);
    assert_true((status == SJ_OK) == (error.message[0] == 0));
    return status;
}

static struct sj_bytes encode(const struct sj_envelope *envelope)
{
    struct sj_bytes bytes = {0};
    assert_int_equal(sj_envelope_encode(envelope, &arena, &bytes, NULL), SJ_OK);
    return bytes;
}

/* Raw fields, because what is refused is never encoded. */
static void add_field(struct sj_buffer *buffer, unsigned number, struct sj_bytes value)
{
    sj_buffer_add_char(buffer, (char)(number << 3 | 2));
    assert_true(value.len < 1 << 14);
    sj_buffer_add_char(buffer, (char)((value.len & 0x7F) | 0x80));
    sj_buffer_add_char(buffer, (char)(value.len >> 7));
    sj_buffer_add_bytes(buffer, value);
}

static struct sj_buffer raw_envelope(const char *type, size_t signatures, size_t signature_len)
{
    static const uint8_t zeros[128];
    struct sj_buffer buffer = {0};
    add_field(&buffer, 1, SJ_LITERAL("payload"));
    if (type)
        add_field(&buffer, 2, sj_bytes_of(type));
    for (size_t i = 0; i < signatures; i++) {
        struct sj_buffer signature = {0};
        add_field(&signature, 1, SJ_BYTES(zeros, signature_len));
        add_field(&signature, 2, SJ_LITERAL("hint"));
        add_field(&buffer, 3, sj_buffer_bytes(&signature));
        sj_buffer_clear(&signature);
    }
    return buffer;
}

static enum sj_status decode_raw(const char *type, size_t signatures, size_t signature_len)
{
    struct sj_envelope envelope;
    struct sj_buffer buffer = raw_envelope(type, signatures, signature_len);
    enum sj_status status = decode(sj_buffer_bytes(&buffer), &envelope);
    sj_buffer_clear(&buffer);
    return status;
}

static void test_envelope__decode_refuses_malformed(void **state)
{
    struct sj_envelope envelope;
    assert_int_equal(decode_raw("t", 1, 64), SJ_OK); /* so the others fail for their reason */
    assert_int_equal(decode_raw("t", 16, 64), SJ_OK);
    assert_int_equal(decode_raw("t", 17, 64), SJ_INVALID);
    assert_int_equal(decode_raw("t", 0, 64), SJ_INVALID);
    assert_int_equal(decode_raw("t", 1, 63), SJ_INVALID);
    assert_int_equal(decode_raw("t", 1, 65), SJ_INVALID);
    assert_int_equal(decode_raw("t", 2, 0), SJ_INVALID);
    assert_int_equal(decode_raw("", 1, 64), SJ_INVALID);
    assert_int_equal(decode_raw(NULL, 1, 64), SJ_INVALID);
    assert_int_equal(decode_raw("t\xFF", 1, 64), SJ_INVALID);
    assert_int_equal(decode(SJ_BYTES(NULL, 0), &envelope), SJ_INVALID);
    assert_int_equal(decode(SJ_LITERAL("not protobuf"), &envelope), SJ_INVALID);
}

static void test_envelope__nobody_takes_more_than_a_mebibyte(void **state)
{
    static uint8_t payload[SJ_ENVELOPE_MAX_BYTES];
    struct sj_envelope envelope = unsigned_envelope(), decoded;
    struct sj_bytes bytes;
    sign(&envelope, 0);
    envelope.payload = SJ_BYTES(payload, 0);
    size_t around = encode(&envelope).len;
    /* The largest that fits: the payload's own tag and length take 4 bytes. */
    envelope.payload = SJ_BYTES(payload, SJ_ENVELOPE_MAX_BYTES - around - 4);
    bytes = encode(&envelope);
    assert_int_equal(bytes.len, SJ_ENVELOPE_MAX_BYTES);
    assert_int_equal(decode(bytes, &decoded), SJ_OK);
    envelope.payload.len++;
    assert_int_equal(sj_envelope_encode(&envelope, &arena, &bytes, NULL), SJ_EXHAUSTED);
    uint8_t *longer = sj_arena_alloc(&arena, bytes.len + 1);
    assert_non_null(longer);
    memcpy(longer, bytes.data, bytes.len); /* a zero tag would be refused too: see the reason */
    struct sj_error error = {0};
    assert_int_equal(sj_envelope_decode(SJ_BYTES(longer, bytes.len + 1), &arena, &decoded, &error),
                     SJ_EXHAUSTED);
    assert_string_equal(error.reason, "ENVELOPE_TOO_LONG");
}

static void test_envelope__encode_refuses_what_decode_refuses(void **state)
{
    struct sj_envelope envelope = unsigned_envelope(), changed;
    struct sj_bytes bytes;
    assert_int_equal(sj_envelope_encode(&envelope, &arena, &bytes, NULL), SJ_INVALID);
    sign(&envelope, 0);
    changed = envelope;
    changed.payload_type = SJ_BYTES(NULL, 0);
    assert_int_equal(sj_envelope_encode(&changed, &arena, &bytes, NULL), SJ_INVALID);
    changed = envelope;
    changed.payload_type = SJ_LITERAL("a\0b");
    assert_int_equal(sj_envelope_encode(&changed, &arena, &bytes, NULL), SJ_INVALID);
    changed = envelope;
    changed.signatures[0].sig.len = 63;
    assert_int_equal(sj_envelope_encode(&changed, &arena, &bytes, NULL), SJ_INVALID);
    changed = envelope;
    changed.signature_count = 17;
    assert_int_equal(sj_envelope_encode(&changed, &arena, &bytes, NULL), SJ_INVALID);
}

static void test_envelope__every_truncation_is_refused(void **state)
{
    struct sj_envelope envelope = unsigned_envelope(), decoded;
    sign(&envelope, 0);
    struct sj_bytes bytes = encode(&envelope);
    for (size_t len = 0; len < bytes.len; len++)
        assert_int_equal(decode(SJ_BYTES(bytes.data, len), &decoded), SJ_INVALID);
    assert_int_equal(decode(bytes, &decoded), SJ_OK);
}

static void test_envelope__flipped_bits_change_nothing_that_is_signed(void **state)
{
    bool signed_by[1];
    size_t passed = 0;
    struct sj_envelope envelope = unsigned_envelope(), decoded;
    sign(&envelope, 0);
    struct sj_bytes bytes = encode(&envelope);
    uint8_t *copy = sj_arena_alloc(&arena, bytes.len);
    assert_non_null(copy);
    memcpy(copy, bytes.data, bytes.len);
    for (size_t i = 0; i < 8 * bytes.len; i++) {
        struct sj_arena small;
        sj_arena_init(&small, (size_t)64 << 10);
        size_t matched = 0;
        copy[i / 8] ^= (uint8_t)(1 << i % 8);
        if (sj_envelope_decode(SJ_BYTES(copy, bytes.len), &small, &decoded, NULL) == SJ_OK) {
            assert_int_equal(
                sj_envelope_verify(&decoded, publics, 1, &small, signed_by, &matched, NULL), SJ_OK);
            passed += matched;
            assert_true(!matched || (sj_bytes_equal(decoded.payload, envelope.payload) &&
                                     sj_bytes_equal(decoded.payload_type, envelope.payload_type)));
        }
        copy[i / 8] ^= (uint8_t)(1 << i % 8);
        sj_arena_clear(&small);
    }
    assert_in_range(passed, 1, 200); /* bits of the hint, which nobody trusts */
}

/* An arena too small anywhere is a refusal and never a crash or a half-made envelope. */
static void test_envelope__small_arenas_are_refused(void **state)
{
    struct sj_envelope envelope = unsigned_envelope();
    size_t refused = 0;
    sign(&envelope, 0);
    struct sj_bytes bytes = encode(&envelope);
    for (size_t limit = 0; limit < 2048; limit += 16) {
        struct sj_envelope decoded, again = envelope;
        struct sj_bytes out;
        struct sj_digest digest;
        struct sj_arena small;
        size_t matched;
        bool signed_by[1];
        sj_arena_init(&small, limit);
        refused += sj_envelope_encode(&envelope, &small, &out, NULL) != SJ_OK;
        sj_arena_clear(&small);
        refused += sj_envelope_decode(bytes, &small, &decoded, NULL) != SJ_OK;
        sj_arena_clear(&small);
        refused += sj_envelope_identity(&envelope, &small, &digest, NULL) != SJ_OK;
        sj_arena_clear(&small);
        if (sj_envelope_sign(&again, keys[1], &small, NULL) != SJ_OK)
            assert_int_equal(again.signature_count, 1);
        sj_arena_clear(&small);
        if (sj_envelope_verify(&envelope, publics, 1, &small, signed_by, &matched, NULL) != SJ_OK)
            assert_true(matched == 0 && !signed_by[0]);
        sj_arena_clear(&small);
    }
    assert_in_range(refused, 3, 3 * 2048 / 16 - 3); /* some are refused and the largest are not */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(test_envelope__decode_refuses_malformed),
        TEST(test_envelope__nobody_takes_more_than_a_mebibyte),
        TEST(test_envelope__encode_refuses_what_decode_refuses),
        TEST(test_envelope__every_truncation_is_refused),
        TEST(test_envelope__flipped_bits_change_nothing_that_is_signed),
        TEST(test_envelope__small_arenas_are_refused),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
