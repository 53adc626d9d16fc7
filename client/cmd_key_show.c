/* shangji key show: which key it is, without its passphrase. */
#include "client/command.h"

#include "base/encoding.h"
#include "client/file.h"
#include "client/keys.h"
#include "client/operator_report.h"
#include "client/rotation.h"
#include "client/signers.h"
#include "client/where.h"

#include <stdio.h>
#include <sys/stat.h>

enum { KEY_IN_ENTRY = 8 };

static void print_key(const char *path, const struct sj_public_key *key)
{
    char text[SJ_BASE64_LEN(SJ_PUBLIC_KEY) + 1], id[SJ_KEYID_TEXT], entry[2 * KEY_IN_ENTRY + 1];
    char fingerprint[SJ_FINGERPRINT_TEXT];
    sj_base64_encode(SJ_BYTES(key->bytes, SJ_PUBLIC_KEY), text);
    sj_hex_encode(SJ_BYTES(key->bytes, KEY_IN_ENTRY), entry);
    printf(_("file         %s\n"), path);
    printf(_("public key   %s\n"), text);
    printf(_("key id       %s\n"), sj_key_id(key, id));
    printf(_("in entries   %s\n"), entry);
    printf(_("fingerprint  %s\n"), sj_key_fingerprint(key, fingerprint));
}

/* A secret is for its owner alone; a public half may be anybody's. */
static enum sj_status print_file(const char *path, struct sj_home *home, struct sj_error *error)
{
    struct sj_bytes text;
    struct stat found;
    enum sj_status status = sj_file_read(path, SJ_KEY_FILE_MAX_BYTES, &home->arena, &text, error);
    if (status != SJ_OK)
        return status;
    if (!sj_bytes_starts(text, SJ_LITERAL("shangji-key "))) {
        printf(_("contents     the public half alone\n"));
        return SJ_OK;
    }
    printf("%s\n", sj_key_is_encrypted(text)
                       ? _("contents     the secret key, encrypted under a passphrase")
                       : _("contents     the secret key, WITHOUT A PASSPHRASE"));
    if (stat(path, &found) == 0)
        printf(_("mode         %04o\n"), (unsigned)found.st_mode & 07777U);
    sj_file_warn_if_open(path);
    return SJ_OK;
}

static void print_standing(struct sj_home *home, const struct sj_public_key *key)
{
    Shangji__V1__CityCard *card;
    const Shangji__V1__GetRollReply *roll;
    const char *code;
    struct sj_error ignored;
    sj_home_known(home, &card, &roll);
    if (!roll || sj_home_township(home, &code, &ignored) != SJ_OK)
        return;
    const Shangji__V1__TownshipState *township = sj_roll_township(roll, code);
    const Shangji__V1__KeyState *state = township ? sj_roll_key(township, key) : NULL;
    if (!state) {
        printf(_("enrolled     not for %s when the roll was last fetched\n"), code);
        return;
    }
    struct sj_known_key known = {.use = SJ_KEY_OF_TOWNSHIP, .township = township, .state = state};
    printf(_("enrolled     %s\n"), sj_known_key_text(&known, &home->arena));
}

/* What is said of the folder's own key alone. */
static enum sj_status print_rotation(struct sj_home *home, struct sj_error *error)
{
    struct sj_rotation rotation;
    char id[SJ_KEYID_TEXT], fingerprint[SJ_FINGERPRINT_TEXT];
    enum sj_status status = sj_rotation_look(home, &rotation, error);
    if (status != SJ_OK || !rotation.begun)
        return status;
    printf(_("rotation     under way to the key %s, fingerprint\n             %s\n"),
           sj_key_id(&rotation.key, id), sj_key_fingerprint(&rotation.key, fingerprint));
    printf("%s\n", rotation.request.len > 0
                       ? _("             the city office has the request to enrol; until then the "
                           "key above signs")
                       : _("             no request was made yet: run 'shangji key rotate' again"));
    return SJ_OK;
}

static enum sj_status show(struct sj_home *home, const char *path, struct sj_error *error)
{
    struct sj_public_key key;
    bool own = path == NULL;
    if (own)
        path = sj_home_file(home, "key");
    if (!path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the key"));
    if (own && !sj_file_exists(path))
        return sj_error_set(error, SJ_PRECONDITION, "NO_KEY",
                            _("there is no key in %s yet; first: shangji init"), home->path);
    enum sj_status status = sj_keys_read_public(path, &key, error);
    if (status != SJ_OK)
        return status;
    print_key(path, &key);
    status = print_file(path, home, error);
    if (status == SJ_OK)
        print_standing(home, &key);
    return status == SJ_OK && own ? print_rotation(home, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    const char *dir = NULL;
    const struct sj_option options[] = {SJ_OPTION_HOME(&dir)};
    const struct sj_command_line line = {
        .program = "shangji key show",
        .arguments = "[FILE]",
        .summary = sj_cmd_key_show.summary,
        .notes = N_("FILE is a key file or a .pub file (else the folder's key). Asks for no "
                    "passphrase."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    struct sj_home home;
    status = sj_home_open(dir, &home, error);
    if (status == SJ_OK)
        status = show(&home, count ? argv[1] : NULL, error);
    sj_home_clear(&home);
    return status;
}

const struct sj_command sj_cmd_key_show = {
    .name = "key show",
    .summary = N_("show a key's public half, id and fingerprint"),
    .run = run,
};
