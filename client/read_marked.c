/* The report's text on a terminal, with what was read out of it in place. */
#include "client/read_print.h"

#include "base/i18n.h"
#include "client/output.h"
#include "client/paint.h"

struct marking {
    struct sj_bytes text;
    const struct sj_reading *reading;
    size_t section; /* whose heading is under way or comes next */
    bool colored;
    FILE *out;
};

/* Line ends stay; all else that could steer the terminal becomes blanks. */
static void print_words(struct marking *marking, size_t start, size_t end)
{
    struct sj_bytes words = sj_bytes_slice(marking->text, start, end);
    while (words.len > 0) {
        size_t line = sj_bytes_find(words, SJ_LITERAL("\n"), 0);
        sj_print_bytes(sj_bytes_slice(words, 0, line), marking->out);
        if (line == SIZE_MAX)
            return;
        fputc('\n', marking->out);
        words = sj_bytes_slice(words, line + 1, words.len);
    }
}

static void print_figure(struct marking *marking, const struct sj_figure *figure, size_t number)
{
    enum sj_paint style = SJ_PAINT_LOOSE;
    const char *mark = "";
    if (figure->anomalies != 0) {
        style = SJ_PAINT_DOUBTFUL;
        mark = "!";
    } else if (figure->indicator != NULL) {
        style = SJ_PAINT_SURE;
    } else if (figure->candidate != NULL) {
        style = SJ_PAINT_OFFERED;
        mark = "?";
    }
    fprintf(marking->out, "[%s%zu ", mark, number);
    sj_paint(marking->colored, style, marking->out);
    print_words(marking, figure->span.start, figure->span.end);
    sj_paint(marking->colored, SJ_PAINT_PLAIN, marking->out);
    fputc(']', marking->out);
}

/* Where the heading lies that is under way or comes next; empty behind the last. */
static struct sj_span heading(const struct marking *marking)
{
    const struct sj_reading *reading = marking->reading;
    struct sj_span span = {UINT32_MAX, UINT32_MAX};
    if (marking->section < reading->section_count) {
        const struct sj_section *section = &reading->sections[marking->section];
        bool titled = section->title.end > section->title.start;
        span.start = section->number.start;
        span.end = titled ? section->title.end : section->number.end;
    }
    return span;
}

/* The words up to `end`, those of headings bold. */
static void print_up_to(struct marking *marking, size_t at, size_t end)
{
    while (at < end) {
        struct sj_span title = heading(marking);
        bool inside = at >= title.start && at < title.end;
        if (at >= title.end) {
            marking->section++;
            continue;
        }
        size_t stop = inside ? title.end : title.start;
        if (stop > end)
            stop = end;
        if (inside)
            sj_paint(marking->colored, SJ_PAINT_TITLE, marking->out);
        print_words(marking, at, stop);
        if (inside)
            sj_paint(marking->colored, SJ_PAINT_PLAIN, marking->out);
        at = stop;
    }
}

static void print_text(struct marking *marking)
{
    size_t at = 0;
    for (size_t i = 0; i < marking->reading->figure_count; i++) {
        const struct sj_figure *figure = &marking->reading->figures[i];
        print_up_to(marking, at, figure->span.start);
        print_figure(marking, figure, i + 1);
        at = figure->span.end;
    }
    print_up_to(marking, at, marking->text.len);
    if (marking->text.len > 0 && marking->text.data[marking->text.len - 1] != '\n')
        fputc('\n', marking->out);
}

static void print_kinds(const struct sj_reading *reading, FILE *out)
{
    const char *gap = "";
    for (enum sj_kind kind = SJ_OUTCOME; kind <= SJ_OTHER; kind++) {
        size_t count = 0;
        for (size_t i = 0; i < reading->figure_count; i++)
            count += reading->figures[i].kind == kind;
        if (count > 0)
            fprintf(out, "%s%s %zu", gap, sj_read_kind_word(kind), count);
        gap = count > 0 ? ", " : gap;
    }
    if (gap[0] != '\0')
        fputc('\n', out);
}

enum sj_status sj_read_print_marked(struct sj_bytes text, const struct sj_reading *reading,
                                    bool colored, struct sj_arena *arena, FILE *out,
                                    struct sj_error *error)
{
    struct marking marking = {.text = text, .reading = reading, .colored = colored, .out = out};
    print_text(&marking);
    fputc('\n', out);
    enum sj_status status = sj_read_print_table(text, reading, arena, out, error);
    if (status == SJ_OK)
        print_kinds(reading, out);
    return status;
}
