#include "unit.h"

#include "client/home.h"
#include "client/scorecard_yaml.h"
#include "rules/scorecard.h"

#include <stdlib.h>

enum { ROOM = 4 * 1024 * 1024 };

/* A whole scorecard; the rows below change lines of it. */
static const char *const good_lines[] = {
    /*  1 */ "code: yearly",
    /*  2 */ "version: 2021.10",
    /*  3 */ "title: 年度评价",
    /*  4 */ "points: 1000",
    /*  5 */ "mean: arithmetic",
    /*  6 */ "missing: worst",
    /*  7 */ "period: 2021",
    /*  8 */ "townships: [430482101, 430482102]",
    /*  9 */ "dimensions:",
    /* 10 */ "  farming:",
    /* 11 */ "    title: 农业",
    /* 12 */ "    weight: 40",
    /* 13 */ "    items:",
    /* 14 */ "      rice_area: {weight: 2, normalise: min-max, goalposts: 0..5000}",
    /* 15 */ "      rape_area: {weight: 1.5, normalise: z-score, direction: less}",
    /* 16 */ "  order:",
    /* 17 */ "    title: 平安",
    /* 18 */ "    items:",
    /* 19 */ "      cases: {weight: 1, normalise: completion, target: 20, floor: 0.6, cap: 1.2}",
    /* 20 */ "adjustments:",
    /* 21 */ "  - {township: 430482101, points: -2.5, reason: 迟报, document: 通报1号}",
    /* 22 */ "  - township: 430482102",
    /* 23 */ "    points: 5",
    /* 24 */ "    reason: 示范",
    /* 25 */ "    document: 通报2号",
    /* 26 */ "vetoes:",
    /* 27 */ "  - {township: 430482101, reason: 事故, document: 通报3号}",
};
enum { LINES = sizeof good_lines / sizeof *good_lines };

static enum sj_status load(size_t number, const char *line, struct sj_arena *arena,
                           Shangji__V1__Scorecard **card, struct sj_error *error)
{
    struct sj_buffer buffer = {0};
    for (size_t i = 0; i < LINES; i++)
        sj_buffer_printf(&buffer, "%s\n", i + 1 == number ? line : good_lines[i]);
    memset(error, 0, sizeof *error);
    sj_arena_init(arena, ROOM);
    enum sj_status status =
        sj_scorecard_load_yaml(sj_buffer_bytes(&buffer), "s.yaml", arena, card, error);
    sj_buffer_clear(&buffer);
    return status;
}

static void test_scorecard_yaml__says_all_that_stands_there(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    Shangji__V1__Scorecard *card;
    assert_int_equal(load(0, "", &arena, &card, &error), SJ_OK);
    assert_string_equal(card->version, "2021.10");
    assert_int_equal(card->points, 1000);
    assert_int_equal(card->mean, SHANGJI__V1__MEAN__MEAN_ARITHMETIC);
    assert_int_equal(card->missing, SHANGJI__V1__MISSING_POLICY__MISSING_POLICY_WORST);
    assert_int_equal(card->n_townships, 2);
    assert_int_equal(card->n_dimensions, 2);
    assert_int_equal(sj_scorecard_item_count(card), 3);
    assert_int_equal(sj_scorecard_weight(card->dimensions[0]), 400000);
    assert_int_equal(sj_scorecard_weight(card->dimensions[1]), 10000);
    const Shangji__V1__ScorecardItem *rape = card->dimensions[0]->items[1];
    assert_string_equal(rape->indicator, "rape_area");
    assert_string_equal(rape->weight, "1.5");
    assert_int_equal(rape->direction, SHANGJI__V1__BETTER__BETTER_LESS);
    assert_int_equal(rape->normalisation, SHANGJI__V1__NORMALISATION__NORMALISATION_Z_SCORE);
    assert_string_equal(card->dimensions[0]->items[0]->goalpost_hi, "5000");
    assert_string_equal(card->dimensions[1]->items[0]->cap, "1.2");
    assert_int_equal(card->n_adjustments, 2);
    assert_string_equal(card->adjustments[1]->document, "通报2号");
    assert_int_equal(card->n_vetoes, 1);
    sj_arena_clear(&arena);
}

