/* The range of ranks: vague values and weights drawn again and again. */
#include "answers/score_parts.h"

#include "base/i18n.h"

#include <string.h>

/* Draws that go over a block while its columns are in the cache. */
enum { BATCH = 50, PAIR_BYTES = 8, WORK_BYTES = 768 * 1024 * 1024 };

#define UNIFORM_STEP 0x1p-32

/* How a vague value is drawn from its two random numbers u and v. */
enum shape {
    TOWARDS, /* stated + min(u, v) × way: least far is likeliest, so that vagueness earns nothing */
    AROUND,  /* stated + (u − v), stretched to either side: triangular */
    BETWEEN  /* lo + u × way */
};

/* A vague value, ready to be drawn. Where the scale is a straight line it is drawn on the scale
 * itself (`straight`), else in units and then normalised. */
struct drawn {
    double from, up, down; /* up: to the upper end or the way; down: to the lower end */
    double lo, hi;         /* what it is held within, where it is straight */
    int64_t own;
    uint32_t place; /* in the block: item × SJ_SCORE_ROWS + row */
    uint32_t item;
    enum shape shape;
    bool straight;
};

struct drawing {
    const struct sj_score_table *table;
    struct sj_score_result *result;
    const struct sj_score_random *random;
    const struct sj_score_stop *stop;
    uint32_t draws;
    uint32_t *rows; /* those scored, ascending */
    size_t row_count;
    struct drawn *drawn; /* of scored rows, in the order of the stream */
    size_t drawn_count;
    size_t *starts;  /* by block of rows: its first in `drawn`; one more at the end */
    double *weights; /* of a batch: [draw × (items + dimensions)] */
    int32_t *keys;   /* of a batch: [draw × row_count] */
    uint16_t *ranks; /* [draw × row_count] */
    uint8_t *bytes;  /* of one block's draw */
    struct sj_score_block block;
    struct sj_score_ranker ranker;
};

/* ---- vague values ---- */

/* The place value of the last digit that is not zero: what stands in for an end that is missing. */
static double step_of(int64_t value)
{
    double step = 1;
    if (value == 0)
        return SJ_SCORE_UNIT; /* one unit */
    for (; value % 10 == 0; value /= 10)
        step *= 10;
    return step;
}

static bool is_straight(const struct sj_score_item *item, const struct sj_score_scale *scale)
{
    return (item->how == SJ_NORMAL_MIN_MAX && scale->best != scale->worst) ||
           (item->how == SJ_NORMAL_Z_SCORE && scale->deviation != 0) ||
           item->how == SJ_NORMAL_DISTANCE;
}

/* From units onto the scale, without holding it within its bounds. */
static double on_line(const struct sj_score_item *item, const struct sj_score_scale *scale,
                      double value)
{
    if (item->how == SJ_NORMAL_MIN_MAX)
        return (value - scale->worst) / (scale->best - scale->worst);
    if (item->how == SJ_NORMAL_DISTANCE) {
        double ratio = value / (double)item->target;
        return item->less ? 2 - ratio : ratio;
    }
    double z = (value - scale->mean) / scale->deviation;
    return 0.5 + 0.1 * (item->less ? -z : z);
}

/* The stated number, the ends and the shape, by how the interval lies about the number. */
static struct drawn shape_of(const struct sj_score_vague *vague)
{
    double value = (double)vague->value, step = step_of(vague->value);
    double lo = vague->has_lo ? (double)vague->lo : value - step;
    double hi = vague->has_hi ? (double)vague->hi : value + step;
    bool from_lo = vague->has_lo && vague->lo == vague->value;
    bool from_hi = vague->has_hi && vague->hi == vague->value;
    if (from_lo && (!vague->has_hi || vague->hi_open))
        return (struct drawn){.from = value, .up = hi, .shape = TOWARDS};
    if (from_hi && (!vague->has_lo || vague->lo_open))
        return (struct drawn){.from = value, .up = lo, .shape = TOWARDS};
    if (from_lo || from_hi)
        return (struct drawn){.from = lo, .up = hi, .shape = BETWEEN};
    return (struct drawn){.from = value, .up = hi, .down = lo, .shape = AROUND};
}

static struct drawn prepare(const struct sj_score_table *table,
                            const struct sj_score_result *result,
                            const struct sj_score_vague *vague, uint32_t row_in_block)
{
    const struct sj_score_item *item = &table->items[vague->item];
    const struct sj_score_scale *scale = &result->scales[vague->item];
    struct drawn drawn = shape_of(vague);
    drawn.own = vague->value;
    drawn.item = vague->item;
    drawn.place = vague->item * SJ_SCORE_ROWS + row_in_block;
    drawn.straight = is_straight(item, scale);
    drawn.lo = item->how == SJ_NORMAL_MIN_MAX ? 0 : -SJ_SCORE_NORMAL_MAX;
    drawn.hi = item->how == SJ_NORMAL_MIN_MAX ? 1 : SJ_SCORE_NORMAL_MAX;
    if (drawn.straight) {
        drawn.from = on_line(item, scale, drawn.from);
        drawn.up = on_line(item, scale, drawn.up);
        drawn.down = on_line(item, scale, drawn.down);
    }
    drawn.up -= drawn.from;
    drawn.down -= drawn.from;
    return drawn;
}

