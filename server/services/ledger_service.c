#include "base/i18n.h"
#include "rpc/server.h"
#include "server/cosign.h"
#include "server/services/ledger_replies.h"

enum { TEXT_MAX_BYTES = SJ_TEXT_MAX_BYTES };

static struct sj_ledger *ledger_of(Shangji__V1__Ledger_Service *service)
{
    return ((struct sj_ledger_service *)service)->ledger;
}

/* ---- Submit ---- */

struct submission {
    struct sj_intake intake;
    struct sj_call *call;
    Shangji__V1__SubmitReply_Closure closure;
};

static enum sj_status make_submit_reply(const struct sj_taken *taken, struct sj_arena *arena,
                                        Shangji__V1__SubmitReply *reply, struct sj_error *error)
{
    shangji__v1__submit_reply__init(reply);
    reply->index = taken->index;
    reply->already_known = taken->already_known;
    reply->entry = sj_arena_text(arena, taken->line);
    reply->receipt = sj_arena_text(arena, taken->receipt);
    if (!reply->entry || !reply->receipt ||
        !sj_reply_bytes(arena, SJ_BYTES(taken->identity.bytes, SJ_DIGEST), &reply->identity))
        return sj_reply_no_room(error);
    return SJ_OK;
}

static void answer_submit(struct sj_call *call, Shangji__V1__SubmitReply_Closure closure,
                          const struct sj_taken *taken)
{
    Shangji__V1__SubmitReply reply;
    struct sj_error error;
    if (make_submit_reply(taken, sj_call_arena(call), &reply, &error) == SJ_OK)
        closure(&reply, call);
    else
        sj_call_fail(call, &error);
}

/* From the writer's thread. */
static void submission_answered(void *context, const struct sj_taken *taken,
                                const struct sj_error *error)
{
    struct submission *submission = context;
    if (taken)
        answer_submit(submission->call, submission->closure, taken);
    else
        sj_call_fail(submission->call, error);
}

static bool submission_expired(void *context)
{
    struct submission *submission = context;
    return sj_call_remaining_ms(submission->call) == 0;
}

static enum sj_status check_sizes(const Shangji__V1__SubmitRequest *request, struct sj_error *error)
{
    if (request->envelope.len > SJ_ENVELOPE_MAX_BYTES) {
        sj_error_set(error, SJ_EXHAUSTED, "ENVELOPE_TOO_LONG",
                     _("the envelope has %zu bytes; %d are the most"), request->envelope.len,
                     (int)SJ_ENVELOPE_MAX_BYTES);
        return sj_error_at(error, "envelope");
    }
    if (request->text && request->text->text.len > TEXT_MAX_BYTES) {
        sj_error_set(error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
                     _("the text has %zu bytes; %d are the most"), request->text->text.len,
                     (int)TEXT_MAX_BYTES);
        return sj_error_at(error, "text.text");
    }
    return SJ_OK;
}

/* The failure tells of the first finding; the others follow as details. */
static void fail_with_findings(struct sj_call *call, const struct sj_findings *findings,
                               const struct sj_error *error)
{
    for (size_t i = 1; i < findings->count; i++)
        sj_call_add_detail(call, findings->items[i].reason, findings->items[i].field,
                           findings->items[i].message);
    sj_call_fail(call, error);
}

/* A report sent again needs no turn of the writer. */
static enum sj_status answer_standing(struct sj_ledger *ledger, const struct submission *submission,
                                      struct sj_error *error)
{
    struct sj_taken taken;
    enum sj_status status = sj_ledger_receipt(ledger, &submission->intake.admission.identity, NULL,
                                              sj_call_arena(submission->call), &taken, error);
    if (status == SJ_OK)
        answer_submit(submission->call, submission->closure, &taken);
    return status;
}

static enum sj_status take_submission(struct sj_ledger *ledger, struct submission *submission,
                                      const Shangji__V1__SubmitRequest *request,
                                      struct sj_findings *findings, struct sj_error *error)
{
    enum sj_status status = check_sizes(request, error);
    if (status == SJ_OK)
        status = sj_intake_prepare(ledger, sj_pb_bytes(request->envelope), request->text,
                                   sj_call_arena(submission->call), &submission->intake, findings,
                                   error);
    if (status != SJ_OK)
        return status;
    if (submission->intake.standing)
        return answer_standing(ledger, submission, error);
    submission->intake.expired = submission_expired;
    submission->intake.answer = submission_answered;
    submission->intake.context = submission;
    return sj_ledger_submit(ledger, &submission->intake, error);
}

static void handle_submit(Shangji__V1__Ledger_Service *service,
                          const Shangji__V1__SubmitRequest *request,
                          Shangji__V1__SubmitReply_Closure closure, void *closure_data)
{
    struct sj_call *call = closure_data;
    struct sj_error error;
    struct submission *submission = sj_arena_alloc(sj_call_arena(call), sizeof *submission);
    struct sj_findings *findings = sj_arena_alloc(sj_call_arena(call), sizeof *findings);
    if (!submission || !findings) {
        sj_reply_no_room(&error);
        sj_call_fail(call, &error);
        return;
    }
    submission->call = call;
    submission->closure = closure;
    if (take_submission(ledger_of(service), submission, request, findings, &error) != SJ_OK)
        fail_with_findings(call, findings, &error);
}

