/* The inside of struct sj_columns, for answers/column*.c and rankings.c alone.
 *
 * A block holds what the standing reports of one period and kind state: per indicator and period
 * spoken of a column, per column a slot of eight bytes a township. Blocks are what is dropped when
 * memory runs short and loaded again when asked for; which report stands for which township is
 * kept always. */
#ifndef SHANGJI_ANSWERS_COLUMNS_IMPL_H
#define SHANGJI_ANSWERS_COLUMNS_IMPL_H

#include "answers/columns.h"

#include <pthread.h>
#include <stdatomic.h>

/* A cell without township and report. `what` 0: empty; SJ_ODD: `mantissa` is the number of an odd
 * fact, which is kept in full. */
struct sj_slot {
    int32_t mantissa; /* value / unit of the shape */
    uint16_t figure;  /* SJ_SLOT_NO_FIGURE for a statement */
    uint8_t shape;    /* number of the column's shape */
    uint8_t what;     /* number of the column's what + 1 */
};
#define SJ_SLOT_NO_FIGURE UINT16_MAX
enum { SJ_ODD = 255, SJ_SHAPES_MAX = 254, SJ_WHATS_MAX = 254, SJ_SHAPE_SLOTS = 512 };

/* How the ends of an interval follow from its value: relative to it, or, for the round ends 0 and
 * 100 that hard limits cut to, fixed. */
struct sj_shape {
    int64_t unit, lo, hi;
    uint8_t flags;
};
enum { SJ_HAS_LO = 1, SJ_HAS_HI = 2, SJ_LO_OPEN = 4, SJ_HI_OPEN = 8, SJ_LO_AT = 16, SJ_HI_AT = 32 };

struct sj_odd {
    int64_t value, lo, hi;
    uint32_t figure;
    uint32_t what;
    uint8_t flags;
    bool taken;
};

struct sj_extra {
    uint32_t township;
    struct sj_slot slot;
};

/* A township's first fact stands in `first`, further ones in `more`; a column of few townships has
 * no `first`. In the order of figures; of two facts of one figure the later put comes first. */
struct sj_column {
    uint32_t indicator;
    uint32_t number; /* in its block */
    struct sj_period period;
    struct sj_slot *first; /* by township, or NULL */
    uint32_t room;         /* of `first` */
    struct sj_extra *more; /* by township and figure once sealed */
    uint32_t more_count, more_room;
    bool unsealed; /* `more` stands in the order of putting */
    struct sj_odd *odd;
    uint32_t odd_count, odd_room, odd_free;
    struct sj_shape *shapes;
    uint8_t *shape_slots; /* open addressing; number + 1, 0 = free */
    uint32_t shape_count, shape_room;
    uint8_t recent;  /* number of the shape that was found last: most facts have the same */
    uint32_t *whats; /* the enums of a cell, packed */
    uint32_t what_count, what_room;
    size_t count; /* facts */
};

void sj_column_clear(struct sj_column *column); /* its facts; what it is of stays */
size_t sj_column_bytes(const struct sj_column *column);
/* Of one report after the other. `townships`: how many there may be. After adding in bulk the
 * column is sealed before it is read. False: no memory, and the column is not to be read. */
bool sj_column_add(struct sj_column *column, uint32_t township, const struct sj_cell *cell,
                   uint32_t townships, bool bulk) SJ_WARN_UNUSED;
bool sj_column_seal(struct sj_column *column) SJ_WARN_UNUSED;
/* All facts of the township; how many there were. */
size_t sj_column_remove(struct sj_column *column, uint32_t township);
/* column_codes.c. False: no memory. */
bool sj_column_encode(struct sj_column *column, const struct sj_cell *cell,
                      struct sj_slot *slot) SJ_WARN_UNUSED;
uint32_t sj_column_figure(const struct sj_column *column, struct sj_slot slot);
/* Gives back what an odd fact takes. */
void sj_column_forget(struct sj_column *column, struct sj_slot slot);
/* Fills `cell` but for its township and report. */
void sj_column_decode(const struct sj_column *column, struct sj_slot slot, struct sj_cell *cell);

/* A walk over the facts in their order, beginning at a township. */
struct sj_column_walk {
    const struct sj_column *column;
    uint32_t township, more; /* what comes next of `first` and `more` */
    uint32_t at;             /* township of `slot` */
    struct sj_slot slot;
};
void sj_column_walk(const struct sj_column *column, uint32_t from, struct sj_column_walk *walk);
bool sj_column_next(struct sj_column_walk *walk); /* false: there is no further one */

struct sj_block {
    struct sj_period period;
    char kind[SJ_COLUMNS_KIND];
    uint32_t *reports; /* entry index by township; SJ_NO_REPORT. Never dropped */
    uint32_t report_room;
    size_t report_count;
    struct sj_column **columns; /* stay when the facts are dropped */
    size_t column_count, column_room;
    uint32_t *slots; /* open addressing; column number + 1, 0 = free */
    size_t slot_count;
    bool resident; /* its facts are in memory */
    bool known;    /* they once were: the columns are all there */
    size_t bytes;  /* of the columns */
    atomic_uint_fast64_t used_at;
};

/* When what is said of a period last changed. */
struct sj_period_change {
    struct sj_period period;
    uint64_t at;
};

struct sj_cached_ranking {
    struct sj_ranking_key key;
    struct sj_ranking *ranking; /* NULL: free */
    uint64_t used_at;
};

struct sj_columns {
    struct sj_block **blocks;
    size_t block_count, block_room;
    uint32_t township_room; /* one more than the highest number seen */
    struct sj_period_change *changes;
    size_t change_count, change_room;
    uint64_t change; /* of the last put */
    size_t limit_bytes;
    struct sj_facts_source source;

    /* The writer holds all readers off; what these guard is what readers do to each other. */
    struct sj_columns_shared *shared;
};

struct sj_columns_shared {
    pthread_rwlock_t residency; /* which blocks are resident, and their facts */
    size_t bytes;               /* of all columns; under residency held to write */
    atomic_uint_fast64_t clock; /* of use */
    pthread_mutex_t mutex;      /* guards the cache of rankings and their counts of users */
    struct sj_cached_ranking cached[SJ_RANKINGS_MAX];
};

struct sj_block *sj_block_find(const struct sj_columns *columns, struct sj_period period,
                               const char *kind);
struct sj_column *sj_block_column(const struct sj_block *block, uint32_t indicator,
                                  struct sj_period period);
struct sj_column *sj_block_find_or_add(struct sj_block *block, uint32_t indicator,
                                       struct sj_period period);
static inline uint32_t sj_block_report(const struct sj_block *block, uint32_t township)
{
    return township < block->report_room ? block->reports[township] : SJ_NO_REPORT;
}
/* Frees the facts of a block. Under residency held to write. */
void sj_block_drop(const struct sj_columns *columns, struct sj_block *block);
/* Drops the least recently used blocks until the limit is kept, but none of those used since
 * `spared`. Under residency held to write, or where there are no readers. */
void sj_columns_shrink(const struct sj_columns *columns, uint64_t spared);
/* Holds residency so that every block for which `wanted` is true is resident; with SJ_OK it is to
 * be unlocked. */
typedef bool sj_block_wanted(const struct sj_block *block, const void *context);
enum sj_status sj_columns_hold(const struct sj_columns *columns, sj_block_wanted *wanted,
                               const void *context, struct sj_error *error) SJ_WARN_UNUSED;
void sj_columns_let_go(const struct sj_columns *columns);
void sj_rankings_clear(struct sj_columns_shared *shared);

#endif
