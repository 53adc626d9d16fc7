/* The draft out of a workbook. */
#include "client/draft_table.h"

#include "base/i18n.h"
#include "client/sheet.h"

#include <string.h>

/* Numbers come as they are stored, exact; but who types 5% means that, and not 0.05. */
static const char *field_of(const struct sj_sheet *sheet, size_t row, size_t column)
{
    size_t at = row * sheet->columns + column;
    struct sj_bytes shown = sheet->shown[at];
    if (shown.data != NULL && sj_bytes_ends(shown, SJ_LITERAL("%")))
        return (const char *)shown.data;
    return (const char *)sheet->cells[at].data;
}

static enum sj_status add_rows(const struct sj_sheet *sheet, struct sj_arena *arena,
                               struct sj_draft_grid *grid, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    const char **fields = sj_arena_array(arena, sheet->columns + 1, sizeof(const char *));
    if (fields == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    for (size_t row = 0; status == SJ_OK && row < sheet->rows; row++) {
        for (size_t i = 0; i < sheet->columns; i++)
            fields[i] = field_of(sheet, row, i);
        status = sj_draft_grid_add(grid, fields, sheet->columns, arena, error);
    }
    return status;
}

/* The draft's own sheet, or the first. One that is hidden would be signed unseen. */
static const struct sj_sheet *find_sheet(const struct sj_sheet *sheets, size_t count)
{
    const struct sj_sheet *first = NULL;
    for (size_t i = count; i-- > 0;) {
        if (sheets[i].hidden)
            continue;
        if (strcmp(sheets[i].name, SJ_DRAFT_SHEET) == 0)
            return &sheets[i];
        first = &sheets[i];
    }
    return first;
}

enum sj_status sj_draft_parse_xlsx(const char *name, struct sj_bytes xlsx, struct sj_arena *arena,
                                   struct sj_findings *findings, struct sj_draft *draft,
                                   struct sj_error *error)
{
    struct sj_sheet *sheets;
    size_t count = 0;
    *draft = (struct sj_draft){.name = name, .workbook = true};
    enum sj_status status = sj_xlsx_read(xlsx, arena, &sheets, &count, error);
    if (status != SJ_OK) {
        sj_error_in(error, "%s", name);
        return status;
    }
    const struct sj_sheet *sheet = find_sheet(sheets, count);
    for (size_t i = 0; i < count; i++)
        draft->others = draft->others || (&sheets[i] != sheet && sheets[i].rows > 0 &&
                                          strcmp(sheets[i].name, SJ_NAMES_SHEET) != 0);
    if (sheet != NULL)
        status = add_rows(sheet, arena, &draft->grid, error);
    return status == SJ_OK ? sj_draft_take_grid(draft, arena, findings, error) : status;
}
