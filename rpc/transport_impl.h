/* What server and channel share of nng. Seen by rpc/ alone. */
#ifndef SHANGJI_RPC_TRANSPORT_IMPL_H
#define SHANGJI_RPC_TRANSPORT_IMPL_H

#include "rpc/transport.h"

#include <nng/nng.h>
#include <nng/supplemental/tls/tls.h>
#include <nng/supplemental/util/platform.h>

/* Translates a code of nng; `what` says what was being done. */
enum sj_status sj_nng_error(int code, const char *what, struct sj_error *error);

/* nng_close, but not for ever: 1.5.2 loses track of a connection that it closes at the moment when
 * a message comes in, and then waits for it. False if it hangs: whatever its callbacks use must
 * then be left to them. */
bool sj_nng_close(nng_socket socket) SJ_WARN_UNUSED;

/* The caller frees them with nng_tls_config_free. */
enum sj_status sj_tls_server_config(const struct sj_tls_identity *identity,
                                    struct nng_tls_config **tls,
                                    struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_tls_client_config(const struct sj_tls_trust *trust, struct nng_tls_config **tls,
                                    struct sj_error *error) SJ_WARN_UNUSED;

#endif
