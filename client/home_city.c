/* What the folder keeps of its city: catalogues and the roll, as they were last told. */
#include "client/home.h"

#include "base/i18n.h"
#include "client/card.h"
#include "client/file.h"
#include "proto/pb.h"
#include "rules/catalogue_pb.h"

#include <string.h>

enum { ROLL_MAX_BYTES = 8 * 1024 * 1024, MESSAGE_ARENA_BYTES = 32 * 1024 * 1024 };

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the client's folder"));
}

static enum sj_status load(struct sj_home *home, const char *path, size_t limit,
                           const ProtobufCMessageDescriptor *descriptor, struct sj_arena *arena,
                           ProtobufCMessage **message, struct sj_error *error)
{
    struct sj_bytes bytes;
    enum sj_status status = sj_file_read(path, limit, &home->arena, &bytes, error);
    return status == SJ_OK ? sj_pb_unpack(descriptor, bytes, arena, path, message, error) : status;
}

static enum sj_status keep(const char *path, const ProtobufCMessage *message,
                           struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_bytes bytes;
    if (path == NULL)
        return no_memory(error);
    sj_arena_init(&arena, MESSAGE_ARENA_BYTES);
    enum sj_status status = sj_pb_pack(message, &arena, &bytes, error);
    if (status == SJ_OK)
        status = sj_file_write(path, bytes, 0644, error);
    sj_arena_clear(&arena);
    return status;
}

/* NULL for what cannot be a version, so that no path leads out of the folder. */
static const char *path_of_version(struct sj_home *home, const char *version)
{
    if (version[0] == '\0' || strchr(version, '/') != NULL)
        return NULL;
    const char *name = sj_arena_printf(&home->arena, "catalogue-%s", version);
    return name == NULL ? NULL : sj_home_file(home, name);
}

bool sj_home_has_catalogue(struct sj_home *home, const char *version)
{
    const char *path = path_of_version(home, version);
    return path != NULL && sj_file_exists(path);
}

enum sj_status sj_home_catalogue(struct sj_home *home, const char *named, struct sj_arena *arena,
                                 struct sj_catalogue **catalogue, struct sj_error *error)
{
    const char *stored =
        named == NULL ? sj_home_file(home, "catalogue") : path_of_version(home, named);
    ProtobufCMessage *message = NULL;
    Shangji__V1__Catalogue *read = NULL;
    enum sj_status status;
    if (stored != NULL && sj_file_exists(stored)) {
        status = load(home, stored, SJ_CATALOGUE_MAX_BYTES, &shangji__v1__catalogue__descriptor,
                      arena, &message, error);
        read = (Shangji__V1__Catalogue *)message;
    } else if (named != NULL) {
        status = sj_catalogue_read(named, arena, &read, error);
    } else {
        status = sj_default_catalogue(arena, &read, error);
    }
    if (status == SJ_OK)
        status = sj_catalogue_of_pb(read, arena, catalogue, error);
    return status;
}

enum sj_status sj_home_keep_catalogue(struct sj_home *home, const Shangji__V1__Catalogue *catalogue,
                                      bool newest, struct sj_error *error)
{
    enum sj_status status =
        keep(path_of_version(home, catalogue->version), &catalogue->base, error);
    if (status == SJ_OK && newest)
        status = keep(sj_home_file(home, "catalogue"), &catalogue->base, error);
    return status;
}

enum sj_status sj_home_roll(struct sj_home *home, const Shangji__V1__GetRollReply **roll,
                            struct sj_error *error)
{
    const char *path = sj_home_file(home, "roll");
    ProtobufCMessage *message = NULL;
    *roll = NULL;
    if (path == NULL)
        return no_memory(error);
    if (!sj_file_exists(path))
        return SJ_OK;
    enum sj_status status =
        load(home, path, ROLL_MAX_BYTES, &shangji__v1__get_roll_reply__descriptor, &home->arena,
             &message, error);
    *roll = (const Shangji__V1__GetRollReply *)message;
    return status;
}

void sj_home_known(struct sj_home *home, Shangji__V1__CityCard **card,
                   const Shangji__V1__GetRollReply **roll)
{
    struct sj_error ignored;
    if (sj_home_card(home, card, &ignored) != SJ_OK)
        *card = NULL;
    if (sj_home_roll(home, roll, &ignored) != SJ_OK)
        *roll = NULL;
}

enum sj_status sj_home_keep_roll(struct sj_home *home, const Shangji__V1__GetRollReply *roll,
                                 struct sj_error *error)
{
    return keep(sj_home_file(home, "roll"), &roll->base, error);
}
