#include "client/envelope_print.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "base/period.h"
#include "client/answer_text.h"
#include "client/draft_words.h"
#include "client/operator_report.h"
#include "client/output.h"
#include "proto/pb.h"

#include <inttypes.h>
#include <string.h>

enum { COLUMNS = 9 };

void sj_envelope_print_head(const struct sj_envelope_file *file, FILE *out)
{
    char identity[2 * SJ_DIGEST + 1];
    sj_hex_encode(SJ_BYTES(file->identity.bytes, SJ_DIGEST), identity);
    fputs(_("type       "), out);
    sj_print_bytes(file->envelope.payload_type, out);
    fprintf(out, _("\nidentity   %s\n"), identity);
}

void sj_envelope_print_signers(const struct sj_envelope_file *file, const struct sj_signer *signers,
                               struct sj_arena *arena, FILE *out)
{
    for (size_t i = 0; i < file->envelope.signature_count; i++) {
        fprintf(out, _("signature  %zu, key id "), i + 1);
        if (file->envelope.signatures[i].keyid.len > 0)
            sj_print_bytes(file->envelope.signatures[i].keyid, out);
        else
            fputs("-", out);
        fputs(": ", out);
        if (signers[i].by) {
            sj_print_text(sj_known_key_text(signers[i].by, arena), out);
        } else if (signers[i].hinted) {
            fputs(_("DOES NOT HOLD under the key that it names: "), out);
            sj_print_text(sj_known_key_text(signers[i].hinted, arena), out);
        } else {
            fputs(_("not checked, the key is not known here"), out);
        }
        fputc('\n', out);
    }
}

/* ---- a report ---- */

static void print_label(const char *label, const char *text, FILE *out)
{
    fputs(label, out);
    sj_print_text(text, out);
    fputc('\n', out);
}

static void print_replaced(const Shangji__V1__Report *report, FILE *out)
{
    char identity[2 * SJ_DIGEST + 1] = "";
    if (report->replaces.len == SJ_DIGEST)
        sj_hex_encode(sj_pb_bytes(report->replaces), identity);
    fprintf(out, _("replaces   %s\n"), identity);
    print_label(_("because    "), report->replaces_reason, out);
}

/* What the clerk did with a figure; nothing where it counts as it was read. */
static bool print_decision(const Shangji__V1__Figure *figure, size_t number, FILE *out)
{
    const char *word = sj_draft_word(SJ_WORDS_DECISION, (int)figure->decision);
    if (word[0] == '\0')
        return false;
    fprintf(out, "  %zu  %s ", number, word);
    sj_print_text(figure->surface, out);
    if (figure->corrected[0] != '\0') {
        fputs(" → ", out);
        sj_print_text(figure->corrected, out);
    }
    if (figure->reason[0] != '\0') {
        fputs(" (", out);
        sj_print_text(figure->reason, out);
        fputc(')', out);
    }
    fputc('\n', out);
    return true;
}

static void print_decisions(const Shangji__V1__Report *report, FILE *out)
{
    size_t decided = 0;
    for (size_t i = 0; i < report->n_figures; i++)
        decided += sj_draft_word(SJ_WORDS_DECISION, (int)report->figures[i]->decision)[0] != '\0';
    fprintf(out, _("figures    %zu, facts %zu, statements %zu\n"), report->n_figures,
            report->n_facts, report->n_statements);
    fprintf(out, _("decisions  %zu corrected, certified, discarded or added\n"), decided);
    for (size_t i = 0; i < report->n_figures; i++)
        (void)print_decision(report->figures[i], i + 1, out);
}

void sj_report_print_summary(const Shangji__V1__Report *report,
                             const Shangji__V1__GetRollReply *roll, FILE *out)
{
    char time_text[SJ_TIME_TEXT];
    const Shangji__V1__TownshipState *township =
        roll ? sj_roll_township(roll, report->township) : NULL;
    fprintf(out, _("township   %s %s\n"), report->township,
            township ? township->township->name : "");
    fprintf(out, _("period     %s, %s, revision %u\n"), report->period, report->kind,
            (unsigned)report->revision);
    fprintf(out, _("made at    %s\n"), sj_time_format(report->made_at, time_text));
    if (report->document)
        print_label(_("document   "), report->document->name, out);
    if (report->revision > 1)
        print_replaced(report, out);
    print_decisions(report, out);
}

