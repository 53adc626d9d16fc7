/* The inside of judging a report, for rules/report*.c alone. */
#ifndef SHANGJI_RULES_REPORT_JUDGE_H
#define SHANGJI_RULES_REPORT_JUDGE_H

#include "rules/anomaly.h"
#include "rules/report.h"

struct judgement {
    const Shangji__V1__Report *report;
    const struct sj_bytes *text; /* NULL: withheld */
    uint32_t text_size;
    const struct sj_catalogue *catalogue;
    struct sj_arena *arena;
    struct sj_findings *findings;
    const Shangji__V1__Fact **fact_of; /* by figure: the fact it makes, or NULL */
};

/* Span in order and inside the text, on characters, its words the same. One finding at most. */
bool sj_judge_words(struct judgement *judgement, const Shangji__V1__Span *span, const char *words,
                    const char *field);
/* Whether `section` is the report's last and called 补充说明. */
bool sj_judge_in_supplement(const struct judgement *judgement, int32_t section);
void sj_judge_figures(struct judgement *judgement);
enum sj_status sj_judge_facts(struct judgement *judgement, struct sj_facts *facts,
                              struct sj_error *error) SJ_WARN_UNUSED;

#endif
