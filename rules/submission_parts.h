/* The form of what a submission tells, for rules/submission*.c alone. */
#ifndef SHANGJI_RULES_SUBMISSION_PARTS_H
#define SHANGJI_RULES_SUBMISSION_PARTS_H

#include "rules/submission.h"

/* The parts of a subject (NULL: not told): they stand in a ledger line, so their form is checked
 * before all. */
enum sj_status sj_subject_check(const char *township, const char *period, const char *kind,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* A catalogue is made ready on the way. */
enum sj_status sj_act_check(struct sj_submission *submission, struct sj_arena *arena,
                            struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_reference_check(const Shangji__V1__ReferenceTable *table,
                                  struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_grouping_check(const Shangji__V1__Grouping *grouping,
                                 struct sj_error *error) SJ_WARN_UNUSED;
void sj_act_subject(const Shangji__V1__Act *act, struct sj_entry *entry);

#endif
