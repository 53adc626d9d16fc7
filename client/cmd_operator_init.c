#include "client/command.h"

#include "client/file.h"
#include "client/keys.h"
#include "client/where.h"

#include <stdio.h>

struct operator_init {
    const char *operator_file, *recovery_file; /* of passphrases */
    struct sj_home folder;
    struct sj_passphrase operator_passphrase, recovery_passphrase;
};

static enum sj_status check_free(struct operator_init *init, struct sj_error *error)
{
    static const char *const names[] = {"operator.key", "recovery.key"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *path = sj_home_file(&init->folder, names[i]);
        if (!path || sj_file_exists(path))
            return sj_error_set(error, SJ_EXISTS, "KEY_EXISTS",
                                _("%s has %s already, and a key is never written over"),
                                init->folder.path, names[i]);
    }
    return SJ_OK;
}

static enum sj_status make(struct operator_init *init, const char *secret_name,
                           const char *public_name, const struct sj_passphrase *passphrase,
                           const char *comment, struct sj_error *error)
{
    struct sj_key *key = NULL;
    const char *secret = sj_home_file(&init->folder, secret_name);
    const char *open = sj_home_file(&init->folder, public_name);
    if (!secret || !open)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the keys"));
    enum sj_status status = sj_keys_make(secret, passphrase, SJ_KEY_MODERATE, &key, error);
    if (status == SJ_OK) {
        struct sj_public_key public_key = sj_key_public(key);
        char fingerprint[SJ_FINGERPRINT_TEXT];
        status = sj_keys_write_public(open, &public_key, comment, error);
        if (status == SJ_OK)
            printf("%s: %s\n", public_name, sj_key_fingerprint(&public_key, fingerprint));
    }
    sj_key_free(key);
    return status;
}

static enum sj_status choose_passphrases(struct operator_init *init, struct sj_error *error)
{
    const char *recovery = init->recovery_file ? init->recovery_file : init->operator_file;
    enum sj_status status =
        sj_passphrase_choose(init->operator_file, _("New passphrase for the operator's key"),
                             &init->operator_passphrase, error);
    if (status == SJ_OK)
        status = sj_passphrase_choose(recovery, _("New passphrase for the recovery key"),
                                      &init->recovery_passphrase, error);
    return status;
}

static enum sj_status make_all(struct operator_init *init, struct sj_error *error)
{
    enum sj_status status = check_free(init, error);
    if (status == SJ_OK)
        status = choose_passphrases(init, error);
    if (status == SJ_OK)
        status = sj_dir_make(init->folder.path, error);
    if (status == SJ_OK)
        status = make(init, "recovery.key", "recovery.pub", &init->recovery_passphrase,
                      "Shangji recovery key, public half", error);
    if (status == SJ_OK)
        status = make(init, "operator.key", "operator.pub", &init->operator_passphrase,
                      "Shangji operator key, public half", error);
    if (status == SJ_OK)
        printf(_("Take recovery.key off this computer now, onto two USB sticks in two safes; it "
                 "replaces the others when they are lost.\nGive operator.pub and recovery.pub to "
                 "'shangjid init'.\n"));
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct operator_init init = {0};
    const struct sj_option options[] = {
        SJ_OPTION_PASSPHRASE(&init.operator_file),
        {.name = "recovery-passphrase-file",
         .kind = SJ_OPTION_TEXT,
         .target = &init.recovery_file,
         .argument = N_("FILE"),
         .help = N_("the same for the recovery key (else that of --passphrase-file)")},
    };
    const struct sj_command_line line = {
        .program = "shangji operator init",
        .arguments = N_("DIR"),
        .summary = sj_cmd_operator_init.summary,
        .notes = N_("On the operator's own computer, away from the server. Makes operator.key and "
                    "recovery.key,\neach encrypted, and operator.pub and recovery.pub for "
                    "'shangjid init'."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    status = sj_home_open(argv[1], &init.folder, error);
    if (status == SJ_OK)
        status = make_all(&init, error);
    sj_passphrase_clear(&init.operator_passphrase);
    sj_passphrase_clear(&init.recovery_passphrase);
    sj_home_clear(&init.folder);
    return status;
}

const struct sj_command sj_cmd_operator_init = {
    .name = "operator init",
    .summary = N_("make the operator's and the recovery key"),
    .run = run,
};
