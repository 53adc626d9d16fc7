/* Options whose values are words of a list. */
#ifndef SHANGJI_CLIENT_CHOICE_H
#define SHANGJI_CLIENT_CHOICE_H

#include "base/arena.h"

#include <stddef.h>

struct sj_choice {
    const char *name;
    int value;
};

/* *value of the choice called `name`; unchanged where that is NULL. SJ_USAGE with the list. */
enum sj_status sj_choose(const struct sj_choice *choices, size_t count, const char *option,
                         const char *name, int *value, struct sj_error *error) SJ_WARN_UNUSED;
/* --kind: a Kind of report.proto. */
enum sj_status sj_choose_kind(const char *name, int *kind, struct sj_error *error) SJ_WARN_UNUSED;
/* --year and --period as one: *period is judged, or made of the year. Neither: SJ_USAGE if one is
 * needed, else *period stays NULL. */
enum sj_status sj_choose_period(const char **period, uint64_t year, bool needed,
                                struct sj_arena *arena, struct sj_error *error) SJ_WARN_UNUSED;

#endif
