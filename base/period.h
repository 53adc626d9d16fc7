/* Periods as in SDMX and ISO 8601: 2021, 2021-S1, 2021-Q3, 2021-06; dates; times.
 * Deadlines are days in UTC+8, inclusive. No clock is read here. */
#ifndef SHANGJI_BASE_PERIOD_H
#define SHANGJI_BASE_PERIOD_H

#include "base/bytes.h"

enum sj_period_kind { SJ_PERIOD_YEAR, SJ_PERIOD_HALF, SJ_PERIOD_QUARTER, SJ_PERIOD_MONTH };
enum { SJ_PERIOD_TEXT = 16, SJ_TIME_TEXT = 24, SJ_YEAR_MIN = 1900, SJ_YEAR_MAX = 2199 };

struct sj_period {
    uint16_t year;
    enum sj_period_kind kind;
    uint8_t part; /* 1-based within the year; 0 for a year */
};

bool sj_period_parse(struct sj_bytes text, struct sj_period *period) SJ_WARN_UNUSED;
const char *sj_period_format(struct sj_period period, char buffer[static SJ_PERIOD_TEXT]);
int sj_period_compare(struct sj_period a, struct sj_period b); /* by first day, longer first */
/* The same period a year before: 2021-Q3 → 2020-Q3. */
struct sj_period sj_period_year_before(struct sj_period period);

/* "2022-01-31", a real day of the calendar. */
bool sj_date_valid(struct sj_bytes text) SJ_WARN_UNUSED;
/* The last second of that day in UTC+8, as Unix seconds. */
bool sj_date_deadline(struct sj_bytes date, int64_t *unix_seconds) SJ_WARN_UNUSED;
/* "2022-01-05T08:00:00Z" from Unix seconds and back; years 1970 to 2199. */
const char *sj_time_format(int64_t unix_seconds, char buffer[static SJ_TIME_TEXT]);
bool sj_time_parse(struct sj_bytes text, int64_t *unix_seconds) SJ_WARN_UNUSED;

#endif
