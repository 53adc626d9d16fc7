#include "client/grid_words.h"

#include "base/text.h"
#include "rules/quantity.h"

#include <string.h>

enum { FIGURE_MAX_BYTES = 60, UNIT_MAX_BYTES = 24 };

bool sj_cell_is_one_of(struct sj_bytes tidy, const char *words)
{
    for (const char *at = words; tidy.len > 0 && *at != '\0';) {
        size_t len = strcspn(at, "|");
        if (sj_bytes_equal(tidy, SJ_BYTES(at, len)))
            return true;
        at += len + (at[len] == '|');
    }
    return false;
}

static bool ends_in_one_of(struct sj_bytes text, const char *words)
{
    for (const char *at = words; *at != '\0';) {
        size_t len = strcspn(at, "|");
        if (sj_bytes_ends(text, SJ_BYTES(at, len)))
            return true;
        at += len + (at[len] == '|');
    }
    return false;
}

static bool contains_one_of(struct sj_bytes text, const char *words)
{
    for (const char *at = words; *at != '\0';) {
        size_t len = strcspn(at, "|");
        if (sj_bytes_find(text, SJ_BYTES(at, len), 0) != SIZE_MAX)
            return true;
        at += len + (at[len] == '|');
    }
    return false;
}

static bool is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

static bool has_digit(struct sj_bytes text)
{
    for (size_t at = 0; at < text.len;)
        if (is_digit(sj_utf8_next(text, &at)))
            return true;
    return false;
}

static bool is_blank(uint32_t c)
{
    return c <= 0x20 || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
}

static bool is_nothing(struct sj_bytes text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = sj_utf8_next(text, &at);
        if (!is_blank(c) && c != '-' && c != '/' && c != 0x2014 && c != 0x2013 && c != 0x2026 &&
            c != 0x2500 && c != 0xFF0D && c != '\\' && c != '*')
            return false;
    }
    return true;
}

static bool is_bare(struct sj_bytes text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = sj_utf8_next(text, &at);
        if (!is_digit(c) && strchr(".,-+", c < 0x80 ? (int)c : 'x') == NULL && c != 0xFF0C &&
            c != 0xFF0E && c != 0xFF0D && c != 0xFF0B)
            return false;
    }
    return true;
}

static size_t sign_len(struct sj_bytes text, const char *half, const char *full)
{
    if (sj_bytes_starts(text, sj_bytes_of(half)))
        return strlen(half);
    return sj_bytes_starts(text, sj_bytes_of(full)) ? strlen(full) : 0;
}

size_t sj_cell_plus(struct sj_bytes text)
{
    return sign_len(text, "+", "＋");
}

bool sj_cell_is_year(struct sj_bytes text)
{
    text = sj_bytes_trim(text);
    if (text.len < 4 || (text.data[0] != '1' && text.data[0] != '2') ||
        (text.data[1] != '9' && text.data[1] != '0'))
        return false;
    for (size_t i = 0; i < 4; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    struct sj_bytes rest = sj_bytes_slice(text, 4, text.len);
    return rest.len == 0 || sj_cell_is_one_of(rest, "年|年度|年末|年底");
}

enum sj_cell_kind sj_cell_kind(struct sj_bytes text)
{
    struct sj_quantity quantity;
    text = sj_bytes_trim(text);
    if (is_nothing(text))
        return SJ_CELL_EMPTY;
    if (is_bare(text)) /* -5.2, whose unit stands elsewhere */
        text = sj_bytes_slice(text, sign_len(text, "-", "－") + sj_cell_plus(text), text.len);
    if (text.len > FIGURE_MAX_BYTES || !has_digit(text) ||
        (sj_cell_is_year(text) && text.len > 4) || sj_quantity_read(text, &quantity, NULL) != SJ_OK)
        return SJ_CELL_TEXT;
    return is_bare(text) ? SJ_CELL_NUMBER : SJ_CELL_QUANTITY;
}

bool sj_cell_is_unit(struct sj_bytes text)
{
    char with_number[UNIT_MAX_BYTES + 2] = "1";
    struct sj_quantity quantity;
    if (text.len == 0 || text.len > UNIT_MAX_BYTES || has_digit(text))
        return false;
    memcpy(with_number + 1, text.data, text.len);
    return sj_quantity_read(SJ_BYTES(with_number, text.len + 1), &quantity, NULL) == SJ_OK &&
           quantity.qualifier == SJ_EXACT &&
           (quantity.unit.len > 0 || sj_cell_is_one_of(text, "万|亿|千"));
}

struct sj_bytes sj_cell_tidy(struct sj_bytes text, struct sj_arena *arena)
{
    uint8_t *out = sj_arena_alloc(arena, text.len + 1);
    size_t len = 0;
    uint32_t last = 0x3000;
    bool blank = false;
    if (out == NULL)
        return (struct sj_bytes){0};
    for (size_t at = 0, start = 0; at < text.len; start = at) {
        uint32_t c = sj_utf8_next(text, &at);
        if (is_blank(c)) {
            blank = true;
            continue;
        }
        if (c == 0x200B || c == 0xFEFF || c == 0xAD || (c >= 0x7F && c < 0xA0))
            continue;
        if (blank && last < 0x2E80 && c < 0x2E80)
            out[len++] = ' ';
        memcpy(out + len, text.data + start, at - start);
        len += at - start;
        last = c;
        blank = false;
    }
    return SJ_BYTES(out, len);
}

/* ---- names ---- */

/* 一、 (二) 3. 4、 at the front; 1.5 is no mark. */
static struct sj_bytes without_mark(struct sj_bytes text)
{
    size_t at = 0, digits = 0;
    bool open = false;
    for (size_t next = at; next < text.len; at = next) {
        uint32_t c = sj_utf8_next(text, &next);
        if (digits == 0 && !open && (c == '(' || c == 0xFF08)) {
            open = true;
            continue;
        }
        bool number = is_digit(c) || sj_bytes_find(SJ_LITERAL("一二三四五六七八九十"),
                                                   sj_bytes_slice(text, at, next), 0) != SIZE_MAX;
        if (number) {
            digits++;
            continue;
        }
        if (digits == 0 || digits > 3)
            return text;
        if (open ? c == ')' || c == 0xFF09 : c == 0x3001)
            return sj_bytes_slice(text, next, text.len);
        if (!open && (c == '.' || c == 0xFF0E) && next < text.len && text.data[next] >= 0x80)
            return sj_bytes_slice(text, next, text.len);
        return text;
    }
    return text;
}

static void take_unit(struct sj_cell_name *name)
{
    static const char *const brackets[][2] = {{"(", ")"},  {"（", "）"}, {"[", "]"}, {"【", "】"},
                                              {"（", ")"}, {"(", "）"},  {"/", ""}};
    struct sj_bytes *words = &name->words;
    if (sj_bytes_ends(*words, SJ_LITERAL("%")) || sj_bytes_ends(*words, SJ_LITERAL("‰"))) {
        size_t len = words->data[words->len - 1] == '%' ? 1 : strlen("‰");
        name->unit = sj_bytes_slice(*words, words->len - len, words->len);
        *words = sj_bytes_slice(*words, 0, words->len - len);
        if (ends_in_one_of(*words, "±|+-"))
            *words = sj_bytes_slice(*words, 0, words->len - 2);
        return;
    }
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++) {
        struct sj_bytes open = sj_bytes_of(brackets[i][0]), close = sj_bytes_of(brackets[i][1]);
        size_t from = SIZE_MAX;
        if (!sj_bytes_ends(*words, close))
            continue;
        for (size_t at = 0; (at = sj_bytes_find(*words, open, at)) != SIZE_MAX; at++) {
            from = at;
            struct sj_bytes inner = sj_bytes_slice(*words, at + open.len, words->len - close.len);
            if (sj_bytes_starts(inner, SJ_LITERAL("单位:")) ||
                sj_bytes_starts(inner, SJ_LITERAL("单位：")))
                inner = sj_bytes_slice(inner, inner.data[6] == ':' ? 7 : 9, inner.len);
            if (at + open.len + close.len > words->len || !sj_cell_is_unit(inner))
                continue;
            name->unit = inner;
            *words = sj_bytes_slice(*words, 0, from);
            return;
        }
    }
}

