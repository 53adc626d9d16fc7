#include "reader/kinds.h"

/* Thresholds, norms, capacities, durations: numbers that no township achieved. */

static const struct sj_wordlist capacity_words = SJ_WORDLIST(
    u"年产能", u"年可", u"日可", u"产能", u"日产", u"月产", u"年处理", u"日处理", u"年加工",
    u"日加工", u"可容纳", u"容量", u"库容", u"装机", u"能力", u"日供水", u"设计", u"够", u"可供",
    u"可满足", u"年设计", u"总装机", u"蓄水量", u"可停", u"可存", u"可同时");
static const struct sj_wordlist outside_words =
    SJ_WORDLIST(u"全省", u"全市", u"全县", u"全国", u"市里", u"省里", u"县里", u"全区", u"我市",
                u"我县", u"我省", u"全州", u"全旗");
static const struct sj_wordlist project_verbs =
    SJ_WORDLIST(u"实施", u"建设", u"新建", u"推进", u"启动", u"投资", u"引进", u"申报", u"争取",
                u"完成", u"在建", u"改建", u"新签约", u"做好", u"抓好", u"加快", u"推动", u"开工",
                u"谋划", u"承接", u"依托", u"扩建", u"(");

static bool is_norm(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    uint16_t next = sj_folded_get(text, found->words.end);
    unsigned bounds = SJ_VAGUE_OVER | SJ_VAGUE_WITHIN | SJ_VAGUE_UNDER;
    bool suffixed = found->words.end > found->words.unit_end + 1;
    if ((found->words.vague & bounds) && !found->words.numeral.more) {
        bool noun = sj_folded_is_han(next) && !sj_folded_in(next, u"达占,并且同和及") &&
                    !(found->words.traits & SJ_UNIT_RATIO);
        bool counted = suffixed && (sj_folded_is_digit(next) || sj_numeral_is_chinese(next));
        if (next == u'的' || counted || (noun && (suffixed || found->words.numeral.bare)))
            return true;
    }
    return false;
}

static const struct sj_wordlist paid =
    SJ_WORDLIST(u"补贴", u"补助", u"发放", u"奖励", u"给予", u"缴纳", u"收取", u"救助", u"补偿",
                u"奖补", u"资助", u"报销");

static const struct sj_wordlist every =
    SJ_WORDLIST(u"每月", u"每季", u"每周", u"每年", u"每半", u"每天", u"每日", u"每旬");

/* 每人每月1100元, 每月一次, 每网格不超过20户; but 每条1.5公里 is how long they are. */
static bool is_each(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    size_t len = 0, start = found->before, end = found->words.start;
    size_t at = sj_wordlist_last(text, start, end, SJ_WORDS_OF(u"每"), &len);
    if (at == SIZE_MAX || found->words.unit == found->words.unit_end)
        return false;
    bool direct = end - at <= 5 && !sj_folded_in(text.at[end - 1], u"由从");
    bool money = sj_folded_in(text.at[found->words.unit_end - 1], u"元角");
    bool times =
        found->words.unit_end == found->words.unit + 1 && text.at[found->words.unit] == u'次';
    if (money)
        return direct || sj_wordlist_in(text, at, end, &paid);
    if (times)
        return direct || sj_wordlist_at(text, at, &every) > 0;
    return direct && (found->words.vague & (SJ_VAGUE_WITHIN | SJ_VAGUE_OVER));
}

/* A size in a project's name: 1万亩柠檬基地项目投资6000万元. */
static bool is_project_size(const struct sj_view *view)
{
    enum { REACH = 14 };
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    uint16_t unit = sj_folded_get(text, found->words.unit);
    if (!(found->words.traits & SJ_UNIT_MEASURE) || sj_folded_in(unit, u"元美港欧"))
        return false;
    size_t len = 0, start = found->before;
    start = sj_wordlist_skip(text, start, found->words.start,
                             SJ_WORDS_OF(u"、", u" ", u"和", u"及", u"与"));
    if (start < found->words.start) {
        len = sj_wordlist_before(text, found->words.start, &project_verbs);
        if (len == 0)
            return false;
    }
    for (size_t at = found->words.end; at < found->words.end + REACH; at++) {
        uint16_t next = sj_folded_get(text, at);
        if (!sj_folded_is_han(next) || next == u'的')
            return false;
        if (sj_folded_has(text, at, u"项目", NULL))
            return at > found->words.end;
    }
    return false;
}

static bool is_capacity(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    size_t len = 0, start = found->before, end = found->words.start;
    if (!(found->words.traits & (SJ_UNIT_MEASURE | SJ_UNIT_NOUN)) && found->quantity.unit.len > 0 &&
        !sj_folded_in(sj_folded_get(text, found->words.unit), u"人户家"))
        return false;
    size_t at = sj_wordlist_last(text, start, end, SJ_WORDS_OF(u"年产"), &len);
    if (at != SIZE_MAX && !(at > 0 && sj_folded_is_digit(text.at[at - 1])) &&
        !sj_wordlist_in(text, at, end, SJ_WORDS_OF(u"值", u"量", u"出")))
        return !sj_folded_in(sj_folded_get(text, found->words.unit), u"元");
    at = sj_wordlist_last(text, start, end, &capacity_words, &len);
    return at != SIZE_MAX && end - at <= len + 8 &&
           !sj_folded_in(sj_folded_get(text, found->words.unit), u"元个");
}

/* 低保标准由每月450元提高到500元; but 高标准农田, 标准化厂房, 按标准发放资金50万元. */
static bool is_standard(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    size_t len = 0;
    size_t at =
        sj_wordlist_last(text, found->clause, found->words.start, SJ_WORDS_OF(u"标准"), &len);
    if (at == SIZE_MAX || (at > 0 && text.at[at - 1] == u'高') ||
        sj_folded_in(sj_folded_get(text, at + 2), u"化厂农园田件") ||
        sj_wordlist_in(text, at, found->words.start,
                       SJ_WORDS_OF(u"资金", u"共", u"合计", u"累计", u"总")))
        return false;
    return sj_folded_get(text, found->words.unit) == u'元';
}

bool sj_is_other(const struct sj_view *view, const struct sj_figure *before)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    if (found->words.traits & SJ_UNIT_TIME)
        return !sj_wordlist_in(text, found->before, found->words.start,
                               SJ_WORDS_OF(u"天数", u"日数"));
    if (is_norm(view) || is_each(view) || is_project_size(view) || is_capacity(view) ||
        is_standard(view))
        return true;
    if ((found->words.traits & SJ_UNIT_NOUN) &&
        (sj_wordlist_before(text, found->words.start, &outside_words) > 0 ||
         sj_wordlist_in(text, found->words.end, found->clause_end, SJ_WORDS_OF(u"之一"))))
        return true;
    /* 年产5万吨生物柴油及50万吨调和油 */
    return before && before->kind == SJ_OTHER && found->before == found->words.start &&
           view->index > 0 && found->clause == (found - 1)->clause &&
           (found->words.traits & SJ_UNIT_MEASURE) &&
           is_capacity(&(struct sj_view){text, view->sentence, view->found, view->index - 1,
                                         view->count, view->year});
}
