/* Scores: normalisations and means against numbers published in the OECD/JRC handbook, the rest by
 * hand and against slow recomputation. */
#include "answers/score.h"
#include "answers/score_parts.h"

#include "unit.h"

#include <math.h>
#include <stdlib.h>

enum { ROOM = 64 * 1024 * 1024, COUNTRIES = 23 };

/* OECD/JRC, Handbook on Constructing Composite Indicators (2008), Table 15, p. 87: mean years of
 * school of 23 countries, and what became of them. */
struct country {
    int64_t years; /* 1/10,000 */
    double z, min_max, to_mean, to_best;
};
static const struct country countries[COUNTRIES] = {
    {100000, 0.26, 0.59, 1.04, 0.83}, {120000, 1.52, 1.00, 1.25, 1.00},
    {114000, 1.14, 0.88, 1.19, 0.95}, {95000, -0.06, 0.49, 0.99, 0.79},
    {108000, 0.76, 0.76, 1.13, 0.90}, {94000, -0.12, 0.47, 0.98, 0.78},
    {94000, -0.12, 0.47, 0.98, 0.78}, {116000, 1.27, 0.92, 1.21, 0.97},
    {109000, 0.83, 0.78, 1.14, 0.91}, {71000, -1.58, 0.00, 0.74, 0.59},
    {102000, 0.38, 0.63, 1.06, 0.85}, {119000, 1.46, 0.98, 1.24, 0.99},
    {94000, -0.12, 0.47, 0.98, 0.78}, {93000, -0.19, 0.45, 0.97, 0.78},
    {117000, 1.33, 0.94, 1.22, 0.98}, {84000, -0.76, 0.27, 0.88, 0.70},
    {79000, -1.08, 0.16, 0.82, 0.66}, {96000, 0.00, 0.51, 1.00, 0.80},
    {73000, -1.46, 0.04, 0.76, 0.61}, {72000, -1.52, 0.02, 0.75, 0.60},
    {95000, -0.06, 0.49, 0.99, 0.79}, {91000, -0.31, 0.41, 0.95, 0.76},
    {71000, -1.58, 0.00, 0.74, 0.59},
};

/* A small table that a test fills in. */
enum { ITEMS = 4, ROWS = 64 };
struct small {
    struct sj_arena arena;
    struct sj_score_table table;
    struct sj_score_result result;
    struct sj_score_item items[ITEMS];
    double weights[ITEMS];
    int64_t values[ITEMS][ROWS];
    uint8_t states[ITEMS][ROWS];
    struct sj_score_vague vague[ITEMS * ROWS];
    struct sj_error error;
};

static struct small *small_new(size_t items, size_t rows, enum sj_normal how)
{
    struct small *small = calloc(1, sizeof *small);
    sj_arena_init(&small->arena, ROOM);
    for (size_t i = 0; i < items; i++) {
        small->items[i] = (struct sj_score_item){.how = how,
                                                 .weight = 1,
                                                 .target = 10000,
                                                 .cap = 1,
                                                 .values = small->values[i],
                                                 .states = small->states[i]};
        memset(small->states[i], SJ_SCORE_STATED, rows);
    }
    small->weights[0] = small->weights[1] = small->weights[2] = small->weights[3] = 1;
    small->table = (struct sj_score_table){.items = small->items,
                                           .item_count = items,
                                           .dimension_weights = small->weights,
                                           .dimension_count = 1,
                                           .rows = rows,
                                           .points = 100,
                                           .missing = SJ_SCORE_LEAVE_OUT,
                                           .vague = small->vague};
    return small;
}

static void small_free(struct small *small)
{
    sj_arena_clear(&small->arena);
    free(small);
}

static void score(struct small *small)
{
    assert_int_equal(sj_score(&small->table, &small->arena, &small->result, &small->error), SJ_OK);
}

static void assert_near(double got, double wanted, double within)
{
    if (!(fabs(got - wanted) <= within))
        fail_msg("got %.9g, wanted %.9g", got, wanted);
}

static struct small *schooling(enum sj_normal how)
{
    struct small *small = small_new(1, COUNTRIES, how);
    for (size_t i = 0; i < COUNTRIES; i++)
        small->values[0][i] = countries[i].years;
    return small;
}

/* ---- the handbook ---- */

