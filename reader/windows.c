#include "reader/parts.h"
#include "rules/unit.h"

/* Words that name nothing by themselves. */
static const struct sj_wordlist fillers =
    SJ_WORDLIST(u"实际", u"实际完成", u"已完成", u"完成", u"共", u"共计", u"合计", u"总计", u"累计",
                u"涉及", u"达", u"达到", u"为", u"其中", u"有", u"及", u"和", u"与", u"约", u"等",
                u"分别", u"平均", u"总共", u"计", u"覆盖", u"惠及", u"包括", u"即", u"、", u" ",
                u"\n", u"(", u")", u"全镇", u"全乡", u"已", u"了", u"各", u"大关", u"均", u"提高到",
                u"提升到", u"增加到", u"上升到", u"增长到", u"下降到", u"减少到", u"降低到",
                u"降到", u"降至", u"增至", u"升至", u"减至", u"提高至", u"提升至", u"增加至",
                u"扩大到", u"扩大至", u"发展到", u"调整到", u"下降至", u"上升至", u"减少至");

static bool joins(uint16_t unit)
{
    return sj_folded_in(unit, u"、和及与并以");
}

static bool says_nothing(struct sj_folded text, size_t start, size_t end)
{
    while (start < end) {
        size_t len = sj_wordlist_at(text, start, &fillers);
        if (len == 0)
            return false;
        start += len;
    }
    return true;
}

/* 少数民族(苗族)1031户: a bracket directly before the number belongs to its words. Where it opens;
 * `end` if there is none. */
static size_t bracket_before(struct sj_folded text, size_t floor, size_t end)
{
    enum { LONGEST = 14 };
    if (end <= floor || text.at[end - 1] != ')')
        return end;
    for (size_t at = end - 1; at-- > floor && end - at <= LONGEST;) {
        if (text.at[at] == '(')
            return at;
        if (sj_ends_clause(text.at[at]) || sj_folded_is_digit(text.at[at]))
            break;
    }
    return end;
}

static void set_clause(struct sj_folded text, const struct sj_sentence *sentence,
                       const struct sj_found *previous, struct sj_found *found)
{
    size_t start = found->words.start, end = found->words.end;
    size_t floor = previous ? previous->words.end : sentence->start;
    for (size_t open;; start = open) {
        while (start > floor && !sj_ends_clause(text.at[start - 1]))
            start--;
        open = start == found->words.start ? bracket_before(text, floor, start) : start;
        if (open == start)
            break;
    }
    while (end < sentence->end && !sj_ends_clause(text.at[end]))
        end++;
    found->before = start;
    found->clause = start == floor && previous ? previous->clause : start;
    found->clause_end = end;
    found->after_end = end;
}

/* The words between two numbers of one clause: whose are they? */
static void divide(struct sj_folded text, struct sj_found *left, struct sj_found *right)
{
    size_t start = left->words.end, end = right->words.start;
    if (start < end && joins(text.at[end - 1])) {
        left->after_end = end - 1;
        right->before = end;
        return;
    }
    if (start == end || joins(text.at[start])) {
        left->after_end = start;
        return;
    }
    left->after_end = end;
    if (left->words.traits & SJ_UNIT_NOUN)
        right->before_weak = true;
    else
        left->after_weak = true;
}

/* What stands behind the last number of a clause: up to 、. */
static void end_after(struct sj_folded text, struct sj_found *found)
{
    size_t end = found->words.end;
    while (end < found->after_end && text.at[end] != u'、')
        end++;
    found->after_end = end;
    if (!(found->words.traits & SJ_UNIT_NOUN) && sj_folded_get(text, found->words.end) != u'的')
        found->after_weak = true;
}

static bool splits(uint16_t unit)
{
    return sj_folded_in(unit, u"、和及与");
}

/* A、B、C分别为1、2、3: each number has the words of its place in the list. Where the two lists
 * are not of one length no number gets any. */
static void share_list(struct sj_folded text, struct sj_found *found, size_t first, size_t last)
{
    size_t at = found[first].before, end = at, items = 1, item = first;
    while (end < found[first].words.start && !sj_folded_has(text, end, u"分别", NULL))
        end++;
    if (end == found[first].words.start)
        return;
    for (size_t i = at; i < end; i++)
        items += splits(text.at[i]);
    for (size_t i = first; i < last; i++) {
        found[i].listed = true;
        found[i].own_start = found[i].own_end = end;
    }
    for (size_t start = at; items == last - first && start < end; item++) {
        size_t stop = start;
        while (stop < end && !splits(text.at[stop]))
            stop++;
        found[item].own_start = start;
        found[item].own_end = stop;
        start = stop + 1;
    }
}

static void find_lists(struct sj_folded text, struct sj_found *found, size_t count)
{
    for (size_t first = 0, last; first < count; first = last) {
        last = first + 1;
        while (last < count && found[last].taken_over == (int32_t)first &&
               found[last].clause == found[first].clause)
            last++;
        if (last > first + 1)
            share_list(text, found, first, last);
    }
}

/* 监测户38户119人落实措施: a number that follows another at once has its words before it too. */
static void share_before(struct sj_folded text, struct sj_found *found, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        size_t at = found[i - 1].words.end;
        while (at < found[i].words.start && splits(text.at[at]))
            at++;
        if (found[i].taken_over >= 0 || at != found[i].words.start ||
            at > found[i - 1].words.end + 1)
            continue;
        const struct sj_found *root =
            found[i - 1].taken_over >= 0 ? &found[found[i - 1].taken_over] : &found[i - 1];
        found[i].listed = true;
        found[i].before_weak = true;
        found[i].own_start = root->own_start;
        found[i].own_end = root->own_end;
    }
}

void sj_windows_set(struct sj_folded text, const struct sj_sentence *sentence,
                    struct sj_found *found, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        set_clause(text, sentence, i > 0 ? &found[i - 1] : NULL, &found[i]);
        end_after(text, &found[i]);
        if (i > 0 && found[i].before == found[i - 1].words.end)
            divide(text, &found[i - 1], &found[i]);
    }
    for (size_t i = 1; i < count; i++)
        if (says_nothing(text, found[i].before, found[i].words.start) &&
            says_nothing(text, found[i].words.end, found[i].after_end))
            found[i].taken_over =
                found[i - 1].taken_over >= 0 ? found[i - 1].taken_over : (int32_t)(i - 1);
    for (size_t i = 0; i < count; i++) {
        found[i].own_start = found[i].before;
        found[i].own_end = found[i].words.start;
    }
    share_before(text, found, count);
    find_lists(text, found, count);
}
