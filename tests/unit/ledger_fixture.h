/* A small city at work in a folder of its own: store and ledger, an operator, townships with
 * keys, a catalogue of three indicators, the year 2021 opened. Keys and time are always the same.
 */
#ifndef SHANGJI_TESTS_LEDGER_FIXTURE_H
#define SHANGJI_TESTS_LEDGER_FIXTURE_H

#include "folder.h"

#include "proto/pb.h"
#include "server/founding.h"
#include "server/ledger.h"

enum { CITY_TOWNSHIPS = 5, CITY_SETUP_ENTRIES = 3 + CITY_TOWNSHIPS };

#define CITY_ORIGIN "shangji.example/990101"

struct city {
    struct folder *folder;
    struct sj_arena arena;
    struct sj_error error;
    int64_t now;
    struct sj_key *ledger_key, *operator_key, *township_keys[CITY_TOWNSHIPS], *stranger;
    struct sj_store *store;
    struct sj_ledger *ledger;
    struct sj_key *next_key; /* of a ledger key that is replaced; else NULL */
};

static const char *const city_codes[CITY_TOWNSHIPS] = {"990101100", "990101101", "990101102",
                                                       "990101103", "990101200"};
static const char *const city_names[CITY_TOWNSHIPS] = {"南浦镇", "白石镇", "云桥镇", "青溪镇",
                                                       "北岭乡"};

static inline int64_t city_now(void *context)
{
    return ((struct city *)context)->now;
}

static inline void city_must(struct city *city, enum sj_status status)
{
    if (status != SJ_OK)
        fail_msg("%s: %s (%s)", city->error.reason, city->error.message, city->error.field);
}

static inline char *city_text(struct city *city, const char *text)
{
    return sj_arena_text(&city->arena, sj_bytes_of(text));
}

static inline struct sj_key *city_key(uint8_t number)
{
    struct sj_key *key;
    struct sj_error error;
    uint8_t seed[32];
    memset(seed, number, sizeof seed);
    assert_int_equal(sj_key_of_seed(seed, &key, &error), SJ_OK);
    return key;
}

static inline ProtobufCBinaryData city_key_data(struct city *city, const struct sj_key *key)
{
    struct sj_public_key public_key = sj_key_public(key);
    return sj_pb_binary(&city->arena, SJ_BYTES(public_key.bytes, SJ_PUBLIC_KEY));
}

/* ---- open and close ---- */

static inline enum sj_status city_try_start(struct city *city, bool create)
{
    struct sj_store_config store = {.directory = city->folder->path, .create = create, .views = 4};
    enum sj_status status = sj_store_open(&store, &city->store, &city->error);
    if (status != SJ_OK)
        return status;
    if (create) {
        struct sj_store_ledger whose = {CITY_ORIGIN, sj_key_public(city->ledger_key)};
        city_must(city, sj_store_begin(city->store, &city->error));
        city_must(city, sj_store_put_ledger(city->store, &whose, &city->error));
        city_must(city, sj_store_commit(city->store, &city->error));
    }
    struct sj_ledger_config config = {.store = city->store,
                                      .key = city->ledger_key,
                                      .next_key = city->next_key,
                                      .clock = {.now_unix = city_now, .context = city}};
    status = sj_ledger_open(&config, &city->ledger, &city->error);
    if (status != SJ_OK) {
        sj_store_close(city->store);
        city->store = NULL;
    }
    return status;
}

static inline void city_stop(struct city *city)
{
    sj_ledger_close(city->ledger);
    sj_store_close(city->store);
    city->ledger = NULL;
    city->store = NULL;
}

static inline void city_restart(struct city *city)
{
    city_stop(city);
    city_must(city, city_try_start(city, false));
}

/* ---- envelopes ---- */

