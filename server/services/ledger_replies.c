#include "server/services/ledger_replies.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

enum {
    ENVELOPES_PAGE = 100,
    ENVELOPES_BYTES = 2 * 1024 * 1024 /* no further one is begun above it */
};

enum sj_status sj_request_identity(ProtobufCBinaryData told, struct sj_digest *identity,
                                   struct sj_error *error)
{
    if (told.len == SJ_DIGEST) {
        memcpy(identity->bytes, told.data, SJ_DIGEST);
        return SJ_OK;
    }
    sj_error_set(error, SJ_INVALID, "IDENTITY", _("an identity has 32 bytes, not %zu"), told.len);
    return sj_error_at(error, "identity");
}

struct sj_cosigned_wish sj_request_wish(const Shangji__V1__CosignedWish *told)
{
    if (told == NULL)
        return (struct sj_cosigned_wish){.least = 0};
    return (struct sj_cosigned_wish){told->witnesses, told->n_witnesses, told->least};
}

enum sj_status sj_checkpoint_reply(struct sj_ledger *ledger,
                                   const Shangji__V1__GetCheckpointRequest *request,
                                   struct sj_arena *arena, Shangji__V1__GetCheckpointReply *reply,
                                   struct sj_error *error)
{
    struct sj_bytes note;
    struct sj_proof proof;
    struct sj_cosigned_wish wish = sj_request_wish(request->cosigned);
    enum sj_status status =
        sj_ledger_checkpoint(ledger, request->old_size, &wish, arena, &note, &proof, error);
    if (status != SJ_OK)
        return status;
    reply->checkpoint = sj_arena_text(arena, note);
    reply->consistency = sj_arena_array(arena, proof.count, sizeof *reply->consistency);
    if (!reply->checkpoint || !reply->consistency)
        return sj_reply_no_room(error);
    for (size_t i = 0; i < proof.count; i++)
        if (!sj_reply_bytes(arena, SJ_BYTES(proof.hashes[i].bytes, SJ_HASH),
                            &reply->consistency[i]))
            return sj_reply_no_room(error);
    reply->n_consistency = proof.count;
    return SJ_OK;
}

/* Entries are shown only once a checkpoint stands over them. */
static uint64_t published_size(struct sj_ledger *ledger)
{
    const struct sj_ledger_state *state = sj_ledger_lock(ledger);
    uint64_t size = state->size;
    sj_ledger_unlock(ledger);
    return size;
}

enum sj_status sj_entries_reply(struct sj_ledger *ledger,
                                const Shangji__V1__GetEntriesRequest *request,
                                struct sj_arena *arena, Shangji__V1__GetEntriesReply *reply,
                                struct sj_error *error)
{
    struct sj_store_view *view;
    struct sj_bytes *lines;
    size_t count =
        request->count == 0 || request->count > SJ_STORE_PAGE ? SJ_STORE_PAGE : request->count;
    reply->size = published_size(ledger);
    if (request->start >= reply->size)
        return SJ_OK;
    if (count > reply->size - request->start)
        count = (size_t)(reply->size - request->start);
    enum sj_status status = sj_store_view_take(sj_ledger_store(ledger), &view, error);
    if (status != SJ_OK)
        return status;
    status = sj_store_entries(view, request->start, count, arena, &lines, &count, error);
    sj_store_view_give(view);
    if (status != SJ_OK)
        return status;
    reply->entries = sj_arena_array(arena, count, sizeof *reply->entries);
    if (!reply->entries)
        return sj_reply_no_room(error);
    for (size_t i = 0; i < count; i++)
        if (!(reply->entries[i] = sj_arena_text(arena, lines[i])))
            return sj_reply_no_room(error);
    reply->n_entries = count;
    return SJ_OK;
}

static enum sj_status find_index(struct sj_store_view *view,
                                 const Shangji__V1__GetEnvelopeRequest *request, uint64_t size,
                                 struct sj_arena *arena, uint64_t *index, struct sj_error *error)
{
    struct sj_digest identity;
    struct sj_bytes line;
    bool found = request->of_case == SHANGJI__V1__GET_ENVELOPE_REQUEST__OF_INDEX;
    enum sj_status status = SJ_OK;
    *index = request->index;
    if (!found) {
        ProtobufCBinaryData told = {0};
        if (request->of_case == SHANGJI__V1__GET_ENVELOPE_REQUEST__OF_IDENTITY)
            told = request->identity;
        status = sj_request_identity(told, &identity, error);
        if (status == SJ_OK)
            status = sj_store_find_entry(view, &identity, arena, &found, index, &line, error);
    }
    if (status == SJ_OK && (!found || *index >= size))
        status = sj_error_set(error, SJ_NOT_FOUND, "NOT_IN_LEDGER",
                              _("the ledger has no such entry; it has %" PRIu64), size);
    return status;
}

