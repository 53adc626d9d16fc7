/* The steps of a trend, for trend*.c alone. */
#ifndef SHANGJI_PROJECTION_TREND_PARTS_H
#define SHANGJI_PROJECTION_TREND_PARTS_H

#include "projection/asking.h"

#include <questions.pb-c.h>

/* One period. */
struct sj_trend_column {
    char *text;
    struct sj_asked *asked, *told; /* told: changes */
    const struct sj_cell **restated;
    size_t restated_count;
};

struct sj_trend {
    struct sj_asking *asking;
    const Shangji__V1__TrendRequest *request;
    struct sj_trend_column *columns;
    size_t count;
};

/* One township over all periods; false without room. */
bool sj_trend_row(struct sj_trend *trend, uint32_t township,
                  Shangji__V1__TrendRow **row) SJ_WARN_UNUSED;

#endif
