/* The judge's findings, brought back to the rows that they come from. */
#include "client/draft_open.h"

#include "base/i18n.h"
#include "client/output.h"
#include "client/precaution.h"
#include "rules/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_NAMED_MAX = 8 };

bool sj_draft_is_sound(const struct sj_draft_opened *opened)
{
    for (size_t i = 0; i < opened->findings.count; i++)
        if (opened->findings.items[i].status != SJ_UNRESOLVED)
            return false;
    return true;
}

/* The row of "figures[3].surface"; 0 if it is about no figure. */
static size_t line_of(const char *field, const struct sj_report_built *built)
{
    unsigned long number;
    if (strncmp(field, "figures[", strlen("figures[")) == 0)
        number = strtoul(field + strlen("figures["), NULL, 10);
    else if (strncmp(field, "facts[", strlen("facts[")) == 0) {
        number = strtoul(field + strlen("facts["), NULL, 10);
        if (number >= built->message->n_facts)
            return 0;
        number = built->message->facts[number]->figure;
    } else {
        return 0;
    }
    return number < built->message->n_figures ? built->lines[number] : 0;
}

static bool has_finding_at(const struct sj_draft_opened *opened, size_t line)
{
    char where[SJ_DRAFT_WHERE_TEXT];
    sj_draft_where(&opened->draft, line, where);
    for (size_t i = 0; i < opened->findings.count; i++)
        if (strcmp(opened->findings.items[i].field, where) == 0)
            return true;
    return false;
}

static void add_judged(struct sj_draft_opened *opened, const struct sj_findings *judged,
                       const struct sj_report_built *built)
{
    for (size_t i = 0; i < judged->count; i++) {
        const struct sj_finding *finding = &judged->items[i];
        size_t line = line_of(finding->field, built);
        /* What the row's own check said is nearer to what the clerk sees. */
        if (line > 0 && has_finding_at(opened, line))
            continue;
        sj_draft_fault(&opened->draft, line, &opened->findings, finding->status, finding->reason,
                       "%s", finding->message);
    }
    opened->findings.dropped += judged->dropped;
}

enum sj_status sj_draft_judge(struct sj_home *home, struct sj_draft_opened *opened,
                              struct sj_report_build *build, struct sj_report_built *built,
                              struct sj_facts *facts, struct sj_error *error)
{
    struct sj_findings *judged = sj_arena_alloc(&home->arena, sizeof *judged);
    if (judged == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the report"));
    sj_findings_init(judged, &home->arena);
    build->document = &opened->document;
    build->reading = &opened->reading;
    build->catalogue = opened->catalogue;
    build->decisions = &opened->decisions;
    build->reader = SJ_READER_NAME;
    enum sj_status status = sj_report_build(build, &home->arena, built, error);
    if (status != SJ_OK)
        return status;
    status = sj_report_judge(built->message, &built->text, opened->catalogue, &home->arena, judged,
                             facts, error);
    if (status != SJ_OK && judged->count == 0)
        return status; /* not the report's fault */
    add_judged(opened, judged, built);
    return SJ_OK;
}

void sj_draft_print_findings(const struct sj_draft_opened *opened, FILE *out)
{
    const struct sj_findings *findings = &opened->findings;
    for (size_t i = 0; i < findings->count; i++) {
        fprintf(out, "%s: ", findings->items[i].field);
        /* Words of the draft and the text stand in it. */
        sj_print_text(
            sj_precaution_masked(sj_bytes_of(findings->items[i].message), findings->arena), out);
        fputc('\n', out);
    }
    if (findings->dropped > 0)
        fprintf(out, _("… and %zu more\n"), findings->dropped);
}

/* "12, 37, 41 …": the rows that findings name, each once. */
static void name_rows(const struct sj_findings *findings, struct sj_buffer *rows)
{
    size_t named = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const char *field = findings->items[i].field, *colon = strrchr(field, ':');
        if (colon == NULL || strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
            (i > 0 && strcmp(field, findings->items[i - 1].field) == 0))
            continue;
        if (named++ == ROWS_NAMED_MAX) {
            sj_buffer_add_text(rows, " …");
            return;
        }
        sj_buffer_printf(rows, "%s%s", named == 1 ? "" : ", ", colon + 1);
    }
}

enum sj_status sj_draft_result(const struct sj_draft_opened *opened, struct sj_error *error)
{
    const struct sj_findings *findings = &opened->findings;
    const struct sj_finding *worst = findings->count > 0 ? &findings->items[0] : NULL;
    struct sj_buffer rows = {.limit = 1024};
    if (worst == NULL)
        return SJ_OK;
    for (size_t i = 0; worst->status == SJ_UNRESOLVED && i < findings->count; i++)
        if (findings->items[i].status != SJ_UNRESOLVED)
            worst = &findings->items[i];
    name_rows(findings, &rows);
    size_t count = findings->count + findings->dropped;
    if (worst->status == SJ_UNRESOLVED)
        sj_error_set(error, worst->status, worst->reason,
                     dngettext(SJ_TEXT_DOMAIN, "%s: %zu place waits for a decision (rows: %s)",
                               "%s: %zu places wait for a decision (rows: %s)",
                               (unsigned long)count),
                     opened->draft.name, count, rows.len > 0 ? sj_buffer_text(&rows) : "-");
    else
        sj_error_set(error, worst->status, worst->reason,
                     dngettext(SJ_TEXT_DOMAIN, "%s: %zu fault (rows: %s)",
                               "%s: %zu faults (rows: %s)", (unsigned long)count),
                     opened->draft.name, count, rows.len > 0 ? sj_buffer_text(&rows) : "-");
    sj_buffer_clear(&rows);
    return sj_error_at(error, "%s", worst->field);
}
