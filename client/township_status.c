#include "client/township_parts.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "base/period.h"
#include "client/act_text.h"
#include "client/file.h"
#include "client/outbox.h"
#include "client/remind_text.h"
#include "proto/pb.h"
#include "rules/submission.h"
#include "trust/checkpoint.h"
#include "trust/envelope.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PREFIX_BYTES = 8, NOTE_MAX_BYTES = 16 * 1024 };

enum sj_status sj_status_no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the township's status"));
}

/* ---- what was sent ---- */

static uint64_t index_of(struct sj_bytes receipt)
{
    struct sj_receipt parsed;
    struct sj_error ignored;
    return sj_receipt_parse(receipt, &parsed, &ignored) == SJ_OK ? parsed.index : 0;
}

/* What cannot be read is left to `shangji receipt`, which says what is wrong with it. */
static bool load_one(struct sj_status_making *making, const char *name, struct sj_sent_report *sent)
{
    struct sj_outbox_parcel parcel;
    struct sj_envelope envelope;
    struct sj_submission submission;
    struct sj_error ignored;
    if (sj_sent_load(making->home, name, making->arena, &parcel, &ignored) != SJ_OK ||
        !sj_entry_parse(parcel.entry, &sent->entry) ||
        sj_envelope_decode(parcel.envelope, making->arena, &envelope, &ignored) != SJ_OK ||
        sj_submission_decode(envelope.payload_type, envelope.payload, making->arena, &submission,
                             &ignored) != SJ_OK)
        return false;
    sent->report = submission.report;
    sent->index = index_of(parcel.receipt);
    return sent->report != NULL;
}

static enum sj_status load_sent(struct sj_status_making *making, struct sj_error *error)
{
    struct sj_outbox_items items;
    enum sj_status status = sj_sent_list(making->home, making->arena, &items, error);
    if (status != SJ_OK)
        return status;
    making->sent = sj_arena_array(making->arena, items.count + 1, sizeof *making->sent);
    if (making->sent == NULL)
        return sj_status_no_memory(error);
    for (size_t i = 0; i < items.count; i++)
        if (load_one(making, items.items[i].name, &making->sent[making->sent_count]))
            making->sent_count++;
    return SJ_OK;
}

static const struct sj_sent_report *find_sent(const struct sj_status_making *making,
                                              const char *period, const char *kind, bool newest)
{
    const struct sj_sent_report *found = NULL;
    for (size_t i = 0; i < making->sent_count; i++) {
        const struct sj_sent_report *sent = &making->sent[i];
        if (strcmp(sent->report->period, period) != 0 || strcmp(sent->report->kind, kind) != 0)
            continue;
        if (found == NULL || (sent->report->revision > found->report->revision) == newest)
            found = sent;
    }
    return found;
}

/* ---- a period ---- */

static bool states(const Shangji__V1__Report *report, const char *code)
{
    for (size_t i = 0; i < report->n_facts; i++)
        if (strcmp(report->facts[i]->indicator, code) == 0 &&
            strcmp(report->facts[i]->period, report->period) == 0)
            return true;
    for (size_t i = 0; i < report->n_statements; i++)
        if (strcmp(report->statements[i]->indicator, code) == 0)
            return true;
    return false;
}

static const struct sj_catalogue *catalogue_of(struct sj_status_making *making, const char *version)
{
    struct sj_catalogue *catalogue = NULL;
    struct sj_error ignored;
    if (!sj_home_has_catalogue(making->home, version) ||
        sj_home_catalogue(making->home, version, making->arena, &catalogue, &ignored) != SJ_OK)
        return NULL;
    return catalogue;
}

static enum sj_status put_missing(struct sj_status_making *making,
                                  const Shangji__V1__PeriodState *state,
                                  const struct sj_sent_report *sent,
                                  const struct sj_catalogue *catalogue,
                                  Shangji__V1__PeriodStatus *period, struct sj_error *error)
{
    period->missing = sj_arena_array(making->arena, state->n_required + 1, sizeof(char *));
    period->missing_names = sj_arena_array(making->arena, state->n_required + 1, sizeof(char *));
    if (period->missing == NULL || period->missing_names == NULL)
        return sj_status_no_memory(error);
    for (size_t i = 0; i < state->n_required; i++) {
        if (sent != NULL && states(sent->report, state->required[i]))
            continue;
        period->missing[period->n_missing++] = state->required[i];
        period->missing_names[period->n_missing_names++] =
            sj_pb_text(sj_catalogue_name(catalogue, state->required[i]));
    }
    return SJ_OK;
}

