/* shangjid rotate: another ledger key. First a new key is made, for the operator's recovery key to
 * sign; then that act is entered, and from its checkpoint on the new key signs. */
#include "server/command.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "proto/pb.h"
#include "server/city_files.h"
#include "server/ledger.h"
#include "trust/envelope.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 * 1024 * 1024 };

struct rotate {
    const char *directory, *act, *passphrase_file;
    struct sj_arena arena;
    struct sj_bytes passphrase;
    struct sj_key *key, *next;
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory to replace the key"));
}

static bool stands(const struct rotate *rotate, const char *name)
{
    char path[SJ_PATH_TEXT];
    return sj_path_join(rotate->directory, name, path, NULL) == SJ_OK && access(path, F_OK) == 0;
}

static enum sj_status move(const struct rotate *rotate, const char *from, const char *to,
                           struct sj_error *error)
{
    char old[SJ_PATH_TEXT], new[SJ_PATH_TEXT];
    enum sj_status status = sj_path_join(rotate->directory, from, old, error);
    if (status == SJ_OK)
        status = sj_path_join(rotate->directory, to, new, error);
    if (status == SJ_OK && rename(old, new) != 0)
        status = sj_error_set(error, SJ_IO, "RENAME", "%s: %s", new, strerror(errno));
    return status;
}

/* ---- the new key ---- */

static enum sj_status write_public(struct rotate *rotate, struct sj_error *error)
{
    char path[SJ_PATH_TEXT], base64[SJ_BASE64_LEN(SJ_PUBLIC_KEY) + 1];
    struct sj_public_key key = sj_key_public(rotate->next);
    sj_base64_encode(SJ_BYTES(key.bytes, SJ_PUBLIC_KEY), base64);
    const char *text = sj_arena_printf(&rotate->arena, "# the next ledger key\n%s\n", base64);
    enum sj_status status = sj_path_join(rotate->directory, SJ_FILE_NEXT_PUBLIC, path, error);
    if (status == SJ_OK && text == NULL)
        status = no_memory(error);
    if (status == SJ_OK)
        status = sj_path_write(path, sj_bytes_of(text), 0644, error);
    if (status == SJ_OK)
        printf(_("%s: give it to the operator, who signs it with the recovery key:\n"
                 "  shangji operator replace --new-ledger %s --recovery recovery.key --out act "
                 "--reason WHY\n"
                 "Then, with the server stopped: shangjid rotate %s --act act\n"),
               path, SJ_FILE_NEXT_PUBLIC, rotate->directory);
    return status;
}

static enum sj_status begin(struct rotate *rotate, struct sj_error *error)
{
    enum sj_status status = stands(rotate, SJ_FILE_NEXT_KEY)
                                ? sj_ledger_key_load(rotate->directory, SJ_FILE_NEXT_KEY,
                                                     rotate->passphrase, &rotate->next, error)
                                : sj_ledger_key_make(rotate->directory, SJ_FILE_NEXT_KEY,
                                                     rotate->passphrase, &rotate->next, error);
    return status == SJ_OK ? write_public(rotate, error) : status;
}

/* ---- the act ---- */

