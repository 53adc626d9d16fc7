#include "reader/heading.h"

#include "rules/numeral.h"

#include <stdio.h>
#include <string.h>

enum {
    HEAD_LINES = 14, /* of the page and the title */
    TAIL_LINES = 16,
    SHORT_LINE = 60,
    NAME_MAX = 8, /* characters of a township's name, its 镇 among them */
    NAMES_MAX = 16
};

struct line {
    size_t start, end; /* without blanks around */
};

/* What was found, the better of several sources first. */
struct heading {
    struct line issuer, said_by; /* signed with; told by the page */
    char date[11], made_on[11], published_on[11];
};

static const struct sj_wordlist bodies =
    SJ_WORDLIST(u"人民政府办公室", u"人民政府", u"街道办事处", u"党工委", u"工作委员会", u"委员会",
                u"镇政府", u"乡政府", u"镇党委", u"乡党委");
static const struct sj_wordlist made_words = SJ_WORDLIST(u"成文日期", u"发文日期", u"生成日期");
static const struct sj_wordlist published_words =
    SJ_WORDLIST(u"发布时间", u"发布日期", u"更新时间", u"时间:", u"日期:");
static const struct sj_wordlist said_words =
    SJ_WORDLIST(u"发布机构:", u"发文机关:", u"发布单位:", u"信息来源:", u"来源:", u"作者:");
/* Before 镇, 乡 or 街道 these make a common word, and no name; 集 and 城 unless the name has just
 * one character before them (李集镇). */
static const char16_t generic[] =
    u"我全本各该乡小某年每跨建重强名两几个在由对于和与及到从为向是将把";
static const char16_t generic_country[] = u"老外家故返回下之侨入还离城";
static const char16_t half_generic[] = u"集城村";
static const struct sj_wordlist generic_words =
    SJ_WORDLIST(u"建制镇", u"小城镇", u"中心镇", u"示范镇", u"卫生镇", u"文明镇", u"特色镇",
                u"先进镇", u"重点镇", u"工业镇", u"农业镇", u"试点镇", u"旅游镇", u"生态镇",
                u"强乡镇", u"示范乡", u"文明乡", u"先进乡", u"卫生乡", u"民族乡", u"重点乡",
                u"贫困乡", u"生态乡", u"百强镇", u"经济镇", u"人大镇", u"主街道", u"条街道",
                u"市场镇", u"所在镇", u"周边镇", u"相邻镇", u"兄弟镇");

/* ---- dates ---- */

/* A number of one or two digits, Arabic or Chinese: 6, 06, 六, 十二, 三十一. */
static size_t small_number(struct sj_folded text, size_t at, unsigned *value)
{
    size_t end = at;
    *value = 0;
    while (end < at + 2 && sj_folded_is_digit(sj_folded_get(text, end)))
        *value = *value * 10 + (unsigned)(text.at[end++] - '0');
    if (end > at)
        return end;
    for (; end < at + 3; end++) {
        uint16_t unit = sj_folded_get(text, end);
        int digit = sj_numeral_chinese_digit(unit);
        if (sj_numeral_power(unit) == 1)
            *value = *value == 0 ? 10 : *value * 10;
        else if (digit >= 0)
            *value += (unsigned)digit;
        else
            break;
    }
    return end;
}

/* A whole date at `at` (2021年12月6日, 二〇二一年十二月六日, 2021-12-06); returns its end, 0 =
 * none. */
