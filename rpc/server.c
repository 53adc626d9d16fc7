#include "rpc/server_impl.h"

#include "base/i18n.h"

#include <nng/protocol/reqrep0/rep.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    DEFAULT_WORKERS = 4,
    DEFAULT_CALLS = 64,
    DEFAULT_ARENA_BYTES = 16 * 1024 * 1024,
    DEFAULT_CONNECTIONS = 1024,
    SPARE_CONTEXTS = 16, /* at least, to say no with */
    LINGER_MS = 100 /* nng's close does not wait for what the last answers still have to write */
};

static int64_t machine_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t sj_server_now_ms(const struct sj_rpc_server *server)
{
    return server->config.now_ms != NULL ? server->config.now_ms(server->config.context)
                                         : machine_now_ms();
}

bool sj_server_draining(struct sj_rpc_server *server)
{
    pthread_mutex_lock(&server->mutex);
    bool draining = server->draining;
    pthread_mutex_unlock(&server->mutex);
    return draining;
}

bool sj_gate_enter(struct sj_rpc_server *server)
{
    pthread_rwlock_rdlock(&server->gate);
    if (server->closed)
        pthread_rwlock_unlock(&server->gate);
    else
        return true;
    return false;
}

void sj_gate_leave(struct sj_rpc_server *server)
{
    pthread_rwlock_unlock(&server->gate);
}

static void server_free(struct sj_rpc_server *server)
{
    pthread_cond_destroy(&server->idle);
    pthread_cond_destroy(&server->work);
    pthread_mutex_destroy(&server->mutex);
    pthread_rwlock_destroy(&server->gate);
    sj_pipes_clear(&server->pipes);
    nng_strfree(server->url);
    free(server->services);
    free(server->calls);
    free(server);
}

void sj_server_release(struct sj_rpc_server *server)
{
    pthread_mutex_lock(&server->mutex);
    bool last = --server->users == 0;
    pthread_mutex_unlock(&server->mutex);
    if (last)
        server_free(server);
}

/* ---- services and their table ---- */

ProtobufCService *sj_server_service(const struct sj_rpc_server *server,
                                    const ProtobufCServiceDescriptor *descriptor)
{
    for (size_t i = 0; i < server->service_count; i++)
        if (server->services[i]->descriptor == descriptor)
            return server->services[i];
    return NULL;
}

