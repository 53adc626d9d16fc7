/* The ranking that is kept and taken off the column, against the rules of docs/ranking.md told
 * plainly, on random cities: reports of two kinds, revisions, returns, plans, restatements. */
#include "city_fixture.h"

#include "projection/rank_parts.h"

enum { TOWNSHIPS = 14, STEPS = 400, FACTS = 5 };

/* A standing report, as the test knows it. */
struct told {
    uint32_t township, entry, revision;
    uint16_t year;
    const char *kind;
    bool returned;
    struct sj_digest identity;
    struct sj_column_fact facts[FACTS];
    size_t fact_count;
};

struct town {
    struct fixture *f;
    struct sj_columns *columns;
    struct told told[TOWNSHIPS * 3 * 2];
    size_t told_count;
    uint32_t seed;
};

static uint32_t draw(struct town *town, uint32_t below)
{
    town->seed = town->seed * 1664525u + 1013904223u;
    return (town->seed >> 8) % below;
}

static void found_town(struct fixture *f)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Founding *founding = sj_arena_alloc(&f->arena, sizeof *founding);
    shangji__v1__founding__init(founding);
    founding->division = text(f, "990101");
    founding->division_name = text(f, "云汀县");
    founding->operator_key = key_data(f, OPERATOR);
    founding->recovery_key = key_data(f, RECOVERY);
    founding->ledger_key = key_data(f, LEDGER);
    founding->n_townships = TOWNSHIPS;
    founding->townships = sj_arena_array(&f->arena, TOWNSHIPS, sizeof(Shangji__V1__Township *));
    for (unsigned i = 0; i < TOWNSHIPS; i++) {
        founding->townships[i] = sj_arena_alloc(&f->arena, sizeof **founding->townships);
        shangji__v1__township__init(founding->townships[i]);
        founding->townships[i]->code = sj_arena_printf(&f->arena, "9901011%02u", i);
        founding->townships[i]->name = text(f, "某镇");
    }
    act->act_case = SHANGJI__V1__ACT__ACT_FOUNDING;
    act->founding = founding;
    assert_int_equal(put(f, &(struct sj_submission){.act = act}, LEDGER, 0, 0), SJ_OK);
    assert_int_equal(publish(f, "1", "亩"), SJ_OK);
}

static struct sj_column_fact draw_fact(struct town *town, uint16_t year, uint32_t figure)
{
    struct sj_column_fact fact = {.period = {.year = year}};
    struct sj_cell *cell = &fact.cell;
    int64_t value = (int64_t)draw(town, 12) * 10000;
    if (draw(town, 4) == 0)
        fact.period.year = (uint16_t)(year - 1 + draw(town, 3));
    *cell = (struct sj_cell){.figure = figure,
                             .value = value,
                             .lo = value,
                             .hi = value + (draw(town, 3) == 0 ? 20000 : 0),
                             .has_lo = true,
                             .has_hi = true,
                             .kind = draw(town, 4) == 0 ? SJ_PLAN : SJ_OUTCOME,
                             .mood = SJ_DONE,
                             .basis = SJ_BASIS_YEAR,
                             .scope = draw(town, 5) == 0 ? SJ_SCOPE_PART : SJ_SCOPE_WHOLE,
                             .state = draw(town, 8) == 0 ? SJ_FACT_NOT_COUNTED : SJ_FACT_STATED};
    cell->hi_open = cell->hi > cell->lo;
    return fact;
}

static struct told *find_told(struct town *town, uint32_t township, uint16_t year, const char *kind)
{
    for (size_t i = 0; i < town->told_count; i++) {
        struct told *told = &town->told[i];
        if (told->township == township && told->year == year && strcmp(told->kind, kind) == 0)
            return told;
    }
    return NULL;
}

