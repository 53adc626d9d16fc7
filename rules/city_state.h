/* The inside of struct sj_city, for rules/city*.c alone. */
#ifndef SHANGJI_RULES_CITY_STATE_H
#define SHANGJI_RULES_CITY_STATE_H

#include "rules/city_reference.h"

struct published_catalogue {
    const struct sj_catalogue *catalogue;
    uint64_t index;
};

struct published_scorecard {
    const Shangji__V1__Scorecard *card;
    uint64_t index;
};

/* The roles that a report needs; of one township, or (township SJ_ALL) of all without a rule. */
struct signing_rule {
    uint32_t township;
    bool preparer, head;
};
#define SJ_ALL UINT32_MAX

/* A report that was ever taken in, by its identity. */
struct revision {
    struct sj_digest identity;
    uint64_t index;
    uint32_t report; /* number of the report that it is or was a revision of */
    bool withheld;
};

struct sj_city {
    struct sj_arena arena; /* names, townships, catalogues: what only grows */
    struct sj_public_key ledger_key, operator_key, recovery_key;
    char *origin;
    bool founded;
    const char *division, *division_name;
    const char *authority;
    struct sj_city_township *townships; /* by number */
    uint32_t *by_code;                  /* their numbers, in the order of the codes */
    size_t township_count;
    struct signing_rule *rules;
    size_t rule_count;
    struct sj_city_reopening *reopenings;
    size_t reopening_count;
    struct sj_city_reference *references;
    size_t reference_count;
    struct sj_city_grouping *groupings;
    size_t grouping_count;
    struct sj_city_succession *successions;
    size_t succession_count;
    struct sj_city_key *keys;
    size_t key_count;
    struct published_catalogue *catalogues;
    size_t catalogue_count;
    struct published_scorecard *scorecards;
    size_t scorecard_count;
    struct sj_city_period *periods;
    size_t period_count;
    struct sj_city_report *reports;
    size_t report_count;
    uint32_t *returned; /* numbers of the reports that were sent back */
    size_t returned_count;
    uint64_t judged;
    bool has_successions;
    uint32_t *report_slots; /* open addressing; report number + 1, 0 = free */
    size_t report_slot_count;
    struct revision *revisions;
    size_t revision_count;
    uint32_t *revision_slots;
    size_t revision_slot_count;
    const char **indicators; /* codes by number */
    size_t indicator_count;
    uint32_t *indicator_slots;
    size_t indicator_slot_count;
};

/* Room for one more in an array on the heap that doubles at powers of two. */
void *sj_city_grow(void *array, size_t count, size_t size_bytes);
enum sj_status sj_city_no_memory(struct sj_error *error);

/* FNV-1a; tables of slots hold number + 1, 0 = free, their count is a power of two and at most half
 * of them are taken, so that a miss is found soon. */
#define SJ_HASH_START 2166136261u
uint32_t sj_hash_bytes(uint32_t hash, const void *data, size_t len);
void sj_slot_insert(uint32_t *slots, size_t count, uint32_t hash, uint32_t number);
bool sj_slots_full(size_t count, size_t slots);

bool sj_city_signed_by(const struct sj_public_key *key, const struct sj_public_key *signers,
                       size_t count);
struct sj_public_key sj_city_key_of(ProtobufCBinaryData data); /* of 32 bytes */
enum sj_status sj_city_find_township_of(const struct sj_city *city, const char *code,
                                        uint32_t *number, struct sj_error *error) SJ_WARN_UNUSED;
/* Puts it on the roll; a code that is there gets the name. *number is its own. */
enum sj_status sj_city_put_township(struct sj_city *city, const char *code, const char *name,
                                    uint32_t *number, struct sj_error *error) SJ_WARN_UNUSED;
