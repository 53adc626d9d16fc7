/* What the reader finds: figures with their words, sections, statements. Enumerators are
 * numbered as in report.proto. Spans are in UTF-8 bytes of the text. */
#ifndef SHANGJI_RULES_FIGURE_H
#define SHANGJI_RULES_FIGURE_H

#include "rules/catalogue.h"
#include "rules/quantity.h"

enum sj_kind { SJ_OUTCOME = 1, SJ_FORECAST, SJ_PLAN, SJ_GROWTH, SJ_OTHER };
enum sj_mood { SJ_DONE = 1, SJ_EXPECTED, SJ_PLANNED };
enum sj_basis { SJ_BASIS_YEAR = 1, SJ_BASIS_TO_DATE, SJ_BASIS_CUMULATIVE, SJ_BASIS_POINT };
enum sj_scope { SJ_SCOPE_WHOLE = 1, SJ_SCOPE_PART, SJ_SCOPE_DEMO, SJ_SCOPE_VILLAGE };
enum sj_decision { SJ_CONFIRMED = 1, SJ_CORRECTED, SJ_CERTIFIED, SJ_DISCARDED, SJ_ADDED };
enum sj_statement_what {
    SJ_STATES_PLAN = 1,
    SJ_STATES_PROBLEM,
    SJ_STATES_ZERO,
    SJ_STATES_NOT_APPLICABLE,
    SJ_STATES_NOT_COUNTED
};

/* Lower-case English names as the JSON lines have them: "outcome", "done", "year", "whole". */
const char *sj_kind_name(enum sj_kind kind);
const char *sj_mood_name(enum sj_mood mood);
const char *sj_basis_name(enum sj_basis basis);
const char *sj_scope_name(enum sj_scope scope);

struct sj_span {
    uint32_t start, end;
};

enum { SJ_FIGURES_MAX = 2000, SJ_TEXT_MAX_BYTES = 256 * 1024, SJ_CLAUSE_MAX_BYTES = 300 };

struct sj_figure {
    struct sj_span span;   /* of the surface */
    struct sj_span clause; /* the surface and the words around it, at most SJ_CLAUSE_MAX_BYTES */
    int32_t section;       /* index, -1 = before the first */
    struct sj_quantity quantity;
    bool negative; /* growth that is a decrease: the value is below zero */
    enum sj_kind kind;
    enum sj_mood mood;
    enum sj_basis basis;
    enum sj_scope scope;
    char basis_date[11]; /* "2021-06-30" where the words name one, else "" */
    uint16_t year;       /* that the words name ("2022年"), 0 = the report's own */
    const struct sj_indicator *indicator; /* NULL: none that is sure */
    const struct sj_indicator *candidate; /* a doubtful one, offered to the clerk; or NULL */
    sj_anomalies anomalies;               /* of words and indicator together */
};

struct sj_section {
    uint8_t level;         /* 1 一、  2 (一)  3 1、  4 一是 */
    struct sj_span number; /* as written */
    struct sj_span title;
    struct sj_span span; /* to where the next section of its level or above begins */
    bool plans;          /* a section of goals */
    bool problems;       /* a section of shortcomings */
};

/* An amount that has no value: 几十人, 上百户. Offered to the clerk, who may know the number. */
struct sj_vague_mention {
    struct sj_span span, clause;
    int32_t section;
    const struct sj_indicator *candidate; /* that it may be of, or NULL */
};

struct sj_statement {
    enum sj_statement_what what;
    struct sj_span span;
    int32_t section;
    const struct sj_indicator *indicator; /* with a told zero; else NULL */
};

#endif
