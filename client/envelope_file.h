/* A signed envelope as somebody names it on the command line: a file, or the name of what waits in
 * the outbox or was sent. Everything lives in the arena given. */
#ifndef SHANGJI_CLIENT_ENVELOPE_FILE_H
#define SHANGJI_CLIENT_ENVELOPE_FILE_H

#include "client/outbox.h"
#include "rules/submission.h"
#include "trust/envelope.h"

enum sj_envelope_place { SJ_ENVELOPE_IN_FILE, SJ_ENVELOPE_IN_OUTBOX, SJ_ENVELOPE_SENT };

struct sj_envelope_file {
    const char *name; /* as it was told */
    enum sj_envelope_place place;
    struct sj_bytes bytes;
    struct sj_envelope envelope;
    struct sj_digest identity;
    /* Both members NULL where the payload is none of this program's; `unread` then says why. */
    struct sj_submission submission;
    struct sj_error unread;
};

/* What ends in .envelope or holds a slash is a file, anything else a name in the outbox, then in
 * sent/. SJ_NOT_FOUND says where it was looked for; what is no envelope is refused as decoding
 * does. */
enum sj_status sj_envelope_open(struct sj_home *home, const char *name, struct sj_arena *arena,
                                struct sj_envelope_file *file,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Decodes `file->bytes`; the rest of the file is set already. */
enum sj_status sj_envelope_read(struct sj_envelope_file *file, struct sj_arena *arena,
                                struct sj_error *error) SJ_WARN_UNUSED;

#endif