static inline struct sj_bytes city_sign(struct city *city, const char *type,
                                        const ProtobufCMessage *message, const struct sj_key *a,
                                        const struct sj_key *b)
{
    struct sj_bytes bytes;
    struct sj_envelope envelope = {.payload_type = sj_bytes_of(type)};
    city_must(city, sj_pb_pack(message, &city->arena, &envelope.payload, &city->error));
    city_must(city, sj_envelope_sign(&envelope, a, &city->arena, &city->error));
    if (b)
        city_must(city, sj_envelope_sign(&envelope, b, &city->arena, &city->error));
    city_must(city, sj_envelope_encode(&envelope, &city->arena, &bytes, &city->error));
    return bytes;
}

static inline enum sj_status city_submit(struct city *city, struct sj_bytes envelope,
                                         const Shangji__V1__SourceText *text,
                                         struct sj_taken *taken)
{
    return sj_ledger_take(city->ledger, envelope, text, &city->arena, taken, &city->error);
}

static inline Shangji__V1__Act *city_new_act(struct city *city)
{
    Shangji__V1__Act *act = sj_pb_new(&shangji__v1__act__descriptor, &city->arena);
    act->origin = city_text(city, CITY_ORIGIN);
    act->made_at = city->now;
    return act;
}

static inline enum sj_status city_act(struct city *city, const Shangji__V1__Act *act,
                                      const struct sj_key *a, const struct sj_key *b)
{
    struct sj_taken taken;
    return city_submit(city, city_sign(city, SJ_TYPE_ACT, &act->base, a, b), NULL, &taken);
}

/* With the township's own signature, or without as a recovery. */
static inline enum sj_status city_enrol(struct city *city, size_t township,
                                        const struct sj_key *key, bool recovery)
{
    Shangji__V1__Act *act = city_new_act(city);
    act->act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act->enrolment = sj_pb_new(&shangji__v1__enrolment__descriptor, &city->arena);
    act->enrolment->township = city_text(city, city_codes[township]);
    act->enrolment->role = SHANGJI__V1__ROLE__ROLE_PREPARER;
    act->enrolment->public_key = city_key_data(city, key);
    return city_act(city, act, city->operator_key, recovery ? NULL : key);
}

static inline enum sj_status city_revoke(struct city *city, size_t township,
                                         const struct sj_key *key)
{
    Shangji__V1__Act *act = city_new_act(city);
    act->act_case = SHANGJI__V1__ACT__ACT_REVOCATION;
    act->revocation = sj_pb_new(&shangji__v1__revocation__descriptor, &city->arena);
    act->revocation->township = city_text(city, city_codes[township]);
    act->revocation->public_key = city_key_data(city, key);
    return city_act(city, act, city->operator_key, NULL);
}

static inline Shangji__V1__Indicator *city_indicator(struct city *city, const char *code,
                                                     const char *name, const char *unit,
                                                     Shangji__V1__Better better, const char *phrase)
{
    Shangji__V1__Indicator *made = sj_pb_new(&shangji__v1__indicator__descriptor, &city->arena);
    made->code = city_text(city, code);
    made->name_zh = city_text(city, name);
    made->name_en = city_text(city, code);
    made->domain = city_text(city, "farming");
    made->unit = city_text(city, unit);
    made->better = better;
    made->aggregation = SHANGJI__V1__AGGREGATION__AGGREGATION_SUM;
    made->limit_lo = city_text(city, "0");
    made->required = true;
    made->phrases = sj_arena_array(&city->arena, 1, sizeof *made->phrases);
    made->phrases[0] = city_text(city, phrase);
    made->n_phrases = 1;
    return made;
}

