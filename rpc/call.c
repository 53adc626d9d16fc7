#include "rpc/server_impl.h"

#include "base/i18n.h"
#include "base/text.h"
#include "proto/pb.h"

#include <assert.h>
#include <string.h>

/* A peer that takes no answer for so long is cut off, or it would keep contexts for itself. */
enum { SEND_TIMEOUT_MS = 10 * 1000 };

/* ---- answers become messages ---- */

static nng_msg *message_of_reply(const ProtobufCMessage *reply)
{
    nng_msg *message = NULL;
    if (nng_msg_alloc(&message, sj_frame_reply_size(reply)) == 0)
        sj_frame_reply_write(reply, nng_msg_body(message));
    return message;
}

static nng_msg *message_of_failure(const struct sj_error *error, Shangji__Rpc__V1__Detail **details,
                                   size_t detail_count)
{
    char text[sizeof error->message];
    memcpy(text, error->message, sizeof text);
    Shangji__Rpc__V1__ReplyFrame frame;
    shangji__rpc__v1__reply_frame__init(&frame);
    frame.code = (uint32_t)sj_status_grpc(error->status);
    frame.message = text;
    frame.details = details;
    frame.n_details = detail_count;
    nng_msg *message = NULL;
    if (nng_msg_alloc(&message, protobuf_c_message_get_packed_size(&frame.base)) == 0)
        protobuf_c_message_pack(&frame.base, nng_msg_body(message));
    return message;
}

/* A failure's own detail, on the caller's stack. */
static Shangji__Rpc__V1__Detail own_detail(struct sj_error *error)
{
    Shangji__Rpc__V1__Detail detail;
    shangji__rpc__v1__detail__init(&detail);
    detail.reason = error->reason;
    detail.field = error->field;
    return detail;
}

/* ---- the way of a context ---- */

static void send_done(struct sj_rpc_server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->sending--;
    pthread_cond_broadcast(&server->idle);
    pthread_mutex_unlock(&server->mutex);
}

void sj_call_receive(struct sj_call *call)
{
    if (!sj_gate_enter(call->server))
        return;
    call->state = CALL_RECEIVING;
    nng_aio_set_timeout(call->aio, NNG_DURATION_INFINITE);
    nng_ctx_recv(call->context, call->aio);
    sj_gate_leave(call->server);
}

/* Hands the message to nng; `sending` has been counted already. From here on the context may be
 * at its next call before this returns. */
static void send_message(struct sj_call *call, nng_msg *message)
{
    struct sj_rpc_server *server = call->server;
    if (message == NULL || !sj_gate_enter(server)) {
        /* No memory even for a refusal: the caller's deadline must do. */
        nng_msg_free(message);
        send_done(server);
        sj_call_receive(call);
        return;
    }
    call->state = CALL_SENDING;
    nng_aio_set_timeout(call->aio, SEND_TIMEOUT_MS);
    nng_aio_set_msg(call->aio, message);
    nng_ctx_send(call->context, call->aio);
    sj_gate_leave(server);
}

static void sent(struct sj_call *call)
{
    int code = nng_aio_result(call->aio);
    if (code != 0) {
        nng_msg_free(nng_aio_get_msg(call->aio));
        nng_aio_set_msg(call->aio, NULL);
    }
    if (code == NNG_ETIMEDOUT)
        nng_pipe_close((nng_pipe){(uint32_t)call->pipe});
    send_done(call->server);
    sj_call_receive(call);
}

/* Takes the call in, or says why not. */
static enum sj_status admit(struct sj_call *call, struct sj_error *error)
{
    struct sj_rpc_server *server = call->server;
    enum sj_status status = SJ_OK;
    pthread_mutex_lock(&server->mutex);
    if (server->aborting) {
        status = sj_error_set(error, SJ_UNAVAILABLE, "DRAINING",
                              _("the server is being shut down; try again in a minute"));
    } else if (server->under_way >= server->config.calls_max) {
        status = sj_error_set(error, SJ_EXHAUSTED, "OVERLOADED",
                              _("the server has %u calls under way and takes no more; try again "
                                "in a few seconds"),
                              server->under_way);
    } else {
        call->state = CALL_QUEUED;
        call->next = NULL;
        *(server->last != NULL ? &server->last->next : &server->first) = call;
        server->last = call;
        server->under_way++;
        server->users++;
        pthread_cond_signal(&server->work);
    }
    if (status != SJ_OK)
        server->sending++;
    pthread_mutex_unlock(&server->mutex);
    return status;
}

static void received(struct sj_call *call)
{
    int code = nng_aio_result(call->aio);
    if (code == NNG_ECLOSED || code == NNG_ECANCELED)
        return;
    if (code != 0) {
        nng_msleep(10); /* no memory: not faster than it can come back */
        sj_call_receive(call);
        return;
    }
    call->request = nng_aio_get_msg(call->aio);
    nng_aio_set_msg(call->aio, NULL);
    call->pipe = nng_pipe_id(nng_msg_get_pipe(call->request));
    call->received_ms = sj_server_now_ms(call->server);
    sj_pipes_touch(&call->server->pipes, call->pipe, call->received_ms);
    struct sj_error error;
    nng_msg *request = call->request;
    if (admit(call, &error) == SJ_OK)
        return; /* a worker may have it by now */
    nng_msg_free(request);
    call->request = NULL;
    Shangji__Rpc__V1__Detail detail = own_detail(&error), *details[] = {&detail};
    send_message(call, message_of_failure(&error, details, 1));
}

