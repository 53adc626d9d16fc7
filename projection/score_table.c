/* From the state to a table of townships by indicators. */
#include "projection/score_parts.h"

#include "base/i18n.h"
#include "rules/scorecard.h"
#include "trust/key.h"

#include <string.h>

#define FIXED_ONE 10000.0

bool sj_scoring_shows_items(const struct sj_scoring *scoring)
{
    return scoring->request->with_items || scoring->request->n_townships > 0;
}

/* ---- the scorecard ---- */

static enum sj_status find_card(struct sj_scoring *scoring, const struct sj_city *city,
                                Shangji__V1__ScoreAnswer *answer, struct sj_error *error)
{
    const Shangji__V1__ScoreRequest *request = scoring->request;
    scoring->card = request->scorecard;
    if (request->scorecard) {
        enum sj_status status = sj_scorecard_check(request->scorecard, error);
        return status == SJ_OK ? sj_city_scorecard_fits(city, request->scorecard, error) : status;
    }
    scoring->card = sj_city_scorecard(city, request->code, request->version, &answer->published);
    if (scoring->card)
        return SJ_OK;
    sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_SCORECARD",
                 _("no scorecard \"%.32s\"%s%.24s was published: 'shangji operator scorecard' does "
                   "it"),
                 request->code, request->version[0] ? " " : "", request->version);
    return sj_error_at(error, "code");
}

static enum sj_status make_digest(struct sj_scoring *scoring, struct sj_error *error)
{
    struct sj_bytes packed;
    enum sj_status status = sj_pb_pack(&scoring->card->base, &scoring->work, &packed, error);
    if (status == SJ_OK)
        scoring->digest = sj_blake2b(packed);
    return status;
}

static enum sj_status check_period(const struct sj_scoring *scoring, struct sj_error *error)
{
    struct sj_period period, own;
    enum sj_status status = sj_request_period(scoring->request->period, &period, error);
    if (status != SJ_OK || !scoring->card->period[0])
        return status;
    if (sj_period_parse(sj_bytes_of(scoring->card->period), &own) &&
        sj_period_compare(own, period) == 0)
        return SJ_OK;
    sj_error_set(error, SJ_PRECONDITION, "OTHER_PERIOD",
                 _("the scorecard %s %s is for %s, not for %s"), scoring->card->code,
                 scoring->card->version, scoring->card->period, scoring->request->period);
    return sj_error_at(error, "period");
}

/* ---- items ---- */

static double number_of(const char *text, double otherwise)
{
    int64_t fixed;
    return text[0] && sj_scorecard_fixed(text, &fixed) ? (double)fixed / FIXED_ONE : otherwise;
}

static int64_t fixed_of(const char *text)
{
    int64_t fixed = 0;
    return sj_scorecard_fixed(text, &fixed) ? fixed : 0;
}

static enum sj_status ask_item(struct sj_scoring *scoring, const struct sj_state *state,
                               size_t number, uint32_t dimension, struct sj_error *error)
{
    struct sj_scoring_item *item = &scoring->items[number];
    const Shangji__V1__ScorecardItem *told = item->told;
    shangji__v1__rank_request__init(&item->request);
    item->request.indicator = told->indicator;
    item->request.period = scoring->request->period;
    item->request.within = scoring->request->within;
    item->request.direction = told->direction;
    item->request.with_words = scoring->request->n_townships > 0;
    enum sj_status status = sj_rank_ask(state, &item->request, &item->question, error);
    if (status != SJ_OK)
        return sj_error_at(error, "items[%zu]", number);
    status = sj_rank_choose(&item->question, &scoring->work, &item->choices, error);
    if (status != SJ_OK)
        return status;
    scoring->measured[number] = (struct sj_score_item){
        .how = (enum sj_normal)told->normalisation,
        .less = item->question.direction == SJ_BETTER_LESS,
        .has_goalposts = told->goalpost_lo[0] != 0,
        .dimension = dimension,
        .weight = number_of(told->weight, 1),
        .lo = fixed_of(told->goalpost_lo),
        .hi = fixed_of(told->goalpost_hi),
        .target = fixed_of(told->target),
        .floor = number_of(told->floor, 0),
        .cap = number_of(told->cap, 1),
    };
    return SJ_OK;
}

static enum sj_status ask_items(struct sj_scoring *scoring, const struct sj_state *state,
                                struct sj_error *error)
{
    const Shangji__V1__Scorecard *card = scoring->card;
    size_t count = sj_scorecard_item_count(card), number = 0;
    double *weights = sj_arena_array(&scoring->work, card->n_dimensions, sizeof *weights);
    scoring->items = sj_arena_array(&scoring->work, count, sizeof *scoring->items);
    scoring->measured = sj_arena_array(&scoring->work, count, sizeof *scoring->measured);
    if (!weights || !scoring->items || !scoring->measured)
        return sj_reply_no_room(error);
    for (uint32_t d = 0; d < card->n_dimensions; d++) {
        weights[d] = (double)sj_scorecard_weight(card->dimensions[d]) / FIXED_ONE;
        for (size_t i = 0; i < card->dimensions[d]->n_items; i++, number++) {
            scoring->items[number].told = card->dimensions[d]->items[i];
            enum sj_status status = ask_item(scoring, state, number, d, error);
            if (status != SJ_OK)
                return status;
        }
    }
    scoring->table = (struct sj_score_table){
        .items = scoring->measured,
        .item_count = count,
        .dimension_weights = weights,
        .dimension_count = card->n_dimensions,
        .points = card->points,
        .geometric = card->mean == SHANGJI__V1__MEAN__MEAN_GEOMETRIC,
        .missing = (enum sj_score_missing)card->missing,
    };
    return SJ_OK;
}

