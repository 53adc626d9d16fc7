#include "trust/envelope.h"

#include "base/i18n.h"
#include "base/text.h"
#include "proto/pb.h"

#include <dsse.pb-c.h>
#include <stdio.h>
#include <string.h>

enum { PAE_HEAD = 64 }; /* "DSSEv1 ", two lengths and three blanks take at most 50 */

static enum sj_status no_room(struct sj_error *error)
{
    return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM",
                        _("the envelope does not fit in the memory set aside for a call; send a "
                          "smaller one"));
}

static enum sj_status too_long(struct sj_error *error)
{
    return sj_error_set(error, SJ_EXHAUSTED, "ENVELOPE_TOO_LONG",
                        _("the envelope has more than %d bytes; shorten the report"),
                        SJ_ENVELOPE_MAX_BYTES);
}

/* How many signatures there may be. */
static enum sj_status check_count(size_t count, struct sj_error *error)
{
    if (count == 0)
        return sj_error_set(error, SJ_INVALID, "ENVELOPE_UNSIGNED",
                            _("the envelope has no signature; sign it first"));
    if (count > SJ_ENVELOPE_SIGNATURES_MAX)
        return sj_error_set(error, SJ_INVALID, "ENVELOPE_SIGNATURES",
                            _("the envelope has %zu signatures and may have %d; leave out those "
                              "that nobody asks for"),
                            count, SJ_ENVELOPE_SIGNATURES_MAX);
    return SJ_OK;
}

/* What holds of every envelope, whether it comes in or goes out. */
static enum sj_status check(const struct sj_envelope *envelope, struct sj_error *error)
{
    enum sj_status status = check_count(envelope->signature_count, error);
    if (status)
        return status;
    if (envelope->payload_type.len == 0 || !sj_utf8_valid(envelope->payload_type)) {
        sj_error_set(error, SJ_INVALID, "ENVELOPE_TYPE",
                     _("the envelope does not say what it holds; make it again with this program"));
        sj_error_at(error, "payload_type");
        return SJ_INVALID;
    }
    for (size_t i = 0; i < envelope->signature_count; i++) {
        if (envelope->signatures[i].sig.len == SJ_SIGNATURE)
            continue;
        sj_error_set(error, SJ_INVALID, "ENVELOPE_SIGNATURE_LENGTH",
                     _("a signature of the envelope has %zu bytes and not %d; sign it again"),
                     envelope->signatures[i].sig.len, SJ_SIGNATURE);
        sj_error_at(error, "signatures[%zu].sig", i);
        return SJ_INVALID;
    }
    return SJ_OK;
}

enum sj_status sj_envelope_decode(struct sj_bytes bytes, struct sj_arena *arena,
                                  struct sj_envelope *envelope, struct sj_error *error)
{
    ProtobufCMessage *message;
    if (bytes.len > SJ_ENVELOPE_MAX_BYTES)
        return too_long(error);
    enum sj_status status = sj_pb_unpack(&shangji__v1__envelope__descriptor, bytes, arena,
                                         _("envelope"), &message, error);
    if (status)
        return status;
    const Shangji__V1__Envelope *packed = (const Shangji__V1__Envelope *)message;
    status = check_count(packed->n_signatures, error);
    if (status)
        return status;
    *envelope = (struct sj_envelope){
        .payload = sj_pb_bytes(packed->payload),
        .payload_type = sj_bytes_of(packed->payload_type),
        .signature_count = packed->n_signatures,
    };
    for (size_t i = 0; i < packed->n_signatures; i++) {
        envelope->signatures[i].sig = sj_pb_bytes(packed->signatures[i]->sig);
        envelope->signatures[i].keyid = sj_bytes_of(packed->signatures[i]->keyid);
    }
    return check(envelope, error);
}

static Shangji__V1__Signature *signature_message(const struct sj_envelope_signature *signature,
                                                 struct sj_arena *arena)
{
    Shangji__V1__Signature *message = sj_pb_new(&shangji__v1__signature__descriptor, arena);
    if (!message)
        return NULL;
    message->sig = sj_pb_binary(arena, signature->sig);
    message->keyid = sj_arena_text(arena, signature->keyid);
    return message->sig.data && message->keyid ? message : NULL;
}

/* The message that stands for the envelope; NULL without room. */
static Shangji__V1__Envelope *envelope_message(const struct sj_envelope *envelope,
                                               struct sj_arena *arena)
{
    Shangji__V1__Envelope *message = sj_pb_new(&shangji__v1__envelope__descriptor, arena);
    if (!message)
        return NULL;
    message->payload = sj_pb_binary(arena, envelope->payload);
    message->payload_type = sj_arena_text(arena, envelope->payload_type);
    message->n_signatures = envelope->signature_count;
    message->signatures = sj_arena_array(arena, envelope->signature_count, sizeof(void *));
    if (!message->payload.data || !message->payload_type || !message->signatures)
        return NULL;
    for (size_t i = 0; i < envelope->signature_count; i++) {
        message->signatures[i] = signature_message(&envelope->signatures[i], arena);
        if (!message->signatures[i])
            return NULL;
    }
    return message;
}

enum sj_status sj_envelope_encode(const struct sj_envelope *envelope, struct sj_arena *arena,
                                  struct sj_bytes *bytes, struct sj_error *error)
{
    struct sj_bytes packed;
    enum sj_status status = check(envelope, error);
    if (status)
        return status;
    const Shangji__V1__Envelope *message = envelope_message(envelope, arena);
    if (!message)
        return no_room(error);
    status = sj_pb_pack(&message->base, arena, &packed, error);
    if (status)
        return status;
    if (packed.len > SJ_ENVELOPE_MAX_BYTES)
        return too_long(error);
    *bytes = packed;
    return SJ_OK;
}