/* By its line alone, as when a server opens: what signed it is not the matter here. */
static void report(struct town *town)
{
    struct sj_error error;
    uint32_t township = draw(town, TOWNSHIPS);
    uint16_t year = (uint16_t)(2020 + draw(town, 3));
    const char *kind = draw(town, 3) == 0 && year > 2020 ? "interim" : "annual";
    struct told *told = find_told(town, township, year, kind);
    if (told == NULL) {
        told = &town->told[town->told_count++];
        *told = (struct told){.township = township, .year = year, .kind = kind};
    }
    told->entry = (uint32_t)town->f->index++;
    told->revision++;
    told->returned = false;
    told->fact_count = draw(town, FACTS);
    memset(told->identity.bytes, 0, SJ_DIGEST);
    memcpy(told->identity.bytes, &told->entry, sizeof told->entry);
    for (uint32_t i = 0; i < told->fact_count; i++)
        told->facts[i] = draw_fact(town, year, i);
    struct sj_entry entry = {.taken_at = told->entry, .identity = told->identity};
    strcpy(entry.type, "report");
    snprintf(entry.subject, sizeof entry.subject, "9901011%02u/%u/%s/%u", township, year, kind,
             told->revision);
    assert_int_equal(sj_city_apply(town->f->city, told->entry, &entry, NULL, NULL, 0, &error),
                     SJ_OK);
    struct sj_report_place place = {township, {.year = year}, kind};
    assert_int_equal(
        sj_columns_put(town->columns, &place, told->entry, told->facts, told->fact_count, &error),
        SJ_OK);
}

static void send_back(struct town *town)
{
    struct told *told = &town->told[draw(town, (uint32_t)town->told_count)];
    Shangji__V1__Act *act = new_act(town->f);
    if (told->returned)
        return;
    act->act_case = SHANGJI__V1__ACT__ACT_RETURNED;
    act->returned = sj_arena_alloc(&town->f->arena, sizeof *act->returned);
    shangji__v1__report_return__init(act->returned);
    act->returned->report = (ProtobufCBinaryData){SJ_DIGEST, told->identity.bytes};
    act->returned->reason = text(town->f, "看不清");
    assert_int_equal(put(town->f, &(struct sj_submission){.act = act}, OPERATOR, 0, 0), SJ_OK);
    told->returned = true;
}

/* ---- the rules, plainly ---- */

static bool counts(const struct sj_column_fact *fact, uint16_t year, enum sj_kind kind)
{
    return fact->period.year == year && fact->cell.kind == kind &&
           fact->cell.scope == SJ_SCOPE_WHOLE && fact->cell.state == SJ_FACT_STATED;
}

static const struct sj_column_fact *first_of(const struct told *told, uint16_t year,
                                             enum sj_kind kind)
{
    for (size_t i = 0; told != NULL && !told->returned && i < told->fact_count; i++)
        if (counts(&told->facts[i], year, kind))
            return &told->facts[i];
    return NULL;
}

/* What is ranked for a township: its annual report's first fact, else its interim one's; of plans
 * else the newest other report's. */
static const struct sj_column_fact *ranked(struct town *town, uint32_t township, uint16_t year,
                                           enum sj_kind kind)
{
    const struct sj_column_fact *fact =
        first_of(find_told(town, township, year, "annual"), year, kind);
    if (fact == NULL)
        fact = first_of(find_told(town, township, year, "interim"), year, kind);
    uint32_t newest = 0;
    for (size_t i = 0; fact == NULL && kind == SJ_PLAN && i < town->told_count; i++)
        if (town->told[i].township == township && town->told[i].entry > newest &&
            town->told[i].year != year && first_of(&town->told[i], year, kind) != NULL)
            newest = town->told[i].entry;
    for (size_t i = 0; newest > 0 && i < town->told_count; i++)
        if (town->told[i].entry == newest)
            fact = first_of(&town->told[i], year, kind);
    return fact;
}