/* ---- townships ---- */

static enum sj_score_state state_of(const struct sj_rank_choice *choice)
{
    if (choice->cell)
        return SJ_SCORE_STATED;
    return choice->spoken && choice->spoken->state == SJ_FACT_NOT_APPLICABLE
               ? SJ_SCORE_NOT_APPLICABLE
               : SJ_SCORE_MISSING;
}

static Shangji__V1__RankAbsence *explain(const struct sj_scoring_item *item, uint32_t township,
                                         struct sj_arena *arena)
{
    Shangji__V1__RankAbsence *why = sj_pb_new(&shangji__v1__rank_absence__descriptor, arena);
    return why && sj_rank_explain(&item->question, township, &item->choices[township], arena,
                                  &why->why, &why->detail)
               ? why
               : NULL;
}

/* Why a township has no score: NULL and *absent false if it may have one. */
static const struct sj_scoring_item *find_gap(const struct sj_scoring *scoring, uint32_t township,
                                              bool *absent)
{
    const struct sj_rank_choice *choice = &scoring->items[0].choices[township];
    const struct sj_city *city = scoring->items[0].question.city;
    bool any = false, worst = scoring->table.missing == SJ_SCORE_WORST;
    *absent = !choice->reported || choice->returned ||
              !sj_city_reports_for(city, township, scoring->items[0].question.period);
    for (size_t i = 0; !*absent && i < scoring->table.item_count; i++) {
        enum sj_score_state state = state_of(&scoring->items[i].choices[township]);
        any |= state == SJ_SCORE_STATED || (worst && state == SJ_SCORE_MISSING);
        if (state == SJ_SCORE_MISSING && scoring->table.missing == SJ_SCORE_LEAVE_OUT) {
            *absent = true;
            return &scoring->items[i];
        }
    }
    *absent |= !any;
    return NULL;
}

static bool put_absence(struct sj_scoring *scoring, uint32_t number,
                        const struct sj_scoring_item *gap, Shangji__V1__ScoreAnswer *answer)
{
    const struct sj_city *city = scoring->items[0].question.city;
    const struct sj_city_township *township = sj_city_township(city, number);
    Shangji__V1__ScoreAbsence *absence =
        sj_pb_new(&shangji__v1__score_absence__descriptor, scoring->arena);
    Shangji__V1__RankAbsence *why = explain(gap ? gap : &scoring->items[0], number, scoring->arena);
    if (!absence || !why || !sj_reply_text(scoring->arena, township->code, &absence->township) ||
        !sj_reply_text(scoring->arena, township->name, &absence->name) ||
        (gap && !sj_reply_text(scoring->arena, gap->told->indicator, &absence->indicator)))
        return false;
    bool whole = !gap && (why->why == SHANGJI__V1__ABSENCE__ABSENCE_NOT_REPORTED ||
                          why->why == SHANGJI__V1__ABSENCE__ABSENCE_RETURNED ||
                          why->why == SHANGJI__V1__ABSENCE__ABSENCE_SUCCEEDED);
    absence->why = gap || whole ? why->why : SHANGJI__V1__ABSENCE__ABSENCE_NOT_STATED;
    if (gap)
        absence->detail = why->detail;
    answer->absent[answer->n_absent++] = absence;
    return true;
}

/* Sets covered[township] for those that the scorecard is for. */
static bool *find_covered(struct sj_scoring *scoring, const struct sj_city *city)
{
    size_t count = sj_city_township_count(city);
    bool *covered = sj_arena_array(&scoring->work, count, sizeof *covered);
    for (size_t i = 0; covered && i < count && scoring->card->n_townships == 0; i++)
        covered[i] = true;
    for (size_t i = 0; covered && i < scoring->card->n_townships; i++) {
        int64_t number = sj_city_find_township(city, sj_bytes_of(scoring->card->townships[i]));
        if (number >= 0)
            covered[number] = true;
    }
    return covered;
}

static bool find_rows(struct sj_scoring *scoring, const struct sj_city *city,
                      Shangji__V1__ScoreAnswer *answer)
{
    size_t count = sj_city_township_count(city);
    const bool *covered = find_covered(scoring, city);
    scoring->rows = sj_arena_array(&scoring->work, count, sizeof *scoring->rows);
    answer->absent = sj_arena_array(scoring->arena, count, sizeof(Shangji__V1__ScoreAbsence *));
    if (!covered || !scoring->rows || !answer->absent)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        bool absent;
        if (!sj_rank_within(&scoring->items[0].question, i))
            continue;
        if (!covered[i]) {
            answer->excluded++;
            continue;
        }
        answer->townships++;
        const struct sj_scoring_item *gap = find_gap(scoring, i, &absent);
        const struct sj_city_township *township = sj_city_township(city, i);
        if (!absent)
            scoring->rows[scoring->table.rows++] =
                (struct sj_scoring_row){i, township->code, township->name};
        else if (!put_absence(scoring, i, gap, answer))
            return false;
    }
    return true;
}

