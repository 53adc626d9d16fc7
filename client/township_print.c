/* A township's status for people. */
#include "client/township_status.h"

#include "base/i18n.h"
#include "client/act_text.h"
#include "client/answer_text.h"
#include "client/output.h"

#include <inttypes.h>

static void print_roles(const Shangji__V1__Role *roles, size_t count, struct sj_buffer *text)
{
    for (size_t i = 0; i < count; i++)
        sj_buffer_printf(text, "%s%s", i > 0 ? _(", ") : "", sj_role_name(roles[i]));
    sj_buffer_add_char(text, '\n');
}

static void print_head(const Shangji__V1__TownshipStatus *status, struct sj_arena *arena,
                       struct sj_buffer *text)
{
    sj_buffer_printf(text, _("%s %s, %s, ledger %s\n"), status->name, status->township,
                     status->division_name, status->origin);
    if (status->as_of == 0)
        sj_buffer_add_text(text, _("The city was never asked: periods are not known here.\n"));
    else if (!status->refreshed)
        sj_buffer_printf(text,
                         _("The city cannot be reached: this is as of %s, %" PRIu64 " entries.\n"),
                         sj_text_time(status->as_of, arena), status->ledger_size);
    if (status->n_required > 0) {
        sj_buffer_add_text(text, _("Reports must be signed by: "));
        print_roles(status->required, status->n_required, text);
    }
    if (status->rewritten)
        sj_buffer_add_text(text,
                           _("ALARM: the city's ledger was rewritten; checkpoint and "
                             "checkpoint.alarm in this folder prove it. Send nothing more and "
                             "tell another township (docs/operator.md)\n"));
}

static void print_alarms(const Shangji__V1__TownshipStatus *status, struct sj_buffer *text)
{
    for (size_t i = 0; i < status->n_alarms; i++) {
        const Shangji__V1__AlarmStatus *alarm = status->alarms[i];
        if (alarm->acknowledged)
            continue;
        sj_buffer_printf(text, _("ALARM: %s\n"), alarm->text);
        sj_buffer_printf(text, _("  when it was looked into: shangji status --acknowledge %s\n"),
                         alarm->name);
    }
}

static void print_deadline(const Shangji__V1__PeriodStatus *period, struct sj_buffer *text)
{
    sj_buffer_printf(text, "%s %s: ", period->period, period->kind);
    if (period->closed && !period->reopened)
        sj_buffer_printf(text, _("closed (the deadline was %s)\n"), period->deadline);
    else if (period->days_left > 0)
        sj_buffer_printf(text,
                         period->reopened ? _("reopened for you until %s, %" PRId64 " days left\n")
                                          : _("open until %s, %" PRId64 " days left\n"),
                         period->deadline, period->days_left);
    else if (period->days_left == 0)
        sj_buffer_printf(text, _("the deadline is today, %s\n"), period->deadline);
    else
        sj_buffer_printf(text, _("the deadline was %s, %" PRId64 " days ago; what comes is late\n"),
                         period->deadline, -period->days_left);
}

static void print_missing(const Shangji__V1__PeriodStatus *period, struct sj_buffer *text)
{
    if (period->n_missing == 0)
        return;
    sj_buffer_add_text(text,
                       period->revision == 0 ? _("  required: ") : _("  required and not in it: "));
    for (size_t i = 0; i < period->n_missing; i++)
        sj_buffer_printf(text, "%s%s", i > 0 ? _(", ") : "", period->missing_names[i]);
    sj_buffer_add_char(text, '\n');
}

static void print_return(const Shangji__V1__PeriodStatus *period, struct sj_arena *arena,
                         struct sj_buffer *text)
{
    const Shangji__V1__ReturnStatus *returned = period->returned;
    if (returned == NULL)
        return;
    sj_buffer_printf(text, _("  SENT BACK %s (entry %" PRIu64 "): %s\n"),
                     sj_text_time(returned->taken_at, arena), returned->entry, returned->reason);
    if (!returned->signed_by_operator)
        sj_buffer_add_text(text, _("    the act is not here, or not signed by the operator's key "
                                   "of the city card: ask the city office\n"));
    sj_return_points_print(returned->points, returned->n_points, "    ", text);
    sj_buffer_printf(text, _("    correct it: shangji pack DRAFT --period %s --reason WHY\n"),
                     period->period);
}

static void print_period(const Shangji__V1__PeriodStatus *period, struct sj_arena *arena,
                         struct sj_buffer *text)
{
    bool open = !period->closed || period->reopened || period->returned != NULL;
    print_deadline(period, text);
    if (period->revision == 0)
        sj_buffer_add_text(text, open ? _("  nothing was sent from this folder\n")
                                      : _("  nothing was sent from this folder, it is over\n"));
    else
        sj_buffer_printf(text, _("  revision %u, entry %" PRIu64 "; first taken in %s (%s)\n"),
                         period->revision, period->entry, sj_text_time(period->taken_at, arena),
                         period->status == SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_LATE
                             ? _("late")
                         : period->returned != NULL ? _("sent back: answers leave it out")
                                                    : _("on time"));
    print_return(period, arena, text);
    if (open)
        print_missing(period, text);
}

static void print_waiting(const Shangji__V1__TownshipStatus *status, struct sj_buffer *text)
{
    for (size_t i = 0; i < status->n_waiting; i++) {
        const Shangji__V1__WaitingStatus *waiting = status->waiting[i];
        sj_buffer_printf(
            text, waiting->refused ? _("in the outbox, refused: %s\n") : _("in the outbox: %s\n"),
            waiting->name);
        struct sj_bytes rest = sj_bytes_trim(sj_bytes_of(waiting->why));
        while (rest.len > 0) { /* its lines, each set in */
            size_t end = sj_bytes_find(rest, SJ_LITERAL("\n"), 0);
            size_t len = end == SIZE_MAX ? rest.len : end;
            sj_buffer_printf(text, "    %.*s\n", (int)len, (const char *)rest.data);
            rest = sj_bytes_slice(rest, len + 1, rest.len);
        }
        if (waiting->n_must_sign > 0) {
            sj_buffer_add_text(text, _("  not signed yet by: "));
            print_roles(waiting->must_sign, waiting->n_must_sign, text);
        }
    }
}

static void print_notices(const Shangji__V1__TownshipStatus *status, struct sj_arena *arena,
                          struct sj_buffer *text)
{
    for (size_t i = 0; i < status->n_notices; i++) {
        const Shangji__V1__NoticeStatus *notice = status->notices[i];
        sj_buffer_printf(text, _("entry %" PRIu64 ", %s: %s (%s)%s%s\n"), notice->entry,
                         sj_text_time(notice->taken_at, arena), sj_entry_type_text(notice->type),
                         notice->subject, notice->reason[0] != '\0' ? ": " : "", notice->reason);
    }
}

void sj_township_status_print(const Shangji__V1__TownshipStatus *status, struct sj_arena *arena,
                              FILE *out)
{
    struct sj_buffer text = {.limit = 0};
    print_head(status, arena, &text);
    print_alarms(status, &text);
    for (size_t i = 0; i < status->n_periods; i++)
        print_period(status->periods[i], arena, &text);
    print_waiting(status, &text);
    print_notices(status, arena, &text);
    sj_print_lines(sj_buffer_bytes(&text), out);
    sj_buffer_clear(&text);
}
