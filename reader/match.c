#include "reader/match.h"

/* Which indicator a figure is of: docs/phrases.md says the rules that this file keeps. */

enum {
    HEADING_HITS_MAX = 64,
    OWN_WEIGHT = 4,
    WEAK_WEIGHT = 3,
    CLAUSE_HEAD = 4 /* characters of a clause that forbid for all numbers in it */
};

struct sj_match_scratch *sj_match_scratch_new(const struct sj_matcher *matcher,
                                              const struct sj_lexed *lexed,
                                              const struct sj_outline *outline,
                                              struct sj_arena *arena)
{
    struct sj_match_scratch *scratch = sj_arena_alloc(arena, sizeof *scratch);
    if (!scratch)
        return NULL;
    scratch->matcher = matcher;
    scratch->lexed = lexed;
    scratch->outline = outline;
    scratch->arena = arena;
    scratch->period_start = SIZE_MAX;
    scratch->period.at = sj_arena_array(arena, SJ_HITS_MAX, sizeof *scratch->period.at);
    scratch->headings = sj_arena_array(arena, outline->count + 1, sizeof *scratch->headings);
    return scratch->period.at && scratch->headings ? scratch : NULL;
}

/* What is known of the unit so far, a byte an indicator; NULL: no room to remember it. */
static uint8_t *find_fits(struct sj_match_scratch *scratch, struct sj_bytes unit)
{
    size_t i = 0;
    while (i < scratch->unit_count && !sj_bytes_equal(scratch->units[i].unit, unit))
        i++;
    if (i < scratch->unit_count)
        return scratch->units[i].fits;
    uint8_t *fits =
        i < SJ_UNITS_MAX
            ? sj_arena_array(scratch->arena, scratch->matcher->catalogue->indicator_count, 1)
            : NULL;
    if (fits)
        scratch->units[scratch->unit_count++] = (struct sj_unit_fit){unit, fits};
    return fits;
}

static bool fits(const struct sj_wanted *wanted, uint8_t *known, uint32_t index)
{
    const struct sj_catalogue *catalogue = wanted->scratch->matcher->catalogue;
    struct sj_decimal factor;
    if (!known)
        return sj_unit_factor(catalogue, &catalogue->indicators[index], wanted->unit, &factor);
    uint8_t *fit = &known[index];
    if (*fit == SJ_FIT_UNKNOWN)
        *fit = sj_unit_factor(catalogue, &catalogue->indicators[index], wanted->unit, &factor)
                   ? SJ_FIT_YES
                   : SJ_FIT_NO;
    return *fit == SJ_FIT_YES;
}

static bool is_percent(struct sj_bytes unit)
{
    static const char *const percents[] = {"%", "‰", "个百分点", "百分点"};
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++)
        if (sj_fold_equal(unit, sj_bytes_of(percents[i])))
            return true;
    return false;
}

static bool may_be(const struct sj_wanted *wanted, uint8_t *known, uint32_t index)
{
    const struct sj_indicator *indicator = &wanted->scratch->matcher->catalogue->indicators[index];
    if (wanted->count_only)
        return indicator->better != SJ_BETTER_MORE && !indicator->stock &&
               indicator->aggregation == SJ_AGGREGATE_SUM && !is_percent(indicator->unit);
    return wanted->any_unit || fits(wanted, known, index) ||
           (wanted->growth && is_percent(wanted->unit));
}

static const struct sj_hits *heading_hits(struct sj_match_scratch *scratch, int32_t section)
{
    struct sj_hits *hits = &scratch->headings[section];
    if (!hits->at) {
        const struct sj_mark *mark = &scratch->outline->marks[section];
        hits->at = sj_arena_array(scratch->arena, HEADING_HITS_MAX, sizeof *hits->at);
        if (hits->at)
            sj_hits_find(scratch->matcher, scratch->lexed->folded, mark->title, mark->title_end,
                         HEADING_HITS_MAX, hits);
    }
    return hits;
}

/* 0 where the hit is no part of the own words. */
static int weight_at(const struct sj_wanted *wanted, const struct sj_hit *hit)
{
    if (hit->start >= wanted->start && hit->end <= wanted->number)
        return wanted->before_weak ? WEAK_WEIGHT : OWN_WEIGHT;
    if (hit->start >= wanted->number_end && hit->end <= wanted->end)
        return wanted->after_weak ? WEAK_WEIGHT : OWN_WEIGHT;
    return 0;
}

