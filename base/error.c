#include "base/error.h"

#include "base/i18n.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

int sj_status_grpc(enum sj_status status)
{
    switch (status) {
#define STATUS_GRPC(name, grpc, exit, text)                                                        \
    case name:                                                                                     \
        return grpc;
        SJ_STATUS_LIST(STATUS_GRPC)
#undef STATUS_GRPC
    }
    return sj_status_grpc(SJ_UNKNOWN);
}

const char *sj_status_grpc_name(enum sj_status status)
{
    static const char *const names[] = {
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED",
    };
    return names[sj_status_grpc(status)];
}

int sj_status_exit(enum sj_status status)
{
    switch (status) {
#define STATUS_EXIT(name, grpc, exit, text)                                                        \
    case name:                                                                                     \
        return exit;
        SJ_STATUS_LIST(STATUS_EXIT)
#undef STATUS_EXIT
    }
    return sj_status_exit(SJ_UNKNOWN);
}

const char *sj_status_text(enum sj_status status)
{
    switch (status) {
#define STATUS_TEXT(name, grpc, exit, text)                                                        \
    case name:                                                                                     \
        return _(text);
        SJ_STATUS_LIST(STATUS_TEXT)
#undef STATUS_TEXT
    }
    return sj_status_text(SJ_UNKNOWN);
}

/* Where several statuses share a code, the other one is meant by a caller far away: these tell
 * of the own command line, draft, files and memory. */
static bool is_local(enum sj_status status)
{
    return status == SJ_UNRESOLVED || status == SJ_USAGE || status == SJ_IO ||
           status == SJ_NO_MEMORY;
}

enum sj_status sj_status_of_grpc(int code)
{
#define STATUS_OF(name, grpc, exit, text)                                                          \
    if (code == (grpc) && !is_local(name))                                                         \
        return name;
    SJ_STATUS_LIST(STATUS_OF)
#undef STATUS_OF
    return SJ_UNKNOWN;
}

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
}

/* Puts `text` into `out` as one line of UTF-8, cut between characters: messages quote file
 * names and words of documents, which may hold anything. */
static void put_line(char *out, size_t capacity, struct sj_bytes text)
{
    size_t at = 0, len = 0;
    for (;;) {
        size_t start = at;
        uint32_t c = sj_utf8_next(text, &at);
        if (c == UINT32_MAX)
            break;
        char encoded[4] = {' '};
        size_t size = is_control(c) ? 1 : sj_utf8_encode(c, encoded);
        if (size > 1 && at - start == 1) { /* not UTF-8 */
            encoded[0] = '?';
            size = 1;
        }
        if (len + size >= capacity)
            break;
        memcpy(out + len, encoded, size);
        len += size;
    }
    out[len] = 0;
}

/* The longest message, the rest of a character that its end may cut, and the NUL. */
enum { MESSAGE = sizeof(((struct sj_error *)0)->message) - 1, SCRATCH = MESSAGE + 3 + 1 };

static struct sj_bytes print(char scratch[static SCRATCH], const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));

static struct sj_bytes print(char scratch[static SCRATCH], const char *format, va_list list)
{
    if (vsnprintf(scratch, SCRATCH, format, list) < 0)
        scratch[0] = 0;
    return sj_utf8_prefix(sj_bytes_of(scratch), MESSAGE);
}

enum sj_status sj_error_set(struct sj_error *error, enum sj_status status, const char *reason,
                            const char *format, ...)
{
    if (!error)
        return status;
    /* Made aside: the arguments may point into the old error. */
    struct sj_error made = {.status = status};
    char scratch[SCRATCH];
    va_list list;
    va_start(list, format);
    put_line(made.message, sizeof(made.message), print(scratch, format, list));
    va_end(list);
    put_line(made.reason, sizeof(made.reason), sj_bytes_of(reason));
    *error = made;
    return status;
}

enum sj_status sj_error_at(struct sj_error *error, const char *format, ...)
{
    if (!error)
        return SJ_UNKNOWN;
    char scratch[SCRATCH];
    va_list list;
    va_start(list, format);
    put_line(error->field, sizeof(error->field), print(scratch, format, list));
    va_end(list);
    return error->status;
}

enum sj_status sj_error_in(struct sj_error *error, const char *format, ...)
{
    if (!error)
        return SJ_UNKNOWN;
    char scratch[SCRATCH], whole[2 * SCRATCH];
    va_list list;
    va_start(list, format);
    struct sj_bytes context = print(scratch, format, list);
    va_end(list);
    int len = snprintf(whole, sizeof(whole), "%.*s: %s", (int)context.len, scratch, error->message);
    put_line(error->message, sizeof(error->message), SJ_BYTES(whole, len > 0 ? (size_t)len : 0));
    return error->status;
}
