#include "client/entry_judge.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "client/file.h"
#include "client/follow.h"
#include "client/keys.h"
#include "client/notices.h"
#include "client/outbox.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    JUDGE_ARENA_BYTES = 64 * 1024 * 1024,
    ITEM_ARENA_BYTES = 8 * 1024 * 1024,
    PREFIX_BYTES = 8 /* of an identity, in the subject of what is done with a report */
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to watch the ledger"));
}

enum sj_status sj_entry_judge_init(struct sj_link *link, struct sj_home *home,
                                   struct sj_entry_judge *judge, struct sj_error *error)
{
    *judge = (struct sj_entry_judge){.link = link, .home = home};
    sj_arena_init(&judge->arena, JUDGE_ARENA_BYTES);
    enum sj_status status = sj_home_township(home, &judge->township, error);
    if (status == SJ_PRECONDITION) { /* an operator's or an analyst's folder */
        judge->township = NULL;
        status = SJ_OK;
    }
    return status;
}

void sj_entry_judge_clear(struct sj_entry_judge *judge)
{
    sj_arena_clear(&judge->arena);
}

/* ---- what the folder made ---- */

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, SJ_DIGEST);
}

static enum sj_status add_own(struct sj_entry_judge *judge, struct sj_home *home, const char *name,
                              bool sent, struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_outbox_parcel parcel;
    struct sj_envelope envelope;
    struct sj_error ignored;
    sj_arena_init(&arena, ITEM_ARENA_BYTES);
    enum sj_status status = sent ? sj_sent_load(home, name, &arena, &parcel, error)
                                 : sj_outbox_load(home, name, &arena, &parcel, error);
    /* A damaged one makes nothing its own; `receipt` and `submit` say what is wrong with it. */
    if (status == SJ_OK &&
        sj_envelope_decode(parcel.envelope, &arena, &envelope, &ignored) == SJ_OK &&
        sj_envelope_identity(&envelope, &arena, &judge->own[judge->own_count], &ignored) == SJ_OK)
        judge->own_count++;
    sj_arena_clear(&arena);
    return status == SJ_NOT_FOUND ? SJ_OK : status; /* moved from one to the other meanwhile */
}

static enum sj_status add_items(struct sj_entry_judge *judge, struct sj_home *home, bool sent,
                                struct sj_error *error)
{
    struct sj_outbox_items items;
    enum sj_status status = sent ? sj_sent_list(home, &judge->arena, &items, error)
                                 : sj_outbox_list(home, &judge->arena, &items, error);
    if (status != SJ_OK || items.count == 0)
        return status;
    struct sj_digest *grown =
        sj_arena_array(&judge->arena, judge->own_count + items.count, sizeof *grown);
    if (grown == NULL)
        return no_memory(error);
    if (judge->own_count > 0)
        memcpy(grown, judge->own, judge->own_count * sizeof *grown);
    judge->own = grown;
    for (size_t i = 0; status == SJ_OK && i < items.count; i++)
        status = add_own(judge, home, items.items[i].name, sent, error);
    return status;
}

/* What was sent to the ledgers before may be carried into this one by anybody. */
static enum sj_status add_former(struct sj_entry_judge *judge, struct sj_error *error)
{
    const char **paths;
    size_t count;
    enum sj_status status = sj_former_list(judge->home, &judge->arena, &paths, &count, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++) {
        struct sj_home old;
        status = sj_home_open(paths[i], &old, error);
        if (status == SJ_OK)
            status = add_items(judge, &old, true, error);
        sj_home_clear(&old);
    }
    return status;
}

/* What waits in the outbox may have been taken in by a call whose answer was lost. */
static enum sj_status load_own(struct sj_entry_judge *judge, struct sj_error *error)
{
    if (judge->own_loaded)
        return SJ_OK;
    enum sj_status status = add_items(judge, judge->home, false, error);
    if (status == SJ_OK)
        status = add_items(judge, judge->home, true, error);
    if (status == SJ_OK)
        status = add_former(judge, error);
    if (judge->own_count > 0)
        qsort(judge->own, judge->own_count, sizeof *judge->own, compare);
    judge->own_loaded = status == SJ_OK;
    return status;
}

