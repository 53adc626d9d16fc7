/* A client's line to one server. Calls are synchronous; a channel may be used by one thread at a
 * time. nng's own resending is off: the channel retries under the caller's deadline, with
 * growing pauses and jitter, and only what may help (UNAVAILABLE, and RESOURCE_EXHAUSTED but for
 * what is too large; every method of ours is idempotent). Requests are checked for size before
 * they are sent. */
#ifndef SHANGJI_RPC_CHANNEL_H
#define SHANGJI_RPC_CHANNEL_H

#include "base/arena.h"
#include "rpc/method.h"
#include "rpc/transport.h"

struct sj_channel;

struct sj_channel_config {
    const char *url;
    const struct sj_tls_trust *tls; /* needed for tls+tcp */
    const struct sj_method *methods;
    size_t method_count;
    unsigned retries; /* further tries after the first; 0 = none */
    uint64_t seed;    /* of the jitter */
};

struct sj_call_metadata {
    const char *key, *value;
};

struct sj_call_options {
    uint32_t timeout_ms; /* 0 = the method's */
    const struct sj_call_metadata *metadata;
    size_t metadata_count;
};

/* Does not wait for a connection: an unreachable server shows at the first call. */
enum sj_status sj_channel_open(const struct sj_channel_config *config, struct sj_channel **channel,
                               struct sj_error *error) SJ_WARN_UNUSED;
void sj_channel_close(struct sj_channel *channel);

/* Calls `path` ("/shangji.v1.Query/Rank") with `request`; the reply is unpacked into the arena.
 * SJ_UNAVAILABLE where nobody answers at the address, SJ_DEADLINE when the time is up (which
 * says nothing about whether a write was done), SJ_UNAUTHENTICATED with reason CERTIFICATE when the
 * server has not the pinned CA's certificate for its name. A server's failure comes back as the
 * status of its canonical code with its message, reason and field. `options` may be NULL. */
enum sj_status sj_channel_call(struct sj_channel *channel, const char *path,
                               const ProtobufCMessage *request, struct sj_arena *arena,
                               ProtobufCMessage **reply, const struct sj_call_options *options,
                               struct sj_error *error) SJ_WARN_UNUSED;

#endif
