#include "unit.h"

#include "answers/columns.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct sj_column_fact fact(uint32_t indicator, uint16_t year, uint32_t figure, int64_t value)
{
    return (struct sj_column_fact){.indicator = indicator,
                                   .period = {.year = year},
                                   .cell = {.figure = figure,
                                            .value = value,
                                            .lo = value,
                                            .hi = value + 10,
                                            .has_lo = true,
                                            .has_hi = true,
                                            .hi_open = true,
                                            .kind = SJ_OUTCOME,
                                            .mood = SJ_DONE,
                                            .basis = SJ_BASIS_YEAR,
                                            .scope = SJ_SCOPE_WHOLE,
                                            .decision = SJ_CONFIRMED}};
}

static void test_packed__comes_back_as_it_was(void **state)
{
    struct sj_column_fact facts[4] = {fact(7, 2021, 0, 11400000), fact(0, 2022, 1, -125000),
                                      fact(1999, 1900, SJ_FACT_NO_FIGURE, 0),
                                      fact(3, 2199, 1999, INT64_MAX - 10)};
    facts[1].period = (struct sj_period){2022, SJ_PERIOD_MONTH, 12};
    facts[1].cell.has_lo = false;
    facts[1].cell.lo = 0;
    facts[2].cell.state = SJ_FACT_NOT_COUNTED;
    facts[3].cell.lo = INT64_MIN;
    facts[3].cell.hi = INT64_MAX;
    struct sj_buffer bytes = {0};
    struct sj_error error = {0};
    assert_int_equal(sj_facts_pack(facts, 4, &bytes, &error), SJ_OK);
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    struct sj_column_fact *read = NULL;
    size_t count = 0;
    assert_int_equal(sj_facts_unpack(sj_buffer_bytes(&bytes), &arena, &read, &count, &error),
                     SJ_OK);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(read[i].indicator, facts[i].indicator);
        assert_int_equal(sj_period_compare(read[i].period, facts[i].period), 0);
        const struct sj_cell *a = &read[i].cell, *b = &facts[i].cell;
        assert_int_equal(a->value, b->value);
        assert_int_equal(a->lo, b->lo);
        assert_int_equal(a->hi, b->hi);
        assert_int_equal(a->figure, b->figure);
        assert_int_equal(a->state, b->state);
        assert_int_equal(a->has_lo, b->has_lo);
        assert_int_equal(a->hi_open, b->hi_open);
        assert_int_equal(a->lo_open, b->lo_open);
        assert_int_equal(a->scope, b->scope);
        assert_int_equal(a->decision, b->decision);
    }
    sj_arena_clear(&arena);
    sj_buffer_clear(&bytes);
}

static void test_packed__refuses_cut_and_added_bytes(void **state)
{
    struct sj_column_fact one = fact(7, 2021, 3, 11400000);
    struct sj_buffer bytes = {0};
    struct sj_error error = {0};
    assert_int_equal(sj_facts_pack(&one, 1, &bytes, &error), SJ_OK);
    sj_buffer_add_char(&bytes, 0);
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    for (size_t len = 0; len <= bytes.len; len++) {
        struct sj_column_fact *read = NULL;
        size_t count = 0;
        enum sj_status status =
            sj_facts_unpack(SJ_BYTES(bytes.data, len), &arena, &read, &count, &error);
        assert_int_equal(status, len == bytes.len - 1 ? SJ_OK : SJ_DATA_LOSS);
    }
    sj_arena_clear(&arena);
    sj_buffer_clear(&bytes);
}

/* ---- columns ---- */

static const struct sj_period year_2021 = {.year = 2021};

static void put(struct sj_columns *columns, uint32_t township, struct sj_period period,
                uint32_t index, const struct sj_column_fact *facts, size_t count)
{
    struct sj_error error = {0};
    struct sj_report_place place = {township, period, "annual"};
    assert_int_equal(sj_columns_put(columns, &place, index, facts, count, &error), SJ_OK);
}

static struct sj_cell *cells_of(const struct sj_columns *columns, uint32_t indicator,
                                struct sj_period period, struct sj_arena *arena, size_t *count)
{
    struct sj_error error = {0};
    struct sj_cell *cells = NULL;
    assert_int_equal(
        sj_columns_cells(columns, indicator, period, SJ_TOLD_BY_ANY, arena, &cells, count, &error),
        SJ_OK);
    return cells;
}