static void test_score__z_score_is_the_handbooks(void **state)
{
    struct small *small = schooling(SJ_NORMAL_Z_SCORE);
    score(small);
    for (size_t i = 0; i < COUNTRIES; i++)
        assert_near((small->result.normal[i] - 0.5) * 10, countries[i].z, 0.00501);
    small_free(small);
}

static void test_score__min_max_is_the_handbooks(void **state)
{
    struct small *small = schooling(SJ_NORMAL_MIN_MAX);
    score(small);
    for (size_t i = 0; i < COUNTRIES; i++)
        assert_near(small->result.normal[i], countries[i].min_max, 0.00501);
    small_free(small);
}

static void test_score__distance_is_the_handbooks(void **state)
{
    struct small *small = schooling(SJ_NORMAL_DISTANCE);
    small->items[0].target = 120000; /* the best */
    score(small);
    for (size_t i = 0; i < COUNTRIES; i++)
        assert_near(small->result.normal[i], countries[i].to_best, 0.00501);
    small->items[0].target = 95957; /* the mean, 9.5957 */
    score(small);
    for (size_t i = 0; i < COUNTRIES; i++)
        assert_near(small->result.normal[i], countries[i].to_mean, 0.00501);
    small_free(small);
}

/* The rank column of Table 15 counts from the bottom: one more than those strictly worse. */
static void test_score__percentile_counts_those_below_as_the_handbook_ranks(void **state)
{
    static const unsigned ranks[COUNTRIES] = {15, 23, 19, 12, 17, 9,  9, 20, 18, 1, 16, 22,
                                              9,  8,  21, 6,  5,  14, 4, 3,  12, 7, 1};
    struct small *small = schooling(SJ_NORMAL_PERCENTILE);
    score(small);
    for (size_t i = 0; i < COUNTRIES; i++)
        assert_near(small->result.normal[i], (ranks[i] - 1) / 22.0, 1e-12);
    small_free(small);
}

/* Section 6.11, pp. 103–104: 21, 1, 1, 1 and 6, 6, 6, 6 are equal in the arithmetic mean; in the
 * geometric the first has 2.14 and the second 6; with a second indicator of 2 the first has 2.54,
 * and the second with 7 has 6.23. (The handbook cuts the digits off: ⁴√42 is 2.5457.) */
static void test_score__geometric_mean_is_the_handbooks(void **state)
{
    static const double told[4][ITEMS] = {{21, 1, 1, 1}, {6, 6, 6, 6}, {21, 2, 1, 1}, {6, 7, 6, 6}};
    static const double wanted[4] = {2.14, 6, 2.54, 6.23};
    struct small *small = small_new(ITEMS, 4, SJ_NORMAL_MIN_MAX);
    for (size_t i = 0; i < ITEMS; i++) {
        small->items[i].has_goalposts = true; /* 1 … 100 onto [1, 100] */
        small->items[i].lo = 10000;
        small->items[i].hi = 1000000;
        for (size_t r = 0; r < 4; r++)
            small->values[i][r] = (int64_t)(told[r][i] * 10000);
    }
    small->table.geometric = true;
    score(small);
    for (size_t r = 0; r < 4; r++)
        assert_near(floor(small->result.scores[r] / 100.0) / 100, wanted[r], 1e-9);
    small->table.geometric = false;
    score(small);
    assert_int_equal(small->result.scores[0], small->result.scores[1]);
    small_free(small);
}

/* ---- by hand ---- */

static void test_score__less_is_mirrored(void **state)
{
    static const enum sj_normal all[] = {SJ_NORMAL_MIN_MAX, SJ_NORMAL_Z_SCORE, SJ_NORMAL_PERCENTILE,
                                         SJ_NORMAL_DISTANCE};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        struct small *small = small_new(1, 3, all[k]);
        small->values[0][0] = 10000;
        small->values[0][1] = 20000;
        small->values[0][2] = 40000;
        small->items[0].target = 20000;
        score(small);
        double up[3] = {small->result.normal[0], small->result.normal[1], small->result.normal[2]};
        small->items[0].less = true;
        score(small);
        double sum = all[k] == SJ_NORMAL_DISTANCE ? 2 : 1;
        for (size_t r = 0; r < 3; r++)
            assert_near(small->result.normal[r], sum - up[r], 1e-12);
        assert_int_equal(small->result.ranks[0], 1);
        small_free(small);
    }
}

