/* From a scored table to the rows of an answer. */
#include "projection/score_parts.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- an item of a row ---- */

static bool put_value(const struct sj_scoring *scoring, const struct sj_scoring_item *item,
                      uint32_t row, Shangji__V1__ScorePart *part)
{
    if (item->why[row]) {
        part->why = item->why[row]->why;
        return sj_reply_text(scoring->arena, item->why[row]->detail, &part->detail);
    }
    part->value = sj_pb_new(&shangji__v1__answer_value__descriptor, scoring->arena);
    return part->value && sj_rank_put_value(scoring->arena, &item->cells[row], part->value);
}

static Shangji__V1__ScorePart *make_part(const struct sj_scoring *scoring, size_t number,
                                         uint32_t row)
{
    const struct sj_score_table *table = &scoring->table;
    const struct sj_scoring_item *item = &scoring->items[number];
    struct sj_arena *arena = scoring->arena;
    size_t cell = number * table->rows + row;
    Shangji__V1__ScorePart *part = sj_pb_new(&shangji__v1__score_part__descriptor, arena);
    if (!part || !sj_reply_text(arena, item->told->indicator, &part->indicator) ||
        !put_value(scoring, item, row, part))
        return NULL;
    if (!scoring->result.counted[cell])
        return part;
    double share = sj_score_share(table, &scoring->result, number, row);
    double points = sj_score_points(table, &scoring->result, number, row);
    if (!sj_reply_fixed(arena, sj_score_round(scoring->result.normal[cell]), &part->normalised) ||
        !sj_reply_fixed(arena, sj_score_round(share), &part->share) ||
        (!table->geometric && !sj_reply_fixed(arena, sj_score_round(points), &part->points)))
        return NULL;
    return part;
}

/* Revision and reason of the values, and their words where they were asked for. */
static enum sj_status read_parts(const struct sj_scoring *scoring, const struct sj_source *source,
                                 uint32_t row, Shangji__V1__ScoreRow *made,
                                 const struct sj_stop *stop, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < made->n_items; i++) {
        struct sj_rank_line line = {.cell = scoring->items[i].cells[row],
                                    .value = made->items[i]->value,
                                    .indicator = scoring->items[i].question.indicator};
        if (line.value)
            status = sj_rank_words(source, &scoring->items[i].question, &line, 1, stop,
                                   scoring->arena, error);
    }
    return status;
}

static bool put_parts(const struct sj_scoring *scoring, uint32_t row, Shangji__V1__ScoreRow *made)
{
    size_t count = scoring->table.item_count;
    made->items = sj_arena_array(scoring->arena, count, sizeof(Shangji__V1__ScorePart *));
    for (size_t i = 0; made->items && i < count; i++) {
        made->items[i] = make_part(scoring, i, row);
        if (!made->items[i])
            return false;
        made->n_items++;
    }
    return made->items != NULL;
}

/* ---- a row ---- */

static bool put_subtotals(const struct sj_scoring *scoring, uint32_t row,
                          Shangji__V1__ScoreRow *made)
{
    static char nothing[] = "";
    const struct sj_score_table *table = &scoring->table;
    made->subtotals =
        sj_arena_array(scoring->arena, table->dimension_count, sizeof *made->subtotals);
    for (size_t d = 0; made->subtotals && d < table->dimension_count; d++) {
        double mean = scoring->result.subtotals[d * table->rows + row];
        made->subtotals[d] = nothing;
        if (!isnan(mean) && !sj_reply_fixed(scoring->arena, sj_score_round(mean * table->points),
                                            &made->subtotals[d]))
            return false;
        made->n_subtotals++;
    }
    return made->subtotals != NULL;
}

