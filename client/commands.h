/* The list of commands, and finding one in a command line. */
#ifndef SHANGJI_CLIENT_COMMANDS_H
#define SHANGJI_CLIENT_COMMANDS_H

#include "client/command.h"

#include <stdio.h>

/* The command that argv[1…] names, and in *words of how many words ("operator enrol": 2).
 * SJ_USAGE where there is none, with the nearest names. */
enum sj_status sj_commands_find(int argc, char **argv, const struct sj_command **command,
                                int *words, struct sj_error *error) SJ_WARN_UNUSED;
/* All, or those whose name begins with `group` ("operator"), one a line. */
void sj_commands_help(const char *group, FILE *out);
/* "operator" is the first word of several commands and none itself. */
bool sj_commands_is_group(const char *word);

#endif
