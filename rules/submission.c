#include "rules/submission.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "base/period.h"
#include "proto/pb.h"
#include "rules/catalogue_pb.h"

#include <stdio.h>

enum { KIND_MAX = 15, KEY_PREFIX_BYTES = 8, TOWNSHIP_DIGITS = 9 };

bool sj_township_code_valid(struct sj_bytes code)
{
    if (code.len != TOWNSHIP_DIGITS)
        return false;
    for (size_t i = 0; i < code.len; i++)
        if (code.data[i] < '0' || code.data[i] > '9')
            return false;
    return true;
}

bool sj_report_kind_valid(struct sj_bytes kind)
{
    if (kind.len == 0 || kind.len > KIND_MAX)
        return false;
    for (size_t i = 0; i < kind.len; i++)
        if ((kind.data[i] < 'a' || kind.data[i] > 'z') && kind.data[i] != '-')
            return false;
    return true;
}

/* The parts of a subject: they stand in a ledger line, so their form is checked before all. */
static enum sj_status check_subject(const char *township, const char *period, const char *kind,
                                    struct sj_error *error)
{
    struct sj_period parsed;
    if (township != NULL && !sj_township_code_valid(sj_bytes_of(township))) {
        sj_error_set(error, SJ_INVALID, "BAD_TOWNSHIP",
                     _("township \"%.32s\": a code of nine digits is needed"), township);
        return sj_error_at(error, "township");
    }
    if (period != NULL && !sj_period_parse(sj_bytes_of(period), &parsed)) {
        sj_error_set(error, SJ_INVALID, "BAD_PERIOD",
                     _("period \"%.32s\": write 2021, 2021-S1, 2021-Q3 or 2021-06"), period);
        return sj_error_at(error, "period");
    }
    if (kind != NULL && !sj_report_kind_valid(sj_bytes_of(kind))) {
        sj_error_set(error, SJ_INVALID, "BAD_KIND",
                     _("kind \"%.32s\": 1 to 15 of the letters a-z are needed, e.g. annual"), kind);
        return sj_error_at(error, "kind");
    }
    return SJ_OK;
}

static enum sj_status check_key(ProtobufCBinaryData key, const char *field, struct sj_error *error)
{
    if (key.len == SJ_PUBLIC_KEY)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_KEY", _("a public key has 32 bytes, this one %zu"),
                 key.len);
    return sj_error_at(error, "%s", field);
}

static bool division_valid(const char *division)
{
    size_t len = strlen(division);
    if (len < 2 || len > TOWNSHIP_DIGITS)
        return false;
    return strspn(division, "0123456789") == len;
}

static enum sj_status check_founding(const Shangji__V1__Founding *founding, struct sj_error *error)
{
    if (!division_valid(founding->division)) {
        sj_error_set(error, SJ_INVALID, "BAD_DIVISION",
                     _("division \"%.32s\": 2 to 9 digits are needed"), founding->division);
        return sj_error_at(error, "founding.division");
    }
    enum sj_status status = check_key(founding->operator_key, "founding.operator_key", error);
    if (status == SJ_OK)
        status = check_key(founding->recovery_key, "founding.recovery_key", error);
    if (status == SJ_OK)
        status = check_key(founding->ledger_key, "founding.ledger_key", error);
    for (size_t i = 0; status == SJ_OK && i < founding->n_townships; i++) {
        status = check_subject(founding->townships[i]->code, NULL, NULL, error);
        if (status == SJ_OK && i > 0 &&
            strcmp(founding->townships[i - 1]->code, founding->townships[i]->code) >= 0) {
            status = sj_error_set(error, SJ_INVALID, "BAD_ROLL",
                                  _("townships must stand in the order of their codes, each once"));
            sj_error_at(error, "founding.townships[%zu]", i);
        }
    }
    return status;
}

static enum sj_status check_role(Shangji__V1__Role role, struct sj_error *error)
{
    if (role == SHANGJI__V1__ROLE__ROLE_PREPARER || role == SHANGJI__V1__ROLE__ROLE_HEAD)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_ROLE", _("the role of the key is missing"));
    return sj_error_at(error, "enrolment.role");
}

static enum sj_status check_act(struct sj_submission *submission, struct sj_arena *arena,
                                struct sj_error *error)
{
    const Shangji__V1__Act *act = submission->act;
    enum sj_status status = SJ_OK;
    switch (act->act_case) {
    case SHANGJI__V1__ACT__ACT_FOUNDING:
        return check_founding(act->founding, error);
    case SHANGJI__V1__ACT__ACT_ENROLMENT:
        status = check_subject(act->enrolment->township, NULL, NULL, error);
        if (status == SJ_OK)
            status = check_key(act->enrolment->public_key, "enrolment.public_key", error);
        return status == SJ_OK ? check_role(act->enrolment->role, error) : status;
    case SHANGJI__V1__ACT__ACT_REVOCATION:
        status = check_subject(act->revocation->township, NULL, NULL, error);
        return status == SJ_OK
                   ? check_key(act->revocation->public_key, "revocation.public_key", error)
                   : status;
    case SHANGJI__V1__ACT__ACT_CATALOGUE:
        return sj_catalogue_of_pb(act->catalogue, arena, &submission->catalogue, error);
    case SHANGJI__V1__ACT__ACT_OPENING:
        if (!sj_date_valid(sj_bytes_of(act->opening->deadline))) {
            sj_error_set(error, SJ_INVALID, "BAD_DEADLINE",
                         _("deadline \"%.32s\": write a day as 2022-01-31"),
                         act->opening->deadline);
            return sj_error_at(error, "opening.deadline");
        }
        return check_subject(NULL, act->opening->period, act->opening->kind, error);
    case SHANGJI__V1__ACT__ACT_CLOSING:
        return check_subject(NULL, act->closing->period, act->closing->kind, error);
    case SHANGJI__V1__ACT__ACT_SIGNING:
    case SHANGJI__V1__ACT__ACT_REPLACEMENT:
    case SHANGJI__V1__ACT__ACT_REOPENING:
    case SHANGJI__V1__ACT__ACT_RETURNED:
    case SHANGJI__V1__ACT__ACT_WITHHOLDING:
    case SHANGJI__V1__ACT__ACT_SUCCESSION:
    case SHANGJI__V1__ACT__ACT_RANKING:
    case SHANGJI__V1__ACT__ACT__NOT_SET:
    case _SHANGJI__V1__ACT__ACT__CASE_IS_INT_SIZE:
        break;
    }
    return sj_error_set(error, SJ_INVALID, "NO_ACT",
                        _("the act says nothing that this version knows"));
}

