/* One column: where a township's facts stand in it. */
#include "answers/columns_impl.h"
#include "answers/radix.h"

#include <stdlib.h>
#include <string.h>

void sj_column_clear(struct sj_column *column)
{
    free(column->first);
    free(column->more);
    free(column->odd);
    free(column->shapes);
    free(column->shape_slots);
    free(column->whats);
    *column = (struct sj_column){
        .indicator = column->indicator, .number = column->number, .period = column->period};
}

size_t sj_column_bytes(const struct sj_column *column)
{
    return column->room * sizeof *column->first + column->more_room * sizeof *column->more +
           column->odd_room * sizeof *column->odd + column->shape_room * sizeof *column->shapes +
           (column->shape_slots != NULL ? SJ_SHAPE_SLOTS : 0) +
           column->what_room * sizeof *column->whats;
}

/* Number of the first of `more` that does not stand before the township's figure. */
static uint32_t place_of(const struct sj_column *column, uint32_t township, uint32_t figure)
{
    uint32_t low = 0, high = column->more_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct sj_extra *extra = &column->more[middle];
        if (extra->township < township ||
            (extra->township == township && sj_column_figure(column, extra->slot) < figure))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool add_more(struct sj_column *column, uint32_t township, struct sj_slot slot, bool bulk)
{
    if (column->more_count == column->more_room) {
        uint32_t room = column->more_room == 0 ? 8 : column->more_room * 2;
        struct sj_extra *more = reallocarray(column->more, room, sizeof *more);
        if (more == NULL)
            return false;
        column->more = more;
        column->more_room = room;
    }
    uint32_t place = column->more_count;
    if (bulk)
        column->unsealed = true;
    else
        place = place_of(column, township, sj_column_figure(column, slot));
    memmove(&column->more[place + 1], &column->more[place],
            (column->more_count - place) * sizeof *column->more);
    column->more[place] = (struct sj_extra){township, slot};
    column->more_count++;
    return true;
}

/* The first figure stands in `first`; of equal ones the one that was put last. */
static bool add_first(struct sj_column *column, uint32_t township, struct sj_slot slot, bool bulk)
{
    struct sj_slot *first = &column->first[township], had = *first;
    if (had.what == 0) {
        *first = slot;
        return true;
    }
    if (sj_column_figure(column, slot) > sj_column_figure(column, had))
        return add_more(column, township, slot, bulk);
    *first = slot;
    return add_more(column, township, had, bulk);
}

static bool make_room(struct sj_column *column, uint32_t townships)
{
    struct sj_slot *first = reallocarray(column->first, townships, sizeof *first);
    if (first == NULL)
        return false;
    memset(&first[column->room], 0, (townships - column->room) * sizeof *first);
    column->first = first;
    column->room = townships;
    return true;
}

/* From a list to a slot a township. What was sealed is put again from its end, so that of equal
 * figures the last is the first again. */
static bool spread(struct sj_column *column, uint32_t townships)
{
    struct sj_extra *listed = column->more;
    uint32_t count = column->more_count;
    bool bulk = column->unsealed, done = make_room(column, townships);
    if (!done)
        return false;
    column->more = NULL;
    column->more_count = column->more_room = 0;
    column->unsealed = false;
    for (uint32_t i = 0; done && i < count; i++) {
        const struct sj_extra *extra = &listed[bulk ? i : count - 1 - i];
        done = add_first(column, extra->township, extra->slot, bulk);
    }
    free(listed);
    return done;
}

bool sj_column_add(struct sj_column *column, uint32_t township, const struct sj_cell *cell,
                   uint32_t townships, bool bulk)
{
    struct sj_slot slot;
    if (!sj_column_encode(column, cell, &slot))
        return false;
    column->count++;
    /* A slot a township costs 8 bytes, a line of the list 12. */
    if (column->first == NULL && column->more_count >= townships / 2 && column->more_count >= 16 &&
        !spread(column, townships))
        return false;
    if (column->first == NULL)
        return add_more(column, township, slot, bulk);
    if (township >= column->room && !make_room(column, townships))
        return false;
    return add_first(column, township, slot, bulk);
}

bool sj_column_seal(struct sj_column *column)
{
    uint32_t count = column->more_count;
    if (!column->unsealed)
        return true;
    struct sj_sort_item *items = reallocarray(NULL, 2 * (size_t)count, sizeof *items);
    struct sj_extra *sorted = reallocarray(NULL, count, sizeof *sorted);
    if (items != NULL && sorted != NULL) {
        /* From the end: of equal figures the later put comes first, and the sort is stable. */
        for (uint32_t i = 0; i < count; i++) {
            const struct sj_extra *extra = &column->more[count - 1 - i];
            items[i] = (struct sj_sort_item){(uint64_t)extra->township << 32 |
                                                 sj_column_figure(column, extra->slot),
                                             count - 1 - i};
        }
        const struct sj_sort_item *ordered = sj_radix_sort(items, &items[count], count);
        for (uint32_t i = 0; i < count; i++)
            sorted[i] = column->more[ordered[i].number];
        free(column->more);
        column->more = sorted;
        column->more_room = count;
        column->unsealed = false;
        sorted = NULL;
    }
    free(items);
    free(sorted);
    return !column->unsealed;
}

size_t sj_column_remove(struct sj_column *column, uint32_t township)
{
    uint32_t from = place_of(column, township, 0), to = from;
    size_t removed = 0;
    for (; to < column->more_count && column->more[to].township == township; to++, removed++)
        sj_column_forget(column, column->more[to].slot);
    if (to > from)
        memmove(&column->more[from], &column->more[to],
                (column->more_count - to) * sizeof *column->more);
    column->more_count -= to - from;
    if (township < column->room && column->first[township].what != 0) {
        sj_column_forget(column, column->first[township]);
        column->first[township] = (struct sj_slot){0};
        removed++;
    }
    column->count -= removed;
    return removed;
}

void sj_column_walk(const struct sj_column *column, uint32_t from, struct sj_column_walk *walk)
{
    *walk = (struct sj_column_walk){
        .column = column, .township = from, .more = place_of(column, from, 0)};
}

bool sj_column_next(struct sj_column_walk *walk)
{
    const struct sj_column *column = walk->column;
    uint32_t listed =
        walk->more < column->more_count ? column->more[walk->more].township : UINT32_MAX;
    /* `township` is the next whose first fact was not seen. */
    while (walk->township < column->room && walk->township <= listed &&
           column->first[walk->township].what == 0)
        walk->township++;
    if (walk->township < column->room && walk->township <= listed) {
        walk->slot = column->first[walk->township];
        walk->at = walk->township++;
        return true;
    }
    if (listed == UINT32_MAX)
        return false;
    walk->slot = column->more[walk->more++].slot;
    walk->at = listed;
    return true;
}
