/* The ledger as static files (C2SP tlog-tiles), for any web server: tile/L/N[.p/W] with 256 hashes
 * each, tile/entries/N[.p/W] with the entries, each behind its length as a big-endian u16, and the
 * signed checkpoint. Who reads them needs to know nothing of Shangji. */
#ifndef SHANGJI_SERVER_TILES_H
#define SHANGJI_SERVER_TILES_H

#include "server/store/store.h"
#include "trust/checkpoint.h"

struct sj_tiles {
    const char *folder; /* made if it is not there */
    struct sj_log_key ledger;
    /* What was done. */
    uint64_t size, written, kept;
};

/* Brings the folder up to the newest stored checkpoint, which is written last: whoever reads while
 * this goes on finds all that the checkpoint there speaks of. Full tiles that are there are kept;
 * partial ones go when the full one stands. SJ_PRECONDITION where the folder is ahead of the store
 * or of another ledger; SJ_DATA_LOSS where the tree is not the checkpoint's. */
enum sj_status sj_tiles_export(struct sj_store_view *view, struct sj_tiles *tiles,
                               struct sj_error *error) SJ_WARN_UNUSED;

enum { SJ_TILE_WIDTH = 256, SJ_TILE_PATH = 96 };
/* "x001/x234/067" */
const char *sj_tile_number(uint64_t number, char text[static SJ_TILE_PATH]);

#endif
