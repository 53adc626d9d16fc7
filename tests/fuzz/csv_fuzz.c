/* Any bytes as a .csv file: its text is valid and within limits. */
#include "base/text.h"
#include "client/document.h"
#include "rules/figure.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_document document;
    struct sj_error error = {0};
    sj_arena_init(&arena, 64 * 1024 * 1024);
    if (sj_document_parse("a.csv", SJ_BYTES(data, size), &arena, &document, &error) == SJ_OK) {
        if (!sj_utf8_valid(document.text) || document.text.len > SJ_TEXT_MAX_BYTES)
            abort();
    } else if (error.message[0] == '\0') {
        abort();
    }
    sj_arena_clear(&arena);
    return 0;
}
