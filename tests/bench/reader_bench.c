/* How fast reports are read, beside the time that merely decoding the same UTF-8 takes: one core,
 * the default catalogue, medians, all in one run.
 *
 *   reader_bench [--seconds S] [--json FILE] REPORT.txt...
 *
 *   reader_bench --hostile
 *
 * Prints a row a report: bytes, figures, the time for one reading, MB/s, MB/s of decoding, and the
 * ratio of the two; the last row is the same text over and over up to SJ_TEXT_MAX_BYTES. With
 * --hostile it reads texts of nothing but 万, （, 一 and the like, a quarter of the limit and the
 * whole of it: where the work is linear the second takes about four times the first. */
#include "base/text.h"
#include "client/card.h"
#include "reader/reader.h"
#include "rules/catalogue_pb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_MAX = 1001 };

struct bench {
    struct sj_matcher *matcher;
    double seconds; /* for each measurement */
    FILE *json;
    size_t rows;
};

struct row {
    const char *name;
    struct sj_bytes text;
    size_t figures;
    double read, decode; /* seconds */
};

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "%s: %s\n", name, what);
    exit(1);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int by_time(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static size_t read_once(const struct bench *bench, const struct row *row)
{
    struct sj_arena arena;
    struct sj_reading reading;
    struct sj_error error = {0};
    sj_arena_init(&arena, 256u << 20);
    if (sj_read(row->text, bench->matcher, &arena, &reading, &error) != SJ_OK)
        fail(error.message, row->name);
    sj_arena_clear(&arena);
    return reading.figure_count;
}

/* Decoding adds up the code points, so that it cannot be left out. */
static size_t decode_once(const struct bench *bench, const struct row *row)
{
    uint32_t sum = 0;
    for (size_t at = 0; at < row->text.len;)
        sum += sj_utf8_next(row->text, &at);
    return sum;
}

static double median(const struct bench *bench, const struct row *row,
                     size_t (*once)(const struct bench *, const struct row *), size_t *result)
{
    static double times[ROUNDS_MAX];
    size_t rounds = 0;
    double begin = now();
    do {
        double start = now();
        *result = once(bench, row);
        times[rounds++] = now() - start;
    } while (rounds < ROUNDS_MAX && (rounds < 5 || now() - begin < bench->seconds));
    qsort(times, rounds, sizeof *times, by_time);
    return times[rounds / 2];
}

static void measure(struct bench *bench, struct row *row)
{
    size_t sum = 0;
    volatile size_t keep = 0;
    row->read = median(bench, row, read_once, &row->figures);
    row->decode = median(bench, row, decode_once, &sum);
    keep = sum;
    double megabytes = (double)row->text.len / 1e6;
    printf("%-24s %8zu %8zu %10.3f %10.1f %10.1f %8.2f\n", row->name, row->text.len, row->figures,
           row->read * 1e3, megabytes / row->read, megabytes / row->decode,
           row->read / row->decode);
    if (bench->json)
        fprintf(bench->json,
                "%s{\"name\":\"%s\",\"bytes\":%zu,\"figures\":%zu,\"read_ms\":%.4f,"
                "\"read_mb_s\":%.2f,\"decode_mb_s\":%.2f,\"ratio\":%.3f}",
                bench->rows++ ? ",\n " : "[", row->name, row->text.len, row->figures,
                row->read * 1e3, megabytes / row->read, megabytes / row->decode,
                row->read / row->decode);
    (void)keep;
}

static struct sj_bytes load(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(SJ_TEXT_MAX_BYTES + 1);
    if (!file || !data)
        fail("cannot be read", path);
    size_t len = fread(data, 1, SJ_TEXT_MAX_BYTES + 1, file);
    fclose(file);
    if (len > SJ_TEXT_MAX_BYTES || !sj_utf8_valid(SJ_BYTES(data, len)))
        fail("is too long or no UTF-8", path);
    return SJ_BYTES(data, len);
}

/* All reports over and over, as long as neither text nor figures exceed what one may have. */
static struct sj_bytes repeat(const struct row *rows, size_t count)
{
    uint8_t *data = malloc(SJ_TEXT_MAX_BYTES);
    size_t len = 0, figures = 0;
    if (!data)
        fail("no memory", "repeat");
    for (size_t i = 0;; i = (i + 1) % count) {
        if (len + rows[i].text.len > SJ_TEXT_MAX_BYTES ||
            figures + rows[i].figures > SJ_FIGURES_MAX)
            return SJ_BYTES(data, len);
        memcpy(data + len, rows[i].text.data, rows[i].text.len);
        len += rows[i].text.len;
        figures += rows[i].figures;
    }
}

static void prepare(struct bench *bench, struct sj_arena *arena)
{
    Shangji__V1__Catalogue *message;
    struct sj_catalogue *catalogue;
    struct sj_error error = {0};
    if (sj_default_catalogue(arena, &message, &error) != SJ_OK ||
        sj_catalogue_of_pb(message, arena, &catalogue, &error) != SJ_OK ||
        sj_matcher_new(catalogue, arena, &bench->matcher, &error) != SJ_OK)
        fail(error.message, "catalogue");
}

static struct sj_bytes fill(struct sj_bytes unit, size_t limit)
{
    size_t count = limit / unit.len;
    uint8_t *data = malloc(limit);
    if (!data)
        fail("no memory", "fill");
    for (size_t i = 0; i < count; i++)
        memcpy(data + i * unit.len, unit.data, unit.len);
    return SJ_BYTES(data, count * unit.len);
}

/* Too many figures end the reading; that is an end as well. */
static size_t read_or_refuse(const struct bench *bench, const struct row *row)
{
    struct sj_arena arena;
    struct sj_reading reading;
    sj_arena_init(&arena, 256u << 20);
    enum sj_status status = sj_read(row->text, bench->matcher, &arena, &reading, NULL);
    if (status != SJ_OK && status != SJ_EXHAUSTED)
        fail("cannot be read", row->name);
    sj_arena_clear(&arena);
    return 0;
}

static void be_hostile(const struct bench *bench)
{
    static const char *const units[] = {"万", "（", "(",    "一",      "十",   "百",
                                        "几", "零", "其中", "1、",     "一是", "1万",
                                        "1%", "的", "百以", "1上十十", "村集", "。\n"};
    printf("%-12s %12s %12s %8s\n", "of nothing but", "ms, 64 KiB", "ms, 256 KiB", "ratio");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t none;
        struct sj_bytes unit = sj_bytes_of(units[i]);
        struct row part = {.name = units[i], .text = fill(unit, SJ_TEXT_MAX_BYTES / 4)};
        struct row whole = {.name = units[i], .text = fill(unit, SJ_TEXT_MAX_BYTES)};
        double quarter = median(bench, &part, read_or_refuse, &none);
        double all = median(bench, &whole, read_or_refuse, &none);
        printf("%-12s %12.2f %12.2f %8.2f\n", units[i], quarter * 1e3, all * 1e3, all / quarter);
    }
}

