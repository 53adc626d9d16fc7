#include "client/docx_numbering.h"

#include "base/text.h"
#include "client/xml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COUNT_MAX = 9999, STYLE_DEPTH_MAX = 16 };

/* ---- loading ---- */

struct loading {
    struct sj_xml xml;
    struct sj_arena *arena;
    struct sj_docx_numbering *loaded;
    struct sj_docx_abstract *abstract; /* the open one */
    struct sj_docx_list *list;
    struct sj_docx_style *style;
    int level; /* the open one, -1: none */
};

static int integer(struct loading *loading, const char *name, int otherwise)
{
    const char *value = sj_xml_attribute(&loading->xml, name);
    return value == NULL ? otherwise : (int)strtol(value, NULL, 10);
}

static const char *text(struct loading *loading, const char *name)
{
    const char *value = sj_xml_attribute(&loading->xml, name);
    return value == NULL ? NULL : sj_arena_text(loading->arena, sj_bytes_of(value));
}

static bool is_true(struct loading *loading)
{
    const char *value = sj_xml_attribute(&loading->xml, "val");
    return value == NULL || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0);
}

static void open_abstract(struct loading *loading)
{
    struct sj_docx_numbering *loaded = loading->loaded;
    loading->list = NULL;
    loading->abstract = NULL;
    if (loaded->abstract_count == SJ_DOCX_LISTS_MAX)
        return;
    loading->abstract = &loaded->abstracts[loaded->abstract_count++];
    loading->abstract->id = integer(loading, "abstractNumId", -1);
}

static void open_list(struct loading *loading)
{
    struct sj_docx_numbering *loaded = loading->loaded;
    loading->list = NULL;
    loading->abstract = NULL;
    if (loaded->list_count == SJ_DOCX_LISTS_MAX)
        return;
    loading->list = &loaded->lists[loaded->list_count++];
    loading->list->id = integer(loading, "numId", -1);
    loading->list->abstract = -1;
    for (int i = 0; i < SJ_DOCX_LEVELS; i++)
        loading->list->starts[i] = -1;
}

static void open_level(struct loading *loading)
{
    int level = integer(loading, "ilvl", -1);
    loading->level = level >= 0 && level < SJ_DOCX_LEVELS ? level : -1;
}

static void take_level(struct loading *loading, struct sj_docx_level *level)
{
    struct sj_xml *xml = &loading->xml;
    if (sj_xml_is(xml, "start"))
        level->start = integer(loading, "val", 1);
    else if (sj_xml_is(xml, "numFmt"))
        level->format = text(loading, "val");
    else if (sj_xml_is(xml, "lvlText"))
        level->text = text(loading, "val");
    else if (sj_xml_is(xml, "pStyle"))
        level->style = text(loading, "val");
    else if (sj_xml_is(xml, "isLgl"))
        level->legal = is_true(loading);
    else if (sj_xml_is(xml, "suff")) {
        const char *value = sj_xml_attribute(xml, "val");
        level->unspaced = value != NULL && strcmp(value, "nothing") == 0;
    }
}

static void take_numbering(struct loading *loading)
{
    struct sj_xml *xml = &loading->xml;
    if (sj_xml_is(xml, "abstractNum"))
        open_abstract(loading);
    else if (sj_xml_is(xml, "num"))
        open_list(loading);
    else if (sj_xml_is(xml, "lvl") || sj_xml_is(xml, "lvlOverride"))
        open_level(loading);
    else if (sj_xml_is(xml, "abstractNumId") && loading->list != NULL)
        loading->list->abstract = integer(loading, "val", -1);
    else if (sj_xml_is(xml, "startOverride") && loading->list != NULL && loading->level >= 0)
        loading->list->starts[loading->level] = integer(loading, "val", 1);
    else if (loading->abstract != NULL && loading->level >= 0)
        take_level(loading, &loading->abstract->levels[loading->level]);
}

static void open_style(struct loading *loading)
{
    struct sj_docx_numbering *loaded = loading->loaded;
    loading->style = NULL;
    if (loaded->style_count == SJ_DOCX_STYLES_MAX)
        return;
    loading->style = &loaded->styles[loaded->style_count++];
    *loading->style =
        (struct sj_docx_style){.id = text(loading, "styleId"), .list = -1, .level = -1};
}

static void take_style(struct loading *loading)
{
    struct sj_xml *xml = &loading->xml;
    struct sj_docx_style *style = loading->style;
    if (sj_xml_is(xml, "style")) {
        open_style(loading);
    } else if (style == NULL) {
        return;
    } else if (sj_xml_is(xml, "name")) {
        const char *name = sj_xml_attribute(xml, "val");
        style->contents =
            name != NULL && strncasecmp(name, "toc ", 4) == 0 && name[4] >= '1' && name[4] <= '9';
    } else if (sj_xml_is(xml, "basedOn")) {
        style->based_on = text(loading, "val");
    } else if (sj_xml_is(xml, "numId")) {
        style->list = integer(loading, "val", -1);
    } else if (sj_xml_is(xml, "ilvl")) {
        style->level = integer(loading, "val", -1);
    }
}

