/* Every method that the city serves: who may call it, how large its request may be and how long
 * it may take. A method of a service without a row here fails a test (and the server's start). */
#ifndef SHANGJI_PROTO_METHODS_H
#define SHANGJI_PROTO_METHODS_H

#include "rpc/method.h"

extern const struct sj_method sj_methods[];
extern const size_t sj_method_count;

#endif
