#include "unit.h"

#include "random_cells.h"

#include "answers/coverage.h"
#include "answers/rank.h"

#include <stdlib.h>

static void rank(const struct sj_cell *cells, size_t count, bool less, struct sj_rank_row *rows)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_rank(cells, count, less, &arena, rows, &error), SJ_OK);
    sj_arena_clear(&arena);
}

static void test_rank__shares_ranks_for_ties_and_leaves_gaps(void **state)
{
    struct sj_cell cells[] = {exact(0, 50), exact(1, 90), exact(2, 70), exact(3, 70), exact(4, 10)};
    struct sj_rank_row rows[5];
    rank(cells, 5, false, rows);
    uint32_t townships[] = {1, 2, 3, 0, 4}, ranks[] = {1, 2, 2, 4, 5};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(rows[i].cell->township, townships[i]);
        assert_int_equal(rows[i].rank, ranks[i]);
        assert_int_equal(rows[i].best, ranks[i]);
    }
    assert_int_equal(rows[0].worst, 1);
    assert_int_equal(rows[1].worst, 2); /* an equal exact value is not above it */
}

static void test_rank__less_is_better_mirrors(void **state)
{
    struct sj_cell cells[] = {exact(0, 50), exact(1, 90), exact(2, 10)};
    cells[0].has_hi = false; /* 50 or more */
    struct sj_rank_row rows[3];
    rank(cells, 3, true, rows);
    assert_int_equal(rows[0].cell->township, 2);
    assert_int_equal(rows[1].cell->township, 0);
    assert_int_equal(rows[1].best, 2);
    assert_int_equal(rows[1].worst, 3);
    assert_int_equal(rows[2].best, 2); /* 90 beats a "50 or more" that is in truth 200 */
}

/* 1140余 is [1140, 1150): it may lie above 1145 and below it, never above 1150. */
static void test_rank__vague_figures_span_ranks(void **state)
{
    struct sj_cell cells[] = {exact(0, 1140), exact(1, 1145), exact(2, 1150)};
    cells[0].hi = 1150;
    cells[0].hi_open = true;
    struct sj_rank_row rows[3];
    rank(cells, 3, false, rows);
    assert_int_equal(rows[0].cell->township, 2);
    assert_int_equal(rows[0].worst, 1);
    assert_int_equal(rows[1].cell->township, 1);
    assert_int_equal(rows[1].best, 2);
    assert_int_equal(rows[1].worst, 3);
    assert_int_equal(rows[2].rank, 3);
    assert_int_equal(rows[2].best, 2);
    assert_int_equal(rows[2].worst, 3);
}

/* The definitions of docs/ranking.md, word for word and slowly. */
static bool certainly_ahead(const struct sj_cell *b, const struct sj_cell *a, bool less)
{
    if (less) {
        const struct sj_cell *swap = a;
        a = b;
        b = swap;
    }
    if (!b->has_lo || !a->has_hi)
        return false;
    return b->lo > a->hi || (b->lo == a->hi && (b->lo_open || a->hi_open));
}

static bool possibly_ahead(const struct sj_cell *b, const struct sj_cell *a, bool less)
{
    if (less)
        return !b->has_lo || !a->has_hi || b->lo < a->hi;
    return !b->has_hi || !a->has_lo || b->hi > a->lo;
}

static void check_against_definition(const struct sj_cell *cells, size_t count, bool less)
{
    struct sj_rank_row rows[16];
    rank(cells, count, less, rows);
    for (size_t i = 0; i < count; i++) {
        uint32_t place = 1, best = 1, worst = 1;
        const struct sj_cell *a = rows[i].cell;
        for (size_t k = 0; k < count; k++) {
            const struct sj_cell *b = &cells[k];
            if (b == a)
                continue;
            place += less ? b->value < a->value : b->value > a->value;
            best += certainly_ahead(b, a, less);
            worst += possibly_ahead(b, a, less);
        }
        assert_int_equal(rows[i].rank, place);
        assert_int_equal(rows[i].best, best);
        assert_int_equal(rows[i].worst, worst);
        assert_in_range(rows[i].rank, rows[i].best, rows[i].worst);
        if (i > 0)
            assert_true(rows[i - 1].rank <= rows[i].rank);
    }
}

