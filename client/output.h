/* What commands print: tables aligned for wide characters, JSON of messages, CSV. */
#ifndef SHANGJI_CLIENT_OUTPUT_H
#define SHANGJI_CLIENT_OUTPUT_H

#include "base/bytes.h"

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>

enum sj_format {
    SJ_FORMAT_TABLE,
    SJ_FORMAT_MARKED,
    SJ_FORMAT_JSON,
    SJ_FORMAT_JSONL,
    SJ_FORMAT_CSV,
    SJ_FORMAT_XLSX
};

/* "table", "json", …; only those in `allowed` (a bit 1 << format each). */
enum sj_status sj_format_parse(const char *text, unsigned allowed, enum sj_format *format,
                               struct sj_error *error) SJ_WARN_UNUSED;

enum { SJ_TABLE_COLUMNS_MAX = 48 };

/* Cells are copied; columns are as wide as their widest cell in terminal columns (utf8proc). */
struct sj_table;
struct sj_table *sj_table_new(size_t columns);
void sj_table_right(struct sj_table *table, size_t column); /* align right: numbers */
void sj_table_row(struct sj_table *table, const char *const *cells);
void sj_table_print(const struct sj_table *table, FILE *out); /* first row is the heading */
/* RFC 4180 by libcsv, without BOM. */
void sj_table_print_csv(const struct sj_table *table, FILE *out);
void sj_table_free(struct sj_table *table);
size_t sj_display_width(struct sj_bytes text); /* terminal columns */
/* Somebody else's words, with blanks for what would steer the terminal. */
void sj_print_text(const char *text, FILE *out);
void sj_print_bytes(struct sj_bytes text, FILE *out);
/* The same for several lines: what ends a line ends it. */
void sj_print_lines(struct sj_bytes text, FILE *out);

enum sj_status sj_print_json(const ProtobufCMessage *message, FILE *out,
                             struct sj_error *error) SJ_WARN_UNUSED;

#endif
