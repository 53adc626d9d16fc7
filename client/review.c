#include "client/review.h"

#include "base/i18n.h"
#include "client/indicator_name.h"

#include <stdio.h>
#include <string.h>

/* A row as it was before a decision. */
struct sj_review_undo {
    struct sj_review_undo *before;
    struct sj_draft_row was;
    size_t row;
};

#define SAY(...) snprintf(review->message, sizeof review->message, __VA_ARGS__)

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
}

/* ---- where it stands ---- */

struct sj_draft_row *sj_review_row(const struct sj_review *review)
{
    if (review->at >= review->item_count)
        return NULL;
    return &review->opened->draft.rows[review->items[review->at]];
}

const struct sj_review_row *sj_review_standing(const struct sj_review *review)
{
    return review->at < review->item_count ? &review->rows[review->items[review->at]] : NULL;
}

size_t sj_review_open(const struct sj_review *review)
{
    size_t open = 0;
    for (size_t i = 0; i < review->opened->draft.row_count; i++)
        open += sj_review_waits(&review->rows[i]);
    return open;
}

/* A decision may open another row, as a second value of the same thing: it comes in its place, also
 * before the row under way, which stays so. */
static void gather(struct sj_review *review)
{
    size_t current = review->at < review->item_count ? review->items[review->at] : SIZE_MAX;
    size_t count = 0, kept = 0;
    size_t *before = review->items, *items = before + review->opened->draft.row_count;
    for (size_t row = 0; row < review->opened->draft.row_count; row++) {
        bool is_item = kept < review->item_count && before[kept] == row;
        kept += is_item;
        if (is_item || sj_review_waits(&review->rows[row]))
            items[count++] = row;
    }
    memcpy(before, items, count * sizeof *before);
    review->item_count = count;
    for (review->at = 0; review->at < count && before[review->at] < current; review->at++)
        continue;
}

enum sj_status sj_review_begin(struct sj_review *review, struct sj_home *home,
                               struct sj_draft_opened *opened, const struct sj_period *period,
                               struct sj_error *error)
{
    size_t count = opened->draft.row_count + 1;
    *review = (struct sj_review){
        .home = home,
        .opened = opened,
        .build = {.kind = "annual",
                  .revision = 1,
                  .replaces_reason = "",
                  .seen_checkpoint = "",
                  .township = ""},
        .has_period = period != NULL,
        .scratch = {.path = home->path},
    };
    if (period != NULL)
        review->build.period = *period;
    review->items = sj_arena_array(&home->arena, 2 * count, sizeof *review->items);
    if (review->items == NULL)
        return no_memory(error);
    enum sj_status status = sj_review_judge(review, error);
    if (status == SJ_OK)
        gather(review);
    review->at = 0;
    return status;
}

void sj_review_clear(struct sj_review *review)
{
    sj_arena_clear(&review->scratch.arena);
}

/* ---- deciding ---- */

static void move_on(struct sj_review *review)
{
    review->state = SJ_REVIEW_ITEM;
    if (review->at < review->item_count)
        review->at++;
}

static enum sj_status push(struct sj_review *review, const struct sj_draft_row *was,
                           struct sj_error *error)
{
    struct sj_review_undo *undo = sj_arena_alloc(&review->home->arena, sizeof *undo);
    if (undo == NULL)
        return no_memory(error);
    *undo = (struct sj_review_undo){review->undo, *was, review->items[review->at]};
    review->undo = undo;
    review->changed = true;
    return SJ_OK;
}

/* Judges the row as it was changed; what is refused is put back, with the reason in `message`. A
 * decision has to settle the row; an indicator may leave it waiting for one. */
