/* Where a new city's townships come from: the national list that is built in, or a file. All is
 * made in the arena. */
#ifndef SHANGJI_SERVER_ROLL_H
#define SHANGJI_SERVER_ROLL_H

#include "base/arena.h"

enum { SJ_ROLL_MAX = 50000, SJ_ROLL_MAX_BYTES = 4 * 1024 * 1024, SJ_ROLL_NAME_MAX_BYTES = 120 };

struct sj_roll_township {
    const char *code, *name;
};

struct sj_roll {
    const char *division, *division_name; /* name "" = not known */
    struct sj_roll_township *townships;   /* in the order of their codes */
    size_t count;
};

/* The townships of a county, prefecture or province. SJ_NOT_FOUND for an unknown code, with codes
 * and names that are near; a name instead of a code is answered with its code. */
enum sj_status sj_roll_national(const char *division, struct sj_arena *arena, struct sj_roll *roll,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Lines "code<TAB>name" or "code,name"; a BOM, blank lines, lines that begin with # and a heading
 * are passed over. The division's name is looked up in the national list. */
enum sj_status sj_roll_parse(struct sj_bytes text, const char *division, struct sj_arena *arena,
                             struct sj_roll *roll, struct sj_error *error) SJ_WARN_UNUSED;

#endif
