#include "unit.h"

#include "answers/columns.h"

static struct sj_column_fact fact(uint32_t indicator, uint16_t year, uint32_t figure, int64_t value)
{
    return (struct sj_column_fact){.indicator = indicator,
                                   .period = {.year = year},
                                   .cell = {.figure = figure,
                                            .value = value,
                                            .lo = value,
                                            .hi = value + 10,
                                            .has_lo = true,
                                            .has_hi = true,
                                            .hi_open = true,
                                            .kind = SJ_OUTCOME,
                                            .mood = SJ_DONE,
                                            .basis = SJ_BASIS_YEAR,
                                            .scope = SJ_SCOPE_WHOLE,
                                            .decision = SJ_CONFIRMED}};
}

static void test_packed__comes_back_as_it_was(void **state)
{
    struct sj_column_fact facts[4] = {fact(7, 2021, 0, 11400000), fact(0, 2022, 1, -125000),
                                      fact(1999, 1900, SJ_FACT_NO_FIGURE, 0),
                                      fact(3, 2199, 1999, INT64_MAX - 10)};
    facts[1].period = (struct sj_period){2022, SJ_PERIOD_MONTH, 12};
    facts[1].cell.has_lo = false;
    facts[1].cell.lo = 0;
    facts[2].cell.state = SJ_FACT_NOT_COUNTED;
    facts[3].cell.lo = INT64_MIN;
    facts[3].cell.hi = INT64_MAX;
    struct sj_buffer bytes = {0};
    struct sj_error error = {0};
    assert_int_equal(sj_facts_pack(facts, 4, &bytes, &error), SJ_OK);
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    struct sj_column_fact *read = NULL;
    size_t count = 0;
    assert_int_equal(sj_facts_unpack(sj_buffer_bytes(&bytes), &arena, &read, &count, &error),
                     SJ_OK);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(read[i].indicator, facts[i].indicator);
        assert_int_equal(sj_period_compare(read[i].period, facts[i].period), 0);
        const struct sj_cell *a = &read[i].cell, *b = &facts[i].cell;
        assert_int_equal(a->value, b->value);
        assert_int_equal(a->lo, b->lo);
        assert_int_equal(a->hi, b->hi);
        assert_int_equal(a->figure, b->figure);
        assert_int_equal(a->state, b->state);
        assert_int_equal(a->has_lo, b->has_lo);
        assert_int_equal(a->hi_open, b->hi_open);
        assert_int_equal(a->lo_open, b->lo_open);
        assert_int_equal(a->scope, b->scope);
        assert_int_equal(a->decision, b->decision);
    }
    sj_arena_clear(&arena);
    sj_buffer_clear(&bytes);
}

static void test_packed__refuses_cut_and_added_bytes(void **state)
{
    struct sj_column_fact one = fact(7, 2021, 3, 11400000);
    struct sj_buffer bytes = {0};
    struct sj_error error = {0};
    assert_int_equal(sj_facts_pack(&one, 1, &bytes, &error), SJ_OK);
    sj_buffer_add_char(&bytes, 0);
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    for (size_t len = 0; len <= bytes.len; len++) {
        struct sj_column_fact *read = NULL;
        size_t count = 0;
        enum sj_status status =
            sj_facts_unpack(SJ_BYTES(bytes.data, len), &arena, &read, &count, &error);
        assert_int_equal(status, len == bytes.len - 1 ? SJ_OK : SJ_DATA_LOSS);
    }
    sj_arena_clear(&arena);
    sj_buffer_clear(&bytes);
}

static void test_columns__keep_the_order_of_townships(void **state)
{
    struct sj_columns *columns = sj_columns_new();
    struct sj_error error = {0};
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t township = i * 37 % 100;
        struct sj_column_fact one = fact(5, 2021, 0, township);
        assert_int_equal(sj_columns_put(columns, township, i + 1, -1, &one, 1, &error), SJ_OK);
    }
    size_t count = 0;
    const struct sj_cell *cells =
        sj_columns_find(columns, 5, (struct sj_period){.year = 2021}, &count);
    assert_int_equal(count, 100);
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(cells[i].township, i);
    sj_columns_free(columns);
}

static void test_columns__a_revision_takes_the_place_of_the_one_before(void **state)
{
    struct sj_columns *columns = sj_columns_new();
    struct sj_error error = {0};
    struct sj_column_fact first[2] = {fact(1, 2021, 0, 10), fact(2, 2021, 1, 20)};
    struct sj_column_fact second = fact(1, 2021, 0, 11), other = fact(2, 2021, 0, 30);
    assert_int_equal(sj_columns_put(columns, 4, 10, -1, first, 2, &error), SJ_OK);
    assert_int_equal(sj_columns_put(columns, 5, 11, -1, &other, 1, &error), SJ_OK);
    assert_int_equal(sj_columns_put(columns, 4, 12, 10, &second, 1, &error), SJ_OK);
    size_t count = 0;
    struct sj_period year = {.year = 2021};
    const struct sj_cell *cells = sj_columns_find(columns, 1, year, &count);
    assert_int_equal(count, 1);
    assert_int_equal(cells[0].value, 11);
    assert_int_equal(cells[0].report, 12);
    cells = sj_columns_find(columns, 2, year, &count);
    assert_int_equal(count, 1); /* dropped by the revision; the other township's stays */
    assert_int_equal(cells[0].township, 5);
    sj_columns_free(columns);
}

static void test_columns__hold_many_and_miss_what_is_not_there(void **state)
{
    struct sj_columns *columns = sj_columns_new();
    struct sj_error error = {0};
    for (uint32_t indicator = 0; indicator < 300; indicator++)
        for (uint16_t year = 2012; year < 2022; year++) {
            struct sj_column_fact one = fact(indicator, year, 0, indicator * 10000 + year);
            assert_int_equal(sj_columns_put(columns, 0, year, -1, &one, 1, &error), SJ_OK);
        }
    size_t count = 0;
    for (uint32_t indicator = 0; indicator < 300; indicator++) {
        const struct sj_cell *cells =
            sj_columns_find(columns, indicator, (struct sj_period){.year = 2015}, &count);
        assert_int_equal(count, 1);
        assert_int_equal(cells[0].value, indicator * 10000 + 2015);
    }
    assert_null(sj_columns_find(columns, 300, (struct sj_period){.year = 2015}, &count));
    assert_null(
        sj_columns_find(columns, 1, (struct sj_period){2015, SJ_PERIOD_QUARTER, 1}, &count));
    sj_columns_free(columns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packed__comes_back_as_it_was),
        cmocka_unit_test(test_packed__refuses_cut_and_added_bytes),
        cmocka_unit_test(test_columns__keep_the_order_of_townships),
        cmocka_unit_test(test_columns__a_revision_takes_the_place_of_the_one_before),
        cmocka_unit_test(test_columns__hold_many_and_miss_what_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
