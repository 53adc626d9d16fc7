#include "server/command.h"

#include "base/i18n.h"
#include "trust/key.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct sj_command *const commands[] = {
    &sj_cmd_init,   &sj_cmd_serve,   &sj_cmd_fsck,         &sj_cmd_rebuild,
    &sj_cmd_backup, &sj_cmd_restore, &sj_cmd_export_tiles, &sj_cmd_rotate,
};

enum { COMMANDS = sizeof commands / sizeof(struct sj_command *) };

static void print_help(FILE *out)
{
    fprintf(out, _("Usage: %s COMMAND [OPTION]...\n\n"), "shangjid");
    fprintf(out, "%s\n\n%s\n", _("The server of a city: its ledger, and the answers from it."),
            _("Commands:"));
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-14s %s\n", commands[i]->name, _(commands[i]->summary));
    fprintf(out, "\n%s\n", _("'shangjid COMMAND --help' tells more."));
}

static const struct sj_command *find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

int main(int argc, char **argv)
{
    struct sj_error error = {0};
    sj_i18n_init();
    if (argc < 2) {
        print_help(stderr);
        return sj_status_exit(SJ_USAGE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("shangjid %s\n", SHANGJI_VERSION);
        return 0;
    }
    const struct sj_command *command = find(argv[1]);
    if (!command) {
        fprintf(stderr, "shangjid: ");
        fprintf(stderr, _("there is no command \"%s\"; try 'shangjid --help'\n"), argv[1]);
        return sj_status_exit(SJ_USAGE);
    }
    umask(077); /* keys and ledger are the server's own */
    sj_trust_init();
    enum sj_status status = command->run(argc - 1, argv + 1, &error);
    if (status != SJ_OK)
        fprintf(stderr, "shangjid: %s\n", error.message);
    return sj_status_exit(status);
}