static inline enum sj_status city_publish(struct city *city, const char *version)
{
    Shangji__V1__Act *act = city_new_act(city);
    Shangji__V1__Catalogue *catalogue =
        sj_pb_new(&shangji__v1__catalogue__descriptor, &city->arena);
    act->act_case = SHANGJI__V1__ACT__ACT_CATALOGUE;
    act->catalogue = catalogue;
    catalogue->version = city_text(city, version);
    catalogue->title = city_text(city, "测试");
    catalogue->domains = sj_arena_array(&city->arena, 1, sizeof *catalogue->domains);
    catalogue->domains[0] = sj_pb_new(&shangji__v1__domain__descriptor, &city->arena);
    catalogue->domains[0]->code = city_text(city, "farming");
    catalogue->domains[0]->name_zh = city_text(city, "农业");
    catalogue->domains[0]->name_en = city_text(city, "farming");
    catalogue->n_domains = 1;
    catalogue->indicators = sj_arena_array(&city->arena, 3, sizeof *catalogue->indicators);
    catalogue->indicators[0] = city_indicator(city, "early_rice_area", "早稻面积", "亩",
                                              SHANGJI__V1__BETTER__BETTER_MORE, "早稻种植");
    catalogue->indicators[1] =
        city_indicator(city, "fires", "火灾", "起", SHANGJI__V1__BETTER__BETTER_LESS, "火灾");
    catalogue->indicators[2] =
        city_indicator(city, "banners", "横幅", "条", SHANGJI__V1__BETTER__BETTER_NEUTRAL, "横幅");
    catalogue->indicators[2]->required = false;
    catalogue->n_indicators = 3;
    return city_act(city, act, city->operator_key, NULL);
}

static inline enum sj_status city_open_period(struct city *city, const char *period)
{
    Shangji__V1__Act *act = city_new_act(city);
    act->act_case = SHANGJI__V1__ACT__ACT_OPENING;
    act->opening = sj_pb_new(&shangji__v1__period_opening__descriptor, &city->arena);
    act->opening->period = city_text(city, period);
    act->opening->kind = city_text(city, "annual");
    act->opening->deadline = city_text(city, "2022-01-31");
    act->opening->catalogue = city_text(city, "1");
    return city_act(city, act, city->operator_key, NULL);
}

static inline enum sj_status city_withhold(struct city *city, const struct sj_digest *report)
{
    Shangji__V1__Act *act = city_new_act(city);
    act->act_case = SHANGJI__V1__ACT__ACT_WITHHOLDING;
    act->withholding = sj_pb_new(&shangji__v1__withholding__descriptor, &city->arena);
    act->withholding->report = sj_pb_binary(&city->arena, SJ_BYTES(report->bytes, SJ_DIGEST));
    act->withholding->reason = city_text(city, "文中有个人信息");
    return city_act(city, act, city->operator_key, NULL);
}

/* ---- reports ---- */

/* What a township says, besides 早稻种植: NULL = nothing. */
struct city_report {
    size_t township;
    uint32_t revision;
    struct sj_digest replaces; /* with revision > 1 */
    const char *rice;          /* "1140余亩" */
    const char *fires;         /* "3起", or "" for 无火灾 */
    bool demo;                 /* the rice is a demonstration plot's */
    const struct sj_key *key;  /* NULL = the township's */
};

struct city_parcel {
    struct sj_bytes envelope;
    Shangji__V1__SourceText *text;
    Shangji__V1__Report *report;
};

static inline Shangji__V1__Span *city_span(struct city *city, const char *text, const char *words)
{
    Shangji__V1__Span *span = sj_pb_new(&shangji__v1__span__descriptor, &city->arena);
    const char *at = strstr(text, words);
    assert_non_null(at);
    span->start = (uint32_t)(at - text);
    span->end = span->start + (uint32_t)strlen(words);
    return span;
}