static enum sj_status check_report(const Shangji__V1__Report *report, struct sj_error *error)
{
    enum sj_status status = check_subject(report->township, report->period, report->kind, error);
    if (status == SJ_OK && report->revision == 0) {
        sj_error_set(error, SJ_INVALID, "BAD_REVISION", _("revisions are counted from 1"));
        return sj_error_at(error, "revision");
    }
    return status;
}

enum sj_status sj_submission_decode(struct sj_bytes payload_type, struct sj_bytes payload,
                                    struct sj_arena *arena, struct sj_submission *submission,
                                    struct sj_error *error)
{
    *submission = (struct sj_submission){0};
    ProtobufCMessage *message = NULL;
    if (sj_bytes_equal(payload_type, SJ_LITERAL(SJ_TYPE_REPORT))) {
        enum sj_status status = sj_pb_unpack(&shangji__v1__report__descriptor, payload, arena,
                                             "report", &message, error);
        submission->report = (const Shangji__V1__Report *)message;
        return status == SJ_OK ? check_report(submission->report, error) : status;
    }
    if (sj_bytes_equal(payload_type, SJ_LITERAL(SJ_TYPE_ACT))) {
        enum sj_status status =
            sj_pb_unpack(&shangji__v1__act__descriptor, payload, arena, "act", &message, error);
        submission->act = (const Shangji__V1__Act *)message;
        return status == SJ_OK ? check_act(submission, arena, error) : status;
    }
    sj_error_set(error, SJ_INVALID, "UNKNOWN_PAYLOAD_TYPE",
                 _("payload type \"%.*s\" is none that this version knows"),
                 (int)(payload_type.len < 80 ? payload_type.len : 80),
                 (const char *)payload_type.data);
    return sj_error_at(error, "envelope.payload_type");
}

static void key_subject(const char *township, ProtobufCBinaryData key, struct sj_entry *entry)
{
    char hex[2 * KEY_PREFIX_BYTES + 1];
    sj_hex_encode(SJ_BYTES(key.data, KEY_PREFIX_BYTES), hex);
    snprintf(entry->subject, sizeof entry->subject, "%s/%s", township, hex);
}

static void act_subject(const Shangji__V1__Act *act, struct sj_entry *entry)
{
    const char *type = "";
    switch (act->act_case) {
    case SHANGJI__V1__ACT__ACT_FOUNDING:
        type = "found";
        snprintf(entry->subject, sizeof entry->subject, "%s", act->founding->division);
        break;
    case SHANGJI__V1__ACT__ACT_ENROLMENT:
        type = "enrol";
        key_subject(act->enrolment->township, act->enrolment->public_key, entry);
        break;
    case SHANGJI__V1__ACT__ACT_REVOCATION:
        type = "revoke";
        key_subject(act->revocation->township, act->revocation->public_key, entry);
        break;
    case SHANGJI__V1__ACT__ACT_CATALOGUE:
        type = "catalogue";
        snprintf(entry->subject, sizeof entry->subject, "%s", act->catalogue->version);
        break;
    case SHANGJI__V1__ACT__ACT_OPENING:
        type = "open";
        snprintf(entry->subject, sizeof entry->subject, "%s/%s", act->opening->period,
                 act->opening->kind);
        break;
    case SHANGJI__V1__ACT__ACT_CLOSING:
        type = "close";
        snprintf(entry->subject, sizeof entry->subject, "%s/%s", act->closing->period,
                 act->closing->kind);
        break;
    case SHANGJI__V1__ACT__ACT_SIGNING:
    case SHANGJI__V1__ACT__ACT_REPLACEMENT:
    case SHANGJI__V1__ACT__ACT_REOPENING:
    case SHANGJI__V1__ACT__ACT_RETURNED:
    case SHANGJI__V1__ACT__ACT_WITHHOLDING:
    case SHANGJI__V1__ACT__ACT_SUCCESSION:
    case SHANGJI__V1__ACT__ACT_RANKING:
    case SHANGJI__V1__ACT__ACT__NOT_SET:
    case _SHANGJI__V1__ACT__ACT__CASE_IS_INT_SIZE:
        break;
    }
    snprintf(entry->type, sizeof entry->type, "%s", type);
}

void sj_submission_subject(const struct sj_submission *submission, struct sj_entry *entry)
{
    entry->type[0] = entry->subject[0] = '\0';
    if (submission->act != NULL) {
        act_subject(submission->act, entry);
        return;
    }
    const Shangji__V1__Report *report = submission->report;
    snprintf(entry->type, sizeof entry->type, "report");
    snprintf(entry->subject, sizeof entry->subject, "%s/%s/%s/%u", report->township, report->period,
             report->kind, report->revision);
}
