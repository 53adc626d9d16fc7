/* The groups of columns that answers are made of: a value with what has to be said beside it, a
 * change, a place among others. Codes get the prefix ("from_"), so that a group may stand twice. */
#ifndef SHANGJI_CLIENT_ANSWER_COLUMNS_H
#define SHANGJI_CLIENT_ANSWER_COLUMNS_H

#include "client/answer_table.h"

struct sj_township_columns {
    size_t code, name;
};
void sj_township_columns_add(struct sj_answer_table *table, struct sj_township_columns *columns);
void sj_township_columns_fill(struct sj_answer_table *table,
                              const struct sj_township_columns *columns, const char *code,
                              const char *name);

struct sj_head_columns {
    size_t code, name, unit;
};
void sj_head_columns_add(struct sj_answer_table *table, struct sj_head_columns *columns);
void sj_head_columns_fill(struct sj_answer_table *table, const struct sj_head_columns *columns,
                          const Shangji__V1__IndicatorHead *head);
/* "早稻面积 (early_rice_area)", in the arena. */
const char *sj_head_text(const Shangji__V1__IndicatorHead *head, struct sj_arena *arena);

struct sj_value_columns {
    size_t value, interval, entry, revision, decision, reason, marks, absent, detail;
};
/* `title` is what the value is called; its unit may stand in it. */
void sj_value_columns_add(struct sj_answer_table *table, const char *prefix, const char *title,
                          struct sj_value_columns *columns);
void sj_value_columns_fill(struct sj_answer_table *table, const struct sj_value_columns *columns,
                           const Shangji__V1__AnswerValue *value);
/* The value, or why there is none, with its words among what is to be noted. */
void sj_cell_columns_fill(struct sj_answer_table *table, const struct sj_value_columns *columns,
                          const Shangji__V1__AnswerCell *cell);
void sj_absence_columns_fill(struct sj_answer_table *table, const struct sj_value_columns *columns,
                             Shangji__V1__Absence why, const char *detail);
/* "1140 [1140, 1150)", or "(no report)": a cell in one. */
const char *sj_cell_text(const Shangji__V1__AnswerCell *cell, struct sj_arena *arena);

struct sj_change_columns {
    size_t value, interval, unit, percent, percent_interval, told, told_interval;
};
void sj_change_columns_add(struct sj_answer_table *table, struct sj_change_columns *columns);
void sj_change_columns_fill(struct sj_answer_table *table, const struct sj_change_columns *columns,
                            const Shangji__V1__Change *change);

struct sj_place_columns {
    size_t rank, best, worst, range, ranked, percentile;
};
void sj_place_columns_add(struct sj_answer_table *table, struct sj_place_columns *columns);
void sj_place_columns_fill(struct sj_answer_table *table, const struct sj_place_columns *columns,
                           const Shangji__V1__Place *place);

#endif
