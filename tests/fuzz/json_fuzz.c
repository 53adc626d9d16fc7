/* Whatever text arrives: read as a message or refused with a message. What is read prints, and
 * what was printed reads as the same. */
#include "rpc/json.h"

#include <query.pb-c.h>
#include <report.pb-c.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool condition)
{
    if (!condition)
        abort();
}

static void round_trip(const ProtobufCMessageDescriptor *descriptor, struct sj_bytes text)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_buffer first = {0}, second = {0};
    ProtobufCMessage *message = NULL;
    sj_arena_init(&arena, 8 << 20);
    if (sj_json_parse(descriptor, text, &arena, &message, &error) == SJ_OK) {
        expect(sj_json_print(message, SJ_JSON_INDENTED, &first, &error) == SJ_OK);
        sj_arena_clear(&arena);
        expect(sj_json_parse(descriptor, sj_buffer_bytes(&first), &arena, &message, &error) ==
               SJ_OK);
        expect(sj_json_print(message, SJ_JSON_INDENTED, &second, &error) == SJ_OK);
        expect(sj_bytes_equal(sj_buffer_bytes(&first), sj_buffer_bytes(&second)));
    } else {
        expect(error.message[0] != '\0');
    }
    sj_buffer_clear(&first);
    sj_buffer_clear(&second);
    sj_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    round_trip(&shangji__v1__report__descriptor, SJ_BYTES(data, size));
    round_trip(&shangji__v1__coverage_answer__descriptor, SJ_BYTES(data, size));
    return 0;
}
