/* The visible article of a page. The tree is walked without recursion; libxml2 refuses one deeper
 * than 256 elements. */
#include "client/document.h"

#include "base/i18n.h"
#include "base/text.h"
#include "client/grid.h"
#include "rules/figure.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    FURNITURE_MAX_BYTES = 1500,           /* a menu; what is longer may well be the article */
    CELL_MAX_BYTES = SJ_GRID_PROSE_BYTES, /* a cell of data; what is longer lays out the page */
    ABOVE_MAX_BYTES = 240,                /* where the unit of a table may stand */
    NODES_MAX = 500                       /* looked at to find that out */
};

/* Never shown, or shown as controls. */
static const char *const dropped[] = {
    "head",   "script", "style", "noscript", "template", "nav",   "footer", "aside",  "menu",
    "iframe", "object", "embed", "svg",      "canvas",   "audio", "video",  "select", "textarea",
    "button", "input",  "map",   "applet",   "frameset", "title", "link",   "meta",   "datalist",
};

static const char *const blocks[] = {
    "p",       "div",     "h1",     "h2",      "h3",      "h4",         "h5",         "h6",
    "li",      "ul",      "ol",     "dl",      "dt",      "dd",         "table",      "caption",
    "thead",   "tbody",   "tfoot",  "tr",      "td",      "th",         "br",         "hr",
    "section", "article", "header", "main",    "body",    "blockquote", "pre",        "center",
    "address", "figure",  "form",   "details", "summary", "fieldset",   "figcaption",
};

/* Words of class and id that mark the page's own furniture. */
static const char *const furniture[] = {
    "nav",       "menu",       "footer",  "foot",    "breadcrumb",     "breadcrumbs",
    "crumb",     "crumbs",     "sidebar", "share",   "search",         "login",
    "copyright", "pagination", "bdshare", "toolbar", "weizhi",         "banner",
    "friend",    "links",      "bottom",  "print",   "visuallyhidden",
};

#define LISTED(name, list) listed(name, strlen(name), list, sizeof(list) / sizeof *(list))

struct page {
    struct sj_buffer out;
    struct sj_arena *arena;         /* for tables */
    const xmlNode *cell;            /* the cell of data that the walk is in */
    uint32_t last;                  /* character written last */
    bool line, tab, blank, wrapped; /* what stands between it and the next one */
};

static bool listed(const char *name, size_t len, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == len && strncasecmp(name, list[i], len) == 0)
            return true;
    return false;
}

static const char *attribute_of(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
        if (strcasecmp((const char *)a->name, name) == 0)
            return a->children != NULL && a->children->content != NULL
                       ? (const char *)a->children->content
                       : "";
    return NULL;
}

static bool says_furniture(const char *words)
{
    while (words != NULL && *words != '\0') {
        size_t len = 0;
        while (isalnum((unsigned char)words[len]))
            len++;
        if (len > 0 && listed(words, len, furniture, sizeof furniture / sizeof *furniture))
            return true;
        words += len > 0 ? len : 1;
    }
    return false;
}

/* Text that no reader of the page sees must not be signed as if it had been read. */
static bool is_hidden(const xmlNode *node)
{
    const char *style = attribute_of(node, "style");
    if (attribute_of(node, "hidden") != NULL)
        return true;
    for (const char *at = style; at != NULL && (at = strcasestr(at, "display")) != NULL;) {
        at += strlen("display");
        at += strspn(at, " \t\n:");
        if (strncasecmp(at, "none", 4) == 0)
            return true;
    }
    return false;
}

static const xmlNode *next_within(const xmlNode *node, const xmlNode *root)
{
    if (node->type == XML_ELEMENT_NODE && node->children != NULL)
        return node->children;
    while (node != root && node->next == NULL)
        node = node->parent;
    return node == root ? NULL : node->next;
}

/* Whether the node holds at most `max` bytes of text; costs no more than it takes to see. */
static bool is_small(const xmlNode *root, size_t max)
{
    size_t bytes = 0, nodes = 0;
    for (const xmlNode *node = root; node != NULL; node = next_within(node, root)) {
        if (node->type == XML_TEXT_NODE && node->content != NULL)
            bytes += strnlen((const char *)node->content, max + 1);
        if (bytes > max || ++nodes > NODES_MAX)
            return false;
    }
    return true;
}

static bool is_dropped(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    if (LISTED(name, dropped) || is_hidden(node))
        return true;
    return (says_furniture(attribute_of(node, "class")) ||
            says_furniture(attribute_of(node, "id"))) &&
           is_small(node, FURNITURE_MAX_BYTES);
}

