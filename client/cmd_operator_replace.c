#include "client/command.h"

#include "client/card.h"
#include "client/keys.h"
#include "client/operator_report.h"
#include "proto/pb.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { FILE_MAX_BYTES = 16 * 1024 };

struct replacement {
    const char *operator_key, *recovery_key, *ledger_key, *authority, *reason, *recovery, *out;
    const char *passphrase_file;
    struct sj_operator office;
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
}

static enum sj_status read_public(struct replacement *replacement, const char *path,
                                  ProtobufCBinaryData *field, struct sj_error *error)
{
    struct sj_public_key key;
    enum sj_status status = sj_keys_read_public(path, &key, error);
    if (status != SJ_OK)
        return status;
    *field = sj_pb_binary(&replacement->office.arena, SJ_BYTES(key.bytes, SJ_PUBLIC_KEY));
    return field->data ? SJ_OK : no_memory(error);
}

static enum sj_status fill(struct replacement *replacement, Shangji__V1__KeyReplacement *message,
                           struct sj_error *error)
{
    struct sj_bytes pem;
    message->reason = sj_operator_text(&replacement->office, replacement->reason);
    if (!message->reason)
        return no_memory(error);
    if (replacement->authority) {
        message->what = SHANGJI__V1__KEY_REPLACEMENT__WHAT__AUTHORITY;
        enum sj_status status = sj_file_read(replacement->authority, FILE_MAX_BYTES,
                                             &replacement->office.arena, &pem, error);
        if (status == SJ_OK)
            message->ca_certificate = sj_arena_text(&replacement->office.arena, pem);
        return status == SJ_OK && !message->ca_certificate ? no_memory(error) : status;
    }
    const char *path = replacement->operator_key;
    message->what = SHANGJI__V1__KEY_REPLACEMENT__WHAT__OPERATOR;
    if (replacement->recovery_key) {
        path = replacement->recovery_key;
        message->what = SHANGJI__V1__KEY_REPLACEMENT__WHAT__RECOVERY;
    } else if (replacement->ledger_key) {
        path = replacement->ledger_key;
        message->what = SHANGJI__V1__KEY_REPLACEMENT__WHAT__LEDGER;
    }
    return read_public(replacement, path, &message->public_key, error);
}

/* The recovery key lies in a safe and not in the folder; it is the card's, or nobody believes it.
 */
static enum sj_status open_recovery(struct replacement *replacement, struct sj_key **key,
                                    struct sj_error *error)
{
    struct sj_public_key found, wanted;
    enum sj_status status = sj_keys_public(replacement->recovery, &found, error);
    if (status == SJ_OK &&
        (!sj_public_key_of(sj_pb_bytes(replacement->office.card->recovery_key), &wanted) ||
         !sj_public_key_equal(&found, &wanted)))
        status =
            sj_error_set(error, SJ_PRECONDITION, "OTHER_RECOVERY",
                         _("%s is not the recovery key of the city card"), replacement->recovery);
    if (status == SJ_OK)
        status = sj_keys_open(replacement->recovery, replacement->passphrase_file,
                              _("Passphrase of the recovery key"), key, error);
    return status;
}

/* The card of from now on, beside the old one: the operator hands it out. */
static enum sj_status write_card(struct replacement *replacement,
                                 const Shangji__V1__KeyReplacement *message, struct sj_error *error)
{
    struct sj_operator *office = &replacement->office;
    Shangji__V1__CityCard card = *office->card;
    const char *path = sj_home_file(&office->home, "city.card.new");
    card.former_operator_keys = sj_arena_array(&office->arena, card.n_former_operator_keys + 1,
                                               sizeof(*card.former_operator_keys));
    if (!path || !card.former_operator_keys)
        return no_memory(error);
    for (size_t i = 0; i < card.n_former_operator_keys; i++)
        card.former_operator_keys[i] = office->card->former_operator_keys[i];
    if (message->what == SHANGJI__V1__KEY_REPLACEMENT__WHAT__OPERATOR) {
        card.former_operator_keys[card.n_former_operator_keys++] = card.operator_key;
        card.operator_key = message->public_key;
    } else if (message->what == SHANGJI__V1__KEY_REPLACEMENT__WHAT__RECOVERY) {
        card.recovery_key = message->public_key;
    } else {
        card.ca_certificate = message->ca_certificate;
    }
    enum sj_status status = sj_card_write(path, &card, error);
    if (status == SJ_OK)
        printf(_("%s is the card from now on: put it in the place of city.card, here and on the "
                 "server, and hand it to every township\n"),
               path);
    return status;
}

