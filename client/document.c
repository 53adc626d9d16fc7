#include "client/document.h"

#include "base/i18n.h"
#include "client/home.h"
#include "client/package.h"
#include "rules/figure.h"

#include <string.h>
#include <strings.h>

/* A further format is a row here, a case in text_of and a function beside sj_html_text. */
enum format { PLAIN, PAGE, WORDS, SHEETS, TABLE, PRINTED, OTHER };

static const char *const media_types[] = {
    [PLAIN] = "text/plain",
    [PAGE] = "text/html",
    [WORDS] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    [SHEETS] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    [TABLE] = "text/csv",
    [PRINTED] = "application/pdf",
    [OTHER] = "",
};

struct extension {
    const char *name;
    enum format format;
    const char *instead; /* of OTHER: what to save it as */
};

static const struct extension extensions[] = {
    {"txt", PLAIN, ""},      {"html", PAGE, ""},      {"htm", PAGE, ""},
    {"docx", WORDS, ""},     {"xlsx", SHEETS, ""},    {"csv", TABLE, ""},
    {"pdf", PRINTED, ""},    {"doc", OTHER, ".docx"}, {"wps", OTHER, ".docx"},
    {"rtf", OTHER, ".docx"}, {"odt", OTHER, ".docx"}, {"dot", OTHER, ".docx"},
    {"wpt", OTHER, ".docx"}, {"docm", WORDS, ""},     {"xls", OTHER, ".xlsx"},
    {"et", OTHER, ".xlsx"},  {"ods", OTHER, ".xlsx"}, {"xlsm", SHEETS, ""},
    {"ofd", OTHER, ".docx"},
};

static const struct extension *extension_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(dot + 1, extensions[i].name) == 0)
            return &extensions[i];
    return NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* What a page says of its charset counts only where it can be neither of ours: pages are saved
 * again in another charset without their words being changed. */
static bool charset_is_foreign(struct sj_bytes page)
{
    static const char *const ours[] = {"utf", "gb", "x-gbk", "cp936", "windows-936"};
    size_t at = sj_bytes_find(sj_bytes_slice(page, 0, 4096), SJ_LITERAL("charset="), 0);
    if (at == SIZE_MAX)
        return false;
    at += strlen("charset=");
    while (at < page.len && strchr("\"' ", page.data[at]) != NULL)
        at++;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (page.len - at >= strlen(ours[i]) &&
            strncasecmp((const char *)page.data + at, ours[i], strlen(ours[i])) == 0)
            return false;
    return true;
}

/* ---- what it really is ---- */

