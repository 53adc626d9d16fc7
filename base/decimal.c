#include "base/decimal.h"

#include <string.h>

/* Wide enough for a coefficient × 10^18 and for the product of two coefficients. */
__extension__ typedef __int128 wide;

enum { POWER_MAX = 18 };

static wide power_of_ten(int power)
{
    wide result = 1;
    for (int i = 0; i < power; i++)
        result *= 10;
    return result;
}

/* INT64_MIN is never made, so that every value made here can be negated. */
static bool fits(wide number)
{
    return number >= -INT64_MAX && number <= INT64_MAX;
}

/* number × 10^-scale, with zeros at the end given up only where there is no room for them. */
static bool settle(wide number, int scale, struct sj_decimal *value)
{
    while (scale > SJ_DECIMAL_SCALE_MAX || (scale > 0 && !fits(number))) {
        if (number % 10 != 0)
            return false;
        number /= 10;
        scale--;
    }
    if (!fits(number))
        return false;
    *value = (struct sj_decimal){.coefficient = (int64_t)number, .scale = (uint8_t)scale};
    return true;
}

static wide at_scale(struct sj_decimal value, int scale)
{
    return value.coefficient * power_of_ten(scale - value.scale);
}

static int larger_scale(struct sj_decimal a, struct sj_decimal b)
{
    return a.scale > b.scale ? a.scale : b.scale;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

bool sj_decimal_parse(struct sj_bytes text, struct sj_decimal *value)
{
    size_t at = text.len > 0 && text.data[0] == '-';
    bool negative = at == 1, point = false;
    wide number = 0;
    int scale = 0;
    if (at >= text.len || !is_digit(text.data[at]) || !is_digit(text.data[text.len - 1]))
        return false;
    for (; at < text.len; at++) {
        if (text.data[at] == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(text.data[at]))
            return false;
        number = number * 10 + (text.data[at] - '0');
        scale += point;
        if (!fits(number) || scale > SJ_DECIMAL_SCALE_MAX)
            return false;
    }
    return settle(negative ? -number : number, scale, value);
}

const char *sj_decimal_format(struct sj_decimal value, char buffer[static SJ_DECIMAL_TEXT])
{
    struct sj_decimal shortest = sj_decimal_normal(value);
    bool negative = shortest.coefficient < 0;
    wide rest = negative ? -(wide)shortest.coefficient : shortest.coefficient;
    char reversed[SJ_DECIMAL_TEXT];
    int len = 0;
    for (int digits = 0; rest > 0 || digits <= shortest.scale; digits++) {
        if (digits == shortest.scale && digits > 0)
            reversed[len++] = '.';
        reversed[len++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (negative)
        reversed[len++] = '-';
    for (int i = 0; i < len; i++)
        buffer[i] = reversed[len - 1 - i];
    buffer[len] = 0;
    return buffer;
}

struct sj_decimal sj_decimal_of(int64_t integer)
{
    return (struct sj_decimal){.coefficient = integer};
}

struct sj_decimal sj_decimal_normal(struct sj_decimal value)
{
    while (value.scale > 0 && value.coefficient % 10 == 0) {
        value.coefficient /= 10;
        value.scale--;
    }
    return value;
}

int sj_decimal_compare(struct sj_decimal a, struct sj_decimal b)
{
    int scale = larger_scale(a, b);
    wide left = at_scale(a, scale), right = at_scale(b, scale);
    return (left > right) - (left < right);
}

int sj_decimal_sign(struct sj_decimal value)
{
    return (value.coefficient > 0) - (value.coefficient < 0);
}

struct sj_decimal sj_decimal_negate(struct sj_decimal value)
{
    /* Only a coefficient that was put in by hand can be INT64_MIN. */
    value.coefficient = value.coefficient == INT64_MIN ? INT64_MAX : -value.coefficient;
    return value;
}

bool sj_decimal_add(struct sj_decimal a, struct sj_decimal b, struct sj_decimal *sum)
{
    int scale = larger_scale(a, b);
    return settle(at_scale(a, scale) + at_scale(b, scale), scale, sum);
}

bool sj_decimal_subtract(struct sj_decimal a, struct sj_decimal b, struct sj_decimal *difference)
{
    int scale = larger_scale(a, b);
    return settle(at_scale(a, scale) - at_scale(b, scale), scale, difference);
}

bool sj_decimal_multiply(struct sj_decimal a, struct sj_decimal b, struct sj_decimal *product)
{
    return settle((wide)a.coefficient * b.coefficient, a.scale + b.scale, product);
}

bool sj_decimal_shift(struct sj_decimal value, int power, struct sj_decimal *shifted)
{
    if (power < -SJ_DECIMAL_SCALE_MAX || power > POWER_MAX)
        return false;
    int scale = value.scale - power;
    if (scale >= 0)
        return settle(value.coefficient, scale, shifted);
    return settle(value.coefficient * power_of_ten(-scale), 0, shifted);
}

/* Toward minus infinity, or toward plus infinity if `up`. */
static bool to_fixed(struct sj_decimal value, bool up, int64_t *fixed, bool *exact)
{
    wide number, rest = 0;
    if (value.scale <= SJ_DECIMAL_FIXED_PLACES) {
        number = at_scale(value, SJ_DECIMAL_FIXED_PLACES);
    } else {
        wide divisor = power_of_ten(value.scale - SJ_DECIMAL_FIXED_PLACES);
        number = value.coefficient / divisor;
        rest = value.coefficient % divisor;
        if (up && rest > 0)
            number++;
        else if (!up && rest < 0)
            number--;
    }
    if (!fits(number))
        return false;
    *fixed = (int64_t)number;
    if (exact)
        *exact = rest == 0;
    return true;
}

bool sj_decimal_to_fixed_floor(struct sj_decimal value, int64_t *fixed, bool *exact)
{
    return to_fixed(value, false, fixed, exact);
}

bool sj_decimal_to_fixed_ceil(struct sj_decimal value, int64_t *fixed, bool *exact)
{
    return to_fixed(value, true, fixed, exact);
}

struct sj_decimal sj_decimal_of_fixed(int64_t fixed)
{
    return sj_decimal_normal(
        (struct sj_decimal){.coefficient = fixed, .scale = SJ_DECIMAL_FIXED_PLACES});
}
