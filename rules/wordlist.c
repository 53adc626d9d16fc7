#include "rules/wordlist.h"

size_t sj_wordlist_longest(struct sj_folded text, size_t at, const struct sj_wordlist *list)
{
    size_t best = 0, len = 0;
    uint16_t first = sj_folded_get(text, at);
    for (const char16_t *const *word = list->words; *word; word++)
        if (**word == first && sj_folded_has(text, at, *word, &len) && len > best)
            best = len;
    return best;
}

size_t sj_wordlist_longest_before(struct sj_folded text, size_t end, const struct sj_wordlist *list)
{
    size_t best = 0, len = 0;
    for (const char16_t *const *word = list->words; *word; word++)
        if (sj_folded_ends(text, end, *word, &len) && len > best)
            best = len;
    return best;
}

size_t sj_wordlist_last(struct sj_folded text, size_t start, size_t end,
                        const struct sj_wordlist *list, size_t *len)
{
    for (size_t at = end; at-- > start;) {
        if (!sj_wordlist_may_begin(list, text.at[at]))
            continue;
        *len = sj_wordlist_longest(text, at, list);
        if (*len > 0 && at + *len <= end)
            return at;
    }
    return SIZE_MAX;
}

bool sj_wordlist_in(struct sj_folded text, size_t start, size_t end, const struct sj_wordlist *list)
{
    size_t len = 0;
    return sj_wordlist_last(text, start, end, list, &len) != SIZE_MAX;
}

size_t sj_wordlist_skip(struct sj_folded text, size_t at, size_t end,
                        const struct sj_wordlist *list)
{
    for (size_t len; at < end && (len = sj_wordlist_at(text, at, list)) > 0;)
        at += len;
    return at;
}
