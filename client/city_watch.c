#include "client/city_link.h"

#include "base/i18n.h"
#include "client/card.h"
#include "client/city_entries.h"
#include "client/file.h"
#include "client/home.h"
#include "proto/pb.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { NOTE_MAX_BYTES = 16 * 1024, WATCH_ARENA_BYTES = 1024 * 1024, TRIES = 5, NOTE_MODE = 0600 };

struct watched {
    struct sj_checkpoint checkpoint;
    struct sj_bytes note;
};

/* Two signed notes that cannot both be of one history are the proof, so both are kept. */
static enum sj_status alarm_of(struct sj_link *link, struct sj_bytes note, const char *what,
                               struct sj_error *error)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof(path), "%s.alarm", link->checkpoint);
    struct sj_error unwritten = {0};
    enum sj_status kept = SJ_IO;
    if (len > 0 && (size_t)len < sizeof(path))
        kept = sj_file_write(path, note, NOTE_MODE, &unwritten);
    (void)sj_error_set(error, SJ_DATA_LOSS, "LEDGER_REWRITTEN",
                       _("ALARM: %s. The city's ledger is not the one it was. Copy %s and %s to a "
                         "safe place, send nothing more, and tell the city office and another "
                         "township; both notes are signed with the city's key and prove it"),
                       what, link->checkpoint, path);
    return kept == SJ_OK ? SJ_DATA_LOSS : sj_error_in(error, "%s", unwritten.message);
}

static enum sj_status load_last(struct sj_link *link, struct sj_arena *arena, struct watched *last,
                                struct sj_error *error)
{
    enum sj_status status =
        sj_file_read(link->checkpoint, NOTE_MAX_BYTES, arena, &last->note, error);
    if (status != SJ_OK)
        return status;
    struct sj_log_key keys[SJ_CARD_LOG_KEYS_MAX];
    size_t count;
    status = sj_card_log_keys(link->card, keys, &count, error);
    if (status != SJ_OK)
        return status;
    status = SJ_UNAUTHENTICATED;
    for (size_t i = 0; status != SJ_OK && i < count; i++) /* kept before its key was replaced */
        status = sj_checkpoint_open(last->note, &keys[i], &last->checkpoint, error);
    if (status == SJ_OK)
        return SJ_OK;
    (void)sj_error_in(error, _("the last checkpoint seen, %s, is damaged or another city's"),
                      link->checkpoint);
    error->status = SJ_DATA_LOSS;
    return SJ_DATA_LOSS;
}

static enum sj_status get_checkpoint(struct sj_link *link, uint64_t old_size,
                                     struct sj_arena *arena,
                                     Shangji__V1__GetCheckpointReply **reply, struct watched *head,
                                     struct sj_error *error)
{
    Shangji__V1__GetCheckpointRequest request;
    shangji__v1__get_checkpoint_request__init(&request);
    ProtobufCMessage *message;
    request.old_size = old_size;
    enum sj_status status = sj_link_call(link, "/shangji.v1.Ledger/GetCheckpoint", &request.base,
                                         arena, &message, error);
    if (status != SJ_OK)
        return status;
    *reply = (Shangji__V1__GetCheckpointReply *)message;
    head->note = sj_bytes_of((*reply)->checkpoint);
    status = sj_checkpoint_open(head->note, &link->ledger, &head->checkpoint, error);
    if (status == SJ_UNAUTHENTICATED)
        (void)sj_error_in(error, _("the city signs with another ledger key than its card names; if "
                                   "it was replaced, join again with the new card"));
    return status;
}

static bool is_same(const struct sj_checkpoint *a, const struct sj_checkpoint *b)
{
    return a->size == b->size && memcmp(&a->root, &b->root, sizeof(a->root)) == 0;
}

static bool continues(const struct sj_checkpoint *from, const struct sj_checkpoint *to,
                      const Shangji__V1__GetCheckpointReply *reply)
{
    struct sj_hash hashes[SJ_PROOF_MAX];
    if (from->size == to->size)
        return is_same(from, to);
    if (from->size == 0)
        return true; /* everything continues the empty ledger */
    if (reply->n_consistency > SJ_PROOF_MAX)
        return false;
    for (size_t i = 0; i < reply->n_consistency; i++) {
        if (reply->consistency[i].len != SJ_HASH)
            return false;
        memcpy(hashes[i].bytes, reply->consistency[i].data, SJ_HASH);
    }
    return sj_merkle_verify_consistency(from->size, to->size, hashes, reply->n_consistency,
                                        &from->root, &to->root);
}

/* The city's head of now, proven to continue `from`. Where it does not, the proof of it is the
 * head, if `from` was known before; else `from` itself, which stands against what was known. */