static bool is_wide(uint32_t c)
{
    return c >= 0x2E80;
}

static void separate(struct page *page, uint32_t next)
{
    /* A line end in the source between Chinese characters is no blank. */
    bool joined = page->wrapped && (is_wide(page->last) || is_wide(next));
    if (page->out.len == 0)
        ;
    else if (page->line)
        sj_buffer_add_char(&page->out, '\n');
    else if (page->tab)
        sj_buffer_add_char(&page->out, '\t');
    else if (page->blank && !joined)
        sj_buffer_add_char(&page->out, ' ');
    page->line = page->tab = page->blank = page->wrapped = false;
}

static void add_text(struct page *page, struct sj_bytes text, bool preformatted)
{
    for (size_t at = 0, start = 0; at < text.len && !page->out.failed; start = at) {
        uint32_t c = sj_utf8_next(text, &at);
        if (c == '\n' && preformatted)
            page->line = true;
        if (c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x3000) {
            page->blank = true;
            page->wrapped = page->wrapped || c == '\n';
            continue;
        }
        if (c == 0x200B || c == 0xFEFF || c == 0xAD) /* zero-width */
            continue;
        separate(page, c);
        sj_buffer_add(&page->out, text.data + start, at - start);
        page->last = c;
    }
}

static bool is_cell(const xmlNode *node)
{
    return strcasecmp((const char *)node->name, "td") == 0 ||
           strcasecmp((const char *)node->name, "th") == 0;
}

static bool is_block(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && LISTED((const char *)node->name, blocks);
}

/* The lines of a cell of data stay in the table's line. */
static void break_line(struct page *page)
{
    if (page->cell == NULL)
        page->line = true;
    else
        page->blank = true;
}

/* ---- tables of figures ---- */

static void walk(struct page *page, const xmlNode *root);

static bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcasecmp((const char *)node->name, name) == 0;
}

static uint32_t span_of(const xmlNode *cell, const char *name)
{
    const char *value = attribute_of(cell, name);
    long span = value == NULL ? 1 : strtol(value, NULL, 10);
    return span < 1 ? 1 : span > SJ_GRID_ROWS_MAX ? SJ_GRID_ROWS_MAX : (uint32_t)span;
}

/* The cell's own words, its lines kept apart. */
static struct sj_bytes cell_text(struct page *page, const xmlNode *cell)
{
    struct page inner = {.out = {.limit = SJ_TEXT_MAX_BYTES}, .arena = page->arena};
    walk(&inner, cell);
    struct sj_bytes text = sj_arena_copy(page->arena, sj_buffer_bytes(&inner.out));
    if (inner.out.failed || (text.data == NULL && inner.out.len > 0))
        page->out.failed = true;
    sj_buffer_clear(&inner.out);
    return text.len > 0 ? text : SJ_LITERAL("");
}

/* The next node that is not within a cell or something dropped. */
static const xmlNode *next_outside(const xmlNode *node, const xmlNode *root)
{
    if (node != root && node->type == XML_ELEMENT_NODE && (is_cell(node) || is_dropped(node))) {
        while (node != root && node->next == NULL)
            node = node->parent;
        return node == root ? NULL : node->next;
    }
    return next_within(node, root);
}

static void read_grid(struct page *page, const xmlNode *table, struct sj_grid_maker *maker)
{
    for (const xmlNode *node = table; node != NULL && !maker->too_large;
         node = next_outside(node, table)) {
        if (node->type != XML_ELEMENT_NODE || is_dropped(node))
            continue;
        if (is_element(node, "tr"))
            sj_grid_row(maker);
        else if (is_cell(node))
            sj_grid_cell(maker, cell_text(page, node), span_of(node, "colspan"),
                         span_of(node, "rowspan"));
    }
}

/* Small cells and no table within: what else lays out the page. The first table within ends the
 * search, so that nested ones are not searched once for each that they stand in. */
static bool may_be_data(const xmlNode *table)
{
    for (const xmlNode *node = next_within(table, table); node != NULL;
         node = next_within(node, table))
        if (is_element(node, "table") ||
            (node->type == XML_ELEMENT_NODE && is_cell(node) && !is_small(node, CELL_MAX_BYTES)))
            return false;
    return true;
}

static void write_caption(struct page *page, const xmlNode *table)
{
    for (const xmlNode *node = table->children; node != NULL; node = node->next)
        if (is_element(node, "caption"))
            walk(page, node);
    page->line = true;
}

