/* What the Query service answers: projection/answer.h over the ledger and its store. Everything is
 * made in the arena; the reply was initialised. On failure it is not to be used. */
#ifndef SHANGJI_SERVER_SERVICES_QUERY_REPLIES_H
#define SHANGJI_SERVER_SERVICES_QUERY_REPLIES_H

#include "projection/answer.h"
#include "projection/questions.h"
#include "server/services/services.h"

enum sj_status sj_rank_reply(struct sj_ledger *ledger, const Shangji__V1__RankRequest *request,
                             const struct sj_stop *stop, struct sj_arena *arena,
                             Shangji__V1__RankAnswer *answer,
                             struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_coverage_reply(struct sj_ledger *ledger,
                                 const Shangji__V1__CoverageRequest *request,
                                 const struct sj_stop *stop, struct sj_arena *arena,
                                 Shangji__V1__CoverageAnswer *answer,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* A question of projection/questions.h, by its path. With ledger_size_at the ledger is replayed up
 * to there: failures as sj_past_replay. */
enum sj_status sj_question_reply(struct sj_ledger *ledger, const char *path,
                                 const ProtobufCMessage *request, const struct sj_stop *stop,
                                 struct sj_arena *arena, ProtobufCMessage *answer,
                                 struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_score_reply(struct sj_ledger *ledger, const Shangji__V1__ScoreRequest *request,
                              const struct sj_stop *stop, struct sj_arena *arena,
                              Shangji__V1__ScoreAnswer *answer,
                              struct sj_error *error) SJ_WARN_UNUSED;

#endif
