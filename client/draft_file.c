#include "client/draft_file.h"

#include "base/i18n.h"
#include "client/home.h"

#include <string.h>
#include <strings.h>

static bool has_ending(const char *name, const char *ending)
{
    size_t len = strlen(name), end = strlen(ending);
    return len > end && strcasecmp(name + len - end, ending) == 0;
}

bool sj_draft_name_is_xlsx(const char *name)
{
    return has_ending(name, ".xlsx");
}

static bool is_document(const char *name)
{
    static const char *const endings[] = {".txt", ".html", ".htm", ".docx", ".doc", ".wps", ".pdf"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (has_ending(name, endings[i]))
            return true;
    return false;
}

static bool holds_document(struct sj_bytes bytes)
{
    return sj_bytes_starts(bytes, SJ_LITERAL("%PDF")) ||
           sj_bytes_starts(bytes, SJ_LITERAL("\xD0\xCF\x11\xE0"));
}

/* A clerk who names the report itself is not told of columns and quotation marks. */
static enum sj_status the_report(const char *path, struct sj_error *error)
{
    int stem = (int)(strrchr(path, '.') - path);
    return sj_error_set(error, SJ_INVALID, "NOT_A_DRAFT",
                        _("%s is the report, not a draft: run 'shangji read %s -o %.*s.csv' first, "
                          "and give that file"),
                        path, path, stem, path);
}

enum sj_status sj_draft_load(const char *path, const char *name, struct sj_arena *arena,
                             struct sj_findings *findings, struct sj_draft *draft,
                             struct sj_error *error)
{
    struct sj_bytes bytes;
    enum sj_status status = sj_file_read(path, SJ_DRAFT_MAX_BYTES, arena, &bytes, error);
    if (status == SJ_OK)
        status = sj_draft_parse(name, bytes, arena, findings, draft, error);
    if (status == SJ_INVALID && (is_document(name) || holds_document(bytes)))
        return the_report(path, error);
    return status;
}

enum sj_status sj_draft_save(const char *path, const struct sj_draft *draft,
                             const struct sj_catalogue *catalogue, struct sj_arena *arena,
                             struct sj_error *error)
{
    struct sj_buffer bytes = {.limit = 2 * SJ_DRAFT_MAX_BYTES};
    enum sj_status status;
    if (draft->others)
        return sj_error_set(error, SJ_PRECONDITION, "OTHER_SHEETS",
                            _("%s has further sheets, which would be lost: move them into a file "
                              "of their own first"),
                            path);
    if (draft->workbook)
        status = sj_draft_format_xlsx(draft, catalogue, arena, &bytes, error);
    else
        status = sj_draft_format(draft, arena, &bytes, error);
    if (status == SJ_OK)
        status = sj_file_write(path, sj_buffer_bytes(&bytes), 0644, error);
    sj_buffer_clear(&bytes);
    return status;
}
