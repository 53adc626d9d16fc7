#include "answers/pledges.h"

/* One end, on the scale where more is better. */
struct end {
    sj_wide at;
    bool there, open;
};

static struct end worse_end(const struct sj_cell *cell, bool mirrored)
{
    if (mirrored)
        return (struct end){-(sj_wide)cell->hi, cell->has_hi, cell->hi_open};
    return (struct end){cell->lo, cell->has_lo, cell->lo_open};
}

static struct end better_end(const struct sj_cell *cell, bool mirrored)
{
    if (mirrored)
        return (struct end){-(sj_wide)cell->lo, cell->has_lo, cell->lo_open};
    return (struct end){cell->hi, cell->has_hi, cell->hi_open};
}

enum sj_verdict sj_pledge_judge(const struct sj_cell *plan, const struct sj_cell *outcome,
                                bool less_is_better)
{
    struct end bar = worse_end(plan, less_is_better);
    struct end least = worse_end(outcome, less_is_better);
    struct end most = better_end(outcome, less_is_better);
    if (!bar.there)
        return SJ_VERDICT_UNDECIDABLE;
    /* At the bar itself an open bar is not kept, and an open end of the outcome is not there. */
    if (least.there && (least.at > bar.at || (least.at == bar.at && (least.open || !bar.open))))
        return SJ_VERDICT_MET;
    if (most.there && (most.at < bar.at || (most.at == bar.at && (most.open || bar.open))))
        return SJ_VERDICT_MISSED;
    return SJ_VERDICT_UNDECIDABLE;
}