static void test_columns__keep_the_order_of_townships(void **state)
{
    struct sj_columns *columns = sj_columns_new();
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t township = i * 37 % 100;
        struct sj_column_fact one = fact(5, 2021, 0, township);
        put(columns, township, year_2021, i + 1, &one, 1);
    }
    size_t count = 0;
    const struct sj_cell *cells = cells_of(columns, 5, year_2021, &arena, &count);
    assert_int_equal(count, 100);
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(cells[i].township, i);
    sj_arena_clear(&arena);
    sj_columns_free(columns);
}

static void test_columns__a_revision_takes_the_place_of_the_one_before(void **state)
{
    struct sj_columns *columns = sj_columns_new();
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 20);
    struct sj_column_fact first[2] = {fact(1, 2021, 0, 10), fact(2, 2021, 1, 20)};
    struct sj_column_fact second = fact(1, 2021, 0, 11), other = fact(2, 2021, 0, 30);
    put(columns, 4, year_2021, 10, first, 2);
    put(columns, 5, year_2021, 11, &other, 1);
    uint64_t changed = sj_columns_changed(columns, year_2021);
    put(columns, 4, year_2021, 12, &second, 1);
    assert_true(sj_columns_changed(columns, year_2021) > changed);
    size_t count = 0;
    const struct sj_cell *cells = cells_of(columns, 1, year_2021, &arena, &count);
    assert_int_equal(count, 1);
    assert_int_equal(cells[0].value, 11);
    assert_int_equal(cells[0].report, 12);
    cells = cells_of(columns, 2, year_2021, &arena, &count);
    assert_int_equal(count, 1); /* dropped by the revision; the other township's stays */
    assert_int_equal(cells[0].township, 5);
    sj_arena_clear(&arena);
    sj_columns_free(columns);
}

static void test_columns__hold_many_and_miss_what_is_not_there(void **state)
{
    struct sj_columns *columns = sj_columns_new();
    struct sj_arena arena;
    struct sj_error error = {0};
    static struct sj_column_fact facts[300];
    sj_arena_init(&arena, 1 << 24);
    for (uint16_t year = 2012; year < 2022; year++) {
        for (uint32_t indicator = 0; indicator < 300; indicator++)
            facts[indicator] = fact(indicator, year, 0, indicator * 10000 + year);
        put(columns, 0, (struct sj_period){.year = year}, year, facts, 300);
    }
    size_t count = 0;
    for (uint32_t indicator = 0; indicator < 300; indicator++) {
        const struct sj_cell *cells =
            cells_of(columns, indicator, (struct sj_period){.year = 2015}, &arena, &count);
        assert_int_equal(count, 1);
        assert_int_equal(cells[0].value, indicator * 10000 + 2015);
    }
    bool any = true;
    assert_int_equal(sj_columns_any(columns, 300, (struct sj_period){.year = 2015}, &any, &error),
                     SJ_OK);
    assert_false(any);
    cells_of(columns, 1, (struct sj_period){2015, SJ_PERIOD_QUARTER, 1}, &arena, &count);
    assert_int_equal(count, 0);
    sj_arena_clear(&arena);
    sj_columns_free(columns);
}

/* ---- nothing is lost: the columns against a plain list of cells ---- */

enum { TOWNSHIPS = 90, INDICATORS = 7, YEARS = 4, PUTS = 900, FACTS_MAX = 40, LISTED = 60000 };

struct listed {
    struct sj_column_fact fact;
    struct sj_period period; /* of the report */
    char kind[8];
};

struct model {
    struct listed *cells; /* by indicator and period told of nothing: in the order of cells */
    size_t count;
    struct sj_buffer rows[PUTS + 1]; /* packed, by entry */
    uint32_t seed;
};

static uint32_t draw(struct model *model, uint32_t below)
{
    model->seed = model->seed * 1664525u + 1013904223u;
    return (model->seed >> 8) % below;
}

static int64_t draw_value(struct model *model)
{
    static const int64_t scales[] = {10000, 10000, 10000, 1, 100, 100000000, 1000000000000};
    int64_t value = (int64_t)draw(model, 100000) * scales[draw(model, 7)];
    if (draw(model, 30) == 0) /* more digits than 32 bits hold */
        value = (int64_t)draw(model, 1 << 20) * 8796093022207 + draw(model, 9999);
    return draw(model, 9) == 0 ? -value : value;
}

