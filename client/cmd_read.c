#include "client/command.h"

#include "client/draft_file.h"
#include "client/draft_open.h"
#include "client/output.h"
#include "client/paint.h"
#include "client/precaution.h"
#include "client/read_print.h"
#include "client/where.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct options {
    const char *format, *out, *catalogue, *home, *color;
    bool colored;
};

enum {
    ALLOWED = 1 << SJ_FORMAT_TABLE | 1 << SJ_FORMAT_MARKED | 1 << SJ_FORMAT_JSONL |
              1 << SJ_FORMAT_CSV | 1 << SJ_FORMAT_XLSX
};

static enum sj_status print_draft(struct sj_home *home, const struct sj_draft_opened *opened,
                                  enum sj_format format, FILE *out, struct sj_error *error)
{
    struct sj_buffer bytes = {.limit = 2 * SJ_DRAFT_MAX_BYTES};
    enum sj_status status =
        format == SJ_FORMAT_XLSX
            ? sj_draft_format_xlsx(&opened->fresh, opened->catalogue, &home->arena, &bytes, error)
            : sj_draft_format(&opened->fresh, &home->arena, &bytes, error);
    if (status == SJ_OK)
        fwrite(bytes.data, 1, bytes.len, out);
    sj_buffer_clear(&bytes);
    return status;
}

static enum sj_status print(struct sj_home *home, const struct sj_draft_opened *opened,
                            enum sj_format format, bool colored, FILE *out, struct sj_error *error)
{
    struct sj_bytes text = opened->document.text;
    switch (format) {
    case SJ_FORMAT_CSV:
    case SJ_FORMAT_XLSX:
        return print_draft(home, opened, format, out, error);
    case SJ_FORMAT_MARKED:
        return sj_read_print_marked(text, &opened->reading, colored, &home->arena, out, error);
    case SJ_FORMAT_JSON:
    case SJ_FORMAT_JSONL:
        return sj_read_print_jsonl(text, &opened->reading, &home->arena, out, error);
    case SJ_FORMAT_TABLE:
        break;
    }
    return sj_read_print_table(text, &opened->reading, &home->arena, out, error);
}

