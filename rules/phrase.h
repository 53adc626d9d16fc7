/* The form of an indicator's phrases: docs/phrases.md says what they mean. Pure. */
#ifndef SHANGJI_RULES_PHRASE_H
#define SHANGJI_RULES_PHRASE_H

#include "base/bytes.h"

enum {
    SJ_PHRASE_MAX_BYTES = 400,
    SJ_PHRASE_PARTS_MAX = 8 /* between ".." and "#" */
};

/* What is wrong with the phrase and what to do, for people ("has # twice; …"); NULL: nothing.
 * The text is a constant. */
const char *sj_phrase_problem(struct sj_bytes phrase);

#endif
