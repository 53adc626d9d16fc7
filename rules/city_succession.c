/* Townships that merge, part, or get another name or code. */
#include "rules/city_state.h"

#include "base/i18n.h"

#include <string.h>

static bool is_among(const char *code, char *const *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return false;
}

static enum sj_status judge_predecessor(const struct sj_city *city, const char *code,
                                        struct sj_error *error)
{
    uint32_t number = 0;
    enum sj_status status = sj_city_find_township_of(city, code, &number, error);
    if (status == SJ_OK && city->townships[number].succeeded)
        status = sj_error_set(error, SJ_PRECONDITION, "ALREADY_SUCCEEDED",
                              _("township %s has successors already"), code);
    return status;
}

/* A successor has a code of its own, or goes on with that of a predecessor. */
static enum sj_status judge_successor(const struct sj_city *city,
                                      const Shangji__V1__Succession *succession, const char *code,
                                      struct sj_error *error)
{
    bool keeps = is_among(code, succession->predecessors, succession->n_predecessors);
    bool known = sj_city_find_township(city, sj_bytes_of(code)) >= 0;
    bool recoded = succession->how == SHANGJI__V1__SUCCESSION__HOW__RECODED;
    bool renamed = succession->how == SHANGJI__V1__SUCCESSION__HOW__RENAMED;
    if ((!known || keeps) && !(keeps && recoded) && !(!keeps && renamed))
        return SJ_OK;
    return sj_error_set(error, SJ_PRECONDITION, "BAD_SUCCESSOR",
                        _("township %s cannot come from these: it is on the roll already, or keeps "
                          "a code where it should change, or changes it where only the name does"),
                        code);
}

enum sj_status sj_city_judge_succession(const struct sj_city *city,
                                        const Shangji__V1__Succession *succession,
                                        struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < succession->n_predecessors; i++) {
        status = judge_predecessor(city, succession->predecessors[i], error);
        if (status == SJ_OK && is_among(succession->predecessors[i], succession->predecessors, i))
            status = sj_error_set(error, SJ_INVALID, "TWICE", _("township %s is named twice"),
                                  succession->predecessors[i]);
    }
    for (size_t i = 0; status == SJ_OK && i < succession->n_successors; i++) {
        const char *code = succession->successors[i]->code;
        status = judge_successor(city, succession, code, error);
        for (size_t j = 0; status == SJ_OK && j < i; j++)
            if (strcmp(succession->successors[j]->code, code) == 0)
                status =
                    sj_error_set(error, SJ_INVALID, "TWICE", _("township %s is named twice"), code);
    }
    return status;
}

/* All of them are on the roll by now. */
static enum sj_status keep(struct sj_city *city, const Shangji__V1__Succession *told,
                           struct sj_period period, struct sj_error *error)
{
    struct sj_city_succession *successions =
        sj_city_grow(city->successions, city->succession_count, sizeof *successions);
    uint32_t *predecessors =
        sj_arena_array(&city->arena, told->n_predecessors, sizeof *predecessors);
    uint32_t *successors = sj_arena_array(&city->arena, told->n_successors, sizeof *successors);
    if (successions != NULL)
        city->successions = successions;
    if (successions == NULL || predecessors == NULL || successors == NULL)
        return sj_city_no_memory(error);
    for (size_t i = 0; i < told->n_predecessors; i++)
        predecessors[i] = (uint32_t)sj_city_find_township(city, sj_bytes_of(told->predecessors[i]));
    for (size_t i = 0; i < told->n_successors; i++)
        successors[i] =
            (uint32_t)sj_city_find_township(city, sj_bytes_of(told->successors[i]->code));
    successions[city->succession_count++] =
        (struct sj_city_succession){.how = told->how,
                                    .period = period,
                                    .predecessors = predecessors,
                                    .successors = successors,
                                    .predecessor_count = told->n_predecessors,
                                    .successor_count = told->n_successors};
    return SJ_OK;
}

enum sj_status sj_city_apply_succession(struct sj_city *city,
                                        const Shangji__V1__Succession *succession,
                                        struct sj_error *error)
{
    struct sj_period period;
    if (!sj_period_parse(sj_bytes_of(succession->period), &period))
        return sj_error_set(error, SJ_DATA_LOSS, "BAD_SUCCESSION",
                            _("the ledger holds an act that could not have been accepted"));
    city->judged++;
    city->has_successions = true;
    for (size_t i = 0; i < succession->n_predecessors; i++) {
        int64_t number = sj_city_find_township(city, sj_bytes_of(succession->predecessors[i]));
        bool goes_on = false;
        for (size_t j = 0; j < succession->n_successors; j++)
            goes_on |= strcmp(succession->successors[j]->code, succession->predecessors[i]) == 0;
        if (number < 0 || goes_on)
            continue;
        city->townships[number].succeeded = true;
        city->townships[number].until = period;
    }
    for (size_t i = 0; i < succession->n_successors; i++) {
        const Shangji__V1__Township *told = succession->successors[i];
        bool known = sj_city_find_township(city, sj_bytes_of(told->code)) >= 0;
        uint32_t number;
        enum sj_status status = sj_city_put_township(city, told->code, told->name, &number, error);
        if (status != SJ_OK)
            return status;
        if (known)
            continue;
        city->townships[number].successor = true;
        city->townships[number].since = period;
    }
    return keep(city, succession, period, error);
}

size_t sj_city_succession_count(const struct sj_city *city)
{
    return city->succession_count;
}

const struct sj_city_succession *sj_city_succession(const struct sj_city *city, size_t number)
{
    return &city->successions[number];
}

bool sj_city_reports_for(const struct sj_city *city, uint32_t township, struct sj_period period)
{
    if (!city->has_successions) /* asked for every township of a country */
        return true;
    const struct sj_city_township *its = &city->townships[township];
    if (its->successor && sj_period_compare(period, its->since) < 0)
        return false;
    return !its->succeeded || sj_period_compare(period, its->until) < 0;
}
