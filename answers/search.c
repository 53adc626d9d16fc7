#include "answers/search.h"

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool contains(struct sj_bytes text, struct sj_bytes word)
{
    for (size_t at = 0; at + word.len <= text.len; at++) {
        size_t same = 0;
        while (same < word.len && lower(text.data[at + same]) == lower(word.data[same]))
            same++;
        if (same == word.len)
            return true;
    }
    return false;
}

/* Bytes of the blank that begins here, 0 for none. U+3000 is what a Chinese keyboard types. */
static size_t blank_at(struct sj_bytes words, size_t at)
{
    if (words.data[at] == ' ' || words.data[at] == '\t')
        return 1;
    return sj_bytes_starts(sj_bytes_slice(words, at, words.len), SJ_LITERAL("\xE3\x80\x80")) ? 3
                                                                                             : 0;
}

bool sj_search_match(struct sj_bytes words, const struct sj_bytes *texts, size_t count)
{
    for (size_t at = 0; at < words.len;) {
        size_t blank = blank_at(words, at), end = at;
        if (blank > 0) {
            at += blank;
            continue;
        }
        while (end < words.len && blank_at(words, end) == 0)
            end++;
        bool found = false;
        for (size_t i = 0; i < count && !found; i++)
            found = contains(texts[i], sj_bytes_slice(words, at, end));
        if (!found)
            return false;
        at = end;
    }
    return true;
}
