/* The steps of a ranking, for rank*.c alone: the question made out, one cell a township chosen,
 * the page cut, the words fetched. */
#ifndef SHANGJI_PROJECTION_RANK_PARTS_H
#define SHANGJI_PROJECTION_RANK_PARTS_H

#include "answers/standing.h"
#include "projection/answer.h"
#include "projection/reply.h"
#include "rules/city_reference.h"

struct sj_rank_question {
    const Shangji__V1__RankRequest *request;
    struct sj_period period;
    const struct sj_city *city; /* while the ledger is locked */
    const struct sj_columns *columns;
    uint64_t size;
    const struct sj_indicator *indicator; /* as long as the ledger */
    struct sj_comparable with;
    enum sj_better direction;
    /* What is divided by (rank_ratio.c): at most one of the two. */
    const struct sj_indicator *per;
    const struct sj_city_reference *reference; /* while the ledger is locked */
    const struct sj_city_grouping *grouping;   /* NULL: all townships in one ranking */
    uint32_t only_group;                       /* SJ_NO_GROUP: all its groups */
    const struct sj_rank_choice *choices;      /* by township number, once chosen */
    const struct sj_period *told_in; /* only what reports of that period say; NULL: see choose */
};

/* One township in or out of the ranking. */
struct sj_rank_choice {
    const struct sj_cell *cell;   /* the one that is ranked, or NULL */
    const struct sj_cell *spoken; /* else some cell that cannot be, or NULL */
    bool reported;                /* it has a report for the period */
    bool returned;                /* which was sent back */
    const struct sj_cell *per;    /* what it is divided by, or NULL */
    /* Why it has no rank though it has a figure, or is not asked for one: 0 or ABSENCE_NO_GROUP,
     * NO_DENOMINATOR (of a report's: and why that), ZERO_DENOMINATOR. */
    Shangji__V1__Absence out, out_per;
};

/* The rows of the whole answer in their order. */
struct sj_rank_list {
    const struct sj_rank_row **rows;
    uint32_t count;
    const struct sj_rank_row *ranked; /* all ranked ones, where there is one ranking of values */
};

/* A value on its way to the page, with the indicator that it is of: a row's own, or what that is
 * divided by. */
struct sj_rank_line {
    struct sj_cell cell;
    Shangji__V1__AnswerValue *value;
    const struct sj_indicator *indicator;
};

