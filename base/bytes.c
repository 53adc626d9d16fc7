#include "base/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sj_bytes sj_bytes_of(const char *text)
{
    return text ? SJ_BYTES(text, strlen(text)) : SJ_BYTES(NULL, 0);
}

/* An empty slice may have no address, and memcmp takes none even for a length of 0. */
static bool same(const uint8_t *a, const uint8_t *b, size_t len)
{
    return len == 0 || memcmp(a, b, len) == 0;
}

bool sj_bytes_equal(struct sj_bytes a, struct sj_bytes b)
{
    return a.len == b.len && same(a.data, b.data, a.len);
}

int sj_bytes_compare(struct sj_bytes a, struct sj_bytes b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.data, b.data, common) : 0;
    if (order == 0)
        return (a.len > b.len) - (a.len < b.len);
    return order < 0 ? -1 : 1;
}

bool sj_bytes_starts(struct sj_bytes bytes, struct sj_bytes prefix)
{
    return prefix.len <= bytes.len && same(bytes.data, prefix.data, prefix.len);
}

bool sj_bytes_ends(struct sj_bytes bytes, struct sj_bytes suffix)
{
    return suffix.len <= bytes.len &&
           sj_bytes_equal(sj_bytes_slice(bytes, bytes.len - suffix.len, bytes.len), suffix);
}

struct sj_bytes sj_bytes_slice(struct sj_bytes bytes, size_t start, size_t end)
{
    if (!bytes.data)
        return SJ_BYTES(NULL, 0);
    if (end > bytes.len)
        end = bytes.len;
    if (start > end)
        start = end;
    return SJ_BYTES(bytes.data + start, end - start);
}

size_t sj_bytes_find(struct sj_bytes bytes, struct sj_bytes needle, size_t from)
{
    if (from > bytes.len)
        return SIZE_MAX;
    if (needle.len == 0)
        return from;
    if (needle.len > bytes.len - from)
        return SIZE_MAX;
    /* One byte is looked for with memchr: under sanitizers memmem walks the whole rest each time,
     * and a file split into lines would cost the square of its size. */
    const uint8_t *start = bytes.data + from, *place;
    if (needle.len == 1)
        place = memchr(start, needle.data[0], bytes.len - from);
    else
        place = memmem(start, bytes.len - from, needle.data, needle.len);
    return place ? (size_t)(place - bytes.data) : SIZE_MAX;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct sj_bytes sj_bytes_trim(struct sj_bytes bytes)
{
    const struct sj_bytes wide = SJ_LITERAL("\xE3\x80\x80"); /* U+3000 */
    for (;;) {
        if (bytes.len && is_blank(bytes.data[0]))
            bytes = sj_bytes_slice(bytes, 1, bytes.len);
        else if (sj_bytes_starts(bytes, wide))
            bytes = sj_bytes_slice(bytes, wide.len, bytes.len);
        else
            break;
    }
    for (;;) {
        if (bytes.len && is_blank(bytes.data[bytes.len - 1]))
            bytes.len--;
        else if (sj_bytes_ends(bytes, wide))
            bytes.len -= wide.len;
        else
            break;
    }
    return bytes;
}

enum { BUFFER_FIRST_BYTES = 256, BUFFER_LIMIT_BYTES = 64 * 1024 * 1024 };

/* Makes room for `len` more bytes and the NUL. */
static bool buffer_reserve(struct sj_buffer *buffer, size_t len)
{
    size_t limit = buffer->limit ? buffer->limit : BUFFER_LIMIT_BYTES;
    if (buffer->failed)
        return false;
    buffer->failed = true;
    if (len > limit || buffer->len > limit - len || buffer->len + len == SIZE_MAX)
        return false;
    size_t needed = buffer->len + len + 1;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_FIRST_BYTES;
        while (capacity < needed)
            capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
        uint8_t *data = realloc(buffer->data, capacity);
        if (!data)
            return false;
        buffer->data = data;
        buffer->capacity = capacity;
    }
    buffer->failed = false;
    return true;
}

void sj_buffer_add(struct sj_buffer *buffer, const void *data, size_t len)
{
    if (!buffer_reserve(buffer, len))
        return;
    if (len)
        memcpy(buffer->data + buffer->len, data, len);
    buffer->len += len;
    buffer->data[buffer->len] = 0;
}

void sj_buffer_add_bytes(struct sj_buffer *buffer, struct sj_bytes bytes)
{
    sj_buffer_add(buffer, bytes.data, bytes.len);
}

void sj_buffer_add_text(struct sj_buffer *buffer, const char *text)
{
    sj_buffer_add_bytes(buffer, sj_bytes_of(text));
}

void sj_buffer_add_char(struct sj_buffer *buffer, char c)
{
    sj_buffer_add(buffer, &c, 1);
}

void sj_buffer_printf(struct sj_buffer *buffer, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (len < 0) {
        buffer->failed = true;
        return;
    }
    if (!buffer_reserve(buffer, (size_t)len))
        return;
    va_start(list, format);
    vsnprintf((char *)buffer->data + buffer->len, (size_t)len + 1, format, list);
    va_end(list);
    buffer->len += (size_t)len;
}

struct sj_bytes sj_buffer_bytes(const struct sj_buffer *buffer)
{
    return SJ_BYTES(buffer->data, buffer->len);
}

const char *sj_buffer_text(const struct sj_buffer *buffer)
{
    return buffer->data ? (const char *)buffer->data : "";
}

void sj_buffer_clear(struct sj_buffer *buffer)
{
    if (!buffer)
        return;
    free(buffer->data);
    *buffer = (struct sj_buffer){.limit = buffer->limit};
}
