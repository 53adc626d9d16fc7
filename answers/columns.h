/* Facts as queries want them: a column of cells per indicator and period, in memory, filled
 * from the packed rows when the server opens and updated after each commit. A derived thing: it
 * can always be made again. Not locked here: one writer at a time, readers not beside it. */
#ifndef SHANGJI_ANSWERS_COLUMNS_H
#define SHANGJI_ANSWERS_COLUMNS_H

#include "answers/rank.h"

/* A fact on its way between a report, its packed row and its column. */
struct sj_column_fact {
    uint32_t indicator; /* number: sj_city_indicator_number */
    struct sj_period period;
    struct sj_cell cell; /* township and report are filled in by sj_columns_put */
};

/* A report's facts as bytes: one row of the store. Same facts, same bytes. */
enum sj_status sj_facts_pack(const struct sj_column_fact *facts, size_t count,
                             struct sj_buffer *bytes, struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_DATA_LOSS for bytes that pack did not write. */
enum sj_status sj_facts_unpack(struct sj_bytes bytes, struct sj_arena *arena,
                               struct sj_column_fact **facts, size_t *count,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* The column fact of a rule's fact. */
struct sj_column_fact sj_column_fact_of(const struct sj_fact *fact, uint32_t indicator);

struct sj_columns;

struct sj_columns *sj_columns_new(void); /* NULL: no memory */
void sj_columns_free(struct sj_columns *columns);
/* Adds the facts of report `index` of the township; those of `replaced` (entry index of the
 * revision before, or -1) go. On SJ_NO_MEMORY nothing has changed for queries but gaps: the
 * caller makes the columns again. */
enum sj_status sj_columns_put(struct sj_columns *columns, uint32_t township, uint32_t index,
                              int64_t replaced, const struct sj_column_fact *facts, size_t count,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* The cells of a column in the order of townships, then of reports and figures; NULL and 0 if
 * there is none. Holds until the next put. */
const struct sj_cell *sj_columns_find(const struct sj_columns *columns, uint32_t indicator,
                                      struct sj_period period, size_t *count);

#endif