static void test_score__completion_has_floor_and_cap(void **state)
{
    struct small *small = small_new(1, 4, SJ_NORMAL_COMPLETION);
    int64_t values[] = {590000, 600000, 1100000, 1300000};
    memcpy(small->values[0], values, sizeof values);
    small->items[0].target = 1000000;
    small->items[0].floor = 0.6;
    small->items[0].cap = 1.2;
    score(small);
    assert_near(small->result.normal[0], 0, 0);
    assert_near(small->result.normal[1], 0.6, 0);
    assert_near(small->result.normal[2], 1.1, 1e-15);
    assert_near(small->result.normal[3], 1.2, 0);
    small->items[0].less = true; /* the target is not to be exceeded */
    small->values[0][3] = 0;
    score(small);
    assert_near(small->result.normal[2], 1000000.0 / 1100000, 1e-15);
    assert_near(small->result.normal[3], 1.2, 0);
    small_free(small);
}

static void test_score__goalposts_hold(void **state)
{
    struct small *small = small_new(1, 3, SJ_NORMAL_MIN_MAX);
    int64_t values[] = {-10000, 500000, 2000000};
    memcpy(small->values[0], values, sizeof values);
    small->items[0].has_goalposts = true;
    small->items[0].hi = 1000000;
    score(small);
    assert_near(small->result.normal[0], 0, 0);
    assert_near(small->result.normal[1], 0.5, 0);
    assert_near(small->result.normal[2], 1, 0);
    assert_int_equal(small->result.scores[1], 500000);
    small_free(small);
}

static void test_score__no_spread_is_the_middle(void **state)
{
    static const enum sj_normal all[] = {SJ_NORMAL_MIN_MAX, SJ_NORMAL_Z_SCORE};
    for (size_t k = 0; k < 2; k++) {
        struct small *small = small_new(1, 3, all[k]);
        small->values[0][0] = small->values[0][1] = small->values[0][2] = 70000;
        score(small);
        for (size_t r = 0; r < 3; r++) {
            assert_int_equal(small->result.scores[r], 500000);
            assert_int_equal(small->result.ranks[r], 1);
        }
        small_free(small);
    }
}

/* Two dimensions, weights 3 : 1 within the first and 2 : 1 between them. */
static struct small *two_dimensions(void)
{
    struct small *small = small_new(3, 3, SJ_NORMAL_MIN_MAX);
    static const int64_t values[3][3] = {{0, 50, 100}, {100, 0, 50}, {20, 100, 0}};
    for (size_t i = 0; i < 3; i++)
        for (size_t r = 0; r < 3; r++)
            small->values[i][r] = values[i][r];
    small->table.dimension_count = 2;
    small->items[2].dimension = 1;
    small->items[0].weight = 3;
    small->weights[0] = 2;
    return small;
}

static void test_score__weights_and_dimensions(void **state)
{
    struct small *small = two_dimensions();
    score(small);
    /* (2 × (3×0 + 1)/4 + 0.2) / 3 = 0.2333…; (2 × 1.5/4 + 1)/3; (2 × 3.5/4)/3 */
    assert_int_equal(small->result.scores[0], 233333);
    assert_int_equal(small->result.scores[1], 583333);
    assert_int_equal(small->result.scores[2], 583333);
    assert_int_equal(small->result.ranks[1], 1);
    assert_int_equal(small->result.ranks[2], 1);
    assert_int_equal(small->result.ranks[0], 3);
    assert_near(small->result.subtotals[0], 0.25, 1e-15);
    assert_near(small->result.subtotals[3], 0.2, 1e-15);
    double share = 0, points = 0;
    for (size_t i = 0; i < 3; i++) {
        share += sj_score_share(&small->table, &small->result, i, 0);
        points += sj_score_points(&small->table, &small->result, i, 0);
    }
    assert_near(share, 1, 1e-12);
    assert_near(points, 23.3333, 0.0001);
    small_free(small);
}

