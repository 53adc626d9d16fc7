#include "base/bytes.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static void check_bytes(struct sj_bytes bytes, const char *expected)
{
    assert_int_equal(bytes.len, strlen(expected));
    if (bytes.len)
        assert_memory_equal(bytes.data, expected, bytes.len);
}

static void test_bytes__of_null_is_empty(void **state)
{
    assert_int_equal(sj_bytes_of(NULL).len, 0);
    check_bytes(sj_bytes_of("乡"), "\xE4\xB9\xA1");
}

static void test_bytes__equal_looks_at_length_and_content(void **state)
{
    assert_true(sj_bytes_equal(SJ_LITERAL("a\0b"), SJ_LITERAL("a\0b")));
    assert_false(sj_bytes_equal(SJ_LITERAL("a\0b"), SJ_LITERAL("a\0c")));
    assert_false(sj_bytes_equal(SJ_LITERAL("ab"), SJ_LITERAL("abc")));
    assert_true(sj_bytes_equal(SJ_BYTES(NULL, 0), SJ_LITERAL("")));
}

static void test_bytes__compare_is_unsigned_and_puts_the_shorter_first(void **state)
{
    assert_int_equal(sj_bytes_compare(SJ_LITERAL("a"), SJ_LITERAL("ab")), -1);
    assert_int_equal(sj_bytes_compare(SJ_LITERAL("b"), SJ_LITERAL("ab")), 1);
    assert_int_equal(sj_bytes_compare(SJ_LITERAL("\x80"), SJ_LITERAL("\x7f")), 1);
    assert_int_equal(sj_bytes_compare(SJ_LITERAL("ab"), SJ_LITERAL("ab")), 0);
    assert_int_equal(sj_bytes_compare(SJ_BYTES(NULL, 0), SJ_LITERAL("a")), -1);
}

static void test_bytes__starts_and_ends(void **state)
{
    struct sj_bytes text = SJ_LITERAL("report.pb");
    assert_true(sj_bytes_starts(text, SJ_LITERAL("report")));
    assert_false(sj_bytes_starts(text, SJ_LITERAL("eport")));
    assert_true(sj_bytes_ends(text, SJ_LITERAL(".pb")));
    assert_false(sj_bytes_ends(text, SJ_LITERAL(".p")));
    assert_true(sj_bytes_ends(text, text));
    assert_false(sj_bytes_starts(SJ_LITERAL("re"), text));
    assert_false(sj_bytes_ends(SJ_LITERAL("pb"), text));
    assert_true(sj_bytes_ends(SJ_BYTES(NULL, 0), SJ_BYTES(NULL, 0)));
}

static void test_bytes__slice_is_clipped(void **state)
{
    struct sj_bytes text = SJ_LITERAL("abcdef");
    check_bytes(sj_bytes_slice(text, 1, 3), "bc");
    check_bytes(sj_bytes_slice(text, 4, SIZE_MAX), "ef");
    check_bytes(sj_bytes_slice(text, 9, 12), "");
    check_bytes(sj_bytes_slice(text, 4, 2), "");
    check_bytes(sj_bytes_slice(SJ_BYTES(NULL, 0), 0, 5), "");
}

static void test_bytes__find(void **state)
{
    struct sj_bytes text = SJ_LITERAL("abcabc");
    assert_int_equal(sj_bytes_find(text, SJ_LITERAL("bc"), 0), 1);
    assert_int_equal(sj_bytes_find(text, SJ_LITERAL("bc"), 1), 1);
    assert_int_equal(sj_bytes_find(text, SJ_LITERAL("bc"), 2), 4);
    assert_true(sj_bytes_find(text, SJ_LITERAL("bc"), 5) == SIZE_MAX);
    assert_true(sj_bytes_find(text, SJ_LITERAL("cab!"), 0) == SIZE_MAX);
    assert_int_equal(sj_bytes_find(text, SJ_LITERAL(""), 6), 6);
    assert_true(sj_bytes_find(text, SJ_LITERAL(""), 7) == SIZE_MAX);
    assert_true(sj_bytes_find(SJ_BYTES(NULL, 0), SJ_LITERAL("a"), 0) == SIZE_MAX);
}

