/* The draft: what was read, as a CSV file that Excel and WPS open rightly, for the clerk to decide
 * on (docs/draft.md). A draft in memory is its rows of cells, terminated texts in the arena it was
 * made in; what the cells mean is draft_decide's matter. No files are touched here. */
#ifndef SHANGJI_CLIENT_DRAFT_H
#define SHANGJI_CLIENT_DRAFT_H

#include "client/document.h"
#include "reader/reader.h"
#include "rules/findings.h"

/* X(NAME, "heading", what it is). What the machine wrote must come back unchanged, the clerk's
 * cells may be changed, the rest is for the eye. */
#define SJ_DRAFT_COLUMN_LIST(X)                                                                    \
    X(SJ_DRAFT_NUMBER, "序号", SJ_DRAFT_KEY)                                                       \
    X(SJ_DRAFT_FLAG, "需处理", SJ_DRAFT_SHOWN)                                                     \
    X(SJ_DRAFT_DECISION, "处理", SJ_DRAFT_CLERK)                                                   \
    X(SJ_DRAFT_INDICATOR, "指标", SJ_DRAFT_CLERK)                                                  \
    X(SJ_DRAFT_SURFACE, "原文", SJ_DRAFT_MACHINE)                                                  \
    X(SJ_DRAFT_CLAUSE, "所在句", SJ_DRAFT_MACHINE)                                                 \
    X(SJ_DRAFT_VALUE, "识别值", SJ_DRAFT_MACHINE)                                                  \
    X(SJ_DRAFT_UNIT, "单位", SJ_DRAFT_MACHINE)                                                     \
    X(SJ_DRAFT_QUALIFIER, "限定", SJ_DRAFT_MACHINE)                                                \
    X(SJ_DRAFT_LO, "下限", SJ_DRAFT_MACHINE)                                                       \
    X(SJ_DRAFT_HI, "上限", SJ_DRAFT_MACHINE)                                                       \
    X(SJ_DRAFT_LAST_YEAR, "上年值", SJ_DRAFT_SHOWN)                                                \
    X(SJ_DRAFT_KIND, "性质", SJ_DRAFT_CLERK)                                                       \
    X(SJ_DRAFT_MOOD, "语气", SJ_DRAFT_CLERK)                                                       \
    X(SJ_DRAFT_BASIS, "时期口径", SJ_DRAFT_CLERK)                                                  \
    X(SJ_DRAFT_SCOPE, "范围", SJ_DRAFT_CLERK)                                                      \
    X(SJ_DRAFT_CORRECTED, "更正值", SJ_DRAFT_CLERK)                                                \
    X(SJ_DRAFT_REASON, "理由", SJ_DRAFT_CLERK)                                                     \
    X(SJ_DRAFT_CODE, "指标代码", SJ_DRAFT_CLERK)                                                   \
    X(SJ_DRAFT_PLACE, "位置", SJ_DRAFT_MACHINE)

enum sj_draft_column {
#define SJ_DRAFT_COLUMN_ENUM(name, heading, what) name,
    SJ_DRAFT_COLUMN_LIST(SJ_DRAFT_COLUMN_ENUM)
#undef SJ_DRAFT_COLUMN_ENUM
        SJ_DRAFT_COLUMNS
};
enum sj_draft_column_kind { SJ_DRAFT_KEY, SJ_DRAFT_SHOWN, SJ_DRAFT_MACHINE, SJ_DRAFT_CLERK };

enum {
    SJ_DRAFT_MAX_BYTES = 8 * 1024 * 1024,
    SJ_DRAFT_ADDITIONS_MAX = 500,
    SJ_DRAFT_ROWS_MAX = SJ_FIGURES_MAX + SJ_DRAFT_ADDITIONS_MAX + 1
};
#define SJ_DRAFT_NO_NUMBER UINT32_MAX

struct sj_draft_row {
    uint32_t number; /* 序号: 0 the source, 1 … the figures; SJ_DRAFT_NO_NUMBER without one */
    size_t line;     /* row of the spreadsheet, the heading's is 1 */
    const char *cells[SJ_DRAFT_COLUMNS]; /* never NULL */
};