/* ---- cells ---- */

static bool is_vague(const struct sj_cell *cell)
{
    return !cell->has_lo || !cell->has_hi || cell->lo != cell->hi;
}

static struct sj_score_vague vague_of(const struct sj_cell *cell, uint32_t row, uint32_t item)
{
    return (struct sj_score_vague){.row = row,
                                   .item = item,
                                   .value = cell->value,
                                   .lo = cell->lo,
                                   .hi = cell->hi,
                                   .has_lo = cell->has_lo,
                                   .has_hi = cell->has_hi,
                                   .lo_open = cell->lo_open,
                                   .hi_open = cell->hi_open};
}

static bool fill_column(struct sj_scoring *scoring, size_t number, size_t *vague)
{
    struct sj_scoring_item *item = &scoring->items[number];
    size_t rows = scoring->table.rows;
    bool shown = sj_scoring_shows_items(scoring);
    int64_t *values = sj_arena_array(&scoring->work, rows + 1, sizeof *values);
    uint8_t *states = sj_arena_alloc(&scoring->work, rows + 1);
    if (shown) {
        item->cells = sj_arena_array(&scoring->work, rows + 1, sizeof *item->cells);
        item->why = sj_arena_array(&scoring->work, rows + 1, sizeof(Shangji__V1__RankAbsence *));
    }
    if (!values || !states || (shown && (!item->cells || !item->why)))
        return false;
    for (size_t i = 0; i < rows; i++) {
        const struct sj_rank_choice *choice = &item->choices[scoring->rows[i].township];
        states[i] = (uint8_t)state_of(choice);
        values[i] = choice->cell ? choice->cell->value : 0;
        *vague += choice->cell && is_vague(choice->cell);
        if (shown && choice->cell)
            item->cells[i] = *choice->cell;
        else if (shown &&
                 !(item->why[i] = explain(item, scoring->rows[i].township, &scoring->work)))
            return false;
    }
    scoring->measured[number].values = values;
    scoring->measured[number].states = states;
    return true;
}

static bool fill_vague(struct sj_scoring *scoring, size_t count)
{
    struct sj_score_vague *vague = sj_arena_array(&scoring->work, count + 1, sizeof *vague);
    size_t at = 0;
    for (uint32_t row = 0; vague && row < scoring->table.rows; row++)
        for (uint32_t i = 0; i < scoring->table.item_count; i++) {
            const struct sj_cell *cell =
                scoring->items[i].choices[scoring->rows[row].township].cell;
            if (cell && is_vague(cell))
                vague[at++] = vague_of(cell, row, i);
        }
    scoring->table.vague = vague;
    scoring->table.vague_count = at;
    return vague != NULL;
}

static bool fill_adjustments(struct sj_scoring *scoring)
{
    int32_t *adjustments =
        sj_arena_array(&scoring->work, scoring->table.rows + 1, sizeof *adjustments);
    for (size_t i = 0; adjustments && i < scoring->card->n_adjustments; i++)
        for (size_t row = 0; row < scoring->table.rows; row++)
            if (strcmp(scoring->rows[row].code, scoring->card->adjustments[i]->township) == 0)
                adjustments[row] += (int32_t)fixed_of(scoring->card->adjustments[i]->points);
    scoring->table.adjustments = scoring->card->n_adjustments > 0 ? adjustments : NULL;
    return adjustments != NULL;
}

enum sj_status sj_scoring_gather(struct sj_scoring *scoring, const struct sj_state *state,
                                 Shangji__V1__ScoreAnswer *answer, struct sj_error *error)
{
    size_t vague = 0;
    enum sj_status status = find_card(scoring, state->city, answer, error);
    if (status == SJ_OK)
        status = make_digest(scoring, error);
    if (status == SJ_OK)
        status = check_period(scoring, error);
    if (status == SJ_OK)
        status = ask_items(scoring, state, error);
    if (status != SJ_OK)
        return status;
    scoring->size = state->size;
    if (state->root)
        scoring->root = *state->root;
    if (!find_rows(scoring, state->city, answer))
        return sj_reply_no_room(error);
    for (size_t i = 0; i < scoring->table.item_count; i++)
        if (!fill_column(scoring, i, &vague))
            return sj_reply_no_room(error);
    if (!fill_vague(scoring, vague) || !fill_adjustments(scoring))
        return sj_reply_no_room(error);
    for (size_t i = 0; i < scoring->table.item_count; i++) {
        scoring->items[i].question.city = NULL;
        scoring->items[i].question.columns = NULL;
        scoring->items[i].question.choices = NULL;
        scoring->items[i].choices = NULL;
    }
    return SJ_OK;
}
