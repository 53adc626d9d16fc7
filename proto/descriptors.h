/* The FileDescriptorSet that protoc made of proto/, embedded. */
#ifndef SHANGJI_PROTO_DESCRIPTORS_H
#define SHANGJI_PROTO_DESCRIPTORS_H

#include "base/bytes.h"

struct sj_bytes sj_descriptors(void);

#endif