static bool load_part(struct sj_bytes part, struct loading *loading,
                      void (*take)(struct loading *loading))
{
    enum sj_xml_event event;
    if (part.len == 0)
        return true;
    if (!sj_xml_open(part, &loading->xml))
        return false;
    loading->level = -1;
    while ((event = sj_xml_next(&loading->xml)) != SJ_XML_END && event != SJ_XML_FAILED)
        if (event == SJ_XML_OPEN)
            take(loading);
    sj_xml_close(&loading->xml);
    return true;
}

bool sj_docx_numbering_load(struct sj_bytes numbering, struct sj_bytes styles,
                            struct sj_arena *arena, struct sj_docx_numbering *loaded)
{
    struct loading loading = {.arena = arena, .loaded = loaded};
    *loaded = (struct sj_docx_numbering){0};
    loaded->abstracts = sj_arena_array(arena, SJ_DOCX_LISTS_MAX, sizeof *loaded->abstracts);
    loaded->lists = sj_arena_array(arena, SJ_DOCX_LISTS_MAX, sizeof *loaded->lists);
    loaded->styles = sj_arena_array(arena, SJ_DOCX_STYLES_MAX, sizeof *loaded->styles);
    return loaded->abstracts != NULL && loaded->lists != NULL && loaded->styles != NULL &&
           load_part(numbering, &loading, take_numbering) &&
           load_part(styles, &loading, take_style);
}

/* ---- numbers as text ---- */

static void add_code_point(struct sj_buffer *out, uint32_t code_point)
{
    char bytes[4];
    sj_buffer_add(out, bytes, sj_utf8_encode(code_point, bytes));
}

static void add_chinese(struct sj_buffer *out, int n)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const struct {
        int power;
        const char *name;
    } powers[] = {{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}};
    bool begun = false, gap = false;
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) {
        int digit = n / powers[i].power % 10;
        if (digit == 0) {
            gap = begun;
            continue;
        }
        if (gap)
            sj_buffer_add_text(out, digits[0]);
        if (begun || digit != 1 || powers[i].power != 10) /* 十五, 一百一十五 */
            sj_buffer_add_text(out, digits[digit]);
        sj_buffer_add_text(out, powers[i].name);
        begun = true;
        gap = false;
    }
    if (!begun)
        sj_buffer_add_text(out, digits[0]);
}

static void add_letters(struct sj_buffer *out, int n, char first)
{
    for (int i = 0; n > 0 && i <= (n - 1) / 26; i++)
        sj_buffer_add_char(out, (char)(first + (n - 1) % 26));
}

