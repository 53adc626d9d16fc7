#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024, ALIGNMENT = alignof(max_align_t) };

struct sj_arena_block {
    struct sj_arena_block *next;
    size_t used_bytes, capacity_bytes;
    alignas(max_align_t) uint8_t data[];
};

void sj_arena_init(struct sj_arena *arena, size_t limit_bytes)
{
    *arena = (struct sj_arena){.limit_bytes = limit_bytes};
}

void sj_arena_clear(struct sj_arena *arena)
{
    if (!arena)
        return;
    struct sj_arena_block *block = arena->blocks;
    while (block) {
        struct sj_arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena->blocks = NULL;
    arena->used_bytes = 0;
}

static struct sj_arena_block *block_new(struct sj_arena *arena, size_t size_bytes)
{
    /* No larger than what the arena may still give, so that a small limit costs little. */
    size_t left = arena->limit_bytes - arena->used_bytes;
    size_t capacity = left < BLOCK_BYTES ? left : BLOCK_BYTES;
    if (capacity < size_bytes)
        capacity = size_bytes;
    if (capacity > SIZE_MAX - sizeof(struct sj_arena_block))
        return NULL;
    struct sj_arena_block *block = calloc(1, sizeof(*block) + capacity);
    if (!block)
        return NULL;
    block->capacity_bytes = capacity;
    /* What does not fit a common block gets its own behind the first, whose rest stays in use. */
    if (arena->blocks && size_bytes > BLOCK_BYTES / 4) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

void *sj_arena_alloc(struct sj_arena *arena, size_t size_bytes)
{
    if (size_bytes > SIZE_MAX - ALIGNMENT)
        return NULL;
    /* Even nothing takes a place: NULL means refusal and nothing else. */
    size_t size = size_bytes ? (size_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
    if (size > arena->limit_bytes - arena->used_bytes)
        return NULL;
    struct sj_arena_block *block = arena->blocks;
    if (!block || block->capacity_bytes - block->used_bytes < size) {
        block = block_new(arena, size);
        if (!block)
            return NULL;
    }
    void *place = block->data + block->used_bytes;
    block->used_bytes += size;
    arena->used_bytes += size;
    return place;
}

void *sj_arena_array(struct sj_arena *arena, size_t count, size_t size_bytes)
{
    size_t total;
    if (__builtin_mul_overflow(count, size_bytes, &total))
        return NULL;
    return sj_arena_alloc(arena, total);
}

char *sj_arena_text(struct sj_arena *arena, struct sj_bytes bytes)
{
    if (bytes.len == SIZE_MAX)
        return NULL;
    char *text = sj_arena_alloc(arena, bytes.len + 1);
    if (text && bytes.len)
        memcpy(text, bytes.data, bytes.len);
    return text;
}

char *sj_arena_printf(struct sj_arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (len < 0)
        return NULL;
    char *text = sj_arena_alloc(arena, (size_t)len + 1);
    if (!text)
        return NULL;
    va_start(list, format);
    vsnprintf(text, (size_t)len + 1, format, list);
    va_end(list);
    return text;
}

struct sj_bytes sj_arena_copy(struct sj_arena *arena, struct sj_bytes bytes)
{
    uint8_t *data = sj_arena_alloc(arena, bytes.len);
    if (!data)
        return SJ_BYTES(NULL, 0);
    if (bytes.len)
        memcpy(data, bytes.data, bytes.len);
    return SJ_BYTES(data, bytes.len);
}
