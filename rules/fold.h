/* Text as the rules compare it: one 16-bit unit a character, traditional characters as their
 * simplified ones, full-width forms as ASCII, ASCII letters small, every kind of blank as ' ' and
 * every kind of dash as '-'. Line ends stay '\n'. Characters beyond the Basic Multilingual Plane
 * become U+FFFD. Pure; owns nothing. */
#ifndef SHANGJI_RULES_FOLD_H
#define SHANGJI_RULES_FOLD_H

#include "base/bytes.h"

#include <uchar.h>

struct sj_folded {
    const uint16_t *at;
    size_t len;
};

uint16_t sj_fold(uint32_t code_point);
/* Folds at most `capacity` characters of `text`; offsets[i] is the byte at which character i
 * begins (offsets may be NULL, else it has room for capacity + 1). Returns the characters; more
 * than `capacity` returns capacity + 1. */
size_t sj_fold_text(struct sj_bytes text, uint16_t *units, uint32_t *offsets, size_t capacity);
bool sj_fold_equal(struct sj_bytes a, struct sj_bytes b); /* the same but for spelling */

/* True if `word` (terminated) begins at `at`; its length in *len, which may be NULL. */
bool sj_folded_has(struct sj_folded text, size_t at, const char16_t *word, size_t *len);
/* True if `word` ends at `end`. */
bool sj_folded_ends(struct sj_folded text, size_t end, const char16_t *word, size_t *len);
/* True if `unit` is one of the characters of `set`. */
bool sj_folded_in(uint16_t unit, const char16_t *set);
static inline uint16_t sj_folded_get(struct sj_folded text, size_t at)
{
    return at < text.len ? text.at[at] : 0;
}
static inline bool sj_folded_is_digit(uint16_t unit)
{
    return unit >= '0' && unit <= '9';
}
static inline bool sj_folded_is_letter(uint16_t unit)
{
    return unit >= 'a' && unit <= 'z';
}
static inline bool sj_folded_is_han(uint16_t unit)
{
    return (unit >= 0x4E00 && unit <= 0x9FFF) || unit == 0x3007;
}

#endif
