/* The whole country on one machine: opening, memory, and the questions of a ranking, in one run.
 *
 *     country_bench make DIR [TOWNSHIPS YEARS INDICATORS]   a store, by default 41,352 × 10 × 100
 *     country_bench run DIR [--memory-mb N] [--json FILE]   opens it in a process of its own, and
 * asks
 *
 * A ratio is to a memcpy of the finished result, in the same run. */
#include "country.h"

#include "projection/rank_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TIMES = 101, CALL_BYTES = 64 * 1024 * 1024 };

/* Seconds of work of this thread: the questions wait for nothing but the processor, and on a
 * machine that does other work too the clock would measure that. */
static double worked(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct figure {
    const char *name;
    double median, least;        /* microseconds of work */
    double copied, copied_least; /* those of the memcpy; 0: no ratio is told */
};

struct bench {
    struct country country;
    struct country_chosen chosen;
    struct figure figures[32];
    size_t figure_count;
    Shangji__V1__RankRequest request;
    struct sj_ranked *rows; /* the caller's */
    size_t ranked;
};

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The least beside the median: on a machine that does other work too it says what the work takes.
 */
static void tell(struct bench *bench, const char *name, double *times, const double *copies)
{
    struct figure *figure = &bench->figures[bench->figure_count++];
    *figure = (struct figure){.name = name};
    qsort(times, TIMES, sizeof *times, by_size);
    figure->median = times[TIMES / 2] * 1e6;
    figure->least = times[0] * 1e6;
    if (copies) {
        figure->copied = copies[TIMES / 2] * 1e6;
        figure->copied_least = copies[0] * 1e6;
    }
}

static size_t rss_bytes(void)
{
    unsigned long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%lu %lu", &pages, &resident) != 2)
        resident = 0;
    if (file != NULL)
        fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

/* As projection/rank_answer.c asks, by the indicator's place among the chosen. */
static struct sj_rank_question question_of(struct bench *bench, const struct sj_ledger_state *state,
                                           size_t indicator, unsigned year)
{
    const struct sj_indicator *asked = bench->chosen.indicators[indicator];
    return (struct sj_rank_question){
        .request = &bench->request,
        .period = {.year = (uint16_t)year, .kind = SJ_PERIOD_YEAR},
        .city = state->city,
        .columns = state->columns,
        .size = state->size,
        .indicator = asked,
        .with = {SJ_OUTCOME, asked->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR, SJ_SCOPE_WHOLE},
        .direction = asked->better,
    };
}

/* The whole ranking into the caller's rows; how many there are. */
static size_t rank_all(struct bench *bench, size_t indicator, unsigned year)
{
    struct sj_arena arena;
    struct sj_own_reports own;
    struct sj_ranking *ranking;
    const struct sj_ledger_state *state = sj_ledger_lock(bench->country.ledger);
    struct sj_rank_question question = question_of(bench, state, indicator, year);
    sj_arena_init(&arena, CALL_BYTES);
    country_must(&bench->country,
                 sj_own_reports_find(&question, &arena, &own, &bench->country.error));
    country_must(&bench->country,
                 sj_rank_order(&question, &own, &arena, &ranking, &bench->country.error));
    size_t count = ranking->count;
    memcpy(bench->rows, ranking->rows, count * sizeof *bench->rows);
    sj_columns_ranking_release(state->columns, ranking);
    sj_ledger_unlock(bench->country.ledger);
    sj_arena_clear(&arena);
    return count;
}

/* A township's place, or the first ten with their facts. */
static double ask_few(struct bench *bench, uint32_t township, bool top)
{
    struct sj_arena arena;
    struct sj_own_reports own;
    struct sj_ranking *ranking;
    struct sj_rank_one one;
    double answer = 0;
    const struct sj_ledger_state *state = sj_ledger_lock(bench->country.ledger);
    struct sj_rank_question question = question_of(bench, state, 0, COUNTRY_LAST_YEAR);
    sj_arena_init(&arena, CALL_BYTES);
    country_must(&bench->country,
                 sj_own_reports_find(&question, &arena, &own, &bench->country.error));
    country_must(&bench->country,
                 sj_rank_order(&question, &own, &arena, &ranking, &bench->country.error));
    const struct sj_ranked *row = sj_ranking_find(ranking, township);
    if (!top && row)
        answer = row->rank +
                 100.0 * (double)sj_ranking_behind(ranking, row) / (double)(ranking->count - 1);
    for (size_t i = 0; top && i < 10; i++) {
        country_must(&bench->country, sj_rank_choose_one(&question, &own, ranking->rows[i].township,
                                                         &one, &bench->country.error));
        answer += (double)one.cell.value;
    }
    sj_columns_ranking_release(state->columns, ranking);
    sj_ledger_unlock(bench->country.ledger);
    sj_arena_clear(&arena);
    return answer;
}

static size_t profile(struct bench *bench, uint32_t township)
{
    struct sj_arena arena;
    size_t told = 0;
    const struct sj_ledger_state *state = sj_ledger_lock(bench->country.ledger);
    sj_arena_init(&arena, CALL_BYTES);
    for (unsigned year = COUNTRY_LAST_YEAR - bench->country.years + 1; year <= COUNTRY_LAST_YEAR;
         year++) {
        struct sj_report_place place = {township, {.year = (uint16_t)year}, "annual"};
        struct sj_column_fact *facts;
        size_t count;
        uint64_t entry;
        country_must(&bench->country, sj_columns_report(state->columns, &place, &arena, &facts,
                                                        &count, &entry, &bench->country.error));
        told += count;
    }
    sj_ledger_unlock(bench->country.ledger);
    sj_arena_clear(&arena);
    return told;
}

static volatile double sink; /* so that nothing is left out */

static void measure_rankings(struct bench *bench)
{
    double first[TIMES], again[TIMES], copies[TIMES], before;
    size_t count = 0;
    struct sj_ranked *copy = malloc(bench->country.townships * sizeof *copy);
    /* Never asked before, so all of it has to be made. */
    for (size_t i = 0; i < TIMES; i++) {
        before = worked();
        count = rank_all(bench, i % bench->chosen.count,
                         COUNTRY_LAST_YEAR - (unsigned)(i / bench->chosen.count));
        first[i] = worked() - before;
    }
    rank_all(bench, 0, COUNTRY_LAST_YEAR);
    for (size_t i = 0; i < TIMES; i++) {
        before = worked();
        memcpy(copy, bench->rows, count * sizeof *copy);
        copies[i] = worked() - before;
        sink = (double)copy[i].value;
        before = worked();
        count = rank_all(bench, 0, COUNTRY_LAST_YEAR);
        again[i] = worked() - before;
    }
    qsort(copies, TIMES, sizeof *copies, by_size);
    bench->ranked = count;
    tell(bench, "memcpy of the ranking", copies, copies);
    tell(bench, "full ranking, nothing changed", again, copies);
    tell(bench, "full ranking, first time", first, copies);
    free(copy);
}

static void measure_few(struct bench *bench)
{
    double times[TIMES], before;
    for (int top = 0; top < 2; top++) {
        for (size_t i = 0; i < TIMES; i++) {
            before = worked();
            sink = ask_few(bench, (uint32_t)(i * 397 % bench->country.townships), top);
            times[i] = worked() - before;
        }
        tell(bench, top ? "top 10 with their facts" : "one township's rank and percentile", times,
             NULL);
    }
    for (size_t i = 0; i < TIMES; i++) {
        before = worked();
        sink = (double)profile(bench, (uint32_t)(i * 397 % bench->country.townships));
        times[i] = worked() - before;
    }
    tell(bench, "one township, all indicators and years", times, NULL);
}

/* ---- what came of it ---- */

struct opened {
    double seconds, cpu_seconds;
    size_t rss_bytes, entries, reports;
    struct sj_columns_size columns;
};

static void print(const struct bench *bench, const struct opened *opened)
{
    printf("%zu townships, %u years, %zu indicators: %zu reports in %zu entries\n",
           bench->country.townships, bench->country.years, bench->chosen.count, opened->reports,
           opened->entries);
    printf("opening the store %.2f s (%.2f s of CPU)\n", opened->seconds, opened->cpu_seconds);
    printf("resident memory %.1f MB, of which facts %.1f MB (%zu of %zu periods)\n",
           (double)opened->rss_bytes / 1e6, (double)opened->columns.bytes / 1e6,
           opened->columns.resident, opened->columns.blocks);
    printf("%zu rows of %zu bytes are ranked\n\n", bench->ranked, sizeof(struct sj_ranked));
    printf("%-42s %12s %9s %12s %9s\n", "", "median, us", "x memcpy", "least, us", "x memcpy");
    for (size_t i = 0; i < bench->figure_count; i++) {
        const struct figure *figure = &bench->figures[i];
        printf("%-42s %12.1f", figure->name, figure->median);
        if (figure->copied > 0)
            printf(" %9.1f %12.1f %9.1f\n", figure->median / figure->copied, figure->least,
                   figure->least / figure->copied_least);
        else
            printf(" %9s %12.1f\n", "", figure->least);
    }
}

static void write_json(const struct bench *bench, const struct opened *opened, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    fprintf(file,
            "{\"townships\": %zu, \"years\": %u, \"indicators\": %zu, \"open_seconds\": %.3f, "
            "\"open_cpu_seconds\": %.3f, \"rss_bytes\": %zu, \"facts_bytes\": %zu, "
            "\"ranked\": %zu, \"row_bytes\": %zu, \"figures\": [",
            bench->country.townships, bench->country.years, bench->chosen.count, opened->seconds,
            opened->cpu_seconds, opened->rss_bytes, opened->columns.bytes, bench->ranked,
            sizeof(struct sj_ranked));
    for (size_t i = 0; i < bench->figure_count; i++) {
        const struct figure *figure = &bench->figures[i];
        fprintf(file, "%s{\"name\": \"%s\", \"median_us\": %.2f, \"least_us\": %.2f",
                i > 0 ? ", " : "", figure->name, figure->median, figure->least);
        if (figure->copied > 0)
            fprintf(file, ", \"median_of_memcpy\": %.2f, \"least_of_memcpy\": %.2f",
                    figure->median / figure->copied, figure->least / figure->copied_least);
        fprintf(file, "}");
    }
    fprintf(file, "]}\n");
    fclose(file);
}

static void run(struct bench *bench, const char *json)
{
    struct opened opened = {0};
    struct country *country = &bench->country;
    double before = country_seconds();
    country_open(country);
    opened.seconds = country_seconds() - before;
    opened.cpu_seconds = (double)clock() / CLOCKS_PER_SEC;
    opened.rss_bytes = rss_bytes();
    country_choose(country, &bench->chosen);
    const struct sj_ledger_state *state = sj_ledger_lock(country->ledger);
    opened.columns = sj_columns_size(state->columns);
    opened.entries = state->size;
    opened.reports = sj_city_report_count(state->city);
    country->townships = sj_city_township_count(state->city);
    country->years = (unsigned)sj_city_period_count(state->city);
    sj_ledger_unlock(country->ledger);
    shangji__v1__rank_request__init(&bench->request);
    bench->rows = malloc(country->townships * sizeof *bench->rows);
    measure_rankings(bench);
    measure_few(bench);
    print(bench, &opened);
    if (json)
        write_json(bench, &opened, json);
    free(bench->rows);
    country_close(country);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    const char *json = NULL;
    struct country *country = &bench.country;
    *country = (struct country){.years = 10, .indicators = 100};
    sj_trust_init();
    sj_arena_init(&country->arena, 256 * 1024 * 1024);
    if (argc < 3)
        goto usage;
    country->folder = argv[2];
    if (strcmp(argv[1], "make") == 0) {
        if (argc == 6) {
            country->townships = strtoul(argv[3], NULL, 10);
            country->years = (unsigned)strtoul(argv[4], NULL, 10);
            country->indicators = strtoul(argv[5], NULL, 10);
        }
        if ((argc != 3 && argc != 6) || country->indicators > COUNTRY_INDICATORS_MAX)
            goto usage;
        mkdir(argv[2], 0700);
        country_make(country);
        return 0;
    }
    for (int i = 3; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--json") == 0)
            json = argv[i + 1];
        else if (strcmp(argv[i], "--memory-mb") == 0)
            country->facts_max_bytes = strtoul(argv[i + 1], NULL, 10) * 1024 * 1024;
        else
            goto usage;
    }
    if (strcmp(argv[1], "run") != 0 || argc % 2 == 0)
        goto usage;
    run(&bench, json);
    return 0;
usage:
    fprintf(stderr, "usage: country_bench make DIR [TOWNSHIPS YEARS INDICATORS]\n"
                    "       country_bench run DIR [--memory-mb N] [--json FILE]\n");
    return 64;
}
