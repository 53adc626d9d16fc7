#include "reader/kinds.h"

/* Whether a number states a change: 增长10%, 减少1250人; not a level reached, as 提升至85%. */

static const struct sj_wordlist change_words =
    SJ_WORDLIST(u"增支", u"减支", u"增产", u"减产", u"减收", u"增效", u"增长", u"增加", u"增收",
                u"增幅", u"增速", u"提升", u"提高", u"上升", u"上涨", u"增", u"涨幅", u"升幅",
                u"涨", u"递增", u"下降", u"降低", u"减少", u"调减", u"下滑", u"回落", u"缩减",
                u"压减", u"降幅", u"减幅", u"跌", u"降", u"减", u"负增长", u"削减");
static const struct sj_wordlist fall_words =
    SJ_WORDLIST(u"减支", u"减产", u"减收", u"下降", u"降低", u"减少", u"调减", u"下滑", u"回落",
                u"缩减", u"压减", u"降幅", u"减幅", u"跌", u"降", u"减", u"削减", u"负增长");
static const struct sj_wordlist change_fillers = SJ_WORDLIST(
    u"了", u"达", u"达到", u"约", u"幅度", u"速度", u"分别", u"同比", u"各", u"均", u"平均",
    u"人均", u"户均", u"为", u":", u" ", u"近", u"超", u"又", u"还", u"比例", u"在", u"保持在",
    u"控制在", u"年均", u"每年", u"每人", u"每户", u"高达", u"幅", u"不");
static const struct sj_wordlist doing_words =
    SJ_WORDLIST(u"种", u"养", u"栽", u"建", u"修", u"购", u"投产", u"投用", u"完成", u"新", u"改造",
                u"工程", u"行动", u"项目", u"开展", u"到", u"至", u"建成", u"成立", u"率达",
                u"低于", u"高于", u"快于", u"慢于");
static const struct sj_wordlist change_behind =
    SJ_WORDLIST(u"的增长", u"的增速", u"的增幅", u"的速度增长", u"的速度递增", u"的降幅", u"的涨幅",
                u"的年均增长");

static bool is_ratio_or_amount(const struct sj_found *found)
{
    return (found->words.traits & (SJ_UNIT_RATIO | SJ_UNIT_MEASURE)) != 0;
}

/* Does the change word at [at, at + len) tell of this figure's number? */
static bool tells_change(const struct sj_view *view, size_t at, size_t len)
{
    struct sj_folded text = view->text;
    const struct sj_found *found = sj_view_self(view);
    size_t gap = at + len, end = found->words.start;
    bool single = len == 1;
    if (at > 0 && sj_folded_in(text.at[at - 1], u"新净"))
        return false;
    if (sj_folded_in(sj_folded_get(text, gap), u"到至成率点极值"))
        return false;
    /* 由96元降为41元 reaches a level; 增幅为8% tells a change */
    if (sj_folded_get(text, gap) == u'为' && !sj_folded_in(text.at[gap - 1], u"幅速"))
        return false;
    size_t rest = sj_wordlist_skip(text, gap, end, &change_fillers);
    bool raises = sj_folded_has(text, at, u"提升", NULL) || sj_folded_has(text, at, u"提高", NULL);
    if (raises && !is_ratio_or_amount(found))
        return false;
    if (rest == end)
        return true;
    if (single || end - rest > 10 || sj_wordlist_in(text, gap, end, &doing_words))
        return false;
    if (sj_folded_has(text, at, u"增收", NULL))
        return sj_folded_get(text, found->words.unit) == u'元';
    if (sj_folded_has(text, at, u"增加", NULL) || sj_folded_has(text, at, u"减少", NULL) ||
        sj_folded_has(text, at, u"调减", NULL) || sj_folded_has(text, at, u"降低", NULL) ||
        sj_folded_has(text, at, u"缩减", NULL) || sj_folded_has(text, at, u"压减", NULL))
        return true;
    return (found->words.traits & SJ_UNIT_RATIO) != 0;
}

/* In a list (分别增长5%、6%和8%) the word stands before the first only. */
static bool continues_list(const struct sj_view *view)
{
    if (view->index == 0)
        return false;
    const struct sj_found *found = sj_view_self(view), *before = found - 1;
    size_t at = before->words.end;
    while (at < found->words.start && sj_folded_in(view->text.at[at], u"、,和及与 "))
        at++;
    return at == found->words.start && at > before->words.end &&
           found->quantity.unit.len == before->quantity.unit.len &&
           sj_fold_equal(found->quantity.unit, before->quantity.unit);
}

bool sj_is_growth(const struct sj_view *view, const struct sj_figure *before, bool *falls)
{
    const struct sj_found *found = sj_view_self(view);
    size_t len = 0;
    size_t at =
        sj_wordlist_last(view->text, found->before, found->words.start, &change_words, &len);
    if (at != SIZE_MAX && at > found->before) { /* 调减, 负增长: the longer word */
        size_t longer = sj_wordlist_at(view->text, at - 1, &change_words);
        if (longer > len) {
            at--;
            len = longer;
        }
    }
    if (at != SIZE_MAX && tells_change(view, at, len)) {
        *falls = sj_wordlist_at(view->text, at, &fall_words) >= len;
        return true;
    }
    if (sj_wordlist_at(view->text, found->words.end, &change_behind) > 0) {
        *falls = sj_folded_has(view->text, found->words.end, u"的降幅", NULL);
        return true;
    }
    if (before && before->kind == SJ_GROWTH && continues_list(view)) {
        *falls = before->negative;
        return true;
    }
    return false;
}
