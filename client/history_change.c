#include "client/history_change.h"

#include "base/i18n.h"
#include "client/act_text.h"
#include "proto/pb.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX_BYTES = 4096 };

/* ---- figures ---- */

static const char *words_of(const Shangji__V1__Figure *figure)
{
    return figure->corrected[0] != '\0' ? figure->corrected : figure->surface;
}

/* All that a report says on the indicator for the period, in its order: "1140余亩, 200亩". */
static const char *say(const Shangji__V1__Report *report, const char *indicator, const char *period,
                       struct sj_arena *arena)
{
    struct sj_buffer text = {.limit = WORDS_MAX_BYTES};
    for (size_t i = 0; i < report->n_facts; i++) {
        const Shangji__V1__Fact *fact = report->facts[i];
        if (strcmp(fact->indicator, indicator) != 0 || strcmp(fact->period, period) != 0 ||
            fact->figure >= report->n_figures)
            continue;
        sj_buffer_printf(&text, "%s%s", text.len > 0 ? ", " : "",
                         words_of(report->figures[fact->figure]));
    }
    for (size_t i = 0; i < report->n_statements; i++)
        if (strcmp(report->statements[i]->indicator, indicator) == 0 &&
            strcmp(report->period, period) == 0)
            sj_buffer_printf(&text, "%s%s", text.len > 0 ? ", " : "", report->statements[i]->text);
    const char *kept = sj_arena_text(arena, sj_buffer_bytes(&text));
    sj_buffer_clear(&text);
    return kept;
}

struct finding {
    const Shangji__V1__Report *old, *new;
    const struct sj_catalogue *catalogue;
    struct sj_arena *arena;
    Shangji__V1__HistoryEvent *event;
    struct sj_changes *changes;
};

static bool is_known(const struct sj_changes *changes, const char *indicator, const char *period)
{
    for (size_t i = 0; i < changes->count; i++)
        if (strcmp(changes->items[i].indicator, indicator) == 0 &&
            strcmp(changes->items[i].period, period) == 0)
            return true;
    return false;
}

static bool compare_one(struct finding *finding, const char *indicator, const char *period)
{
    if (indicator[0] == '\0' || is_known(finding->changes, indicator, period))
        return true;
    const char *before = say(finding->old, indicator, period, finding->arena);
    const char *after = say(finding->new, indicator, period, finding->arena);
    if (before == NULL || after == NULL)
        return false;
    if (strcmp(before, after) == 0)
        return true;
    Shangji__V1__ChangedFigure *figure =
        sj_pb_new(&shangji__v1__changed_figure__descriptor, finding->arena);
    if (figure == NULL)
        return false;
    figure->indicator = sj_pb_text(indicator);
    figure->name = sj_pb_text(sj_catalogue_name(finding->catalogue, indicator));
    figure->before = sj_pb_text(before);
    figure->after = sj_pb_text(after);
    finding->event->figures[finding->event->n_figures++] = figure;
    finding->changes->items[finding->changes->count++] =
        (struct sj_change){.indicator = indicator, .period = period};
    return true;
}

static bool compare_all_of(struct finding *finding, const Shangji__V1__Report *report)
{
    bool good = true;
    for (size_t i = 0; good && i < report->n_facts; i++)
        good = compare_one(finding, report->facts[i]->indicator, report->facts[i]->period);
    for (size_t i = 0; good && i < report->n_statements; i++)
        good = compare_one(finding, report->statements[i]->indicator, report->period);
    return good;
}

bool sj_changes_find(const Shangji__V1__Report *old, const Shangji__V1__Report *new,
                     const struct sj_catalogue *catalogue, struct sj_arena *arena,
                     Shangji__V1__HistoryEvent *event, struct sj_changes *changes)
{
    size_t most = old->n_facts + new->n_facts + old->n_statements + new->n_statements + 1;
    struct finding finding = {old, new, catalogue, arena, event, changes};
    changes->count = 0;
    changes->items = sj_arena_array(arena, most, sizeof *changes->items);
    event->figures = sj_arena_array(arena, most, sizeof *event->figures);
    return changes->items != NULL && event->figures != NULL && compare_all_of(&finding, old) &&
           compare_all_of(&finding, new);
}

/* ---- ranks ---- */

/* In the catalogue's direction; where it has none, more goes first. */
static enum sj_status rank(struct sj_replica *replica, const struct sj_change *change,
                           struct sj_arena *arena, const Shangji__V1__RankAnswer **answer,
                           struct sj_error *error)
{
    Shangji__V1__RankRequest request;
    Shangji__V1__RankAnswer *made = NULL;
    shangji__v1__rank_request__init(&request);
    request.indicator = sj_pb_text(change->indicator);
    request.period = sj_pb_text(change->period);
    enum sj_status status = sj_replica_rank(replica, &request, arena, &made, error);
    if (status != SJ_OK && status != SJ_NO_MEMORY) {
        request.direction = SHANGJI__V1__BETTER__BETTER_MORE;
        status = sj_replica_rank(replica, &request, arena, &made, error);
    }
    *answer = status == SJ_OK ? made : NULL;
    return status == SJ_NO_MEMORY || status == SJ_DATA_LOSS ? status : SJ_OK;
}

