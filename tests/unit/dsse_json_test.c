#include "unit.h"

#include "base/encoding.h"
#include "client/dsse_json.h"

/* The key of RFC 8032, section 7.1, test 1, over "早稻1140余亩" and two question marks and ">";
 * signature, key id and identity were made by Python's cryptography and hashlib from DSSE's text.
 */
static const char payload[] = "早稻1140余亩?\?>", type[] = "application/vnd.shangji.test";
static const char identity[] = "d3767283ffe3b0eaedfb29e2c5ecc2f0bcead0309a7ca0d42b5b7f5fe0f51143";
#define PAYLOAD "5pep56i7MTE0MOS9meS6qT8/Pg=="
#define TYPE "application/vnd.shangji.test"
#define SIG                                                                                        \
    "szeEwbl2XSbVFl9ORVgLczas4uV6YuCdfxNR32Yo0ajrwfiZGX/fAsEsxCMOleeRfXKR5uuc3V0kRpgvXm0aDw=="
#define SIGNATURE "{\"keyid\": \"7849ac3049680be1\", \"sig\": \"" SIG "\"}"
#define ENVELOPE(p, t, s)                                                                          \
    "{\"payload\": \"" p "\", \"payloadType\": \"" t "\", \"signatures\": [" s "]}"
static const char known[] = ENVELOPE(PAYLOAD, TYPE, SIGNATURE);

static struct sj_arena arena;
static struct sj_error error;

static int open_arena(void **state)
{
    sj_arena_init(&arena, (size_t)16 << 20);
    error = (struct sj_error){0};
    return 0;
}

static int close_arena(void **state)
{
    sj_arena_clear(&arena);
    return 0;
}

static enum sj_status parse(const char *text, struct sj_envelope *envelope)
{
    return sj_dsse_json_parse(sj_bytes_of(text), &arena, envelope, &error);
}

static void assert_known(const struct sj_envelope *envelope)
{
    struct sj_digest found;
    char hex[2 * SJ_DIGEST + 1];
    assert_true(sj_bytes_equal(envelope->payload, sj_bytes_of(payload)));
    assert_true(sj_bytes_equal(envelope->payload_type, sj_bytes_of(type)));
    assert_int_equal(envelope->signature_count, 1);
    assert_int_equal(sj_envelope_identity(envelope, &arena, &found, &error), SJ_OK);
    sj_hex_encode(SJ_BYTES(found.bytes, SJ_DIGEST), hex);
    assert_string_equal(hex, identity);
}

