/* shangjid export-tiles: the ledger as static files. */
#include "server/command.h"

#include "base/i18n.h"
#include "server/city_files.h"
#include "server/tiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

/* The card names the key that signs now; the store the one of the founding. */
static enum sj_status find_key(const char *directory, struct sj_log_key *ledger,
                               struct sj_error *error)
{
    struct sj_arena arena;
    Shangji__V1__CityCard *card;
    sj_arena_init(&arena, 4 * SJ_CITY_FILE_MAX_BYTES);
    enum sj_status status = sj_city_card_load(directory, &arena, &card, error);
    if (status == SJ_OK)
        status = sj_log_key_parse(sj_bytes_of(card->ledger_key), ledger, error);
    sj_arena_clear(&arena);
    return status;
}

static enum sj_status export(const char *directory, const char *folder, struct sj_error *error) {
    struct sj_store *store = NULL; struct sj_store_view *view = NULL;
    struct sj_tiles tiles = {.folder = folder};
    umask(022); /* these are for everybody */
    enum sj_status status = find_key(directory, &tiles.ledger, error);
    if (status == SJ_OK) status = sj_store_open_reader(directory, &store, error);
    if (status == SJ_OK) status = sj_store_view_take(store, &view, error);
    if (status == SJ_OK) status = sj_tiles_export(view, &tiles, error);
    sj_store_view_give(view);
    sj_store_close(store);
    if (status == SJ_OK)
        printf(_("%s: %" PRIu64 " entries, %" PRIu64 " tiles written, %" PRIu64 " there already\n"),
               folder, tiles.size, tiles.written, tiles.kept);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    const char *folder = NULL;
    const struct sj_option options[] = {
        {"to", 0, SJ_OPTION_TEXT, &folder, N_("FOLDER"), N_("where the web server finds them"), 0,
         0},
    };
    const struct sj_command_line line = {
        .program = "shangjid export-tiles",
        .arguments = N_("DIR --to FOLDER"),
        .summary = N_("Writes the ledger as static files (C2SP tlog-tiles)."),
        .notes = N_("Run again, it adds what is new. Works beside a server that runs."),
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
    if (folder == NULL)
        return sj_error_set(error, SJ_USAGE, "TO", _("--to FOLDER is needed"));
    return export(argv[1], folder, error);
}

const struct sj_command sj_cmd_export_tiles = {"export-tiles", N_("write it as static files"), run};
