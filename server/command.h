/* A command a file: each cmd_*.c defines one struct sj_command, and main.c lists them. */
#ifndef SHANGJI_SERVER_COMMAND_H
#define SHANGJI_SERVER_COMMAND_H

#include "base/options.h"

struct sj_command {
    const char *name;
    const char *summary; /* N_("…"), one line of `shangjid --help` */
    /* argv[0] is the command's name. What goes wrong is returned with its error; main prints it
     * once and exits with sj_status_exit. */
    enum sj_status (*run)(int argc, char **argv, struct sj_error *error);
};

extern const struct sj_command sj_cmd_init, sj_cmd_serve, sj_cmd_fsck, sj_cmd_rebuild,
    sj_cmd_backup, sj_cmd_restore, sj_cmd_export_tiles, sj_cmd_rotate;

#endif
