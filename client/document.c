#include "client/document.h"

#include "base/i18n.h"
#include "client/home.h"
#include "rules/figure.h"

#include <string.h>
#include <strings.h>

enum format { PLAIN, PAGE, LATER };

struct extension {
    const char *name;
    enum format format;
    const char *media_type;
};

/* A further format is a row here and a function beside sj_html_text. */
static const struct extension extensions[] = {
    {"txt", PLAIN, "text/plain"}, {"html", PAGE, "text/html"},
    {"htm", PAGE, "text/html"},   {"doc", LATER, ""},
    {"docx", LATER, ""},          {"wps", LATER, ""},
    {"pdf", LATER, ""},           {"xls", LATER, ""},
    {"xlsx", LATER, ""},          {"et", LATER, ""},
    {"rtf", LATER, ""},           {"odt", LATER, ""},
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

static enum sj_status text_of(const struct extension *extension, struct sj_bytes original,
                              struct sj_arena *arena, struct sj_bytes *text, struct sj_error *error)
{
    struct sj_bytes decoded, raw;
    enum sj_encoding encoding;
    enum sj_status status = sj_text_decode(original, arena, &decoded, &encoding, error);
    if (status != SJ_OK)
        return status;
    raw = decoded;
    if (extension->format == PAGE && encoding != SJ_ENCODING_UTF8 && charset_is_foreign(original))
        return sj_error_set(error, SJ_INVALID, "ENCODING",
                            _("the page is in a charset that is not read; save it in UTF-8"));
    if (extension->format == PAGE)
        status = sj_html_text(decoded, arena, &raw, error);
    if (status == SJ_OK)
        status = sj_text_clean(raw, arena, text, error);
    return status;
}

static enum sj_status name_check(const char *name, const struct extension *extension,
                                 struct sj_error *error)
{
    if (extension == NULL)
        return sj_error_set(error, SJ_INVALID, "UNKNOWN_FORMAT",
                            _("%s: only .txt and .html are read; save the report as one of them"),
                            name);
    if (extension->format == LATER)
        return sj_error_set(error, SJ_INVALID, "FORMAT_NOT_READ",
                            _("%s: this format is not read yet; open it and save it as .txt "
                              "(encoding UTF-8) or .html"),
                            name);
    return SJ_OK;
}

enum sj_status sj_document_parse(const char *name, struct sj_bytes original, struct sj_arena *arena,
                                 struct sj_document *document, struct sj_error *error)
{
    const struct extension *extension = extension_of(name);
    enum sj_status status = name_check(name, extension, error);
    if (status != SJ_OK)
        return status;
    *document = (struct sj_document){
        .name = name, .media_type = extension->media_type, .original = original};
    if (original.len > SJ_DOCUMENT_MAX_BYTES)
        return sj_error_set(error, SJ_EXHAUSTED, "DOCUMENT_TOO_LONG",
                            _("%s is longer than %d MiB: is it the report?"), name,
                            SJ_DOCUMENT_MAX_BYTES / 1024 / 1024);
    status = text_of(extension, original, arena, &document->text, error);
    if (status != SJ_OK) {
        sj_error_in(error, "%s", name);
        return status;
    }
    if (document->text.len > SJ_TEXT_MAX_BYTES)
        return sj_error_set(
            error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
            _("%s has %zu bytes of text, a report at most %d: leave out the annexes"), name,
            document->text.len, SJ_TEXT_MAX_BYTES);
    if (sj_bytes_trim(document->text).len == 0)
        return sj_error_set(error, SJ_INVALID, "EMPTY_DOCUMENT", _("%s holds no text"), name);
    return SJ_OK;
}

enum sj_status sj_document_load(const char *path, struct sj_arena *arena,
                                struct sj_document *document, struct sj_error *error)
{
    const char *name = sj_arena_text(arena, sj_bytes_of(base_name(path)));
    struct sj_bytes original;
    if (name == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    /* Before the file is read: a .docx should not be told that it is too long. */
    enum sj_status status = name_check(name, extension_of(name), error);
    if (status == SJ_OK)
        status = sj_file_read(path, SJ_DOCUMENT_MAX_BYTES, arena, &original, error);
    if (status == SJ_OK)
        status = sj_document_parse(name, original, arena, document, error);
    return status;
}