static void test_score__a_gap_by_each_policy(void **state)
{
    struct small *small = two_dimensions();
    small->states[1][2] = SJ_SCORE_MISSING;
    score(small);
    assert_false(small->result.scored[2]);
    assert_int_equal(small->result.scored_count, 2);
    small->table.missing = SJ_SCORE_AVAILABLE; /* the third has 1 and 0 */
    score(small);
    assert_int_equal(small->result.scores[2], 666667);
    small->table.missing = SJ_SCORE_WORST; /* 3/4 and 0 */
    score(small);
    assert_int_equal(small->result.scores[2], 500000);
    small->states[1][2] = SJ_SCORE_NOT_APPLICABLE; /* never punished */
    score(small);
    assert_int_equal(small->result.scores[2], 666667);
    small->table.missing = SJ_SCORE_LEAVE_OUT;
    score(small);
    assert_int_equal(small->result.scores[2], 666667);
    small_free(small);
}

static void test_score__a_whole_dimension_may_be_missing(void **state)
{
    struct small *small = two_dimensions();
    small->table.missing = SJ_SCORE_AVAILABLE;
    small->states[2][1] = SJ_SCORE_MISSING;
    score(small); /* (3 × 0.5 + 0) / 4 */
    assert_int_equal(small->result.scores[1], 375000);
    assert_true(isnan(small->result.subtotals[3 + 1]));
    small->states[0][1] = small->states[1][1] = SJ_SCORE_MISSING;
    score(small);
    assert_false(small->result.scored[1]);
    small_free(small);
}

static void test_score__the_worst_of_a_z_score_is_the_lowest_told(void **state)
{
    struct small *small = small_new(1, 4, SJ_NORMAL_Z_SCORE);
    int64_t values[] = {10000, 20000, 60000, 0};
    memcpy(small->values[0], values, sizeof values);
    small->states[0][3] = SJ_SCORE_MISSING;
    small->table.missing = SJ_SCORE_WORST;
    score(small);
    assert_near(small->result.normal[3], small->result.normal[0], 0);
    assert_int_equal(small->result.ranks[3], 3);
    small_free(small);
}

static void test_score__adjustments_move_ranks(void **state)
{
    static const int32_t adjustments[] = {400000, 0, -1};
    struct small *small = two_dimensions();
    small->table.adjustments = adjustments;
    score(small);
    assert_int_equal(small->result.scores[0], 633333);
    assert_int_equal(small->result.ranks[0], 1);
    assert_int_equal(small->result.ranks[1], 2);
    assert_int_equal(small->result.ranks[2], 3);
    small_free(small);
}

static void test_score__logarithm_and_exponential_are_good(void **state)
{
    for (int i = 0; i <= 9900; i++) {
        double x = 1 + i / 100.0;
        assert_near(sj_score_log(x), log(x), 1e-15 * (1 + log(x)));
        double t = i * (4.60517018598809 / 9900);
        assert_near(sj_score_exp(t) / exp(t), 1, 1e-15);
    }
    assert_near(sj_score_log(1), 0, 0);
    assert_near(sj_score_exp(0), 1, 0);
}

static void test_score__rounds_half_upward(void **state)
{
    assert_int_equal(sj_score_round(0.00005), 1);
    assert_int_equal(sj_score_round(-0.00005), 0);
    assert_int_equal(sj_score_round(-0.00006), -1);
    assert_int_equal(sj_score_round(12.34567), 123457);
}

/* ---- ranks ---- */

static uint64_t next_number(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005 + 1442695040888963407;
    return *seed >> 33;
}

static void test_score__ranks_are_those_of_counting(void **state)
{
    uint64_t seed = 3;
    static const size_t counts[] = {0, 1, 2, 300, 2047, 2048, 5000};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        size_t count = counts[k];
        struct sj_arena arena;
        struct sj_score_ranker ranker;
        sj_arena_init(&arena, ROOM);
        int32_t *keys = sj_arena_array(&arena, count + 1, sizeof *keys);
        uint16_t *ranks = sj_arena_array(&arena, count + 1, sizeof *ranks);
        assert_true(sj_score_ranker_new(count, &arena, &ranker));
        for (size_t i = 0; i < count; i++)
            keys[i] = (int32_t)(next_number(&seed) % (k % 2 ? 50 : 400000000)) - 200000000;
        sj_score_rank16(&ranker, keys, count, ranks);
        for (size_t i = 0; i < count; i += 1 + count / 100) {
            unsigned rank = 1;
            for (size_t j = 0; j < count; j++)
                rank += keys[j] > keys[i];
            assert_int_equal(ranks[i], rank);
        }
        sj_arena_clear(&arena);
    }
}

