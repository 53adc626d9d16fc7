#include "reader/kinds.h"

/* Thresholds, norms, capacities, durations: numbers that no township achieved. */

static const struct sj_wordlist capacity_words = SJ_WORDLIST(
    u"年屠宰", u"日屠宰", u"年缫丝", u"可蓄水", u"可蓄", u"最大承载", u"承载量", u"可承载",
    u"可接待", u"年产能", u"年可", u"日可", u"产能", u"日产", u"月产", u"年处理", u"日处理",
    u"年加工", u"日加工", u"可容纳", u"容量", u"库容", u"能力", u"日供水", u"设计", u"够", u"可供",
    u"可满足", u"年设计", u"蓄水量", u"可停", u"可存", u"可同时");
static const struct sj_wordlist outside_words =
    SJ_WORDLIST(u"全省", u"全市", u"全县", u"全国", u"市里", u"省里", u"县里", u"全区", u"我市",
                u"我县", u"我省", u"全州", u"全旗");
static const struct sj_wordlist project_verbs =
    SJ_WORDLIST(u"建成", u"的", u"实施", u"建设", u"新建", u"推进", u"启动", u"投资", u"引进",
                u"申报", u"争取", u"完成", u"在建", u"改建", u"新签约", u"做好", u"抓好", u"加快",
                u"推动", u"开工", u"谋划", u"承接", u"依托", u"扩建", u"(");

static const struct sj_wordlist musts =
    SJ_WORDLIST(u"不得", u"不能超过", u"不准超过", u"不能低于", u"不能少于", u"不能高于");
static const struct sj_wordlist classes =
    SJ_WORDLIST(u"项目", u"企业", u"工程", u"大户", u"村", u"园区", u"产业", u"商户");

static const struct sj_wordlist earners = SJ_WORDLIST(u"收入大户", u"产值大户", u"大户", u"收入户");

/* 1个, 26户: behind a class of size. */
static bool counts_things(struct sj_folded text, size_t at)
{
    size_t start = at;
    while (sj_folded_is_digit(sj_folded_get(text, at)))
        at++;
    return at > start && sj_folded_in(sj_folded_get(text, at), u"个户家人名所");
}

static const struct sj_wordlist demands =
    SJ_WORDLIST(u"的要求", u"的标准", u"的门槛", u"的底线", u"的规定");

static bool is_norm(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    uint16_t next = sj_folded_get(text, found->words.end);
    unsigned bounds = SJ_VAGUE_OVER | SJ_VAGUE_WITHIN | SJ_VAGUE_UNDER;
    bool suffixed = found->words.end > found->words.unit_end + 1;
    bool prefixed = found->words.start < found->words.number;
    uint16_t previous = found->words.start > 0 ? text.at[found->words.start - 1] : 0;
    if (sj_wordlist_at(text, found->words.start, &musts) > 0)
        return true;
    if (found->words.numeral.fraction || sj_folded_in(previous, u"有共达") ||
        sj_folded_has(text, found->words.end, u"大关", NULL))
        return false;
    if ((prefixed || found->words.range) && sj_wordlist_at(text, found->words.end, &classes) > 0)
        return true; /* 4个超500万元项目, 1-5亿元项目 */
    if (sj_wordlist_at(text, found->words.end, &demands) > 0)
        return true;
    if (next == u'时' && found->words.unit_end > found->words.unit)
        return true; /* 雨量超过50毫米时 */
    if (sj_folded_get(text, found->words.unit) == u'元' &&
        sj_folded_has(text, found->words.end, u"项目", NULL))
        return true;
    if (!found->words.vague && (found->words.traits & SJ_UNIT_MEASURE) &&
        sj_wordlist_at(text, found->words.end, &earners) > 0)
        return true;
    if (next == u'的' && (found->words.traits & SJ_UNIT_MEASURE) &&
        (found->words.range || counts_things(text, found->words.end + 1)))
        return true; /* 10-15万元的1个 */
    if ((found->words.vague & bounds) && !found->words.numeral.more) {
        bool noun = sj_folded_is_han(next) && !sj_folded_in(next, u"达占,并且同和及") &&
                    !(found->words.traits & SJ_UNIT_RATIO);
        bool counted = (suffixed || found->words.numeral.bare) &&
                       (sj_folded_is_digit(next) || sj_numeral_is_chinese(next));
        bool of = next == u'的' && !(found->words.traits & SJ_UNIT_RATIO);
        if (of || counted || (noun && (suffixed || found->words.numeral.bare)))
            return true;
    }
    return false;
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
    if (sj_folded_ends(text, found->words.unit_end, u"瓦", NULL) &&
        sj_wordlist_in(text, start, end, SJ_WORDS_OF(u"装机")))
        return true; /* 装机1.2万千瓦, but 电话装机1120部 */
    at = sj_wordlist_last(text, start, end, &capacity_words, &len);
    return at != SIZE_MAX && end - at <= len + 8 &&
           !sj_folded_in(sj_folded_get(text, found->words.unit), u"元个");
}

/* 3次/周, and 10千伏线路: how often, and of what class. */
static bool is_rate_or_class(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    size_t unit = found->words.unit, end = found->words.unit_end;
    if (end == unit + 3 && text.at[unit] == u'次' && text.at[unit + 1] == '/')
        return true;
    bool yearly = end > unit + 2 && text.at[end - 2] == '/' &&
                  sj_folded_in(text.at[end - 1], u"年日天") && text.at[unit] != u'元';
    if (yearly && (found->words.traits & SJ_UNIT_MEASURE))
        return true; /* 9万吨/年矿井 */
    return sj_folded_ends(text, end, u"千伏", NULL) || sj_folded_ends(text, end, u"kv", NULL);
}

static const struct sj_wordlist spells =
    SJ_WORDLIST(u"天数", u"日数", u"服务", u"志愿服务", u"服务时长", u"时长");

bool sj_is_other(const struct sj_view *view, const struct sj_figure *before)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    if (found->words.traits & SJ_UNIT_TIME)
        return !sj_wordlist_in(text, found->before, found->words.start, &spells);
    if (is_rate_or_class(view) || sj_is_payment(view, before) || is_norm(view) ||
        is_project_size(view) || is_capacity(view))
        return true;
    size_t outside = sj_wordlist_before(text, found->words.start, &outside_words);
    if (outside > 0 && !(found->words.traits & SJ_UNIT_RATIO) &&
        !(found->words.start > outside && text.at[found->words.start - outside - 1] == u'于'))
        return true; /* 全县41万亩; not 低于全市0.08吨 */
    if ((found->words.traits & SJ_UNIT_NOUN) &&
        (sj_wordlist_in(text, found->words.end, found->clause_end, SJ_WORDS_OF(u"之一"))))
        return true;
    /* 年产5万吨生物柴油及50万吨调和油 */
    return before && before->kind == SJ_OTHER && found->before == found->words.start &&
           view->index > 0 && found->clause == (found - 1)->clause &&
           (found->words.traits & SJ_UNIT_MEASURE) &&
           is_capacity(&(struct sj_view){text, view->sentence, view->found, view->index - 1,
                                         view->count, view->year, view->titled});
}
