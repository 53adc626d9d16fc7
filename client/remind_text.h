/* What a township is reminded of, in words that can be pasted: 催报. Pure. */
#ifndef SHANGJI_CLIENT_REMIND_TEXT_H
#define SHANGJI_CLIENT_REMIND_TEXT_H

#include "base/bytes.h"

#include <query.pb-c.h>
#include <roll.pb-c.h>

struct sj_reminder {
    const char *name; /* of the township */
    const char *period, *kind, *deadline;
    int64_t days_left; /* until the deadline's day, 0 on it, negative behind it */
    const Shangji__V1__CoverageRow *row;
    const Shangji__V1__CoverageAnswer *coverage; /* for the indicators' names */
    /* Of a report that was sent back; else NULL. */
    const Shangji__V1__ReportReturn *returned;
    const Shangji__V1__Report *report;
};

/* Whether there is anything to remind of. */
bool sj_reminder_due(const Shangji__V1__CoverageRow *row);
/* Appends the text. */
void sj_reminder_print(const struct sj_reminder *reminder, struct sj_buffer *text);
/* Whole days from `now` (Unix seconds) to the day of `deadline` in UTC+8. */
int64_t sj_days_left(const char *deadline, int64_t now);

#endif