static size_t date_at(struct sj_folded text, size_t at, char date[static 11])
{
    unsigned year = 0, month, day;
    for (size_t i = 0; i < 4; i++) {
        uint16_t unit = sj_folded_get(text, at + i);
        int digit = sj_folded_is_digit(unit) ? unit - '0' : sj_numeral_chinese_digit(unit);
        if (digit < 0)
            return 0;
        year = year * 10 + (unsigned)digit;
    }
    uint16_t sign = sj_folded_get(text, at + 4);
    if (sign != u'年' && sign != '-' && sign != '/' && sign != '.')
        return 0;
    size_t end = small_number(text, at + 5, &month);
    if (sj_folded_get(text, end) != (sign == u'年' ? u'月' : sign))
        return 0;
    end = small_number(text, end + 1, &day);
    end += sj_folded_get(text, end) == u'日';
    if (year < 1900 || year >= 2200 || month < 1 || month > 12 || day < 1 || day > 31)
        return 0;
    snprintf(date, 11, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
    return end;
}

/* The first date within the line. */
static bool date_in(struct sj_folded text, struct line line, char date[static 11])
{
    for (size_t at = line.start; at + 8 <= line.end; at++)
        if (date_at(text, at, date) > 0)
            return true;
    return false;
}

/* The line says a date and nothing else but brackets: (2021年12月6日). */
static bool is_date(struct sj_folded text, struct line line, char date[static 11])
{
    char read[11];
    while (line.start < line.end && sj_folded_in(text.at[line.start], u" (-"))
        line.start++;
    while (line.start < line.end && sj_folded_in(text.at[line.end - 1], u" )-"))
        line.end--;
    if (line.start == line.end || date_at(text, line.start, read) != line.end)
        return false;
    memcpy(date, read, sizeof read);
    return true;
}

/* ---- names ---- */

bool sj_township_ends(struct sj_folded text, size_t from, size_t end, size_t *start)
{
    bool street = end >= 2 && text.at[end - 1] == u'道';
    size_t tail = street ? 2 : 1, first = end - tail;
    while (first > from && first + NAME_MAX > end && sj_folded_is_han(text.at[first - 1]))
        first--;
    /* Behind the last county or city, unless that is the name itself (沙市镇). */
    for (size_t at = first; at + tail < end; at++)
        if (sj_folded_in(text.at[at], u"省市县区州旗盟共党于年的对在") && at + 1 + tail < end)
            first = at + 1;
    *start = first;
    if (first + tail >= end || sj_wordlist_before(text, end, &generic_words))
        return false;
    uint16_t last = text.at[end - tail - 1];
    if (sj_folded_in(last, generic) ||
        (text.at[end - 1] == u'乡' && sj_folded_in(last, generic_country)))
        return false;
    return !sj_folded_in(last, half_generic) || end - tail - first == 2;
}

/* Behind the 镇, 乡 or 街道 at `at`; 0: none of them. */
static size_t township_word(struct sj_folded text, size_t at)
{
    if (text.at[at] == u'镇' || text.at[at] == u'乡')
        return sj_folded_in(sj_folded_get(text, at + 1), u"镇村亲") ? 0 : at + 1;
    return text.at[at] == u'街' && sj_folded_get(text, at + 1) == u'道' ? at + 2 : 0;
}

/* The first township named in [start, end). */
static bool township_in(struct sj_folded text, size_t start, size_t end, struct line *name)
{
    for (size_t at = start; at < end; at++) {
        size_t stop = township_word(text, at);
        if (stop > 0 && stop <= end && sj_township_ends(text, start, stop, &name->start)) {
            name->end = stop;
            return true;
        }
    }
    return false;
}

struct named {
    struct line name;
    size_t times;
};

static bool same_name(struct sj_folded text, struct line a, struct line b)
{
    return a.end - a.start == b.end - b.start &&
           memcmp(text.at + a.start, text.at + b.start, (a.end - a.start) * sizeof *text.at) == 0;
}

/* A name between the beginning of the clause and `stop`. */
static bool name_in_clause(struct sj_folded text, size_t stop, struct line *name)
{
    size_t clause = stop;
    while (clause > 0 && !sj_folded_in(text.at[clause - 1], u" \n。,;:!?、(\"“"))
        if (stop - --clause > NAME_MAX)
            return false;
    name->end = stop;
    return sj_township_ends(text, clause, stop, &name->start);
}

/* The name used most often at the beginning of a clause; at least twice. The first few different
 * names stand for all: a report names its own early. */
static struct line most_named(struct sj_folded text)
{
    struct named names[NAMES_MAX] = {{{0, 0}, 0}};
    size_t count = 0, best = 0;
    for (size_t at = 0; at < text.len; at++) {
        size_t stop = township_word(text, at), i = 0;
        struct line name;
        if (stop == 0 || !name_in_clause(text, stop, &name))
            continue;
        while (i < count && !same_name(text, names[i].name, name))
            i++;
        if (i == count && count < NAMES_MAX)
            names[count++].name = name;
        if (i < count && ++names[i].times > names[best].times)
            best = i;
    }
    return names[best].times >= 2 ? names[best].name : (struct line){0, 0};
}

/* ---- lines ---- */

static struct line trimmed(struct sj_folded text, size_t start, size_t end)
{
    while (start < end && text.at[start] == ' ')
        start++;
    while (end > start && text.at[end - 1] == ' ')
        end--;
    return (struct line){start, end};
}

/* The line is an issuing body, with a date behind it at most. */
static bool is_issuer(struct sj_folded text, struct line line, struct line *issuer,
                      char date[static 11])
{
    size_t end = 0;
    if (line.end - line.start > SHORT_LINE)
        return false;
    for (size_t at = line.start; at < line.end; at++) {
        size_t len = sj_wordlist_at(text, at, &bodies);
        if (len > 0)
            end = at + len;
        else if (!sj_folded_is_han(text.at[at]) && text.at[at] != ' ')
            break;
    }
    if (end == 0 || end > line.end)
        return false;
    struct line rest = trimmed(text, end, line.end);
    if (rest.start < rest.end && !is_date(text, rest, date))
        return false;
    *issuer = (struct line){line.start, end};
    return true;
}

/* What the page says behind a label: 发布机构:南浦镇人民政府 发布时间:2021-12-06. */
static void read_furniture(struct sj_folded text, struct line line, struct heading *heading)
{
    for (size_t at = line.start; at < line.end; at++) {
        struct line rest = {at, line.end};
        size_t said = sj_wordlist_at(text, at, &said_words);
        if (sj_wordlist_at(text, at, &made_words) && !heading->made_on[0])
            (void)date_in(text, rest, heading->made_on);
        if (sj_wordlist_at(text, at, &published_words) && !heading->published_on[0])
            (void)date_in(text, rest, heading->published_on);
        if (said == 0 || heading->said_by.end > 0)
            continue;
        struct line body = trimmed(text, at + said, line.end);
        for (size_t i = body.start; i < body.end && sj_folded_is_han(text.at[i]); i++) {
            size_t len = sj_wordlist_at(text, i, &bodies);
            if (len > 0)
                heading->said_by = (struct line){body.start, i + len};
        }
    }
}

static void read_line(struct sj_folded text, struct line line, struct heading *heading)
{
    char date[11] = "";
    struct line issuer;
    if (line.start == line.end || line.end - line.start > 2 * SHORT_LINE)
        return;
    read_furniture(text, line, heading);
    if (is_issuer(text, line, &issuer, date))
        heading->issuer = issuer;
    else
        (void)is_date(text, line, date);
    if (date[0])
        memcpy(heading->date, date, sizeof date);
}

static size_t line_end(struct sj_folded text, size_t at)
{
    while (at < text.len && text.at[at] != '\n')
        at++;
    return at;
}

/* The first lines; then the last ones, which go before: there reports are signed. */
static void read_lines(struct sj_folded text, struct heading *heading)
{
    size_t at = 0, head = 0, tail = text.len;
    for (int i = 0; i < HEAD_LINES && at < text.len; i++) {
        size_t end = line_end(text, at);
        read_line(text, trimmed(text, at, end), heading);
        at = end + 1;
        head = at;
    }
    for (int i = 0; i < TAIL_LINES && tail > head; i++)
        for (tail--; tail > head && text.at[tail - 1] != '\n';)
            tail--;
    for (at = tail; at < text.len;) {
        size_t end = line_end(text, at);
        read_line(text, trimmed(text, at, end), heading);
        at = end + 1;
    }
}

void sj_heading_read(const struct sj_lexed *lexed, const struct sj_outline *outline,
                     struct sj_reading *reading)
{
    struct sj_folded text = lexed->folded;
    struct heading heading = {.date = ""};
    struct line name = {0, 0};
    read_lines(text, &heading);
    if (heading.issuer.end == 0)
        heading.issuer = heading.said_by;
    const char *dates[] = {heading.date, heading.made_on, heading.published_on};
    for (size_t i = 0; i < 3 && !reading->date[0]; i++)
        memcpy(reading->date, dates[i], sizeof reading->date);
    if (!township_in(text, outline->title, outline->title_end, &name) &&
        !township_in(text, heading.issuer.start, heading.issuer.end, &name))
        name = most_named(text);
    reading->issuer = sj_lexed_span(lexed, heading.issuer.start, heading.issuer.end);
    reading->township = sj_lexed_span(lexed, name.start, name.end);
}
