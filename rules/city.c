#include "rules/city.h"

#include "base/i18n.h"
#include "rules/city_state.h"

#include <stdlib.h>
#include <string.h>

/* Catalogues and names of a ledger's whole life; far above what a city publishes in a century. */
static const size_t CITY_ARENA_BYTES = (size_t)1 << 30;

void *sj_city_grow(void *array, size_t count, size_t size_bytes)
{
    if (count != 0 && (count & (count - 1)) != 0)
        return array;
    size_t capacity = count == 0 ? 1 : count * 2;
    return reallocarray(array, capacity, size_bytes);
}

enum sj_status sj_city_no_memory(struct sj_error *error)
{
    return sj_error_set(
        error, SJ_NO_MEMORY, "NO_MEMORY",
        _("no memory left for the city's state; give the machine more and start again"));
}

enum sj_status sj_city_new(const struct sj_public_key *ledger_key, const char *origin,
                           struct sj_city **city, struct sj_error *error)
{
    struct sj_city *made = calloc(1, sizeof *made);
    if (made == NULL)
        return sj_city_no_memory(error);
    sj_arena_init(&made->arena, CITY_ARENA_BYTES);
    made->ledger_key = *ledger_key;
    made->origin = sj_arena_text(&made->arena, sj_bytes_of(origin));
    made->division = made->division_name = "";
    if (made->origin == NULL) {
        sj_city_free(made);
        return sj_city_no_memory(error);
    }
    *city = made;
    return SJ_OK;
}

void sj_city_free(struct sj_city *city)
{
    if (city == NULL)
        return;
    sj_arena_clear(&city->arena);
    free(city->keys);
    free(city->catalogues);
    free(city->scorecards);
    free(city->periods);
    free(city->townships);
    free(city->by_code);
    free(city->rules);
    free(city->reopenings);
    free(city->references);
    free(city->groupings);
    free(city->successions);
    free(city->revisions);
    free(city->revision_slots);
    free(city->reports);
    free(city->returned);
    free(city->report_slots);
    free((void *)city->indicators);
    free(city->indicator_slots);
    free(city);
}

static size_t add_key(struct sj_public_key *keys, size_t count, size_t max,
                      const struct sj_public_key *key)
{
    for (size_t i = 0; i < count; i++)
        if (sj_public_key_equal(&keys[i], key))
            return count;
    if (count < max)
        keys[count++] = *key;
    return count;
}

static size_t act_candidates(const struct sj_city *city, const Shangji__V1__Act *act,
                             struct sj_public_key *keys, size_t max)
{
    if (act->act_case == SHANGJI__V1__ACT__ACT_FOUNDING)
        return add_key(keys, 0, max, &city->ledger_key);
    if (act->act_case == SHANGJI__V1__ACT__ACT_REPLACEMENT) {
        size_t count = add_key(keys, 0, max, &city->recovery_key);
        if (act->replacement->public_key.len != SJ_PUBLIC_KEY)
            return count;
        struct sj_public_key made = sj_city_key_of(act->replacement->public_key);
        return add_key(keys, count, max, &made);
    }
    size_t count = city->founded ? add_key(keys, 0, max, &city->operator_key) : 0;
    if (act->act_case != SHANGJI__V1__ACT__ACT_ENROLMENT)
        return count;
    struct sj_public_key enrolled = sj_city_key_of(act->enrolment->public_key);
    count = add_key(keys, count, max, &enrolled);
    /* One of the township's good keys vouches for the new one. */
    int64_t township = sj_city_find_township(city, sj_bytes_of(act->enrolment->township));
    for (size_t i = 0; i < city->key_count; i++)
        if (city->keys[i].township == township && city->keys[i].until == SJ_NEVER)
            count = add_key(keys, count, max, &city->keys[i].key);
    return count;
}

size_t sj_city_candidates(const struct sj_city *city, const struct sj_submission *submission,
                          struct sj_public_key *keys, size_t max)
{
    if (submission->act != NULL)
        return act_candidates(city, submission->act, keys, max);
    int64_t township = sj_city_find_township(city, sj_bytes_of(submission->report->township));
    size_t count = 0;
    /* Good keys first: with many revoked ones the room must not run out before them. */
    for (int good = 1; good >= 0; good--)
        for (size_t i = 0; i < city->key_count; i++)
            if (city->keys[i].township == township && (city->keys[i].until == SJ_NEVER) == good)
                count = add_key(keys, count, max, &city->keys[i].key);
    return count;
}

enum sj_status sj_city_judge(const struct sj_city *city, const struct sj_submission *submission,
                             uint64_t index, const struct sj_public_key *signers,
                             size_t signer_count, struct sj_error *error)
{
    bool founding =
        submission->act != NULL && submission->act->act_case == SHANGJI__V1__ACT__ACT_FOUNDING;
    if (!city->founded && !founding)
        return sj_error_set(error, SJ_PRECONDITION, "NOT_FOUNDED",
                            _("this ledger has no founding entry; make it with: shangjid init"));
    if (submission->act != NULL)
        return sj_city_judge_act(city, submission, index, signers, signer_count, error);
    return sj_city_judge_report(city, submission->report, index, signers, signer_count, error);
}