/* All of the PAE that stands before the payload; `head` has room for PAE_HEAD bytes more than the
 * type. The type is copied by its length, because it may
 * be any bytes. */
static size_t pae_head(struct sj_bytes payload_type, size_t payload_len, uint8_t *head)
{
    size_t len = (size_t)snprintf((char *)head, PAE_HEAD, "DSSEv1 %zu ", payload_type.len);
    if (payload_type.len)
        memcpy(head + len, payload_type.data, payload_type.len);
    len += payload_type.len;
    return len + (size_t)snprintf((char *)head + len, PAE_HEAD / 2, " %zu ", payload_len);
}

enum sj_status sj_envelope_pae(struct sj_bytes payload_type, struct sj_bytes payload,
                               struct sj_arena *arena, struct sj_bytes *pae, struct sj_error *error)
{
    uint8_t *data = sj_arena_alloc(arena, PAE_HEAD + payload_type.len + payload.len);
    if (!data)
        return no_room(error);
    size_t head = pae_head(payload_type, payload.len, data);
    if (payload.len)
        memcpy(data + head, payload.data, payload.len);
    *pae = SJ_BYTES(data, head + payload.len);
    return SJ_OK;
}

enum sj_status sj_envelope_identity(const struct sj_envelope *envelope, struct sj_arena *arena,
                                    struct sj_digest *identity, struct sj_error *error)
{
    uint8_t *head = sj_arena_alloc(arena, PAE_HEAD + envelope->payload_type.len);
    if (!head)
        return no_room(error);
    size_t len = pae_head(envelope->payload_type, envelope->payload.len, head);
    *identity = sj_blake2b2(SJ_BYTES(head, len), envelope->payload);
    return SJ_OK;
}

/* Which signature the key made over the PAE; signature_count if none. */
static size_t find_by_key(const struct sj_envelope *envelope, const struct sj_public_key *key,
                          struct sj_bytes pae)
{
    size_t i = 0;
    while (i < envelope->signature_count && !sj_verify(key, pae, envelope->signatures[i].sig))
        i++;
    return i;
}

enum sj_status sj_envelope_sign(struct sj_envelope *envelope, const struct sj_key *key,
                                struct sj_arena *arena, struct sj_error *error)
{
    struct sj_bytes pae = {0};
    struct sj_public_key public_key = sj_key_public(key);
    enum sj_status status =
        sj_envelope_pae(envelope->payload_type, envelope->payload, arena, &pae, error);
    if (status)
        return status;
    size_t place = find_by_key(envelope, &public_key, pae);
    if (place == SJ_ENVELOPE_SIGNATURES_MAX)
        return sj_error_set(error, SJ_EXHAUSTED, "ENVELOPE_SIGNATURES",
                            _("the envelope has %d signatures already and takes no more; leave out "
                              "those that nobody asks for"),
                            SJ_ENVELOPE_SIGNATURES_MAX);
    uint8_t *sig = sj_arena_alloc(arena, SJ_SIGNATURE);
    char *keyid = sj_arena_alloc(arena, SJ_KEYID_TEXT);
    if (!sig || !keyid)
        return no_room(error);
    sj_key_sign(key, pae, sig);
    sj_key_id(&public_key, keyid);
    envelope->signatures[place].sig = SJ_BYTES(sig, SJ_SIGNATURE);
    envelope->signatures[place].keyid = sj_bytes_of(keyid);
    if (place == envelope->signature_count)
        envelope->signature_count++;
    return SJ_OK;
}

/* Keys not yet found are tried on the signature, first those that its hint names, then the rest:
 * the hint saves time and decides nothing. SIZE_MAX if none of them made it. */
static size_t find_signer(const struct sj_envelope_signature *signature, struct sj_bytes pae,
                          const struct sj_public_key *keys, size_t key_count, const bool *found)
{
    char id[SJ_KEYID_TEXT];
    for (int hinted = 1; hinted >= 0; hinted--) {
        for (size_t i = 0; i < key_count; i++) {
            if (found[i] ||
                sj_bytes_equal(signature->keyid, sj_bytes_of(sj_key_id(&keys[i], id))) != hinted)
                continue;
            if (sj_verify(&keys[i], pae, signature->sig))
                return i;
        }
    }
    return SIZE_MAX;
}

enum sj_status sj_envelope_verify(const struct sj_envelope *envelope,
                                  const struct sj_public_key *keys, size_t key_count,
                                  struct sj_arena *arena, bool *signed_by, size_t *matched,
                                  struct sj_error *error)
{
    struct sj_bytes pae = {0};
    *matched = 0;
    for (size_t i = 0; i < key_count; i++)
        signed_by[i] = false;
    enum sj_status status =
        sj_envelope_pae(envelope->payload_type, envelope->payload, arena, &pae, error);
    if (status)
        return status;
    for (size_t s = 0; s < envelope->signature_count; s++) {
        size_t signer = find_signer(&envelope->signatures[s], pae, keys, key_count, signed_by);
        if (signer == SIZE_MAX)
            continue;
        for (size_t i = 0; i < key_count; i++)
            if (sj_public_key_equal(&keys[i], &keys[signer]))
                signed_by[i] = true;
        *matched += 1;
    }
    return SJ_OK;
}
