/* A cell in eight bytes and back. */
#include "answers/columns_impl.h"

#include <stdlib.h>
#include <string.h>

/* Ends that hard limits cut to: zero, and 100 %. */
static const int64_t round_end = 1000000;

static uint32_t what_of(const struct sj_cell *cell)
{
    return (uint32_t)cell->state << 20 | (uint32_t)cell->kind << 16 | (uint32_t)cell->mood << 12 |
           (uint32_t)cell->basis << 8 | (uint32_t)cell->scope << 4 | cell->decision;
}

static void put_what(uint32_t what, struct sj_cell *cell)
{
    cell->state = what >> 20 & 0xF;
    cell->kind = what >> 16 & 0xF;
    cell->mood = what >> 12 & 0xF;
    cell->basis = what >> 8 & 0xF;
    cell->scope = what >> 4 & 0xF;
    cell->decision = what & 0xF;
}

static uint8_t flags_of(const struct sj_cell *cell)
{
    return (uint8_t)((cell->has_lo ? SJ_HAS_LO : 0) | (cell->has_hi ? SJ_HAS_HI : 0) |
                     (cell->lo_open ? SJ_LO_OPEN : 0) | (cell->hi_open ? SJ_HI_OPEN : 0));
}

static void put_flags(uint8_t flags, struct sj_cell *cell)
{
    cell->has_lo = (flags & SJ_HAS_LO) != 0;
    cell->has_hi = (flags & SJ_HAS_HI) != 0;
    cell->lo_open = (flags & SJ_LO_OPEN) != 0;
    cell->hi_open = (flags & SJ_HI_OPEN) != 0;
}

