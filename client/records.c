#include "client/records.h"

#include "base/i18n.h"
#include "client/file.h"
#include "proto/pb.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MAGIC[] = "shangji records v1\n";

static enum sj_status malformed(struct sj_error *error)
{
    return sj_error_set(error, SJ_INVALID, "BAD_RECORD",
                        _("the file is damaged: a record is cut off or is none"));
}

/* ---- bytes ---- */

static enum sj_status write_message(FILE *file, const ProtobufCMessage *message,
                                    struct sj_error *error)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(4 + len);
    if (bytes == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for a record"));
    for (size_t i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(len >> (24 - 8 * i));
    protobuf_c_message_pack(message, bytes + 4);
    bool written = fwrite(bytes, 1, 4 + len, file) == 4 + len;
    free(bytes);
    return written ? SJ_OK
                   : sj_error_set(error, SJ_IO, "WRITE", _("cannot write a record: %s"),
                                  strerror(errno));
}

/* *message NULL at the file's end, which is between two records. */
static enum sj_status read_message(FILE *file, const ProtobufCMessageDescriptor *descriptor,
                                   struct sj_arena *arena, ProtobufCMessage **message,
                                   struct sj_error *error)
{
    uint8_t head[4];
    *message = NULL;
    size_t got = fread(head, 1, sizeof head, file);
    if (got == 0 && feof(file))
        return SJ_OK;
    size_t len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (got < sizeof head || len > SJ_RECORD_MAX_BYTES)
        return malformed(error);
    uint8_t *bytes = sj_arena_alloc(arena, len + 1);
    if (bytes == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for a record"));
    if (fread(bytes, 1, len, file) != len)
        return malformed(error);
    return sj_pb_unpack(descriptor, SJ_BYTES(bytes, len), arena, _("record"), message, error);
}

/* ---- files ---- */

enum sj_status sj_records_open(const char *path, bool to_append, FILE **file,
                               struct sj_arena *arena, Shangji__V1__ProofHead **head,
                               struct sj_error *error)
{
    char magic[sizeof MAGIC - 1];
    ProtobufCMessage *message = NULL;
    *file = fopen(path, to_append ? "r+be" : "rbe");
    if (*file == NULL)
        return sj_error_errno(error, errno, _("cannot read"), path);
    enum sj_status status = SJ_OK;
    if (fread(magic, 1, sizeof magic, *file) != sizeof magic ||
        memcmp(magic, MAGIC, sizeof magic) != 0)
        status = sj_error_set(error, SJ_INVALID, "NO_RECORDS",
                              _("%s is neither a proof nor a copy of a ledger"), path);
    if (status == SJ_OK)
        status = read_message(*file, &shangji__v1__proof_head__descriptor, arena, &message, error);
    if (status == SJ_OK && message == NULL)
        status = malformed(error);
    if (status != SJ_OK) {
        fclose(*file);
        *file = NULL;
        return status;
    }
    *head = (Shangji__V1__ProofHead *)message;
    return SJ_OK;
}

static bool part_of(const char *path, char part[static PATH_MAX])
{
    int len = snprintf(part, PATH_MAX, "%s%s", path, SJ_FILE_PART);
    return len > 0 && len < PATH_MAX;
}

enum sj_status sj_records_create(const char *path, const Shangji__V1__ProofHead *head, FILE **file,
                                 struct sj_error *error)
{
    char part[PATH_MAX];
    *file = NULL;
    if (!part_of(path, part))
        return sj_error_set(error, SJ_INVALID, "PATH", _("%s: the path is too long"), path);
    *file = fopen(part, "wbe");
    if (*file == NULL)
        return sj_error_errno(error, errno, _("cannot write"), part);
    enum sj_status status = SJ_OK;
    if (fchmod(fileno(*file), 0600) != 0 || fputs(MAGIC, *file) == EOF)
        status = sj_error_errno(error, errno, _("cannot write"), part);
    if (status == SJ_OK)
        status = write_message(*file, &head->base, error);
    if (status != SJ_OK) {
        sj_records_abandon(path, *file);
        *file = NULL;
    }
    return status;
}

enum sj_status sj_records_next(FILE *file, struct sj_arena *arena,
                               Shangji__V1__GetEnvelopeReply **record, struct sj_error *error)
{
    ProtobufCMessage *message;
    enum sj_status status =
        read_message(file, &shangji__v1__get_envelope_reply__descriptor, arena, &message, error);
    *record = (Shangji__V1__GetEnvelopeReply *)message;
    return status;
}

enum sj_status sj_records_put(FILE *file, const Shangji__V1__GetEnvelopeReply *record,
                              struct sj_error *error)
{
    return write_message(file, &record->base, error);
}

enum sj_status sj_records_finish(const char *path, FILE *file, struct sj_error *error)
{
    char part[PATH_MAX] = "";
    bool good = fflush(file) == 0 && fsync(fileno(file)) == 0;
    good = fclose(file) == 0 && good;
    if (path == NULL)
        return good ? SJ_OK : sj_error_errno(error, errno, _("cannot write"), "");
    if (good && part_of(path, part) && rename(part, path) == 0)
        return SJ_OK;
    int cause = errno;
    (void)unlink(part);
    return sj_error_errno(error, cause, _("cannot write"), path);
}

void sj_records_abandon(const char *path, FILE *file)
{
    char part[PATH_MAX];
    if (file == NULL)
        return;
    fclose(file);
    if (part_of(path, part))
        (void)unlink(part);
}
