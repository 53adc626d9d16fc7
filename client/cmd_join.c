#include "client/command.h"

#include "client/act.h"
#include "client/card.h"
#include "client/file.h"
#include "client/follow.h"
#include "client/pages.h"
#include "client/signers.h"
#include "client/where.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { JOIN_ARENA_BYTES = 64 * 1024 * 1024 };

struct join {
    const char *card_path, *township, *request, *passphrase_file, *role_name;
    Shangji__V1__Role role;
    struct sj_where where;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
    struct sj_bytes card_text;
    Shangji__V1__CityCard *card;
    const char *name;               /* the township's, when the city was asked */
    Shangji__V1__CityCard *follows; /* the folder's card, of the ledger before; or NULL */
};

static enum sj_status check_township(const struct join *join, struct sj_error *error)
{
    struct sj_bytes code = sj_bytes_of(join->township); /* NULL is empty */
    if (!join->township)
        return sj_error_set(error, SJ_USAGE, "NO_TOWNSHIP",
                            _("--township CODE is missing; try 'shangji join --help'"));
    if (!sj_township_code_valid(code))
        return sj_error_set(error, SJ_USAGE, "BAD_TOWNSHIP",
                            _("'%s' is no township's code: it has nine digits"), join->township);
    if (!sj_bytes_starts(code, sj_bytes_of(join->card->division)))
        return sj_error_set(error, SJ_INVALID, "OTHER_DIVISION",
                            _("township %s does not belong to %s (%s); is it the right card?"),
                            join->township, join->card->division_name, join->card->division);
    return SJ_OK;
}

/* The same city's newer card may name other keys, but not all at once: the recovery key vouches for
 * the others, and they for it. */
static enum sj_status check_renewed(struct join *join, const Shangji__V1__CityCard *old,
                                    struct sj_error *error)
{
    const Shangji__V1__CityCard *new = join->card;
    if (sj_bytes_equal(sj_pb_bytes(old->recovery_key), sj_pb_bytes(new->recovery_key)) ||
        (sj_bytes_equal(sj_pb_bytes(old->operator_key), sj_pb_bytes(new->operator_key)) &&
         strcmp(old->ledger_key, new->ledger_key) == 0))
        return SJ_OK;
    return sj_error_set(
        error, SJ_DENIED, "OTHER_KEYS",
        _("the card is of %s, and names another recovery key and other keys besides "
          "than the one joined with: ask the city office by a way that you trust, "
          "and join in another folder"),
        old->origin);
}

/* A folder belongs to one township of one city; the same city's newer card may replace the old, and
 * so may that of a ledger which takes the place of the old one (follow.h). */
static enum sj_status check_folder(struct join *join, struct sj_error *error)
{
    Shangji__V1__CityCard *old;
    const char *code;
    enum sj_status status = sj_home_card(&join->home, &old, error);
    if (status == SJ_PRECONDITION)
        return SJ_OK;
    if (status == SJ_OK && strcmp(old->origin, join->card->origin) != 0)
        join->follows = old;
    else if (status == SJ_OK)
        status = check_renewed(join, old, error);
    if (status == SJ_OK)
        status = sj_home_township(&join->home, &code, error);
    if (status == SJ_PRECONDITION) /* a join that was interrupted between card and township */
        return SJ_OK;
    if (status == SJ_OK && strcmp(code, join->township) != 0)
        return sj_error_set(error, SJ_EXISTS, "OTHER_TOWNSHIP",
                            _("%s belongs to township %s already; choose another folder with "
                              "--home"),
                            join->home.path, code);
    return status;
}

static enum sj_status look_up(struct join *join, struct sj_error *error)
{
    Shangji__V1__GetRollReply *roll;
    enum sj_status status = sj_link_roll(&join->link, false, &join->arena, &roll, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < roll->n_townships && !join->name; i++) {
        const Shangji__V1__Township *township = roll->townships[i]->township;
        if (township && strcmp(township->code, join->township) == 0)
            join->name = township->name;
    }
    if (join->name)
        return SJ_OK;
    return sj_error_set(error, SJ_NOT_FOUND, "NOT_ON_THE_ROLL",
                        _("township %s is not on the roll of %s; check the code"), join->township,
                        join->card->division_name);
}

/* All that needs the city; being offline is no failure. */
static enum sj_status ask_city(struct join *join, bool stored, struct sj_error *error)
{
    const char *version;
    enum sj_status status = stored ? sj_link_look(&join->link, error) : look_up(join, error);
    if (stored && status == SJ_OK) {
        status = sj_where_refresh(&join->home, &join->link, &version, error);
        if (status == SJ_OK && version)
            printf(_("Catalogue %s was fetched.\n"), version);
    }
    if (!sj_is_offline(status))
        return status;
    if (!stored)
        fprintf(stderr,
                _("note: %s; the township's code is not checked, and the built-in catalogue is "
                  "used until the next 'shangji submit'\n"),
                error->message);
    return SJ_OK;
}

