#include "reader/exclude.h"

/* Dates, years and periods, which are no quantities; what is measured in time is one. */

static const struct sj_wordlist duration_before = SJ_WORDLIST(
    u"坚守", u"奋战", u"值班", u"整顿", u"施工", u"驻守", u"集训", u"培训", u"轮训", u"驻村",
    u"学习", u"住院", u"义诊", u"巡演", u"展销", u"每", u"天数", u"增加", u"减少", u"压缩到",
    u"压缩至", u"压缩为", u"缩短到", u"缩短至", u"缩短为", u"压减到", u"压减至", u"由", u"经营",
    u"历时", u"历经", u"为期", u"连续", u"持续", u"满", u"期限", u"工期", u"任期", u"耗时", u"用时",
    u"从事", u"任职", u"坚持", u"种植", u"养殖", u"服役", u"有期徒刑", u"刑期", u"缓刑", u"达",
    u"长达", u"共", u"不少于", u"工作", u"用了", u"花了", u"提前", u"缩短", u"延长", u"租期", u"期",
    u"存续", u"保质期", u"质保", u"累计", u"时间", u"每天", u"每周", u"每月", u"每年", u"每人");
static const struct sj_wordlist duration_behind =
    SJ_WORDLIST(u"时间", u"之久", u"期限", u"工期", u"租期", u"的经营", u"有期徒刑");
static const struct sj_wordlist period_behind =
    SJ_WORDLIST(u"来", u"以来", u"行动", u"规划", u"计划", u"攻坚", u"度", u"间", u"初", u"底",
                u"末", u"级", u"义务教育", u"免费教育", u"内", u"制");
static const struct sj_wordlist round_the_clock = SJ_WORDLIST(
    u"带班", u"在岗", u"不打烊", u"值班", u"值守", u"两班倒", u"三班倒", u"不间断", u"监控",
    u"监测", u"在线", u"服务", u"轮", u"全天", u"备勤", u"动态", u"巡", u"待命", u"的方式", u"热线",
    u"开放", u"守", u"专人", u"无", u"应急", u"自助", u"受理", u"响应", u"营业", u"看", u"执勤");
static const struct sj_wordlist circle_words =
    SJ_WORDLIST(u"生活圈", u"服务圈", u"经济圈", u"医疗圈", u"健身圈", u"养老圈", u"阅读圈",
                u"交通圈", u"便民圈", u"文化圈", u"就业圈", u"圈");

static bool circle_follows(const struct sj_place *place)
{
    for (size_t i = 0; i < 8; i++) {
        size_t at = place->words->end + i;
        if (sj_folded_in(sj_folded_get(place->text, at), u",。;、:\n"))
            return false;
        if (sj_wordlist_at(place->text, at, &circle_words))
            return true;
    }
    return false;
}

/* A year or day of the calendar, not a span of time. */
static bool is_calendar(const struct sj_place *place)
{
    const struct sj_quantity_words *words = place->words;
    bool year = sj_place_unit_is(place, u"年") || sj_place_unit_is(place, u"年度");
    if (sj_place_unit_is(place, u"月") || sj_place_unit_is(place, u"日") ||
        sj_place_unit_is(place, u"季") || sj_place_unit_is(place, u"季度") ||
        sj_place_unit_is(place, u"周年") || sj_place_unit_is(place, u"世纪"))
        return true;
    if (year && (words->numeral.positional ||
                 sj_decimal_compare(words->numeral.value, sj_decimal_of(200)) > 0))
        return true;
    return sj_place_unit_is(place, u"年度") || sj_place_unit_is(place, u"晚") ||
           sj_place_unit_is(place, u"夜");
}

/* Years, months, days: only what is measured, as 经营3年. */
bool sj_place_is_date(const struct sj_place *place)
{
    const struct sj_quantity_words *words = place->words;
    bool chinese = !sj_folded_is_digit(place->first);
    if (place->next == u'时' && !place->has_unit)
        return true;
    if (!(words->traits & SJ_UNIT_TIME))
        return false;
    if (sj_place_unit_is(place, u"岁") || sj_place_unit_is(place, u"周岁"))
        return false;
    if (is_calendar(place))
        return true;
    if (circle_follows(place))
        return true;
    if (sj_place_unit_is(place, u"小时") && words->numeral.value.coefficient == 24 &&
        (sj_place_next_is_any(place, &round_the_clock) ||
         sj_folded_in(place->next, u",。;、”\"全")))
        return true;
    if (place->first == u'半' && sj_folded_in(place->next, u"总工计度报小"))
        return true; /* 半年总结 */
    bool near = (words->vague & SJ_VAGUE_NEAR) != 0;
    if (near && !sj_place_unit_is(place, u"小时") && !sj_place_unit_is(place, u"个小时"))
        return true;
    if (sj_place_before_is_any(place, &duration_before) ||
        sj_place_next_is_any(place, &duration_behind))
        return false;
    /* …坚守45天, */
    if (sj_place_unit_is(place, u"天") && !chinese && sj_folded_is_han(place->previous) &&
        !sj_folded_is_han(place->next))
        return sj_folded_in(place->previous, u"近前后这");
    if (sj_place_next_is_any(place, &period_behind))
        return !sj_place_unit_is(place, u"小时") || place->next != u'内';
    if (words->vague)
        return false;
    bool long_unit = sj_place_unit_is(place, u"年") || sj_place_unit_is(place, u"天") ||
                     sj_place_unit_is(place, u"周") || sj_place_unit_is(place, u"学期") ||
                     sj_place_unit_is(place, u"星期");
    return long_unit || (chinese && words->numeral.value.scale > 0);
}
