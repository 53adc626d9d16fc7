#include "rules/submission_parts.h"

#include "base/encoding.h"

#include <stdio.h>

enum { KEY_PREFIX_BYTES = 8 };

static void prefixed_subject(const char *before, ProtobufCBinaryData key, struct sj_entry *entry)
{
    char hex[2 * KEY_PREFIX_BYTES + 1];
    sj_hex_encode(SJ_BYTES(key.data, KEY_PREFIX_BYTES), hex);
    snprintf(entry->subject, sizeof entry->subject, "%s%s%s", before, before[0] ? "/" : "", hex);
}

static void replacement_subject(const Shangji__V1__KeyReplacement *replacement,
                                struct sj_entry *entry)
{
    static const char *const names[] = {"", "operator", "recovery", "ledger", "authority"};
    const char *name = names[replacement->what];
    if (replacement->public_key.len == SJ_PUBLIC_KEY)
        prefixed_subject(name, replacement->public_key, entry);
    else
        snprintf(entry->subject, sizeof entry->subject, "%s", name);
}

/* The form was checked: every array and key that is read here is there. */
static void subject_of(const Shangji__V1__Act *act, struct sj_entry *entry)
{
    char *subject = entry->subject;
    size_t size = sizeof entry->subject;
    switch (act->act_case) {
    case SHANGJI__V1__ACT__ACT_FOUNDING:
        snprintf(subject, size, "%s", act->founding->division);
        break;
    case SHANGJI__V1__ACT__ACT_ENROLMENT:
        prefixed_subject(act->enrolment->township, act->enrolment->public_key, entry);
        break;
    case SHANGJI__V1__ACT__ACT_REVOCATION:
        prefixed_subject(act->revocation->township, act->revocation->public_key, entry);
        break;
    case SHANGJI__V1__ACT__ACT_CATALOGUE:
        snprintf(subject, size, "%s", act->catalogue->version);
        break;
    case SHANGJI__V1__ACT__ACT_OPENING:
        snprintf(subject, size, "%s/%s", act->opening->period, act->opening->kind);
        break;
    case SHANGJI__V1__ACT__ACT_CLOSING:
        snprintf(subject, size, "%s/%s", act->closing->period, act->closing->kind);
        break;
    case SHANGJI__V1__ACT__ACT_SIGNING:
        snprintf(subject, size, "%s", act->signing->township[0] ? act->signing->township : "all");
        break;
    case SHANGJI__V1__ACT__ACT_REPLACEMENT:
        replacement_subject(act->replacement, entry);
        break;
    case SHANGJI__V1__ACT__ACT_REOPENING:
        snprintf(subject, size, "%s/%s/%s", act->reopening->township, act->reopening->period,
                 act->reopening->kind);
        break;
    case SHANGJI__V1__ACT__ACT_RETURNED:
        prefixed_subject("", act->returned->report, entry);
        break;
    case SHANGJI__V1__ACT__ACT_WITHHOLDING:
        prefixed_subject("", act->withholding->report, entry);
        break;
    case SHANGJI__V1__ACT__ACT_SUCCESSION:
        snprintf(subject, size, "%s", act->succession->successors[0]->code);
        break;
    case SHANGJI__V1__ACT__ACT_RANKING:
        snprintf(subject, size, "%s/%s", act->ranking->indicator, act->ranking->period);
        break;
    case SHANGJI__V1__ACT__ACT_SCORECARD:
        snprintf(subject, size, "%s/%s", act->scorecard->code, act->scorecard->version);
        break;
    case SHANGJI__V1__ACT__ACT_REFERENCE:
        snprintf(subject, size, "%s/%s", act->reference->code,
                 act->reference->period[0] ? act->reference->period : "all");
        break;
    case SHANGJI__V1__ACT__ACT_GROUPING:
        snprintf(subject, size, "%s", act->grouping->code);
        break;
    case SHANGJI__V1__ACT__ACT__NOT_SET:
    case _SHANGJI__V1__ACT__ACT__CASE_IS_INT_SIZE:
        break;
    }
}

static const char *type_of(const Shangji__V1__Act *act)
{
    static const char *const types[] = {
        [SHANGJI__V1__ACT__ACT_FOUNDING] = "found",
        [SHANGJI__V1__ACT__ACT_ENROLMENT] = "enrol",
        [SHANGJI__V1__ACT__ACT_REVOCATION] = "revoke",
        [SHANGJI__V1__ACT__ACT_CATALOGUE] = "catalogue",
        [SHANGJI__V1__ACT__ACT_OPENING] = "open",
        [SHANGJI__V1__ACT__ACT_CLOSING] = "close",
        [SHANGJI__V1__ACT__ACT_SIGNING] = "signers",
        [SHANGJI__V1__ACT__ACT_REPLACEMENT] = "replace",
        [SHANGJI__V1__ACT__ACT_REOPENING] = "reopen",
        [SHANGJI__V1__ACT__ACT_RETURNED] = "return",
        [SHANGJI__V1__ACT__ACT_WITHHOLDING] = "withhold",
        [SHANGJI__V1__ACT__ACT_SUCCESSION] = "succeed",
        [SHANGJI__V1__ACT__ACT_RANKING] = "ranking",
        [SHANGJI__V1__ACT__ACT_SCORECARD] = "scorecard",
        [SHANGJI__V1__ACT__ACT_REFERENCE] = "reference",
        [SHANGJI__V1__ACT__ACT_GROUPING] = "groups",
    };
    size_t number = (size_t)act->act_case;
    return number < sizeof types / sizeof *types && types[number] != NULL ? types[number] : "";
}

void sj_act_subject(const Shangji__V1__Act *act, struct sj_entry *entry)
{
    subject_of(act, entry);
    snprintf(entry->type, sizeof entry->type, "%s", type_of(act));
}
