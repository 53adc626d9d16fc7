#include "rules/quantity_scan.h"

#include "rules/unit.h"

struct vague_word {
    const char16_t *word;
    unsigned vague;
    const char16_t *not_after; /* characters with which the word is part of another */
};

static const struct vague_word before[] = {
    {u"约", SJ_VAGUE_ABOUT, u"节集签公合契条制预邀相赴违履俭简规隐失毁爽续解缔誓婚租"},
    {u"大约", SJ_VAGUE_ABOUT, u""},
    {u"约莫", SJ_VAGUE_ABOUT, u""},
    {u"近", SJ_VAGUE_NEAR, u"附临靠邻最远亲贴就迫新切走"},
    {u"将近", SJ_VAGUE_NEAR, u""},
    {u"接近", SJ_VAGUE_NEAR, u""},
    {u"不足", SJ_VAGUE_UNDER, u""},
    {u"不到", SJ_VAGUE_UNDER, u"达找看见办做收得想"},
    {u"低于", SJ_VAGUE_WITHIN, u""},
    {u"少于", SJ_VAGUE_WITHIN, u""},
    {u"小于", SJ_VAGUE_WITHIN, u""},
    {u"最多", SJ_VAGUE_WITHIN, u""},
    {u"至多", SJ_VAGUE_WITHIN, u""},
    {u"最多不超过", SJ_VAGUE_WITHIN, u""},
    {u"不得超过", SJ_VAGUE_WITHIN, u""},
    {u"不能超过", SJ_VAGUE_WITHIN, u""},
    {u"不准超过", SJ_VAGUE_WITHIN, u""},
    {u"不得高于", SJ_VAGUE_WITHIN, u""},
    {u"不得多于", SJ_VAGUE_WITHIN, u""},
    {u"不得大于", SJ_VAGUE_WITHIN, u""},
    {u"不能高于", SJ_VAGUE_WITHIN, u""},
    {u"不超", SJ_VAGUE_WITHIN, u""},
    {u"不超过", SJ_VAGUE_WITHIN, u""},
    {u"不高于", SJ_VAGUE_WITHIN, u""},
    {u"不多于", SJ_VAGUE_WITHIN, u""},
    {u"不大于", SJ_VAGUE_WITHIN, u""},
    {u"超", SJ_VAGUE_OVER, u"赶反b彩"},
    {u"超过", SJ_VAGUE_OVER, u""},
    {u"超出", SJ_VAGUE_OVER, u""},
    {u"过", SJ_VAGUE_OVER, u"通经不开搞去来走见渡度错路穿翻越跨办做"},
    {u"突破", SJ_VAGUE_OVER, u""},
    {u"高于", SJ_VAGUE_OVER, u""},
    {u"多于", SJ_VAGUE_OVER, u""},
    {u"大于", SJ_VAGUE_OVER, u""},
    {u"不得少于", SJ_VAGUE_OVER, u""},
    {u"不得低于", SJ_VAGUE_OVER, u""},
    {u"不得小于", SJ_VAGUE_OVER, u""},
    {u"不能少于", SJ_VAGUE_OVER, u""},
    {u"不能低于", SJ_VAGUE_OVER, u""},
    {u"不少于", SJ_VAGUE_OVER, u""},
    {u"不低于", SJ_VAGUE_OVER, u""},
    {u"不小于", SJ_VAGUE_OVER, u""},
    {u"不下", SJ_VAGUE_OVER, u""},
    {u"不下于", SJ_VAGUE_OVER, u""},
    {u"至少", SJ_VAGUE_OVER, u""},
    {u"最少", SJ_VAGUE_OVER, u""},
    {u"逾", SJ_VAGUE_BEYOND, u""},
};

static const char16_t loss[] = u"损失";       /* 损失约35万元 is not 失约 */
static const char16_t below_zero[] = u"零下"; /* 零下28℃ */

/* The last characters of them all. */
static const char16_t before_ends[] = u"约莫近足到于少多超过出破下逾";

static const struct vague_word behind[] = {
    {u"以上", SJ_VAGUE_OVER, u""},     {u"及以上", SJ_VAGUE_OVER, u""},
    {u"或以上", SJ_VAGUE_OVER, u""},   {u"以内", SJ_VAGUE_WITHIN, u""},
    {u"之内", SJ_VAGUE_WITHIN, u""},   {u"以下", SJ_VAGUE_WITHIN, u""},
    {u"及以下", SJ_VAGUE_WITHIN, u""}, {u"左右", SJ_VAGUE_AROUND, u""},
    {u"上下", SJ_VAGUE_AROUND, u""},   {u"有余", SJ_VAGUE_MORE, u""},
};

enum {
    BEFORE = sizeof before / sizeof before[0],
    BEHIND = sizeof behind / sizeof behind[0],
    BLANKS_MAX = 2
};

static size_t skip_blanks(struct sj_folded text, size_t at)
{
    for (int i = 0; i < BLANKS_MAX && sj_folded_get(text, at) == ' '; i++)
        at++;
    return at;
}