enum sj_status sj_changes_rank_before(struct sj_replica *replica, struct sj_changes *changes,
                                      struct sj_arena *arena, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < changes->count; i++)
        status = rank(replica, &changes->items[i], arena, &changes->items[i].before, error);
    return status;
}

static int by_township(const void *a, const void *b)
{
    return strcmp((*(Shangji__V1__RankRow *const *)a)->township,
                  (*(Shangji__V1__RankRow *const *)b)->township);
}

/* The rows in the order of townships; `answer` NULL has none. */
static Shangji__V1__RankRow **sorted(const Shangji__V1__RankAnswer *answer, struct sj_arena *arena,
                                     size_t *count)
{
    *count = answer == NULL ? 0 : answer->n_rows;
    Shangji__V1__RankRow **rows = sj_arena_array(arena, *count + 1, sizeof(Shangji__V1__RankRow *));
    if (rows == NULL || *count == 0)
        return rows;
    for (size_t i = 0; i < *count; i++)
        rows[i] = answer->rows[i];
    qsort(rows, *count, sizeof(Shangji__V1__RankRow *), by_township);
    return rows;
}

static bool put_rank(const struct sj_change *change, const struct sj_catalogue *catalogue,
                     const Shangji__V1__RankRow *before, const Shangji__V1__RankRow *after,
                     struct sj_arena *arena, Shangji__V1__HistoryEvent *event)
{
    const Shangji__V1__RankRow *row = after != NULL ? after : before;
    if (row == NULL || (before != NULL && after != NULL && before->rank == after->rank))
        return true;
    Shangji__V1__ChangedRank *rank = sj_pb_new(&shangji__v1__changed_rank__descriptor, arena);
    if (rank == NULL)
        return false;
    rank->indicator = sj_pb_text(change->indicator);
    rank->name = sj_pb_text(sj_catalogue_name(catalogue, change->indicator));
    rank->period = sj_pb_text(change->period);
    rank->township = sj_arena_text(arena, sj_bytes_of(row->township));
    rank->township_name = sj_arena_text(arena, sj_bytes_of(row->name));
    rank->before = before == NULL ? 0 : before->rank;
    rank->after = after == NULL ? 0 : after->rank;
    event->ranks[event->n_ranks++] = rank;
    return rank->township != NULL && rank->township_name != NULL;
}

/* Both in the order of townships, gone through side by side. */
static bool put_ranks(const struct sj_change *change, const Shangji__V1__RankAnswer *now,
                      const struct sj_catalogue *catalogue, struct sj_arena *scratch,
                      struct sj_arena *arena, Shangji__V1__HistoryEvent *event)
{
    size_t before_count, after_count, i = 0, j = 0;
    Shangji__V1__RankRow **before = sorted(change->before, scratch, &before_count);
    Shangji__V1__RankRow **after = sorted(now, scratch, &after_count);
    Shangji__V1__ChangedRank **grown = sj_arena_array(
        arena, event->n_ranks + before_count + after_count + 1, sizeof(Shangji__V1__ChangedRank *));
    bool good = before != NULL && after != NULL && grown != NULL;
    if (good && event->n_ranks > 0)
        memcpy(grown, event->ranks, event->n_ranks * sizeof(Shangji__V1__ChangedRank *));
    if (good)
        event->ranks = grown;
    while (good && (i < before_count || j < after_count)) {
        int order = i == before_count  ? 1
                    : j == after_count ? -1
                                       : strcmp(before[i]->township, after[j]->township);
        good = put_rank(change, catalogue, order <= 0 ? before[i] : NULL,
                        order >= 0 ? after[j] : NULL, arena, event);
        i += order <= 0;
        j += order >= 0;
    }
    return good;
}

enum sj_status sj_changes_rank_after(struct sj_replica *replica, const struct sj_changes *changes,
                                     const struct sj_catalogue *catalogue, struct sj_arena *arena,
                                     Shangji__V1__HistoryEvent *event, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    struct sj_arena scratch;
    sj_arena_init(&scratch, (size_t)1 << 29);
    for (size_t i = 0; status == SJ_OK && i < changes->count; i++) {
        const Shangji__V1__RankAnswer *now = NULL;
        sj_arena_clear(&scratch);
        status = rank(replica, &changes->items[i], &scratch, &now, error);
        if (status == SJ_OK &&
            !put_ranks(&changes->items[i], now, catalogue, &scratch, arena, event))
            status = sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the history"));
    }
    sj_arena_clear(&scratch);
    return status;
}
