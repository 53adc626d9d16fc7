/* What was planned held against what came of it. Pure.
 *
 * A plan's words allow a set of values, its interval. An outcome in that set, or beyond it on the
 * better side, keeps the pledge: 力争2000余亩 and 不低于2000亩 are kept by 2000 where more is
 * better, 控制在500起以内 by 500 where less is. So the end on the worse side decides alone. */
#ifndef SHANGJI_ANSWERS_PLEDGES_H
#define SHANGJI_ANSWERS_PLEDGES_H

#include "answers/amount.h"

/* Numbered as Verdict in questions.proto. */
enum sj_verdict {
    SJ_VERDICT_MET = 1,
    SJ_VERDICT_MISSED,
    SJ_VERDICT_UNDECIDABLE,
    SJ_VERDICT_SILENT
};

/* SJ_VERDICT_MET if every value that the outcome can have keeps it, SJ_VERDICT_MISSED if none does.
 * A plan without an end on the worse side promises nothing that could be missed: undecidable. */
enum sj_verdict sj_pledge_judge(const struct sj_cell *plan, const struct sj_cell *outcome,
                                bool less_is_better);

#endif
