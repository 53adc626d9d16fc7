/* The questions of proto/questions.proto: one table for the server, which answers with it, and for
 * whoever audits or verifies, who recomputes with it. How each is answered: docs/questions.md.
 * Pure but for what the source reads. */
#ifndef SHANGJI_PROJECTION_QUESTIONS_H
#define SHANGJI_PROJECTION_QUESTIONS_H

#include "projection/answer.h"

enum {
    SJ_ASKED_TOWNSHIPS_MAX = 100,
    SJ_ASKED_INDICATORS_MAX = 200,
    SJ_ASKED_PERIODS_MAX = 40,
    SJ_ASKED_ROWS_MAX = 5000
};

struct sj_asking; /* projection/asking.h */

struct sj_question {
    const char *path; /* "/shangji.v1.Query/Totals" */
    const ProtobufCMessageDescriptor *request, *answer;
    /* Under the lock, all but what is read from the reports themselves. */
    enum sj_status (*make)(struct sj_asking *asking, const ProtobufCMessage *request,
                           ProtobufCMessage *answer, struct sj_error *error);
};

extern const struct sj_question sj_questions[];
extern const size_t sj_question_count;
const struct sj_question *sj_question_find(struct sj_bytes path); /* NULL: none */

/* `answer` was initialised and is not to be used on failure; what it holds is in the arena. The
 * state is the source's: ledger_size_at of the request is for the source's owner to heed. */
enum sj_status sj_question_answer(const struct sj_question *question,
                                  const struct sj_source *source, const ProtobufCMessage *request,
                                  const struct sj_stop *stop, struct sj_arena *arena,
                                  ProtobufCMessage *answer, struct sj_error *error) SJ_WARN_UNUSED;
/* The request's ledger_size_at: 0 where it is unset, or the method has none. */
uint64_t sj_question_size_at(const ProtobufCMessage *request);
/* The answer's ledger_size. */
uint64_t sj_question_size(const ProtobufCMessage *answer);

#endif
