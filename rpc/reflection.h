/* Looks things up in a FileDescriptorSet, read off the wire as protoc wrote it. Files are slices
 * of the set: encoded FileDescriptorProtos. */
#ifndef SHANGJI_RPC_REFLECTION_H
#define SHANGJI_RPC_REFLECTION_H

#include "base/arena.h"

/* The file of that name ("query.proto"), or an empty slice. */
struct sj_bytes sj_reflection_file(struct sj_bytes set, struct sj_bytes name);
/* The file that declares a message, enum, service or method by its full name
 * ("shangji.v1.Query.Rank", "shangji.v1.Statement.What"), or an empty slice. */
struct sj_bytes sj_reflection_symbol(struct sj_bytes set, struct sj_bytes symbol);
/* The file and all that it imports, itself first, each once. NULL if the arena has no room. */
struct sj_bytes *sj_reflection_closure(struct sj_bytes set, struct sj_bytes file,
                                       struct sj_arena *arena, size_t *count);

#endif
