#include "trust/cosignature.h"

#include "tests/unit/vectors.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#define ORIGIN "shangji.example/430482"
#define NAME ORIGIN "/witness/430482107"
/* Made by Python: tests/vectors/cosignature.txt says how. */
#define LINE                                                                                       \
    "\xE2\x80\x94 " NAME " xL0C7QAAAABkGFDLLksEeeqPfQsHflnDI9wSbQDkdEFI8JcKax8TfuDaEcQFJp0ClSPnj6" \
    "9GI7HB0BqZb6bSxK1hC0w+lLwyhH1oCA==\n"
#define VKEY                                                                                       \
    "shangji.example/430482/witness/"                                                              \
    "430482107+c4bd02ed+BD5V6WQ6ieIY2QFcG604JsfiW97a7NvTXij0nP+wNpAM"

static struct sj_key *log_key, *witness_key;

static int make_keys(void **state)
{
    const uint8_t log_seed[32] = {7}, witness_seed[32] = {21};
    return sj_key_of_seed(log_seed, &log_key, NULL) == SJ_OK &&
                   sj_key_of_seed(witness_seed, &witness_key, NULL) == SJ_OK
               ? 0
               : -1;
}

static int free_keys(void **state)
{
    sj_key_free(log_key);
    sj_key_free(witness_key);
    return 0;
}

static struct sj_buffer note_of(uint64_t size)
{
    struct sj_buffer note = {0};
    struct sj_checkpoint checkpoint = {.origin = ORIGIN, .size = size, .root = {{1, 2, 3}}};
    assert_int_equal(sj_checkpoint_sign(&checkpoint, log_key, &note, NULL), SJ_OK);
    return note;
}

static struct sj_witness_key verifier(void)
{
    struct sj_witness_key key = {.name = NAME, .key = sj_key_public(witness_key)};
    return key;
}

/* ---- as others compute it ---- */

static size_t line_ends(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        bool is_end = from[0] == '\\' && from[1] == 'n';
        *to++ = is_end ? '\n' : *from;
        from += is_end;
    }
    return (size_t)(to - text);
}

static void check_vector(const struct vector *vector)
{
    struct sj_witness_key key;
    struct sj_error error = {0};
    int64_t time = 4711;
    char verdict[32] = "key";
    assert_int_equal(vector->count, 4);
    struct sj_bytes note = SJ_BYTES(vector->fields[2], line_ends(vector->fields[2]));
    if (sj_witness_key_parse(sj_bytes_of(vector->fields[1]), &key, &error) == SJ_OK) {
        enum sj_status status = sj_cosignature_find(note, &key, &time, &error);
        if (status == SJ_OK)
            snprintf(verdict, sizeof(verdict), "%lld", (long long)time);
        else
            strcpy(verdict, status == SJ_INVALID ? "malformed" : "unauthenticated");
    }
    assert_true((error.message[0] == 0) == (verdict[0] >= '0' && verdict[0] <= '9'));
    if (strcmp(verdict, vector->fields[0]) != 0)
        fail_msg("cosignature.txt:%zu: %s is %s", vector->line, vector->fields[3], verdict);
}

static void test_cosignature__accepts_and_refuses_as_the_vectors_say(void **state)
{
    assert_int_equal(vectors_read("cosignature.txt", check_vector), 27);
}

static void test_cosignature__is_made_to_the_byte(void **state)
{
    struct sj_buffer note = note_of(42), line = {0};
    char text[SJ_VKEY_TEXT];
    struct sj_witness_key key = verifier();
    assert_int_equal(sj_cosign(sj_buffer_bytes(&note), NAME, witness_key, 1679315147, &line, NULL),
                     SJ_OK);
    assert_string_equal(sj_buffer_text(&line), LINE);
    assert_string_equal(sj_witness_key_format(&key, text), VKEY);
    sj_buffer_clear(&note);
    sj_buffer_clear(&line);
}

static void test_cosignature__every_flipped_bit_is_refused_or_unknown(void **state)
{
    struct sj_buffer note = note_of(42);
    struct sj_witness_key key = verifier();
    int64_t time;
    size_t start = note.len;
    sj_buffer_add_text(&note, LINE);
    assert_int_equal(sj_cosignature_find(sj_buffer_bytes(&note), &key, &time, NULL), SJ_OK);
    assert_int_equal(time, 1679315147);
    for (size_t i = start; i < note.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            note.data[i] = (uint8_t)(note.data[i] ^ 1 << bit);
            enum sj_status status = sj_cosignature_find(sj_buffer_bytes(&note), &key, &time, NULL);
            if (status == SJ_OK && time != 0)
                fail_msg("byte %zu, bit %d: still counts", i - start, bit);
            note.data[i] = (uint8_t)(note.data[i] ^ 1 << bit);
        }
    }
    sj_buffer_clear(&note);
}

/* ---- beside the ledger's signature ---- */

