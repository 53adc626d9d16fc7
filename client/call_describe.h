/* What a method takes and gives, as people write it in JSON, from the compiled-in descriptors. */
#ifndef SHANGJI_CLIENT_CALL_DESCRIBE_H
#define SHANGJI_CLIENT_CALL_DESCRIBE_H

#include "rpc/method.h"

#include <stdio.h>

/* Request, reply, and each message and enumeration that they hold, once. */
void sj_call_describe(const struct sj_method *method, FILE *out);
/* The method that `name` means: "/shangji.v1.Query/Rank", "shangji.v1.Query.Rank", "Query/Rank" or
 * "Rank". SJ_USAGE with the nearest ones. */
enum sj_status sj_call_find(const char *name, const struct sj_method **method,
                            struct sj_error *error) SJ_WARN_UNUSED;

#endif
