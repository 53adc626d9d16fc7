#include "rules/numeral_parts.h"
#include "rules/unit.h"

enum { DIGITS_MAX = 17, PLACES_MAX = 6 };

/* The state of a Chinese numeral on its way: digit not yet multiplied, what stands below the
 * next 万, and what is done. */
struct chinese {
    int64_t done, section;
    int digit; /* -1: none */
    int power; /* of the last multiplier, -1: none */
    int small; /* of the last of 千 百 十 in this section, 4 before any */
    int large; /* of the last of 亿 万, 12 before any */
    bool zero; /* 零 stands before the digit */
    bool any_digit;
    bool any_yi;
};

static bool take_small(struct chinese *state, int power)
{
    if (power >= state->small ||
        (state->digit < 0 && power > 1 && (state->any_digit || state->section)))
        return false;
    int64_t times = state->digit > 0 ? state->digit : 1;
    for (int i = 0; i < power; i++)
        times *= 10;
    state->section += times;
    state->digit = -1;
    state->zero = false;
    state->small = state->power = power;
    return true;
}

static bool take_large(struct chinese *state, int power)
{
    int64_t times = state->section + (state->digit > 0 ? state->digit : 0);
    bool counts_wan = power == 8 && state->large == 4 && !state->any_yi; /* 三万亿 */
    if (power >= state->large && !counts_wan)
        return false;
    if (counts_wan) {
        times += state->done;
        state->done = 0;
    }
    if (!times) {
        if (state->done || state->any_digit)
            return false;
        times = 1;
    }
    state->done += times * (power == 4 ? 10000 : 100000000);
    state->section = 0;
    state->digit = -1;
    state->zero = false;
    state->small = 4;
    state->large = state->power = power;
    state->any_yi = state->any_yi || power == 8;
    return true;
}

static bool take_digit(struct chinese *state, int digit)
{
    if (state->digit > 0 || (state->digit == 0 && digit == 0))
        return false;
    state->zero = state->zero || digit == 0;
    state->digit = digit;
    state->any_digit = state->any_digit || digit > 0;
    return true;
}

/* 一百五 is 150, 两万三 is 23000; 一百零五 is 105. */
static int64_t last_digit(const struct chinese *state)
{
    int64_t digit = state->digit > 0 ? state->digit : 0;
    if (!state->zero)
        for (int i = 1; i < state->power; i++)
            digit *= 10;
    return digit;
}

/* 二〇二一; and 三五, 七八十, which name no number. */
static bool read_positional(struct sj_folded text, size_t at, struct sj_numeral *numeral)
{
    int64_t value = 0;
    size_t count = 0;
    bool whole = true;
    for (;; at++, count++) {
        int digit = sj_numeral_chinese_digit(sj_folded_get(text, at));
        if (digit < 0)
            break;
        whole = whole && count < DIGITS_MAX;
        if (whole)
            value = value * 10 + digit;
    }
    if (sj_numeral_is_chinese(sj_folded_get(text, at)))
        whole = false;
    while (sj_numeral_is_chinese(sj_folded_get(text, at)))
        at++;
    numeral->end = at;
    numeral->positional = numeral->chinese = true;
    numeral->value = sj_decimal_of(value);
    numeral->step = sj_numeral_telling_place(numeral->value);
    return whole && count >= 3;
}

static void read_chinese_places(struct sj_folded text, size_t *at, struct sj_decimal *value)
{
    while (value->scale < PLACES_MAX) {
        int digit = sj_numeral_chinese_digit(sj_folded_get(text, *at));
        if (digit < 0)
            return;
        value->coefficient = value->coefficient * 10 + digit;
        value->scale++;
        ++*at;
    }
}

/* What may follow a finished Chinese numeral: 点五, 余, and 万 or 亿 behind either. */
static bool read_chinese_tail(struct sj_folded text, size_t at, int power,
                              struct sj_numeral *numeral)
{
    if (sj_folded_get(text, at) == u'点' &&
        sj_numeral_chinese_digit(sj_folded_get(text, at + 1)) >= 0) {
        at++;
        read_chinese_places(text, &at, &numeral->value);
        numeral->step = sj_numeral_telling_place(numeral->value);
        power = -1;
    }
    bool open = numeral->value.scale > 0;
    for (;; at++) {
        uint16_t unit = sj_folded_get(text, at);
        int next = sj_numeral_power(unit);
        if (sj_numeral_is_more(unit) && !numeral->more) {
            sj_numeral_take_more(numeral, power);
            open = true;
        } else if (open && next >= 4 && next > power) {
            if (!sj_numeral_multiply(numeral, next))
                return false;
            power = next;
        } else {
            break;
        }
    }
    numeral->end = at;
    return true;
}

/* 壹 … 玖, 拾 佰 仟: as amounts are written on bills. */
static int capital_digit(uint16_t unit)
{
    switch (unit) {
    case u'壹':
        return 1;
    case u'贰':
        return 2;
    case u'叁':
        return 3;
    case u'肆':
        return 4;
    case u'伍':
        return 5;
    case u'陆':
        return 6;
    case u'柒':
        return 7;
    case u'捌':
        return 8;
    case u'玖':
        return 9;
    default:
        return -1;
    }
}

static int capital_power(uint16_t unit)
{
    return unit == u'拾' ? 1 : unit == u'佰' ? 2 : unit == u'仟' ? 3 : 0;
}

/* One of them alone is part of a word as a rule: 队伍, 大陆. */
bool sj_numeral_is_capital(struct sj_folded text, size_t at)
{
    uint16_t next = sj_folded_get(text, at + 1);
    return capital_digit(sj_folded_get(text, at)) > 0 &&
           (capital_power(next) || next == u'万' || next == u'亿');
}

bool sj_numeral_read_chinese(struct sj_folded text, size_t at, struct sj_numeral *numeral)
{
    struct chinese state = {.digit = -1, .power = -1, .small = 4, .large = 12};
    size_t start = at;
    bool capital = sj_numeral_is_capital(text, at);
    for (;; at++) {
        uint16_t unit = sj_folded_get(text, at);
        int digit = sj_numeral_chinese_digit(unit), power = sj_numeral_power(unit);
        if (capital && digit < 0 && !power) {
            digit = capital_digit(unit);
            power = capital_power(unit);
        }
        bool taken = false;
        if (digit >= 0) {
            taken = take_digit(&state, digit);
            if (!taken)
                return read_positional(text, start, numeral);
        } else if (unit == u'廿' || unit == u'卅') {
            taken = state.digit < 0 && take_digit(&state, unit == u'廿' ? 2 : 3) &&
                    take_small(&state, 1);
        } else if (power && !sj_unit_takes_thousand(text, at)) {
            taken = power < 4 ? take_small(&state, power) : take_large(&state, power);
        }
        if (!taken)
            break;
    }
    numeral->chinese = true;
    numeral->end = at > start ? at : start + 1;
    numeral->bare = !state.any_digit && at > start && sj_folded_get(text, start) != u'十' &&
                    sj_numeral_power(sj_folded_get(text, start));
    numeral->value = sj_decimal_of(state.done + state.section + last_digit(&state));
    numeral->step = sj_numeral_telling_place(numeral->value);
    if (at == start)
        return false;
    return read_chinese_tail(text, at, state.power, numeral);
}
