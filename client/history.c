#include "client/history.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "client/act_text.h"
#include "client/history_change.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <string.h>

enum { PREFIX_BYTES = 8, EVENTS_MAX = 20000, MOMENT_BYTES = 512 * 1024 * 1024 };

/* A revision of the township's that was passed already. */
struct held {
    struct sj_digest identity;
    const Shangji__V1__Report *report;
};

struct history {
    const char *township;
    const struct sj_catalogue *catalogue; /* the newest, for names: the copy's, which stays */
    struct sj_arena *arena;
    struct sj_arena moment; /* of one entry */
    Shangji__V1__TownshipHistory *made;
    struct held *held;
    size_t held_count;
    /* Of the entry at hand: */
    Shangji__V1__HistoryEvent *event; /* NULL: it does not concern the township */
    struct sj_changes changes;
    struct sj_public_key operator_key, recovery_key, ledger_key;
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the history"));
}

static const struct sj_city *city_of(const struct sj_replica *replica)
{
    return replica->replay == NULL ? NULL : sj_replay_state(replica->replay)->city;
}

/* ---- what concerns it ---- */

static const struct held *held_of(const struct history *history, struct sj_bytes identity)
{
    for (size_t i = 0; i < history->held_count; i++)
        if (sj_bytes_equal(SJ_BYTES(history->held[i].identity.bytes, SJ_DIGEST), identity))
            return &history->held[i];
    return NULL;
}

static bool is_held(const struct history *history, const char *subject)
{
    char prefix[2 * PREFIX_BYTES + 1];
    for (size_t i = 0; i < history->held_count; i++) {
        sj_hex_encode(SJ_BYTES(history->held[i].identity.bytes, PREFIX_BYTES), prefix);
        if (strcmp(prefix, subject) == 0)
            return true;
    }
    return false;
}

static bool names_it(const struct history *history, const Shangji__V1__Act *act)
{
    bool named = false;
    if (act == NULL || act->act_case != SHANGJI__V1__ACT__ACT_SUCCESSION)
        return false;
    for (size_t i = 0; i < act->succession->n_predecessors; i++)
        named |= strcmp(act->succession->predecessors[i], history->township) == 0;
    for (size_t i = 0; i < act->succession->n_successors; i++)
        named |= strcmp(act->succession->successors[i]->code, history->township) == 0;
    return named;
}

static bool concerns(const struct history *history, const struct sj_entry *entry,
                     const Shangji__V1__Act *act)
{
    size_t len = strlen(history->township);
    if (strcmp(entry->type, "return") == 0 || strcmp(entry->type, "withhold") == 0)
        return is_held(history, entry->subject);
    return (strncmp(entry->subject, history->township, len) == 0 &&
            (entry->subject[len] == '/' || entry->subject[len] == '\0')) ||
           (strcmp(entry->type, "signers") == 0 && strcmp(entry->subject, "all") == 0) ||
           names_it(history, act);
}

/* ---- ahead of an entry ---- */

