#include "reader/kinds.h"

/* What a figure is: the first of growth, other, plan, forecast, outcome whose words stand around
 * it (docs/figures.md). */

static const struct sj_wordlist wish_words =
    SJ_WORDLIST(u"力争", u"争取", u"计划", u"目标:", u"目标是", u"目标为", u"预期目标", u"打算",
                u"规划到", u"奋斗目标");
static const struct sj_wordlist clause_wish_words =
    SJ_WORDLIST(u"要", u"确保", u"务必", u"任务", u"目标", u"规划");
static const struct sj_wordlist expect_words =
    SJ_WORDLIST(u"预计", u"预估", u"预测", u"预期", u"估计");
static const struct sj_wordlist clause_expect_words =
    SJ_WORDLIST(u"可达", u"可实现", u"即将", u"有望", u"将", u"可解决", u"可带动", u"可增收",
                u"可新增", u"可提供", u"可安排", u"可创", u"可增加", u"可完成", u"可望", u"可突破");
static const struct sj_wordlist done_marks =
    SJ_WORDLIST(u"完成率", u"实际", u"已", u"目前", u"现有", u"现已", u"截至", u"截止", u"完成了",
                u"实现了", u"达到了");

/* 占年计划11%: how much of a plan was done. */
static bool is_share(struct sj_folded text, size_t at)
{
    at += sj_folded_get(text, at) == u'的';
    while (sj_folded_is_digit(sj_folded_get(text, at)) || sj_folded_get(text, at) == '.')
        at++;
    return sj_folded_get(text, at) == '%';
}

/* All of the words above, and 拟. */
static const struct sj_wordlist mood_words =
    SJ_WORDLIST(u"力", u"争", u"计", u"目标", u"打算", u"规划", u"奋斗", u"要", u"确保", u"务必",
                u"任务", u"预", u"估计", u"可", u"即将", u"有望", u"将", u"拟");

bool sj_moods_in(struct sj_folded text, size_t start, size_t end)
{
    return sj_wordlist_in(text, start, end, &mood_words);
}

static bool is_verb_plan(struct sj_folded text, size_t at)
{
    uint16_t next = sj_folded_get(text, at + 2), previous = at > 0 ? text.at[at - 1] : 0;
    if (sj_folded_has(text, at, u"争取", NULL)) /* 争取资金 is to get it */
        return sj_folded_in(next, u"在完实达年使让早今明尽全突建新");
    if (!sj_folded_has(text, at, u"计划", NULL))
        return true;
    if (previous == u'原') /* 原计划320亩 is told as one, 按原计划完成 is not */
        return sj_folded_is_digit(next);
    return !sj_folded_in(next, u"的。;、”\"')书任数内外单经指,生多少") && !is_share(text, at + 2) &&
           !sj_folded_in(previous, u"占为完按了动项\"”照超成比于");
}

static size_t clause_before(struct sj_folded text, size_t at)
{
    enum { REACH = 10 };
    size_t floor = at > REACH ? at - REACH : 0;
    while (at > floor && !sj_ends_clause(text.at[at - 1]))
        at--;
    return at;
}

static const struct sj_wordlist works =
    SJ_WORDLIST(u"硬化", u"新建", u"建设", u"改造", u"种植", u"发展", u"新增", u"实施", u"修建",
                u"投资", u"投入", u"扩建");

static bool is_verb_want(struct sj_folded text, size_t at)
{
    uint16_t next = sj_folded_get(text, at + 1), previous = at > 0 ? text.at[at - 1] : 0;
    if (text.at[at] == u'要')
        return !sj_folded_in(previous, u"主需重必只首紧摘纲想不提简扼险") &&
               !sj_folded_in(next, u"求点素件闻职塞道地");
    if (text.at[at] == u'任' || text.at[at] == u'目') { /* 任务量3100米, not 完成改厕任务数650个 */
        size_t end = at + 2;
        end += sj_folded_in(sj_folded_get(text, end), u"量数");
        return sj_folded_is_digit(sj_folded_get(text, end)) &&
               !sj_wordlist_in(text, clause_before(text, at), at,
                               SJ_WORDS_OF(u"完成", u"占", u"超"));
    }
    if (text.at[at] == u'规') /* 规划硬化道路10公里, not 规划面积10公顷 */
        return sj_wordlist_at(text, at + 2, &works) > 0;
    if (sj_folded_has(text, at, u"确保", NULL))
        return sj_folded_get(text, at + 2) != u'了';
    return true;
}

