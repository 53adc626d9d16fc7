#include "client/where.h"

#include "base/i18n.h"
#include "client/card.h"
#include "client/file.h"
#include "proto/pb.h"

#include <stdlib.h>
#include <string.h>

enum { REFRESH_ARENA_BYTES = 32 * 1024 * 1024 };

bool sj_is_offline(enum sj_status status)
{
    return status == SJ_UNAVAILABLE || status == SJ_DEADLINE;
}

enum sj_status sj_where_card(const struct sj_where *where, struct sj_home *home,
                             Shangji__V1__CityCard **card, struct sj_error *error)
{
    const char *set = getenv("SHANGJI_CARD"), *path = where->card;
    if (!path && set && set[0])
        path = set;
    return path ? sj_card_read(path, &home->arena, card, error) : sj_home_card(home, card, error);
}

/* An analyst who only has a card keeps no checkpoint: there is no folder that is this city's. */
static bool is_own_city(struct sj_home *home, const Shangji__V1__CityCard *card)
{
    struct sj_error ignored;
    Shangji__V1__CityCard *own;
    return sj_home_card(home, &own, &ignored) == SJ_OK && strcmp(own->origin, card->origin) == 0;
}

enum sj_status sj_where_open(const struct sj_where *where, struct sj_home *home,
                             struct sj_link *link, struct sj_error *error)
{
    *link = (struct sj_link){0};
    Shangji__V1__CityCard *card;
    enum sj_status status = sj_home_open(where->home, home, error);
    if (status == SJ_OK)
        status = sj_where_card(where, home, &card, error);
    if (status != SJ_OK)
        return status;
    const char *checkpoint = is_own_city(home, card) ? sj_home_file(home, "checkpoint") : NULL;
    status = sj_link_open(card, checkpoint, link, error);
    link->timeout_ms = (uint32_t)where->timeout_ms;
    return status;
}

static enum sj_status store(struct sj_home *home, const Shangji__V1__Catalogue *catalogue,
                            struct sj_arena *arena, const char **version, struct sj_error *error)
{
    struct sj_bytes bytes;
    const char *path = sj_home_file(home, "catalogue");
    *version = sj_arena_text(&home->arena, sj_bytes_of(catalogue->version));
    if (!path || !*version)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the catalogue"));
    enum sj_status status = sj_pb_pack(&catalogue->base, arena, &bytes, error);
    if (status == SJ_OK)
        status = sj_file_write(path, bytes, 0644, error);
    return status;
}

enum sj_status sj_where_refresh(struct sj_home *home, struct sj_link *link, const char **version,
                                struct sj_error *error)
{
    struct sj_arena arena;
    Shangji__V1__Catalogue *catalogue;
    *version = NULL;
    sj_arena_init(&arena, REFRESH_ARENA_BYTES);
    enum sj_status status = sj_link_catalogue(link, &arena, &catalogue, error);
    if (status == SJ_OK)
        status = store(home, catalogue, &arena, version, error);
    else if (status == SJ_NOT_FOUND)
        status = SJ_OK;
    sj_arena_clear(&arena);
    return status;
}