static inline void city_figure(struct city *city, Shangji__V1__Report *report, const char *text,
                               const char *surface, const char *clause, const char *indicator,
                               Shangji__V1__Scope scope)
{
    struct sj_quantity quantity;
    char number[SJ_DECIMAL_TEXT];
    Shangji__V1__Figure *figure = sj_pb_new(&shangji__v1__figure__descriptor, &city->arena);
    Shangji__V1__Fact *fact = sj_pb_new(&shangji__v1__fact__descriptor, &city->arena);
    city_must(city, sj_quantity_read(sj_bytes_of(surface), &quantity, &city->error));
    figure->clause = city_text(city, clause);
    figure->clause_span = city_span(city, text, clause);
    figure->surface = city_text(city, surface);
    figure->span = city_span(city, clause, surface);
    figure->span->start += figure->clause_span->start;
    figure->span->end += figure->clause_span->start;
    figure->section = -1;
    figure->value = city_text(city, sj_decimal_format(quantity.value, number));
    figure->unit = sj_arena_text(&city->arena, quantity.unit);
    figure->qualifier = (Shangji__V1__Qualifier)quantity.qualifier;
    figure->interval = sj_pb_new(&shangji__v1__interval__descriptor, &city->arena);
    if (quantity.interval.has_lo)
        figure->interval->lo = city_text(city, sj_decimal_format(quantity.interval.lo, number));
    if (quantity.interval.has_hi)
        figure->interval->hi = city_text(city, sj_decimal_format(quantity.interval.hi, number));
    figure->interval->lo_open = quantity.interval.lo_open;
    figure->interval->hi_open = quantity.interval.hi_open;
    figure->kind = SHANGJI__V1__KIND__KIND_OUTCOME;
    figure->mood = SHANGJI__V1__MOOD__MOOD_DONE;
    figure->decision = SHANGJI__V1__DECISION__DECISION_CONFIRMED;
    fact->figure = (uint32_t)report->n_figures;
    fact->indicator = city_text(city, indicator);
    fact->period = report->period;
    fact->basis = SHANGJI__V1__BASIS__BASIS_YEAR;
    fact->scope = scope;
    report->figures[report->n_figures++] = figure;
    report->facts[report->n_facts++] = fact;
}

static inline void city_told_zero(struct city *city, Shangji__V1__Report *report, const char *text,
                                  const char *words, const char *indicator)
{
    Shangji__V1__Statement *made = sj_pb_new(&shangji__v1__statement__descriptor, &city->arena);
    made->what = SHANGJI__V1__STATEMENT__WHAT__TOLD_ZERO;
    made->span = city_span(city, text, words);
    made->text = city_text(city, words);
    made->section = -1;
    made->indicator = city_text(city, indicator);
    made->decision = SHANGJI__V1__DECISION__DECISION_CONFIRMED;
    report->statements[report->n_statements++] = made;
}

static inline void city_put_text(struct city *city, struct city_parcel *parcel, const char *text)
{
    uint8_t salt[SJ_SALT];
    memset(salt, 9, sizeof salt);
    struct sj_digest digest = sj_blake2b2(SJ_BYTES(salt, sizeof salt), sj_bytes_of(text));
    parcel->text = sj_pb_new(&shangji__v1__source_text__descriptor, &city->arena);
    parcel->text->salt = sj_pb_binary(&city->arena, SJ_BYTES(salt, sizeof salt));
    parcel->text->text = sj_pb_binary(&city->arena, sj_bytes_of(text));
    Shangji__V1__Document *document = sj_pb_new(&shangji__v1__document__descriptor, &city->arena);
    document->name = city_text(city, "报告.txt");
    document->media_type = city_text(city, "text/plain");
    document->text_size = (uint32_t)strlen(text);
    document->text_digest = sj_pb_binary(&city->arena, SJ_BYTES(digest.bytes, SJ_DIGEST));
    document->original_digest = document->text_digest;
    parcel->report->document = document;
}