static bool is_verb_will(struct sj_folded text, size_t at)
{
    if (text.at[at] != u'将')
        return true;
    if (at > 0 && text.at[at - 1] == u'即')
        return true;
    if (at > 0 && sj_folded_in(text.at[at - 1], u"麻大"))
        return false;
    return sj_folded_in(sj_folded_get(text, at + 1),
                        u"达实完突超建新投增带有是成形可于在进提举开继再改惠满覆创引减解采上种养收"
                        u"销播栽召组安发培推竣通入交获迎");
}

/* 拟建3座,改建5座: holds to the sentence's end. */
static bool is_verb_intend(struct sj_folded text, size_t at)
{
    return !sj_folded_in(sj_folded_get(text, at + 1), u"定订") &&
           !(at > 0 && sj_folded_in(text.at[at - 1], u"模草虚比"));
}

static const struct sj_wordlist past_years = SJ_WORDLIST(u"去年", u"上年", u"今年已");

/* Whether a stated fact interrupts the scope: 计划建5个,目前已建成3个. */
static bool is_fact(const struct sj_view *view, size_t from)
{
    const struct sj_found *found = sj_view_self(view);
    size_t start = found->clause > from ? found->clause : from;
    if (sj_wordlist_at(view->text, view->sentence->start, &past_years) > 0)
        return true;
    if (sj_wordlist_in(view->text, start, found->words.start, SJ_WORDS_OF(u"基础上", u"再")))
        return false; /* 在现有19家基础上再发展4家 */
    return start < found->words.start &&
           sj_wordlist_in(view->text, start, found->words.start, &done_marks);
}

/* The last of `words` in [start, end) that `accepts`; SIZE_MAX: none. */
static size_t find_scope(struct sj_folded text, size_t start, size_t end,
                         const struct sj_wordlist *words, bool (*accepts)(struct sj_folded, size_t))
{
    size_t len = 0;
    for (;;) {
        size_t at = sj_wordlist_last(text, start, end, words, &len);
        if (at == SIZE_MAX || accepts(text, at))
            return at;
        end = at;
    }
}

static bool accept_all(struct sj_folded text, size_t at)
{
    return true;
}

/* 到2025年 */
static bool future_year_before(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    uint16_t year = sj_year_in(view->text, view->sentence->period, found->words.start, true);
    if (view->titled)
        return view->year && year > view->year;
    /* Where no title names the report's year, only 到2025年 looks ahead. */
    return view->year && year > view->year &&
           sj_wordlist_in(view->text, view->sentence->period, found->words.start,
                          SJ_WORDS_OF(u"到2", u"到二"));
}

/* The figure's clause, and the clauses before it that hold no figure: 有望超过去年,达到2.4亿元. */
static size_t own_start(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    size_t start = view->index > 0 ? (found - 1)->words.end : view->sentence->start;
    return start < found->clause ? start : found->clause;
}

/* 预计 in the figure's own clause, or in that whose number it shares. */
static bool expects(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    return sj_wordlist_in(view->text, own_start(view), found->words.start, &expect_words);
}

