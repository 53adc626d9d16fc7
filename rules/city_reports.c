/* Which revision of each report stands: tables that grow with the ledger, so they are hashed. */
#include "rules/city_state.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

uint32_t sj_hash_bytes(uint32_t hash, const void *data, size_t len)
{
    const uint8_t *bytes = data;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * 16777619u; /* FNV-1a */
    return hash;
}

static uint32_t hash_number(uint32_t hash, uint32_t number)
{
    uint8_t bytes[] = {number & 0xFF, number >> 8 & 0xFF, number >> 16 & 0xFF, number >> 24};
    return sj_hash_bytes(hash, bytes, sizeof bytes);
}

static uint32_t report_hash(uint32_t township, struct sj_period period, const char *kind)
{
    uint32_t hash = hash_number(SJ_HASH_START, township);
    hash = hash_number(hash_number(hash, period.year), (uint32_t)period.kind << 8 | period.part);
    return sj_hash_bytes(hash, kind, strlen(kind));
}

static bool same_report(const struct sj_city_report *report, uint32_t township,
                        struct sj_period period, const char *kind)
{
    return report->township == township && sj_period_compare(report->period, period) == 0 &&
           strcmp(report->kind, kind) == 0;
}

size_t sj_city_report_count(const struct sj_city *city)
{
    return city->report_count;
}

const struct sj_city_report *sj_city_report(const struct sj_city *city, size_t number)
{
    return &city->reports[number];
}

const struct sj_city_report *sj_city_find_report(const struct sj_city *city, uint32_t township,
                                                 struct sj_period period, const char *kind)
{
    if (city->report_slot_count == 0)
        return NULL;
    size_t mask = city->report_slot_count - 1;
    for (size_t slot = report_hash(township, period, kind) & mask; city->report_slots[slot] != 0;
         slot = (slot + 1) & mask) {
        const struct sj_city_report *report = &city->reports[city->report_slots[slot] - 1];
        if (same_report(report, township, period, kind))
            return report;
    }
    return NULL;
}

void sj_slot_insert(uint32_t *slots, size_t count, uint32_t hash, uint32_t number)
{
    size_t slot = hash & (count - 1);
    while (slots[slot] != 0)
        slot = (slot + 1) & (count - 1);
    slots[slot] = number + 1;
}

bool sj_slots_full(size_t count, size_t slots)
{
    return (count + 1) * 2 > slots;
}

static bool grow_report_slots(struct sj_city *city)
{
    size_t count = city->report_slot_count == 0 ? 64 : city->report_slot_count * 2;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < city->report_count; i++) {
        const struct sj_city_report *report = &city->reports[i];
        sj_slot_insert(slots, count, report_hash(report->township, report->period, report->kind),
                       (uint32_t)i);
    }
    free(city->report_slots);
    city->report_slots = slots;
    city->report_slot_count = count;
    return true;
}

/* A role that the township's rule asks for and that nobody in it signed for. */
static enum sj_status role_missing(const struct sj_city *city, uint32_t township,
                                   Shangji__V1__Role role, struct sj_error *error)
{
    return sj_error_set(
        error, SJ_UNAUTHENTICATED, "SIGNATURE_MISSING",
        role == SHANGJI__V1__ROLE__ROLE_HEAD
            ? _("the city asks for the signature of %s's responsible head as well: shangji cosign")
            : _("the signature of %s's preparer is missing: shangji cosign"),
        city->townships[township].name);
}

static enum sj_status judge_signers(const struct sj_city *city, uint32_t township, uint64_t index,
                                    const struct sj_public_key *signers, size_t signer_count,
                                    struct sj_error *error)
{
    const struct sj_city_key *revoked = NULL, *foreign = NULL;
    bool preparer = !sj_city_requires(city, township, SHANGJI__V1__ROLE__ROLE_PREPARER);
    bool head = !sj_city_requires(city, township, SHANGJI__V1__ROLE__ROLE_HEAD), any = false;
    for (size_t i = 0; i < city->key_count; i++) {
        const struct sj_city_key *key = &city->keys[i];
        if (!sj_city_signed_by(&key->key, signers, signer_count))
            continue;
        if (key->township != township) {
            foreign = key;
        } else if (key->until <= index) {
            revoked = key;
        } else {
            any = true;
            preparer |= key->role == SHANGJI__V1__ROLE__ROLE_PREPARER;
            head |= key->role == SHANGJI__V1__ROLE__ROLE_HEAD;
        }
    }
    if (preparer && head && any)
        return SJ_OK;
    const char *name = city->townships[township].name;
    if (revoked != NULL)
        return sj_error_set(
            error, SJ_DENIED, "KEY_REVOKED",
            _("the key was revoked with entry %" PRIu64 "; %s enrols a new one and signs again"),
            revoked->until, name);
    if (any)
        return role_missing(
            city, township,
            preparer ? SHANGJI__V1__ROLE__ROLE_HEAD : SHANGJI__V1__ROLE__ROLE_PREPARER, error);
    if (foreign != NULL)
        return sj_error_set(error, SJ_DENIED, "ANOTHER_TOWNSHIPS_KEY",
                            _("the report is %s's, the key that signed it is %s's"), name,
                            city->townships[foreign->township].name);
    return sj_error_set(
        error, SJ_UNAUTHENTICATED, "NO_GOOD_SIGNATURE",
        _("no enrolled key of %s signed exactly these bytes; if the key is new, the "
          "operator enrols it first"),
        name);
}

