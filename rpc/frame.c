#include "rpc/frame.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "proto/pb.h"

#include <string.h>

enum { RESPONSE_TAG = 4 << 3 | 2, CODE_MAX = 16 };

static bool key_valid(struct sj_bytes key)
{
    for (size_t i = 0; i < key.len; i++) {
        uint8_t c = key.data[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && c != '_' && c != '.' && c != '-')
            return false;
    }
    return key.len > 0 && !sj_bytes_starts(key, SJ_LITERAL("grpc-"));
}

/* A value of at most SJ_METADATA_MAX_BYTES. */
static bool value_valid(struct sj_bytes key, struct sj_bytes value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.data[i] < 0x20 || value.data[i] > 0x7E)
            return false;
    uint8_t decoded[SJ_METADATA_MAX_BYTES];
    size_t len = 0;
    return !sj_bytes_ends(key, SJ_LITERAL("-bin")) ||
           sj_base64_decode(value, decoded, sizeof decoded, &len);
}

enum sj_status sj_metadata_check(Shangji__Rpc__V1__Metadata *const *metadata, size_t count,
                                 struct sj_error *error)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        struct sj_bytes key = sj_bytes_of(metadata[i]->key);
        struct sj_bytes value = sj_bytes_of(metadata[i]->value);
        total += key.len + value.len;
        if (total > SJ_METADATA_MAX_BYTES)
            return sj_error_set(error, SJ_INVALID, "METADATA",
                                _("the metadata are over %d bytes together"),
                                SJ_METADATA_MAX_BYTES);
        if (!key_valid(key)) {
            sj_error_set(error, SJ_INVALID, "METADATA",
                         _("a metadata key holds [0-9a-z_.-] and does not begin with grpc-"));
            sj_error_at(error, "metadata[%zu].key", i);
            return SJ_INVALID;
        }
        if (!value_valid(key, value)) {
            sj_error_set(error, SJ_INVALID, "METADATA",
                         _("the value of metadata %s is not of printable ASCII characters, or "
                           "not base64 as its key says"),
                         metadata[i]->key);
            sj_error_at(error, "metadata[%zu].value", i);
            return SJ_INVALID;
        }
    }
    return SJ_OK;
}

enum sj_status sj_frame_decode_call(struct sj_bytes bytes, struct sj_arena *arena,
                                    Shangji__Rpc__V1__CallFrame **frame, struct sj_error *error)
{
    ProtobufCMessage *message = NULL;
    enum sj_status status = sj_pb_unpack(&shangji__rpc__v1__call_frame__descriptor, bytes, arena,
                                         _("call frame"), &message, error);
    *frame = (Shangji__Rpc__V1__CallFrame *)message;
    if (status != SJ_OK)
        return status;
    return sj_metadata_check((*frame)->metadata, (*frame)->n_metadata, error);
}

enum sj_status sj_frame_decode_reply(struct sj_bytes bytes, struct sj_arena *arena,
                                     Shangji__Rpc__V1__ReplyFrame **frame, struct sj_error *error)
{
    ProtobufCMessage *message = NULL;
    enum sj_status status = sj_pb_unpack(&shangji__rpc__v1__reply_frame__descriptor, bytes, arena,
                                         _("reply frame"), &message, error);
    *frame = (Shangji__Rpc__V1__ReplyFrame *)message;
    if (status != SJ_OK)
        return status;
    if ((*frame)->code > CODE_MAX)
        return sj_error_set(error, SJ_INVALID, "MALFORMED", _("reply frame: no status code: %u"),
                            (unsigned)(*frame)->code);
    return sj_metadata_check((*frame)->metadata, (*frame)->n_metadata, error);
}

static size_t varint_size(size_t value)
{
    size_t size = 1;
    while (value >>= 7)
        size++;
    return size;
}

size_t sj_frame_reply_size(const ProtobufCMessage *reply)
{
    size_t size = protobuf_c_message_get_packed_size(reply);
    return 1 + varint_size(size) + size;
}

void sj_frame_reply_write(const ProtobufCMessage *reply, uint8_t *bytes)
{
    size_t size = protobuf_c_message_get_packed_size(reply);
    *bytes++ = RESPONSE_TAG;
    for (; size >= 0x80; size >>= 7)
        *bytes++ = (uint8_t)(size | 0x80);
    *bytes++ = (uint8_t)size;
    protobuf_c_message_pack(reply, bytes);
}

enum sj_status sj_frame_failure(const Shangji__Rpc__V1__ReplyFrame *frame, struct sj_error *error)
{
    enum sj_status status = sj_status_of_grpc((int)frame->code);
    const Shangji__Rpc__V1__Detail *detail = frame->n_details > 0 ? frame->details[0] : NULL;
    if (status == SJ_OK)
        status = SJ_UNKNOWN;
    sj_error_set(error, status, detail != NULL ? detail->reason : "", "%s",
                 frame->message[0] != '\0' ? frame->message : sj_status_text(status));
    if (detail != NULL)
        sj_error_at(error, "%s", detail->field);
    return status;
}
