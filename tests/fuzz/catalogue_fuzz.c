/* Any bytes as a catalogue's YAML: refused with a file, a line and words, or such as pack, unpack
 * and pass once more. */
#include "client/catalogue_yaml.h"
#include "proto/pb.h"
#include "rules/catalogue_pb.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 32 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_good(Shangji__V1__Catalogue *message, struct sj_arena *arena)
{
    struct sj_error error = {0};
    struct sj_bytes packed;
    ProtobufCMessage *copy;
    struct sj_catalogue *catalogue;
    if (sj_pb_pack(&message->base, arena, &packed, &error) != SJ_OK ||
        sj_pb_unpack(message->base.descriptor, packed, arena, "catalogue", &copy, &error) !=
            SJ_OK ||
        sj_catalogue_of_pb((const Shangji__V1__Catalogue *)copy, arena, &catalogue, &error) !=
            SJ_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    Shangji__V1__Catalogue *message;
    sj_arena_init(&arena, ROOM);
    enum sj_status status =
        sj_catalogue_load_yaml(SJ_BYTES(data, size), "fuzz.yaml", &arena, &message, &error);
    if (status == SJ_OK)
        check_good(message, &arena);
    else if (message || strncmp(error.message, "fuzz.yaml", 9) != 0)
        abort();
    sj_arena_clear(&arena);
    return 0;
}