static int compare_ranks(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void test_score__quantiles_are_nearest_ranks(void **state)
{
    uint64_t seed = 5;
    static const size_t counts[] = {1, 10, 19, 20, 1000};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        uint16_t ranks[2000] = {0}, sorted[1000];
        uint32_t low, high;
        for (size_t i = 0; i < counts[k]; i++)
            ranks[2 * i] = sorted[i] = (uint16_t)(next_number(&seed) % 65536);
        qsort(sorted, counts[k], sizeof *sorted, compare_ranks);
        sj_score_quantiles(ranks, counts[k], 2, &low, &high);
        assert_int_equal(low, sorted[(size_t)ceil(0.05 * (double)counts[k]) - 1]);
        assert_int_equal(high, sorted[(counts[k] * 95 + 99) / 100 - 1]);
    }
}

/* ---- draws ---- */

/* A stream that anybody can write down: byte i of draw d is a hash of both. */
static void fill(void *context, uint32_t draw, uint32_t first_block, uint8_t *bytes, size_t len)
{
    (void)context;
    for (size_t i = 0; i < len; i++) {
        uint64_t seed = ((uint64_t)draw << 32) + first_block * (uint64_t)SJ_SCORE_BLOCK + i;
        next_number(&seed);
        bytes[i] = (uint8_t)(next_number(&seed) >> 8);
    }
}
static const struct sj_score_random numbers = {fill, NULL};

static double uniform_at(uint32_t draw, size_t word)
{
    uint8_t bytes[4];
    uint32_t number = 0;
    for (size_t i = 0; i < 4; i++) {
        uint64_t seed = ((uint64_t)draw << 32) + word * 4 + i;
        next_number(&seed);
        bytes[i] = (uint8_t)(next_number(&seed) >> 8);
        number |= (uint32_t)bytes[i] << 8 * i;
    }
    return (number + 0.5) / 4294967296.0;
}

static void draw(struct small *small, uint32_t draws)
{
    assert_int_equal(
        sj_score_draw(&small->table, draws, &numbers, NULL, &small->result, &small->error), SJ_OK);
}

/* Random tables with gaps and vague values of every shape. */
static struct small *random_table(uint64_t *seed, size_t rows)
{
    static const enum sj_normal all[] = {SJ_NORMAL_MIN_MAX,    SJ_NORMAL_Z_SCORE,
                                         SJ_NORMAL_PERCENTILE, SJ_NORMAL_DISTANCE,
                                         SJ_NORMAL_COMPLETION, SJ_NORMAL_MIN_MAX};
    struct small *small = small_new(ITEMS, rows, SJ_NORMAL_MIN_MAX);
    small->table.dimension_count = 2;
    small->table.missing = (enum sj_score_missing)(1 + next_number(seed) % 3);
    for (uint32_t i = 0; i < ITEMS; i++) {
        small->items[i].how = all[next_number(seed) % 6];
        small->items[i].less = next_number(seed) % 3 == 0;
        small->items[i].dimension = i / 2;
        small->items[i].weight = 1 + (double)(next_number(seed) % 5);
        small->items[i].target = 500000;
    }
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t i = 0; i < ITEMS; i++) {
            int64_t value = (int64_t)(next_number(seed) % 100) * 10000;
            small->values[i][r] = value;
            if (next_number(seed) % 8 == 0) {
                small->states[i][r] = (uint8_t)(next_number(seed) % 2 * 2);
                small->values[i][r] = 0;
            } else if (next_number(seed) % 3 == 0) {
                unsigned shape = (unsigned)(next_number(seed) % 5);
                struct sj_score_vague vague = {
                    .row = r, .item = i, .value = value, .lo = value, .hi = value + 70000};
                vague.has_lo = vague.has_hi = true;
                vague.hi_open = shape == 0;
                vague.has_hi = shape != 1;
                vague.lo -= shape == 2 ? 30000 : 0;
                if (shape == 3) {
                    vague.hi = value;
                    vague.lo = value - 50000;
                    vague.lo_open = true;
                }
                small->vague[small->table.vague_count++] = vague;
            }
        }
    return small;
}

static double step_of(int64_t value)
{
    int64_t step = 1;
    if (value == 0)
        return 10000;
    while (value % (step * 10) == 0)
        step *= 10;
    return (double)step;
}

