/* The parts of a workbook, and the sheets put together from them. The cells of one sheet are read
 * in sheet_cells.c. */
#include "client/sheet_parts.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum sj_status sj_sheet_broken(const struct sj_workbook *book, const char *part,
                               struct sj_error *error)
{
    return sj_error_set(error, SJ_INVALID, "BROKEN_WORKBOOK",
                        _("%s in the file cannot be read; open the file and save it again"), part);
}

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
}

/* ---- texts ---- */

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* _x000D_ and its like stand for a character that XML cannot hold. */
static bool escape_at(struct sj_bytes text, size_t at, uint32_t *code_point)
{
    *code_point = 0;
    if (text.len - at < 7 || text.data[at] != '_' || text.data[at + 1] != 'x' ||
        text.data[at + 6] != '_')
        return false;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_digit(text.data[i]);
        if (digit < 0)
            return false;
        *code_point = *code_point * 16 + (uint32_t)digit;
    }
    return *code_point != 0 && (*code_point < 0xD800 || *code_point > 0xDFFF);
}

bool sj_sheet_text(struct sj_bytes raw, struct sj_arena *arena, struct sj_bytes *text)
{
    char *out = sj_arena_alloc(arena, raw.len + 1);
    size_t len = 0;
    uint32_t code_point;
    if (out == NULL)
        return false;
    for (size_t at = 0; at < raw.len;) {
        if (escape_at(raw, at, &code_point)) {
            char bytes[4];
            size_t size = sj_utf8_encode(code_point, bytes);
            memcpy(out + len, bytes, size);
            len += size;
            at += 7;
        } else {
            out[len++] = (char)raw.data[at++];
        }
    }
    *text = SJ_BYTES(out, len);
    return true;
}

enum sj_xml_event sj_sheet_string(struct sj_xml *xml, struct sj_buffer *text)
{
    bool in_text = false;
    enum sj_xml_event event;
    text->len = 0;
    for (size_t depth = 1; depth > 0;) {
        event = sj_xml_next(xml);
        if (event == SJ_XML_FAILED || event == SJ_XML_END)
            return SJ_XML_FAILED;
        if (event == SJ_XML_TEXT && in_text)
            sj_buffer_add_bytes(text, sj_xml_text(xml));
        if (event == SJ_XML_CLOSE) {
            in_text = false;
            depth--;
        }
        if (event != SJ_XML_OPEN)
            continue;
        if (sj_xml_is(xml, "rPh")) { /* how it is pronounced */
            if (sj_xml_skip(xml) == SJ_XML_FAILED)
                return SJ_XML_FAILED;
            continue;
        }
        in_text = sj_xml_is(xml, "t");
        depth++;
    }
    return SJ_XML_CLOSE;
}

static enum sj_status read_strings(struct sj_workbook *book, struct sj_bytes part,
                                   struct sj_error *error)
{
    struct sj_xml xml;
    struct sj_buffer text = {.limit = SJ_SHEET_CELL_MAX_BYTES};
    enum sj_status status = SJ_OK;
    enum sj_xml_event event;
    if (!sj_xml_open(part, &xml))
        return no_memory(error);
    book->strings = sj_arena_array(book->arena, SJ_SHEET_CELLS_MAX, sizeof *book->strings);
    if (book->strings == NULL)
        status = no_memory(error);
    while (status == SJ_OK && (event = sj_xml_next(&xml)) != SJ_XML_END) {
        if (event == SJ_XML_FAILED)
            status = sj_sheet_broken(book, "sharedStrings.xml", error);
        if (event != SJ_XML_OPEN || !sj_xml_is(&xml, "si"))
            continue;
        if (sj_sheet_string(&xml, &text) == SJ_XML_FAILED)
            status = sj_sheet_broken(book, "sharedStrings.xml", error);
        else if (text.failed || book->string_count == SJ_SHEET_CELLS_MAX)
            status = sj_sheet_too_much(error);
        else if (!sj_sheet_text(sj_buffer_bytes(&text), book->arena,
                                &book->strings[book->string_count++]))
            status = no_memory(error);
    }
    sj_buffer_clear(&text);
    sj_xml_close(&xml);
    return status;
}

