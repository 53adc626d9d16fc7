/* Lists of words in folded text, and the questions asked of them. A list carries a filter of its
 * words' first characters, made by the compiler, so that a place where none begins costs one look.
 *
 *     static const struct sj_wordlist ends = SJ_WORDLIST(u"月底", u"年底");
 */
#ifndef SHANGJI_RULES_WORDLIST_H
#define SHANGJI_RULES_WORDLIST_H

#include "rules/fold.h"

enum { SJ_WORDLIST_MAX = 160 };

struct sj_wordlist {
    uint64_t first[4]; /* a bit for each first character: bits 7 and 6 the lane, 5 to 0 the bit */
    const char16_t *const *words; /* NULL-terminated; longer than SJ_WORDLIST_MAX: not compiled */
};

static inline bool sj_wordlist_may_begin(const struct sj_wordlist *list, uint16_t unit)
{
    return (list->first[unit >> 6 & 3] >> (unit & 63) & 1) != 0;
}
size_t sj_wordlist_longest(struct sj_folded text, size_t at, const struct sj_wordlist *list);
/* The longest word of the list at `at`, or ending at `end`; 0: none. */
static inline size_t sj_wordlist_at(struct sj_folded text, size_t at,
                                    const struct sj_wordlist *list)
{
    return sj_wordlist_may_begin(list, sj_folded_get(text, at))
               ? sj_wordlist_longest(text, at, list)
               : 0;
}
size_t sj_wordlist_before(struct sj_folded text, size_t end, const struct sj_wordlist *list);
/* The last place of any of the words within [start, end), its length in *len; SIZE_MAX: none. */
size_t sj_wordlist_last(struct sj_folded text, size_t start, size_t end,
                        const struct sj_wordlist *list, size_t *len);
bool sj_wordlist_in(struct sj_folded text, size_t start, size_t end,
                    const struct sj_wordlist *list);
/* Behind all of the words that stand one after the other from `at`. */
size_t sj_wordlist_skip(struct sj_folded text, size_t at, size_t end,
                        const struct sj_wordlist *list);

#define SJ_WORDLIST(...)                                                                           \
    {                                                                                              \
        {SJ_FIRSTS(0, __VA_ARGS__), SJ_FIRSTS(1, __VA_ARGS__), SJ_FIRSTS(2, __VA_ARGS__),          \
         SJ_FIRSTS(3, __VA_ARGS__) + 0 * sizeof(char[SJ_WORDLIST_FITS(__VA_ARGS__) ? 1 : -1])},    \
            (const char16_t *const[])                                                              \
        {                                                                                          \
            __VA_ARGS__, NULL                                                                      \
        }                                                                                          \
    }
/* A list where it is used. */
#define SJ_WORDS_OF(...) (&(const struct sj_wordlist)SJ_WORDLIST(__VA_ARGS__))

/* ---- how the filter is made: sixteen words at a time, the rest handed on; the padding's first
 * character is one that no report has ---- */
/* clang-format off */
#define SJ_WORDLIST_FITS(...) \
    (sizeof((const char16_t *const[]){__VA_ARGS__}) <= SJ_WORDLIST_MAX * sizeof(char16_t *))
#define SJ_FIRST(lane, word) \
    ((word[0] >> 6 & 3) == lane ? (uint64_t)1 << (word[0] & 63) : 0)
#define SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) \
    (SJ_FIRST(lane, a) | SJ_FIRST(lane, b) | SJ_FIRST(lane, c) | SJ_FIRST(lane, d) | \
     SJ_FIRST(lane, e) | SJ_FIRST(lane, f) | SJ_FIRST(lane, g) | SJ_FIRST(lane, h) | \
     SJ_FIRST(lane, i) | SJ_FIRST(lane, j) | SJ_FIRST(lane, k) | SJ_FIRST(lane, m) | \
     SJ_FIRST(lane, n) | SJ_FIRST(lane, o) | SJ_FIRST(lane, p) | SJ_FIRST(lane, q))
#define SJ_FIRSTS1(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS2(lane, __VA_ARGS__)
#define SJ_FIRSTS2(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS3(lane, __VA_ARGS__)
#define SJ_FIRSTS3(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS4(lane, __VA_ARGS__)
#define SJ_FIRSTS4(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS5(lane, __VA_ARGS__)
#define SJ_FIRSTS5(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS6(lane, __VA_ARGS__)
#define SJ_FIRSTS6(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS7(lane, __VA_ARGS__)
#define SJ_FIRSTS7(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS8(lane, __VA_ARGS__)
#define SJ_FIRSTS8(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS9(lane, __VA_ARGS__)
#define SJ_FIRSTS9(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | SJ_FIRSTS10(lane, __VA_ARGS__)
#define SJ_FIRSTS10(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_FIRST16(lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q)
#define SJ_NONE16 \
    u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", \
    u"\1", u"\1", u"\1", u"\1"
#define SJ_NONE160 \
    SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, \
    SJ_NONE16, SJ_NONE16
#define SJ_FIRSTS_OF(lane, ...) (SJ_FIRSTS1(lane, __VA_ARGS__))
#define SJ_FIRSTS(lane, ...) SJ_FIRSTS_OF(lane, __VA_ARGS__, SJ_NONE160, u"\1")
/* clang-format on */

#endif
