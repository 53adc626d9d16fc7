#include "rpc/method.h"

#include <stdio.h>
#include <string.h>

const char *sj_method_path(const struct sj_method *method, char name[static SJ_METHOD_NAME])
{
    snprintf(name, SJ_METHOD_NAME, "/%s/%s", method->service->name, method->name);
    return name;
}

const struct sj_method *sj_method_find(const struct sj_method *methods, size_t count,
                                       struct sj_bytes path)
{
    for (size_t i = 0; i < count; i++) {
        struct sj_bytes service = sj_bytes_of(methods[i].service->name);
        struct sj_bytes name = sj_bytes_of(methods[i].name);
        if (path.len == service.len + name.len + 2 && path.data[0] == '/' &&
            path.data[service.len + 1] == '/' &&
            sj_bytes_equal(sj_bytes_slice(path, 1, service.len + 1), service) &&
            sj_bytes_equal(sj_bytes_slice(path, service.len + 2, path.len), name))
            return &methods[i];
    }
    return NULL;
}

unsigned sj_method_index(const struct sj_method *method)
{
    unsigned i = 0;
    while (i < method->service->n_methods &&
           strcmp(method->service->methods[i].name, method->name) != 0)
        i++;
    return i;
}
