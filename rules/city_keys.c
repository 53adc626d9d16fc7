/* Keys: who may sign for a township, who must, and what takes the place of a lost one. */
#include "rules/city_state.h"

#include "base/i18n.h"

#include <string.h>

enum sj_status sj_city_find_township_of(const struct sj_city *city, const char *code,
                                        uint32_t *number, struct sj_error *error)
{
    int64_t found = sj_city_find_township(city, sj_bytes_of(code));
    if (found < 0) {
        sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP",
                     _("township %s is not on the roll of %s"), code, city->division_name);
        return sj_error_at(error, "township");
    }
    *number = (uint32_t)found;
    return SJ_OK;
}

struct sj_city_key *sj_city_find_good_key(const struct sj_city *city, uint32_t township,
                                          const struct sj_public_key *key)
{
    for (size_t i = 0; i < city->key_count; i++)
        if (city->keys[i].township == township && city->keys[i].until == SJ_NEVER &&
            sj_public_key_equal(&city->keys[i].key, key))
            return &city->keys[i];
    return NULL;
}

/* The city's own keys sign for nobody else. */
static bool is_citys(const struct sj_city *city, const struct sj_public_key *key)
{
    return sj_public_key_equal(key, &city->operator_key) ||
           sj_public_key_equal(key, &city->recovery_key) ||
           sj_public_key_equal(key, &city->ledger_key);
}

/* ---- enrolment and revocation ---- */

static enum sj_status judge_new_key(const struct sj_city *city, const struct sj_public_key *key,
                                    struct sj_error *error)
{
    if (is_citys(city, key))
        return sj_error_set(
            error, SJ_DENIED, "KEY_HAS_ANOTHER_USE",
            _("the operator's, recovery and ledger keys cannot sign for a township"));
    for (size_t i = 0; i < city->key_count; i++) {
        if (!sj_public_key_equal(&city->keys[i].key, key))
            continue;
        if (city->keys[i].until != SJ_NEVER)
            return sj_error_set(error, SJ_DENIED, "KEY_REVOKED",
                                _("this key was revoked; the township makes a new one"));
        return sj_error_set(error, SJ_EXISTS, "KEY_ENROLLED",
                            _("this key is enrolled already, for %s"),
                            city->townships[city->keys[i].township].name);
    }
    return SJ_OK;
}

enum sj_status sj_city_judge_enrolment(const struct sj_city *city,
                                       const Shangji__V1__Enrolment *enrolment,
                                       struct sj_error *error)
{
    uint32_t township = 0;
    enum sj_status status = sj_city_find_township_of(city, enrolment->township, &township, error);
    if (status != SJ_OK)
        return status;
    struct sj_public_key key = sj_city_key_of(enrolment->public_key);
    status = judge_new_key(city, &key, error);
    if (status != SJ_OK || enrolment->replaces.len == 0)
        return status;
    struct sj_public_key old = sj_city_key_of(enrolment->replaces);
    const struct sj_city_key *standing = sj_city_find_good_key(city, township, &old);
    if (standing == NULL || standing->role != enrolment->role)
        return sj_error_set(error, SJ_PRECONDITION, "KEY_NOT_ENROLLED",
                            _("township %s has no such key in use to be replaced, in this role"),
                            enrolment->township);
    return SJ_OK;
}

/* Whether a key of the township in this role, good at this place, signed; *any: there ever was one,
 * good or revoked. One that was itself enrolled as a recovery vouches for nothing: an operator who
 * put in a key of its own could otherwise wash the mark off with a rotation. */
static bool vouched_for(const struct sj_city *city, uint32_t township, Shangji__V1__Role role,
                        const struct sj_public_key *signers, size_t signer_count, bool *any)
{
    bool vouched = false;
    *any = false;
    for (size_t i = 0; i < city->key_count; i++) {
        const struct sj_city_key *key = &city->keys[i];
        if (key->township != township || key->role != role)
            continue;
        *any = true;
        vouched |= key->until == SJ_NEVER && !key->recovery &&
                   sj_city_signed_by(&key->key, signers, signer_count);
    }
    return vouched;
}

