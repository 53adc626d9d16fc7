/* Which required indicators a report says nothing about. */
#ifndef SHANGJI_CLIENT_DRAFT_REQUIRED_H
#define SHANGJI_CLIENT_DRAFT_REQUIRED_H

#include "base/options.h"
#include "client/report_build.h"
#include "rules/fact.h"

#include <ledger.pb-c.h>

struct sj_missing {
    const struct sj_indicator **items; /* in the arena, in the catalogue's order */
    size_t count;
};

/* `facts` as the judge made them of `report`. `codes`: lists of codes with commas between them;
 * where there is none, what the city's period requires (by `roll`, which may be NULL), else the
 * catalogue. What counts as told is answers/coverage.h's to say. SJ_NOT_FOUND for a code that the
 * catalogue does not have. */
enum sj_status sj_draft_missing(const Shangji__V1__Report *report, const struct sj_facts *facts,
                                const struct sj_catalogue *catalogue,
                                const struct sj_option_list *codes,
                                const Shangji__V1__GetRollReply *roll, struct sj_arena *arena,
                                struct sj_missing *missing, struct sj_error *error) SJ_WARN_UNUSED;

#endif
