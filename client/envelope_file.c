#include "client/envelope_file.h"

#include "base/i18n.h"

#include <string.h>

enum sj_status sj_envelope_read(struct sj_envelope_file *file, struct sj_arena *arena,
                                struct sj_error *error)
{
    enum sj_status status = sj_envelope_decode(file->bytes, arena, &file->envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(&file->envelope, arena, &file->identity, error);
    if (status != SJ_OK)
        return sj_error_in(error, "%s", file->name);
    if (sj_submission_decode(file->envelope.payload_type, file->envelope.payload, arena,
                             &file->submission, &file->unread) != SJ_OK)
        file->submission = (struct sj_submission){0};
    return SJ_OK;
}

static enum sj_status load_named(struct sj_home *home, struct sj_arena *arena,
                                 struct sj_envelope_file *file, struct sj_error *error)
{
    struct sj_outbox_parcel parcel;
    file->place = SJ_ENVELOPE_IN_OUTBOX;
    enum sj_status status = sj_outbox_load(home, file->name, arena, &parcel, error);
    if (status == SJ_NOT_FOUND) {
        file->place = SJ_ENVELOPE_SENT;
        status = sj_sent_load(home, file->name, arena, &parcel, error);
    }
    if (status == SJ_NOT_FOUND)
        return sj_error_set(error, SJ_NOT_FOUND, "NO_SUCH_ENVELOPE",
                            _("nothing called %s is in %s/outbox or %s/sent; name one of those, or "
                              "a file that ends in .envelope"),
                            file->name, home->path, home->path);
    file->bytes = parcel.envelope;
    return status;
}

enum sj_status sj_envelope_open(struct sj_home *home, const char *name, struct sj_arena *arena,
                                struct sj_envelope_file *file, struct sj_error *error)
{
    enum sj_status status;
    *file = (struct sj_envelope_file){.name = name, .place = SJ_ENVELOPE_IN_FILE};
    if (strchr(name, '/') != NULL || sj_bytes_ends(sj_bytes_of(name), SJ_LITERAL(".envelope")))
        status = sj_file_read(name, SJ_ENVELOPE_MAX_BYTES, arena, &file->bytes, error);
    else
        status = load_named(home, arena, file, error);
    return status == SJ_OK ? sj_envelope_read(file, arena, error) : status;
}