static bool is_page(struct sj_bytes file)
{
    static const char *const marks[] = {"<html", "<!doctype html", "<meta", "<body"};
    struct sj_bytes start = sj_bytes_trim(sj_bytes_slice(file, 0, 1024));
    if (sj_bytes_starts(start, SJ_LITERAL("\xEF\xBB\xBF")))
        start = sj_bytes_trim(sj_bytes_slice(start, 3, start.len));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (start.len >= strlen(marks[i]) &&
            strncasecmp((const char *)start.data, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

/* Of a zip file by what is in it; OTHER for one that is neither. */
static enum format packed_format(struct sj_bytes file)
{
    struct sj_package package;
    enum format format = OTHER;
    if (sj_package_open(file, &package, NULL) == SJ_OK) {
        const struct sj_package_part *main =
            sj_package_related(&package, "", "/officeDocument", NULL);
        if (main != NULL && strncasecmp(main->name, "word/", 5) == 0)
            format = WORDS;
        else if (main != NULL && strncasecmp(main->name, "xl/", 3) == 0)
            format = SHEETS;
    }
    sj_package_close(&package);
    return format;
}

static enum sj_status refuse(const char *name, const struct extension *extension,
                             struct sj_bytes file, struct sj_error *error)
{
    bool old = sj_bytes_starts(file, SJ_LITERAL("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
    if (extension->format == OTHER)
        return sj_error_set(error, SJ_INVALID, "FORMAT_NOT_READ",
                            _("%s: this format is not read; open it in Word, Excel or WPS, choose "
                              "“Save as” and save it as %s"),
                            name, extension->instead);
    if (old && (extension->format == WORDS || extension->format == SHEETS))
        return sj_error_set(error, SJ_INVALID, "OLD_OR_ENCRYPTED",
                            _("%s is protected by a password or is an old file under a new name; "
                              "open it, take the password off and save it as %s"),
                            name, extension->format == WORDS ? ".docx" : ".xlsx");
    return sj_error_set(error, SJ_INVALID, "NOT_AS_NAMED",
                        _("%s is not what its name says or is damaged; open it in the program that "
                          "made it and save it as .docx, .xlsx or .txt"),
                        name);
}

/* What the file's first bytes say goes before its name: a .doc is often a page. */
static enum sj_status format_of(const char *name, const struct extension *extension,
                                struct sj_bytes file, enum format *format, struct sj_error *error)
{
    bool old = sj_bytes_starts(file, SJ_LITERAL("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
    *format = extension->format;
    if (sj_bytes_starts(file, SJ_LITERAL("%PDF-")))
        *format = PRINTED;
    else if (sj_package_is_zip(file) && extension->format != WORDS && extension->format != SHEETS)
        *format = packed_format(file);
    else if (is_page(file) && extension->format != PLAIN && extension->format != TABLE)
        *format = PAGE;
    else if (old || sj_bytes_starts(file, SJ_LITERAL("{\\rtf")) || *format == PRINTED ||
             ((*format == WORDS || *format == SHEETS) && !sj_package_is_zip(file)))
        *format = OTHER;
    return *format == OTHER ? refuse(name, extension, file, error) : SJ_OK;
}

/* ---- its text ---- */

static enum sj_status decoded_text(enum format format, struct sj_bytes original,
                                   struct sj_arena *arena, struct sj_bytes *text,
                                   struct sj_error *error)
{
    struct sj_bytes decoded;
    enum sj_encoding encoding;
    enum sj_status status = sj_text_decode(original, arena, &decoded, &encoding, error);
    if (status != SJ_OK)
        return status;
    *text = decoded;
    if (format == PAGE && encoding != SJ_ENCODING_UTF8 && charset_is_foreign(original))
        return sj_error_set(error, SJ_INVALID, "ENCODING",
                            _("the page is in a charset that is not read; save it in UTF-8"));
    if (format == PAGE)
        status = sj_html_text(decoded, arena, text, error);
    else if (format == TABLE)
        status = sj_csv_text(decoded, arena, text, error);
    return status;
}

static enum sj_status text_of(enum format format, struct sj_bytes original, struct sj_arena *arena,
                              struct sj_bytes *text, struct sj_error *error)
{
    struct sj_bytes raw = SJ_LITERAL("");
    enum sj_status status = SJ_OK;
    switch (format) {
    case PLAIN:
    case PAGE:
    case TABLE:
        status = decoded_text(format, original, arena, &raw, error);
        break;
    case WORDS:
        status = sj_docx_text(original, arena, &raw, error);
        break;
    case SHEETS:
        status = sj_xlsx_text(original, arena, &raw, error);
        break;
    case PRINTED:
        status = sj_pdf_text(original, arena, &raw, error);
        break;
    case OTHER:
        break;
    }
    if (status == SJ_OK)
        status = sj_text_clean(raw, arena, text, error);
    return status;
}

static enum sj_status check_length(const char *name, enum format format, struct sj_bytes file,
                                   struct sj_error *error)
{
    bool packed = format == WORDS || format == SHEETS || format == PRINTED || format == OTHER;
    size_t max = packed ? SJ_DOCUMENT_PACKED_MAX_BYTES : SJ_DOCUMENT_MAX_BYTES;
    if (file.len > max)
        return sj_error_set(error, SJ_EXHAUSTED, "DOCUMENT_TOO_LONG",
                            _("%s is longer than %zu MiB: is it the report?"), name,
                            max / 1024 / 1024);
    return SJ_OK;
}

static enum sj_status check_text(const struct sj_document *document, struct sj_error *error)
{
    if (document->text.len > SJ_TEXT_MAX_BYTES)
        return sj_error_set(
            error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
            _("%s has %zu bytes of text, a report at most %d: leave out the annexes"),
            document->name, document->text.len, SJ_TEXT_MAX_BYTES);
    if (sj_bytes_trim(document->text).len == 0)
        return sj_error_set(error, SJ_INVALID, "EMPTY_DOCUMENT", _("%s holds no text"),
                            document->name);
    return SJ_OK;
}

static enum sj_status check_name(const char *name, struct sj_error *error)
{
    if (extension_of(name) != NULL)
        return SJ_OK;
    return sj_error_set(error, SJ_INVALID, "UNKNOWN_FORMAT",
                        _("%s: .docx, .xlsx, .csv, .pdf, .txt and .html are read; save the report "
                          "as one of them"),
                        name);
}

enum sj_status sj_document_parse(const char *name, struct sj_bytes original, struct sj_arena *arena,
                                 struct sj_document *document, struct sj_error *error)
{
    enum format format = OTHER;
    enum sj_status status = check_name(name, error);
    if (status == SJ_OK)
        status = format_of(name, extension_of(name), original, &format, error);
    if (status == SJ_OK)
        status = check_length(name, format, original, error);
    if (status != SJ_OK)
        return status;
    *document =
        (struct sj_document){.name = name, .media_type = media_types[format], .original = original};
    status = text_of(format, original, arena, &document->text, error);
    if (status != SJ_OK) {
        sj_error_in(error, "%s", name);
        return status;
    }
    return check_text(document, error);
}

enum sj_status sj_document_load(const char *path, struct sj_arena *arena,
                                struct sj_document *document, struct sj_error *error)
{
    const char *name = sj_arena_text(arena, sj_bytes_of(base_name(path)));
    struct sj_bytes original;
    if (name == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    enum sj_status status = check_name(name, error);
    if (status == SJ_OK)
        status = sj_file_read(path, SJ_DOCUMENT_PACKED_MAX_BYTES, arena, &original, error);
    if (status == SJ_OK)
        status = sj_document_parse(name, original, arena, document, error);
    return status;
}
