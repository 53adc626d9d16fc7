#include "base/i18n.h"
#include "reader/parts.h"
#include "rules/numeral.h"

enum { RANKS = 5, LIST_DIGITS_MAX = 2, TITLE_LINES_MAX = 12 };

static const struct sj_wordlist goal_words = SJ_WORDLIST(
    u"下一阶段", u"下段", u"下年", u"未来五年", u"新一年", u"设想", u"努力方向", u"预算", u"接下来",
    u"计划", u"打算", u"安排", u"思路", u"谋划", u"展望", u"规划", u"要点", u"下一步", u"下步",
    u"下阶段", u"明年", u"来年", u"今后", u"工作重点", u"目标任务", u"任务目标", u"主要目标",
    u"奋斗目标", u"预期目标", u"总体目标", u"工作目标", u"重点任务", u"发展目标", u"目标");
static const struct sj_wordlist done_words = SJ_WORDLIST(
    u"生育", u"总结", u"情况", u"完成", u"回顾", u"成效", u"汇报", u"报告", u"自查", u"小结",
    u"落实", u"执行", u"管理", u"取得", u"开展", u"推进", u"编制", u"工作开局");
static const struct sj_wordlist problem_words =
    SJ_WORDLIST(u"问题", u"不足", u"困难", u"短板", u"差距", u"薄弱环节", u"矛盾和问题");
static const struct sj_wordlist past_words =
    SJ_WORDLIST(u"现状", u"回顾", u"基本情况", u"完成情况", u"执行情况", u"现有基础", u"总结");
static const struct sj_wordlist title_words =
    SJ_WORDLIST(u"目标", u"总结", u"计划", u"报告", u"汇报", u"要点", u"小结", u"思路", u"打算",
                u"安排", u"谋划", u"情况", u"规划", u"述职", u"自查");
static const struct sj_wordlist furniture_words = SJ_WORDLIST(
    u"浏览次数", u"浏览量", u"点击数", u"点击量", u"阅读量", u"阅读次数", u"访问量", u"字号",
    u"字体", u"关闭窗口", u"扫一扫", u"版权所有", u"备案", u"主办单位", u"承办单位", u"标识码",
    u"联系电话", u"邮编", u"邮政编码", u"传真", u"信息来源", u"来源:", u"发布时间", u"发布日期",
    u"发布机构", u"发文日期", u"成文日期", u"更新时间", u"索引号", u"文号", u"分享到", u"上一篇",
    u"下一篇", u"责任编辑", u"编辑:", u"当前位置", u"当前页面", u"附件下载", u"打印本页", u"首页");

static size_t skip_blanks(struct sj_folded text, size_t at)
{
    while (sj_folded_get(text, at) == ' ')
        at++;
    return at;
}

static size_t line_end(struct sj_folded text, size_t at)
{
    while (at < text.len && text.at[at] != '\n')
        at++;
    return at;
}

bool sj_line_is_furniture(struct sj_folded text, size_t start, size_t end)
{
    enum { LINE_MAX_CHARS = 80 };
    size_t paths = 0;
    if (end - start > LINE_MAX_CHARS)
        return false;
    for (size_t i = start; i < end; i++) {
        paths += text.at[i] == '>' || text.at[i] == 0x00BB;
        if (text.at[i] == u'。')
            return false;
    }
    return paths >= 2 || sj_wordlist_in(text, start, end, &furniture_words);
}

static uint16_t year_at(struct sj_folded text, size_t at)
{
    uint32_t year = 0;
    for (size_t i = 0; i < 4; i++) {
        uint16_t unit = sj_folded_get(text, at + i);
        int digit = sj_folded_is_digit(unit) ? unit - '0' : sj_numeral_chinese_digit(unit);
        if (digit < 0 || sj_numeral_power(unit))
            return 0;
        year = year * 10 + (uint32_t)digit;
    }
    return sj_folded_get(text, at + 4) == u'年' && year >= 1900 && year < 2200 ? (uint16_t)year : 0;
}

