/* shangji envelope verify: whether the signatures on an envelope hold, by the keys that were given
 * or by the city card and the roll as the folder has them. Asks nobody. */
#include "client/command.h"

#include "client/envelope_print.h"
#include "client/keys.h"
#include "client/operator_report.h"
#include "client/where.h"

#include <stdio.h>

enum { VERIFY_ARENA_BYTES = 64 * 1024 * 1024 };

struct verify {
    struct sj_where where;
    struct sj_option_list keys;
    struct sj_home home;
    struct sj_arena arena;
    struct sj_envelope_file file;
    Shangji__V1__CityCard *card;
    const Shangji__V1__GetRollReply *roll;
    struct sj_known_keys known;
    struct sj_signer signers[SJ_ENVELOPE_SIGNATURES_MAX];
    size_t held, failed, unknown;
};

/* ---- by the keys that were given ---- */

static enum sj_status add_given(struct verify *verify, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < verify->keys.count; i++) {
        struct sj_known_key key = {.use = SJ_KEY_GIVEN, .path = verify->keys.values[i]};
        status = sj_keys_read_public(key.path, &key.key, error);
        if (status == SJ_OK && !sj_public_key_valid(&key.key))
            status = sj_error_set(
                error, SJ_INVALID, "BAD_KEY",
                _("%s is no sound Ed25519 key: signatures under it prove nothing"), key.path);
        if (status == SJ_OK)
            status = sj_known_keys_add(&verify->known, &key, &verify->arena, error);
    }
    return status;
}

/* Every key that was given must have signed. */
static enum sj_status judge_given(const struct verify *verify, struct sj_error *error)
{
    for (size_t i = 0; i < verify->known.count; i++) {
        bool found = false;
        for (size_t s = 0; s < verify->file.envelope.signature_count; s++)
            found = found ||
                    (verify->signers[s].by &&
                     sj_public_key_equal(&verify->signers[s].by->key, &verify->known.items[i].key));
        if (!found)
            return sj_error_set(error, SJ_UNAUTHENTICATED, "NOT_SIGNED_BY",
                                _("%s did not sign exactly these bytes"),
                                verify->known.items[i].path);
    }
    return SJ_OK;
}

/* ---- by card and roll ---- */

/* Whose signature makes an act one. */
static bool may_sign_act(const Shangji__V1__Act *act, enum sj_key_use use)
{
    if (act->act_case == SHANGJI__V1__ACT__ACT_FOUNDING)
        return use == SJ_KEY_OF_LEDGER;
    if (act->act_case == SHANGJI__V1__ACT__ACT_REPLACEMENT)
        return use == SJ_KEY_OF_RECOVERY;
    return use == SJ_KEY_OF_OPERATOR || use == SJ_KEY_OF_FORMER_OPERATOR;
}

/* Of a report: a key of its township, still in use. */
static bool may_sign(const struct verify *verify, const struct sj_known_key *key)
{
    const struct sj_submission *submission = &verify->file.submission;
    if (submission->act)
        return may_sign_act(submission->act, key->use);
    if (!submission->report)
        return false;
    return key->use == SJ_KEY_OF_TOWNSHIP && key->state->until_index == 0 &&
           key->township == sj_roll_township(verify->roll, submission->report->township);
}

static enum sj_status judge_known(struct verify *verify, struct sj_error *error)
{
    struct sj_missing_roles missing;
    bool any = false;
    for (size_t i = 0; i < verify->file.envelope.signature_count; i++)
        any = any || (verify->signers[i].by && may_sign(verify, verify->signers[i].by));
    if (!any)
        return sj_error_set(error, SJ_UNAUTHENTICATED, "NO_GOOD_SIGNATURE",
                            _("no signature is by a key that may sign this, as card and roll are "
                              "known here; 'shangji submit' fetches the roll, --key FILE names a "
                              "key"));
    enum sj_status status =
        sj_report_missing_roles(verify->card, verify->roll, &verify->file.submission,
                                &verify->file.envelope, &verify->arena, &missing, error);
    if (status != SJ_OK || (!missing.preparer && !missing.head))
        return status;
    return sj_error_set(error, SJ_UNAUTHENTICATED, "SIGNATURE_MISSING",
                        _("what is signed holds, but the city asks for the signature of %s as "
                          "well: shangji cosign %s"),
                        sj_missing_roles_text(missing), verify->file.name);
}

