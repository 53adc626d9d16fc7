#include "rpc/connection_impl.h"

#include "base/i18n.h"
#include "rpc/transport_impl.h"

#include <nng/protocol/reqrep0/req.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TAKEN_MS = 200 /* a connection that is up takes a request well within this */ };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* On nng's threads. A dialer whose connection is lost is closed right here, before nng makes it
 * dial again: that would race with our closing it, and 1.5.2 then leaks the connection or hangs
 * in nng_close, waiting for a pipe that it has lost (upstream #1498, #1813). A long
 * NNG_OPT_RECONNMINT does not help: its random pause is negative half of the time. */
static void pipe_event(nng_pipe pipe, nng_pipe_ev event, void *argument)
{
    struct sj_connection *connection = argument;
    nng_dialer dialer = nng_pipe_dialer(pipe);
    bool lost = event == NNG_PIPE_EV_REM_POST;
    pthread_mutex_lock(&connection->mutex);
    if (nng_dialer_id(dialer) == nng_dialer_id(connection->dialer)) {
        connection->connected = !lost;
        connection->lost = lost;
        pthread_cond_broadcast(&connection->changed);
    }
    pthread_mutex_unlock(&connection->mutex);
    if (lost)
        nng_dialer_close(dialer);
}

/* ---- opening and closing ---- */

static int socket_open(struct sj_connection *connection)
{
    int code = nng_req0_open(&connection->socket);
    if (code == 0) /* whoever calls decides what is sent again */
        code = nng_socket_set_ms(connection->socket, NNG_OPT_REQ_RESENDTIME, NNG_DURATION_INFINITE);
    if (code == 0)
        code = nng_pipe_notify(connection->socket, NNG_PIPE_EV_ADD_POST, pipe_event, connection);
    if (code == 0)
        code = nng_pipe_notify(connection->socket, NNG_PIPE_EV_REM_POST, pipe_event, connection);
    if (code == 0)
        code = nng_aio_alloc(&connection->aio, NULL, NULL);
    return code;
}

static struct sj_connection *connection_new(const char *url, size_t reply_max_bytes)
{
    struct sj_connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL)
        return NULL;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&connection->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&connection->mutex, NULL);
    connection->reply_max_bytes = reply_max_bytes;
    connection->url = strdup(url);
    return connection;
}

enum sj_status sj_connection_open(const char *url, const struct sj_tls_trust *trust,
                                  size_t reply_max_bytes, struct sj_connection **connection,
                                  struct sj_error *error)
{
    bool is_tls = false;
    *connection = NULL;
    enum sj_status status = sj_url_check(url, &is_tls, error);
    if (status != SJ_OK)
        return status;
    struct sj_connection *made = connection_new(url, reply_max_bytes);
    if (made == NULL || made->url == NULL)
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for a connection"));
    if (status == SJ_OK && is_tls)
        status = sj_tls_client_config(trust, &made->tls, error);
    int code = status == SJ_OK ? socket_open(made) : 0;
    if (code != 0)
        status = sj_nng_error(code, url, error);
    if (status == SJ_OK)
        *connection = made;
    else
        sj_connection_close(made);
    return status;
}

void sj_dialer_set(struct sj_connection *connection, nng_dialer dialer)
{
    pthread_mutex_lock(&connection->mutex);
    connection->dialer = dialer;
    connection->connected = connection->lost = connection->suspect = false;
    pthread_mutex_unlock(&connection->mutex);
}

void sj_dialer_close(struct sj_connection *connection)
{
    nng_dialer dialer = connection->dialer;
    sj_dialer_set(connection, (nng_dialer)NNG_DIALER_INITIALIZER);
    if (nng_dialer_id(dialer) > 0)
        nng_dialer_close(dialer);
}

/* Whether an answer that nobody waits for any more may be coming in right now. nng 1.5.2 loses
 * the read of a pipe that is closed between a message's length and its bytes; its one reaper
 * thread then waits for that read, and every later close in the process for the reaper. So such
 * a connection is never closed from here, but left to the server's end or this process's. */
bool sj_answer_may_come(struct sj_connection *connection)
{
    pthread_mutex_lock(&connection->mutex);
    bool may = connection->suspect && connection->connected;
    pthread_mutex_unlock(&connection->mutex);
    return may;
}

/* Puts a new socket in the place of one whose answer may still come. */
int sj_leave_socket(struct sj_connection *connection)
{
    connection->left = true;
    nng_aio_free(connection->aio);
    connection->aio = NULL;
    sj_dialer_set(connection, (nng_dialer)NNG_DIALER_INITIALIZER);
    return socket_open(connection);
}

void sj_connection_close(struct sj_connection *connection)
{
    if (connection == NULL)
        return;
    nng_aio_free(connection->aio);
    if (sj_answer_may_come(connection))
        return;
    sj_dialer_close(connection);
    if (nng_socket_id(connection->socket) > 0 && !sj_nng_close(connection->socket))
        return; /* left to nng's threads */
    if (connection->left)
        return;
    if (connection->tls != NULL)
        nng_tls_config_free(connection->tls);
    pthread_cond_destroy(&connection->changed);
    pthread_mutex_destroy(&connection->mutex);
    free(connection->url);
    free(connection);
}

