#include "rules/catalogue.h"

#include "small_catalogue.h"

#include <setjmp.h>

#include <cmocka.h>

static void test_catalogue__finds_every_code_and_no_other(void **state)
{
    struct small_catalogue small;
    struct sj_arena arena;
    small_catalogue_init(&small);
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_catalogue_index(&small.catalogue, &arena, NULL), SJ_OK);
    for (size_t i = 0; i < SMALL_INDICATORS; i++)
        assert_ptr_equal(sj_catalogue_find(&small.catalogue, sj_bytes_of(small.indicators[i].code)),
                         &small.indicators[i]);
    assert_null(sj_catalogue_find(&small.catalogue, SJ_LITERAL("early_rice")));
    assert_null(sj_catalogue_find(&small.catalogue, SJ_LITERAL("")));
    assert_null(sj_catalogue_find(&small.catalogue, SJ_LITERAL("zzz")));
    sj_arena_clear(&arena);
}

static void test_catalogue__refuses_two_of_one_code(void **state)
{
    struct small_catalogue small;
    struct sj_arena arena;
    struct sj_error error;
    small_catalogue_init(&small);
    small.indicators[9].code = small.indicators[2].code;
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_catalogue_index(&small.catalogue, &arena, &error), SJ_INVALID);
    assert_string_equal(error.reason, "CODE_TWICE");
    sj_arena_clear(&arena);
}

static void test_catalogue__refuses_an_empty_arena(void **state)
{
    struct small_catalogue small;
    struct sj_arena arena;
    small_catalogue_init(&small);
    sj_arena_init(&arena, 8);
    assert_int_equal(sj_catalogue_index(&small.catalogue, &arena, NULL), SJ_NO_MEMORY);
    sj_arena_clear(&arena);
}

static void expect_factor(size_t indicator, const char *unit, const char *factor)
{
    struct small_catalogue small;
    struct sj_decimal found;
    char text[SJ_DECIMAL_TEXT];
    small_catalogue_init(&small);
    bool converts =
        sj_unit_factor(&small.catalogue, &small.indicators[indicator], sj_bytes_of(unit), &found);
    assert_int_equal(converts, factor != NULL);
    if (factor)
        assert_string_equal(sj_decimal_format(found, text), factor);
}

static void test_catalogue__units_convert_within_their_family(void **state)
{
    expect_factor(0, "亩", "1");
    expect_factor(0, "畝", "1");
    expect_factor(0, "公顷", "15");
    expect_factor(0, "公頃", "15");
    expect_factor(0, "平方米", "0.0015");
    expect_factor(0, "元", NULL);
    expect_factor(0, "", NULL);
    expect_factor(5, "名", "1");
    expect_factor(5, "户", NULL);
    expect_factor(5, "公顷", NULL);
}

static void test_catalogue__no_unit_converts_for_an_indicator_without_unit_only(void **state)
{
    struct small_catalogue small;
    struct sj_decimal factor;
    small_catalogue_init(&small);
    small.indicators[0].unit = SJ_LITERAL("");
    assert_true(sj_unit_factor(&small.catalogue, &small.indicators[0], SJ_LITERAL(""), &factor));
    assert_false(sj_unit_factor(&small.catalogue, &small.indicators[0], SJ_LITERAL("亩"), &factor));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue__finds_every_code_and_no_other),
        cmocka_unit_test(test_catalogue__refuses_two_of_one_code),
        cmocka_unit_test(test_catalogue__refuses_an_empty_arena),
        cmocka_unit_test(test_catalogue__units_convert_within_their_family),
        cmocka_unit_test(test_catalogue__no_unit_converts_for_an_indicator_without_unit_only),
    };
    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
