#include "client/rotation.h"

#include "base/i18n.h"
#include "client/file.h"
#include "client/keys.h"
#include "client/outbox.h"
#include "proto/pb.h"

#include <stdio.h>

enum { SETTLE_ARENA_BYTES = 16 * 1024 * 1024, SECRET_MODE = 0600 };

static const char new_key[] = "key.new", new_request[] = "key.new.envelope";

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the key's rotation"));
}

enum sj_status sj_rotation_look(struct sj_home *home, struct sj_rotation *rotation,
                                struct sj_error *error)
{
    *rotation = (struct sj_rotation){0};
    const char *key = sj_home_file(home, new_key), *request = sj_home_file(home, new_request);
    if (!key || !request)
        return no_memory(error);
    enum sj_status status = SJ_OK;
    if (sj_file_exists(key)) {
        rotation->begun = true;
        status = sj_keys_public(key, &rotation->key, error);
    }
    if (status == SJ_OK && sj_file_exists(request))
        status =
            sj_file_read(request, SJ_ENVELOPE_MAX_BYTES, &home->arena, &rotation->request, error);
    return status;
}

enum sj_status sj_rotation_ask(struct sj_home *home, struct sj_bytes request,
                               struct sj_rotation *rotation, struct sj_error *error)
{
    int lock = -1;
    const char *path = sj_home_file(home, new_request);
    enum sj_status status = path ? sj_outbox_lock(home, &lock, error) : no_memory(error);
    if (status != SJ_OK)
        return status;
    status = sj_rotation_look(home, rotation, error);
    if (status == SJ_OK && !rotation->begun)
        status = sj_error_set(error, SJ_ABORTED, "ROTATION_OVER",
                              _("the new key was taken into use meanwhile"));
    if (status == SJ_OK && rotation->request.len == 0) {
        status = sj_file_write(path, request, SECRET_MODE, error);
        rotation->request = request;
    }
    sj_outbox_unlock(lock);
    return status;
}

/* ---- into use ---- */

/* "enrol-430482104-0123456789abcdef": as it is kept in sent/. */
static enum sj_status name_of(struct sj_home *home, const struct sj_public_key *key,
                              const char **name, struct sj_error *error)
{
    char id[SJ_KEYID_TEXT];
    const char *code;
    enum sj_status status = sj_home_township(home, &code, error);
    if (status != SJ_OK)
        return status;
    *name = sj_arena_printf(&home->arena, "enrol-%s-%s", code, sj_key_id(key, id));
    return *name ? SJ_OK : no_memory(error);
}

/* The key of now beside itself, under its id. Written again by whoever carries on after a kill. */
static enum sj_status keep_old(struct sj_home *home, const char *path, struct sj_error *error)
{
    char name[SJ_KEYID_TEXT + 8], id[SJ_KEYID_TEXT];
    struct sj_public_key key;
    struct sj_bytes text;
    enum sj_status status = sj_keys_public(path, &key, error);
    if (status == SJ_OK)
        status = sj_file_read(path, SJ_KEY_FILE_MAX_BYTES, &home->arena, &text, error);
    if (status != SJ_OK)
        return status;
    snprintf(name, sizeof(name), "key.%s", sj_key_id(&key, id));
    const char *kept = sj_home_file(home, name);
    return kept ? sj_file_write(kept, text, SECRET_MODE, error) : no_memory(error);
}

static enum sj_status switch_keys(struct sj_home *home, struct sj_error *error)
{
    const char *key = sj_home_file(home, "key"), *next = sj_home_file(home, new_key);
    if (!key || !next)
        return no_memory(error);
    if (!sj_file_exists(next)) /* carried on after the renaming */
        return SJ_OK;
    enum sj_status status = sj_file_exists(key) ? keep_old(home, key, error) : SJ_OK;
    return status == SJ_OK ? sj_file_rename(next, key, error) : status;
}

