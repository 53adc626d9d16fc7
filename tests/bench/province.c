/* A city of any size, filled for the benchmarks: made-up reports of real form, read, built, signed
 * and taken in by the code that does so in earnest. The same arguments make the same ledger but
 * for its own key and the times of intake.
 *
 *     province keys DIR                           operator.pub and recovery.pub, for shangjid init
 *     province fill CITY TOWNSHIPS YEARS FIGURES  catalogue, periods, keys, reports
 *
 * The first TOWNSHIPS of the roll (0 = all) report on YEARS years up to 2024, FIGURES figures each.
 * Not for use beside a server; every key is known to everybody. */
#include "base/encoding.h"
#include "client/card.h"
#include "client/report_build.h"
#include "client/report_parcel.h"
#include "proto/pb.h"
#include "reader/matcher.h"
#include "rules/catalogue_pb.h"
#include "server/ledger.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
    OPERATOR_SEED = 0x01000001,
    RECOVERY_SEED = 0x01000002,
    LAST_YEAR = 2024,
    FIGURES_MAX = 200,
    WINDOW = 256,
    CALL_BYTES = 8 * 1024 * 1024
};

struct province {
    struct sj_arena arena; /* what lasts */
    struct sj_error error;
    struct sj_store *store;
    struct sj_ledger *ledger;
    struct sj_key *ledger_key, *operator_key;
    const Shangji__V1__Catalogue *message;
    struct sj_catalogue *catalogue;
    struct sj_matcher *matcher;
    const struct sj_indicator *told[FIGURES_MAX]; /* those that a plain sentence tells */
    size_t told_count;
    uint64_t reports, facts;
};

/* Intakes that are under way together, so that they share a transaction. */
struct flight {
    struct sj_arena arenas[WINDOW];
    struct sj_intake intakes[WINDOW];
    size_t count, answered;
    pthread_mutex_t mutex;
    pthread_cond_t done;
};

static void must(struct province *province, enum sj_status status)
{
    if (status == SJ_OK)
        return;
    fprintf(stderr, "province: %s: %s (%s)\n", province->error.reason, province->error.message,
            province->error.field);
    exit(1);
}

static struct sj_key *key_of(struct province *province, uint32_t number)
{
    struct sj_key *key;
    uint8_t seed[32] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
                        (uint8_t)(number >> 24)};
    must(province, sj_key_of_seed(seed, &key, &province->error));
    return key;
}

