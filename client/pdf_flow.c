/* The lines of printed pages back into paragraphs: page numbers and running titles go, a line that
 * the page's width broke is joined to the next one. */
#include "client/document.h"

#include "base/text.h"

#include <string.h>

enum {
    WIDTH_MAX = 400,         /* columns; a wider line counts as that wide */
    FULL_PERCENT = 85,       /* of the usual width: broken by the page, not by the writer */
    USUAL_PERCENT = 10,      /* so many of the lines are at least as wide as the usual */
    RUNNING_MIN = 3,         /* pages that begin or end alike */
    RUNNING_PAGES_MAX = 300, /* among which that is looked for */
    NUMBER_OFFSET = 3        /* a cover and a table of contents before page 1 */
};

struct pages {
    struct sj_bytes first[RUNNING_PAGES_MAX], last[RUNNING_PAGES_MAX]; /* but for page numbers */
    struct sj_bytes end[RUNNING_PAGES_MAX];
    size_t count;
};

static bool is_blank(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x3000 || (c >= 0x2000 && c <= 0x200B) ||
           c == 0xFEFF;
}

static size_t width_of(struct sj_bytes line)
{
    size_t width = 0;
    for (size_t at = 0; at < line.len && width < WIDTH_MAX;)
        width += sj_utf8_next(line, &at) >= 0x1100 ? 2 : 1;
    return width < WIDTH_MAX ? width : WIDTH_MAX;
}