/* The card's own messages stand in the row: they live as long as the answer. */
static bool put_notes(const struct sj_scoring *scoring, uint32_t row, Shangji__V1__ScoreRow *made)
{
    const Shangji__V1__Scorecard *card = scoring->card;
    const char *code = scoring->rows[row].code;
    size_t most = card->n_adjustments > card->n_vetoes ? card->n_adjustments : card->n_vetoes;
    if (most == 0)
        return true;
    made->adjustments = sj_arena_array(scoring->arena, most, sizeof *made->adjustments);
    made->vetoes = sj_arena_array(scoring->arena, most, sizeof *made->vetoes);
    if (!made->adjustments || !made->vetoes)
        return false;
    for (size_t i = 0; i < card->n_adjustments; i++)
        if (strcmp(card->adjustments[i]->township, code) == 0)
            made->adjustments[made->n_adjustments++] = card->adjustments[i];
    for (size_t i = 0; i < card->n_vetoes; i++)
        if (strcmp(card->vetoes[i]->township, code) == 0)
            made->vetoes[made->n_vetoes++] = card->vetoes[i];
    return made->n_adjustments == 0 ||
           sj_reply_fixed(scoring->arena, scoring->table.adjustments[row], &made->adjusted);
}

static Shangji__V1__ScoreRow *make_row(const struct sj_scoring *scoring, uint32_t row)
{
    struct sj_arena *arena = scoring->arena;
    Shangji__V1__ScoreRow *made = sj_pb_new(&shangji__v1__score_row__descriptor, arena);
    if (!made || !sj_reply_text(arena, scoring->rows[row].code, &made->township) ||
        !sj_reply_text(arena, scoring->rows[row].name, &made->name) ||
        !sj_reply_fixed(arena, scoring->result.scores[row], &made->score) ||
        !put_subtotals(scoring, row, made) || !put_notes(scoring, row, made))
        return NULL;
    made->rank = scoring->result.ranks[row];
    made->low = scoring->result.low[row];
    made->high = scoring->result.high[row];
    for (size_t i = 0; i < scoring->table.item_count; i++)
        made->missing += scoring->table.items[i].states[row] == SJ_SCORE_MISSING;
    return sj_scoring_shows_items(scoring) && !put_parts(scoring, row, made) ? NULL : made;
}

/* ---- the page ---- */

struct place {
    uint32_t rank, row;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool is_asked(const struct sj_scoring *scoring, uint32_t row)
{
    const Shangji__V1__ScoreRequest *request = scoring->request;
    for (size_t i = 0; i < request->n_townships; i++)
        if (strcmp(request->townships[i], scoring->rows[row].code) == 0)
            return true;
    return request->n_townships == 0;
}

/* The rows asked for, by rank and then by township. */
static struct place *find_places(struct sj_scoring *scoring, uint32_t *count)
{
    struct place *places = sj_arena_array(&scoring->work, scoring->table.rows + 1, sizeof *places);
    *count = 0;
    for (uint32_t i = 0; places && i < scoring->table.rows; i++)
        if (scoring->result.scored[i] && is_asked(scoring, i))
            places[(*count)++] = (struct place){scoring->result.ranks[i], i};
    if (places)
        qsort(places, *count, sizeof *places, compare_places);
    return places;
}

static uint32_t page_size(const struct sj_scoring *scoring)
{
    uint32_t most = SJ_SCORE_PAGE_MAX, asked = scoring->request->page_size;
    if (sj_scoring_shows_items(scoring))
        most = (uint32_t)(SJ_SCORE_PAGE_ITEMS / scoring->table.item_count);
    return asked > 0 && asked < most ? asked : most;
}

enum sj_status sj_scoring_rows(struct sj_scoring *scoring, const struct sj_source *source,
                               const struct sj_stop *stop, Shangji__V1__ScoreAnswer *answer,
                               struct sj_error *error)
{
    uint32_t count, start = scoring->request->start, size = page_size(scoring);
    const struct place *places = find_places(scoring, &count);
    uint32_t end = start < count && count - start > size ? start + size : count;
    answer->rows = sj_arena_array(scoring->arena, end > start ? end - start : 0,
                                  sizeof(Shangji__V1__ScoreRow *));
    if (!places || !answer->rows)
        return sj_reply_no_room(error);
    for (uint32_t i = start; i < end; i++) {
        Shangji__V1__ScoreRow *row = make_row(scoring, places[i].row);
        if (!row)
            return sj_reply_no_room(error);
        answer->rows[answer->n_rows++] = row;
        enum sj_status status = read_parts(scoring, source, places[i].row, row, stop, error);
        if (status != SJ_OK)
            return status;
    }
    answer->next = end < count ? end : 0;
    return SJ_OK;
}
