#include "client/commands.h"

#include "client/near.h"
#include "client/output.h"

#include <string.h>

static const struct sj_command *const commands[] = {
    /* for a township */
    &sj_cmd_init,
    &sj_cmd_join,
    &sj_cmd_read,
    &sj_cmd_review,
    &sj_cmd_check,
    &sj_cmd_pack,
    &sj_cmd_cosign,
    &sj_cmd_submit,
    &sj_cmd_receipt,
    &sj_cmd_status,
    &sj_cmd_witness,
    &sj_cmd_key_show,
    &sj_cmd_key_passwd,
    &sj_cmd_key_rotate,
    /* for everybody */
    &sj_cmd_rank,
    &sj_cmd_compare,
    &sj_cmd_trend,
    &sj_cmd_profile,
    &sj_cmd_movers,
    &sj_cmd_totals,
    &sj_cmd_outliers,
    &sj_cmd_pledges,
    &sj_cmd_coverage,
    &sj_cmd_score,
    &sj_cmd_indicators,
    &sj_cmd_townships,
    &sj_cmd_verify,
    &sj_cmd_audit,
    &sj_cmd_history,
    &sj_cmd_envelope_show,
    &sj_cmd_envelope_verify,
    &sj_cmd_envelope_export,
    &sj_cmd_envelope_import,
    &sj_cmd_call,
    /* for the city's operator */
    &sj_cmd_operator_init,
    &sj_cmd_operator_enrol,
    &sj_cmd_operator_revoke,
    &sj_cmd_operator_publish,
    &sj_cmd_operator_reference,
    &sj_cmd_operator_groups,
    &sj_cmd_operator_open,
    &sj_cmd_operator_close,
    &sj_cmd_operator_remind,
    &sj_cmd_operator_scorecard,
    &sj_cmd_operator_return,
    &sj_cmd_operator_reopen,
    &sj_cmd_operator_withhold,
    &sj_cmd_operator_signers,
    &sj_cmd_operator_succeed,
    &sj_cmd_operator_publish_rank,
    &sj_cmd_operator_replace,
    &sj_cmd_operator_follow,
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

/* "operator" of "operator enrol"; empty if the name is one word. */
static struct sj_bytes group_of(const struct sj_command *command)
{
    const char *blank = strchr(command->name, ' ');
    return blank ? SJ_BYTES(command->name, (size_t)(blank - command->name)) : (struct sj_bytes){0};
}

bool sj_commands_is_group(const char *word)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        struct sj_bytes group = group_of(commands[i]);
        if (group.len > 0 && sj_bytes_equal(group, sj_bytes_of(word)))
            return true;
    }
    return false;
}

static enum sj_status unknown(const char *word, struct sj_error *error)
{
    struct sj_near near = {0};
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const char *blank = strchr(commands[i]->name, ' ');
        sj_near_add(&near, word, commands[i]->name, blank ? blank + 1 : NULL);
    }
    char list[200] = "";
    for (size_t i = 0; i < near.count; i++) {
        size_t len = strlen(list);
        snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "", near.items[i].name);
    }
    if (near.count == 0)
        return sj_error_set(error, SJ_USAGE, "UNKNOWN_COMMAND",
                            _("there is no command '%s'; 'shangji help' lists them all"), word);
    return sj_error_set(error, SJ_USAGE, "UNKNOWN_COMMAND",
                        _("there is no command '%s'; nearest: %s"), word, list);
}

static const struct sj_command *find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

enum sj_status sj_commands_find(int argc, char **argv, const struct sj_command **command,
                                int *words, struct sj_error *error)
{
    char name[64] = "";
    if (argc > 2 && sj_commands_is_group(argv[1]))
        snprintf(name, sizeof(name), "%s %s", argv[1], argv[2]);
    else if (argc > 1)
        snprintf(name, sizeof(name), "%s", argv[1]);
    *command = find(name);
    *words = strchr(name, ' ') ? 2 : 1;
    return *command ? SJ_OK : unknown(name, error);
}

void sj_commands_help(const char *group, FILE *out)
{
    size_t width = 0;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strlen(commands[i]->name) > width)
            width = strlen(commands[i]->name);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        struct sj_bytes its_group = group_of(commands[i]);
        if (group && !sj_bytes_equal(its_group, sj_bytes_of(group)))
            continue;
        fprintf(out, "  %-*s  %s\n", (int)width, commands[i]->name, _(commands[i]->summary));
    }
}