/* An end that is exact, a step off, zero, 100 %, or anywhere. */
static int64_t draw_end(struct model *model, int64_t value)
{
    static const int64_t steps[] = {10000, 100000, 5000, -10000, 250};
    switch (draw(model, 6)) {
    case 0:
        return 0;
    case 1:
        return 1000000;
    case 2:
        return (int64_t)draw(model, 1 << 22) * 977;
    case 3:
        return value + steps[draw(model, 5)];
    default:
        return value;
    }
}

static struct sj_column_fact draw_fact(struct model *model)
{
    struct sj_column_fact made = {.indicator = draw(model, INDICATORS),
                                  .period = {.year = (uint16_t)(2019 + draw(model, YEARS))}};
    struct sj_cell *cell = &made.cell;
    cell->figure = draw(model, 12) == 0 ? SJ_FACT_NO_FIGURE : draw(model, 8);
    if (draw(model, 200) == 0)
        cell->figure = 70000;
    cell->value = draw_value(model);
    cell->has_lo = draw(model, 5) > 0;
    cell->has_hi = draw(model, 5) > 0;
    cell->lo_open = draw(model, 4) == 0;
    cell->hi_open = draw(model, 4) == 0;
    if (cell->has_lo)
        cell->lo = draw_end(model, cell->value);
    if (cell->has_hi)
        cell->hi = draw_end(model, cell->value);
    cell->kind = (uint8_t)(1 + draw(model, 2));
    cell->mood = (uint8_t)(1 + draw(model, 2));
    cell->basis = (uint8_t)(1 + draw(model, 4));
    cell->scope = (uint8_t)(1 + draw(model, 2));
    cell->decision = (uint8_t)draw(model, 5);
    cell->state = (uint8_t)draw(model, 4);
    return made;
}

static bool stands_before(const struct sj_cell *a, const struct sj_cell *b)
{
    if (a->township != b->township)
        return a->township < b->township;
    return a->report != b->report ? a->report < b->report : a->figure < b->figure;
}

/* As columns were before they were packed: sorted insertion, a report at a time. */
static void model_put(struct model *model, const struct sj_report_place *place, uint32_t index,
                      const struct sj_column_fact *facts, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < model->count; i++) {
        const struct listed *had = &model->cells[i];
        if (had->fact.cell.township != place->township || had->period.year != place->period.year ||
            strcmp(had->kind, place->kind) != 0)
            model->cells[kept++] = *had;
    }
    model->count = kept;
    for (size_t i = 0; i < count; i++) {
        struct listed made = {.fact = facts[i], .period = place->period};
        strcpy(made.kind, place->kind);
        made.fact.cell.township = place->township;
        made.fact.cell.report = index;
        size_t at = 0;
        while (at < model->count && stands_before(&model->cells[at].fact.cell, &made.fact.cell))
            at++;
        assert_true(model->count < LISTED);
        memmove(&model->cells[at + 1], &model->cells[at],
                (model->count - at) * sizeof *model->cells);
        model->cells[at] = made;
        model->count++;
    }
}

static void assert_cell_equal(const struct sj_cell *a, const struct sj_cell *b)
{
    assert_int_equal(a->township, b->township);
    assert_int_equal(a->report, b->report);
    assert_int_equal(a->figure, b->figure);
    assert_true(a->value == b->value);
    assert_true(a->lo == b->lo && a->hi == b->hi);
    assert_true(a->has_lo == b->has_lo && a->has_hi == b->has_hi);
    assert_true(a->lo_open == b->lo_open && a->hi_open == b->hi_open);
    assert_true(a->kind == b->kind && a->mood == b->mood && a->basis == b->basis);
    assert_true(a->scope == b->scope && a->decision == b->decision && a->state == b->state);
}

struct seen {
    struct sj_cell cells[LISTED / 100];
    size_t count;
};

static void see(void *context, const struct sj_cell *cell)
{
    struct seen *seen = context;
    assert_true(seen->count < LISTED / 100);
    seen->cells[seen->count++] = *cell;
}

