#include "client/signers.h"

#include "base/i18n.h"
#include "client/operator_report.h"
#include "proto/pb.h"
#include "trust/checkpoint.h"

#include <string.h>

bool sj_role_parse(const char *text, Shangji__V1__Role *role)
{
    bool head = strcmp(text, "head") == 0;
    *role = head ? SHANGJI__V1__ROLE__ROLE_HEAD : SHANGJI__V1__ROLE__ROLE_PREPARER;
    return head || strcmp(text, "preparer") == 0;
}

const char *sj_role_text(Shangji__V1__Role role)
{
    switch (role) {
    case SHANGJI__V1__ROLE__ROLE_PREPARER:
        return _("preparer");
    case SHANGJI__V1__ROLE__ROLE_HEAD:
        return _("responsible head");
    case SHANGJI__V1__ROLE__ROLE_UNSPECIFIED:
    case _SHANGJI__V1__ROLE_IS_INT_SIZE:
        break;
    }
    return _("no role");
}

const Shangji__V1__KeyState *sj_roll_key(const Shangji__V1__TownshipState *township,
                                         const struct sj_public_key *key)
{
    for (size_t i = township->n_keys; i-- > 0;) {
        struct sj_public_key found;
        if (sj_public_key_of(sj_pb_bytes(township->keys[i]->public_key), &found) &&
            sj_public_key_equal(&found, key))
            return township->keys[i];
    }
    return NULL;
}

/* ---- the keys that are known ---- */

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the signers' keys"));
}

enum sj_status sj_known_keys_add(struct sj_known_keys *known, const struct sj_known_key *key,
                                 struct sj_arena *arena, struct sj_error *error)
{
    if (known->count == known->room) {
        size_t room = known->room ? 2 * known->room : 16;
        struct sj_known_key *grown = sj_arena_array(arena, room, sizeof(*grown));
        if (!grown)
            return no_memory(error);
        if (known->count)
            memcpy(grown, known->items, known->count * sizeof(*grown));
        known->items = grown;
        known->room = room;
    }
    known->items[known->count++] = *key;
    return SJ_OK;
}

/* What is no key is passed over: it signs nothing. */
static enum sj_status add_bytes(struct sj_known_keys *known, ProtobufCBinaryData bytes,
                                enum sj_key_use use, struct sj_arena *arena, struct sj_error *error)
{
    struct sj_known_key key = {.use = use};
    if (!sj_public_key_of(sj_pb_bytes(bytes), &key.key))
        return SJ_OK;
    return sj_known_keys_add(known, &key, arena, error);
}

static enum sj_status add_card(struct sj_known_keys *known, const Shangji__V1__CityCard *card,
                               struct sj_arena *arena, struct sj_error *error)
{
    struct sj_log_key ledger;
    struct sj_known_key key = {.use = SJ_KEY_OF_LEDGER};
    enum sj_status status = add_bytes(known, card->operator_key, SJ_KEY_OF_OPERATOR, arena, error);
    if (status == SJ_OK)
        status = add_bytes(known, card->recovery_key, SJ_KEY_OF_RECOVERY, arena, error);
    for (size_t i = 0; status == SJ_OK && i < card->n_former_operator_keys; i++)
        status = add_bytes(known, card->former_operator_keys[i], SJ_KEY_OF_FORMER_OPERATOR, arena,
                           error);
    if (status == SJ_OK)
        status = sj_log_key_parse(sj_bytes_of(card->ledger_key), &ledger, error);
    key.key = ledger.key;
    return status == SJ_OK ? sj_known_keys_add(known, &key, arena, error) : status;
}

static bool is_hinted(const struct sj_envelope *envelope, const struct sj_public_key *key)
{
    char id[SJ_KEYID_TEXT];
    struct sj_bytes text = sj_bytes_of(sj_key_id(key, id));
    for (size_t i = 0; i < envelope->signature_count; i++)
        if (sj_bytes_equal(envelope->signatures[i].keyid, text))
            return true;
    return false;
}

/* The keys of the township that it is about, and of the others those that a key id names. */
static enum sj_status add_roll(struct sj_known_keys *known, const Shangji__V1__GetRollReply *roll,
                               const char *code, const struct sj_envelope *envelope,
                               struct sj_arena *arena, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t t = 0; t < roll->n_townships; t++) {
        const Shangji__V1__TownshipState *township = roll->townships[t];
        bool own = code && township->township && strcmp(township->township->code, code) == 0;
        for (size_t i = 0; status == SJ_OK && i < township->n_keys; i++) {
            struct sj_known_key key = {
                .use = SJ_KEY_OF_TOWNSHIP, .township = township, .state = township->keys[i]};
            if (sj_public_key_of(sj_pb_bytes(key.state->public_key), &key.key) &&
                (own || is_hinted(envelope, &key.key)))
                status = sj_known_keys_add(known, &key, arena, error);
        }
    }
    return status;
}

static const char *township_of(const struct sj_submission *submission)
{
    if (submission && submission->report)
        return submission->report->township;
    if (submission && submission->act &&
        submission->act->act_case == SHANGJI__V1__ACT__ACT_ENROLMENT)
        return submission->act->enrolment->township;
    return NULL;
}

