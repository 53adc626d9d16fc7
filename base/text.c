#include "base/text.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD };

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Length of the well-formed sequence at the start of `bytes`, 0 if there is none. After table
 * 3-7 of the Unicode standard: the second byte alone excludes long forms, surrogates and what
 * lies above U+10FFFF. */
static size_t sequence_length(const uint8_t *bytes, size_t len)
{
    uint8_t first = bytes[0], low = 0x80, high = 0xBF;
    size_t need;
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    need = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first == 0xE0)
        low = 0xA0;
    else if (first == 0xED)
        high = 0x9F;
    else if (first == 0xF0)
        low = 0x90;
    else if (first == 0xF4)
        high = 0x8F;
    if (len < need || bytes[1] < low || bytes[1] > high)
        return 0;
    for (size_t i = 2; i < need; i++)
        if (!is_continuation(bytes[i]))
            return 0;
    return need;
}

static uint32_t sequence_value(const uint8_t *bytes, size_t len)
{
    static const uint8_t first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t value = bytes[0] & first_bits[len];
    for (size_t i = 1; i < len; i++)
        value = value << 6 | (bytes[i] & 0x3FU);
    return value;
}

uint32_t sj_utf8_next_any(struct sj_bytes text, size_t *at)
{
    if (*at >= text.len)
        return UINT32_MAX;
    const uint8_t *bytes = text.data + *at;
    size_t len = sequence_length(bytes, text.len - *at);
    *at += len ? len : 1;
    return len ? sequence_value(bytes, len) : REPLACEMENT;
}

uint32_t sj_utf8_previous(struct sj_bytes text, size_t *at)
{
    size_t end = *at < text.len ? *at : text.len;
    if (end == 0) {
        *at = 0;
        return UINT32_MAX;
    }
    for (size_t len = 1; len <= 4 && len <= end; len++) {
        const uint8_t *bytes = text.data + end - len;
        if (is_continuation(bytes[0]))
            continue;
        if (sequence_length(bytes, len) != len)
            break;
        *at = end - len;
        return sequence_value(bytes, len);
    }
    *at = end - 1;
    return REPLACEMENT;
}

bool sj_utf8_valid(struct sj_bytes text)
{
    size_t at = 0;
    while (at < text.len) {
        size_t len = sequence_length(text.data + at, text.len - at);
        if (len == 0 || text.data[at] == 0)
            return false;
        at += len;
    }
    return true;
}

size_t sj_utf8_length(struct sj_bytes text)
{
    size_t at = 0, count = 0;
    while (sj_utf8_next(text, &at) != UINT32_MAX)
        count++;
    return count;
}

size_t sj_utf8_encode(uint32_t code_point, char out[static 4])
{
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        code_point = REPLACEMENT;
    size_t len = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    if (len == 1) {
        out[0] = (char)code_point;
        return 1;
    }
    static const uint8_t first_marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)(first_marks[len] | code_point);
    return len;
}

struct sj_bytes sj_utf8_prefix(struct sj_bytes text, size_t max)
{
    if (text.len <= max)
        return text;
    for (size_t back = 1; back <= 3 && back <= max; back++) {
        size_t start = max - back;
        if (is_continuation(text.data[start]))
            continue;
        if (sequence_length(text.data + start, text.len - start) > back)
            max = start;
        break;
    }
    return sj_bytes_slice(text, 0, max);
}
