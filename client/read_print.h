/* What `read` shows of a reading: a table for people, JSON lines for programs. Offsets are in
 * characters (code points) here, not in bytes. */
#ifndef SHANGJI_CLIENT_READ_PRINT_H
#define SHANGJI_CLIENT_READ_PRINT_H

#include "reader/reader.h"

#include <stdio.h>

/* A line a figure, then each that looks wrong with what to do, then the counts. */
enum sj_status sj_read_print_table(struct sj_bytes text, const struct sj_reading *reading,
                                   struct sj_arena *arena, FILE *out,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* The text with its figures marked, "[3 1140余亩]", the doubtful as "[!4 …]" and those with an
 * indicator to choose as "[?5 …]"; then the table, in which these numbers are explained. */
enum sj_status sj_read_print_marked(struct sj_bytes text, const struct sj_reading *reading,
                                    bool colored, struct sj_arena *arena, FILE *out,
                                    struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_read_print_jsonl(struct sj_bytes text, const struct sj_reading *reading,
                                   struct sj_arena *arena, FILE *out,
                                   struct sj_error *error) SJ_WARN_UNUSED;

/* ---- its inside ---- */

const char *sj_read_kind_word(enum sj_kind kind); /* translated */

#endif
