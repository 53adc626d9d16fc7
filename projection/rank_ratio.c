/* Rankings of ratios: per inhabitant, per mu, per any other figure. */
#include "projection/rank_parts.h"

#include "answers/ratio.h"
#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

/* ---- what is asked ---- */

static void add(char *list, size_t size, const char *item)
{
    size_t len = strlen(list);
    if (len + strlen(item) + 3 < size)
        snprintf(list + len, size - len, "%s%s", len > 0 ? ", " : "", item);
}

static enum sj_status not_for_period(const struct sj_rank_question *question, const char *code,
                                     struct sj_error *error)
{
    char list[200] = "", period[SJ_PERIOD_TEXT];
    for (size_t i = 0; i < sj_city_reference_count(question->city); i++) {
        const struct sj_city_reference *table = sj_city_reference(question->city, i);
        if (strcmp(table->code, code) == 0)
            add(list, sizeof list, sj_period_format(table->period, period));
    }
    sj_error_set(
        error, SJ_PRECONDITION, "NO_TABLE",
        _("the table %s is there for %s, not for %s: 'shangji operator reference' adds it"), code,
        list, question->request->period);
    return sj_error_at(error, "per");
}

static enum sj_status unknown(const struct sj_rank_question *question, struct sj_error *error)
{
    char list[300] = "";
    for (size_t i = 0; i < sj_city_reference_count(question->city); i++) {
        const char *code = sj_city_reference(question->city, i)->code;
        bool told = false; /* with another period */
        for (size_t j = 0; j < i && !told; j++)
            told = strcmp(sj_city_reference(question->city, j)->code, code) == 0;
        if (!told)
            add(list, sizeof list, code);
    }
    sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_DENOMINATOR",
                 _("there is no reference table and no indicator \"%.64s\"; tables: %s"),
                 question->request->per, list[0] ? list : _("none"));
    return sj_error_at(error, "per");
}

/* An average is no amount: divided by whatever it says nothing. */
static enum sj_status check_amount(const struct sj_indicator *indicator, const char *field,
                                   struct sj_error *error)
{
    if (indicator->aggregation != SJ_AGGREGATE_MEAN)
        return SJ_OK;
    sj_error_set(error, SJ_PRECONDITION, "AN_AVERAGE",
                 _("%s is an average or a rate: a ratio with it says nothing"), indicator->code);
    return sj_error_at(error, "%s", field);
}

enum sj_status sj_rank_ask_per(struct sj_rank_question *question, struct sj_error *error)
{
    const char *code = question->request->per;
    if (!code[0])
        return SJ_OK;
    if (question->with.kind == SJ_GROWTH) {
        sj_error_set(error, SJ_PRECONDITION, "A_GROWTH",
                     _("a growth is a rate already: a ratio with it says nothing"));
        return sj_error_at(error, "per");
    }
    enum sj_status status = check_amount(question->indicator, "indicator", error);
    if (status != SJ_OK)
        return status;
    question->reference =
        sj_city_find_reference(question->city, sj_bytes_of(code), question->period);
    if (question->reference)
        return SJ_OK;
    if (sj_city_has_reference(question->city, sj_bytes_of(code)))
        return not_for_period(question, code, error);
    if (sj_rank_find_indicator(question, code, &question->per, error) != SJ_OK)
        return unknown(question, error);
    if (strcmp(question->per->code, question->indicator->code) == 0) {
        sj_error_set(error, SJ_INVALID, "PER_ITSELF", _("%s over itself is always 1"), code);
        return sj_error_at(error, "per");
    }
    return check_amount(question->per, "per", error);
}

/* ---- the heading ---- */

static bool put_reference(const struct sj_city_reference *table, struct sj_arena *arena,
                          Shangji__V1__RankPer *per)
{
    char period[SJ_PERIOD_TEXT] = "";
    per->reference = true;
    per->entry = table->index;
    return sj_reply_text(arena, table->code, &per->code) &&
           sj_reply_text(arena, table->name_zh, &per->name_zh) &&
           sj_reply_text(arena, table->name_en, &per->name_en) &&
           sj_reply_text(arena, table->unit, &per->unit) &&
           sj_reply_text(arena, table->definition, &per->definition) &&
           sj_reply_text(arena, table->source, &per->source) &&
           sj_reply_text(arena, table->date, &per->date) &&
           sj_reply_text(arena, table->has_period ? sj_period_format(table->period, period) : "",
                         &per->period);
}

static bool put_indicator(const struct sj_indicator *indicator, struct sj_arena *arena,
                          Shangji__V1__RankPer *per)
{
    per->unit = sj_arena_text(arena, indicator->unit);
    return per->unit && sj_reply_text(arena, indicator->code, &per->code) &&
           sj_reply_text(arena, indicator->name_zh, &per->name_zh) &&
           sj_reply_text(arena, indicator->name_en, &per->name_en);
}

bool sj_rank_put_per(const struct sj_rank_question *question, struct sj_arena *arena,
                     Shangji__V1__RankAnswer *answer)
{
    if (!question->per && !question->reference)
        return true;
    answer->per = sj_pb_new(&shangji__v1__rank_per__descriptor, arena);
    if (!answer->per ||
        !(question->reference ? put_reference(question->reference, arena, answer->per)
                              : put_indicator(question->per, arena, answer->per)))
        return false;
    answer->ratio_unit = sj_arena_printf(arena, "%s/%s", answer->unit, answer->per->unit);
    return answer->ratio_unit != NULL;
}

