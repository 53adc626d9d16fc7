#include "rpc/connection.h"

#include "base/i18n.h"
#include "rpc/transport_impl.h"

#include <nng/protocol/reqrep0/req.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TAKEN_MS = 200 /* a connection that is up takes a request well within this */ };

struct sj_connection {
    char *url;
    nng_tls_config *tls;
    size_t reply_max_bytes;
    nng_socket socket;
    nng_aio *aio;

    pthread_mutex_t mutex; /* of all that follows */
    pthread_cond_t changed;
    nng_dialer dialer;
    bool connected, lost; /* the dialer's connection; told by nng's threads */
    bool suspect;         /* the last exchange failed */
    bool dialled;         /* the thread that dials has ended, */
    int dial_result;      /* with this */
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct timespec time_of_ms(int64_t ms)
{
    return (struct timespec){ms / 1000, (long)(ms % 1000) * 1000000};
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

static void dialer_set(struct sj_connection *connection, nng_dialer dialer)
{
    pthread_mutex_lock(&connection->mutex);
    connection->dialer = dialer;
    connection->connected = connection->lost = connection->suspect = false;
    pthread_mutex_unlock(&connection->mutex);
}

static void dialer_close(struct sj_connection *connection)
{
    nng_dialer dialer = connection->dialer;
    dialer_set(connection, (nng_dialer)NNG_DIALER_INITIALIZER);
    if (nng_dialer_id(dialer) > 0)
        nng_dialer_close(dialer);
}

void sj_connection_close(struct sj_connection *connection)
{
    if (connection == NULL)
        return;
    dialer_close(connection);
    nng_aio_free(connection->aio);
    if (nng_socket_id(connection->socket) > 0 && !sj_nng_close(connection->socket))
        return; /* left to nng's threads */
    if (connection->tls != NULL)
        nng_tls_config_free(connection->tls);
    pthread_cond_destroy(&connection->changed);
    pthread_mutex_destroy(&connection->mutex);
    free(connection->url);
    free(connection);
}

/* ---- connecting ---- */

static void *dial(void *argument)
{
    struct sj_connection *connection = argument;
    pthread_mutex_lock(&connection->mutex);
    nng_dialer dialer = connection->dialer;
    pthread_mutex_unlock(&connection->mutex);
    int code = nng_dialer_start(dialer, 0);
    pthread_mutex_lock(&connection->mutex);
    connection->dial_result = code;
    connection->dialled = true;
    pthread_cond_broadcast(&connection->changed);
    pthread_mutex_unlock(&connection->mutex);
    return NULL;
}

/* nng's own dialling waits for ever on a host that says nothing, so it waits in a thread of its
 * own, which ends when the dialer is closed. */
static int dial_until(struct sj_connection *connection, int64_t deadline_ms)
{
    pthread_t thread;
    connection->dialled = false;
    if (pthread_create(&thread, NULL, dial, connection) != 0)
        return NNG_ENOMEM;
    struct timespec until = time_of_ms(deadline_ms);
    int timed_out = 0;
    pthread_mutex_lock(&connection->mutex);
    while (!connection->dialled && timed_out != ETIMEDOUT)
        timed_out = pthread_cond_timedwait(&connection->changed, &connection->mutex, &until);
    bool dialled = connection->dialled;
    pthread_mutex_unlock(&connection->mutex);
    if (!dialled)
        dialer_close(connection);
    pthread_join(thread, NULL);
    return dialled ? connection->dial_result : NNG_ETIMEDOUT;
}

/* The dialer is done a moment before the socket has the connection. */
static int pipe_wait(struct sj_connection *connection, int64_t deadline_ms)
{
    struct timespec until = time_of_ms(deadline_ms);
    int timed_out = 0;
    pthread_mutex_lock(&connection->mutex);
    while (!connection->connected && !connection->lost && timed_out != ETIMEDOUT)
        timed_out = pthread_cond_timedwait(&connection->changed, &connection->mutex, &until);
    int code = connection->connected ? 0 : connection->lost ? NNG_ECONNRESET : NNG_ETIMEDOUT;
    pthread_mutex_unlock(&connection->mutex);
    return code;
}

static int connect_until(struct sj_connection *connection, int64_t deadline_ms)
{
    nng_dialer dialer = NNG_DIALER_INITIALIZER;
    dialer_close(connection);
    int code = nng_dialer_create(&dialer, connection->socket, connection->url);
    if (code != 0)
        return code;
    dialer_set(connection, dialer);
    if (connection->tls != NULL)
        code = nng_dialer_set_ptr(dialer, NNG_OPT_TLS_CONFIG, connection->tls);
    if (code == 0)
        code = nng_dialer_set_size(dialer, NNG_OPT_RECVMAXSZ, connection->reply_max_bytes);
    if (code == 0) /* a server whose machine is gone is noticed some day */
        (void)nng_dialer_set_bool(dialer, NNG_OPT_TCP_KEEPALIVE, true);
    if (code == 0)
        code = dial_until(connection, deadline_ms);
    if (code == 0)
        code = pipe_wait(connection, deadline_ms);
    if (code != 0)
        dialer_close(connection);
    return code;
}

static enum sj_status connect_error(const struct sj_connection *connection, int code,
                                    struct sj_error *error)
{
    switch (code) {
    case NNG_ENOMEM:
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for a connection"));
    case NNG_ECRYPTO:
    case NNG_EPEERAUTH:
        return sj_error_set(
            error, SJ_UNAUTHENTICATED, "CERTIFICATE",
            _("%s: the server's certificate is not signed by the city's CA or not for the "
              "expected server name; nothing was sent. Compare with the city card"),
            connection->url);
    case NNG_ETIMEDOUT:
        return sj_error_set(error, SJ_UNAVAILABLE, "UNREACHABLE",
                            _("%s does not answer; is the network up?"), connection->url);
    case NNG_EADDRINVAL:
        return sj_error_set(error, SJ_UNAVAILABLE, "UNREACHABLE",
                            _("%s: the host's name is not known"), connection->url);
    default:
        return sj_error_set(error, SJ_UNAVAILABLE, "UNREACHABLE",
                            _("%s: no server answers there (%s)"), connection->url,
                            nng_strerror(code));
    }
}

enum sj_status sj_connection_ready(struct sj_connection *connection, int64_t deadline_ms,
                                   struct sj_error *error)
{
    pthread_mutex_lock(&connection->mutex);
    bool connected = connection->connected && !connection->suspect;
    pthread_mutex_unlock(&connection->mutex);
    if (connected)
        return SJ_OK;
    int code = connect_until(connection, deadline_ms);
    return code == 0 ? SJ_OK : connect_error(connection, code, error);
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
            dialer_close(connection);
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
    /* The next exchange begins on a new connection. This one is left alone until then, for the
     * answer may be coming in right now: see sj_nng_close. */
    connection->suspect = true;
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