static void add_row(struct sj_table *table, size_t number, const Shangji__V1__Figure *figure,
                    const Shangji__V1__Fact *fact)
{
    char text[24];
    snprintf(text, sizeof(text), "%zu", number);
    const char *cells[COLUMNS] = {
        text,
        figure->surface,
        figure->value,
        figure->unit,
        sj_draft_word(SJ_WORDS_KIND, (int)figure->kind),
        fact ? fact->indicator : "",
        fact ? fact->period : "",
        fact ? sj_draft_word(SJ_WORDS_BASIS, (int)fact->basis) : "",
        fact ? sj_draft_word(SJ_WORDS_SCOPE, (int)fact->scope) : "",
    };
    sj_table_row(table, cells);
}

static void add_figure(struct sj_table *table, const Shangji__V1__Report *report, size_t number)
{
    bool tied = false;
    for (size_t i = 0; i < report->n_facts; i++) {
        if (report->facts[i]->figure != number)
            continue;
        add_row(table, number + 1, report->figures[number], report->facts[i]);
        tied = true;
    }
    if (!tied)
        add_row(table, number + 1, report->figures[number], NULL);
}

void sj_report_print_figures(const Shangji__V1__Report *report, FILE *out)
{
    const char *heading[COLUMNS] = {_("no."),       _("words"),  _("value"), _("unit"), _("kind"),
                                    _("indicator"), _("period"), _("basis"), _("scope")};
    struct sj_table *table = sj_table_new(COLUMNS);
    sj_table_right(table, 0);
    sj_table_right(table, 2);
    sj_table_row(table, heading);
    for (size_t i = 0; i < report->n_figures; i++)
        add_figure(table, report, i);
    sj_table_print(table, out);
    sj_table_free(table);
    for (size_t i = 0; i < report->n_statements; i++) {
        const Shangji__V1__Statement *statement = report->statements[i];
        if (statement->indicator[0] == '\0')
            continue;
        fprintf(out, "  %s %s: ", statement->indicator,
                sj_draft_word(SJ_WORDS_STATEMENT, (int)statement->what));
        sj_print_text(statement->text, out);
        fputc('\n', out);
    }
}

/* ---- an act ---- */

enum sj_status sj_act_print(const Shangji__V1__Act *act, FILE *out, struct sj_error *error)
{
    char time_text[SJ_TIME_TEXT];
    struct sj_entry entry = {0};
    struct sj_submission submission = {.act = act};
    sj_submission_subject(&submission, &entry);
    fprintf(out, _("act        %s %s\n"), entry.type, entry.subject);
    print_label(_("ledger     "), act->origin, out);
    fprintf(out, _("made at    %s\n"), sj_time_format(act->made_at, time_text));
    return sj_print_json(&act->base, out, error);
}

bool sj_envelope_print_cosign(struct sj_home *home, const char *name, struct sj_bytes envelope,
                              FILE *out)
{
    struct sj_missing_roles missing = {0};
    struct sj_error ignored;
    struct sj_envelope_file file = {.name = name, .bytes = envelope};
    Shangji__V1__CityCard *card;
    const Shangji__V1__GetRollReply *roll;
    sj_home_known(home, &card, &roll);
    if (sj_envelope_read(&file, &home->arena, &ignored) != SJ_OK ||
        sj_report_missing_roles(card, roll, &file.submission, &file.envelope, &home->arena,
                                &missing, &ignored) != SJ_OK ||
        !missing.head)
        return false;
    fprintf(out,
            _("Next: shangji cosign %s --key FILE, with the responsible head's key; then shangji "
              "submit\n"),
            name);
    return true;
}
