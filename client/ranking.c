#include "client/ranking.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <inttypes.h>
#include <string.h>

enum { RANKINGS_MAX = 10000, LIST_BYTES = 64 * 1024 * 1024, ANSWER_BYTES = 512 * 1024 * 1024 };

void sj_ranking_print(const Shangji__V1__RankAnswer *answer, struct sj_buffer *text)
{
    sj_buffer_printf(text, "shangji ranking v1\n%s %s %s %s %" PRIu64 "\n", answer->indicator,
                     answer->period, answer->unit,
                     answer->direction == SHANGJI__V1__BETTER__BETTER_LESS ? "less" : "more",
                     answer->ledger_size);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__RankRow *row = answer->rows[i];
        sj_buffer_printf(text, "%u %u %u %s %s %" PRIu64 "\n", row->rank, row->best, row->worst,
                         row->township, row->value->value, row->value->entry);
    }
    for (size_t i = 0; i < answer->n_absent; i++)
        sj_buffer_printf(
            text, "- %s %s\n", answer->absent[i]->township,
            sj_pb_enum_name(&shangji__v1__absence__descriptor, (int)answer->absent[i]->why));
}

enum sj_status sj_ranking_digest(const Shangji__V1__RankAnswer *answer, struct sj_digest *digest,
                                 struct sj_error *error)
{
    struct sj_buffer text = {.limit = ANSWER_BYTES};
    sj_ranking_print(answer, &text);
    bool failed = text.failed;
    *digest = sj_blake2b(sj_buffer_bytes(&text));
    sj_buffer_clear(&text);
    return failed ? sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the ranking")) : SJ_OK;
}

/* ---- those of a ledger ---- */

struct published {
    uint64_t entry;
    const Shangji__V1__PublishedRanking *ranking;
};

struct checking {
    struct sj_arena arena;
    struct published *items;
    size_t count;
    uint64_t last; /* the latest position that one was asked at */
};

/* The ledger was judged: what is called a ranking is one. */
static enum sj_status gather(void *context, struct sj_replica *replica,
                             const Shangji__V1__GetEnvelopeReply *record, struct sj_error *error)
{
    struct checking *checking = context;
    struct sj_entry entry;
    struct sj_envelope envelope;
    struct sj_submission submission;
    (void)replica;
    if (!sj_entry_parse(sj_bytes_of(record->entry), &entry) || strcmp(entry.type, "ranking") != 0)
        return SJ_OK;
    struct sj_bytes bytes = sj_arena_copy(&checking->arena, sj_pb_bytes(record->envelope));
    if (bytes.data == NULL || checking->count == RANKINGS_MAX)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_RANKINGS",
                            _("more than %d rankings were published, or memory ran out"),
                            (int)RANKINGS_MAX);
    enum sj_status status = sj_envelope_decode(bytes, &checking->arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_submission_decode(envelope.payload_type, envelope.payload, &checking->arena,
                                      &submission, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__PublishedRanking *ranking = submission.act->ranking;
    checking->items[checking->count++] = (struct published){record->index, ranking};
    if (ranking->ledger_size > checking->last)
        checking->last = ranking->ledger_size;
    return SJ_OK;
}

static enum sj_status differs(const struct published *published, const char *why,
                              struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "RANKING_DIFFERS",
                        _("the ranking of %s for %s that was published with entry %" PRIu64
                          " is not what followed from the first %" PRIu64 " entries: %s"),
                        published->ranking->indicator, published->ranking->period, published->entry,
                        published->ranking->ledger_size, why);
}

static enum sj_status check_one(struct sj_replica *replica, const struct published *published,
                                struct sj_error *error)
{
    struct sj_arena arena;
    ProtobufCMessage *request = NULL;
    Shangji__V1__RankAnswer *answer = NULL;
    struct sj_digest digest;
    sj_arena_init(&arena, ANSWER_BYTES);
    enum sj_status status =
        sj_pb_unpack(&shangji__v1__rank_request__descriptor,
                     sj_pb_bytes(published->ranking->request), &arena, "request", &request, error);
    if (status == SJ_OK)
        status = sj_replica_rank(replica, (const Shangji__V1__RankRequest *)request, &arena,
                                 &answer, error);
    if (status == SJ_OK)
        status = sj_ranking_digest(answer, &digest, error);
    if (status == SJ_NO_MEMORY) {
        sj_arena_clear(&arena);
        return status;
    }
    if (status != SJ_OK) {
        struct sj_error why = *error;
        status = differs(published, why.message, error);
    } else if (strcmp(answer->indicator, published->ranking->indicator) != 0 ||
               strcmp(answer->period, published->ranking->period) != 0) {
        status = differs(published, _("the question is about something else"), error);
    } else if (!sj_bytes_equal(SJ_BYTES(digest.bytes, SJ_DIGEST),
                               sj_pb_bytes(published->ranking->answer_digest))) {
        status = differs(published, _("its digest is another"), error);
    }
    sj_arena_clear(&arena);
    return status;
}

static enum sj_status check_here(void *context, struct sj_replica *replica,
                                 const Shangji__V1__GetEnvelopeReply *record,
                                 struct sj_error *error)
{
    const struct checking *checking = context;
    enum sj_status status = SJ_OK;
    (void)record;
    for (size_t i = 0; status == SJ_OK && i < checking->count; i++)
        if (checking->items[i].ranking->ledger_size == sj_replica_size(replica))
            status = check_one(replica, &checking->items[i], error);
    return status;
}

enum sj_status sj_rankings_check(const struct sj_ledger_copy *copy, size_t *count,
                                 struct sj_error *error)
{
    struct checking checking = {.count = 0};
    sj_arena_init(&checking.arena, LIST_BYTES);
    checking.items = sj_arena_array(&checking.arena, RANKINGS_MAX, sizeof *checking.items);
    enum sj_status status =
        checking.items == NULL
            ? sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the rankings"))
            : sj_ledger_copy_scan(copy, gather, &checking, error);
    if (status == SJ_OK && checking.count > 0)
        status = sj_ledger_copy_replay(copy, checking.last, NULL, check_here, &checking, error);
    *count = checking.count;
    sj_arena_clear(&checking.arena);
    return status;
}
