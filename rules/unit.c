#include "rules/unit.h"

#include "rules/numeral.h"
#include "rules/unit_table.h"

enum { RATES_MAX = 2, IN_BRACKET_MAX = 3 };

/* The first row whose word begins with `unit` or with something greater. */
static size_t first_row(uint16_t unit)
{
    size_t low = 0, high = UNITS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (units[middle].word[0] < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool sj_unit_may_begin(uint16_t unit)
{
    size_t row = first_row(unit);
    return row < UNITS && units[row].word[0] == unit;
}

static size_t read_word(struct sj_folded text, size_t at, bool arabic, unsigned *traits)
{
    uint16_t first = sj_folded_get(text, at);
    size_t best = 0, len = 0;
    if (!first)
        return at;
    for (size_t i = first_row(first); i < UNITS && units[i].word[0] == first; i++) {
        if ((!arabic && (units[i].traits & SJ_UNIT_LOOSE)) ||
            !sj_folded_has(text, at, units[i].word, &len) || len <= best)
            continue;
        best = len;
        *traits = units[i].traits;
    }
    /* "5m" is five metres, "5mate" is not */
    if (best && sj_folded_is_letter(sj_folded_get(text, at + best - 1)) &&
        sj_folded_is_letter(sj_folded_get(text, at + best)))
        return at;
    return at + best;
}

/* 头(只), 台(套), 头(只、匹): further classifiers in brackets. */
static size_t read_bracket(struct sj_folded text, size_t at)
{
    if (sj_folded_get(text, at) != '(')
        return at;
    size_t start = at + 1;
    for (int i = 0; i < IN_BRACKET_MAX; i++) {
        unsigned traits = 0;
        size_t end = read_word(text, start, false, &traits);
        if (end == start || (traits & SJ_UNIT_TIME))
            return at;
        if (sj_folded_get(text, end) == ')')
            return end + 1;
        if (!sj_folded_in(sj_folded_get(text, end), u"、/"))
            return at;
        start = end + 1;
    }
    return at;
}

static size_t read_rate(struct sj_folded text, size_t at)
{
    unsigned traits = 0;
    for (int i = 0; i < RATES_MAX; i++) {
        uint16_t sign = sj_folded_get(text, at);
        if (sign != '/' && !(i > 0 && sign == 0x00B7))
            return at;
        size_t per = at + 1; /* 元/万人 */
        while (sj_numeral_power(sj_folded_get(text, per)) > 0 && !sj_unit_takes_thousand(text, per))
            per++;
        size_t end = read_word(text, per, true, &traits);
        if (end == per)
            return at;
        at = end;
    }
    return at;
}

size_t sj_unit_read(struct sj_folded text, size_t at, bool arabic, unsigned *traits)
{
    *traits = 0;
    size_t end = read_word(text, at, arabic, traits);
    if (end == at)
        return at;
    return read_rate(text, read_bracket(text, end));
}

bool sj_unit_takes_thousand(struct sj_folded text, size_t at)
{
    uint16_t unit = sj_folded_get(text, at), next = sj_folded_get(text, at + 1);
    if (unit == u'千')
        return sj_folded_in(next, u"瓦克米卡伏焦帕赫");
    return unit == u'百' && sj_folded_has(text, at + 1, u"分点", NULL);
}
