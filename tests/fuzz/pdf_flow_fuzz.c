/* Any bytes as what pdftotext printed: never more text than went in, and no line end doubled. */
#include "base/text.h"
#include "client/document.h"
#include "rules/figure.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_buffer out = {0};
    sj_pdf_flow(SJ_BYTES(data, size), &out);
    struct sj_bytes text = sj_buffer_bytes(&out);
    if (text.len > 4 * size + 1 || (text.len > 0 && !sj_utf8_valid(text)) ||
        sj_bytes_find(text, SJ_LITERAL("\n\n"), 0) != SIZE_MAX)
        abort();
    sj_buffer_clear(&out);
    return 0;
}
