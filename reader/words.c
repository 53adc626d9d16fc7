#include "reader/parts.h"

size_t sj_words_last(struct sj_folded text, size_t start, size_t end, const char16_t *const *words,
                     size_t *len)
{
    for (size_t at = end; at-- > start;) {
        *len = sj_folded_any(text, at, words);
        if (*len > 0 && at + *len <= end)
            return at;
    }
    return SIZE_MAX;
}

bool sj_words_in(struct sj_folded text, size_t start, size_t end, const char16_t *const *words)
{
    size_t len = 0;
    return sj_words_last(text, start, end, words, &len) != SIZE_MAX;
}

size_t sj_words_skip(struct sj_folded text, size_t at, size_t end, const char16_t *const *words)
{
    for (size_t len; at < end && (len = sj_folded_any(text, at, words)) > 0;)
        at += len;
    return at;
}
