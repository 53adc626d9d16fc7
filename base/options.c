#include "base/options.h"

#include "base/i18n.h"
#include "base/text.h"

#include <assert.h>
#include <getopt.h>
#include <string.h>

/* What getopt_long returns: 1 for an argument in its place, FIRST_LONG + row for a long option,
 * the letter for a short one. */
enum { POSITIONAL = 1, FIRST_LONG = 256, HELP = FIRST_LONG + SJ_OPTIONS_MAX };

/* The empty text is the name of the catalogue's header. */
static const char *translated(const char *text)
{
    return text && text[0] ? _(text) : "";
}

static bool takes_value(const struct sj_option *option)
{
    return option->kind != SJ_OPTION_FLAG;
}

static bool letter_is_taken(const struct sj_command_line *line, char letter)
{
    for (size_t i = 0; i < line->option_count; i++)
        if (line->options[i].letter == letter)
            return true;
    return false;
}

struct getopt_tables {
    char letters[2 * SJ_OPTIONS_MAX + 8];
    struct option longs[SJ_OPTIONS_MAX + 2];
};

static void build_tables(const struct sj_command_line *line, struct getopt_tables *tables)
{
    assert(line->option_count <= SJ_OPTIONS_MAX);
    char *letter = tables->letters;
    /* '-': arguments are handed out in their place, whatever POSIXLY_CORRECT says; ':': getopt is
     * silent, and a missing value is told from an unknown option. */
    *letter++ = '-';
    *letter++ = ':';
    for (size_t i = 0; i < line->option_count; i++) {
        const struct sj_option *option = &line->options[i];
        tables->longs[i] = (struct option){
            .name = option->name, .has_arg = takes_value(option), .val = FIRST_LONG + (int)i};
        if (option->letter) {
            *letter++ = option->letter;
            if (takes_value(option))
                *letter++ = ':';
        }
    }
    if (!letter_is_taken(line, 'h'))
        *letter++ = 'h';
    *letter = 0;
    tables->longs[line->option_count] = (struct option){.name = "help", .val = HELP};
    tables->longs[line->option_count + 1] = (struct option){0};
}

static const struct sj_option *option_of(const struct sj_command_line *line, int code)
{
    for (size_t i = 0; i < line->option_count; i++)
        if (code == FIRST_LONG + (int)i || (code != 0 && code == line->options[i].letter))
            return &line->options[i];
    return NULL;
}

static bool parse_number(const char *text, uint64_t *number)
{
    uint64_t value = 0;
    if (!text[0])
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value))
            return false;
    }
    *number = value;
    return true;
}

static enum sj_status store_number(const struct sj_command_line *line,
                                   const struct sj_option *option, const char *value,
                                   struct sj_error *error)
{
    uint64_t number;
    if (parse_number(value, &number) && number >= option->min && number <= option->max) {
        *(uint64_t *)option->target = number;
        return SJ_OK;
    }
    return sj_error_set(error, SJ_USAGE, "OPTION_NOT_A_NUMBER",
                        _("--%s takes a number from %llu to %llu, not '%s'; try '%s --help'"),
                        option->name, (unsigned long long)option->min,
                        (unsigned long long)option->max, value, line->program);
}

static enum sj_status store_item(const struct sj_command_line *line, const struct sj_option *option,
                                 const char *value, struct sj_error *error)
{
    struct sj_option_list *list = option->target;
    if (list->count >= SJ_OPTION_LIST_MAX)
        return sj_error_set(error, SJ_USAGE, "OPTION_TOO_OFTEN",
                            _("--%s may be given %d times at most; try '%s --help'"), option->name,
                            (int)SJ_OPTION_LIST_MAX, line->program);
    list->values[list->count++] = value;
    return SJ_OK;
}

static enum sj_status store(const struct sj_command_line *line, const struct sj_option *option,
                            const char *value, struct sj_error *error)
{
    switch (option->kind) {
    case SJ_OPTION_FLAG:
        *(bool *)option->target = true;
        return SJ_OK;
    case SJ_OPTION_TEXT:
        *(const char **)option->target = value;
        return SJ_OK;
    case SJ_OPTION_NUMBER:
        return store_number(line, option, value, error);
    case SJ_OPTION_LIST:
        return store_item(line, option, value, error);
    }
    return sj_error_set(error, SJ_INTERNAL, NULL, _("--%s has no kind"), option->name);
}

/* After getopt_long said '?' or ':'. It tells what is wrong through optopt: 0 for an unknown or
 * ambiguous long option, a known one's code for a value that is missing or not wanted. */
