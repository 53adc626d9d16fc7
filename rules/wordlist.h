/* Lists of words in folded text, and the questions asked of them. A list carries filters of its
 * words' first and last characters, made by the compiler, so that a place where none begins or ends
 * costs one look.
 *
 *     static const struct sj_wordlist ends = SJ_WORDLIST(u"月底", u"年底");
 */
#ifndef SHANGJI_RULES_WORDLIST_H
#define SHANGJI_RULES_WORDLIST_H

#include "rules/fold.h"

enum { SJ_WORDLIST_MAX = 160 };

struct sj_wordlist {
    /* A bit for each first and each last character: bits 7 and 6 the lane, 5 to 0 the bit. */
    uint64_t first[4], last[4];
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
size_t sj_wordlist_longest_before(struct sj_folded text, size_t end,
                                  const struct sj_wordlist *list);
static inline size_t sj_wordlist_before(struct sj_folded text, size_t end,
                                        const struct sj_wordlist *list)
{
    uint16_t unit = end > 0 ? text.at[end - 1] : 0;
    return list->last[unit >> 6 & 3] >> (unit & 63) & 1
               ? sj_wordlist_longest_before(text, end, list)
               : 0;
}
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
        {SJ_FILTER(SJ_FIRST, 0, __VA_ARGS__), SJ_FILTER(SJ_FIRST, 1, __VA_ARGS__),                 \
         SJ_FILTER(SJ_FIRST, 2, __VA_ARGS__),                                                      \
         SJ_FILTER(SJ_FIRST, 3, __VA_ARGS__) +                                                     \
             0 * sizeof(char[SJ_WORDLIST_FITS(__VA_ARGS__) ? 1 : -1])},                            \
            {SJ_FILTER(SJ_LAST, 0, __VA_ARGS__), SJ_FILTER(SJ_LAST, 1, __VA_ARGS__),               \
             SJ_FILTER(SJ_LAST, 2, __VA_ARGS__), SJ_FILTER(SJ_LAST, 3, __VA_ARGS__)},              \
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
#define SJ_BIT(lane, unit) (((unit) >> 6 & 3) == (lane) ? (uint64_t)1 << ((unit) & 63) : 0)
#define SJ_FIRST(lane, word) SJ_BIT(lane, (word)[0])
#define SJ_LAST(lane, word) SJ_BIT(lane, (word)[sizeof(word) / sizeof(char16_t) - 2])
#define SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) \
    (bit(lane, a) | bit(lane, b) | bit(lane, c) | bit(lane, d) | \
     bit(lane, e) | bit(lane, f) | bit(lane, g) | bit(lane, h) | \
     bit(lane, i) | bit(lane, j) | bit(lane, k) | bit(lane, m) | \
     bit(lane, n) | bit(lane, o) | bit(lane, p) | bit(lane, q))
#define SJ_BITS1(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS2(bit, lane, __VA_ARGS__)
#define SJ_BITS2(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS3(bit, lane, __VA_ARGS__)
#define SJ_BITS3(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS4(bit, lane, __VA_ARGS__)
#define SJ_BITS4(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS5(bit, lane, __VA_ARGS__)
#define SJ_BITS5(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS6(bit, lane, __VA_ARGS__)
#define SJ_BITS6(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS7(bit, lane, __VA_ARGS__)
#define SJ_BITS7(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS8(bit, lane, __VA_ARGS__)
#define SJ_BITS8(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS9(bit, lane, __VA_ARGS__)
#define SJ_BITS9(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q) | \
    SJ_BITS10(bit, lane, __VA_ARGS__)
#define SJ_BITS10(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, ...) \
    SJ_BITS(bit, lane, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q)
#define SJ_NONE16 \
    u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", u"\1", \
    u"\1", u"\1", u"\1", u"\1"
#define SJ_NONE160 \
    SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, SJ_NONE16, \
    SJ_NONE16, SJ_NONE16
#define SJ_FILTER_OF(bit, lane, ...) (SJ_BITS1(bit, lane, __VA_ARGS__))
#define SJ_FILTER(bit, lane, ...) SJ_FILTER_OF(bit, lane, __VA_ARGS__, SJ_NONE160, u"\1")
/* clang-format on */

#endif
