/* Automatic numbers of a .docx: what Word writes before a paragraph and does not keep in its text.
 * Made from word/numbering.xml and word/styles.xml; counts while the paragraphs are read in order.
 * Lives in the arena that it is loaded with. */
#ifndef SHANGJI_CLIENT_DOCX_NUMBERING_H
#define SHANGJI_CLIENT_DOCX_NUMBERING_H

#include "base/arena.h"

enum { SJ_DOCX_LEVELS = 9, SJ_DOCX_LISTS_MAX = 1024, SJ_DOCX_STYLES_MAX = 512 };

struct sj_docx_level {
    int start;
    const char *format; /* "chineseCounting" */
    const char *text;   /* "%1、" */
    const char *style;  /* whose paragraphs stand on this level, or NULL */
    bool legal;         /* all numbers in Arabic digits */
    bool unspaced;      /* nothing between the number and the words */
};

struct sj_docx_abstract {
    int id;
    struct sj_docx_level levels[SJ_DOCX_LEVELS];
    int counts[SJ_DOCX_LEVELS]; /* of the last paragraph; 0 and below `counted`: none yet */
    bool counted[SJ_DOCX_LEVELS];
};

struct sj_docx_list {
    int id, abstract;
    int starts[SJ_DOCX_LEVELS]; /* -1: as the abstract one */
};

struct sj_docx_style {
    const char *id, *based_on;
    int list, level; /* -1: none of its own */
    bool contents;   /* of a table of contents */
};

struct sj_docx_numbering {
    struct sj_docx_abstract *abstracts;
    struct sj_docx_list *lists;
    struct sj_docx_style *styles;
    size_t abstract_count, list_count, style_count;
};

/* Either part may be empty. False without memory; what is broken in the parts is left out. */
bool sj_docx_numbering_load(struct sj_bytes numbering, struct sj_bytes styles,
                            struct sj_arena *arena,
                            struct sj_docx_numbering *loaded) SJ_WARN_UNUSED;
/* The number before the next paragraph, of the list and level that it names itself (-1: it names
 * none) or else its style does; appends nothing where it has none. */
void sj_docx_number(struct sj_docx_numbering *numbering, const char *style, int list, int level,
                    struct sj_buffer *out);
/* Whether paragraphs of that style are lines of a table of contents. */
bool sj_docx_is_contents(const struct sj_docx_numbering *numbering, const char *style);

#endif