/* What a row tells besides its rank. */
struct sj_rank_more {
    uint32_t *worse; /* by ranked row */
    uint32_t ranked;
    struct sj_whole whole;
    /* With the change: the year before, and what was told; NULL without, or where the two years
     * do not compare. */
    const struct sj_rank_choice *before, *told;
};
enum sj_status sj_rank_more(const struct sj_rank_question *question,
                            const struct sj_rank_row *ranked, uint32_t count,
                            struct sj_arena *arena, struct sj_rank_more *more,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* Of ranked row `number`. *told is a line to complete, without a value if there is none. */
bool sj_rank_put_more(const struct sj_rank_question *question, const struct sj_rank_more *more,
                      const struct sj_rank_row *ranked, uint32_t number, struct sj_arena *arena,
                      Shangji__V1__RankRow *row, struct sj_rank_line *told) SJ_WARN_UNUSED;
/* A computed amount; and a change, but for what was told of it. False without room. */
bool sj_put_amount(struct sj_arena *arena, const struct sj_amount *amount, char **value,
                   Shangji__V1__Interval **interval) SJ_WARN_UNUSED;
bool sj_put_computed(struct sj_arena *arena, const struct sj_indicator *indicator,
                     const struct sj_amount *earlier, const struct sj_amount *later,
                     Shangji__V1__Change **change) SJ_WARN_UNUSED;

/* Makes the question out; the state is locked. */
enum sj_status sj_rank_ask(const struct sj_state *state, const Shangji__V1__RankRequest *request,
                           struct sj_rank_question *question,
                           struct sj_error *error) SJ_WARN_UNUSED;
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

/* One choice a township, by its number, with cells in the arena. Only reports of the question's
 * period count, or of `told_in`; without that, plans of any report. SJ_EXHAUSTED without room; else
 * what kept a period's facts from being read. */
enum sj_status sj_rank_choose(const struct sj_rank_question *question, struct sj_arena *arena,
                              struct sj_rank_choice **choices,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* What other periods' reports say of the question's period, by township and report, in the arena:
 * restatements, which sj_rank_choose leaves out. Fails as that does. */
enum sj_status sj_rank_restated(const struct sj_rank_question *question, struct sj_arena *arena,
                                const struct sj_cell ***cells, size_t *count,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Why a township without a figure has none; `detail` may be NULL. */
bool sj_rank_explain(const struct sj_rank_question *question, uint32_t township,
                     const struct sj_rank_choice *choice, struct sj_arena *arena,
                     Shangji__V1__Absence *why, char **detail) SJ_WARN_UNUSED;
/* The indicator of a code as the period's catalogue knows it, else the newest; SJ_NOT_FOUND. */
enum sj_status sj_rank_find_indicator(const struct sj_rank_question *question, const char *code,
                                      const struct sj_indicator **indicator,
                                      struct sj_error *error) SJ_WARN_UNUSED;
/* A cell as answers show it, without what sj_rank_words adds; false without room. */
bool sj_rank_put_value(struct sj_arena *arena, const struct sj_cell *cell,
                       Shangji__V1__AnswerValue *value) SJ_WARN_UNUSED;
/* One township's, with room for its cells. */
struct sj_rank_one {
    struct sj_rank_choice choice;
    struct sj_cell cell, spoken;
};
enum sj_status sj_rank_choose_one(const struct sj_rank_question *question,
                                  const struct sj_own_reports *own, uint32_t township,
                                  struct sj_rank_one *one, struct sj_error *error) SJ_WARN_UNUSED;

/* The whole plain ranking (no group, no per, no told_in), kept from the last time it was asked for
 * if nothing has changed since. Release it with sj_columns_ranking_release. */
enum sj_status sj_rank_order(const struct sj_rank_question *question,
                             const struct sj_own_reports *own, struct sj_arena *arena,
                             struct sj_ranking **ranking, struct sj_error *error) SJ_WARN_UNUSED;

bool sj_rank_within(const struct sj_rank_question *question, uint32_t township);
/* Those that are not ranked, with the reason. */
enum sj_status sj_rank_absences(const struct sj_rank_question *question,
                                const struct sj_rank_choice *choices, struct sj_arena *arena,
                                Shangji__V1__RankAnswer *answer,
                                struct sj_error *error) SJ_WARN_UNUSED;

/* Per what (rank_ratio.c): made out, told in the heading, chosen for each township that has a
 * figure (who has none loses its cell), put beside a row. */
enum sj_status sj_rank_ask_per(struct sj_rank_question *question,
                               struct sj_error *error) SJ_WARN_UNUSED;
bool sj_rank_put_per(const struct sj_rank_question *question, struct sj_arena *arena,
                     Shangji__V1__RankAnswer *answer);
enum sj_status sj_rank_divide(const struct sj_rank_question *question,
                              struct sj_rank_choice *choices, struct sj_arena *arena,
                              struct sj_error *error) SJ_WARN_UNUSED;
bool sj_rank_put_ratio(const struct sj_rank_question *question, const struct sj_cell *cell,
                       struct sj_arena *arena, Shangji__V1__RankRow *row);

/* Which groups (rank_group.c): made out; who is in none loses its cell; the ranking of each, cut to
 * what is wanted of it, one behind the other; put beside a row. */
enum sj_status sj_rank_ask_group(struct sj_rank_question *question,
                                 struct sj_error *error) SJ_WARN_UNUSED;
bool sj_rank_in_group(const struct sj_rank_question *question, uint32_t township);
void sj_rank_sort_out(const struct sj_rank_question *question, struct sj_rank_choice *choices);
enum sj_status sj_rank_line_up(const struct sj_rank_question *question, struct sj_arena *arena,
                               struct sj_rank_list *list, Shangji__V1__RankAnswer *answer,
                               struct sj_error *error) SJ_WARN_UNUSED;
bool sj_rank_put_group(const struct sj_rank_question *question, uint32_t township,
                       struct sj_arena *arena, Shangji__V1__RankRow *row);

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