/* Cells as they stand in a file, escaped, with columns and blank rows of the clerk's own. */
struct sj_draft_line {
    const char **fields;
    size_t count;
};
struct sj_draft_grid {
    struct sj_draft_line *rows; /* the spreadsheet's row n is rows[n - 1] */
    size_t count, capacity;
};

struct sj_draft {
    const char *name; /* of the file, for messages */
    struct sj_draft_row *rows;
    size_t row_count;
    struct sj_draft_grid grid;    /* as it came back; empty of a draft made here */
    int places[SJ_DRAFT_COLUMNS]; /* field in the grid of each column; -1: it is not there */
    bool lossy;    /* came back in GB18030: what that program could not write has become '?' */
    bool workbook; /* came back as .xlsx … */
    bool others;   /* … with sheets of the clerk's own beside the draft's */
};

/* What the source row says, and what a draft is made from. */
struct sj_draft_source {
    const char *document;  /* file name without folder */
    const char *digest;    /* of the text, in hex */
    const char *catalogue; /* version */
    const char *reader;    /* name and version of the program */
    const char *township;  /* "" = not known */
    uint16_t year;         /* that the text reports on; 0 = it does not say */
};

const char *sj_draft_heading(enum sj_draft_column column);
enum sj_draft_column_kind sj_draft_column_kind(enum sj_draft_column column);

/* The draft of a reading: the source row, then a row a figure. */
enum sj_status sj_draft_make(const char *name, const struct sj_draft_source *source,
                             struct sj_bytes text, const struct sj_reading *reading,
                             struct sj_arena *arena, struct sj_draft *draft,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* "1140", "-5", "3..5": as JSON lines and drafts have it; in the arena. */
const char *sj_figure_value(const struct sj_figure *figure, struct sj_arena *arena);
/* The interval as it counts: mirrored for a decrease. */
struct sj_interval sj_figure_interval(const struct sj_figure *figure);
bool sj_figure_is_negative(const struct sj_figure *figure);

/* UTF-8 with a BOM, CRLF, all cells quoted, such as a spreadsheet would run escaped. Of a draft
 * that came back all cells stay as they came, but those that were changed since. */
enum sj_status sj_draft_format(const struct sj_draft *draft, struct sj_arena *arena,
                               struct sj_buffer *csv, struct sj_error *error) SJ_WARN_UNUSED;
/* The same as a workbook, with the catalogue's names to choose from (draft_xlsx.c). */
enum sj_status sj_draft_format_xlsx(const struct sj_draft *draft,
                                    const struct sj_catalogue *catalogue, struct sj_arena *arena,
                                    struct sj_buffer *xlsx, struct sj_error *error) SJ_WARN_UNUSED;
/* Reads it back, .xlsx or CSV in UTF-8 or GB18030, columns and rows in any order. What is missing
 * or malformed is added to `findings`, with "NAME:ROW" as its field; the status is about files that
 * are no draft at all. */
enum sj_status sj_draft_parse(const char *name, struct sj_bytes csv, struct sj_arena *arena,
                              struct sj_findings *findings, struct sj_draft *draft,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_INVALID if the draft has no source row, or one that says nothing. */
enum sj_status sj_draft_get_source(const struct sj_draft *draft, struct sj_arena *arena,
                                   struct sj_draft_source *source,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* "NAME:ROW", or NAME alone for row 0: how findings name their place. */
enum { SJ_DRAFT_WHERE_TEXT = 96 };
const char *sj_draft_where(const struct sj_draft *draft, size_t line,
                           char text[static SJ_DRAFT_WHERE_TEXT]);
/* Adds a finding at a row: field "NAME:ROW", the message printf-like. */
void sj_draft_fault(const struct sj_draft *draft, size_t line, struct sj_findings *findings,
                    enum sj_status status, const char *reason, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* ---- single cells, for the draft's own files and their tests ---- */

/* A leading apostrophe before what a spreadsheet would run as a formula; and off again, only where
 * it is one of these. Exact both ways. */
const char *sj_cell_escape(const char *cell, struct sj_arena *arena);
const char *sj_cell_unescape(const char *cell);
/* Whether a machine's cell came back as it was written, but for what a spreadsheet does to it:
 * blanks, 1,140 or 1140.0 or 1.14E+03 for 1140; with `lossy`, '?' for a character. */
bool sj_cell_same(const char *written, const char *found, bool lossy);

#endif
