/* A ledger of a few lines in memory, with honest proofs of whatever it says: tests make it lie by
 * changing its lines. */
#ifndef SHANGJI_TESTS_SMALL_LEDGER_H
#define SHANGJI_TESTS_SMALL_LEDGER_H

#include "unit.h"

#include "trust/checkpoint.h"

#include <stdlib.h>

enum { SMALL_LEDGER_MAX = 64, SMALL_LEDGER_LINE = 512 };
#define SMALL_LEDGER_ORIGIN "test.example/430482"

struct small_ledger {
    char lines[SMALL_LEDGER_MAX][SMALL_LEDGER_LINE];
    uint64_t size;
    struct sj_key *key;
    struct sj_log_key log;
};

static inline enum sj_status small_ledger_node(void *context, unsigned level, uint64_t index,
                                               struct sj_hash *hash, struct sj_error *error)
{
    const struct small_ledger *ledger = context;
    if (level == 0) {
        *hash = sj_merkle_leaf(sj_bytes_of(ledger->lines[index]));
        return SJ_OK;
    }
    struct sj_hash left, right;
    enum sj_status status = small_ledger_node(context, level - 1, 2 * index, &left, error);
    if (status == SJ_OK)
        status = small_ledger_node(context, level - 1, 2 * index + 1, &right, error);
    *hash = sj_merkle_node(&left, &right);
    return status;
}

static inline struct sj_merkle_source small_ledger_source(struct small_ledger *ledger)
{
    return (struct sj_merkle_source){small_ledger_node, ledger};
}

static inline void small_ledger_init(struct small_ledger *ledger, uint8_t seed_byte)
{
    struct sj_error error = {0};
    uint8_t seed[32] = {seed_byte};
    *ledger = (struct small_ledger){.size = 0};
    sj_trust_init();
    assert_int_equal(sj_key_of_seed(seed, &ledger->key, &error), SJ_OK);
    snprintf(ledger->log.origin, sizeof(ledger->log.origin), "%s", SMALL_LEDGER_ORIGIN);
    ledger->log.key = sj_key_public(ledger->key);
}

static inline void small_ledger_clear(struct small_ledger *ledger)
{
    sj_key_free(ledger->key);
}

static inline void small_ledger_add(struct small_ledger *ledger, const char *line)
{
    assert_true(ledger->size < SMALL_LEDGER_MAX);
    snprintf(ledger->lines[ledger->size++], SMALL_LEDGER_LINE, "%s", line);
}

static inline void small_ledger_fill(struct small_ledger *ledger, uint64_t size)
{
    while (ledger->size < size) {
        char line[32];
        snprintf(line, sizeof(line), "line %llu", (unsigned long long)ledger->size);
        small_ledger_add(ledger, line);
    }
}

/* The note over its first `size` lines. */
static inline void small_ledger_note(struct small_ledger *ledger, uint64_t size,
                                     struct sj_buffer *note)
{
    struct sj_error error = {0};
    struct sj_merkle_source source = small_ledger_source(ledger);
    struct sj_checkpoint checkpoint = {.size = size};
    snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", ledger->log.origin);
    assert_int_equal(sj_merkle_root(&source, size, &checkpoint.root, &error), SJ_OK);
    assert_int_equal(sj_checkpoint_sign(&checkpoint, ledger->key, note, &error), SJ_OK);
}

static inline void small_ledger_receipt(struct small_ledger *ledger, uint64_t index,
                                        struct sj_buffer *receipt)
{
    struct sj_error error = {0};
    struct sj_merkle_source source = small_ledger_source(ledger);
    struct sj_proof proof;
    struct sj_buffer note = {.limit = 0};
    small_ledger_note(ledger, ledger->size, &note);
    assert_int_equal(sj_merkle_inclusion(&source, index, ledger->size, &proof, &error), SJ_OK);
    sj_receipt_print(index, (struct sj_bytes){NULL, 0}, &proof, sj_buffer_bytes(&note), receipt);
    sj_buffer_clear(&note);
}

#endif