/* Takes the longest qualifier that ends before the number. */
static void look_before(struct sj_folded text, struct sj_quantity_words *words)
{
    size_t end = words->number, longest = 0;
    for (int i = 0; i < BLANKS_MAX && end > 0 && text.at[end - 1] == ' '; i++)
        end--;
    bool may = end > 0 && sj_folded_in(text.at[end - 1], before_ends);
    for (size_t i = 0; may && i < BEFORE; i++) {
        size_t len = 0;
        if (!sj_folded_ends(text, end, before[i].word, &len) || len <= longest)
            continue;
        longest = len;
        bool other = end > len && sj_folded_in(text.at[end - len - 1], before[i].not_after) &&
                     !sj_folded_ends(text, end - len, loss, NULL);
        words->start = other ? words->number : end - len;
        words->vague = other ? 0 : before[i].vague;
    }
    if (longest == 0 && sj_folded_ends(text, end, below_zero, NULL)) {
        words->minus = true;
        words->start = end - 2;
    } else if (longest == 0 && end > 1 && text.at[end - 1] == u'负' &&
               sj_folded_in(text.at[end - 2], u"为是达长降幅速率值:,")) {
        words->minus = true;
        words->start = end - 1;
    }
    if (longest == 0 && end == words->number && end > 0 && text.at[end - 1] == '-' &&
        (end < 2 || sj_folded_is_han(text.at[end - 2]))) {
        words->minus = true;
        words->start = end - 1;
    }
}

/* Takes the qualifier that the text begins with; returns where the number begins. */
static size_t look_front(struct sj_folded text, struct sj_quantity_words *words)
{
    size_t longest = 0, len = 0;
    bool may = !sj_folded_is_digit(sj_folded_get(text, 0));
    for (size_t i = 0; may && i < BEFORE; i++)
        if (sj_folded_has(text, 0, before[i].word, &len) && len > longest) {
            longest = len;
            words->vague = before[i].vague;
        }
    if (longest == 0 &&
        (sj_folded_has(text, 0, below_zero, &len) || sj_folded_has(text, 0, u"负", &len))) {
        words->minus = true;
        return skip_blanks(text, len);
    }
    if (longest == 0 && sj_folded_get(text, 0) == '-') {
        words->minus = true;
        return 1;
    }
    return longest ? skip_blanks(text, longest) : 0;
}

/* 余 and 多 behind the unit: 3亩多. After a classifier 多 mostly begins the next word (3次多方). */
static bool more_behind(struct sj_folded text, size_t at, unsigned traits)
{
    uint16_t unit = sj_folded_get(text, at);
    if (unit != u'余' && unit != u'多')
        return false;
    if (unit == u'余' && sj_folded_in(sj_folded_get(text, at + 1), u"粮款额热力料震钱缺"))
        return false; /* 四万斤余粮 */
    return (traits & (SJ_UNIT_MEASURE | SJ_UNIT_TIME)) != 0 ||
           !sj_folded_is_han(sj_folded_get(text, at + 1));
}

static void look_behind(struct sj_folded text, struct sj_quantity_words *words)
{
    if (!words->range && words->traits & (SJ_UNIT_MEASURE | SJ_UNIT_TIME) &&
        sj_folded_get(text, words->end) == u'半') {
        words->half = true;
        words->end++;
    }
    if (!words->range && !words->numeral.more && words->unit_end > words->unit &&
        more_behind(text, words->end, words->traits)) {
        words->more_behind = true;
        words->vague |= SJ_VAGUE_MORE;
        words->end++;
    }
    size_t at = skip_blanks(text, words->end), longest = 0, len = 0;
    if (words->range && sj_folded_has(text, at, u"之间", &len)) {
        words->end = at + len;
        return;
    }
    unsigned vague = 0;
    bool may = sj_folded_in(sj_folded_get(text, at), u"以及或之左上有");
    for (size_t i = 0; may && i < BEHIND; i++)
        if (sj_folded_has(text, at, behind[i].word, &len) && len > longest) {
            longest = len;
            vague = behind[i].vague;
        }
    if (longest > 0) {
        words->vague |= vague;
        words->end = at + longest;
    }
}

/* Whether a unit may stand on the line behind its number's: a measure, and a classifier where
 * nothing follows that could make another word of it. */
static bool may_break(struct sj_folded text, size_t end, unsigned traits)
{
    return (traits & (SJ_UNIT_MEASURE | SJ_UNIT_RATIO)) != 0 ||
           ((traits & SJ_UNIT_NOUN) != 0 && !sj_folded_is_han(sj_folded_get(text, end)));
}

