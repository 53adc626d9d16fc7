#include "trust/key.h"

#include "base/encoding.h"
#include "tests/unit/vectors.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

/* RFC 8032, section 7.1, test 1. */
static const char rfc_seed[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
static const char rfc_public[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
static const char rfc_signature[] =
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
    "6bd25bf5f0595bbe24655141438e7a100b";

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

static void check_ed25519(const struct vector *vector)
{
    uint8_t pk[64], message[2048], signature[256];
    struct sj_public_key key;
    assert_int_equal(vector->count, 6);
    size_t pk_len = vector_hex(vector->fields[2], pk, sizeof(pk));
    size_t message_len = vector_hex(vector->fields[3], message, sizeof(message));
    size_t signature_len = vector_hex(vector->fields[4], signature, sizeof(signature));
    assert_true(pk_len != SIZE_MAX && message_len != SIZE_MAX && signature_len != SIZE_MAX);
    bool valid = strcmp(vector->fields[1], "valid") == 0;
    assert_true(valid || strcmp(vector->fields[1], "invalid") == 0);
    assert_true(sj_public_key_of(SJ_BYTES(pk, pk_len), &key));
    if (sj_verify(&key, SJ_BYTES(message, message_len), SJ_BYTES(signature, signature_len)) !=
        valid)
        fail_msg("ed25519.txt:%zu: should be %s: %s", vector->line, vector->fields[1],
                 vector->fields[5]);
}

static void test_key__verifies_as_wycheproof_says(void **state)
{
    assert_int_equal(vectors_read("ed25519.txt", check_ed25519), 151);
}

static void test_key__seed_makes_rfc_8032_key_and_signature(void **state)
{
    uint8_t signature[SJ_SIGNATURE];
    char hex[2 * SJ_SIGNATURE + 1];
    struct sj_key *key = rfc_key();
    struct sj_public_key public_key = sj_key_public(key);
    sj_hex_encode(SJ_BYTES(public_key.bytes, SJ_PUBLIC_KEY), hex);
    assert_string_equal(hex, rfc_public);
    sj_key_sign(key, SJ_BYTES(NULL, 0), signature);
    sj_hex_encode(SJ_BYTES(signature, SJ_SIGNATURE), hex);
    assert_string_equal(hex, rfc_signature);
    sj_key_free(key);
}

static void test_key__new_keys_differ_and_sign(void **state)
{
    struct sj_key *a, *b;
    uint8_t signature[SJ_SIGNATURE];
    const struct sj_bytes message = SJ_LITERAL("全镇粮食总产量");
    assert_int_equal(sj_key_new(&a, NULL), SJ_OK);
    assert_int_equal(sj_key_new(&b, NULL), SJ_OK);
    struct sj_public_key a_public = sj_key_public(a), b_public = sj_key_public(b);
    assert_false(sj_public_key_equal(&a_public, &b_public));
    assert_true(sj_public_key_valid(&a_public));
    sj_key_sign(a, message, signature);
    assert_true(sj_verify(&a_public, message, SJ_BYTES(signature, SJ_SIGNATURE)));
    assert_false(sj_verify(&b_public, message, SJ_BYTES(signature, SJ_SIGNATURE)));
    assert_false(sj_verify(&a_public, message, SJ_BYTES(signature, SJ_SIGNATURE - 1)));
    sj_key_free(a);
    sj_key_free(b);
    sj_key_free(NULL);
}

/* libsodium 1.0.18 verifies signatures under mixed-order keys (PITFALLS.md); none is enrolled. */
static void test_key__valid_refuses_points_outside_the_group(void **state)
{
    static const char *const bad[] = {
        /* mixed order: on the curve, neither of the group's order nor of a small one */
        "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
        /* orders 8, 4, 2 and 1 */
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000000",
        /* y = p + 1 and y = 2^255 − 1: not canonical; y = 2: not on the curve */
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0200000000000000000000000000000000000000000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sj_public_key key = public_of_hex(bad[i]);
        if (sj_public_key_valid(&key))
            fail_msg("%s was taken for a good key", bad[i]);
    }
    struct sj_public_key good = public_of_hex(rfc_public);
    assert_true(sj_public_key_valid(&good));
}

static void test_key__public_key_of_takes_32_bytes_only(void **state)
{
    uint8_t bytes[33] = {7};
    struct sj_public_key key;
    assert_true(sj_public_key_of(SJ_BYTES(bytes, 32), &key));
    assert_int_equal(key.bytes[0], 7);
    assert_false(sj_public_key_of(SJ_BYTES(bytes, 31), &key));
    assert_false(sj_public_key_of(SJ_BYTES(bytes, 33), &key));
    assert_false(sj_public_key_of(SJ_BYTES(NULL, 0), &key));
}

/* The expected values are those of Python's hashlib. */
static void test_key__id_and_fingerprint_of_known_key(void **state)
{
    char id[SJ_KEYID_TEXT], fingerprint[SJ_FINGERPRINT_TEXT];
    struct sj_public_key key = public_of_hex(rfc_public);
    assert_string_equal(sj_key_id(&key, id), "7849ac3049680be1");
    assert_string_equal(sj_key_fingerprint(&key, fingerprint),
                        "94128 55553 99902 00119 35534 82200 64100 45075");
}

static void test_key__blake2b_of_known_texts(void **state)
{
    char hex[2 * SJ_DIGEST + 1];
    struct sj_digest digest = sj_blake2b(SJ_LITERAL("abc"));
    struct sj_digest joined = sj_blake2b2(SJ_LITERAL("a"), SJ_LITERAL("bc"));
    struct sj_digest empty = sj_blake2b(SJ_BYTES(NULL, 0));
    sj_hex_encode(SJ_BYTES(digest.bytes, SJ_DIGEST), hex);
    assert_string_equal(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    assert_true(sj_digest_equal(&digest, &joined));
    assert_false(sj_digest_equal(&digest, &empty));
    sj_hex_encode(SJ_BYTES(empty.bytes, SJ_DIGEST), hex);
    assert_string_equal(hex, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

static void test_key__random_differs_and_wipe_clears(void **state)
{
    uint8_t a[32], b[32] = {0}, zero[32] = {0};
    sj_random(a, sizeof(a));
    sj_random(b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
    assert_true(sj_random_u64() != sj_random_u64());
    sj_wipe(a, sizeof(a));
    assert_memory_equal(a, zero, sizeof(a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key__verifies_as_wycheproof_says),
        cmocka_unit_test(test_key__seed_makes_rfc_8032_key_and_signature),
        cmocka_unit_test(test_key__new_keys_differ_and_sign),
        cmocka_unit_test(test_key__valid_refuses_points_outside_the_group),
        cmocka_unit_test(test_key__public_key_of_takes_32_bytes_only),
        cmocka_unit_test(test_key__id_and_fingerprint_of_known_key),
        cmocka_unit_test(test_key__blake2b_of_known_texts),
        cmocka_unit_test(test_key__random_differs_and_wipe_clears),
    };
    sj_trust_init();
    sj_trust_init(); /* safe to call again */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
