/* The inside of a connection: its socket (connection.c) and how it is dialled
 * (connection_dial.c). */
#ifndef SHANGJI_RPC_CONNECTION_IMPL_H
#define SHANGJI_RPC_CONNECTION_IMPL_H

#include "rpc/connection.h"

#include <nng/nng.h>
#include <nng/supplemental/tls/tls.h>

#include <pthread.h>

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
    bool left;            /* a socket was left open: its pipe events still come here */
    bool dialled;         /* the thread that dials has ended, */
    int dial_result;      /* with this */
};

void sj_dialer_set(struct sj_connection *connection, nng_dialer dialer);
void sj_dialer_close(struct sj_connection *connection);
bool sj_answer_may_come(struct sj_connection *connection);
int sj_leave_socket(struct sj_connection *connection);

#endif
