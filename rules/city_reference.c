/* Reference tables and groupings: what may be told, and what follows. */
#include "rules/city_reference.h"

#include "base/decimal.h"
#include "base/i18n.h"
#include "rules/city_state.h"

#include <string.h>

/* ---- judging ---- */

static bool same_period(const struct sj_city_reference *table, const char *period)
{
    struct sj_period parsed;
    bool has_period = sj_period_parse(sj_bytes_of(period), &parsed);
    return table->has_period == has_period &&
           (!has_period || sj_period_compare(table->period, parsed) == 0);
}

/* A code never changes its definition: what was divided by it must keep its meaning. */
static enum sj_status judge_code(const struct sj_city *city,
                                 const Shangji__V1__ReferenceTable *table, struct sj_error *error)
{
    bool replaces = false;
    if (sj_city_indicator_number(city, sj_bytes_of(table->code)) >= 0) {
        sj_error_set(error, SJ_EXISTS, "CODE_TAKEN",
                     _("%s is an indicator of the catalogue; give the table another code"),
                     table->code);
        return sj_error_at(error, "reference.code");
    }
    for (size_t i = 0; i < city->reference_count; i++) {
        const struct sj_city_reference *old = &city->references[i];
        if (strcmp(old->code, table->code) != 0)
            continue;
        replaces |= same_period(old, table->period);
        if (strcmp(old->unit, table->unit) == 0 && strcmp(old->definition, table->definition) == 0)
            continue;
        sj_error_set(error, SJ_INVALID, "CODE_REDEFINED",
                     _("table %s had another unit or definition in entry %llu (%s, %s); use a new "
                       "code"),
                     table->code, (unsigned long long)old->index, old->unit, old->definition);
        return sj_error_at(error, "reference.code");
    }
    if (replaces || city->reference_count < SJ_REFERENCE_TABLES_MAX)
        return SJ_OK;
    return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_TABLES",
                        _("a city has at most %d reference tables"), SJ_REFERENCE_TABLES_MAX);
}

enum sj_status sj_city_judge_reference(const struct sj_city *city,
                                       const Shangji__V1__ReferenceTable *table,
                                       struct sj_error *error)
{
    enum sj_status status = judge_code(city, table, error);
    for (size_t i = 0; status == SJ_OK && i < table->n_values; i++) {
        uint32_t township;
        status = sj_city_find_township_of(city, table->values[i]->township, &township, error);
        if (status != SJ_OK)
            sj_error_at(error, "reference.values[%zu]", i);
    }
    return status;
}

enum sj_status sj_city_judge_grouping(const struct sj_city *city,
                                      const Shangji__V1__Grouping *grouping, struct sj_error *error)
{
    struct sj_arena arena;
    enum sj_status status = SJ_OK;
    if (city->grouping_count >= SJ_GROUPINGS_MAX &&
        sj_city_find_grouping(city, sj_bytes_of(grouping->code)) == NULL)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_GROUPINGS",
                            _("a city has at most %d groupings"), SJ_GROUPINGS_MAX);
    sj_arena_init(&arena, city->township_count + (1U << 16));
    bool *seen = sj_arena_array(&arena, city->township_count + 1, sizeof *seen);
    if (seen == NULL)
        status = sj_city_no_memory(error);
    for (size_t i = 0; status == SJ_OK && i < grouping->n_groups; i++) {
        const Shangji__V1__Grouping__Group *group = grouping->groups[i];
        for (size_t j = 0; status == SJ_OK && j < group->n_townships; j++) {
            uint32_t township = 0;
            status = sj_city_find_township_of(city, group->townships[j], &township, error);
            if (status == SJ_OK && seen[township])
                status = sj_error_set(error, SJ_INVALID, "IN_TWO_GROUPS",
                                      _("%s (%s) is in two groups; leave it in one"),
                                      city->townships[township].name, group->townships[j]);
            if (status != SJ_OK)
                sj_error_at(error, "grouping.groups[%zu].townships[%zu]", i, j);
            else
                seen[township] = true;
        }
    }
    sj_arena_clear(&arena);
    return status;
}

/* ---- applying ---- */

/* The submission dies with its call. */
static bool keep(struct sj_city *city, const char *text, const char **kept)
{
    *kept = sj_arena_text(&city->arena, sj_bytes_of(text));
    return *kept != NULL;
}

static enum sj_status broken(struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "BAD_REFERENCE",
                        _("the ledger holds an act that could not have been accepted"));
}

static enum sj_status keep_values(struct sj_city *city, const Shangji__V1__ReferenceTable *table,
                                  struct sj_city_reference *made, struct sj_error *error)
{
    int64_t *values = sj_arena_array(&city->arena, city->township_count, sizeof *values);
    if (values == NULL)
        return sj_city_no_memory(error);
    for (size_t i = 0; i < city->township_count; i++)
        values[i] = SJ_NO_VALUE;
    for (size_t i = 0; i < table->n_values; i++) {
        struct sj_decimal value;
        int64_t township = sj_city_find_township(city, sj_bytes_of(table->values[i]->township));
        if (township < 0 || !sj_decimal_parse(sj_bytes_of(table->values[i]->value), &value) ||
            !sj_decimal_to_fixed_floor(value, &values[township], NULL))
            return broken(error);
    }
    made->values = values;
    made->value_count = city->township_count;
    return SJ_OK;
}

