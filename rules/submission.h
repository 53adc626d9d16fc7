/* What an envelope's payload is: decoded, and judged as far as its form goes. */
#ifndef SHANGJI_RULES_SUBMISSION_H
#define SHANGJI_RULES_SUBMISSION_H

#include "rules/catalogue.h"
#include "rules/entry.h"

#include <report.pb-c.h>
#include <roll.pb-c.h>

/* Lives in the arena given. */
struct sj_submission {
    const Shangji__V1__Report *report; /* one of the two is set */
    const Shangji__V1__Act *act;
    struct sj_catalogue *catalogue; /* of an act that publishes one: judged and made ready */
};

enum sj_status sj_submission_decode(struct sj_bytes payload_type, struct sj_bytes payload,
                                    struct sj_arena *arena, struct sj_submission *submission,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* Type and subject of its entry; the submission was decoded without error. */
void sj_submission_subject(const struct sj_submission *submission, struct sj_entry *entry);

/* Nine digits. */
bool sj_township_code_valid(struct sj_bytes code) SJ_WARN_UNUSED;
/* 1 to 15 of a-z and '-'. */
bool sj_report_kind_valid(struct sj_bytes kind) SJ_WARN_UNUSED;

#endif
