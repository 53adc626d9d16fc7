/* The inside of struct sj_ledger, for ledger.c, replay.c and writer.c alone. */
#ifndef SHANGJI_SERVER_LEDGER_IMPL_H
#define SHANGJI_SERVER_LEDGER_IMPL_H

#include "server/ledger.h"
#include "server/tree.h"

#include <pthread.h>

struct sj_ledger {
    struct sj_ledger_config config;
    struct sj_log_key log_key;         /* that signs now */
    struct sj_public_key founding_key; /* that signed the first entry */

    /* Written by the writer alone, under `lock`; the writer itself reads without it. */
    pthread_rwlock_t lock;
    struct sj_ledger_state state;
    struct sj_city *city;
    struct sj_columns *columns;
    struct sj_buffer note; /* what state.checkpoint points into */

    /* The writer's own. */
    struct sj_tree tree;
    int64_t last_taken_at;
    bool note_unstored; /* it goes into the next transaction, or one of its own when idle */

    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t queued;
    struct sj_intake *first, *last;
    unsigned waiting;
    struct sj_cosigning *cosignings; /* in no order */
    unsigned cosignings_waiting;
    bool stopping, broken;

    pthread_t thread;
    bool running;
};

enum { SJ_BATCH_MAX = 256 };

struct sj_batch {
    struct sj_intake *items[SJ_BATCH_MAX]; /* answered together, in the order they came */
    size_t count;
    uint64_t fresh;        /* those that are appended */
    bool act;              /* one of them is an act: it stands alone */
    struct sj_arena arena; /* what the batch reads from the store */
};

/* Brings a fresh ledger to what the store holds. */
enum sj_status sj_ledger_replay(struct sj_ledger *ledger, struct sj_error *error) SJ_WARN_UNUSED;
/* New columns over the store, of every standing report, as far as they have room. */
enum sj_status sj_ledger_load_columns(struct sj_ledger *ledger, struct sj_columns **columns,
                                      struct sj_error *error) SJ_WARN_UNUSED;
/* The next key takes the place of the one that signed until now. */
void sj_ledger_use_next_key(struct sj_ledger *ledger);
/* Whether the act puts the ledger's next key in place; *other: it is another key. */
bool sj_ledger_is_rotation(const struct sj_ledger *ledger, const Shangji__V1__Act *act,
                           bool *other);
/* Signs the checkpoint of `size` entries into `note`, from the stored tree. */
enum sj_status sj_ledger_sign(struct sj_ledger *ledger, uint64_t size, struct sj_buffer *note,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* Whether one of the keys that may carry it signed it: the signers may also hold another
 * township's key, told only for the refusal's sake. */
bool sj_intake_signed(const struct sj_city *city, const struct sj_admission *admission);
/* After the commit: signs, applies and shows the fresh ones of the batch. On failure the ledger
 * must not take in any more. */
enum sj_status sj_ledger_publish(struct sj_ledger *ledger, const struct sj_batch *batch,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* Proves `line` at `index` in the first `size` entries through `tree`; the receipt's text. */
enum sj_status sj_ledger_print_receipt(struct sj_tree *tree, uint64_t index, struct sj_bytes line,
                                       uint64_t size, struct sj_bytes note, struct sj_buffer *text,
                                       struct sj_error *error) SJ_WARN_UNUSED;
/* Stores the newest checkpoint in the open transaction, unless it was. */
enum sj_status sj_ledger_write_note(struct sj_ledger *ledger,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* Writes the cosignatures that wait, and answers them. */
void sj_ledger_write_cosignings(struct sj_ledger *ledger);
/* *size and *note are the newest checkpoint, or what the wish leads to, of at least `least_size`
 * entries; with the cosignatures, in the arena. */
enum sj_status sj_cosigned_choose(struct sj_store_view *view, const struct sj_cosigned_wish *wish,
                                  uint64_t least_size, struct sj_arena *arena, uint64_t *size,
                                  struct sj_bytes *note, struct sj_error *error) SJ_WARN_UNUSED;
void *sj_ledger_writer(void *ledger); /* the thread */

#endif
