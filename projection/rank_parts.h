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

/* The reports of the period itself, by township. What was sent back does not count until it is
 * corrected: `returned` are the entries of all such reports, ascending. */
struct sj_own_reports {
    struct sj_report_list annual;
    uint32_t *other; /* SJ_NO_REPORT = none; NULL: there are annual ones alone */
    uint64_t *returned;
    size_t returned_count;
};
enum sj_status sj_own_reports_find(const struct sj_rank_question *question, struct sj_arena *arena,
                                   struct sj_own_reports *own,
                                   struct sj_error *error) SJ_WARN_UNUSED;
bool sj_own_report_returned(const struct sj_own_reports *own, uint64_t entry);

/* The general way, for any question: one choice a township, by its number, with cells in the arena.
 * SJ_EXHAUSTED without room; else what kept a period's facts from being read. */
enum sj_status sj_rank_choose_all(const struct sj_rank_question *question,
                                  const struct sj_own_reports *own, struct sj_arena *arena,
                                  struct sj_rank_choice **choices,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* The same where the caller does not tell why not: NULL. */
struct sj_rank_choice *sj_rank_choose(const struct sj_rank_question *question,
                                      struct sj_arena *arena);
/* One township's, with room for its cells. */
struct sj_rank_one {
    struct sj_rank_choice choice;
    struct sj_cell cell, spoken;
};
enum sj_status sj_rank_choose_one(const struct sj_rank_question *question,
                                  const struct sj_own_reports *own, uint32_t township,
                                  struct sj_rank_one *one, struct sj_error *error) SJ_WARN_UNUSED;

/* The whole ranking, kept from the last time it was asked for if nothing has changed since. Release
 * it with sj_columns_ranking_release. */
enum sj_status sj_rank_order(const struct sj_rank_question *question,
                             const struct sj_own_reports *own, struct sj_arena *arena,
                             struct sj_ranking **ranking, struct sj_error *error) SJ_WARN_UNUSED;

bool sj_rank_within(const struct sj_rank_question *question, uint32_t township);
/* Those that are not ranked, with the reason. */
enum sj_status sj_rank_absences(const struct sj_rank_question *question,
                                const struct sj_own_reports *own, const struct sj_ranking *ranking,
                                struct sj_arena *arena, Shangji__V1__RankAnswer *answer,
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
