/* The steps that the questions share, for projection/ alone: one indicator of one period asked over
 * all townships, its cells put into the answer, and, when the state is unlocked, what the reports
 * themselves say of those. Answers live in the call's arena; what is needed between lives in the
 * scratch, which whoever fills it clears. */
#ifndef SHANGJI_PROJECTION_ASKING_H
#define SHANGJI_PROJECTION_ASKING_H

#include "answers/standing.h"
#include "projection/questions.h"
#include "projection/rank_parts.h"

struct sj_asked_value;

struct sj_asking {
    const struct sj_source *source;
    const struct sj_stop *stop;
    const struct sj_state *state; /* while it is locked */
    struct sj_arena *arena, scratch;
    struct sj_asked_value *values; /* to be completed from their reports */
};

/* One indicator of one period. Its own memory is the call's; the choices are the scratch's. */
struct sj_asked {
    struct sj_rank_question question;
    Shangji__V1__RankRequest request; /* of the question */
    struct sj_rank_choice *choices;   /* by township */
};

struct sj_ask {
    const char *indicator, *period, *within;
    Shangji__V1__Kind kind; /* UNSPECIFIED: outcome */
    const char *told_in;    /* NULL, or the period whose reports count instead */
};

enum sj_status sj_ask_column(struct sj_asking *asking, const struct sj_ask *ask,
                             struct sj_asked **asked, struct sj_error *error) SJ_WARN_UNUSED;
/* The same without choosing cells: for what the catalogue says. */
enum sj_status sj_ask_indicator(struct sj_asking *asking, const struct sj_ask *ask,
                                struct sj_asked **asked, struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_DEADLINE once the caller no longer waits; also clears the scratch. */
enum sj_status sj_ask_next(struct sj_asking *asking, struct sj_error *error) SJ_WARN_UNUSED;
/* Whether the township reports for the period and lies within what is asked. */
bool sj_asked_counts(const struct sj_asked *asked, uint32_t township);
/* Refuses two periods whose catalogues measure the indicator otherwise. */
enum sj_status sj_asked_same(const struct sj_asked *a, const struct sj_asked *b,
                             struct sj_error *error) SJ_WARN_UNUSED;
Shangji__V1__Kind sj_asked_kind(Shangji__V1__Kind kind); /* UNSPECIFIED is outcome */

/* Numbers of the townships named, in their order; none named: all within that report for the
 * period (NULL: that ever did), in the order of their codes. SJ_NOT_FOUND for an unknown code,
 * SJ_EXHAUSTED above `max` of them. In the call's arena. */
struct sj_asked_townships {
    uint32_t *numbers;
    size_t count;
};
enum sj_status sj_ask_townships(struct sj_asking *asking, char *const *codes, size_t count,
                                const char *within, const struct sj_period *period, size_t max,
                                struct sj_asked_townships *townships,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* All numbers of the roll in the order of their codes; NULL without room. */
uint32_t *sj_ask_roll(struct sj_asking *asking);
/* The catalogue that reports of the period are judged by (NULL: the newest). */
enum sj_status sj_ask_catalogue(const struct sj_asking *asking, const struct sj_period *period,
                                const struct sj_catalogue **catalogue,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* The codes named, or those of all indicators of the catalogue. */
enum sj_status sj_ask_indicators(struct sj_asking *asking, char *const *codes, size_t count,
                                 const struct sj_period *period, const char *const **asked_for,
                                 size_t *asked_count, struct sj_error *error) SJ_WARN_UNUSED;

/* The ranking of a column's cells: of the townships given, or of all within (NULL). */
struct sj_standing {
    struct sj_rank_row *rows; /* in the scratch */
    uint32_t *worse;          /* strictly, by row */
    size_t count;
    bool neutral; /* and so without ranks; rows are none */
};
enum sj_status sj_asked_standing(struct sj_asking *asking, const struct sj_asked *asked,
                                 const struct sj_asked_townships *among,
                                 struct sj_standing *standing,
                                 struct sj_error *error) SJ_WARN_UNUSED;

/* Parts of answers; false without room. */
bool sj_put_head(struct sj_arena *arena, const struct sj_indicator *indicator,
                 Shangji__V1__IndicatorHead **head) SJ_WARN_UNUSED;
bool sj_put_township(struct sj_asking *asking, uint32_t number, char **code,
                     char **name) SJ_WARN_UNUSED;
bool sj_put_township_head(struct sj_asking *asking, uint32_t number,
                          Shangji__V1__TownshipHead **head) SJ_WARN_UNUSED;
bool sj_put_value(struct sj_asking *asking, const struct sj_asked *asked,
                  const struct sj_cell *cell, Shangji__V1__AnswerValue **value) SJ_WARN_UNUSED;
/* The township's value of the column, or why there is none. */
bool sj_put_cell(struct sj_asking *asking, const struct sj_asked *asked, uint32_t township,
                 Shangji__V1__AnswerCell **cell) SJ_WARN_UNUSED;
bool sj_put_place(struct sj_asking *asking, const struct sj_standing *standing, uint32_t township,
                  Shangji__V1__Place **place) SJ_WARN_UNUSED;
/* `told` may be NULL, or the column of the changes that were told for the later period. */
bool sj_put_change(struct sj_asking *asking, const struct sj_asked *asked,
                   const struct sj_amount *earlier, const struct sj_amount *later,
                   const struct sj_asked *told, uint32_t township,
                   Shangji__V1__Change **change) SJ_WARN_UNUSED;

/* One a question. */
typedef enum sj_status sj_question_make(struct sj_asking *asking, const ProtobufCMessage *request,
                                        ProtobufCMessage *answer, struct sj_error *error);
sj_question_make sj_make_compare, sj_make_trend, sj_make_profile, sj_make_movers, sj_make_totals,
    sj_make_outliers, sj_make_pledges, sj_make_indicators, sj_make_townships;

#endif
