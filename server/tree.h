/* Where the ledger's Merkle tree gets its nodes from: a source for trust/merkle.h that reads stored
 * nodes through a view, and keeps those met lately: complete subtrees never change, so what was
 * read stays true until a rollback. One thread at a time. */
#ifndef SHANGJI_SERVER_TREE_H
#define SHANGJI_SERVER_TREE_H

#include "server/store/store.h"
#include "trust/merkle.h"

enum { SJ_TREE_SLOTS = 8192 };

struct sj_tree_node {
    uint64_t index;
    uint8_t level;
    bool known;
    struct sj_hash hash;
};

struct sj_tree {
    struct sj_store_view *view;
    struct sj_tree_node *slots; /* NULL: nothing is kept */
};

/* `keep` false: for a proof or two. SJ_NO_MEMORY. */
enum sj_status sj_tree_init(struct sj_tree *tree, struct sj_store_view *view, bool keep,
                            struct sj_error *error) SJ_WARN_UNUSED;
void sj_tree_clear(struct sj_tree *tree);
struct sj_merkle_source sj_tree_source(struct sj_tree *tree);
/* Stores the nodes that leaf number `size` finishes, in the store's open transaction. */
enum sj_status sj_tree_append(struct sj_tree *tree, struct sj_store *store, uint64_t size,
                              const struct sj_hash *leaf, struct sj_error *error) SJ_WARN_UNUSED;
/* After a rollback: forgets what was appended. */
void sj_tree_forget(struct sj_tree *tree);

#endif
