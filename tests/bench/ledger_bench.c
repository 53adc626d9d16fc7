/* What the ledger's proofs, its static files and its audit cost.
 *
 *   ledger_bench [--entries N]... [--more N] [--seconds S] [--json FILE]
 *                [--city DIR [--card CARD --audit SHANGJI]]
 *
 * For each N (else 10,000 and 1,000,000) a ledger of N made-up entries, in memory and in a store in
 * a temporary folder (below $TMPDIR): inclusion and consistency proofs at random places, made and
 * verified, beside as many bare SHA-256 of two hashes as the proof has nodes, in one run; receipts;
 * the export of tiles, whole and after --more entries, beside merely writing files of the same
 * sizes. Every proof is verified and every tile compared with the tree in memory, so that a short
 * run of this is a test.
 *
 * With --city the ledger in DIR (tests/bench/province.c makes one of any size) is replayed as fsck
 * and audit do, beside the bare Ed25519 verification of the same envelopes, entry by entry; with
 * --card and --audit that program audits it over the network, from the server that the card names.
 * Times are of the processor but where "wall" says otherwise. */
#include "projection/replay.h"
#include "proto/pb.h"
#include "rules/entry.h"
#include "server/files.h"
#include "server/inspect.h"
#include "server/tiles.h"
#include "server/tree.h"

#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ORIGIN "shangji.example/bench"

enum {
    SIZES_MAX = 8,
    LEVELS = 64,
    BATCH = 500,       /* proofs between two looks at the clock */
    ROUNDS_MAX = 2001, /* of batches */
    TRANSACTION = 10000,
    ENTRY_BYTES = 8 * 1024 * 1024,
    FILES_MAX = 1 << 20
};

extern char **environ;
static volatile uint8_t sink; /* so that nothing measured can be left out */

struct bench {
    uint64_t sizes[SIZES_MAX], more;
    size_t size_count;
    double seconds; /* for each series of proofs */
    FILE *json;
    size_t objects;
    const char *city, *card, *audit;
    char folder[PATH_MAX / 2];
    struct sj_error error;
    struct sj_key *key;
    struct sj_log_key log;
    uint64_t random;
};

/* The tree of the made-up entries, all of its complete subtrees. */
struct forest {
    struct sj_hash *levels[LEVELS];
    uint64_t size, reads;
    struct sj_hash root;
};

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...)
{
    va_list words;
    va_start(words, format);
    fputs("ledger_bench: ", stderr);
    vfprintf(stderr, format, words);
    fputc('\n', stderr);
    va_end(words);
    exit(1);
}

static void must(struct bench *bench, enum sj_status status)
{
    if (status != SJ_OK)
        fail("%s: %s", bench->error.reason, bench->error.message);
}