enum sj_status sj_city_apply(struct sj_city *city, uint64_t index, const struct sj_entry *entry,
                             const struct sj_submission *submission,
                             const struct sj_public_key *signers, size_t signer_count,
                             struct sj_error *error)
{
    if (strcmp(entry->type, "report") == 0)
        return sj_city_apply_report(city, index, entry, error);
    return sj_city_apply_act(city, index, submission, signers, signer_count, error);
}

bool sj_city_founded(const struct sj_city *city)
{
    return city->founded;
}

const char *sj_city_division(const struct sj_city *city)
{
    return city->division;
}

const char *sj_city_division_name(const struct sj_city *city)
{
    return city->division_name;
}

const char *sj_city_origin(const struct sj_city *city)
{
    return city->origin;
}

size_t sj_city_township_count(const struct sj_city *city)
{
    return city->township_count;
}

const struct sj_city_township *sj_city_township(const struct sj_city *city, uint32_t number)
{
    return &city->townships[number];
}

/* As sj_bytes_compare, without measuring a code at every step of a search. */
static int compare_code(struct sj_bytes code, const char *with)
{
    int order = code.len == 0 ? 0 : strncmp((const char *)code.data, with, code.len);
    if (order != 0)
        return order;
    size_t len = strlen(with);
    return (code.len > len) - (code.len < len);
}

/* Where the code stands among the codes, or would. */
static size_t place_of(const struct sj_city *city, struct sj_bytes code, bool *found)
{
    size_t low = 0, high = city->township_count;
    *found = false;
    while (low < high && !*found) {
        size_t middle = low + (high - low) / 2;
        int order = compare_code(code, city->townships[city->by_code[middle]].code);
        *found = order == 0;
        if (order <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return *found ? high : low;
}

int64_t sj_city_find_township(const struct sj_city *city, struct sj_bytes code)
{
    bool found;
    size_t place = place_of(city, code, &found);
    return found ? (int64_t)city->by_code[place] : SJ_NO_INDEX;
}

enum sj_status sj_city_put_township(struct sj_city *city, const char *code, const char *name,
                                    uint32_t *number, struct sj_error *error)
{
    bool found;
    const char *kept = sj_arena_text(&city->arena, sj_bytes_of(name));
    size_t place = place_of(city, sj_bytes_of(code), &found);
    if (kept == NULL)
        return sj_city_no_memory(error);
    if (found) {
        *number = city->by_code[place];
        city->townships[*number].name = kept;
        return SJ_OK;
    }
    size_t count = city->township_count;
    struct sj_city_township *townships = sj_city_grow(city->townships, count, sizeof *townships);
    if (townships != NULL)
        city->townships = townships;
    uint32_t *by_code = sj_city_grow(city->by_code, count, sizeof *by_code);
    if (by_code != NULL)
        city->by_code = by_code;
    const char *kept_code = sj_arena_text(&city->arena, sj_bytes_of(code));
    if (townships == NULL || by_code == NULL || kept_code == NULL)
        return sj_city_no_memory(error);
    memmove(by_code + place + 1, by_code + place, (count - place) * sizeof *by_code);
    by_code[place] = *number = (uint32_t)count;
    townships[count] = (struct sj_city_township){.code = kept_code, .name = kept};
    city->township_count++;
    return SJ_OK;
}

size_t sj_city_key_count(const struct sj_city *city)
{
    return city->key_count;
}

const struct sj_city_key *sj_city_key(const struct sj_city *city, size_t number)
{
    return &city->keys[number];
}

size_t sj_city_period_count(const struct sj_city *city)
{
    return city->period_count;
}

const struct sj_city_period *sj_city_period(const struct sj_city *city, size_t number)
{
    return &city->periods[number];
}

const struct sj_city_period *sj_city_find_period(const struct sj_city *city,
                                                 struct sj_period period, const char *kind)
{
    for (size_t i = 0; i < city->period_count; i++)
        if (sj_period_compare(city->periods[i].period, period) == 0 &&
            strcmp(city->periods[i].kind, kind) == 0)
            return &city->periods[i];
    return NULL;
}

const struct sj_catalogue *sj_city_catalogue(const struct sj_city *city, struct sj_bytes version,
                                             uint64_t *index)
{
    for (size_t i = city->catalogue_count; i-- > 0;) {
        const struct published_catalogue *published = &city->catalogues[i];
        if (version.len != 0 &&
            !sj_bytes_equal(version, sj_bytes_of(published->catalogue->version)))
            continue;
        if (index != NULL)
            *index = published->index;
        return published->catalogue;
    }
    return NULL;
}
