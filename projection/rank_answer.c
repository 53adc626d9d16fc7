#include "projection/rank_parts.h"

#include "base/i18n.h"

#include <string.h>

/* ---- what is asked ---- */

/* As the period's catalogue knows it, else the newest. */
enum sj_status sj_rank_find_indicator(const struct sj_rank_question *question, const char *told,
                                      const struct sj_indicator **indicator, struct sj_error *error)
{
    struct sj_bytes code = sj_bytes_of(told);
    const struct sj_city_period *period =
        sj_city_find_period(question->city, question->period, SJ_KIND_ANNUAL);
    const struct sj_catalogue *newest = sj_city_catalogue(question->city, SJ_LITERAL(""), NULL);
    *indicator = period ? sj_catalogue_find(period->catalogue, code) : NULL;
    if (!*indicator && newest)
        *indicator = sj_catalogue_find(newest, code);
    if (*indicator)
        return SJ_OK;
    if (!newest) {
        sj_error_set(error, SJ_PRECONDITION, "NO_CATALOGUE",
                     _("no catalogue was published yet: 'shangji operator publish' does it"));
        return SJ_PRECONDITION;
    }
    sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_INDICATOR",
                 _("the catalogue %s has no indicator \"%s\""), newest->version, told);
    sj_error_at(error, "indicator");
    return SJ_NOT_FOUND;
}

static enum sj_status find_direction(struct sj_rank_question *question, struct sj_error *error)
{
    question->direction = question->indicator->better;
    if (question->request->direction != SHANGJI__V1__BETTER__BETTER_UNSPECIFIED)
        question->direction = (enum sj_better)question->request->direction;
    if (question->direction != SJ_BETTER_NEUTRAL)
        return SJ_OK;
    sj_error_set(error, SJ_PRECONDITION, "NEUTRAL",
                 _("%s is neutral: more of it is neither better nor worse; name a direction (more "
                   "or less) to rank by it all the same"),
                 question->request->indicator);
    return sj_error_at(error, "direction");
}

enum sj_status sj_rank_ask(const struct sj_state *state, const Shangji__V1__RankRequest *request,
                           struct sj_rank_question *question, struct sj_error *error)
{
    *question = (struct sj_rank_question){
        .request = request, .city = state->city, .columns = state->columns, .size = state->size};
    enum sj_status status = sj_request_period(request->period, &question->period, error);
    if (status == SJ_OK)
        status = sj_rank_find_indicator(question, request->indicator, &question->indicator, error);
    if (status == SJ_OK)
        status = find_direction(question, error);
    if (status != SJ_OK)
        return status;
    question->with.kind = request->kind == SHANGJI__V1__KIND__KIND_UNSPECIFIED
                              ? SJ_OUTCOME
                              : (enum sj_kind)request->kind;
    question->with.basis = question->indicator->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR;
    question->with.scope = SJ_SCOPE_WHOLE;
    status = sj_rank_ask_per(question, error);
    return status == SJ_OK ? sj_rank_ask_group(question, error) : status;
}

/* ---- rows ---- */

bool sj_rank_put_value(struct sj_arena *arena, const struct sj_cell *cell,
                       Shangji__V1__AnswerValue *value)
{
    value->kind = (Shangji__V1__Kind)cell->kind;
    value->basis = (Shangji__V1__Basis)cell->basis;
    value->scope = (Shangji__V1__Scope)cell->scope;
    value->decision = (Shangji__V1__Decision)cell->decision;
    value->entry = cell->report;
    if (cell->figure != SJ_FACT_NO_FIGURE) /* a told zero has a statement instead */
        value->figure = cell->figure;
    value->interval = sj_pb_new(&shangji__v1__interval__descriptor, arena);
    if (!value->interval || !sj_reply_fixed(arena, cell->value, &value->value) ||
        (cell->has_lo && !sj_reply_fixed(arena, cell->lo, &value->interval->lo)) ||
        (cell->has_hi && !sj_reply_fixed(arena, cell->hi, &value->interval->hi)))
        return false;
    value->interval->lo_open = cell->lo_open;
    value->interval->hi_open = cell->hi_open;
    return true;
}

static Shangji__V1__RankRow *make_row(const struct sj_rank_question *question,
                                      const struct sj_rank_row *ranked, struct sj_arena *arena)
{
    const struct sj_city_township *township =
        sj_city_township(question->city, ranked->cell->township);
    Shangji__V1__RankRow *row = sj_pb_new(&shangji__v1__rank_row__descriptor, arena);
    if (!row)
        return NULL;
    row->rank = ranked->rank;
    row->best = ranked->best;
    row->worst = ranked->worst;
    row->value = sj_pb_new(&shangji__v1__answer_value__descriptor, arena);
    if (!row->value || !sj_reply_text(arena, township->code, &row->township) ||
        !sj_reply_text(arena, township->name, &row->name) ||
        !sj_rank_put_value(arena, ranked->cell, row->value) ||
        !sj_rank_put_ratio(question, ranked->cell, arena, row) ||
        !sj_rank_put_group(question, ranked->cell->township, arena, row))
        return NULL;
    return row;
}

static uint32_t page_size(const Shangji__V1__RankRequest *request)
{
    uint32_t most = request->with_words ? SJ_RANK_PAGE_WORDS : SJ_RANK_PAGE_MAX;
    uint32_t size = request->page_size == 0 ? SJ_RANK_PAGE_WORDS : request->page_size;
    return size < most ? size : most;
}