static bool is_plan(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    bool ahead = view->sentence->plans && !(view->sentence->ahead && expects(view));
    if (ahead || (view->sentence->has_year && future_year_before(view)))
        return !is_fact(view, found->clause);
    if (!view->sentence->has_mood)
        return false;
    size_t start = expects(view) ? found->clause : view->sentence->period;
    size_t at = find_scope(text, start, found->words.start, &wish_words, is_verb_plan);
    if (at != SIZE_MAX && !is_fact(view, at))
        return true;
    start = expects(view) ? found->clause : view->sentence->start;
    at = find_scope(text, start, found->words.start, SJ_WORDS_OF(u"拟"), is_verb_intend);
    if (at != SIZE_MAX && !is_fact(view, at))
        return true;
    /* 要再签约2个,投资完成2亿元: before the first figure it holds to the sentence's end. */
    size_t first = view->found[0].words.start;
    at = find_scope(text, view->sentence->start, first, SJ_WORDS_OF(u"要"), is_verb_want);
    if (at != SIZE_MAX && !is_fact(view, at))
        return true;
    at = find_scope(text, found->clause, found->words.start, &clause_wish_words, is_verb_want);
    return at != SIZE_MAX && !is_fact(view, at);
}

/* 今年,我镇按年初要求,预计全年完成…: begins a clause with no figure before it. */
static bool leads_clause(const struct sj_view *view, size_t at)
{
    struct sj_folded text = view->text;
    if (at == view->sentence->period || !sj_folded_in(text.at[at - 1], u",:"))
        return false;
    for (size_t i = view->sentence->period; i < at; i++)
        if (sj_folded_is_digit(text.at[i]) && !sj_folded_is_digit(text.at[i + 1]) &&
            !sj_folded_in(text.at[i + 1], u"年月日"))
            return false;
    return true;
}

/* 预计 leads the sentence if nothing but time and place stands before it. */
static bool leads(const struct sj_view *view, size_t at)
{
    if (leads_clause(view, at))
        return true;
    for (size_t i = view->sentence->period; i < at; i++)
        if (!sj_folded_is_digit(view->text.at[i]) &&
            !sj_folded_in(view->text.at[i], u"据全年到至底末今前本我镇乡街道办村县区市上下半,、-"
                                            u"月份季度同时其中另外此一二三四五六七八九十是().x×"))
            return false;
    return true;
}

static bool is_forecast(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    struct sj_folded text = view->text;
    if (!view->sentence->has_mood)
        return false;
    if (expects(view) ||
        sj_wordlist_in(text, own_start(view), found->words.start, SJ_WORDS_OF(u"有望", u"可望")))
        return !is_fact(view, found->clause);
    size_t at =
        find_scope(text, found->clause, found->words.start, &clause_expect_words, is_verb_will);
    if (at != SIZE_MAX)
        return !is_fact(view, at);
    at = find_scope(text, view->sentence->period, found->words.start, &expect_words, accept_all);
    while (at != SIZE_MAX && !leads(view, at))
        at = find_scope(text, view->sentence->period, at, &expect_words, accept_all);
    return at != SIZE_MAX && !is_fact(view, at);
}

static const struct sj_wordlist rises =
    SJ_WORDLIST(u"提高", u"提升", u"增加", u"增长", u"增至", u"上升", u"下降", u"降低", u"减少",
                u"降至", u"发展", u"扩大", u"到", u"升至", u"减至");

bool sj_is_base_value(struct sj_folded text, const struct sj_found *found)
{
    bool from = found->words.start > 0 && sj_folded_in(text.at[found->words.start - 1], u"由从");
    if (!from) {
        size_t len = 0;
        size_t at = sj_wordlist_last(text, found->before, found->words.start,
                                     SJ_WORDS_OF(u"由", u"从"), &len);
        from = at != SIZE_MAX && found->words.start - at <= 10;
    }
    return from && sj_wordlist_in(text, found->words.end, found->clause_end, &rises);
}

static const struct sj_wordlist leads_in =
    SJ_WORDLIST(u"把", u"将", u"全镇", u"全乡", u"预计", u"是", u"一", u"二", u"三", u"四", u"五",
                u"六", u"、", u" ", u"使", u"让");

