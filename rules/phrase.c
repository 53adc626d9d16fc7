#include "rules/phrase.h"

#include "base/i18n.h"
#include "base/text.h"

static bool has(struct sj_bytes text, struct sj_bytes what)
{
    return sj_bytes_find(text, what, 0) != SIZE_MAX;
}

/* The place of `what` at or after `from`, the end of the text if there is none. */
static size_t next(struct sj_bytes text, struct sj_bytes what, size_t from)
{
    size_t place = sj_bytes_find(text, what, from);
    return place < text.len ? place : text.len;
}

/* The next ".." or "#" at or after `from`, its size in *size. */
static size_t next_joint(struct sj_bytes phrase, size_t from, size_t *size)
{
    size_t dots = next(phrase, SJ_LITERAL(".."), from);
    size_t number = next(phrase, SJ_LITERAL("#"), from);
    *size = dots < number ? 2 : 1;
    return dots < number ? dots : number;
}

/* Each alternative of the part has at least `least` characters. */
static const char *part_problem(struct sj_bytes part, size_t least)
{
    for (size_t start = 0, end; start <= part.len; start = end + 1) {
        end = next(part, SJ_LITERAL("|"), start);
        struct sj_bytes words = sj_bytes_trim(sj_bytes_slice(part, start, end));
        if (words.len == 0)
            return _("has nothing beside | or ..; write words there");
        if (words.data[0] == '.' || words.data[words.len - 1] == '.')
            return _("has a stray point; between two parts write two points: A..B");
        if (has(words, SJ_LITERAL("!")))
            return _("has ! inside; it may only begin a phrase");
        if (sj_utf8_length(words) < least)
            return _("is a single character, which never matches alone; write more");
    }
    return NULL;
}

/* A part may be empty beside "#": "#A" and "A#" say on which side of the number A stands, and
 * "A..#..B" is another spelling of "A#B". */
static const char *parts_problem(struct sj_bytes phrase)
{
    size_t size, numbers = 0, parts = 0;
    size_t least = next_joint(phrase, 0, &size) < phrase.len ? 1 : 2;
    bool after_number = false;
    for (size_t start = 0, end; start <= phrase.len; start = end + size) {
        end = next_joint(phrase, start, &size);
        bool before_number = end < phrase.len && size == 1;
        struct sj_bytes part = sj_bytes_slice(phrase, start, end);
        if (part.len > 0 || !(before_number || after_number)) {
            const char *problem = part_problem(part, least);
            if (problem)
                return problem;
            parts++;
        }
        numbers += before_number;
        after_number = before_number;
    }
    if (numbers > 1)
        return _("has # twice; a phrase is about one number");
    if (parts == 0)
        return _("has no words; write what names the indicator");
    return parts > SJ_PHRASE_PARTS_MAX ? _("has too many parts; shorten it") : NULL;
}

/* What a Chinese keyboard writes in place of | # ! and .., and marks that end a clause. */
static const char *marks_problem(struct sj_bytes phrase)
{
    static const char *const marks[] = {"！", "｜", "＃", "…", "，", "。", "；"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (has(phrase, sj_bytes_of(marks[i])))
            return _("has a mark that matches nothing: leave out punctuation, and write | # ! and "
                     ".. in half-width");
    for (size_t i = 0; i < phrase.len; i++)
        if (phrase.data[i] < 0x20 || phrase.data[i] == 0x7F)
            return _("has a line end or another control character");
    return NULL;
}

const char *sj_phrase_problem(struct sj_bytes phrase)
{
    size_t size;
    if (phrase.len == 0)
        return _("is empty; write words or take it out");
    if (phrase.len > SJ_PHRASE_MAX_BYTES)
        return _("is too long; write several short ones");
    if (!sj_utf8_valid(phrase))
        return _("is not UTF-8 text");
    const char *problem = marks_problem(phrase);
    if (problem || phrase.data[0] != '!')
        return problem ? problem : parts_problem(phrase);
    struct sj_bytes forbidden = sj_bytes_slice(phrase, 1, phrase.len);
    if (next_joint(forbidden, 0, &size) < forbidden.len)
        return _("forbids with .. or #; after ! write words and | only");
    return part_problem(forbidden, 1);
}
