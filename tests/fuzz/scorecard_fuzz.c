/* Any bytes as a scorecard's YAML: refused with a file and words, or such as pack, unpack and pass
 * once more. */
#include "client/scorecard_yaml.h"
#include "proto/pb.h"
#include "rules/scorecard.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_good(const Shangji__V1__Scorecard *card, struct sj_arena *arena)
{
    struct sj_error error = {0};
    struct sj_bytes packed;
    ProtobufCMessage *copy;
    if (sj_pb_pack(&card->base, arena, &packed, &error) != SJ_OK ||
        sj_pb_unpack(card->base.descriptor, packed, arena, "scorecard", &copy, &error) != SJ_OK ||
        sj_scorecard_check((const Shangji__V1__Scorecard *)copy, &error) != SJ_OK)
        abort();
    for (size_t i = 0; i < card->n_dimensions; i++)
        if (sj_scorecard_weight(card->dimensions[i]) <= 0)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    Shangji__V1__Scorecard *card;
    sj_arena_init(&arena, ROOM);
    enum sj_status status =
        sj_scorecard_load_yaml(SJ_BYTES(data, size), "fuzz.yaml", &arena, &card, &error);
    if (status == SJ_OK)
        check_good(card, &arena);
    else if (card || strncmp(error.message, "fuzz.yaml", 9) != 0)
        abort();
    sj_arena_clear(&arena);
    return 0;
}
