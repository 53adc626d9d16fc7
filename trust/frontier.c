#include "trust/frontier.h"

static enum sj_status edge_node(void *context, unsigned level, uint64_t index, struct sj_hash *hash,
                                struct sj_error *error)
{
    const struct sj_frontier *frontier = context;
    if (frontier->indices[level] != index)
        return sj_error_set(error, SJ_INTERNAL, "FRONTIER", "node %u/%llu is not on the edge",
                            level, (unsigned long long)index);
    *hash = frontier->hashes[level];
    return SJ_OK;
}

enum sj_status sj_frontier_append(struct sj_frontier *frontier, const struct sj_hash *leaf,
                                  struct sj_error *error)
{
    struct sj_hash nodes[SJ_FRONTIER_LEVELS];
    size_t count;
    return sj_frontier_append_nodes(frontier, leaf, nodes, &count, error);
}

enum sj_status sj_frontier_append_nodes(struct sj_frontier *frontier, const struct sj_hash *leaf,
                                        struct sj_hash nodes[static SJ_FRONTIER_LEVELS],
                                        size_t *count, struct sj_error *error)
{
    struct sj_merkle_source source = {.node = edge_node, .context = frontier};
    *count = 0;
    enum sj_status status = sj_merkle_append(&source, frontier->size, leaf, nodes, count, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < *count; i++) {
        frontier->hashes[i] = nodes[i];
        frontier->indices[i] = frontier->size >> i;
    }
    frontier->size++;
    return SJ_OK;
}

enum sj_status sj_frontier_root(struct sj_frontier *frontier, struct sj_hash *root,
                                struct sj_error *error)
{
    struct sj_merkle_source source = {.node = edge_node, .context = frontier};
    return sj_merkle_root(&source, frontier->size, root, error);
}
