/* The draft as bytes: libcsv is called here alone. */
#include "client/draft.h"

#include "base/i18n.h"
#include "base/period.h"
#include "base/text.h"
#include "client/draft_words.h"

#include <csv.h>
#include <stdio.h>
#include <string.h>

enum { FIELDS_MAX = 64 }; /* a clerk may add columns of their own; they are ignored */

/* ---- writing ---- */

static bool add_cell(const char *cell, struct sj_arena *arena, struct sj_buffer *csv)
{
    const char *escaped = sj_cell_escape(cell, arena);
    size_t len = escaped == NULL ? 0 : strlen(escaped);
    size_t room = 2 * len + 2; /* every character a quotation mark, and two around */
    char *quoted = sj_arena_alloc(arena, room);
    if (escaped == NULL || quoted == NULL)
        return false;
    sj_buffer_add(csv, quoted, csv_write(quoted, room, escaped, len));
    return true;
}

static bool add_row(const char *const *cells, struct sj_arena *arena, struct sj_buffer *csv)
{
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++) {
        if (i > 0)
            sj_buffer_add_char(csv, ',');
        if (!add_cell(cells[i], arena, csv))
            return false;
    }
    sj_buffer_add_text(csv, "\r\n");
    return true;
}

enum sj_status sj_draft_format(const struct sj_draft *draft, struct sj_arena *arena,
                               struct sj_buffer *csv, struct sj_error *error)
{
    const char *headings[SJ_DRAFT_COLUMNS];
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        headings[i] = sj_draft_heading((enum sj_draft_column)i);
    /* Without a BOM Excel takes UTF-8 for the system's code page. */
    sj_buffer_add_text(csv, "\xEF\xBB\xBF");
    bool room = add_row(headings, arena, csv);
    for (size_t i = 0; room && i < draft->row_count; i++)
        room = add_row(draft->rows[i].cells, arena, csv);
    if (!room || csv->failed)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    return SJ_OK;
}

/* ---- reading ---- */

struct parsing {
    struct sj_arena *arena;
    struct sj_findings *findings;
    struct sj_draft *draft;
    const char *fields[FIELDS_MAX]; /* of the row under way */
    size_t field_count, line;
    int columns[FIELDS_MAX]; /* what stands in a field, -1 = nothing of ours */
    int terminator;          /* of the row before */
    bool has_heading, has_columns, no_room, too_many;
};

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

static void take_heading(struct parsing *parsing)
{
    bool seen[SJ_DRAFT_COLUMNS] = {false};
    parsing->has_heading = parsing->has_columns = true;
    for (size_t i = 0; i < FIELDS_MAX; i++)
        parsing->columns[i] = -1;
    for (size_t i = 0; i < parsing->field_count; i++) {
        struct sj_bytes heading = sj_bytes_trim(sj_bytes_of(parsing->fields[i]));
        for (int column = 0; column < SJ_DRAFT_COLUMNS; column++) {
            if (!sj_bytes_equal(heading, sj_bytes_of(sj_draft_heading((unsigned)column))))
                continue;
            if (seen[column])
                sj_draft_fault(parsing->draft, parsing->line, parsing->findings, SJ_INVALID,
                               "DOUBLED_COLUMN", _("the column %s stands there twice"),
                               parsing->fields[i]);
            seen[column] = true;
            parsing->columns[i] = column;
        }
    }
    for (unsigned column = 0; column < SJ_DRAFT_COLUMNS; column++) {
        if (seen[column])
            continue;
        parsing->has_columns = false;
        sj_draft_fault(parsing->draft, parsing->line, parsing->findings, SJ_INVALID,
                       "MISSING_COLUMN", _("the column %s is missing"), sj_draft_heading(column));
    }
}

static bool is_addition(const struct sj_draft_row *row)
{
    int decision = 0;
    return sj_draft_word_find(SJ_WORDS_DECISION, sj_bytes_of(row->cells[SJ_DRAFT_DECISION]),
                              &decision) &&
           decision == SJ_ADDED;
}

static void take_number(struct parsing *parsing, struct sj_draft_row *row)
{
    struct sj_bytes cell = sj_bytes_trim(sj_bytes_of(row->cells[SJ_DRAFT_NUMBER]));
    struct sj_decimal number;
    row->number = SJ_DRAFT_NO_NUMBER;
    if (cell.len == 0 || is_addition(row))
        return;
    if (sj_decimal_parse(cell, &number)) {
        number = sj_decimal_normal(number);
        if (number.scale == 0 && number.coefficient >= 0 && number.coefficient < 1000000) {
            row->number = (uint32_t)number.coefficient;
            return;
        }
    }
    sj_draft_fault(parsing->draft, row->line, parsing->findings, SJ_INVALID, "BAD_NUMBER",
                   _("“%.40s” is no 序号; put back the number that stood there"),
                   row->cells[SJ_DRAFT_NUMBER]);
}

