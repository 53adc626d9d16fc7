/* An answer as a table with typed columns: what every way of showing it (aligned text, CSV, and
 * others to come) is made from. Everything lives in the arena given; a table that ran out of it
 * says so when it is printed. For one thread. */
#ifndef SHANGJI_CLIENT_ANSWER_TABLE_H
#define SHANGJI_CLIENT_ANSWER_TABLE_H

#include "base/arena.h"
#include "client/output.h"

#include <questions.pb-c.h>

enum sj_column_type {
    SJ_COLUMN_TEXT,
    SJ_COLUMN_INTEGER,
    SJ_COLUMN_DECIMAL, /* exact, as a decimal string */
    SJ_COLUMN_INTERVAL /* in CSV four columns: _lo, _lo_open, _hi, _hi_open */
};

struct sj_answer_column {
    enum sj_column_type type;
    const char *code;  /* for programs: "percentile"; NULL: people alone see it */
    const char *title; /* for people, translated; NULL: programs alone see it */
};

/* Of its column's type. */
struct sj_answer_cell {
    bool there;
    const char *text; /* TEXT, for people, and DECIMAL */
    const char *code; /* TEXT, for programs */
    int64_t integer;
    const Shangji__V1__Interval *interval;
};

enum { SJ_ANSWER_COLUMNS_MAX = 48 };

struct sj_answer_table {
    struct sj_arena *arena;
    struct sj_answer_column columns[SJ_ANSWER_COLUMNS_MAX];
    size_t column_count;
    struct sj_answer_cell **rows;
    size_t row_count, row_room;
    const char *title;      /* a line above, for people */
    struct sj_buffer notes; /* lines below, for people */
    bool failed;
};

void sj_answer_table_init(struct sj_answer_table *table, struct sj_arena *arena);
void sj_answer_table_clear(struct sj_answer_table *table);
/* The new column's number. All columns come before the first row. */
size_t sj_answer_column(struct sj_answer_table *table, enum sj_column_type type, const char *code,
                        const char *title);
/* Begins a row of empty cells; the next functions fill in its cells. Texts are borrowed. */
void sj_answer_row(struct sj_answer_table *table);
void sj_answer_text(struct sj_answer_table *table, size_t column, const char *text);
void sj_answer_named(struct sj_answer_table *table, size_t column, const char *code,
                     const char *text);
void sj_answer_integer(struct sj_answer_table *table, size_t column, int64_t integer);
void sj_answer_decimal(struct sj_answer_table *table, size_t column, const char *decimal);
void sj_answer_interval(struct sj_answer_table *table, size_t column,
                        const Shangji__V1__Interval *interval);
void sj_answer_note(struct sj_answer_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void sj_answer_table_print(struct sj_answer_table *table, FILE *out);
void sj_answer_table_print_csv(struct sj_answer_table *table, FILE *out);
/* The same to stdout, through $SHANGJI_PAGER, $PAGER or less where stdout is a terminal with fewer
 * lines than there are. */
void sj_answer_table_show(struct sj_answer_table *table);

#endif
