#include "country.h"

#include "client/card.h"
#include "proto/pb.h"
#include "rules/catalogue_pb.h"
#include "server/founding.h"
#include "server/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LEDGER_SEED = 3, OPERATOR_SEED = 1, RECOVERY_SEED = 2, BATCH = 4096, ENVELOPE_BYTES = 64 };
#define ORIGIN "bench.example/country"

void country_must(struct country *country, enum sj_status status)
{
    if (status == SJ_OK)
        return;
    fprintf(stderr, "country: %s: %s (%s)\n", country->error.reason, country->error.message,
            country->error.field);
    exit(1);
}

double country_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int64_t now_unix(void *unused)
{
    return 1735689600;
}

static struct sj_key *key_of(struct country *country, uint8_t number)
{
    struct sj_key *key;
    uint8_t seed[32] = {number};
    country_must(country, sj_key_of_seed(seed, &key, &country->error));
    return key;
}

/* ---- facts ---- */

static uint32_t mix(uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t x = a * 2654435761u ^ b * 2246822519u ^ c * 3266489917u;
    x = (x ^ x >> 15) * 2246822519u;
    x = (x ^ x >> 13) * 3266489917u;
    return x ^ x >> 16;
}

void country_choose(struct country *country, struct country_chosen *chosen)
{
    const struct sj_city *city = sj_ledger_lock(country->ledger)->city;
    const struct sj_catalogue *catalogue = sj_city_catalogue(city, SJ_LITERAL(""), NULL);
    chosen->count = 0;
    for (size_t i = 0; i < catalogue->indicator_count && chosen->count < country->indicators; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        if (indicator->better == SJ_BETTER_NEUTRAL)
            continue;
        chosen->numbers[chosen->count] =
            (uint32_t)sj_city_indicator_number(city, sj_bytes_of(indicator->code));
        chosen->indicators[chosen->count++] = indicator;
    }
    sj_ledger_unlock(country->ledger);
}

/* Place value of the last digit that is not zero, in fixed point: DESIGN's step. */
static int64_t step_of(int64_t value)
{
    int64_t step = 1;
    while (value != 0 && value % (step * 10) == 0)
        step *= 10;
    return step;
}

/* A size by township and indicator that changes little from year to year; some with decimals, large
 * ones rounded as prose does. */
static int64_t value_of(uint32_t township, uint32_t indicator, unsigned year)
{
    static const int64_t round_to[] = {1, 1, 10, 100};
    uint32_t size = mix(township, indicator, 77), scale = mix(indicator, 5, 9) % 5;
    int64_t value = 3 + size % 97 + (size >> 8) % 60 * ((size >> 16) % 30);
    for (uint32_t i = 0; i < scale; i++)
        value *= 7;
    value += value * ((int64_t)(mix(township, indicator, year) % 41) - 20) / 100;
    int64_t round = round_to[mix(township, indicator, year + 7) % 4];
    if (value > 20 * round)
        value -= value % round;
    value *= 10000;
    if (indicator % 3 == 0) /* told with two decimals */
        value += (int64_t)(mix(township, indicator, year + 3) % 100) * 100;
    return value;
}

/* One in eight is told with 余, some with 超过, 约 or from … to. */
static void make_vague(struct sj_cell *cell, uint32_t draw)
{
    int64_t step = step_of(cell->value);
    cell->lo = cell->hi = cell->value;
    cell->has_lo = cell->has_hi = true;
    if (draw % 100 < 12) {
        cell->hi = cell->value + step;
        cell->hi_open = true;
    } else if (draw % 100 < 14) {
        cell->has_hi = false;
        cell->hi = 0;
        cell->hi_open = true;
    } else if (draw % 100 < 17) {
        int64_t half = step / 2 < cell->value / 10 ? step / 2 : cell->value / 10;
        cell->lo -= half;
        cell->hi += half;
        cell->lo_open = cell->hi_open = half > 0;
    } else if (draw % 100 < 18) {
        cell->hi = cell->value + (int64_t)(1 + draw / 100 % 9) * step;
    }
}