/* A folder is a clerk's unless it says otherwise. */
static enum sj_status store_role(struct join *join, struct sj_error *error)
{
    const char *path = sj_home_file(&join->home, "role");
    if (!path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to join"));
    if (join->role != SHANGJI__V1__ROLE__ROLE_HEAD) {
        unlink(path);
        return SJ_OK;
    }
    return sj_file_write(path, SJ_LITERAL("head\n"), 0644, error);
}

static enum sj_status store(struct join *join, struct sj_error *error)
{
    const char *card = sj_home_file(&join->home, "city.card");
    const char *township = sj_home_file(&join->home, "township");
    const char *line = sj_arena_printf(&join->arena, "%s\n", join->township);
    if (!card || !township || !line)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to join"));
    enum sj_status status = sj_file_write(card, join->card_text, 0644, error);
    if (status == SJ_OK)
        status = sj_file_write(township, sj_bytes_of(line), 0644, error);
    return status == SJ_OK ? store_role(join, error) : status;
}

static enum sj_status write_request(struct join *join, const struct sj_key *key,
                                    struct sj_error *error)
{
    struct sj_bytes request;
    struct sj_public_key public_key = sj_key_public(key);
    char fingerprint[SJ_FINGERPRINT_TEXT];
    const char *path = join->request;
    if (!path)
        path = sj_arena_printf(&join->arena,
                               join->role == SHANGJI__V1__ROLE__ROLE_HEAD ? "enrol-%s-head.envelope"
                                                                          : "enrol-%s.envelope",
                               join->township);
    if (!path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to join"));
    struct sj_enrolment_ask ask = {.origin = join->card->origin,
                                   .township = join->township,
                                   .role = join->role,
                                   .made_at = (int64_t)time(NULL),
                                   .key = key};
    enum sj_status status = sj_enrolment_make(&ask, &join->arena, &request, error);
    if (status == SJ_OK)
        status = sj_file_write(path, request, 0644, error);
    if (status != SJ_OK)
        return status;
    printf(_("Joined %s (%s) as %s %s.\n"), join->card->division_name, join->card->division,
           join->name ? join->name : _("township"), join->township);
    if (join->role == SHANGJI__V1__ROLE__ROLE_HEAD)
        printf(_("The key is to be the responsible head's: it cosigns what the clerk packs.\n"));
    printf(_("Give %s to the city office, and read this fingerprint out over the phone:\n  %s\n"),
           path, sj_key_fingerprint(&public_key, fingerprint));
    return SJ_OK;
}

static enum sj_status join_city(struct join *join, struct sj_error *error)
{
    struct sj_key *key = NULL;
    enum sj_status status =
        sj_file_read(join->card_path, SJ_CARD_MAX_BYTES, &join->arena, &join->card_text, error);
    if (status == SJ_OK)
        status = sj_card_parse(join->card_text, &join->arena, &join->card, error);
    if (status == SJ_OK)
        status = check_township(join, error);
    if (status == SJ_OK)
        status = check_folder(join, error);
    if (status == SJ_OK)
        status = sj_home_key(&join->home, join->passphrase_file, &key, error);
    const char *checkpoint = sj_home_file(&join->home, "checkpoint");
    if (status == SJ_OK)
        status = sj_link_open(join->card, checkpoint, &join->link, error);
    join->link.home = &join->home;
    if (status == SJ_OK && join->follows != NULL)
        status = sj_follow(&join->home, join->follows, &join->link, error);
    if (status == SJ_OK)
        status = ask_city(join, false, error);
    if (status == SJ_OK)
        status = store(join, error);
    if (status == SJ_OK && join->name) /* the city answered */
        status = ask_city(join, true, error);
    if (status == SJ_OK)
        status = write_request(join, key, error);
    sj_key_free(key);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct join join = {0};
    const struct sj_option options[] = {
        {.name = "township",
         .letter = 't',
         .kind = SJ_OPTION_TEXT,
         .target = &join.township,
         .argument = N_("CODE"),
         .help = N_("the township's nine-digit code")},
        {.name = "role",
         .kind = SJ_OPTION_TEXT,
         .target = &join.role_name,
         .argument = N_("ROLE"),
         .help = N_("preparer (default: the clerk) or head (the responsible head, who cosigns)")},
        {.name = "output",
         .letter = 'o',
         .kind = SJ_OPTION_TEXT,
         .target = &join.request,
         .argument = N_("REQUEST"),
         .help = N_("where to write the request for enrolment (else enrol-CODE.envelope)")},
        SJ_OPTION_HOME(&join.where.home),
        SJ_OPTION_PASSPHRASE(&join.passphrase_file),
    };
    const struct sj_command_line line = {
        .program = "shangji join",
        .arguments = N_("CARD --township CODE [--role head]"),
        .summary = sj_cmd_join.summary,
        .notes = N_("The city office hands out the card. The request is signed with the "
                    "township's key; the\noffice compares the fingerprint over the phone before "
                    "it enrols it. Works offline too."),
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
    join.card_path = argv[1];
    if (!sj_role_parse(join.role_name ? join.role_name : "preparer", &join.role))
        return sj_error_set(error, SJ_USAGE, "BAD_CHOICE", _("--%s is one of %s, not '%s'"), "role",
                            "preparer, head", join.role_name);
    sj_arena_init(&join.arena, JOIN_ARENA_BYTES);
    status = sj_home_open(join.where.home, &join.home, error);
    if (status == SJ_OK)
        status = join_city(&join, error);
    sj_link_close(&join.link);
    sj_arena_clear(&join.arena);
    sj_home_clear(&join.home);
    return status;
}

const struct sj_command sj_cmd_join = {
    .name = "join",
    .summary = N_("join a city with its card, and ask to be enrolled"),
    .run = run,
};