/* A closed period takes what was reopened for the township, and the correction of what was sent
 * back. */
static bool may_still(const struct sj_city *city, uint32_t township, struct sj_period period,
                      const char *kind)
{
    const struct sj_city_report *standing = sj_city_find_report(city, township, period, kind);
    return (standing != NULL && standing->returned != 0) ||
           sj_city_find_reopening(city, township, period, kind) != NULL;
}

static enum sj_status judge_period(const struct sj_city *city, const Shangji__V1__Report *report,
                                   uint32_t township, struct sj_period period,
                                   struct sj_error *error)
{
    if (!sj_city_reports_for(city, township, period)) {
        sj_error_set(error, SJ_PRECONDITION, "NOT_ITS_PERIOD",
                     _("%s does not report for %s: another township came before it or after it"),
                     city->townships[township].name, report->period);
        return sj_error_at(error, "period");
    }
    const struct sj_city_period *open = sj_city_find_period(city, period, report->kind);
    if (open == NULL) {
        sj_error_set(error, SJ_PRECONDITION, "PERIOD_NOT_OPEN",
                     _("period %s (%s) was not opened by the city"), report->period, report->kind);
        return sj_error_at(error, "period");
    }
    if (open->closed && !may_still(city, township, period, report->kind)) {
        sj_error_set(error, SJ_PRECONDITION, "PERIOD_CLOSED",
                     _("period %s (%s) is closed; ask the city office to reopen it"),
                     report->period, report->kind);
        return sj_error_at(error, "period");
    }
    if (strcmp(open->catalogue->version, report->catalogue) != 0) {
        sj_error_set(error, SJ_PRECONDITION, "ANOTHER_CATALOGUE",
                     _("the report was read with catalogue \"%.40s\", the period is judged by %s; "
                       "read it again with that one"),
                     report->catalogue, open->catalogue->version);
        return sj_error_at(error, "catalogue");
    }
    return SJ_OK;
}

static enum sj_status judge_revision(const Shangji__V1__Report *report,
                                     const struct sj_city_report *standing, struct sj_error *error)
{
    uint32_t next = standing == NULL ? 1 : standing->revision + 1;
    if (standing != NULL && report->revision <= standing->revision) {
        sj_error_set(error, SJ_EXISTS, "REVISION_EXISTS",
                     _("revision %u of this report stands in the ledger with other content; a "
                       "correction is revision %u"),
                     report->revision, next);
        return sj_error_at(error, "revision");
    }
    if (report->revision != next) {
        sj_error_set(error, SJ_PRECONDITION, "REVISION_GAP", _("revision %u is due next, not %u"),
                     next, report->revision);
        return sj_error_at(error, "revision");
    }
    bool names_it = standing == NULL ? report->replaces.len == 0
                                     : report->replaces.len == SJ_DIGEST &&
                                           memcmp(report->replaces.data, standing->identity.bytes,
                                                  SJ_DIGEST) == 0;
    if (!names_it) {
        sj_error_set(
            error, SJ_PRECONDITION, "REPLACES_ANOTHER",
            _("a correction names the revision that stands now; a first report names none"));
        return sj_error_at(error, "replaces");
    }
    return SJ_OK;
}

enum sj_status sj_city_judge_report(const struct sj_city *city, const Shangji__V1__Report *report,
                                    uint64_t index, const struct sj_public_key *signers,
                                    size_t signer_count, struct sj_error *error)
{
    int64_t township = sj_city_find_township(city, sj_bytes_of(report->township));
    if (township < 0) {
        sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP",
                     _("township %s is not on the roll of %s"), report->township,
                     city->division_name);
        return sj_error_at(error, "township");
    }
    struct sj_period period;
    if (!sj_period_parse(sj_bytes_of(report->period), &period))
        return sj_error_set(error, SJ_INVALID, "BAD_PERIOD", _("the period is malformed"));
    enum sj_status status =
        judge_signers(city, (uint32_t)township, index, signers, signer_count, error);
    if (status == SJ_OK)
        status = judge_period(city, report, (uint32_t)township, period, error);
    if (status == SJ_OK)
        status = judge_revision(
            report, sj_city_find_report(city, (uint32_t)township, period, report->kind), error);
    return status;
}