static size_t year_len(struct sj_bytes text)
{
    static const char *const others[] = {"上年同期", "上年", "去年同期", "去年"};
    if (text.len >= 4 && sj_cell_is_year(sj_bytes_slice(text, 0, 4))) {
        if (text.len == 4)
            return 4;
        for (size_t len = 4 + 2 * strlen("年"); len > 4; len -= strlen("年"))
            if (text.len >= len && sj_cell_is_year(sj_bytes_slice(text, 0, len)))
                return len;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (sj_bytes_starts(text, sj_bytes_of(others[i])))
            return strlen(others[i]);
    return 0;
}

struct sj_cell_name sj_cell_name(struct sj_bytes tidy, bool heading)
{
    struct sj_cell_name name = {.front = SJ_LITERAL(""), .unit = SJ_LITERAL("")};
    name.words = without_mark(tidy);
    while (ends_in_one_of(name.words, ":|："))
        name.words = sj_bytes_slice(
            name.words, 0, name.words.len - (name.words.data[name.words.len - 1] == ':' ? 1 : 3));
    take_unit(&name);
    if (!heading)
        return name;
    size_t year = year_len(name.words);
    if (year > 0) {
        name.front = sj_bytes_slice(name.words, 0, year);
        name.words = sj_bytes_slice(name.words, year, name.words.len);
    } else if (ends_in_one_of(name.words, "村|社区|居委会|村委会|组")) {
        name.front = name.words;
        name.words = SJ_LITERAL("");
    }
    if (sj_cell_is_one_of(name.words, "数值|数量|数|值|指标值|数据|完成数|实绩|内容|数额|情况"))
        name.words = SJ_LITERAL("");
    return name;
}

bool sj_cell_is_ratio(struct sj_bytes words)
{
    return contains_one_of(words, "增长|增减|增速|增幅|比上年|同比|环比|占比|比重|百分比") ||
           ends_in_one_of(words, "率|比例|%|‰");
}

struct sj_bytes sj_cell_caption_unit(struct sj_bytes text)
{
    struct sj_bytes unit = SJ_LITERAL("");
    for (size_t at = 0; (at = sj_bytes_find(text, SJ_LITERAL("单位"), at)) != SIZE_MAX;) {
        struct sj_bytes before = sj_bytes_slice(text, 0, at);
        at += strlen("单位");
        if (ends_in_one_of(before, "填报|制表|编制|报送|填表|责任|牵头|主管|各|本|填制"))
            continue;
        if (sj_bytes_starts(sj_bytes_slice(text, at, text.len), SJ_LITERAL(":")))
            at += 1;
        else if (sj_bytes_starts(sj_bytes_slice(text, at, text.len), SJ_LITERAL("：")))
            at += strlen("：");
        else
            continue;
        size_t end = at;
        while (end < text.len && strchr(" \t\n)", text.data[end]) == NULL &&
               !sj_bytes_starts(sj_bytes_slice(text, end, text.len), SJ_LITERAL("）")))
            end++;
        unit = sj_bytes_trim(sj_bytes_slice(text, at, end));
        if (!sj_cell_is_unit(unit))
            unit = SJ_LITERAL("");
        at = end;
    }
    return unit;
}
