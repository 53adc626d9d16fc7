/* shangji key passwd: the same key under another passphrase. */
#include "client/command.h"

#include "client/file.h"
#include "client/keys.h"
#include "client/outbox.h"
#include "client/where.h"

#include <stdio.h>

struct passwd {
    const char *dir, *path, *old_file, *new_file;
    struct sj_home home;
    struct sj_bytes text; /* of the file as it was opened */
    struct sj_key *key;
};

/* Only over the bytes that were opened: a rotation may have put another key there meanwhile, which
 * an old one must not be written over. */
static enum sj_status write_locked(struct passwd *passwd, struct sj_bytes text,
                                   struct sj_error *error)
{
    struct sj_bytes found;
    enum sj_status status =
        sj_file_read(passwd->path, SJ_KEY_FILE_MAX_BYTES, &passwd->home.arena, &found, error);
    if (status == SJ_OK && !sj_bytes_equal(found, passwd->text))
        status = sj_error_set(error, SJ_ABORTED, "KEY_CHANGED",
                              _("%s was changed meanwhile; nothing was written, begin again"),
                              passwd->path);
    return status == SJ_OK ? sj_file_write(passwd->path, text, 0600, error) : status;
}

static enum sj_status write_key(struct passwd *passwd, struct sj_bytes text, struct sj_error *error)
{
    int lock = -1;
    enum sj_status status = SJ_OK;
    if (sj_file_exists(passwd->home.path)) /* a key elsewhere needs no folder, and no lock */
        status = sj_outbox_lock(&passwd->home, &lock, error);
    if (status == SJ_OK)
        status = write_locked(passwd, text, error);
    if (lock >= 0)
        sj_outbox_unlock(lock);
    return status;
}

/* That the new text opens with the new passphrase and is the same key, before the old one goes. */
static enum sj_status check_opens(const struct passwd *passwd, struct sj_bytes text,
                                  const struct sj_passphrase *passphrase, struct sj_error *error)
{
    struct sj_key *again = NULL;
    enum sj_status status = sj_key_load(text, sj_passphrase_bytes(passphrase), &again, error);
    if (status != SJ_OK)
        return status;
    struct sj_public_key was = sj_key_public(passwd->key), is = sj_key_public(again);
    sj_key_free(again);
    return sj_public_key_equal(&was, &is)
               ? SJ_OK
               : sj_error_set(error, SJ_INTERNAL, "OTHER_KEY",
                              _("the key was not saved as it is; nothing was written"));
}

static enum sj_status save(struct passwd *passwd, struct sj_error *error)
{
    struct sj_passphrase passphrase = {.len = 0};
    struct sj_buffer text = {.limit = SJ_KEY_FILE_MAX_BYTES};
    enum sj_status status =
        sj_passphrase_choose(passwd->new_file, _("New passphrase"), &passphrase, error);
    if (status == SJ_OK)
        status = sj_key_save(passwd->key, sj_passphrase_bytes(&passphrase),
                             sj_key_strength_of(passwd->text), &text, error);
    if (status == SJ_OK)
        status = check_opens(passwd, sj_buffer_bytes(&text), &passphrase, error);
    if (status == SJ_OK)
        status = write_key(passwd, sj_buffer_bytes(&text), error);
    sj_passphrase_clear(&passphrase);
    sj_buffer_clear(&text);
    return status;
}

static enum sj_status change(struct passwd *passwd, struct sj_error *error)
{
    if (!passwd->path)
        passwd->path = sj_home_file(&passwd->home, "key");
    if (!passwd->path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the key"));
    enum sj_status status = sj_file_read(passwd->path, SJ_KEY_FILE_MAX_BYTES, &passwd->home.arena,
                                         &passwd->text, error);
    if (status == SJ_OK)
        status = sj_keys_open(passwd->path, passwd->old_file, _("Passphrase of now"), &passwd->key,
                              error);
    if (status == SJ_OK)
        status = save(passwd, error);
    sj_key_free(passwd->key);
    if (status == SJ_OK)
        printf(_("%s opens with the new passphrase from now on. Copies made before still open "
                 "with the old one: replace them.\n"),
               passwd->path);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct passwd passwd = {.dir = NULL};
    const struct sj_option options[] = {
        {.name = "new-passphrase-file",
         .kind = SJ_OPTION_TEXT,
         .target = &passwd.new_file,
         .argument = N_("FILE"),
         .help = N_("read the new passphrase from the first line of FILE instead of asking")},
        SJ_OPTION_PASSPHRASE(&passwd.old_file),
        SJ_OPTION_HOME(&passwd.dir),
    };
    const struct sj_command_line line = {
        .program = "shangji key passwd",
        .arguments = "[FILE]",
        .summary = sj_cmd_key_passwd.summary,
        .notes = N_("FILE is a key file (else the folder's key). The key stays the same, so "
                    "nothing is enrolled anew.\nWritten whole or not at all. Who fears that the "
                    "old passphrase is known rotates the key: shangji key rotate"),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    if (count)
        passwd.path = argv[1];
    status = sj_home_open(passwd.dir, &passwd.home, error);
    if (status == SJ_OK)
        status = change(&passwd, error);
    sj_home_clear(&passwd.home);
    return status;
}

const struct sj_command sj_cmd_key_passwd = {
    .name = "key passwd",
    .summary = N_("change a key's passphrase"),
    .run = run,
};