static struct sj_column_fact fact_of(const struct country_chosen *chosen, size_t i,
                                     uint32_t township, unsigned year, uint32_t figure)
{
    struct sj_column_fact fact = {.indicator = chosen->numbers[i],
                                  .period = {.year = (uint16_t)year, .kind = SJ_PERIOD_YEAR}};
    struct sj_cell *cell = &fact.cell;
    uint32_t draw = mix(township * 31 + year, (uint32_t)i, 1001);
    *cell = (struct sj_cell){.figure = figure,
                             .kind = SJ_OUTCOME,
                             .mood = SJ_DONE,
                             .basis = chosen->indicators[i]->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR,
                             .scope = SJ_SCOPE_WHOLE,
                             .decision = SJ_CONFIRMED};
    if (draw % 100 == 0) {
        cell->state = SJ_FACT_ZERO;
        cell->figure = SJ_FACT_NO_FIGURE;
        cell->has_lo = cell->has_hi = true;
        return fact;
    }
    if (draw % 200 == 1) {
        cell->state = SJ_FACT_NOT_APPLICABLE;
        cell->figure = SJ_FACT_NO_FIGURE;
        return fact;
    }
    cell->value = value_of(township, (uint32_t)i, year);
    if (draw % 50 == 2)
        cell->scope = SJ_SCOPE_PART;
    make_vague(cell, draw / 256);
    return fact;
}

size_t country_report(const struct country_chosen *chosen, uint32_t township, unsigned year,
                      struct sj_column_fact *facts)
{
    size_t count = 0;
    if (mix(township, year, 7) % 50 == 0)
        return 0;
    for (size_t i = 0; i < chosen->count; i++) {
        uint32_t draw = mix(township, year * 151 + (uint32_t)i, 55);
        if (draw % 100 < 6) /* says nothing about it */
            continue;
        facts[count] = fact_of(chosen, i, township, year, (uint32_t)count);
        count++;
        if (draw % 100 < 12) { /* and what is planned for the year after, or was the year before */
            unsigned other = draw % 100 < 9 ? year + 1 : year - 1;
            facts[count] = fact_of(chosen, i, township, other, (uint32_t)count);
            facts[count].cell.kind = other > year ? SJ_PLAN : SJ_OUTCOME;
            facts[count].cell.mood = other > year ? SJ_PLANNED : SJ_DONE;
            count++;
        }
    }
    return count;
}

/* ---- the store ---- */

void country_open(struct country *country)
{
    struct sj_store_config store = {.directory = country->folder, .views = 4};
    if (!country->key)
        country->key = key_of(country, LEDGER_SEED);
    country_must(country, sj_store_open(&store, &country->store, &country->error));
    struct sj_ledger_config config = {.store = country->store,
                                      .key = country->key,
                                      .clock = {.now_unix = now_unix},
                                      .facts_max_bytes = country->facts_max_bytes};
    country_must(country, sj_ledger_open(&config, &country->ledger, &country->error));
}

void country_close(struct country *country)
{
    sj_ledger_close(country->ledger);
    sj_store_close(country->store);
    country->ledger = NULL;
    country->store = NULL;
}

/* All townships of the national list. Their names are cut short: a founding act of whole names has
 * 1.07 MB, and an envelope holds 1 MiB. */
static void make_roll(struct country *country, struct sj_roll *roll)
{
    char path[4096], line[512];
    snprintf(path, sizeof path, "%s/data/divisions.tsv", SHANGJI_SOURCE_DIR);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    *roll = (struct sj_roll){.division = "00", .division_name = "country"};
    roll->townships = sj_arena_array(&country->arena, SJ_ROLL_MAX, sizeof *roll->townships);
    while (fgets(line, sizeof line, file) != NULL && roll->count < SJ_ROLL_MAX) {
        size_t digits = strspn(line, "0123456789"), rest = digits + 1;
        if (digits != 9)
            continue;
        size_t len = strcspn(line + rest, "\t\n");
        len = len > 6 ? 6 : len; /* two characters */
        roll->townships[roll->count].code = sj_arena_text(&country->arena, SJ_BYTES(line, digits));
        roll->townships[roll->count++].name =
            sj_arena_text(&country->arena, SJ_BYTES(line + rest, len));
    }
    fclose(file);
}

