/* The draft's own words about itself: the source row, and where in it a fault stands. */
#include "client/draft.h"

#include "base/i18n.h"
#include "base/period.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* ---- where a fault stands ---- */

/* Cells may be cut in the middle of a character by the format; half of one must not be shown. */
static void drop_broken(char *message)
{
    struct sj_bytes text = sj_bytes_of(message);
    size_t len = 0;
    for (size_t at = 0, start = 0; at < text.len; start = at) {
        if (sj_utf8_next(text, &at) == 0xFFFD && at - start == 1)
            continue;
        memmove(message + len, message + start, at - start);
        len += at - start;
    }
    message[len] = '\0';
}

const char *sj_draft_where(const struct sj_draft *draft, size_t line,
                           char text[static SJ_DRAFT_WHERE_TEXT])
{
    struct sj_bytes name = sj_utf8_prefix(sj_bytes_of(draft->name), SJ_DRAFT_WHERE_TEXT - 24);
    if (line > 0)
        snprintf(text, SJ_DRAFT_WHERE_TEXT, "%.*s:%zu", (int)name.len, (const char *)name.data,
                 line);
    else
        snprintf(text, SJ_DRAFT_WHERE_TEXT, "%.*s", (int)name.len, (const char *)name.data);
    return text;
}

void sj_draft_fault(const struct sj_draft *draft, size_t line, struct sj_findings *findings,
                    enum sj_status status, const char *reason, const char *format, ...)
{
    char where[SJ_DRAFT_WHERE_TEXT];
    char message[sizeof((struct sj_error *)0)->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    drop_broken(message);
    sj_findings_add(findings, status, reason, sj_draft_where(draft, line, where), "%s", message);
}

/* ---- the source row ---- */

static const char *source_word(const char *place, const char *key, struct sj_arena *arena)
{
    size_t len = strlen(key);
    for (const char *at = place; *at != '\0'; at += strspn(at, " \t\r\n")) {
        size_t word = strcspn(at, " \t\r\n");
        if (strncmp(at, key, len) == 0)
            return sj_arena_text(arena, SJ_BYTES(at + len, word - len));
        at += word;
    }
    return "";
}

static const struct sj_draft_row *find_source(const struct sj_draft *draft)
{
    for (size_t i = 0; i < draft->row_count; i++)
        if (draft->rows[i].number == 0)
            return &draft->rows[i];
    return NULL;
}

enum sj_status sj_draft_get_source(const struct sj_draft *draft, struct sj_arena *arena,
                                   struct sj_draft_source *source, struct sj_error *error)
{
    const struct sj_draft_row *row = find_source(draft);
    char where[SJ_DRAFT_WHERE_TEXT];
    if (row == NULL) {
        sj_error_set(
            error, SJ_INVALID, "NO_SOURCE_ROW",
            _("%s: the row with 序号 0 is missing; put it back or read the document again"),
            draft->name);
        return sj_error_at(error, "%s", sj_draft_where(draft, 0, where));
    }
    const char *place = row->cells[SJ_DRAFT_PLACE];
    *source = (struct sj_draft_source){
        .document = row->cells[SJ_DRAFT_SURFACE],
        .digest = source_word(place, "text=", arena),
        .catalogue = source_word(place, "catalogue=", arena),
        .reader = source_word(place, "reader=", arena),
        .township = source_word(place, "township=", arena),
    };
    struct sj_decimal year;
    const char *word = source_word(place, "year=", arena);
    if (word != NULL && sj_decimal_parse(sj_bytes_of(word), &year) && year.scale == 0 &&
        year.coefficient >= SJ_YEAR_MIN && year.coefficient <= SJ_YEAR_MAX)
        source->year = (uint16_t)year.coefficient;
    if (source->digest == NULL || source->digest[0] == '\0' || source->document[0] == '\0' ||
        strchr(source->document, '/') != NULL) {
        sj_error_set(
            error, SJ_INVALID, "BAD_SOURCE_ROW",
            _("%s: the row with 序号 0 was changed; put it back or read the document again"),
            draft->name);
        return sj_error_at(error, "%s", sj_draft_where(draft, row->line, where));
    }
    return SJ_OK;
}
