/* One table of options feeds the parser, the usage line and --help. On top of getopt_long. */
#ifndef SHANGJI_BASE_OPTIONS_H
#define SHANGJI_BASE_OPTIONS_H

#include "base/bytes.h"

#include <stdio.h>

enum sj_option_kind {
    SJ_OPTION_FLAG,   /* bool *: set to true */
    SJ_OPTION_TEXT,   /* const char **: points into argv */
    SJ_OPTION_NUMBER, /* uint64_t *: decimal digits, between min and max */
    SJ_OPTION_LIST    /* struct sj_option_list *: may be given several times */
};

enum { SJ_OPTION_LIST_MAX = 64, SJ_OPTIONS_MAX = 32 };

struct sj_option_list {
    const char *values[SJ_OPTION_LIST_MAX];
    size_t count;
};

struct sj_option {
    const char *name; /* long name without dashes */
    char letter;      /* short form, 0 = none */
    enum sj_option_kind kind;
    void *target;
    const char *argument; /* what the value is called in help: N_("FILE") */
    const char *help;     /* N_("…"), one line */
    uint64_t min, max;    /* NUMBER only */
};

struct sj_command_line {
    const char *program;   /* "shangji read" */
    const char *arguments; /* N_("FILE"), "" = none */
    const char *summary;   /* N_("…"), one line */
    const char *notes;     /* N_("…"): examples, exit codes; NULL = none */
    const struct sj_option *options;
    size_t option_count;
    int min_arguments, max_arguments; /* max -1 = any */
};

/* Parses argv[1…]; options may stand among the arguments, "--" ends them. --help is understood
 * by itself: it prints help to stdout and sets *help. The arguments are left in argv[1 …
 * *argument_count] in their order. */
enum sj_status sj_options_parse(const struct sj_command_line *line, int argc, char **argv,
                                int *argument_count, bool *help,
                                struct sj_error *error) SJ_WARN_UNUSED;
void sj_options_help(const struct sj_command_line *line, FILE *out);

#endif