static void test_bytes__trim_takes_wide_blanks_too(void **state)
{
    check_bytes(sj_bytes_trim(SJ_LITERAL(" \t\xE3\x80\x80\r\n一 二\xE3\x80\x80 \n")), "一 二");
    check_bytes(sj_bytes_trim(SJ_LITERAL("\xE3\x80\x80 \xE3\x80\x80")), "");
    check_bytes(sj_bytes_trim(SJ_LITERAL("\x80\x80")), "\x80\x80");
    check_bytes(sj_bytes_trim(SJ_BYTES(NULL, 0)), "");
}

static void test_buffer__grows_and_stays_terminated(void **state)
{
    struct sj_buffer buffer = {0};
    assert_string_equal(sj_buffer_text(&buffer), "");
    for (int i = 0; i < 1000; i++) {
        sj_buffer_add_char(&buffer, 'a');
        sj_buffer_printf(&buffer, "%03d", i);
        assert_int_equal(strlen(sj_buffer_text(&buffer)), buffer.len);
    }
    sj_buffer_add_text(&buffer, "end");
    sj_buffer_add_text(&buffer, NULL);
    sj_buffer_add_bytes(&buffer, SJ_BYTES(NULL, 0));
    assert_false(buffer.failed);
    assert_int_equal(sj_buffer_bytes(&buffer).len, 4003);
    assert_memory_equal(buffer.data + 3996, "a999end", 8);
    sj_buffer_clear(&buffer);
}

static void test_buffer__holds_its_limit_exactly(void **state)
{
    struct sj_buffer buffer = {.limit = 8};
    sj_buffer_add_text(&buffer, "12345678");
    assert_false(buffer.failed);
    sj_buffer_add_text(&buffer, "");
    assert_false(buffer.failed);
    sj_buffer_add_char(&buffer, '9');
    assert_true(buffer.failed);
    assert_string_equal(sj_buffer_text(&buffer), "12345678");
    sj_buffer_clear(&buffer);
}

static void test_buffer__does_nothing_after_a_failure(void **state)
{
    struct sj_buffer buffer = {.limit = 4};
    sj_buffer_add_text(&buffer, "ab");
    sj_buffer_printf(&buffer, "%d", 12345);
    assert_true(buffer.failed);
    sj_buffer_add_char(&buffer, 'c');
    assert_string_equal(sj_buffer_text(&buffer), "ab");
    sj_buffer_clear(&buffer);
    assert_false(buffer.failed);
    assert_int_equal(buffer.limit, 4);
    sj_buffer_add_text(&buffer, "abcd");
    assert_string_equal(sj_buffer_text(&buffer), "abcd");
    sj_buffer_clear(&buffer);
    sj_buffer_clear(NULL);
}

static void test_buffer__hostile_length_is_refused(void **state)
{
    struct sj_buffer buffer = {.limit = SIZE_MAX};
    sj_buffer_add_char(&buffer, 'a');
    sj_buffer_add(&buffer, "", SIZE_MAX);
    assert_true(buffer.failed);
    assert_int_equal(buffer.len, 1);
    sj_buffer_clear(&buffer);
}

static void test_buffer__limit_zero_is_64_mib(void **state)
{
    struct sj_buffer buffer = {0};
    static const char block[1 << 20];
    for (int i = 0; i < 64; i++)
        sj_buffer_add(&buffer, block, sizeof(block));
    assert_false(buffer.failed);
    sj_buffer_add_char(&buffer, 'x');
    assert_true(buffer.failed);
    sj_buffer_clear(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes__of_null_is_empty),
        cmocka_unit_test(test_bytes__equal_looks_at_length_and_content),
        cmocka_unit_test(test_bytes__compare_is_unsigned_and_puts_the_shorter_first),
        cmocka_unit_test(test_bytes__starts_and_ends),
        cmocka_unit_test(test_bytes__slice_is_clipped),
        cmocka_unit_test(test_bytes__find),
        cmocka_unit_test(test_bytes__trim_takes_wide_blanks_too),
        cmocka_unit_test(test_buffer__grows_and_stays_terminated),
        cmocka_unit_test(test_buffer__holds_its_limit_exactly),
        cmocka_unit_test(test_buffer__does_nothing_after_a_failure),
        cmocka_unit_test(test_buffer__hostile_length_is_refused),
        cmocka_unit_test(test_buffer__limit_zero_is_64_mib),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
