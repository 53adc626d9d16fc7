#include "server/tree.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

enum sj_status sj_tree_init(struct sj_tree *tree, struct sj_store_view *view, bool keep,
                            struct sj_error *error)
{
    *tree = (struct sj_tree){.view = view};
    if (!keep)
        return SJ_OK;
    tree->slots = calloc(SJ_TREE_SLOTS, sizeof *tree->slots);
    if (!tree->slots)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the tree"));
    return SJ_OK;
}

void sj_tree_clear(struct sj_tree *tree)
{
    free(tree->slots);
    *tree = (struct sj_tree){0};
}

/* Neighbours of a level, and the same edge on several levels, get different slots. */
static struct sj_tree_node *slot_of(struct sj_tree *tree, unsigned level, uint64_t index)
{
    uint64_t mixed = (index ^ (uint64_t)level << 56) * UINT64_C(0x9E3779B97F4A7C15);
    return &tree->slots[mixed >> 51]; /* 13 bits */
}
_Static_assert(SJ_TREE_SLOTS == 1 << 13, "slot_of takes 13 bits");

static void keep(struct sj_tree *tree, unsigned level, uint64_t index, const struct sj_hash *hash)
{
    if (tree->slots)
        *slot_of(tree, level, index) = (struct sj_tree_node){index, (uint8_t)level, true, *hash};
}

static enum sj_status stored_node(void *context, unsigned level, uint64_t index,
                                  struct sj_hash *hash, struct sj_error *error)
{
    struct sj_tree *tree = context;
    const struct sj_tree_node *slot = tree->slots ? slot_of(tree, level, index) : NULL;
    if (slot && slot->known && slot->level == level && slot->index == index) {
        *hash = slot->hash;
        return SJ_OK;
    }
    enum sj_status status = sj_store_node(tree->view, level, index, hash->bytes, error);
    if (status == SJ_OK)
        keep(tree, level, index, hash);
    return status;
}

struct sj_merkle_source sj_tree_source(struct sj_tree *tree)
{
    return (struct sj_merkle_source){.node = stored_node, .context = tree};
}

enum sj_status sj_tree_append(struct sj_tree *tree, struct sj_store *store, uint64_t size,
                              const struct sj_hash *leaf, struct sj_error *error)
{
    struct sj_hash nodes[64];
    size_t count = 0;
    struct sj_merkle_source source = sj_tree_source(tree);
    enum sj_status status = sj_merkle_append(&source, size, leaf, nodes, &count, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++) {
        status = sj_store_put_node(store, (unsigned)i, size >> i, SJ_BYTES(nodes[i].bytes, SJ_HASH),
                                   error);
        if (status == SJ_OK)
            keep(tree, (unsigned)i, size >> i, &nodes[i]);
    }
    return status;
}

void sj_tree_forget(struct sj_tree *tree)
{
    if (tree->slots)
        memset(tree->slots, 0, SJ_TREE_SLOTS * sizeof *tree->slots);
}
