/* What a server and a channel know of a method beyond its descriptor. */
#ifndef SHANGJI_RPC_METHOD_H
#define SHANGJI_RPC_METHOD_H

#include "base/bytes.h"

#include <protobuf-c/protobuf-c.h>

enum sj_access {
    SJ_ACCESS_OPEN,    /* anyone; signatures inside the request are the authority */
    SJ_ACCESS_ENROLLED /* a caller signature is asked for */
};

enum { SJ_METHOD_NAME = 128 };

struct sj_method {
    const ProtobufCServiceDescriptor *service;
    const char *name; /* as in the .proto: "Rank" */
    enum sj_access access;
    uint32_t request_max_bytes, reply_max_bytes;
    uint32_t deadline_ms; /* where the caller names none; also the longest it may ask for × 6 */
};

/* "/shangji.v1.Query/Rank" of a row. Returns `name`. */
const char *sj_method_path(const struct sj_method *method, char name[static SJ_METHOD_NAME]);
/* The row of a path, or NULL. */
const struct sj_method *sj_method_find(const struct sj_method *methods, size_t count,
                                       struct sj_bytes path);
/* The method's place in its service's descriptor; the descriptor's n_methods where it has none,
 * which is a mistake of the table. */
unsigned sj_method_index(const struct sj_method *method);

#endif
