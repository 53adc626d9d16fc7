/* The document that a report is read from: a file as found, and the text that every span points
 * into: docs/documents.md says how each format becomes text, since that text is what is signed.
 * Names and slices live in the caller's arena. No state. */
#ifndef SHANGJI_CLIENT_DOCUMENT_H
#define SHANGJI_CLIENT_DOCUMENT_H

#include "base/arena.h"

enum {
    SJ_DOCUMENT_MAX_BYTES = 4 * 1024 * 1024,        /* .txt, .html, .csv */
    SJ_DOCUMENT_PACKED_MAX_BYTES = 24 * 1024 * 1024 /* .docx, .xlsx, .pdf: with their pictures */
};

struct sj_document {
    const char *name;         /* without its folder */
    const char *media_type;   /* "text/plain", "text/html": of what it is, whatever its name says */
    struct sj_bytes original; /* the file as found */
    struct sj_bytes text;     /* UTF-8, lines end with \n; at most SJ_TEXT_MAX_BYTES */
};

/* SJ_NOT_FOUND no such file; SJ_EXHAUSTED too long; SJ_INVALID no text that can be read, or a
 * format that is not read: the message says how to save it instead. */
enum sj_status sj_document_load(const char *path, struct sj_arena *arena,
                                struct sj_document *document,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* The same of bytes already there; `name` decides the format where the bytes do not. Both must
 * outlive the document. */
enum sj_status sj_document_parse(const char *name, struct sj_bytes original, struct sj_arena *arena,
                                 struct sj_document *document,
                                 struct sj_error *error) SJ_WARN_UNUSED;

/* ---- used by it and by the draft ---- */

enum sj_encoding { SJ_ENCODING_UTF8, SJ_ENCODING_GB18030 };

/* Valid UTF-8 wins and is returned as it stands, without a BOM; else GB18030. SJ_INVALID with line
 * and offset for what is neither, for NULs and for UTF-16. */
enum sj_status sj_text_decode(struct sj_bytes bytes, struct sj_arena *arena, struct sj_bytes *text,
                              enum sj_encoding *encoding, struct sj_error *error) SJ_WARN_UNUSED;
/* \r\n and \r become \n; SJ_INVALID for control characters and noncharacters. */
enum sj_status sj_text_clean(struct sj_bytes text, struct sj_arena *arena, struct sj_bytes *clean,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* The visible text of a page, given as UTF-8; in the arena. */
enum sj_status sj_html_text(struct sj_bytes page, struct sj_arena *arena, struct sj_bytes *text,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* The paragraphs, with automatic numbers, and tables of a .docx. */
enum sj_status sj_docx_text(struct sj_bytes file, struct sj_arena *arena, struct sj_bytes *text,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* The visible sheets of an .xlsx, each as a table. */
enum sj_status sj_xlsx_text(struct sj_bytes file, struct sj_arena *arena, struct sj_bytes *text,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* The table of a .csv, given as UTF-8. */
enum sj_status sj_csv_text(struct sj_bytes csv, struct sj_arena *arena, struct sj_bytes *text,
                           struct sj_error *error) SJ_WARN_UNUSED;
/* The text layer of a PDF, by running pdftotext. SJ_PRECONDITION where that is not installed;
 * SJ_INVALID also for a PDF of pictures. */
enum sj_status sj_pdf_text(struct sj_bytes file, struct sj_arena *arena, struct sj_bytes *text,
                           struct sj_error *error) SJ_WARN_UNUSED;
/* What pdftotext printed (pages parted by form feeds) as paragraphs. */
void sj_pdf_flow(struct sj_bytes raw, struct sj_buffer *out);
/* A table whose heading is a draft's is refused: it is to be checked, not read. */
struct sj_grid;
enum sj_status sj_table_text(const struct sj_grid *grid, struct sj_arena *arena,
                             struct sj_buffer *out, struct sj_error *error) SJ_WARN_UNUSED;

#endif