static void test_cosignature__does_not_disturb_the_checkpoint(void **state)
{
    struct sj_log_key log = {.origin = ORIGIN, .key = sj_key_public(log_key)};
    struct sj_buffer note = note_of(42), plain = note_of(42), bare = {0};
    struct sj_checkpoint checkpoint;
    sj_buffer_add_text(&note, LINE);
    assert_int_equal(sj_checkpoint_open(sj_buffer_bytes(&note), &log, &checkpoint, NULL), SJ_OK);
    assert_int_equal(checkpoint.size, 42);
    assert_int_equal(sj_checkpoint_bare(sj_buffer_bytes(&note), &log, &bare, NULL), SJ_OK);
    assert_true(sj_bytes_equal(sj_buffer_bytes(&bare), sj_buffer_bytes(&plain)));
    sj_buffer_clear(&note);
    sj_buffer_clear(&plain);
    sj_buffer_clear(&bare);
}

static void test_cosignature__refuses_bad_names_times_and_notes(void **state)
{
    struct sj_buffer note = note_of(42), line = {0}, small = {.limit = 100};
    struct sj_bytes bytes = sj_buffer_bytes(&note);
    struct sj_error error = {0};
    assert_int_equal(sj_cosign(bytes, "a b", witness_key, 1, &line, &error), SJ_INVALID);
    assert_int_equal(sj_cosign(bytes, "", witness_key, 1, &line, &error), SJ_INVALID);
    assert_int_equal(sj_cosign(bytes, NAME, witness_key, 0, &line, &error), SJ_INVALID);
    assert_int_equal(sj_cosign(bytes, NAME, witness_key, -1, &line, &error), SJ_INVALID);
    assert_int_equal(sj_cosign(SJ_LITERAL("no note\n"), NAME, witness_key, 1, &line, &error),
                     SJ_INVALID);
    assert_int_equal(line.len, 0);
    assert_int_equal(sj_cosign(bytes, NAME, witness_key, 1, &small, &error), SJ_NO_MEMORY);
    sj_buffer_clear(&note);
    sj_buffer_clear(&line);
    sj_buffer_clear(&small);
}

/* ---- names ---- */

static void test_cosignature__names_lead_to_the_township_and_back(void **state)
{
    char name[SJ_WITNESS_NAME_MAX + 1], origin[SJ_ORIGIN_MAX + 1];
    struct sj_bytes township;
    struct sj_error error;
    assert_int_equal(sj_witness_name(ORIGIN, "430482107", name, &error), SJ_OK);
    assert_string_equal(name, NAME);
    assert_true(sj_witness_township(sj_bytes_of(name), ORIGIN, &township));
    assert_true(sj_bytes_equal(township, SJ_LITERAL("430482107")));
    assert_false(sj_witness_township(sj_bytes_of(name), "shangji.example/430481", &township));
    assert_false(sj_witness_township(SJ_LITERAL(ORIGIN "/430482107"), ORIGIN, &township));
    assert_false(sj_witness_township(SJ_LITERAL(ORIGIN), ORIGIN, &township));
    memset(origin, 'o', SJ_ORIGIN_MAX);
    origin[SJ_ORIGIN_MAX] = 0;
    assert_int_equal(sj_witness_name(origin, "430482107", name, &error), SJ_OK);
    struct sj_witness_key longest = verifier(), again;
    char text[SJ_VKEY_TEXT];
    strcpy(longest.name, name);
    assert_int_equal(
        sj_witness_key_parse(sj_bytes_of(sj_witness_key_format(&longest, text)), &again, NULL),
        SJ_OK);
    assert_string_equal(again.name, name);
}

static void test_cosignature__a_single_line_tells_its_name(void **state)
{
    static const char *const bad[] = {"",
                                      "\n",
                                      LINE LINE,
                                      LINE "\n",
                                      "\n" LINE,
                                      "x" LINE,
                                      "\xE2\x80\x94 " NAME "\n",
                                      "\xE2\x80\x94 " NAME " AAAA\n"};
    struct sj_bytes name;
    assert_int_equal(sj_cosignature_name(SJ_LITERAL(LINE), &name, NULL), SJ_OK);
    assert_true(sj_bytes_equal(name, SJ_LITERAL(NAME)));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (sj_cosignature_name(sj_bytes_of(bad[i]), &name, NULL) != SJ_INVALID)
            fail_msg("taken for a cosignature: %s", bad[i]);
    assert_int_equal(sj_cosignature_name(SJ_BYTES(LINE, sizeof(LINE) - 2), &name, NULL),
                     SJ_INVALID);
}

static void test_cosignature__lists_who_is_said_to_have_cosigned(void **state)
{
    struct sj_buffer note = note_of(42), names = {0};
    sj_buffer_add_text(&note, LINE LINE "\xE2\x80\x94 another AAAAAAA=\n");
    assert_int_equal(sj_cosignature_names(sj_buffer_bytes(&note), ORIGIN, &names, NULL), SJ_OK);
    assert_string_equal(sj_buffer_text(&names), NAME "\nanother\n");
    sj_buffer_clear(&note);
    sj_buffer_clear(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cosignature__accepts_and_refuses_as_the_vectors_say),
        cmocka_unit_test(test_cosignature__is_made_to_the_byte),
        cmocka_unit_test(test_cosignature__every_flipped_bit_is_refused_or_unknown),
        cmocka_unit_test(test_cosignature__does_not_disturb_the_checkpoint),
        cmocka_unit_test(test_cosignature__refuses_bad_names_times_and_notes),
        cmocka_unit_test(test_cosignature__names_lead_to_the_township_and_back),
        cmocka_unit_test(test_cosignature__a_single_line_tells_its_name),
        cmocka_unit_test(test_cosignature__lists_who_is_said_to_have_cosigned),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