static double uniform(const uint8_t *bytes)
{
    uint32_t word = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                    (uint32_t)bytes[3] << 24;
    return ((double)word + 0.5) * UNIFORM_STEP;
}

static double draw_one(const struct drawing *drawing, const struct drawn *drawn,
                       const uint8_t *bytes)
{
    double u = uniform(bytes), v = uniform(bytes + 4);
    /* Looked up, not branched to: shapes follow each other in no order that could be foretold. */
    const double parts[] = {[TOWARDS] = u < v ? u : v, [AROUND] = u - v, [BETWEEN] = u};
    double part = parts[drawn->shape];
    const double ways[] = {drawn->up, -drawn->down};
    double value = drawn->from + part * ways[part < 0];
    if (!drawn->straight)
        value = sj_score_normal(&drawing->table->items[drawn->item],
                                &drawing->result->scales[drawn->item], value, drawn->own);
    else
        value = value < drawn->lo ? drawn->lo : value > drawn->hi ? drawn->hi : value;
    return drawing->table->geometric ? sj_score_mean_of(drawing->table, value) : value;
}

/* ---- setting up ---- */

static size_t block_count(const struct drawing *drawing)
{
    return (drawing->row_count + SJ_SCORE_ROWS - 1) / SJ_SCORE_ROWS;
}

/* Finds the scored rows and, beside them, their vague values. */
static void gather(struct drawing *drawing)
{
    const struct sj_score_table *table = drawing->table;
    size_t next = 0;
    for (uint32_t row = 0; row < table->rows; row++) {
        bool scored = drawing->result->scored[row];
        uint32_t at = (uint32_t)drawing->row_count;
        if (scored && at % SJ_SCORE_ROWS == 0)
            drawing->starts[at / SJ_SCORE_ROWS] = drawing->drawn_count;
        for (; next < table->vague_count && table->vague[next].row == row; next++)
            if (scored)
                drawing->drawn[drawing->drawn_count++] =
                    prepare(table, drawing->result, &table->vague[next], at % SJ_SCORE_ROWS);
        if (scored)
            drawing->rows[drawing->row_count++] = row;
    }
    drawing->starts[block_count(drawing)] = drawing->drawn_count;
}

static bool set_up(struct drawing *drawing, struct sj_arena *work)
{
    const struct sj_score_table *table = drawing->table;
    size_t blocks = table->rows / SJ_SCORE_ROWS + 2, most = 0;
    drawing->rows = sj_arena_array(work, table->rows + 1, sizeof *drawing->rows);
    drawing->drawn = sj_arena_array(work, table->vague_count + 1, sizeof *drawing->drawn);
    drawing->starts = sj_arena_array(work, blocks, sizeof *drawing->starts);
    if (!drawing->rows || !drawing->drawn || !drawing->starts)
        return false;
    gather(drawing);
    for (size_t i = 0; i < block_count(drawing); i++)
        if (drawing->starts[i + 1] - drawing->starts[i] > most)
            most = drawing->starts[i + 1] - drawing->starts[i];
    size_t weights = table->item_count + table->dimension_count;
    most = most > weights ? most : weights;
    drawing->bytes = sj_arena_alloc(work, most * PAIR_BYTES + 2 * SJ_SCORE_BLOCK);
    drawing->weights = sj_arena_array(work, BATCH * weights, sizeof *drawing->weights);
    drawing->keys = sj_arena_array(work, BATCH * (drawing->row_count + 1), sizeof(int32_t));
    drawing->ranks =
        sj_arena_array(work, drawing->draws * (drawing->row_count + 1), sizeof(uint16_t));
    return drawing->bytes && drawing->weights && drawing->keys && drawing->ranks &&
           sj_score_block_new(table, work, &drawing->block) &&
           sj_score_ranker_new(drawing->row_count, work, &drawing->ranker);
}

/* ---- drawing ---- */

/* The `count` pairs from number `first` on of a draw's stream. */
static const uint8_t *pairs(const struct drawing *drawing, uint32_t draw, size_t first,
                            size_t count)
{
    size_t start = first * PAIR_BYTES, skip = start % SJ_SCORE_BLOCK;
    drawing->random->fill(drawing->random->context, draw, (uint32_t)(start / SJ_SCORE_BLOCK),
                          drawing->bytes, skip + count * PAIR_BYTES);
    return drawing->bytes + skip;
}

