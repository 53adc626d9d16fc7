#include "server/tiles.h"

#include "base/i18n.h"
#include "server/files.h"
#include "server/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HASH_SHIFT = 8, /* a tile is eight levels of the tree high */
    LEVELS = 8,
    PAGE_BYTES = 4 * 1024 * 1024,
    NOTE_BYTES = 64 * 1024
};

struct export
{
    struct sj_tiles *tiles;
    struct sj_store_view *view;
    struct sj_tree tree;
    struct sj_arena arena;
    struct sj_buffer bytes; /* of one tile */
    uint64_t before;        /* entries under the checkpoint that the folder has */
};

const char *sj_tile_number(uint64_t number, char text[static SJ_TILE_PATH])
{
    unsigned groups[8];
    size_t count = 0, at = 0;
    do {
        groups[count++] = (unsigned)(number % 1000);
        number /= 1000;
    } while (number > 0);
    for (size_t i = count; i-- > 0;)
        at += (size_t)snprintf(text + at, SJ_TILE_PATH - at, "%s%03u%s", i > 0 ? "x" : "",
                               groups[i], i > 0 ? "/" : "");
    return text;
}

/* ---- files ---- */

static enum sj_status failed(const char *path, struct sj_error *error)
{
    return sj_error_set(error, SJ_IO, "TILES", "%s: %s", path, strerror(errno));
}

static enum sj_status make_parents(char *path, struct sj_error *error)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0755) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return failed(path, error);
    }
    return SJ_OK;
}

/* Whole or not there. Not synced one by one: the checkpoint, which is what counts, comes after a
 * sync of all. */
static enum sj_status write_file(char *path, struct sj_bytes bytes, struct sj_error *error)
{
    char beside[SJ_PATH_TEXT + 8];
    enum sj_status status = make_parents(path, error);
    if (status != SJ_OK)
        return status;
    snprintf(beside, sizeof beside, "%s.new", path);
    FILE *file = fopen(beside, "wb");
    if (file == NULL)
        return failed(beside, error);
    bool good = fwrite(bytes.data, 1, bytes.len, file) == bytes.len;
    good = fclose(file) == 0 && good;
    if (!good || chmod(beside, 0644) != 0 || rename(beside, path) != 0) {
        status = failed(beside, error);
        unlink(beside);
    }
    return status;
}

static bool is_there(const char *path, size_t len)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISREG(found.st_mode) &&
           (len == 0 || found.st_size == (off_t)len);
}

/* The partial tiles of a tile that is full now. */
static void drop_partials(const char *path)
{
    char folder[SJ_PATH_TEXT + 8], file[SJ_PATH_TEXT + 16];
    snprintf(folder, sizeof folder, "%s.p", path);
    for (unsigned width = 1; width < SJ_TILE_WIDTH; width++) {
        snprintf(file, sizeof file, "%s/%u", folder, width);
        (void)unlink(file);
    }
    (void)rmdir(folder);
}

/* ---- tiles ---- */

/* Fills export->bytes with what stands from `first` on. */
typedef enum sj_status tile_fill(struct export *export, unsigned level, uint64_t first,
                                 unsigned width, struct sj_error *error);

static enum sj_status fill_hashes(struct export *export, unsigned level, uint64_t first,
                                  unsigned width, struct sj_error *error)
{
    struct sj_merkle_source source = sj_tree_source(&export->tree);
    for (unsigned i = 0; i < width; i++) {
        struct sj_hash hash;
        enum sj_status status =
            source.node(source.context, HASH_SHIFT * level, first + i, &hash, error);
        if (status != SJ_OK)
            return status;
        sj_buffer_add(&export->bytes, hash.bytes, SJ_HASH);
    }
    return SJ_OK;
}

