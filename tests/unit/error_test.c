#include "base/error.h"

#include "base/text.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static void test_error__set_fills_all_and_clears_the_field(void **state)
{
    struct sj_error error = {0};
    assert_int_equal(sj_error_set(&error, SJ_INVALID, "FIRST", "number %d", 1), SJ_INVALID);
    assert_int_equal(sj_error_at(&error, "figures[%d].surface", 3), SJ_INVALID);
    assert_string_equal(error.reason, "FIRST");
    assert_string_equal(error.field, "figures[3].surface");
    assert_string_equal(error.message, "number 1");
    assert_int_equal(sj_error_set(&error, SJ_IO, NULL, "second"), SJ_IO);
    assert_int_equal(error.status, SJ_IO);
    assert_string_equal(error.reason, "");
    assert_string_equal(error.field, "");
    assert_string_equal(error.message, "second");
}

static void test_error__in_puts_the_context_first(void **state)
{
    struct sj_error error;
    sj_error_set(&error, SJ_NOT_FOUND, "GONE", "no such file");
    assert_int_equal(sj_error_in(&error, "reading %s", "a.txt"), SJ_NOT_FOUND);
    assert_string_equal(error.message, "reading a.txt: no such file");
    assert_string_equal(error.reason, "GONE");
}

static void test_error__the_caller_may_want_none(void **state)
{
    assert_int_equal(sj_error_set(NULL, SJ_DENIED, "X", "%d", 1), SJ_DENIED);
    assert_int_not_equal(sj_error_at(NULL, "x"), SJ_OK);
    assert_int_not_equal(sj_error_in(NULL, "x"), SJ_OK);
}

static void test_error__arguments_may_point_into_the_error(void **state)
{
    struct sj_error error;
    sj_error_set(&error, SJ_INVALID, "REASON", "inner");
    sj_error_set(&error, SJ_IO, error.reason, "outer of %s", error.message);
    assert_string_equal(error.reason, "REASON");
    assert_string_equal(error.message, "outer of inner");
    sj_error_in(&error, "in %s", error.message);
    assert_string_equal(error.message, "in outer of inner: outer of inner");
}

static void test_error__long_messages_are_cut_between_characters(void **state)
{
    char text[3 * 400 + 4];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 'a', shift);
        for (size_t i = 0; i < 400; i++)
            memcpy(text + shift + 3 * i, "镇", 3);
        text[shift + 1200] = 0;
        struct sj_error error;
        sj_error_set(&error, SJ_INVALID, NULL, "%s", text);
        size_t len = strlen(error.message), max = sizeof(error.message) - 1;
        assert_int_equal(len, shift + (max - shift) / 3 * 3);
        assert_memory_equal(error.message, text, len);
        sj_error_at(&error, "%s", text);
        max = sizeof(error.field) - 1;
        assert_int_equal(strlen(error.field), shift + (max - shift) / 3 * 3);
    }
}

static void test_error__context_of_a_full_message_cuts_its_end(void **state)
{
    char text[3 * 400 + 1] = "";
    for (size_t i = 0; i < 400; i++)
        memcpy(text + 3 * i, "镇", 4);
    struct sj_error error;
    sj_error_set(&error, SJ_INVALID, NULL, "%s", text);
    sj_error_in(&error, "ab");
    assert_memory_equal(error.message, "ab: 镇", 7);
    assert_int_equal(strlen(error.message), 4 + 635 / 3 * 3);
    assert_true(sj_utf8_valid(sj_bytes_of(error.message)));
    sj_error_in(&error, "%s", text);
    assert_int_equal(strlen(error.message), 639);
    assert_true(sj_utf8_valid(sj_bytes_of(error.message)));
}

static void test_error__messages_stay_one_line(void **state)
{
    struct sj_error error;
    sj_error_set(&error, SJ_INVALID, "A\nB", "a\nb\r\tc\x1b[31m\x7f|\xC2\x85|\xE2\x80\xA8|");
    assert_string_equal(error.message, "a b  c [31m | | |");
    assert_string_equal(error.reason, "A B");
    sj_error_at(&error, "x\ny");
    assert_string_equal(error.field, "x y");
    sj_error_in(&error, "u\nv");
    assert_string_equal(error.message, "u v: a b  c [31m | | |");
}

static void test_error__messages_are_always_utf8(void **state)
{
    struct sj_error error;
    sj_error_set(&error, SJ_IO, NULL, "%s", "file \xB9\xAB \xE4\xB9 \xEF\xBF\xBD.txt");
    assert_string_equal(error.message, "file ?? ?? \xEF\xBF\xBD.txt");
}

static void test_status__codes_and_exits(void **state)
{
    assert_int_equal(sj_status_grpc(SJ_OK), 0);
    assert_int_equal(sj_status_exit(SJ_OK), 0);
    assert_int_equal(sj_status_grpc(SJ_UNAUTHENTICATED), 16);
    assert_int_equal(sj_status_exit(SJ_UNRESOLVED), 1);
    assert_int_equal(sj_status_exit(SJ_USAGE), 2);
    assert_int_equal(sj_status_exit(SJ_EXHAUSTED), 75);
    assert_string_equal(sj_status_text(SJ_DATA_LOSS), "data damaged");
    assert_int_equal(sj_status_grpc((enum sj_status)1000), 2);
    assert_int_equal(sj_status_exit((enum sj_status)1000), 70);
    assert_string_equal(sj_status_text((enum sj_status)1000), "unknown error");
}

static void test_status__of_grpc_is_what_a_remote_means(void **state)
{
    assert_int_equal(sj_status_of_grpc(0), SJ_OK);
    assert_int_equal(sj_status_of_grpc(3), SJ_INVALID);
    assert_int_equal(sj_status_of_grpc(8), SJ_EXHAUSTED);
    assert_int_equal(sj_status_of_grpc(9), SJ_PRECONDITION);
    assert_int_equal(sj_status_of_grpc(13), SJ_INTERNAL);
    assert_int_equal(sj_status_of_grpc(17), SJ_UNKNOWN);
    assert_int_equal(sj_status_of_grpc(-1), SJ_UNKNOWN);
    for (int code = 0; code <= 16; code++)
        assert_int_equal(sj_status_grpc(sj_status_of_grpc(code)), code);
    assert_string_equal(sj_status_grpc_name(SJ_OK), "OK");
    assert_string_equal(sj_status_grpc_name(SJ_DENIED), "PERMISSION_DENIED");
    assert_string_equal(sj_status_grpc_name(SJ_UNAUTHENTICATED), "UNAUTHENTICATED");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error__set_fills_all_and_clears_the_field),
        cmocka_unit_test(test_error__in_puts_the_context_first),
        cmocka_unit_test(test_error__the_caller_may_want_none),
        cmocka_unit_test(test_error__arguments_may_point_into_the_error),
        cmocka_unit_test(test_error__long_messages_are_cut_between_characters),
        cmocka_unit_test(test_error__context_of_a_full_message_cuts_its_end),
        cmocka_unit_test(test_error__messages_stay_one_line),
        cmocka_unit_test(test_error__messages_are_always_utf8),
        cmocka_unit_test(test_status__codes_and_exits),
        cmocka_unit_test(test_status__of_grpc_is_what_a_remote_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