/* The longest of the latest words before `limit` that is the part; NULL: none. */
static const struct sj_hit *find_before(const struct sj_wanted *wanted, uint32_t phrase,
                                        unsigned part, size_t limit)
{
    const struct sj_hits *hits = &wanted->scratch->period;
    const struct sj_hit *best = NULL;
    for (size_t i = hits->count; i-- > 0;) {
        const struct sj_hit *hit = &hits->at[i];
        if (best && hit->end <= best->start)
            break;
        if (hit->end <= limit && (!best || hit->start < best->start) &&
            sj_hit_is_part(wanted->scratch->matcher, hit, phrase, part))
            best = hit;
    }
    return best;
}

static const struct sj_hit *find_after(const struct sj_wanted *wanted, uint32_t phrase,
                                       unsigned part, size_t from)
{
    const struct sj_hits *hits = &wanted->scratch->period;
    const struct sj_hit *best = NULL;
    for (size_t i = 0; i < hits->count; i++) {
        const struct sj_hit *hit = &hits->at[i];
        if (hit->end > wanted->sentence->end || (best && hit->start >= best->end))
            break;
        if (hit->start >= from && (!best || hit->start <= best->start) &&
            sj_hit_is_part(wanted->scratch->matcher, hit, phrase, part))
            best = hit;
    }
    return best;
}

/* Characters of the part in the innermost heading that has it; 0: none has. */
static int find_heading(const struct sj_wanted *wanted, uint32_t phrase, unsigned part)
{
    struct sj_match_scratch *scratch = wanted->scratch;
    int32_t section = wanted->sentence->section;
    for (; section >= 0; section = scratch->outline->marks[section].parent) {
        const struct sj_hits *hits = heading_hits(scratch, section);
        uint32_t longest = 0;
        for (size_t i = 0; hits->at && i < hits->count; i++)
            if (hits->at[i].end - hits->at[i].start > longest &&
                sj_hit_is_part(scratch->matcher, &hits->at[i], phrase, part))
                longest = hits->at[i].end - hits->at[i].start;
        if (longest > 0)
            return (int)longest;
    }
    return 0;
}

static void add(const struct sj_wanted *wanted, const struct sj_hit *hit, struct sj_rating *rating)
{
    int length = (int)(hit->end - hit->start), weight = weight_at(wanted, hit);
    rating->own += length * weight;
    if (weight == 0) {
        rating->context += length;
        rating->telling = true;
        rating->near = hit->start;
    }
}

/* Adds the parts [0, parts) before `limit`, from the last to the first. */
static bool rate_before(const struct sj_wanted *wanted, uint32_t phrase, unsigned parts,
                        size_t limit, struct sj_rating *rating)
{
    while (parts-- > 0) {
        const struct sj_hit *hit = limit ? find_before(wanted, phrase, parts, limit) : NULL;
        if (hit) {
            add(wanted, hit, rating);
            limit = hit->start;
            continue;
        }
        int heading = find_heading(wanted, phrase, parts);
        if (heading == 0)
            return false;
        rating->context += heading;
        rating->telling = true;
        rating->near = 0;
        limit = 0;
    }
    return true;
}

/* The phrase with `hit` as its part `part`, which lies in the own words. */
static bool rate(const struct sj_wanted *wanted, uint32_t index, const struct sj_hit *hit,
                 unsigned part, struct sj_rating *rating)
{
    const struct sj_phrase *phrase = &wanted->scratch->matcher->phrases[index];
    *rating = (struct sj_rating){.own = 0};
    if (phrase->number < 0) {
        add(wanted, hit, rating);
        return part + 1u == phrase->parts && rate_before(wanted, index, part, hit->start, rating);
    }
    size_t from = wanted->number_end;
    for (unsigned i = (unsigned)phrase->number; i < phrase->parts; i++) {
        const struct sj_hit *next = find_after(wanted, index, i, from);
        if (!next)
            return false;
        add(wanted, next, rating);
        from = next->end;
    }
    return rate_before(wanted, index, (unsigned)phrase->number, wanted->number, rating) &&
           rating->own > 0;
}

