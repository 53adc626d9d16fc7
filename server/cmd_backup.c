/* shangjid backup and restore: a copy of the ledger's database, checked before it is used. */
#include "server/command.h"

#include "base/i18n.h"
#include "server/files.h"
#include "server/inspect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- backup ---- */

static enum sj_status backup(const char *directory, const char *file, struct sj_error *error)
{
    struct sj_store *store = NULL;
    enum sj_status status = sj_store_open_reader(directory, &store, error);
    if (status == SJ_OK)
        status = sj_store_copy(store, file, error);
    sj_store_close(store);
    if (status == SJ_OK)
        printf(_("%s: a copy of the ledger. The keys and the card are not in it: keep ledger.key, "
                 "authority.pem and city.card apart, once\n"),
               file);
    return status;
}

static enum sj_status run_backup(int argc, char **argv, struct sj_error *error)
{
    const char *file = NULL;
    const struct sj_option options[] = {
        {"to", 0, SJ_OPTION_TEXT, &file, N_("FILE"), N_("where the copy goes; must not be there"),
         0, 0},
    };
    const struct sj_command_line line = {
        .program = "shangjid backup",
        .arguments = N_("DIR --to FILE"),
        .summary = N_("Copies the ledger's database, also while a server works in DIR."),
        .options = options,
        .option_count = 1,
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    if (file == NULL)
        return sj_error_set(error, SJ_USAGE, "TO", _("--to FILE is needed"));
    return backup(argv[1], file, error);
}

/* ---- restore ---- */

/* The newest checkpoint that is known anywhere (a township's folder keeps one): the copy must hold
 * all of it, or what came after the copy would be signed away. */
static enum sj_status check_against(const struct sj_inspection *found, const char *path,
                                    struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_bytes note;
    struct sj_checkpoint known;
    sj_arena_init(&arena, 64 * 1024);
    enum sj_status status = sj_path_read(path, 16 * 1024, &arena, &note, error);
    if (status == SJ_OK)
        status = sj_checkpoint_open(note, &found->newest, &known, error);
    if (status == SJ_OK && known.size > found->counts.entries)
        status = sj_error_set(
            error, SJ_PRECONDITION, "BACKUP_STALE",
            _("the copy has %" PRIu64 " entries, but a checkpoint of %" PRIu64
              " was signed: %" PRIu64 " entries are lost with it. Serving it would show two "
              "histories; begin a new ledger with 'shangjid init --follows' and let the "
              "townships send again"),
            found->counts.entries, known.size, known.size - found->counts.entries);
    sj_arena_clear(&arena);
    return status;
}

static enum sj_status inspect(struct sj_store *store, const char *checkpoint,
                              struct sj_inspection *found, struct sj_error *error)
{
    found->store = store;
    enum sj_status status = sj_store_integrity(store, error);
    if (status == SJ_OK)
        status = sj_inspect_ledger(store, &found->ledger, error);
    if (status == SJ_OK)
        status = sj_inspect(found, error);
    return status == SJ_OK ? check_against(found, checkpoint, error) : status;
}

/* Through SQLite, so that a file that is none is told; into a folder beside, so that what was not
 * found good never stands where a server would start from it. */
static enum sj_status bring(const char *file, const char *beside, struct sj_error *error)
{
    char path[SJ_PATH_TEXT];
    enum sj_status status = sj_path_join(beside, SJ_STORE_FILE, path, error);
    return status == SJ_OK ? sj_path_copy(file, path, 0600, error) : status;
}

static enum sj_status refuse_existing(const char *directory, struct sj_error *error)
{
    char path[SJ_PATH_TEXT];
    enum sj_status status = sj_path_join(directory, SJ_STORE_FILE, path, error);
    if (status == SJ_OK && access(path, F_OK) == 0)
        status = sj_error_set(error, SJ_EXISTS, "LEDGER_EXISTS",
                              _("there is a ledger in %s already; move it away first"), directory);
    return status;
}

static enum sj_status place(const char *beside, const char *directory, struct sj_error *error)
{
    char from[SJ_PATH_TEXT], to[SJ_PATH_TEXT];
    enum sj_status status = sj_path_join(beside, SJ_STORE_FILE, from, error);
    if (status == SJ_OK)
        status = sj_path_join(directory, SJ_STORE_FILE, to, error);
    if (status == SJ_OK && rename(from, to) != 0)
        status = sj_error_set(error, SJ_IO, "RESTORE", "%s: %s", to, strerror(errno));
    return status;
}

static void remove_beside(const char *beside)
{
    static const char *const names[] = {SJ_STORE_FILE, SJ_STORE_FILE "-wal", SJ_STORE_FILE "-shm",
                                        "lock"};
    char path[SJ_PATH_TEXT];
    struct sj_error ignored;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sj_path_join(beside, names[i], path, &ignored) == SJ_OK)
            (void)unlink(path);
    (void)rmdir(beside);
}