static bool is_about(const struct sj_notice *notice, const struct sj_digest *identity)
{
    char prefix[2 * PREFIX_BYTES + 1];
    sj_hex_encode(SJ_BYTES(identity->bytes, PREFIX_BYTES), prefix);
    return strcmp(notice->entry.subject, prefix) == 0;
}

static enum sj_status put_return(struct sj_status_making *making, const struct sj_sent_report *sent,
                                 const struct sj_catalogue *catalogue,
                                 Shangji__V1__PeriodStatus *period, struct sj_error *error)
{
    for (size_t i = 0; i < making->notices.count; i++) {
        const struct sj_notice *notice = &making->notices.items[i];
        bool by_operator;
        if (strcmp(notice->entry.type, "return") != 0 || !is_about(notice, &sent->entry.identity))
            continue;
        const Shangji__V1__Act *act = sj_notice_act(making, notice, &by_operator);
        Shangji__V1__ReturnStatus *returned =
            sj_pb_new(&shangji__v1__return_status__descriptor, making->arena);
        if (returned == NULL)
            return sj_status_no_memory(error);
        period->status = SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_RETURNED;
        period->returned = returned;
        returned->entry = notice->index;
        returned->taken_at = notice->entry.taken_at;
        returned->signed_by_operator = by_operator;
        if (act == NULL || act->act_case != SHANGJI__V1__ACT__ACT_RETURNED)
            continue;
        returned->reason = act->returned->reason;
        returned->points = sj_return_points(act->returned, sent->report, catalogue, making->arena);
        if (returned->points == NULL)
            return sj_status_no_memory(error);
        returned->n_points = act->returned->n_points;
    }
    return SJ_OK;
}

static enum sj_status put_sent(struct sj_status_making *making,
                               const Shangji__V1__PeriodState *state,
                               const struct sj_sent_report *sent,
                               const struct sj_catalogue *catalogue,
                               Shangji__V1__PeriodStatus *period, struct sj_error *error)
{
    int64_t deadline;
    const struct sj_sent_report *first = find_sent(making, state->period, state->kind, false);
    period->revision = sent->report->revision;
    period->entry = sent->index;
    period->taken_at = first->entry.taken_at;
    period->status = sj_date_deadline(sj_bytes_of(state->deadline), &deadline) &&
                             first->entry.taken_at > deadline
                         ? SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_LATE
                         : SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_ON_TIME;
    return put_return(making, sent, catalogue, period, error);
}

static const Shangji__V1__ReopeningState *find_reopening(const struct sj_status_making *making,
                                                         const Shangji__V1__PeriodState *state)
{
    for (size_t i = 0; i < making->roll->n_reopenings; i++) {
        const Shangji__V1__ReopeningState *reopening = making->roll->reopenings[i];
        if (strcmp(reopening->township, making->status->township) == 0 &&
            strcmp(reopening->period, state->period) == 0 &&
            strcmp(reopening->kind, state->kind) == 0)
            return reopening;
    }
    return NULL;
}

static enum sj_status put_period(struct sj_status_making *making,
                                 const Shangji__V1__PeriodState *state, struct sj_error *error)
{
    const struct sj_sent_report *sent = find_sent(making, state->period, state->kind, true);
    const Shangji__V1__ReopeningState *reopening = find_reopening(making, state);
    const struct sj_catalogue *catalogue = catalogue_of(making, state->catalogue);
    Shangji__V1__PeriodStatus *period =
        sj_pb_new(&shangji__v1__period_status__descriptor, making->arena);
    if (period == NULL)
        return sj_status_no_memory(error);
    period->period = state->period;
    period->kind = state->kind;
    period->closed = state->closed;
    period->reopened = reopening != NULL;
    period->deadline = reopening != NULL ? reopening->deadline : state->deadline;
    period->days_left = sj_days_left(period->deadline, making->now);
    period->status = SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_MISSING;
    enum sj_status status =
        sent == NULL ? SJ_OK : put_sent(making, state, sent, catalogue, period, error);
    if (status == SJ_OK)
        status = put_missing(making, state, sent, catalogue, period, error);
    making->status->periods[making->status->n_periods++] = period;
    return status;
}

