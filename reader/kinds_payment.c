#include "reader/kinds.h"

/* Payment standards and norms for each: amounts that are laid down and were not reached. */

static const struct sj_wordlist paid = SJ_WORDLIST(
    u"减免", u"免除", u"补贴", u"补助", u"发放", u"奖励", u"给予", u"缴纳", u"收取", u"救助",
    u"补偿", u"奖补", u"资助", u"报销", u"津贴", u"综补", u"粮补", u"工资", u"保费", u"标准");
static const struct sj_wordlist every =
    SJ_WORDLIST(u"每月", u"每季", u"每周", u"每年", u"每半", u"每天", u"每日", u"每旬");
/* 均价每斤12.1元, 每人罚款500元: what was, and no standard. */
static const struct sj_wordlist told = SJ_WORDLIST(
    u"卖", u"多收", u"价", u"均价", u"价格", u"售价", u"收购价", u"罚款", u"收入", u"纯利", u"产值",
    u"节约", u"利润", u"创收", u"增收", u"投入", u"完成", u"支出", u"共", u"累计", u"总");
/* Words that make the amount behind them a standard. */
static const struct sj_wordlist standards =
    SJ_WORDLIST(u"封顶", u"最高", u"保额", u"限额", u"上限", u"再加", u"单机最高", u"享受", u"户补",
                u"亩补", u"月补", u"月补助", u"月补贴", u"月工资", u"月津贴", u"高龄津贴",
                u"户补助", u"户自筹", u"自交", u"自缴", u"封顶线", u"起付线", u"最高资助",
                u"最高奖励", u"最高补贴", u"最高补助", u"最高可", u"最高奖补", u"个人缴费");
static const struct sj_wordlist shares = SJ_WORDLIST(u"人均", u"户均", u"户自筹", u"每人", u"每户");

static const struct sj_wordlist rules = SJ_WORDLIST(u"规定", u"礼金", u"限高", u"限价", u"限定");

static bool is_money(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    return found->words.unit_end > found->words.unit &&
           (view->text.at[found->words.unit] == u'元' ||
            sj_folded_in(view->text.at[found->words.unit_end - 1], u"元角"));
}

static bool is_rate(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    for (size_t i = found->words.unit; i < found->words.unit_end; i++)
        if (view->text.at[i] == '/')
            return true;
    return false;
}

/* 每人每月1100元, 每月一次, 每网格不超过20户; but 每条1.5公里 is how long they are. */
static bool is_each(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    size_t len = 0, start = found->before, end = found->words.start;
    size_t at = sj_wordlist_last(text, start, end, SJ_WORDS_OF(u"每"), &len);
    if (at == SIZE_MAX || found->words.unit == found->words.unit_end ||
        sj_wordlist_in(text, start, end, &told))
        return false;
    bool from = sj_folded_in(text.at[end - 1], u"由从"); /* 养老金每月由113元调到123元 */
    bool direct = end - at <= 5 && (!from || sj_wordlist_at(text, at, &every) > 0);
    bool times = found->words.unit_end == found->words.unit + 1 &&
                 sj_folded_in(text.at[found->words.unit], u"次遍趟回篇");
    if (is_money(view))
        return direct || sj_wordlist_in(text, at, end, &paid);
    if (times)
        return direct || sj_wordlist_at(text, at, &every) > 0;
    return direct && ((found->words.vague & (SJ_VAGUE_WITHIN | SJ_VAGUE_OVER)) ||
                      sj_wordlist_in(text, start, at, &paid));
}

/* Where 标准 stands that the amount is of: in its clause, or in the one before where this one goes
 * on with 从 or 由 (低保标准提高,从560元提高到600元). */
static size_t standard_before(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    size_t len = 0, start = found->clause;
    if (sj_folded_in(sj_folded_get(text, start), u"从由"))
        for (start -= start > view->sentence->start;
             start > view->sentence->start && !sj_ends_clause(text.at[start - 1]);)
            start--;
    return sj_wordlist_last(text, start, found->words.start, SJ_WORDS_OF(u"标准"), &len);
}

