/* What must last: the ledger's entries, envelopes, texts and checkpoints, and beside them what
 * is derived (tree nodes, packed facts). One SQLite file in the server's directory; this module
 * is the only one that knows so. It knows bytes and indices and no message.
 *
 * One thread writes: begin, put …, commit. Any thread reads through a view, which is one
 * connection with a snapshot of its own; take it, read, give it back soon, because a view that is
 * held keeps the write-ahead log from shrinking. What is read is copied into the caller's arena.
 *
 * SQLite's codes end here: SJ_EXHAUSTED disk full or over quota, SJ_UNAVAILABLE locked by another,
 * SJ_DATA_LOSS damaged file or a row of the wrong shape, SJ_EXISTS a key that is taken, SJ_IO,
 * SJ_NO_MEMORY. Tables: docs/store.md. */
#ifndef SHANGJI_SERVER_STORE_STORE_H
#define SHANGJI_SERVER_STORE_STORE_H

#include "base/arena.h"
#include "base/identity.h"

struct sj_store;
struct sj_store_view;

enum { SJ_STORE_PAGE = 1000, SJ_STORE_VIEWS_MAX = 72 };
#define SJ_STORE_FILE "ledger.sqlite"

struct sj_store_config {
    const char *directory; /* holds SJ_STORE_FILE and "lock"; must exist */
    bool create;           /* make a new one; else it must be there */
    unsigned views;        /* for readers; 0 = 4 */
};

/* Migrates an older database, refuses a newer one (SJ_PRECONDITION) and one that another process
 * holds (SJ_UNAVAILABLE). */