/* Writes a table of figures as sentences; false if it is none, and is to be read as it flows. */
static bool write_table(struct page *page, const xmlNode *table)
{
    struct sj_grid_maker maker = {0};
    struct sj_grid grid;
    struct sj_buffer lines = {.limit = SJ_TEXT_MAX_BYTES + 1};
    bool figures = false;
    if (!may_be_data(table))
        return false;
    read_grid(page, table, &maker);
    if (sj_grid_make(&maker, page->arena, &grid, NULL) == SJ_OK &&
        sj_grid_form(&grid) == SJ_GRID_FIGURES) {
        write_caption(page, table);
        struct sj_bytes out = sj_buffer_bytes(&page->out);
        size_t from = out.len > ABOVE_MAX_BYTES ? out.len - ABOVE_MAX_BYTES : 0;
        figures = sj_grid_write(&grid, sj_bytes_slice(out, from, out.len), page->arena, &lines,
                                NULL) == SJ_OK;
        page->out.failed = page->out.failed || lines.failed || !figures;
        page->line = true;
        struct sj_bytes text = sj_bytes_trim(sj_buffer_bytes(&lines));
        if (text.len > 0) {
            separate(page, 0);
            sj_buffer_add_bytes(&page->out, text);
            page->last = '.';
        }
        page->line = true;
    }
    sj_buffer_clear(&lines);
    sj_grid_maker_clear(&maker);
    return figures;
}

/* ---- the walk ---- */

/* Returns whether to go down into the node. */
static bool enter(struct page *page, const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        bool pre = node->parent != NULL && node->parent->name != NULL &&
                   strcasecmp((const char *)node->parent->name, "pre") == 0;
        add_text(page, sj_bytes_of((const char *)node->content), pre);
        return false;
    }
    if (node->type != XML_ELEMENT_NODE || is_dropped(node))
        return false;
    if (page->cell == NULL && is_element(node, "table") && write_table(page, node))
        return false;
    if (page->cell == NULL && is_cell(node) && is_small(node, CELL_MAX_BYTES))
        page->cell = node;
    else if (is_block(node))
        break_line(page);
    return true;
}

static void leave(struct page *page, const xmlNode *node)
{
    if (page->cell == node) {
        page->cell = NULL;
        page->tab = true;
    } else if (is_block(node)) {
        break_line(page);
    }
}

static void walk(struct page *page, const xmlNode *root)
{
    const xmlNode *node = root;
    while (node != NULL) {
        if (enter(page, node) && node->children != NULL) {
            node = node->children;
            continue;
        }
        while (node != NULL) {
            leave(page, node);
            if (node == root)
                return;
            if (node->next != NULL) {
                node = node->next;
                break;
            }
            node = node->parent;
        }
    }
}

static enum sj_status page_text(const htmlParserCtxt *parser, const xmlDoc *document,
                                struct sj_arena *arena, struct sj_bytes *text,
                                struct sj_error *error)
{
    struct page page = {.out = {.limit = SJ_TEXT_MAX_BYTES + 1}, .arena = arena};
    enum sj_status status = SJ_OK;
    /* A parser that stopped half-way leaves half a report. */
    if (document == NULL || parser->disableSAX)
        return sj_error_set(error, SJ_INVALID, "HTML",
                            _("the page is too deep or too broken to read; save it as .txt"));
    if (xmlDocGetRootElement(document) != NULL)
        walk(&page, xmlDocGetRootElement(document));
    if (page.out.failed) {
        status = sj_error_set(error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
                              _("the page has more than %d bytes of text: leave out the annexes"),
                              SJ_TEXT_MAX_BYTES);
    } else {
        *text = sj_arena_copy(arena, sj_buffer_bytes(&page.out));
        if (text->data == NULL && page.out.len > 0)
            status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the text"));
    }
    sj_buffer_clear(&page.out);
    return status;
}

enum sj_status sj_html_text(struct sj_bytes page, struct sj_arena *arena, struct sj_bytes *text,
                            struct sj_error *error)
{
    /* The charset that the page names was judged by its bytes already and is ignored. */
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                  HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT;
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    htmlDocPtr document = NULL;
    if (parser == NULL || page.len / 2 > SJ_DOCUMENT_MAX_BYTES)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory to read the page"));
    if (page.len > 0)
        document = htmlCtxtReadMemory(parser, (const char *)page.data, (int)page.len, NULL, "UTF-8",
                                      options);
    enum sj_status status = page_text(parser, document, arena, text, error);
    xmlFreeDoc(document);
    htmlFreeParserCtxt(parser);
    return status;
}
