#include "base/arena.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static void test_arena__memory_is_aligned_zeroed_and_apart(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    uint8_t *places[300];
    for (size_t i = 0; i < 300; i++) {
        size_t size = i * 7 % 300 + 1;
        places[i] = sj_arena_alloc(&arena, size);
        assert_non_null(places[i]);
        assert_int_equal((uintptr_t)places[i] % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < size; j++)
            assert_int_equal(places[i][j], 0);
        memset(places[i], (int)(i % 255 + 1), size);
    }
    for (size_t i = 0; i < 300; i++)
        for (size_t j = 0; j < i * 7 % 300 + 1; j++)
            assert_int_equal(places[i][j], i % 255 + 1);
    sj_arena_clear(&arena);
}

static void test_arena__refuses_above_its_limit(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, 1024);
    assert_null(sj_arena_alloc(&arena, 1025));
    assert_non_null(sj_arena_alloc(&arena, 1000)); /* takes 1008 */
    assert_null(sj_arena_alloc(&arena, 17));
    assert_non_null(sj_arena_alloc(&arena, 16));
    assert_int_equal(arena.used_bytes, 1024);
    assert_null(sj_arena_alloc(&arena, 1));
    assert_null(sj_arena_alloc(&arena, 0));
    sj_arena_clear(&arena);
}

static void test_arena__without_a_limit_set_gives_nothing(void **state)
{
    struct sj_arena arena = {0};
    assert_null(sj_arena_alloc(&arena, 1));
    sj_arena_clear(&arena);
}

static void test_arena__hostile_sizes_do_not_wrap(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, SIZE_MAX);
    assert_null(sj_arena_alloc(&arena, SIZE_MAX));
    assert_null(sj_arena_alloc(&arena, SIZE_MAX - 15));
    assert_null(sj_arena_array(&arena, SIZE_MAX / 4, 8));
    assert_null(sj_arena_array(&arena, (size_t)1 << 32, (size_t)1 << 32));
    assert_null(sj_arena_text(&arena, SJ_BYTES("", SIZE_MAX)));
    assert_int_equal(arena.used_bytes, 0);
    sj_arena_clear(&arena);
}

static void test_arena__is_usable_after_clear(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, 64);
    assert_non_null(sj_arena_alloc(&arena, 64));
    assert_null(sj_arena_alloc(&arena, 1));
    sj_arena_clear(&arena);
    assert_int_equal(arena.used_bytes, 0);
    assert_non_null(sj_arena_alloc(&arena, 64));
    sj_arena_clear(&arena);
    sj_arena_clear(&arena);
    sj_arena_clear(NULL);
}

static void test_arena__a_large_piece_leaves_the_open_block_in_use(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    uint8_t *before = sj_arena_alloc(&arena, 16);
    assert_non_null(sj_arena_alloc(&arena, 100000));
    uint8_t *after = sj_arena_alloc(&arena, 16);
    assert_ptr_equal(after, before + 16);
    sj_arena_clear(&arena);
}

static void test_arena__copies_are_whole_and_terminated(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, 1024);
    char source[] = "a\0b";
    char *text = sj_arena_text(&arena, SJ_BYTES(source, 3));
    struct sj_bytes copy = sj_arena_copy(&arena, SJ_BYTES(source, 3));
    source[0] = 'x';
    assert_memory_equal(text, "a\0b", 4);
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.data, "a\0b", 3);
    assert_string_equal(sj_arena_text(&arena, SJ_BYTES(NULL, 0)), "");
    assert_non_null(sj_arena_copy(&arena, SJ_BYTES(NULL, 0)).data);
    sj_arena_clear(&arena);
}

static void test_arena__copy_above_the_limit_has_no_data(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, 16);
    struct sj_bytes copy = sj_arena_copy(&arena, SJ_LITERAL("seventeen letters"));
    assert_null(copy.data);
    assert_int_equal(copy.len, 0);
    assert_null(sj_arena_text(&arena, SJ_LITERAL("sixteen letters!")));
    sj_arena_clear(&arena);
}

static void test_arena__printf_fits_any_length(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, 8192);
    assert_string_equal(sj_arena_printf(&arena, "%s-%d", "乡镇", 12), "乡镇-12");
    char *padded = sj_arena_printf(&arena, "%5000d", 7);
    assert_int_equal(strlen(padded), 5000);
    assert_int_equal(padded[4999], '7');
    assert_null(sj_arena_printf(&arena, "%5000d", 7));
    sj_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena__memory_is_aligned_zeroed_and_apart),
        cmocka_unit_test(test_arena__refuses_above_its_limit),
        cmocka_unit_test(test_arena__without_a_limit_set_gives_nothing),
        cmocka_unit_test(test_arena__hostile_sizes_do_not_wrap),
        cmocka_unit_test(test_arena__is_usable_after_clear),
        cmocka_unit_test(test_arena__a_large_piece_leaves_the_open_block_in_use),
        cmocka_unit_test(test_arena__copies_are_whole_and_terminated),
        cmocka_unit_test(test_arena__copy_above_the_limit_has_no_data),
        cmocka_unit_test(test_arena__printf_fits_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