static enum sj_status fill_entries(struct export *export, unsigned level, uint64_t first,
                                   unsigned width, struct sj_error *error)
{
    struct sj_bytes *lines;
    size_t found = 0;
    enum sj_status status =
        sj_store_entries(export->view, first, width, &export->arena, &lines, &found, error);
    if (status == SJ_OK && found < width)
        status = sj_error_set(error, SJ_DATA_LOSS, "ENTRY_MISSING",
                              _("entries behind %" PRIu64 " are missing: run 'shangjid fsck'"),
                              first + found);
    for (size_t i = 0; status == SJ_OK && i < found; i++) {
        uint8_t len[2] = {(uint8_t)(lines[i].len >> 8), (uint8_t)lines[i].len};
        sj_buffer_add(&export->bytes, len, sizeof len);
        sj_buffer_add(&export->bytes, lines[i].data, lines[i].len);
    }
    sj_arena_clear(&export->arena);
    return status;
}

/* Under the folder's checkpoint, so synced before that was written. What a run that was cut off
 * left behind may have a name and not its bytes: it is written again. */
static bool was_finished(const struct export *export, unsigned level, uint64_t number,
                         unsigned width)
{
    return number * SJ_TILE_WIDTH + width <= export->before >> (HASH_SHIFT * level);
}

static enum sj_status write_tile(struct export *export, tile_fill *fill, const char *name,
                                 unsigned level, uint64_t number, unsigned width, size_t len,
                                 struct sj_error *error)
{
    char text[SJ_TILE_PATH], path[SJ_PATH_TEXT], full[SJ_PATH_TEXT];
    int made = snprintf(full, sizeof full, "%s/tile/%s/%s", export->tiles->folder, name,
                        sj_tile_number(number, text));
    if (made < 0 || (size_t)made + 8 >= sizeof full)
        return sj_error_set(error, SJ_INVALID, "PATH", _("%s: the path is too long"),
                            export->tiles->folder);
    memcpy(path, full, (size_t)made + 1);
    if (width < SJ_TILE_WIDTH)
        snprintf(path + made, sizeof path - (size_t)made, ".p/%u", width);
    if (was_finished(export, level, number, width) && is_there(path, len)) {
        export->tiles->kept++;
        return SJ_OK;
    }
    export->bytes.len = 0;
    enum sj_status status = fill(export, level, number * SJ_TILE_WIDTH, width, error);
    if (status == SJ_OK && export->bytes.failed)
        status = sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for a tile"));
    if (status == SJ_OK)
        status = write_file(path, sj_buffer_bytes(&export->bytes), error);
    if (status == SJ_OK && width == SJ_TILE_WIDTH)
        drop_partials(full);
    export->tiles->written += status == SJ_OK;
    return status;
}

/* A level's tiles; `len` is what a tile of hashes must have, entries have any length. */
static enum sj_status write_level(struct export *export, tile_fill *fill, const char *name,
                                  unsigned level, uint64_t count, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    size_t each = fill == fill_hashes ? SJ_HASH : 0;
    for (uint64_t tile = 0; status == SJ_OK && tile * SJ_TILE_WIDTH < count; tile++) {
        uint64_t left = count - tile * SJ_TILE_WIDTH;
        unsigned width = left < SJ_TILE_WIDTH ? (unsigned)left : SJ_TILE_WIDTH;
        status = write_tile(export, fill, name, level, tile, width, each * width, error);
    }
    return status;
}

static enum sj_status write_tiles(struct export *export, struct sj_error *error)
{
    uint64_t size = export->tiles->size;
    enum sj_status status = write_level(export, fill_entries, "entries", 0, size, error);
    for (unsigned level = 0; status == SJ_OK && level < LEVELS && size >> (HASH_SHIFT * level) > 0;
         level++) {
        char name[4];
        snprintf(name, sizeof name, "%u", level);
        status = write_level(export, fill_hashes, name, level, size >> (HASH_SHIFT * level), error);
    }
    return status;
}

/* ---- the checkpoint ---- */

