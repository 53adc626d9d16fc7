#include "reader/match.h"

/* Nothing but comparison stands before the number: 比上年增长10%. */
static bool only_compares(struct sj_folded text, const struct sj_found *found)
{
    for (size_t i = found->before; i < found->words.start; i++)
        if (!sj_folded_in(text.at[i],
                          u"比较上去年前同期环增长加减少下降提高升幅率,了达分别又约计与、 ("))
            return false;
    return true;
}

/* 分别增长10.2%和8.7%: the changes of as many figures before, one each. Returns how many. */
static size_t distribute(struct sj_folded text, const struct sj_found *found, size_t index,
                         size_t count, struct sj_figure *figures)
{
    bool respectively = false;
    size_t last = index + 1;
    if (figures[index].kind != SJ_GROWTH)
        return 0;
    for (size_t at = found[index].before; at < found[index].words.start; at++)
        respectively = respectively || sj_folded_has(text, at, u"分别", NULL);
    while (respectively && last < count && figures[last].kind == SJ_GROWTH &&
           found[last].taken_over == (int32_t)index)
        last++;
    size_t listed = last - index;
    if (respectively && listed < 2) /* 分别增长5%、下降3%: whose, is not to be told */
        return 1;
    if (listed < 2)
        return 0;
    for (size_t i = index; i < last && listed <= index; i++)
        figures[i].indicator = figures[i - listed].indicator;
    return listed;
}

static const struct sj_wordlist totals = SJ_WORDLIST(u"共", u"合计", u"总计", u"小计");

/* 早稻1140亩、晚稻1300亩,共2440亩: of the list as a whole, and of none of its items. */
static bool is_total_of_list(struct sj_folded text, const struct sj_found *found, size_t index)
{
    return index >= 2 && found[index].taken_over >= 0 &&
           sj_wordlist_in(text, found[index - 1].words.end, found[index].words.start, &totals) &&
           found[index - 1].taken_over < 0 && found[index - 2].taken_over < 0 &&
           sj_fold_equal(found[index].quantity.unit, found[index - 1].quantity.unit) &&
           sj_fold_equal(found[index].quantity.unit, found[index - 2].quantity.unit);
}

static void set_indicator(struct sj_match_scratch *scratch, const struct sj_sentence *sentence,
                          const struct sj_found *found, size_t index, struct sj_figure *figures)
{
    const struct sj_found *words =
        found[index].taken_over >= 0 ? &found[found[index].taken_over] : &found[index];
    const struct sj_found *own = found[index].listed ? &found[index] : words;
    struct sj_figure *figure = &figures[index];
    bool growth = figure->kind == SJ_GROWTH;
    struct sj_wanted wanted = {.scratch = scratch,
                               .sentence = sentence,
                               .clause = words->clause,
                               .start = own->own_start,
                               .end = words->after_end,
                               .number = own->own_end,
                               .number_end = words->words.end,
                               .before_weak = words->before_weak,
                               .after_weak = words->after_weak,
                               .any_unit = found[index].quantity.unit.len == 0,
                               .growth = growth,
                               .unit = found[index].quantity.unit};
    struct sj_choice choice;
    if (is_total_of_list(scratch->lexed->folded, found, index))
        return;
    sj_match_choose(&wanted, &choice);
    const struct sj_indicator *indicators = scratch->matcher->catalogue->indicators;
    if (choice.rating.own > 0) {
        /* A base value of an unknown year is not this year's. */
        bool this_year = figure->year == 0 || figure->year == scratch->outline->year;
        bool base = this_year && sj_is_base_value(scratch->lexed->folded, &found[index]);
        bool sure = !choice.tied && !wanted.any_unit && figure->kind != SJ_OTHER && !base &&
                    !sj_match_is_doubtful(&wanted);
        figure->indicator = sure ? &indicators[choice.indicator] : NULL;
        figure->candidate = sure ? NULL : &indicators[choice.indicator];
    } else if (growth && index > 0 && only_compares(scratch->lexed->folded, &found[index])) {
        figure->indicator = figures[index - 1].indicator;
    }
}

/* 其中: a part of what was stated before, unless it is an indicator of its own. */
static void set_part(struct sj_figure *figures, size_t index)
{
    struct sj_figure *figure = &figures[index];
    if (figure->scope != SJ_SCOPE_PART || !figure->indicator)
        return;
    for (size_t i = 0; i < index; i++)
        if (figures[i].indicator == figure->indicator && figures[i].kind == figure->kind)
            return;
    figure->scope = SJ_SCOPE_WHOLE;
}

/* 突破1000万元,达到1086万元: the bound only leads up to the value that follows. */
static void drop_bound(const struct sj_found *found, struct sj_figure *figures, size_t index)
{
    const struct sj_figure *value = &figures[index];
    if (index == 0 || !value->indicator || value->kind == SJ_GROWTH)
        return;
    struct sj_figure *bound = &figures[index - 1];
    if (bound->indicator == value->indicator && bound->kind == value->kind &&
        found[index].taken_over >= 0 && bound->quantity.qualifier == SJ_AT_LEAST &&
        !bound->quantity.interval.has_hi &&
        sj_bytes_equal(bound->quantity.unit, value->quantity.unit) &&
        sj_interval_contains(&bound->quantity.interval, value->quantity.value)) {
        bound->candidate = bound->indicator;
        bound->indicator = NULL;
    }
}

void sj_indicators_set(struct sj_match_scratch *scratch, const struct sj_sentence *sentence,
                       const struct sj_found *found, size_t count, struct sj_figure *figures)
{
    sj_match_look_at(scratch, sentence);
    if (scratch->matcher->catalogue->indicator_count == 0)
        return;
    for (size_t i = 0, listed = 0; i < count; i += listed) {
        listed = distribute(scratch->lexed->folded, found, i, count, figures);
        if (listed == 0) {
            set_indicator(scratch, sentence, found, i, figures);
            listed = 1;
        }
        for (size_t j = i; j < i + listed; j++) {
            drop_bound(found, figures, j);
            set_part(figures, j);
        }
    }
}

/* The indicator that wins by itself; NULL if none or several do. */
static const struct sj_indicator *only_choice(const struct sj_wanted *wanted)
{
    struct sj_choice choice;
    sj_match_look_at(wanted->scratch, wanted->sentence);
    sj_match_choose(wanted, &choice);
    return choice.rating.own > 0 && !choice.tied
               ? &wanted->scratch->matcher->catalogue->indicators[choice.indicator]
               : NULL;
}

const struct sj_indicator *sj_indicator_of_vague(struct sj_match_scratch *scratch,
                                                 const struct sj_sentence *sentence,
                                                 const struct sj_vague_words *words)
{
    const uint32_t *offsets = scratch->lexed->offsets;
    struct sj_wanted wanted = {
        .scratch = scratch,
        .sentence = sentence,
        .clause = words->clause,
        .start = words->clause,
        .end = words->clause_end,
        .number = words->start,
        .number_end = words->end,
        .unit = sj_bytes_slice(scratch->lexed->text, offsets[words->unit], offsets[words->end])};
    return only_choice(&wanted);
}

const struct sj_indicator *sj_indicator_of_words(struct sj_match_scratch *scratch,
                                                 const struct sj_sentence *sentence, size_t start,
                                                 size_t end)
{
    struct sj_wanted wanted = {.scratch = scratch,
                               .sentence = sentence,
                               .clause = start,
                               .start = start,
                               .end = end,
                               .number = end,
                               .number_end = end,
                               .count_only = true};
    return only_choice(&wanted);
}
