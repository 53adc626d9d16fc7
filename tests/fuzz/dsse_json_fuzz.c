/* DSSE's JSON comes from anybody's tool. What is read is an envelope that the binary form takes,
 * and printed it reads as the same one; what is not says why. */
#include "client/dsse_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_envelope envelope, again;
    struct sj_error error = {0};
    sj_trust_init();
    sj_arena_init(&arena, (size_t)16 * SJ_ENVELOPE_MAX_BYTES);
    if (sj_dsse_json_parse(SJ_BYTES(data, size), &arena, &envelope, &error) == SJ_OK) {
        struct sj_buffer text = {0};
        struct sj_bytes first, second;
        require(sj_envelope_encode(&envelope, &arena, &first, &error) == SJ_OK);
        require(sj_envelope_decode(first, &arena, &again, &error) == SJ_OK);
        require(sj_dsse_json_print(&envelope, &text, &error) == SJ_OK);
        require(sj_dsse_json_parse(sj_buffer_bytes(&text), &arena, &again, &error) == SJ_OK);
        require(sj_envelope_encode(&again, &arena, &second, &error) == SJ_OK);
        require(sj_bytes_equal(first, second));
        sj_buffer_clear(&text);
    } else {
        require(error.message[0] != '\0');
    }
    sj_arena_clear(&arena);
    return 0;
}