static int options(struct bench *bench, int argc, char **argv)
{
    int at = 1;
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (strcmp(argv[at], "--seconds") == 0)
            bench->seconds = strtod(argv[at + 1], NULL);
        else if (strcmp(argv[at], "--json") != 0 || !(bench->json = fopen(argv[at + 1], "w")))
            fail("is no option or cannot be written", argv[at]);
    }
    if (at >= argc)
        fail("name at least one report (.txt)", argv[0]);
    return at;
}

int main(int argc, char **argv)
{
    struct bench bench = {.seconds = 1};
    struct sj_arena arena;
    if (argc == 2 && strcmp(argv[1], "--hostile") == 0) {
        sj_arena_init(&arena, 64u << 20);
        prepare(&bench, &arena);
        be_hostile(&bench);
        return 0;
    }
    int at = options(&bench, argc, argv);
    size_t count = (size_t)(argc - at);
    struct row *rows = calloc(count + 1, sizeof *rows);
    sj_arena_init(&arena, 64u << 20);
    prepare(&bench, &arena);
    printf("%-24s %8s %8s %10s %10s %10s %8s\n", "report", "bytes", "figures", "ms", "MB/s",
           "decode", "ratio");
    for (size_t i = 0; rows && i < count; i++) {
        const char *slash = strrchr(argv[at + (int)i], '/');
        rows[i].name = slash ? slash + 1 : argv[at + (int)i];
        rows[i].text = load(argv[at + (int)i]);
        measure(&bench, &rows[i]);
    }
    if (rows) {
        rows[count].name = "all, repeated";
        rows[count].text = repeat(rows, count);
        measure(&bench, &rows[count]);
    }
    if (bench.json) {
        fputs("]\n", bench.json);
        fclose(bench.json);
    }
    return rows ? 0 : 1;
}
