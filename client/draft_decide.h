/* What the clerk decided: a draft that came back, held against the draft that the document makes
 * now, and its cells turned into choices. Every fault is found, not only the first. All that is
 * made lives in the arena given. */
#ifndef SHANGJI_CLIENT_DRAFT_DECIDE_H
#define SHANGJI_CLIENT_DRAFT_DECIDE_H

#include "client/draft.h"
#include "client/draft_words.h"

/* How a fact is to be understood; the clerk may change all of it. */
struct sj_sense {
    const struct sj_indicator *indicator; /* NULL: none */
    enum sj_kind kind;
    enum sj_mood mood;
    struct sj_draft_basis basis;
    enum sj_scope scope;
    const char *scope_name;
};

/* Of one figure of the text. */
struct sj_choice {
    size_t line;
    enum sj_decision decision;
    struct sj_sense sense;
    const char *corrected, *reason;
    sj_anomalies anomalies; /* of the words, and with the indicator chosen */
};

/* A row of the clerk's own. */
struct sj_addition {
    size_t line;
    struct sj_sense sense;
    enum sj_statement_what what; /* 0: a quantity */
    const char *words;           /* the quantity: "1300亩" */
    bool negative;               /* a decrease */
    const char *reason;
};

struct sj_decisions {
    struct sj_choice *choices; /* one a figure, in the reading's order */
    size_t choice_count;
    struct sj_addition *additions; /* in an order that does not follow the rows' */
    size_t addition_count;
};

/* `fresh` is what sj_draft_make makes of the reading. Faults go to `findings`, at "NAME:ROW"; with
 * any of SJ_INVALID among them the decisions are not to be used. The status is for lack of memory
 * alone. */
enum sj_status sj_draft_decide(const struct sj_draft *draft, const struct sj_draft *fresh,
                               const struct sj_reading *reading,
                               const struct sj_catalogue *catalogue, struct sj_arena *arena,
                               struct sj_findings *findings, struct sj_decisions *decisions,
                               struct sj_error *error) SJ_WARN_UNUSED;

/* ---- its inside ---- */

struct sj_deciding {
    const struct sj_draft *draft, *fresh;
    const struct sj_reading *reading;
    const struct sj_catalogue *catalogue;
    struct sj_arena *arena;
    struct sj_findings *findings;
    struct sj_decisions *decisions;
};

/* Reads the row's cells over what stands in `sense`. `was` is the row as the machine wrote it, NULL
 * for an addition: cells that equal it, and with NULL empty ones, leave `sense` as it is. */
void sj_decide_sense(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                     const struct sj_draft_row *was, struct sj_sense *sense);
void sj_decide_figure(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                      size_t number);
void sj_decide_addition(const struct sj_deciding *deciding, const struct sj_draft_row *row);

#endif