static void assert_column_equal(const struct model *model, const struct sj_columns *columns,
                                uint32_t indicator, struct sj_period period, enum sj_told_by by)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_cell *cells = NULL;
    struct seen of_one = {.count = 0};
    size_t count = 0, at = 0, one_at = 0;
    uint32_t one = UINT32_MAX;
    sj_arena_init(&arena, 1 << 24);
    assert_int_equal(
        sj_columns_cells(columns, indicator, period, by, &arena, &cells, &count, &error), SJ_OK);
    for (size_t i = 0; i < model->count; i++) {
        const struct listed *had = &model->cells[i];
        if (had->fact.indicator != indicator || had->fact.period.year != period.year ||
            (by == SJ_TOLD_BY_ITS_PERIOD && had->period.year != period.year))
            continue;
        assert_true(at < count);
        assert_cell_equal(&cells[at++], &had->fact.cell);
        if (had->fact.cell.township != one) {
            assert_int_equal(one_at, of_one.count);
            one = had->fact.cell.township;
            one_at = of_one.count = 0;
            assert_int_equal(
                sj_columns_township(columns, indicator, period, by, one, see, &of_one, &error),
                SJ_OK);
        }
        assert_true(one_at < of_one.count);
        assert_cell_equal(&of_one.cells[one_at++], &had->fact.cell);
    }
    assert_int_equal(at, count);
    sj_arena_clear(&arena);
}

static void assert_all_equal(const struct model *model, const struct sj_columns *columns)
{
    for (uint32_t indicator = 0; indicator <= INDICATORS; indicator++)
        for (uint16_t year = 2019; year <= 2019 + YEARS; year++) {
            struct sj_period period = {.year = year};
            assert_column_equal(model, columns, indicator, period, SJ_TOLD_BY_ANY);
            assert_column_equal(model, columns, indicator, period, SJ_TOLD_BY_ITS_PERIOD);
        }
}

static enum sj_status read_rows(void *context, const uint64_t *entries, size_t count,
                                sj_facts_take *take, void *taker, struct sj_error *error)
{
    struct model *model = context;
    for (size_t i = 0; i < count; i++) {
        enum sj_status status = take(taker, i, sj_buffer_bytes(&model->rows[entries[i]]), error);
        if (status != SJ_OK)
            return status;
    }
    return SJ_OK;
}

/* One random report, put into the model and into some columns, noted in others. */
static void put_random(struct model *model, uint32_t index, struct sj_columns *const *put_to,
                       size_t put_count, struct sj_columns *const *note_to, size_t note_count)
{
    static struct sj_column_fact facts[FACTS_MAX];
    struct sj_error error = {0};
    /* A third of the townships reports most, so that some columns are full and some are not. */
    struct sj_report_place place = {draw(model, draw(model, 2) == 0 ? TOWNSHIPS : TOWNSHIPS / 3),
                                    {.year = (uint16_t)(2019 + draw(model, YEARS))},
                                    draw(model, 5) == 0 ? "interim" : "annual"};
    size_t count = draw(model, FACTS_MAX);
    for (size_t i = 0; i < count; i++)
        facts[i] = draw_fact(model);
    assert_int_equal(sj_facts_pack(facts, count, &model->rows[index], &error), SJ_OK);
    model_put(model, &place, index, facts, count);
    for (size_t i = 0; i < put_count; i++)
        assert_int_equal(sj_columns_put(put_to[i], &place, index, facts, count, &error), SJ_OK);
    for (size_t i = 0; i < note_count; i++)
        assert_int_equal(sj_columns_note(note_to[i], &place, index, &error), SJ_OK);
}

static struct model *model_new(uint32_t seed)
{
    struct model *model = calloc(1, sizeof *model);
    model->cells = calloc(LISTED, sizeof *model->cells);
    model->seed = seed;
    return model;
}

static void model_free(struct model *model)
{
    for (size_t i = 0; i <= PUTS; i++)
        sj_buffer_clear(&model->rows[i]);
    free(model->cells);
    free(model);
}

/* Put one by one; loaded at once; and loaded where almost nothing has room, put on between. */
static void test_columns__give_back_every_cell_as_it_was_put(void **state)
{
    for (uint32_t seed = 1; seed <= 3; seed++) {
        struct model *model = model_new(seed);
        struct sj_error error = {0};
        struct sj_facts_source source = {read_rows, model};
        struct sj_columns *put_only = sj_columns_new();
        struct sj_columns *loaded = sj_columns_new_over(&source, 0);
        struct sj_columns *tight = sj_columns_new_over(&source, 1);
        struct sj_columns *all[] = {put_only, loaded, tight};
        for (uint32_t i = 1; i <= PUTS / 2; i++)
            put_random(model, i, all, 1, &all[1], 2);
        assert_int_equal(sj_columns_load(loaded, &error), SJ_OK);
        assert_int_equal(sj_columns_load(tight, &error), SJ_OK);
        assert_int_equal(sj_columns_size(loaded).resident, sj_columns_size(loaded).blocks);
        assert_int_equal(sj_columns_size(tight).resident, 1);
        for (size_t i = 0; i < 3; i++)
            assert_all_equal(model, all[i]);
        for (uint32_t i = PUTS / 2 + 1; i <= PUTS; i++)
            put_random(model, i, all, 3, NULL, 0);
        for (size_t i = 0; i < 3; i++) {
            assert_all_equal(model, all[i]);
            sj_columns_free(all[i]);
        }
        model_free(model);
    }
}