static enum sj_status put_source_text(struct sj_store_view *view, uint64_t index,
                                      struct sj_arena *arena, Shangji__V1__GetEnvelopeReply *reply,
                                      struct sj_error *error)
{
    bool found;
    struct sj_bytes salt, text;
    enum sj_status status = sj_store_text(view, index, arena, &found, &salt, &text, error);
    if (status != SJ_OK || !found)
        return status;
    reply->text = sj_pb_new(&shangji__v1__source_text__descriptor, arena);
    if (!reply->text || !sj_reply_bytes(arena, salt, &reply->text->salt) ||
        !sj_reply_bytes(arena, text, &reply->text->text))
        return sj_reply_no_room(error);
    return SJ_OK;
}

/* What stands at reply->index. */
static enum sj_status put_envelope(struct sj_store_view *view, bool with_text,
                                   struct sj_arena *arena, Shangji__V1__GetEnvelopeReply *reply,
                                   struct sj_error *error)
{
    struct sj_bytes line, envelope;
    enum sj_status status = sj_store_entry(view, reply->index, arena, &line, error);
    if (status == SJ_OK)
        status = sj_store_envelope(view, reply->index, arena, &envelope, error);
    if (status == SJ_OK && with_text)
        status = put_source_text(view, reply->index, arena, reply, error);
    if (status != SJ_OK)
        return status;
    reply->entry = sj_arena_text(arena, line);
    if (!reply->entry || !sj_reply_bytes(arena, envelope, &reply->envelope))
        return sj_reply_no_room(error);
    return SJ_OK;
}

enum sj_status sj_envelope_reply(struct sj_ledger *ledger,
                                 const Shangji__V1__GetEnvelopeRequest *request,
                                 struct sj_arena *arena, Shangji__V1__GetEnvelopeReply *reply,
                                 struct sj_error *error)
{
    struct sj_store_view *view;
    enum sj_status status = sj_store_view_take(sj_ledger_store(ledger), &view, error);
    if (status != SJ_OK)
        return status;
    status = find_index(view, request, published_size(ledger), arena, &reply->index, error);
    if (status == SJ_OK)
        status = put_envelope(view, request->with_text, arena, reply, error);
    sj_store_view_give(view);
    return status;
}

static size_t bytes_of(const Shangji__V1__GetEnvelopeReply *reply)
{
    return reply->envelope.len + (reply->text ? reply->text->text.len : 0) + SJ_ENTRY_MAX;
}

static enum sj_status read_envelopes(struct sj_store_view *view,
                                     const Shangji__V1__GetEnvelopesRequest *request, size_t count,
                                     struct sj_arena *arena, Shangji__V1__GetEnvelopesReply *reply,
                                     struct sj_error *error)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count && bytes < ENVELOPES_BYTES; i++) {
        Shangji__V1__GetEnvelopeReply *made =
            sj_pb_new(&shangji__v1__get_envelope_reply__descriptor, arena);
        if (!made)
            return sj_reply_no_room(error);
        made->index = request->start + i;
        enum sj_status status = put_envelope(view, request->with_text, arena, made, error);
        if (status != SJ_OK)
            return status;
        bytes += bytes_of(made);
        reply->envelopes[reply->n_envelopes++] = made;
    }
    return SJ_OK;
}

enum sj_status sj_envelopes_reply(struct sj_ledger *ledger,
                                  const Shangji__V1__GetEnvelopesRequest *request,
                                  struct sj_arena *arena, Shangji__V1__GetEnvelopesReply *reply,
                                  struct sj_error *error)
{
    struct sj_store_view *view;
    size_t count =
        request->count == 0 || request->count > ENVELOPES_PAGE ? ENVELOPES_PAGE : request->count;
    reply->size = published_size(ledger);
    if (request->start >= reply->size)
        return SJ_OK;
    if (count > reply->size - request->start)
        count = (size_t)(reply->size - request->start);
    reply->envelopes = sj_arena_array(arena, count, sizeof *reply->envelopes);
    if (!reply->envelopes)
        return sj_reply_no_room(error);
    enum sj_status status = sj_store_view_take(sj_ledger_store(ledger), &view, error);
    if (status != SJ_OK)
        return status;
    status = read_envelopes(view, request, count, arena, reply, error);
    sj_store_view_give(view);
    return status;
}
