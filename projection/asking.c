#include "projection/asking.h"

#include "base/i18n.h"

#include <string.h>

/* ---- what is asked of ---- */

enum sj_status sj_ask_indicator(struct sj_asking *asking, const struct sj_ask *ask,
                                struct sj_asked **made, struct sj_error *error)
{
    struct sj_asked *asked = sj_arena_alloc(asking->arena, sizeof *asked);
    *made = asked;
    if (asked == NULL)
        return sj_reply_no_room(error);
    shangji__v1__rank_request__init(&asked->request);
    if (!sj_reply_text(asking->arena, ask->indicator, &asked->request.indicator) ||
        !sj_reply_text(asking->arena, ask->within, &asked->request.within))
        return sj_reply_no_room(error);
    asked->question = (struct sj_rank_question){.request = &asked->request,
                                                .city = asking->state->city,
                                                .columns = asking->state->columns,
                                                .size = asking->state->size};
    struct sj_rank_question *question = &asked->question;
    enum sj_status status = sj_request_period(ask->period, &question->period, error);
    if (status == SJ_OK)
        status = sj_rank_find_indicator(question, ask->indicator, &question->indicator, error);
    if (status != SJ_OK)
        return status;
    question->direction = question->indicator->better;
    question->with =
        (struct sj_comparable){.kind = (enum sj_kind)sj_asked_kind(ask->kind),
                               .basis = question->indicator->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR,
                               .scope = SJ_SCOPE_WHOLE};
    return SJ_OK;
}

enum sj_status sj_ask_column(struct sj_asking *asking, const struct sj_ask *ask,
                             struct sj_asked **made, struct sj_error *error)
{
    struct sj_period told_in;
    enum sj_status status = sj_ask_indicator(asking, ask, made, error);
    if (status == SJ_OK && ask->told_in != NULL)
        status = sj_request_period(ask->told_in, &told_in, error);
    struct sj_asked *asked = *made;
    if (status != SJ_OK || asked == NULL)
        return status;
    asked->question.told_in = ask->told_in != NULL ? &told_in : NULL;
    status = sj_rank_choose(&asked->question, &asking->scratch, &asked->choices, error);
    asked->question.told_in = NULL; /* of this stack */
    return status;
}

enum sj_status sj_ask_next(struct sj_asking *asking, struct sj_error *error)
{
    sj_arena_clear(&asking->scratch);
    if (asking->stop != NULL && asking->stop->passed(asking->stop->context))
        return sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                            _("the deadline passed while the question was answered"));
    return SJ_OK;
}

bool sj_asked_counts(const struct sj_asked *asked, uint32_t township)
{
    return sj_rank_within(&asked->question, township) &&
           sj_city_reports_for(asked->question.city, township, asked->question.period);
}

enum sj_status sj_asked_same(const struct sj_asked *a, const struct sj_asked *b,
                             struct sj_error *error)
{
    const struct sj_indicator *x = a->question.indicator, *y = b->question.indicator;
    char first[SJ_PERIOD_TEXT], second[SJ_PERIOD_TEXT];
    if (sj_bytes_equal(x->unit, y->unit) && x->stock == y->stock)
        return SJ_OK;
    return sj_error_set(error, SJ_PRECONDITION, "OTHER_DEFINITION",
                        _("%s cannot be compared between %s and %s: their catalogues measure it in "
                          "another unit, or once as a level and once over the period"),
                        x->code, sj_period_format(a->question.period, first),
                        sj_period_format(b->question.period, second));
}

Shangji__V1__Kind sj_asked_kind(Shangji__V1__Kind kind)
{
    return kind == SHANGJI__V1__KIND__KIND_UNSPECIFIED ? SHANGJI__V1__KIND__KIND_OUTCOME : kind;
}

/* ---- townships and indicators ---- */

uint32_t *sj_ask_roll(struct sj_asking *asking)
{
    const struct sj_city *city = asking->state->city;
    size_t count = sj_city_township_count(city);
    uint32_t *roll = sj_arena_array(asking->arena, count + 1, sizeof *roll);
    for (uint32_t i = 0; roll != NULL && i < count; i++) {
        size_t at = i; /* nearly sorted: successors alone stand behind */
        while (at > 0 && strcmp(sj_city_township(city, roll[at - 1])->code,
                                sj_city_township(city, i)->code) > 0)
            at--;
        memmove(roll + at + 1, roll + at, (i - at) * sizeof *roll);
        roll[at] = i;
    }
    return roll;
}

static enum sj_status too_many(size_t max, const char *what, struct sj_error *error)
{
    sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY",
                 _("at most %zu at once: name fewer, or ask within a division"), max);
    return sj_error_at(error, "%s", what);
}

