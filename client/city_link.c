#include "client/city_link.h"

#include "base/i18n.h"
#include "client/card.h"
#include "proto/methods.h"
#include "proto/pb.h"
#include "rpc/channel.h"

#include <string.h>

enum { RETRIES = 3 };

enum sj_status sj_link_open(const Shangji__V1__CityCard *card, const char *checkpoint,
                            struct sj_link *link, struct sj_error *error)
{
    *link = (struct sj_link){.card = card, .checkpoint = checkpoint};
    bool tls;
    enum sj_status status = sj_url_check(card->url, &tls, error);
    if (status == SJ_OK)
        status = sj_log_key_parse(sj_bytes_of(card->ledger_key), &link->ledger, error);
    if (status != SJ_OK)
        return status;
    struct sj_tls_trust trust = {.ca_pem = card->ca_certificate, .server_name = card->server_name};
    struct sj_channel_config config = {
        .url = card->url,
        .tls = tls ? &trust : NULL,
        .methods = sj_methods,
        .method_count = sj_method_count,
        .retries = RETRIES,
        .seed = sj_random_u64(),
    };
    return sj_channel_open(&config, &link->channel, error);
}

void sj_link_close(struct sj_link *link)
{
    sj_channel_close(link->channel);
    link->channel = NULL;
}

enum sj_status sj_link_call(struct sj_link *link, const char *path, const ProtobufCMessage *request,
                            struct sj_arena *arena, ProtobufCMessage **reply,
                            struct sj_error *error)
{
    struct sj_call_options options = {.timeout_ms = link->timeout_ms};
    enum sj_status status =
        sj_channel_call(link->channel, path, request, arena, reply, &options, error);
    if (status == SJ_UNAVAILABLE)
        return sj_error_in(error, _("the city cannot be reached"));
    if (status == SJ_DEADLINE)
        return sj_error_in(error, _("the city did not answer in time"));
    return status;
}

/* Whether this envelope is too large, and not the city too busy. */
static bool is_too_large(const char *reason)
{
    static const char *const reasons[] = {"TOO_MANY", "TEXT_TOO_LONG", "ENVELOPE_TOO_LONG",
                                          "TOO_LONG"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reason, reasons[i]) == 0)
            return true;
    return false;
}

/* What the city answers about one envelope, as opposed to what keeps all of them waiting. */
static bool is_refusal(enum sj_status status, const struct sj_error *error)
{
    switch (status) {
    case SJ_INVALID:
    case SJ_NOT_FOUND:
    case SJ_EXISTS:
    case SJ_DENIED:
    case SJ_UNAUTHENTICATED:
    case SJ_PRECONDITION:
    case SJ_OUT_OF_RANGE:
        return true;
    case SJ_EXHAUSTED:
        return is_too_large(error->reason);
    case SJ_OK:
    case SJ_UNRESOLVED:
    case SJ_USAGE:
    case SJ_ABORTED:
    case SJ_UNIMPLEMENTED:
    case SJ_UNAVAILABLE:
    case SJ_DEADLINE:
    case SJ_CANCELLED:
    case SJ_DATA_LOSS:
    case SJ_IO:
    case SJ_NO_MEMORY:
    case SJ_INTERNAL:
    case SJ_UNKNOWN:
        return false;
    }
    return false;
}

static enum sj_status take(struct sj_link *link, struct sj_bytes envelope,
                           const Shangji__V1__SubmitReply *reply, struct sj_arena *arena,
                           struct sj_taken *taken, struct sj_error *error)
{
    taken->entry = sj_bytes_of(reply->entry);
    taken->receipt = sj_bytes_of(reply->receipt);
    taken->already_known = reply->already_known;
    enum sj_status status = sj_evidence_check(&link->ledger, envelope, taken->entry, taken->receipt,
                                              arena, &taken->evidence, error);
    if (status == SJ_OK && taken->evidence.index != reply->index)
        status = sj_error_set(error, SJ_DATA_LOSS, "INDEX_DIFFERS",
                              _("the city names entry %llu and proves entry %llu"),
                              (unsigned long long)reply->index,
                              (unsigned long long)taken->evidence.index);
    if (status == SJ_OK && taken->evidence.other_signatures && !taken->already_known)
        status = sj_error_set(error, SJ_DATA_LOSS, "DIGEST_DIFFERS",
                              _("it says that other bytes were stored than were sent"));
    if (status == SJ_OK || status == SJ_NO_MEMORY)
        return status;
    /* The city did take it, and says something untrue about it: no refusal, whatever is wrong. */
    (void)sj_error_in(error, _("the city's receipt does not hold"));
    error->status = SJ_DATA_LOSS;
    return SJ_DATA_LOSS;
}