static enum sj_status settle(struct sj_review *review, const struct sj_draft_row *was,
                             bool is_decision, bool *taken, struct sj_error *error)
{
    struct sj_draft_row *row = sj_review_row(review);
    enum sj_status status = sj_review_judge(review, error);
    if (status != SJ_OK)
        return status;
    const struct sj_review_row *standing = sj_review_standing(review);
    *taken = standing->why == NULL || (!is_decision && standing->status == SJ_UNRESOLVED);
    if (*taken) {
        status = push(review, was, error);
        gather(review);
        return status;
    }
    SAY("%s", standing->why);
    *row = *was;
    return sj_review_judge(review, error);
}

static const char *decision_word(enum sj_decision decision)
{
    return sj_draft_word(SJ_WORDS_DECISION, (int)decision);
}

static void put_decision(struct sj_review *review, enum sj_decision decision, const char *value,
                         const char *reason)
{
    const char **cells = sj_review_row(review)->cells;
    cells[SJ_DRAFT_DECISION] = decision_word(decision);
    cells[SJ_DRAFT_CORRECTED] = value;
    cells[SJ_DRAFT_REASON] = reason;
}

/* Whether a value could stand, before a reason is asked for. */
static enum sj_status try_value(struct sj_review *review, const char *value, struct sj_error *error)
{
    struct sj_draft_row *row = sj_review_row(review), was = *row;
    put_decision(review, SJ_CORRECTED, value, "-");
    enum sj_status status = sj_review_judge(review, error);
    if (status != SJ_OK)
        return status;
    const char *why = sj_review_standing(review)->why;
    if (why != NULL)
        SAY("%s", why);
    review->state = why == NULL ? SJ_REVIEW_REASON : SJ_REVIEW_VALUE;
    review->value = value;
    *row = was;
    return sj_review_judge(review, error);
}

static enum sj_status decide(struct sj_review *review, const char *reason, struct sj_error *error)
{
    const struct sj_draft_row was = *sj_review_row(review);
    bool taken = false;
    put_decision(review, review->pending, review->pending == SJ_CORRECTED ? review->value : "",
                 reason);
    enum sj_status status = settle(review, &was, true, &taken, error);
    if (status == SJ_OK && taken)
        move_on(review);
    return status;
}

static enum sj_status tie(struct sj_review *review, const struct sj_indicator *indicator,
                          struct sj_error *error)
{
    struct sj_draft_row *row = sj_review_row(review);
    const struct sj_draft_row was = *row;
    bool taken = false;
    row->cells[SJ_DRAFT_INDICATOR] = indicator == NULL ? "" : indicator->name_zh;
    row->cells[SJ_DRAFT_CODE] = indicator == NULL ? "" : indicator->code;
    enum sj_status status = settle(review, &was, false, &taken, error);
    if (status != SJ_OK || !taken)
        return status;
    review->state = SJ_REVIEW_ITEM;
    if (!sj_review_waits(sj_review_standing(review)))
        move_on(review);
    return SJ_OK;
}

static enum sj_status tie_by_name(struct sj_review *review, const char *word,
                                  struct sj_error *error)
{
    const struct sj_catalogue *catalogue = review->opened->catalogue;
    const struct sj_indicator *indicator = NULL;
    struct sj_error unknown = {0};
    const char *code = word;
    if (strcmp(word, "-") != 0) {
        if (sj_indicator_name(catalogue, word, &code, &unknown) == SJ_OK)
            indicator = sj_catalogue_find(catalogue, sj_bytes_of(code));
        if (indicator == NULL) {
            (void)sj_indicator_unknown(catalogue, word, &unknown);
            SAY("%s", unknown.message);
            return SJ_OK;
        }
    }
    return tie(review, indicator, error);
}

/* ---- keys ---- */

static enum sj_status accept(struct sj_review *review, struct sj_error *error)
{
    uint32_t number = sj_review_row(review)->number;
    const struct sj_figure *figure = &review->opened->reading.figures[number - 1];
    if (sj_review_standing(review)->offered)
        return tie(review, figure->candidate, error);
    SAY(_("no indicator is offered here; i chooses one"));
    return SJ_OK;
}

