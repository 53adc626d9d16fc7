#include "reader/parts.h"
#include "rules/unit.h"

/* Most Chinese numerals are parts of words (统一, 一致); those that count have more of a number, a
 * unit or 余 directly behind them. */
static bool goes_on(uint16_t next)
{
    return sj_numeral_is_chinese(next) || sj_folded_in(next, u"余多点分至到-~") ||
           sj_unit_may_begin(next);
}

static bool may_begin(struct sj_folded text, size_t at)
{
    uint16_t unit = text.at[at];
    if (unit < 0x3007)
        return sj_folded_is_digit(unit);
    return (sj_numeral_is_chinese(unit) && goes_on(sj_folded_get(text, at + 1))) ||
           sj_numeral_is_capital(text, at);
}

/* The surface is read again by the rule that admission reads it by; where the two do not agree,
 * which no text is known to bring about, there is no figure. */
static bool read_surface(const struct sj_lexed *lexed, struct sj_found *found)
{
    struct sj_span span = sj_lexed_span(lexed, found->words.start, found->words.end);
    return sj_quantity_read(sj_bytes_slice(lexed->text, span.start, span.end), &found->quantity,
                            NULL) == SJ_OK;
}

size_t sj_quantities_find(const struct sj_lexed *lexed, const struct sj_sentence *sentence,
                          size_t from, struct sj_found *found)
{
    struct sj_folded text = lexed->folded;
    size_t count = 0, last_end = 0;
    size_t at = sentence->start > from ? sentence->start : from;
    while (at < sentence->end && count < SJ_FOUND_MAX) {
        struct sj_found *next = &found[count];
        if (!may_begin(text, at)) {
            at++;
            continue;
        }
        *next = (struct sj_found){.taken_over = -1};
        bool whole = sj_quantity_scan(text, at, &next->words);
        at = next->words.end > at ? next->words.end : at + 1;
        if (!whole || next->words.start < last_end ||
            sj_is_left_out(text, &next->words, last_end) || !read_surface(lexed, next))
            continue;
        last_end = next->words.end;
        count++;
    }
    return count;
}
