/* One township over periods, across successions. */
#include "projection/trend_parts.h"

enum { LAND_MAX = 64 };

/* Whose land a township's was in a period. */
struct land {
    uint32_t townships[LAND_MAX];
    size_t count;
    bool split; /* it was a part of theirs */
};

static size_t find(const struct land *land, uint32_t township)
{
    size_t at = 0;
    while (at < land->count && land->townships[at] != township)
        at++;
    return at;
}

static size_t count_among(const struct land *land, const uint32_t *townships, size_t count)
{
    size_t among = 0;
    for (size_t i = 0; i < count; i++)
        among += find(land, townships[i]) < land->count;
    return among;
}

/* All successors give way to all predecessors. False where there are too many. */
static bool go_back(struct land *land, const struct sj_city_succession *succession)
{
    for (size_t i = 0; i < succession->successor_count; i++)
        land->townships[find(land, succession->successors[i])] = land->townships[--land->count];
    for (size_t i = 0; i < succession->predecessor_count; i++) {
        if (find(land, succession->predecessors[i]) < land->count)
            continue;
        if (land->count == LAND_MAX)
            return false;
        land->townships[land->count++] = succession->predecessors[i];
    }
    return true;
}

/* The newest succession first: a merged township may have merged again. */
static struct land land_in(const struct sj_city *city, uint32_t township, struct sj_period period)
{
    struct land land = {.townships = {township}, .count = 1};
    for (size_t i = sj_city_succession_count(city); i-- > 0 && !land.split;) {
        const struct sj_city_succession *succession = sj_city_succession(city, i);
        if (sj_period_compare(period, succession->period) >= 0)
            continue;
        size_t among = count_among(&land, succession->successors, succession->successor_count);
        if (among == 0)
            continue;
        if (among == succession->successor_count && go_back(&land, succession))
            continue;
        land = (struct land){.split = true};
        for (size_t k = 0; k < succession->predecessor_count && k < LAND_MAX; k++)
            land.townships[land.count++] = succession->predecessors[k];
    }
    return land;
}

/* A point on its way: what changes are computed from. */
struct point {
    struct sj_amount amount;
    bool there;
};

static bool put_predecessors(struct sj_trend *trend, const struct land *land,
                             Shangji__V1__TrendPoint *point)
{
    point->predecessors =
        sj_arena_array(trend->asking->arena, land->count + 1, sizeof *point->predecessors);
    if (point->predecessors == NULL)
        return false;
    for (size_t i = 0; i < land->count; i++)
        if (!sj_put_township_head(trend->asking, land->townships[i],
                                  &point->predecessors[point->n_predecessors++]))
            return false;
    return true;
}

/* The sum over the land, if the indicator adds up and all of them told it. */
static bool cross(struct sj_trend *trend, const struct sj_trend_column *column,
                  const struct land *land, struct point *made, Shangji__V1__TrendPoint *point)
{
    struct sj_amount sum = {.has_lo = true, .has_hi = true};
    if (!put_predecessors(trend, land, point))
        return false;
    /* Why a township that was not there yet has no cell is said by the crossing. */
    if (point->cell->why == SHANGJI__V1__ABSENCE__ABSENCE_SUCCEEDED)
        point->cell->why = SHANGJI__V1__ABSENCE__ABSENCE_UNSPECIFIED;
    point->crossing = SHANGJI__V1__CROSSING__CROSSING_SPLIT;
    if (land->split)
        return true;
    point->crossing = SHANGJI__V1__CROSSING__CROSSING_NOT_ADDITIVE;
    if (column->asked->question.indicator->aggregation != SJ_AGGREGATE_SUM)
        return true;
    point->crossing = SHANGJI__V1__CROSSING__CROSSING_NOT_TOLD;
    for (size_t i = 0; i < land->count; i++) {
        const struct sj_cell *cell = column->asked->choices[land->townships[i]].cell;
        if (cell == NULL || !sj_amount_add(sum, sj_amount_of(cell), &sum))
            return true;
    }
    point->crossing = SHANGJI__V1__CROSSING__CROSSING_SUMMED;
    *made = (struct point){.amount = sum, .there = true};
    return sj_put_amount(trend->asking->arena, &sum, &point->crossed, &point->crossed_interval);
}

/* Beside the value that stands, which of a plan may itself be another period's. */
static bool is_beside(const struct sj_trend_column *column, const struct sj_cell *cell,
                      uint32_t township)
{
    const struct sj_cell *stands = column->asked->choices[township].cell;
    return cell->township == township &&
           (stands == NULL || cell->report != stands->report || cell->figure != stands->figure);
}

static bool put_restated(struct sj_trend *trend, const struct sj_trend_column *column,
                         uint32_t township, Shangji__V1__TrendPoint *point)
{
    size_t count = 0;
    for (size_t i = 0; i < column->restated_count; i++)
        count += is_beside(column, column->restated[i], township);
    point->restated = sj_arena_array(trend->asking->arena, count + 1, sizeof *point->restated);
    if (point->restated == NULL)
        return false;
    for (size_t i = 0; i < column->restated_count; i++)
        if (is_beside(column, column->restated[i], township) &&
            !sj_put_value(trend->asking, column->asked, column->restated[i],
                          &point->restated[point->n_restated++]))
            return false;
    return true;
}

static bool put_point(struct sj_trend *trend, const struct sj_trend_column *column,
                      uint32_t township, const struct point *before, struct point *now,
                      Shangji__V1__TrendPoint **made)
{
    Shangji__V1__TrendPoint *point =
        sj_pb_new(&shangji__v1__trend_point__descriptor, trend->asking->arena);
    const struct sj_asked *asked = column->asked;
    const struct sj_cell *cell = asked->choices[township].cell;
    struct land land = land_in(trend->asking->state->city, township, asked->question.period);
    *made = point;
    *now = (struct point){.there = false};
    if (point == NULL || !sj_put_cell(trend->asking, asked, township, &point->cell))
        return false;
    point->period = column->text;
    if (land.split || land.count != 1 || land.townships[0] != township) {
        if (!cross(trend, column, &land, now, point))
            return false;
    } else if (cell != NULL) {
        *now = (struct point){.amount = sj_amount_of(cell), .there = true};
    }
    return put_restated(trend, column, township, point) &&
           (!before->there || !now->there ||
            sj_put_change(trend->asking, asked, &before->amount, &now->amount, column->told,
                          township, &point->change));
}

bool sj_trend_row(struct sj_trend *trend, uint32_t township, Shangji__V1__TrendRow **made)
{
    Shangji__V1__TrendRow *row =
        sj_pb_new(&shangji__v1__trend_row__descriptor, trend->asking->arena);
    struct point before = {.there = false}, now;
    *made = row;
    if (row == NULL || !sj_put_township(trend->asking, township, &row->township, &row->name))
        return false;
    row->points = sj_arena_array(trend->asking->arena, trend->count + 1, sizeof *row->points);
    if (row->points == NULL)
        return false;
    for (size_t i = 0; i < trend->count; i++) {
        if (!put_point(trend, &trend->columns[i], township, &before, &now,
                       &row->points[row->n_points++]))
            return false;
        before = now;
    }
    return true;
}