/* The recovery key's signature is on it; the new key adds its own. */
static enum sj_status sign_act(struct rotate *rotate, struct sj_bytes *bytes,
                               struct sj_error *error)
{
    struct sj_bytes told;
    struct sj_envelope envelope;
    enum sj_status status =
        sj_path_read(rotate->act, SJ_ENVELOPE_MAX_BYTES, &rotate->arena, &told, error);
    if (status == SJ_OK)
        status = sj_envelope_decode(told, &rotate->arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_sign(&envelope, rotate->next, &rotate->arena, error);
    if (status == SJ_OK)
        status = sj_envelope_encode(&envelope, &rotate->arena, bytes, error);
    return status == SJ_OK ? SJ_OK : sj_error_in(error, "%s", rotate->act);
}

/* Opens the ledger with these keys; takes `act` in (empty: it is only opened), and says its name.
 */
static enum sj_status with_ledger(struct rotate *rotate, const struct sj_key *key,
                                  const struct sj_key *next, struct sj_bytes act,
                                  struct sj_log_key *log, struct sj_error *error)
{
    struct sj_store *store = NULL;
    struct sj_ledger *ledger = NULL;
    struct sj_taken taken;
    struct sj_store_config where = {.directory = rotate->directory, .views = 1};
    struct sj_ledger_config config = {.key = key, .next_key = next, .clock = sj_clock_system()};
    enum sj_status status = sj_store_open(&where, &store, error);
    config.store = store;
    if (status == SJ_OK)
        status = sj_ledger_open(&config, &ledger, error);
    if (status == SJ_OK && act.len > 0)
        status = sj_ledger_take(ledger, act, NULL, &rotate->arena, &taken, error);
    if (status == SJ_OK && act.len > 0)
        printf(_("entry %" PRIu64 ": %.*s\n"), taken.index, (int)taken.line.len,
               (const char *)taken.line.data);
    if (status == SJ_OK)
        *log = *sj_ledger_log_key(ledger);
    sj_ledger_close(ledger); /* which stores the checkpoint */
    sj_store_close(store);
    return status;
}

/* What was signed before stays verifiable: the card names the key that it was. */
static enum sj_status write_card(struct rotate *rotate, const struct sj_log_key *log,
                                 struct sj_error *error)
{
    char verifier[SJ_VKEY_TEXT];
    Shangji__V1__CityCard *card;
    enum sj_status status = sj_city_card_load(rotate->directory, &rotate->arena, &card, error);
    if (status != SJ_OK || strcmp(card->ledger_key, sj_log_key_format(log, verifier)) == 0)
        return status; /* in place already: an interrupted rotation */
    char **former = sj_arena_array(&rotate->arena, card->n_former_ledger_keys + 1, sizeof *former);
    char *name = sj_arena_text(&rotate->arena, sj_bytes_of(verifier));
    if (former == NULL || name == NULL)
        return no_memory(error);
    for (size_t i = 0; i < card->n_former_ledger_keys; i++)
        former[i] = card->former_ledger_keys[i];
    former[card->n_former_ledger_keys++] = card->ledger_key;
    card->former_ledger_keys = former;
    card->ledger_key = name;
    return sj_city_card_write(rotate->directory, card, error);
}

/* Only once the ledger opens with the new key alone do the files change. */
static enum sj_status finish(struct rotate *rotate, struct sj_error *error)
{
    struct sj_bytes act;
    struct sj_log_key log;
    enum sj_status status = sj_ledger_key_load(rotate->directory, SJ_FILE_NEXT_KEY,
                                               rotate->passphrase, &rotate->next, error);
    if (status == SJ_OK)
        status = sj_ledger_key_load(rotate->directory, SJ_FILE_LEDGER_KEY, rotate->passphrase,
                                    &rotate->key, error);
    if (status == SJ_OK)
        status = sign_act(rotate, &act, error);
    if (status == SJ_OK)
        status = with_ledger(rotate, rotate->key, rotate->next, act, &log, error);
    if (status == SJ_OK)
        status = with_ledger(rotate, rotate->next, NULL, (struct sj_bytes){0}, &log, error);
    if (status == SJ_OK)
        status = write_card(rotate, &log, error);
    if (status == SJ_OK)
        status = move(rotate, SJ_FILE_LEDGER_KEY, SJ_FILE_FORMER_KEY, error);
    if (status == SJ_OK)
        status = move(rotate, SJ_FILE_NEXT_KEY, SJ_FILE_LEDGER_KEY, error);
    if (status == SJ_OK)
        printf(_("The new ledger key signs from now on. %s/%s names it: hand it to the operator "
                 "and to every township\n"),
               rotate->directory, SJ_FILE_CARD);
    return status;
}

/* Killed between the two renames, the next key is all there is. */
static enum sj_status mend(struct rotate *rotate, struct sj_error *error)
{
    return !stands(rotate, SJ_FILE_LEDGER_KEY) && stands(rotate, SJ_FILE_NEXT_KEY) &&
                   stands(rotate, SJ_FILE_FORMER_KEY)
               ? move(rotate, SJ_FILE_FORMER_KEY, SJ_FILE_LEDGER_KEY, error)
               : SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct rotate rotate = {.act = NULL};
    const struct sj_option options[] = {
        {"act", 0, SJ_OPTION_TEXT, &rotate.act, N_("FILE"),
         N_("what 'shangji operator replace --new-ledger' wrote"), 0, 0},
        {"passphrase-file", 0, SJ_OPTION_TEXT, &rotate.passphrase_file, N_("FILE"),
         N_("its first line opens the ledger key, and is the new one's as well"), 0, 0},
    };
    const struct sj_command_line line = {
        .program = "shangjid rotate",
        .arguments = N_("DIR [--act FILE]"),
        .summary = N_("Puts a new ledger key in the place of the one in DIR."),
        .notes = N_("Without --act it makes the new key and says what to do next."),
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
    rotate.directory = argv[1];
    sj_arena_init(&rotate.arena, ARENA_BYTES);
    status =
        sj_passphrase_argument(rotate.passphrase_file, &rotate.arena, &rotate.passphrase, error);
    if (status == SJ_OK)
        status = mend(&rotate, error);
    if (status == SJ_OK)
        status = rotate.act == NULL ? begin(&rotate, error) : finish(&rotate, error);
    sj_key_free(rotate.key);
    sj_key_free(rotate.next);
    sj_arena_clear(&rotate.arena);
    return status;
}

const struct sj_command sj_cmd_rotate = {"rotate", N_("put a new ledger key in place"), run};
