/* What the township itself reported the year before, out of its own sent/ folder: shown beside the
 * figures of this year, and a figure far from it is flagged (docs/figures.md). A help for the clerk
 * and no proof: where nothing can be read there is nothing to compare with. */
#ifndef SHANGJI_CLIENT_LAST_YEAR_H
#define SHANGJI_CLIENT_LAST_YEAR_H

#include "client/draft.h"
#include "client/home.h"

struct sj_last_value {
    const struct sj_indicator *indicator; /* of the catalogue at hand */
    enum sj_basis basis;
    enum sj_scope scope;
    const char *scope_name;
    const char *words;           /* as it was written, or corrected to: "1120余亩" */
    struct sj_interval interval; /* in the indicator's unit */
};

struct sj_last_year {
    struct sj_last_value *values;
    size_t count;
};

/* The newest revision of the annual report of the year before `year`. Everything lives in the
 * home's arena. */
void sj_last_year_load(struct sj_home *home, const char *township, uint16_t year,
                       const struct sj_catalogue *catalogue, struct sj_last_year *last);
/* The values that a report tells of its own year. */
struct sj_last_year sj_last_year_of(const Shangji__V1__Report *report,
                                    const struct sj_catalogue *catalogue, struct sj_arena *arena);
/* Flags what is far from it. */
void sj_last_year_flag(const struct sj_last_year *last, const struct sj_catalogue *catalogue,
                       struct sj_reading *reading);
/* Fills 上年值 of a draft made of the reading. */
void sj_last_year_show(const struct sj_last_year *last, const struct sj_reading *reading,
                       struct sj_draft *draft);
/* More than three times the other or less than a third, whatever the words may mean; values below
 * ten jump by themselves. */
bool sj_is_far(const struct sj_interval *now, const struct sj_interval *then);

#endif