/* In units, as the docs' sentences have it. */
static double drawn_value(const struct sj_score_vague *vague, double u, double v)
{
    double value = (double)vague->value, step = step_of(vague->value);
    double lo = vague->has_lo ? (double)vague->lo : value - step;
    double hi = vague->has_hi ? (double)vague->hi : value + step;
    double least = u < v ? u : v;
    if (lo == value && (vague->hi_open || !vague->has_hi))
        return value + least * (hi - value);
    if (hi == value && (vague->lo_open || !vague->has_lo))
        return value - least * (value - lo);
    if (lo == value || hi == value)
        return lo + u * (hi - lo);
    return u > v ? value + (u - v) * (hi - value) : value - (v - u) * (value - lo);
}

/* One draw of one row, obviously. */
static int64_t slow_score(struct small *small, uint32_t d, size_t row, const size_t *pair_of)
{
    double total = 0, whole = 0;
    for (size_t dimension = 0; dimension < 2; dimension++) {
        double sum = 0, share = 0;
        for (size_t i = 0; i < ITEMS; i++) {
            if (small->items[i].dimension != dimension ||
                !small->result.counted[i * small->table.rows + row])
                continue;
            double normal = small->result.normal[i * small->table.rows + row];
            size_t pair = pair_of[row * ITEMS + i];
            for (size_t k = 0; pair > 0 && k < small->table.vague_count; k++)
                if (small->vague[k].row == row && small->vague[k].item == i)
                    normal = sj_score_normal(&small->items[i], &small->result.scales[i],
                                             drawn_value(&small->vague[k], uniform_at(d, 2 * pair),
                                                         uniform_at(d, 2 * pair + 1)),
                                             small->vague[k].value);
            double weight = small->items[i].weight * (0.75 + uniform_at(d, 2 * i) / 2);
            sum += weight * normal;
            share += weight;
        }
        double weight =
            small->weights[dimension] * (0.75 + uniform_at(d, 2 * (ITEMS + dimension)) / 2);
        if (share > 0) {
            total += weight * sum / share;
            whole += weight;
        }
    }
    return sj_score_round(100 * total / whole);
}

/* The two may differ where a score lies within a rounding of the edge between two roundings; the
 * ranks of a whole run do not. */
static void test_score__draws_are_those_of_a_slow_recomputation(void **state)
{
    enum { DRAWS = 60 };
    uint64_t seed = 11;
    for (size_t round = 0; round < 25; round++) {
        size_t rows = 1 + (size_t)(next_number(&seed) % ROWS), pair = ITEMS + 2;
        struct small *small = random_table(&seed, rows);
        size_t pair_of[ROWS * ITEMS] = {0};
        static uint16_t ranks[ROWS][DRAWS];
        score(small);
        draw(small, DRAWS);
        for (size_t k = 0; k < small->table.vague_count; k++)
            if (small->result.scored[small->vague[k].row])
                pair_of[small->vague[k].row * ITEMS + small->vague[k].item] = pair++;
        for (uint32_t d = 0; d < DRAWS; d++) {
            int64_t scores[ROWS] = {0};
            for (size_t r = 0; r < rows; r++)
                scores[r] = small->result.scored[r] ? slow_score(small, d, r, pair_of) : INT64_MIN;
            for (size_t r = 0; r < rows; r++) {
                ranks[r][d] = 1;
                for (size_t o = 0; o < rows; o++)
                    ranks[r][d] = (uint16_t)(ranks[r][d] + (scores[o] > scores[r]));
            }
        }
        for (size_t r = 0; r < rows; r++) {
            qsort(ranks[r], DRAWS, sizeof(uint16_t), compare_ranks);
            assert_int_equal(small->result.low[r], small->result.scored[r] ? ranks[r][2] : 0);
            assert_int_equal(small->result.high[r], small->result.scored[r] ? ranks[r][56] : 0);
        }
        small_free(small);
    }
}

