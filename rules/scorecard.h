/* The one place that judges a scorecard's form: of the client's YAML, of a question, of the
 * operator's signed message. What passes here the answers take as it is. Pure. */
#ifndef SHANGJI_RULES_SCORECARD_H
#define SHANGJI_RULES_SCORECARD_H

#include "base/decimal.h"

#include <scorecard.pb-c.h>

enum {
    SJ_SCORECARD_DIMENSIONS_MAX = 12,
    SJ_SCORECARD_ITEMS_MAX = 100, /* of all dimensions */
    SJ_SCORECARD_ADJUSTMENTS_MAX = 1000,
    SJ_SCORECARD_VETOES_MAX = 1000,
    SJ_SCORECARD_TOWNSHIPS_MAX = 5000,
    SJ_SCORECARD_CODE_MAX = 32, /* this and what follows: bytes */
    SJ_SCORECARD_VERSION_MAX = 24,
    SJ_SCORECARD_TEXT_MAX = 300
};

/* SJ_INVALID (reason "SCORECARD") names the place in error->field: "points",
 * "dimensions[1].weight", "items[7].target" (counted through all dimensions),
 * "adjustments[0].document". */
enum sj_status sj_scorecard_check(const Shangji__V1__Scorecard *card,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* A decimal of the card in units of 1/10,000; false where it is none, or has more places. */
bool sj_scorecard_fixed(const char *text, int64_t *fixed) SJ_WARN_UNUSED;
/* The dimension's weight in the same units: its own, or its items' together. */
int64_t sj_scorecard_weight(const Shangji__V1__ScorecardDimension *dimension);
size_t sj_scorecard_item_count(const Shangji__V1__Scorecard *card);

#endif
