#include "client/fetch.h"

#include "base/i18n.h"
#include "proto/pb.h"

#include <inttypes.h>

enum { PAGE_BYTES = 64 * 1024 * 1024, ENVELOPES = 100 };

static enum sj_status too_few(uint64_t end, struct sj_error *error)
{
    return sj_error_set(error, SJ_ABORTED, "ENTRIES_MISSING",
                        _("the city does not give all of its %" PRIu64 " entries"), end);
}

/* One page; *start moves behind it. */
static enum sj_status fetch_page(struct sj_link *link, uint64_t *start, uint64_t end,
                                 sj_fetched *take, void *context, struct sj_error *error)
{
    Shangji__V1__GetEnvelopesRequest request;
    ProtobufCMessage *message;
    struct sj_arena arena;
    shangji__v1__get_envelopes_request__init(&request);
    request.start = *start;
    request.count = end - *start < ENVELOPES ? (uint32_t)(end - *start) : ENVELOPES;
    request.with_text = true;
    sj_arena_init(&arena, PAGE_BYTES);
    enum sj_status status = sj_link_call(link, "/shangji.v1.Ledger/GetEnvelopes", &request.base,
                                         &arena, &message, error);
    const Shangji__V1__GetEnvelopesReply *reply = (const Shangji__V1__GetEnvelopesReply *)message;
    if (status == SJ_OK && (reply->n_envelopes == 0 || reply->n_envelopes > request.count))
        status = too_few(end, error);
    for (size_t i = 0; status == SJ_OK && i < reply->n_envelopes; i++)
        status = take(context, reply->envelopes[i], error);
    if (status == SJ_OK)
        *start += reply->n_envelopes;
    sj_arena_clear(&arena);
    return status;
}

enum sj_status sj_fetch_all(struct sj_link *link, uint64_t start, uint64_t end, sj_fetched *take,
                            void *context, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    while (status == SJ_OK && start < end)
        status = fetch_page(link, &start, end, take, context, error);
    return status;
}

enum sj_status sj_fetch_lines(struct sj_link *link, uint64_t end, struct sj_arena *arena,
                              char ***lines, struct sj_error *error)
{
    *lines = sj_arena_array(arena, (size_t)end + 1, sizeof **lines);
    if (*lines == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the ledger's entries"));
    for (uint64_t at = 0; at < end;) {
        Shangji__V1__GetEntriesRequest request;
        ProtobufCMessage *message;
        shangji__v1__get_entries_request__init(&request);
        request.start = at;
        enum sj_status status = sj_link_call(link, "/shangji.v1.Ledger/GetEntries", &request.base,
                                             arena, &message, error);
        if (status != SJ_OK)
            return status;
        const Shangji__V1__GetEntriesReply *reply = (const Shangji__V1__GetEntriesReply *)message;
        if (reply->n_entries == 0)
            return too_few(end, error);
        for (size_t i = 0; i < reply->n_entries && at < end; i++)
            (*lines)[at++] = reply->entries[i];
    }
    return SJ_OK;
}

static enum sj_status take_line(char *line, uint64_t index, sj_fetched *take, void *context,
                                struct sj_error *error)
{
    Shangji__V1__GetEnvelopeReply record;
    shangji__v1__get_envelope_reply__init(&record);
    record.index = index;
    record.entry = line;
    return take(context, &record, error);
}

enum sj_status sj_fetch_some(struct sj_link *link, uint64_t end, const bool *wanted,
                             sj_fetched *take, void *context, struct sj_error *error)
{
    struct sj_arena arena;
    char **lines;
    sj_arena_init(&arena, (size_t)1 << 31);
    enum sj_status status = sj_fetch_lines(link, end, &arena, &lines, error);
    for (uint64_t at = 0; status == SJ_OK && at < end;) {
        if (!wanted[at]) {
            status = take_line(lines[at], at, take, context, error);
            at++;
            continue;
        }
        uint64_t run = at;
        while (run < end && wanted[run])
            run++;
        while (status == SJ_OK && at < run)
            status = fetch_page(link, &at, run, take, context, error);
    }
    sj_arena_clear(&arena);
    return status;
}

enum sj_status sj_fetch_checkpoint(struct sj_link *link, struct sj_arena *arena,
                                   struct sj_checkpoint *checkpoint, struct sj_bytes *note,
                                   struct sj_error *error)
{
    Shangji__V1__GetCheckpointRequest request;
    ProtobufCMessage *message;
    shangji__v1__get_checkpoint_request__init(&request);
    enum sj_status status = sj_link_call(link, "/shangji.v1.Ledger/GetCheckpoint", &request.base,
                                         arena, &message, error);
    if (status != SJ_OK)
        return status;
    *note = sj_bytes_of(((const Shangji__V1__GetCheckpointReply *)message)->checkpoint);
    status = sj_checkpoint_open(*note, &link->ledger, checkpoint, error);
    return status == SJ_OK ? sj_link_watch(link, checkpoint, *note, error) : status;
}
