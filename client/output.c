#include "client/output.h"

#include "base/i18n.h"
#include "rpc/json.h"

#include <errno.h>
#include <string.h>

static const char *const names[] = {
    [SJ_FORMAT_TABLE] = "table", [SJ_FORMAT_MARKED] = "marked", [SJ_FORMAT_JSON] = "json",
    [SJ_FORMAT_JSONL] = "jsonl", [SJ_FORMAT_CSV] = "csv",       [SJ_FORMAT_XLSX] = "xlsx",
};
enum { NAME_COUNT = sizeof(names) / sizeof(names[0]) };

enum sj_status sj_format_parse(const char *text, unsigned allowed, enum sj_format *format,
                               struct sj_error *error)
{
    char list[64] = "";
    for (unsigned i = 0; i < NAME_COUNT; i++) {
        if (!(allowed & 1U << i))
            continue;
        if (strcmp(text, names[i]) == 0) {
            *format = (enum sj_format)i;
            return SJ_OK;
        }
        size_t len = strlen(list);
        snprintf(list + len, sizeof(list) - len, "%s%s", len ? ", " : "", names[i]);
    }
    return sj_error_set(error, SJ_USAGE, "BAD_FORMAT",
                        _("there is no format '%s' here; choose: %s"), text, list);
}

enum sj_status sj_print_json(const ProtobufCMessage *message, FILE *out, struct sj_error *error)
{
    struct sj_buffer text = {.limit = 0};
    enum sj_status status = sj_json_print(message, SJ_JSON_INDENTED, &text, error);
    if (status == SJ_OK) {
        sj_buffer_add_char(&text, '\n');
        if (fwrite(text.data, 1, text.len, out) != text.len)
            status =
                sj_error_set(error, SJ_IO, NULL, _("cannot write the answer: %s"), strerror(errno));
    }
    sj_buffer_clear(&text);
    return status;
}
