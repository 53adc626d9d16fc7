#include "client/command.h"

#include "client/operator_report.h"
#include "client/signers.h"
#include "client/terminal.h"
#include "proto/pb.h"

#include <stdio.h>
#include <string.h>

struct enrol {
    const char *request, *fingerprint;
    bool yes;
    struct sj_operator office;
    struct sj_enrolment enrolment;
    char actual[SJ_FINGERPRINT_TEXT];
};

/* People write groups apart in many ways: only the digits count. */
static bool same_digits(const char *a, const char *b)
{
    for (;;) {
        a += strcspn(a, "0123456789");
        b += strcspn(b, "0123456789");
        if (*a != *b)
            return false;
        if (!*a)
            return true;
        a++;
        b++;
    }
}

/* Which key it takes the place of, and what it is when nobody vouches for the new one. */
static enum sj_status print_standing(struct enrol *enrol,
                                     const Shangji__V1__TownshipState *township,
                                     struct sj_error *error)
{
    const struct sj_enrolment *enrolment = &enrol->enrolment;
    struct sj_public_key old;
    char id[SJ_KEYID_TEXT];
    bool recovery = false;
    enum sj_status status =
        sj_enrolment_recovery(enrolment, township, &enrol->office.arena, &recovery, error);
    if (status != SJ_OK)
        return status;
    if (sj_public_key_of(sj_pb_bytes(enrolment->asked->replaces), &old))
        printf(_("It takes the place of the key %s, which signs nothing more from then on.\n"),
               sj_key_id(&old, id));
    if (recovery)
        printf(_("THIS IS A RECOVERY: the township has had a key in this role, and none that may "
                 "vouch signed the request. Every answer that rests on the new key will say so. "
                 "Ask the township what became of the old key.\n"));
    else if (enrolment->asked->replaces.len > 0)
        printf(_("The old key has signed the request as well.\n"));
    return SJ_OK;
}

static enum sj_status print_request(struct enrol *enrol, struct sj_error *error)
{
    Shangji__V1__GetRollReply *roll;
    const Shangji__V1__Enrolment *asked = enrol->enrolment.asked;
    enum sj_status status = sj_operator_roll(&enrol->office, &roll, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__TownshipState *township = sj_roll_township(roll, asked->township);
    if (!township)
        return sj_error_set(error, SJ_NOT_FOUND, "NOT_ON_THE_ROLL",
                            _("township %s is not on the roll of %s"), asked->township,
                            enrol->office.card->division_name);
    sj_key_fingerprint(&enrol->enrolment.key, enrol->actual);
    printf(_("%s %s asks to be enrolled with the key\n  %s\n"), asked->township,
           township->township->name, enrol->actual);
    printf(_("Role: %s\n"), sj_role_text(asked->role));
    return print_standing(enrol, township, error);
}

static enum sj_status ask(struct sj_error *error)
{
    char answer[64];
    enum sj_status status =
        sj_terminal_ask(_("Does the township read out the same digits? Type yes to enrol it: "),
                        true, answer, sizeof(answer), error);
    if (status == SJ_PRECONDITION)
        return sj_error_set(error, SJ_PRECONDITION, "NO_TERMINAL",
                            _("there is no terminal to ask on; give --fingerprint \"…\" as the "
                              "township read it out, or --yes"));
    if (status != SJ_OK)
        return status;
    if (strcmp(answer, "yes") == 0 || strcmp(answer, "是") == 0)
        return SJ_OK;
    return sj_error_set(error, SJ_CANCELLED, "NOT_CONFIRMED", _("nothing was enrolled"));
}

static enum sj_status confirm(struct enrol *enrol, struct sj_error *error)
{
    enum sj_status status = print_request(enrol, error);
    if (status != SJ_OK)
        return status;
    if (fflush(stdout) != 0)
        return sj_error_set(error, SJ_IO, NULL, _("cannot write to the terminal"));
    if (enrol->fingerprint && same_digits(enrol->fingerprint, enrol->actual))
        return SJ_OK;
    if (enrol->fingerprint)
        return sj_error_set(error, SJ_DENIED, "FINGERPRINT_DIFFERS",
                            _("the fingerprint read out is another one: do not enrol this request; "
                              "call the township again on a number that you know"));
    return enrol->yes ? SJ_OK : ask(error);
}

static enum sj_status enrol_township(struct enrol *enrol, struct sj_error *error)
{
    struct sj_operator *office = &enrol->office;
    struct sj_bytes request;
    struct sj_key *key = NULL;
    enum sj_status status =
        sj_file_read(enrol->request, SJ_ENVELOPE_MAX_BYTES, &office->arena, &request, error);
    if (status == SJ_OK)
        status = sj_enrolment_open(request, office->card->origin, &office->arena, &enrol->enrolment,
                                   error);
    if (status == SJ_OK)
        status = confirm(enrol, error);
    if (status == SJ_OK)
        status = sj_operator_key(office, &key, error);
    if (status == SJ_OK)
        status = sj_envelope_sign(&enrol->enrolment.envelope, key, &office->arena, error);
    if (status == SJ_OK)
        status = sj_operator_send(office, &enrol->enrolment.envelope, error);
    sj_key_free(key);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct enrol enrol = {0};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "fingerprint",
         .kind = SJ_OPTION_TEXT,
         .target = &enrol.fingerprint,
         .argument = N_("DIGITS"),
         .help = N_("what the township read out; must match")},
        {.name = "yes",
         .letter = 'y',
         .kind = SJ_OPTION_FLAG,
         .target = &enrol.yes,
         .help = N_("enrol without asking: the fingerprint was compared before")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator enrol",
        .arguments = N_("REQUEST"),
        .summary = sj_cmd_operator_enrol.summary,
        .notes =
            N_("Call the township on a number that you know, let it read its fingerprint out, "
               "and compare.\nThe operator's signature is added to the township's own. A township "
               "that rotates its key hands in\na request that the old key has signed too; "
               "without that it is a recovery, and answers show it."),
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
    enrol.request = argv[1];
    status = sj_operator_open(&chosen, &enrol.office, error);
    if (status == SJ_OK)
        status = enrol_township(&enrol, error);
    sj_operator_close(&enrol.office);
    return status;
}

const struct sj_command sj_cmd_operator_enrol = {
    .name = "operator enrol",
    .summary = N_("enrol a township's key after comparing its fingerprint"),
    .run = run,
};
