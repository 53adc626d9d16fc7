/* The catalogue as the rules and the reader use it, free of protobuf. Everything lives in the
 * arena it was made in and never changes afterwards, so threads may share it. */
#ifndef SHANGJI_RULES_CATALOGUE_H
#define SHANGJI_RULES_CATALOGUE_H

#include "base/arena.h"
#include "base/decimal.h"
#include "rules/interval.h"

/* Numbered as in catalogue.proto. */
enum sj_better { SJ_BETTER_MORE = 1, SJ_BETTER_LESS, SJ_BETTER_NEUTRAL };
enum sj_aggregation { SJ_AGGREGATE_SUM = 1, SJ_AGGREGATE_MEAN, SJ_AGGREGATE_NONE };

enum {
    SJ_CATALOGUE_INDICATORS_MAX = 2000,
    SJ_CATALOGUE_PHRASES_MAX = 64,
    SJ_CODE_MAX = 64 /* bytes of an indicator's code */
};

struct sj_unit {
    struct sj_bytes name;
    struct sj_decimal times; /* of the family's base */
};

struct sj_unit_family {
    struct sj_bytes base;
    struct sj_unit *units;
    size_t unit_count;
};

struct sj_indicator {
    const char *code, *name_zh, *name_en, *domain;
    struct sj_bytes unit; /* base unit */
    struct sj_bytes *also;
    size_t also_count;
    enum sj_better better;
    enum sj_aggregation aggregation;
    const char *weighted_by;
    struct sj_decimal limit_lo, limit_hi, plausible_lo, plausible_hi;
    bool has_limit_lo, has_limit_hi, has_plausible_lo, has_plausible_hi;
    bool required, internal, stock;
    struct sj_bytes *phrases; /* syntax: catalogue.proto, Indicator.phrases */
    size_t phrase_count;
};

struct sj_catalogue {
    const char *version, *title;
    struct sj_indicator *indicators;
    size_t indicator_count;
    struct sj_unit_family *families;
    size_t family_count;
    /* indicator numbers in the order of their codes, for sj_catalogue_find */
    uint32_t *by_code;
};

/* Small letters, digits and single underscores, a letter first: grain_sown_area. */
bool sj_code_valid(const char *code) SJ_WARN_UNUSED;
/* Fills by_code. SJ_INVALID for two indicators of one code. */
enum sj_status sj_catalogue_index(struct sj_catalogue *catalogue, struct sj_arena *arena,
                                  struct sj_error *error) SJ_WARN_UNUSED;
const struct sj_indicator *sj_catalogue_find(const struct sj_catalogue *catalogue,
                                             struct sj_bytes code); /* NULL: none */

/* By what a value in `unit` is multiplied to stand in the indicator's base unit; false where the
 * units do not convert. "" never converts, unless the indicator's own unit is empty. */
bool sj_unit_factor(const struct sj_catalogue *catalogue, const struct sj_indicator *indicator,
                    struct sj_bytes unit, struct sj_decimal *factor) SJ_WARN_UNUSED;

#endif
