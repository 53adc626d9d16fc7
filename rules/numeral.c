#include "rules/numeral_parts.h"

#include "rules/unit.h"

enum { DIGITS_MAX = 17, FRACTION_PLACES = 4 };

int sj_numeral_power(uint16_t unit)
{
    switch (unit) {
    case u'十':
        return 1;
    case u'百':
        return 2;
    case u'千':
        return 3;
    case u'万':
        return 4;
    case u'亿':
        return 8;
    default:
        return 0;
    }
}

int sj_numeral_chinese_digit(uint16_t unit)
{
    switch (unit) {
    case u'〇':
    case u'零':
        return 0;
    case u'一':
        return 1;
    case u'二':
    case u'两':
        return 2;
    case u'三':
        return 3;
    case u'四':
        return 4;
    case u'五':
        return 5;
    case u'六':
        return 6;
    case u'七':
        return 7;
    case u'八':
        return 8;
    case u'九':
        return 9;
    default:
        return -1;
    }
}

bool sj_numeral_is_chinese(uint16_t unit)
{
    return sj_numeral_chinese_digit(unit) >= 0 || sj_numeral_power(unit) || unit == u'廿' ||
           unit == u'卅' || unit == u'半';
}

int sj_numeral_telling_place(struct sj_decimal value)
{
    int place = -(int)value.scale;
    if (value.scale || !value.coefficient)
        return place;
    for (int64_t rest = value.coefficient; rest % 10 == 0; rest /= 10)
        place++;
    return place;
}

void sj_numeral_take_more(struct sj_numeral *numeral, int power)
{
    numeral->more = true;
    numeral->more_width = power >= 0 && power < numeral->step ? power : numeral->step;
}

bool sj_numeral_multiply(struct sj_numeral *numeral, int power)
{
    if (!sj_decimal_shift(numeral->value, power, &numeral->value))
        return false;
    numeral->step += power;
    numeral->more_width += power;
    return true;
}

/* A full number with a further multiplier, as 15000千: nobody counts 15000 thousands. */
static bool is_doubled(struct sj_decimal value, int power)
{
    int64_t bound = power <= 3 ? 1 : 1000;
    struct sj_decimal least;
    return power >= 2 && sj_decimal_shift(sj_decimal_of(bound), power, &least) &&
           sj_decimal_compare(value, least) >= 0;
}

static bool is_group(struct sj_folded text, size_t at)
{
    return sj_folded_is_digit(sj_folded_get(text, at)) &&
           sj_folded_is_digit(sj_folded_get(text, at + 1)) &&
           sj_folded_is_digit(sj_folded_get(text, at + 2)) &&
           !sj_folded_is_digit(sj_folded_get(text, at + 3));
}

/* Digits with thousands separators (1,234, also 1 234) from `at`; false if too many. */
static bool read_digits(struct sj_folded text, size_t *at, int64_t *value, size_t *count,
                        bool *split)
{
    size_t first = 0;
    uint16_t separator = 0;
    *value = 0;
    *count = 0;
    for (;; ++*at) {
        uint16_t unit = sj_folded_get(text, *at);
        if (sj_folded_is_digit(unit)) {
            if (*count < DIGITS_MAX)
                *value = *value * 10 + (unit - '0');
            ++*count;
            continue;
        }
        if (!separator)
            first = *count;
        bool separates = separator ? unit == separator : unit == ',' || unit == ' ';
        if (!separates || first < 1 || first > 3 || !*value || !is_group(text, *at + 1))
            return *count <= DIGITS_MAX;
        separator = unit;
        *split = *split || unit == ' ';
    }
}

/* 3、19亿元, 5 9亿元, 98 6%, 14、8公里: software lost the point. Only before signs and units where
 * a list of numbers would not stand. */
