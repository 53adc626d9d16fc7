/* What waits in the outbox, and what others entered about the township. */
#include "client/township_parts.h"

#include "client/act_text.h"
#include "client/card.h"
#include "client/outbox.h"
#include "proto/pb.h"
#include "rules/submission.h"
#include "trust/envelope.h"

#include <string.h>

enum { KEYS_MAX = 64, WHY_MAX_BYTES = 64 * 1024 };

/* The act in a notice; NULL where the city did not give it. *by_operator: signed as it must be. */
const Shangji__V1__Act *sj_notice_act(struct sj_status_making *making,
                                      const struct sj_notice *notice, bool *by_operator)
{
    struct sj_envelope envelope;
    struct sj_submission submission;
    struct sj_error ignored;
    *by_operator = false;
    if (notice->envelope.len == 0 ||
        sj_envelope_decode(notice->envelope, making->arena, &envelope, &ignored) != SJ_OK ||
        sj_submission_decode(envelope.payload_type, envelope.payload, making->arena, &submission,
                             &ignored) != SJ_OK)
        return NULL;
    if (sj_card_is_operators(making->card, &envelope, making->arena, by_operator, &ignored) !=
        SJ_OK)
        *by_operator = false;
    return submission.act;
}

/* ---- what waits ---- */

static bool has_signed(const struct sj_status_making *making, const struct sj_envelope *envelope,
                       Shangji__V1__Role role)
{
    struct sj_public_key keys[KEYS_MAX];
    bool signers[KEYS_MAX];
    struct sj_error ignored;
    size_t count = 0, matched = 0;
    for (size_t i = 0; i < making->township->n_keys && count < KEYS_MAX; i++) {
        const Shangji__V1__KeyState *key = making->township->keys[i];
        if (key->role == role && key->until_index == 0 &&
            sj_public_key_of(sj_pb_bytes(key->public_key), &keys[count]))
            count++;
    }
    return count > 0 &&
           sj_envelope_verify(envelope, keys, count, making->arena, signers, &matched, &ignored) ==
               SJ_OK &&
           matched > 0;
}

static enum sj_status put_must_sign(struct sj_status_making *making, const char *name,
                                    Shangji__V1__WaitingStatus *waiting, struct sj_error *error)
{
    struct sj_outbox_parcel parcel;
    struct sj_envelope envelope;
    struct sj_error ignored;
    if (making->township == NULL ||
        sj_outbox_load(making->home, name, making->arena, &parcel, &ignored) != SJ_OK ||
        sj_envelope_decode(parcel.envelope, making->arena, &envelope, &ignored) != SJ_OK)
        return SJ_OK;
    waiting->must_sign =
        sj_arena_array(making->arena, making->township->n_required + 1, sizeof *waiting->must_sign);
    if (waiting->must_sign == NULL)
        return sj_status_no_memory(error);
    for (size_t i = 0; i < making->township->n_required; i++)
        if (!has_signed(making, &envelope, making->township->required[i]))
            waiting->must_sign[waiting->n_must_sign++] = making->township->required[i];
    return SJ_OK;
}

static enum sj_status put_why(struct sj_status_making *making, const struct sj_outbox_item *item,
                              Shangji__V1__WaitingStatus *waiting, struct sj_error *error)
{
    struct sj_bytes why;
    const char *file = sj_arena_printf(making->arena, "outbox/%s.refused", item->name);
    const char *path = file == NULL ? NULL : sj_home_file(making->home, file);
    if (path == NULL)
        return sj_status_no_memory(error);
    if (!item->refused)
        return SJ_OK;
    enum sj_status status = sj_file_read(path, WHY_MAX_BYTES, making->arena, &why, error);
    if (status == SJ_OK && (waiting->why = sj_arena_text(making->arena, why)) == NULL)
        status = sj_status_no_memory(error);
    return status;
}

enum sj_status sj_status_put_waiting(struct sj_status_making *making, struct sj_error *error)
{
    struct sj_outbox_items items;
    enum sj_status status = sj_outbox_list(making->home, making->arena, &items, error);
    if (status == SJ_OK)
        making->status->waiting = sj_arena_array(making->arena, items.count + 1, sizeof(void *));
    if (status == SJ_OK && making->status->waiting == NULL)
        return sj_status_no_memory(error);
    for (size_t i = 0; status == SJ_OK && i < items.count; i++) {
        Shangji__V1__WaitingStatus *waiting =
            sj_pb_new(&shangji__v1__waiting_status__descriptor, making->arena);
        if (waiting == NULL)
            return sj_status_no_memory(error);
        waiting->name = sj_pb_text(items.items[i].name);
        waiting->refused = items.items[i].refused;
        making->status->waiting[making->status->n_waiting++] = waiting;
        status = put_why(making, &items.items[i], waiting, error);
        if (status == SJ_OK)
            status = put_must_sign(making, items.items[i].name, waiting, error);
    }
    return status;
}

/* ---- what others entered ---- */

static enum sj_status put_notice(struct sj_status_making *making, const struct sj_notice *notice,
                                 struct sj_error *error)
{
    bool by_operator;
    const Shangji__V1__Act *act = sj_notice_act(making, notice, &by_operator);
    Shangji__V1__NoticeStatus *made =
        sj_pb_new(&shangji__v1__notice_status__descriptor, making->arena);
    if (made == NULL)
        return sj_status_no_memory(error);
    made->name = sj_pb_text(notice->name);
    made->entry = notice->index;
    made->taken_at = notice->entry.taken_at;
    made->type = sj_pb_text(notice->entry.type);
    made->subject = sj_pb_text(notice->entry.subject);
    if (act != NULL)
        made->reason = sj_pb_text(sj_act_reason(act));
    making->status->notices[making->status->n_notices++] = made;
    return SJ_OK;
}

static enum sj_status put_alarm(struct sj_status_making *making, const struct sj_notice *notice,
                                struct sj_error *error)
{
    Shangji__V1__AlarmStatus *alarm =
        sj_pb_new(&shangji__v1__alarm_status__descriptor, making->arena);
    if (alarm == NULL)
        return sj_status_no_memory(error);
    alarm->name = sj_pb_text(notice->name);
    alarm->entry = notice->index;
    alarm->text = sj_pb_text(notice->alarm);
    alarm->acknowledged = notice->acknowledged;
    making->status->alarms[making->status->n_alarms++] = alarm;
    return SJ_OK;
}

enum sj_status sj_status_put_entered(struct sj_status_making *making, struct sj_error *error)
{
    Shangji__V1__TownshipStatus *made = making->status;
    enum sj_status status = SJ_OK;
    made->notices = sj_arena_array(making->arena, making->notices.count + 1, sizeof(void *));
    made->alarms = sj_arena_array(making->arena, making->notices.count + 1, sizeof(void *));
    if (made->notices == NULL || made->alarms == NULL)
        return sj_status_no_memory(error);
    for (size_t i = 0; status == SJ_OK && i < making->notices.count; i++) {
        const struct sj_notice *notice = &making->notices.items[i];
        status = notice->alarm == NULL ? put_notice(making, notice, error)
                                       : put_alarm(making, notice, error);
    }
    return status;
}