/* ---- AddCosignature ---- */

struct cosigning {
    struct sj_cosigning cosigning;
    struct sj_call *call;
    Shangji__V1__AddCosignatureReply_Closure closure;
};

/* From the writer's thread. */
static void cosigning_answered(void *context, uint64_t count, bool known,
                               const struct sj_error *error)
{
    struct cosigning *cosigning = context;
    Shangji__V1__AddCosignatureReply reply;
    shangji__v1__add_cosignature_reply__init(&reply);
    reply.cosignatures = count;
    reply.already_known = known;
    if (error)
        sj_call_fail(cosigning->call, error);
    else
        cosigning->closure(&reply, cosigning->call);
}

static enum sj_status take_cosignature(struct sj_ledger *ledger, struct cosigning *cosigning,
                                       const Shangji__V1__AddCosignatureRequest *request,
                                       struct sj_error *error)
{
    enum sj_status status = sj_cosigning_prepare(
        ledger, sj_bytes_of(request->checkpoint), sj_bytes_of(request->cosignature),
        sj_call_arena(cosigning->call), &cosigning->cosigning, error);
    if (status != SJ_OK)
        return status;
    cosigning->cosigning.answer = cosigning_answered;
    cosigning->cosigning.context = cosigning;
    return sj_ledger_cosign(ledger, &cosigning->cosigning, error);
}

static void handle_add_cosignature(Shangji__V1__Ledger_Service *service,
                                   const Shangji__V1__AddCosignatureRequest *request,
                                   Shangji__V1__AddCosignatureReply_Closure closure,
                                   void *closure_data)
{
    struct sj_call *call = closure_data;
    struct sj_error error;
    struct cosigning *cosigning = sj_arena_alloc(sj_call_arena(call), sizeof *cosigning);
    if (!cosigning) {
        sj_reply_no_room(&error);
        sj_call_fail(call, &error);
        return;
    }
    cosigning->call = call;
    cosigning->closure = closure;
    if (take_cosignature(ledger_of(service), cosigning, request, &error) != SJ_OK)
        sj_call_fail(call, &error);
}

/* ---- reading back ---- */

static void handle_get_receipt(Shangji__V1__Ledger_Service *service,
                               const Shangji__V1__GetReceiptRequest *request,
                               Shangji__V1__SubmitReply_Closure closure, void *closure_data)
{
    struct sj_call *call = closure_data;
    struct sj_error error;
    struct sj_digest identity;
    struct sj_taken taken;
    enum sj_status status = sj_request_identity(request->identity, &identity, &error);
    struct sj_cosigned_wish wish = sj_request_wish(request->cosigned);
    if (status == SJ_OK)
        status = sj_ledger_receipt(ledger_of(service), &identity, &wish, sj_call_arena(call),
                                   &taken, &error);
    if (status == SJ_OK)
        answer_submit(call, closure, &taken);
    else
        sj_call_fail(call, &error);
}

/* A handler that answers at once with what `make` makes. */
#define READING_HANDLER(method, Request, Reply, make)                                              \
    static void handle_##method(Shangji__V1__Ledger_Service *service,                              \
                                const Shangji__V1__##Request *request,                             \
                                Shangji__V1__##Reply##_Closure closure, void *closure_data)        \
    {                                                                                              \
        Shangji__V1__##Reply reply;                                                                \
        struct sj_error error;                                                                     \
        struct sj_call *call = closure_data;                                                       \
        shangji__v1__##method##_reply__init(&reply);                                               \
        if (make(ledger_of(service), request, sj_call_arena(call), &reply, &error) == SJ_OK)       \
            closure(&reply, call);                                                                 \
        else                                                                                       \
            sj_call_fail(call, &error);                                                            \
    }

READING_HANDLER(get_checkpoint, GetCheckpointRequest, GetCheckpointReply, sj_checkpoint_reply)
READING_HANDLER(get_entries, GetEntriesRequest, GetEntriesReply, sj_entries_reply)
READING_HANDLER(get_envelope, GetEnvelopeRequest, GetEnvelopeReply, sj_envelope_reply)
READING_HANDLER(get_envelopes, GetEnvelopesRequest, GetEnvelopesReply, sj_envelopes_reply)
READING_HANDLER(get_roll, GetRollRequest, GetRollReply, sj_roll_reply)
READING_HANDLER(get_catalogue, GetCatalogueRequest, GetCatalogueReply, sj_catalogue_reply)

void sj_ledger_service_init(struct sj_ledger_service *service, struct sj_ledger *ledger)
{
    static const Shangji__V1__Ledger_Service handlers = SHANGJI__V1__LEDGER__INIT(handle_);
    service->service = handlers;
    service->ledger = ledger;
}
