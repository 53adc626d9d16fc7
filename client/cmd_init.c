#include "client/command.h"

#include "client/file.h"
#include "client/keys.h"
#include "client/where.h"

#include <stdio.h>

static enum sj_status make_salt(struct sj_home *home, struct sj_error *error)
{
    uint8_t salt[SJ_SALT];
    const char *path = sj_home_file(home, "salt");
    if (!path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the salt"));
    if (sj_file_exists(path)) /* of an init that was interrupted: any random one will do */
        return SJ_OK;
    sj_random(salt, sizeof(salt));
    return sj_file_write(path, SJ_BYTES(salt, sizeof(salt)), 0600, error);
}

/* The key comes last: where it stands, everything else does. */
static enum sj_status make_home(struct sj_home *home, const char *passphrase_file,
                                struct sj_key **key, struct sj_error *error)
{
    struct sj_passphrase passphrase = {.len = 0};
    const char *path = sj_home_file(home, "key");
    if (!path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the key"));
    if (sj_file_exists(path)) /* before anybody is asked for a passphrase */
        return sj_error_set(error, SJ_EXISTS, "KEY_EXISTS",
                            _("%s has a key already; use it, or choose another folder with --home"),
                            home->path);
    enum sj_status status = sj_passphrase_choose(
        passphrase_file, _("New passphrase for the township's key"), &passphrase, error);
    if (status == SJ_OK)
        status = sj_dir_make(home->path, error);
    if (status == SJ_OK)
        status = make_salt(home, error);
    if (status == SJ_OK)
        status = sj_keys_make(path, &passphrase, SJ_KEY_INTERACTIVE, key, error);
    sj_passphrase_clear(&passphrase);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    const char *dir = NULL, *passphrase_file = NULL;
    const struct sj_option options[] = {
        SJ_OPTION_HOME(&dir),
        SJ_OPTION_PASSPHRASE(&passphrase_file),
    };
    const struct sj_command_line line = {
        .program = "shangji init",
        .arguments = "",
        .summary = sj_cmd_init.summary,
        .notes = N_("The passphrase protects the key when the computer is stolen. Nobody can "
                    "replace a\nforgotten one: the township is then enrolled again with a new "
                    "key.\nNext: shangji join CARD --township CODE"),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    struct sj_home home;
    struct sj_key *key = NULL;
    status = sj_home_open(dir, &home, error);
    if (status == SJ_OK)
        status = make_home(&home, passphrase_file, &key, error);
    if (status == SJ_OK) {
        struct sj_public_key public_key = sj_key_public(key);
        char fingerprint[SJ_FINGERPRINT_TEXT];
        printf(_("The key is in %s, encrypted; its fingerprint is\n  %s\n"), home.path,
               sj_key_fingerprint(&public_key, fingerprint));
        printf(_("Next: shangji join CARD --township CODE\n"));
    }
    sj_key_free(key);
    sj_home_clear(&home);
    return status;
}

const struct sj_command sj_cmd_init = {
    .name = "init",
    .summary = N_("make the township's key"),
    .run = run,
};
