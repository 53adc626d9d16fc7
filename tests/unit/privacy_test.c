#include "reader/privacy.h"
#include "vector_cells.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static const char *const kinds[SJ_PERSONAL_KINDS] = {"身份证", "疑似身份证", "老身份证",
                                                     "手机",   "座机",       "银行卡"};

static bool is_text(struct sj_bytes cell, const char *text)
{
    return sj_bytes_equal(cell, sj_bytes_of(text));
}

/* One finding against its three cells. */
static bool is_as_told(struct sj_bytes text, const struct sj_personal *personal,
                       const struct sj_bytes cells[3])
{
    char mask[SJ_PERSONAL_MASK];
    const char *kind = personal->office ? "单位电话" : kinds[personal->kind];
    struct sj_bytes name = sj_bytes_slice(text, personal->name.start, personal->name.end);
    return is_text(cells[0], kind) && is_text(cells[1], sj_personal_mask(text, personal, mask)) &&
           sj_bytes_equal(cells[2], name);
}

static bool holds(const struct sj_bytes cells[VECTOR_CELLS], struct sj_arena *arena)
{
    struct sj_personals found;
    size_t told = is_text(cells[1], "没有") ? 0 : cells[4].len > 0 ? 2 : 1;
    assert_int_equal(sj_personal_find(cells[0], arena, &found, NULL), SJ_OK);
    bool same = found.count == told;
    for (size_t i = 0; i < told && same; i++)
        same = is_as_told(cells[0], &found.items[i], cells + 1 + 3 * i);
    for (size_t i = 0; i < found.count && !same; i++) {
        char mask[SJ_PERSONAL_MASK];
        struct sj_bytes name =
            sj_bytes_slice(cells[0], found.items[i].name.start, found.items[i].name.end);
        fprintf(stderr, "  found %s %s %.*s\n",
                found.items[i].office ? "单位电话" : kinds[found.items[i].kind],
                sj_personal_mask(cells[0], &found.items[i], mask), (int)name.len,
                (const char *)name.data);
    }
    return same;
}

static void test_privacy__finds_as_the_vectors_say(void **state)
{
    size_t size = 0, examples = 0, wrong = 0;
    char *data = vector_load(SHANGJI_TEST_VECTORS "/privacy.txt", &size);
    struct sj_bytes rest = SJ_BYTES(data, size), line, cells[VECTOR_CELLS];
    struct sj_arena arena;
    sj_arena_init(&arena, 8 << 20);
    while (vector_line(&rest, &line)) {
        if (line.len == 0 || line.data[0] == '#')
            continue;
        vector_split(line, cells);
        examples++;
        if (!holds(cells, &arena)) {
            fprintf(stderr, "privacy.txt: %.*s\n", (int)line.len, (const char *)line.data);
            wrong++;
        }
    }
    free(data);
    sj_arena_clear(&arena);
    assert_true(examples > 40);
    assert_int_equal(wrong, 0);
}

static void test_privacy__tells_line_and_place(void **state)
{
    struct sj_bytes text = sj_bytes_of("一年来\n\n联系人:张三\n电话13900000000,以及\n15000000000");
    struct sj_arena arena;
    struct sj_personals found;
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_personal_find(text, &arena, &found, NULL), SJ_OK);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.items[0].line, 4);
    assert_int_equal(found.items[1].line, 5);
    struct sj_bytes words =
        sj_bytes_slice(text, found.items[1].span.start, found.items[1].span.end);
    assert_true(is_text(words, "15000000000"));
    sj_arena_clear(&arena);
}

static void test_privacy__a_mask_never_shows_the_number(void **state)
{
    static const char *const texts[] = {"13900000000", "电话6000012张三", "990101650712001"};
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char mask[SJ_PERSONAL_MASK];
        struct sj_personals found;
        struct sj_bytes text = sj_bytes_of(texts[i]);
        assert_int_equal(sj_personal_find(text, &arena, &found, NULL), SJ_OK);
        for (size_t n = 0; n < found.count; n++)
            assert_non_null(strstr(sj_personal_mask(text, &found.items[n], mask), "***"));
    }
    sj_arena_clear(&arena);
}

static void test_privacy__long_rows_of_digits_end_soon(void **state)
{
    enum { SIZE = 1 << 20 };
    static const char *const bricks[] = {"1", "1 ", "13900000000 ", "张三", "电话"};
    char *data = malloc(SIZE);
    assert_non_null(data);
    for (size_t i = 0; i < sizeof bricks / sizeof *bricks; i++) {
        size_t len = strlen(bricks[i]), filled = 0;
        struct sj_arena arena;
        struct sj_personals found;
        for (; filled + len <= SIZE; filled += len)
            memcpy(data + filled, bricks[i], len);
        sj_arena_init(&arena, 64 << 20);
        assert_int_equal(sj_personal_find(SJ_BYTES(data, filled), &arena, &found, NULL), SJ_OK);
        assert_int_equal(found.count, i == 2 ? SJ_PERSONALS_MAX : 0);
        sj_arena_clear(&arena);
    }
    free(data);
}

static void test_privacy__without_room_it_says_so(void **state)
{
    struct sj_arena arena;
    struct sj_personals found;
    struct sj_error error = {.status = SJ_OK};
    sj_arena_init(&arena, 16);
    assert_int_equal(sj_personal_find(sj_bytes_of("13900000000"), &arena, &found, &error),
                     SJ_NO_MEMORY);
    assert_int_equal(found.count, 0);
    sj_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_privacy__finds_as_the_vectors_say),
        cmocka_unit_test(test_privacy__tells_line_and_place),
        cmocka_unit_test(test_privacy__a_mask_never_shows_the_number),
        cmocka_unit_test(test_privacy__long_rows_of_digits_end_soon),
        cmocka_unit_test(test_privacy__without_room_it_says_so),
    };
    return cmocka_run_group_tests_name("privacy", tests, NULL, NULL);
}
