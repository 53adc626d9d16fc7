#include "reader/parts.h"

enum { WILL_REACH = 20 /* characters from the start of a sentence */ };

static const struct sj_wordlist ahead_words =
    SJ_WORDLIST(u"下一阶段", u"下段", u"下年", u"未来五年", u"新一年", u"接下来", u"下一步",
                u"下步", u"下阶段", u"今后", u"明年", u"来年", u"下半年");
static const struct sj_wordlist will_words = SJ_WORDLIST(
    u"我们将", u"我镇将", u"我乡将", u"我街道将", u"将继续", u"将重点", u"将围绕", u"将着力");

/* A point between Chinese characters stands for 。 */
static bool is_full_stop(struct sj_folded text, size_t at)
{
    return text.at[at] == '.' && at > 0 && sj_folded_is_han(text.at[at - 1]) &&
           sj_folded_is_han(sj_folded_get(text, at + 1));
}

/* Where the first of the ends is, or the sentence's greatest length. */
static size_t find_end(struct sj_folded text, size_t at, bool period)
{
    size_t limit = at + SJ_SENTENCE_MAX < text.len ? at + SJ_SENTENCE_MAX : text.len;
    while (at < limit && !sj_ends_period(text.at[at]) && !is_full_stop(text, at) &&
           (period || text.at[at] != ';'))
        at++;
    return at < limit ? at + 1 : limit;
}

/* "2021年工作要点:覆盖20家,…": what stands before the colon announces goals. */
static bool announces(struct sj_folded text, size_t at, size_t end)
{
    enum { REACH = 20 };
    size_t colon = at;
    while (colon < end && colon < at + REACH && !sj_ends_clause(text.at[colon]))
        colon++;
    return colon < end && text.at[colon] == ':' && sj_words_announce_goals(text, at, colon);
}

/* A sentence that begins with 下一步 or a coming year speaks of what is to come, and so does the
 * rest of its paragraph. */
static bool looks_ahead(struct sj_folded text, const struct sj_sentence *sentence, uint16_t year)
{
    size_t at = sentence->start;
    while (at < sentence->end && sj_folded_in(text.at[at], u" ,:、"))
        at++;
    if (sj_wordlist_at(text, at, &ahead_words) || announces(text, at, sentence->end))
        return true;
    for (size_t i = at; i < sentence->end && i < at + WILL_REACH; i++)
        if (sj_wordlist_at(text, i, &will_words))
            return true;
    return year && sj_year_in(text, at, at + 5 < text.len ? at + 5 : text.len, false) > year;
}

static bool line_is_furniture(struct sj_folded text, size_t start)
{
    enum { REACH = 100 };
    size_t end = start;
    while (end < text.len && text.at[end] != '\n' && end < start + REACH)
        end++;
    return sj_line_is_furniture(text, start, end);
}

static size_t after(int32_t section)
{
    return section < 0 ? 0 : (size_t)section + 1;
}

static void look_over(struct sj_folded text, struct sj_sentence *sentence)
{
    for (size_t i = sentence->period; i < sentence->period_end; i++) {
        sentence->has_year = sentence->has_year || text.at[i] == u'年';
        sentence->has_month = sentence->has_month || text.at[i] == u'月';
    }
    sentence->has_mood = sj_moods_in(text, sentence->period, sentence->period_end);
}

struct sj_sentence sj_sentence_next(const struct sj_lexed *lexed, const struct sj_outline *outline,
                                    const struct sj_sentence *before)
{
    struct sj_folded text = lexed->folded;
    struct sj_sentence next = {.start = before ? before->end : 0,
                               .section = before ? before->section : -1};
    bool line_start = !before || text.at[next.start - 1] == '\n';
    bool same_section = true;
    for (size_t i = after(next.section);
         i < outline->count && outline->marks[i].start <= next.start; i++) {
        next.section = (int32_t)i;
        same_section = outline->sections[i].level == 4;
    }
    next.end = find_end(text, next.start, false);
    size_t following = after(next.section);
    if (following < outline->count && outline->marks[following].start < next.end)
        next.end = outline->marks[following].start;
    bool same_period = before && next.start < before->period_end;
    next.period = same_period ? before->period : next.start;
    next.period_end = same_period ? before->period_end : find_end(text, next.start, true);
    if (same_period) {
        next.has_year = before->has_year;
        next.has_month = before->has_month;
        next.has_mood = before->has_mood;
    } else {
        look_over(text, &next);
    }
    next.furniture = line_start ? line_is_furniture(text, next.start) : before->furniture;
    uint16_t year = outline->titled ? outline->year : 0;
    bool section_plans = next.section >= 0 ? outline->sections[next.section].plans : outline->plans;
    next.ahead = !section_plans && ((before && !line_start && same_section && before->ahead) ||
                                    looks_ahead(text, &next, year));
    next.plans = section_plans || next.ahead;
    return next;
}