/* 低保标准由每月450元提高到500元; but 高标准农田, 标准化厂房, 按标准发放资金50万元. */
static bool is_standard(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    size_t at = standard_before(view);
    if (at == SIZE_MAX || (at > 0 && text.at[at - 1] == u'高') ||
        sj_folded_in(sj_folded_get(text, at + 2), u"化厂农园田件") ||
        sj_wordlist_in(text, at, found->words.start,
                       SJ_WORDS_OF(u"资金", u"共", u"合计", u"累计", u"总")))
        return false;
    return sj_folded_get(text, found->words.unit) == u'元';
}

/* 户补2000元, 月补助由450元提高至600元, 津贴50元/月, 人均面积不超过25平方米. */
static bool is_laid_down(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    size_t start = found->before, end = found->words.start;
    bool within = (found->words.vague & SJ_VAGUE_WITHIN) != 0, more = found->words.numeral.more;
    bool least = (found->words.vague & SJ_VAGUE_OVER) && text.at[end] == u'不';
    if ((within || least) && !more &&
        (sj_wordlist_in(text, start, end, &shares) || sj_wordlist_in(text, start, end, &rules)))
        return true;
    if (sj_wordlist_before(text, end, SJ_WORDS_OF(u"规定的", u"规定")) > 0)
        return true;
    if (!is_money(view))
        return false;
    if (is_rate(view))
        return sj_wordlist_in(text, found->clause, found->clause_end, &paid) ||
               sj_wordlist_in(text, found->clause, end, &standards);
    /* 月补助由450元提高至600元: the second of the two as well */
    size_t len = 0, at = sj_wordlist_last(text, found->clause, end, &standards, &len);
    if (at != SIZE_MAX && sj_wordlist_in(text, start, at, SJ_WORDS_OF(u"人均", u"平均", u"户均")))
        return false; /* 人均月工资2800元 is what it was */
    return at != SIZE_MAX && (at + len == end || sj_folded_in(text.at[at + len], u"由从"));
}

/* 260元、190元、150元, and 由300元提高到500元 */
static bool joins_last(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view), *last = found - 1;
    size_t at = last->words.end;
    while (at < found->words.start && sj_folded_in(view->text.at[at], u"、和及 "))
        at++;
    return at == found->words.start || sj_is_base_value(view->text, last);
}

/* 每头保费60元,农户自交12元; 高龄津贴50元/月,90至99岁100元/月: like an amount before it. */
static bool continues(const struct sj_view *view, const struct sj_figure *before)
{
    enum { REACH = 10 };
    const struct sj_found *found = sj_view_self(view), *last = found - 1;
    if (!before || before->kind != SJ_OTHER || found->words.start - last->words.end > REACH)
        return false;
    if (joins_last(view) && sj_fold_equal(found->quantity.unit, last->quantity.unit))
        return true;
    bool times = found->words.unit_end > found->words.unit &&
                 view->text.at[found->words.unit_end - 1] == u'次';
    if (times && (last->words.traits & SJ_UNIT_TIME) && last->words.start > 0 &&
        view->text.at[last->words.start - 1] == u'每')
        return true; /* 每10年进行一次 */
    if (!is_money(view) || found->words.numeral.multiplier ||
        sj_wordlist_in(view->text, last->words.end, found->words.start, &told))
        return false;
    /* The ages that amounts are graded by stand between them. */
    if (view->index > 1 && (last->words.traits & SJ_UNIT_TIME))
        last--;
    if (is_rate(view) && is_rate(&(struct sj_view){.text = view->text, .found = last}))
        return true;
    return sj_wordlist_in(view->text, last->words.end, found->words.start,
                          SJ_WORDS_OF(u"自交", u"自缴", u"现金", u"补贴", u"补助", u"个人"));
}

bool sj_is_payment(const struct sj_view *view, const struct sj_figure *before)
{
    return is_each(view) || is_standard(view) || is_laid_down(view) || continues(view, before);
}
