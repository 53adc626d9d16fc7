#include "rules/fold.h"

#include "base/text.h"
#include "rules/fold_table.h"

enum { FIRST_HAN = 0x4E00, HAN_COUNT = 0x9FFF - 0x4E00 };

static uint16_t fold_han(uint16_t unit)
{
    uint32_t place = unit - FIRST_HAN;
    if (!(fold_known[place / 32] >> (place % 32) & 1))
        return unit;
    size_t low = 0, high = FOLD_ROWS;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (fold_rows[middle][0] <= unit)
            low = middle;
        else
            high = middle;
    }
    for (const char16_t *pair = fold_rows[low]; *pair && *pair <= unit; pair += 2)
        if (*pair == unit)
            return pair[1];
    return unit;
}

static uint16_t fold_sign(uint16_t unit)
{
    switch (unit) {
    case 0x00A0: /* no-break space */
    case 0x3000: /* ideographic space */
    case 0x202F:
    case 0x205F:
    case 0xFEFF:
    case '\t':
    case '\v':
    case '\f':
    case '\r':
        return ' ';
    case 0x2010: /* hyphens, dashes, minus */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return '-';
    case 0x301C: /* wave dash, tilde operator */
    case 0x223C:
        return '~';
    case 0x2022: /* bullets that stand for the middle dot */
    case 0x2027:
    case 0x30FB:
    case 0x22C5:
        return 0x00B7;
    case 0xFE50: /* small forms */
        return ',';
    case 0xFE52:
        return '.';
    case 0xFE6A:
        return '%';
    case 0x25CB: /* circles that stand for 〇 */
    case 0x25EF:
        return 0x3007;
    default:
        return unit >= 0x2000 && unit <= 0x200B ? ' ' : unit;
    }
}

uint16_t sj_fold(uint32_t code_point)
{
    if (code_point < 0x80) {
        if (code_point >= 'A' && code_point <= 'Z')
            return (uint16_t)(code_point + ('a' - 'A'));
        return code_point < ' ' ? fold_sign((uint16_t)code_point) : (uint16_t)code_point;
    }
    if (code_point > 0xFFFF)
        return 0xFFFD;
    if (code_point >= FIRST_HAN && code_point <= 0x9FFF)
        return fold_han((uint16_t)code_point);
    if (code_point >= 0xFF01 && code_point <= 0xFF5E)
        return sj_fold(code_point - 0xFF01 + '!');
    return fold_sign((uint16_t)code_point);
}

size_t sj_fold_text(struct sj_bytes text, uint16_t *units, uint32_t *offsets, size_t capacity)
{
    size_t count = 0, at = 0;
    while (at < text.len) {
        if (count == capacity)
            return capacity + 1;
        if (offsets)
            offsets[count] = (uint32_t)at;
        uint32_t code_point = sj_utf8_next(text, &at);
        uint32_t place = code_point - FIRST_HAN;
        bool plain = place < HAN_COUNT && !(fold_known[place / 32] >> (place % 32) & 1);
        units[count++] = plain ? (uint16_t)code_point : sj_fold(code_point);
    }
    if (offsets)
        offsets[count] = (uint32_t)at;
    return count;
}

bool sj_fold_equal(struct sj_bytes a, struct sj_bytes b)
{
    size_t i = 0, j = 0;
    while (i < a.len && j < b.len)
        if (sj_fold(sj_utf8_next(a, &i)) != sj_fold(sj_utf8_next(b, &j)))
            return false;
    return i == a.len && j == b.len;
}

bool sj_folded_has(struct sj_folded text, size_t at, const char16_t *word, size_t *len)
{
    size_t i = 0;
    for (; word[i]; i++)
        if (sj_folded_get(text, at + i) != word[i])
            return false;
    if (len)
        *len = i;
    return true;
}

bool sj_folded_ends(struct sj_folded text, size_t end, const char16_t *word, size_t *len)
{
    size_t size = 0;
    while (word[size])
        size++;
    return size <= end && sj_folded_has(text, end - size, word, len);
}

bool sj_folded_in(uint16_t unit, const char16_t *set)
{
    for (; *set; set++)
        if (*set == unit)
            return true;
    return false;
}
