/* shangji cosign: one more signature on a report that is packed already. */
#include "client/command.h"

#include "client/envelope_print.h"
#include "client/keys.h"
#include "client/operator_report.h"
#include "client/where.h"

#include <stdio.h>

enum { COSIGN_ARENA_BYTES = 64 * 1024 * 1024 };

struct cosign {
    const char *home_dir, *key_path, *passphrase_file;
    bool yes;
    struct sj_home home;
    struct sj_arena arena;
    struct sj_envelope_file file;
    Shangji__V1__CityCard *card;
    const Shangji__V1__GetRollReply *roll;
    struct sj_public_key key;
};

static enum sj_status check_kind(const struct cosign *cosign, struct sj_error *error)
{
    const struct sj_envelope_file *file = &cosign->file;
    if (file->place == SJ_ENVELOPE_SENT)
        return sj_error_set(error, SJ_EXISTS, "SENT_ALREADY",
                            _("%s was sent and taken in already: it had the signatures that were "
                              "asked for"),
                            file->name);
    if (file->submission.report)
        return SJ_OK;
    if (file->submission.act)
        return sj_error_set(error, SJ_INVALID, "NO_REPORT",
                            _("%s holds an act and no report; 'shangji operator enrol' adds the "
                              "operator's signature to a request"),
                            file->name);
    return sj_error_set(error, SJ_INVALID, "NO_REPORT", _("%s holds no report: %s"), file->name,
                        file->unread.message);
}

static enum sj_status print_signers(struct cosign *cosign, struct sj_error *error)
{
    struct sj_known_keys known;
    struct sj_signer signers[SJ_ENVELOPE_SIGNATURES_MAX];
    const struct sj_envelope_file *file = &cosign->file;
    enum sj_status status = sj_known_keys_find(cosign->card, cosign->roll, &file->submission,
                                               &file->envelope, &cosign->arena, &known, error);
    if (status == SJ_OK)
        status = sj_signers_find(&file->envelope, &known, &cosign->arena, signers, error);
    if (status == SJ_OK)
        sj_envelope_print_signers(file, signers, &cosign->arena, stdout);
    return status;
}

/* As what the key signs, by the roll as it was last told; NULL where it has none for the township.
 */
static const Shangji__V1__KeyState *find_state(const struct cosign *cosign)
{
    const Shangji__V1__Report *report = cosign->file.submission.report;
    const Shangji__V1__TownshipState *township =
        cosign->roll ? sj_roll_township(cosign->roll, report->township) : NULL;
    return township ? sj_roll_key(township, &cosign->key) : NULL;
}

static void print_role(const struct cosign *cosign)
{
    char id[SJ_KEYID_TEXT];
    const Shangji__V1__KeyState *state = find_state(cosign);
    sj_key_id(&cosign->key, id);
    if (state && state->until_index == 0)
        printf(_("You sign as %s, with the key %s.\n"), sj_role_text(state->role), id);
    else if (state)
        printf(_("You sign with the key %s, which was ended with entry %llu: the city will not "
                 "count it.\n"),
               id, (unsigned long long)state->until_index);
    else
        printf(_("You sign with the key %s. It was not enrolled for this township when the roll "
                 "was last fetched; until it is, the city does not count it.\n"),
               id);
}

static enum sj_status ask(struct cosign *cosign, struct sj_error *error)
{
    sj_envelope_print_head(&cosign->file, stdout);
    sj_report_print_summary(cosign->file.submission.report, cosign->roll, stdout);
    enum sj_status status = print_signers(cosign, error);
    if (status != SJ_OK)
        return status;
    print_role(cosign);
    return cosign->yes
               ? SJ_OK
               : sj_operator_confirm(
                     _("It goes out in your name and cannot be taken back. Type yes: "), error);
}