static void test_scorecard_yaml__names_the_line_of_what_is_wrong(void **state)
{
    static const struct {
        size_t number;
        const char *line, *words;
    } rows[] = {
        {1, "code: Yearly!", "code"},
        {2, "version: \"a b\"", "version"},
        {4, "points: 150", "1000"},
        {5, "mean: median", "arithmetic"},
        {5, "mean: harmonic", "geometric"},
        {6, "missing: zero", "leave_out"},
        {7, "period: 21", "period"},
        {8, "townships: [430482101, 43048210]", "nine digits"},
        {12, "    weight: 0", "farming"},
        {12, "    weight: [1]", "weight"},
        {14, "      rice_area: {normalise: min-max}", "weight"},
        {14, "      rice_area: {weight: 2, normalise: min-max, goalposts: 9..5}", "goalposts"},
        {14, "      rice_area: {weight: 2, normalise: min-max, goalposts: 9..}", "goalposts"},
        {14, "      rice_area: {weight: 2, normalise: min-max, target: 9}", "target"},
        {14, "      rice_area: {weight: 2, normalise: percentile, goalposts: 1..2}", "goalpost"},
        {14, "      rice_area: {weight: 2, normalise: distance}", "rice_area"},
        {14, "      rice_area: {weight: 2.00001, normalise: z-score}", "four places"},
        {15, "      rice_area: {weight: 1, normalise: z-score}", "twice"},
        {15, "      rape_area: {weight: 1, normalise: z-score, direction: neutral}", "more"},
        {19, "      cases: {weight: 1, normalise: completion, target: 20, floor: 2}", "floor"},
        {19, "      cases: {weight: 1, normalise: completion, target: -20}", "cases"},
        {21, "  - {township: 430482101, points: 1001, reason: a, document: b}", "points"},
        {21, "  - {township: 430482101, points: 10, reason: a}", "document"},
        {23, "    points: many", "points"},
        {27, "  - 430482101", "key"},
        {27, "  - {township: x, reason: a, document: b}", "nine digits"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sj_arena arena;
        struct sj_error error;
        Shangji__V1__Scorecard *card;
        char place[32];
        assert_int_equal(load(rows[i].number, rows[i].line, &arena, &card, &error), SJ_INVALID);
        assert_null(card);
        snprintf(place, sizeof place, "s.yaml:%zu: ", rows[i].number);
        if (strncmp(error.message, place, strlen(place)) != 0 ||
            strstr(error.message, rows[i].words) == NULL)
            fail_msg("%s → %s", rows[i].line, error.message);
        sj_arena_clear(&arena);
    }
}

static void test_scorecard_yaml__a_geometric_mean_takes_min_max_alone(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    Shangji__V1__Scorecard *card;
    assert_int_equal(load(5, "mean: geometric", &arena, &card, &error), SJ_INVALID);
    assert_string_equal(error.field, "s.yaml:15");
    sj_arena_clear(&arena);
}

static void test_scorecard_yaml__what_is_of_a_period_names_it(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    Shangji__V1__Scorecard *card;
    assert_int_equal(load(7, "", &arena, &card, &error), SJ_INVALID);
    assert_non_null(strstr(error.message, "period"));
    sj_arena_clear(&arena);
}

static void test_scorecard_yaml__the_sample_is_one(void **state)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    Shangji__V1__Scorecard *card;
    sj_arena_init(&arena, ROOM);
    if (sj_scorecard_read(SHANGJI_SOURCE_DIR "/deploy/sample/scorecard.yaml", &arena, &card,
                          &error) != SJ_OK)
        fail_msg("%s", error.message);
    assert_int_equal(card->n_dimensions, 3);
    sj_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scorecard_yaml__says_all_that_stands_there),
        cmocka_unit_test(test_scorecard_yaml__names_the_line_of_what_is_wrong),
        cmocka_unit_test(test_scorecard_yaml__a_geometric_mean_takes_min_max_alone),
        cmocka_unit_test(test_scorecard_yaml__what_is_of_a_period_names_it),
        cmocka_unit_test(test_scorecard_yaml__the_sample_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
