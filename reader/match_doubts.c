#include "reader/match.h"

/* Words that make a figure another thing than the township's own for the whole of its period. Such
 * a figure is offered with its indicator and not taken. */

static const struct sj_wordlist outside =
    SJ_WORDLIST(u"全县", u"全市", u"全省", u"全国", u"全区", u"全州", u"全旗", u"县财政", u"市财政",
                u"县级财政", u"邻近", u"邻镇", u"邻乡", u"周边乡镇");
/* 全县第一, 全县平均, 居全县前列: of the township's own standing. */
static const struct sj_wordlist standing =
    SJ_WORDLIST(u"第", u"率先", u"首", u"前", u"平均", u"领先", u"名列", u"排名", u"最", u"唯一");
static const struct sj_wordlist rest_words =
    SJ_WORDLIST(u"未完成", u"尚未", u"尚有", u"还有", u"还剩", u"剩余", u"不合格", u"未达", u"未通",
                u"未改", u"缺口", u"尚缺", u"还差");
static const struct sj_wordlist part_year =
    SJ_WORDLIST(u"上半年", u"下半年", u"一季度", u"二季度", u"三季度", u"四季度", u"前两季度",
                u"春节期间", u"国庆期间", u"五一期间", u"假期", u"汛期", u"每月", u"每季度",
                u"月均", u"每周", u"每年", u"年均", u"平均每月", u"平均每年");
static const struct sj_wordlist holders =
    SJ_WORDLIST(u"合作社", u"农户", u"大户", u"企业", u"基地");
static const struct sj_wordlist compared =
    SJ_WORDLIST(u"比上年", u"比去年", u"较上年", u"较去年", u"同比", u"同期");
static const struct sj_wordlist year_parts = SJ_WORDLIST(u"半年", u"季度", u"月份", u"月工作");
static const struct sj_wordlist no_names =
    SJ_WORDLIST(u"全镇", u"我镇", u"本镇", u"该镇", u"各镇", u"集镇", u"乡镇", u"城镇", u"村镇",
                u"小镇", u"重镇", u"强镇", u"建镇", u"全乡", u"我乡", u"本乡", u"该乡", u"各乡",
                u"返乡", u"城乡", u"下乡", u"建乡", u"家乡", u"全街道", u"我街道", u"本街道",
                u"各街道", u"办镇", u"市镇", u"古镇", u"兴镇", u"回乡", u"我办");

/* 1-9月, 10月份: the months that a clause begins with, unless they are the whole year's. */
static bool begins_with_months(struct sj_folded text, size_t at, size_t end)
{
    size_t start = at;
    while (at < end &&
           (sj_folded_is_digit(text.at[at]) || sj_folded_in(text.at[at], u"-至~到月份")))
        at++;
    bool months = at > start && sj_wordlist_in(text, start, at, SJ_WORDS_OF(u"月"));
    return months && !sj_wordlist_in(text, start, at, SJ_WORDS_OF(u"12月")) &&
           sj_folded_is_digit(text.at[start]);
}

static bool is_of_outside(struct sj_folded text, size_t start, size_t end)
{
    size_t len = 0;
    size_t at = sj_wordlist_last(text, start, end, &outside, &len);
    return at != SIZE_MAX && sj_wordlist_at(text, at + len, &standing) == 0 &&
           (at == start || !sj_folded_in(text.at[at - 1], u"在居为是占于列超比"));
}

/* 芷渡镇粮食播种面积8000亩, where the paper's own township is another. */
static bool is_of_another_township(const struct sj_wanted *wanted, size_t start, size_t end)
{
    enum { NAME_MAX_CHARS = 5 };
    struct sj_folded text = wanted->scratch->lexed->folded;
    const struct sj_outline *outline = wanted->scratch->outline;
    for (size_t at = start + 2; at < end && at <= start + NAME_MAX_CHARS; at++) {
        if (text.at[at] != u'镇' && text.at[at] != u'乡')
            continue;
        if (sj_wordlist_before(text, at + 1, &no_names) > 0 || outline->title_end == 0)
            return false;
        for (size_t i = start; i <= at; i++)
            if (!sj_folded_is_han(text.at[i]))
                return false;
        /* Named in the title, it is the paper's own. */
        for (size_t i = outline->title; i + (at + 1 - start) <= outline->title_end; i++) {
            size_t same = 0;
            while (same < at + 1 - start && text.at[i + same] == text.at[start + same])
                same++;
            if (same == at + 1 - start)
                return false;
        }
        return sj_wordlist_in(text, outline->title, outline->title_end,
                              SJ_WORDS_OF(u"镇", u"乡", u"街道")) &&
               !sj_folded_in(sj_folded_get(text, at + 1), u"村政党级区直域街");
    }
    return false;
}

/* 大塘村集体经济收入35万元: one village's; 全镇村集体, 6个村集体 are not. */
static bool is_of_a_village(struct sj_folded text, size_t start, size_t end)
{
    enum { NAME_MAX_CHARS = 3 };
    for (size_t at = start + 2; at < end && at <= start + NAME_MAX_CHARS; at++) {
        if (text.at[at] != u'村' || text.at[at + 1] != u'集')
            continue;
        for (size_t i = start; i < at; i++)
            if (!sj_folded_is_han(text.at[i]) ||
                sj_folded_in(text.at[i], u"全各我本镇乡个每该农行政新有的是一二三四五六七八九十力争"
                                         u"促推增提实抓壮展使让将对把带动助帮扶引"
                                         u"导支持确保年底末月使所到至及和与为"))
                return false;
        return true;
    }
    return false;
}

/* 3家合作社种植油菜300亩: of those that were counted just before. */
static bool is_of_a_number(struct sj_folded text, size_t start, size_t end)
{
    static const char16_t units[] = u"个家户名位";
    size_t len = sj_wordlist_at(text, start, &holders);
    uint16_t before = start > 0 ? text.at[start - 1] : 0;
    return len > 0 && start + len < end && sj_folded_in(before, units);
}

bool sj_match_is_doubtful(const struct sj_wanted *wanted)
{
    struct sj_folded text = wanted->scratch->lexed->folded;
    const struct sj_outline *outline = wanted->scratch->outline;
    size_t start = wanted->start, end = wanted->number;
    while (start < end && sj_folded_in(text.at[start], u" ,、\n"))
        start++;
    if (start >= end)
        return false;
    if (is_of_outside(text, start, end) || is_of_another_township(wanted, start, end) ||
        is_of_a_village(text, start, end) || is_of_a_number(text, start, end) ||
        sj_wordlist_in(text, start, end, &rest_words))
        return true;
    if (sj_folded_in(text.at[end - 1], u"多少") && sj_wordlist_in(text, start, end, &compared))
        return true; /* 比上年少60亩 */
    bool of_a_part = sj_wordlist_in(text, outline->title, outline->title_end, &year_parts);
    return !of_a_part &&
           (sj_wordlist_in(text, start, end, &part_year) || begins_with_months(text, start, end));
}