/* An enrolment carries the new key's own signature and, where the township had a key, that of one
 * in use, the replaced one if it names one. Without them nobody but the operator says whose key it
 * is: a recovery, and shown so in every answer. */
enum sj_status sj_city_apply_enrolment(struct sj_city *city, uint64_t index,
                                       const Shangji__V1__Enrolment *enrolment,
                                       const struct sj_public_key *signers, size_t signer_count,
                                       struct sj_error *error)
{
    struct sj_city_key *keys = sj_city_grow(city->keys, city->key_count, sizeof *keys);
    if (keys == NULL)
        return sj_city_no_memory(error);
    city->keys = keys;
    struct sj_public_key key = sj_city_key_of(enrolment->public_key);
    uint32_t township = (uint32_t)sj_city_find_township(city, sj_bytes_of(enrolment->township));
    bool had_one;
    bool vouched = vouched_for(city, township, enrolment->role, signers, signer_count, &had_one);
    if (enrolment->replaces.len == SJ_PUBLIC_KEY) {
        struct sj_public_key old = sj_city_key_of(enrolment->replaces);
        struct sj_city_key *standing = sj_city_find_good_key(city, township, &old);
        vouched = standing != NULL && !standing->recovery &&
                  sj_city_signed_by(&old, signers, signer_count);
        if (standing != NULL)
            standing->until = index;
    }
    keys[city->key_count++] = (struct sj_city_key){
        .key = key,
        .township = township,
        .role = enrolment->role,
        .from = index,
        .until = SJ_NEVER,
        .recovery = !sj_city_signed_by(&key, signers, signer_count) || (had_one && !vouched),
    };
    return SJ_OK;
}

enum sj_status sj_city_judge_revocation(const struct sj_city *city,
                                        const Shangji__V1__Revocation *revocation,
                                        struct sj_error *error)
{
    uint32_t township = 0;
    enum sj_status status = sj_city_find_township_of(city, revocation->township, &township, error);
    if (status != SJ_OK)
        return status;
    struct sj_public_key key = sj_city_key_of(revocation->public_key);
    if (sj_city_find_good_key(city, township, &key) == NULL)
        return sj_error_set(error, SJ_PRECONDITION, "KEY_NOT_ENROLLED",
                            _("township %s has no such key in use"), revocation->township);
    return SJ_OK;
}

void sj_city_apply_revocation(struct sj_city *city, uint64_t index,
                              const Shangji__V1__Revocation *revocation)
{
    struct sj_public_key key = sj_city_key_of(revocation->public_key);
    int64_t township = sj_city_find_township(city, sj_bytes_of(revocation->township));
    struct sj_city_key *standing =
        township < 0 ? NULL : sj_city_find_good_key(city, (uint32_t)township, &key);
    if (standing != NULL)
        standing->until = index;
}

/* ---- who must sign ---- */

enum sj_status sj_city_judge_signing(const struct sj_city *city,
                                     const Shangji__V1__SigningRule *signing,
                                     struct sj_error *error)
{
    uint32_t township;
    return signing->township[0] == '\0'
               ? SJ_OK
               : sj_city_find_township_of(city, signing->township, &township, error);
}

static struct signing_rule *find_rule(const struct sj_city *city, uint32_t township)
{
    for (size_t i = 0; i < city->rule_count; i++)
        if (city->rules[i].township == township)
            return &city->rules[i];
    return NULL;
}

