#include "trust/envelope.h"

#include "base/encoding.h"
#include "tests/unit/vectors.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

enum { KEYS = 18 };

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

static size_t verify(const struct sj_envelope *envelope, const struct sj_public_key *some,
                     size_t count, bool *signed_by)
{
    size_t matched = 99;
    assert_int_equal(sj_envelope_verify(envelope, some, count, &arena, signed_by, &matched, NULL),
                     SJ_OK);
    return matched;
}

static struct sj_digest identity(const struct sj_envelope *envelope)
{
    struct sj_digest digest;
    assert_int_equal(sj_envelope_identity(envelope, &arena, &digest, NULL), SJ_OK);
    return digest;
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

/* ---- PAE and identity ---- */

static void check_pae(const struct vector *vector)
{
    uint8_t payload[256], expected[256];
    struct sj_bytes pae;
    assert_int_equal(vector->count, 3);
    const char *type = strcmp(vector->fields[0], "-") == 0 ? "" : vector->fields[0];
    size_t payload_len = vector_hex(vector->fields[1], payload, sizeof(payload));
    size_t expected_len = vector_hex(vector->fields[2], expected, sizeof(expected));
    assert_true(payload_len != SIZE_MAX && expected_len != SIZE_MAX);
    struct sj_envelope envelope = {.payload = SJ_BYTES(payload, payload_len),
                                   .payload_type = sj_bytes_of(type)};
    assert_int_equal(sj_envelope_pae(envelope.payload_type, envelope.payload, &arena, &pae, NULL),
                     SJ_OK);
    if (!sj_bytes_equal(pae, SJ_BYTES(expected, expected_len)))
        fail_msg("pae.txt:%zu: %.*s", vector->line, (int)pae.len, (const char *)pae.data);
    struct sj_digest of_pae = sj_blake2b(pae), of_envelope = identity(&envelope);
    assert_true(sj_digest_equal(&of_pae, &of_envelope));
}

static void test_envelope__pae_is_that_of_dsse(void **state)
{
    assert_int_equal(vectors_read("pae.txt", check_pae), 5);
}

/* What `printf 'DSSEv1 29 …' | b2sum -l 256` prints. */
static void test_envelope__identity_of_known_payload(void **state)
{
    char hex[2 * SJ_DIGEST + 1];
    struct sj_envelope envelope = {.payload = SJ_LITERAL("hello world"),
                                   .payload_type = SJ_LITERAL("http://example.com/HelloWorld")};
    struct sj_digest digest = identity(&envelope);
    sj_hex_encode(SJ_BYTES(digest.bytes, SJ_DIGEST), hex);
    assert_string_equal(hex, "6a8ab4ee24630ed4ed6b8340dfda65f302438352036f83e414608c675f8bdef5");
}

static void test_envelope__identity_is_of_type_and_payload_not_of_signatures(void **state)
{
    struct sj_envelope envelope = unsigned_envelope(), other = unsigned_envelope();
    struct sj_digest before = identity(&envelope);
    sign(&envelope, 0);
    sign(&envelope, 1);
    struct sj_digest after = identity(&envelope);
    assert_true(sj_digest_equal(&before, &after));
    other.payload_type = SJ_LITERAL(SJ_TYPE_ACT);
    after = identity(&other);
    assert_false(sj_digest_equal(&before, &after));
    other = unsigned_envelope();
    other.payload.len--;
    after = identity(&other);
    assert_false(sj_digest_equal(&before, &after));
}

/* ---- signing and verifying ---- */

static void test_envelope__decodes_what_it_encoded(void **state)
{
    struct sj_envelope envelope = unsigned_envelope(), decoded;
    sign(&envelope, 0);
    sign(&envelope, 1);
    struct sj_bytes bytes = encode(&envelope);
    assert_int_equal(decode(bytes, &decoded), SJ_OK);
    assert_true(sj_bytes_equal(decoded.payload, envelope.payload));
    assert_true(sj_bytes_equal(decoded.payload_type, envelope.payload_type));
    assert_int_equal(decoded.signature_count, 2);
    for (size_t i = 0; i < 2; i++) {
        char id[SJ_KEYID_TEXT];
        assert_true(sj_bytes_equal(decoded.signatures[i].sig, envelope.signatures[i].sig));
        assert_true(
            sj_bytes_equal(decoded.signatures[i].keyid, sj_bytes_of(sj_key_id(&publics[i], id))));
    }
    assert_true(sj_bytes_equal(encode(&decoded), bytes));
}

static void test_envelope__verify_says_which_keys_signed(void **state)
{
    bool signed_by[4];
    struct sj_envelope envelope = unsigned_envelope();
    sign(&envelope, 2);
    sign(&envelope, 0);
    sign(&envelope, 5); /* by none of the four asked for */
    assert_int_equal(verify(&envelope, publics, 4, signed_by), 2);
    assert_true(signed_by[0] && !signed_by[1] && signed_by[2] && !signed_by[3]);
    assert_int_equal(verify(&envelope, publics, 0, NULL), 0);
}

static void test_envelope__verify_counts_keys_not_signatures(void **state)
{
    bool signed_by[3];
    struct sj_envelope envelope = unsigned_envelope();
    const struct sj_public_key same[] = {publics[0], publics[1], publics[0]};
    sign(&envelope, 0);
    envelope.signatures[1] = envelope.signatures[0];
    envelope.signatures[2] = envelope.signatures[0];
    envelope.signatures[2].keyid = SJ_LITERAL("another name");
    envelope.signature_count = 3;
    assert_int_equal(verify(&envelope, publics, 3, signed_by), 1);
    assert_true(signed_by[0] && !signed_by[1] && !signed_by[2]);
    assert_int_equal(verify(&envelope, same, 3, signed_by), 1);
    assert_true(signed_by[0] && !signed_by[1] && signed_by[2]);
}

static void test_envelope__keyid_is_only_a_hint(void **state)
{
    bool signed_by[2];
    char id[SJ_KEYID_TEXT];
    struct sj_envelope envelope = unsigned_envelope();
    sign(&envelope, 1);
    envelope.signatures[0].keyid = sj_bytes_of(sj_key_id(&publics[0], id));
    assert_int_equal(verify(&envelope, publics, 2, signed_by), 1);
    assert_true(!signed_by[0] && signed_by[1]);
    envelope.signatures[0].keyid = SJ_BYTES(NULL, 0);
    assert_int_equal(verify(&envelope, publics, 2, signed_by), 1);
}

static void test_envelope__signature_is_over_type_and_payload(void **state)
{
    bool signed_by[1];
    struct sj_envelope envelope = unsigned_envelope(), changed;
    sign(&envelope, 0);
    assert_int_equal(verify(&envelope, publics, 1, signed_by), 1);
    changed = envelope;
    changed.payload_type = SJ_LITERAL(SJ_TYPE_ACT);
    assert_int_equal(verify(&changed, publics, 1, signed_by), 0);
    assert_false(signed_by[0]);
    changed = envelope;
    changed.payload.len--;
    assert_int_equal(verify(&changed, publics, 1, signed_by), 0);
}

static void test_envelope__signing_again_replaces(void **state)
{
    bool signed_by[2];
    struct sj_envelope envelope = unsigned_envelope();
    sign(&envelope, 0);
    sign(&envelope, 1);
    sign(&envelope, 0);
    assert_int_equal(envelope.signature_count, 2);
    assert_int_equal(verify(&envelope, publics, 2, signed_by), 2);
    envelope.payload.len--; /* what stands there is of another payload now, and stays */
    sign(&envelope, 0);
    assert_int_equal(envelope.signature_count, 3);
}

static void test_envelope__takes_16_signatures(void **state)
{
    bool signed_by[KEYS];
    struct sj_envelope envelope = unsigned_envelope(), decoded;
    for (size_t i = 0; i < SJ_ENVELOPE_SIGNATURES_MAX; i++)
        sign(&envelope, i);
    assert_int_equal(sj_envelope_sign(&envelope, keys[16], &arena, NULL), SJ_EXHAUSTED);
    assert_int_equal(sj_envelope_sign(&envelope, keys[3], &arena, NULL), SJ_OK);
    assert_int_equal(decode(encode(&envelope), &decoded), SJ_OK);
    assert_int_equal(verify(&decoded, publics, KEYS, signed_by), 16);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(test_envelope__pae_is_that_of_dsse),
        TEST(test_envelope__identity_of_known_payload),
        TEST(test_envelope__identity_is_of_type_and_payload_not_of_signatures),
        TEST(test_envelope__decodes_what_it_encoded),
        TEST(test_envelope__verify_says_which_keys_signed),
        TEST(test_envelope__verify_counts_keys_not_signatures),
        TEST(test_envelope__keyid_is_only_a_hint),
        TEST(test_envelope__signature_is_over_type_and_payload),
        TEST(test_envelope__signing_again_replaces),
        TEST(test_envelope__takes_16_signatures),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