static void take(struct country *country, struct sj_bytes envelope)
{
    struct sj_taken taken;
    struct sj_arena arena;
    sj_arena_init(&arena, 64 * 1024 * 1024);
    country_must(country,
                 sj_ledger_take(country->ledger, envelope, NULL, &arena, &taken, &country->error));
    sj_arena_clear(&arena);
}

static void take_act(struct country *country, const Shangji__V1__Act *act)
{
    struct sj_bytes bytes;
    struct sj_envelope envelope = {.payload_type = sj_bytes_of(SJ_TYPE_ACT)};
    struct sj_key *operator_key = key_of(country, OPERATOR_SEED);
    country_must(country,
                 sj_pb_pack(&act->base, &country->arena, &envelope.payload, &country->error));
    country_must(country,
                 sj_envelope_sign(&envelope, operator_key, &country->arena, &country->error));
    country_must(country, sj_envelope_encode(&envelope, &country->arena, &bytes, &country->error));
    take(country, bytes);
    sj_key_free(operator_key);
}

static Shangji__V1__Act *new_act(struct country *country)
{
    Shangji__V1__Act *act = sj_pb_new(&shangji__v1__act__descriptor, &country->arena);
    act->origin = sj_arena_text(&country->arena, sj_bytes_of(ORIGIN));
    act->made_at = now_unix(NULL);
    return act;
}

static void found(struct country *country)
{
    struct sj_roll roll;
    struct sj_bytes envelope;
    Shangji__V1__Catalogue *message;
    struct sj_key *operator_key = key_of(country, OPERATOR_SEED);
    struct sj_key *recovery_key = key_of(country, RECOVERY_SEED);
    make_roll(country, &roll);
    struct sj_founding founding = {.roll = &roll,
                                   .origin = ORIGIN,
                                   .made_at = now_unix(NULL),
                                   .operator= sj_key_public(operator_key),
                                   .recovery = sj_key_public(recovery_key)};
    country_must(country, sj_founding_make(&founding, country->key, &country->arena, &envelope,
                                           &country->error));
    take(country, envelope);
    country_must(country, sj_default_catalogue(&country->arena, &message, &country->error));
    Shangji__V1__Act *act = new_act(country);
    act->act_case = SHANGJI__V1__ACT__ACT_CATALOGUE;
    act->catalogue = message;
    take_act(country, act);
    for (unsigned year = COUNTRY_LAST_YEAR - country->years + 1; year <= COUNTRY_LAST_YEAR;
         year++) {
        act = new_act(country);
        act->act_case = SHANGJI__V1__ACT__ACT_OPENING;
        act->opening = sj_pb_new(&shangji__v1__period_opening__descriptor, &country->arena);
        act->opening->period = sj_arena_printf(&country->arena, "%u", year);
        act->opening->kind = sj_arena_text(&country->arena, SJ_LITERAL("annual"));
        act->opening->deadline = sj_arena_text(&country->arena, SJ_LITERAL("2030-01-31"));
        act->opening->catalogue = sj_arena_text(&country->arena, sj_bytes_of(message->version));
        take_act(country, act);
    }
    sj_key_free(operator_key);
    sj_key_free(recovery_key);
}

/* What the writer stores of a report, but for the signed bytes, which opening does not read: their
 * place holds a few. */
static void write_report(struct country *country, struct sj_tree *tree, uint64_t index,
                         const struct sj_store_facts *facts)
{
    char text[SJ_ENTRY_MAX];
    uint8_t envelope[ENVELOPE_BYTES] = {0};
    struct sj_hash leaf;
    struct sj_entry entry = {.taken_at = now_unix(NULL)};
    memcpy(envelope, &index, sizeof index);
    entry.identity = sj_blake2b(SJ_BYTES(&index, sizeof index));
    entry.digest = sj_blake2b(SJ_BYTES(envelope, sizeof envelope));
    snprintf(entry.type, sizeof entry.type, "report");
    snprintf(entry.subject, sizeof entry.subject, "%s/%s/annual/%u", facts->township, facts->period,
             facts->revision);
    struct sj_store_entry stored = {.index = index,
                                    .line = sj_bytes_of(sj_entry_format(&entry, text)),
                                    .identity = SJ_BYTES(entry.identity.bytes, SJ_DIGEST),
                                    .envelope = SJ_BYTES(envelope, sizeof envelope)};
    country_must(country, sj_store_put_entry(country->store, &stored, &country->error));
    leaf = sj_merkle_leaf(stored.line);
    country_must(country, sj_tree_append(tree, country->store, index, &leaf, &country->error));
    country_must(country, sj_store_put_facts(country->store, facts, &country->error));
}

