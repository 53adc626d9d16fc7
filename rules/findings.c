#include "rules/findings.h"

#include "base/i18n.h"

#include <stdio.h>

void sj_findings_init(struct sj_findings *findings, struct sj_arena *arena)
{
    findings->arena = arena;
    findings->count = 0;
    findings->dropped = 0;
}

void sj_findings_add(struct sj_findings *findings, enum sj_status status, const char *reason,
                     const char *field, const char *format, ...)
{
    if (findings->count == SJ_FINDINGS_MAX) {
        findings->dropped++;
        return;
    }
    char message[sizeof((struct sj_error *)0)->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct sj_finding *finding = &findings->items[findings->count++];
    finding->status = status;
    finding->reason = reason;
    finding->field = sj_arena_text(findings->arena, sj_bytes_of(field));
    finding->message = sj_arena_text(findings->arena, sj_bytes_of(message));
    /* A finding must not be lost for want of room: it then stands without its words. */
    if (finding->field == NULL)
        finding->field = "";
    if (finding->message == NULL)
        finding->message = reason;
}

enum sj_status sj_findings_result(const struct sj_findings *findings, struct sj_error *error)
{
    if (findings->count == 0)
        return SJ_OK;
    const struct sj_finding *first = &findings->items[0];
    size_t others = findings->count - 1 + findings->dropped;
    if (others == 0)
        sj_error_set(error, first->status, first->reason, "%s", first->message);
    else
        sj_error_set(error, first->status, first->reason,
                     dngettext(SJ_TEXT_DOMAIN, "%s (and %zu more fault)",
                               "%s (and %zu more faults)", (unsigned long)others),
                     first->message, others);
    return sj_error_at(error, "%s", first->field);
}