static enum sj_status restore(const char *file, const char *directory, const char *checkpoint,
                              struct sj_error *error)
{
    char beside[SJ_PATH_TEXT];
    struct sj_store *store = NULL;
    struct sj_inspection found = {.store = NULL};
    enum sj_status status = refuse_existing(directory, error);
    if (status == SJ_OK && mkdir(directory, 0700) != 0 && errno != EEXIST)
        status = sj_error_set(error, SJ_IO, "RESTORE", "%s: %s", directory, strerror(errno));
    if (status == SJ_OK)
        status = sj_path_join(directory, "restoring", beside, error);
    if (status != SJ_OK)
        return status;
    remove_beside(beside);
    if (mkdir(beside, 0700) != 0)
        return sj_error_set(error, SJ_IO, "RESTORE", "%s: %s", beside, strerror(errno));
    struct sj_store_config config = {.directory = beside, .views = 1};
    status = bring(file, beside, error);
    if (status == SJ_OK)
        status = sj_store_open(&config, &store, error);
    if (status == SJ_OK)
        status = inspect(store, checkpoint, &found, error);
    if (status == SJ_OK) /* it is decided: this is the newest there is */
        status = sj_store_release(store, error);
    sj_store_close(store);
    if (status == SJ_OK)
        status = place(beside, directory, error);
    remove_beside(beside);
    if (status == SJ_OK)
        printf(_("%s: %" PRIu64 " entries, all checked. Put ledger.key, authority.pem and "
                 "city.card beside it, then: shangjid serve %s\n"),
               directory, found.counts.entries, directory);
    return status;
}

static enum sj_status run_restore(int argc, char **argv, struct sj_error *error)
{
    const char *directory = NULL, *checkpoint = NULL;
    const struct sj_option options[] = {
        {"to", 0, SJ_OPTION_TEXT, &directory, N_("DIR"), N_("the city's directory"), 0, 0},
        {"checkpoint", 0, SJ_OPTION_TEXT, &checkpoint, N_("NOTE"),
         N_("the newest checkpoint known anywhere, e.g. of the operator's folder"), 0, 0},
    };
    const struct sj_command_line line = {
        .program = "shangjid restore",
        .arguments = N_("FILE --to DIR --checkpoint NOTE"),
        .summary = N_("Checks a backup from its first entry to its last, and puts it into DIR."),
        .notes = N_("A backup older than what townships have seen is refused: two histories would "
                    "be shown."),
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
    if (directory == NULL || checkpoint == NULL)
        return sj_error_set(error, SJ_USAGE, "TO",
                            _("--to DIR and --checkpoint NOTE are needed: the newest checkpoint "
                              "that the operator or any township has"));
    return restore(argv[1], directory, checkpoint, error);
}

const struct sj_command sj_cmd_backup = {"backup", N_("copy the ledger while it serves"),
                                         run_backup};
const struct sj_command sj_cmd_restore = {"restore", N_("check a copy and put it back"),
                                          run_restore};