enum sj_status sj_city_apply_signing(struct sj_city *city, const Shangji__V1__SigningRule *signing,
                                     struct sj_error *error)
{
    struct signing_rule made = {.township = SJ_ALL};
    if (signing->township[0] != '\0')
        made.township = (uint32_t)sj_city_find_township(city, sj_bytes_of(signing->township));
    for (size_t i = 0; i < signing->n_required; i++) {
        made.preparer |= signing->required[i] == SHANGJI__V1__ROLE__ROLE_PREPARER;
        made.head |= signing->required[i] == SHANGJI__V1__ROLE__ROLE_HEAD;
    }
    struct signing_rule *standing = find_rule(city, made.township);
    if (standing != NULL) {
        *standing = made;
        return SJ_OK;
    }
    struct signing_rule *rules = sj_city_grow(city->rules, city->rule_count, sizeof *rules);
    if (rules == NULL)
        return sj_city_no_memory(error);
    city->rules = rules;
    rules[city->rule_count++] = made;
    return SJ_OK;
}

bool sj_city_requires(const struct sj_city *city, uint32_t township, Shangji__V1__Role role)
{
    static const struct signing_rule without = {.preparer = true};
    const struct signing_rule *rule = find_rule(city, township);
    if (rule == NULL)
        rule = find_rule(city, SJ_ALL);
    if (rule == NULL)
        rule = &without;
    return role == SHANGJI__V1__ROLE__ROLE_HEAD ? rule->head : rule->preparer;
}

/* ---- replacement by the recovery key ---- */

enum sj_status sj_city_judge_replacement(const struct sj_city *city,
                                         const Shangji__V1__KeyReplacement *replacement,
                                         const struct sj_public_key *signers, size_t signer_count,
                                         struct sj_error *error)
{
    if (!sj_city_signed_by(&city->recovery_key, signers, signer_count))
        return sj_error_set(error, SJ_UNAUTHENTICATED, "NOT_THE_RECOVERY",
                            _("a replacement is signed by the recovery key"));
    if (replacement->what == SHANGJI__V1__KEY_REPLACEMENT__WHAT__AUTHORITY)
        return SJ_OK;
    struct sj_public_key key = sj_city_key_of(replacement->public_key);
    bool used = is_citys(city, &key);
    for (size_t i = 0; i < city->key_count && !used; i++)
        used = sj_public_key_equal(&city->keys[i].key, &key);
    if (used)
        return sj_error_set(error, SJ_DENIED, "KEY_HAS_ANOTHER_USE",
                            _("the new key has a use in this city already; make a new one"));
    if (replacement->what == SHANGJI__V1__KEY_REPLACEMENT__WHAT__LEDGER &&
        !sj_city_signed_by(&key, signers, signer_count))
        return sj_error_set(error, SJ_UNAUTHENTICATED, "NOT_THE_NEW_KEY",
                            _("a new ledger key signs its own replacement as well"));
    return SJ_OK;
}

enum sj_status sj_city_apply_replacement(struct sj_city *city,
                                         const Shangji__V1__KeyReplacement *replacement,
                                         struct sj_error *error)
{
    if (replacement->what == SHANGJI__V1__KEY_REPLACEMENT__WHAT__AUTHORITY) {
        city->authority = sj_arena_text(&city->arena, sj_bytes_of(replacement->ca_certificate));
        return city->authority == NULL ? sj_city_no_memory(error) : SJ_OK;
    }
    struct sj_public_key key = sj_city_key_of(replacement->public_key);
    if (replacement->what == SHANGJI__V1__KEY_REPLACEMENT__WHAT__OPERATOR)
        city->operator_key = key;
    else if (replacement->what == SHANGJI__V1__KEY_REPLACEMENT__WHAT__RECOVERY)
        city->recovery_key = key;
    else
        city->ledger_key = key;
    return SJ_OK;
}

const struct sj_public_key *sj_city_operator_key(const struct sj_city *city)
{
    return &city->operator_key;
}

const struct sj_public_key *sj_city_recovery_key(const struct sj_city *city)
{
    return &city->recovery_key;
}

const struct sj_public_key *sj_city_ledger_key(const struct sj_city *city)
{
    return &city->ledger_key;
}

const char *sj_city_authority(const struct sj_city *city)
{
    return city->authority;
}
