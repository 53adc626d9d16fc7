/* A fact: a figure tied to an indicator, ready to compare. Value and interval stand in the
 * store's fixed point, 1/10,000 of the indicator's base unit; inexact conversions have been
 * rounded outward. */
#ifndef SHANGJI_RULES_FACT_H
#define SHANGJI_RULES_FACT_H

#include "base/period.h"
#include "rules/figure.h"

enum sj_fact_state {
    SJ_FACT_STATED = 0,
    SJ_FACT_ZERO,           /* told in words: none */
    SJ_FACT_NOT_APPLICABLE, /* no value */
    SJ_FACT_NOT_COUNTED     /* no value */
};

#define SJ_FACT_NO_FIGURE UINT32_MAX

struct sj_fact {
    const struct sj_indicator *indicator;
    struct sj_period period;
    int64_t value, lo, hi; /* fixed point; lo and hi only with has_lo, has_hi */
    bool has_lo, has_hi, lo_open, hi_open;
    enum sj_fact_state state;
    enum sj_kind kind;
    enum sj_mood mood;
    enum sj_basis basis;
    enum sj_scope scope;
    enum sj_decision decision;
    char basis_date[11]; /* "2021-06-30" with TO_DATE and POINT, else "" */
    uint32_t figure;     /* index into the report's figures; SJ_FACT_NO_FIGURE for a statement */
};

struct sj_facts {
    struct sj_fact *items;
    size_t count;
};

#endif