static enum sj_status replace(struct replacement *replacement, struct sj_error *error)
{
    struct sj_operator *office = &replacement->office;
    struct sj_envelope envelope;
    struct sj_bytes bytes;
    struct sj_key *key = NULL;
    Shangji__V1__Act act;
    Shangji__V1__KeyReplacement message;
    shangji__v1__act__init(&act);
    shangji__v1__key_replacement__init(&message);
    enum sj_status status = fill(replacement, &message, error);
    if (status == SJ_OK)
        status = open_recovery(replacement, &key, error);
    if (status == SJ_OK) {
        act.act_case = SHANGJI__V1__ACT__ACT_REPLACEMENT;
        act.replacement = &message;
        act.origin = office->card->origin;
        act.made_at = (int64_t)time(NULL);
        status = sj_act_sign(&act, key, &office->arena, &envelope, error);
    }
    sj_key_free(key);
    if (status != SJ_OK)
        return status;
    if (!replacement->out) {
        status = sj_operator_send(office, &envelope, error);
        return status == SJ_OK ? write_card(replacement, &message, error) : status;
    }
    status = sj_envelope_encode(&envelope, &office->arena, &bytes, error);
    if (status == SJ_OK)
        status = sj_file_write(replacement->out, bytes, 0644, error);
    if (status == SJ_OK)
        printf(_("%s was written; it was not sent\n"), replacement->out);
    return status;
}

static enum sj_status check(const struct replacement *replacement, struct sj_error *error)
{
    int named = !!replacement->operator_key + !!replacement->recovery_key +
                !!replacement->ledger_key + !!replacement->authority;
    if (named != 1)
        return sj_error_set(error, SJ_USAGE, "WHICH_KEY",
                            _("name one new key: --new-operator, --new-recovery, --new-ledger or "
                              "--new-authority"));
    if (replacement->ledger_key && !replacement->out)
        return sj_error_set(error, SJ_USAGE, "LEDGER_KEY_OUT",
                            _("a new ledger key signs its own replacement as well, and it lies on "
                              "the server: write the act with --out FILE and take it there"));
    if (!replacement->recovery)
        return sj_error_set(error, SJ_USAGE, "NO_RECOVERY",
                            _("--recovery FILE: the recovery key signs this"));
    if (!replacement->reason || !replacement->reason[0])
        return sj_error_set(error, SJ_USAGE, "NO_REASON",
                            _("say why with --reason: it stands in the ledger for good"));
    return SJ_OK;
}

#define FILE_ROW(option, option_target, words)                                                     \
    {                                                                                              \
        .name = (option), .kind = SJ_OPTION_TEXT, .target = (option_target),                       \
        .argument = N_("FILE"), .help = (words)                                                    \
    }

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct replacement replacement = {.out = NULL};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        FILE_ROW("new-operator", &replacement.operator_key, N_("the new operator.pub")),
        FILE_ROW("new-recovery", &replacement.recovery_key, N_("the new recovery.pub")),
        FILE_ROW("new-ledger", &replacement.ledger_key, N_("the new ledger.pub, of the server")),
        FILE_ROW("new-authority", &replacement.authority, N_("the new CA certificate, PEM")),
        FILE_ROW("recovery", &replacement.recovery, N_("recovery.key, out of the safe")),
        FILE_ROW("out", &replacement.out, N_("write the signed act there and do not send it")),
        {.name = "reason",
         .kind = SJ_OPTION_TEXT,
         .target = &replacement.reason,
         .argument = N_("WORDS"),
         .help = N_("why; stands in the ledger")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator replace",
        .arguments = N_("--new-operator FILE --recovery FILE --reason WORDS"),
        .summary = sj_cmd_operator_replace.summary,
        .notes =
            N_("From the next entry on the new key counts. Hand out a card with it afterwards."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    status = check(&replacement, error);
    if (status != SJ_OK)
        return status;
    replacement.passphrase_file = chosen.passphrase_file;
    status = sj_operator_open(&chosen, &replacement.office, error);
    if (status == SJ_OK)
        status = replace(&replacement, error);
    sj_operator_close(&replacement.office);
    return status;
}

const struct sj_command sj_cmd_operator_replace = {
    .name = "operator replace",
    .summary = N_("put a new key in the place of a lost one"),
    .run = run,
};
