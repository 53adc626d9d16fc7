/* The inside of the server, shared by server.c (opening, draining, closing), call.c (a context's
 * way from request to answer), dispatch.c (the workers) and builtin.c (health, reflection).
 *
 * A context goes round: RECEIVING → (QUEUED → HANDLING →) SENDING → RECEIVING. nng calls back at
 * the end of RECEIVING and of SENDING; between the two the context belongs to the queue, then to
 * a worker and the handler. Nothing is asked of nng but through the gate, which close shuts, so
 * that contexts are only freed when nobody can use them any more. */
#ifndef SHANGJI_RPC_SERVER_IMPL_H
#define SHANGJI_RPC_SERVER_IMPL_H

#include "rpc/frame.h"
#include "rpc/pipes.h"
#include "rpc/server.h"
#include "rpc/transport_impl.h"

#include <health.pb-c.h>
#include <reflection.pb-c.h>

#include <pthread.h>
#include <stdatomic.h>

enum call_state { CALL_RECEIVING, CALL_QUEUED, CALL_HANDLING, CALL_SENDING };
enum { CALL_DETAILS_MAX = 32 };

struct sj_call {
    struct sj_rpc_server *server;
    nng_ctx context;
    nng_aio *aio;
    _Atomic(enum call_state) state;
    struct sj_call *next; /* in the queue */
    nng_msg *request;
    int pipe;
    int64_t received_ms, deadline_ms;
    struct sj_arena arena;
    Shangji__Rpc__V1__CallFrame *frame; /* NULL until decoded */
    const struct sj_method *method;
    Shangji__Rpc__V1__Detail *details[CALL_DETAILS_MAX]; /* the first is the failure's own */
    size_t detail_count;
};

struct sj_health_service {
    Grpc__Health__V1__Health_Service base;
    struct sj_rpc_server *server;
};

struct sj_reflection_service {
    Grpc__Reflection__V1__ServerReflection_Service base;
    struct sj_rpc_server *server;
};

struct sj_rpc_server {
    struct sj_rpc_server_config config; /* with its defaults filled in */
    nng_socket socket;
    nng_listener listener;
    char *url;
    ProtobufCService **services; /* the config's, then our two */
    size_t service_count;
    struct sj_health_service health;
    struct sj_reflection_service reflection;
    struct sj_pipes pipes;
    struct sj_call *calls;
    unsigned call_count;
    pthread_t *threads;
    unsigned thread_count;

    pthread_rwlock_t gate; /* held for reading while nng is asked for something */
    bool closed;           /* under the gate */

    pthread_mutex_t mutex;        /* of all that follows */
    pthread_cond_t work, idle;    /* something queued; nothing under way or being sent */
    struct sj_call *first, *last; /* the queue */
    unsigned under_way;           /* admitted, not yet answered */
    unsigned sending;             /* answers that nng has not yet taken */
    unsigned users;               /* 1 = open, and 1 an admitted call; at 0 all is freed */
    bool draining;                /* all but health is refused */
    bool aborting;                /* everything is refused, and who asks has no time left */
    bool stopping;                /* the workers end when nothing is queued */
};

/* call.c */
int sj_call_open(struct sj_call *call, struct sj_rpc_server *server);
void sj_call_close(struct sj_call *call); /* the gate is shut */
void sj_call_receive(struct sj_call *call);
void sj_call_answer(const ProtobufCMessage *reply, void *call); /* a ProtobufCClosure */

/* dispatch.c */
bool sj_dispatch_start(struct sj_rpc_server *server);
void sj_dispatch_stop(struct sj_rpc_server *server); /* what is queued is answered first */

/* builtin.c */
void sj_builtin_init(struct sj_rpc_server *server);

/* server.c */
ProtobufCService *sj_server_service(const struct sj_rpc_server *server,
                                    const ProtobufCServiceDescriptor *descriptor);
int64_t sj_server_now_ms(const struct sj_rpc_server *server);
bool sj_server_draining(struct sj_rpc_server *server);
bool sj_gate_enter(struct sj_rpc_server *server); /* false: closed, and not entered */
void sj_gate_leave(struct sj_rpc_server *server);
void sj_server_release(struct sj_rpc_server *server); /* one user less */

#endif