static enum sj_status head_after(struct sj_link *link, const struct watched *from, bool known,
                                 struct sj_arena *arena, struct watched *head,
                                 struct sj_error *error)
{
    Shangji__V1__GetCheckpointReply *reply;
    enum sj_status status = get_checkpoint(link, from->checkpoint.size, arena, &reply, head, error);
    /* A city that has become smaller cannot prove anything: its head of now shows it. */
    if (status == SJ_OUT_OF_RANGE || status == SJ_INVALID)
        status = get_checkpoint(link, 0, arena, &reply, head, error);
    if (status != SJ_OK)
        return status;
    if (head->checkpoint.size < from->checkpoint.size)
        return alarm_of(link, known ? head->note : from->note, _("entries were taken back"), error);
    if (!continues(&from->checkpoint, &head->checkpoint, reply))
        return alarm_of(link, known ? head->note : from->note, _("entries were changed"), error);
    return SJ_OK;
}

/* Both must lead to one head. While the ledger grows the two answers may name different heads, so
 * it is tried again from there. */
static enum sj_status meet(struct sj_link *link, struct watched last, struct watched seen,
                           struct sj_arena *arena, struct watched *head, struct sj_error *error)
{
    for (int i = 0; i < TRIES; i++) {
        struct watched after_seen;
        enum sj_status status = head_after(link, &last, true, arena, head, error);
        if (status != SJ_OK)
            return status;
        if (is_same(&head->checkpoint, &seen.checkpoint))
            return SJ_OK;
        if (head->checkpoint.size == seen.checkpoint.size)
            return alarm_of(link, seen.note, _("two histories were shown"), error);
        status = head_after(link, &seen, false, arena, &after_seen, error);
        if (status != SJ_OK)
            return status;
        if (is_same(&head->checkpoint, &after_seen.checkpoint))
            return SJ_OK;
        if (head->checkpoint.size == after_seen.checkpoint.size)
            return alarm_of(link, after_seen.note, _("two histories were shown"), error);
        last = *head;
        seen = after_seen;
    }
    return sj_error_set(error, SJ_ABORTED, "LEDGER_GROWS",
                        _("the ledger grew faster than its checkpoints could be compared; try "
                          "again later"));
}

/* Before the checkpoint is kept its entries are: else nobody would read those of an interrupted
 * call. */
static enum sj_status read_entries(struct sj_link *link, const struct watched *head,
                                   struct sj_error *error)
{
    enum sj_status status = sj_city_entries(link, &head->checkpoint, error);
    if (status == SJ_DATA_LOSS && strcmp(error->reason, "ROOT_DIFFERS") == 0)
        return alarm_of(link, head->note, _("other entries are shown than were signed"), error);
    return status;
}

static enum sj_status keep(struct sj_link *link, const struct watched *head, struct sj_error *error)
{
    enum sj_status status = read_entries(link, head, error);
    return status == SJ_OK ? sj_file_write(link->checkpoint, head->note, NOTE_MODE, error) : status;
}

static enum sj_status watch(struct sj_link *link, const struct watched *seen,
                            struct sj_arena *arena, struct sj_error *error)
{
    struct watched last, head = *seen;
    if (!sj_file_exists(link->checkpoint))
        return keep(link, seen, error);
    enum sj_status status = load_last(link, arena, &last, error);
    if (status != SJ_OK)
        return status;
    if (is_same(&last.checkpoint,
                &seen->checkpoint)) /* whose entries a kill may have left unread */
        return read_entries(link, &last, error);
    if (last.checkpoint.size == seen->checkpoint.size)
        return alarm_of(link, seen->note, _("two histories were shown"), error);
    status = meet(link, last, *seen, arena, &head, error);
    if (status == SJ_OK && !is_same(&head.checkpoint, &last.checkpoint))
        status = keep(link, &head, error);
    return status;
}

enum sj_status sj_link_watch(struct sj_link *link, const struct sj_checkpoint *seen,
                             struct sj_bytes note, struct sj_error *error)
{
    if (!link->checkpoint)
        return SJ_OK;
    struct watched watched = {.checkpoint = *seen, .note = note};
    struct sj_arena arena;
    sj_arena_init(&arena, WATCH_ARENA_BYTES);
    enum sj_status status = watch(link, &watched, &arena, error);
    sj_arena_clear(&arena);
    return status;
}

enum sj_status sj_link_look(struct sj_link *link, struct sj_error *error)
{
    Shangji__V1__GetCheckpointReply *reply;
    struct watched head;
    struct sj_arena arena;
    sj_arena_init(&arena, WATCH_ARENA_BYTES);
    enum sj_status status = get_checkpoint(link, 0, &arena, &reply, &head, error);
    if (status == SJ_OK)
        status = sj_link_watch(link, &head.checkpoint, head.note, error);
    sj_arena_clear(&arena);
    return status;
}
