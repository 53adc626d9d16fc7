/* City cards and the catalogue as the client keeps them. All is made in the arena given. */
#ifndef SHANGJI_CLIENT_CARD_H
#define SHANGJI_CLIENT_CARD_H

#include "base/arena.h"
#include "trust/checkpoint.h"
#include "trust/envelope.h"

#include <roll.pb-c.h>

enum {
    SJ_CARD_MAX_BYTES = 64 * 1024,
    SJ_CATALOGUE_MAX_BYTES = 1024 * 1024,
    SJ_CARD_LOG_KEYS_MAX = 17
};

/* Reads a card and checks all that can be checked without asking anybody: the URL, the origin, the
 * keys and, for TLS, the authority and the server's name. */
enum sj_status sj_card_read(const char *path, struct sj_arena *arena, Shangji__V1__CityCard **card,
                            struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_card_parse(struct sj_bytes text, struct sj_arena *arena,
                             Shangji__V1__CityCard **card, struct sj_error *error) SJ_WARN_UNUSED;

/* *signed_by: the operator's key of the card, or one that it replaced, signed the envelope. */
enum sj_status sj_card_is_operators(const Shangji__V1__CityCard *card,
                                    const struct sj_envelope *envelope, struct sj_arena *arena,
                                    bool *signed_by, struct sj_error *error) SJ_WARN_UNUSED;
/* The ledger's key of now, then those that it replaced: what was signed and kept before may be by
 * one of those, what is new by the first alone. */
enum sj_status sj_card_log_keys(const Shangji__V1__CityCard *card,
                                struct sj_log_key keys[static SJ_CARD_LOG_KEYS_MAX], size_t *count,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* As proto3 JSON. */
enum sj_status sj_card_write(const char *path, const Shangji__V1__CityCard *card,
                             struct sj_error *error) SJ_WARN_UNUSED;

/* The catalogue that is built in; `yaml` as it stands in data/catalogue/default.yaml. */
struct sj_bytes sj_default_catalogue_yaml(void);
enum sj_status sj_default_catalogue(struct sj_arena *arena, Shangji__V1__Catalogue **catalogue,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* From a YAML file. */
enum sj_status sj_catalogue_read(const char *path, struct sj_arena *arena,
                                 Shangji__V1__Catalogue **catalogue,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