/* "430482107/2021/annual/1" */
static bool parse_subject(const struct sj_city *city, const struct sj_entry *entry,
                          struct sj_city_report *report)
{
    struct sj_bytes rest = sj_bytes_of(entry->subject), parts[4];
    for (size_t i = 0; i < 4; i++) {
        size_t end = sj_bytes_find(rest, SJ_LITERAL("/"), 0);
        if ((end == SIZE_MAX) != (i == 3))
            return false;
        parts[i] = sj_bytes_slice(rest, 0, i == 3 ? rest.len : end);
        rest = sj_bytes_slice(rest, i == 3 ? rest.len : end + 1, rest.len);
    }
    int64_t township = sj_city_find_township(city, parts[0]);
    struct sj_decimal revision;
    if (township < 0 || !sj_period_parse(parts[1], &report->period) ||
        !sj_report_kind_valid(parts[2]) || !sj_decimal_parse(parts[3], &revision) ||
        revision.scale != 0 || revision.coefficient < 1 || revision.coefficient > UINT32_MAX)
        return false;
    report->township = (uint32_t)township;
    report->revision = (uint32_t)revision.coefficient;
    memcpy(report->kind, parts[2].data, parts[2].len);
    return true;
}

/* ---- revisions by identity ---- */

static uint32_t identity_hash(const struct sj_digest *identity)
{
    uint32_t hash;
    memcpy(&hash, identity->bytes, sizeof hash); /* a digest is as good as any hash */
    return hash;
}

struct revision *sj_city_revision(const struct sj_city *city, const struct sj_digest *identity)
{
    if (city->revision_slot_count == 0)
        return NULL;
    size_t mask = city->revision_slot_count - 1;
    for (size_t slot = identity_hash(identity) & mask; city->revision_slots[slot] != 0;
         slot = (slot + 1) & mask) {
        struct revision *revision = &city->revisions[city->revision_slots[slot] - 1];
        if (memcmp(revision->identity.bytes, identity->bytes, SJ_DIGEST) == 0)
            return revision;
    }
    return NULL;
}

const struct sj_city_report *sj_city_find_standing(const struct sj_city *city,
                                                   const struct sj_digest *identity)
{
    const struct revision *revision = sj_city_revision(city, identity);
    if (revision == NULL)
        return NULL;
    const struct sj_city_report *report = &city->reports[revision->report];
    return memcmp(report->identity.bytes, identity->bytes, SJ_DIGEST) == 0 ? report : NULL;
}

static bool grow_revision_slots(struct sj_city *city)
{
    size_t count = city->revision_slot_count == 0 ? 64 : city->revision_slot_count * 2;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < city->revision_count; i++)
        sj_slot_insert(slots, count, identity_hash(&city->revisions[i].identity), (uint32_t)i);
    free(city->revision_slots);
    city->revision_slots = slots;
    city->revision_slot_count = count;
    return true;
}

static enum sj_status add_revision(struct sj_city *city, const struct sj_city_report *made,
                                   uint32_t report, struct sj_error *error)
{
    struct revision *all = sj_city_grow(city->revisions, city->revision_count, sizeof *all);
    if (all == NULL)
        return sj_city_no_memory(error);
    city->revisions = all;
    if (sj_slots_full(city->revision_count, city->revision_slot_count) &&
        !grow_revision_slots(city))
        return sj_city_no_memory(error);
    all[city->revision_count] =
        (struct revision){.identity = made->identity, .index = made->index, .report = report};
    sj_slot_insert(city->revision_slots, city->revision_slot_count, identity_hash(&made->identity),
                   (uint32_t)city->revision_count);
    city->revision_count++;
    return SJ_OK;
}

static enum sj_status add_report(struct sj_city *city, const struct sj_city_report *made,
                                 struct sj_error *error)
{
    struct sj_city_report *reports =
        sj_city_grow(city->reports, city->report_count, sizeof *reports);
    if (reports == NULL)
        return sj_city_no_memory(error);
    city->reports = reports;
    if (sj_slots_full(city->report_count, city->report_slot_count) && !grow_report_slots(city))
        return sj_city_no_memory(error);
    reports[city->report_count] = *made;
    sj_slot_insert(city->report_slots, city->report_slot_count,
                   report_hash(made->township, made->period, made->kind),
                   (uint32_t)city->report_count);
    city->report_count++;
    return SJ_OK;
}

enum sj_status sj_city_apply_report(struct sj_city *city, uint64_t index,
                                    const struct sj_entry *entry, struct sj_error *error)
{
    struct sj_city_report made = {
        .identity = entry->identity,
        .index = index,
        .first_taken_at = entry->taken_at,
        .taken_at = entry->taken_at,
    };
    if (!parse_subject(city, entry, &made))
        return sj_error_set(error, SJ_DATA_LOSS, "BAD_ENTRY",
                            _("ledger entry %" PRIu64 " names no report of this roll"), index);
    const struct sj_city_report *standing =
        sj_city_find_report(city, made.township, made.period, made.kind);
    size_t number = standing == NULL ? city->report_count : (size_t)(standing - city->reports);
    enum sj_status status = SJ_OK;
    if (standing == NULL) {
        status = add_report(city, &made, error);
    } else {
        made.first_taken_at = standing->first_taken_at;
        if (standing->returned != 0)
            sj_city_end_return(city, (uint32_t)number);
        city->reports[number] = made;
    }
    return status == SJ_OK ? add_revision(city, &made, (uint32_t)number, error) : status;
}
