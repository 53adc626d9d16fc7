#include "reader/parts.h"
#include "rules/anomaly.h"

/* Whether the figures of one sentence agree with each other: parts with their whole, a total with
 * what it adds up, a percentage with its two figures. Only what is stated exactly is held against
 * each other, and only where the words leave no doubt of what belongs to what. */

struct group {
    struct sj_folded text;
    const struct sj_found *found;
    struct sj_figure *figures;
    size_t count;
};

static const struct sj_wordlist total_words = SJ_WORDLIST(u"共", u"共计", u"合计", u"总计", u"总共",
                                                          u"小计", u"计", u" ", u",", u"、", u"一");
static const struct sj_wordlist rises =
    SJ_WORDLIST(u"增长", u"增加", u"提高", u"上升", u"上涨", u"增幅", u"涨幅");
static const struct sj_wordlist falls =
    SJ_WORDLIST(u"下降", u"降低", u"减少", u"减幅", u"降幅", u"下滑", u"缩减");

static bool is_exact(const struct group *group, size_t i)
{
    return group->found[i].quantity.qualifier == SJ_EXACT &&
           group->found[i].quantity.anomalies == 0 && !group->figures[i].negative;
}

static bool is_percent(const struct group *group, size_t i)
{
    return sj_fold_equal(group->found[i].quantity.unit, SJ_LITERAL("%"));
}

static bool is_level(const struct group *group, size_t i)
{
    return group->figures[i].kind != SJ_GROWTH && group->figures[i].kind != SJ_OTHER &&
           group->found[i].quantity.unit.len > 0 && !is_percent(group, i);
}

static bool same_unit(const struct group *group, size_t i, size_t j)
{
    return sj_fold_equal(group->found[i].quantity.unit, group->found[j].quantity.unit);
}

static bool has_between(const struct group *group, size_t i, size_t j,
                        const struct sj_wordlist *words)
{
    return sj_wordlist_in(group->text, group->found[i].words.end, group->found[j].words.start,
                          words);
}

/* Joined to the figure before it by no more than 、 or 和 and words of their own without a stop. */
static bool is_listed(const struct group *group, size_t i)
{
    size_t start = group->found[i - 1].words.end, end = group->found[i].words.start;
    bool joined = false;
    for (size_t at = start; at < end; at++) {
        if (sj_ends_clause(group->text.at[at]))
            return false;
        joined = joined || sj_folded_in(group->text.at[at], u"、和及");
    }
    return joined && same_unit(group, i - 1, i) && is_level(group, i) && is_exact(group, i);
}

static bool add_listed(const struct group *group, size_t first, size_t last, struct sj_decimal *sum)
{
    *sum = sj_decimal_of(0);
    for (size_t i = first; i <= last; i++)
        if (!sj_decimal_add(*sum, group->found[i].quantity.value, sum))
            return false;
    return true;
}

/* 比上年多265万元,其中…: what was told last is a difference, and no whole. */
static bool is_whole(const struct group *group, size_t i)
{
    const struct sj_found *found = &group->found[i];
    return is_level(group, i) && is_exact(group, i) &&
           !(found->words.start > 0 &&
             sj_folded_in(group->text.at[found->words.start - 1], u"多少增减高低")) &&
           !sj_wordlist_in(group->text, found->before, found->words.start,
                           SJ_WORDS_OF(u"比", u"较"));
}

/* 300户,其中脱贫户200户、监测户150户: parts are no more than their whole. */
static void check_parts(const struct group *group, size_t first)
{
    struct sj_decimal sum;
    if (first == 0 || !has_between(group, first - 1, first, SJ_WORDS_OF(u"其中")))
        return;
    size_t whole = first - 1;
    if (!same_unit(group, whole, first) && whole > 0 &&
        group->found[whole].words.start == group->found[whole - 1].words.end)
        whole--; /* 175户288人,其中…80户 */
    if (!same_unit(group, whole, first) || !is_whole(group, whole) || !is_level(group, first) ||
        !is_exact(group, first))
        return;
    size_t last = first;
    while (last + 1 < group->count && is_listed(group, last + 1))
        last++;
    if (add_listed(group, first, last, &sum) &&
        sj_decimal_compare(sum, group->found[whole].quantity.value) > 0)
        group->figures[last].anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_PARTS_ABOVE_WHOLE);
}

