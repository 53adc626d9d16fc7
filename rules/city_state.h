/* The inside of struct sj_city, for rules/city*.c alone. */
#ifndef SHANGJI_RULES_CITY_STATE_H
#define SHANGJI_RULES_CITY_STATE_H

#include "rules/city.h"

struct published_catalogue {
    const struct sj_catalogue *catalogue;
    uint64_t index;
};

struct sj_city {
    struct sj_arena arena; /* names, townships, catalogues: what only grows */
    struct sj_public_key ledger_key, operator_key, recovery_key;
    char *origin;
    bool founded;
    const char *division, *division_name;
    struct sj_city_township *townships; /* by code */
    size_t township_count;
    struct sj_city_key *keys;
    size_t key_count;
    struct published_catalogue *catalogues;
    size_t catalogue_count;
    struct sj_city_period *periods;
    size_t period_count;
    struct sj_city_report *reports;
    size_t report_count;
    uint32_t *report_slots; /* open addressing; report number + 1, 0 = free */
    size_t report_slot_count;
    const char **indicators; /* codes by number */
    size_t indicator_count;
    uint32_t *indicator_slots;
    size_t indicator_slot_count;
};

/* Room for one more in an array on the heap that doubles at powers of two. */
void *sj_city_grow(void *array, size_t count, size_t size_bytes);
enum sj_status sj_city_no_memory(struct sj_error *error);

bool sj_city_signed_by(const struct sj_public_key *key, const struct sj_public_key *signers,
                       size_t count);
struct sj_public_key sj_city_key_of(ProtobufCBinaryData data); /* of 32 bytes */
/* The township's key if it may still sign, else NULL. */
struct sj_city_key *sj_city_find_good_key(const struct sj_city *city, uint32_t township,
                                          const struct sj_public_key *key);

enum sj_status sj_city_judge_act(const struct sj_city *city, const struct sj_submission *submission,
                                 uint64_t index, const struct sj_public_key *signers,
                                 size_t signer_count, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_act(struct sj_city *city, uint64_t index,
                                 const struct sj_submission *submission,
                                 const struct sj_public_key *signers, size_t signer_count,
                                 struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_judge_report(const struct sj_city *city, const Shangji__V1__Report *report,
                                    uint64_t index, const struct sj_public_key *signers,
                                    size_t signer_count, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_report(struct sj_city *city, uint64_t index,
                                    const struct sj_entry *entry,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* Gives numbers to the catalogue's indicators that have none. */
enum sj_status sj_city_number_indicators(struct sj_city *city, const struct sj_catalogue *catalogue,
                                         struct sj_error *error) SJ_WARN_UNUSED;

#endif