static void test_columns__give_back_whole_reports(void **state)
{
    struct model *model = model_new(7);
    struct sj_columns *columns = sj_columns_new();
    struct sj_error error = {0};
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 24);
    for (uint32_t i = 1; i <= PUTS; i++)
        put_random(model, i, &columns, 1, NULL, 0);
    size_t seen = 0;
    for (uint32_t township = 0; township < TOWNSHIPS; township++)
        for (uint16_t year = 2019; year < 2019 + YEARS; year++)
            for (int interim = 0; interim < 2; interim++) {
                struct sj_report_place place = {
                    township, {.year = year}, interim ? "interim" : "annual"};
                struct sj_column_fact *facts = NULL;
                size_t count = 0, had = 0;
                uint64_t entry;
                assert_int_equal(
                    sj_columns_report(columns, &place, &arena, &facts, &count, &entry, &error),
                    SJ_OK);
                assert_int_equal(entry, sj_columns_entry(columns, &place));
                for (size_t i = 0; i < model->count; i++)
                    had += model->cells[i].fact.cell.report == entry;
                assert_int_equal(count, had);
                for (size_t i = 0; i < count; i++)
                    assert_int_equal(facts[i].cell.report, entry);
                seen += count;
                sj_arena_clear(&arena);
            }
    assert_int_equal(seen, model->count);
    sj_columns_free(columns);
    model_free(model);
}

static enum sj_status read_nothing(void *context, const uint64_t *entries, size_t count,
                                   sj_facts_take *take, void *taker, struct sj_error *error)
{
    return sj_error_set(error, SJ_IO, "DISK", "the disk is gone");
}

static void test_columns__tell_when_a_period_cannot_be_read(void **state)
{
    struct sj_facts_source source = {read_nothing, NULL};
    struct sj_columns *columns = sj_columns_new_over(&source, 0);
    struct sj_report_place place = {3, year_2021, "annual"};
    struct sj_error error = {0};
    struct sj_arena arena;
    struct sj_cell *cells;
    size_t count;
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_columns_note(columns, &place, 9, &error), SJ_OK);
    assert_int_equal(sj_columns_entry(columns, &place), 9);
    assert_int_equal(
        sj_columns_cells(columns, 1, year_2021, SJ_TOLD_BY_ANY, &arena, &cells, &count, &error),
        SJ_IO);
    assert_string_equal(error.reason, "DISK");
    assert_int_equal(sj_columns_load(columns, &error), SJ_IO);
    sj_arena_clear(&arena);
    sj_columns_free(columns);
}

/* ---- readers beside each other ---- */

struct crowd {
    const struct model *model;
    const struct sj_columns *columns;
    uint32_t seed;
    size_t wrong;
};

static void rank_once(struct crowd *crowd, uint32_t indicator, struct sj_period period,
                      struct sj_arena *arena)
{
    uint8_t all[TOWNSHIPS];
    memset(all, 1, sizeof all);
    struct sj_comparable with = {SJ_OUTCOME, SJ_BASIS_YEAR, SJ_SCOPE_WHOLE};
    struct sj_ranking_key key = {.indicator = indicator,
                                 .period = period,
                                 .with = with,
                                 .changed = sj_columns_changed(crowd->columns, period)};
    struct sj_error error;
    struct sj_stated *stated;
    size_t count;
    struct sj_ranking *ranking = sj_columns_ranking_find(crowd->columns, &key);
    if (ranking == NULL) {
        if (sj_columns_stated(crowd->columns, indicator, period, "annual", &with, all, TOWNSHIPS,
                              arena, &stated, &count, &error) != SJ_OK ||
            sj_ranking_new(stated, count, TOWNSHIPS, false, &ranking, &error) != SJ_OK) {
            crowd->wrong++;
            return;
        }
        sj_columns_ranking_keep(crowd->columns, &key, ranking);
    }
    for (size_t i = 1; i < ranking->count; i++)
        crowd->wrong += ranking->rows[i - 1].value < ranking->rows[i].value;
    sj_columns_ranking_release(crowd->columns, ranking);
}

