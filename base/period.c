#include "base/period.h"

#include <stdio.h>
#include <string.h>

enum { DAY_SECONDS = 24 * 60 * 60, UTC8_SECONDS = 8 * 60 * 60, YEAR_TIME_MIN = 1970 };

/* `count` digits at `at`; -1 if there are not that many. */
static int digits(struct sj_bytes text, size_t at, size_t count)
{
    int number = 0;
    if (at > text.len || count > text.len - at)
        return -1;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        number = number * 10 + (text.data[i] - '0');
    }
    return number;
}

static bool year_valid(int year)
{
    return year >= SJ_YEAR_MIN && year <= SJ_YEAR_MAX;
}

static int months_of(enum sj_period_kind kind)
{
    switch (kind) {
    case SJ_PERIOD_YEAR:
        return 12;
    case SJ_PERIOD_HALF:
        return 6;
    case SJ_PERIOD_QUARTER:
        return 3;
    case SJ_PERIOD_MONTH:
        return 1;
    }
    return 12;
}

/* The part behind "2021-": S1, Q3, 06. */
static int parse_part(struct sj_bytes text, enum sj_period_kind *kind)
{
    *kind = SJ_PERIOD_MONTH;
    if (text.data[5] == 'S')
        *kind = SJ_PERIOD_HALF;
    else if (text.data[5] == 'Q')
        *kind = SJ_PERIOD_QUARTER;
    return *kind == SJ_PERIOD_MONTH ? digits(text, 5, 2) : digits(text, 6, 1);
}

bool sj_period_parse(struct sj_bytes text, struct sj_period *period)
{
    int year = digits(text, 0, 4), part = 0;
    enum sj_period_kind kind = SJ_PERIOD_YEAR;
    if (!year_valid(year))
        return false;
    if (text.len != 4) {
        if (text.len != 7 || text.data[4] != '-')
            return false;
        part = parse_part(text, &kind);
        if (part < 1 || part > 12 / months_of(kind))
            return false;
    }
    *period = (struct sj_period){.year = (uint16_t)year, .kind = kind, .part = (uint8_t)part};
    return true;
}

const char *sj_period_format(struct sj_period period, char buffer[static SJ_PERIOD_TEXT])
{
    switch (period.kind) {
    case SJ_PERIOD_YEAR:
        snprintf(buffer, SJ_PERIOD_TEXT, "%04u", period.year);
        break;
    case SJ_PERIOD_HALF:
        snprintf(buffer, SJ_PERIOD_TEXT, "%04u-S%u", period.year, period.part);
        break;
    case SJ_PERIOD_QUARTER:
        snprintf(buffer, SJ_PERIOD_TEXT, "%04u-Q%u", period.year, period.part);
        break;
    case SJ_PERIOD_MONTH:
        snprintf(buffer, SJ_PERIOD_TEXT, "%04u-%02u", period.year, period.part);
        break;
    }
    return buffer;
}

/* Months since the year 0 at the first day. */
static int first_month(struct sj_period period)
{
    int before = period.part ? period.part - 1 : 0;
    return period.year * 12 + before * months_of(period.kind);
}

int sj_period_compare(struct sj_period a, struct sj_period b)
{
    int order = first_month(a) - first_month(b);
    if (order == 0)
        order = months_of(b.kind) - months_of(a.kind);
    return (order > 0) - (order < 0);
}

struct sj_period sj_period_year_before(struct sj_period period)
{
    period.year--;
    return period;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

struct day {
    int year, month, day;
};

static bool parse_day(struct sj_bytes text, struct day *day)
{
    if (text.len != 10 || text.data[4] != '-' || text.data[7] != '-')
        return false;
    *day = (struct day){digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)};
    return year_valid(day->year) && day->month >= 1 && day->month <= 12 && day->day >= 1 &&
           day->day <= days_in_month(day->year, day->month);
}

/* Days since 1970-01-01. A year that starts in March puts the leap day at its end: after
 * Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". Years here are positive. */
static int64_t days_since_1970(struct day day)
{
    int year = day.month <= 2 ? day.year - 1 : day.year;
    int month = (day.month + 9) % 12;
    int day_of_year = (153 * month + 2) / 5 + day.day - 1;
    int64_t leap_days = year / 4 - year / 100 + year / 400;
    return (int64_t)year * 365 + leap_days + day_of_year - 719468;
}

/* The other way, for days in the years 1970 to 2199. */
static struct day day_of_days(int64_t days)
{
    struct day day = {.year = (int)(1970 + days / 366), .month = 1};
    while (days_since_1970((struct day){day.year + 1, 1, 1}) <= days)
        day.year++;
    int rest = (int)(days - days_since_1970((struct day){day.year, 1, 1}));
    while (rest >= days_in_month(day.year, day.month))
        rest -= days_in_month(day.year, day.month++);
    day.day = rest + 1;
    return day;
}

bool sj_date_valid(struct sj_bytes text)
{
    struct day day;
    return parse_day(text, &day);
}

bool sj_date_deadline(struct sj_bytes date, int64_t *unix_seconds)
{
    struct day day;
    if (!parse_day(date, &day))
        return false;
    *unix_seconds = (days_since_1970(day) + 1) * DAY_SECONDS - 1 - UTC8_SECONDS;
    return true;
}

const char *sj_time_format(int64_t unix_seconds, char buffer[static SJ_TIME_TEXT])
{
    int64_t end = days_since_1970((struct day){SJ_YEAR_MAX + 1, 1, 1}) * DAY_SECONDS;
    buffer[0] = 0;
    if (unix_seconds < 0 || unix_seconds >= end)
        return buffer;
    struct day day = day_of_days(unix_seconds / DAY_SECONDS);
    int second = (int)(unix_seconds % DAY_SECONDS);
    const int numbers[] = {day.year,      day.month,        day.day,
                           second / 3600, second / 60 % 60, second % 60};
    memcpy(buffer, "0000-00-00T00:00:00Z", 21);
    for (size_t i = 0; i < 6; i++) {
        char *last = buffer + 3 * (i + 1);
        for (int rest = numbers[i]; rest > 0; rest /= 10)
            *last-- = (char)('0' + rest % 10);
    }
    return buffer;
}

bool sj_time_parse(struct sj_bytes text, int64_t *unix_seconds)
{
    struct day day;
    if (text.len != 20 || !parse_day(sj_bytes_slice(text, 0, 10), &day) ||
        day.year < YEAR_TIME_MIN || text.data[10] != 'T' || text.data[13] != ':' ||
        text.data[16] != ':' || text.data[19] != 'Z')
        return false;
    int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    int second_of_day = hour * 3600 + minute * 60 + second;
    *unix_seconds = days_since_1970(day) * DAY_SECONDS + second_of_day;
    return true;
}
