/* Serves protobuf-c services over nng REP contexts.
 *
 * Requests arrive on nng's threads, are decoded and handled by a pool of workers, and are
 * answered from whatever thread finishes them. A handler is the function that protoc-c declares
 * for the method; its closure_data is a struct sj_call. It may
 *   - answer at once: closure(&reply, closure_data), or sj_call_fail(closure_data, &error);
 *   - answer later: keep closure and call, and answer from another thread.
 * Exactly one answer a call. Whatever it needs for the call comes from sj_call_arena, which
 * lives until the answer is packed.
 *
 * More contexts stand ready than calls may be under way: the spare ones answer RESOURCE_EXHAUSTED
 * at once. A call whose deadline has passed before a worker takes it is dropped with
 * DEADLINE_EXCEEDED. Health and reflection are served by the server itself. */
#ifndef SHANGJI_RPC_SERVER_H
#define SHANGJI_RPC_SERVER_H

#include "base/arena.h"
#include "rpc/method.h"
#include "rpc/transport.h"

struct sj_rpc_server;
struct sj_call;

struct sj_rpc_server_config {
    const char *url;                   /* "tcp://127.0.0.1:7443", port 0 = any */
    const struct sj_tls_identity *tls; /* for tls+tcp, else NULL */
    const struct sj_method *methods;
    size_t method_count;
    struct sj_bytes descriptors;       /* FileDescriptorSet for reflection */
    ProtobufCService *const *services; /* the handlers; borrowed */
    size_t service_count;
    unsigned workers;         /* threads; 0 = 4 */
    unsigned calls_max;       /* under way at once; 0 = 64 */
    size_t message_max_bytes; /* 0 = the largest request of the table and 16 KiB */
    size_t arena_max_bytes;   /* a call's; 0 = 16 MiB */
    /* 0 = 1,024. Who comes above it takes the place of the one silent for longest, at least 30 s,
     * or is turned away. */
    unsigned connections_max;
    /* Time in ms that never runs back; NULL = the machine's. For tests. */
    int64_t (*now_ms)(void *context);
    void *context;
};

/* Listens when it returns. SJ_INTERNAL if a method has no row or no service, or a row no method. */
enum sj_status sj_rpc_server_open(const struct sj_rpc_server_config *config,
                                  struct sj_rpc_server **server,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* The URL with the port that was bound. Borrowed from the server. */
const char *sj_rpc_server_url(const struct sj_rpc_server *server);
/* From now on new calls get UNAVAILABLE and Health says NOT_SERVING; those under way finish. */
void sj_rpc_server_drain(struct sj_rpc_server *server);
/* Drains, waits until every call is answered and sent (at most wait_ms), then closes. What is
 * still queued then gets UNAVAILABLE; a handler at work is waited for, and finds no time left; an
 * answer that comes later is dropped. */
void sj_rpc_server_close(struct sj_rpc_server *server, unsigned wait_ms);

struct sj_arena *sj_call_arena(struct sj_call *call);
const struct sj_method *sj_call_method(const struct sj_call *call);
/* What is left of the caller's deadline; 0 when it has passed. Long work polls this. */
uint32_t sj_call_remaining_ms(const struct sj_call *call);
/* The caller's metadata under that key, or an empty slice. */
struct sj_bytes sj_call_metadata(const struct sj_call *call, const char *key);
/* Answers with the error's canonical code, message, reason and field. */
void sj_call_fail(struct sj_call *call, const struct sj_error *error);
/* Adds a further typed detail to the failure that follows. */
void sj_call_add_detail(struct sj_call *call, const char *reason, const char *field,
                        const char *message);

#endif
