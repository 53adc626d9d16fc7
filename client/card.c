#include "client/card.h"

#include "base/i18n.h"
#include "client/catalogue_yaml.h"
#include "client/home.h"
#include "proto/pb.h"
#include "rpc/json.h"
#include "rpc/transport.h"
#include "trust/checkpoint.h"

#include <string.h>

extern const unsigned char sj_default_catalogue_data[];
extern const unsigned char sj_default_catalogue_data_end[];

enum { DIVISION_MAX = 9, FORMER_MAX = 16 };

static bool division_is_valid(const char *division)
{
    size_t len = strspn(division, "0123456789");
    return len >= 2 && len <= DIVISION_MAX && division[len] == 0;
}

static enum sj_status wrong(struct sj_error *error, const char *field, const char *what)
{
    (void)sj_error_set(error, SJ_INVALID, "BAD_CARD", _("the city card is damaged: %s"), what);
    return sj_error_at(error, "%s", field);
}

static enum sj_status check_keys(const Shangji__V1__CityCard *card, struct sj_error *error)
{
    struct sj_log_key ledger;
    struct sj_public_key key;
    enum sj_status status = sj_log_key_parse(sj_bytes_of(card->ledger_key), &ledger, error);
    if (status != SJ_OK)
        return sj_error_in(error, _("the city card's ledger key"));
    if (strcmp(ledger.origin, card->origin) != 0)
        return wrong(error, "origin", _("the ledger key is another ledger's"));
    if (!sj_public_key_of(SJ_BYTES(card->operator_key.data, card->operator_key.len), &key) ||
        !sj_public_key_valid(&key))
        return wrong(error, "operatorKey", _("the operator's key is no Ed25519 key"));
    if (!sj_public_key_of(SJ_BYTES(card->recovery_key.data, card->recovery_key.len), &key) ||
        !sj_public_key_valid(&key))
        return wrong(error, "recoveryKey", _("the recovery key is no Ed25519 key"));
    return SJ_OK;
}

static enum sj_status check_card(const Shangji__V1__CityCard *card, struct sj_error *error)
{
    bool tls;
    enum sj_status status = sj_url_check(card->url, &tls, error);
    if (status != SJ_OK)
        return status;
    if (!sj_origin_valid(sj_bytes_of(card->origin)))
        return wrong(error, "origin", _("the ledger's origin is missing or malformed"));
    if (tls && (!card->ca_certificate[0] || !card->server_name[0]))
        return wrong(error, card->server_name[0] ? "caCertificate" : "serverName",
                     _("TLS needs the city's certificate and the server's name"));
    if (!division_is_valid(card->division))
        return wrong(error, "division", _("the division is no code of two to nine digits"));
    return check_keys(card, error);
}

enum sj_status sj_card_parse(struct sj_bytes text, struct sj_arena *arena,
                             Shangji__V1__CityCard **card, struct sj_error *error)
{
    ProtobufCMessage *message;
    enum sj_status status =
        sj_json_parse(&shangji__v1__city_card__descriptor, text, arena, &message, error);
    if (status != SJ_OK)
        return status;
    *card = (Shangji__V1__CityCard *)message;
    return check_card(*card, error);
}

enum sj_status sj_card_read(const char *path, struct sj_arena *arena, Shangji__V1__CityCard **card,
                            struct sj_error *error)
{
    struct sj_bytes text;
    enum sj_status status = sj_file_read(path, SJ_CARD_MAX_BYTES, arena, &text, error);
    if (status != SJ_OK)
        return status;
    status = sj_card_parse(text, arena, card, error);
    return status == SJ_OK ? SJ_OK : sj_error_in(error, "%s", path);
}

enum sj_status sj_card_is_operators(const Shangji__V1__CityCard *card,
                                    const struct sj_envelope *envelope, struct sj_arena *arena,
                                    bool *signed_by, struct sj_error *error)
{
    struct sj_public_key keys[FORMER_MAX + 1];
    bool signers[FORMER_MAX + 1];
    size_t matched = 0, count = 0;
    if (!sj_public_key_of(sj_pb_bytes(card->operator_key), &keys[count++]))
        return sj_error_set(error, SJ_INVALID, "BAD_CARD", _("the city card's keys are damaged"));
    for (size_t i = 0; i < card->n_former_operator_keys && count <= FORMER_MAX; i++)
        if (sj_public_key_of(sj_pb_bytes(card->former_operator_keys[i]), &keys[count]))
            count++;
    enum sj_status status =
        sj_envelope_verify(envelope, keys, count, arena, signers, &matched, error);
    *signed_by = matched > 0;
    return status;
}

enum sj_status sj_card_log_keys(const Shangji__V1__CityCard *card,
                                struct sj_log_key keys[static SJ_CARD_LOG_KEYS_MAX], size_t *count,
                                struct sj_error *error)
{
    enum sj_status status = sj_log_key_parse(sj_bytes_of(card->ledger_key), &keys[0], error);
    *count = 1;
    for (size_t i = 0; status == SJ_OK && i < card->n_former_ledger_keys; i++) {
        if (*count == SJ_CARD_LOG_KEYS_MAX)
            return wrong(error, "formerLedgerKeys", _("it names too many keys"));
        status =
            sj_log_key_parse(sj_bytes_of(card->former_ledger_keys[i]), &keys[(*count)++], error);
    }
    return status;
}

enum sj_status sj_card_write(const char *path, const Shangji__V1__CityCard *card,
                             struct sj_error *error)
{
    struct sj_buffer text = {.limit = SJ_CARD_MAX_BYTES};
    enum sj_status status = sj_json_print(&card->base, SJ_JSON_INDENTED, &text, error);
    if (status == SJ_OK)
        sj_buffer_add_char(&text, '\n');
    if (status == SJ_OK)
        status = sj_file_write(path, sj_buffer_bytes(&text), 0644, error);
    sj_buffer_clear(&text);
    return status;
}

struct sj_bytes sj_default_catalogue_yaml(void)
{
    return SJ_BYTES(sj_default_catalogue_data,
                    (size_t)(sj_default_catalogue_data_end - sj_default_catalogue_data));
}

enum sj_status sj_default_catalogue(struct sj_arena *arena, Shangji__V1__Catalogue **catalogue,
                                    struct sj_error *error)
{
    return sj_catalogue_load_yaml(sj_default_catalogue_yaml(), "default.yaml", arena, catalogue,
                                  error);
}

enum sj_status sj_catalogue_read(const char *path, struct sj_arena *arena,
                                 Shangji__V1__Catalogue **catalogue, struct sj_error *error)
{
    struct sj_bytes yaml;
    enum sj_status status = sj_file_read(path, SJ_CATALOGUE_MAX_BYTES, arena, &yaml, error);
    if (status != SJ_OK)
        return status;
    return sj_catalogue_load_yaml(yaml, path, arena, catalogue, error);
}
