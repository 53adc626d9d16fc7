/* Composite scores of a made-up country, beside a plain implementation of the same sentences in the
 * same run: an array of structs, doubles sorted by qsort for every draw.
 *
 *     score_bench [DRAWS]
 *
 * CPU seconds of one thread, the median of several runs; the ratios are what to look at. */
#include "answers/score.h"
#include "trust/key.h"
#include "trust/stream.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNTRY = 41352, CITY = 300, ITEMS = 20, DIMENSIONS = 5, RUNS = 7, PLAIN_DRAWS = 10 };

struct made {
    struct sj_score_table table;
    struct sj_score_item items[ITEMS];
    double weights[DIMENSIONS];
};

static uint64_t next_number(uint64_t *seed)
{
    *seed += 0x9E3779B97F4A7C15;
    uint64_t z = *seed;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

static void *room(size_t count, size_t size)
{
    void *made = calloc(count + 1, size);
    if (made == NULL)
        abort();
    return made;
}

/* A tenth is not stated, 15 % of the values are vague: 余, 约 and ranges. */
static void make(struct made *made, size_t rows, enum sj_normal how)
{
    uint64_t seed = 7;
    struct sj_score_vague *vague = room(rows * ITEMS, sizeof *vague);
    int64_t *values[ITEMS];
    uint8_t *states[ITEMS];
    memset(made, 0, sizeof *made);
    for (size_t i = 0; i < ITEMS; i++) {
        values[i] = room(rows, sizeof(int64_t));
        states[i] = room(rows, 1);
        made->items[i] = (struct sj_score_item){.how = how,
                                                .less = i % 5 == 4,
                                                .dimension = (uint32_t)(i * DIMENSIONS / ITEMS),
                                                .weight = 1.0 + (double)(i % 3),
                                                .target = 10000000,
                                                .cap = 1.2,
                                                .values = values[i],
                                                .states = states[i]};
    }
    for (size_t d = 0; d < DIMENSIONS; d++)
        made->weights[d] = 10 + 5 * (double)d;
    made->table = (struct sj_score_table){.items = made->items,
                                          .item_count = ITEMS,
                                          .dimension_weights = made->weights,
                                          .dimension_count = DIMENSIONS,
                                          .rows = rows,
                                          .points = 100,
                                          .missing = SJ_SCORE_AVAILABLE,
                                          .vague = vague};
    for (uint32_t row = 0; row < rows; row++)
        for (uint32_t i = 0; i < ITEMS; i++) {
            int64_t value = (int64_t)(100 + next_number(&seed) % 2000) * 100000;
            unsigned chance = (unsigned)(next_number(&seed) % 100);
            states[i][row] = chance < 90 ? SJ_SCORE_STATED : SJ_SCORE_MISSING;
            values[i][row] = chance < 90 ? value : 0;
            if (chance >= 15)
                continue;
            struct sj_score_vague *one = &vague[made->table.vague_count++];
            *one = (struct sj_score_vague){
                .row = row, .item = i, .value = value, .lo = value, .has_lo = true, .has_hi = true};
            one->hi = value + 1000000;
            one->hi_open = chance < 10;
            one->lo -= chance < 4 ? 1000000 : 0;
        }
}

static void clear(struct made *made)
{
    for (size_t i = 0; i < ITEMS; i++) {
        free((void *)(uintptr_t)made->items[i].values);
        free((void *)(uintptr_t)made->items[i].states);
    }
    free((void *)(uintptr_t)made->table.vague);
}

static void fill(void *context, uint32_t draw, uint32_t block, uint8_t *bytes, size_t len)
{
    uint8_t nonce[SJ_STREAM_NONCE] = {0};
    memcpy(nonce + 4, &draw, sizeof draw);
    sj_stream_fill(context, nonce, block, bytes, len);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *runs, size_t count)
{
    qsort(runs, count, sizeof *runs, compare_doubles);
    return runs[count / 2];
}

static void must(enum sj_status status, const struct sj_error *error)
{
    if (status == SJ_OK)
        return;
    fprintf(stderr, "%s\n", error->message);
    exit(1);
}

static double time_points(const struct made *made)
{
    double runs[RUNS * 5];
    struct sj_error error;
    for (size_t i = 0; i < RUNS * 5; i++) {
        struct sj_arena arena;
        struct sj_score_result result;
        sj_arena_init(&arena, 1 << 30);
        double start = seconds();
        must(sj_score(&made->table, &arena, &result, &error), &error);
        runs[i] = seconds() - start;
        sj_arena_clear(&arena);
    }
    return median(runs, RUNS * 5);
}

static double time_draws(const struct made *made, uint32_t draws, size_t count)
{
    static uint8_t key[SJ_STREAM_KEY] = {1, 2, 3};
    double runs[RUNS];
    struct sj_error error;
    struct sj_score_random random = {fill, key};
    for (size_t i = 0; i < count; i++) {
        struct sj_arena arena;
        struct sj_score_result result;
        sj_arena_init(&arena, 1 << 30);
        must(sj_score(&made->table, &arena, &result, &error), &error);
        double start = seconds();
        must(sj_score_draw(&made->table, draws, &random, NULL, &result, &error), &error);
        runs[i] = seconds() - start;
        sj_arena_clear(&arena);
    }
    return median(runs, count);
}

/* ---- the plain way ---- */

struct plain_cell {
    double value, lo, hi;
    bool stated, vague;
};
struct plain_row {
    double score;
    uint32_t row, rank;
    struct plain_cell cells[ITEMS];
};

static int compare_rows(const void *a, const void *b)
{
    const struct plain_row *x = *(struct plain_row *const *)a, *y = *(struct plain_row *const *)b;
    return (x->score < y->score) - (x->score > y->score);
}

static struct plain_row *plain_of(const struct made *made)
{
    struct plain_row *rows = room(made->table.rows, sizeof *rows);
    for (uint32_t r = 0; r < made->table.rows; r++)
        for (size_t i = 0; i < ITEMS; i++)
            rows[r].cells[i] =
                (struct plain_cell){.value = (double)made->items[i].values[r] / 10000,
                                    .stated = made->items[i].states[r] == SJ_SCORE_STATED};
    for (size_t i = 0; i < made->table.vague_count; i++) {
        const struct sj_score_vague *vague = &made->table.vague[i];
        struct plain_cell *cell = &rows[vague->row].cells[vague->item];
        cell->vague = true;
        cell->lo = (double)vague->lo / 10000;
        cell->hi = (double)vague->hi / 10000;
    }
    return rows;
}

static double plain_row_score(const struct made *made, const struct plain_row *row,
                              const double *mean, const double *deviation, bool draw)
{
    double numerators[DIMENSIONS] = {0}, shares[DIMENSIONS] = {0}, total = 0, whole = 0;
    for (size_t i = 0; i < ITEMS; i++) {
        const struct plain_cell *cell = &row->cells[i];
        double value = cell->value;
        if (!cell->stated)
            continue;
        if (draw && cell->vague)
            value = cell->lo + (cell->hi - cell->lo) * ((double)rand() / RAND_MAX);
        double z = (value - mean[i]) / deviation[i];
        double weight = made->items[i].weight;
        numerators[made->items[i].dimension] +=
            weight * (0.5 + 0.1 * (made->items[i].less ? -z : z));
        shares[made->items[i].dimension] += weight;
    }
    for (size_t d = 0; d < DIMENSIONS; d++)
        if (shares[d] > 0) {
            total += made->weights[d] * numerators[d] / shares[d];
            whole += made->weights[d];
        }
    return whole > 0 ? 100 * total / whole : 0;
}

static void plain_scales(const struct plain_row *rows, size_t count, double *mean,
                         double *deviation)
{
    for (size_t i = 0; i < ITEMS; i++) {
        double sum = 0, squares = 0, n = 0;
        for (size_t r = 0; r < count; r++)
            if (rows[r].cells[i].stated) {
                sum += rows[r].cells[i].value;
                n++;
            }
        mean[i] = sum / n;
        for (size_t r = 0; r < count; r++)
            if (rows[r].cells[i].stated)
                squares += pow(rows[r].cells[i].value - mean[i], 2);
        deviation[i] = sqrt(squares / (n - 1));
    }
}

static double time_plain(const struct made *made, bool draw, size_t count)
{
    double runs[PLAIN_DRAWS], mean[ITEMS], deviation[ITEMS];
    struct plain_row *rows = plain_of(made);
    struct plain_row **order = room(made->table.rows, sizeof *order);
    plain_scales(rows, made->table.rows, mean, deviation);
    for (size_t k = 0; k < count; k++) {
        double start = seconds();
        if (!draw)
            plain_scales(rows, made->table.rows, mean, deviation);
        for (size_t r = 0; r < made->table.rows; r++) {
            order[r] = &rows[r];
            rows[r].score = plain_row_score(made, &rows[r], mean, deviation, draw);
        }
        qsort(order, made->table.rows, sizeof *order, compare_rows);
        for (size_t r = 0; r < made->table.rows; r++)
            order[r]->rank = (uint32_t)r + 1;
        runs[k] = seconds() - start;
    }
    free(order);
    free(rows);
    return median(runs, count);
}

int main(int argc, char **argv)
{
    uint32_t draws = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000;
    struct made country, city, extremes;
    sj_trust_init();
    make(&country, COUNTRY, SJ_NORMAL_Z_SCORE);
    make(&extremes, COUNTRY, SJ_NORMAL_MIN_MAX);
    make(&city, CITY, SJ_NORMAL_Z_SCORE);
    double point = time_points(&country), min_max = time_points(&extremes);
    double plain = time_plain(&country, false, PLAIN_DRAWS);
    double drawn = time_draws(&country, draws, 3), city_drawn = time_draws(&city, draws, RUNS);
    double plain_draw = time_plain(&country, true, PLAIN_DRAWS);
    printf("%d townships × %d indicators, %zu vague values\n", COUNTRY, ITEMS,
           country.table.vague_count);
    printf("score, z-score           %8.3f ms   plain %8.3f ms   ratio %5.1f\n", 1e3 * point,
           1e3 * plain, plain / point);
    printf("score, min-max           %8.3f ms\n", 1e3 * min_max);
    printf("%u draws, the country  %8.3f s    plain %8.3f s    ratio %5.1f (plain: %d draws)\n",
           (unsigned)draws, drawn, draws * plain_draw, draws * plain_draw / drawn, PLAIN_DRAWS);
    printf("%u draws, %d townships %7.3f ms\n", (unsigned)draws, CITY, 1e3 * city_drawn);
    printf("{\"townships\": %d, \"indicators\": %d, \"draws\": %u, \"score_ms\": %.4f, "
           "\"score_min_max_ms\": %.4f, \"plain_score_ms\": %.4f, \"draws_s\": %.4f, "
           "\"plain_draws_s\": %.4f, \"city_draws_ms\": %.4f}\n",
           COUNTRY, ITEMS, (unsigned)draws, 1e3 * point, 1e3 * min_max, 1e3 * plain, drawn,
           draws * plain_draw, 1e3 * city_drawn);
    clear(&country);
    clear(&extremes);
    clear(&city);
    return 0;
}