/* Each weight times a number between 0.75 and 1.25; the means renormalise them. */
static void draw_weights(const struct drawing *drawing, uint32_t draw, double *weights)
{
    const struct sj_score_table *table = drawing->table;
    size_t items = table->item_count, count = items + table->dimension_count;
    const uint8_t *bytes = pairs(drawing, draw, 0, count);
    for (size_t i = 0; i < count; i++)
        weights[i] = (i < items ? table->items[i].weight : table->dimension_weights[i - items]) *
                     (0.75 + 0.5 * uniform(bytes + i * PAIR_BYTES));
}

static void draw_block(struct drawing *drawing, size_t number, uint32_t draw, const double *weights,
                       int32_t *keys)
{
    const struct sj_score_table *table = drawing->table;
    double totals[SJ_SCORE_ROWS];
    size_t first = drawing->starts[number], count = drawing->starts[number + 1] - first;
    const uint8_t *bytes =
        pairs(drawing, draw, table->item_count + table->dimension_count + first, count);
    for (size_t i = 0; i < count; i++) {
        const struct drawn *drawn = &drawing->drawn[first + i];
        drawing->block.values[drawn->place] = draw_one(drawing, drawn, bytes + i * PAIR_BYTES);
    }
    sj_score_block_means(table, &drawing->block, weights, weights + table->item_count, totals,
                         NULL);
    sj_score_keys(table, totals, drawing->block.rows, keys);
    for (size_t i = 0; table->adjustments && i < drawing->block.rows; i++)
        keys[i] += table->adjustments[drawing->rows[number * SJ_SCORE_ROWS + i]];
}

static bool is_stopped(const struct drawing *drawing)
{
    return drawing->stop && drawing->stop->passed && drawing->stop->passed(drawing->stop->context);
}

/* Draws `first` … `first + count` of all rows; false when stopped. */
static bool draw_batch(struct drawing *drawing, uint32_t first, uint32_t count)
{
    size_t stride = drawing->table->item_count + drawing->table->dimension_count;
    for (uint32_t i = 0; i < count; i++)
        draw_weights(drawing, first + i, &drawing->weights[i * stride]);
    for (size_t b = 0; b < block_count(drawing); b++) {
        size_t start = b * SJ_SCORE_ROWS, left = drawing->row_count - start;
        if (is_stopped(drawing))
            return false;
        sj_score_block_fill(drawing->table, drawing->result, &drawing->rows[start],
                            left < SJ_SCORE_ROWS ? left : SJ_SCORE_ROWS, &drawing->block);
        for (uint32_t i = 0; i < count; i++)
            draw_block(drawing, b, first + i, &drawing->weights[i * stride],
                       &drawing->keys[i * drawing->row_count + start]);
    }
    for (uint32_t i = 0; i < count; i++)
        sj_score_rank16(&drawing->ranker, &drawing->keys[i * drawing->row_count],
                        drawing->row_count, &drawing->ranks[(first + i) * drawing->row_count]);
    return true;
}

static enum sj_status draw_all(struct drawing *drawing, struct sj_error *error)
{
    for (uint32_t first = 0; first < drawing->draws; first += BATCH) {
        uint32_t left = drawing->draws - first;
        if (!draw_batch(drawing, first, left < BATCH ? left : BATCH))
            return sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                                _("the deadline passed while the ranks were drawn; ask for fewer "
                                  "draws"));
    }
    for (size_t i = 0; i < drawing->row_count; i++)
        sj_score_quantiles(&drawing->ranks[i], drawing->draws, drawing->row_count,
                           &drawing->result->low[drawing->rows[i]],
                           &drawing->result->high[drawing->rows[i]]);
    return SJ_OK;
}

enum sj_status sj_score_draw(const struct sj_score_table *table, uint32_t draws,
                             const struct sj_score_random *random, const struct sj_score_stop *stop,
                             struct sj_score_result *result, struct sj_error *error)
{
    struct drawing drawing = {
        .table = table, .result = result, .random = random, .stop = stop, .draws = draws};
    struct sj_arena work; /* much more than the answer, and not for longer than the drawing */
    if (draws == 0 || draws > SJ_SCORE_DRAWS_MAX)
        return sj_error_set(error, SJ_INVALID, "DRAWS", _("1 to %d draws are made, not %u"),
                            (int)SJ_SCORE_DRAWS_MAX, (unsigned)draws);
    sj_arena_init(&work, WORK_BYTES);
    enum sj_status status =
        set_up(&drawing, &work)
            ? draw_all(&drawing, error)
            : sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM",
                           _("there is no memory to draw so many ranks; ask for fewer draws"));
    sj_arena_clear(&work);
    return status;
}
