#include "rpc/server_impl.h"

#include "base/i18n.h"
#include "proto/pb.h"

#include <signal.h>
#include <stdlib.h>

/* A caller may ask for more time than the method's own, but not for ever. */
enum { DEADLINE_FACTOR = 6 };

static enum sj_status deadline_check(struct sj_call *call, struct sj_error *error)
{
    uint32_t asked = call->frame->timeout_ms, own = call->method->deadline_ms;
    uint64_t longest = (uint64_t)own * DEADLINE_FACTOR;
    uint64_t granted = asked == 0 ? own : asked < longest ? asked : longest;
    call->deadline_ms = call->received_ms + (int64_t)granted;
    if (sj_server_now_ms(call->server) >= call->deadline_ms)
        return sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                            _("the call waited past its deadline; nothing was done"));
    return SJ_OK;
}

static enum sj_status limits_check(const struct sj_call *call, struct sj_error *error)
{
    const struct sj_method *method = call->method;
    if (call->frame->request.len > method->request_max_bytes)
        return sj_error_set(error, SJ_INVALID, "REQUEST_TOO_LARGE",
                            _("%s/%s takes requests of at most %u bytes; this one has %zu"),
                            method->service->name, method->name,
                            (unsigned)method->request_max_bytes, call->frame->request.len);
    if (method->access == SJ_ACCESS_ENROLLED && call->frame->caller.len == 0)
        return sj_error_set(error, SJ_UNAUTHENTICATED, "NO_CALLER",
                            _("%s/%s wants to know who calls; sign the call with an enrolled key"),
                            method->service->name, method->name);
    return SJ_OK;
}

/* A server that is shut down still tells so to who asks for its health. */
static enum sj_status draining_check(const struct sj_call *call, struct sj_error *error)
{
    if (call->method->service != &grpc__health__v1__health__descriptor &&
        sj_server_draining(call->server))
        return sj_error_set(error, SJ_UNAVAILABLE, "DRAINING",
                            _("the server is being shut down; try again in a minute"));
    return SJ_OK;
}

/* From the frame's bytes to the request message, or to why there is none. */
static enum sj_status prepare(struct sj_call *call, ProtobufCMessage **request,
                              struct sj_error *error)
{
    struct sj_rpc_server *server = call->server;
    struct sj_bytes bytes = SJ_BYTES(nng_msg_body(call->request), nng_msg_len(call->request));
    enum sj_status status = sj_frame_decode_call(bytes, &call->arena, &call->frame, error);
    nng_msg_free(call->request);
    call->request = NULL;
    if (status != SJ_OK)
        return status;
    call->method = sj_method_find(server->config.methods, server->config.method_count,
                                  sj_bytes_of(call->frame->method));
    if (call->method == NULL)
        return sj_error_set(error, SJ_UNIMPLEMENTED, "NO_METHOD",
                            _("this server has no method %s; it may be older than you"),
                            call->frame->method);
    status = deadline_check(call, error);
    if (status == SJ_OK)
        status = limits_check(call, error);
    if (status == SJ_OK)
        status = draining_check(call, error);
    if (status != SJ_OK)
        return status;
    const ProtobufCServiceDescriptor *service = call->method->service;
    return sj_pb_unpack(service->methods[sj_method_index(call->method)].input,
                        sj_pb_bytes(call->frame->request), &call->arena, call->method->name,
                        request, error);
}

/* After the handler is invoked the call may be answered and at its next request already. */
static void dispatch(struct sj_call *call)
{
    struct sj_error error;
    ProtobufCMessage *request = NULL;
    call->state = CALL_HANDLING;
    if (prepare(call, &request, &error) != SJ_OK) {
        sj_call_fail(call, &error);
        return;
    }
    ProtobufCService *service = sj_server_service(call->server, call->method->service);
    service->invoke(service, sj_method_index(call->method), request, sj_call_answer, call);
}

static struct sj_call *take(struct sj_rpc_server *server)
{
    pthread_mutex_lock(&server->mutex);
    while (server->first == NULL && !server->stopping)
        pthread_cond_wait(&server->work, &server->mutex);
    struct sj_call *call = server->first;
    if (call != NULL)
        server->first = call->next;
    if (server->first == NULL)
        server->last = NULL;
    pthread_mutex_unlock(&server->mutex);
    return call;
}

static void *work(void *argument)
{
    struct sj_rpc_server *server = argument;
    struct sj_call *call = NULL;
    while ((call = take(server)) != NULL)
        dispatch(call);
    return NULL;
}

bool sj_dispatch_start(struct sj_rpc_server *server)
{
    /* Signals are for the program's own thread. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    server->threads = calloc(server->config.workers, sizeof *server->threads);
    while (server->threads != NULL && server->thread_count < server->config.workers &&
           pthread_create(&server->threads[server->thread_count], NULL, work, server) == 0)
        server->thread_count++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return server->thread_count == server->config.workers;
}

void sj_dispatch_stop(struct sj_rpc_server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->stopping = true;
    pthread_cond_broadcast(&server->work);
    pthread_mutex_unlock(&server->mutex);
    for (unsigned i = 0; i < server->thread_count; i++)
        pthread_join(server->threads[i], NULL);
    free(server->threads);
    server->threads = NULL;
    server->thread_count = 0;
}