uint16_t sj_year_in(struct sj_folded text, size_t start, size_t end, bool last)
{
    uint16_t found = 0;
    for (size_t i = start; i + 4 < end; i++) {
        uint16_t year = text.at[i + 4] == u'年' ? year_at(text, i) : 0;
        if (year && !last)
            return year;
        found = year ? year : found;
    }
    return found;
}

/* Chinese number of at most three characters; returns its end. */
static size_t chinese_number(struct sj_folded text, size_t at)
{
    size_t end = at;
    while (end < at + 3 && sj_folded_in(sj_folded_get(text, end), u"一二三四五六七八九十"))
        end++;
    return end;
}

static size_t arabic_number(struct sj_folded text, size_t at)
{
    size_t end = at;
    while (sj_folded_is_digit(sj_folded_get(text, end)))
        end++;
    return end - at <= LIST_DIGITS_MAX ? end : at;
}

/* 1. and 1、 but not 1.5公里; "1.2022年" is a heading. */
static bool ends_number(struct sj_folded text, size_t at)
{
    uint16_t unit = sj_folded_get(text, at);
    if (unit == u'、')
        return true;
    if (unit != '.' && unit != ')')
        return false;
    return !sj_folded_is_digit(sj_folded_get(text, at + 1)) || year_at(text, at + 1) > 0;
}

/* Marks rank: 1 第一部分 and headings without a number, 2 一、 3 (一) 4 1、 5 一是 (1) ①. A
 * section's level as it is told counts from 一、 on. */
static uint8_t level_of(uint8_t rank)
{
    return rank > 1 ? (uint8_t)(rank - 1) : 1;
}

/* The rank of a mark that begins at `at`, 0 if there is none; *title is behind it. */
static uint8_t mark_at(struct sj_folded text, size_t at, bool line_start, size_t *title)
{
    bool bracket = sj_folded_get(text, at) == '(';
    size_t number = at + bracket, end = chinese_number(text, number);
    bool arabic = end == number;
    if (arabic)
        end = arabic_number(text, number);
    uint16_t unit = sj_folded_get(text, end);
    *title = end + 1;
    if (sj_folded_get(text, at) >= 0x2460 && sj_folded_get(text, at) <= 0x2473) {
        *title = at + 1;
        return 5; /* ① */
    }
    if (end == number)
        return 0;
    if (bracket)
        return unit != ')' ? 0 : arabic ? 5 : line_start ? 3 : 0;
    if (!arabic && unit == u'是' && end - at <= 2)
        return 5;
    if (!line_start)
        return 0;
    if (arabic)
        return ends_number(text, end) ? 4 : 0;
    return unit == u'、' || unit == '.' || unit == ',' ? 2 : 0;
}

/* 第一部分, 第三章 */
static uint8_t part_at(struct sj_folded text, size_t at, size_t *title)
{
    size_t end = chinese_number(text, at + 1), len = 0;
    if (sj_folded_get(text, at) != u'第' || end == at + 1)
        return 0;
    if (!sj_folded_has(text, end, u"部分", &len) && !sj_folded_has(text, end, u"章", &len))
        return 0;
    *title = end + len;
    if (sj_folded_in(sj_folded_get(text, *title), u"、: ."))
        ++*title;
    return 1;
}

/* "下一步工作打算:" on a line of its own: what it announces holds for what follows. */
static bool is_bare_heading(struct sj_folded text, size_t start)
{
    enum { SHORTEST = 4, LONGEST = 26 };
    size_t end = line_end(text, start);
    if (end - start < SHORTEST || end - start > LONGEST || sj_line_is_furniture(text, start, end))
        return false;
    for (size_t i = start; i < end; i++)
        if (sj_folded_in(text.at[i], u"。;,!?") || (text.at[i] == ':' && i + 1 < end))
            return false;
    return sj_wordlist_in(text, start, end, &goal_words) ||
           sj_wordlist_in(text, start, end, &problem_words) ||
           sj_wordlist_in(text, start, end, &past_words);
}

static size_t title_end(struct sj_folded text, size_t start, uint8_t rank)
{
    size_t end = start, comma = 0;
    for (; end < text.len && end < start + SJ_TITLE_MAX; end++) {
        uint16_t unit = text.at[end];
        if (sj_ends_period(unit) || unit == ';' || unit == ':')
            return end;
        if (unit == ',' && comma == 0)
            comma = end;
        if (unit == ',' && rank == 5)
            return end;
    }
    return comma > start ? comma : end;
}