/* The unit behind the number, over blanks, and over one line end. */
static void look_unit(struct sj_folded text, struct sj_quantity_words *words)
{
    bool arabic = !words->numeral.chinese || words->range;
    size_t at = arabic ? skip_blanks(text, words->number_end) : words->number_end;
    bool broken = arabic && sj_folded_get(text, at) == '\n';
    size_t end = sj_unit_read(text, at + broken, arabic, &words->traits);
    words->unit = words->unit_end = words->end = words->number_end;
    if (end == at + broken || (broken && !may_break(text, end, words->traits))) {
        words->traits = 0;
        return;
    }
    words->unit = at + broken;
    words->unit_end = words->end = end;
}

static size_t range_sign(struct sj_folded text, size_t at)
{
    uint16_t unit = sj_folded_get(text, at);
    if (unit == '-')
        return sj_folded_get(text, at + 1) == '-' ? 2 : 1;
    return unit == '~' || unit == u'至' || unit == u'到';
}

/* 3-5万元 is 30,000 to 50,000; 8000-1万元 is 8,000 to 10,000. */
static bool joins(struct sj_quantity_words *words)
{
    const struct sj_numeral *high = &words->high;
    struct sj_decimal low = words->numeral.value, tenth;
    if (words->numeral.multiplier == 0 && high->multiplier > 0 &&
        sj_decimal_shift(low, high->multiplier, &low) &&
        sj_decimal_compare(low, high->value) <= 0) {
        words->share_multiplier = true;
        return true;
    }
    low = words->numeral.value;
    if (high->multiplier > 0 && words->numeral.multiplier == 0 &&
        (!sj_decimal_shift(sj_decimal_of(1), high->multiplier - 1, &tenth) ||
         sj_decimal_compare(low, tenth) < 0))
        return false;
    return sj_decimal_compare(low, high->value) <= 0;
}

/* A second number behind a sign: a range, if the units agree and it rises. */
static bool look_range(struct sj_folded text, struct sj_quantity_words *words)
{
    struct sj_quantity_words other = *words;
    size_t sign = range_sign(text, words->end);
    bool has_unit = words->unit_end > words->unit;
    if (sign == 0 || words->numeral.more || words->numeral.positional || words->numeral.parts ||
        words->minus || !sj_numeral_read(text, words->end + sign, &other.high) || other.high.more ||
        other.high.positional || other.high.bare || other.high.parts ||
        other.high.chinese != words->numeral.chinese)
        return false;
    other.range = true;
    other.number_end = other.high.end;
    look_unit(text, &other);
    if (has_unit) {
        size_t len = words->unit_end - words->unit;
        if (other.unit_end - other.unit != len)
            return false;
        for (size_t i = 0; i < len; i++)
            if (text.at[words->unit + i] != text.at[other.unit + i])
                return false;
    }
    if (other.unit_end == other.unit && other.high.multiplier == 0)
        return false;
    if (has_unit ? sj_decimal_compare(words->numeral.value, other.high.value) > 0 : !joins(&other))
        return false;
    *words = other;
    return true;
}

/* All from the number on; words->number and what stands before it are known. */
static bool look(struct sj_folded text, struct sj_quantity_words *words)
{
    if (!sj_numeral_read(text, words->number, &words->numeral)) {
        words->end = words->numeral.end;
        return false;
    }
    const struct sj_numeral *numeral = &words->numeral;
    words->number_end = numeral->end;
    if (numeral->parts)
        words->unit = words->unit_end = words->end = words->number_end;
    else
        look_unit(text, words);
    if (!look_range(text, words) && numeral->more)
        words->vague |= SJ_VAGUE_MORE;
    look_behind(text, words);
    if (numeral->bare && (!words->vague || words->unit == words->unit_end))
        return false;
    /* Of things there are no fewer than none: 公厕-3个 is a dash and no minus. */
    return !words->minus || (words->traits & (SJ_UNIT_RATIO | SJ_UNIT_MEASURE)) != 0;
}

/* 过 is "more than" before amounts (过500万元), a sign of the past before counts (开过3次). */
static bool is_past(struct sj_folded text, const struct sj_quantity_words *words)
{
    return words->start < words->number && text.at[words->start] == u'过' &&
           !words->numeral.multiplier && !words->numeral.bare &&
           !(words->traits & (SJ_UNIT_MEASURE | SJ_UNIT_RATIO));
}

bool sj_quantity_scan(struct sj_folded text, size_t at, struct sj_quantity_words *words)
{
    *words = (struct sj_quantity_words){.start = at, .number = at};
    look_before(text, words);
    bool found = look(text, words);
    if (!found && words->minus && words->unit_end > words->unit)
        return false; /* never read without its sign */
    if ((found && is_past(text, words)) || (!found && words->minus)) {
        *words = (struct sj_quantity_words){.start = at, .number = at};
        found = look(text, words);
    }
    if (!found && words->end <= at)
        words->end = at + 1;
    return found && words->end - words->start <= SJ_SURFACE_MAX;
}

bool sj_quantity_scan_whole(struct sj_folded text, struct sj_quantity_words *words)
{
    *words = (struct sj_quantity_words){.start = 0};
    words->number = look_front(text, words);
    return look(text, words) && !is_past(text, words) && words->end == text.len;
}