static void test_rank__agrees_with_its_definition_on_random_cities(void **state)
{
    uint64_t seed = 20211206;
    for (int round = 0; round < 4000; round++) {
        struct sj_cell cells[16];
        size_t count = next_random(&seed) % 16;
        for (size_t i = 0; i < count; i++)
            cells[i] = random_cell((uint32_t)i, &seed);
        check_against_definition(cells, count, round % 2 == 0);
    }
}

static void test_rank__compares_only_equal_kind_basis_and_scope(void **state)
{
    struct sj_comparable with = {SJ_OUTCOME, SJ_BASIS_YEAR, SJ_SCOPE_WHOLE};
    struct sj_cell cell = exact(0, 1);
    assert_true(sj_cell_comparable(&cell, &with));
    cell.scope = SJ_SCOPE_DEMO;
    assert_false(sj_cell_comparable(&cell, &with));
    cell = exact(0, 1);
    cell.kind = SJ_FORECAST;
    assert_false(sj_cell_comparable(&cell, &with));
    cell = exact(0, 1);
    cell.kind = SJ_GROWTH;
    cell.mood = SJ_PLANNED;
    struct sj_comparable growth = {SJ_GROWTH, SJ_BASIS_YEAR, SJ_SCOPE_WHOLE};
    assert_false(sj_cell_comparable(&cell, &growth));
    cell.mood = SJ_DONE;
    assert_true(sj_cell_comparable(&cell, &growth));
    cell = exact(0, 0);
    cell.state = SJ_FACT_ZERO;
    assert_true(sj_cell_comparable(&cell, &with));
    cell.state = SJ_FACT_NOT_APPLICABLE;
    assert_false(sj_cell_comparable(&cell, &with));
}

static void test_coverage__the_last_second_is_on_time(void **state)
{
    int64_t taken_at = 1000;
    assert_int_equal(sj_coverage_status(&taken_at, 1000), SJ_REPORT_ON_TIME);
    assert_int_equal(sj_coverage_status(&taken_at, 999), SJ_REPORT_LATE);
    assert_int_equal(sj_coverage_status(NULL, 1000), SJ_REPORT_MISSING);
}

static void test_coverage__a_plan_or_another_year_is_no_word(void **state)
{
    struct sj_indicator rice = {.code = "rice"}, toilets = {.code = "toilets"};
    const struct sj_indicator *required[] = {&rice, &toilets};
    struct sj_period year = {.year = 2021}, next = {.year = 2022};
    struct sj_fact facts[] = {
        {.indicator = &rice, .period = year, .kind = SJ_PLAN},
        {.indicator = &rice, .period = next, .kind = SJ_OUTCOME},
        {.indicator = &rice, .period = year, .kind = SJ_OUTCOME, .scope = SJ_SCOPE_VILLAGE},
        {.indicator = &toilets,
         .period = year,
         .kind = SJ_OUTCOME,
         .scope = SJ_SCOPE_WHOLE,
         .state = SJ_FACT_NOT_COUNTED},
    };
    bool missing[2];
    assert_int_equal(sj_coverage_missing(required, 2, facts, 4, year, missing), 1);
    assert_true(missing[0]);
    assert_false(missing[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rank__shares_ranks_for_ties_and_leaves_gaps),
        cmocka_unit_test(test_rank__less_is_better_mirrors),
        cmocka_unit_test(test_rank__vague_figures_span_ranks),
        cmocka_unit_test(test_rank__agrees_with_its_definition_on_random_cities),
        cmocka_unit_test(test_rank__compares_only_equal_kind_basis_and_scope),
        cmocka_unit_test(test_coverage__the_last_second_is_on_time),
        cmocka_unit_test(test_coverage__a_plan_or_another_year_is_no_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
