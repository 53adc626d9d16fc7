#include "projection/rank_parts.h"

#include "base/i18n.h"

#include <string.h>

/* ---- what is asked ---- */

/* As the period's catalogue knows it, else the newest. */
static enum sj_status find_indicator(struct sj_rank_question *question, struct sj_error *error)
{
    struct sj_bytes code = sj_bytes_of(question->request->indicator);
    const struct sj_city_period *period =
        sj_city_find_period(question->city, question->period, SJ_KIND_ANNUAL);
    const struct sj_catalogue *newest = sj_city_catalogue(question->city, SJ_LITERAL(""), NULL);
    question->indicator = period ? sj_catalogue_find(period->catalogue, code) : NULL;
    if (!question->indicator && newest)
        question->indicator = sj_catalogue_find(newest, code);
    if (question->indicator)
        return SJ_OK;
    if (!newest) {
        sj_error_set(error, SJ_PRECONDITION, "NO_CATALOGUE",
                     _("no catalogue was published yet: 'shangji operator publish' does it"));
        return SJ_PRECONDITION;
    }
    sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_INDICATOR",
                 _("the catalogue %s has no indicator \"%s\""), newest->version,
                 question->request->indicator);
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

static enum sj_status ask(const struct sj_state *state, const Shangji__V1__RankRequest *request,
                          struct sj_rank_question *question, struct sj_error *error)
{
    *question = (struct sj_rank_question){
        .request = request, .city = state->city, .columns = state->columns, .size = state->size};
    enum sj_status status = sj_request_period(request->period, &question->period, error);
    if (status == SJ_OK)
        status = find_indicator(question, error);
    if (status == SJ_OK)
        status = find_direction(question, error);
    if (status != SJ_OK)
        return status;
    question->with.kind = request->kind == SHANGJI__V1__KIND__KIND_UNSPECIFIED
                              ? SJ_OUTCOME
                              : (enum sj_kind)request->kind;
    question->with.basis = question->indicator->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR;
    question->with.scope = SJ_SCOPE_WHOLE;
    return SJ_OK;
}

/* ---- rows ---- */

static bool put_fixed(struct sj_arena *arena, int64_t fixed, char **field)
{
    char text[SJ_DECIMAL_TEXT];
    return sj_reply_text(arena, sj_decimal_format(sj_decimal_of_fixed(fixed), text), field);
}

static bool put_value(struct sj_arena *arena, const struct sj_cell *cell,
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
    if (!value->interval || !put_fixed(arena, cell->value, &value->value) ||
        (cell->has_lo && !put_fixed(arena, cell->lo, &value->interval->lo)) ||
        (cell->has_hi && !put_fixed(arena, cell->hi, &value->interval->hi)))
        return false;
    value->interval->lo_open = cell->lo_open;
    value->interval->hi_open = cell->hi_open;
    return true;
}

static Shangji__V1__RankRow *make_row(const struct sj_rank_question *question,
                                      const struct sj_ranked *ranked, const struct sj_cell *cell,
                                      struct sj_arena *arena)
{
    const struct sj_city_township *township = sj_city_township(question->city, ranked->township);
    Shangji__V1__RankRow *row = sj_pb_new(&shangji__v1__rank_row__descriptor, arena);
    if (!row)
        return NULL;
    row->rank = ranked->rank;
    row->best = ranked->best;
    row->worst = ranked->worst;
    row->value = sj_pb_new(&shangji__v1__answer_value__descriptor, arena);
    if (!row->value || !sj_reply_text(arena, township->code, &row->township) ||
        !sj_reply_text(arena, township->name, &row->name) || !put_value(arena, cell, row->value))
        return NULL;
    return row;
}

static uint32_t page_size(const Shangji__V1__RankRequest *request)
{
    uint32_t most = request->with_words ? SJ_RANK_PAGE_WORDS : SJ_RANK_PAGE_MAX;
    uint32_t size = request->page_size == 0 ? SJ_RANK_PAGE_WORDS : request->page_size;
    return size < most ? size : most;
}

