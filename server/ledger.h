/* The ledger at work: sequence → integrate → publish.
 *
 * Worker threads prepare a submission (decode, verify, judge every figure) beside each other and
 * queue it. One writer thread takes what has gathered, judges each at its place, appends all of
 * it in one SQLite transaction, commits, signs the checkpoint, brings the city's state and the
 * columns up to it, and only then answers every caller, with a receipt against that checkpoint.
 *
 * A batch holds submissions that do not depend on each other: reports on different subjects, or
 * one act. So all of it can be judged by the state as it is, and the state moves only after
 * the commit: a commit that fails leaves nothing to undo.
 *
 * The state is published behind a read-write lock: sj_ledger_lock shares it. */
#ifndef SHANGJI_SERVER_LEDGER_H
#define SHANGJI_SERVER_LEDGER_H

#include "admission/admission.h"
#include "answers/columns.h"
#include "server/clock.h"
#include "server/store/store.h"
#include "trust/checkpoint.h"

struct sj_ledger;

struct sj_ledger_config {
    struct sj_store *store;   /* borrowed; the ledger's thread writes it from now on */
    const struct sj_key *key; /* borrowed */
    /* What takes its place with the entry that says so; borrowed, NULL but while a ledger key is
     * replaced (shangjid rotate). Without it such an entry is not taken in. */
    const struct sj_key *next_key;
    struct sj_clock clock;
    unsigned queue_max;     /* waiting submissions; 0 = 1,024 */
    unsigned batch_max;     /* in a transaction; 0 = 256 */
    size_t facts_max_bytes; /* of facts in memory, beside what is being asked; 0 = all of them */
};

/* Replays the ledger: acts are verified and judged again from their envelopes, reports come from
 * their entries and packed facts, the tree is recomputed and held against the last checkpoint.
 * SJ_DATA_LOSS, with what to do, if anything disagrees; SJ_PRECONDITION for a backup's copy that
 * was not released (shangjid restore), and for a key that is not the ledger's of now. A checkpoint
 * that the last process did not come to sign is signed. Starts the writer. */
enum sj_status sj_ledger_open(const struct sj_ledger_config *config, struct sj_ledger **ledger,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* Writes and answers what is queued, then ends. The store stays open. */
void sj_ledger_close(struct sj_ledger *ledger);

/* What the ledger says now. */
struct sj_ledger_state {
    const struct sj_city *city;
    const struct sj_columns *columns;
    uint64_t size;              /* entries, all under the checkpoint */
    struct sj_bytes checkpoint; /* signed note; empty while there is no entry */
};

/* Shared; hold it shortly, never over reads of the store. (The columns read themselves a period
 * that had no room in memory: then publication waits for as long as that takes, a tenth of a second
 * for a country's year.) */
const struct sj_ledger_state *sj_ledger_lock(struct sj_ledger *ledger);
void sj_ledger_unlock(struct sj_ledger *ledger);
const struct sj_log_key *sj_ledger_log_key(const struct sj_ledger *ledger);
struct sj_store *sj_ledger_store(struct sj_ledger *ledger);
/* A commit could not be followed by its publication: nothing more is taken in until a restart. */
bool sj_ledger_is_broken(struct sj_ledger *ledger);

/* A place in the ledger with its receipt. Slices as the function says. */
struct sj_taken {
    uint64_t index;
    struct sj_digest identity;
    struct sj_bytes line, receipt;
    bool already_known;
};

/* A submission on its way. Lives in the arena of its call until it was answered. */
struct sj_intake {
    struct sj_admission admission;
    struct sj_bytes salt, text; /* of a report that brings its text */
    bool has_text;
    struct sj_column_fact *facts;
    size_t fact_count;
    struct sj_bytes packed; /* the facts as they are stored */
    /* The report stands in the ledger already: sj_ledger_receipt answers it at once. What else is
     * known, older revisions and acts, the writer finds out. */
    bool standing;

    /* Set before sj_ledger_submit. `expired` may be NULL. `answer` is called once, from the
     * writer's thread: `error` NULL and `taken` (good during the call), or an error. */
    bool (*expired)(void *context);
    void (*answer)(void *context, const struct sj_taken *taken, const struct sj_error *error);
    void *context;

    /* The writer's own. */
    struct sj_intake *next;
    struct sj_entry entry;
    uint64_t index;
    bool known;
};

/* Verifies and judges as far as that goes outside of the order. Failures as sj_admission_prepare.
 */
enum sj_status sj_intake_prepare(struct sj_ledger *ledger, struct sj_bytes envelope,
                                 const Shangji__V1__SourceText *text, struct sj_arena *arena,
                                 struct sj_intake *intake, struct sj_findings *findings,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_EXHAUSTED when the queue is full, SJ_UNAVAILABLE when it is closing; then `answer` is not
 * called. */
enum sj_status sj_ledger_submit(struct sj_ledger *ledger, struct sj_intake *intake,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Prepares, submits and waits. For init and tests; slices of `taken` are in the arena. */
enum sj_status sj_ledger_take(struct sj_ledger *ledger, struct sj_bytes envelope,
                              const Shangji__V1__SourceText *text, struct sj_arena *arena,
                              struct sj_taken *taken, struct sj_error *error) SJ_WARN_UNUSED;

/* Whose cosignatures (cosign.h) a checkpoint shall carry. */
struct sj_cosigned_wish {
    char *const *witnesses; /* their names; none: of all, as far as there is room */
    size_t witness_count;
    unsigned
        least; /* of so many of them: an older checkpoint if need be. 0 = the newest checkpoint */
};

/* The place and a fresh receipt of a payload that is in the ledger, in the arena, against the
 * newest checkpoint that is as wished (NULL: the newest). SJ_NOT_FOUND if it is not there, or not
 * cosigned by so many; SJ_UNAVAILABLE in the moment between commit and publication. */
enum sj_status sj_ledger_receipt(struct sj_ledger *ledger, const struct sj_digest *identity,
                                 const struct sj_cosigned_wish *wish, struct sj_arena *arena,
                                 struct sj_taken *taken, struct sj_error *error) SJ_WARN_UNUSED;
/* The same choice of a checkpoint and, with old_size > 0, that it continues the one of that size.
 */
enum sj_status sj_ledger_checkpoint(struct sj_ledger *ledger, uint64_t old_size,
                                    const struct sj_cosigned_wish *wish, struct sj_arena *arena,
                                    struct sj_bytes *note, struct sj_proof *proof,
                                    struct sj_error *error) SJ_WARN_UNUSED;

#endif
