/* Rankings that were made, kept for those who ask again. */
#include "answers/columns_impl.h"

static bool same_key(const struct sj_ranking_key *a, const struct sj_ranking_key *b)
{
    return a->indicator == b->indicator && sj_period_compare(a->period, b->period) == 0 &&
           a->with.kind == b->with.kind && a->with.basis == b->with.basis &&
           a->with.scope == b->with.scope && a->less_is_better == b->less_is_better &&
           a->changed == b->changed && a->judged == b->judged;
}

static void drop_user(struct sj_ranking *ranking)
{
    if (ranking != NULL && --ranking->users == 0)
        sj_ranking_free(ranking);
}

struct sj_ranking *sj_columns_ranking_find(const struct sj_columns *columns,
                                           const struct sj_ranking_key *key)
{
    struct sj_columns_shared *shared = columns->shared;
    struct sj_ranking *found = NULL;
    pthread_mutex_lock(&shared->mutex);
    for (size_t i = 0; i < SJ_RANKINGS_MAX && found == NULL; i++) {
        struct sj_cached_ranking *cached = &shared->cached[i];
        if (cached->ranking == NULL || !same_key(&cached->key, key))
            continue;
        cached->used_at = atomic_fetch_add(&shared->clock, 1) + 1;
        found = cached->ranking;
        found->users++;
    }
    pthread_mutex_unlock(&shared->mutex);
    return found;
}

/* An outdated one of the same question goes first, then a free place, then the oldest. */
static struct sj_cached_ranking *place_for(struct sj_columns_shared *shared,
                                           const struct sj_ranking_key *key)
{
    struct sj_cached_ranking *oldest = &shared->cached[0];
    for (size_t i = 0; i < SJ_RANKINGS_MAX; i++) {
        struct sj_cached_ranking *cached = &shared->cached[i];
        struct sj_ranking_key now = cached->key;
        now.changed = key->changed;
        now.judged = key->judged;
        if (cached->ranking != NULL && same_key(&now, key))
            return cached;
        if (cached->ranking == NULL || cached->used_at < oldest->used_at)
            oldest = cached->ranking == NULL && oldest->ranking == NULL ? oldest : cached;
    }
    return oldest;
}

void sj_columns_ranking_keep(const struct sj_columns *columns, const struct sj_ranking_key *key,
                             struct sj_ranking *ranking)
{
    struct sj_columns_shared *shared = columns->shared;
    pthread_mutex_lock(&shared->mutex);
    struct sj_cached_ranking *place = place_for(shared, key);
    drop_user(place->ranking);
    ranking->users++;
    *place = (struct sj_cached_ranking){
        .key = *key, .ranking = ranking, .used_at = atomic_fetch_add(&shared->clock, 1) + 1};
    pthread_mutex_unlock(&shared->mutex);
}

void sj_columns_ranking_release(const struct sj_columns *columns, struct sj_ranking *ranking)
{
    pthread_mutex_lock(&columns->shared->mutex);
    drop_user(ranking);
    pthread_mutex_unlock(&columns->shared->mutex);
}

void sj_rankings_clear(struct sj_columns_shared *shared)
{
    for (size_t i = 0; i < SJ_RANKINGS_MAX; i++)
        drop_user(shared->cached[i].ranking);
}