/* Who says 余 must not gain by it against who says the number. */
static void test_score__the_geometric_draws_keep_to_the_goalposts(void **state)
{
    struct small *small = small_new(2, 3, SJ_NORMAL_MIN_MAX);
    int64_t values[2][3] = {{0, 500000, 1000000}, {1000000, 0, 500000}};
    memcpy(small->values[0], values[0], sizeof values[0]);
    memcpy(small->values[1], values[1], sizeof values[1]);
    small->vague[0] = (struct sj_score_vague){
        .row = 2, .item = 0, .value = 1000000, .lo = 1000000, .has_lo = true};
    small->table.vague_count = 1;
    small->table.geometric = true;
    score(small);
    draw(small, 200);
    assert_int_equal(small->result.ranks[2], 1);
    assert_int_equal(small->result.low[2], 1);
    assert_int_equal(small->result.high[2], 1);
    small_free(small);
}

static bool passed(void *context)
{
    (void)context;
    return true;
}

static void test_score__stops_when_told_and_refuses_what_is_too_much(void **state)
{
    struct small *small = two_dimensions();
    struct sj_score_stop stop = {passed, NULL};
    score(small);
    assert_int_equal(
        sj_score_draw(&small->table, 10, &numbers, &stop, &small->result, &small->error),
        SJ_DEADLINE);
    assert_int_equal(sj_score_draw(&small->table, SJ_SCORE_DRAWS_MAX + 1, &numbers, NULL,
                                   &small->result, &small->error),
                     SJ_INVALID);
    small->table.rows = SJ_SCORE_ROWS_MAX + 1;
    assert_int_equal(sj_score(&small->table, &small->arena, &small->result, &small->error),
                     SJ_EXHAUSTED);
    small_free(small);
}

/* What all rest on: order of townships and unit of values change nothing. */
static void test_score__order_and_unit_do_not_matter(void **state)
{
    uint64_t seed = 17;
    for (size_t round = 0; round < 50; round++) {
        struct small *small = random_table(&seed, ROWS), *turned = small_new(ITEMS, ROWS, 1);
        turned->table.missing = small->table.missing;
        turned->table.dimension_count = 2;
        for (size_t i = 0; i < ITEMS; i++) {
            turned->items[i] = small->items[i];
            turned->items[i].values = turned->values[i];
            turned->items[i].states = turned->states[i];
            turned->items[i].target *= 1000;
            for (size_t r = 0; r < ROWS; r++) {
                turned->values[i][ROWS - 1 - r] = small->values[i][r] * 1000;
                turned->states[i][ROWS - 1 - r] = small->states[i][r];
            }
        }
        score(small);
        score(turned);
        assert_int_equal(small->result.scored_count, turned->result.scored_count);
        for (size_t r = 0; r < ROWS; r++) /* z-scores round differently in another order */
            assert_in_range(small->result.scores[r] - turned->result.scores[ROWS - 1 - r] + 1, 0,
                            2);
        small_free(small);
        small_free(turned);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_score__z_score_is_the_handbooks),
        cmocka_unit_test(test_score__min_max_is_the_handbooks),
        cmocka_unit_test(test_score__distance_is_the_handbooks),
        cmocka_unit_test(test_score__percentile_counts_those_below_as_the_handbook_ranks),
        cmocka_unit_test(test_score__geometric_mean_is_the_handbooks),
        cmocka_unit_test(test_score__less_is_mirrored),
        cmocka_unit_test(test_score__completion_has_floor_and_cap),
        cmocka_unit_test(test_score__goalposts_hold),
        cmocka_unit_test(test_score__no_spread_is_the_middle),
        cmocka_unit_test(test_score__weights_and_dimensions),
        cmocka_unit_test(test_score__a_gap_by_each_policy),
        cmocka_unit_test(test_score__a_whole_dimension_may_be_missing),
        cmocka_unit_test(test_score__the_worst_of_a_z_score_is_the_lowest_told),
        cmocka_unit_test(test_score__adjustments_move_ranks),
        cmocka_unit_test(test_score__logarithm_and_exponential_are_good),
        cmocka_unit_test(test_score__rounds_half_upward),
        cmocka_unit_test(test_score__ranks_are_those_of_counting),
        cmocka_unit_test(test_score__quantiles_are_nearest_ranks),
        cmocka_unit_test(test_score__draws_are_those_of_a_slow_recomputation),
        cmocka_unit_test(test_score__the_geometric_draws_keep_to_the_goalposts),
        cmocka_unit_test(test_score__stops_when_told_and_refuses_what_is_too_much),
        cmocka_unit_test(test_score__order_and_unit_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
