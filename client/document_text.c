#include "client/document.h"

#include "base/i18n.h"
#include "base/text.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

/* GB18030 does not begin with so many characters of three bytes by accident: such a file is UTF-8
 * with a broken place, and to read it as GB18030 would make nonsense of it. */
enum { SURELY_UTF8 = 8 };

static size_t line_of(struct sj_bytes bytes, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset && i < bytes.len; i++)
        line += bytes.data[i] == '\n';
    return line;
}

static enum sj_status not_text(struct sj_bytes bytes, size_t offset, const char *what,
                               struct sj_error *error)
{
    return sj_error_set(error, SJ_INVALID, "ENCODING",
                        _("line %zu, byte %zu: %s; save it as plain text in UTF-8"),
                        line_of(bytes, offset), offset, what);
}

/* Offset of the first byte that is not UTF-8, or the length; *wide counts the characters of
 * several bytes before it. */
static size_t utf8_prefix_len(struct sj_bytes bytes, size_t *wide)
{
    *wide = 0;
    for (size_t at = 0; at < bytes.len;) {
        size_t start = at;
        uint32_t c = sj_utf8_next(bytes, &at);
        if (c == 0xFFFD && at - start == 1)
            return start;
        *wide += at - start > 2;
    }
    return bytes.len;
}

static enum sj_status gb18030_decode(struct sj_bytes bytes, struct sj_arena *arena,
                                     struct sj_bytes *text, struct sj_error *error)
{
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    size_t room = bytes.len * 2 + 4; /* two bytes become three, four at most four */
    char *out = sj_arena_alloc(arena, room), *to = out;
    size_t in_left = bytes.len, out_left = room, converted;
    enum sj_status status = SJ_OK;
    /* iconv takes char ** and does not write through it. */
    union {
        const uint8_t *read;
        char *given;
    } from = {.read = bytes.data};
    if (converter == (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr) */
        return sj_error_set(error, SJ_INTERNAL, "ICONV", _("this system cannot convert GB18030"));
    if (out == NULL) {
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory to convert the text"));
        goto done;
    }
    converted = iconv(converter, &from.given, &in_left, &to, &out_left);
    if (converted == (size_t)-1) {
        status = not_text(bytes, bytes.len - in_left, _("neither UTF-8 nor GB18030"), error);
        goto done;
    }
    *text = SJ_BYTES(out, (size_t)(to - out));
done:
    iconv_close(converter);
    return status;
}

enum sj_status sj_text_decode(struct sj_bytes bytes, struct sj_arena *arena, struct sj_bytes *text,
                              enum sj_encoding *encoding, struct sj_error *error)
{
    size_t wide, valid;
    const uint8_t *nul = bytes.len > 0 ? memchr(bytes.data, 0, bytes.len) : NULL;
    bool bom = sj_bytes_starts(bytes, SJ_LITERAL("\xEF\xBB\xBF"));
    if (sj_bytes_starts(bytes, SJ_LITERAL("\xFF\xFE")) ||
        sj_bytes_starts(bytes, SJ_LITERAL("\xFE\xFF")))
        return not_text(bytes, 0, _("this is UTF-16 (“Unicode”)"), error);
    if (nul != NULL)
        return not_text(bytes, (size_t)(nul - bytes.data), _("a NUL: this is no text file"), error);
    *encoding = SJ_ENCODING_UTF8;
    *text = sj_bytes_slice(bytes, bom ? 3 : 0, bytes.len);
    valid = utf8_prefix_len(bytes, &wide);
    if (valid == bytes.len)
        return SJ_OK;
    if (bom || wide >= SURELY_UTF8)
        return not_text(bytes, valid, _("broken UTF-8"), error);
    *encoding = SJ_ENCODING_GB18030;
    return gb18030_decode(bytes, arena, text, error);
}

static bool is_refused(uint32_t c)
{
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    return (c >= 0x7F && c < 0xA0) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

enum sj_status sj_text_clean(struct sj_bytes text, struct sj_arena *arena, struct sj_bytes *clean,
                             struct sj_error *error)
{
    for (size_t at = 0, start = 0; at < text.len; start = at) {
        uint32_t c = sj_utf8_next(text, &at);
        if (is_refused(c))
            return sj_error_set(error, SJ_INVALID, "CONTROL_CHARACTER",
                                _("line %zu: the control character U+%04X; delete it"),
                                line_of(text, start), (unsigned)c);
    }
    *clean = text;
    if (text.len == 0 || memchr(text.data, '\r', text.len) == NULL)
        return SJ_OK;
    uint8_t *out = sj_arena_alloc(arena, text.len);
    size_t len = 0;
    if (out == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the text"));
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\r' && i + 1 < text.len && text.data[i + 1] == '\n')
            continue;
        out[len++] = text.data[i] == '\r' ? '\n' : text.data[i];
    }
    *clean = SJ_BYTES(out, len);
    return SJ_OK;
}
