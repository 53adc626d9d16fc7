#include "client/report_parcel.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "rules/submission.h"

const char *sj_report_name(const char *township, struct sj_period period, const char *kind,
                           uint32_t revision, struct sj_arena *arena)
{
    char text[SJ_PERIOD_TEXT];
    return sj_arena_printf(arena, "%s-%s-%s-r%u", township, sj_period_format(period, text), kind,
                           revision);
}

/* What differs from one packing to the next though the report is the same. */
static bool take_moment(struct sj_bytes before, struct sj_arena *arena,
                        Shangji__V1__Report *message)
{
    struct sj_envelope envelope;
    ProtobufCMessage *old = NULL;
    struct sj_error ignored = {0}; /* what cannot be read is simply packed anew */
    if (before.len == 0 || sj_envelope_decode(before, arena, &envelope, &ignored) != SJ_OK ||
        sj_pb_unpack(&shangji__v1__report__descriptor, envelope.payload, arena, "report", &old,
                     &ignored) != SJ_OK)
        return false;
    const Shangji__V1__Report *report = (const Shangji__V1__Report *)old;
    message->made_at = report->made_at;
    message->seen_checkpoint = report->seen_checkpoint;
    return true;
}

static enum sj_status pack_again(const Shangji__V1__Report *message, struct sj_bytes before,
                                 struct sj_arena *arena, struct sj_report_parcel *parcel,
                                 struct sj_error *error)
{
    Shangji__V1__Report copy = *message;
    if (!take_moment(before, arena, &copy))
        return SJ_OK;
    enum sj_status status = sj_pb_pack(&copy.base, arena, &parcel->payload, error);
    if (status == SJ_OK)
        status = sj_envelope_decode(before, arena, &parcel->before, error);
    parcel->same = status == SJ_OK && sj_bytes_equal(parcel->before.payload, parcel->payload);
    return status;
}

enum sj_status sj_report_pack(const struct sj_report_built *built, struct sj_bytes before,
                              struct sj_arena *arena, struct sj_report_parcel *parcel,
                              struct sj_error *error)
{
    struct sj_submission submission;
    *parcel = (struct sj_report_parcel){0};
    enum sj_status status = pack_again(built->message, before, arena, parcel, error);
    if (status == SJ_OK && !parcel->same)
        status = sj_pb_pack(&built->message->base, arena, &parcel->payload, error);
    /* As the city will take it in: township, period, kind and revision are judged there. */
    if (status == SJ_OK)
        status = sj_submission_decode(sj_bytes_of(SJ_TYPE_REPORT), parcel->payload, arena,
                                      &submission, error);
    return status;
}

static enum sj_status pack_text(const struct sj_report_built *built, struct sj_arena *arena,
                                struct sj_bytes *packed, struct sj_error *error)
{
    Shangji__V1__SourceText source;
    shangji__v1__source_text__init(&source);
    source.salt = sj_pb_binary(arena, SJ_BYTES(built->salt.bytes, sizeof built->salt.bytes));
    source.text = sj_pb_binary(arena, built->text);
    if (source.salt.data == NULL || source.text.data == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the text"));
    return sj_pb_pack(&source.base, arena, packed, error);
}

enum sj_status sj_report_sign(const struct sj_report_built *built, const struct sj_key *key,
                              struct sj_arena *arena, struct sj_report_parcel *parcel,
                              struct sj_error *error)
{
    struct sj_envelope envelope = {.payload = parcel->payload,
                                   .payload_type = sj_bytes_of(SJ_TYPE_REPORT)};
    if (parcel->same) { /* another type over the same bytes would be another thing */
        envelope = parcel->before;
        envelope.payload_type = sj_bytes_of(SJ_TYPE_REPORT);
    }
    enum sj_status status = sj_envelope_sign(&envelope, key, arena, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(&envelope, arena, &parcel->identity, error);
    if (status == SJ_OK)
        status = sj_envelope_encode(&envelope, arena, &parcel->envelope, error);
    if (status == SJ_OK && parcel->envelope.len > SJ_ENVELOPE_MAX_BYTES)
        status = sj_error_set(error, SJ_EXHAUSTED, "ENVELOPE_TOO_LONG",
                              _("the report has %zu bytes, %d are allowed: shorten the reasons, or "
                                "report in two parts"),
                              parcel->envelope.len, SJ_ENVELOPE_MAX_BYTES);
    if (status == SJ_OK)
        status = pack_text(built, arena, &parcel->text, error);
    return status;
}