/* What is completed from the reports: a line a row, one for what it is divided by, one for a change
 * that was told. */
struct sj_rank_page {
    struct sj_rank_line *lines;
    size_t count;
};

static void add_line(struct sj_rank_page *page, const struct sj_cell *cell,
                     const struct sj_indicator *indicator, Shangji__V1__AnswerValue *value)
{
    page->lines[page->count++] = (struct sj_rank_line){*cell, value, indicator};
}

/* Row `at` of the list, with all that is told of it. */
static bool put_row(const struct sj_rank_question *question, const struct sj_rank_list *list,
                    uint32_t at, const struct sj_rank_more *more, struct sj_arena *arena,
                    struct sj_rank_page *page, Shangji__V1__RankAnswer *answer)
{
    const struct sj_cell *cell = list->rows[at]->cell;
    struct sj_rank_line told = {.value = NULL};
    Shangji__V1__RankRow *row = make_row(question, list->rows[at], arena);
    if (!row || (list->ranked &&
                 !sj_rank_put_more(question, more, list->ranked,
                                   (uint32_t)(list->rows[at] - list->ranked), arena, row, &told)))
        return false;
    answer->rows[answer->n_rows++] = row;
    add_line(page, cell, question->indicator, row->value);
    if (question->per)
        add_line(page, question->choices[cell->township].per, question->per,
                 row->ratio->denominator);
    if (told.value)
        page->lines[page->count++] = told;
    return true;
}

/* Cuts the page out of the ranked rows. */
static enum sj_status make_page(const struct sj_rank_question *question,
                                const struct sj_rank_list *list, const struct sj_rank_more *more,
                                struct sj_arena *arena, struct sj_rank_page *page,
                                Shangji__V1__RankAnswer *answer, struct sj_error *error)
{
    uint32_t start, size = page_size(question->request), count = list->count;
    enum sj_status status = sj_page_start(question, arena, &start, error);
    if (status != SJ_OK)
        return status;
    uint32_t end = start < count && size < count - start ? start + size : count;
    uint32_t rows = start < end ? end - start : 0;
    answer->rows = sj_arena_array(arena, rows, sizeof(Shangji__V1__RankRow *));
    page->lines = sj_arena_array(arena, 2 * (size_t)rows, sizeof *page->lines);
    if (!answer->rows || !page->lines)
        return sj_reply_no_room(error);
    for (uint32_t i = start; i < end; i++)
        if (!put_row(question, list, i, more, arena, page, answer))
            return sj_reply_no_room(error);
    if (end < count && !(answer->next_page_token = sj_page_token(question, arena, end)))
        return sj_reply_no_room(error);
    return SJ_OK;
}

/* ---- the ranking ---- */

static bool put_heading(const struct sj_rank_question *question, struct sj_arena *arena,
                        Shangji__V1__RankAnswer *answer)
{
    const struct sj_indicator *indicator = question->indicator;
    char *unit = sj_arena_text(arena, indicator->unit);
    answer->direction = (Shangji__V1__Better)question->direction;
    answer->ledger_size = question->size;
    if (unit)
        answer->unit = unit;
    return unit && sj_reply_text(arena, indicator->code, &answer->indicator) &&
           sj_reply_text(arena, indicator->name_zh, &answer->name_zh) &&
           sj_reply_text(arena, indicator->name_en, &answer->name_en) &&
           sj_reply_text(arena, question->request->period, &answer->period);
}

/* Under the lock: everything but words. */
static enum sj_status rank_state(struct sj_rank_question *question, struct sj_arena *arena,
                                 struct sj_rank_page *page, Shangji__V1__RankAnswer *answer,
                                 struct sj_error *error)
{
    struct sj_rank_list list;
    struct sj_rank_more more = {.ranked = 0};
    struct sj_rank_choice *choices;
    if (!put_heading(question, arena, answer) || !sj_rank_put_per(question, arena, answer))
        return sj_reply_no_room(error);
    enum sj_status status = sj_rank_choose(question, arena, &choices, error);
    if (status != SJ_OK)
        return status;
    question->choices = choices;
    sj_rank_sort_out(question, choices);
    status = sj_rank_divide(question, choices, arena, error);
    if (status == SJ_OK)
        status = sj_rank_line_up(question, arena, &list, answer, error);
    if (status == SJ_OK && list.ranked)
        status = sj_rank_more(question, list.ranked, answer->ranked, arena, &more, error);
    if (status == SJ_OK)
        status = make_page(question, &list, &more, arena, page, answer, error);
    if (status == SJ_OK && !question->request->page_token[0])
        status = sj_rank_absences(question, choices, arena, answer, error);
    return status;
}

enum sj_status sj_rank_answer(const struct sj_source *source,
                              const Shangji__V1__RankRequest *request, const struct sj_stop *stop,
                              struct sj_arena *arena, Shangji__V1__RankAnswer *answer,
                              struct sj_error *error)
{
    struct sj_rank_question question;
    struct sj_rank_page page = {.lines = NULL};
    enum sj_status status = sj_rank_ask(source->lock(source->context), request, &question, error);
    if (status == SJ_OK)
        status = rank_state(&question, arena, &page, answer, error);
    source->unlock(source->context);
    question.city = NULL;
    question.columns = NULL;
    question.reference = NULL;
    question.grouping = NULL;
    if (status == SJ_OK)
        status = sj_rank_words(source, &question, page.lines, page.count, stop, arena, error);
    return status;
}