static void *read_on(void *context)
{
    struct crowd *crowd = context;
    struct model draws = {.seed = crowd->seed};
    struct sj_arena arena;
    sj_arena_init(&arena, 1 << 24);
    for (int i = 0; i < 300; i++) {
        struct sj_period period = {.year = (uint16_t)(2019 + draw(&draws, YEARS))};
        uint32_t indicator = draw(&draws, INDICATORS);
        struct sj_cell *cells;
        struct sj_error error;
        size_t count, had = 0;
        if (sj_columns_cells(crowd->columns, indicator, period, SJ_TOLD_BY_ANY, &arena, &cells,
                             &count, &error) != SJ_OK)
            crowd->wrong++;
        for (size_t m = 0; m < crowd->model->count; m++)
            had += crowd->model->cells[m].fact.indicator == indicator &&
                   crowd->model->cells[m].fact.period.year == period.year;
        crowd->wrong += had != count;
        rank_once(crowd, indicator, period, &arena);
        sj_arena_clear(&arena);
    }
    return NULL;
}

/* With room for about one of the periods, so that they drop what the others just loaded. */
static void test_columns__serve_readers_beside_each_other(void **state)
{
    struct model *model = model_new(11);
    struct sj_facts_source source = {read_rows, model};
    struct sj_columns *columns = sj_columns_new_over(&source, 100000);
    for (uint32_t i = 1; i <= PUTS; i++)
        put_random(model, i, &columns, 1, NULL, 0);
    struct crowd crowd[4];
    pthread_t threads[4];
    for (uint32_t i = 0; i < 4; i++) {
        crowd[i] = (struct crowd){model, columns, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, read_on, &crowd[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(crowd[i].wrong, 0);
    }
    sj_columns_free(columns);
    model_free(model);
}

static void test_rankings__are_kept_until_something_changes(void **state)
{
    struct sj_columns *columns = sj_columns_new();
    struct sj_error error = {0};
    struct sj_stated one = {.value = 5, .lo = 5, .hi = 5};
    struct sj_ranking *made[SJ_RANKINGS_MAX + 1];
    struct sj_ranking_key key = {.period = year_2021};
    for (uint32_t i = 0; i <= SJ_RANKINGS_MAX; i++) {
        key.indicator = i;
        assert_int_equal(sj_ranking_new(&one, 1, 1, false, &made[i], &error), SJ_OK);
        sj_columns_ranking_keep(columns, &key, made[i]);
        sj_columns_ranking_release(columns, made[i]);
    }
    assert_ptr_equal(sj_columns_ranking_find(columns, &key), made[SJ_RANKINGS_MAX]);
    sj_columns_ranking_release(columns, made[SJ_RANKINGS_MAX]);
    key.indicator = 0; /* the least recently used one went */
    assert_null(sj_columns_ranking_find(columns, &key));
    key.indicator = 1;
    struct sj_ranking *used = sj_columns_ranking_find(columns, &key);
    assert_ptr_equal(used, made[1]);
    key.changed = 9;
    assert_null(sj_columns_ranking_find(columns, &key));
    /* The new one takes the outdated one's place, which its user still has. */
    struct sj_ranking *newer;
    assert_int_equal(sj_ranking_new(&one, 1, 1, false, &newer, &error), SJ_OK);
    sj_columns_ranking_keep(columns, &key, newer);
    sj_columns_ranking_release(columns, newer);
    key.changed = 0;
    assert_null(sj_columns_ranking_find(columns, &key));
    assert_int_equal(used->rows[0].rank, 1);
    sj_columns_ranking_release(columns, used);
    sj_columns_free(columns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packed__comes_back_as_it_was),
        cmocka_unit_test(test_packed__refuses_cut_and_added_bytes),
        cmocka_unit_test(test_columns__keep_the_order_of_townships),
        cmocka_unit_test(test_columns__a_revision_takes_the_place_of_the_one_before),
        cmocka_unit_test(test_columns__hold_many_and_miss_what_is_not_there),
        cmocka_unit_test(test_columns__give_back_every_cell_as_it_was_put),
        cmocka_unit_test(test_columns__give_back_whole_reports),
        cmocka_unit_test(test_columns__tell_when_a_period_cannot_be_read),
        cmocka_unit_test(test_columns__serve_readers_beside_each_other),
        cmocka_unit_test(test_rankings__are_kept_until_something_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