struct filling {
    struct sj_tree tree;
    uint64_t index, facts;
    size_t in_batch;
};

static void fill_one(struct country *country, struct filling *filling,
                     const struct country_chosen *chosen, const char *code, uint32_t township,
                     unsigned year)
{
    static struct sj_column_fact facts[COUNTRY_FACTS_MAX];
    char period[SJ_PERIOD_TEXT];
    size_t count = country_report(chosen, township, year, facts);
    if (count == 0)
        return;
    struct sj_buffer packed = {0};
    country_must(country, sj_facts_pack(facts, count, &packed, &country->error));
    snprintf(period, sizeof period, "%u", year);
    struct sj_store_facts row = {.index = filling->index,
                                 .township = code,
                                 .period = period,
                                 .kind = "annual",
                                 .revision = 1,
                                 .facts = sj_buffer_bytes(&packed)};
    if (filling->in_batch == 0)
        country_must(country, sj_store_begin(country->store, &country->error));
    write_report(country, &filling->tree, filling->index, &row);
    /* One in fifty is corrected at once, with the same facts. */
    if (mix(township, year, 99) % 50 == 0) {
        row.index = ++filling->index;
        row.revision = 2;
        write_report(country, &filling->tree, filling->index, &row);
    }
    filling->index++;
    filling->facts += count;
    if (++filling->in_batch == BATCH) {
        country_must(country, sj_store_commit(country->store, &country->error));
        filling->in_batch = 0;
    }
    sj_buffer_clear(&packed);
}

static void fill(struct country *country, const struct country_chosen *chosen)
{
    struct sj_roll roll;
    struct filling filling = {.index = 2 + country->years};
    make_roll(country, &roll);
    size_t count =
        country->townships > 0 && country->townships < roll.count ? country->townships : roll.count;
    country_must(country, sj_tree_init(&filling.tree, sj_store_writer(country->store), true,
                                       &country->error));
    for (unsigned year = COUNTRY_LAST_YEAR - country->years + 1; year <= COUNTRY_LAST_YEAR; year++)
        for (size_t i = 0; i < count; i++) {
            /* In no order, as reports come: 24,593 is prime. */
            uint32_t township = (uint32_t)((i * 24593 + year) % count);
            fill_one(country, &filling, chosen, roll.townships[township].code, township, year);
        }
    if (filling.in_batch > 0)
        country_must(country, sj_store_commit(country->store, &country->error));
    sj_tree_clear(&filling.tree);
    fprintf(stderr, "made: %llu entries, %llu facts\n", (unsigned long long)filling.index,
            (unsigned long long)filling.facts);
}

void country_make(struct country *country)
{
    struct country_chosen chosen;
    country->key = key_of(country, LEDGER_SEED);
    struct sj_store_config config = {.directory = country->folder, .create = true, .views = 4};
    struct sj_store_ledger whose = {ORIGIN, sj_key_public(country->key)};
    country_must(country, sj_store_open(&config, &country->store, &country->error));
    country_must(country, sj_store_begin(country->store, &country->error));
    country_must(country, sj_store_put_ledger(country->store, &whose, &country->error));
    country_must(country, sj_store_commit(country->store, &country->error));
    struct sj_ledger_config ledger = {
        .store = country->store, .key = country->key, .clock = {.now_unix = now_unix}};
    country_must(country, sj_ledger_open(&ledger, &country->ledger, &country->error));
    found(country);
    country_choose(country, &chosen);
    sj_ledger_close(country->ledger);
    country->ledger = NULL;
    fill(country, &chosen);
    sj_store_close(country->store);
    country->store = NULL;
}
