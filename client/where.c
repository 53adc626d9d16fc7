#include "client/where.h"

#include "base/i18n.h"
#include "base/period.h"
#include "client/card.h"
#include "client/file.h"
#include "client/notices.h"
#include "client/pages.h"
#include "proto/pb.h"

#include <stdio.h>
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
    bool own = is_own_city(home, card);
    status = sj_link_open(card, own ? sj_home_file(home, "checkpoint") : NULL, link, error);
    size_t waiting = own ? sj_notices_waiting(home) : 0;
    if (waiting > 0 && !where->shows_alarms)
        fprintf(stderr, _("note: %zu alarms wait to be looked into: 'shangji status'\n"), waiting);
    link->home = own ? home : NULL;
    link->timeout_ms = (uint32_t)where->timeout_ms;
    return status;
}

/* The catalogues that the periods are judged by, such as the folder does not have yet: a correction
 * of an old year is read with that year's. */
static enum sj_status fetch_older(struct sj_home *home, struct sj_link *link,
                                  const Shangji__V1__GetRollReply *roll, struct sj_arena *arena,
                                  struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < roll->n_periods; i++) {
        const char *version = roll->periods[i]->catalogue;
        Shangji__V1__Catalogue *catalogue = NULL;
        if (sj_home_has_catalogue(home, version))
            continue;
        status = sj_link_catalogue(link, version, arena, &catalogue, error);
        if (status == SJ_OK)
            status = sj_home_keep_catalogue(home, catalogue, false, error);
    }
    return status;
}

static enum sj_status fetch_roll(struct sj_home *home, struct sj_link *link, struct sj_arena *arena,
                                 struct sj_error *error)
{
    Shangji__V1__GetRollReply *roll;
    enum sj_status status = sj_link_roll(link, false, arena, &roll, error);
    if (status == SJ_OK)
        status = fetch_older(home, link, roll, arena, error);
    return status == SJ_OK ? sj_home_keep_roll(home, roll, error) : status;
}

enum sj_status sj_where_refresh(struct sj_home *home, struct sj_link *link, const char **version,
                                struct sj_error *error)
{
    struct sj_arena arena;
    Shangji__V1__Catalogue *catalogue = NULL;
    *version = NULL;
    sj_arena_init(&arena, REFRESH_ARENA_BYTES);
    enum sj_status status = sj_link_catalogue(link, "", &arena, &catalogue, error);
    if (status == SJ_OK) {
        *version = sj_arena_text(&home->arena, sj_bytes_of(catalogue->version));
        status = sj_home_keep_catalogue(home, catalogue, true, error);
    } else if (status == SJ_NOT_FOUND) {
        status = SJ_OK;
    }
    if (status == SJ_OK)
        status = fetch_roll(home, link, &arena, error);
    sj_arena_clear(&arena);
    return status;
}
