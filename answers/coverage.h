/* Who has reported, and when, against a period's deadline. Pure. */
#ifndef SHANGJI_ANSWERS_COVERAGE_H
#define SHANGJI_ANSWERS_COVERAGE_H

#include "rules/fact.h"

/* Numbered as ReportStatus in query.proto. */
enum sj_report_status {
    SJ_REPORT_ON_TIME = 1,
    SJ_REPORT_LATE,
    SJ_REPORT_MISSING,
    SJ_REPORT_RETURNED /* sent back, no newer revision yet */
};

/* The first revision's time decides; the deadline's last second is still on time. `taken_at`
 * NULL: no report. */
enum sj_report_status sj_coverage_status(const int64_t *taken_at, int64_t deadline_at);

/* Sets missing[i] where required[i] has no word among the facts: neither a value nor told zero,
 * not applicable or not counted, as an outcome or forecast of the whole township for the period.
 * Returns how many. */
size_t sj_coverage_missing(const struct sj_indicator *const *required, size_t required_count,
                           const struct sj_fact *facts, size_t fact_count, struct sj_period period,
                           bool *missing);

#endif
