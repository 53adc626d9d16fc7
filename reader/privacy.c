#include "reader/privacy.h"

#include "base/i18n.h"
#include "base/text.h"
#include "reader/names.h"
#include "rules/fold.h"

#include <string.h>

/* Digits as they stand together, apart by single blanks or hyphens at most. */
enum { DIGITS_MAX = 19, TOKENS_MAX = 19 };

struct number {
    char digits[DIGITS_MAX + 1]; /* 'x' may be the last */
    size_t len;
    size_t start, end;
    uint8_t tokens[TOKENS_MAX]; /* their lengths */
    size_t token_count;
};

struct search {
    struct sj_folded text;
    struct sj_personal *items; /* NULL: only counted so far */
    const uint32_t *offsets;
    size_t count;
};

/* ---- what a number may be ---- */

static unsigned digits_of(const char *digits, size_t count)
{
    unsigned value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (unsigned)(digits[i] - '0');
    return value;
}

static bool is_birth(unsigned year, unsigned month, unsigned day)
{
    static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1];
}

/* GB 11643-1999: ISO 7064 MOD 11-2. */
static bool is_checked(const char *digits)
{
    unsigned sum = 0;
    for (size_t i = 0; i < 18; i++)
        sum = (sum * 2 + (digits[i] == 'x' ? 10 : (unsigned)(digits[i] - '0'))) % 11;
    return sum == 1;
}