/* ---- both ---- */

static void count_signers(struct verify *verify)
{
    for (size_t i = 0; i < verify->file.envelope.signature_count; i++) {
        const struct sj_signer *signer = &verify->signers[i];
        verify->held += signer->by != NULL;
        verify->failed += !signer->by && signer->hinted;
        verify->unknown += !signer->by && !signer->hinted;
    }
}

static void print_checked(const struct verify *verify)
{
    printf(_("\nChecked, without asking anybody:\n"));
    printf(_("  %zu signatures hold over exactly these bytes (DSSE, Ed25519), %zu do not hold "
             "under the key that they name, %zu are by keys not known here.\n"),
           verify->held, verify->failed, verify->unknown);
    if (verify->keys.count > 0)
        printf(_("  Keys: those that were given, and no others.\n"));
    else
        printf(_("  Keys: %s; %s.\n"),
               verify->card ? _("those of the city card") : _("no city card is here"),
               verify->roll ? _("the roll as the city last told it to this folder")
                            : _("no roll is here"));
    printf(_("Not checked:\n"));
    printf(_("  whether it stands in the ledger (shangji receipt), whether the keys were in use "
             "at its place there and the roll here is the ledger's (shangji audit), and whether "
             "what it says is true\n"));
}

static enum sj_status verify_file(struct verify *verify, const char *name, struct sj_error *error)
{
    struct sj_envelope_file *file = &verify->file;
    enum sj_status status = sj_envelope_open(&verify->home, name, &verify->arena, file, error);
    if (status != SJ_OK)
        return status;
    if (verify->keys.count > 0) {
        status = add_given(verify, error);
    } else {
        sj_home_known(&verify->home, &verify->card, &verify->roll);
        if (verify->where.card)
            status = sj_where_card(&verify->where, &verify->home, &verify->card, error);
        if (status == SJ_OK)
            status = sj_known_keys_find(verify->card, verify->roll, &file->submission,
                                        &file->envelope, &verify->arena, &verify->known, error);
    }
    if (status == SJ_OK)
        status = sj_signers_find(&file->envelope, &verify->known, &verify->arena, verify->signers,
                                 error);
    if (status != SJ_OK)
        return status;
    count_signers(verify);
    sj_envelope_print_head(file, stdout);
    sj_envelope_print_signers(file, verify->signers, &verify->arena, stdout);
    print_checked(verify);
    if (verify->failed > 0)
        return sj_error_set(error, SJ_UNAUTHENTICATED, "SIGNATURE_FAILS",
                            _("a signature does not hold under the key that it names: the "
                              "envelope was changed after it was signed, or the name is false"));
    return verify->keys.count > 0 ? judge_given(verify, error) : judge_known(verify, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct verify verify = {.held = 0};
    const struct sj_option options[] = {
        {.name = "key",
         .letter = 'k',
         .kind = SJ_OPTION_LIST,
         .target = &verify.keys,
         .argument = N_("FILE"),
         .help = N_("a key file or a .pub file that must have signed; may be given again")},
        SJ_OPTION_CARD(&verify.where.card),
        SJ_OPTION_HOME(&verify.where.home),
    };
    const struct sj_command_line line = {
        .program = "shangji envelope verify",
        .arguments = N_("NAME|FILE.envelope"),
        .summary = sj_cmd_envelope_verify.summary,
        .notes = N_("By the keys given with --key, else by the city card and the roll as the "
                    "folder has them.\nExit status: 0 the signatures that it needs are there and "
                    "hold, 77 they are not."),
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
    sj_arena_init(&verify.arena, VERIFY_ARENA_BYTES);
    status = sj_home_open(verify.where.home, &verify.home, error);
    if (status == SJ_OK)
        status = verify_file(&verify, argv[1], error);
    sj_arena_clear(&verify.arena);
    sj_home_clear(&verify.home);
    return status;
}

const struct sj_command sj_cmd_envelope_verify = {
    .name = "envelope verify",
    .summary = N_("verify the signatures on an envelope, offline"),
    .run = run,
};