static double clock_of(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double cpu(void)
{
    return clock_of(CLOCK_PROCESS_CPUTIME_ID);
}

static double wall(void)
{
    return clock_of(CLOCK_MONOTONIC);
}

/* The same places in every run. */
static uint64_t draw(struct bench *bench, uint64_t below)
{
    bench->random ^= bench->random << 13;
    bench->random ^= bench->random >> 7;
    bench->random ^= bench->random << 17;
    return bench->random % below;
}

__attribute__((format(printf, 2, 3))) static void json(struct bench *bench, const char *format, ...)
{
    va_list words;
    if (!bench->json)
        return;
    va_start(words, format);
    fputs(bench->objects++ ? ",\n " : "[", bench->json);
    vfprintf(bench->json, format, words);
    va_end(words);
}

static int by_time(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *times, size_t count)
{
    qsort(times, count, sizeof *times, by_time);
    return times[count / 2];
}

/* ---- the made-up ledger ---- */

static struct sj_bytes line_of(uint64_t index, struct sj_entry *entry, char text[SJ_ENTRY_MAX])
{
    uint64_t seed[2] = {index, 1};
    *entry = (struct sj_entry){.type = "report",
                               .taken_at = INT64_C(1638928800) + (int64_t)(index / 20),
                               .identity = sj_blake2b(SJ_BYTES(seed, sizeof *seed)),
                               .digest = sj_blake2b(SJ_BYTES(seed, sizeof seed))};
    snprintf(entry->subject, sizeof entry->subject, "%09" PRIu64 "/2021/annual/1",
             UINT64_C(100000000) + index % 900000000);
    return sj_bytes_of(sj_entry_format(entry, text));
}

static enum sj_status forest_node(void *context, unsigned level, uint64_t index,
                                  struct sj_hash *hash, struct sj_error *error)
{
    struct forest *forest = context;
    forest->reads++;
    *hash = forest->levels[level][index];
    return SJ_OK;
}

static struct sj_merkle_source forest_source(struct forest *forest)
{
    return (struct sj_merkle_source){.node = forest_node, .context = forest};
}

static void forest_init(struct forest *forest, uint64_t room)
{
    *forest = (struct forest){.size = 0};
    for (unsigned level = 0; level < LEVELS && room >> level; level++)
        if (!(forest->levels[level] = calloc(room >> level, sizeof(struct sj_hash))))
            fail("no memory for a tree of %" PRIu64 " entries", room);
}

static void forest_clear(struct forest *forest)
{
    for (unsigned level = 0; level < LEVELS; level++)
        free(forest->levels[level]);
}

static void put(struct bench *bench, struct sj_store *store, struct sj_tree *tree,
                struct forest *forest)
{
    struct sj_entry entry;
    struct sj_hash nodes[LEVELS];
    char text[SJ_ENTRY_MAX];
    size_t count;
    uint64_t index = forest->size;
    struct sj_bytes line = line_of(index, &entry, text);
    struct sj_hash leaf = sj_merkle_leaf(line);
    struct sj_merkle_source source = forest_source(forest);
    /* Nothing here looks into the envelope: its entry's line stands for it. */
    struct sj_store_entry row = {.index = index,
                                 .line = line,
                                 .identity = SJ_BYTES(entry.identity.bytes, SJ_DIGEST),
                                 .envelope = line};
    must(bench, sj_store_put_entry(store, &row, &bench->error));
    must(bench, sj_tree_append(tree, store, index, &leaf, &bench->error));
    must(bench, sj_merkle_append(&source, index, &leaf, nodes, &count, &bench->error));
    for (size_t i = 0; i < count; i++)
        forest->levels[i][index >> i] = nodes[i];
    forest->size++;
}

/* Entries up to `size`, and a checkpoint over them. */
static void grow(struct bench *bench, struct sj_store *store, struct forest *forest, uint64_t size)
{
    struct sj_tree tree;
    struct sj_buffer note = {.limit = 0};
    struct sj_checkpoint checkpoint = {.origin = ORIGIN, .size = size};
    struct sj_merkle_source source = forest_source(forest);
    must(bench, sj_tree_init(&tree, sj_store_writer(store), true, &bench->error));
    while (forest->size < size) {
        must(bench, sj_store_begin(store, &bench->error));
        for (unsigned i = 0; i < TRANSACTION && forest->size < size; i++)
            put(bench, store, &tree, forest);
        must(bench, sj_store_commit(store, &bench->error));
    }
    sj_tree_clear(&tree);
    must(bench, sj_merkle_root(&source, size, &forest->root, &bench->error));
    checkpoint.root = forest->root;
    must(bench, sj_checkpoint_sign(&checkpoint, bench->key, &note, &bench->error));
    must(bench, sj_store_begin(store, &bench->error));
    must(bench, sj_store_put_checkpoint(store, size, sj_buffer_bytes(&note), &bench->error));
    must(bench, sj_store_commit(store, &bench->error));
    sj_buffer_clear(&note);
}

/* ---- proofs ---- */

struct series {
    struct forest *forest;
    struct sj_store *store; /* NULL: from memory */
    bool consistency;
    struct sj_proof proofs[BATCH];
    uint64_t places[BATCH];
    uint64_t proofs_made, hashes, hashes_max, reads, reads_max;
    double made[ROUNDS_MAX], verified[ROUNDS_MAX], bare[ROUNDS_MAX];
    size_t rounds;
};

static void prove(struct bench *bench, struct series *series, const struct sj_merkle_source *source,
                  size_t i)
{
    uint64_t size = series->forest->size;
    enum sj_status status = series->consistency
                                ? sj_merkle_consistency(source, series->places[i] + 1, size,
                                                        &series->proofs[i], &bench->error)
                                : sj_merkle_inclusion(source, series->places[i], size,
                                                      &series->proofs[i], &bench->error);
    must(bench, status);
}

/* As the server answers: a view taken, the nodes read, the view given back. */
static void prove_stored(struct bench *bench, struct series *series, size_t i)
{
    struct sj_store_view *view;
    struct sj_tree tree;
    must(bench, sj_store_view_take(series->store, &view, &bench->error));
    must(bench, sj_tree_init(&tree, view, false, &bench->error));
    struct sj_merkle_source source = sj_tree_source(&tree);
    prove(bench, series, &source, i);
    sj_tree_clear(&tree);
    sj_store_view_give(view);
}

static void prove_all(struct bench *bench, struct series *series)
{
    struct sj_merkle_source source = forest_source(series->forest);
    for (size_t i = 0; i < BATCH; i++) {
        uint64_t before = series->forest->reads;
        if (series->store)
            prove_stored(bench, series, i);
        else
            prove(bench, series, &source, i);
        uint64_t reads = series->forest->reads - before;
        series->reads += reads;
        if (reads > series->reads_max)
            series->reads_max = reads;
    }
}

static bool holds(struct bench *bench, const struct series *series, size_t i,
                  const struct sj_hash *old_root)
{
    const struct sj_proof *proof = &series->proofs[i];
    const struct forest *forest = series->forest;
    uint64_t place = series->places[i];
    if (series->consistency)
        return sj_merkle_verify_consistency(place + 1, forest->size, proof->hashes, proof->count,
                                            old_root, &forest->root);
    return sj_merkle_verify_inclusion(&forest->levels[0][place], place, forest->size, proof->hashes,
                                      proof->count, &forest->root);
}

static void verify_all(struct bench *bench, const struct series *series,
                       const struct sj_hash *old_roots)
{
    for (size_t i = 0; i < BATCH; i++)
        if (!holds(bench, series, i, &old_roots[i]))
            fail("the proof of %" PRIu64 " in %" PRIu64 " does not hold", series->places[i],
                 series->forest->size);
}

/* What must not pass: the same proof with one bit of one hash flipped. */
static void doubt_all(struct bench *bench, struct series *series, const struct sj_hash *old_roots)
{
    for (size_t i = 0; i < BATCH; i++) {
        struct sj_proof *proof = &series->proofs[i];
        if (proof->count == 0)
            continue;
        uint8_t *byte = &proof->hashes[draw(bench, proof->count)].bytes[draw(bench, SJ_HASH)];
        uint8_t bit = (uint8_t)(1u << draw(bench, 8));
        *byte ^= bit;
        if (holds(bench, series, i, &old_roots[i]))
            fail("a flipped bit in the proof of %" PRIu64 " passes", series->places[i]);
        *byte ^= bit;
    }
}

static void hash_bare(struct series *series)
{
    struct sj_hash hash = series->forest->root;
    for (size_t i = 0; i < BATCH; i++)
        for (size_t j = 0; j < series->proofs[i].count; j++)
            hash = sj_merkle_node(&series->proofs[i].hashes[j], &hash);
    sink = hash.bytes[0];
}

static void run_round(struct bench *bench, struct series *series)
{
    static struct sj_hash old_roots[BATCH];
    struct sj_merkle_source source = forest_source(series->forest);
    for (size_t i = 0; i < BATCH; i++) {
        series->places[i] = draw(bench, series->forest->size);
        must(bench, sj_merkle_root(&source, series->places[i] + 1, &old_roots[i], &bench->error));
    }
    double start = cpu();
    prove_all(bench, series);
    double made = cpu();
    verify_all(bench, series, old_roots);
    double verified = cpu();
    hash_bare(series);
    series->bare[series->rounds] = (cpu() - verified) / BATCH;
    series->verified[series->rounds] = (verified - made) / BATCH;
    series->made[series->rounds++] = (made - start) / BATCH;
    doubt_all(bench, series, old_roots);
    for (size_t i = 0; i < BATCH; i++) {
        size_t count = series->proofs[i].count;
        series->hashes += count;
        if (count > series->hashes_max)
            series->hashes_max = count;
    }
    series->proofs_made += BATCH;
}

/* Logarithmic, and seen to be: a hash a level, and one walk along the right edge. */
static void check_logarithmic(const struct series *series)
{
    uint64_t levels = 0;
    while (levels < LEVELS && series->forest->size >> levels)
        levels++;
    if (series->hashes_max > levels + 1 || series->reads_max > 2 * levels + 2)
        fail("a proof in %" PRIu64 " entries has %" PRIu64 " hashes and took %" PRIu64 " reads",
             series->forest->size, series->hashes_max, series->reads_max);
}

static void measure_proofs(struct bench *bench, struct forest *forest, struct sj_store *store,
                           bool consistency)
{
    static struct series series;
    series = (struct series){.forest = forest, .store = store, .consistency = consistency};
    double begin = wall();
    do
        run_round(bench, &series);
    while (series.rounds < ROUNDS_MAX && (series.rounds < 3 || wall() - begin < bench->seconds));
    check_logarithmic(&series);
    double made = median(series.made, series.rounds);
    double verified = median(series.verified, series.rounds);
    double bare = median(series.bare, series.rounds);
    double hashes = (double)series.hashes / (double)series.proofs_made;
    const char *kind = consistency ? "consistency" : "inclusion";
    const char *where = store ? "store" : "memory";
    printf("%9" PRIu64 "  %-12s %-7s %6.1f %4" PRIu64 " %6.0f %10.0f %8.2f %10.0f %8.2f\n",
           forest->size, kind, where, hashes, series.hashes_max, hashes * SJ_HASH, 1 / made,
           made / bare, 1 / verified, verified / bare);
    json(bench,
         "{\"what\":\"proof\",\"entries\":%" PRIu64 ",\"kind\":\"%s\",\"where\":\"%s\","
         "\"hashes\":%.2f,\"hashes_max\":%" PRIu64 ",\"bytes\":%.0f,\"made_per_s\":%.0f,"
         "\"made_to_sha256\":%.3f,\"verified_per_s\":%.0f,\"verified_to_sha256\":%.3f}",
         forest->size, kind, where, hashes, series.hashes_max, hashes * SJ_HASH, 1 / made,
         made / bare, 1 / verified, verified / bare);
}

/* ---- receipts ---- */

static void make_receipt(struct bench *bench, struct sj_store *store, struct sj_bytes note,
                         uint64_t index, uint64_t size, struct sj_buffer *text)
{
    struct sj_store_view *view;
    struct sj_tree tree;
    struct sj_proof proof;
    must(bench, sj_store_view_take(store, &view, &bench->error));
    must(bench, sj_tree_init(&tree, view, false, &bench->error));
    struct sj_merkle_source source = sj_tree_source(&tree);
    must(bench, sj_merkle_inclusion(&source, index, size, &proof, &bench->error));
    sj_store_view_give(view);
    sj_tree_clear(&tree);
    text->len = 0;
    struct sj_entry entry;
    char line[SJ_ENTRY_MAX];
    sj_receipt_print(index, line_of(index, &entry, line), &proof, note, text);
}

/* What must not pass: a receipt with any one bit flipped, from its index on. The copy of the
 * entry's line before it is no part of the proof: the entry verified is the one that the caller
 * has. */
static void doubt_receipts(struct bench *bench, const struct sj_buffer *texts,
                           const uint64_t *places)
{
    for (size_t i = 0; i < BATCH; i++) {
        struct sj_entry entry;
        struct sj_receipt receipt;
        struct sj_error ignored;
        char text[SJ_ENTRY_MAX];
        size_t from = sj_bytes_find(sj_buffer_bytes(&texts[i]), SJ_LITERAL("\nindex "), 0);
        size_t at = from + draw(bench, texts[i].len - from);
        texts[i].data[at] ^= (uint8_t)(1u << draw(bench, 8));
        if (sj_receipt_verify(sj_buffer_bytes(&texts[i]), line_of(places[i], &entry, text),
                              &bench->log, &receipt, NULL, &ignored) == SJ_OK)
            fail("the receipt of %" PRIu64 " passes with byte %zu changed", places[i], at);
    }
}

/* Whole receipts: made as the server does, verified as a township does, beside the one Ed25519
 * verification that is in each. */
static void measure_receipts(struct bench *bench, struct forest *forest, struct sj_store *store)
{
    static struct sj_buffer texts[BATCH];
    uint64_t places[BATCH], size = 0;
    size_t bytes = 0;
    struct sj_arena arena;
    struct sj_store_view *view;
    struct sj_bytes note;
    sj_arena_init(&arena, 1 << 20);
    must(bench, sj_store_view_take(store, &view, &bench->error));
    must(bench, sj_store_last_checkpoint(view, &arena, &size, &note, &bench->error));
    sj_store_view_give(view);
    double start = cpu();
    for (size_t i = 0; i < BATCH; i++) {
        places[i] = draw(bench, size);
        make_receipt(bench, store, note, places[i], size, &texts[i]);
        bytes += texts[i].len;
    }
    double made = cpu();
    for (size_t i = 0; i < BATCH; i++) {
        struct sj_entry entry;
        struct sj_receipt receipt;
        char text[SJ_ENTRY_MAX];
        must(bench, sj_receipt_verify(sj_buffer_bytes(&texts[i]), line_of(places[i], &entry, text),
                                      &bench->log, &receipt, NULL, &bench->error));
    }
    double verified = cpu();
    for (size_t i = 0; i < BATCH; i++) {
        struct sj_checkpoint checkpoint;
        must(bench, sj_checkpoint_open(note, &bench->log, &checkpoint, &bench->error));
    }
    double bare = cpu() - verified;
    double made_s = BATCH / (made - start), verified_s = BATCH / (verified - made);
    printf("%9" PRIu64
           "  %-12s %-7s %6s %4s %6zu %10.0f %8s %10.0f %8.2f of opening its checkpoint\n",
           forest->size, "receipt", "store", "", "", bytes / BATCH, made_s, "", verified_s,
           (verified - made) / bare);
    json(bench,
         "{\"what\":\"receipt\",\"entries\":%" PRIu64 ",\"bytes\":%zu,\"made_per_s\":%.0f,"
         "\"verified_per_s\":%.0f,\"verified_to_checkpoint\":%.3f}",
         forest->size, bytes / BATCH, made_s, verified_s, (verified - made) / bare);
    doubt_receipts(bench, texts, places);
    for (size_t i = 0; i < BATCH; i++)
        sj_buffer_clear(&texts[i]);
    sj_arena_clear(&arena);
}

/* ---- tiles ---- */

/* Sizes of the files that were met; nftw has no room for a context. */
static struct {
    off_t sizes[FILES_MAX];
    size_t count;
    uint64_t bytes;
} met;

static int meet(const char *path, const struct stat *found, int kind, struct FTW *ftw)
{
    if (kind == FTW_F && met.count < FILES_MAX) {
        met.sizes[met.count++] = found->st_size;
        met.bytes += (uint64_t)found->st_size;
    }
    return 0;
}

static int drop(const char *path, const struct stat *found, int kind, struct FTW *ftw)
{
    return remove(path);
}

static void export(struct bench *bench, struct sj_store *store, const char *folder,
                   struct sj_tiles *tiles)
{
    struct sj_store_view *view;
    *tiles = (struct sj_tiles){.folder = folder, .ledger = bench->log};
    must(bench, sj_store_view_take(store, &view, &bench->error));
    must(bench, sj_tiles_export(view, tiles, &bench->error));
    sj_store_view_give(view);
}

static void check_tile(struct bench *bench, const char *path, struct sj_bytes wanted)
{
    struct sj_arena arena;
    struct sj_bytes found;
    sj_arena_init(&arena, 1 << 20);
    must(bench, sj_path_read(path, 1 << 18, &arena, &found, &bench->error));
    if (!sj_bytes_equal(found, wanted))
        fail("%s is not what follows from the tree", path);
    sj_arena_clear(&arena);
}

static void add_entry(uint64_t index, struct sj_buffer *bytes)
{
    struct sj_entry entry;
    char text[SJ_ENTRY_MAX];
    struct sj_bytes line = line_of(index, &entry, text);
    uint8_t len[2] = {(uint8_t)(line.len >> 8), (uint8_t)line.len};
    sj_buffer_add(bytes, len, sizeof len);
    sj_buffer_add_bytes(bytes, line);
}

/* All tiles of a level (-1: of the entries) against the tree in memory; how many there are. */
static uint64_t check_level(struct bench *bench, const struct forest *forest, int level,
                            const char *folder)
{
    uint64_t count = level < 0 ? forest->size : forest->size >> (8 * level), tiles = 0;
    struct sj_buffer wanted = {.limit = 0};
    for (uint64_t first = 0; first < count; first += SJ_TILE_WIDTH, tiles++) {
        char path[PATH_MAX], number[SJ_TILE_PATH], name[16] = "entries", part[16] = "";
        uint64_t width = count - first < SJ_TILE_WIDTH ? count - first : SJ_TILE_WIDTH;
        if (level >= 0)
            snprintf(name, sizeof name, "%d", level);
        if (width < SJ_TILE_WIDTH)
            snprintf(part, sizeof part, ".p/%" PRIu64, width);
        snprintf(path, sizeof path, "%s/tile/%s/%s%s", folder, name, sj_tile_number(tiles, number),
                 part);
        wanted.len = 0;
        for (uint64_t i = first; i < first + width; i++)
            if (level < 0)
                add_entry(i, &wanted);
            else
                sj_buffer_add(&wanted, forest->levels[8 * level][i].bytes, SJ_HASH);
        check_tile(bench, path, sj_buffer_bytes(&wanted));
    }
    sj_buffer_clear(&wanted);
    return tiles;
}

static uint64_t check_tiles(struct bench *bench, const struct forest *forest, const char *folder)
{
    uint64_t tiles = 0;
    for (int level = -1; level < 8 && (level < 0 || forest->size >> (8 * level)); level++)
        tiles += check_level(bench, forest, level, folder);
    return tiles;
}

/* As many files of the same sizes, merely written and synced. */
static double write_bare(const char *folder)
{
    static const uint8_t zeros[1 << 16];
    char path[PATH_MAX + 32];
    double start = wall();
    if (mkdir(folder, 0700) != 0)
        fail("cannot make %s", folder);
    for (size_t i = 0; i < met.count; i++) {
        snprintf(path, sizeof path, "%s/%zu", folder, i);
        FILE *file = fopen(path, "wb");
        if (!file || fwrite(zeros, 1, (size_t)met.sizes[i], file) != (size_t)met.sizes[i] ||
            fclose(file) != 0)
            fail("cannot write %s", path);
    }
    sync();
    return wall() - start;
}

static void report_export(struct bench *bench, const struct sj_tiles *tiles, const char *what,
                          double took, double ratio, const char *to)
{
    printf("%9" PRIu64 "  tiles, %-8s %7" PRIu64 " written %7" PRIu64
           " kept %9.3f s wall %8.3f of %s\n",
           tiles->size, what, tiles->written, tiles->kept, took, ratio, to);
    json(bench,
         "{\"what\":\"tiles\",\"export\":\"%s\",\"entries\":%" PRIu64 ",\"written\":%" PRIu64
         ",\"kept\":%" PRIu64 ",\"wall_s\":%.4f,\"ratio\":%.4f,\"to\":\"%s\"}",
         what, tiles->size, tiles->written, tiles->kept, took, ratio, to);
}

static void measure_export(struct bench *bench, struct forest *forest, struct sj_store *store)
{
    char folder[PATH_MAX], bare[PATH_MAX];
    struct sj_tiles tiles;
    snprintf(folder, sizeof folder, "%s/tiles", bench->folder);
    snprintf(bare, sizeof bare, "%s/bare", bench->folder);
    double start = wall();
    export(bench, store, folder, &tiles);
    double whole = wall() - start;
    uint64_t count = check_tiles(bench, forest, folder);
    if (tiles.written != count || tiles.kept != 0)
        fail("%" PRIu64 " tiles were written and not %" PRIu64, tiles.written, count);
    met.count = met.bytes = 0;
    if (nftw(folder, meet, 16, FTW_PHYS) != 0)
        fail("cannot read %s", folder);
    double plain = write_bare(bare);
    report_export(bench, &tiles, "whole", whole, whole / plain, "writing such files");
    uint64_t before = forest->size, full = 0;
    for (unsigned level = 0; level < 7; level++)
        full += (level == 0 ? 2 : 1) * (before >> (8 * (level + 1)));
    grow(bench, store, forest, before + bench->more);
    start = wall();
    export(bench, store, folder, &tiles);
    double added = wall() - start;
    count = check_tiles(bench, forest, folder);
    /* Every tile that was full is kept; a partial one of the higher levels may be the same still.
     */
    if (tiles.written + tiles.kept != count || tiles.kept < full)
        fail("%" PRIu64 " of %" PRIu64 " tiles were kept", tiles.kept, full);
    report_export(bench, &tiles, "new only", added, added / whole, "the whole");
    (void)nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
    (void)nftw(bare, drop, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- a size ---- */

static void measure_size(struct bench *bench, uint64_t size)
{
    static struct forest forest;
    char folder[PATH_MAX];
    struct sj_store *store;
    snprintf(folder, sizeof folder, "%s/store", bench->folder);
    if (mkdir(folder, 0700) != 0)
        fail("cannot make %s", folder);
    struct sj_store_config config = {.directory = folder, .create = true, .views = 1};
    struct sj_store_ledger whose = {ORIGIN, bench->log.key};
    must(bench, sj_store_open(&config, &store, &bench->error));
    must(bench, sj_store_begin(store, &bench->error));
    must(bench, sj_store_put_ledger(store, &whose, &bench->error));
    must(bench, sj_store_commit(store, &bench->error));
    forest_init(&forest, size + bench->more);
    grow(bench, store, &forest, size);
    for (int consistency = 0; consistency < 2; consistency++) {
        measure_proofs(bench, &forest, NULL, consistency);
        measure_proofs(bench, &forest, store, consistency);
    }
    measure_receipts(bench, &forest, store);
    measure_export(bench, &forest, store);
    forest_clear(&forest);
    sj_store_close(store);
    (void)nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- a real ledger ---- */

struct replayed {
    double replay, bare; /* seconds */
    uint64_t entries, signatures, bytes;
};

/* Every signature of the envelope again, with the keys that it was found to be by. */
static void verify_bare(struct bench *bench, const struct sj_admission *admission,
                        struct sj_arena *arena, struct replayed *replayed)
{
    struct sj_bytes pae;
    const struct sj_envelope *envelope = &admission->envelope;
    must(bench,
         sj_envelope_pae(envelope->payload_type, envelope->payload, arena, &pae, &bench->error));
    for (size_t i = 0; i < envelope->signature_count; i++)
        for (size_t j = 0; j < admission->signer_count; j++) {
            double start = cpu();
            if (!sj_verify(&admission->signers[j], pae, envelope->signatures[i].sig))
                continue; /* by another of them: two keys on an enrolment */
            replayed->bare += cpu() - start;
            replayed->signatures++;
            break;
        }
}

static void replay_entry(struct bench *bench, struct sj_store_view *view, struct sj_replay *replay,
                         uint64_t index, struct sj_arena *arena, struct replayed *replayed)
{
    struct sj_bytes line, envelope, salt, text;
    bool found;
    Shangji__V1__SourceText source;
    must(bench, sj_store_entry(view, index, arena, &line, &bench->error));
    must(bench, sj_store_envelope(view, index, arena, &envelope, &bench->error));
    must(bench, sj_store_text(view, index, arena, &found, &salt, &text, &bench->error));
    shangji__v1__source_text__init(&source);
    if (found) {
        source.salt = sj_pb_borrow(salt);
        source.text = sj_pb_borrow(text);
    }
    double start = cpu();
    must(bench, sj_replay_entry(replay, line, envelope, found ? &source : NULL, &bench->error));
    replayed->replay += cpu() - start;
    replayed->entries++;
    replayed->bytes += envelope.len;
    verify_bare(bench, sj_replay_last(replay)->admission, arena, replayed);
}

static void replay_city(struct bench *bench, struct replayed *replayed)
{
    struct sj_store *store;
    struct sj_store_view *view;
    struct sj_replay *replay;
    struct sj_log_key ledger;
    struct sj_arena arena;
    uint64_t size;
    sj_arena_init(&arena, ENTRY_BYTES);
    must(bench, sj_store_open_reader(bench->city, &store, &bench->error));
    must(bench, sj_inspect_ledger(store, &ledger, &bench->error));
    must(bench, sj_store_view_take(store, &view, &bench->error));
    must(bench, sj_replay_new(&ledger, &replay, &bench->error));
    must(bench, sj_store_size(view, &size, &bench->error));
    for (uint64_t i = 0; i < size; i++) {
        replay_entry(bench, view, replay, i, &arena, replayed);
        sj_arena_clear(&arena);
    }
    const struct sj_replay_counts *counts = sj_replay_counts(replay);
    /* A signature is counted once an entry and key, there and here. */
    if (counts->entries != size || counts->signatures != replayed->signatures)
        fail("%" PRIu64 " signatures were replayed and %" PRIu64 " verified beside",
             counts->signatures, replayed->signatures);
    printf("\n%" PRIu64 " entries, %" PRIu64 " reports with %" PRIu64 " figures, %" PRIu64
           " signatures, %.1f MB of envelopes\n",
           counts->entries, counts->reports, counts->figures, counts->signatures,
           (double)replayed->bytes / 1e6);
    json(bench,
         "{\"what\":\"ledger\",\"entries\":%" PRIu64 ",\"reports\":%" PRIu64 ",\"figures\":%" PRIu64
         ",\"signatures\":%" PRIu64 ",\"envelope_bytes\":%" PRIu64 "}",
         counts->entries, counts->reports, counts->figures, counts->signatures, replayed->bytes);
    sj_replay_free(replay);
    sj_store_view_give(view);
    sj_store_close(store);
    sj_arena_clear(&arena);
}

static void report_audit(struct bench *bench, const char *what, double took, double whole,
                         double bare)
{
    printf("%-28s %9.2f s cpu %9.2f s wall %8.2f of bare Ed25519\n", what, took, whole,
           took / bare);
    json(bench,
         "{\"what\":\"audit\",\"by\":\"%s\",\"cpu_s\":%.3f,\"wall_s\":%.3f,\"to_ed25519\":%.3f}",
         what, took, whole, took / bare);
}

static double seconds_of(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1e-6;
}

/* The real command, over the network; what it prints is shown. */
static void run_audit(struct bench *bench, const char *what, const char *card, double bare)
{
    char copy[PATH_MAX], home[PATH_MAX], program[PATH_MAX], paper[PATH_MAX];
    char name[] = "audit", as[] = "--card", to[] = "--copy", in[] = "--home", wait[] = "--timeout";
    char ms[] = "600000";
    struct rusage usage = {.ru_maxrss = 0};
    pid_t child;
    int status = -1;
    snprintf(copy, sizeof copy, "%s/ledger.copy", bench->folder);
    snprintf(home, sizeof home, "%s/home", bench->folder);
    snprintf(program, sizeof program, "%s", bench->audit);
    snprintf(paper, sizeof paper, "%s", card);
    char *const arguments[] = {program, name, as, paper, to, copy, in, home, wait, ms, NULL};
    fflush(stdout);
    double start = wall();
    if (posix_spawn(&child, program, NULL, NULL, arguments, environ) != 0 ||
        wait4(child, &status, 0, &usage) != child)
        fail("cannot run %s", program);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail("'%s audit' found fault", program);
    report_audit(bench, what, seconds_of(&usage), wall() - start, bare);
}

static void measure_city(struct bench *bench)
{
    struct replayed replayed = {.entries = 0};
    double start = wall();
    replay_city(bench, &replayed);
    report_audit(bench, "replay", replayed.replay, wall() - start - replayed.bare, replayed.bare);
    report_audit(bench, "bare Ed25519", replayed.bare, replayed.bare, replayed.bare);
    if (!bench->card || !bench->audit)
        return;
    run_audit(bench, "shangji audit, the first", bench->card, replayed.bare);
    run_audit(bench, "shangji audit, again", bench->card, replayed.bare);
}

/* ---- the whole ---- */

static const char *value_of(int argc, char **argv, int at)
{
    if (at + 1 >= argc)
        fail("%s needs a value; the file's head says which", argv[at]);
    return argv[at + 1];
}

static void options(struct bench *bench, int argc, char **argv)
{
    for (int at = 1; at < argc; at += 2) {
        const char *name = argv[at], *value = value_of(argc, argv, at);
        if (strcmp(name, "--entries") == 0 && bench->size_count < SIZES_MAX)
            bench->sizes[bench->size_count++] = strtoull(value, NULL, 10);
        else if (strcmp(name, "--more") == 0)
            bench->more = strtoull(value, NULL, 10);
        else if (strcmp(name, "--seconds") == 0)
            bench->seconds = strtod(value, NULL);
        else if (strcmp(name, "--city") == 0)
            bench->city = value;
        else if (strcmp(name, "--card") == 0)
            bench->card = value;
        else if (strcmp(name, "--audit") == 0)
            bench->audit = value;
        else if (strcmp(name, "--json") != 0 || !(bench->json = fopen(value, "w")))
            fail("%s is no option or cannot be written", name);
    }
    if (bench->size_count == 0) {
        bench->sizes[bench->size_count++] = 10000;
        bench->sizes[bench->size_count++] = 1000000;
    }
    for (size_t i = 0; i < bench->size_count; i++)
        if (bench->sizes[i] == 0 || bench->sizes[i] > UINT64_C(1) << 32)
            fail("--entries is 1 to 2^32");
}

int main(int argc, char **argv)
{
    static struct bench bench = {.more = 1000, .seconds = 2, .random = 20211208};
    const uint8_t seed[32] = {1};
    const char *parent = getenv("TMPDIR");
    options(&bench, argc, argv);
    sj_trust_init();
    must(&bench, sj_key_of_seed(seed, &bench.key, &bench.error));
    bench.log = (struct sj_log_key){.origin = ORIGIN, .key = sj_key_public(bench.key)};
    snprintf(bench.folder, sizeof bench.folder, "%s/ledger-bench-XXXXXX", parent ? parent : "/tmp");
    if (!mkdtemp(bench.folder))
        fail("cannot make %s", bench.folder);
    printf("%9s  %-12s %-7s %6s %4s %6s %10s %8s %10s %8s\n", "entries", "proof", "from", "hashes",
           "max", "bytes", "made/s", "/SHA-256", "verified/s", "/SHA-256");
    for (size_t i = 0; i < bench.size_count; i++)
        measure_size(&bench, bench.sizes[i]);
    if (bench.city)
        measure_city(&bench);
    if (bench.json) {
        fputs("]\n", bench.json);
        if (fclose(bench.json) != 0)
            fail("the JSON could not be written");
    }
    sj_key_free(bench.key);
    (void)nftw(bench.folder, drop, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
