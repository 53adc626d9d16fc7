#include "answers/rank.h"

#include "answers/radix.h"
#include "answers/ranking.h"
#include "base/i18n.h"

bool sj_cell_comparable(const struct sj_cell *cell, const struct sj_comparable *with)
{
    return (cell->state == SJ_FACT_STATED || cell->state == SJ_FACT_ZERO) &&
           cell->kind == with->kind && cell->basis == with->basis && cell->scope == with->scope &&
           /* a growth that was reached and one that is hoped for are two things */
           (cell->kind != SJ_GROWTH || cell->mood == SJ_DONE);
}

/* In the order of townships, whatever order they came in. NULL: no room. */
static struct sj_sort_item *by_township(const struct sj_cell *cells, size_t count,
                                        struct sj_arena *arena)
{
    struct sj_sort_item *items = sj_arena_array(arena, count + 1, sizeof *items);
    struct sj_sort_item *scratch = sj_arena_array(arena, count + 1, sizeof *scratch);
    if (items == NULL || scratch == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        items[i] = (struct sj_sort_item){cells[i].township, (uint32_t)i};
    return sj_radix_sort(items, scratch, count);
}

enum sj_status sj_rank(const struct sj_cell *cells, size_t count, bool less_is_better,
                       struct sj_arena *arena, struct sj_rank_row *rows, struct sj_error *error)
{
    struct sj_ranking *ranking;
    struct sj_stated *stated = sj_arena_array(arena, count + 1, sizeof *stated);
    const struct sj_sort_item *ordered = by_township(cells, count, arena);
    if (stated == NULL || ordered == NULL)
        return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM",
                            _("too many townships to rank at once"));
    for (uint32_t i = 0; i < count; i++) {
        stated[i] = sj_stated_of(&cells[ordered[i].number]);
        stated[i].township = i; /* its place among those that are ranked */
    }
    enum sj_status status = sj_ranking_new(stated, count, count, less_is_better, &ranking, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        const struct sj_ranked *row = &ranking->rows[i];
        rows[i] = (struct sj_rank_row){.cell = &cells[ordered[row->township].number],
                                       .rank = row->rank,
                                       .best = row->best,
                                       .worst = row->worst};
    }
    sj_ranking_free(ranking);
    return SJ_OK;
}