static void add_roman(struct sj_buffer *out, int n, bool lower)
{
    static const struct {
        int value;
        const char *upper, *lower;
    } parts[] = {{1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"},
                 {100, "C", "c"},  {90, "XC", "xc"},  {50, "L", "l"},  {40, "XL", "xl"},
                 {10, "X", "x"},   {9, "IX", "ix"},   {5, "V", "v"},   {4, "IV", "iv"},
                 {1, "I", "i"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (; n >= parts[i].value; n -= parts[i].value)
            sj_buffer_add_text(out, lower ? parts[i].lower : parts[i].upper);
}

static void add_count(struct sj_buffer *out, int n, const char *format)
{
    static const char stems[] = "甲乙丙丁戊己庚辛壬癸";
    n = n < 0 ? 0 : n > COUNT_MAX ? COUNT_MAX : n;
    if (strncmp(format, "chinese", 7) == 0 || strncmp(format, "japaneseC", 9) == 0 ||
        strncmp(format, "taiwaneseC", 10) == 0 || strcmp(format, "ideographDigital") == 0)
        add_chinese(out, n);
    else if (strcmp(format, "ideographTraditional") == 0 && n >= 1 && n <= 10)
        sj_buffer_add(out, stems + (size_t)(n - 1) * 3, 3);
    else if (strncmp(format, "decimalEnclosedCircle", 21) == 0 && n >= 1 && n <= 20)
        add_code_point(out, 0x2460 + (uint32_t)n - 1);
    else if (strcmp(format, "decimalEnclosedParen") == 0 && n >= 1 && n <= 20)
        add_code_point(out, 0x2474 + (uint32_t)n - 1);
    else if (strcmp(format, "decimalEnclosedFullstop") == 0 && n >= 1 && n <= 20)
        add_code_point(out, 0x2488 + (uint32_t)n - 1);
    else if (strcmp(format, "lowerLetter") == 0)
        add_letters(out, n, 'a');
    else if (strcmp(format, "upperLetter") == 0)
        add_letters(out, n, 'A');
    else if (strcmp(format, "lowerRoman") == 0 || strcmp(format, "upperRoman") == 0)
        add_roman(out, n, *format == 'l');
    else if (strcmp(format, "decimalZero") == 0)
        sj_buffer_printf(out, "%02d", n);
    else if (strcmp(format, "none") != 0 && strcmp(format, "bullet") != 0)
        sj_buffer_printf(out, "%d", n);
}

/* ---- counting ---- */

static const struct sj_docx_style *find_style(const struct sj_docx_numbering *numbering,
                                              const char *id)
{
    for (size_t i = 0; id != NULL && *id != '\0' && i < numbering->style_count; i++)
        if (numbering->styles[i].id != NULL && strcmp(numbering->styles[i].id, id) == 0)
            return &numbering->styles[i];
    return NULL;
}

static struct sj_docx_list *find_list(struct sj_docx_numbering *numbering, int id)
{
    for (size_t i = 0; i < numbering->list_count; i++)
        if (numbering->lists[i].id == id)
            return &numbering->lists[i];
    return NULL;
}

static struct sj_docx_abstract *find_abstract(struct sj_docx_numbering *numbering, int id)
{
    for (size_t i = 0; i < numbering->abstract_count; i++)
        if (numbering->abstracts[i].id == id)
            return &numbering->abstracts[i];
    return NULL;
}

/* The list and level that the style, or one that it is based on, gives. */
static void ask_style(const struct sj_docx_numbering *numbering, const char *id, int *list,
                      int *level)
{
    const struct sj_docx_style *style = find_style(numbering, id);
    for (int depth = 0; style != NULL && depth < STYLE_DEPTH_MAX && *list < 0; depth++) {
        if (*level < 0)
            *level = style->level;
        *list = style->list;
        style = find_style(numbering, style->based_on);
    }
}

static int level_of_style(const struct sj_docx_abstract *abstract, const char *style)
{
    for (int i = 0; i < SJ_DOCX_LEVELS; i++)
        if (abstract->levels[i].style != NULL && strcmp(abstract->levels[i].style, style) == 0)
            return i;
    return 0;
}

static int start_of(const struct sj_docx_abstract *abstract, const struct sj_docx_list *list,
                    int level)
{
    return list->starts[level] >= 0 ? list->starts[level] : abstract->levels[level].start;
}

static void count(struct sj_docx_abstract *abstract, struct sj_docx_list *list, int level)
{
    if (!abstract->counted[level] || list->starts[level] >= 0)
        abstract->counts[level] = start_of(abstract, list, level);
    else if (abstract->counts[level] < COUNT_MAX)
        abstract->counts[level]++;
    list->starts[level] = -1; /* a list begins anew once */
    abstract->counted[level] = true;
    for (int i = level + 1; i < SJ_DOCX_LEVELS; i++)
        abstract->counted[i] = false;
}

static void write_number(const struct sj_docx_abstract *abstract, const struct sj_docx_list *list,
                         int at, struct sj_buffer *out)
{
    const struct sj_docx_level *level = &abstract->levels[at];
    size_t before = out->len;
    if (level->text == NULL || (level->format != NULL && strcmp(level->format, "bullet") == 0))
        return;
    for (const char *c = level->text; *c != '\0'; c++) {
        if (*c != '%' || c[1] < '1' || c[1] > '9') {
            sj_buffer_add_char(out, *c);
            continue;
        }
        int other = *++c - '1';
        const char *format = abstract->levels[other].format;
        int n =
            abstract->counted[other] ? abstract->counts[other] : start_of(abstract, list, other);
        add_count(out, n, format == NULL || level->legal ? "decimal" : format);
    }
    /* "1." before 2021年 must not become a decimal. */
    if (out->len > before && !level->unspaced && out->data[out->len - 1] < 0x80 &&
        strchr(") ", out->data[out->len - 1]) == NULL)
        sj_buffer_add_char(out, ' ');
}

void sj_docx_number(struct sj_docx_numbering *numbering, const char *style, int list, int level,
                    struct sj_buffer *out)
{
    if (list < 0)
        ask_style(numbering, style, &list, &level);
    struct sj_docx_list *found = list > 0 ? find_list(numbering, list) : NULL;
    struct sj_docx_abstract *abstract =
        found == NULL ? NULL : find_abstract(numbering, found->abstract);
    if (abstract == NULL)
        return;
    if (level < 0)
        level = level_of_style(abstract, style);
    if (level >= SJ_DOCX_LEVELS)
        return;
    count(abstract, found, level);
    write_number(abstract, found, level, out);
}

bool sj_docx_is_contents(const struct sj_docx_numbering *numbering, const char *style)
{
    const struct sj_docx_style *found = find_style(numbering, style);
    return found != NULL ? found->contents
                         : strncasecmp(style, "TOC", 3) == 0 && style[3] >= '1' && style[3] <= '9';
}