static bool lost_point_at(struct sj_folded text, size_t at, size_t digits)
{
    uint16_t unit = sj_folded_get(text, at);
    /* 86. 5%, 3。5亿元, 3,5亿元 */
    bool point = (unit == '.' || unit == u'。' || unit == ',') && digits <= 3;
    if (unit == '.' && sj_folded_get(text, at + 1) != ' ')
        point = false;
    if (!point && unit != u'、' && (unit != ' ' || digits > 3))
        return false;
    if (digits == 4) /* 2019、20万元: a year */
        return false;
    at += point && unit == '.';
    size_t end = at + 1;
    while (end < at + 3 && sj_folded_is_digit(sj_folded_get(text, end)))
        end++;
    return end > at + 1 &&
           (sj_numeral_power(sj_folded_get(text, end)) >= 4 || sj_folded_get(text, end) == '%' ||
            (unit == u'、' && sj_folded_has(text, end, u"公里", NULL)));
}

/* 98 .6%: a blank before the point. */
static bool is_blank_before_point(struct sj_folded text, size_t at)
{
    return sj_folded_get(text, at) == ' ' && sj_folded_get(text, at + 1) == '.' &&
           sj_folded_is_digit(sj_folded_get(text, at + 2));
}

static bool read_places(struct sj_folded text, size_t *at, struct sj_decimal *value)
{
    while (sj_folded_is_digit(sj_folded_get(text, *at))) {
        int64_t digit = sj_folded_get(text, *at) - '0';
        if (value->scale == SJ_DECIMAL_SCALE_MAX || value->coefficient > INT64_MAX / 10 - 1)
            return false;
        value->coefficient = value->coefficient * 10 + digit;
        value->scale++;
        ++*at;
    }
    return true;
}

static size_t skip_digits(struct sj_folded text, size_t at)
{
    while (sj_folded_is_digit(sj_folded_get(text, at)) || sj_folded_get(text, at) == '.')
        at++;
    return at;
}

static bool read_plain(struct sj_folded text, size_t at, struct sj_numeral *numeral)
{
    size_t digits = 0;
    bool whole = read_digits(text, &at, &numeral->value.coefficient, &digits, &numeral->split);
    at += is_blank_before_point(text, at);
    uint16_t unit = sj_folded_get(text, at), next = sj_folded_get(text, at + 1);
    numeral->lost_point = whole && lost_point_at(text, at, digits);
    bool middle_dot = unit == 0x00B7 && sj_folded_is_digit(next);
    if (numeral->lost_point && unit == '.')
        at++; /* the blank behind it */
    if (numeral->lost_point || ((unit == '.' || middle_dot) && sj_folded_is_digit(next))) {
        at++;
        whole = whole && read_places(text, &at, &numeral->value);
    }
    if (middle_dot && !sj_numeral_power(sj_folded_get(text, at)) && sj_folded_get(text, at) != '%')
        whole = false; /* 3·12: a day */
    if (sj_folded_get(text, at) == '.' && sj_folded_is_digit(sj_folded_get(text, at + 1)))
        whole = whole && !numeral->value.scale; /* 1.2.3 */
    numeral->end = whole ? at : skip_digits(text, at);
    numeral->step = sj_numeral_telling_place(numeral->value);
    numeral->to_the_unit = digits >= 3 && !numeral->value.scale && !numeral->step;
    return whole;
}

static size_t skip_blank(struct sj_folded text, size_t at)
{
    uint16_t unit = sj_folded_get(text, at);
    if ((unit == ' ' || unit == '\n') && sj_numeral_power(sj_folded_get(text, at + 1)) >= 4)
        return at + 1;
    return at;
}

/* Multipliers and a 余 among them (千余万) behind the digits; *last is the last one's power, -1:
 * none. */
static bool take_multipliers(struct sj_folded text, struct sj_numeral *numeral, int *last)
{
    *last = -1;
    for (;; ++numeral->end) {
        size_t at = skip_blank(text, numeral->end);
        uint16_t unit = sj_folded_get(text, at);
        int power = sj_numeral_power(unit);
        if (sj_numeral_is_more(unit) && !numeral->more) {
            sj_numeral_take_more(numeral, *last);
        } else if (power && (*last < 0 || (power >= 4 && power > *last)) &&
                   !sj_unit_takes_thousand(text, at)) {
            numeral->doubled = numeral->doubled || is_doubled(numeral->value, power);
            if (!sj_numeral_multiply(numeral, power))
                return false;
            numeral->multiplier += power;
            *last = power;
        } else {
            return true;
        }
        numeral->end = at;
    }
}

