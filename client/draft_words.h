/* The words that a draft's cells are written in, in one table, and the two cells that are made of
 * several: 时期口径 ("2022年截至2022-06-30") and 范围 ("村:丛保"). English names are read as well.
 * No state. */
#ifndef SHANGJI_CLIENT_DRAFT_WORDS_H
#define SHANGJI_CLIENT_DRAFT_WORDS_H

#include "base/arena.h"
#include "rules/figure.h"

enum sj_draft_words {
    SJ_WORDS_DECISION,
    SJ_WORDS_QUALIFIER,
    SJ_WORDS_KIND,
    SJ_WORDS_MOOD,
    SJ_WORDS_BASIS,
    SJ_WORDS_SCOPE,
    SJ_WORDS_STATEMENT /* what stands in 更正值 of an addition without a number */
};

/* Besides enum sj_decision, in 处理. */
enum { SJ_DECISION_SOURCE = 100 };

/* The Chinese word of an enumerator; "" if there is none. */
const char *sj_draft_word(enum sj_draft_words words, int value);
/* The enumerator of a Chinese or English word. */
bool sj_draft_word_find(enum sj_draft_words words, struct sj_bytes text, int *value) SJ_WARN_UNUSED;
/* "实绩, 预计, 计划": all that may stand there, for messages; in the arena. */
const char *sj_draft_word_list(enum sj_draft_words words, struct sj_arena *arena);

struct sj_draft_basis {
    enum sj_basis basis;
    char date[11]; /* "" = none */
    uint16_t year; /* 0 = the report's own */
};

const char *sj_draft_basis_format(const struct sj_draft_basis *basis, struct sj_arena *arena);
bool sj_draft_basis_parse(struct sj_bytes text, struct sj_draft_basis *basis) SJ_WARN_UNUSED;
const char *sj_draft_scope_format(enum sj_scope scope, const char *name, struct sj_arena *arena);
/* `name` points into `text`. */
bool sj_draft_scope_parse(struct sj_bytes text, enum sj_scope *scope,
                          struct sj_bytes *name) SJ_WARN_UNUSED;

#endif
