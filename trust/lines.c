#include "trust/lines.h"

#include "base/encoding.h"

#include <string.h>

bool sj_line_take(struct sj_bytes *rest, struct sj_bytes *line)
{
    size_t end = sj_bytes_find(*rest, SJ_LITERAL("\n"), 0);
    if (end == SIZE_MAX)
        return false;
    *line = sj_bytes_slice(*rest, 0, end);
    *rest = sj_bytes_slice(*rest, end + 1, rest->len);
    return true;
}

bool sj_line_field(struct sj_bytes *rest, const char *name, struct sj_bytes *value)
{
    struct sj_bytes after = *rest, line;
    size_t name_len = strlen(name);
    if (!sj_line_take(&after, &line) || line.len <= name_len || line.data[name_len] != ' ' ||
        !sj_bytes_starts(line, sj_bytes_of(name)))
        return false;
    *value = sj_bytes_slice(line, name_len + 1, line.len);
    *rest = after;
    return true;
}

bool sj_line_number(struct sj_bytes text, uint64_t *number)
{
    uint64_t value = 0;
    if (text.len == 0 || (text.len > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t digit = text.data[i];
        if (digit < '0' || digit > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(digit - '0'), &value))
            return false;
    }
    *number = value;
    return true;
}

bool sj_line_base64(struct sj_bytes text, uint8_t *data, size_t len)
{
    size_t decoded;
    return text.len == SJ_BASE64_LEN(len) && sj_base64_decode(text, data, len, &decoded) &&
           decoded == len;
}

bool sj_line_base64_len(struct sj_bytes text, size_t *len)
{
    uint8_t group[3];
    size_t decoded = sizeof(group), total = 0;
    for (size_t at = 0; at < text.len; at += 4) {
        /* Only the last group may be short, so a short one before it is padding in the middle. */
        if (decoded < sizeof(group) ||
            !sj_base64_decode(sj_bytes_slice(text, at, at + 4), group, sizeof(group), &decoded))
            return false;
        total += decoded;
    }
    *len = total;
    return true;
}
