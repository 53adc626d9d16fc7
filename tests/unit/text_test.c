#include "base/text.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static void test_text__every_code_point_goes_both_ways(void **state)
{
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char encoded[4];
        size_t len = sj_utf8_encode(c, encoded), forward = 0, backward = len;
        struct sj_bytes text = SJ_BYTES(encoded, len);
        if (sj_utf8_next(text, &forward) != c || forward != len || !sj_utf8_valid(text) ||
            sj_utf8_previous(text, &backward) != c || backward != 0)
            fail_msg("U+%04X", c);
    }
}

static void test_text__encode_lengths_and_impossible_code_points(void **state)
{
    char out[4];
    assert_int_equal(sj_utf8_encode(0x7F, out), 1);
    assert_int_equal(sj_utf8_encode(0x80, out), 2);
    assert_int_equal(sj_utf8_encode(0x7FF, out), 2);
    assert_int_equal(sj_utf8_encode(0x800, out), 3);
    assert_int_equal(sj_utf8_encode(0xFFFF, out), 3);
    assert_int_equal(sj_utf8_encode(0x10000, out), 4);
    assert_memory_equal(out, "\xF0\x90\x80\x80", 4);
    assert_int_equal(sj_utf8_encode(0xD800, out), 3);
    assert_memory_equal(out, "\xEF\xBF\xBD", 3);
    assert_int_equal(sj_utf8_encode(0x110000, out), 3);
    assert_memory_equal(out, "\xEF\xBF\xBD", 3);
}

static const char *const invalid[] = {
    "\x80",             /* continuation alone */
    "\xE4\xB9",         /* cut */
    "\xE4\xB9\x41",     /* cut by a letter */
    "\xC0\xAF",         /* long form of '/' */
    "\xC1\xBF",         /* long form */
    "\xE0\x80\xAF",     /* long form */
    "\xE0\x9F\xBF",     /* long form */
    "\xF0\x8F\xBF\xBF", /* long form */
    "\xED\xA0\x80",     /* surrogate */
    "\xED\xBF\xBF",     /* surrogate */
    "\xF4\x90\x80\x80", /* above U+10FFFF */
    "\xF5\x80\x80\x80", /* above U+10FFFF */
    "\xF8\x88\x80\x80\x80",
    "\xFE",
    "\xFF",
    "\xF0\x9F\x98",
};

static void test_text__valid_refuses_every_wrong_form(void **state)
{
    for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
        char text[16] = "镇";
        assert_true(sj_utf8_valid(sj_bytes_of(text)));
        strcat(text, invalid[i]);
        if (sj_utf8_valid(sj_bytes_of(text)) || sj_utf8_valid(sj_bytes_of(invalid[i])))
            fail_msg("form %zu was taken", i);
    }
    assert_false(sj_utf8_valid(SJ_LITERAL("a\0b")));
    assert_true(sj_utf8_valid(SJ_BYTES(NULL, 0)));
}

static void test_text__next_gives_a_replacement_a_byte(void **state)
{
    for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
        size_t at = 0;
        assert_int_equal(sj_utf8_next(sj_bytes_of(invalid[i]), &at), 0xFFFD);
        assert_int_equal(at, 1);
    }
    size_t at = 0;
    struct sj_bytes text = SJ_LITERAL("\xE4\xB9"
                                      "a");
    assert_int_equal(sj_utf8_next(text, &at), 0xFFFD);
    assert_int_equal(sj_utf8_next(text, &at), 0xFFFD);
    assert_int_equal(sj_utf8_next(text, &at), 'a');
    assert_true(sj_utf8_next(text, &at) == UINT32_MAX);
    assert_int_equal(at, 3);
}

static void test_text__previous_stops_where_next_does(void **state)
{
    struct sj_bytes text =
        SJ_LITERAL("a镇\x80\xE4\xB9𠀀\xF0\x9F\x98é\xED\xA0\x80\xE4\xB9\xA1\xA1z\xF0");
    size_t places[64], count = 0, at = 0;
    uint32_t points[64];
    while (at < text.len) {
        places[count] = at;
        points[count++] = sj_utf8_next(text, &at);
    }
    assert_int_equal(count, 17);
    while (count > 0) {
        assert_int_equal(sj_utf8_previous(text, &at), points[--count]);
        assert_int_equal(at, places[count]);
    }
    assert_true(sj_utf8_previous(text, &at) == UINT32_MAX);
    at = 1000;
    assert_int_equal(sj_utf8_previous(text, &at), 0xFFFD);
    assert_int_equal(at, text.len - 1);
}

static void test_text__length_counts_code_points(void **state)
{
    assert_int_equal(sj_utf8_length(SJ_LITERAL("乡镇a𠀀")), 4);
    assert_int_equal(sj_utf8_length(SJ_LITERAL("\xE4\xB9")), 2);
    assert_int_equal(sj_utf8_length(SJ_LITERAL("a\0b")), 3);
    assert_int_equal(sj_utf8_length(SJ_BYTES(NULL, 0)), 0);
}

static void test_text__prefix_never_cuts_a_character(void **state)
{
    struct sj_bytes text = SJ_LITERAL("a镇𠀀é");
    static const size_t expected[] = {0, 1, 1, 1, 4, 4, 4, 4, 8, 8, 10, 10};
    for (size_t max = 0; max < sizeof(expected) / sizeof(expected[0]); max++)
        assert_int_equal(sj_utf8_prefix(text, max).len, expected[max]);
}

static void test_text__prefix_cuts_anywhere_among_wrong_bytes(void **state)
{
    assert_int_equal(sj_utf8_prefix(SJ_LITERAL("\x80\x80\x80\x80\x80\x80"), 5).len, 5);
    assert_int_equal(sj_utf8_prefix(SJ_LITERAL("\xF0\x9Fxyz"), 1).len, 1);
    /* A byte too many behind a whole character belongs to none. */
    assert_int_equal(sj_utf8_prefix(SJ_LITERAL("镇\x80\x80"), 4).len, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text__every_code_point_goes_both_ways),
        cmocka_unit_test(test_text__encode_lengths_and_impossible_code_points),
        cmocka_unit_test(test_text__valid_refuses_every_wrong_form),
        cmocka_unit_test(test_text__next_gives_a_replacement_a_byte),
        cmocka_unit_test(test_text__previous_stops_where_next_does),
        cmocka_unit_test(test_text__length_counts_code_points),
        cmocka_unit_test(test_text__prefix_never_cuts_a_character),
        cmocka_unit_test(test_text__prefix_cuts_anywhere_among_wrong_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