static void test_dsse_json__reads_a_known_envelope_that_verifies(void **state)
{
    static const char rfc[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    struct sj_envelope envelope;
    struct sj_public_key key;
    size_t len = 0, matched = 0;
    bool signed_by = false;
    assert_int_equal(parse(known, &envelope), SJ_OK);
    assert_known(&envelope);
    assert_true(sj_hex_decode(sj_bytes_of(rfc), key.bytes, SJ_PUBLIC_KEY, &len));
    assert_int_equal(sj_envelope_verify(&envelope, &key, 1, &arena, &signed_by, &matched, &error),
                     SJ_OK);
    assert_true(signed_by);
}

static void test_dsse_json__prints_the_known_envelope_to_the_letter(void **state)
{
    struct sj_envelope envelope, again;
    struct sj_buffer text = {0};
    struct sj_bytes binary, binary_again;
    static const uint8_t seed[32] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60,
                                     0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
                                     0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19,
                                     0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
    struct sj_key *key = NULL;
    envelope =
        (struct sj_envelope){.payload = sj_bytes_of(payload), .payload_type = sj_bytes_of(type)};
    assert_int_equal(sj_key_of_seed(seed, &key, &error), SJ_OK);
    assert_int_equal(sj_envelope_sign(&envelope, key, &arena, &error), SJ_OK);
    sj_key_free(key);
    assert_int_equal(sj_dsse_json_print(&envelope, &text, &error), SJ_OK);
    assert_string_equal(sj_buffer_text(&text), known);
    assert_int_equal(parse(sj_buffer_text(&text), &again), SJ_OK);
    assert_int_equal(sj_envelope_encode(&envelope, &arena, &binary, &error), SJ_OK);
    assert_int_equal(sj_envelope_encode(&again, &arena, &binary_again, &error), SJ_OK);
    assert_true(sj_bytes_equal(binary, binary_again));
    sj_buffer_clear(&text);
}

static void test_dsse_json__passes_over_what_dsse_does_not_name(void **state)
{
    struct sj_envelope envelope;
    assert_int_equal(parse("{\"x\": [1, {\"y\": null}], \"payload\": \"" PAYLOAD
                           "\", \"payloadType\": \"" TYPE "\", \"signatures\": [{\"cert\": \"\", "
                           "\"sig\": \"" SIG "\"}]}",
                           &envelope),
                     SJ_OK);
    assert_known(&envelope);
    assert_int_equal(envelope.signatures[0].keyid.len, 0); /* optional */
}

static void test_dsse_json__takes_either_base64_and_no_mixture(void **state)
{
    struct sj_envelope envelope;
    assert_int_equal(parse(ENVELOPE("5pep56i7MTE0MOS9meS6qT8_Pg==", TYPE, SIGNATURE), &envelope),
                     SJ_OK);
    assert_known(&envelope);
    assert_int_equal(parse(ENVELOPE("+_-/", TYPE, SIGNATURE), &envelope), SJ_INVALID);
    assert_string_equal(error.field, "payload");
}

static void test_dsse_json__refuses_whatever_is_not_strict(void **state)
{
    static const struct {
        const char *text, *field;
    } cases[] = {
        {ENVELOPE("5pep56i7MTE0MOS9meS6qT8/Pg", TYPE, SIGNATURE), "payload"},
        {ENVELOPE("5pep56i7MTE0MOS9meS6qT8/Pg=", TYPE, SIGNATURE), "payload"},
        {ENVELOPE("5pep56i7MTE0MOS9meS6qT8/Ph==", TYPE, SIGNATURE), "payload"},
        {ENVELOPE(" 5pep56i7MTE0MOS9meS6qT8/Pg==", TYPE, SIGNATURE), "payload"},
        {ENVELOPE("5pep\\n56i7MTE0MOS9meS6qT8/Pg==", TYPE, SIGNATURE), "payload"},
        {ENVELOPE("5pep56i7MTE0MOS9meS6qT8/Pg==AAAA", TYPE, SIGNATURE), "payload"},
        {"{\"payloadType\": \"t\", \"signatures\": [" SIGNATURE "]}", "payload"},
        {"{\"payload\": 1, \"payloadType\": \"t\", \"signatures\": [" SIGNATURE "]}", "payload"},
        {"{\"payload\": \"\", \"signatures\": [" SIGNATURE "]}", "payloadType"},
        {"{\"payload\": \"\", \"payloadType\": \"t\"}", "signatures"},
        {"{\"payload\": \"\", \"payloadType\": \"t\", \"signatures\": {}}", "signatures"},
        {ENVELOPE(PAYLOAD, TYPE, "7"), "signatures[0].sig"},
        {ENVELOPE(PAYLOAD, TYPE, SIGNATURE ", {\"sig\": \"" SIG " \"}"), "signatures[1].sig"},
        {ENVELOPE(PAYLOAD, TYPE, "{\"sig\": \"" SIG "\", \"keyid\": 1}"), "signatures[0].keyid"},
        {"[]", "JSON"},
        /* refused by the binary form: too short a signature, no type, no signature */
        {ENVELOPE(PAYLOAD, TYPE, "{\"sig\": \"AAAA\"}"), "signatures[0].sig"},
        {ENVELOPE(PAYLOAD, "", SIGNATURE), "payload_type"},
        {ENVELOPE(PAYLOAD, TYPE, ""), ""},
        /* no JSON, or a member twice */
        {"", ""},
        {"{", ""},
        {ENVELOPE(PAYLOAD, TYPE, SIGNATURE) "x", ""},
        {ENVELOPE(PAYLOAD, "a\\u0000b", SIGNATURE), ""},
        {ENVELOPE(PAYLOAD, TYPE "\", \"payload\": \"", SIGNATURE), ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sj_envelope envelope;
        error = (struct sj_error){0};
        if (parse(cases[i].text, &envelope) != SJ_INVALID)
            fail_msg("%s was read", cases[i].text);
        assert_string_equal(error.field, cases[i].field);
        assert_true(error.message[0] != '\0');
    }
}

static void test_dsse_json__refuses_too_many_signatures_and_too_many_bytes(void **state)
{
    struct sj_envelope envelope;
    struct sj_buffer text = {0};
    sj_buffer_add_text(&text, "{\"payload\": \"\", \"payloadType\": \"t\", \"signatures\": [");
    for (int i = 0; i <= SJ_ENVELOPE_SIGNATURES_MAX; i++)
        sj_buffer_printf(&text, "%s" SIGNATURE, i ? ", " : "");
    sj_buffer_add_text(&text, "]}");
    assert_int_equal(parse(sj_buffer_text(&text), &envelope), SJ_INVALID);
    assert_string_equal(error.reason, "ENVELOPE_SIGNATURES");
    while (text.len <= SJ_DSSE_JSON_MAX_BYTES)
        sj_buffer_add_char(&text, ' ');
    assert_int_equal(parse(sj_buffer_text(&text), &envelope), SJ_EXHAUSTED);
    sj_buffer_clear(&text);
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_dsse_json__reads_a_known_envelope_that_verifies),
        T(test_dsse_json__prints_the_known_envelope_to_the_letter),
        T(test_dsse_json__passes_over_what_dsse_does_not_name),
        T(test_dsse_json__takes_either_base64_and_no_mixture),
        T(test_dsse_json__refuses_whatever_is_not_strict),
        T(test_dsse_json__refuses_too_many_signatures_and_too_many_bytes),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
