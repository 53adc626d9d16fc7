/* Colours on a terminal, and when there are any. Every mark also stands out without them. */
#ifndef SHANGJI_CLIENT_PAINT_H
#define SHANGJI_CLIENT_PAINT_H

#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>

enum sj_paint {
    SJ_PAINT_PLAIN,
    SJ_PAINT_TITLE,
    SJ_PAINT_SURE,    /* a figure tied to an indicator */
    SJ_PAINT_LOOSE,   /* one that is tied to none */
    SJ_PAINT_OFFERED, /* one with an indicator to choose */
    SJ_PAINT_DOUBTFUL /* one that waits for a decision */
};

/* --color: "always", "never", or "auto" (also NULL): on a terminal, unless NO_COLOR is set or the
 * terminal is a dumb one. */
enum sj_status sj_paint_choose(const char *option, FILE *out, bool *colored,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* Changes to that style; nothing without colours. */
void sj_paint(bool colored, enum sj_paint style, FILE *out);

/* A row for a command's option table. */
#define SJ_OPTION_COLOR(target_color)                                                              \
    {                                                                                              \
        .name = "color", .kind = SJ_OPTION_TEXT, .target = (target_color), .argument = N_("WHEN"), \
        .help = N_("colours: auto (default: on a terminal, without NO_COLOR), always, never")      \
    }

#endif