/* Differences wrap in 64 bits, so that every end has one. */
static int64_t less(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static int64_t plus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static bool is_round(int64_t end)
{
    return end == 0 || end == round_end;
}

/* True if the unit divides the value and leaves a mantissa of 32 bits. Inlined with a constant, so
 * that nothing is divided by the machine's slow way. */
static inline bool fits(int64_t value, int64_t unit, struct sj_shape *shape, int32_t *mantissa)
{
    int64_t whole = value / unit;
    if (whole * unit != value || whole < INT32_MIN || whole > INT32_MAX)
        return false;
    shape->unit = unit;
    *mantissa = (int32_t)whole;
    return true;
}

/* Values are integers of 1/10,000 of a unit; most are whole units. The first that fits is taken, so
 * that a value has one form. */
static bool find_unit(int64_t value, struct sj_shape *shape, int32_t *mantissa)
{
    return fits(value, 10000, shape, mantissa) || fits(value, 100000000, shape, mantissa) ||
           fits(value, 1, shape, mantissa) || fits(value, 100, shape, mantissa) ||
           fits(value, 1000000, shape, mantissa) || fits(value, 1000000000000, shape, mantissa);
}

static bool shape_of(const struct sj_cell *cell, struct sj_shape *shape, int32_t *mantissa)
{
    *shape = (struct sj_shape){.flags = flags_of(cell)};
    if (!find_unit(cell->value, shape, mantissa))
        return false;
    if (cell->has_lo) {
        bool at = cell->lo != cell->value && is_round(cell->lo);
        shape->lo = at ? cell->lo : less(cell->lo, cell->value);
        shape->flags |= at ? SJ_LO_AT : 0;
    }
    if (cell->has_hi) {
        bool at = cell->hi != cell->value && is_round(cell->hi);
        shape->hi = at ? cell->hi : less(cell->hi, cell->value);
        shape->flags |= at ? SJ_HI_AT : 0;
    }
    return true;
}

/* Room for one more in an array that doubles. */
static bool grow(void **array, uint32_t count, uint32_t *room, size_t size_bytes)
{
    if (count < *room)
        return true;
    uint32_t wanted = *room == 0 ? 4 : *room * 2;
    void *grown = reallocarray(*array, wanted, size_bytes);
    if (grown == NULL)
        return false;
    *array = grown;
    *room = wanted;
    return true;
}

static size_t shape_hash(const struct sj_shape *shape)
{
    uint64_t hash = (uint64_t)shape->lo * 0x9E3779B97F4A7C15u + (uint64_t)shape->hi;
    hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u + (uint64_t)shape->unit * 31 + shape->flags;
    return (size_t)((hash ^ hash >> 32) & (SJ_SHAPE_SLOTS - 1));
}

static bool same_shape(const struct sj_shape *a, const struct sj_shape *b)
{
    return a->unit == b->unit && a->lo == b->lo && a->hi == b->hi && a->flags == b->flags;
}

/* Number of the shape, new or known; -1: no room for a further one, -2: no memory. */
static int find_shape(struct sj_column *column, const struct sj_shape *shape)
{
    if (column->recent < column->shape_count && same_shape(&column->shapes[column->recent], shape))
        return column->recent;
    if (column->shape_slots == NULL &&
        (column->shape_slots = calloc(SJ_SHAPE_SLOTS, sizeof(uint8_t))) == NULL)
        return -2;
    size_t slot = shape_hash(shape);
    for (; column->shape_slots[slot] != 0; slot = (slot + 1) & (SJ_SHAPE_SLOTS - 1))
        if (same_shape(&column->shapes[column->shape_slots[slot] - 1], shape))
            return column->recent = (uint8_t)(column->shape_slots[slot] - 1);
    if (column->shape_count == SJ_SHAPES_MAX)
        return -1;
    if (!grow((void **)&column->shapes, column->shape_count, &column->shape_room, sizeof *shape))
        return -2;
    column->recent = (uint8_t)column->shape_count;
    column->shapes[column->shape_count++] = *shape;
    column->shape_slots[slot] = (uint8_t)column->shape_count;
    return (int)column->shape_count - 1;
}

static int find_what(struct sj_column *column, uint32_t what)
{
    for (uint32_t i = 0; i < column->what_count; i++)
        if (column->whats[i] == what)
            return (int)i;
    if (column->what_count == SJ_WHATS_MAX)
        return -1;
    if (!grow((void **)&column->whats, column->what_count, &column->what_room, sizeof what))
        return -2;
    column->whats[column->what_count++] = what;
    return (int)column->what_count - 1;
}

/* What has no form of eight bytes: too many digits, or one shape too many. */
static bool encode_odd(struct sj_column *column, const struct sj_cell *cell, struct sj_slot *slot)
{
    uint32_t number = 0;
    if (column->odd_free > 0) {
        while (column->odd[number].taken)
            number++;
        column->odd_free--;
    } else {
        if (!grow((void **)&column->odd, column->odd_count, &column->odd_room, sizeof *column->odd))
            return false;
        number = column->odd_count++;
    }
    column->odd[number] = (struct sj_odd){.value = cell->value,
                                          .lo = cell->has_lo ? cell->lo : 0,
                                          .hi = cell->has_hi ? cell->hi : 0,
                                          .figure = cell->figure,
                                          .what = what_of(cell),
                                          .flags = flags_of(cell),
                                          .taken = true};
    *slot = (struct sj_slot){.mantissa = (int32_t)number, .what = SJ_ODD};
    return true;
}

bool sj_column_encode(struct sj_column *column, const struct sj_cell *cell, struct sj_slot *slot)
{
    struct sj_shape shape;
    int32_t mantissa;
    bool figure_fits = cell->figure < SJ_SLOT_NO_FIGURE || cell->figure == SJ_FACT_NO_FIGURE;
    if (!figure_fits || !shape_of(cell, &shape, &mantissa))
        return encode_odd(column, cell, slot);
    int number = find_shape(column, &shape);
    int what = number < 0 ? number : find_what(column, what_of(cell));
    if (what < 0)
        return what == -1 && encode_odd(column, cell, slot);
    *slot = (struct sj_slot){.mantissa = mantissa,
                             .figure = cell->figure == SJ_FACT_NO_FIGURE ? SJ_SLOT_NO_FIGURE
                                                                         : (uint16_t)cell->figure,
                             .shape = (uint8_t)number,
                             .what = (uint8_t)(what + 1)};
    return true;
}

void sj_column_decode(const struct sj_column *column, struct sj_slot slot, struct sj_cell *cell)
{
    if (slot.what == SJ_ODD) {
        const struct sj_odd *odd = &column->odd[slot.mantissa];
        cell->value = odd->value;
        cell->lo = odd->lo;
        cell->hi = odd->hi;
        cell->figure = odd->figure;
        put_what(odd->what, cell);
        put_flags(odd->flags, cell);
        return;
    }
    const struct sj_shape *shape = &column->shapes[slot.shape];
    cell->value = slot.mantissa * shape->unit;
    cell->lo = (shape->flags & SJ_HAS_LO) == 0 || (shape->flags & SJ_LO_AT) != 0
                   ? shape->lo
                   : plus(cell->value, shape->lo);
    cell->hi = (shape->flags & SJ_HAS_HI) == 0 || (shape->flags & SJ_HI_AT) != 0
                   ? shape->hi
                   : plus(cell->value, shape->hi);
    cell->figure = slot.figure == SJ_SLOT_NO_FIGURE ? SJ_FACT_NO_FIGURE : slot.figure;
    put_what(column->whats[slot.what - 1], cell);
    put_flags(shape->flags, cell);
}

uint32_t sj_column_figure(const struct sj_column *column, struct sj_slot slot)
{
    if (slot.what == SJ_ODD)
        return column->odd[slot.mantissa].figure;
    return slot.figure == SJ_SLOT_NO_FIGURE ? SJ_FACT_NO_FIGURE : slot.figure;
}

void sj_column_forget(struct sj_column *column, struct sj_slot slot)
{
    if (slot.what != SJ_ODD)
        return;
    column->odd[slot.mantissa].taken = false;
    column->odd_free++;
}