enum sj_status sj_store_open(const struct sj_store_config *config, struct sj_store **store,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* Every view must have been given back. */
void sj_store_close(struct sj_store *store);

/* For reading alone, also beside a server that writes: no lock, no migration. SJ_PRECONDITION for a
 * database of another version. */
enum sj_status sj_store_open_reader(const char *directory, struct sj_store **store,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* A consistent copy of the whole database at `path`, which must not be there; synced. Works beside
 * a server. It is marked as a copy: no ledger opens it until somebody has decided that it is the
 * newest there is, and released it. */
enum sj_status sj_store_copy(struct sj_store *store, const char *path,
                             struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_is_copy(struct sj_store *store, bool *copy,
                                struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_release(struct sj_store *store, struct sj_error *error) SJ_WARN_UNUSED;
/* SQLite's own check of pages, indices and constraints; SJ_DATA_LOSS tells its first finding. */
enum sj_status sj_store_integrity(struct sj_store *store, struct sj_error *error) SJ_WARN_UNUSED;

/* An entry with all that is kept beside it. */
struct sj_store_entry {
    uint64_t index;
    struct sj_bytes line, identity, envelope;
    bool has_text;
    struct sj_bytes salt, text;
};

/* The packed facts of a report, with its entry's subject. */
struct sj_store_facts {
    uint64_t index;
    const char *township, *period, *kind;
    uint32_t revision;
    struct sj_bytes facts;
};

/* What a witness signed of the checkpoint of `size` entries. */
struct sj_store_cosignature {
    uint64_t size;
    const char *witness; /* its name */
    struct sj_public_key key;
    int64_t time_unix;
    struct sj_bytes line; /* of the signed note, with its end */
};

/* Whose ledger it is: told once, when it is made. */
struct sj_store_ledger {
    const char *origin;
    struct sj_public_key key;
};

/* ---- the writing thread ---- */
enum sj_status sj_store_begin(struct sj_store *store, struct sj_error *error) SJ_WARN_UNUSED;
/* Durable when it returns SJ_OK; on failure nothing of the transaction is left. */
enum sj_status sj_store_commit(struct sj_store *store, struct sj_error *error) SJ_WARN_UNUSED;
void sj_store_rollback(struct sj_store *store);
enum sj_status sj_store_put_ledger(struct sj_store *store, const struct sj_store_ledger *ledger,
                                   struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_put_entry(struct sj_store *store, const struct sj_store_entry *entry,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* Withholds it; that there is none is no error. */
enum sj_status sj_store_drop_text(struct sj_store *store, uint64_t index,
                                  struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_put_checkpoint(struct sj_store *store, uint64_t size, struct sj_bytes note,
                                       struct sj_error *error) SJ_WARN_UNUSED;
/* Beside the checkpoint of its size, which must be stored; of the same witness and size the newer
 * time stays. Of the witness's key at most the `keep` largest sizes are left. */
enum sj_status sj_store_put_cosignature(struct sj_store *store,
                                        const struct sj_store_cosignature *cosignature,
                                        unsigned keep, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_put_node(struct sj_store *store, unsigned level, uint64_t index,
                                 struct sj_bytes hash, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_put_facts(struct sj_store *store, const struct sj_store_facts *facts,
                                  struct sj_error *error) SJ_WARN_UNUSED;

/* Drops all that is derived, in the open transaction: nodes and packed facts. */
enum sj_status sj_store_clear_derived(struct sj_store *store,
                                      struct sj_error *error) SJ_WARN_UNUSED;

/* The writer's own view: sees what is not committed yet. Not to be given back. */
struct sj_store_view *sj_store_writer(struct sj_store *store);

/* ---- reading ---- */

/* Waits for a free view. */
enum sj_status sj_store_view_take(struct sj_store *store, struct sj_store_view **view,
                                  struct sj_error *error) SJ_WARN_UNUSED;
void sj_store_view_give(struct sj_store_view *view); /* NULL is fine */

enum sj_status sj_store_ledger(struct sj_store_view *view, struct sj_arena *arena,
                               struct sj_store_ledger *ledger,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* How many entries there are. */
enum sj_status sj_store_size(struct sj_store_view *view, uint64_t *size,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* *found false, and SJ_OK, if there is none. */
enum sj_status sj_store_find_entry(struct sj_store_view *view, const struct sj_digest *identity,
                                   struct sj_arena *arena, bool *found, uint64_t *index,
                                   struct sj_bytes *line, struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_NOT_FOUND beyond the end. */
enum sj_status sj_store_entry(struct sj_store_view *view, uint64_t index, struct sj_arena *arena,
                              struct sj_bytes *line, struct sj_error *error) SJ_WARN_UNUSED;
/* Lines from `start` on, at most `count` ≤ SJ_STORE_PAGE; SJ_DATA_LOSS where one is missing
 * between. `lines` is an array in the arena. */
enum sj_status sj_store_entries(struct sj_store_view *view, uint64_t start, size_t count,
                                struct sj_arena *arena, struct sj_bytes **lines, size_t *found,
                                struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_envelope(struct sj_store_view *view, uint64_t index, struct sj_arena *arena,
                                 struct sj_bytes *bytes, struct sj_error *error) SJ_WARN_UNUSED;
/* *found false where there is none or it is withheld. */
enum sj_status sj_store_text(struct sj_store_view *view, uint64_t index, struct sj_arena *arena,
                             bool *found, struct sj_bytes *salt, struct sj_bytes *text,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* *size 0 if there is none yet. */
enum sj_status sj_store_last_checkpoint(struct sj_store_view *view, struct sj_arena *arena,
                                        uint64_t *size, struct sj_bytes *note,
                                        struct sj_error *error) SJ_WARN_UNUSED;
/* The first stored checkpoint of more than `after` entries; *size 0 if there is none. */
enum sj_status sj_store_next_checkpoint(struct sj_store_view *view, uint64_t after,
                                        struct sj_arena *arena, uint64_t *size,
                                        struct sj_bytes *note,
                                        struct sj_error *error) SJ_WARN_UNUSED;
/* The checkpoint of exactly that size; *found false if none is stored. */
enum sj_status sj_store_find_checkpoint(struct sj_store_view *view, uint64_t size,
                                        struct sj_arena *arena, bool *found, struct sj_bytes *note,
                                        struct sj_error *error) SJ_WARN_UNUSED;
/* The cosignatures beside the checkpoint of that size, in the order of witness and key, from number
 * `start` on, at most `max`; with `witness` that witness's alone, from its first on. An array in
 * the arena. */
enum sj_status sj_store_cosignatures(struct sj_store_view *view, uint64_t size, const char *witness,
                                     size_t start, size_t max, struct sj_arena *arena,
                                     struct sj_store_cosignature **cosignatures, size_t *count,
                                     struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_cosignature_count(struct sj_store_view *view, uint64_t size,
                                          uint64_t *count, struct sj_error *error) SJ_WARN_UNUSED;
/* The next smaller and the next larger size that somebody cosigned; 0 if there is none. */
enum sj_status sj_store_cosigned_before(struct sj_store_view *view, uint64_t size, uint64_t *before,
                                        struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_store_cosigned_after(struct sj_store_view *view, uint64_t size, uint64_t *after,
                                       struct sj_error *error) SJ_WARN_UNUSED;
/* How many nodes are stored. Reads them all. */
enum sj_status sj_store_node_count(struct sj_store_view *view, uint64_t *count,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* Writes 32 bytes to `hash`; SJ_DATA_LOSS if it is not there. */
enum sj_status sj_store_node(struct sj_store_view *view, unsigned level, uint64_t index,
                             uint8_t hash[static 32], struct sj_error *error) SJ_WARN_UNUSED;
/* Packed facts of entries from `start` on, at most `count` ≤ SJ_STORE_PAGE, in the arena. */
enum sj_status sj_store_facts(struct sj_store_view *view, uint64_t start, size_t count,
                              struct sj_arena *arena, struct sj_store_facts **facts, size_t *found,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* The packed facts of exactly these entries, which ascend, handed to `take` as they are read: the
 * bytes hold during the call. SJ_DATA_LOSS if one is not there. */
enum sj_status sj_store_facts_of(struct sj_store_view *view, const uint64_t *entries, size_t count,
                                 enum sj_status (*take)(void *taker, size_t number,
                                                        struct sj_bytes packed,
                                                        struct sj_error *error),
                                 void *taker, struct sj_error *error) SJ_WARN_UNUSED;

#endif
