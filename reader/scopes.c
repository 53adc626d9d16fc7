#include "reader/parts.h"

#include <stdio.h>
#include <string.h>

/* Of when and of what a figure speaks, as far as the words around it say. */

static const struct sj_wordlist until_words =
    SJ_WORDLIST(u"截至", u"截止", u"截止到", u"至", u"到");
static const struct sj_wordlist many_years =
    SJ_WORDLIST(u"五年来", u"三年来", u"历年", u"几年来", u"多年来", u"两年来", u"四年来",
                u"五年累计", u"十年来", u"建成以来", u"过去五年", u"五年间", u"任期内", u"近三年",
                u"近五年", u"近两年", u"近年来", u"十三五期间", u"十四五期间");
static const struct sj_wordlist this_year =
    SJ_WORDLIST(u"今年", u"年初", u"去冬", u"今春", u"入", u"汛", u"月", u"开春", u"本年", u"疫情",
                u"春", u"夏", u"秋", u"冬", u"会议", u"换届", u"活动", u"开展");
static const struct sj_wordlist demo_words = SJ_WORDLIST(u"示范", u"样板", u"试点", u"试验");
static const struct sj_wordlist counted_from =
    SJ_WORDLIST(u"以来", u"以后", u"来", u"的基础上", u"基础上", u"至", u"到", u"-", u"起");
static const struct sj_wordlist last_year = SJ_WORDLIST(u"去年", u"上年");

static unsigned number_at(struct sj_folded text, size_t at, size_t *end)
{
    unsigned value = 0;
    *end = at;
    while (*end < at + 2 && sj_folded_is_digit(sj_folded_get(text, *end)))
        value = value * 10 + (unsigned)(sj_folded_get(text, (*end)++) - '0');
    return value;
}

