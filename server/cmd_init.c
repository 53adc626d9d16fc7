/* shangjid init: a new city. Keys, authority, certificate, database with the founding entry, card.
 */
#include "server/command.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "rpc/transport.h"
#include "server/certificate.h"
#include "server/city_files.h"
#include "server/founding.h"
#include "server/ledger.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_BYTES = 256 * 1024 * 1024, TEXT_MAX = 256 };

#define DEFAULT_URL "tls+tcp://127.0.0.1:7443"

struct init {
    /* as given */
    const char *directory, *division, *roll_file, *name, *origin, *operator_key, *recovery_key,
        *url, *server_name, *passphrase_file, *follows, *former_card;
    /* made out */
    struct sj_bytes previous; /* the checkpoint that is followed */
    uint64_t previous_size;
    struct sj_clock clock;
    struct sj_arena arena;
    struct sj_roll roll;
    struct sj_public_key operator, recovery;
    struct sj_key *key; /* the ledger's */
    struct sj_bytes passphrase, authority;
    char default_name[TEXT_MAX], default_origin[TEXT_MAX];
    bool directory_made;
};

/* ---- what is asked for ---- */

static enum sj_status read_roll(struct init *init, struct sj_error *error)
{
    struct sj_bytes text;
    enum sj_status status;
    if (!init->roll_file) {
        status = sj_roll_national(init->division, &init->arena, &init->roll, error);
    } else {
        status = sj_path_read(init->roll_file, SJ_ROLL_MAX_BYTES, &init->arena, &text, error);
        if (status == SJ_OK &&
            sj_roll_parse(text, init->division, &init->arena, &init->roll, error) != SJ_OK)
            status = sj_error_in(error, "%s", init->roll_file);
    }
    if (status != SJ_OK)
        return status;
    if (init->name)
        init->roll.division_name = init->name;
    if (!init->roll.division_name[0])
        return sj_error_set(error, SJ_USAGE, "NAME",
                            _("the division %s is not in the national list: say its name with "
                              "--name"),
                            init->division);
    return SJ_OK;
}

/* The host of the URL where that is a name, else one made of the division's code. */
static void choose_server_name(struct init *init)
{
    const char *host = strstr(init->url, "://");
    const char *port = strrchr(init->url, ':');
    if (init->server_name)
        return;
    host = host ? host + 3 : init->url;
    snprintf(init->default_name, sizeof init->default_name, "shangji-%s", init->division);
    if (port > host && strspn(host, "0123456789.[]:") < (size_t)(port - host) &&
        sj_server_name_valid(SJ_BYTES(host, port - host)))
        snprintf(init->default_name, sizeof init->default_name, "%.*s", (int)(port - host), host);
    init->server_name = init->default_name;
}

static enum sj_status check_names(struct init *init, struct sj_error *error)
{
    bool tls;
    enum sj_status status = sj_url_check(init->url, &tls, error);
    if (status != SJ_OK)
        return status;
    choose_server_name(init);
    if (!sj_server_name_valid(sj_bytes_of(init->server_name)))
        return sj_error_set(error, SJ_USAGE, "SERVER_NAME",
                            _("\"%s\" cannot be a server's name: letters, digits, - and . only"),
                            init->server_name);
    snprintf(init->default_origin, sizeof init->default_origin, "%s/%s", init->server_name,
             init->division);
    if (init->follows) /* no two ledgers of a city bear one name */
        snprintf(init->default_origin, sizeof init->default_origin, "%s/%s/%" PRIu64,
                 init->server_name, init->division, init->previous_size);
    if (!init->origin)
        init->origin = init->default_origin;
    if (!sj_origin_valid(sj_bytes_of(init->origin)))
        return sj_error_set(error, SJ_USAGE, "ORIGIN",
                            _("\"%s\" cannot be an origin: like a URL without scheme, at most %d "
                              "characters, no blanks, no +"),
                            init->origin, (int)SJ_ORIGIN_MAX);
    return SJ_OK;
}

static enum sj_status read_keys(struct init *init, struct sj_error *error)
{
    if (!init->operator_key || !init->recovery_key)
        return sj_error_set(error, SJ_USAGE, "KEYS",
                            _("--operator-key and --recovery-key are needed; 'shangji operator "
                              "init' makes both, away from this server"));
    enum sj_status status = sj_public_key_argument(init->operator_key, &init->operator, error);
    if (status == SJ_OK)
        status = sj_public_key_argument(init->recovery_key, &init->recovery, error);
    if (status == SJ_OK && sj_public_key_equal(&init->operator, & init->recovery))
        status = sj_error_set(error, SJ_USAGE, "KEYS",
                              _("the operator's and the recovery key are the same: the recovery "
                                "key is another one, kept offline"));
    if (status == SJ_OK)
        status =
            sj_passphrase_argument(init->passphrase_file, &init->arena, &init->passphrase, error);
    return status;
}

/* The last checkpoint of the ledger that is given up, under the key of that city's card: townships
 * hold it against what they have seen. */
