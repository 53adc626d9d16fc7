#include "answers/words.h"

#include "base/text.h"

enum { PART_MIN_CHARACTERS = 2 };

/* Where the words may begin: the first place found behind the punctuation, the last before it. */
struct places {
    struct sj_bytes head;  /* the clause before the surface */
    size_t stretch;        /* begins behind its last punctuation */
    size_t behind, before; /* SIZE_MAX = none */
};

static bool is_punctuation(uint32_t c)
{
    static const uint32_t marks[] = {0xFF0C, ',', 0x3001, 0xFF1B, ';', 0x3002, 0xFF1A, ':', '\n'};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (c == marks[i])
            return true;
    return false;
}

static size_t behind_punctuation(struct sj_bytes head)
{
    size_t at = head.len;
    while (at > 0) {
        size_t end = at;
        if (is_punctuation(sj_utf8_previous(head, &at)))
            return end;
    }
    return 0;
}

static void look_for(struct places *places, struct sj_bytes part)
{
    if (sj_utf8_length(part) < PART_MIN_CHARACTERS)
        return;
    size_t found = sj_bytes_find(places->head, part, places->stretch);
    if (found < places->behind)
        places->behind = found;
    for (size_t from = 0;; from = found + 1) {
        found = sj_bytes_find(places->head, part, from);
        if (found == SIZE_MAX || found >= places->stretch)
            break;
        if (places->before == SIZE_MAX || found > places->before)
            places->before = found;
    }
}

/* The parts of a phrase that name a thing, up to where the number stands. */
static void look_for_phrase(struct places *places, struct sj_bytes phrase)
{
    if (phrase.len > 0 && phrase.data[0] == '!')
        return;
    phrase = sj_bytes_slice(phrase, 0, sj_bytes_find(phrase, SJ_LITERAL("#"), 0));
    size_t start = 0;
    for (size_t at = 0; at <= phrase.len; at++) {
        bool dots = at + 1 < phrase.len && phrase.data[at] == '.' && phrase.data[at + 1] == '.';
        if (at < phrase.len && phrase.data[at] != '|' && !dots)
            continue;
        look_for(places, sj_bytes_slice(phrase, start, at));
        at += dots;
        start = at + 1;
    }
}

struct sj_bytes sj_words_quote(struct sj_bytes clause, struct sj_bytes surface,
                               const struct sj_indicator *indicator)
{
    size_t start = (size_t)(surface.data - clause.data);
    struct places places = {
        .head = sj_bytes_slice(clause, 0, start), .behind = SIZE_MAX, .before = SIZE_MAX};
    places.stretch = behind_punctuation(places.head);
    for (size_t i = 0; indicator && i < indicator->phrase_count; i++)
        look_for_phrase(&places, indicator->phrases[i]);
    size_t from = places.stretch;
    if (places.behind != SIZE_MAX)
        from = places.behind;
    else if (places.before != SIZE_MAX)
        from = places.before;
    return sj_bytes_trim(sj_bytes_slice(clause, from, start + surface.len));
}
