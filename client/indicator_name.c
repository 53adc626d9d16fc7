#include "client/indicator_name.h"

#include "base/i18n.h"
#include "client/near.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool could_be_code(const char *word)
{
    size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return len > 0 && len <= SJ_CODE_MAX && word[len] == 0;
}

static const char *name_of_code(const struct sj_catalogue *catalogue, const char *code)
{
    const struct sj_indicator *indicator = sj_catalogue_find(catalogue, sj_bytes_of(code));
    return indicator ? indicator->name_zh : "";
}

enum sj_status sj_indicator_unknown(const struct sj_catalogue *catalogue, const char *word,
                                    struct sj_error *error)
{
    struct sj_near near = {0};
    char list[400] = "";
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        sj_near_add(&near, word, indicator->code, indicator->name_zh);
    }
    for (size_t i = 0; i < near.count; i++) {
        size_t len = strlen(list);
        const char *code = near.items[i].name;
        snprintf(list + len, sizeof(list) - len, "%s%s (%s)", i ? ", " : "", code,
                 name_of_code(catalogue, code));
    }
    if (near.count == 0)
        return sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_INDICATOR",
                            _("there is no indicator '%s'"), word);
    return sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_INDICATOR",
                        _("there is no indicator '%s'; nearest: %s"), word, list);
}

enum sj_status sj_indicator_name(const struct sj_catalogue *catalogue, const char *word,
                                 const char **code, struct sj_error *error)
{
    const struct sj_indicator *found = sj_catalogue_find(catalogue, sj_bytes_of(word));
    for (size_t i = 0; i < catalogue->indicator_count && !found; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        if (strcmp(indicator->name_zh, word) == 0 || strcasecmp(indicator->name_en, word) == 0)
            found = indicator;
    }
    *code = found ? found->code : word;
    return found || could_be_code(word) ? SJ_OK : sj_indicator_unknown(catalogue, word, error);
}
