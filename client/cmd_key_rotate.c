/* shangji key rotate: a new key in the place of the one that signs, vouched for by it. */
#include "client/command.h"

#include "client/act.h"
#include "client/file.h"
#include "client/keys.h"
#include "client/operator_report.h"
#include "client/outbox.h"
#include "client/pages.h"
#include "client/rotation.h"
#include "client/signers.h"
#include "client/where.h"

#include <stdio.h>
#include <time.h>

enum { ROTATE_ARENA_BYTES = 32 * 1024 * 1024 };

struct rotate {
    struct sj_where where;
    const char *request_path, *old_file, *new_file, *township;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
    struct sj_rotation rotation;
    struct sj_key *old, *made;
    Shangji__V1__Role role;
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the key's rotation"));
}

/* ---- whose key it is ---- */

static enum sj_status ask_roll(struct rotate *rotate, const Shangji__V1__GetRollReply **roll,
                               struct sj_error *error)
{
    Shangji__V1__GetRollReply *told = NULL;
    enum sj_status status = sj_link_roll(&rotate->link, false, &rotate->arena, &told, error);
    *roll = told;
    if (!sj_is_offline(status))
        return status;
    status = sj_home_roll(&rotate->home, roll, error); /* as it was last told */
    if (status == SJ_OK && !*roll)
        status = sj_error_set(error, SJ_UNAVAILABLE, "NO_ROLL",
                              _("the city cannot be reached, and it never told its roll: run this "
                                "again when it can"));
    return status;
}

