/* Any bytes as an .xlsx: as the zip file itself, and as its sheet, its strings and its styles. The
 * first byte chooses. */
#include "../unit/office_fixture.h"
#include "base/text.h"
#include "client/document.h"
#include "client/sheet.h"
#include "rules/figure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(enum sj_status status, struct sj_bytes text, const struct sj_error *error)
{
    if (status != SJ_OK && error->message[0] == '\0')
        abort();
    if (status == SJ_OK && (!sj_utf8_valid(text) || text.len > SJ_TEXT_MAX_BYTES + 1))
        abort();
}

static void check_sheets(struct sj_bytes file, struct sj_arena *arena)
{
    struct sj_sheet *sheets;
    struct sj_error error = {0};
    size_t count;
    if (sj_xlsx_read(file, arena, &sheets, &count, &error) != SJ_OK)
        return;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < sheets[i].rows * sheets[i].columns; j++)
            if (sheets[i].cells[j].data[sheets[i].cells[j].len] != '\0' ||
                !sj_utf8_valid(sheets[i].cells[j]))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_bytes text = {0}, file;
    static const char styled[] =
        "<worksheet " OFFICE_SHEET_NS "><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c "
        "r='B1' s='0'><v>44260.5</v></c><c s='1'><v>-1234.5678</v></c><c s='2'><v>0</v></c></row>"
        "</sheetData></worksheet>";
    if (size == 0)
        return 0;
    sj_arena_init(&arena, 96 * 1024 * 1024);
    struct sj_bytes rest = SJ_BYTES(data + 1, size - 1);
    const char *copy = sj_arena_text(&arena, rest);
    const char *inner =
        sj_arena_printf(&arena, "<worksheet " OFFICE_SHEET_NS "><sheetData>%s", copy);
    switch (data[0] % 5) {
    case 0:
        file = rest;
        break;
    case 1:
        file = office_xlsx(rest, "<sst><si><t>a</t></si></sst>", "", &arena);
        break;
    case 2:
        file = office_xlsx(sj_bytes_of(inner), "<sst><si><t>a</t></si></sst>", "", &arena);
        break;
    case 3:
        file = office_xlsx(sj_bytes_of(styled), copy, "", &arena);
        break;
    default:
        file = office_xlsx(sj_bytes_of(styled), "<sst><si><t>a</t></si></sst>", copy, &arena);
    }
    check_sheets(file, &arena);
    check(sj_xlsx_text(file, &arena, &text, &error), text, &error);
    sj_arena_clear(&arena);
    return 0;
}