/* A row of the ranking with the fact that it rests on. */
static enum sj_status put_line(const struct sj_rank_question *question,
                               const struct sj_own_reports *own, const struct sj_ranked *ranked,
                               struct sj_arena *arena, struct sj_rank_line *line,
                               struct sj_error *error)
{
    struct sj_rank_one one;
    enum sj_status status = sj_rank_choose_one(question, own, ranked->township, &one, error);
    if (status != SJ_OK)
        return status;
    if (!one.choice.cell || one.cell.value != ranked->value)
        return sj_error_set(error, SJ_INTERNAL, "RANKING",
                            _("a ranking that was kept is not that of the facts"));
    line->cell = one.cell;
    line->row = make_row(question, ranked, &one.cell, arena);
    return line->row ? SJ_OK : sj_reply_no_room(error);
}

/* Cuts the page out of the ranking. */
static enum sj_status make_page(const struct sj_rank_question *question,
                                const struct sj_own_reports *own, const struct sj_ranking *ranking,
                                struct sj_arena *arena, struct sj_rank_line **lines,
                                Shangji__V1__RankAnswer *answer, struct sj_error *error)
{
    const Shangji__V1__RankRequest *request = question->request;
    uint32_t start, count = (uint32_t)ranking->count;
    uint32_t wanted = request->limit > 0 && request->limit < count ? request->limit : count;
    enum sj_status status = sj_page_start(question, arena, &start, error);
    if (status != SJ_OK)
        return status;
    uint32_t end =
        start < wanted && page_size(request) < wanted - start ? start + page_size(request) : wanted;
    uint32_t rows = start < end ? end - start : 0;
    answer->rows = sj_arena_array(arena, rows, sizeof(Shangji__V1__RankRow *));
    *lines = sj_arena_array(arena, rows, sizeof **lines);
    if (!answer->rows || !*lines)
        return sj_reply_no_room(error);
    for (uint32_t i = start; status == SJ_OK && i < end; i++) {
        struct sj_rank_line *line = &(*lines)[answer->n_rows];
        status = put_line(question, own, &ranking->rows[request->bottom ? count - 1 - i : i], arena,
                          line, error);
        if (status == SJ_OK)
            answer->rows[answer->n_rows++] = line->row;
    }
    if (status == SJ_OK && end < wanted &&
        !(answer->next_page_token = sj_page_token(question, arena, end)))
        return sj_reply_no_room(error);
    return status;
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
                                 struct sj_rank_line **lines, Shangji__V1__RankAnswer *answer,
                                 struct sj_error *error)
{
    size_t townships = sj_city_township_count(question->city);
    struct sj_own_reports own;
    struct sj_ranking *ranking;
    if (!put_heading(question, arena, answer))
        return sj_reply_no_room(error);
    enum sj_status status = sj_own_reports_find(question, arena, &own, error);
    if (status == SJ_OK)
        status = sj_rank_order(question, &own, arena, &ranking, error);
    if (status != SJ_OK)
        return status;
    for (uint32_t i = 0; i < townships; i++)
        answer->townships += sj_rank_within(question, i);
    answer->ranked = (uint32_t)ranking->count;
    status = make_page(question, &own, ranking, arena, lines, answer, error);
    if (status == SJ_OK && !question->request->page_token[0])
        status = sj_rank_absences(question, &own, ranking, arena, answer, error);
    sj_columns_ranking_release(question->columns, ranking);
    return status;
}

enum sj_status sj_rank_answer(const struct sj_source *source,
                              const Shangji__V1__RankRequest *request, const struct sj_stop *stop,
                              struct sj_arena *arena, Shangji__V1__RankAnswer *answer,
                              struct sj_error *error)
{
    struct sj_rank_question question;
    struct sj_rank_line *lines = NULL;
    enum sj_status status = ask(source->lock(source->context), request, &question, error);
    if (status == SJ_OK)
        status = rank_state(&question, arena, &lines, answer, error);
    source->unlock(source->context);
    question.city = NULL;
    question.columns = NULL;
    if (status == SJ_OK)
        status = sj_rank_words(source, &question, lines, answer->n_rows, stop, arena, error);
    return status;
}