static enum sj_status open_record(struct history *history,
                                  const Shangji__V1__GetEnvelopeReply *record,
                                  struct sj_submission *submission, struct sj_digest *identity,
                                  struct sj_error *error)
{
    struct sj_envelope envelope;
    struct sj_bytes bytes = sj_arena_copy(history->arena, sj_pb_bytes(record->envelope));
    if (bytes.data == NULL)
        return no_memory(error);
    enum sj_status status = sj_envelope_decode(bytes, history->arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(&envelope, history->arena, identity, error);
    if (status == SJ_OK)
        status = sj_submission_decode(envelope.payload_type, envelope.payload, history->arena,
                                      submission, error);
    return status;
}

static enum sj_status fill_act(struct history *history, const Shangji__V1__Act *act,
                               struct sj_error *error)
{
    Shangji__V1__HistoryEvent *event = history->event;
    event->reason = sj_pb_text(sj_act_reason(act));
    if (act->act_case != SHANGJI__V1__ACT__ACT_RETURNED)
        return SJ_OK;
    const struct held *held = held_of(history, sj_pb_bytes(act->returned->report));
    event->points = sj_return_points(act->returned, held == NULL ? NULL : held->report,
                                     history->catalogue, history->arena);
    if (event->points == NULL)
        return no_memory(error);
    event->n_points = act->returned->n_points;
    return SJ_OK;
}

static enum sj_status fill_report(struct history *history, struct sj_replica *replica,
                                  const Shangji__V1__Report *report,
                                  const struct sj_digest *identity, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    const struct held *old = held_of(history, sj_pb_bytes(report->replaces));
    history->event->reason = report->replaces_reason;
    if (old != NULL) {
        if (!sj_changes_find(old->report, report, history->catalogue, history->arena,
                             history->event, &history->changes))
            return no_memory(error);
        status = sj_changes_rank_before(replica, &history->changes, &history->moment, error);
    }
    if (history->held == NULL || history->held_count == EVENTS_MAX)
        return no_memory(error);
    history->held[history->held_count++] = (struct held){*identity, report};
    return status;
}

static enum sj_status before(void *context, struct sj_replica *replica,
                             const Shangji__V1__GetEnvelopeReply *record, struct sj_error *error)
{
    struct history *history = context;
    struct sj_entry entry;
    struct sj_submission submission = {.act = NULL};
    struct sj_digest identity = {{0}};
    history->event = NULL;
    history->changes.count = 0;
    sj_arena_clear(&history->moment);
    if (city_of(replica) != NULL) {
        history->operator_key = *sj_city_operator_key(city_of(replica));
        history->recovery_key = *sj_city_recovery_key(city_of(replica));
        history->ledger_key = *sj_city_ledger_key(city_of(replica));
    }
    /* Of others' reports the line is enough to pass them over. */
    if (!sj_entry_parse(sj_bytes_of(record->entry), &entry) ||
        (strcmp(entry.type, "report") == 0 && !concerns(history, &entry, NULL)))
        return SJ_OK;
    enum sj_status status = open_record(history, record, &submission, &identity, error);
    if (status != SJ_OK || !concerns(history, &entry, submission.act))
        return status;
    history->event = sj_pb_new(&shangji__v1__history_event__descriptor, history->arena);
    if (history->event == NULL)
        return no_memory(error);
    history->event->entry = record->index;
    history->event->taken_at = entry.taken_at;
    history->event->type = sj_arena_text(history->arena, sj_bytes_of(entry.type));
    history->event->subject = sj_arena_text(history->arena, sj_bytes_of(entry.subject));
    if (history->event->type == NULL || history->event->subject == NULL)
        return no_memory(error);
    if (submission.report == NULL && submission.act == NULL)
        return SJ_OK;
    return submission.act != NULL
               ? fill_act(history, submission.act, error)
               : fill_report(history, replica, submission.report, &identity, error);
}

/* ---- behind it ---- */

static const char *role_word(Shangji__V1__Role role)
{
    return role == SHANGJI__V1__ROLE__ROLE_HEAD ? "head" : "preparer";
}

static void name_signer(const struct history *history, const struct sj_city *city,
                        const struct sj_public_key *key, Shangji__V1__SignerStatus *signer)
{
    static const char unknown[] = "?";
    const char *who = unknown;
    if (sj_public_key_equal(key, &history->operator_key))
        who = "operator";
    else if (sj_public_key_equal(key, &history->recovery_key))
        who = "recovery";
    else if (sj_public_key_equal(key, &history->ledger_key))
        who = "ledger";
    for (size_t i = 0; who == unknown && i < sj_city_key_count(city); i++) {
        const struct sj_city_key *found = sj_city_key(city, i);
        if (!sj_public_key_equal(&found->key, key))
            continue;
        who = role_word(found->role);
        signer->recovery = found->recovery;
    }
    signer->who = sj_pb_text(who);
}

static enum sj_status put_signers(struct history *history, const struct sj_replica *replica,
                                  struct sj_error *error)
{
    Shangji__V1__HistoryEvent *event = history->event;
    const struct sj_admission *admission = sj_replay_last(replica->replay)->admission;
    event->signers = sj_arena_array(history->arena, admission->signer_count + 1, sizeof(void *));
    if (event->signers == NULL)
        return no_memory(error);
    for (size_t i = 0; i < admission->signer_count; i++) {
        Shangji__V1__SignerStatus *signer =
            sj_pb_new(&shangji__v1__signer_status__descriptor, history->arena);
        char *hex = sj_arena_alloc(history->arena, 2 * PREFIX_BYTES + 1);
        if (signer == NULL || hex == NULL)
            return no_memory(error);
        sj_hex_encode(SJ_BYTES(admission->signers[i].bytes, PREFIX_BYTES), hex);
        signer->key = hex;
        name_signer(history, city_of(replica), &admission->signers[i], signer);
        event->signers[event->n_signers++] = signer;
    }
    return SJ_OK;
}

/* An enrolment that nobody but the operator vouched for. */
static bool is_recovery(const struct sj_city *city, uint64_t index)
{
    for (size_t i = 0; i < sj_city_key_count(city); i++)
        if (sj_city_key(city, i)->from == index && sj_city_key(city, i)->recovery)
            return true;
    return false;
}

static enum sj_status after(void *context, struct sj_replica *replica,
                            const Shangji__V1__GetEnvelopeReply *record, struct sj_error *error)
{
    struct history *history = context;
    if (history->event == NULL)
        return SJ_OK;
    enum sj_status status = put_signers(history, replica, error);
    history->event->recovery = is_recovery(city_of(replica), record->index);
    if (status == SJ_OK)
        status = sj_changes_rank_after(replica, &history->changes, history->catalogue,
                                       history->arena, history->event, error);
    if (history->made->n_events == EVENTS_MAX)
        return no_memory(error);
    history->made->events[history->made->n_events++] = history->event;
    return status;
}

/* ---- the whole ---- */

static enum sj_status put_head(struct history *history, const struct sj_ledger_copy *copy,
                               struct sj_error *error)
{
    const struct sj_city *city = city_of(&copy->replica);
    int64_t number = sj_city_find_township(city, sj_bytes_of(history->township));
    if (number < 0)
        return sj_error_set(error, SJ_NOT_FOUND, "NOT_ON_THE_ROLL",
                            _("township %s is not on the roll of %s"), history->township,
                            sj_city_division_name(city));
    history->made->township = sj_arena_text(history->arena, sj_bytes_of(history->township));
    history->made->name =
        sj_arena_text(history->arena, sj_bytes_of(sj_city_township(city, (uint32_t)number)->name));
    history->made->ledger_size = copy->size;
    history->catalogue = sj_city_catalogue(city, (struct sj_bytes){0}, NULL);
    history->made->events = sj_arena_array(history->arena, EVENTS_MAX, sizeof(void *));
    history->held = sj_arena_array(history->arena, EVENTS_MAX, sizeof *history->held);
    return history->made->township == NULL || history->made->name == NULL ||
                   history->made->events == NULL || history->held == NULL
               ? no_memory(error)
               : SJ_OK;
}

enum sj_status sj_history_make(const struct sj_ledger_copy *copy, const char *township,
                               struct sj_arena *arena, Shangji__V1__TownshipHistory **made,
                               struct sj_error *error)
{
    struct history history = {.township = township, .arena = arena};
    history.made = sj_pb_new(&shangji__v1__township_history__descriptor, arena);
    if (history.made == NULL)
        return no_memory(error);
    sj_arena_init(&history.moment, MOMENT_BYTES);
    enum sj_status status = put_head(&history, copy, error);
    if (status == SJ_OK)
        status = sj_ledger_copy_replay(copy, copy->size, before, after, &history, error);
    sj_arena_clear(&history.moment);
    *made = history.made;
    return status;
}