/* ---- an exchange ---- */

static nng_duration time_left(int64_t deadline_ms)
{
    int64_t left = deadline_ms - now_ms();
    return left > 0 ? (nng_duration)left : 0;
}

/* Receiving begins only after nng has taken the request: 1.5.2 crashes where a receive is given
 * up while its request waits to be sent (upstream #1702). A failed send leaves the request with
 * the caller. */
static int send_request(struct sj_connection *connection, nng_ctx context, nng_msg *request,
                        nng_duration timeout_ms)
{
    nng_msg_header_clear(request);
    nng_aio_set_msg(connection->aio, request);
    nng_aio_set_timeout(connection->aio, timeout_ms);
    nng_ctx_send(context, connection->aio);
    nng_aio_wait(connection->aio);
    nng_aio_set_msg(connection->aio, NULL);
    return nng_aio_result(connection->aio);
}

static int receive_reply(struct sj_connection *connection, nng_ctx context, int64_t deadline_ms,
                         nng_msg **reply)
{
    nng_aio_set_timeout(connection->aio, time_left(deadline_ms));
    nng_ctx_recv(context, connection->aio);
    nng_aio_wait(connection->aio);
    int code = nng_aio_result(connection->aio);
    *reply = code == 0 ? nng_aio_get_msg(connection->aio) : NULL;
    nng_aio_set_msg(connection->aio, NULL);
    return code;
}

static enum sj_status exchange_error(const struct sj_connection *connection, int code,
                                     struct sj_error *error)
{
    switch (code) {
    case NNG_ENOMEM:
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for a call"));
    case NNG_ETIMEDOUT:
        return sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                            _("%s did not answer in time; whether it did what was asked is not "
                              "known"),
                            connection->url);
    default:
        return sj_error_set(error, SJ_UNAVAILABLE, "DISCONNECTED",
                            _("the connection to %s broke (%s)"), connection->url,
                            nng_strerror(code));
    }
}

/* A connection that is up takes a request at once. One that does not has just gone, and nobody
 * has told us yet: nothing was sent, so it is sent once more, on a new one. */
static enum sj_status send_or_resend(struct sj_connection *connection, nng_ctx context,
                                     nng_msg *request, int64_t deadline_ms, struct sj_error *error)
{
    int code = NNG_ETIMEDOUT;
    for (int tries = 0; code == NNG_ETIMEDOUT && tries < 2; tries++) {
        enum sj_status status = sj_connection_ready(connection, deadline_ms, error);
        if (status != SJ_OK)
            return status;
        nng_duration left = time_left(deadline_ms);
        code = send_request(connection, context, request, left < TAKEN_MS ? left : TAKEN_MS);
        if (code != 0)
            sj_dialer_close(connection);
    }
    if (code == NNG_ETIMEDOUT)
        code = NNG_ECONNRESET; /* nothing was sent */
    return code == 0 ? SJ_OK : exchange_error(connection, code, error);
}

static enum sj_status exchange(struct sj_connection *connection, nng_ctx context, nng_msg *request,
                               int64_t deadline_ms, nng_msg **reply, struct sj_error *error)
{
    enum sj_status status = send_or_resend(connection, context, request, deadline_ms, error);
    if (status != SJ_OK) {
        nng_msg_free(request);
        return status;
    }
    int code = receive_reply(connection, context, deadline_ms, reply);
    if (code == 0)
        return SJ_OK;
    pthread_mutex_lock(&connection->mutex);
    connection->suspect = true; /* the next exchange begins on a new connection */
    pthread_mutex_unlock(&connection->mutex);
    return exchange_error(connection, code, error);
}

enum sj_status sj_connection_exchange(struct sj_connection *connection,
                                      const ProtobufCMessage *frame, int64_t deadline_ms,
                                      struct sj_reply_bytes *reply, struct sj_error *error)
{
    nng_ctx context;
    nng_msg *request = NULL, *answer = NULL;
    int code = nng_msg_alloc(&request, protobuf_c_message_get_packed_size(frame));
    if (code != 0)
        return exchange_error(connection, code, error);
    protobuf_c_message_pack(frame, nng_msg_body(request));
    code = nng_ctx_open(&context, connection->socket);
    if (code != 0) {
        nng_msg_free(request);
        return exchange_error(connection, code, error);
    }
    enum sj_status status = exchange(connection, context, request, deadline_ms, &answer, error);
    nng_ctx_close(context);
    if (status == SJ_OK)
        *reply =
            (struct sj_reply_bytes){SJ_BYTES(nng_msg_body(answer), nng_msg_len(answer)), answer};
    return status;
}

void sj_reply_bytes_free(struct sj_reply_bytes *reply)
{
    nng_msg_free(reply->message);
    reply->message = NULL;
}