static enum sj_status named(struct sj_asking *asking, char *const *codes, size_t count,
                            struct sj_asked_townships *townships, struct sj_error *error)
{
    for (size_t i = 0; i < count; i++) {
        int64_t number = sj_city_find_township(asking->state->city, sj_bytes_of(codes[i]));
        if (number < 0) {
            sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP",
                         _("township %s is not on this ledger's roll"), codes[i]);
            return sj_error_at(error, "townships[%zu]", i);
        }
        for (size_t k = 0; k < i; k++)
            if (townships->numbers[k] == (uint32_t)number) {
                sj_error_set(error, SJ_INVALID, "TWICE", _("township %s is named twice"), codes[i]);
                return sj_error_at(error, "townships[%zu]", i);
            }
        townships->numbers[townships->count++] = (uint32_t)number;
    }
    return SJ_OK;
}

enum sj_status sj_ask_townships(struct sj_asking *asking, char *const *codes, size_t count,
                                const char *within, const struct sj_period *period, size_t max,
                                struct sj_asked_townships *townships, struct sj_error *error)
{
    const struct sj_city *city = asking->state->city;
    if (count > max)
        return too_many(max, "townships", error);
    uint32_t *roll = sj_ask_roll(asking);
    *townships = (struct sj_asked_townships){
        .numbers = sj_arena_array(asking->arena, max + 1, sizeof(uint32_t))};
    if (roll == NULL || townships->numbers == NULL)
        return sj_reply_no_room(error);
    if (count > 0)
        return named(asking, codes, count, townships, error);
    for (size_t i = 0; i < sj_city_township_count(city); i++) {
        if (!sj_bytes_starts(sj_bytes_of(sj_city_township(city, roll[i])->code),
                             sj_bytes_of(within)) ||
            (period != NULL && !sj_city_reports_for(city, roll[i], *period)))
            continue;
        if (townships->count == max)
            return too_many(max, "townships", error);
        townships->numbers[townships->count++] = roll[i];
    }
    return SJ_OK;
}

enum sj_status sj_ask_catalogue(const struct sj_asking *asking, const struct sj_period *period,
                                const struct sj_catalogue **catalogue, struct sj_error *error)
{
    const struct sj_city *city = asking->state->city;
    const struct sj_city_period *opened =
        period != NULL ? sj_city_find_period(city, *period, SJ_KIND_ANNUAL) : NULL;
    *catalogue = opened != NULL ? opened->catalogue : sj_city_catalogue(city, SJ_LITERAL(""), NULL);
    if (*catalogue != NULL)
        return SJ_OK;
    return sj_error_set(error, SJ_PRECONDITION, "NO_CATALOGUE",
                        _("no catalogue was published yet: 'shangji operator publish' does it"));
}

enum sj_status sj_ask_indicators(struct sj_asking *asking, char *const *codes, size_t count,
                                 const struct sj_period *period, const char *const **asked_for,
                                 size_t *asked_count, struct sj_error *error)
{
    const struct sj_catalogue *catalogue;
    enum sj_status status = sj_ask_catalogue(asking, period, &catalogue, error);
    if (status != SJ_OK)
        return status;
    if (count > SJ_ASKED_INDICATORS_MAX)
        return too_many(SJ_ASKED_INDICATORS_MAX, "indicators", error);
    *asked_count = count > 0 ? count : catalogue->indicator_count;
    const char **list = sj_arena_array(asking->arena, *asked_count + 1, sizeof *list);
    if (list == NULL)
        return sj_reply_no_room(error);
    for (size_t i = 0; i < *asked_count; i++)
        list[i] = count > 0 ? codes[i] : catalogue->indicators[i].code;
    *asked_for = list;
    return SJ_OK;
}

/* ---- places ---- */

enum sj_status sj_asked_standing(struct sj_asking *asking, const struct sj_asked *asked,
                                 const struct sj_asked_townships *among,
                                 struct sj_standing *standing, struct sj_error *error)
{
    size_t room = among != NULL ? among->count : sj_city_township_count(asking->state->city);
    struct sj_cell *cells = sj_arena_array(&asking->scratch, room + 1, sizeof *cells);
    *standing = (struct sj_standing){
        .rows = sj_arena_array(&asking->scratch, room + 1, sizeof *standing->rows),
        .worse = sj_arena_array(&asking->scratch, room + 1, sizeof *standing->worse),
        .neutral = asked->question.direction == SJ_BETTER_NEUTRAL};
    if (cells == NULL || standing->rows == NULL || standing->worse == NULL)
        return sj_reply_no_room(error);
    if (standing->neutral)
        return SJ_OK;
    for (size_t i = 0; i < room; i++) {
        uint32_t township = among != NULL ? among->numbers[i] : (uint32_t)i;
        if (asked->choices[township].cell != NULL && sj_rank_within(&asked->question, township))
            cells[standing->count++] = *asked->choices[township].cell;
    }
    enum sj_status status =
        sj_rank(cells, standing->count, asked->question.direction == SJ_BETTER_LESS,
                &asking->scratch, standing->rows, error);
    if (status == SJ_OK)
        sj_rank_worse(standing->rows, standing->count, standing->worse);
    return status;
}
