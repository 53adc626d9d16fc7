#include "client/operator_report.h"

#include "base/i18n.h"
#include "client/terminal.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <stdio.h>
#include <string.h>

enum sj_status sj_named_check(struct sj_named_report *named, struct sj_error *error)
{
    struct sj_period period;
    if (!named->kind)
        named->kind = "annual";
    if (!sj_township_code_valid(sj_bytes_of(named->township)))
        return sj_error_set(error, SJ_USAGE, "BAD_TOWNSHIP",
                            _("'%s' is no township's code: it has nine digits"), named->township);
    if (!named->period)
        return sj_error_set(error, SJ_USAGE, "NO_PERIOD",
                            _("say which period: --period 2021, 2021-Q3"));
    if (!sj_period_parse(sj_bytes_of(named->period), &period))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("'%s' is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
                            named->period);
    if (!sj_report_kind_valid(sj_bytes_of(named->kind)))
        return sj_error_set(error, SJ_USAGE, "BAD_KIND",
                            _("'%s' is no kind of report: annual, interim"), named->kind);
    if (!named->reason || !named->reason[0])
        return sj_error_set(error, SJ_USAGE, "NO_REASON",
                            _("say why with --reason: it stands in the ledger for good"));
    return SJ_OK;
}

const Shangji__V1__TownshipState *sj_roll_township(const Shangji__V1__GetRollReply *roll,
                                                   const char *code)
{
    for (size_t i = 0; i < roll->n_townships; i++)
        if (roll->townships[i]->township && strcmp(roll->townships[i]->township->code, code) == 0)
            return roll->townships[i];
    return NULL;
}

enum sj_status sj_named_find(const struct sj_named_report *named,
                             const Shangji__V1__GetRollReply *roll,
                             const Shangji__V1__ReportState **state, struct sj_error *error)
{
    const Shangji__V1__TownshipState *township = sj_roll_township(roll, named->township);
    if (!township)
        return sj_error_set(error, SJ_NOT_FOUND, "NOT_ON_THE_ROLL",
                            _("township %s is not on the roll of %s"), named->township,
                            roll->division_name);
    for (size_t i = 0; i < roll->n_reports; i++) {
        *state = roll->reports[i];
        if (strcmp((*state)->township, named->township) == 0 &&
            strcmp((*state)->period, named->period) == 0 &&
            strcmp((*state)->kind, named->kind) == 0)
            return SJ_OK;
    }
    return sj_error_set(error, SJ_NOT_FOUND, "NO_REPORT", _("%s has no report (%s) for %s"),
                        township->township->name, named->kind, named->period);
}

enum sj_status sj_fetch_payload(struct sj_link *link, struct sj_bytes identity,
                                struct sj_arena *arena, struct sj_envelope *envelope,
                                struct sj_error *error)
{
    Shangji__V1__GetEnvelopeRequest request;
    ProtobufCMessage *message;
    struct sj_digest found;
    shangji__v1__get_envelope_request__init(&request);
    request.of_case = SHANGJI__V1__GET_ENVELOPE_REQUEST__OF_IDENTITY;
    request.identity = sj_pb_binary(arena, identity);
    enum sj_status status =
        sj_link_call(link, "/shangji.v1.Ledger/GetEnvelope", &request.base, arena, &message, error);
    if (status == SJ_OK)
        status = sj_envelope_decode(
            sj_pb_bytes(((const Shangji__V1__GetEnvelopeReply *)message)->envelope), arena,
            envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(envelope, arena, &found, error);
    if (status == SJ_OK && !sj_bytes_equal(SJ_BYTES(found.bytes, SJ_DIGEST), identity))
        status = sj_error_set(error, SJ_DATA_LOSS, "OTHER_ENVELOPE",
                              _("the city gives another envelope than the one that stands in its "
                                "ledger"));
    return status;
}

enum sj_status sj_fetch_report(struct sj_link *link, struct sj_bytes identity,
                               struct sj_arena *arena, const Shangji__V1__Report **report,
                               struct sj_error *error)
{
    struct sj_envelope envelope;
    struct sj_submission submission;
    enum sj_status status = sj_fetch_payload(link, identity, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_submission_decode(envelope.payload_type, envelope.payload, arena, &submission,
                                      error);
    if (status == SJ_OK && !submission.report)
        status = sj_error_set(error, SJ_DATA_LOSS, "OTHER_ENVELOPE", _("this is no report"));
    if (status == SJ_OK)
        *report = submission.report;
    return status;
}

enum sj_status sj_operator_confirm(const char *question, struct sj_error *error)
{
    char answer[64];
    if (fflush(stdout) != 0)
        return sj_error_set(error, SJ_IO, NULL, _("cannot write to the terminal"));
    enum sj_status status = sj_terminal_ask(question, true, answer, sizeof(answer), error);
    if (status == SJ_PRECONDITION)
        return sj_error_set(error, SJ_PRECONDITION, "NO_TERMINAL",
                            _("there is no terminal to ask on; give --yes"));
    if (status != SJ_OK)
        return status;
    if (strcmp(answer, "yes") == 0 || strcmp(answer, "是") == 0)
        return SJ_OK;
    return sj_error_set(error, SJ_CANCELLED, "NOT_CONFIRMED", _("nothing was signed"));
}

enum sj_status sj_operator_do(struct sj_operator *office, Shangji__V1__Act *act,
                              struct sj_error *error)
{
    struct sj_key *key = NULL;
    enum sj_status status = sj_operator_key(office, &key, error);
    if (status == SJ_OK)
        status = sj_operator_act(office, key, act, error);
    sj_key_free(key);
    return status;
}