bool sj_words_announce_goals(struct sj_folded text, size_t start, size_t end)
{
    return sj_wordlist_in(text, start, end, &goal_words) &&
           !sj_wordlist_in(text, start, end, &done_words);
}

/* A short heading says what its section is about; a run-in item is a sentence of its own. */
static void judge_title(const struct sj_outline *outline, struct sj_folded text,
                        const struct sj_mark *mark, struct sj_section *section)
{
    enum { HEADING_MAX = 26 };
    size_t start = mark->title, end = mark->title_end;
    if (end - start > HEADING_MAX)
        return;
    uint16_t year = sj_year_in(text, start, end, true);
    bool goal =
        sj_wordlist_in(text, start, end, &goal_words) || (outline->year && year > outline->year);
    section->problems = sj_wordlist_in(text, start, end, &problem_words) &&
                        !sj_wordlist_in(text, start, end, SJ_WORDS_OF(u"解决"));
    section->plans = goal && !section->problems && !sj_wordlist_in(text, start, end, &done_words);
}

/* 一、现状 in a paper that is a plan as a whole. */
static bool is_of_the_past(struct sj_folded text, const struct sj_mark *mark)
{
    return sj_wordlist_in(text, mark->title, mark->title_end, &past_words) &&
           !sj_wordlist_in(text, mark->title, mark->title_end, &goal_words);
}

struct outliner {
    const struct sj_lexed *lexed;
    struct sj_outline *outline;
    int32_t open[RANKS + 1]; /* the open section of each rank, -1: none */
    bool nested;             /* the open one of rank 1 began within one of rank 2 */
};

static int32_t parent_of(const struct outliner *outliner, uint8_t rank)
{
    for (int i = rank - 1; i >= 1; i--)
        if (outliner->open[i] >= 0)
            return outliner->open[i];
    return -1;
}

static void close_from(struct outliner *outliner, uint8_t rank, size_t at)
{
    for (int i = rank; i <= RANKS; i++) {
        if (outliner->open[i] >= 0)
            outliner->outline->sections[outliner->open[i]].span.end = outliner->lexed->offsets[at];
        outliner->open[i] = -1;
    }
}

/* A heading without a number may stand above 一、二、 that follow it, or within the one before it:
 * then 二、 ends it. */
static void settle_nesting(struct outliner *outliner, uint8_t rank, size_t start)
{
    struct sj_folded text = outliner->lexed->folded;
    if (rank == 1)
        outliner->nested = outliner->open[2] >= 0;
    bool first = sj_folded_get(text, start) == u'一' &&
                 !sj_numeral_is_chinese(sj_folded_get(text, start + 1));
    if (rank == 2 && outliner->nested && !first)
        close_from(outliner, 1, start);
}

/* "四是下步计划。", "(5)下半年安排:": short, and closed by a sign of its own. */
static bool is_run_in_heading(struct sj_folded text, const struct sj_mark *mark)
{
    enum { LONGEST = 14 };
    uint16_t sign = sj_folded_get(text, mark->title_end);
    return mark->title_end - mark->title <= LONGEST && (sign == u'。' || sign == ':');
}

static void judge(const struct sj_outline *outline, struct sj_folded text, uint8_t rank,
                  const struct sj_mark *mark, struct sj_section *section)
{
    bool plans = outline->plans;
    if (rank < 5 || is_run_in_heading(text, mark))
        judge_title(outline, text, mark, section);
    if (mark->parent >= 0) {
        plans = outline->sections[mark->parent].plans;
        section->problems = section->problems || outline->sections[mark->parent].problems;
    }
    section->plans = section->plans || (plans && !(rank < 5 && is_of_the_past(text, mark)));
}