static enum sj_status undo(struct sj_review *review, struct sj_error *error)
{
    struct sj_review_undo *last = review->undo;
    if (last == NULL) {
        SAY(_("there is nothing to undo"));
        return SJ_OK;
    }
    review->undo = last->before;
    review->changed = last->before != NULL;
    review->opened->draft.rows[last->row] = last->was;
    enum sj_status status = sj_review_judge(review, error);
    for (review->at = 0; review->items[review->at] != last->row; review->at++)
        continue;
    return status;
}

static void ask(struct sj_review *review, enum sj_review_state state, enum sj_decision decision)
{
    review->state = state;
    review->pending = decision;
}

/* Keys that need a row. */
static enum sj_status row_key(struct sj_review *review, char key, struct sj_error *error)
{
    if (sj_review_row(review) == NULL) {
        SAY(_("that was the last row; b goes back, s saves and ends"));
        return SJ_OK;
    }
    switch (key) {
    case 'a':
        return accept(review, error);
    case 'c':
        ask(review, SJ_REVIEW_VALUE, SJ_CORRECTED);
        break;
    case 't':
        ask(review, SJ_REVIEW_REASON, SJ_CERTIFIED);
        break;
    case 'd':
        ask(review, SJ_REVIEW_REASON, SJ_DISCARDED);
        break;
    case 'i':
        ask(review, SJ_REVIEW_INDICATOR, SJ_CONFIRMED);
        break;
    default:
        move_on(review);
    }
    return SJ_OK;
}

static void finish(struct sj_review *review, bool keep)
{
    review->state = SJ_REVIEW_DONE;
    review->keep = keep && review->changed;
}

static enum sj_status item_key(struct sj_review *review, char key, struct sj_error *error)
{
    if (key == '\r' || key == '\n' || key == ' ')
        key = 'n';
    if (strchr("acdint", key) != NULL && key != '\0')
        return row_key(review, key, error);
    switch (key) {
    case 'b':
        if (review->at == 0)
            SAY(_("this is the first row"));
        else
            review->at--;
        break;
    case 'u':
        return undo(review, error);
    case 's':
        finish(review, true);
        break;
    case 'q':
        if (review->changed)
            review->state = SJ_REVIEW_QUIT;
        else
            finish(review, false);
        break;
    default:
        SAY(_("this key means nothing here; ? tells them all"));
    }
    return SJ_OK;
}

enum sj_status sj_review_key(struct sj_review *review, char key, struct sj_error *error)
{
    review->message[0] = '\0';
    if (review->state == SJ_REVIEW_ITEM)
        return item_key(review, key, error);
    if (review->state == SJ_REVIEW_QUIT && (key == 'y' || key == 's'))
        finish(review, true);
    else if (review->state == SJ_REVIEW_QUIT && key == 'n')
        finish(review, false);
    else if (review->state != SJ_REVIEW_DONE)
        review->state = SJ_REVIEW_ITEM;
    return SJ_OK;
}

enum sj_status sj_review_text(struct sj_review *review, const char *text, struct sj_error *error)
{
    const char *kept = sj_arena_text(&review->home->arena, sj_bytes_trim(sj_bytes_of(text)));
    review->message[0] = '\0';
    if (kept == NULL)
        return no_memory(error);
    bool may_be_empty = review->state == SJ_REVIEW_REASON && review->pending == SJ_DISCARDED &&
                        sj_review_standing(review)->anomalies == 0;
    if (kept[0] == '\0' && !may_be_empty) {
        review->state = SJ_REVIEW_ITEM;
        SAY(_("nothing was written, so nothing is changed"));
        return SJ_OK;
    }
    switch (review->state) {
    case SJ_REVIEW_VALUE:
        return try_value(review, kept, error);
    case SJ_REVIEW_REASON:
        return decide(review, kept, error);
    case SJ_REVIEW_INDICATOR:
        return tie_by_name(review, kept, error);
    case SJ_REVIEW_ITEM:
    case SJ_REVIEW_QUIT:
    case SJ_REVIEW_DONE:
        break;
    }
    return SJ_OK;
}
