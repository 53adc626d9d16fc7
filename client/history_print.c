/* A township's history for people. */
#include "client/history.h"

#include "base/i18n.h"
#include "client/act_text.h"
#include "client/answer_text.h"
#include "client/output.h"

#include <inttypes.h>
#include <string.h>

static const char *who_text(const char *who)
{
    static const struct {
        const char *who, *text;
    } texts[] = {
        {"preparer", N_("preparer")}, {"head", N_("responsible head")},
        {"operator", N_("operator")}, {"recovery", N_("recovery key")},
        {"ledger", N_("ledger key")},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].who, who) == 0)
            return _(texts[i].text);
    return who;
}

static void print_signers(const Shangji__V1__HistoryEvent *event, struct sj_buffer *text)
{
    sj_buffer_add_text(text, _("  signed by: "));
    for (size_t i = 0; i < event->n_signers; i++)
        sj_buffer_printf(text, "%s%s %s%s", i > 0 ? _(", ") : "", who_text(event->signers[i]->who),
                         event->signers[i]->key,
                         event->signers[i]->recovery ? _(" (a recovery)") : "");
    sj_buffer_add_char(text, '\n');
}

static void print_rank(uint32_t rank, struct sj_buffer *text)
{
    if (rank == 0)
        sj_buffer_add_text(text, _("not ranked"));
    else
        sj_buffer_printf(text, "%u", rank);
}

static void print_changes(const Shangji__V1__HistoryEvent *event, struct sj_buffer *text)
{
    for (size_t i = 0; i < event->n_figures; i++) {
        const Shangji__V1__ChangedFigure *figure = event->figures[i];
        sj_buffer_printf(text, _("  %s: %s → %s\n"), figure->name,
                         figure->before[0] != '\0' ? figure->before : _("not stated"),
                         figure->after[0] != '\0' ? figure->after : _("not stated"));
    }
    for (size_t i = 0; i < event->n_ranks; i++) {
        const Shangji__V1__ChangedRank *rank = event->ranks[i];
        sj_buffer_printf(text, _("  rank by %s, %s: %s "), rank->name, rank->period,
                         rank->township_name);
        print_rank(rank->before, text);
        sj_buffer_add_text(text, " → ");
        print_rank(rank->after, text);
        sj_buffer_add_char(text, '\n');
    }
}

static void print_event(const Shangji__V1__HistoryEvent *event, struct sj_arena *arena,
                        struct sj_buffer *text)
{
    sj_buffer_printf(text, _("entry %" PRIu64 ", %s: %s (%s)%s%s%s\n"), event->entry,
                     sj_text_time(event->taken_at, arena), sj_entry_type_text(event->type),
                     event->subject, event->reason[0] != '\0' ? ": " : "", event->reason,
                     event->recovery ? _("; A RECOVERY: no key of the township vouched for it")
                                     : "");
    print_signers(event, text);
    sj_return_points_print(event->points, event->n_points, "  ", text);
    print_changes(event, text);
}

void sj_history_print(const Shangji__V1__TownshipHistory *history, struct sj_arena *arena,
                      FILE *out)
{
    struct sj_buffer text = {.limit = 0};
    sj_buffer_printf(&text, _("%s %s, from the %" PRIu64 " entries of the ledger, all replayed\n"),
                     history->name, history->township, history->ledger_size);
    for (size_t i = 0; i < history->n_events; i++)
        print_event(history->events[i], arena, &text);
    if (history->n_events == 0)
        sj_buffer_add_text(&text, _("Nothing was entered about it.\n"));
    sj_print_lines(sj_buffer_bytes(&text), out);
    sj_buffer_clear(&text);
}