static int64_t now_unix(void *unused)
{
    return time(NULL);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- keys ---- */

static void write_public(struct province *province, const char *folder, const char *name,
                         uint32_t number)
{
    char path[4096], text[64];
    struct sj_key *key = key_of(province, number);
    struct sj_public_key public_key = sj_key_public(key);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    sj_base64_encode(SJ_BYTES(public_key.bytes, SJ_PUBLIC_KEY), text);
    FILE *file = fopen(path, "w");
    if (file == NULL || fprintf(file, "%s\n", text) < 0 || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
    sj_key_free(key);
}

/* ---- acts ---- */

static char *text_of(struct sj_arena *arena, const char *text)
{
    return sj_arena_text(arena, sj_bytes_of(text));
}

static Shangji__V1__Act *new_act(struct province *province, struct sj_arena *arena)
{
    Shangji__V1__Act *act = sj_pb_new(&shangji__v1__act__descriptor, arena);
    act->origin = text_of(arena, sj_ledger_log_key(province->ledger)->origin);
    act->made_at = time(NULL);
    return act;
}

static void take_act(struct province *province, const Shangji__V1__Act *act,
                     const struct sj_key *other, struct sj_arena *arena)
{
    struct sj_bytes bytes;
    struct sj_taken taken;
    struct sj_envelope envelope = {.payload_type = sj_bytes_of(SJ_TYPE_ACT)};
    must(province, sj_pb_pack(&act->base, arena, &envelope.payload, &province->error));
    must(province, sj_envelope_sign(&envelope, province->operator_key, arena, &province->error));
    if (other != NULL)
        must(province, sj_envelope_sign(&envelope, other, arena, &province->error));
    must(province, sj_envelope_encode(&envelope, arena, &bytes, &province->error));
    must(province, sj_ledger_take(province->ledger, bytes, NULL, arena, &taken, &province->error));
}

static void publish(struct province *province)
{
    struct sj_arena arena;
    sj_arena_init(&arena, CALL_BYTES);
    Shangji__V1__Act *act = new_act(province, &arena);
    act->act_case = SHANGJI__V1__ACT__ACT_CATALOGUE;
    act->catalogue = (Shangji__V1__Catalogue *)(uintptr_t)province->message;
    take_act(province, act, NULL, &arena);
    sj_arena_clear(&arena);
}

static void open_year(struct province *province, unsigned year)
{
    struct sj_arena arena;
    sj_arena_init(&arena, CALL_BYTES);
    Shangji__V1__Act *act = new_act(province, &arena);
    act->act_case = SHANGJI__V1__ACT__ACT_OPENING;
    act->opening = sj_pb_new(&shangji__v1__period_opening__descriptor, &arena);
    act->opening->period = sj_arena_printf(&arena, "%u", year);
    act->opening->kind = text_of(&arena, "annual");
    act->opening->deadline = text_of(&arena, "2030-01-31");
    act->opening->catalogue = text_of(&arena, province->catalogue->version);
    take_act(province, act, NULL, &arena);
    sj_arena_clear(&arena);
}

static void enrol(struct province *province, const char *code, const struct sj_key *key)
{
    struct sj_arena arena;
    struct sj_public_key public_key = sj_key_public(key);
    sj_arena_init(&arena, CALL_BYTES);
    Shangji__V1__Act *act = new_act(province, &arena);
    act->act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act->enrolment = sj_pb_new(&shangji__v1__enrolment__descriptor, &arena);
    act->enrolment->township = text_of(&arena, code);
    act->enrolment->role = SHANGJI__V1__ROLE__ROLE_PREPARER;
    act->enrolment->public_key = sj_pb_binary(&arena, SJ_BYTES(public_key.bytes, SJ_PUBLIC_KEY));
    take_act(province, act, key, &arena);
    sj_arena_clear(&arena);
}

/* ---- reports ---- */

static unsigned mix(unsigned a, unsigned b, unsigned c)
{
    unsigned x = a * 2654435761u ^ b * 40503u ^ c * 2246822519u;
    x ^= x >> 15;
    return x * 2654435761u >> 8;
}

/* A plain sentence about the indicator: what the benchmarks' reports are made of. */
static void put_sentence(struct sj_buffer *text, const struct sj_indicator *indicator,
                         unsigned value)
{
    static const char *const vague[] = {"", "", "", "余"};
    char words[64];
    sj_buffer_add_text(text, "全镇");
    sj_buffer_add_text(text, indicator->name_zh);
    snprintf(words, sizeof words, "%u%s", value, vague[value % 4]);
    sj_buffer_add_text(text, words);
    sj_buffer_add(text, indicator->unit.data, indicator->unit.len);
    sj_buffer_add_text(text, ",各村都已核对登记,台账齐全,专人负责。\n");
}

static void put_heading(struct sj_buffer *text, const char *name, unsigned year)
{
    char words[256];
    snprintf(words, sizeof words, "%s%u年度工作总结\n一、主要工作\n", name, year);
    sj_buffer_add_text(text, words);
}

/* The report of what stands in `text`; NULL where the reader wants something decided. */
static Shangji__V1__Report *build(struct province *province, struct sj_bytes text, const char *code,
                                  unsigned year, struct sj_arena *arena,
                                  struct sj_report_built *built)
{
    struct sj_reading reading;
    struct sj_draft draft;
    struct sj_findings findings;
    struct sj_decisions decisions;
    struct sj_facts facts;
    struct sj_document document = {
        .name = "sample.txt", .media_type = "text/plain", .original = text, .text = text};
    struct sj_draft_source source = {.document = document.name,
                                     .digest = "",
                                     .catalogue = province->catalogue->version,
                                     .reader = "shangji/bench",
                                     .township = code,
                                     .year = (uint16_t)year};
    must(province, sj_read(text, province->matcher, arena, &reading, &province->error));
    must(province,
         sj_draft_make("sample.csv", &source, text, &reading, arena, &draft, &province->error));
    sj_findings_init(&findings, arena);
    must(province, sj_draft_decide(&draft, &draft, &reading, province->catalogue, arena, &findings,
                                   &decisions, &province->error));
    if (findings.count > 0)
        return NULL;
    struct sj_report_build order = {.document = &document,
                                    .reading = &reading,
                                    .catalogue = province->catalogue,
                                    .decisions = &decisions,
                                    .township = code,
                                    .kind = "annual",
                                    .reader = "shangji/bench",
                                    .period = {.year = (uint16_t)year, .kind = SJ_PERIOD_YEAR},
                                    .revision = 1,
                                    .replaces_reason = "",
                                    .seen_checkpoint = "",
                                    .secret = SJ_LITERAL("0123456789abcdef0123456789abcdef"),
                                    .made_at = 1735689600};
    must(province, sj_report_build(&order, arena, built, &province->error));
    if (sj_report_judge(built->message, &built->text, province->catalogue, arena, &findings, &facts,
                        &province->error) != SJ_OK ||
        built->message->n_facts == 0)
        return NULL;
    return built->message;
}

/* Which indicators such a sentence states without a doubt. */
static void choose_told(struct province *province, size_t figures)
{
    const struct sj_catalogue *catalogue = province->catalogue;
    for (size_t i = 0; i < catalogue->indicator_count && province->told_count < figures; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        struct sj_arena arena;
        struct sj_report_built built;
        struct sj_buffer text = {.limit = 65536};
        bool told = true;
        sj_arena_init(&arena, CALL_BYTES);
        for (unsigned value = 11; told && value < 100; value += 22) {
            text.len = 0;
            put_heading(&text, "某镇", LAST_YEAR);
            put_sentence(&text, indicator, value);
            const Shangji__V1__Report *report =
                build(province, sj_buffer_bytes(&text), "430000000", LAST_YEAR, &arena, &built);
            told = report != NULL && report->n_facts == 1 &&
                   strcmp(report->facts[0]->indicator, indicator->code) == 0;
        }
        if (told)
            province->told[province->told_count++] = indicator;
        sj_buffer_clear(&text);
        sj_arena_clear(&arena);
    }
}

static void answered(void *context, const struct sj_taken *taken, const struct sj_error *error)
{
    struct flight *flight = context;
    if (error != NULL)
        fprintf(stderr, "province: refused: %s\n", error->message);
    pthread_mutex_lock(&flight->mutex);
    flight->answered++;
    pthread_cond_signal(&flight->done);
    pthread_mutex_unlock(&flight->mutex);
}

static void land(struct flight *flight)
{
    pthread_mutex_lock(&flight->mutex);
    while (flight->answered < flight->count)
        pthread_cond_wait(&flight->done, &flight->mutex);
    pthread_mutex_unlock(&flight->mutex);
    for (size_t i = 0; i < flight->count; i++)
        sj_arena_clear(&flight->arenas[i]);
    flight->count = flight->answered = 0;
}

/* A township of its own mind: some say nothing about some, and some years are missing. */
static void report(struct province *province, struct flight *flight, uint32_t number,
                   const char *code, const char *name, unsigned year, const struct sj_key *key)
{
    if (mix(number, year, 7) % 50 == 0)
        return;
    if (flight->count == WINDOW)
        land(flight);
    struct sj_arena *arena = &flight->arenas[flight->count];
    struct sj_intake *intake = &flight->intakes[flight->count];
    struct sj_buffer text = {.limit = 256 * 1024};
    struct sj_report_built built;
    struct sj_report_parcel parcel;
    sj_arena_init(arena, CALL_BYTES);
    put_heading(&text, name, year);
    for (size_t i = 0; i < province->told_count; i++)
        if (mix(number, year, (unsigned)i + 100) % 10 > 0)
            put_sentence(&text, province->told[i], 11 + mix(number, year, (unsigned)i + 1000) % 89);
    struct sj_bytes copy = sj_arena_copy(arena, sj_buffer_bytes(&text));
    sj_buffer_clear(&text);
    if (build(province, copy, code, year, arena, &built) == NULL) {
        sj_arena_clear(arena); /* two vague figures that contradict each other, say */
        return;
    }
    ProtobufCMessage *source = NULL;
    must(province, sj_report_pack(&built, (struct sj_bytes){0}, arena, &parcel, &province->error));
    must(province, sj_report_sign(&built, key, arena, &parcel, &province->error));
    must(province, sj_pb_unpack(&shangji__v1__source_text__descriptor, parcel.text, arena, "text",
                                &source, &province->error));
    *intake = (struct sj_intake){0};
    must(province, sj_intake_prepare(province->ledger, parcel.envelope,
                                     (const Shangji__V1__SourceText *)source, arena, intake, NULL,
                                     &province->error));
    intake->answer = answered;
    intake->context = flight;
    must(province, sj_ledger_submit(province->ledger, intake, &province->error));
    flight->count++;
    province->reports++;
    province->facts += built.message->n_facts;
}

/* ---- the whole ---- */

static void open_city(struct province *province, const char *folder)
{
    char path[4096], text[8192];
    snprintf(path, sizeof path, "%s/ledger.key", folder);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    size_t len = fread(text, 1, sizeof text, file);
    fclose(file);
    must(province, sj_key_load(SJ_BYTES(text, len), (struct sj_bytes){0}, &province->ledger_key,
                               &province->error));
    struct sj_store_config store = {.directory = folder, .views = 2};
    must(province, sj_store_open(&store, &province->store, &province->error));
    struct sj_ledger_config config = {
        .store = province->store, .key = province->ledger_key, .clock = {.now_unix = now_unix}};
    must(province, sj_ledger_open(&config, &province->ledger, &province->error));
    Shangji__V1__Catalogue *message;
    must(province, sj_default_catalogue(&province->arena, &message, &province->error));
    province->message = message;
    must(province,
         sj_catalogue_of_pb(message, &province->arena, &province->catalogue, &province->error));
    must(province, sj_matcher_new(province->catalogue, &province->arena, &province->matcher,
                                  &province->error));
    province->operator_key = key_of(province, OPERATOR_SEED);
}

static void fill(struct province *province, size_t townships, unsigned years)
{
    static struct flight flight = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                                   .done = PTHREAD_COND_INITIALIZER};
    publish(province);
    for (unsigned year = LAST_YEAR - years + 1; year <= LAST_YEAR; year++)
        open_year(province, year);
    const struct sj_city *city = sj_ledger_lock(province->ledger)->city;
    size_t count = sj_city_township_count(city);
    sj_ledger_unlock(province->ledger);
    if (townships > 0 && townships < count)
        count = townships;
    /* The roll does not move while we fill. Enrolments first: each is a batch of its own. */
    for (uint32_t i = 0; i < count; i++) {
        struct sj_key *key = key_of(province, i + 1);
        enrol(province, sj_city_township(city, i)->code, key);
        sj_key_free(key);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct sj_city_township *township = sj_city_township(city, i);
        struct sj_key *key = key_of(province, i + 1);
        for (unsigned year = LAST_YEAR - years + 1; year <= LAST_YEAR; year++)
            report(province, &flight, i, township->code, township->name, year, key);
        sj_key_free(key);
    }
    land(&flight);
}

int main(int argc, char **argv)
{
    static struct province province;
    sj_trust_init();
    sj_arena_init(&province.arena, 64 * 1024 * 1024);
    if (argc == 3 && strcmp(argv[1], "keys") == 0) {
        write_public(&province, argv[2], "operator.pub", OPERATOR_SEED);
        write_public(&province, argv[2], "recovery.pub", RECOVERY_SEED);
        return 0;
    }
    if (argc != 6 || strcmp(argv[1], "fill") != 0) {
        fprintf(stderr, "usage: province keys DIR | fill CITY TOWNSHIPS YEARS FIGURES\n");
        return 64;
    }
    size_t figures = strtoul(argv[5], NULL, 10);
    double before = seconds();
    open_city(&province, argv[2]);
    choose_told(&province, figures < FIGURES_MAX ? figures : FIGURES_MAX);
    fill(&province, strtoul(argv[3], NULL, 10), (unsigned)strtoul(argv[4], NULL, 10));
    uint64_t size = sj_ledger_lock(province.ledger)->size;
    sj_ledger_unlock(province.ledger);
    printf("{\"entries\": %llu, \"reports\": %llu, \"facts\": %llu, \"indicators\": %zu, "
           "\"seconds\": %.1f}\n",
           (unsigned long long)size, (unsigned long long)province.reports,
           (unsigned long long)province.facts, province.told_count, seconds() - before);
    sj_ledger_close(province.ledger);
    sj_store_close(province.store);
    return 0;
}
