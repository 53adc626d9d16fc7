#include "client/review_print.h"

#include "base/i18n.h"
#include "base/text.h"
#include "client/output.h"
#include "client/paint.h"
#include "rules/anomaly.h"

#include <string.h>

static void print_span(const struct sj_review *review, struct sj_span span, FILE *out)
{
    struct sj_bytes words = sj_bytes_slice(review->opened->document.text, span.start, span.end);
    sj_print_bytes(words, out);
}

/* The figure stands in 【】, so that it is found without colours too. */
static void print_clause(const struct sj_review *review, const struct sj_figure *figure,
                         enum sj_paint style, bool colored, FILE *out)
{
    struct sj_span clause = figure->clause, span = figure->span;
    fputs("  ", out);
    print_span(review, (struct sj_span){clause.start, span.start}, out);
    sj_paint(colored, style, out);
    fputs("【", out);
    print_span(review, span, out);
    fputs("】", out);
    sj_paint(colored, SJ_PAINT_PLAIN, out);
    print_span(review, (struct sj_span){span.end, clause.end}, out);
    fputc('\n', out);
}

static void print_cell(const char *label, const char *text, FILE *out)
{
    if (text[0] == '\0')
        return;
    fprintf(out, "  %s ", label);
    sj_print_text(text, out);
}

static void print_value(const struct sj_draft_row *row, FILE *out)
{
    const char *const *cells = row->cells;
    print_cell(_("value"), cells[SJ_DRAFT_VALUE], out);
    sj_print_text(cells[SJ_DRAFT_UNIT], out);
    if (cells[SJ_DRAFT_QUALIFIER][0] != '\0') {
        fputs(" (", out);
        sj_print_text(cells[SJ_DRAFT_QUALIFIER], out);
        fputc(')', out);
    }
    print_cell(_("last year"), cells[SJ_DRAFT_LAST_YEAR], out);
    fputc('\n', out);
}

static void print_sense(const struct sj_draft_row *row, FILE *out)
{
    static const enum sj_draft_column columns[] = {SJ_DRAFT_KIND, SJ_DRAFT_MOOD, SJ_DRAFT_BASIS,
                                                   SJ_DRAFT_SCOPE};
    bool tied = row->cells[SJ_DRAFT_INDICATOR][0] != '\0';
    print_cell(_("indicator"), tied ? row->cells[SJ_DRAFT_INDICATOR] : _("(none)"), out);
    if (row->cells[SJ_DRAFT_CODE][0] != '\0') {
        fputc(' ', out);
        sj_print_text(row->cells[SJ_DRAFT_CODE], out);
    }
    fputs("  ", out);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        fputc(' ', out);
        sj_print_text(row->cells[columns[i]], out);
    }
    fputc('\n', out);
}

static void print_decision(const struct sj_draft_row *row, FILE *out)
{
    if (row->cells[SJ_DRAFT_DECISION][0] == '\0')
        return;
    print_cell(_("decided"), row->cells[SJ_DRAFT_DECISION], out);
    print_cell("", row->cells[SJ_DRAFT_CORRECTED], out);
    print_cell("", row->cells[SJ_DRAFT_REASON], out);
    fputc('\n', out);
}

static void print_anomalies(sj_anomalies anomalies, FILE *out)
{
    for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT; bit++)
        if ((anomalies >> bit & 1) != 0)
            fprintf(out, "  ! %s → %s\n", sj_anomaly_explanation(bit), sj_anomaly_remedy(bit));
}

static void print_why(const struct sj_review_row *standing, const struct sj_figure *figure,
                      FILE *out)
{
    if (standing->why != NULL && strcmp(standing->reason, "ANOMALY_UNRESOLVED") == 0) {
        print_anomalies(standing->anomalies, out);
    } else if (standing->why != NULL) {
        fputs("  ! ", out);
        sj_print_text(standing->why, out);
        fputc('\n', out);
    }
    if (standing->offered) {
        fputs("  ? ", out);
        fprintf(out, _("may be of %s (%s): a accepts it\n"), figure->candidate->name_zh,
                figure->candidate->code);
    }
}

static void print_end(const struct sj_review *review, FILE *out)
{
    size_t open = sj_review_open(review);
    if (review->item_count == 0)
        fputs(_("Nothing waits for a decision.\n"), out);
    else
        fprintf(out, _("Gone through: %zu rows, of which %zu still wait.\n"), review->item_count,
                open);
}

void sj_review_print(const struct sj_review *review, bool colored, FILE *out)
{
    const struct sj_draft_row *row = sj_review_row(review);
    const struct sj_review_row *standing = sj_review_standing(review);
    if (row == NULL) {
        print_end(review, out);
        return;
    }
    const struct sj_figure *figure = &review->opened->reading.figures[row->number - 1];
    enum sj_paint style = standing->why != NULL ? SJ_PAINT_DOUBTFUL
                          : standing->offered   ? SJ_PAINT_OFFERED
                                                : SJ_PAINT_SURE;
    fprintf(out, "\n[%zu/%zu] ", review->at + 1, review->item_count);
    fprintf(out, _("no. %u, row %zu\n"), row->number, row->line);
    print_clause(review, figure, style, colored, out);
    print_why(standing, figure, out);
    print_value(row, out);
    print_sense(row, out);
    print_decision(row, out);
}

void sj_review_prompt(const struct sj_review *review, FILE *out)
{
    switch (review->state) {
    case SJ_REVIEW_ITEM:
        fputs(sj_review_row(review) == NULL
                  ? _("b back, u undo, s save and end, q quit, ? help > ")
                  : _("Enter next, a accept, c correct, t true, d discard, i indicator, b back, u "
                      "undo, s save, q quit, ? help > "),
              out);
        break;
    case SJ_REVIEW_VALUE:
        fputs(_("the right quantity, as 15000余亩 (empty: back): "), out);
        break;
    case SJ_REVIEW_REASON:
        fputs(_("why (goes into every answer; no personal names, empty: back): "), out);
        break;
    case SJ_REVIEW_INDICATOR:
        fputs(_("the indicator's name or code (- for none, empty: back): "), out);
        break;
    case SJ_REVIEW_QUIT:
        fputs(_("Keep what was decided? y keeps it, n throws it away > "), out);
        break;
    case SJ_REVIEW_DONE:
        break;
    }
    fflush(out);
}

void sj_review_print_keys(FILE *out)
{
    fputs(_("Enter, blank  leave the row as it is, and on to the next\n"
            "a  take the indicator that is offered\n"
            "c  更正: the words stand, the value is another (asks for value and reason)\n"
            "t  属实: it looks wrong and is true (asks for the reason)\n"
            "d  舍弃: no figure of the report (asks for the reason)\n"
            "i  another indicator, by name or code; - for none\n"
            "b  back   u  undo the last decision\n"
            "s  save and end   q  end; asks if there is something to save\n"),
          out);
}
