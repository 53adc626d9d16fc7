/* Numbers of persons in a text that is about to be signed: citizen IDs, telephone and bank card
 * numbers, with the name beside them. Signed words are kept for ever, so they are pointed out
 * before. A help for the clerk and no proof: what is not found may be there all the same. Pure;
 * linear in the text. */
#ifndef SHANGJI_READER_PRIVACY_H
#define SHANGJI_READER_PRIVACY_H

#include "base/arena.h"
#include "rules/figure.h"

enum sj_personal_kind {
    SJ_PERSONAL_ID,          /* 18 places, its check digit right */
    SJ_PERSONAL_ID_DOUBTFUL, /* 18 places with a date of birth, its check digit wrong */
    SJ_PERSONAL_OLD_ID,      /* 15 digits with a date of birth, as given out before 1999 */
    SJ_PERSONAL_MOBILE,
    SJ_PERSONAL_LANDLINE,
    SJ_PERSONAL_CARD, /* of a bank, its Luhn digit right */
    SJ_PERSONAL_KINDS
};

struct sj_personal {
    enum sj_personal_kind kind;
    struct sj_span span; /* from the first digit to the last */
    struct sj_span name; /* of a person, beside the number; empty if none stands there */
    size_t line;         /* 1, 2, … */
    bool office;         /* seems to be an office's own number: no person is beside it */
};

struct sj_personals {
    struct sj_personal *items; /* in the order of the text, never overlapping */
    size_t count;
};

enum { SJ_PERSONALS_MAX = 10000, SJ_PERSONAL_MASK = 32 };

/* All of them in `text`, which is valid UTF-8; the items live in the arena. More than
 * SJ_PERSONALS_MAX are not listed. */
enum sj_status sj_personal_find(struct sj_bytes text, struct sj_arena *arena,
                                struct sj_personals *found, struct sj_error *error) SJ_WARN_UNUSED;
/* The number with its middle hidden, 4304************12: never the whole of it. */
const char *sj_personal_mask(struct sj_bytes text, const struct sj_personal *personal,
                             char mask[static SJ_PERSONAL_MASK]);

#endif
