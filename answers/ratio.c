#include "answers/ratio.h"

#include "base/i18n.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

bool sj_ratio_divides(const struct sj_cell *denominator)
{
    return denominator->value > 0;
}

int sj_ratio_compare(int64_t a, int64_t b, int64_t c, int64_t d)
{
    wide left = (wide)a * d, right = (wide)c * b;
    return (left > right) - (left < right);
}

/* ---- intervals ---- */

/* The lower end of the denominator, at zero or above. */
static struct sj_ratio_end lowest(const struct sj_cell *denominator)
{
    if (denominator->has_lo && denominator->lo > 0)
        return (struct sj_ratio_end){denominator->lo, 1, true, denominator->lo_open};
    return (struct sj_ratio_end){0, 1, true, true};
}

static struct sj_ratio_end highest(const struct sj_cell *denominator)
{
    return (struct sj_ratio_end){denominator->hi, 1, denominator->has_hi,
                                 !denominator->has_hi || denominator->hi_open};
}

/* An end of the numerator over the end of the denominator that takes it farthest. */
static struct sj_ratio_end divide(bool bounded, int64_t n, bool open, struct sj_ratio_end by)
{
    if (!bounded || (n != 0 && by.bounded && by.n == 0))
        return (struct sj_ratio_end){0, 1, false, true};
    if (n == 0) /* over whatever: zero, reached if the numerator reaches it */
        return (struct sj_ratio_end){0, 1, true, open};
    if (!by.bounded) /* comes ever nearer to zero */
        return (struct sj_ratio_end){0, 1, true, true};
    return (struct sj_ratio_end){n, by.n, true, open || by.open};
}

void sj_ratio_interval(const struct sj_ratio *ratio, struct sj_ratio_end *lo,
                       struct sj_ratio_end *hi)
{
    const struct sj_cell *n = ratio->numerator;
    struct sj_ratio_end small = lowest(ratio->denominator), large = highest(ratio->denominator);
    *lo = divide(n->has_lo, n->lo, n->lo_open, n->lo >= 0 ? large : small);
    *hi = divide(n->has_hi, n->hi, n->hi_open, n->hi >= 0 ? small : large);
}

/* ---- order ---- */

/* A value or an end on its way to a number that orders as it does. */
struct point {
    int64_t n, d;
    int64_t *order;
};

static int by_ratio(const void *left, const void *right)
{
    const struct point *a = left, *b = right;
    return sj_ratio_compare(a->n, a->d, b->n, b->d);
}

static struct sj_cell stand_in(const struct sj_ratio *ratio, struct point points[static 3],
                               size_t *count, struct sj_cell *cell)
{
    struct sj_ratio_end lo, hi;
    sj_ratio_interval(ratio, &lo, &hi);
    points[(*count)++] =
        (struct point){ratio->numerator->value, ratio->denominator->value, &cell->value};
    if (lo.bounded)
        points[(*count)++] = (struct point){lo.n, lo.d, &cell->lo};
    if (hi.bounded)
        points[(*count)++] = (struct point){hi.n, hi.d, &cell->hi};
    return (struct sj_cell){.township = ratio->numerator->township,
                            .has_lo = lo.bounded,
                            .has_hi = hi.bounded,
                            .lo_open = lo.open,
                            .hi_open = hi.open};
}

/* Ranking asks nothing of values and ends but their order. So all of them are sorted once, exactly,
 * and each gets the number of its place, equal ones the same; what ranks whole numbers does the
 * rest. */
enum sj_status sj_rank_ratios(const struct sj_ratio *ratios, size_t count, bool less_is_better,
                              struct sj_arena *arena, struct sj_rank_row *rows,
                              struct sj_error *error)
{
    struct sj_cell *cells = sj_arena_array(arena, count + 1, sizeof *cells);
    struct point *points = sj_arena_array(arena, 3 * count + 1, sizeof *points);
    size_t point_count = 0;
    if (cells == NULL || points == NULL)
        return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM",
                            _("too many townships to rank at once"));
    for (size_t i = 0; i < count; i++) {
        size_t taken = 0;
        cells[i] = stand_in(&ratios[i], points + point_count, &taken, &cells[i]);
        point_count += taken;
    }
    qsort(points, point_count, sizeof *points, by_ratio);
    int64_t order = 0;
    for (size_t i = 0; i < point_count; i++) {
        if (i > 0 && by_ratio(&points[i - 1], &points[i]) != 0)
            order++;
        *points[i].order = order;
    }
    enum sj_status status = sj_rank(cells, count, less_is_better, arena, rows, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++)
        rows[i].cell = ratios[rows[i].cell - cells].numerator;
    return status;
}

/* ---- text ---- */

bool sj_ratio_format(int64_t n, int64_t d, enum sj_rounding rounding,
                     char text[static SJ_DECIMAL_TEXT])
{
    wide magnitude = n < 0 ? -(wide)n : n, most = d;
    struct sj_decimal decimal = {.scale = 0};
    for (int i = 0; i < SJ_RATIO_DIGITS; i++)
        most *= 10;
    while (decimal.scale < SJ_DECIMAL_SCALE_MAX && magnitude * 10 < most) {
        magnitude *= 10;
        decimal.scale++;
    }
    wide quotient = magnitude / d, rest = magnitude % d;
    bool away =
        rest != 0 &&
        (rounding == SJ_ROUND_HALF_AWAY ? 2 * rest >= d : (rounding == SJ_ROUND_UP) == (n > 0));
    if (away)
        quotient++;
    decimal.coefficient = (int64_t)(n < 0 ? -quotient : quotient);
    sj_decimal_format(decimal, text);
    return rest == 0;
}
