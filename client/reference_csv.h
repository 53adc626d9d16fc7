/* Reference tables and groupings as the operator keeps them, a CSV with a row a township, read into
 * the messages that are signed. Foreign bytes: any byte is read or refused with its line. All of it
 * lives in the arena; no files are touched here. Columns: docs/reference.md. */
#ifndef SHANGJI_CLIENT_REFERENCE_CSV_H
#define SHANGJI_CLIENT_REFERENCE_CSV_H

#include "base/arena.h"

#include <ledger.pb-c.h>
#include <roll.pb-c.h>

enum { SJ_REFERENCE_CSV_MAX_BYTES = 4 * 1024 * 1024 };

enum sj_reference_column {
    SJ_REFERENCE_TOWNSHIP,
    SJ_REFERENCE_NAME, /* of the township: held against the roll */
    SJ_REFERENCE_VALUE,
    SJ_REFERENCE_GROUP,
    SJ_REFERENCE_GROUP_NAME,
    SJ_REFERENCE_GROUP_NAME_EN,
    SJ_REFERENCE_COLUMNS
};

struct sj_reference_row {
    const char *cells[SJ_REFERENCE_COLUMNS]; /* "" where there is none */
    size_t line;                             /* the row's number in the file, from 1 */
};

/* Rows in the order of township codes, each once; `name` is the file's, for messages. */
struct sj_reference_sheet {
    const char *name;
    struct sj_reference_row *rows;
    size_t count;
};

/* A CSV with columns for township and `needed` (VALUE or GROUP). SJ_INVALID says which line and
 * what is wrong there. */
enum sj_status sj_reference_read(const char *name, struct sj_bytes bytes,
                                 enum sj_reference_column needed, struct sj_arena *arena,
                                 struct sj_reference_sheet *sheet,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* Every township stands on the roll, under the name that the sheet gives it. */
enum sj_status sj_reference_on_roll(const struct sj_reference_sheet *sheet,
                                    const Shangji__V1__GetRollReply *roll,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* The values, in shortest form. */
enum sj_status sj_reference_values(const struct sj_reference_sheet *sheet, struct sj_arena *arena,
                                   Shangji__V1__ReferenceTable *table,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* The groups, in the order in which the file first names them. */
enum sj_status sj_reference_groups(const struct sj_reference_sheet *sheet, struct sj_arena *arena,
                                   Shangji__V1__Grouping *grouping,
                                   struct sj_error *error) SJ_WARN_UNUSED;

#endif