enum sj_status sj_sheet_too_much(struct sj_error *error)
{
    return sj_error_set(
        error, SJ_EXHAUSTED, "SHEET_TOO_LARGE",
        _("the tables have more than %d rows, %d columns or %d cells; keep only what "
          "belongs to the report"),
        SJ_SHEET_ROWS_MAX, SJ_SHEET_COLUMNS_MAX, SJ_SHEET_CELLS_MAX);
}

/* ---- formats ---- */

static unsigned number_attribute(struct sj_xml *xml, const char *name)
{
    const char *value = sj_xml_attribute(xml, name);
    return value == NULL ? 0 : (unsigned)strtoul(value, NULL, 10);
}

static bool take_format(struct sj_workbook *book, struct sj_xml *xml)
{
    struct sj_sheet_format *format;
    const char *code = sj_xml_attribute(xml, "formatCode");
    if (book->formats == NULL || book->format_count == SJ_SHEET_FORMATS_MAX || code == NULL)
        return true;
    format = &book->formats[book->format_count];
    format->code = sj_arena_text(book->arena, sj_bytes_of(code));
    format->id = number_attribute(xml, "numFmtId");
    book->format_count++;
    return format->code != NULL;
}

static const char *format_of(const struct sj_workbook *book, unsigned id)
{
    for (size_t i = 0; i < book->format_count; i++)
        if (book->formats[i].id == id)
            return book->formats[i].code;
    return sj_number_format(id);
}

/* A cell's s="3" is the fourth <xf> of <cellXfs>; that names a format by its number. */
static enum sj_status read_styles(struct sj_workbook *book, struct sj_bytes part,
                                  struct sj_error *error)
{
    struct sj_xml xml;
    bool in_cells = false;
    enum sj_status status = SJ_OK;
    enum sj_xml_event event;
    if (!sj_xml_open(part, &xml))
        return no_memory(error);
    book->formats = sj_arena_array(book->arena, SJ_SHEET_FORMATS_MAX, sizeof *book->formats);
    book->styles = sj_arena_array(book->arena, SJ_SHEET_FORMATS_MAX, sizeof *book->styles);
    if (book->formats == NULL || book->styles == NULL) {
        sj_xml_close(&xml);
        return no_memory(error);
    }
    while (status == SJ_OK && (event = sj_xml_next(&xml)) != SJ_XML_END) {
        if (event == SJ_XML_FAILED)
            status = sj_sheet_broken(book, "styles.xml", error);
        if (sj_xml_is(&xml, "cellXfs") && event != SJ_XML_TEXT)
            in_cells = event == SJ_XML_OPEN;
        if (event != SJ_XML_OPEN)
            continue;
        if (sj_xml_is(&xml, "numFmt") && !take_format(book, &xml))
            status = no_memory(error);
        if (in_cells && sj_xml_is(&xml, "xf") && book->style_count < SJ_SHEET_FORMATS_MAX)
            book->styles[book->style_count++] = format_of(book, number_attribute(&xml, "numFmtId"));
    }
    sj_xml_close(&xml);
    return status;
}

/* ---- the workbook ---- */

static enum sj_status take_sheet(struct sj_workbook *book, struct sj_xml *xml,
                                 struct sj_error *error)
{
    struct sj_sheet_source *source = &book->sources[book->source_count];
    const char *name = sj_xml_attribute(xml, "name");
    if (book->source_count == SJ_SHEETS_MAX)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_SHEETS",
                            _("the file has more than %d sheets; keep only the report's"),
                            SJ_SHEETS_MAX);
    source->name = sj_arena_text(book->arena, sj_bytes_of(name));
    const char *state = sj_xml_attribute(xml, "state");
    source->hidden = state != NULL && strcasecmp(state, "visible") != 0;
    const char *id = sj_xml_attribute(xml, "id");
    source->id = sj_arena_text(&book->package.arena, sj_bytes_of(id));
    if (source->name == NULL || source->id == NULL)
        return no_memory(error);
    book->source_count++;
    return SJ_OK;
}

