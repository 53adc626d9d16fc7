/* A slice of bytes that somebody else owns, and a buffer that grows. */
#ifndef SHANGJI_BASE_BYTES_H
#define SHANGJI_BASE_BYTES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Never owns. Text is a slice too: UTF-8, not terminated. */
struct sj_bytes {
    const uint8_t *data;
    size_t len;
};

#define SJ_BYTES(pointer, length) ((struct sj_bytes){(const uint8_t *)(pointer), (length)})
#define SJ_LITERAL(text) SJ_BYTES(text, sizeof(text) - 1)

struct sj_bytes sj_bytes_of(const char *text); /* of a terminated string; NULL is empty */
bool sj_bytes_equal(struct sj_bytes a, struct sj_bytes b);
int sj_bytes_compare(struct sj_bytes a, struct sj_bytes b); /* by bytes, the shorter first */
bool sj_bytes_starts(struct sj_bytes bytes, struct sj_bytes prefix);
bool sj_bytes_ends(struct sj_bytes bytes, struct sj_bytes suffix);
/* [start, end), clipped to the slice. */
struct sj_bytes sj_bytes_slice(struct sj_bytes bytes, size_t start, size_t end);
/* Place of the first `needle` at or after `from`; SIZE_MAX if none. */
size_t sj_bytes_find(struct sj_bytes bytes, struct sj_bytes needle, size_t from);
struct sj_bytes sj_bytes_trim(struct sj_bytes bytes); /* blanks, tabs, line ends, U+3000 */

/* Grows on the heap up to `limit`; after a failed append `failed` stays set and further
 * appends do nothing, so that it is checked once at the end. Always terminated by a NUL that
 * is not counted. Init with {.limit = n}; limit 0 = 64 MiB. */
struct sj_buffer {
    uint8_t *data;
    size_t len, capacity, limit;
    bool failed;
};

void sj_buffer_add(struct sj_buffer *buffer, const void *data, size_t len);
void sj_buffer_add_bytes(struct sj_buffer *buffer, struct sj_bytes bytes);
void sj_buffer_add_text(struct sj_buffer *buffer, const char *text);
void sj_buffer_add_char(struct sj_buffer *buffer, char c);
void sj_buffer_printf(struct sj_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct sj_bytes sj_buffer_bytes(const struct sj_buffer *buffer);
const char *sj_buffer_text(const struct sj_buffer *buffer); /* "" when empty, never NULL */
void sj_buffer_clear(struct sj_buffer *buffer);             /* frees; ready for use again */

#endif
