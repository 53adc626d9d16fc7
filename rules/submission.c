#include "rules/submission.h"

#include "base/i18n.h"
#include "base/period.h"
#include "proto/pb.h"
#include "rules/submission_parts.h"

#include <stdio.h>

enum { KIND_MAX = 15, TOWNSHIP_DIGITS = 9 };

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

static enum sj_status check_report(const Shangji__V1__Report *report, struct sj_error *error)
{
    enum sj_status status = sj_subject_check(report->township, report->period, report->kind, error);
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
        return status == SJ_OK ? sj_act_check(submission, arena, error) : status;
    }
    sj_error_set(error, SJ_INVALID, "UNKNOWN_PAYLOAD_TYPE",
                 _("payload type \"%.*s\" is none that this version knows"),
                 (int)(payload_type.len < 80 ? payload_type.len : 80),
                 (const char *)payload_type.data);
    return sj_error_at(error, "envelope.payload_type");
}

void sj_submission_subject(const struct sj_submission *submission, struct sj_entry *entry)
{
    entry->type[0] = entry->subject[0] = '\0';
    if (submission->act != NULL) {
        sj_act_subject(submission->act, entry);
        return;
    }
    const Shangji__V1__Report *report = submission->report;
    snprintf(entry->type, sizeof entry->type, "report");
    snprintf(entry->subject, sizeof entry->subject, "%s/%s/%s/%u", report->township, report->period,
             report->kind, report->revision);
}