static bool is_own(const struct sj_entry_judge *judge, const struct sj_digest *identity)
{
    return judge->own_count > 0 &&
           bsearch(identity, judge->own, judge->own_count, sizeof *judge->own, compare) != NULL;
}

/* "88aa2933183cdecb": the report that was sent back or whose text is withheld. */
static bool is_about_own(const struct sj_entry_judge *judge, const char *subject)
{
    uint8_t prefix[PREFIX_BYTES];
    size_t len = 0;
    if (!sj_hex_decode(sj_bytes_of(subject), prefix, sizeof prefix, &len) || len != sizeof prefix)
        return false;
    for (size_t i = 0; i < judge->own_count; i++)
        if (memcmp(judge->own[i].bytes, prefix, sizeof prefix) == 0)
            return true;
    return false;
}

/* ---- what was entered ---- */

/* Empty where the city does not give exactly the bytes that the entry names: the entry stands under
 * the root that was checked, so nobody can hide it by keeping its envelope back. */
static struct sj_bytes envelope_of(struct sj_entry_judge *judge, const struct sj_entry *entry,
                                   struct sj_arena *arena)
{
    Shangji__V1__GetEnvelopeRequest request;
    ProtobufCMessage *message;
    struct sj_error ignored;
    shangji__v1__get_envelope_request__init(&request);
    request.of_case = SHANGJI__V1__GET_ENVELOPE_REQUEST__OF_IDENTITY;
    request.identity = sj_pb_binary(arena, SJ_BYTES(entry->identity.bytes, SJ_DIGEST));
    if (sj_link_call(judge->link, "/shangji.v1.Ledger/GetEnvelope", &request.base, arena, &message,
                     &ignored) != SJ_OK)
        return (struct sj_bytes){0};
    struct sj_bytes bytes = sj_pb_bytes(((const Shangji__V1__GetEnvelopeReply *)message)->envelope);
    struct sj_digest digest = sj_blake2b(bytes);
    return sj_digest_equal(&digest, &entry->digest) ? bytes : (struct sj_bytes){0};
}

/* Signed by the folder's own key: it asked for this enrolment, or vouched for it. */
static bool signed_here(struct sj_entry_judge *judge, struct sj_bytes bytes, struct sj_arena *arena)
{
    const char *path = sj_home_file(judge->home, "key");
    struct sj_public_key key;
    struct sj_envelope envelope;
    struct sj_error ignored;
    bool signed_by = false;
    size_t matched = 0;
    return path != NULL && bytes.len > 0 && sj_file_exists(path) &&
           sj_keys_public(path, &key, &ignored) == SJ_OK &&
           sj_envelope_decode(bytes, arena, &envelope, &ignored) == SJ_OK &&
           sj_envelope_verify(&envelope, &key, 1, arena, &signed_by, &matched, &ignored) == SJ_OK &&
           matched > 0;
}

static bool names_township(const Shangji__V1__Succession *succession, const char *code)
{
    bool found = false;
    for (size_t i = 0; i < succession->n_predecessors; i++)
        found |= strcmp(succession->predecessors[i], code) == 0;
    for (size_t i = 0; i < succession->n_successors; i++)
        found |= strcmp(succession->successors[i]->code, code) == 0;
    return found;
}

/* Its line names the first successor only. */
static bool is_succeeded(const struct sj_entry_judge *judge, struct sj_bytes bytes,
                         struct sj_arena *arena)
{
    struct sj_envelope envelope;
    struct sj_submission submission;
    struct sj_error ignored;
    if (sj_envelope_decode(bytes, arena, &envelope, &ignored) != SJ_OK ||
        sj_submission_decode(envelope.payload_type, envelope.payload, arena, &submission,
                             &ignored) != SJ_OK ||
        submission.act == NULL || submission.act->act_case != SHANGJI__V1__ACT__ACT_SUCCESSION)
        return true; /* not to be looked into: rather too much than too little */
    return names_township(submission.act->succession, judge->township);
}

/* ---- the verdict ---- */