/* Characters that a text may not hold, and what nobody sees. */
static bool is_dropped(uint32_t c)
{
    return c == 0xAD || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

static bool is_empty(struct sj_bytes line)
{
    for (size_t at = 0; at < line.len;) {
        uint32_t c = sj_utf8_next(line, &at);
        if (!is_blank(c) && !is_dropped(c))
            return false;
    }
    return true;
}

/* The next line without its blanks; *feed: a page began with it. */
static bool next_line(struct sj_bytes raw, size_t *at, struct sj_bytes *line, bool *feed)
{
    size_t start = *at;
    *feed = false;
    if (start >= raw.len)
        return false;
    while (start < raw.len && raw.data[start] == '\f') {
        *feed = true;
        start++;
    }
    size_t end = start;
    while (end < raw.len && raw.data[end] != '\n' && raw.data[end] != '\f')
        end++;
    *at = end + (end < raw.len && raw.data[end] == '\n');
    *line = sj_bytes_trim(sj_bytes_slice(raw, start, end));
    if (is_empty(*line))
        line->len = 0;
    return true;
}

/* ---- what is the page's own ---- */

static bool is_digits(struct sj_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.len > 0 && text.len <= 4;
}

/* What is left of the line without blanks and dashes. */
static size_t bare(struct sj_bytes line, char out[static 64], size_t *dashes)
{
    size_t len = 0;
    *dashes = 0;
    for (size_t at = 0, start = 0; at < line.len; start = at) {
        uint32_t c = sj_utf8_next(line, &at);
        bool dash = c == '-' || c == 0x2014 || c == 0x2013 || c == 0x2500 || c == 0xB7 ||
                    c == 0x2015 || c == 0xFF0D;
        *dashes += dash;
        if (dash || is_blank(c))
            continue;
        if (len + (at - start) > 63)
            return SIZE_MAX;
        memcpy(out + len, line.data + start, at - start);
        len += at - start;
    }
    return len;
}

/* A bare number at a page's edge is the page's own if it is near the count of pages. */
static bool is_near(struct sj_bytes digits, size_t page)
{
    size_t number = 0;
    for (size_t i = 0; i < digits.len; i++)
        number = number * 10 + (size_t)(digits.data[i] - '0');
    return number <= page + NUMBER_OFFSET && page <= number + NUMBER_OFFSET;
}

/* "- 3 -", "第3页 共10页"; and at a page's edge 3/10 and the bare 3 of the third page or so. */
static bool is_page_number(struct sj_bytes line, bool edge, size_t page)
{
    char text[64];
    size_t dashes, slash;
    size_t len = line.len > 0 && line.len < 128 ? bare(line, text, &dashes) : SIZE_MAX;
    if (len == SIZE_MAX || len == 0)
        return false;
    struct sj_bytes word = SJ_BYTES(text, len);
    if (is_digits(word))
        return dashes >= 2 || (edge && dashes == 0 && is_near(word, page));
    slash = sj_bytes_find(word, SJ_LITERAL("/"), 0);
    if (slash != SIZE_MAX)
        return edge && is_digits(sj_bytes_slice(word, 0, slash)) &&
               is_digits(sj_bytes_slice(word, slash + 1, len)) &&
               is_near(sj_bytes_slice(word, 0, slash), page);
    if (!sj_bytes_starts(word, SJ_LITERAL("第")) && !sj_bytes_starts(word, SJ_LITERAL("共")))
        return false;
    for (size_t at = 0; at < word.len;) {
        static const char *const parts[] = {"第", "页", "共", ",", "，", "頁"};
        size_t before = at;
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            if (sj_bytes_starts(sj_bytes_slice(word, at, len), sj_bytes_of(parts[i])))
                at += strlen(parts[i]);
        while (at < len && text[at] >= '0' && text[at] <= '9')
            at++;
        if (at == before)
            return false;
    }
    return sj_bytes_ends(word, SJ_LITERAL("页")) || sj_bytes_ends(word, SJ_LITERAL("頁"));
}

static void see_pages(struct sj_bytes raw, struct pages *pages, size_t widths[static WIDTH_MAX + 1])
{
    struct sj_bytes line;
    bool feed;
    *pages = (struct pages){.count = 1};
    for (size_t at = 0, page = 0; next_line(raw, &at, &line, &feed);) {
        page += feed;
        if (page >= RUNNING_PAGES_MAX)
            continue;
        pages->count = page + 1;
        if (line.len == 0)
            continue;
        pages->end[page] = line;
        if (is_page_number(line, true, page + 1))
            continue;
        widths[width_of(line)]++;
        if (pages->first[page].len == 0)
            pages->first[page] = line;
        pages->last[page] = line;
    }
}

static bool is_running(struct sj_bytes line, const struct sj_bytes *edges, size_t count)
{
    size_t alike = 0;
    for (size_t i = 0; i < count; i++)
        alike += line.len > 0 && sj_bytes_equal(line, edges[i]);
    return alike >= RUNNING_MIN && alike * 2 > count;
}

static size_t usual_width(const size_t widths[static WIDTH_MAX + 1])
{
    size_t all = 0, above = 0, width = WIDTH_MAX;
    for (size_t i = 0; i <= WIDTH_MAX; i++)
        all += widths[i];
    for (; width > 0; width--) {
        above += widths[width];
        if (above * 100 >= all * USUAL_PERCENT)
            break;
    }
    return width;
}

/* ---- paragraphs ---- */

static bool in_set(uint32_t c, const char *set)
{
    struct sj_bytes characters = sj_bytes_of(set);
    for (size_t at = 0; at < characters.len;)
        if (sj_utf8_next(characters, &at) == c)
            return true;
    return false;
}

/* 一、 (一) 1. 1、 第一章 附件: a heading or an item, which begins a line of its own. */
static bool begins_item(struct sj_bytes line)
{
    size_t at = 0, numerals = 0;
    uint32_t c = sj_utf8_next(line, &at);
    if (sj_bytes_starts(line, SJ_LITERAL("附件")) || sj_bytes_starts(line, SJ_LITERAL("附表")))
        return true;
    bool open = c == '(' || c == 0xFF08, ordinal = c == 0x7B2C;
    if (open || ordinal)
        c = sj_utf8_next(line, &at);
    while (numerals < 4 && ((c >= '0' && c <= '9') || in_set(c, "一二三四五六七八九十百"))) {
        numerals++;
        c = sj_utf8_next(line, &at);
    }
    if (numerals == 0 || c == UINT32_MAX)
        return c >= 0x2460 && c <= 0x249B; /* ① ⑴ ⒈ */
    if (open)
        return c == ')' || c == 0xFF09;
    if (ordinal)
        return in_set(c, "章节部条篇");
    if (c == '.' || c == 0xFF0E) {
        c = sj_utf8_next(line, &at);
        return c < '0' || c > '9';
    }
    return c == 0x3001;
}

static bool is_letter(uint32_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Whether `line` goes on where `before` stopped. */
static bool goes_on(struct sj_bytes before, struct sj_bytes line, size_t usual)
{
    size_t end = before.len, at = 0;
    uint32_t last = sj_utf8_previous(before, &end), next = sj_utf8_next(line, &at);
    if (in_set(last, "。！？!?；;：:…"))
        return false;
    if (in_set(next, "，。、；：）》”’,.;:)%％"))
        return true;
    if (begins_item(line))
        return false;
    return in_set(last, "，、,（(“《") || width_of(before) * 100 >= usual * FULL_PERCENT;
}

static void add_line(struct sj_buffer *out, struct sj_bytes line)
{
    bool blank = false;
    uint32_t last = 0;
    for (size_t at = 0, start = 0; at < line.len; start = at) {
        uint32_t c = sj_utf8_next(line, &at);
        if (is_blank(c)) {
            blank = true;
            continue;
        }
        if (is_dropped(c))
            continue;
        if (blank && last != 0)
            sj_buffer_add_char(out, ' ');
        blank = false;
        /* what is no UTF-8 comes back as one byte */
        if (c == 0xFFFD)
            sj_buffer_add_text(out, "\xEF\xBF\xBD");
        else
            sj_buffer_add(out, line.data + start, at - start);
        last = c;
    }
}

static void join(struct sj_buffer *out, struct sj_bytes before, struct sj_bytes line, size_t usual)
{
    if (before.len == 0)
        return;
    if (!goes_on(before, line, usual)) {
        sj_buffer_add_char(out, '\n');
        return;
    }
    size_t end = before.len, at = 0;
    uint32_t last = sj_utf8_previous(before, &end), next = sj_utf8_next(line, &at);
    /* A number that the line's end cut in two is one number; words of Latin letters are two. */
    if (last < 0x80 && next < 0x80 && (is_letter(last) || is_letter(next)) &&
        !in_set(next, ",.;:)%"))
        sj_buffer_add_char(out, ' ');
}

void sj_pdf_flow(struct sj_bytes raw, struct sj_buffer *out)
{
    size_t widths[WIDTH_MAX + 1] = {0}, usual, page = 0;
    struct pages pages;
    struct sj_bytes line, before = {0};
    bool feed, any = false;
    see_pages(raw, &pages, widths);
    usual = usual_width(widths);
    for (size_t at = 0; next_line(raw, &at, &line, &feed) && !out->failed;) {
        if (feed)
            page++;
        any = any && !feed;
        if (line.len == 0 || line.data == NULL)
            continue;
        bool known = page < pages.count;
        bool edge = !any || (known && line.data == pages.end[page].data);
        any = true;
        if (is_page_number(line, edge, page + 1))
            continue;
        if (known &&
            ((line.data == pages.first[page].data && is_running(line, pages.first, pages.count)) ||
             (line.data == pages.last[page].data && is_running(line, pages.last, pages.count))))
            continue;
        join(out, before, line, usual);
        add_line(out, line);
        before = line;
    }
    if (out->len > 0)
        sj_buffer_add_char(out, '\n');
}
