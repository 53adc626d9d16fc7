#include "proto/descriptors.h"

extern const unsigned char sj_descriptor_set[];
extern const unsigned char sj_descriptor_set_end[];

struct sj_bytes sj_descriptors(void)
{
    return SJ_BYTES(sj_descriptor_set, (size_t)(sj_descriptor_set_end - sj_descriptor_set));
}