/* 早稻1140亩、晚稻1300亩,共计2440亩: the total is the sum of the list before it. */
static void check_total(const struct group *group, size_t total)
{
    const struct sj_found *found = group->found;
    struct sj_decimal sum;
    if (total < 2 || !is_level(group, total) || !is_exact(group, total) ||
        !same_unit(group, total - 1, total) ||
        !has_between(group, total - 1, total, SJ_WORDS_OF(u"共", u"合计", u"总计", u"小计")) ||
        sj_wordlist_skip(group->text, found[total - 1].words.end, found[total].words.start,
                         &total_words) != found[total].words.start)
        return;
    size_t first = total - 1;
    while (first > 0 && is_listed(group, first))
        first--;
    if (first == total - 1 || !is_level(group, first) || !is_exact(group, first) ||
        !add_listed(group, first, total - 1, &sum))
        return;
    if (sj_decimal_compare(sum, found[total].quantity.value) != 0)
        group->figures[total].anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_TOTAL_DIFFERS);
}

/* |part × 100 − percent × whole| ≤ whole × one unit of the percentage's last digit. */
static bool agrees(struct sj_decimal part, struct sj_decimal whole, struct sj_decimal percent)
{
    struct sj_decimal left, right, off, unit = {1, percent.scale}, room;
    if (sj_decimal_sign(whole) <= 0 || !sj_decimal_shift(part, 2, &left) ||
        !sj_decimal_multiply(percent, whole, &right) || !sj_decimal_subtract(left, right, &off) ||
        !sj_decimal_multiply(whole, unit, &room))
        return true;
    if (sj_decimal_sign(off) < 0)
        off = sj_decimal_negate(off);
    return sj_decimal_compare(off, room) <= 0;
}

/* 党员50人,占总数200人的25%; 计划320亩,完成286亩,完成率89.4%. */
static bool share_differs(const struct group *group, size_t percent)
{
    const struct sj_found *found = group->found;
    size_t a = percent - 2, b = percent - 1;
    if (!is_level(group, a) || !is_level(group, b) || !same_unit(group, a, b) ||
        !is_exact(group, a) || !is_exact(group, b))
        return false;
    struct sj_decimal first = found[a].quantity.value, second = found[b].quantity.value;
    struct sj_decimal share = found[percent].quantity.value;
    if (has_between(group, a, b, SJ_WORDS_OF(u"占")) &&
        group->text.at[found[percent].words.start - 1] == u'的')
        return !agrees(first, second, share);
    if (group->figures[a].kind == SJ_PLAN && group->figures[b].kind == SJ_OUTCOME &&
        has_between(group, b, percent, SJ_WORDS_OF(u"完成率", u"占计划")))
        return !agrees(second, first, share);
    return false;
}

/* 由200万元提高到250万元,增长25%. */
static bool change_differs(const struct group *group, size_t percent)
{
    const struct sj_found *found = group->found;
    size_t a = percent - 2, b = percent - 1;
    if (group->figures[percent].kind != SJ_GROWTH || !sj_is_base_value(group->text, &found[a]) ||
        !is_level(group, a) || !is_level(group, b) || !same_unit(group, a, b) ||
        !is_exact(group, a) || found[b].quantity.qualifier != SJ_EXACT ||
        found[percent].clause == found[a].clause ||
        sj_wordlist_in(group->text, found[b].words.end, found[percent].words.start,
                       SJ_WORDS_OF(u"年均", u"上年", u"去年", u"同比", u"分别")))
        return false;
    struct sj_decimal change;
    bool down = has_between(group, b, percent, &falls);
    if ((!down && !has_between(group, b, percent, &rises)) ||
        !sj_decimal_subtract(found[b].quantity.value, found[a].quantity.value, &change))
        return false;
    if (down)
        change = sj_decimal_negate(change);
    return !agrees(change, found[a].quantity.value, found[percent].quantity.value);
}

static void check_percent(const struct group *group, size_t percent)
{
    if (percent < 2 || !is_percent(group, percent) ||
        group->found[percent].quantity.qualifier != SJ_EXACT)
        return;
    if (share_differs(group, percent) || change_differs(group, percent))
        group->figures[percent].anomalies |= SJ_ANOMALY_MASK(SJ_ANOMALY_PERCENT_DIFFERS);
}

void sj_consistency_check(struct sj_folded text, const struct sj_found *found, size_t count,
                          struct sj_figure *figures)
{
    const struct group group = {text, found, figures, count};
    for (size_t i = 0; i < count; i++) {
        check_parts(&group, i);
        check_total(&group, i);
        check_percent(&group, i);
    }
}