enum sj_status sj_link_submit(struct sj_link *link, struct sj_bytes envelope, struct sj_bytes text,
                              struct sj_arena *arena, struct sj_taken *taken,
                              struct sj_error *error)
{
    Shangji__V1__SubmitRequest request;
    shangji__v1__submit_request__init(&request);
    ProtobufCMessage *message;
    enum sj_status status = SJ_OK;
    *taken = (struct sj_taken){.refused = false};
    request.envelope = sj_pb_binary(arena, envelope);
    if (!request.envelope.data)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to send the envelope"));
    if (text.len > 0) {
        status = sj_pb_unpack(&shangji__v1__source_text__descriptor, text, arena,
                              _("the report's text"), &message, error);
        request.text = status == SJ_OK ? (Shangji__V1__SourceText *)message : NULL;
    }
    if (status != SJ_OK) /* the parcel is damaged here: nothing was asked of the city */
        return status;
    status = sj_link_call(link, "/shangji.v1.Ledger/Submit", &request.base, arena, &message, error);
    taken->refused = is_refusal(status, error);
    if (status == SJ_OK)
        status =
            take(link, envelope, (const Shangji__V1__SubmitReply *)message, arena, taken, error);
    return status;
}

enum sj_status sj_link_receipt(struct sj_link *link, struct sj_bytes bytes, struct sj_arena *arena,
                               struct sj_taken *taken, struct sj_error *error)
{
    Shangji__V1__GetReceiptRequest request;
    shangji__v1__get_receipt_request__init(&request);
    struct sj_envelope envelope;
    struct sj_digest identity;
    ProtobufCMessage *message;
    *taken = (struct sj_taken){.refused = false};
    enum sj_status status = sj_envelope_decode(bytes, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(&envelope, arena, &identity, error);
    if (status != SJ_OK)
        return status;
    request.identity = (ProtobufCBinaryData){.len = SJ_DIGEST, .data = identity.bytes};
    request.cosigned = link->cosigned;
    status =
        sj_link_call(link, "/shangji.v1.Ledger/GetReceipt", &request.base, arena, &message, error);
    if (status == SJ_OK) {
        Shangji__V1__SubmitReply *reply = (Shangji__V1__SubmitReply *)message;
        reply->already_known = true;
        status = take(link, bytes, reply, arena, taken, error);
    }
    return status;
}

/* The operator's own envelope is what counts; the reply only says where it stands. */
static enum sj_status open_catalogue(struct sj_link *link, struct sj_bytes bytes,
                                     struct sj_arena *arena, Shangji__V1__Catalogue **catalogue,
                                     struct sj_error *error)
{
    const Shangji__V1__CityCard *card = link->card;
    struct sj_envelope envelope;
    bool signed_by = false;
    ProtobufCMessage *message;
    enum sj_status status = sj_envelope_decode(bytes, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_card_is_operators(card, &envelope, arena, &signed_by, error);
    if (status == SJ_OK && !signed_by)
        status = sj_error_set(error, SJ_UNAUTHENTICATED, "NOT_THE_OPERATOR",
                              _("the catalogue that the city hands out is not signed by the "
                                "operator of the city card"));
    if (status == SJ_OK && !sj_bytes_equal(envelope.payload_type, SJ_LITERAL(SJ_TYPE_ACT)))
        status = sj_error_set(error, SJ_INVALID, "NOT_AN_ACT", _("the envelope holds no act"));
    if (status == SJ_OK)
        status = sj_pb_unpack(&shangji__v1__act__descriptor, envelope.payload, arena, _("the act"),
                              &message, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__Act *act = (const Shangji__V1__Act *)message;
    if (act->act_case != SHANGJI__V1__ACT__ACT_CATALOGUE ||
        !sj_bytes_equal(sj_bytes_of(act->origin), sj_bytes_of(card->origin)))
        return sj_error_set(error, SJ_INVALID, "NOT_A_CATALOGUE",
                            _("the envelope publishes no catalogue of this city"));
    *catalogue = act->catalogue;
    return SJ_OK;
}

enum sj_status sj_link_catalogue(struct sj_link *link, const char *version, struct sj_arena *arena,
                                 Shangji__V1__Catalogue **catalogue, struct sj_error *error)
{
    Shangji__V1__GetCatalogueRequest wanted;
    Shangji__V1__GetEnvelopeRequest request;
    shangji__v1__get_catalogue_request__init(&wanted);
    shangji__v1__get_envelope_request__init(&request);
    wanted.version = sj_arena_text(arena, sj_bytes_of(version));
    if (!wanted.version)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the catalogue"));
    ProtobufCMessage *message;
    enum sj_status status =
        sj_link_call(link, "/shangji.v1.Ledger/GetCatalogue", &wanted.base, arena, &message, error);
    if (status != SJ_OK)
        return status;
    request.of_case = SHANGJI__V1__GET_ENVELOPE_REQUEST__OF_INDEX;
    request.index = ((const Shangji__V1__GetCatalogueReply *)message)->index;
    status =
        sj_link_call(link, "/shangji.v1.Ledger/GetEnvelope", &request.base, arena, &message, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__GetEnvelopeReply *reply = (const Shangji__V1__GetEnvelopeReply *)message;
    return open_catalogue(link, sj_pb_bytes(reply->envelope), arena, catalogue, error);
}