/* The set that a plan or forecast is for: 5个村集体积累都要达到5万元, 五个村各建1个. */
static bool is_set(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    if (view->index + 1 >= view->count || !(found->words.traits & SJ_UNIT_NOUN) ||
        found[1].clause != found->clause)
        return false;
    size_t gap = found[1].words.start - found->words.end;
    return sj_wordlist_skip(view->text, found->before, found->words.start, &leads_in) ==
               found->words.start &&
           found->before == found->clause && gap >= 2 &&
           sj_folded_is_han(sj_folded_get(view->text, found->words.end));
}

/* 在原有3处基础上新建2处, 12个村全部通车: what there is already, and the set of all. */
static bool is_starting_point(const struct sj_view *view)
{
    enum { REACH = 8 };
    const struct sj_found *found = sj_view_self(view);
    size_t end = found->words.end;
    if (sj_wordlist_at(view->text, end, SJ_WORDS_OF(u"基础上", u"的基础上", u"基础")) > 0)
        return true;
    size_t reach = end + REACH < found->clause_end ? end + REACH : found->clause_end;
    return (found->words.traits & SJ_UNIT_NOUN) != 0 && found->before == found->clause &&
           found->words.start == found->clause &&
           sj_wordlist_in(view->text, end, reach, SJ_WORDS_OF(u"全部", u"均", u"都"));
}

/* 年计划5000万元,完成3200万元: nothing but 完成 before a number of the plan's unit. */
static bool is_done_of_plan(const struct sj_view *view, const struct sj_figure *before)
{
    const struct sj_found *found = sj_view_self(view);
    if (!before || before->kind != SJ_PLAN ||
        !sj_fold_equal(found->quantity.unit, (found - 1)->quantity.unit))
        return false;
    size_t start = found->before + (sj_folded_get(view->text, found->before) == u'已');
    return sj_wordlist_at(view->text, start, SJ_WORDS_OF(u"完成", u"实际完成")) ==
               found->words.start - start &&
           found->words.start > start &&
           sj_wordlist_in(view->text, (found - 1)->clause, (found - 1)->words.start,
                          SJ_WORDS_OF(u"计划", u"任务", u"目标"));
}

static bool is_share_of(const struct sj_view *view)
{
    const struct sj_found *found = sj_view_self(view);
    return (found->words.traits & SJ_UNIT_RATIO) != 0 && view->index > 0 &&
           found->before < found->words.start && view->text.at[found->before] == u'占';
}

static void set_kind(const struct sj_view *view, const struct sj_figure *before,
                     struct sj_figure *figure)
{
    bool stated = is_set(view) || is_starting_point(view) ||
                  sj_is_base_value(view->text, sj_view_self(view)) || is_done_of_plan(view, before);
    bool plan = !stated && is_plan(view), forecast = !stated && is_forecast(view);
    if (before && is_share_of(view)) { /* 已完成612万元,占计划的71% */
        plan = before->mood == SJ_PLANNED;
        forecast = before->mood == SJ_EXPECTED;
    }
    figure->negative = false;
    figure->mood = plan ? SJ_PLANNED : forecast ? SJ_EXPECTED : SJ_DONE;
    if (sj_is_growth(view, before, &figure->negative))
        figure->kind = SJ_GROWTH;
    else if (sj_is_other(view, before))
        figure->kind = SJ_OTHER;
    else
        figure->kind = plan ? SJ_PLAN : forecast ? SJ_FORECAST : SJ_OUTCOME;
}

void sj_kinds_set(struct sj_folded text, const struct sj_sentence *sentence,
                  const struct sj_outline *outline, const struct sj_found *found, size_t count,
                  struct sj_figure *figures)
{
    struct sj_view view = {text, sentence, found, 0, count, outline->year, outline->titled};
    for (view.index = 0; view.index < count; view.index++)
        set_kind(&view, view.index > 0 ? &figures[view.index - 1] : NULL, &figures[view.index]);
}
