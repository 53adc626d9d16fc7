/* All that is made for one call lives in that call's arena and dies with it. The arena has a
 * ceiling, so that hostile input meets a refusal and not an empty machine. Not thread-safe:
 * one arena, one call. */
#ifndef SHANGJI_BASE_ARENA_H
#define SHANGJI_BASE_ARENA_H

#include "base/bytes.h"

struct sj_arena_block;

struct sj_arena {
    struct sj_arena_block *blocks;
    size_t used_bytes, limit_bytes;
};

void sj_arena_init(struct sj_arena *arena, size_t limit_bytes);
void sj_arena_clear(struct sj_arena *arena); /* frees all; ready for use again */
/* Aligned for any type and zeroed; NULL above the limit or when the machine has no more. */
void *sj_arena_alloc(struct sj_arena *arena, size_t size_bytes);
void *sj_arena_array(struct sj_arena *arena, size_t count, size_t size_bytes); /* checks overflow */
char *sj_arena_text(struct sj_arena *arena, struct sj_bytes bytes); /* a terminated copy */
char *sj_arena_printf(struct sj_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct sj_bytes sj_arena_copy(struct sj_arena *arena,
                              struct sj_bytes bytes); /* data NULL: no room */

#endif
