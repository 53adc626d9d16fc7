/* The draft as CSV, and the reading of any CSV: libcsv reads here alone. */
#include "client/draft_table.h"

#include "base/i18n.h"
#include "client/document.h"

#include <csv.h>
#include <string.h>

/* ---- writing ---- */

static bool add_field(const char *field, struct sj_arena *arena, struct sj_buffer *csv)
{
    size_t len = strlen(field);
    size_t room = 2 * len + 2; /* every character a quotation mark, and two around */
    char *quoted = sj_arena_alloc(arena, room);
    if (quoted == NULL)
        return false;
    sj_buffer_add(csv, quoted, csv_write(quoted, room, field, len));
    return true;
}

/* Every row as wide as the widest, as spreadsheets write it; a blank one stays blank. */
static bool add_row(const struct sj_draft_line *row, size_t columns, struct sj_arena *arena,
                    struct sj_buffer *csv)
{
    for (size_t i = 0; row->count > 0 && i < columns; i++) {
        if (i > 0)
            sj_buffer_add_char(csv, ',');
        if (!add_field(i < row->count ? row->fields[i] : "", arena, csv))
            return false;
    }
    sj_buffer_add_text(csv, "\r\n");
    return true;
}

enum sj_status sj_draft_format(const struct sj_draft *draft, struct sj_arena *arena,
                               struct sj_buffer *csv, struct sj_error *error)
{
    struct sj_draft_grid grid;
    size_t columns = 0;
    bool room = true;
    enum sj_status status = sj_draft_make_grid(draft, sj_cell_escape, arena, &grid, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < grid.count; i++)
        columns = grid.rows[i].count > columns ? grid.rows[i].count : columns;
    /* Without a BOM Excel takes UTF-8 for the system's code page. */
    sj_buffer_add_text(csv, "\xEF\xBB\xBF");
    for (size_t i = 0; room && i < grid.count; i++)
        room = add_row(&grid.rows[i], columns, arena, csv);
    if (!room || csv->failed)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    return SJ_OK;
}

/* ---- reading ---- */

struct parsing {
    struct sj_arena *arena;
    struct sj_draft_grid *grid;
    struct sj_error *error;
    enum sj_status status;
    const char
        *fields[SJ_DRAFT_GRID_COLUMNS_MAX + 1]; /* of the row under way; one more shows that */
    size_t field_count;
    int terminator; /* of the row before */
};

static void on_field(void *bytes, size_t len, void *data)
{
    struct parsing *parsing = data;
    if (parsing->status != SJ_OK || (parsing->field_count > SJ_DRAFT_GRID_COLUMNS_MAX))
        return;
    char *field = sj_arena_text(parsing->arena, SJ_BYTES(bytes, len));
    if (field == NULL)
        parsing->status =
            sj_error_set(parsing->error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    parsing->fields[parsing->field_count++] = field == NULL ? "" : field;
}

static void on_row(int terminator, void *data)
{
    struct parsing *parsing = data;
    bool second_half =
        terminator == '\n' && parsing->terminator == '\r' && parsing->field_count == 0;
    parsing->terminator = second_half ? 0 : terminator;
    if (second_half)
        return;
    if (parsing->status == SJ_OK)
        parsing->status = sj_draft_grid_add(parsing->grid, parsing->fields, parsing->field_count,
                                            parsing->arena, parsing->error);
    parsing->field_count = 0;
}

/* libcsv would cut blanks off the ends of cells without quotation marks. */
static int never(unsigned char character)
{
    (void)character;
    return 0;
}

static enum sj_status not_csv(const struct sj_draft *draft, struct sj_error *error)
{
    char where[SJ_DRAFT_WHERE_TEXT];
    sj_error_set(error, SJ_INVALID, "NOT_CSV",
                 _("row %zu: a quotation mark is out of place; save the draft as CSV"),
                 draft->grid.count + 1);
    return sj_error_at(error, "%s", sj_draft_where(draft, draft->grid.count + 1, where));
}

enum sj_status sj_csv_grid(struct sj_bytes text, struct sj_arena *arena, struct sj_draft_grid *grid,
                           bool *whole, struct sj_error *error)
{
    struct parsing parsing = {.arena = arena, .grid = grid, .error = error};
    struct csv_parser parser;
    /* All line ends are reported, so that rows are counted as the spreadsheet counts them. */
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    csv_set_space_func(&parser, never);
    *whole = csv_parse(&parser, text.data, text.len, on_field, on_row, &parsing) == text.len &&
             csv_fini(&parser, on_field, on_row, &parsing) == 0;
    csv_free(&parser);
    return parsing.status;
}

enum sj_status sj_draft_parse(const char *name, struct sj_bytes bytes, struct sj_arena *arena,
                              struct sj_findings *findings, struct sj_draft *draft,
                              struct sj_error *error)
{
    struct sj_bytes text;
    enum sj_encoding encoding;
    *draft = (struct sj_draft){.name = name};
    if (bytes.len > SJ_DRAFT_MAX_BYTES)
        return sj_error_set(error, SJ_EXHAUSTED, "DRAFT_TOO_LONG", _("%s is too long for a draft"),
                            name);
    if (sj_bytes_starts(bytes, SJ_LITERAL("PK\3\4")))
        return sj_draft_parse_xlsx(name, bytes, arena, findings, draft, error);
    enum sj_status status = sj_text_decode(bytes, arena, &text, &encoding, error);
    if (status != SJ_OK) {
        sj_error_in(error, "%s", name);
        return status;
    }
    draft->lossy = encoding == SJ_ENCODING_GB18030;
    bool whole = false;
    status = sj_csv_grid(text, arena, &draft->grid, &whole, error);
    if (status == SJ_OK && !whole)
        status = not_csv(draft, error);
    return status == SJ_OK ? sj_draft_take_grid(draft, arena, findings, error) : status;
}
