#include "server/services/query_replies.h"

#include "server/services/query_past.h"

/* A call's own: the view is taken when the first line is read, which is after the state was, so
 * that it holds all that the state speaks of. */
struct reading {
    struct sj_ledger *ledger;
    struct sj_store_view *view;
    struct sj_state state;
    struct sj_replay *past; /* the ledger as it stood is asked, or NULL */
    bool needs_root;
    struct sj_checkpoint checkpoint;
};

static const struct sj_state *lock_state(void *context)
{
    struct reading *reading = context;
    if (reading->past != NULL)
        return sj_replay_state(reading->past);
    const struct sj_ledger_state *state = sj_ledger_lock(reading->ledger);
    reading->state =
        (struct sj_state){.city = state->city, .columns = state->columns, .size = state->size};
    /* The checkpoint is of exactly this state: both change under the same lock. */
    if (reading->needs_root &&
        sj_checkpoint_open(state->checkpoint, sj_ledger_log_key(reading->ledger),
                           &reading->checkpoint, NULL) == SJ_OK &&
        reading->checkpoint.size == state->size)
        reading->state.root = &reading->checkpoint.root;
    return &reading->state;
}

static void unlock_state(void *context)
{
    struct reading *reading = context;
    if (reading->past == NULL)
        sj_ledger_unlock(reading->ledger);
}

static enum sj_status take_view(struct reading *reading, struct sj_error *error)
{
    return reading->view
               ? SJ_OK
               : sj_store_view_take(sj_ledger_store(reading->ledger), &reading->view, error);
}

static enum sj_status read_entry(void *context, uint64_t index, struct sj_arena *arena,
                                 struct sj_bytes *line, struct sj_error *error)
{
    struct reading *reading = context;
    enum sj_status status = take_view(reading, error);
    return status == SJ_OK ? sj_store_entry(reading->view, index, arena, line, error) : status;
}

static enum sj_status read_envelope(void *context, uint64_t index, struct sj_arena *arena,
                                    struct sj_bytes *bytes, struct sj_error *error)
{
    struct reading *reading = context;
    enum sj_status status = take_view(reading, error);
    return status == SJ_OK ? sj_store_envelope(reading->view, index, arena, bytes, error) : status;
}

static struct sj_source source_of(struct reading *reading)
{
    return (struct sj_source){lock_state, unlock_state, read_entry, read_envelope, reading};
}

/* The ledger as it stood with so many entries; 0 is now. */
static enum sj_status go_back(struct reading *reading, uint64_t size, const struct sj_stop *stop,
                              struct sj_error *error)
{
    enum sj_status status = size > 0 ? take_view(reading, error) : SJ_OK;
    return status == SJ_OK && size > 0
               ? sj_past_replay(reading->view, size, stop, &reading->past, error)
               : status;
}

static void end(struct reading *reading)
{
    sj_replay_free(reading->past);
    sj_store_view_give(reading->view);
}

enum sj_status sj_rank_reply(struct sj_ledger *ledger, const Shangji__V1__RankRequest *request,
                             const struct sj_stop *stop, struct sj_arena *arena,
                             Shangji__V1__RankAnswer *answer, struct sj_error *error)
{
    struct reading reading = {.ledger = ledger};
    struct sj_source source = source_of(&reading);
    enum sj_status status = go_back(&reading, request->ledger_size_at, stop, error);
    if (status == SJ_OK)
        status = sj_rank_answer(&source, request, stop, arena, answer, error);
    end(&reading);
    return status;
}

enum sj_status sj_coverage_reply(struct sj_ledger *ledger,
                                 const Shangji__V1__CoverageRequest *request,
                                 const struct sj_stop *stop, struct sj_arena *arena,
                                 Shangji__V1__CoverageAnswer *answer, struct sj_error *error)
{
    struct reading reading = {.ledger = ledger};
    struct sj_source source = source_of(&reading);
    enum sj_status status = sj_coverage_answer(&source, request, stop, arena, answer, error);
    sj_store_view_give(reading.view);
    return status;
}

enum sj_status sj_question_reply(struct sj_ledger *ledger, const char *path,
                                 const ProtobufCMessage *request, const struct sj_stop *stop,
                                 struct sj_arena *arena, ProtobufCMessage *answer,
                                 struct sj_error *error)
{
    struct reading reading = {.ledger = ledger};
    struct sj_source source = source_of(&reading);
    enum sj_status status = go_back(&reading, sj_question_size_at(request), stop, error);
    if (status == SJ_OK)
        status = sj_question_answer(sj_question_find(sj_bytes_of(path)), &source, request, stop,
                                    arena, answer, error);
    end(&reading);
    return status;
}

enum sj_status sj_score_reply(struct sj_ledger *ledger, const Shangji__V1__ScoreRequest *request,
                              const struct sj_stop *stop, struct sj_arena *arena,
                              Shangji__V1__ScoreAnswer *answer, struct sj_error *error)
{
    struct reading reading = {.ledger = ledger, .needs_root = true};
    struct sj_source source = source_of(&reading);
    enum sj_status status = sj_score_answer(&source, request, stop, arena, answer, error);
    sj_store_view_give(reading.view);
    return status;
}