static void assert_ranking(struct town *town, const struct sj_ranking *ranking,
                           const struct sj_rank_choice *choices, uint16_t year, enum sj_kind kind)
{
    size_t count = 0;
    for (uint32_t t = 0; t < TOWNSHIPS; t++) {
        const struct sj_column_fact *fact = ranked(town, t, year, kind);
        const struct sj_ranked *row = sj_ranking_find(ranking, t);
        assert_true((fact == NULL) == (row == NULL));
        assert_true((fact == NULL) == (choices[t].cell == NULL));
        if (fact == NULL)
            continue;
        count++;
        uint32_t rank = 1, worst = 1;
        for (uint32_t o = 0; o < TOWNSHIPS; o++) {
            const struct sj_column_fact *other = ranked(town, o, year, kind);
            rank += other != NULL && other->cell.value > fact->cell.value;
            worst += other != NULL && o != t && other->cell.hi > fact->cell.lo;
        }
        assert_true(row->value == fact->cell.value);
        assert_int_equal(row->rank, rank);
        assert_int_equal(row->worst, worst);
        assert_true(choices[t].cell->value == fact->cell.value);
        assert_int_equal(choices[t].cell->figure, fact->cell.figure);
    }
    assert_int_equal(ranking->count, count);
}

static void ask(struct town *town, uint16_t year, enum sj_kind kind, bool within)
{
    struct sj_arena arena;
    struct sj_own_reports own;
    struct sj_ranking *ranking;
    struct sj_rank_one one;
    struct sj_error error;
    Shangji__V1__RankRequest request;
    static char prefix[] = "99010110";
    shangji__v1__rank_request__init(&request);
    if (within)
        request.within = prefix;
    struct sj_rank_question question = {
        .request = &request,
        .period = {.year = year},
        .city = town->f->city,
        .columns = town->columns,
        .indicator = sj_catalogue_find(sj_city_catalogue(town->f->city, SJ_LITERAL(""), NULL),
                                       SJ_LITERAL("early_rice_area")),
        .with = {kind, SJ_BASIS_YEAR, SJ_SCOPE_WHOLE},
        .direction = SJ_BETTER_MORE};
    sj_arena_init(&arena, 1 << 22);
    assert_int_equal(sj_own_reports_find(&question, &arena, &own, &error), SJ_OK);
    assert_int_equal(sj_rank_order(&question, &own, &arena, &ranking, &error), SJ_OK);
    struct sj_rank_choice *choices;
    assert_int_equal(sj_rank_choose(&question, &arena, &choices, &error), SJ_OK);
    if (!within)
        assert_ranking(town, ranking, choices, year, kind);
    for (uint32_t t = 0; t < TOWNSHIPS; t++) {
        assert_int_equal(sj_rank_choose_one(&question, &own, t, &one, &error), SJ_OK);
        assert_true((one.choice.cell == NULL) == (choices[t].cell == NULL));
        assert_true((one.choice.spoken == NULL) == (choices[t].spoken == NULL));
        assert_int_equal(one.choice.reported, choices[t].reported);
        assert_int_equal(one.choice.returned, choices[t].returned);
        if (one.choice.cell != NULL)
            assert_int_equal(one.cell.report, choices[t].cell->report);
        bool has_row = sj_ranking_find(ranking, t) != NULL;
        assert_int_equal(has_row, choices[t].cell != NULL && (!within || t < 10));
    }
    sj_columns_ranking_release(town->columns, ranking);
    sj_arena_clear(&arena);
}

static void test_rank_order__follows_the_rules_on_random_cities(void **state)
{
    static struct town town;
    town = (struct town){.f = *state, .columns = sj_columns_new(), .seed = 5};
    found_town(town.f);
    for (size_t i = 0; i < STEPS; i++) {
        if (draw(&town, 6) == 0 && town.told_count > 0)
            send_back(&town);
        else
            report(&town);
        /* Each twice: once made, once kept. */
        for (uint16_t year = 2020; year <= 2022; year++)
            for (int again = 0; again < 2; again++) {
                ask(&town, year, SJ_OUTCOME, false);
                ask(&town, year, SJ_PLAN, false);
                ask(&town, year, SJ_OUTCOME, true);
            }
    }
    sj_columns_free(town.columns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rank_order__follows_the_rules_on_random_cities, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