static void take_row(struct parsing *parsing)
{
    struct sj_draft *draft = parsing->draft;
    bool empty = true;
    if (draft->row_count == SJ_DRAFT_ROWS_MAX) {
        parsing->too_many = true;
        return;
    }
    struct sj_draft_row *row = &draft->rows[draft->row_count];
    row->line = parsing->line;
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        row->cells[i] = "";
    for (size_t i = 0; i < parsing->field_count; i++) {
        if (parsing->columns[i] >= 0)
            row->cells[parsing->columns[i]] = sj_cell_unescape(parsing->fields[i]);
    }
    for (size_t i = 0; i < SJ_DRAFT_COLUMNS; i++)
        empty = empty && sj_bytes_trim(sj_bytes_of(row->cells[i])).len == 0;
    if (empty)
        return;
    draft->row_count++;
    take_number(parsing, row);
}

static void on_field(void *bytes, size_t len, void *data)
{
    struct parsing *parsing = data;
    if (parsing->field_count == FIELDS_MAX)
        return;
    char *field = sj_arena_text(parsing->arena, SJ_BYTES(bytes, len));
    parsing->no_room = parsing->no_room || field == NULL;
    parsing->fields[parsing->field_count++] = field == NULL ? "" : field;
}

static bool is_blank_row(const struct parsing *parsing)
{
    for (size_t i = 0; i < parsing->field_count; i++)
        if (sj_bytes_trim(sj_bytes_of(parsing->fields[i])).len > 0)
            return false;
    return true;
}

static void on_row(int terminator, void *data)
{
    struct parsing *parsing = data;
    bool second_half =
        terminator == '\n' && parsing->terminator == '\r' && parsing->field_count == 0;
    parsing->terminator = second_half ? 0 : terminator;
    if (second_half)
        return;
    parsing->line++;
    if (!parsing->has_heading && !is_blank_row(parsing))
        take_heading(parsing);
    else if (parsing->has_columns)
        take_row(parsing);
    parsing->field_count = 0;
}

/* libcsv would cut blanks off the ends of cells without quotation marks. */
static int never(unsigned char character)
{
    (void)character;
    return 0;
}

static enum sj_status parse_all(struct parsing *parsing, struct sj_bytes text,
                                struct sj_error *error)
{
    struct csv_parser parser;
    char where[SJ_DRAFT_WHERE_TEXT];
    enum sj_status status = SJ_OK;
    /* All line ends are reported, so that rows are counted as the spreadsheet counts them. */
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    csv_set_space_func(&parser, never);
    if (csv_parse(&parser, text.data, text.len, on_field, on_row, parsing) != text.len ||
        csv_fini(&parser, on_field, on_row, parsing) != 0) {
        status = sj_error_set(error, SJ_INVALID, "NOT_CSV",
                              _("row %zu: a quotation mark is out of place; save the draft as CSV"),
                              parsing->line + 1);
        sj_error_at(error, "%s", sj_draft_where(parsing->draft, parsing->line + 1, where));
    } else if (parsing->no_room) {
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    } else if (parsing->too_many) {
        status = sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_ROWS", _("%s has more than %d rows"),
                              parsing->draft->name, SJ_DRAFT_ROWS_MAX);
    } else if (!parsing->has_heading) {
        status =
            sj_error_set(error, SJ_INVALID, "EMPTY_DRAFT", _("%s is empty"), parsing->draft->name);
    }
    csv_free(&parser);
    return status;
}

enum sj_status sj_draft_parse(const char *name, struct sj_bytes csv, struct sj_arena *arena,
                              struct sj_findings *findings, struct sj_draft *draft,
                              struct sj_error *error)
{
    struct parsing parsing = {.arena = arena, .findings = findings, .draft = draft};
    struct sj_bytes text;
    enum sj_encoding encoding;
    if (csv.len > SJ_DRAFT_MAX_BYTES)
        return sj_error_set(error, SJ_EXHAUSTED, "DRAFT_TOO_LONG", _("%s is too long for a draft"),
                            name);
    enum sj_status status = sj_text_decode(csv, arena, &text, &encoding, error);
    if (status != SJ_OK) {
        sj_error_in(error, "%s", name);
        return status;
    }
    *draft = (struct sj_draft){.name = name, .lossy = encoding == SJ_ENCODING_GB18030};
    draft->rows = sj_arena_array(arena, SJ_DRAFT_ROWS_MAX, sizeof *draft->rows);
    if (draft->rows == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    return parse_all(&parsing, text, error);
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
