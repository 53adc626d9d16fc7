/* A ledger read from its first entry on, by whoever holds it: every envelope verified and judged at
 * its place as admission did, the line that follows held against the line told, tree, state and
 * columns made again. fsck, rebuild, audit and verify are this with another source of bytes. Pure;
 * one thread. */
#ifndef SHANGJI_PROJECTION_REPLAY_H
#define SHANGJI_PROJECTION_REPLAY_H

#include "admission/admission.h"
#include "projection/answer.h"
#include "trust/checkpoint.h"

struct sj_replay;

/* `founding` is the ledger key that signed the first entry: the card's, or an older one of its. */
enum sj_status sj_replay_new(const struct sj_log_key *founding, struct sj_replay **replay,
                             struct sj_error *error) SJ_WARN_UNUSED;
void sj_replay_free(struct sj_replay *replay);

/* The entry at the next index. `text` NULL: it is withheld, was not fetched, or there is none.
 * SJ_DATA_LOSS, with the index and what is wrong, for an envelope that could not have been taken in
 * there, a line that is not its own, a time that runs back. After a failure only free it. */
enum sj_status sj_replay_entry(struct sj_replay *replay, struct sj_bytes line,
                               struct sj_bytes envelope, const Shangji__V1__SourceText *text,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* The same of a report whose envelope the holder does not have: tree and state move by the line,
 * its facts are not known. SJ_DATA_LOSS for an act: what it says decides over all that follows. */
enum sj_status sj_replay_line(struct sj_replay *replay, struct sj_bytes line,
                              struct sj_error *error) SJ_WARN_UNUSED;

const struct sj_state *sj_replay_state(const struct sj_replay *replay);
/* Of the entries so far; of no entry, that of the empty tree. */
enum sj_status sj_replay_root(struct sj_replay *replay, struct sj_hash *root,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* The root of the first `size` entries; false beyond the end. */
bool sj_replay_root_at(const struct sj_replay *replay, uint64_t size,
                       struct sj_hash *root) SJ_WARN_UNUSED;
/* The newest ledger key and those before it: a checkpoint is by the key of its size. */
struct sj_log_key sj_replay_log_key(const struct sj_replay *replay, uint64_t size);

/* What was last replayed, until the next: its signers and, of a report, the facts as the store
 * keeps them. */
struct sj_replayed {
    const struct sj_admission *admission;
    struct sj_entry entry;
    struct sj_bytes packed;
};
const struct sj_replayed *sj_replay_last(const struct sj_replay *replay);

/* What has been looked at. */
struct sj_replay_counts {
    uint64_t entries, acts, reports, signatures, figures, facts;
    uint64_t texts;    /* reports whose words were held against the text */
    uint64_t unread;   /* reports known by their line alone */
    uint64_t seen;     /* checkpoints that reports had seen, found in this history */
    uint64_t wordless; /* reports with an envelope but without their text */
};
const struct sj_replay_counts *sj_replay_counts(const struct sj_replay *replay);

/* The first report that came with its envelope and without its text though no act so far withholds
 * it: whoever keeps the ledger lost the text or holds it back. False if there is none. */
bool sj_replay_text_missing(const struct sj_replay *replay, uint64_t *index) SJ_WARN_UNUSED;

/* The facts of an admitted report as columns want them and as bytes, in the arena: what the server
 * stores when it takes the report in. */
enum sj_status sj_admission_pack(const struct sj_city *city, const struct sj_admission *admission,
                                 struct sj_arena *arena, struct sj_column_fact **facts,
                                 struct sj_bytes *packed, struct sj_error *error) SJ_WARN_UNUSED;

#endif