/* Into memory first: a draft that is half written over would be worse than none. */
static enum sj_status print_to_file(struct sj_home *home, const struct sj_draft_opened *opened,
                                    enum sj_format format, bool colored, const char *path,
                                    struct sj_error *error)
{
    char *bytes = NULL;
    size_t len = 0;
    FILE *memory = open_memstream(&bytes, &len);
    if (memory == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory to print the figures"));
    enum sj_status status = print(home, opened, format, colored, memory, error);
    if (fclose(memory) != 0 && status == SJ_OK)
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory to print the figures"));
    if (status == SJ_OK)
        status = sj_file_write(path, SJ_BYTES(bytes, len), 0644, error);
    free(bytes);
    return status;
}

static void say_what_next(const struct sj_draft_opened *opened, const char *out)
{
    size_t flagged = 0;
    for (size_t i = 0; i < opened->reading.figure_count; i++)
        flagged += opened->reading.figures[i].anomalies != 0;
    fprintf(stderr, _("%s: %zu figures, %zu to decide on; then: shangji check %s\n"), out,
            opened->reading.figure_count, flagged, out);
}

static enum sj_status warn_of_numbers(struct sj_home *home, const struct sj_draft_opened *opened,
                                      struct sj_error *error)
{
    size_t count;
    fflush(stdout); /* where both streams go to one place, warnings stand behind the table */
    enum sj_status status = sj_precaution_numbers(home, opened, false, stderr, &count, error);
    if (status == SJ_OK && count > 0)
        fprintf(
            stderr,
            _("warning: %s holds personal numbers (%zu); take them out before it is signed, for "
              "what is signed is kept for ever\n"),
            opened->document.name, count);
    return status;
}

static bool is_draft(enum sj_format format)
{
    return format == SJ_FORMAT_CSV || format == SJ_FORMAT_XLSX;
}

/* As asked for; else as the file's name says; else the marked text on a terminal. */
static enum sj_status choose_format(struct options *options, enum sj_format *format,
                                    struct sj_error *error)
{
    const char *out = options->out;
    enum sj_status status = sj_paint_choose(options->color, stdout, &options->colored, error);
    if (out != NULL && (options->color == NULL || strcmp(options->color, "auto") == 0))
        options->colored = false;
    *format = SJ_FORMAT_TABLE;
    if (status != SJ_OK)
        return status;
    if (options->format != NULL)
        status = sj_format_parse(options->format, ALLOWED, format, error);
    else if (out != NULL && sj_draft_name_is_xlsx(out))
        *format = SJ_FORMAT_XLSX;
    else if (out != NULL && sj_bytes_ends(sj_bytes_of(out), SJ_LITERAL(".csv")))
        *format = SJ_FORMAT_CSV;
    else if (out == NULL && isatty(STDOUT_FILENO) == 1)
        *format = SJ_FORMAT_MARKED;
    if (status == SJ_OK && *format == SJ_FORMAT_XLSX && out == NULL && isatty(STDOUT_FILENO) == 1)
        return sj_error_set(error, SJ_USAGE, "NO_FILE",
                            _("a workbook is not for the terminal: name a file with -o FILE.xlsx"));
    return status;
}

/* A table may be a report, and a draft is a table: the one must not end as the other. */
static enum sj_status keep_document(const char *document, const char *out, struct sj_error *error)
{
    struct stat from, to;
    if (out == NULL || stat(document, &from) != 0 || stat(out, &to) != 0 ||
        from.st_dev != to.st_dev || from.st_ino != to.st_ino)
        return SJ_OK;
    return sj_error_set(error, SJ_USAGE, "SAME_FILE",
                        _("%s is the report itself; give the draft another name"), out);
}

static bool row_is_decided(const struct sj_draft_row *row)
{
    return row->number == SJ_DRAFT_NO_NUMBER ||
           (row->number > 0 &&
            (row->cells[SJ_DRAFT_DECISION][0] != '\0' ||
             row->cells[SJ_DRAFT_CORRECTED][0] != '\0' || row->cells[SJ_DRAFT_REASON][0] != '\0'));
}

/* A draft with the clerk's decisions is not written over. What cannot be read as a draft holds
 * none. */
static enum sj_status keep_decisions(struct sj_home *home, const char *out, struct sj_error *error)
{
    struct stat there;
    struct sj_findings findings;
    struct sj_draft draft = {0};
    if (out == NULL || stat(out, &there) != 0)
        return SJ_OK;
    sj_findings_init(&findings, &home->arena);
    if (sj_draft_load(out, out, &home->arena, &findings, &draft, NULL) != SJ_OK)
        return SJ_OK;
    for (size_t i = 0; i < draft.row_count; i++)
        if (row_is_decided(&draft.rows[i]))
            return sj_error_set(error, SJ_PRECONDITION, "DECISIONS_THERE",
                                _("%s holds decisions already, row %zu among them: give the new "
                                  "draft another name, or remove it first"),
                                out, draft.rows[i].line);
    return SJ_OK;
}

static enum sj_status read_file(struct options *options, const char *path, struct sj_error *error)
{
    struct sj_home home = {0};
    struct sj_draft_opened opened = {0};
    enum sj_format format;
    enum sj_status status = choose_format(options, &format, error);
    if (status == SJ_OK)
        status = keep_document(path, options->out, error);
    if (status == SJ_OK)
        status = sj_home_open(options->home, &home, error);
    if (status == SJ_OK)
        status = keep_decisions(&home, options->out, error);
    if (status == SJ_OK)
        status = sj_document_open(&home, path, options->catalogue, &opened, error);
    if (status == SJ_OK && opened.reading.figure_count == 0)
        fprintf(stderr, _("warning: %s holds no figure that could be read\n"),
                opened.document.name);
    if (status == SJ_OK && options->out == NULL)
        status = print(&home, &opened, format, options->colored, stdout, error);
    else if (status == SJ_OK)
        status = print_to_file(&home, &opened, format, options->colored, options->out, error);
    if (status == SJ_OK)
        status = warn_of_numbers(&home, &opened, error);
    if (status == SJ_OK && options->out != NULL && is_draft(format))
        say_what_next(&opened, options->out);
    sj_home_clear(&home);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct options options = {0};
    const struct sj_option table[] = {
        {.name = "format",
         .letter = 'f',
         .kind = SJ_OPTION_TEXT,
         .target = &options.format,
         .argument = N_("FORMAT"),
         .help =
             N_("marked (the text with its figures marked; default on a terminal), table (default "
                "elsewhere), jsonl; csv or xlsx: the draft")},
        {.name = "out",
         .letter = 'o',
         .kind = SJ_OPTION_TEXT,
         .target = &options.out,
         .argument = N_("FILE"),
         .help = N_("write to FILE instead of standard output")},
        {.name = "catalogue",
         .kind = SJ_OPTION_TEXT,
         .target = &options.catalogue,
         .argument = N_("FILE"),
         .help = N_("read by this catalogue (YAML) instead of the city's or the built-in one")},
        SJ_OPTION_COLOR(&options.color),
        SJ_OPTION_HOME(&options.home),
    };
    const struct sj_command_line line = {
        .program = "shangji read",
        .arguments = N_("FILE"),
        .summary = N_("read the figures out of a report"),
        .notes =
            N_("FILE is a Word document (.docx), a table (.xlsx, .csv), a PDF with text, a text "
               "(.txt, UTF-8 or GB18030) or a saved page (.html). Old .doc, .wps and .xls files: "
               "save them as .docx or .xlsx first.\nExample: "
               "shangji read report.docx -o report.csv (or report.xlsx)"),
        .options = table,
        .option_count = sizeof table / sizeof *table,
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    return read_file(&options, argv[1], error);
}

const struct sj_command sj_cmd_read = {
    .name = "read",
    .summary = N_("read the figures out of a report"),
    .run = run,
};
