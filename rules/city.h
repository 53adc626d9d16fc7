/* The city's state: all that follows from the ledger so far and decides over what comes next.
 * Roll, catalogues, periods, and which revision of each report stands. It is a fold over the
 * entries: judge one against the state, then apply it, in the ledger's order. Pure; the caller
 * brings time and keys whose signatures were verified, and sees to locking. */
#ifndef SHANGJI_RULES_CITY_H
#define SHANGJI_RULES_CITY_H

#include "base/identity.h"
#include "rules/entry.h"
#include "rules/fact.h"
#include "rules/submission.h"

enum { SJ_KIND_MAX = 16, SJ_TOWNSHIP_CODE = 9, SJ_NO_INDEX = -1 };
#define SJ_NEVER UINT64_MAX

struct sj_city;

struct sj_city_key {
    struct sj_public_key key;
    uint32_t township; /* number in the roll */
    Shangji__V1__Role role;
    uint64_t from, until; /* ledger indices, until exclusive; SJ_NEVER = still good */
    /* Enrolled without its own signature or, where the township had a key in this role, without
     * that of one in use that is no recovery itself. */
    bool recovery;
};

struct sj_city_township {
    const char *code, *name;
    struct sj_period since, until; /* with a successor, a predecessor: see the next two */
    bool successor;                /* it reports from `since` on */
    bool succeeded;                /* its successors report from `until` on */
};

struct sj_city_period {
    struct sj_period period;
    char kind[SJ_KIND_MAX];
    char deadline[11];
    int64_t deadline_at; /* Unix seconds, inclusive */
    const struct sj_catalogue *catalogue;
    const struct sj_indicator **required;
    size_t required_count;
    bool closed;
};

/* One township may report for a closed period. */
struct sj_city_reopening {
    uint32_t township;
    struct sj_period period;
    char kind[SJ_KIND_MAX];
    char deadline[11];
    uint64_t index;
};

struct sj_city_report {
    uint32_t township;
    struct sj_period period;
    char kind[SJ_KIND_MAX];
    uint32_t revision;
    struct sj_digest identity;
    uint64_t index; /* entry of this revision */
    int64_t first_taken_at, taken_at;
    uint64_t returned; /* entry that returned this revision; 0 = it stands in answers */
    bool withheld;     /* its text is no longer given out */
};

/* Townships that came from others; numbers in the roll, in the act's order. */
struct sj_city_succession {
    Shangji__V1__Succession__How how;
    struct sj_period period; /* the first that the successors report for */
    const uint32_t *predecessors, *successors;
    size_t predecessor_count, successor_count;
};

/* `ledger_key` and `origin` are whose ledger it is; they must be the founding's. */
enum sj_status sj_city_new(const struct sj_public_key *ledger_key, const char *origin,
                           struct sj_city **city, struct sj_error *error) SJ_WARN_UNUSED;
void sj_city_free(struct sj_city *city);

/* The keys whose signature could carry it (the township's, good and revoked; the operator's; the
 * enrolled one and the township's others; the recovery and the new key of a replacement; the
 * ledger's for the founding): at most `max`, the rest is not needed. */
size_t sj_city_candidates(const struct sj_city *city, const struct sj_submission *submission,
                          struct sj_public_key *keys, size_t max);

/* May it stand at `index`, signed by exactly these (verified) keys? Nothing is changed.
 * SJ_UNAUTHENTICATED no key that may sign signed; SJ_DENIED revoked key or another township's;
 * SJ_EXISTS same revision with other content; SJ_PRECONDITION closed or unopened period, wrong
 * revision, unknown catalogue; SJ_NOT_FOUND unknown township; SJ_INVALID else. */
enum sj_status sj_city_judge(const struct sj_city *city, const struct sj_submission *submission,
                             uint64_t index, const struct sj_public_key *signers,
                             size_t signer_count, struct sj_error *error) SJ_WARN_UNUSED;

/* Makes it so. `submission` may be NULL for a report (the entry says all the state needs);
 * for an act it must be what was judged. Fails only for lack of memory or a broken ledger. */
enum sj_status sj_city_apply(struct sj_city *city, uint64_t index, const struct sj_entry *entry,
                             const struct sj_submission *submission,
                             const struct sj_public_key *signers, size_t signer_count,
                             struct sj_error *error) SJ_WARN_UNUSED;

