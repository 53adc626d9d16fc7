#include "rpc/connection.h"
#include "rpc/frame.h"

#include "base/i18n.h"
#include "proto/pb.h"

#include "rpc/channel.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PAUSE_FIRST_MS = 100,
    PAUSE_MAX_MS = 5000,
    METADATA_COUNT_MAX = 64,
    REPLY_ARENA_FACTOR = 2 /* the frame, and the response in it */
};

struct sj_channel {
    struct sj_connection *connection;
    const struct sj_method *methods;
    size_t method_count;
    unsigned retries;
    uint64_t seed;
};

/* One call: what stays the same over its tries. */
struct attempt {
    const struct sj_method *method;
    const ProtobufCMessageDescriptor *reply_descriptor;
    Shangji__Rpc__V1__CallFrame frame;
    Shangji__Rpc__V1__Metadata metadata[METADATA_COUNT_MAX], *metadata_list[METADATA_COUNT_MAX];
    char path[SJ_METHOD_NAME];
    int64_t deadline_ms;
    struct sj_arena arena; /* of the request's frame */
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum sj_status sj_channel_open(const struct sj_channel_config *config, struct sj_channel **channel,
                               struct sj_error *error)
{
    size_t reply_max = 0;
    for (size_t i = 0; i < config->method_count; i++)
        if (config->methods[i].reply_max_bytes > reply_max)
            reply_max = config->methods[i].reply_max_bytes;
    *channel = calloc(1, sizeof **channel);
    if (*channel == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for a channel"));
    **channel = (struct sj_channel){.methods = config->methods,
                                    .method_count = config->method_count,
                                    .retries = config->retries,
                                    .seed = config->seed};
    enum sj_status status = sj_connection_open(
        config->url, config->tls, reply_max + SJ_FRAME_MAX_BYTES, &(*channel)->connection, error);
    if (status != SJ_OK) {
        free(*channel);
        *channel = NULL;
    }
    return status;
}

void sj_channel_close(struct sj_channel *channel)
{
    if (channel == NULL)
        return;
    sj_connection_close(channel->connection);
    free(channel);
}

/* ---- one try ---- */

static enum sj_status reply_read(const struct attempt *attempt, struct sj_bytes bytes,
                                 struct sj_arena *arena, ProtobufCMessage **reply,
                                 struct sj_error *error)
{
    struct sj_arena frame_arena;
    sj_arena_init(&frame_arena, bytes.len * REPLY_ARENA_FACTOR + 256 * 1024);
    Shangji__Rpc__V1__ReplyFrame *frame = NULL;
    enum sj_status status = sj_frame_decode_reply(bytes, &frame_arena, &frame, error);
    if (status == SJ_OK && frame->code != 0)
        status = sj_frame_failure(frame, error);
    else if (status == SJ_OK)
        status = sj_pb_unpack(attempt->reply_descriptor, sj_pb_bytes(frame->response), arena,
                              _("reply"), reply, error);
    sj_arena_clear(&frame_arena);
    return status;
}

static enum sj_status call_once(struct sj_channel *channel, struct attempt *attempt,
                                struct sj_arena *arena, ProtobufCMessage **reply,
                                struct sj_error *error)
{
    enum sj_status status = sj_connection_ready(channel->connection, attempt->deadline_ms, error);
    if (status != SJ_OK)
        return status;
    int64_t left = attempt->deadline_ms - now_ms();
    if (left <= 0)
        return sj_error_set(error, SJ_DEADLINE, "DEADLINE", _("the time was up before sending"));
    attempt->frame.timeout_ms = (uint32_t)left;
    struct sj_reply_bytes answer;
    status = sj_connection_exchange(channel->connection, &attempt->frame.base, attempt->deadline_ms,
                                    &answer, error);
    if (status != SJ_OK)
        return status;
    status = reply_read(attempt, answer.bytes, arena, reply, error);
    sj_reply_bytes_free(&answer);
    return status;
}

/* ---- further tries ---- */

static bool may_help(enum sj_status status, const struct sj_error *error)
{
    /* A busy server is another one later; what is too large stays so. */
    static const struct sj_bytes for_good[] = {
        {(const uint8_t *)"TOO_LARGE", 9},
        {(const uint8_t *)"TOO_LONG", 8},
        {(const uint8_t *)"TOO_MANY", 8},
    };
    struct sj_bytes reason = sj_bytes_of(error->reason);
    for (size_t i = 0; i < sizeof for_good / sizeof *for_good; i++)
        if (sj_bytes_ends(reason, for_good[i]))
            return false;
    return status == SJ_UNAVAILABLE || status == SJ_EXHAUSTED;
}

/* splitmix64 */
static uint64_t random_next(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Between half of the pause and the whole of it, so that many clients do not come back at once. */
static int64_t pause_of_try(struct sj_channel *channel, unsigned number)
{
    int64_t pause = PAUSE_FIRST_MS;
    while (number-- > 0 && pause < PAUSE_MAX_MS)
        pause *= 2;
    if (pause > PAUSE_MAX_MS)
        pause = PAUSE_MAX_MS;
    return pause / 2 + (int64_t)(random_next(&channel->seed) % (uint64_t)(pause / 2 + 1));
}

static void sleep_ms(int64_t ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};
    while (nanosleep(&time, &time) != 0)
        continue;
}

static enum sj_status call_with_retries(struct sj_channel *channel, struct attempt *attempt,
                                        struct sj_arena *arena, ProtobufCMessage **reply,
                                        struct sj_error *error)
{
    struct sj_error failure;
    for (unsigned number = 0;; number++) {
        enum sj_status status = call_once(channel, attempt, arena, reply, &failure);
        if (status == SJ_OK)
            return status;
        int64_t pause = pause_of_try(channel, number);
        if (number >= channel->retries || !may_help(status, &failure) ||
            now_ms() + pause >= attempt->deadline_ms) {
            if (error != NULL)
                *error = failure;
            return status;
        }
        sleep_ms(pause);
    }
}

/* ---- the call ---- */

static enum sj_status metadata_put(struct attempt *attempt, const struct sj_call_options *options,
                                   struct sj_error *error)
{
    if (options->metadata_count > METADATA_COUNT_MAX)
        return sj_error_set(error, SJ_INVALID, "METADATA", _("at most %d metadata"),
                            METADATA_COUNT_MAX);
    for (size_t i = 0; i < options->metadata_count; i++) {
        shangji__rpc__v1__metadata__init(&attempt->metadata[i]);
        attempt->metadata[i].key =
            sj_arena_text(&attempt->arena, sj_bytes_of(options->metadata[i].key));
        attempt->metadata[i].value =
            sj_arena_text(&attempt->arena, sj_bytes_of(options->metadata[i].value));
        if (attempt->metadata[i].key == NULL || attempt->metadata[i].value == NULL)
            return sj_error_set(error, SJ_INVALID, "METADATA", _("the metadata are too large"));
        attempt->metadata_list[i] = &attempt->metadata[i];
    }
    attempt->frame.metadata = attempt->metadata_list;
    attempt->frame.n_metadata = options->metadata_count;
    return sj_metadata_check(attempt->metadata_list, options->metadata_count, error);
}

static enum sj_status request_put(struct attempt *attempt, const ProtobufCMessage *request,
                                  struct sj_error *error)
{
    const struct sj_method *method = attempt->method;
    const ProtobufCMethodDescriptor *descriptor =
        &method->service->methods[sj_method_index(method)];
    if (request->descriptor != descriptor->input)
        return sj_error_set(error, SJ_INTERNAL, "REQUEST_TYPE", _("%s takes a %s, not a %s"),
                            attempt->path, descriptor->input->name, request->descriptor->name);
    attempt->reply_descriptor = descriptor->output;
    size_t size = protobuf_c_message_get_packed_size(request);
    if (size > method->request_max_bytes)
        return sj_error_set(error, SJ_INVALID, "REQUEST_TOO_LARGE",
                            _("%s takes requests of at most %u bytes; this one has %zu"),
                            attempt->path, (unsigned)method->request_max_bytes, size);
    struct sj_bytes bytes;
    enum sj_status status = sj_pb_pack(request, &attempt->arena, &bytes, error);
    if (status == SJ_OK) {
        attempt->frame.request.len = bytes.len;
        memcpy(&attempt->frame.request.data, &bytes.data, sizeof bytes.data); /* our arena's */
    }
    return status;
}

static enum sj_status prepare(struct sj_channel *channel, struct attempt *attempt, const char *path,
                              const ProtobufCMessage *request,
                              const struct sj_call_options *options, struct sj_error *error)
{
    attempt->method = sj_method_find(channel->methods, channel->method_count, sj_bytes_of(path));
    if (attempt->method == NULL)
        return sj_error_set(error, SJ_UNIMPLEMENTED, "NO_METHOD", _("no method %s"), path);
    sj_method_path(attempt->method, attempt->path);
    sj_arena_init(&attempt->arena,
                  (size_t)attempt->method->request_max_bytes + 4 * SJ_FRAME_MAX_BYTES);
    shangji__rpc__v1__call_frame__init(&attempt->frame);
    attempt->frame.method = attempt->path;
    uint32_t timeout_ms = attempt->method->deadline_ms;
    if (options != NULL && options->timeout_ms > 0)
        timeout_ms = options->timeout_ms;
    attempt->deadline_ms = now_ms() + timeout_ms;
    enum sj_status status = request_put(attempt, request, error);
    if (status == SJ_OK && options != NULL)
        status = metadata_put(attempt, options, error);
    return status;
}

enum sj_status sj_channel_call(struct sj_channel *channel, const char *path,
                               const ProtobufCMessage *request, struct sj_arena *arena,
                               ProtobufCMessage **reply, const struct sj_call_options *options,
                               struct sj_error *error)
{
    struct attempt attempt = {0};
    *reply = NULL;
    enum sj_status status = prepare(channel, &attempt, path, request, options, error);
    if (status == SJ_OK)
        status = call_with_retries(channel, &attempt, arena, reply, error);
    sj_arena_clear(&attempt.arena);
    return status;
}
