#include "rules/figure.h"

const char *sj_kind_name(enum sj_kind kind)
{
    switch (kind) {
    case SJ_OUTCOME:
        return "outcome";
    case SJ_FORECAST:
        return "forecast";
    case SJ_PLAN:
        return "plan";
    case SJ_GROWTH:
        return "growth";
    case SJ_OTHER:
        return "other";
    }
    return "";
}

const char *sj_mood_name(enum sj_mood mood)
{
    switch (mood) {
    case SJ_DONE:
        return "done";
    case SJ_EXPECTED:
        return "expected";
    case SJ_PLANNED:
        return "planned";
    }
    return "";
}

const char *sj_basis_name(enum sj_basis basis)
{
    switch (basis) {
    case SJ_BASIS_YEAR:
        return "year";
    case SJ_BASIS_TO_DATE:
        return "to_date";
    case SJ_BASIS_CUMULATIVE:
        return "cumulative";
    case SJ_BASIS_POINT:
        return "point";
    }
    return "";
}

const char *sj_scope_name(enum sj_scope scope)
{
    switch (scope) {
    case SJ_SCOPE_WHOLE:
        return "whole";
    case SJ_SCOPE_PART:
        return "part";
    case SJ_SCOPE_DEMO:
        return "demo";
    case SJ_SCOPE_VILLAGE:
        return "village";
    }
    return "";
}