enum sj_status sj_known_keys_find(const Shangji__V1__CityCard *card,
                                  const Shangji__V1__GetRollReply *roll,
                                  const struct sj_submission *submission,
                                  const struct sj_envelope *envelope, struct sj_arena *arena,
                                  struct sj_known_keys *known, struct sj_error *error)
{
    *known = (struct sj_known_keys){0};
    enum sj_status status = SJ_OK;
    if (roll)
        status = add_roll(known, roll, township_of(submission), envelope, arena, error);
    if (status == SJ_OK && card)
        status = add_card(known, card, arena, error);
    if (status == SJ_OK && submission && submission->act &&
        submission->act->act_case == SHANGJI__V1__ACT__ACT_ENROLMENT)
        status =
            add_bytes(known, submission->act->enrolment->public_key, SJ_KEY_TO_ENROL, arena, error);
    return status;
}

/* ---- who signed ---- */

static struct sj_signer signer_of(const struct sj_envelope_signature *signature,
                                  struct sj_bytes pae, const struct sj_known_keys *known)
{
    struct sj_signer signer = {0};
    char id[SJ_KEYID_TEXT];
    for (size_t i = 0; i < known->count && !signer.by; i++) {
        const struct sj_known_key *key = &known->items[i];
        if (sj_verify(&key->key, pae, signature->sig))
            signer.by = key;
        else if (!signer.hinted &&
                 sj_bytes_equal(signature->keyid, sj_bytes_of(sj_key_id(&key->key, id))))
            signer.hinted = key;
    }
    return signer;
}

enum sj_status sj_signers_find(const struct sj_envelope *envelope,
                               const struct sj_known_keys *known, struct sj_arena *arena,
                               struct sj_signer signers[static SJ_ENVELOPE_SIGNATURES_MAX],
                               struct sj_error *error)
{
    struct sj_bytes pae;
    enum sj_status status =
        sj_envelope_pae(envelope->payload_type, envelope->payload, arena, &pae, error);
    for (size_t i = 0; status == SJ_OK && i < envelope->signature_count; i++)
        signers[i] = signer_of(&envelope->signatures[i], pae, known);
    return status;
}

static const char *township_key_text(const struct sj_known_key *key, struct sj_arena *arena)
{
    const Shangji__V1__Township *township = key->township->township;
    const char *text =
        sj_arena_printf(arena, _("%s of %s %s, enrolled with entry %llu"),
                        sj_role_text(key->state->role), township ? township->code : "",
                        township ? township->name : "", (unsigned long long)key->state->from_index);
    if (text && key->state->recovery)
        text = sj_arena_printf(arena, _("%s as a recovery"), text);
    if (text && key->state->until_index)
        text = sj_arena_printf(arena, _("%s, ended with entry %llu"), text,
                               (unsigned long long)key->state->until_index);
    return text ? text : "";
}

const char *sj_known_key_text(const struct sj_known_key *key, struct sj_arena *arena)
{
    switch (key->use) {
    case SJ_KEY_OF_TOWNSHIP:
        return township_key_text(key, arena);
    case SJ_KEY_OF_OPERATOR:
        return _("the operator's key, by the city card");
    case SJ_KEY_OF_FORMER_OPERATOR:
        return _("a former key of the operator, by the city card");
    case SJ_KEY_OF_RECOVERY:
        return _("the recovery key, by the city card");
    case SJ_KEY_OF_LEDGER:
        return _("the ledger's key, by the city card");
    case SJ_KEY_TO_ENROL:
        return _("the key that it asks to enrol");
    case SJ_KEY_GIVEN:
        break;
    }
    return key->path ? key->path : "";
}

/* ---- who must ---- */

struct sj_missing_roles sj_missing_roles(const Shangji__V1__TownshipState *township,
                                         const struct sj_signer *signers, size_t count)
{
    struct sj_missing_roles missing = {0};
    for (size_t i = 0; i < township->n_required; i++) {
        missing.preparer |= township->required[i] == SHANGJI__V1__ROLE__ROLE_PREPARER;
        missing.head |= township->required[i] == SHANGJI__V1__ROLE__ROLE_HEAD;
    }
    for (size_t i = 0; i < count; i++) {
        const struct sj_known_key *by = signers[i].by;
        if (!by || by->township != township || by->state->until_index != 0)
            continue;
        if (by->state->role == SHANGJI__V1__ROLE__ROLE_PREPARER)
            missing.preparer = false;
        if (by->state->role == SHANGJI__V1__ROLE__ROLE_HEAD)
            missing.head = false;
    }
    return missing;
}

const char *sj_missing_roles_text(struct sj_missing_roles missing)
{
    if (missing.preparer && missing.head)
        return _("the preparer and the responsible head");
    return missing.head ? _("the responsible head") : missing.preparer ? _("the preparer") : "";
}

enum sj_status sj_report_missing_roles(const Shangji__V1__CityCard *card,
                                       const Shangji__V1__GetRollReply *roll,
                                       const struct sj_submission *submission,
                                       const struct sj_envelope *envelope, struct sj_arena *arena,
                                       struct sj_missing_roles *missing, struct sj_error *error)
{
    struct sj_known_keys known;
    struct sj_signer signers[SJ_ENVELOPE_SIGNATURES_MAX];
    *missing = (struct sj_missing_roles){0};
    const Shangji__V1__TownshipState *township =
        roll && submission->report ? sj_roll_township(roll, submission->report->township) : NULL;
    if (!township)
        return SJ_OK;
    enum sj_status status =
        sj_known_keys_find(card, roll, submission, envelope, arena, &known, error);
    if (status == SJ_OK)
        status = sj_signers_find(envelope, &known, arena, signers, error);
    if (status == SJ_OK)
        *missing = sj_missing_roles(township, signers, envelope->signature_count);
    return status;
}