static enum sj_status read_workbook(struct sj_workbook *book, struct sj_bytes part,
                                    struct sj_error *error)
{
    struct sj_xml xml;
    enum sj_status status = SJ_OK;
    enum sj_xml_event event;
    if (!sj_xml_open(part, &xml))
        return no_memory(error);
    while (status == SJ_OK && (event = sj_xml_next(&xml)) != SJ_XML_END) {
        if (event == SJ_XML_FAILED)
            status = sj_sheet_broken(book, "workbook.xml", error);
        else if (event == SJ_XML_OPEN && sj_xml_is(&xml, "workbookPr")) {
            const char *value = sj_xml_attribute(&xml, "date1904");
            book->since_1904 =
                value != NULL && (strcmp(value, "1") == 0 || strcasecmp(value, "true") == 0);
        } else if (event == SJ_XML_OPEN && sj_xml_is(&xml, "sheet"))
            status = take_sheet(book, &xml, error);
    }
    sj_xml_close(&xml);
    return status;
}

/* A chart's sheet, or a macro's, has no cells. */
static enum sj_status read_sheets(struct sj_workbook *book, const char *workbook,
                                  struct sj_sheet *sheets, size_t *count, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    *count = 0;
    for (size_t i = 0; i < book->source_count && status == SJ_OK; i++) {
        const struct sj_sheet_source *source = &book->sources[i];
        const struct sj_package_part *part =
            sj_package_related(&book->package, workbook, NULL, source->id);
        if (part == NULL || strstr(part->name, "chartsheets/") != NULL)
            continue;
        /* A hostile workbook names the same large part for each of its sheets. */
        book->sheet_bytes += part->bytes.len;
        if (book->sheet_bytes > SJ_PACKAGE_MAX_BYTES)
            return sj_sheet_too_much(error);
        struct sj_sheet *sheet = &sheets[(*count)++];
        *sheet = (struct sj_sheet){.name = source->name, .hidden = source->hidden};
        status = sj_sheet_cells(book, part->bytes, sheet, error);
        if (status != SJ_OK)
            sj_error_in(error, "%s", sheet->name);
    }
    return status;
}

static enum sj_status read_book(struct sj_workbook *book, struct sj_sheet **sheets, size_t *count,
                                struct sj_error *error)
{
    const struct sj_package_part *main, *strings, *styles;
    enum sj_status status = SJ_OK;
    main = sj_package_related(&book->package, "", "/officeDocument", NULL);
    if (main == NULL || strncasecmp(main->name, "xl/", 3) != 0)
        return sj_error_set(error, SJ_INVALID, "NOT_A_WORKBOOK",
                            _("this is no Excel workbook; save it as .xlsx"));
    strings = sj_package_related(&book->package, main->name, "/sharedStrings", NULL);
    styles = sj_package_related(&book->package, main->name, "/styles", NULL);
    if (strings != NULL)
        status = read_strings(book, strings->bytes, error);
    if (status == SJ_OK && styles != NULL)
        status = read_styles(book, styles->bytes, error);
    if (status == SJ_OK)
        status = read_workbook(book, main->bytes, error);
    if (status != SJ_OK)
        return status;
    *sheets = sj_arena_array(book->arena, SJ_SHEETS_MAX, sizeof **sheets);
    if (*sheets == NULL)
        return no_memory(error);
    return read_sheets(book, main->name, *sheets, count, error);
}

enum sj_status sj_xlsx_read(struct sj_bytes file, struct sj_arena *arena, struct sj_sheet **sheets,
                            size_t *count, struct sj_error *error)
{
    struct sj_workbook book = {.arena = arena};
    *count = 0;
    *sheets = NULL;
    enum sj_status status = sj_package_open(file, &book.package, error);
    if (status == SJ_OK)
        status = read_book(&book, sheets, count, error);
    sj_package_close(&book.package);
    return status;
}
