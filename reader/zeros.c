#include "reader/parts.h"
#include "rules/numeral.h"

/* Whether words such as 无赴京上访 tell that there was none of something, which counts as a value.
 * In doubt they do not: a zero that is missing is added by the clerk, a wrong one is believed. */

static const struct sj_wordlist none_words =
    SJ_WORDLIST(u"无", u"未发生", u"没有发生", u"未出现", u"没有出现", u"未接到");
/* 零上访, but not 零散, 零星, 零距离. */
static const struct sj_wordlist zero_events = SJ_WORDLIST(
    u"上访", u"信访", u"非访", u"赴京", u"进京", u"到京", u"赴省", u"出省", u"事故", u"案件",
    u"发案", u"安全事故", u"安全生产", u"生产安全", u"火灾", u"森林火", u"火情", u"伤亡", u"死亡");
/* 无证, 无论, 无害化: words of their own. */
static const struct sj_wordlist compounds = SJ_WORDLIST(
    u"无论", u"无法", u"无证", u"无牌", u"无照", u"无害", u"无公害", u"无偿", u"无线", u"无籍",
    u"无职", u"无业", u"无力", u"无序", u"无效", u"无形", u"无私", u"无比", u"无微", u"无障碍",
    u"无缝", u"无疑", u"无愧", u"无烟", u"无关", u"无视", u"无须", u"无人机", u"无需");
static const struct sj_wordlist wishes =
    SJ_WORDLIST(u"确保", u"力争", u"争取", u"力求", u"务求", u"努力", u"杜绝", u"防止", u"防范",
                u"避免", u"严防", u"严禁", u"计划", u"打算", u"目标", u"要求", u"预计", u"预期",
                u"期望", u"希望", u"有望", u"如无", u"若无", u"有无", u"是否", u"标准", u"创建",
                u"争创", u"要实现", u"要做到", u"要达到", u"将实现", u"将做到");
static const struct sj_wordlist leading_wishes = SJ_WORDLIST(u"力争", u"力求", u"务求", u"预计");
static const struct sj_wordlist other_years =
    SJ_WORDLIST(u"去年", u"上年", u"前年", u"往年", u"明年", u"来年", u"历年", u"近年", u"多年",
                u"三年", u"四年", u"五年", u"十年", u"上一年", u"下一年");
static const struct sj_wordlist year_parts = SJ_WORDLIST(u"上半年", u"下半年", u"季度", u"月份");
static const struct sj_wordlist parts =
    SJ_WORDLIST(u"个村", u"个社区", u"个组", u"部分", u"其中", u"多数", u"少数", u"示范", u"试点",
                u"全县", u"全市", u"全省", u"全国", u"全区", u"全州", u"全旗");
static const struct sj_wordlist whole =
    SJ_WORDLIST(u"全镇", u"全乡", u"全街道", u"我镇", u"我乡", u"我街道", u"全辖区");
static const struct sj_wordlist qualified =
    SJ_WORDLIST(u"较大", u"重大", u"特大", u"恶性", u"严重", u"以上", u"规模", u"群体", u"集体",
                u"影响", u"死亡", u"亡人", u"伤亡", u"致人", u"新增", u"其他");
/* 无信访积案村: a place that is called so. */
static const struct sj_wordlist places = SJ_WORDLIST(u"社区", u"小区", u"单位", u"家庭", u"校园",
                                                     u"企业", u"网格", u"乡镇", u"县", u"称号");
static const struct sj_wordlist not_one =
    SJ_WORDLIST(u"一起", u"一例", u"一件", u"一宗", u"一次", u"一人", u"1起", u"1例", u"1件",
                u"1宗", u"1次", u"1人");

static size_t none_at(struct sj_folded text, size_t at)
{
    uint16_t first = text.at[at];
    if (first != u'零' && first != u'无' && first != u'未' && first != u'没')
        return 0;
    if (first == u'零')
        return sj_wordlist_at(text, at + 1, &zero_events) > 0 ? 1 : 0;
    size_t len = sj_wordlist_at(text, at, &none_words);
    if (len != 1)
        return len;
    bool named = at > 0 && sj_folded_in(text.at[at - 1], u"有若如两三四五六");
    return !named && sj_wordlist_at(text, at, &compounds) == 0;
}

