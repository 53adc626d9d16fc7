/* The transport under a channel: one REQ socket, one exchange at a time, dialled again when it is
 * lost. Not for several threads. Times are of the monotonic clock, in ms. */
#ifndef SHANGJI_RPC_CONNECTION_H
#define SHANGJI_RPC_CONNECTION_H

#include "rpc/transport.h"

#include <protobuf-c/protobuf-c.h>

struct sj_connection;

struct sj_reply_bytes {
    struct sj_bytes bytes;
    void *message; /* nng's, behind the bytes */
};

enum sj_status sj_connection_open(const char *url, const struct sj_tls_trust *trust,
                                  size_t reply_max_bytes, struct sj_connection **connection,
                                  struct sj_error *error) SJ_WARN_UNUSED;
void sj_connection_close(struct sj_connection *connection);
/* Connects if there is no connection. SJ_UNAVAILABLE if nobody answers, and at once if the host
 * says so; SJ_UNAUTHENTICATED if the one who answers has not the right certificate. */
enum sj_status sj_connection_ready(struct sj_connection *connection, int64_t deadline_ms,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* Sends the frame and waits for what comes back. SJ_UNAVAILABLE if the connection broke,
 * SJ_DEADLINE when the time is up. */
enum sj_status sj_connection_exchange(struct sj_connection *connection,
                                      const ProtobufCMessage *frame, int64_t deadline_ms,
                                      struct sj_reply_bytes *reply,
                                      struct sj_error *error) SJ_WARN_UNUSED;
void sj_reply_bytes_free(struct sj_reply_bytes *reply);

#endif
