#include "answers/coverage.h"

enum sj_report_status sj_coverage_status(const int64_t *taken_at, int64_t deadline_at)
{
    if (taken_at == NULL)
        return SJ_REPORT_MISSING;
    return *taken_at <= deadline_at ? SJ_REPORT_ON_TIME : SJ_REPORT_LATE;
}

size_t sj_coverage_missing(const struct sj_indicator *const *required, size_t required_count,
                           const struct sj_fact *facts, size_t fact_count, struct sj_period period,
                           bool *missing)
{
    size_t count = 0;
    for (size_t r = 0; r < required_count; r++) {
        missing[r] = true;
        for (size_t f = 0; f < fact_count && missing[r]; f++)
            if (facts[f].indicator == required[r] &&
                sj_period_compare(facts[f].period, period) == 0 &&
                facts[f].scope == SJ_SCOPE_WHOLE &&
                (facts[f].kind == SJ_OUTCOME || facts[f].kind == SJ_FORECAST))
                missing[r] = false;
        count += missing[r];
    }
    return count;
}
