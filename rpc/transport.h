/* URLs and TLS. tcp:// on loopback, tls+tcp:// between hosts. */
#ifndef SHANGJI_RPC_TRANSPORT_H
#define SHANGJI_RPC_TRANSPORT_H

#include "base/bytes.h"

struct sj_tls_identity {
    const char *certificate_pem; /* the server's, then nothing: the CA is pinned by clients */
    const char *key_pem;
};

struct sj_tls_trust {
    const char *ca_pem;      /* the city's own CA */
    const char *server_name; /* checked against the certificate; never empty */
};

/* tcp://HOST:PORT or tls+tcp://HOST:PORT; tcp only to a loopback address. SJ_INVALID otherwise,
 * with what to write instead. */
enum sj_status sj_url_check(const char *url, bool *tls, struct sj_error *error) SJ_WARN_UNUSED;

#endif
