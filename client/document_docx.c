/* The words of a .docx as they stand on the page: paragraphs with their automatic numbers, tables
 * as sentences. What was deleted under tracking, hidden text, headers, footers, foot- and endnotes,
 * comments and the table of contents are left out. Read as a stream. */
#include "client/document.h"

#include "base/i18n.h"
#include "base/text.h"
#include "client/docx_numbering.h"
#include "client/grid.h"
#include "client/package.h"
#include "client/xml.h"
#include "rules/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { STYLE_MAX_BYTES = 64, ABOVE_MAX_BYTES = 240, TEXT_LIMIT = SJ_TEXT_MAX_BYTES + 1 };

/* A paragraph under way; one of a text box stands within another. */
struct paragraph {
    struct sj_buffer text;
    char style[STYLE_MAX_BYTES];
    int list, level;
    bool goes_on; /* its end was deleted under tracking */
};

struct docx {
    struct sj_xml xml;
    struct sj_arena *arena;
    struct sj_docx_numbering numbering;
    struct sj_buffer out;
    struct paragraph body, box;
    struct sj_buffer boxes;                 /* lines of the text boxes of the paragraph under way */
    int box_depth, table_depth, properties; /* open w:txbxContent, w:tbl, w:pPr */
    bool hidden, in_text;                   /* of the run */
    struct sj_grid_maker maker;
    struct sj_buffer cell;
    uint32_t cell_columns,
        before; /* places that the cell takes, and that are left before the row */
    bool cell_continues, row_open, row_deleted;
    struct sj_bytes above; /* the table under way */
};

static struct paragraph *current(struct docx *docx)
{
    return docx->box_depth > 0 ? &docx->box : &docx->body;
}

static bool is_word(const struct docx *docx)
{
    return sj_xml_in(&docx->xml, "/wordprocessingml/2006/main") ||
           sj_xml_in(&docx->xml, "/wordprocessingml/main");
}

static bool is_on(struct docx *docx)
{
    const char *value = sj_xml_attribute(&docx->xml, "val");
    return value == NULL ||
           (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0);
}

static int integer(struct docx *docx, int otherwise)
{
    const char *value = sj_xml_attribute(&docx->xml, "val");
    return value == NULL ? otherwise : (int)strtol(value, NULL, 10);
}

/* ---- text ---- */

static void add_line(struct sj_buffer *out, struct sj_bytes text)
{
    if (sj_bytes_trim(text).len == 0)
        return;
    sj_buffer_add_bytes(out, text);
    sj_buffer_add_char(out, '\n');
}

