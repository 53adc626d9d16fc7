/* What the operator put beside the reports: reference tables (what is counted per) and groupings
 * (what is ranked apart). Part of the city's state (rules/city.h): pointers hold until the next
 * apply, and are read under the same lock. */
#ifndef SHANGJI_RULES_CITY_REFERENCE_H
#define SHANGJI_RULES_CITY_REFERENCE_H

#include "rules/city.h"

enum {
    SJ_REFERENCE_TABLES_MAX = 2000, /* of a city, a code and a period each */
    SJ_REFERENCE_VALUES_MAX = 20000,
    SJ_REFERENCE_NAME_MAX = 120, /* bytes */
    SJ_REFERENCE_UNIT_MAX = 32,
    SJ_REFERENCE_WORDS_MAX = 500, /* of definition and source */
    SJ_GROUPINGS_MAX = 100,
    SJ_GROUPS_MAX = 100 /* of a grouping */
};
#define SJ_NO_VALUE (-1) /* no value is below zero */
#define SJ_NO_GROUP UINT32_MAX

struct sj_city_reference {
    const char *code, *name_zh, *name_en, *unit, *definition, *source, *date;
    bool has_period; /* only for this one; else for all without a table of their own */
    struct sj_period period;
    uint64_t index; /* entry of the act */
    /* By township number, fixed point; SJ_NO_VALUE and beyond the count: none. */
    const int64_t *values;
    size_t value_count;
};

struct sj_city_group {
    const char *code, *name_zh, *name_en;
};

struct sj_city_grouping {
    const char *code, *name_zh, *name_en;
    uint64_t index;
    const struct sj_city_group *groups; /* in the order told */
    size_t group_count;
    /* By township number: number of its group; SJ_NO_GROUP and beyond the count: none. */
    const uint32_t *group_of;
    size_t township_count;
};

size_t sj_city_reference_count(const struct sj_city *city);
const struct sj_city_reference *sj_city_reference(const struct sj_city *city, size_t number);
/* The newest table of the code for the period itself, else the one for every period; NULL. */
const struct sj_city_reference *
sj_city_find_reference(const struct sj_city *city, struct sj_bytes code, struct sj_period period);
/* Whether there is a table of the code, for whatever period. */
bool sj_city_has_reference(const struct sj_city *city, struct sj_bytes code);
int64_t sj_city_reference_value(const struct sj_city_reference *reference, uint32_t township);

size_t sj_city_grouping_count(const struct sj_city *city);
const struct sj_city_grouping *sj_city_grouping(const struct sj_city *city, size_t number);
const struct sj_city_grouping *sj_city_find_grouping(const struct sj_city *city,
                                                     struct sj_bytes code);
uint32_t sj_city_group_of(const struct sj_city_grouping *grouping, uint32_t township);

#endif
