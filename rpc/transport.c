#include "rpc/transport_impl.h"

#include "base/i18n.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HOST_MAX = 253, PORT_MAX = 65535, CLOSE_TIMEOUT_S = 3 };

/* Splits HOST:PORT or [HOST]:PORT. */
static bool split_address(struct sj_bytes address, struct sj_bytes *host, struct sj_bytes *port)
{
    size_t colon = address.len;
    while (colon > 0 && address.data[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return false;
    *host = sj_bytes_slice(address, 0, colon - 1);
    *port = sj_bytes_slice(address, colon, address.len);
    if (host->data[0] == '[') {
        if (host->len < 4 || host->data[host->len - 1] != ']')
            return false;
        *host = sj_bytes_slice(*host, 1, host->len - 1);
        return sj_bytes_find(*host, SJ_LITERAL(":"), 0) != SIZE_MAX;
    }
    return sj_bytes_find(*host, SJ_LITERAL(":"), 0) == SIZE_MAX;
}

static bool port_valid(struct sj_bytes port)
{
    unsigned value = 0;
    for (size_t i = 0; i < port.len; i++) {
        if (port.data[i] < '0' || port.data[i] > '9' || port.len > 5)
            return false;
        value = value * 10 + (unsigned)(port.data[i] - '0');
    }
    return port.len > 0 && value <= PORT_MAX;
}

static bool host_valid(struct sj_bytes host)
{
    for (size_t i = 0; i < host.len; i++) {
        uint8_t c = host.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '.' && c != '-' && c != ':')
            return false;
    }
    return host.len > 0 && host.len <= HOST_MAX;
}

static bool host_is_loopback(struct sj_bytes host)
{
    char text[HOST_MAX + 1];
    memcpy(text, host.data, host.len);
    text[host.len] = '\0';
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, text, &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    if (inet_pton(AF_INET6, text, &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6);
    return strcmp(text, "localhost") == 0;
}

enum sj_status sj_url_check(const char *url, bool *tls, struct sj_error *error)
{
    struct sj_bytes rest = sj_bytes_of(url), host, port;
    *tls = sj_bytes_starts(rest, SJ_LITERAL("tls+tcp://"));
    if (!*tls && !sj_bytes_starts(rest, SJ_LITERAL("tcp://")))
        return sj_error_set(error, SJ_INVALID, "URL",
                            _("%s: write tls+tcp://HOST:PORT, or tcp://127.0.0.1:PORT on one host"),
                            url);
    rest = sj_bytes_slice(rest, *tls ? strlen("tls+tcp://") : strlen("tcp://"), rest.len);
    if (!split_address(rest, &host, &port) || !host_valid(host) || !port_valid(port))
        return sj_error_set(error, SJ_INVALID, "URL",
                            _("%s: behind :// stands HOST:PORT and nothing else, as in "
                              "tls+tcp://city.example:7443"),
                            url);
    if (!*tls && !host_is_loopback(host))
        return sj_error_set(error, SJ_INVALID, "URL",
                            _("%s: tcp:// is not encrypted and only for this host (127.0.0.1); "
                              "write tls+tcp:// between hosts"),
                            url);
    return SJ_OK;
}

enum sj_status sj_nng_error(int code, const char *what, struct sj_error *error)
{
    enum sj_status status = code == NNG_ENOMEM ? SJ_NO_MEMORY : SJ_IO;
    return sj_error_set(error, status, "TRANSPORT", "%s: %s", what, nng_strerror(code));
}

struct closing {
    nng_socket socket;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool closed, abandoned;
};

static void closing_free(struct closing *closing)
{
    pthread_cond_destroy(&closing->changed);
    pthread_mutex_destroy(&closing->mutex);
    free(closing);
}

static void *closing_run(void *argument)
{
    struct closing *closing = argument;
    nng_close(closing->socket);
    pthread_mutex_lock(&closing->mutex);
    closing->closed = true;
    bool abandoned = closing->abandoned;
    pthread_cond_signal(&closing->changed);
    pthread_mutex_unlock(&closing->mutex);
    if (abandoned)
        closing_free(closing);
    return NULL;
}

/* Whoever is last frees it. */
static bool closing_wait(struct closing *closing, pthread_t thread)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += CLOSE_TIMEOUT_S;
    int timed_out = 0;
    pthread_mutex_lock(&closing->mutex);
    while (!closing->closed && timed_out != ETIMEDOUT)
        timed_out = pthread_cond_timedwait(&closing->changed, &closing->mutex, &until);
    bool closed = closing->closed;
    closing->abandoned = !closed;
    pthread_mutex_unlock(&closing->mutex);
    if (closed) {
        pthread_join(thread, NULL);
        closing_free(closing);
    } else {
        pthread_detach(thread);
    }
    return closed;
}

bool sj_nng_close(nng_socket socket)
{
    pthread_t thread;
    struct closing *closing = calloc(1, sizeof *closing);
    if (closing == NULL)
        return false;
    closing->socket = socket;
    pthread_mutex_init(&closing->mutex, NULL);
    pthread_cond_init(&closing->changed, NULL);
    if (pthread_create(&thread, NULL, closing_run, closing) == 0)
        return closing_wait(closing, thread);
    closing_free(closing);
    return false;
}

enum sj_status sj_tls_server_config(const struct sj_tls_identity *identity,
                                    struct nng_tls_config **tls, struct sj_error *error)
{
    *tls = NULL;
    if (identity == NULL || identity->certificate_pem == NULL || identity->key_pem == NULL)
        return sj_error_set(error, SJ_INVALID, "TLS",
                            _("tls+tcp needs the server's certificate and its key"));
    int code = nng_tls_config_alloc(tls, NNG_TLS_MODE_SERVER);
    if (code == 0)
        code = nng_tls_config_version(*tls, NNG_TLS_1_2, NNG_TLS_1_2);
    if (code == 0)
        code = nng_tls_config_own_cert(*tls, identity->certificate_pem, identity->key_pem, NULL);
    if (code == 0)
        return SJ_OK;
    if (*tls != NULL)
        nng_tls_config_free(*tls);
    *tls = NULL;
    return sj_error_set(error, SJ_INVALID, "TLS",
                        _("the server's certificate and key cannot be used (%s): they must be "
                          "PEM texts that belong to each other"),
                        nng_strerror(code));
}

enum sj_status sj_tls_client_config(const struct sj_tls_trust *trust, struct nng_tls_config **tls,
                                    struct sj_error *error)
{
    *tls = NULL;
    /* Without a name nng would take any certificate of this CA, so there is always one. */
    if (trust == NULL || trust->ca_pem == NULL || trust->server_name == NULL ||
        trust->server_name[0] == '\0')
        return sj_error_set(error, SJ_INVALID, "TLS",
                            _("tls+tcp needs the city's CA and the server's name; both stand in "
                              "the city card"));
    int code = nng_tls_config_alloc(tls, NNG_TLS_MODE_CLIENT);
    if (code == 0)
        code = nng_tls_config_version(*tls, NNG_TLS_1_2, NNG_TLS_1_2);
    if (code == 0)
        code = nng_tls_config_auth_mode(*tls, NNG_TLS_AUTH_MODE_REQUIRED);
    if (code == 0)
        code = nng_tls_config_server_name(*tls, trust->server_name);
    if (code == 0)
        code = nng_tls_config_ca_chain(*tls, trust->ca_pem, NULL);
    if (code == 0)
        return SJ_OK;
    if (*tls != NULL)
        nng_tls_config_free(*tls);
    *tls = NULL;
    return sj_error_set(error, SJ_INVALID, "TLS",
                        _("the city's CA cannot be used (%s): it must be a certificate in PEM"),
                        nng_strerror(code));
}
