#include "projection/reply.h"

#include "base/i18n.h"

enum sj_status sj_reply_no_room(struct sj_error *error)
{
    return sj_error_set(error, SJ_EXHAUSTED, "REPLY_TOO_LARGE",
                        _("the answer does not fit into the memory of a call; ask for less"));
}

bool sj_reply_text(struct sj_arena *arena, const char *text, char **field)
{
    if (!text || !text[0])
        return true;
    char *copy = sj_arena_text(arena, sj_bytes_of(text));
    if (copy)
        *field = copy;
    return copy != NULL;
}

bool sj_reply_fixed(struct sj_arena *arena, int64_t fixed, char **field)
{
    char text[SJ_DECIMAL_TEXT];
    return sj_reply_text(arena, sj_decimal_format(sj_decimal_of_fixed(fixed), text), field);
}

bool sj_reply_bytes(struct sj_arena *arena, struct sj_bytes bytes, ProtobufCBinaryData *field)
{
    *field = sj_pb_binary(arena, bytes);
    return field->data != NULL;
}

enum sj_status sj_request_period(const char *text, struct sj_period *period, struct sj_error *error)
{
    if (sj_period_parse(sj_bytes_of(text), period))
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "PERIOD",
                 _("\"%s\" is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"), text);
    return sj_error_at(error, "period");
}
