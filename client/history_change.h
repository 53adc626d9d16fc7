/* What a correction changes, for history.c alone: figures between two revisions, and the ranks
 * before and after. */
#ifndef SHANGJI_CLIENT_HISTORY_CHANGE_H
#define SHANGJI_CLIENT_HISTORY_CHANGE_H

#include "client/replica.h"
#include "rules/catalogue.h"

#include <status.pb-c.h>

/* An indicator of a period whose words are others in the correction. */
struct sj_change {
    const char *indicator, *period;
    const Shangji__V1__RankAnswer *before; /* NULL: it could not be ranked */
};

struct sj_changes {
    struct sj_change *items;
    size_t count;
};

/* The figures go into the event, the changes into `changes`. False without room. */
bool sj_changes_find(const Shangji__V1__Report *old, const Shangji__V1__Report *new,
                     const struct sj_catalogue *catalogue, struct sj_arena *arena,
                     Shangji__V1__HistoryEvent *event, struct sj_changes *changes);
/* The answers before the correction, in the arena, then what is otherwise after it. */
enum sj_status sj_changes_rank_before(struct sj_replica *replica, struct sj_changes *changes,
                                      struct sj_arena *arena,
                                      struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_changes_rank_after(struct sj_replica *replica, const struct sj_changes *changes,
                                     const struct sj_catalogue *catalogue, struct sj_arena *arena,
                                     Shangji__V1__HistoryEvent *event,
                                     struct sj_error *error) SJ_WARN_UNUSED;

#endif