/* What it says now. Pointers hold until the next apply; catalogues as long as the city. */
bool sj_city_founded(const struct sj_city *city);
const char *sj_city_division(const struct sj_city *city);
const char *sj_city_division_name(const struct sj_city *city);
const char *sj_city_origin(const struct sj_city *city);
size_t sj_city_township_count(const struct sj_city *city);
const struct sj_city_township *sj_city_township(const struct sj_city *city, uint32_t number);
/* Number of a nine-digit code; SJ_NO_INDEX if it is not on the roll. A number stays for the
 * ledger's life: the founding's townships stand in the order of their codes, successors behind
 * them. */
int64_t sj_city_find_township(const struct sj_city *city, struct sj_bytes code);
size_t sj_city_key_count(const struct sj_city *city);
const struct sj_city_key *sj_city_key(const struct sj_city *city, size_t number);
size_t sj_city_period_count(const struct sj_city *city);
const struct sj_city_period *sj_city_period(const struct sj_city *city, size_t number);
const struct sj_city_period *sj_city_find_period(const struct sj_city *city,
                                                 struct sj_period period, const char *kind);
size_t sj_city_report_count(const struct sj_city *city);
const struct sj_city_report *sj_city_report(const struct sj_city *city, size_t number);
/* The standing reports that were sent back and not yet corrected, in no order. */
size_t sj_city_returned_count(const struct sj_city *city);
const struct sj_city_report *sj_city_returned(const struct sj_city *city, size_t number);
/* Moves whenever an act decides anew over which reports and townships stand in answers. */
uint64_t sj_city_judged(const struct sj_city *city);
/* Whether a township reports for a period: it does not before it came to be, nor after its
 * successors did. */
bool sj_city_reports_for(const struct sj_city *city, uint32_t township, struct sj_period period);
/* In the ledger's order. */
size_t sj_city_succession_count(const struct sj_city *city);
const struct sj_city_succession *sj_city_succession(const struct sj_city *city, size_t number);
/* Who must have signed a report of the township. */
bool sj_city_requires(const struct sj_city *city, uint32_t township, Shangji__V1__Role role);
size_t sj_city_reopening_count(const struct sj_city *city);
const struct sj_city_reopening *sj_city_reopening(const struct sj_city *city, size_t number);
/* The keys of now, and the newest CA certificate that an act told (NULL: the card's of old). */
const struct sj_public_key *sj_city_operator_key(const struct sj_city *city);
const struct sj_public_key *sj_city_recovery_key(const struct sj_city *city);
const struct sj_public_key *sj_city_ledger_key(const struct sj_city *city);
const char *sj_city_authority(const struct sj_city *city);
/* Any revision, standing or replaced, by its identity; *withheld: its text is not given out. */
bool sj_city_find_revision(const struct sj_city *city, const struct sj_digest *identity,
                           uint64_t *index, bool *withheld) SJ_WARN_UNUSED;
/* The standing revision, or NULL. */
const struct sj_city_report *sj_city_find_report(const struct sj_city *city, uint32_t township,
                                                 struct sj_period period, const char *kind);
/* The standing report of that identity, or NULL. */
const struct sj_city_report *sj_city_find_standing(const struct sj_city *city,
                                                   const struct sj_digest *identity);
/* Empty version = the newest published; NULL if there is none. */
const struct sj_catalogue *sj_city_catalogue(const struct sj_city *city, struct sj_bytes version,
                                             uint64_t *index);
/* A published scorecard; empty version = the newest of that code; NULL if there is none. It lives
 * as long as the city. */
const Shangji__V1__Scorecard *sj_city_scorecard(const struct sj_city *city, const char *code,
                                                const char *version, uint64_t *index);
/* That its townships are on the roll and its indicators known, with a direction each. */
enum sj_status sj_city_scorecard_fits(const struct sj_city *city,
                                      const Shangji__V1__Scorecard *card,
                                      struct sj_error *error) SJ_WARN_UNUSED;
/* A number for an indicator's code that stays the same for the ledger's whole life: in the
 * order of first publication. SJ_NO_INDEX if no catalogue has it. */
int64_t sj_city_indicator_number(const struct sj_city *city, struct sj_bytes code);
const char *sj_city_indicator_code(const struct sj_city *city, uint32_t number);

#endif
