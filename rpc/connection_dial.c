#include "rpc/connection_impl.h"

#include "base/i18n.h"
#include "rpc/transport_impl.h"

#include <errno.h>
#include <time.h>

static struct timespec time_of_ms(int64_t ms)
{
    return (struct timespec){ms / 1000, (long)(ms % 1000) * 1000000};
}

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
        sj_dialer_close(connection);
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
    int code = 0;
    if (sj_answer_may_come(connection))
        code = sj_leave_socket(connection);
    else
        sj_dialer_close(connection);
    if (code == 0)
        code = nng_dialer_create(&dialer, connection->socket, connection->url);
    if (code != 0)
        return code;
    sj_dialer_set(connection, dialer);
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
        sj_dialer_close(connection);
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