/* Which key the request that was taken in is about. */
static enum sj_status key_of_request(struct sj_bytes request, struct sj_arena *arena,
                                     struct sj_public_key *key, struct sj_error *error)
{
    struct sj_envelope envelope;
    ProtobufCMessage *message = NULL;
    enum sj_status status = sj_envelope_decode(request, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_pb_unpack(&shangji__v1__act__descriptor, envelope.payload, arena, new_request,
                              &message, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__Act *act = (const Shangji__V1__Act *)message;
    if (act->act_case == SHANGJI__V1__ACT__ACT_ENROLMENT &&
        sj_public_key_of(sj_pb_bytes(act->enrolment->public_key), key))
        return SJ_OK;
    return sj_error_set(error, SJ_INVALID, "NOT_A_REQUEST", _("%s holds no request"), new_request);
}

static enum sj_status finish_locked(struct sj_home *home, const struct sj_taken *taken,
                                    struct sj_arena *arena, struct sj_error *error)
{
    struct sj_rotation now = {0};
    struct sj_public_key key = {0};
    struct sj_outbox_parcel parcel = {.entry = taken->entry, .receipt = taken->receipt};
    const char *name = NULL, *request = sj_home_file(home, new_request);
    enum sj_status status = request ? sj_rotation_look(home, &now, error) : no_memory(error);
    if (status != SJ_OK || now.request.len == 0) /* another process has finished it */
        return status;
    parcel.envelope = now.request;
    status = key_of_request(now.request, arena, &key, error);
    if (status == SJ_OK && now.begun && !sj_public_key_equal(&key, &now.key))
        status = sj_error_set(error, SJ_INVALID, "OTHER_KEY",
                              _("%s is not for the key in key.new; nothing was changed"), request);
    if (status == SJ_OK)
        status = name_of(home, &key, &name, error);
    if (status == SJ_OK)
        status = sj_outbox_sent(home, name, &parcel, error);
    if (status == SJ_OK)
        status = switch_keys(home, error);
    return status == SJ_OK ? sj_file_remove(request, error) : status;
}

/* key.new goes away by being renamed to key, and in no other way. */
static enum sj_status clear_request(struct sj_home *home, struct sj_arena *arena,
                                    struct sj_error *error)
{
    struct sj_rotation now = {0};
    struct sj_public_key asked = {0}, key = {0};
    const char *path = sj_home_file(home, "key"), *request = sj_home_file(home, new_request);
    int lock = -1;
    enum sj_status status = path && request ? sj_outbox_lock(home, &lock, error) : no_memory(error);
    if (status != SJ_OK)
        return status;
    status = sj_rotation_look(home, &now, error);
    if (status == SJ_OK && now.request.len > 0 && !now.begun) {
        status = key_of_request(now.request, arena, &asked, error);
        if (status == SJ_OK)
            status = sj_keys_public(path, &key, error);
        if (status == SJ_OK && !sj_public_key_equal(&asked, &key))
            status = sj_error_set(error, SJ_DATA_LOSS, "KEY_LOST",
                                  _("%s asks for a key that is neither in key.new nor in key: "
                                    "restore key.new from your backup"),
                                  request);
        if (status == SJ_OK)
            status = sj_file_remove(request, error);
    }
    sj_outbox_unlock(lock);
    return status;
}

static enum sj_status settle(struct sj_home *home, struct sj_link *link, struct sj_bytes request,
                             struct sj_arena *arena, bool *switched, uint64_t *index,
                             struct sj_error *error)
{
    struct sj_taken taken;
    int lock = -1;
    enum sj_status status = sj_link_receipt(link, request, arena, &taken, error);
    if (status == SJ_NOT_FOUND) /* the operator has not countersigned it yet */
        return SJ_OK;
    if (status == SJ_OK)
        status = sj_outbox_lock(home, &lock, error);
    if (status != SJ_OK)
        return status;
    status = finish_locked(home, &taken, arena, error);
    sj_outbox_unlock(lock);
    *switched = status == SJ_OK;
    *index = taken.evidence.index;
    if (status == SJ_OK)
        status = sj_link_watch(link, &taken.evidence.checkpoint, taken.evidence.note, error);
    return status;
}

enum sj_status sj_rotation_settle(struct sj_home *home, struct sj_link *link, bool *switched,
                                  uint64_t *index, struct sj_error *error)
{
    struct sj_rotation rotation;
    struct sj_arena arena;
    *switched = false;
    enum sj_status status = sj_rotation_look(home, &rotation, error);
    if (status != SJ_OK || rotation.request.len == 0)
        return status;
    *index = 0;
    sj_arena_init(&arena, SETTLE_ARENA_BYTES);
    if (rotation.begun) {
        status = settle(home, link, rotation.request, &arena, switched, index, error);
    } else {
        status = clear_request(home, &arena, error);
        *switched = status == SJ_OK;
    }
    sj_arena_clear(&arena);
    return status;
}

void sj_rotation_print(struct sj_home *home, uint64_t index)
{
    struct sj_public_key key;
    struct sj_error ignored;
    char id[SJ_KEYID_TEXT] = "";
    const char *path = sj_home_file(home, "key");
    if (path && sj_keys_public(path, &key, &ignored) == SJ_OK)
        sj_key_id(&key, id);
    if (index > 0)
        printf(_("The new key is enrolled with entry %llu.\n"), (unsigned long long)index);
    printf(_("The key %s signs from now on; the one before is kept beside it as key.KEYID. What "
             "waits in the outbox and only the old key has signed is signed again with 'shangji "
             "cosign NAME'.\n"),
           id);
}