/* 3万5千, 3亿5000万: a smaller number behind a multiplier. */
static bool add_smaller(struct sj_folded text, struct sj_numeral *numeral, int *last)
{
    struct sj_numeral part = {.more_width = 0};
    struct sj_decimal bound;
    int power = 0;
    if (*last < 1 || numeral->more || numeral->value.scale ||
        !sj_folded_is_digit(sj_folded_get(text, numeral->end)) ||
        !read_plain(text, numeral->end, &part) || part.lost_point)
        return false;
    size_t digits = part.end - numeral->end;
    if (!take_multipliers(text, &part, &power) || (power < 0 && digits != (size_t)*last) ||
        !sj_decimal_shift(sj_decimal_of(1), *last, &bound) ||
        sj_decimal_compare(part.value, bound) >= 0 ||
        !sj_decimal_add(numeral->value, part.value, &numeral->value))
        return false;
    numeral->end = part.end;
    numeral->step = part.step;
    numeral->more = part.more;
    numeral->more_width = part.more_width;
    *last = power;
    return true;
}

static bool read_arabic(struct sj_folded text, size_t at, struct sj_numeral *numeral)
{
    int last = -1;
    if (!read_plain(text, at, numeral) || !take_multipliers(text, numeral, &last))
        return false;
    numeral->to_the_unit = numeral->to_the_unit && last < 0;
    while (add_smaller(text, numeral, &last))
        continue;
    return true;
}

static bool read_any(struct sj_folded text, size_t at, struct sj_numeral *numeral)
{
    *numeral = (struct sj_numeral){.end = at + 1};
    if (sj_folded_is_digit(sj_folded_get(text, at)))
        return read_arabic(text, at, numeral);
    if (sj_folded_get(text, at) == u'半') {
        numeral->value = (struct sj_decimal){5, 1};
        numeral->step = -1;
        numeral->chinese = true;
        return true;
    }
    return sj_numeral_read_chinese(text, at, numeral);
}

/* above/below rounded to FRACTION_PLACES, downward into value and upward into ceiling. */
static bool divide(struct sj_decimal above, struct sj_decimal below, struct sj_numeral *numeral)
{
    struct sj_decimal shifted;
    if (above.scale || below.scale || below.coefficient <= 0 ||
        !sj_decimal_shift(above, FRACTION_PLACES, &shifted))
        return false;
    int64_t floor = shifted.coefficient / below.coefficient;
    bool even = shifted.coefficient % below.coefficient == 0;
    numeral->value = sj_decimal_normal((struct sj_decimal){floor, FRACTION_PLACES});
    numeral->ceiling = even ? numeral->value : (struct sj_decimal){floor + 1, FRACTION_PLACES};
    numeral->step = -FRACTION_PLACES;
    return true;
}

static bool read_parts(struct sj_folded text, size_t at, uint16_t sign, struct sj_numeral *numeral)
{
    if (!read_any(text, at + 3, numeral) || numeral->positional)
        return false;
    numeral->bare = false; /* 百分之百 */
    numeral->parts = sign;
    numeral->ceiling = numeral->value;
    return true;
}

bool sj_numeral_read(struct sj_folded text, size_t at, struct sj_numeral *numeral)
{
    *numeral = (struct sj_numeral){.end = at + 1};
    if (sj_folded_has(text, at, u"百分之", NULL))
        return read_parts(text, at, '%', numeral);
    if (sj_folded_has(text, at, u"千分之", NULL))
        return read_parts(text, at, 0x2030, numeral);
    if (sj_folded_has(text, at, u"万分之", NULL))
        return read_parts(text, at, 0x2031, numeral);
    if (!read_any(text, at, numeral))
        return false;
    numeral->ceiling = numeral->value;
    if (!numeral->more && sj_folded_has(text, numeral->end, u"分之", NULL)) {
        struct sj_numeral above;
        if (!read_any(text, numeral->end + 2, &above) || above.positional || above.more)
            return false;
        struct sj_decimal below = numeral->value;
        numeral->end = above.end;
        numeral->fraction = true;
        return divide(above.value, below, numeral);
    }
    return true;
}
