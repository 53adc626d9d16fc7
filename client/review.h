/* Going through a draft row by row: what waits for a decision, and what the clerk decides. A state
 * machine without any input or output: keys and typed texts go in, the draft in memory and what is
 * to be said come out. Every decision is judged at once, by the same rules as `check`; what they
 * refuse leaves the draft as it was. Everything that stays lives in the home's arena. */
#ifndef SHANGJI_CLIENT_REVIEW_H
#define SHANGJI_CLIENT_REVIEW_H

#include "client/draft_open.h"

enum sj_review_state {
    SJ_REVIEW_ITEM,      /* waits for a key */
    SJ_REVIEW_VALUE,     /* for the right quantity */
    SJ_REVIEW_REASON,    /* for a reason */
    SJ_REVIEW_INDICATOR, /* for an indicator's name or code; "-" for none */
    SJ_REVIEW_QUIT,      /* for y (keep what was decided), n (throw it away), else back */
    SJ_REVIEW_DONE
};

/* How a row of the draft stands now. */
struct sj_review_row {
    const char *why;        /* what is wrong and what to do; NULL: nothing */
    const char *reason;     /* its code */
    enum sj_status status;  /* SJ_UNRESOLVED waits for a decision, SJ_INVALID is a fault */
    sj_anomalies anomalies; /* of its words, with the indicator chosen */
    bool offered;           /* an indicator is offered, and none is taken */
};

struct sj_review_undo; /* its inside */

struct sj_review {
    struct sj_home *home;
    struct sj_draft_opened *opened;
    struct sj_report_build build; /* of the trial reports */
    bool has_period;
    struct sj_home scratch;     /* what one judgement makes, thrown away with the next */
    struct sj_review_row *rows; /* by the draft's rows, in the scratch arena */
    size_t *items;              /* numbers of the rows to go through, rising */
    size_t item_count, at;      /* at == item_count: behind the last */
    enum sj_review_state state;
    enum sj_decision pending; /* that a reason is asked for */
    const char *value;        /* typed before the reason */
    struct sj_review_undo *undo;
    bool changed, keep; /* since it was opened; whether it is to be written */
    char message[640];  /* what to say next, "" for nothing */
};

/* Starts at the first row that waits. `period` may be NULL where the text tells none: values are
 * then judged row by row, and not as a report. Clear it also after a failure. */
enum sj_status sj_review_begin(struct sj_review *review, struct sj_home *home,
                               struct sj_draft_opened *opened, const struct sj_period *period,
                               struct sj_error *error) SJ_WARN_UNUSED;
void sj_review_clear(struct sj_review *review);
/* In SJ_REVIEW_ITEM: Enter or blank next, a c t d i decisions, b back, u undo, s save, q quit. In
 * SJ_REVIEW_QUIT: y n. The statuses are for lack of memory alone. */
enum sj_status sj_review_key(struct sj_review *review, char key,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* In the states that wait for text. An empty one goes back to the row. */
enum sj_status sj_review_text(struct sj_review *review, const char *text,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* The row of the draft that it is about, NULL behind the last; and how it stands. */
struct sj_draft_row *sj_review_row(const struct sj_review *review);
const struct sj_review_row *sj_review_standing(const struct sj_review *review);
/* Rows that still wait for a decision. */
size_t sj_review_open(const struct sj_review *review);

/* ---- its inside ---- */

/* Judges the draft as it stands into `rows`. */
enum sj_status sj_review_judge(struct sj_review *review, struct sj_error *error) SJ_WARN_UNUSED;
bool sj_review_waits(const struct sj_review_row *row);

#endif
