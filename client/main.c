#include "client/commands.h"
#include "trust/key.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void print_usage(FILE *out)
{
    fprintf(out, "%s\n\n%s\n", _("Usage: shangji COMMAND [OPTION]... [ARGUMENT]..."),
            _("A township's report is its form: figures are read out of the prose, signed, sent "
              "and compared."));
    fprintf(out, "\n%s\n", _("Commands:"));
    sj_commands_help(NULL, out);
    fprintf(out, "\n%s\n",
            _("'shangji COMMAND --help' explains a command. Environment: SHANGJI_HOME (the folder "
              "of keys and outbox, else ~/.shangji), SHANGJI_CARD (the city card), SHANGJI_LANG "
              "(zh_CN, en)."));
}

static int fail(const char *command, const struct sj_error *error)
{
    const char *message = error->message[0] ? error->message : sj_status_text(error->status);
    fprintf(stderr, "shangji%s%s: %s", command[0] ? " " : "", command, message);
    /* A message that begins with the file's name has said where. */
    size_t name = strcspn(error->field, ":");
    bool said = strncmp(message, error->field, name) == 0 &&
                (message[name] == ':' || strncmp(message + name, "：", 3) == 0);
    if (name > 0 && !said)
        fprintf(stderr, " (%s)", error->field);
    fputc('\n', stderr);
    return sj_status_exit(error->status);
}

/* An answer that did not reach its file is no success. */
static int finish(const char *command)
{
    struct sj_error error = {0};
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    (void)sj_error_set(&error, SJ_IO, NULL, _("cannot write the output: %s"), strerror(errno));
    return fail(command, &error);
}

static int run(int argc, char **argv)
{
    const struct sj_command *command;
    int words;
    struct sj_error error = {0};
    enum sj_status status = sj_commands_find(argc, argv, &command, &words, &error);
    if (status != SJ_OK)
        return fail("", &error);
    status = command->run(argc - words, argv + words, &error);
    if (status == SJ_OK)
        return finish(command->name);
    error.status = status;
    (void)fflush(stdout);
    return fail(command->name, &error);
}

static int help_of(int argc, char **argv)
{
    static char option[] = "--help";
    char *line[4] = {argv[0], NULL, NULL, NULL};
    int count = 1;
    for (int i = 2; i < argc && count < 3; i++)
        line[count++] = argv[i];
    line[count++] = option;
    return run(count, line);
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
    return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

int main(int argc, char **argv)
{
    sj_i18n_init();
    sj_trust_init();
    if (argc < 2) {
        print_usage(stderr);
        return sj_status_exit(SJ_USAGE);
    }
    bool help = is_one_of(argv[1], "help", "--help", "-h");
    if (help && argc > 2 && sj_commands_is_group(argv[2]) && argc == 3) {
        sj_commands_help(argv[2], stdout);
        return finish("help");
    }
    if (help && argc > 2)
        return help_of(argc, argv);
    if (help) {
        print_usage(stdout);
        return finish("help");
    }
    if (is_one_of(argv[1], "version", "--version", "-V")) {
        printf("shangji %s\n", SHANGJI_VERSION);
        return finish("version");
    }
    if (sj_commands_is_group(argv[1]) &&
        (argc == 2 || is_one_of(argv[2], "help", "--help", "-h"))) {
        sj_commands_help(argv[1], argc == 2 ? stderr : stdout);
        return argc == 2 ? sj_status_exit(SJ_USAGE) : finish("help");
    }
    return run(argc, argv);
}
