#include "client/sheet_number.h"

#include <stdlib.h>
#include <string.h>

enum { GENERAL_WIDTH = 10 /* digits that "General" shows of a fraction: 0.333333333 */ };

static bool take_digits(struct sj_bytes text, size_t *at, struct sj_sheet_number *number,
                        bool behind_point)
{
    size_t start = *at;
    for (; *at < text.len && text.data[*at] >= '0' && text.data[*at] <= '9'; ++*at) {
        if (number->count == SJ_SHEET_DIGITS_MAX)
            return false;
        if (number->count == 0 && text.data[*at] == '0') { /* leading zeros */
            number->point -= behind_point;
            continue;
        }
        number->digits[number->count++] = text.data[*at] - '0';
        number->point += !behind_point;
    }
    return *at > start;
}

bool sj_sheet_number_parse(struct sj_bytes text, struct sj_sheet_number *number)
{
    size_t at = 0;
    *number = (struct sj_sheet_number){0};
    if (text.len > 0 && text.data[0] == '-')
        number->negative = ++at > 0;
    if (!take_digits(text, &at, number, false))
        return false;
    if (at < text.len && text.data[at] == '.' && (++at, !take_digits(text, &at, number, true)))
        return false;
    if (at < text.len && (text.data[at] | 0x20) == 'e') {
        char *end, power[8] = "";
        memcpy(power, text.data + at + 1, text.len - at - 1 < 7 ? text.len - at - 1 : 7);
        number->point += (int)strtol(power, &end, 10);
        if (*end != '\0' || end == power || text.len - at - 1 > 6)
            return false;
        at = text.len;
    }
    while (number->count > 0 && number->digits[number->count - 1] == 0)
        number->count--;
    return at == text.len && number->point > -SJ_SHEET_DIGITS_MAX &&
           number->point < SJ_SHEET_DIGITS_MAX;
}

void sj_sheet_number_round(struct sj_sheet_number *number, int places)
{
    int keep = number->point + places;
    if (keep >= number->count)
        return;
    bool up = keep >= 0 && number->digits[keep] >= 5;
    number->count = keep > 0 ? keep : 0;
    if (up) {
        int i = number->count - 1;
        for (; i >= 0 && number->digits[i] == 9; i--)
            number->digits[i] = 0;
        if (i >= 0) {
            number->digits[i]++;
        } else { /* 9.99 → 10.0; 0.7 → 1 */
            number->digits[0] = 1;
            number->count = number->count > 0 ? number->count : 1;
            number->point = number->point > -places ? number->point + 1 : 1 - places;
        }
    }
    while (number->count > 0 && number->digits[number->count - 1] == 0)
        number->count--;
}

char sj_sheet_digit(const struct sj_sheet_number *number, int place)
{
    static const char digits[] = "0123456789";
    size_t digit = place < 0 || place >= number->count ? 0 : number->digits[place];
    return digits[digit % 10];
}

void sj_sheet_number_write(const struct sj_sheet_number *number,
                           const struct sj_sheet_number_form *form, struct sj_buffer *out)
{
    int integers = number->count > 0 && number->point > 0 ? number->point : 0;
    int places = number->count - number->point;
    if (number->count == 0 || places < form->places_min)
        places = form->places_min;
    if (integers < form->integers)
        integers = form->integers;
    if (number->negative && number->count > 0)
        sj_buffer_add_char(out, '-');
    for (int left = integers; left > 0; left--) {
        sj_buffer_add_char(out, sj_sheet_digit(number, number->point - left));
        if (form->grouped && left > 1 && left % 3 == 1)
            sj_buffer_add_char(out, ',');
    }
    if (places > 0)
        sj_buffer_add_char(out, '.');
    for (int i = 0; i < places; i++)
        sj_buffer_add_char(out, sj_sheet_digit(number, number->point + i));
}

void sj_sheet_number_general(struct sj_sheet_number number, struct sj_buffer *out)
{
    static const struct sj_sheet_number_form plain = {.integers = 1};
    int integers = number.point > 1 ? number.point : 1;
    sj_sheet_number_round(&number, integers < GENERAL_WIDTH ? GENERAL_WIDTH - integers : 0);
    sj_sheet_number_write(&number, &plain, out);
}