static enum sj_status read_followed(struct init *init, struct sj_error *error)
{
    if (!init->follows && !init->former_card)
        return SJ_OK;
    if (!init->follows || !init->former_card)
        return sj_error_set(error, SJ_USAGE, "FOLLOWS",
                            _("--follows NOTE and --former-card CARD belong together: the newest "
                              "checkpoint known of the old ledger, and its city card"));
    return sj_followed_load(init->former_card, init->follows, &init->arena, &init->previous,
                            &init->previous_size, error);
}

/* ---- what is made ---- */

static enum sj_status make_directory(struct init *init, struct sj_error *error)
{
    if (mkdir(init->directory, 0700) == 0) {
        init->directory_made = true;
        return SJ_OK;
    }
    DIR *found = errno == EEXIST ? opendir(init->directory) : NULL;
    if (!found)
        return sj_error_set(error, SJ_IO, "DIRECTORY", "%s: %s", init->directory, strerror(errno));
    size_t entries = 0;
    while (readdir(found) != NULL)
        entries++;
    closedir(found);
    if (entries > 2) /* . and .. */
        return sj_error_set(error, SJ_EXISTS, "DIRECTORY",
                            _("%s is not empty: a city gets a directory of its own"),
                            init->directory);
    return SJ_OK;
}

static enum sj_status write_file(const struct init *init, const char *name, struct sj_bytes bytes,
                                 struct sj_error *error)
{
    char path[SJ_PATH_TEXT];
    enum sj_status status = sj_path_join(init->directory, name, path, error);
    return status == SJ_OK ? sj_path_write(path, bytes, 0600, error) : status;
}

static enum sj_status make_certificates(struct init *init, struct sj_error *error)
{
    char name[TEXT_MAX];
    struct sj_bytes server;
    int64_t now = init->clock.now_unix(init->clock.context);
    snprintf(name, sizeof name, "Shangji %s", init->division);
    enum sj_status status = sj_authority_make(name, now, &init->arena, &init->authority, error);
    if (status == SJ_OK)
        status = write_file(init, SJ_FILE_AUTHORITY, init->authority, error);
    if (status == SJ_OK)
        status = sj_server_certificate_make(init->authority, init->server_name, now, &init->arena,
                                            &server, error);
    if (status == SJ_OK)
        status = write_file(init, SJ_FILE_SERVER, server, error);
    return status;
}

static char *text_of(struct init *init, const char *text)
{
    return sj_arena_text(&init->arena, sj_bytes_of(text));
}

static ProtobufCBinaryData bytes_of_key(struct init *init, const struct sj_public_key *key)
{
    return sj_pb_binary(&init->arena, SJ_BYTES(key->bytes, SJ_PUBLIC_KEY));
}

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the new city"));
}

/* The database, with whose it is and the founding as entry 0. */
static enum sj_status make_ledger(struct init *init, struct sj_error *error)
{
    struct sj_store *store = NULL;
    struct sj_ledger *ledger = NULL;
    struct sj_bytes founding;
    struct sj_taken taken;
    struct sj_store_config store_config = {
        .directory = init->directory, .create = true, .views = 1};
    struct sj_founding what = {.roll = &init->roll,
                               .origin = init->origin,
                               .made_at = init->clock.now_unix(init->clock.context),
                               .operator= init->operator,
                               .recovery = init->recovery,
                               .previous = init->previous};
    struct sj_store_ledger whose = {.origin = init->origin, .key = sj_key_public(init->key)};
    enum sj_status status = sj_founding_make(&what, init->key, &init->arena, &founding, error);
    if (status == SJ_OK)
        status = sj_store_open(&store_config, &store, error);
    if (status == SJ_OK)
        status = sj_store_begin(store, error);
    if (status == SJ_OK)
        status = sj_store_put_ledger(store, &whose, error);
    if (status == SJ_OK)
        status = sj_store_commit(store, error);
    if (status == SJ_OK) {
        struct sj_ledger_config config = {.store = store, .key = init->key, .clock = init->clock};
        status = sj_ledger_open(&config, &ledger, error);
    }
    if (status == SJ_OK)
        status = sj_ledger_take(ledger, founding, NULL, &init->arena, &taken, error);
    sj_ledger_close(ledger);
    sj_store_close(store);
    return status;
}

static enum sj_status make_card(struct init *init, struct sj_error *error)
{
    char verifier[SJ_VKEY_TEXT];
    struct sj_bytes authority;
    struct sj_log_key log_key = {.key = sj_key_public(init->key)};
    Shangji__V1__CityCard card;
    shangji__v1__city_card__init(&card);
    snprintf(log_key.origin, sizeof log_key.origin, "%s", init->origin);
    enum sj_status status = sj_certificate_public(init->authority, &init->arena, &authority, error);
    if (status != SJ_OK)
        return status;
    card.url = text_of(init, init->url);
    card.origin = text_of(init, init->origin);
    card.ledger_key = text_of(init, sj_log_key_format(&log_key, verifier));
    card.operator_key = bytes_of_key(init, &init->operator);
    card.recovery_key = bytes_of_key(init, &init->recovery);
    card.ca_certificate = sj_arena_text(&init->arena, authority);
    card.server_name = text_of(init, init->server_name);
    card.division = text_of(init, init->roll.division);
    card.division_name = text_of(init, init->roll.division_name);
    if (!card.url || !card.origin || !card.ledger_key || !card.operator_key.data ||
        !card.recovery_key.data || !card.ca_certificate || !card.server_name || !card.division ||
        !card.division_name)
        return no_memory(error);
    return sj_city_card_write(init->directory, &card, error);
}