static enum sj_status refuse(const struct sj_command_line *line, int code, char **argv,
                             struct sj_error *error)
{
    const struct sj_option *option = option_of(line, optopt);
    if (code == ':')
        return sj_error_set(error, SJ_USAGE, "OPTION_WITHOUT_VALUE",
                            _("--%s needs a value; try '%s --help'"), option ? option->name : "",
                            line->program);
    if (option || optopt == HELP)
        return sj_error_set(error, SJ_USAGE, "OPTION_WITH_VALUE",
                            _("--%s takes no value; try '%s --help'"),
                            option ? option->name : "help", line->program);
    if (optopt)
        return sj_error_set(error, SJ_USAGE, "OPTION_UNKNOWN",
                            _("there is no option -%c; try '%s --help'"), optopt, line->program);
    return sj_error_set(error, SJ_USAGE, "OPTION_UNKNOWN",
                        _("there is no option %s, or several begin so; try '%s --help'"),
                        argv[optind - 1], line->program);
}

static enum sj_status check_count(const struct sj_command_line *line, int count, char **argv,
                                  struct sj_error *error)
{
    if (count < line->min_arguments)
        return sj_error_set(error, SJ_USAGE, "ARGUMENT_MISSING",
                            _("an argument is missing; try '%s --help'"), line->program);
    if (line->max_arguments >= 0 && count > line->max_arguments)
        return sj_error_set(error, SJ_USAGE, "ARGUMENT_TOO_MANY",
                            _("'%s' is one argument too many; try '%s --help'"),
                            argv[line->max_arguments + 1], line->program);
    return SJ_OK;
}

enum sj_status sj_options_parse(const struct sj_command_line *line, int argc, char **argv,
                                int *argument_count, bool *help, struct sj_error *error)
{
    struct getopt_tables tables;
    build_tables(line, &tables);
    *help = false;
    *argument_count = 0;
    int count = 0, code;
    optind = 0; /* glibc: begin anew */
    while ((code = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
        const struct sj_option *option = option_of(line, code);
        if (code == POSITIONAL) {
            argv[++count] = optarg; /* never ahead of what has been read */
        } else if (code == HELP || (code == 'h' && !option)) {
            *help = true;
            sj_options_help(line, stdout);
            return SJ_OK;
        } else if (!option) {
            return refuse(line, code, argv, error);
        } else {
            enum sj_status status = store(line, option, optarg, error);
            if (status != SJ_OK)
                return status;
        }
    }
    for (int i = optind; i > 0 && i < argc; i++)
        argv[++count] = argv[i];
    *argument_count = count;
    return check_count(line, count, argv, error);
}

/* Columns on a terminal. Simple ranges of UAX #11 are enough for help in Chinese and English. */
static size_t text_width(const char *text)
{
    static const uint32_t wide[][2] = {{0x1100, 0x115F},  {0x2E80, 0x303E}, {0x3041, 0xA4CF},
                                       {0xAC00, 0xD7A3},  {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF},
                                       {0x20000, 0x3FFFD}};
    struct sj_bytes bytes = sj_bytes_of(text);
    size_t at = 0, width = 0;
    for (uint32_t c; (c = sj_utf8_next(bytes, &at)) != UINT32_MAX;) {
        width++;
        for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
            if (c >= wide[i][0] && c <= wide[i][1])
                width++;
    }
    return width;
}

enum { LEFT_TEXT = 160 };

/* "-o, --output=FILE" */
static const char *left_side(char letter, const char *name, const char *argument,
                             char left[static LEFT_TEXT])
{
    char dash[8] = "    ";
    if (letter)
        snprintf(dash, sizeof(dash), "-%c, ", letter);
    snprintf(left, LEFT_TEXT, "%s--%s%s%s", dash, name, argument[0] ? "=" : "", argument);
    return left;
}

static const char *option_left(const struct sj_option *option, char left[static LEFT_TEXT])
{
    return left_side(option->letter, option->name,
                     takes_value(option) ? translated(option->argument) : "", left);
}

static void print_row(FILE *out, const char *left, const char *right, size_t column)
{
    fprintf(out, "  %s%*s  %s\n", left, (int)(column - text_width(left)), "", right);
}

void sj_options_help(const struct sj_command_line *line, FILE *out)
{
    char left[LEFT_TEXT], help_left[LEFT_TEXT];
    left_side(letter_is_taken(line, 'h') ? 0 : 'h', "help", "", help_left);
    size_t column = text_width(help_left);
    for (size_t i = 0; i < line->option_count; i++) {
        size_t width = text_width(option_left(&line->options[i], left));
        if (width > column)
            column = width;
    }
    const char *arguments = translated(line->arguments);
    fprintf(out, _("Usage: %s [OPTION]...%s%s\n"), line->program, arguments[0] ? " " : "",
            arguments);
    fprintf(out, "%s\n\n%s\n", translated(line->summary), _("Options:"));
    for (size_t i = 0; i < line->option_count; i++) {
        const struct sj_option *option = &line->options[i];
        print_row(out, option_left(option, left), translated(option->help), column);
    }
    print_row(out, help_left, _("show this help and exit"), column);
    if (line->notes && line->notes[0])
        fprintf(out, "\n%s\n", translated(line->notes));
}
