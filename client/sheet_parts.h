/* What the readers of a workbook's parts share (sheet.c, sheet_cells.c): nothing for others. */
#ifndef SHANGJI_CLIENT_SHEET_PARTS_H
#define SHANGJI_CLIENT_SHEET_PARTS_H

#include "base/text.h"
#include "client/package.h"
#include "client/sheet.h"
#include "client/xml.h"

enum { SJ_SHEET_FORMATS_MAX = 4096 };

struct sj_sheet_format {
    unsigned id;
    const char *code;
};

struct sj_sheet_source {
    const char *name, *id;
    bool hidden;
};

struct sj_workbook {
    struct sj_package package;
    struct sj_arena *arena; /* of the result */
    struct sj_bytes *strings;
    size_t string_count;
    struct sj_sheet_format *formats;
    size_t format_count;
    const char **styles; /* the code of each cell style; NULL: none known */
    size_t style_count;
    struct sj_sheet_source sources[SJ_SHEETS_MAX];
    size_t source_count;
    bool since_1904;
    size_t cells, plane, sheet_bytes; /* taken so far, of all sheets */
};

/* The cells of one sheet's part into `sheet`. */
enum sj_status sj_sheet_cells(struct sj_workbook *book, struct sj_bytes part,
                              struct sj_sheet *sheet, struct sj_error *error) SJ_WARN_UNUSED;
/* The text of the <si> or <is> just opened, up to its close, runs joined. */
enum sj_xml_event sj_sheet_string(struct sj_xml *xml, struct sj_buffer *text);
/* With its escapes undone, terminated; false without memory. */
bool sj_sheet_text(struct sj_bytes raw, struct sj_arena *arena,
                   struct sj_bytes *text) SJ_WARN_UNUSED;
enum sj_status sj_sheet_broken(const struct sj_workbook *book, const char *part,
                               struct sj_error *error);
enum sj_status sj_sheet_too_much(struct sj_error *error);

#endif
