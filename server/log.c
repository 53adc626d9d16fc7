#include "server/log.h"

#include "base/period.h"
#include "base/text.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static atomic_bool log_enabled;

enum { LINE = 1400 };

void sj_log_enable(bool enabled)
{
    atomic_store(&log_enabled, enabled);
}

void sj_log(const char *event, const char *format, ...)
{
    char line[LINE], now[SJ_TIME_TEXT];
    if (!atomic_load(&log_enabled))
        return;
    va_list list;
    va_start(list, format);
    int len = snprintf(line, sizeof line, "time=%s event=%s%s",
                       sj_time_format((int64_t)time(NULL), now), event, format[0] ? " " : "");
    int more = vsnprintf(line + len, sizeof line - (size_t)len - 1, format, list);
    va_end(list);
    len += more > 0 ? more : 0;
    if ((size_t)len > sizeof line - 2)
        len = sizeof line - 2;
    line[len++] = '\n';
    /* A log that cannot be written is no reason to refuse reports. */
    ssize_t written = write(STDERR_FILENO, line, (size_t)len);
    (void)written;
}

const char *sj_log_text(const char *text, char buffer[static SJ_LOG_TEXT])
{
    /* Room for an escaped character, the quote and the NUL must be left at each step. */
    struct sj_bytes bytes = sj_utf8_prefix(sj_bytes_of(text), SJ_LOG_TEXT / 2);
    size_t len = 0;
    buffer[len++] = '"';
    for (size_t i = 0; i < bytes.len && len + 6 < SJ_LOG_TEXT; i++) {
        uint8_t c = bytes.data[i];
        if (c == '"' || c == '\\')
            buffer[len++] = '\\';
        if (c < 0x20 || c == 0x7F)
            len += (size_t)snprintf(buffer + len, 5, "\\x%02x", c);
        else
            buffer[len++] = (char)c;
    }
    buffer[len++] = '"';
    buffer[len] = 0;
    return buffer;
}