enum sj_status sj_city_apply_reference(struct sj_city *city, uint64_t index,
                                       const Shangji__V1__ReferenceTable *table,
                                       struct sj_error *error)
{
    struct sj_city_reference made = {.index = index};
    made.has_period = sj_period_parse(sj_bytes_of(table->period), &made.period);
    if (!keep(city, table->code, &made.code) || !keep(city, table->name_zh, &made.name_zh) ||
        !keep(city, table->name_en, &made.name_en) || !keep(city, table->unit, &made.unit) ||
        !keep(city, table->definition, &made.definition) ||
        !keep(city, table->source, &made.source) || !keep(city, table->date, &made.date))
        return sj_city_no_memory(error);
    enum sj_status status = keep_values(city, table, &made, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < city->reference_count; i++)
        if (strcmp(city->references[i].code, table->code) == 0 &&
            same_period(&city->references[i], table->period)) {
            city->references[i] = made;
            return SJ_OK;
        }
    struct sj_city_reference *all =
        sj_city_grow(city->references, city->reference_count, sizeof *all);
    if (all == NULL)
        return sj_city_no_memory(error);
    city->references = all;
    all[city->reference_count++] = made;
    return SJ_OK;
}

static enum sj_status keep_groups(struct sj_city *city, const Shangji__V1__Grouping *grouping,
                                  struct sj_city_grouping *made, struct sj_error *error)
{
    struct sj_city_group *groups = sj_arena_array(&city->arena, grouping->n_groups, sizeof *groups);
    uint32_t *group_of = sj_arena_array(&city->arena, city->township_count, sizeof *group_of);
    if (groups == NULL || group_of == NULL)
        return sj_city_no_memory(error);
    for (size_t i = 0; i < city->township_count; i++)
        group_of[i] = SJ_NO_GROUP;
    for (size_t i = 0; i < grouping->n_groups; i++) {
        const Shangji__V1__Grouping__Group *from = grouping->groups[i];
        if (!keep(city, from->code, &groups[i].code) ||
            !keep(city, from->name_zh, &groups[i].name_zh) ||
            !keep(city, from->name_en, &groups[i].name_en))
            return sj_city_no_memory(error);
        for (size_t j = 0; j < from->n_townships; j++) {
            int64_t township = sj_city_find_township(city, sj_bytes_of(from->townships[j]));
            if (township < 0)
                return broken(error);
            group_of[township] = (uint32_t)i;
        }
    }
    made->groups = groups;
    made->group_count = grouping->n_groups;
    made->group_of = group_of;
    made->township_count = city->township_count;
    return SJ_OK;
}

enum sj_status sj_city_apply_grouping(struct sj_city *city, uint64_t index,
                                      const Shangji__V1__Grouping *grouping, struct sj_error *error)
{
    struct sj_city_grouping made = {.index = index};
    if (!keep(city, grouping->code, &made.code) || !keep(city, grouping->name_zh, &made.name_zh) ||
        !keep(city, grouping->name_en, &made.name_en))
        return sj_city_no_memory(error);
    enum sj_status status = keep_groups(city, grouping, &made, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < city->grouping_count; i++)
        if (strcmp(city->groupings[i].code, grouping->code) == 0) {
            city->groupings[i] = made;
            return SJ_OK;
        }
    struct sj_city_grouping *all = sj_city_grow(city->groupings, city->grouping_count, sizeof *all);
    if (all == NULL)
        return sj_city_no_memory(error);
    city->groupings = all;
    all[city->grouping_count++] = made;
    return SJ_OK;
}

/* ---- asking ---- */

size_t sj_city_reference_count(const struct sj_city *city)
{
    return city->reference_count;
}

const struct sj_city_reference *sj_city_reference(const struct sj_city *city, size_t number)
{
    return &city->references[number];
}

const struct sj_city_reference *
sj_city_find_reference(const struct sj_city *city, struct sj_bytes code, struct sj_period period)
{
    const struct sj_city_reference *found = NULL;
    for (size_t i = 0; i < city->reference_count; i++) {
        const struct sj_city_reference *table = &city->references[i];
        if (!sj_bytes_equal(code, sj_bytes_of(table->code)))
            continue;
        if (table->has_period && sj_period_compare(table->period, period) == 0)
            return table;
        if (!table->has_period)
            found = table;
    }
    return found;
}

bool sj_city_has_reference(const struct sj_city *city, struct sj_bytes code)
{
    for (size_t i = 0; i < city->reference_count; i++)
        if (sj_bytes_equal(code, sj_bytes_of(city->references[i].code)))
            return true;
    return false;
}

int64_t sj_city_reference_value(const struct sj_city_reference *reference, uint32_t township)
{
    return township < reference->value_count ? reference->values[township] : SJ_NO_VALUE;
}

size_t sj_city_grouping_count(const struct sj_city *city)
{
    return city->grouping_count;
}

const struct sj_city_grouping *sj_city_grouping(const struct sj_city *city, size_t number)
{
    return &city->groupings[number];
}

const struct sj_city_grouping *sj_city_find_grouping(const struct sj_city *city,
                                                     struct sj_bytes code)
{
    for (size_t i = 0; i < city->grouping_count; i++)
        if (sj_bytes_equal(code, sj_bytes_of(city->groupings[i].code)))
            return &city->groupings[i];
    return NULL;
}

uint32_t sj_city_group_of(const struct sj_city_grouping *grouping, uint32_t township)
{
    return township < grouping->township_count ? grouping->group_of[township] : SJ_NO_GROUP;
}