/* ---- denominators ---- */

static void leave_out(struct sj_rank_choice *choice, Shangji__V1__Absence why)
{
    choice->cell = NULL;
    choice->out = why;
}

/* A figure of the same kind for the same period, chosen as a numerator is. */
static enum sj_status divide_by_indicator(const struct sj_rank_question *question,
                                          struct sj_rank_choice *choices, struct sj_arena *arena,
                                          struct sj_error *error)
{
    struct sj_rank_question of = *question;
    of.indicator = question->per;
    of.with.basis = question->per->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR;
    struct sj_rank_choice *found;
    enum sj_status status = sj_rank_choose(&of, arena, &found, error);
    for (uint32_t i = 0; status == SJ_OK && i < sj_city_township_count(question->city); i++) {
        choices[i].per = found[i].cell;
        if (!choices[i].cell || choices[i].per)
            continue;
        leave_out(&choices[i], SHANGJI__V1__ABSENCE__ABSENCE_NO_DENOMINATOR);
        if (!sj_rank_explain(&of, i, &found[i], arena, &choices[i].out_per, NULL))
            return sj_reply_no_room(error);
    }
    return status;
}

static struct sj_cell cell_of(const struct sj_city_reference *table, uint32_t township)
{
    int64_t value = sj_city_reference_value(table, township);
    return (struct sj_cell){.township = township,
                            .report = (uint32_t)table->index,
                            .figure = SJ_FACT_NO_FIGURE,
                            .value = value,
                            .lo = value,
                            .hi = value,
                            .has_lo = true,
                            .has_hi = true};
}

static bool divide_by_table(const struct sj_rank_question *question, struct sj_rank_choice *choices,
                            struct sj_arena *arena)
{
    size_t count = sj_city_township_count(question->city);
    struct sj_cell *cells = sj_arena_array(arena, count, sizeof *cells);
    for (uint32_t i = 0; cells && i < count; i++) {
        cells[i] = cell_of(question->reference, i);
        if (cells[i].value != SJ_NO_VALUE)
            choices[i].per = &cells[i];
        else if (choices[i].cell)
            leave_out(&choices[i], SHANGJI__V1__ABSENCE__ABSENCE_NO_DENOMINATOR);
    }
    return cells != NULL;
}

enum sj_status sj_rank_divide(const struct sj_rank_question *question,
                              struct sj_rank_choice *choices, struct sj_arena *arena,
                              struct sj_error *error)
{
    if (!question->per && !question->reference)
        return SJ_OK;
    enum sj_status status = SJ_OK;
    if (question->per)
        status = divide_by_indicator(question, choices, arena, error);
    else if (!divide_by_table(question, choices, arena))
        status = sj_reply_no_room(error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < sj_city_township_count(question->city); i++)
        if (choices[i].cell && !sj_ratio_divides(choices[i].per))
            leave_out(&choices[i], SHANGJI__V1__ABSENCE__ABSENCE_ZERO_DENOMINATOR);
    return SJ_OK;
}

/* ---- beside a row ---- */

/* An end that was rounded lies outside of the true one, which is never reached there. */
static bool put_end(struct sj_ratio_end end, enum sj_rounding rounding, struct sj_arena *arena,
                    char **field, protobuf_c_boolean *open)
{
    char text[SJ_DECIMAL_TEXT];
    if (!end.bounded)
        return true;
    bool exact = sj_ratio_format(end.n, end.d, rounding, text);
    *open = end.open || !exact;
    return sj_reply_text(arena, text, field);
}

static bool put_numbers(const struct sj_ratio *ratio, struct sj_arena *arena,
                        Shangji__V1__RankRatio *made)
{
    char text[SJ_DECIMAL_TEXT];
    struct sj_ratio_end lo, hi;
    sj_ratio_interval(ratio, &lo, &hi);
    made->exact = sj_ratio_format(ratio->numerator->value, ratio->denominator->value,
                                  SJ_ROUND_HALF_AWAY, text);
    bool both_exact = lo.bounded && hi.bounded && !lo.open && !hi.open &&
                      sj_ratio_compare(lo.n, lo.d, hi.n, hi.d) == 0;
    if (!sj_reply_text(arena, text, &made->value))
        return false;
    if (both_exact) /* one number: nothing is vague but the rounding, which `exact` tells */
        return sj_reply_text(arena, text, &made->interval->lo) &&
               sj_reply_text(arena, text, &made->interval->hi);
    return put_end(lo, SJ_ROUND_DOWN, arena, &made->interval->lo, &made->interval->lo_open) &&
           put_end(hi, SJ_ROUND_UP, arena, &made->interval->hi, &made->interval->hi_open);
}

bool sj_rank_put_ratio(const struct sj_rank_question *question, const struct sj_cell *cell,
                       struct sj_arena *arena, Shangji__V1__RankRow *row)
{
    const struct sj_cell *per = question->choices[cell->township].per;
    if (!question->per && !question->reference)
        return true;
    row->ratio = sj_pb_new(&shangji__v1__rank_ratio__descriptor, arena);
    if (!row->ratio)
        return false;
    row->ratio->interval = sj_pb_new(&shangji__v1__interval__descriptor, arena);
    row->ratio->denominator = sj_pb_new(&shangji__v1__answer_value__descriptor, arena);
    if (!row->ratio->interval || !row->ratio->denominator)
        return false;
    return sj_rank_put_value(arena, per, row->ratio->denominator) &&
           put_numbers(&(struct sj_ratio){cell, per}, arena, row->ratio);
}
