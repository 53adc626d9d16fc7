/* Any bytes as a .docx: as the zip file itself, and as its document and numbering. The first byte
 * chooses. */
#include "../unit/office_fixture.h"
#include "base/text.h"
#include "client/document.h"
#include "rules/figure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(enum sj_status status, struct sj_bytes text, const struct sj_error *error)
{
    if (status != SJ_OK && error->message[0] == '\0')
        abort();
    if (status == SJ_OK && (!sj_utf8_valid(text) || text.len > SJ_TEXT_MAX_BYTES + 1))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_bytes text = {0}, file;
    static const char body[] =
        "<w:document " OFFICE_WORD_NS "><w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId "
        "w:val='1'/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p></w:document>";
    if (size == 0)
        return 0;
    sj_arena_init(&arena, 64 * 1024 * 1024);
    struct sj_bytes rest = SJ_BYTES(data + 1, size - 1);
    const char *inner = sj_arena_printf(&arena, "<w:document " OFFICE_WORD_NS "><w:body>%.*s",
                                        (int)rest.len, (const char *)rest.data);
    switch (data[0] % 4) {
    case 0:
        file = rest;
        break;
    case 1:
        file = office_docx(rest, "", &arena);
        break;
    case 2:
        file = office_docx(sj_bytes_of(inner), "", &arena);
        break;
    default:
        file = office_docx(sj_bytes_of(body), sj_arena_text(&arena, rest), &arena);
    }
    check(sj_docx_text(file, &arena, &text, &error), text, &error);
    sj_arena_clear(&arena);
    return 0;
}
