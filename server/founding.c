#include "server/founding.h"

#include "base/i18n.h"
#include "proto/pb.h"

#include <roll.pb-c.h>

static bool put_text(struct sj_arena *arena, const char *text, char **field)
{
    *field = sj_arena_text(arena, sj_bytes_of(text));
    return *field != NULL;
}

static bool put_key(struct sj_arena *arena, const struct sj_public_key *key,
                    ProtobufCBinaryData *field)
{
    *field = sj_pb_binary(arena, SJ_BYTES(key->bytes, SJ_PUBLIC_KEY));
    return field->data != NULL;
}

static bool put_townships(struct sj_arena *arena, const struct sj_roll *roll,
                          Shangji__V1__Founding *message)
{
    message->townships = sj_arena_array(arena, roll->count, sizeof(Shangji__V1__Township *));
    for (size_t i = 0; message->townships && i < roll->count; i++) {
        Shangji__V1__Township *township = sj_pb_new(&shangji__v1__township__descriptor, arena);
        if (!township || !put_text(arena, roll->townships[i].code, &township->code) ||
            !put_text(arena, roll->townships[i].name, &township->name))
            return false;
        message->townships[message->n_townships++] = township;
    }
    return message->townships != NULL;
}

static bool put_previous(struct sj_arena *arena, struct sj_bytes note, char **field)
{
    if (note.len == 0)
        return true;
    *field = sj_arena_text(arena, note);
    return *field != NULL;
}

static bool fill(struct sj_arena *arena, const struct sj_founding *founding,
                 const struct sj_key *ledger_key, Shangji__V1__Founding *message)
{
    struct sj_public_key ledger = sj_key_public(ledger_key);
    return put_text(arena, founding->roll->division, &message->division) &&
           put_text(arena, founding->roll->division_name, &message->division_name) &&
           put_key(arena, &founding->operator, & message->operator_key) &&
           put_key(arena, &founding->recovery, &message->recovery_key) &&
           put_key(arena, &ledger, &message->ledger_key) &&
           put_previous(arena, founding->previous, &message->previous_checkpoint) &&
           put_townships(arena, founding->roll, message);
}

enum sj_status sj_founding_make(const struct sj_founding *founding, const struct sj_key *ledger_key,
                                struct sj_arena *arena, struct sj_bytes *bytes,
                                struct sj_error *error)
{
    Shangji__V1__Act act;
    shangji__v1__act__init(&act);
    Shangji__V1__Founding message;
    shangji__v1__founding__init(&message);
    struct sj_envelope envelope = {.payload_type = SJ_LITERAL(SJ_TYPE_ACT)};
    act.made_at = founding->made_at;
    act.act_case = SHANGJI__V1__ACT__ACT_FOUNDING;
    act.founding = &message;
    if (!put_text(arena, founding->origin, &act.origin) ||
        !fill(arena, founding, ledger_key, &message))
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the founding"));
    enum sj_status status = sj_pb_pack(&act.base, arena, &envelope.payload, error);
    if (status == SJ_OK)
        status = sj_envelope_sign(&envelope, ledger_key, arena, error);
    if (status == SJ_OK)
        status = sj_envelope_encode(&envelope, arena, bytes, error);
    return status;
}
