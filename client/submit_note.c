#include "client/submit_note.h"

#include "base/i18n.h"
#include "rules/submission.h"
#include "trust/envelope.h"

#include <stdlib.h>
#include <string.h>

/* "figures[3].surface" with "figures" → 3; -1 if the field names no such part. */
static long number_in(const char *field, const char *part)
{
    size_t len = strlen(part);
    if (strncmp(field, part, len) != 0 || field[len] != '[')
        return -1;
    char *end;
    long number = strtol(field + len + 1, &end, 10);
    return *end == ']' && number >= 0 ? number : -1;
}

/* Fields may stand inside others: "report.figures[3]". */
static long find_number(const char *field, const char *part)
{
    for (const char *at = field; at; at = strchr(at, '.')) {
        at += *at == '.';
        long number = number_in(at, part);
        if (number >= 0)
            return number;
    }
    return -1;
}

static void add_figure(const Shangji__V1__Report *report, long number, struct sj_buffer *note)
{
    if (number < 0 || (size_t)number >= report->n_figures)
        return;
    const Shangji__V1__Figure *figure = report->figures[number];
    sj_buffer_printf(note, _("figure: %s (number %ld)\n"), figure->surface, number + 1);
    sj_buffer_printf(note, _("in: %s\n"), figure->clause);
}

static void add_words(const Shangji__V1__Report *report, const char *field, struct sj_buffer *note)
{
    long fact = find_number(field, "facts"), statement = find_number(field, "statements");
    add_figure(report, find_number(field, "figures"), note);
    if (fact >= 0 && (size_t)fact < report->n_facts) {
        sj_buffer_printf(note, _("indicator: %s\n"), report->facts[fact]->indicator);
        add_figure(report, (long)report->facts[fact]->figure, note);
    }
    if (statement >= 0 && (size_t)statement < report->n_statements)
        sj_buffer_printf(note, _("in: %s\n"), report->statements[statement]->text);
}

/* Who signed so far, and the command that adds what the city asks for. */
static void add_signing(const char *name, const struct sj_envelope *envelope,
                        const struct sj_error *refusal, struct sj_buffer *note)
{
    bool missing = strcmp(refusal->reason, "SIGNATURE_MISSING") == 0;
    if (!missing && strcmp(refusal->reason, "KEY_REVOKED") != 0)
        return;
    for (size_t i = 0; i < envelope->signature_count; i++)
        sj_buffer_printf(note, _("signed by: the key %.*s\n"),
                         (int)envelope->signatures[i].keyid.len,
                         (const char *)envelope->signatures[i].keyid.data);
    if (missing)
        sj_buffer_printf(note,
                         _("next: shangji cosign %s --key FILE, with the key that is missing; then "
                           "shangji submit\n"),
                         name);
    else
        sj_buffer_printf(note,
                         _("next: shangji cosign %s, with the township's key of now; then shangji "
                           "submit\n"),
                         name);
}

void sj_submit_note(const char *name, struct sj_bytes bytes, const struct sj_error *refusal,
                    struct sj_arena *arena, struct sj_buffer *note)
{
    struct sj_envelope envelope;
    struct sj_submission submission;
    struct sj_error ignored; /* what cannot be looked into has no words to show */
    sj_buffer_printf(note, _("%s was refused: %s\n"), name, refusal->message);
    if (refusal->reason[0])
        sj_buffer_printf(note, _("reason: %s\n"), refusal->reason);
    if (refusal->field[0])
        sj_buffer_printf(note, _("field: %s\n"), refusal->field);
    if (sj_envelope_decode(bytes, arena, &envelope, &ignored) != SJ_OK)
        return;
    add_signing(name, &envelope, refusal, note);
    if (sj_submission_decode(envelope.payload_type, envelope.payload, arena, &submission,
                             &ignored) == SJ_OK &&
        submission.report)
        add_words(submission.report, refusal->field, note);
}