/* Every other character that a text may not hold is refused by XML itself. */
static void add_text(struct docx *docx, struct sj_bytes text)
{
    struct sj_buffer *out = &current(docx)->text;
    if (docx->hidden)
        return;
    for (size_t at = 0, start = 0; at < text.len; start = at) {
        uint32_t c = sj_utf8_next(text, &at);
        if (c == 0x200B || c == 0xFEFF || c == 0xAD || (c >= 0x7F && c < 0xA0) ||
            (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE)
            continue;
        if (c == '\r' || c == '\n')
            sj_buffer_add_char(out, ' ');
        else
            sj_buffer_add(out, text.data + start, at - start);
    }
}

/* ---- paragraphs ---- */

static void open_paragraph(struct docx *docx)
{
    struct paragraph *paragraph = current(docx);
    if (!paragraph->goes_on)
        paragraph->text.len = 0;
    paragraph->goes_on = false;
    paragraph->style[0] = '\0';
    paragraph->list = paragraph->level = -1;
}

static void close_paragraph(struct docx *docx)
{
    struct paragraph *paragraph = current(docx);
    struct sj_buffer line = {.limit = TEXT_LIMIT};
    bool in_cell = docx->table_depth > 0 && docx->box_depth == 0;
    struct sj_buffer *to = docx->box_depth > 0 ? &docx->boxes : in_cell ? &docx->cell : &docx->out;
    if (paragraph->goes_on)
        return;
    /* A list counts its empty lines too, though only cells show the number alone. */
    sj_docx_number(&docx->numbering, paragraph->style, paragraph->list, paragraph->level, &line);
    if (paragraph->text.len > 0 || in_cell) {
        sj_buffer_add_bytes(&line, sj_buffer_bytes(&paragraph->text));
        if (!sj_docx_is_contents(&docx->numbering, paragraph->style))
            add_line(to, sj_buffer_bytes(&line));
    }
    to->failed = to->failed || line.failed || paragraph->text.failed;
    sj_buffer_clear(&line);
    paragraph->text.len = 0;
    if (docx->box_depth == 0 && docx->boxes.len > 0) {
        sj_buffer_add_bytes(to, sj_buffer_bytes(&docx->boxes));
        docx->boxes.len = 0;
    }
}

static void take_property(struct docx *docx)
{
    struct paragraph *paragraph = current(docx);
    if (sj_xml_is(&docx->xml, "pStyle")) {
        const char *style = sj_xml_attribute(&docx->xml, "val");
        snprintf(paragraph->style, sizeof paragraph->style, "%s", style == NULL ? "" : style);
    } else if (sj_xml_is(&docx->xml, "numId")) {
        paragraph->list = integer(docx, -1);
    } else if (sj_xml_is(&docx->xml, "ilvl")) {
        paragraph->level = integer(docx, -1);
    }
}

/* ---- tables ---- */

static void open_cell(struct docx *docx)
{
    docx->cell.len = 0;
    docx->cell_columns = 1;
    docx->cell_continues = false;
    if (docx->row_deleted || docx->row_open)
        return;
    sj_grid_row(&docx->maker);
    docx->row_open = true;
    if (docx->before > 0)
        sj_grid_cell(&docx->maker, SJ_LITERAL(""), docx->before, 1);
}

static void close_cell(struct docx *docx)
{
    struct sj_bytes text = sj_bytes_trim(sj_buffer_bytes(&docx->cell));
    const char *copy = sj_arena_text(docx->arena, text);
    if (copy == NULL)
        docx->out.failed = true;
    if (docx->row_deleted || copy == NULL)
        return;
    if (docx->cell_continues)
        sj_grid_continue(&docx->maker, docx->cell_columns);
    else
        sj_grid_cell(&docx->maker, SJ_BYTES(copy, text.len), docx->cell_columns, 1);
}

static void take_cell_property(struct docx *docx)
{
    const char *value = sj_xml_attribute(&docx->xml, "val");
    int number = integer(docx, 1);
    if (sj_xml_is(&docx->xml, "gridSpan") && number > 0)
        docx->cell_columns = (uint32_t)number;
    else if (sj_xml_is(&docx->xml, "gridBefore") && number > 0)
        docx->before = (uint32_t)number;
    else if (sj_xml_is(&docx->xml, "vMerge"))
        docx->cell_continues = value == NULL || strcmp(value, "restart") != 0;
}

static void open_table(struct docx *docx)
{
    if (docx->table_depth++ > 0)
        return;
    struct sj_bytes out = sj_buffer_bytes(&docx->out);
    size_t from = out.len > ABOVE_MAX_BYTES ? out.len - ABOVE_MAX_BYTES : 0;
    docx->above = sj_arena_copy(docx->arena, sj_bytes_slice(out, from, out.len));
}

static enum sj_status close_table(struct docx *docx, struct sj_error *error)
{
    struct sj_grid grid;
    if (docx->table_depth == 0 || --docx->table_depth > 0)
        return SJ_OK;
    enum sj_status status = sj_grid_make(&docx->maker, docx->arena, &grid, error);
    if (status == SJ_OK && grid.rows * grid.columns > 0)
        status = sj_grid_write(&grid, docx->above, docx->arena, &docx->out, error);
    sj_grid_maker_clear(&docx->maker);
    return status;
}

/* Tables of the page itself; one within a cell is that cell's text. */
static bool in_outer_table(const struct docx *docx)
{
    return docx->table_depth == 1 && docx->box_depth == 0;
}

/* ---- elements ---- */

/* Elements with all that is in them. mc:Fallback says the same as the choice before it. */
static bool is_left_out(struct docx *docx)
{
    const char *name = sj_xml_name(&docx->xml);
    size_t len = strlen(name);
    if (!is_word(docx))
        return strcmp(name, "Fallback") == 0;
    if (strcmp(name, "del") == 0 && docx->properties > 0)
        current(docx)->goes_on = true; /* the mark at the paragraph's end */
    return strcmp(name, "del") == 0 || strcmp(name, "moveFrom") == 0 ||
           strcmp(name, "sectPr") == 0 || strcmp(name, "sdtPr") == 0 ||
           (len > 6 && strcmp(name + len - 6, "Change") == 0);
}

static void open_run_part(struct docx *docx)
{
    struct sj_xml *xml = &docx->xml;
    struct sj_buffer *text = &current(docx)->text;
    if (sj_xml_is(xml, "t"))
        docx->in_text = true;
    else if (sj_xml_is(xml, "vanish") && docx->properties == 0)
        docx->hidden = is_on(docx);
    else if (sj_xml_is(xml, "tab") && docx->properties == 0)
        sj_buffer_add_char(text, ' ');
    else if ((sj_xml_is(xml, "br") || sj_xml_is(xml, "cr")) && docx->properties == 0)
        sj_buffer_add_char(text, '\n');
    else if (sj_xml_is(xml, "noBreakHyphen"))
        sj_buffer_add_char(text, '-');
}

static void open_element(struct docx *docx)
{
    struct sj_xml *xml = &docx->xml;
    if (sj_xml_is(xml, "p"))
        open_paragraph(docx);
    else if (sj_xml_is(xml, "pPr"))
        docx->properties++;
    else if (sj_xml_is(xml, "r"))
        docx->hidden = false;
    else if (sj_xml_is(xml, "txbxContent"))
        docx->box_depth++;
    else if (sj_xml_is(xml, "tbl") && docx->box_depth == 0)
        open_table(docx);
    else if (sj_xml_is(xml, "tr") && in_outer_table(docx)) {
        docx->row_open = docx->row_deleted = false;
        docx->before = 0;
    } else if (sj_xml_is(xml, "tc") && in_outer_table(docx))
        open_cell(docx);
    else if (docx->properties > 0)
        take_property(docx);
    else
        open_run_part(docx);
    if (in_outer_table(docx))
        take_cell_property(docx);
}

static enum sj_status close_element(struct docx *docx, struct sj_error *error)
{
    struct sj_xml *xml = &docx->xml;
    docx->in_text = false;
    if (!is_word(docx))
        return SJ_OK;
    if (sj_xml_is(xml, "p"))
        close_paragraph(docx);
    else if (sj_xml_is(xml, "pPr"))
        docx->properties--;
    else if (sj_xml_is(xml, "r"))
        docx->hidden = false;
    else if (sj_xml_is(xml, "txbxContent") && docx->box_depth > 0)
        docx->box_depth--;
    else if (sj_xml_is(xml, "tc") && in_outer_table(docx))
        close_cell(docx);
    else if (sj_xml_is(xml, "tbl") && docx->box_depth == 0)
        return close_table(docx, error);
    return SJ_OK;
}

static enum sj_status broken(struct sj_error *error)
{
    return sj_error_set(error, SJ_INVALID, "BROKEN_DOCUMENT",
                        _("%s in the file cannot be read; open the file and save it again"),
                        "word/document.xml");
}

static enum sj_status take_open(struct docx *docx, struct sj_error *error)
{
    if (is_left_out(docx)) {
        /* A row is deleted by w:del among its properties, before its first cell. */
        if (in_outer_table(docx) && !docx->row_open && sj_xml_is(&docx->xml, "del"))
            docx->row_deleted = true;
        return sj_xml_skip(&docx->xml) == SJ_XML_FAILED ? broken(error) : SJ_OK;
    }
    if (is_word(docx))
        open_element(docx);
    else if (sj_xml_in(&docx->xml, "/math") && sj_xml_is(&docx->xml, "t"))
        docx->in_text = true;
    return SJ_OK;
}

static enum sj_status read_body(struct docx *docx, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    while (status == SJ_OK && !docx->out.failed && !docx->cell.failed && !docx->boxes.failed) {
        switch (sj_xml_next(&docx->xml)) {
        case SJ_XML_OPEN:
            status = take_open(docx, error);
            break;
        case SJ_XML_CLOSE:
            status = close_element(docx, error);
            break;
        case SJ_XML_TEXT:
            if (docx->in_text)
                add_text(docx, sj_xml_text(&docx->xml));
            break;
        case SJ_XML_END:
            return SJ_OK;
        case SJ_XML_FAILED:
            return broken(error);
        }
    }
    return status;
}

static enum sj_status text_of(struct docx *docx, struct sj_arena *arena, struct sj_bytes *text,
                              struct sj_error *error)
{
    if (docx->out.failed || docx->cell.failed || docx->boxes.failed)
        return sj_error_set(error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
                            _("the document has more than %d bytes of text: leave out the annexes"),
                            SJ_TEXT_MAX_BYTES);
    *text = sj_arena_copy(arena, sj_buffer_bytes(&docx->out));
    if (text->data == NULL && docx->out.len > 0)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the text"));
    return SJ_OK;
}

static struct sj_bytes related(struct sj_package *package, const char *source, const char *type)
{
    const struct sj_package_part *part = sj_package_related(package, source, type, NULL);
    return part == NULL ? SJ_LITERAL("") : part->bytes;
}

static enum sj_status read_parts(struct sj_package *package, struct sj_arena *arena,
                                 struct sj_bytes *text, struct sj_error *error)
{
    struct docx docx = {.arena = &package->arena,
                        .out = {.limit = TEXT_LIMIT},
                        .cell = {.limit = TEXT_LIMIT},
                        .boxes = {.limit = TEXT_LIMIT},
                        .body = {.text = {.limit = TEXT_LIMIT}},
                        .box = {.text = {.limit = TEXT_LIMIT}}};
    const struct sj_package_part *main = sj_package_related(package, "", "/officeDocument", NULL);
    enum sj_status status = SJ_OK;
    if (main == NULL || strncasecmp(main->name, "word/", 5) != 0)
        return sj_error_set(error, SJ_INVALID, "NOT_A_DOCUMENT",
                            _("this is no Word document; save it as .docx"));
    if (!sj_docx_numbering_load(related(package, main->name, "/numbering"),
                                related(package, main->name, "/styles"), docx.arena,
                                &docx.numbering) ||
        !sj_xml_open(main->bytes, &docx.xml))
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    status = read_body(&docx, error);
    if (status == SJ_OK)
        status = text_of(&docx, arena, text, error);
    sj_xml_close(&docx.xml);
    sj_grid_maker_clear(&docx.maker);
    sj_buffer_clear(&docx.out);
    sj_buffer_clear(&docx.cell);
    sj_buffer_clear(&docx.boxes);
    sj_buffer_clear(&docx.body.text);
    sj_buffer_clear(&docx.box.text);
    return status;
}

enum sj_status sj_docx_text(struct sj_bytes file, struct sj_arena *arena, struct sj_bytes *text,
                            struct sj_error *error)
{
    struct sj_package package;
    enum sj_status status = sj_package_open(file, &package, error);
    if (status == SJ_OK)
        status = read_parts(&package, arena, text, error);
    sj_package_close(&package);
    return status;
}