/* ISO/IEC 7812-1. */
static bool is_luhn(const char *digits, size_t len)
{
    unsigned sum = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned digit = (unsigned)(digits[len - 1 - i] - '0') << (i % 2);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

static bool has_tokens(const struct number *number, const char *lengths)
{
    if (number->token_count != strlen(lengths))
        return false;
    for (size_t i = 0; i < number->token_count; i++)
        if (number->tokens[i] != lengths[i] - '0')
            return false;
    return true;
}

/* Written in one, one digit at a time, or in groups as people write them: numbers that merely stand
 * beside each other in a table are none of these. */
static bool is_together(const struct number *number, const char *const *groups)
{
    if (number->token_count == 1 || number->token_count == number->len)
        return true;
    for (; *groups; groups++)
        if (has_tokens(number, *groups))
            return true;
    return false;
}

static bool is_id(const struct number *number, enum sj_personal_kind *kind)
{
    static const char *const groups[] = {"684", "6444", "44442", "666", "3384", "64422", NULL};
    const char *digits = number->digits;
    if (number->len != 18 ||
        !is_birth(digits_of(digits + 6, 4), digits_of(digits + 10, 2), digits_of(digits + 12, 2)))
        return false;
    *kind = is_checked(digits) ? SJ_PERSONAL_ID : SJ_PERSONAL_ID_DOUBTFUL;
    return *kind == SJ_PERSONAL_ID || is_together(number, groups);
}

static bool is_old_id(const struct number *number)
{
    static const char *const groups[] = {"663", "654", NULL};
    const char *digits = number->digits;
    return number->len == 15 && digits[14] != 'x' && is_together(number, groups) &&
           is_birth(1900 + digits_of(digits + 6, 2), digits_of(digits + 8, 2),
                    digits_of(digits + 10, 2));
}

static bool is_mobile(const struct number *number)
{
    static const char *const groups[] = {"344", "38", "74", NULL};
    static const char *const abroad[] = {"2344", "238", NULL};
    const char *digits = number->digits;
    bool prefix = number->len == 13 && strncmp(digits, "86", 2) == 0;
    bool together = is_together(number, prefix ? abroad : groups) ||
                    (prefix && number->token_count == 2 && number->tokens[0] == 2);
    if (prefix)
        digits += 2;
    return (prefix || number->len == 11) && together && digits[0] == '1' && digits[1] >= '3';
}

static bool is_landline(const struct number *number)
{
    static const char *const groups[] = {"37", "38", "47", "48", "344", "434", "444", NULL};
    return number->len >= 10 && number->len <= 12 && number->digits[0] == '0' &&
           number->digits[1] != '0' && is_together(number, groups);
}

/* Of a Chinese bank, or called a card. */
static bool is_card(struct sj_folded text, const struct number *number)
{
    static const char *const groups[] = {"4444",  "44443", "4447", "613", "6463",
                                         "44442", "44441", "412",  NULL};
    return number->len >= 16 && number->len <= 19 && number->digits[number->len - 1] != 'x' &&
           is_together(number, groups) && is_luhn(number->digits, number->len) &&
           (strncmp(number->digits, "62", 2) == 0 || sj_beside_before(text, number->start).card);
}

/* Money and measures are as long now and then. */
static bool is_measured(struct sj_folded text, size_t end)
{
    return sj_folded_in(sj_folded_get(text, end), u"元万亿亩吨斤米人户个头只%");
}

/* A local number is told from a count by the words and the person beside it. */
static bool is_local(struct sj_folded text, const struct number *number)
{
    if ((number->len != 7 && number->len != 8) || number->token_count != 1 ||
        number->digits[0] <= '1')
        return false;
    struct sj_beside beside = sj_beside_before(text, number->start);
    return beside.phone && beside.name_end > beside.name;
}

static bool kind_of(struct sj_folded text, const struct number *number, enum sj_personal_kind *kind)
{
    if (is_measured(text, number->end))
        return false;
    if (is_id(number, kind))
        return true;
    *kind = SJ_PERSONAL_OLD_ID;
    if (is_old_id(number))
        return true;
    *kind = SJ_PERSONAL_MOBILE;
    if (is_mobile(number))
        return true;
    *kind = SJ_PERSONAL_LANDLINE;
    if (is_landline(number) || is_local(text, number))
        return true;
    *kind = SJ_PERSONAL_CARD;
    return is_card(text, number);
}

/* ---- where numbers stand ---- */

static bool is_separator(struct sj_folded text, size_t at)
{
    return sj_folded_in(sj_folded_get(text, at), u" -)") &&
           sj_folded_is_digit(sj_folded_get(text, at + 1));
}

/* The digits from `at`, token by token, until there would be more than a number has; a trailing x
 * as the 18th place. */
static void add_token(struct sj_folded text, struct number *number)
{
    size_t at = number->end;
    if (number->token_count > 0)
        at++; /* the separator */
    size_t start = at;
    while (number->len < DIGITS_MAX && sj_folded_is_digit(sj_folded_get(text, at)))
        number->digits[number->len++] = (char)text.at[at++];
    if (number->len == 17 && sj_folded_get(text, at) == 'x')
        number->digits[number->len++] = (char)text.at[at++];
    number->digits[number->len] = 0;
    number->tokens[number->token_count++] = (uint8_t)(at - start);
    number->end = at;
}

/* Nothing of a number or a word goes on there. */
static bool is_bounded(struct sj_folded text, size_t end)
{
    uint16_t unit = sj_folded_get(text, end);
    if (sj_folded_is_digit(unit) || sj_folded_is_letter(unit))
        return false;
    return unit != '.' || !sj_folded_is_digit(sj_folded_get(text, end + 1));
}

/* Single digits with more of them before or behind: a row of a table. */
static bool is_row(struct sj_folded text, const struct number *number)
{
    size_t start = number->start;
    return number->token_count > 1 && number->token_count == number->len &&
           (is_separator(text, number->end) || (start >= 2 && is_separator(text, start - 1) &&
                                                sj_folded_is_digit(text.at[start - 2])));
}

/* The longest reading from `start` that is a personal number; `first_end` is behind the first
 * token, which is where to look on if there is none. */
static bool number_at(struct sj_folded text, size_t start, struct sj_personal *personal,
                      size_t *end, size_t *first_end)
{
    struct number number = {.start = start, .end = start};
    bool found = false;
    do {
        add_token(text, &number);
        if (number.token_count == 1)
            *first_end = number.end;
        enum sj_personal_kind kind;
        if (!is_bounded(text, number.end) || is_row(text, &number) ||
            !kind_of(text, &number, &kind))
            continue;
        found = true;
        personal->kind = kind;
        *end = number.end;
        if (number.token_count == 1) /* what follows is another number */
            break;
    } while (number.len < DIGITS_MAX && number.token_count < TOKENS_MAX &&
             is_separator(text, number.end));
    if (!found)
        return false;
    struct sj_beside beside = sj_beside_before(text, start);
    if (beside.name_end == beside.name)
        sj_beside_after(text, *end, &beside);
    personal->name = (struct sj_span){(uint32_t)beside.name, (uint32_t)beside.name_end};
    personal->office =
        beside.name_end == beside.name && (personal->kind == SJ_PERSONAL_LANDLINE ||
                                           (personal->kind == SJ_PERSONAL_MOBILE && beside.office));
    return true;
}

static bool begins_number(struct sj_folded text, size_t at)
{
    uint16_t before = at > 0 ? text.at[at - 1] : 0;
    if (!sj_folded_is_digit(text.at[at]) || sj_folded_is_digit(before) ||
        sj_folded_is_letter(before))
        return false;
    return before != '.' || at < 2 || !sj_folded_is_digit(text.at[at - 2]);
}

static struct sj_span bytes_of(const struct search *search, struct sj_span places)
{
    return (struct sj_span){search->offsets[places.start], search->offsets[places.end]};
}

static void walk(struct search *search)
{
    struct sj_folded text = search->text;
    size_t line = 1;
    search->count = 0;
    for (size_t at = 0; at < text.len && search->count < SJ_PERSONALS_MAX;) {
        struct sj_personal personal = {.line = line};
        size_t end = at + 1, next = at + 1;
        line += text.at[at] == '\n';
        if (!begins_number(text, at)) {
            at++;
            continue;
        }
        bool found = number_at(text, at, &personal, &end, &next);
        if (found && search->items) {
            personal.span = bytes_of(search, (struct sj_span){(uint32_t)at, (uint32_t)end});
            personal.name = bytes_of(search, personal.name);
            search->items[search->count] = personal;
        }
        search->count += found;
        at = found ? end : next;
    }
}

enum sj_status sj_personal_find(struct sj_bytes text, struct sj_arena *arena,
                                struct sj_personals *found, struct sj_error *error)
{
    size_t capacity = sj_utf8_length(text);
    uint16_t *units = sj_arena_array(arena, capacity + 1, sizeof *units);
    uint32_t *offsets = sj_arena_array(arena, capacity + 1, sizeof *offsets);
    *found = (struct sj_personals){NULL, 0};
    if (units == NULL || offsets == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory left to read the report"));
    struct search search = {.text = {units, sj_fold_text(text, units, offsets, capacity)},
                            .offsets = offsets};
    walk(&search);
    if (search.count == 0)
        return SJ_OK;
    search.items = sj_arena_array(arena, search.count, sizeof *search.items);
    if (search.items == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory left to read the report"));
    walk(&search);
    *found = (struct sj_personals){search.items, search.count};
    return SJ_OK;
}

/* ---- hiding them ---- */

const char *sj_personal_mask(struct sj_bytes text, const struct sj_personal *personal,
                             char mask[static SJ_PERSONAL_MASK])
{
    static const uint8_t shown[SJ_PERSONAL_KINDS][2] = {
        [SJ_PERSONAL_ID] = {4, 2},       [SJ_PERSONAL_ID_DOUBTFUL] = {4, 2},
        [SJ_PERSONAL_OLD_ID] = {4, 2},   [SJ_PERSONAL_MOBILE] = {3, 4},
        [SJ_PERSONAL_LANDLINE] = {2, 2}, [SJ_PERSONAL_CARD] = {4, 4}};
    struct sj_bytes surface = sj_bytes_slice(text, personal->span.start, personal->span.end);
    size_t len = 0;
    for (size_t at = 0; at < surface.len && len + 1 < SJ_PERSONAL_MASK;) {
        uint16_t unit = sj_fold(sj_utf8_next(surface, &at));
        if (sj_folded_is_digit(unit) || unit == 'x')
            mask[len++] = (char)(unit == 'x' ? 'X' : unit);
    }
    mask[len] = 0;
    for (size_t i = shown[personal->kind][0]; i + shown[personal->kind][1] < len; i++)
        mask[i] = '*';
    return mask;
}