bool sj_none_next(struct sj_folded text, const struct sj_sentence *sentence, size_t from,
                  struct sj_none *none)
{
    size_t at = from, len = 0;
    none->clause = from;
    while (none->clause > sentence->start && !sj_ends_clause(text.at[none->clause - 1]))
        none->clause--;
    for (; at < sentence->end && (len = none_at(text, at)) == 0; at++)
        if (sj_ends_clause(text.at[at]))
            none->clause = at + 1;
    if (at >= sentence->end)
        return false;
    none->start = at;
    none->event = none->end = at + len;
    /* 无赴京上访、无安全事故 are two. */
    while (none->end < sentence->end && !sj_ends_clause(text.at[none->end]) &&
           !(text.at[none->end - 1] == u'、' && none_at(text, none->end) > 0))
        none->end++;
    return true;
}

static bool is_numeral(uint16_t unit)
{
    return sj_folded_is_digit(unit) || sj_numeral_is_chinese(unit) || unit == u'几';
}

/* 无证驾驶12起, 未发生3人以上事故; but 未发生一起事故. */
static bool has_number(struct sj_folded text, const struct sj_none *none)
{
    size_t at = none->event + sj_wordlist_at(text, none->event, &not_one);
    for (; at < none->end; at++)
        if (is_numeral(text.at[at]))
            return true;
    uint16_t next = sj_folded_get(text, none->end);
    return (next == ':' || next == '(') && is_numeral(sj_folded_get(text, none->end + 1));
}

static bool names_village(struct sj_folded text, size_t start, size_t end)
{
    for (size_t at = start + 2; at < end; at++)
        if (sj_village_ends(text, at - 2, at))
            return true;
    return false;
}

/* Of some villages or of the county, or the name of a place without such events. */
static bool is_of_another_place(struct sj_folded text, const struct sj_sentence *sentence,
                                const struct sj_none *none)
{
    bool all = sj_wordlist_in(text, none->clause, none->start, &whole);
    if (sj_wordlist_in(text, none->clause, none->start, &parts) ||
        names_village(text, all ? none->clause : sentence->start, none->end) ||
        sj_wordlist_in(text, none->event, none->end, &places))
        return true;
    for (size_t at = none->event; at < none->end; at++)
        if (text.at[at] == u'村' && !sj_folded_in(sj_folded_get(text, at + 1), u"民级干组"))
            return true;
    return false;
}

/* Of another year, or of a part of the report's own, unless that is what it reports on. */
static bool is_of_another_time(struct sj_folded text, const struct sj_sentence *sentence,
                               const struct sj_outline *outline, const struct sj_none *none)
{
    size_t start = sj_wordlist_skip(text, sentence->start, none->start, SJ_WORDS_OF(u" ", u"\n"));
    uint16_t year = sj_year_in(text, sentence->period, none->end, true);
    if ((year && year != outline->year) || sj_wordlist_at(text, start, &other_years) > 0 ||
        sj_wordlist_in(text, none->clause, none->end, &other_years) ||
        sj_wordlist_in(text, sentence->start, none->end, SJ_WORDS_OF(u"期间")))
        return true;
    return !sj_wordlist_in(text, outline->title, outline->title_end, &year_parts) &&
           sj_wordlist_in(text, sentence->start, none->end, &year_parts);
}

bool sj_none_is_told(struct sj_folded text, const struct sj_sentence *sentence,
                     const struct sj_outline *outline, const struct sj_none *none)
{
    return !has_number(text, none) && !sj_wordlist_in(text, none->clause, none->end, &wishes) &&
           !sj_wordlist_in(text, sentence->start, none->start, &leading_wishes) &&
           !sj_wordlist_in(text, none->event, none->end, &qualified) &&
           !is_of_another_place(text, sentence, none) &&
           !is_of_another_time(text, sentence, outline, none);
}
