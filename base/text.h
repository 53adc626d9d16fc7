/* UTF-8: decoding, validity, and the place of a byte counted in characters. */
#ifndef SHANGJI_BASE_TEXT_H
#define SHANGJI_BASE_TEXT_H

#include "base/bytes.h"

/* The code point at *at, which moves behind it; UINT32_MAX at the end, U+FFFD (and one byte
 * further) where the bytes are not UTF-8. */
static inline uint32_t sj_utf8_next(struct sj_bytes text, size_t *at);
/* The code point that ends at *at, which moves before it; UINT32_MAX at the start. */
uint32_t sj_utf8_previous(struct sj_bytes text, size_t *at);
/* Whole, shortest forms, no surrogates, nothing above U+10FFFF; and no NUL. */
bool sj_utf8_valid(struct sj_bytes text) SJ_WARN_UNUSED;
size_t sj_utf8_length(struct sj_bytes text); /* in code points */
/* Bytes that the code point takes when written to `out`, 1 to 4. */
size_t sj_utf8_encode(uint32_t code_point, char out[static 4]);
/* The longest prefix of at most `max` bytes that does not cut a character. */
struct sj_bytes sj_utf8_prefix(struct sj_bytes text, size_t max);

/* ---- its inside ---- */

uint32_t sj_utf8_next_any(struct sj_bytes text, size_t *at);

/* Most of a report is three bytes a character, neither a long form (E0) nor a surrogate (ED). */
static inline uint32_t sj_utf8_next(struct sj_bytes text, size_t *at)
{
    if (text.len < 3 || *at > text.len - 3)
        return sj_utf8_next_any(text, at);
    const uint8_t *bytes = text.data + *at;
    if (bytes[0] <= 0xE0 || bytes[0] >= 0xED || (bytes[1] & 0xC0) != 0x80 ||
        (bytes[2] & 0xC0) != 0x80)
        return sj_utf8_next_any(text, at);
    *at += 3;
    return (bytes[0] & 0xFu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
}

#endif
