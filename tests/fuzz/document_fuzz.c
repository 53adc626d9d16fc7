/* Any bytes as a document, as text and as a page: what is accepted is valid UTF-8 within limits. */
#include "base/text.h"
#include "client/document.h"
#include "rules/figure.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse(const char *name, struct sj_bytes bytes)
{
    struct sj_arena arena;
    struct sj_document document;
    struct sj_error error = {0};
    struct sj_bytes again;
    sj_arena_init(&arena, 64 * 1024 * 1024);
    if (sj_document_parse(name, bytes, &arena, &document, &error) == SJ_OK) {
        if (!sj_utf8_valid(document.text) || document.text.len > SJ_TEXT_MAX_BYTES ||
            sj_text_clean(document.text, &arena, &again, &error) != SJ_OK ||
            !sj_bytes_equal(again, document.text))
            abort();
    } else if (error.message[0] == '\0') {
        abort();
    }
    sj_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse("a.txt", SJ_BYTES(data, size));
    parse("a.html", SJ_BYTES(data, size));
    return 0;
}
