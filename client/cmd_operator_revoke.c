#include "client/command.h"

#include "base/encoding.h"
#include "client/operator_report.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <stdio.h>
#include <string.h>

enum { KEY_IN_ENTRY = 8 };

struct revoke {
    const char *township, *keyid, *reason;
    bool all;
    struct sj_operator office;
};

static bool is_meant(const struct revoke *revoke, const Shangji__V1__KeyState *state)
{
    struct sj_public_key key;
    char id[SJ_KEYID_TEXT];
    if (state->until_index != 0 || !sj_public_key_of(sj_pb_bytes(state->public_key), &key))
        return false;
    if (revoke->all || strcmp(sj_key_id(&key, id), revoke->keyid) == 0)
        return true;
    /* The entry of its enrolment names it by its own first bytes. */
    sj_hex_encode(SJ_BYTES(key.bytes, KEY_IN_ENTRY), id);
    return strcmp(id, revoke->keyid) == 0;
}

/* Which keys there are, so that the operator can name one. */
static enum sj_status no_such_key(const struct revoke *revoke,
                                  const Shangji__V1__TownshipState *township,
                                  struct sj_error *error)
{
    char list[200] = "";
    for (size_t i = 0; i < township->n_keys; i++) {
        struct sj_public_key key;
        char id[SJ_KEYID_TEXT];
        size_t len = strlen(list);
        if (township->keys[i]->until_index == 0 &&
            sj_public_key_of(sj_pb_bytes(township->keys[i]->public_key), &key))
            snprintf(list + len, sizeof(list) - len, "%s%s", len ? ", " : "", sj_key_id(&key, id));
    }
    if (!list[0])
        return sj_error_set(error, SJ_NOT_FOUND, "NO_KEY",
                            _("township %s has no key that may sign: there is nothing to revoke"),
                            revoke->township);
    return sj_error_set(error, SJ_NOT_FOUND, "NO_SUCH_KEY",
                        _("township %s has no key %s that may sign; its keys: %s"),
                        revoke->township, revoke->keyid, list);
}

static enum sj_status revoke_one(struct revoke *revoke, const struct sj_key *key,
                                 const Shangji__V1__KeyState *state, struct sj_error *error)
{
    Shangji__V1__Act act;
    Shangji__V1__Revocation revocation;
    shangji__v1__act__init(&act);
    shangji__v1__revocation__init(&revocation);
    revocation.township = sj_operator_text(&revoke->office, revoke->township);
    revocation.reason = sj_operator_text(&revoke->office, revoke->reason);
    revocation.public_key = state->public_key;
    if (!revocation.township || !revocation.reason)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
    act.act_case = SHANGJI__V1__ACT__ACT_REVOCATION;
    act.revocation = &revocation;
    return sj_operator_act(&revoke->office, key, &act, error);
}

static enum sj_status revoke_keys(struct revoke *revoke, struct sj_error *error)
{
    Shangji__V1__GetRollReply *roll;
    struct sj_key *key = NULL;
    enum sj_status status = sj_operator_roll(&revoke->office, &roll, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__TownshipState *township = sj_roll_township(roll, revoke->township);
    if (!township)
        return sj_error_set(error, SJ_NOT_FOUND, "NOT_ON_THE_ROLL",
                            _("township %s is not on the roll of %s"), revoke->township,
                            roll->division_name);
    size_t meant = 0;
    for (size_t i = 0; i < township->n_keys; i++)
        meant += is_meant(revoke, township->keys[i]);
    if (meant == 0)
        return no_such_key(revoke, township, error);
    status = sj_operator_key(&revoke->office, &key, error);
    for (size_t i = 0; status == SJ_OK && i < township->n_keys; i++)
        if (is_meant(revoke, township->keys[i]))
            status = revoke_one(revoke, key, township->keys[i], error);
    sj_key_free(key);
    return status;
}

static enum sj_status check(const struct revoke *revoke, struct sj_error *error)
{
    if (!revoke->keyid == !revoke->all)
        return sj_error_set(error, SJ_USAGE, "KEY_OR_ALL",
                            _("say which key: --key KEYID, or --all"));
    if (!revoke->reason || !revoke->reason[0])
        return sj_error_set(error, SJ_USAGE, "NO_REASON",
                            _("say why with --reason: it stands in the ledger for good"));
    if (!sj_township_code_valid(sj_bytes_of(revoke->township)))
        return sj_error_set(error, SJ_USAGE, "BAD_TOWNSHIP",
                            _("'%s' is no township's code: it has nine digits"), revoke->township);
    return SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct revoke revoke = {0};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "key",
         .kind = SJ_OPTION_TEXT,
         .target = &revoke.keyid,
         .argument = N_("KEYID"),
         .help = N_("the key's 16 hex digits, as in the entry of its enrolment")},
        {.name = "all",
         .kind = SJ_OPTION_FLAG,
         .target = &revoke.all,
         .help = N_("all keys of the township")},
        {.name = "reason",
         .kind = SJ_OPTION_TEXT,
         .target = &revoke.reason,
         .argument = N_("WORDS"),
         .help = N_("why; stands in the ledger")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator revoke",
        .arguments = N_("TOWNSHIP --key KEYID|--all --reason WORDS"),
        .summary = sj_cmd_operator_revoke.summary,
        .notes = N_("From its entry on the key signs nothing more; what it signed before stands."),
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
    revoke.township = argv[1];
    status = check(&revoke, error);
    if (status != SJ_OK)
        return status;
    status = sj_operator_open(&chosen, &revoke.office, error);
    if (status == SJ_OK)
        status = revoke_keys(&revoke, error);
    sj_operator_close(&revoke.office);
    return status;
}

const struct sj_command sj_cmd_operator_revoke = {
    .name = "operator revoke",
    .summary = N_("end a township's key"),
    .run = run,
};