static bool is_forbidden(const struct sj_wanted *wanted, uint32_t indicator)
{
    const struct sj_matcher *matcher = wanted->scratch->matcher;
    const struct sj_hits *hits = &wanted->scratch->period;
    for (size_t i = 0; i < hits->count; i++) {
        bool head =
            hits->at[i].start >= wanted->clause && hits->at[i].end <= wanted->clause + CLAUSE_HEAD;
        if (!head && weight_at(wanted, &hits->at[i]) == 0)
            continue;
        for (uint32_t use = hits->at[i].use; use; use = matcher->uses[use - 1].next)
            if (matcher->uses[use - 1].forbids && matcher->uses[use - 1].phrase == indicator)
                return true;
    }
    return false;
}

static const struct sj_wordlist all_of_them = SJ_WORDLIST(u"全部", u"均", u"都");
static const struct sj_wordlist every_one =
    SJ_WORDLIST(u"全部过", u"均过", u"都过", u"全部达", u"均达", u"都达", u"全部超", u"均超",
                u"都超", u"全部突破", u"均突破", u"都突破", u"各达");

static const struct sj_wordlist averages =
    SJ_WORDLIST(u"人均", u"户均", u"亩均", u"村均", u"组均", u"社均", u"亩产", u"单产", u"每亩",
                u"每户", u"每人", u"每头");

/* 人均, 户均, 亩均 in the own words make another figure of it, unless the phrase says so too. */
static bool is_average(const struct sj_wanted *wanted, const struct sj_hit *hit)
{
    struct sj_folded text = wanted->scratch->lexed->folded;
    /* 村集体收入全部达到20万元: what each has, and no total; rates may be equal for all. */
    if (!is_percent(wanted->unit) &&
        (sj_wordlist_in(text, wanted->start, wanted->number, &every_one) ||
         (sj_wordlist_before(text, wanted->number, &all_of_them) > 0 &&
          sj_folded_in(sj_folded_get(text, wanted->number), u"过超突达"))))
        return true;
    size_t len = 0;
    size_t at = sj_wordlist_last(text, wanted->start, wanted->number, &averages, &len);
    return at != SIZE_MAX && !(hit->start <= at && hit->end > at);
}

static int compare(const struct sj_rating *a, const struct sj_rating *b)
{
    if (a->own != b->own)
        return a->own < b->own ? -1 : 1;
    if (a->telling != b->telling)
        return a->telling ? 1 : -1;
    if (a->near != b->near)
        return a->near < b->near ? -1 : 1;
    return a->context < b->context ? -1 : a->context > b->context;
}

static void offer(struct sj_choice *choice, uint32_t indicator, const struct sj_rating *rating)
{
    int order = compare(rating, &choice->rating);
    if (order > 0) {
        *choice = (struct sj_choice){indicator, *rating, false};
    } else if (order == 0 && indicator != choice->indicator) {
        choice->tied = true;
        choice->indicator = indicator < choice->indicator ? indicator : choice->indicator;
    }
}

void sj_match_choose(const struct sj_wanted *wanted, struct sj_choice *choice)
{
    struct sj_match_scratch *scratch = wanted->scratch;
    const struct sj_matcher *matcher = scratch->matcher;
    uint8_t *known = wanted->any_unit ? NULL : find_fits(scratch, wanted->unit);
    *choice = (struct sj_choice){.tied = false};
    for (size_t i = 0; i < scratch->period.count; i++) {
        const struct sj_hit *hit = &scratch->period.at[i];
        if (weight_at(wanted, hit) == 0)
            continue;
        for (uint32_t use = hit->use; use; use = matcher->uses[use - 1].next) {
            const struct sj_word_use *at = &matcher->uses[use - 1];
            struct sj_rating rating;
            if (at->forbids || is_average(wanted, hit) ||
                !may_be(wanted, known, matcher->phrases[at->phrase].indicator) ||
                !rate(wanted, at->phrase, hit, at->part, &rating) ||
                is_forbidden(wanted, matcher->phrases[at->phrase].indicator))
                continue;
            offer(choice, matcher->phrases[at->phrase].indicator, &rating);
        }
    }
}

void sj_match_look_at(struct sj_match_scratch *scratch, const struct sj_sentence *sentence)
{
    if (scratch->period_start == sentence->period)
        return;
    scratch->period_start = sentence->period;
    sj_hits_find(scratch->matcher, scratch->lexed->folded, sentence->period, sentence->period_end,
                 SJ_HITS_MAX, &scratch->period);
}