static inline struct city_parcel city_make(struct city *city, const struct city_report *said)
{
    char rice[128] = "", fires[128] = "";
    struct city_parcel parcel;
    Shangji__V1__Report *report = sj_pb_new(&shangji__v1__report__descriptor, &city->arena);
    parcel.report = report;
    if (said->rice)
        snprintf(rice, sizeof rice, "2021年全镇完成早稻种植%s", said->rice);
    if (said->fires)
        snprintf(fires, sizeof fires, "%s%s", said->fires[0] ? "发生火灾" : "全年无火灾",
                 said->fires);
    const char *text = sj_arena_printf(&city->arena, "工作总结。%s,连片推进。%s。", rice, fires);
    report->township = city_text(city, city_codes[said->township]);
    report->period = city_text(city, "2021");
    report->kind = city_text(city, "annual");
    report->revision = said->revision;
    if (said->revision > 1) {
        report->replaces = sj_pb_binary(&city->arena, SJ_BYTES(said->replaces.bytes, SJ_DIGEST));
        report->replaces_reason = city_text(city, "更正");
    }
    report->catalogue = city_text(city, "1");
    report->reader = city_text(city, "test");
    report->made_at = city->now;
    report->figures = sj_arena_array(&city->arena, 4, sizeof *report->figures);
    report->facts = sj_arena_array(&city->arena, 4, sizeof *report->facts);
    report->statements = sj_arena_array(&city->arena, 4, sizeof *report->statements);
    city_put_text(city, &parcel, text);
    if (said->rice)
        city_figure(city, report, text, said->rice, rice, "early_rice_area",
                    said->demo ? SHANGJI__V1__SCOPE__SCOPE_DEMO : SHANGJI__V1__SCOPE__SCOPE_WHOLE);
    if (said->fires && said->fires[0])
        city_figure(city, report, text, said->fires, fires, "fires",
                    SHANGJI__V1__SCOPE__SCOPE_WHOLE);
    else if (said->fires)
        city_told_zero(city, report, text, "全年无火灾", "fires");
    parcel.envelope = city_sign(city, SJ_TYPE_REPORT, &report->base,
                                said->key ? said->key : city->township_keys[said->township], NULL);
    return parcel;
}

static inline void city_report(struct city *city, size_t township, const char *rice,
                               const char *fires)
{
    struct sj_taken taken;
    struct city_report said = {.township = township, .revision = 1, .rice = rice, .fires = fires};
    struct city_parcel parcel = city_make(city, &said);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
}

/* ---- the fixture ---- */

static inline void city_found(struct city *city)
{
    struct sj_taken taken;
    struct sj_bytes envelope;
    struct sj_roll_township townships[CITY_TOWNSHIPS];
    struct sj_roll roll = {"990101", "云汀县", townships, CITY_TOWNSHIPS};
    struct sj_key *recovery = city_key(3);
    struct sj_founding founding = {.roll = &roll,
                                   .origin = CITY_ORIGIN,
                                   .made_at = city->now,
                                   .operator= sj_key_public(city->operator_key),
                                   .recovery = sj_key_public(recovery)};
    for (size_t i = 0; i < CITY_TOWNSHIPS; i++)
        townships[i] = (struct sj_roll_township){city_codes[i], city_names[i]};
    city_must(city,
              sj_founding_make(&founding, city->ledger_key, &city->arena, &envelope, &city->error));
    city_must(city, city_submit(city, envelope, NULL, &taken));
    sj_key_free(recovery);
}

/* Founded, all townships enrolled, the catalogue published, 2021 open: CITY_SETUP_ENTRIES. */
static inline int city_setup(void **state)
{
    void *folder;
    sj_trust_init();
    if (folder_setup(&folder) != 0)
        return 1;
    struct city *city = calloc(1, sizeof *city);
    city->folder = folder;
    city->now = 1638928800; /* 2021-12-08T02:00:00Z */
    sj_arena_init(&city->arena, (size_t)256 << 20);
    city->ledger_key = city_key(1);
    city->operator_key = city_key(2);
    city->stranger = city_key(4);
    for (uint8_t i = 0; i < CITY_TOWNSHIPS; i++)
        city->township_keys[i] = city_key(10 + i);
    city_must(city, city_try_start(city, true));
    city_found(city);
    for (size_t i = 0; i < CITY_TOWNSHIPS; i++)
        city_must(city, city_enrol(city, i, city->township_keys[i], false));
    city_must(city, city_publish(city, "1"));
    city_must(city, city_open_period(city, "2021"));
    *state = city;
    return 0;
}

static inline int city_teardown(void **state)
{
    struct city *city = *state;
    void *folder = city->folder;
    city_stop(city);
    sj_key_free(city->ledger_key);
    sj_key_free(city->operator_key);
    sj_key_free(city->stranger);
    for (size_t i = 0; i < CITY_TOWNSHIPS; i++)
        sj_key_free(city->township_keys[i]);
    sj_arena_clear(&city->arena);
    free(city);
    return folder_teardown(&folder);
}

#define CITY_TEST(test) cmocka_unit_test_setup_teardown(test, city_setup, city_teardown)

#endif