static enum sj_status put_periods(struct sj_status_making *making, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    if (making->roll == NULL)
        return SJ_OK;
    making->status->periods =
        sj_arena_array(making->arena, making->roll->n_periods + 1, sizeof(void *));
    if (making->status->periods == NULL)
        return sj_status_no_memory(error);
    for (size_t i = 0; status == SJ_OK && i < making->roll->n_periods; i++)
        status = put_period(making, making->roll->periods[i], error);
    return status;
}

/* ---- the whole ---- */

static const Shangji__V1__TownshipState *find_township(const Shangji__V1__GetRollReply *roll,
                                                       const char *code)
{
    for (size_t i = 0; roll != NULL && i < roll->n_townships; i++)
        if (roll->townships[i]->township != NULL &&
            strcmp(roll->townships[i]->township->code, code) == 0)
            return roll->townships[i];
    return NULL;
}

/* The checkpoint's size, from its second line: it was verified when it was kept. */
static uint64_t size_of(struct sj_status_making *making)
{
    struct sj_bytes note;
    struct sj_error ignored;
    const char *path = sj_home_file(making->home, "checkpoint");
    if (path == NULL || !sj_file_exists(path) ||
        sj_file_read(path, NOTE_MAX_BYTES, making->arena, &note, &ignored) != SJ_OK)
        return 0;
    const char *text = sj_arena_text(making->arena, note);
    const char *line = text == NULL ? NULL : strchr(text, '\n');
    return line == NULL ? 0 : strtoull(line + 1, NULL, 10);
}

static void put_head(struct sj_status_making *making)
{
    struct stat found;
    Shangji__V1__TownshipStatus *made = making->status;
    const char *roll = sj_home_file(making->home, "roll");
    const char *alarm = sj_home_file(making->home, "checkpoint.alarm");
    made->origin = making->card->origin;
    made->division_name = making->card->division_name;
    made->ledger_size = size_of(making);
    made->as_of = roll != NULL && stat(roll, &found) == 0 ? (int64_t)found.st_mtime : 0;
    made->rewritten = alarm != NULL && sj_file_exists(alarm);
    if (making->township == NULL)
        return;
    made->name = making->township->township->name;
    made->required = making->township->required;
    made->n_required = making->township->n_required;
}

enum sj_status sj_township_status_make(struct sj_home *home, int64_t now, struct sj_arena *arena,
                                       Shangji__V1__TownshipStatus **made, struct sj_error *error)
{
    const char *code;
    struct sj_status_making making = {.home = home, .arena = arena, .now = now};
    making.status = sj_pb_new(&shangji__v1__township_status__descriptor, arena);
    if (making.status == NULL)
        return sj_status_no_memory(error);
    enum sj_status status = sj_home_card(home, &making.card, error);
    if (status == SJ_OK)
        status = sj_home_township(home, &code, error);
    if (status == SJ_OK)
        status = sj_home_roll(home, &making.roll, error);
    if (status != SJ_OK)
        return status;
    making.status->township = sj_pb_text(code);
    making.township = find_township(making.roll, code);
    put_head(&making);
    status = sj_notices_list(home, arena, &making.notices, error);
    if (status == SJ_OK)
        status = load_sent(&making, error);
    if (status == SJ_OK)
        status = put_periods(&making, error);
    if (status == SJ_OK)
        status = sj_status_put_waiting(&making, error);
    if (status == SJ_OK)
        status = sj_status_put_entered(&making, error);
    *made = making.status;
    return status;
}

bool sj_township_status_urgent(const Shangji__V1__TownshipStatus *status)
{
    bool urgent = status->rewritten;
    for (size_t i = 0; i < status->n_alarms; i++)
        urgent |= !status->alarms[i]->acknowledged;
    for (size_t i = 0; i < status->n_waiting; i++)
        urgent |= status->waiting[i]->refused;
    for (size_t i = 0; i < status->n_periods; i++)
        urgent |= status->periods[i]->returned != NULL;
    return urgent;
}