static enum sj_status sign(struct cosign *cosign, struct sj_bytes *bytes, struct sj_error *error)
{
    struct sj_key *key = NULL;
    struct sj_digest identity;
    struct sj_envelope_file *file = &cosign->file;
    enum sj_status status = sj_keys_open(cosign->key_path, cosign->passphrase_file,
                                         _("Passphrase of the key that cosigns"), &key, error);
    if (status == SJ_OK)
        status = sj_envelope_sign(&file->envelope, key, &cosign->arena, error);
    if (status == SJ_OK)
        status = sj_envelope_encode(&file->envelope, &cosign->arena, bytes, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(&file->envelope, &cosign->arena, &identity, error);
    if (status == SJ_OK && !sj_digest_equal(&identity, &file->identity))
        status = sj_error_set(error, SJ_INTERNAL, "IDENTITY",
                              _("the identity changed while signing; nothing was written"));
    sj_key_free(key);
    return status;
}

static enum sj_status store(struct cosign *cosign, struct sj_bytes bytes, struct sj_error *error)
{
    const struct sj_envelope_file *file = &cosign->file;
    if (file->place == SJ_ENVELOPE_IN_FILE)
        return sj_file_write(file->name, bytes, 0600, error);
    return sj_outbox_resign(&cosign->home, file->name, file->bytes, bytes, error);
}

static enum sj_status print_next(struct cosign *cosign, struct sj_error *error)
{
    struct sj_missing_roles missing;
    const struct sj_envelope_file *file = &cosign->file;
    enum sj_status status =
        sj_report_missing_roles(cosign->card, cosign->roll, &file->submission, &file->envelope,
                                &cosign->arena, &missing, error);
    if (status != SJ_OK)
        return status;
    printf(_("signed     %s, %zu signatures; the identity is what it was\n"), file->name,
           file->envelope.signature_count);
    if (missing.preparer || missing.head)
        printf(_("Still missing, as the roll was last told: the signature of %s\n"),
               sj_missing_roles_text(missing));
    else
        printf(_("Next: shangji submit %s\n"), file->name);
    return SJ_OK;
}

static enum sj_status cosign_report(struct cosign *cosign, const char *name, struct sj_error *error)
{
    struct sj_bytes bytes = {0};
    enum sj_status status = sj_home_open(cosign->home_dir, &cosign->home, error);
    if (status != SJ_OK)
        return status;
    if (!cosign->key_path)
        cosign->key_path = sj_home_file(&cosign->home, "key");
    if (!cosign->key_path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to sign"));
    sj_home_known(&cosign->home, &cosign->card, &cosign->roll);
    status = sj_envelope_open(&cosign->home, name, &cosign->arena, &cosign->file, error);
    if (status == SJ_OK)
        status = check_kind(cosign, error);
    if (status == SJ_OK)
        status = sj_keys_public(cosign->key_path, &cosign->key, error);
    if (status == SJ_OK)
        status = ask(cosign, error);
    if (status == SJ_OK)
        status = sign(cosign, &bytes, error);
    if (status == SJ_OK)
        status = store(cosign, bytes, error);
    return status == SJ_OK ? print_next(cosign, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct cosign cosign = {.yes = false};
    const struct sj_option options[] = {
        {.name = "key",
         .letter = 'k',
         .kind = SJ_OPTION_TEXT,
         .target = &cosign.key_path,
         .argument = N_("FILE"),
         .help = N_("the key that signs, say ~/head/key (else the folder's own)")},
        {.name = "yes",
         .letter = 'y',
         .kind = SJ_OPTION_FLAG,
         .target = &cosign.yes,
         .help = N_("sign without asking")},
        SJ_OPTION_PASSPHRASE(&cosign.passphrase_file),
        SJ_OPTION_HOME(&cosign.home_dir),
    };
    const struct sj_command_line line = {
        .program = "shangji cosign",
        .arguments = N_("NAME|FILE.envelope"),
        .summary = sj_cmd_cosign.summary,
        .notes = N_("NAME waits in the outbox; FILE comes from elsewhere, a USB stick say, and is "
                    "signed where it\nlies. Shows what is signed first. The report's identity "
                    "stays what it was. The head's key is made with\n'shangji init --home DIR' "
                    "and enrolled with 'shangji join CARD --township CODE --role head --home "
                    "DIR'."),
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
    sj_arena_init(&cosign.arena, COSIGN_ARENA_BYTES);
    status = cosign_report(&cosign, argv[1], error);
    sj_arena_clear(&cosign.arena);
    sj_home_clear(&cosign.home);
    return status;
}

const struct sj_command sj_cmd_cosign = {
    .name = "cosign",
    .summary = N_("add the responsible head's signature to a packed report"),
    .run = run,
};