/* What is about to be served is what was signed. */
static enum sj_status check_root(struct export *export, struct sj_bytes note,
                                 struct sj_error *error)
{
    struct sj_checkpoint checkpoint;
    struct sj_hash root;
    struct sj_merkle_source source = sj_tree_source(&export->tree);
    enum sj_status status = sj_checkpoint_open(note, &export->tiles->ledger, &checkpoint, error);
    if (status == SJ_OK)
        status = sj_merkle_root(&source, checkpoint.size, &root, error);
    if (status == SJ_OK && (checkpoint.size != export->tiles->size ||
                            memcmp(root.bytes, checkpoint.root.bytes, SJ_HASH) != 0))
        status = sj_error_set(error, SJ_DATA_LOSS, "ROOT_DIFFERS",
                              _("the stored tree is not the one of the last checkpoint: run "
                                "'shangjid fsck'"));
    return status;
}

/* A folder goes on with the ledger that it began with. */
static enum sj_status check_folder(struct export *export, const char *path, struct sj_error *error)
{
    struct sj_bytes old;
    struct sj_checkpoint checkpoint;
    struct sj_hash root;
    struct sj_merkle_source source = sj_tree_source(&export->tree);
    if (!is_there(path, 0))
        return SJ_OK;
    enum sj_status status = sj_path_read(path, NOTE_BYTES, &export->arena, &old, error);
    if (status == SJ_OK)
        status = sj_checkpoint_open(old, &export->tiles->ledger, &checkpoint, error);
    if (status == SJ_OK && checkpoint.size > 0 && checkpoint.size <= export->tiles->size) {
        status = sj_merkle_root(&source, checkpoint.size, &root, error);
        if (status == SJ_OK && memcmp(root.bytes, checkpoint.root.bytes, SJ_HASH) == 0) {
            export->before = checkpoint.size;
            return SJ_OK;
        }
    }
    return sj_error_set(error, SJ_PRECONDITION, "OTHER_TILES",
                        _("%s holds tiles of another ledger or of more entries than this one has; "
                          "export into an empty folder"),
                        export->tiles->folder);
}

static enum sj_status sync_all(const char *folder, struct sj_error *error)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return failed(folder, error);
    enum sj_status status = syncfs(file) == 0 ? SJ_OK : failed(folder, error);
    close(file);
    return status;
}

static enum sj_status export_all(struct export *export, struct sj_error *error)
{
    struct sj_bytes note;
    char path[SJ_PATH_TEXT];
    enum sj_status status =
        sj_store_last_checkpoint(export->view, &export->arena, &export->tiles->size, &note, error);
    if (status == SJ_OK && export->tiles->size == 0)
        status = sj_error_set(error, SJ_PRECONDITION, "NO_CHECKPOINT",
                              _("no checkpoint is stored yet: serve the ledger first"));
    struct sj_arena kept;
    sj_arena_init(&kept, NOTE_BYTES);
    if (status == SJ_OK) {
        note = sj_arena_copy(&kept, note);
        status = sj_path_join(export->tiles->folder, "checkpoint", path, error);
    }
    if (status == SJ_OK)
        status = check_root(export, note, error);
    if (status == SJ_OK)
        status = check_folder(export, path, error);
    if (status == SJ_OK && mkdir(export->tiles->folder, 0755) != 0 && errno != EEXIST)
        status = failed(export->tiles->folder, error);
    if (status == SJ_OK)
        status = write_tiles(export, error);
    if (status == SJ_OK)
        status = sync_all(export->tiles->folder, error);
    if (status == SJ_OK)
        status = sj_path_write(path, note, 0644, error);
    sj_arena_clear(&kept);
    return status;
}

enum sj_status sj_tiles_export(struct sj_store_view *view, struct sj_tiles *tiles,
                               struct sj_error *error)
{
    struct export export = {.tiles = tiles, .view = view};
    enum sj_status status = sj_tree_init(&export.tree, view, true, error);
    if (status != SJ_OK)
        return status;
    sj_arena_init(&export.arena, PAGE_BYTES);
    status = export_all(&export, error);
    sj_buffer_clear(&export.bytes);
    sj_arena_clear(&export.arena);
    sj_tree_clear(&export.tree);
    return status;
}
