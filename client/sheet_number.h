/* A spreadsheet's number as its exact decimal digits, moved and rounded as text: for sheet_format.c
 * alone. */
#ifndef SHANGJI_CLIENT_SHEET_NUMBER_H
#define SHANGJI_CLIENT_SHEET_NUMBER_H

#include "base/bytes.h"

enum { SJ_SHEET_DIGITS_MAX = 80 };

/* 0.DIGITS × 10^point; zero has no digits. */
struct sj_sheet_number {
    uint8_t digits[SJ_SHEET_DIGITS_MAX];
    int count, point;
    bool negative;
};

struct sj_sheet_number_form {
    int places_min; /* digits written behind the point at least */
    int integers;   /* and before it */
    bool grouped;   /* 1,140 */
};

/* "-12.50", "1.14E+03"; false for what is none or has an absurd power. */
bool sj_sheet_number_parse(struct sj_bytes text, struct sj_sheet_number *number) SJ_WARN_UNUSED;
/* To `places` digits behind the point, half away from zero. */
void sj_sheet_number_round(struct sj_sheet_number *number, int places);
/* The digit at that place of `digits`; 0 outside of it. */
char sj_sheet_digit(const struct sj_sheet_number *number, int place);
void sj_sheet_number_write(const struct sj_sheet_number *number,
                           const struct sj_sheet_number_form *form, struct sj_buffer *out);
/* As the format "General" does. */
void sj_sheet_number_general(struct sj_sheet_number number, struct sj_buffer *out);

#endif
