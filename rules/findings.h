/* What a judgement found: every fault, not only the first, each with its place. */
#ifndef SHANGJI_RULES_FINDINGS_H
#define SHANGJI_RULES_FINDINGS_H

#include "base/arena.h"

enum { SJ_FINDINGS_MAX = 100 };

struct sj_finding {
    const char *reason;  /* upper snake case */
    const char *field;   /* "figures[3].surface" */
    const char *message; /* translated, one line */
    enum sj_status status;
};

struct sj_findings {
    struct sj_arena *arena;
    struct sj_finding items[SJ_FINDINGS_MAX];
    size_t count;
    size_t dropped; /* beyond SJ_FINDINGS_MAX */
};

void sj_findings_init(struct sj_findings *findings, struct sj_arena *arena);
/* `reason` is a literal; `field` is copied; the message is printf-like. */
void sj_findings_add(struct sj_findings *findings, enum sj_status status, const char *reason,
                     const char *field, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* SJ_OK without findings, else the first one as an error (its status is returned). */
enum sj_status sj_findings_result(const struct sj_findings *findings,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