/* NULL if there is none. */
struct revision *sj_city_revision(const struct sj_city *city, const struct sj_digest *identity);
const struct sj_city_reopening *sj_city_find_reopening(const struct sj_city *city,
                                                       uint32_t township, struct sj_period period,
                                                       const char *kind);
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
/* One concern a file: keys (city_keys.c), what is done with reports (city_returns.c), townships
 * that come from others (city_succession.c), scorecards (city_scorecards.c). */
enum sj_status sj_city_judge_enrolment(const struct sj_city *city,
                                       const Shangji__V1__Enrolment *enrolment,
                                       struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_enrolment(struct sj_city *city, uint64_t index,
                                       const Shangji__V1__Enrolment *enrolment,
                                       const struct sj_public_key *signers, size_t signer_count,
                                       struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_judge_revocation(const struct sj_city *city,
                                        const Shangji__V1__Revocation *revocation,
                                        struct sj_error *error) SJ_WARN_UNUSED;
void sj_city_apply_revocation(struct sj_city *city, uint64_t index,
                              const Shangji__V1__Revocation *revocation);
enum sj_status sj_city_judge_signing(const struct sj_city *city,
                                     const Shangji__V1__SigningRule *signing,
                                     struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_signing(struct sj_city *city, const Shangji__V1__SigningRule *signing,
                                     struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_judge_replacement(const struct sj_city *city,
                                         const Shangji__V1__KeyReplacement *replacement,
                                         const struct sj_public_key *signers, size_t signer_count,
                                         struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_replacement(struct sj_city *city,
                                         const Shangji__V1__KeyReplacement *replacement,
                                         struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_judge_reopening(const struct sj_city *city,
                                       const Shangji__V1__Reopening *reopening,
                                       struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_reopening(struct sj_city *city, uint64_t index,
                                       const Shangji__V1__Reopening *reopening,
                                       struct sj_error *error) SJ_WARN_UNUSED;
void sj_city_end_reopenings(struct sj_city *city, struct sj_period period, const char *kind);
enum sj_status sj_city_judge_return(const struct sj_city *city,
                                    const Shangji__V1__ReportReturn *returned,
                                    struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_return(struct sj_city *city, uint64_t index,
                                    const Shangji__V1__ReportReturn *returned,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* The report was corrected: it is no longer among those that were sent back. */
void sj_city_end_return(struct sj_city *city, uint32_t report);
enum sj_status sj_city_judge_withholding(const struct sj_city *city,
                                         const Shangji__V1__Withholding *withholding,
                                         struct sj_error *error) SJ_WARN_UNUSED;
void sj_city_apply_withholding(struct sj_city *city, const Shangji__V1__Withholding *withholding);
enum sj_status sj_city_judge_ranking(const struct sj_city *city,
                                     const Shangji__V1__PublishedRanking *ranking, uint64_t index,
                                     struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_judge_succession(const struct sj_city *city,
                                        const Shangji__V1__Succession *succession,
                                        struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_succession(struct sj_city *city,
                                        const Shangji__V1__Succession *succession,
                                        struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_judge_scorecard(const struct sj_city *city,
                                       const Shangji__V1__Scorecard *card,
                                       struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_scorecard(struct sj_city *city, uint64_t index,
                                       const Shangji__V1__Scorecard *card,
                                       struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_judge_reference(const struct sj_city *city,
                                       const Shangji__V1__ReferenceTable *table,
                                       struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_reference(struct sj_city *city, uint64_t index,
                                       const Shangji__V1__ReferenceTable *table,
                                       struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_judge_grouping(const struct sj_city *city,
                                      const Shangji__V1__Grouping *grouping,
                                      struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_apply_grouping(struct sj_city *city, uint64_t index,
                                      const Shangji__V1__Grouping *grouping,
                                      struct sj_error *error) SJ_WARN_UNUSED;
/* Gives numbers to the catalogue's indicators that have none. */
enum sj_status sj_city_number_indicators(struct sj_city *city, const struct sj_catalogue *catalogue,
                                         struct sj_error *error) SJ_WARN_UNUSED;

#endif
