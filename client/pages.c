#include "client/pages.h"

#include "base/i18n.h"
#include "proto/pb.h"

#include <stdint.h>
#include <string.h>

enum { PAGES_MAX = 100000 };

static void *field_at(ProtobufCMessage *message, unsigned offset)
{
    return (char *)message + offset;
}

/* Where a message keeps a token. Every message that is given has the field. */
static char **token_of(ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field_at(message, field->offset);
}

/* Whether both are of one state of the ledger, where the answer says which. */
static bool of_one_ledger(ProtobufCMessage *a, ProtobufCMessage *b)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(a->descriptor, "ledger_size");
    return field == NULL || *(const uint64_t *)field_at(a, field->offset) ==
                                *(const uint64_t *)field_at(b, field->offset);
}

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the answer"));
}

/* Messages only: the pages of what else repeats would be no use. */
static enum sj_status append(ProtobufCMessage *whole, ProtobufCMessage *page,
                             const ProtobufCFieldDescriptor *field, struct sj_arena *arena,
                             struct sj_error *error)
{
    size_t *count = field_at(whole, field->quantifier_offset);
    const size_t *more = field_at(page, field->quantifier_offset);
    void ***items = field_at(whole, field->offset);
    void *const *const *further = field_at(page, field->offset);
    if (*more == 0)
        return SJ_OK;
    void **all = (void **)sj_arena_array(arena, *count + *more, sizeof *all);
    if (all == NULL)
        return no_memory(error);
    if (*count > 0)
        memcpy((void *)all, (const void *)*items, *count * sizeof *all);
    memcpy((void *)&all[*count], (const void *)*further, *more * sizeof *all);
    *items = all;
    *count += *more;
    return SJ_OK;
}

enum sj_status sj_pages_add(ProtobufCMessage **whole, ProtobufCMessage *page,
                            struct sj_arena *arena, char **next, struct sj_error *error)
{
    static char none[] = "";
    const ProtobufCMessageDescriptor *descriptor = page->descriptor;
    char **token = token_of(page, "next_page_token");
    enum sj_status status = SJ_OK;
    *next = *token;
    *token = none;
    if (*whole == NULL) {
        *whole = page;
        return SJ_OK;
    }
    if (!of_one_ledger(*whole, page))
        return sj_error_set(error, SJ_ABORTED, "LEDGER_GROWS",
                            _("reports came in while the pages were fetched; ask again"));
    for (unsigned i = 0; status == SJ_OK && i < descriptor->n_fields; i++)
        if (descriptor->fields[i].label == PROTOBUF_C_LABEL_REPEATED &&
            descriptor->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            status = append(*whole, page, &descriptor->fields[i], arena, error);
    return status;
}

/* One page more. */
static enum sj_status turn(struct sj_link *link, const char *path, ProtobufCMessage *request,
                           struct sj_arena *arena, ProtobufCMessage **whole, char **next,
                           struct sj_error *error)
{
    ProtobufCMessage *page;
    enum sj_status status = sj_link_call(link, path, request, arena, &page, error);
    if (status == SJ_OK)
        status = sj_pages_add(whole, page, arena, next, error);
    if (status == SJ_OK)
        *token_of(request, "page_token") = *next;
    return status;
}

static enum sj_status endless(struct sj_error *error)
{
    return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_PAGES", _("the answer does not end"));
}

enum sj_status sj_link_pages(struct sj_link *link, const char *path, ProtobufCMessage *request,
                             struct sj_arena *arena, ProtobufCMessage **whole,
                             struct sj_error *error)
{
    char *next;
    *whole = NULL;
    for (int pages = 0; pages < PAGES_MAX; pages++) {
        enum sj_status status = turn(link, path, request, arena, whole, &next, error);
        if (status != SJ_OK || next[0] == '\0')
            return status;
    }
    return endless(error);
}

enum sj_status sj_link_roll(struct sj_link *link, bool with_reports, struct sj_arena *arena,
                            Shangji__V1__GetRollReply **roll, struct sj_error *error)
{
    char *next;
    ProtobufCMessage *whole = NULL;
    Shangji__V1__GetRollRequest request;
    shangji__v1__get_roll_request__init(&request);
    for (int pages = 0; pages < PAGES_MAX; pages++) {
        enum sj_status status =
            turn(link, "/shangji.v1.Ledger/GetRoll", &request.base, arena, &whole, &next, error);
        if (status != SJ_OK)
            return status;
        *roll = (Shangji__V1__GetRollReply *)whole;
        /* Townships come first: the first report says that there are no more of them. */
        if (next[0] == '\0' || (!with_reports && (*roll)->n_reports > 0))
            return SJ_OK;
    }
    return endless(error);
}
