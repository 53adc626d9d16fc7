#include "client/paint.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_wanted(FILE *out)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(fileno(out)) == 1 && (none == NULL || none[0] == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

enum sj_status sj_paint_choose(const char *option, FILE *out, bool *colored, struct sj_error *error)
{
    if (option == NULL || strcmp(option, "auto") == 0)
        *colored = is_wanted(out);
    else if (strcmp(option, "always") == 0 || strcmp(option, "never") == 0)
        *colored = option[0] == 'a';
    else
        return sj_error_set(error, SJ_USAGE, "BAD_COLOR",
                            _("--color is auto, always or never, not '%s'"), option);
    return SJ_OK;
}

void sj_paint(bool colored, enum sj_paint style, FILE *out)
{
    static const char *const codes[] = {
        [SJ_PAINT_PLAIN] = "\033[0m",        [SJ_PAINT_TITLE] = "\033[0;1m",
        [SJ_PAINT_SURE] = "\033[0;4;32m",    [SJ_PAINT_LOOSE] = "\033[0;4m",
        [SJ_PAINT_OFFERED] = "\033[0;4;33m", [SJ_PAINT_DOUBTFUL] = "\033[0;1;7;31m",
    };
    if (colored)
        fputs(codes[style], out);
}
