/* Cosignatures of witnesses (trust/cosignature.h) beside the ledger's checkpoints: taken from
 * townships whose key is enrolled and not revoked, kept by the ledger's writer, given out with the
 * checkpoint that they are of. They stand outside of the tree: whoever reads the ledger needs none.
 *
 * Bounded: of each witness's key the newest SJ_COSIGNATURES_KEPT checkpoints, on a note the first
 * SJ_COSIGNATURES_NOTE witnesses or those that were asked for by name, and a search for a
 * checkpoint with enough of them ends after SJ_COSIGNED_LOOK. */
#ifndef SHANGJI_SERVER_COSIGN_H
#define SHANGJI_SERVER_COSIGN_H

#include "server/ledger.h"
#include "trust/cosignature.h"

enum {
    SJ_COSIGNATURES_KEPT = 16,
    SJ_COSIGNATURES_NOTE = 32,
    SJ_COSIGNED_LOOK = 64,
    SJ_COSIGNINGS_WAITING = 64,
    /* The same checkpoint is not written again for a time that is hardly newer. */
    SJ_COSIGN_EVERY_SECONDS = 60,
    SJ_COSIGN_AHEAD_SECONDS = 300
};

/* A cosignature on its way. Lives in the arena of its call until it was answered. */
struct sj_cosigning {
    struct sj_store_cosignature row;
    struct sj_hash root;
    size_t key; /* its number in the city */

    /* Set before sj_ledger_cosign. `answer` is called once, from the writer's thread: `error` NULL,
     * `count` cosignatures beside that checkpoint, `known` if this one stood there; or an error. */
    void (*answer)(void *context, uint64_t count, bool known, const struct sj_error *error);
    void *context;

    /* The writer's own. */
    struct sj_cosigning *next;
    bool known;
    uint64_t count;
    bool refused;
    struct sj_error error;
};

/* Verifies all that can be outside of the order. `checkpoint` is the note as the ledger signed it,
 * `line` the cosignature. SJ_INVALID malformed or another ledger's; SJ_UNAUTHENTICATED not signed
 * by the ledger, by no enrolled key, or wrongly; SJ_DENIED a revoked key; SJ_PRECONDITION a clock
 * that is ahead. */
enum sj_status sj_cosigning_prepare(struct sj_ledger *ledger, struct sj_bytes checkpoint,
                                    struct sj_bytes line, struct sj_arena *arena,
                                    struct sj_cosigning *cosigning,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* Queues it. SJ_EXHAUSTED where too many wait, SJ_UNAVAILABLE when the ledger is closing; then
 * `answer` is not called. */
enum sj_status sj_ledger_cosign(struct sj_ledger *ledger, struct sj_cosigning *cosigning,
                                struct sj_error *error) SJ_WARN_UNUSED;

#endif
