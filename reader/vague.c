#include "reader/parts.h"
#include "rules/numeral.h"
#include "rules/unit.h"

/* 几十人, 上百户, 数千元, 十几个, 成百上千人: amounts that have no value. They are offered to the
 * clerk, who may know the number. */

enum { POWERS_MAX = 4 };

static size_t skip_powers(struct sj_folded text, size_t at)
{
    for (int i = 0; i < POWERS_MAX && sj_numeral_power(sj_folded_get(text, at)) > 0 &&
                    !sj_unit_takes_thousand(text, at);
         i++)
        at++;
    return at;
}

/* 总数千余 and 以上百余 hold no 数千 and no 上百. */
static bool begins_word(struct sj_folded text, size_t at, size_t start)
{
    static const char16_t before_number[] = u"人户次件总度指分个系多少参函代小整倍岁级票页点基计岗";
    uint16_t previous = at > start ? text.at[at - 1] : 0;
    if (text.at[at] == u'数')
        return !sj_folded_in(previous, before_number);
    return text.at[at] != u'上' || !sj_folded_in(previous, u"以及马晚早会路网线村街");
}

/* Behind the vague number that begins at `at`; `at` if there is none. */
static size_t read_number(struct sj_folded text, size_t at, size_t start)
{
    size_t len = 0;
    uint16_t first = text.at[at];
    if (sj_folded_has(text, at, u"成百上千", &len) || sj_folded_has(text, at, u"成千上万", &len))
        return at + len;
    if (first == u'几' || first == u'数' || first == u'上') {
        size_t end = skip_powers(text, at + 1);
        return end > at + 1 && begins_word(text, at, start) ? end : at;
    }
    size_t end = first == u'十' || first == u'百' ? skip_powers(text, at) : at;
    if (end == at || sj_folded_get(text, end) != u'几')
        return at;
    return skip_powers(text, end + 1); /* 十几, 十几万 */
}

static bool may_begin(uint16_t unit)
{
    return unit == u'几' || unit == u'数' || unit == u'上' || unit == u'十' || unit == u'百' ||
           unit == u'成';
}

static bool next_in(const struct sj_lexed *lexed, const struct sj_sentence *sentence, size_t from,
                    struct sj_vague_words *words)
{
    struct sj_folded text = lexed->folded;
    for (size_t at = from; at < sentence->end; at++) {
        unsigned traits = 0;
        if (!may_begin(text.at[at]))
            continue;
        size_t end = read_number(text, at, sentence->start);
        if (end == at)
            continue;
        while (sj_folded_in(sj_folded_get(text, end), u"余多"))
            end++;
        size_t unit_end = sj_unit_read(text, end, false, &traits);
        if (unit_end == end || unit_end > sentence->end ||
            (traits & (SJ_UNIT_TIME | SJ_UNIT_RATIO)))
            continue;
        *words = (struct sj_vague_words){.start = at, .unit = end, .end = unit_end};
        return true;
    }
    return false;
}

bool sj_vague_next(const struct sj_lexed *lexed, const struct sj_sentence *sentence, size_t from,
                   struct sj_vague_words *words)
{
    if (!next_in(lexed, sentence, from, words))
        return false;
    struct sj_folded text = lexed->folded;
    words->clause = words->start;
    while (words->clause > sentence->start && !sj_ends_clause(text.at[words->clause - 1]))
        words->clause--;
    words->clause_end = words->end;
    while (words->clause_end < sentence->end && !sj_ends_clause(text.at[words->clause_end]))
        words->clause_end++;
    return true;
}