/* A city that was half made is of no use and would be in the way. */
static void remove_traces(const struct init *init)
{
    static const char *const names[] = {
        SJ_FILE_LEDGER_KEY, SJ_FILE_AUTHORITY,    SJ_FILE_SERVER,       SJ_FILE_CARD,
        SJ_STORE_FILE,      SJ_STORE_FILE "-wal", SJ_STORE_FILE "-shm", "lock"};
    char path[SJ_PATH_TEXT];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sj_path_join(init->directory, names[i], path, NULL) == SJ_OK)
            unlink(path);
    if (init->directory_made)
        rmdir(init->directory);
}

static enum sj_status make_all(struct init *init, struct sj_error *error)
{
    enum sj_status status = make_directory(init, error);
    if (status != SJ_OK)
        return status;
    status = sj_ledger_key_make(init->directory, SJ_FILE_LEDGER_KEY, init->passphrase, &init->key,
                                error);
    if (status == SJ_OK)
        status = make_certificates(init, error);
    if (status == SJ_OK)
        status = make_ledger(init, error);
    if (status == SJ_OK)
        status = make_card(init, error);
    if (status != SJ_OK)
        remove_traces(init);
    return status;
}

static void report(const struct init *init)
{
    printf(_("%s (%s): %zu townships, ledger %s\n"), init->roll.division_name, init->roll.division,
           init->roll.count, init->origin);
    printf(_("City card, to be handed to the townships and the operator: %s/%s\n"), init->directory,
           SJ_FILE_CARD);
    printf(_("Next: shangjid serve %s --listen %s\n"), init->directory, init->url);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct init init = {.url = DEFAULT_URL, .clock = sj_clock_system()};
    const struct sj_option options[] = {
        {"division", 'd', SJ_OPTION_TEXT, &init.division, N_("CODE"),
         N_("code of the county, prefecture or province"), 0, 0},
        {"roll", 0, SJ_OPTION_TEXT, &init.roll_file, N_("FILE"),
         N_("townships of another division: code and name a line"), 0, 0},
        {"name", 0, SJ_OPTION_TEXT, &init.name, N_("NAME"),
         N_("the division's name, where the national list has none"), 0, 0},
        {"origin", 0, SJ_OPTION_TEXT, &init.origin, N_("ORIGIN"),
         N_("the ledger's name, like a URL without scheme"), 0, 0},
        {"operator-key", 0, SJ_OPTION_TEXT, &init.operator_key, N_("FILE"),
         N_("the operator's public key (file or base64)"), 0, 0},
        {"recovery-key", 0, SJ_OPTION_TEXT, &init.recovery_key, N_("FILE"),
         N_("the offline recovery key, public half (file or base64)"), 0, 0},
        {"listen", 'l', SJ_OPTION_TEXT, &init.url, N_("URL"),
         N_("address for the city card; default tls+tcp://127.0.0.1:7443"), 0, 0},
        {"server-name", 0, SJ_OPTION_TEXT, &init.server_name, N_("NAME"),
         N_("name in the server's certificate"), 0, 0},
        {"follows", 0, SJ_OPTION_TEXT, &init.follows, N_("NOTE"),
         N_("the last checkpoint of the ledger that this one takes the place of"), 0, 0},
        {"former-card", 0, SJ_OPTION_TEXT, &init.former_card, N_("CARD"),
         N_("with --follows: the card of that ledger's city"), 0, 0},
        {"passphrase-file", 0, SJ_OPTION_TEXT, &init.passphrase_file, N_("FILE"),
         N_("encrypt the ledger key under its first line"), 0, 0},
    };
    const struct sj_command_line line = {
        .program = "shangjid init",
        .arguments = N_("DIR"),
        .summary = N_("Makes a new city in DIR: keys, certificates, ledger and city card."),
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    init.directory = argv[1];
    if (!init.division)
        return sj_error_set(error, SJ_USAGE, "DIVISION", _("--division CODE is needed"));
    sj_arena_init(&init.arena, ARENA_BYTES);
    status = read_followed(&init, error);
    if (status == SJ_OK)
        status = read_roll(&init, error);
    if (status == SJ_OK)
        status = check_names(&init, error);
    if (status == SJ_OK)
        status = read_keys(&init, error);
    if (status == SJ_OK)
        status = make_all(&init, error);
    if (status == SJ_OK)
        report(&init);
    sj_key_free(init.key);
    sj_arena_clear(&init.arena);
    return status;
}

const struct sj_command sj_cmd_init = {"init", N_("make a new city"), run};
