#include "trust/frontier.h"

#include "base/encoding.h"
#include "trust/lines.h"

#include <inttypes.h>

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

/* The tree of `size` leaves has a complete subtree on its right edge for every bit of the size. */
void sj_frontier_encode(const struct sj_frontier *frontier, struct sj_buffer *text)
{
    sj_buffer_printf(text, "%" PRIu64 "\n", frontier->size);
    for (int level = SJ_FRONTIER_LEVELS - 1; level >= 0; level--) {
        if ((frontier->size >> level & 1) == 0)
            continue;
        sj_base64_append(text, SJ_BYTES(frontier->hashes[level].bytes, SJ_HASH));
        sj_buffer_add_char(text, '\n');
    }
}

bool sj_frontier_decode(struct sj_bytes text, struct sj_frontier *frontier)
{
    struct sj_bytes line;
    *frontier = (struct sj_frontier){0};
    if (!sj_line_take(&text, &line) || !sj_line_number(line, &frontier->size))
        return false;
    for (int level = SJ_FRONTIER_LEVELS - 1; level >= 0; level--) {
        if ((frontier->size >> level & 1) == 0)
            continue;
        if (!sj_line_take(&text, &line) ||
            !sj_line_base64(line, frontier->hashes[level].bytes, SJ_HASH))
            return false;
        frontier->indices[level] = (frontier->size >> level) - 1;
    }
    return text.len == 0;
}
