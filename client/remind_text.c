#include "client/remind_text.h"

#include "base/i18n.h"
#include "base/period.h"
#include "client/answer_text.h"

#include <inttypes.h>
#include <string.h>

enum { DAY = 24 * 60 * 60 };

int64_t sj_days_left(const char *deadline, int64_t now)
{
    int64_t end;
    if (!sj_date_deadline(sj_bytes_of(deadline), &end))
        return 0;
    int64_t seconds = end - now; /* `end` is the last second of the day */
    return seconds >= 0 ? seconds / DAY : -((-seconds + DAY - 1) / DAY);
}

bool sj_reminder_due(const Shangji__V1__CoverageRow *row)
{
    return row->status == SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_MISSING ||
           row->status == SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_RETURNED || row->n_missing > 0;
}

static void print_deadline(const struct sj_reminder *reminder, struct sj_buffer *text)
{
    int64_t days = reminder->days_left;
    if (days > 0)
        sj_buffer_printf(text, _("The deadline is %s; %" PRId64 " days are left.\n"),
                         reminder->deadline, days);
    else if (days == 0)
        sj_buffer_printf(text, _("The deadline is today, %s.\n"), reminder->deadline);
    else
        sj_buffer_printf(text, _("The deadline was %s, %" PRId64 " days ago.\n"),
                         reminder->deadline, -days);
}

static const char *indicator_name(const struct sj_reminder *reminder, const char *code)
{
    const Shangji__V1__CoverageAnswer *coverage = reminder->coverage;
    for (size_t i = 0; i < coverage->n_indicators; i++)
        if (strcmp(coverage->indicators[i]->indicator, code) == 0)
            return sj_text_name(coverage->indicators[i]->name_zh, coverage->indicators[i]->name_en);
    return code;
}

static void print_return(const struct sj_reminder *reminder, struct sj_buffer *text)
{
    const Shangji__V1__ReportReturn *returned = reminder->returned;
    if (returned == NULL)
        return;
    sj_buffer_printf(text, _("Your report was sent back: %s\n"), returned->reason);
    for (size_t i = 0; i < returned->n_points; i++) {
        const Shangji__V1__ReportReturn__Point *point = returned->points[i];
        if (point->indicator[0])
            sj_buffer_printf(text, "  - %s: %s\n", indicator_name(reminder, point->indicator),
                             point->reason);
        else if (reminder->report && point->figure < reminder->report->n_figures)
            sj_buffer_printf(text, _("  - figure %u, “%s”: %s\n"), point->figure + 1,
                             reminder->report->figures[point->figure]->clause, point->reason);
        else
            sj_buffer_printf(text, _("  - figure %u: %s\n"), point->figure + 1, point->reason);
    }
    sj_buffer_add_text(text, _("Please correct it and hand it in again.\n"));
}

static void print_missing(const struct sj_reminder *reminder, struct sj_buffer *text)
{
    const Shangji__V1__CoverageRow *row = reminder->row;
    if (row->n_missing == 0)
        return;
    sj_buffer_add_text(text, _("These required indicators are not in your report: "));
    for (size_t i = 0; i < row->n_missing; i++)
        sj_buffer_printf(text, "%s%s", i > 0 ? _(", ") : "",
                         indicator_name(reminder, row->missing[i]));
    sj_buffer_add_text(text, _(". Please add them with a correction, or say that they do not apply "
                               "or were not counted.\n"));
}

void sj_reminder_print(const struct sj_reminder *reminder, struct sj_buffer *text)
{
    bool missing = reminder->row->status == SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_MISSING;
    sj_buffer_printf(text, _("To %s:\n"), reminder->name);
    if (missing)
        sj_buffer_printf(text, _("Your report for %s has not come in yet.\n"), reminder->period);
    print_return(reminder, text);
    if (!missing)
        print_missing(reminder, text);
    print_deadline(reminder, text);
    if (missing && !reminder->row->enrolled)
        sj_buffer_add_text(text,
                           _("Your key is not enrolled yet: run 'shangji join' and call us with "
                             "the fingerprint.\n"));
    sj_buffer_add_text(text, _("Thank you.\n"));
}
