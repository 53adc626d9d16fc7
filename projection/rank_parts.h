/* The steps of a ranking, for rank*.c alone: the question made out, one cell a township chosen,
 * the page cut, the words fetched. */
#ifndef SHANGJI_PROJECTION_RANK_PARTS_H
#define SHANGJI_PROJECTION_RANK_PARTS_H

#include "projection/answer.h"
#include "projection/reply.h"

struct sj_rank_question {
    const Shangji__V1__RankRequest *request;
    struct sj_period period;
    const struct sj_city *city; /* while the ledger is locked */
    const struct sj_columns *columns;
    uint64_t size;
    const struct sj_indicator *indicator; /* as long as the ledger */
    struct sj_comparable with;
    enum sj_better direction;
};

/* One township in or out of the ranking. */
struct sj_rank_choice {
    const struct sj_cell *cell;   /* the one that is ranked, or NULL */
    const struct sj_cell *spoken; /* else some cell that cannot be, or NULL */
    bool reported;                /* it has a report for the period */
    bool returned;                /* which was sent back */
};

/* A row on its way to the page. */
struct sj_rank_line {
    struct sj_cell cell;
    Shangji__V1__RankRow *row;
};

/* Makes the question out; the state is locked. */
enum sj_status sj_rank_ask(const struct sj_state *state, const Shangji__V1__RankRequest *request,
                           struct sj_rank_question *question,
                           struct sj_error *error) SJ_WARN_UNUSED;
/* A cell as answers show it, but for what stands in its report; false without room. */
bool sj_rank_value(const struct sj_cell *cell, struct sj_arena *arena,
                   Shangji__V1__AnswerValue *value) SJ_WARN_UNUSED;
/* By township number; NULL without room. */
struct sj_rank_choice *sj_rank_choose(const struct sj_rank_question *question,
                                      struct sj_arena *arena);
bool sj_rank_within(const struct sj_rank_question *question, uint32_t township);
/* Why a township has no cell that is ranked; false without room. */
bool sj_rank_explain(const struct sj_rank_question *question, uint32_t township,
                     const struct sj_rank_choice *choice, struct sj_arena *arena,
                     Shangji__V1__RankAbsence *absence) SJ_WARN_UNUSED;
/* Those that are not ranked, with the reason. */
enum sj_status sj_rank_absences(const struct sj_rank_question *question,
                                const struct sj_rank_choice *choices, struct sj_arena *arena,
                                Shangji__V1__RankAnswer *answer,
                                struct sj_error *error) SJ_WARN_UNUSED;

/* Where the page begins: 0, or what the token says. SJ_ABORTED for a token of another state of
 * the ledger, SJ_INVALID for one that is none or of another question. */
enum sj_status sj_page_start(const struct sj_rank_question *question, struct sj_arena *arena,
                             uint32_t *start, struct sj_error *error) SJ_WARN_UNUSED;
/* The token of the page that begins at `start`; NULL without room. */
char *sj_page_token(const struct sj_rank_question *question, struct sj_arena *arena,
                    uint32_t start);

/* Revision, reason and, where asked for, words of the page's rows. Not under the lock. */
enum sj_status sj_rank_words(const struct sj_source *source,
                             const struct sj_rank_question *question,
                             const struct sj_rank_line *lines, size_t count,
                             const struct sj_stop *stop, struct sj_arena *arena,
                             struct sj_error *error) SJ_WARN_UNUSED;

#endif