static bool services_init(struct sj_rpc_server *server)
{
    size_t count = server->config.service_count;
    server->services = calloc(count + 2, sizeof *server->services);
    if (server->services == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        server->services[i] = server->config.services[i];
    sj_builtin_init(server);
    server->services[count] = &server->health.base.base;
    server->services[count + 1] = &server->reflection.base.base;
    server->service_count = count + 2;
    return true;
}

static unsigned count_rows(const struct sj_rpc_server_config *config,
                           const ProtobufCServiceDescriptor *service, const char *name)
{
    unsigned rows = 0;
    for (size_t i = 0; i < config->method_count; i++)
        if (config->methods[i].service == service && strcmp(config->methods[i].name, name) == 0)
            rows++;
    return rows;
}

/* Every method one row, every row a method of a service that is there. */
static enum sj_status table_check(const struct sj_rpc_server *server, struct sj_error *error)
{
    const struct sj_rpc_server_config *config = &server->config;
    for (size_t i = 0; i < server->service_count; i++) {
        const ProtobufCServiceDescriptor *service = server->services[i]->descriptor;
        if (sj_server_service(server, service) != server->services[i])
            return sj_error_set(error, SJ_INTERNAL, "METHOD_TABLE", _("%s is served twice"),
                                service->name);
        for (unsigned j = 0; j < service->n_methods; j++)
            if (count_rows(config, service, service->methods[j].name) != 1)
                return sj_error_set(error, SJ_INTERNAL, "METHOD_TABLE",
                                    _("%s/%s needs one row in the method table"), service->name,
                                    service->methods[j].name);
    }
    for (size_t i = 0; i < config->method_count; i++) {
        const struct sj_method *method = &config->methods[i];
        if (sj_method_index(method) == method->service->n_methods ||
            sj_server_service(server, method->service) == NULL)
            return sj_error_set(error, SJ_INTERNAL, "METHOD_TABLE",
                                _("%s/%s stands in the method table and nobody serves it"),
                                method->service->name, method->name);
    }
    return SJ_OK;
}

/* ---- connections ---- */

static void pipe_event(nng_pipe pipe, nng_pipe_ev event, void *argument)
{
    struct sj_rpc_server *server = argument;
    if (event == NNG_PIPE_EV_REM_POST) {
        sj_pipes_remove(&server->pipes, nng_pipe_id(pipe));
        return;
    }
    int closing = sj_pipes_add(&server->pipes, nng_pipe_id(pipe), sj_server_now_ms(server));
    if (closing != 0)
        nng_pipe_close((nng_pipe){(uint32_t)closing});
}

static int listener_configure(struct sj_rpc_server *server, nng_tls_config *tls)
{
    const struct sj_rpc_server_config *config = &server->config;
    int code = nng_rep0_open(&server->socket);
    if (code == 0)
        code = nng_pipe_notify(server->socket, NNG_PIPE_EV_ADD_PRE, pipe_event, server);
    if (code == 0)
        code = nng_pipe_notify(server->socket, NNG_PIPE_EV_REM_POST, pipe_event, server);
    if (code == 0)
        code = nng_listener_create(&server->listener, server->socket, config->url);
    if (code == 0 && tls != NULL)
        code = nng_listener_set_ptr(server->listener, NNG_OPT_TLS_CONFIG, tls);
    if (code == 0) /* before it starts, or there is no limit at all */
        code =
            nng_listener_set_size(server->listener, NNG_OPT_RECVMAXSZ, config->message_max_bytes);
    if (code == 0) /* a peer whose machine is gone is noticed some day; not all transports can */
        (void)nng_listener_set_bool(server->listener, NNG_OPT_TCP_KEEPALIVE, true);
    for (unsigned i = 0; code == 0 && i < server->call_count; i++)
        code = sj_call_open(&server->calls[i], server);
    return code;
}

static enum sj_status listen_start(struct sj_rpc_server *server, struct sj_error *error)
{
    nng_tls_config *tls = NULL;
    bool is_tls = false;
    enum sj_status status = sj_url_check(server->config.url, &is_tls, error);
    if (status == SJ_OK && is_tls)
        status = sj_tls_server_config(server->config.tls, &tls, error);
    if (status != SJ_OK)
        return status;
    int code = listener_configure(server, tls);
    if (code == 0)
        code = nng_listener_start(server->listener, 0);
    if (code == 0)
        code = nng_listener_get_string(server->listener, NNG_OPT_URL, &server->url);
    if (tls != NULL)
        nng_tls_config_free(tls);
    if (code != 0) {
        status = sj_nng_error(code, server->config.url, error);
        sj_error_in(error, _("the server cannot listen"));
        return status;
    }
    for (unsigned i = 0; i < server->call_count; i++)
        sj_call_receive(&server->calls[i]);
    return SJ_OK;
}

/* ---- opening and closing ---- */

static void defaults_fill(struct sj_rpc_server_config *config)
{
    size_t largest = 0;
    for (size_t i = 0; i < config->method_count; i++)
        if (config->methods[i].request_max_bytes > largest)
            largest = config->methods[i].request_max_bytes;
    if (config->message_max_bytes == 0)
        config->message_max_bytes = largest + SJ_FRAME_MAX_BYTES;
    if (config->workers == 0)
        config->workers = DEFAULT_WORKERS;
    if (config->calls_max == 0)
        config->calls_max = DEFAULT_CALLS;
    if (config->arena_max_bytes == 0)
        config->arena_max_bytes = DEFAULT_ARENA_BYTES;
    if (config->connections_max == 0)
        config->connections_max = DEFAULT_CONNECTIONS;
}

static struct sj_rpc_server *server_new(const struct sj_rpc_server_config *config)
{
    struct sj_rpc_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        return NULL;
    server->config = *config;
    defaults_fill(&server->config);
    server->users = 1;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&server->idle, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_cond_init(&server->work, NULL);
    pthread_mutex_init(&server->mutex, NULL);
    pthread_rwlock_init(&server->gate, NULL);
    server->call_count = server->config.calls_max + server->config.calls_max / 4 + SPARE_CONTEXTS;
    server->calls = calloc(server->call_count, sizeof *server->calls);
    if (server->calls == NULL || !services_init(server) ||
        !sj_pipes_init(&server->pipes, server->config.connections_max)) {
        server_free(server);
        return NULL;
    }
    return server;
}

enum sj_status sj_rpc_server_open(const struct sj_rpc_server_config *config,
                                  struct sj_rpc_server **server, struct sj_error *error)
{
    *server = server_new(config);
    if (*server == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for a server"));
    enum sj_status status = table_check(*server, error);
    if (status == SJ_OK && !sj_dispatch_start(*server))
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("the machine starts no more threads"));
    if (status == SJ_OK)
        status = listen_start(*server, error);
    if (status != SJ_OK) {
        sj_rpc_server_close(*server, 0);
        *server = NULL;
    }
    return status;
}

const char *sj_rpc_server_url(const struct sj_rpc_server *server)
{
    return server->url;
}

void sj_rpc_server_drain(struct sj_rpc_server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->draining = true;
    pthread_mutex_unlock(&server->mutex);
}

/* Waits until nothing is under way or being sent; then, or when the time is up, nothing more is
 * taken in. */
static void settle(struct sj_rpc_server *server, unsigned wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    int timed_out = 0;
    pthread_mutex_lock(&server->mutex);
    while ((server->under_way > 0 || server->sending > 0) && timed_out != ETIMEDOUT)
        timed_out = pthread_cond_timedwait(&server->idle, &server->mutex, &until);
    server->aborting = true;
    pthread_mutex_unlock(&server->mutex);
}

void sj_rpc_server_close(struct sj_rpc_server *server, unsigned wait_ms)
{
    if (server == NULL)
        return;
    sj_rpc_server_drain(server);
    settle(server, wait_ms);
    sj_dispatch_stop(server);
    pthread_rwlock_wrlock(&server->gate);
    server->closed = true;
    pthread_rwlock_unlock(&server->gate);
    for (unsigned i = 0; i < server->call_count; i++)
        sj_call_close(&server->calls[i]);
    if (server->url != NULL)
        nng_msleep(LINGER_MS);
    if (nng_socket_id(server->socket) > 0 && !sj_nng_close(server->socket))
        return; /* left to nng's threads */
    /* A handler may still hold a call; the last of them frees the server. */
    sj_server_release(server);
}