static void add_section(struct outliner *outliner, uint8_t rank, size_t start, size_t title)
{
    const struct sj_lexed *lexed = outliner->lexed;
    struct sj_outline *outline = outliner->outline;
    if (!outline->sections) { /* only counted so far */
        outline->count++;
        return;
    }
    settle_nesting(outliner, rank, start);
    close_from(outliner, rank, start);
    int32_t index = (int32_t)outline->count++;
    struct sj_mark *mark = &outline->marks[index];
    struct sj_section *section = &outline->sections[index];
    title = skip_blanks(lexed->folded, title);
    *mark = (struct sj_mark){start, title, title_end(lexed->folded, title, rank),
                             parent_of(outliner, rank)};
    *section = (struct sj_section){.level = level_of(rank),
                                   .number = sj_lexed_span(lexed, start, title),
                                   .title = sj_lexed_span(lexed, title, mark->title_end),
                                   .span = {lexed->offsets[start], lexed->offsets[start]}};
    judge(outline, lexed->folded, rank, mark, section);
    outliner->open[rank] = index;
}

/* The title is the first line that says what the paper is. A line that is a list item of a
 * longer text is none, but "1、2021年工作要点" on top of a paper is. */
static void find_title(struct sj_folded text, struct sj_outline *outline)
{
    size_t at = 0;
    for (int line = 0; line < TITLE_LINES_MAX && at < text.len; line++) {
        size_t start = skip_blanks(text, at), end = line_end(text, at), title = start;
        at = end + 1;
        if (end - start < 4 || end - start > SJ_TITLE_MAX || sj_line_is_furniture(text, start, end))
            continue;
        uint8_t rank = mark_at(text, start, true, &title);
        bool sentence = sj_wordlist_in(text, start, end, SJ_WORDS_OF(u"。", u";"));
        if (rank == 2 || rank == 3 || sentence)
            return;
        if (!sj_wordlist_in(text, start, end, &title_words))
            continue;
        outline->title_line = start;
        outline->title = rank ? title : start;
        outline->title_end = end;
        outline->plans = sj_wordlist_in(text, start, end, &goal_words) &&
                         !sj_wordlist_in(text, start, end, &done_words);
        return;
    }
}

static void find_year(struct sj_folded text, struct sj_outline *outline)
{
    enum { REACH = 1500 };
    outline->year = sj_year_in(text, outline->title, outline->title_end, false);
    outline->titled = outline->year > 0;
    if (!outline->year)
        outline->year = sj_year_in(text, 0, text.len < REACH ? text.len : REACH, false);
}

static void walk(struct outliner *outliner)
{
    struct sj_folded text = outliner->lexed->folded;
    const struct sj_outline *outline = outliner->outline;
    bool line_start = true;
    for (size_t at = 0; at < text.len;) {
        size_t start = skip_blanks(text, at), title = 0;
        bool in_title = start >= outline->title_line && start < outline->title_end;
        uint8_t rank = in_title ? 0 : mark_at(text, start, line_start, &title);
        if (rank == 0 && line_start && !in_title)
            rank = part_at(text, start, &title);
        if (rank == 0 && line_start && !in_title && is_bare_heading(text, start)) {
            title = start;
            rank = 1;
        }
        if (rank > 0)
            add_section(outliner, rank, start, title);
        /* A title may be followed by 一是 at once: "七、2020年打算:一是". */
        at = rank > 0 ? title : start;
        while (at < text.len &&
               !(sj_ends_clause(text.at[at]) && text.at[at] != '(' && text.at[at] != ')'))
            at++;
        line_start = at < text.len && text.at[at] == '\n';
        at++;
    }
    close_from(outliner, 1, text.len);
}

enum sj_status sj_outline_read(const struct sj_lexed *lexed, struct sj_arena *arena,
                               struct sj_outline *outline, struct sj_error *error)
{
    struct outliner outliner = {.lexed = lexed, .outline = outline};
    *outline = (struct sj_outline){.count = 0};
    for (int i = 0; i <= RANKS; i++)
        outliner.open[i] = -1;
    find_title(lexed->folded, outline);
    find_year(lexed->folded, outline);
    walk(&outliner);
    size_t count = outline->count + 1;
    outline->count = 0;
    outline->sections = sj_arena_array(arena, count, sizeof *outline->sections);
    outline->marks = sj_arena_array(arena, count, sizeof *outline->marks);
    if (!outline->sections || !outline->marks)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory left to read the report"));
    walk(&outliner);
    return SJ_OK;
}