static const char *alarm_text(struct sj_entry_judge *judge, uint64_t index,
                              const struct sj_entry *entry, bool enrolment)
{
    return sj_arena_printf(
        &judge->arena,
        enrolment
            ? _("entry %" PRIu64 " (%s) enrols a key for township %s that this folder did not ask "
                "for; whoever holds it can report in its name. Call the city office: if it is no "
                "key of yours, it has to be revoked, and what it signed sent back")
            : _("entry %" PRIu64 " (%s) is a report of township %s that was not sent from this "
                "folder. Call the city office and ask who signed it: if nobody of yours did, the "
                "key has to be revoked and the report corrected"),
        index, entry->subject, judge->township);
}

static bool begins_with_township(const struct sj_entry_judge *judge, const struct sj_entry *entry)
{
    size_t len = strlen(judge->township);
    return strncmp(entry->subject, judge->township, len) == 0 &&
           (entry->subject[len] == '/' || entry->subject[len] == '\0');
}

static bool is_type(const struct sj_entry *entry, const char *type)
{
    return strcmp(entry->type, type) == 0;
}

bool sj_entry_judge_may(const struct sj_entry_judge *judge, const struct sj_entry *entry)
{
    return judge->township != NULL &&
           (begins_with_township(judge, entry) || is_type(entry, "return") ||
            is_type(entry, "withhold") || is_type(entry, "succeed") || is_type(entry, "replace") ||
            (is_type(entry, "signers") && strcmp(entry->subject, "all") == 0));
}

enum concern { CONCERN_NONE, CONCERN_NOTICE, CONCERN_REPORT, CONCERN_ENROLMENT };

static enum sj_status concern_of(struct sj_entry_judge *judge, const struct sj_entry *entry,
                                 struct sj_bytes *envelope, struct sj_arena *arena,
                                 enum concern *concern, struct sj_error *error)
{
    bool ours = begins_with_township(judge, entry);
    bool of_report = is_type(entry, "return") || is_type(entry, "withhold");
    *concern = CONCERN_NONE;
    if (of_report || (ours && is_type(entry, "report"))) {
        enum sj_status status = load_own(judge, error);
        if (status != SJ_OK)
            return status;
        if (of_report)
            *concern = is_about_own(judge, entry->subject) ? CONCERN_NOTICE : CONCERN_NONE;
        else
            *concern = is_own(judge, &entry->identity) ? CONCERN_NONE : CONCERN_REPORT;
    } else if (ours && is_type(entry, "enrol")) {
        *envelope = envelope_of(judge, entry, arena);
        *concern = signed_here(judge, *envelope, arena) ? CONCERN_NONE : CONCERN_ENROLMENT;
    } else if (is_type(entry, "succeed")) {
        *envelope = envelope_of(judge, entry, arena);
        *concern = is_succeeded(judge, *envelope, arena) ? CONCERN_NOTICE : CONCERN_NONE;
    } else {
        *concern = sj_entry_judge_may(judge, entry) ? CONCERN_NOTICE : CONCERN_NONE;
    }
    if (*concern != CONCERN_NONE && envelope->len == 0)
        *envelope = envelope_of(judge, entry, arena);
    return SJ_OK;
}

enum sj_status sj_entry_judge_one(struct sj_entry_judge *judge, uint64_t index,
                                  const struct sj_entry *entry, struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_bytes envelope = {0};
    const char *alarm = NULL;
    enum concern concern;
    bool fresh = false;
    if (judge->township == NULL)
        return SJ_OK;
    sj_arena_init(&arena, ITEM_ARENA_BYTES);
    enum sj_status status = concern_of(judge, entry, &envelope, &arena, &concern, error);
    if (status == SJ_OK && (concern == CONCERN_REPORT || concern == CONCERN_ENROLMENT)) {
        alarm = alarm_text(judge, index, entry, concern == CONCERN_ENROLMENT);
        status = alarm == NULL ? no_memory(error) : SJ_OK;
    }
    if (status == SJ_OK && concern != CONCERN_NONE)
        status = sj_notice_keep(judge->home, index, entry, envelope, alarm, &fresh, error);
    if (status == SJ_OK && fresh && alarm != NULL)
        fprintf(stderr, _("ALARM: %s. 'shangji status' keeps this until it is acknowledged\n"),
                alarm);
    sj_arena_clear(&arena);
    return status;
}