static unsigned days_in(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* 至6月底, 截至12月, 到2021年6月30日: fills the date; false if there is none at `at`. */
static bool date_at(struct sj_folded text, size_t at, uint16_t year, char date[static 11])
{
    size_t end = 0;
    uint16_t named = sj_year_in(text, at, at + 5 < text.len ? at + 5 : text.len, false);
    if (named) {
        year = named;
        at += 5;
    }
    unsigned month = number_at(text, at, &end);
    if (month < 1 || month > 12 || sj_folded_get(text, end) != u'月' || year < 1900)
        return false;
    unsigned last = days_in(year, month), day = number_at(text, end + 1, &end);
    if (day < 1 || day > last || sj_folded_get(text, end) != u'日')
        day = last;
    snprintf(date, 11, "%04u-%02u-%02u", year % 10000u, month % 100u, day % 100u);
    return true;
}

/* 3月至12月 does not begin with the year; 1月至12月 does. */
static bool begins_later(struct sj_folded text, size_t until)
{
    size_t at = until;
    while (at > 0 && sj_folded_in(text.at[at - 1], u"月份初底"))
        at--;
    if (at == 0 || !(sj_folded_is_digit(text.at[at - 1]) || text.at[at - 1] == u'日'))
        return false;
    return text.at[at - 1] != '1' || (at > 1 && sj_folded_is_digit(text.at[at - 2]));
}

/* A level holds at a time, dated or not; what flows until the year's last day is the year's. */
static void settle_basis(uint16_t year, bool years, bool later, struct sj_figure *figure)
{
    char last_day[11];
    snprintf(last_day, sizeof last_day, "%04u-12-31", year % 10000u);
    if (figure->indicator && figure->indicator->stock) {
        if (figure->basis != SJ_BASIS_CUMULATIVE)
            figure->basis = SJ_BASIS_POINT;
    } else if (figure->basis == SJ_BASIS_TO_DATE && !later &&
               strcmp(figure->basis_date, last_day) == 0) {
        figure->basis = years ? SJ_BASIS_CUMULATIVE : SJ_BASIS_YEAR;
    }
    if (figure->basis == SJ_BASIS_YEAR || figure->basis == SJ_BASIS_CUMULATIVE)
        figure->basis_date[0] = '\0';
}

/* 2021年以来, “十四五”以来; not 今年以来, 入夏以来. */
static bool counts_years(struct sj_folded text, size_t start, size_t end)
{
    size_t len = 0;
    size_t at = sj_wordlist_last(text, start, end, SJ_WORDS_OF(u"以来"), &len);
    if (at == SIZE_MAX)
        return false;
    size_t from = at > start + 8 ? at - 8 : start;
    return !sj_wordlist_in(text, from, at, &this_year);
}

static void set_basis(struct sj_folded text, const struct sj_sentence *sentence, uint16_t year,
                      const struct sj_found *found, struct sj_figure *figure)
{
    bool years = sj_wordlist_in(text, sentence->period, found->words.start, &many_years) ||
                 counts_years(text, sentence->period, found->words.start);
    bool later = false;
    figure->basis = years ? SJ_BASIS_CUMULATIVE : SJ_BASIS_YEAR;
    for (size_t i = sentence->period; sentence->has_month && i < found->words.start; i++) {
        size_t len = sj_wordlist_at(text, i, &until_words);
        if (len > 0 && date_at(text, i + len, year, figure->basis_date)) {
            figure->basis = SJ_BASIS_TO_DATE;
            later = begins_later(text, i);
        }
    }
    settle_basis(year, years, later, figure);
}

bool sj_village_ends(struct sj_folded text, size_t start, size_t end)
{
    if (end < start + 2 || sj_folded_get(text, end) != u'村')
        return false;
    for (size_t i = start; i < end; i++)
        if (!sj_folded_is_han(text.at[i]) ||
            sj_folded_in(text.at[i],
                         u"全各农乡行政示范贫困重点新本某个驻进到每该城出入下居建设自然空心美丽"))
            return false;
    return !sj_folded_in(sj_folded_get(text, end + 1), u"级民组干部支两委庄道路集社卫医容");
}

/* 小泉村种植…: the figure is of one village. */
static bool names_village(struct sj_folded text, const struct sj_found *found)
{
    size_t end = found->before;
    while (end < found->words.start && end < found->before + 5 && text.at[end] != u'村')
        end++;
    return end < found->words.start && end - found->before <= 3 &&
           sj_village_ends(text, found->before, end);
}

static void set_scope(struct sj_folded text, const struct sj_found *found, struct sj_figure *figure)
{
    size_t start = found->before, end = found->after_end;
    figure->scope = SJ_SCOPE_WHOLE;
    if (sj_wordlist_in(text, start, found->words.start, &demo_words) ||
        sj_wordlist_in(text, found->words.end, end, &demo_words))
        figure->scope = SJ_SCOPE_DEMO;
    else if (names_village(text, found))
        figure->scope = SJ_SCOPE_VILLAGE;
    else if (sj_wordlist_in(text, found->clause, found->words.start, SJ_WORDS_OF(u"其中")))
        figure->scope = SJ_SCOPE_PART;
}

/* The year of a goal section's heading: "三、2022年工作安排". */
static uint16_t heading_year(struct sj_folded text, const struct sj_outline *outline,
                             int32_t section)
{
    for (; section >= 0; section = outline->marks[section].parent) {
        const struct sj_mark *mark = &outline->marks[section];
        uint16_t year = sj_year_in(text, mark->title, mark->title_end, true);
        if (year)
            return year;
    }
    return 0;
}

static const struct sj_wordlist next_year = SJ_WORDLIST(u"明年", u"来年", u"下一年");

/* The first or the last year in [start, end) that is the figure's own: not one compared with or
 * counted from (较2020年, 2021年以来, 在2020年的基础上, 2018年至2021年). */
static uint16_t told_year(struct sj_folded text, size_t start, size_t end, bool last)
{
    uint16_t found = 0;
    for (size_t at = start; at + 4 < end && (last || !found); at++) {
        uint16_t year = text.at[at + 4] == u'年' ? sj_year_in(text, at, at + 5, false) : 0;
        bool compared = at > start && sj_folded_in(text.at[at - 1], u"由从比较自继与");
        if (year && !compared && sj_wordlist_at(text, at + 5, &counted_from) == 0)
            found = year;
    }
    return found;
}

/* 全乡去年化解37起; not 比去年, 去年同期. */
static bool tells_last_year(struct sj_folded text, size_t start, size_t end)
{
    size_t len = 0;
    size_t at = sj_wordlist_last(text, start, end, &last_year, &len);
    return at != SIZE_MAX && !(at > 0 && sj_folded_in(text.at[at - 1], u"比较同与超到过于自从")) &&
           !sj_folded_in(sj_folded_get(text, at + len), u"同增下减底末以");
}

static void set_year(struct sj_folded text, const struct sj_sentence *sentence,
                     const struct sj_outline *outline, const struct sj_found *found, size_t first,
                     struct sj_figure *figure)
{
    uint16_t year = 0;
    if (sentence->has_year) {
        year = told_year(text, found->before, found->words.start, true);
        if (!year && outline->year &&
            (sj_wordlist_at(text, found->clause, &last_year) > 0 ||
             tells_last_year(text, found->before, found->words.start)))
            year = (uint16_t)(outline->year - 1);
    }
    if (!year && outline->year &&
        sj_wordlist_in(text, found->before, found->words.start, &next_year))
        year = (uint16_t)(outline->year + 1);
    if (!year && sentence->has_year)
        year = told_year(text, sentence->start, first, false);
    if (!year && sentence->has_year)
        year = told_year(text, sentence->period, first, false);
    if (!year && figure->mood == SJ_PLANNED)
        year = heading_year(text, outline, sentence->section);
    if (!year && outline->year) {
        if (sj_is_base_value(text, found))
            year = (uint16_t)(outline->year - 1);
        else if (sj_wordlist_in(text, found->clause, found->words.start, &next_year))
            year = (uint16_t)(outline->year + 1);
    }
    figure->year = year;
}

void sj_scopes_set(struct sj_folded text, const struct sj_sentence *sentence,
                   const struct sj_outline *outline, const struct sj_found *found, size_t count,
                   struct sj_figure *figures)
{
    for (size_t i = 0; i < count; i++) {
        const struct sj_found *words =
            found[i].taken_over >= 0 ? &found[found[i].taken_over] : &found[i];
        set_scope(text, words, &figures[i]);
        if (words != &found[i] &&
            sj_wordlist_in(text, found[i].before, found[i].words.start, SJ_WORDS_OF(u"其中")))
            figures[i].scope = SJ_SCOPE_PART;
        set_year(text, sentence, outline, &found[i], found[0].words.start, &figures[i]);
    }
}

void sj_bases_set(struct sj_folded text, const struct sj_sentence *sentence, uint16_t year,
                  const struct sj_found *found, size_t count, struct sj_figure *figures)
{
    for (size_t i = 0; i < count; i++)
        set_basis(text, sentence, year, &found[i], &figures[i]);
}
