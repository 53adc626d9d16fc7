#include "client/command.h"

#include "client/operator.h"
#include "client/terminal.h"

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

static const char *name_on_roll(struct enrol *enrol, struct sj_error *error)
{
    Shangji__V1__GetRollReply *roll;
    if (sj_operator_roll(&enrol->office, &roll, error) != SJ_OK)
        return NULL;
    for (size_t i = 0; i < roll->n_townships; i++) {
        const Shangji__V1__Township *township = roll->townships[i]->township;
        if (township && strcmp(township->code, enrol->enrolment.asked->township) == 0)
            return township->name;
    }
    (void)sj_error_set(error, SJ_NOT_FOUND, "NOT_ON_THE_ROLL",
                       _("township %s is not on the roll of %s"), enrol->enrolment.asked->township,
                       enrol->office.card->division_name);
    return NULL;
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
    const char *name = name_on_roll(enrol, error);
    if (!name)
        return error->status;
    sj_key_fingerprint(&enrol->enrolment.key, enrol->actual);
    printf(_("%s %s asks to be enrolled with the key\n  %s\n"), enrol->enrolment.asked->township,
           name, enrol->actual);
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
        .notes = N_("Call the township on a number that you know, let it read its fingerprint out, "
                    "and compare.\nThe operator's signature is added to the township's own."),
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