/* The role in which the key is in use. What is not enrolled needs no rotation. */
static enum sj_status find_role(struct rotate *rotate, struct sj_error *error)
{
    struct sj_public_key key;
    const Shangji__V1__GetRollReply *roll = NULL;
    const char *path = sj_home_file(&rotate->home, "key");
    if (!path)
        return no_memory(error);
    enum sj_status status = sj_keys_public(path, &key, error);
    if (status == SJ_NOT_FOUND)
        return sj_error_set(error, SJ_PRECONDITION, "NO_KEY",
                            _("there is no key in %s yet; first: shangji init"), rotate->home.path);
    if (status == SJ_OK)
        status = ask_roll(rotate, &roll, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__TownshipState *township = sj_roll_township(roll, rotate->township);
    const Shangji__V1__KeyState *state = township ? sj_roll_key(township, &key) : NULL;
    if (!state)
        return sj_error_set(error, SJ_PRECONDITION, "NOT_ENROLLED",
                            _("the key in %s is not enrolled for %s, so there is nothing to "
                              "rotate; the city office enrols it by the request of 'shangji join'"),
                            rotate->home.path, rotate->township);
    if (state->until_index != 0)
        return sj_error_set(error, SJ_PRECONDITION, "KEY_REVOKED",
                            _("the key in %s was ended with entry %llu and can vouch for no other: "
                              "make a new one with 'shangji init' in another folder; it is then a "
                              "recovery, and answers say so"),
                            rotate->home.path, (unsigned long long)state->until_index);
    rotate->role = state->role;
    return SJ_OK;
}

/* ---- the new key and the request ---- */

/* One that an interrupted rotation left is taken on: it may be in a request already. */
static enum sj_status open_new(struct rotate *rotate, const char *path, struct sj_error *error)
{
    struct sj_passphrase passphrase = {.len = 0};
    int lock = -1;
    if (rotate->rotation.begun)
        return sj_keys_open(path, rotate->new_file, _("Passphrase of the new key, chosen before"),
                            &rotate->made, error);
    enum sj_status status = sj_passphrase_choose(
        rotate->new_file, _("New passphrase for the new key"), &passphrase, error);
    if (status == SJ_OK)
        status = sj_outbox_lock(&rotate->home, &lock, error);
    if (status == SJ_OK)
        status = sj_keys_make(path, &passphrase, SJ_KEY_INTERACTIVE, &rotate->made, error);
    if (lock >= 0)
        sj_outbox_unlock(lock);
    sj_passphrase_clear(&passphrase);
    return status;
}

static enum sj_status make_request(struct rotate *rotate, struct sj_error *error)
{
    struct sj_bytes request = {0};
    Shangji__V1__CityCard *card;
    const char *path = sj_home_file(&rotate->home, "key.new");
    if (!path)
        return no_memory(error);
    enum sj_status status = find_role(rotate, error);
    if (status == SJ_OK)
        status = sj_home_card(&rotate->home, &card, error);
    if (status == SJ_OK)
        status = sj_home_key(&rotate->home, rotate->old_file, &rotate->old, error);
    if (status == SJ_OK)
        status = open_new(rotate, path, error);
    if (status != SJ_OK)
        return status;
    struct sj_enrolment_ask ask = {.origin = card->origin,
                                   .township = rotate->township,
                                   .role = rotate->role,
                                   .made_at = (int64_t)time(NULL),
                                   .key = rotate->made,
                                   .replaces = rotate->old};
    status = sj_enrolment_make(&ask, &rotate->home.arena, &request, error);
    return status == SJ_OK ? sj_rotation_ask(&rotate->home, request, &rotate->rotation, error)
                           : status;
}

static enum sj_status hand_out(struct rotate *rotate, struct sj_error *error)
{
    char fingerprint[SJ_FINGERPRINT_TEXT];
    const char *path = rotate->request_path;
    if (!path)
        path = sj_arena_printf(&rotate->arena, "rotate-%s.envelope", rotate->township);
    if (!path)
        return no_memory(error);
    enum sj_status status = sj_file_write(path, rotate->rotation.request, 0644, error);
    if (status != SJ_OK)
        return status;
    printf(_("Give %s to the city office, and read this fingerprint out over the phone:\n  %s\n"),
           path, sj_key_fingerprint(&rotate->rotation.key, fingerprint));
    printf(_("The request carries the signatures of both keys. Until the office has enrolled the "
             "new one the old one signs; 'shangji submit' or 'shangji key rotate' then takes the "
             "new one into use by itself.\n"));
    return SJ_OK;
}

static enum sj_status rotate_key(struct rotate *rotate, struct sj_error *error)
{
    bool switched = false;
    uint64_t index = 0;
    enum sj_status status = sj_rotation_look(&rotate->home, &rotate->rotation, error);
    if (status == SJ_OK && rotate->rotation.request.len > 0) {
        status = sj_rotation_settle(&rotate->home, &rotate->link, &switched, &index, error);
        if (sj_is_offline(status)) {
            fprintf(stderr, _("note: %s; whether the new key is enrolled is not known\n"),
                    error->message);
            status = SJ_OK;
        }
        if (status != SJ_OK)
            return status;
        if (switched) {
            sj_rotation_print(&rotate->home, index);
            return SJ_OK;
        }
        return hand_out(rotate, error);
    }
    if (status == SJ_OK)
        status = make_request(rotate, error);
    return status == SJ_OK ? hand_out(rotate, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct rotate rotate = {.old = NULL};
    const struct sj_option options[] = {
        {.name = "output",
         .letter = 'o',
         .kind = SJ_OPTION_TEXT,
         .target = &rotate.request_path,
         .argument = N_("REQUEST"),
         .help = N_("where to write the request (else rotate-CODE.envelope)")},
        {.name = "new-passphrase-file",
         .kind = SJ_OPTION_TEXT,
         .target = &rotate.new_file,
         .argument = N_("FILE"),
         .help = N_("read the new passphrase from the first line of FILE instead of asking")},
        SJ_OPTION_PASSPHRASE(&rotate.old_file),
        SJ_OPTION_HOME(&rotate.where.home),
        SJ_OPTION_TIMEOUT(&rotate.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji key rotate",
        .arguments = "",
        .summary = sj_cmd_key_rotate.summary,
        .notes = N_("Makes the new key and the request that both keys sign; the city office "
                    "enrols it. Run again\nit says how things stand, or takes the new key into "
                    "use. The old key stays as key.KEYID. Without\nthe old key (lost, passphrase "
                    "forgotten, revoked) make a new folder with 'shangji init' and 'shangji\n"
                    "join': that is a recovery, and answers show it."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    sj_arena_init(&rotate.arena, ROTATE_ARENA_BYTES);
    status = sj_where_open(&rotate.where, &rotate.home, &rotate.link, error);
    if (status == SJ_OK)
        status = sj_home_township(&rotate.home, &rotate.township, error);
    if (status == SJ_OK)
        status = rotate_key(&rotate, error);
    sj_key_free(rotate.old);
    sj_key_free(rotate.made);
    sj_link_close(&rotate.link);
    sj_arena_clear(&rotate.arena);
    sj_home_clear(&rotate.home);
    return status;
}

const struct sj_command sj_cmd_key_rotate = {
    .name = "key rotate",
    .summary = N_("make a new key that takes the place of the one in use"),
    .run = run,
};
