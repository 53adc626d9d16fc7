#include "client/choice.h"

#include "base/i18n.h"
#include "base/period.h"

#include <report.pb-c.h>

#include <stdio.h>
#include <string.h>

enum sj_status sj_choose(const struct sj_choice *choices, size_t count, const char *option,
                         const char *name, int *value, struct sj_error *error)
{
    char list[64] = "";
    if (!name)
        return SJ_OK;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(list);
        snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "", choices[i].name);
        if (strcmp(name, choices[i].name) == 0) {
            *value = choices[i].value;
            return SJ_OK;
        }
    }
    return sj_error_set(error, SJ_USAGE, "BAD_CHOICE", _("--%s is one of %s, not '%s'"), option,
                        list, name);
}

enum sj_status sj_choose_kind(const char *name, int *kind, struct sj_error *error)
{
    static const struct sj_choice kinds[] = {
        {"outcome", SHANGJI__V1__KIND__KIND_OUTCOME},
        {"forecast", SHANGJI__V1__KIND__KIND_FORECAST},
        {"plan", SHANGJI__V1__KIND__KIND_PLAN},
    };
    return sj_choose(kinds, sizeof(kinds) / sizeof(kinds[0]), "kind", name, kind, error);
}

enum sj_status sj_choose_period(const char **period, uint64_t year, bool needed,
                                struct sj_arena *arena, struct sj_error *error)
{
    struct sj_period parsed;
    if (!*period && !year && !needed)
        return SJ_OK;
    if (!*period == !year)
        return sj_error_set(error, SJ_USAGE, "NO_PERIOD",
                            _("say which period: --year 2021 or --period 2021-Q3"));
    if (year)
        *period = sj_arena_printf(arena, "%llu", (unsigned long long)year);
    if (!*period || !sj_period_parse(sj_bytes_of(*period), &parsed))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("'%s' is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
                            *period ? *period : "");
    return SJ_OK;
}