static void context_event(void *argument)
{
    struct sj_call *call = argument;
    if (call->state == CALL_SENDING)
        sent(call);
    else
        received(call);
}

int sj_call_open(struct sj_call *call, struct sj_rpc_server *server)
{
    call->server = server;
    sj_arena_init(&call->arena, server->config.arena_max_bytes);
    int code = nng_ctx_open(&call->context, server->socket);
    if (code == 0)
        code = nng_aio_alloc(&call->aio, context_event, call);
    return code;
}

void sj_call_close(struct sj_call *call)
{
    if (call->aio != NULL) {
        nng_aio_stop(call->aio); /* waits for the callback */
        /* What the gate let through and nng then refused. */
        if (call->state == CALL_SENDING)
            nng_msg_free(nng_aio_get_msg(call->aio));
    }
    if (nng_ctx_id(call->context) > 0)
        nng_ctx_close(call->context);
    nng_aio_free(call->aio);
    call->aio = NULL;
}

/* ---- one answer a call ---- */

static void answer(struct sj_call *call, nng_msg *message)
{
    struct sj_rpc_server *server = call->server;
    nng_msg_free(call->request);
    call->request = NULL;
    call->frame = NULL;
    call->method = NULL;
    call->detail_count = 0;
    sj_arena_clear(&call->arena);
    pthread_mutex_lock(&server->mutex);
    server->under_way--;
    server->sending++;
    pthread_mutex_unlock(&server->mutex);
    send_message(call, message);
    sj_server_release(server);
}

void sj_call_fail(struct sj_call *call, const struct sj_error *error)
{
    assert(call->state == CALL_HANDLING);
    call->state = CALL_QUEUED; /* a second answer to it is seen, if it comes soon */
    struct sj_error copy = *error;
    if (copy.status == SJ_OK) /* a failure is no success */
        copy.status = SJ_UNKNOWN;
    Shangji__Rpc__V1__Detail own = own_detail(&copy), *details[1 + CALL_DETAILS_MAX] = {&own};
    memcpy(details + 1, call->details, call->detail_count * sizeof *details);
    answer(call, message_of_failure(&copy, details, 1 + call->detail_count));
}

static void fail_internal(struct sj_call *call, enum sj_status status, const char *reason,
                          const char *text)
{
    struct sj_error error;
    sj_error_set(&error, status, reason, "%s/%s: %s", call->method->service->name,
                 call->method->name, text);
    sj_call_fail(call, &error);
}

void sj_call_answer(const ProtobufCMessage *reply, void *closure_data)
{
    struct sj_call *call = closure_data;
    const struct sj_method *method = call->method;
    assert(call->state == CALL_HANDLING);
    if (reply == NULL ||
        reply->descriptor != method->service->methods[sj_method_index(method)].output) {
        fail_internal(call, SJ_INTERNAL, "NO_ANSWER", _("the server made no answer"));
        return;
    }
    if (protobuf_c_message_get_packed_size(reply) > method->reply_max_bytes) {
        fail_internal(call, SJ_EXHAUSTED, "REPLY_TOO_LARGE",
                      _("the answer is too large to send; ask for less at once"));
        return;
    }
    nng_msg *message = message_of_reply(reply);
    if (message == NULL) {
        fail_internal(call, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the answer"));
        return;
    }
    call->state = CALL_QUEUED;
    answer(call, message);
}

void sj_call_add_detail(struct sj_call *call, const char *reason, const char *field,
                        const char *message)
{
    Shangji__Rpc__V1__Detail *detail =
        sj_pb_new(&shangji__rpc__v1__detail__descriptor, &call->arena);
    if (detail == NULL || call->detail_count == CALL_DETAILS_MAX)
        return; /* the failure itself is told in any case */
    detail->reason = sj_arena_text(&call->arena, sj_bytes_of(reason));
    detail->field = sj_arena_text(&call->arena, sj_bytes_of(field));
    detail->message = sj_arena_text(&call->arena, sj_bytes_of(message));
    if (detail->reason != NULL && detail->field != NULL && detail->message != NULL)
        call->details[call->detail_count++] = detail;
}

struct sj_arena *sj_call_arena(struct sj_call *call)
{
    return &call->arena;
}

const struct sj_method *sj_call_method(const struct sj_call *call)
{
    return call->method;
}

uint32_t sj_call_remaining_ms(const struct sj_call *call)
{
    struct sj_rpc_server *server = call->server;
    pthread_mutex_lock(&server->mutex);
    bool aborting = server->aborting;
    pthread_mutex_unlock(&server->mutex);
    int64_t left = call->deadline_ms - sj_server_now_ms(server);
    return aborting || left <= 0 ? 0 : (uint32_t)left;
}

struct sj_bytes sj_call_metadata(const struct sj_call *call, const char *key)
{
    for (size_t i = 0; i < call->frame->n_metadata; i++)
        if (strcmp(call->frame->metadata[i]->key, key) == 0)
            return sj_bytes_of(call->frame->metadata[i]->value);
    return SJ_BYTES(NULL, 0);
}
