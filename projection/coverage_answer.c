#include "projection/answer.h"
#include "projection/reply.h"

#include "answers/coverage.h"
#include "base/i18n.h"
#include "rules/city_reference.h"
#include "rules/report.h"

/* A catalogue's column, read along with the townships: both are in their order. */
struct cursor {
    const struct sj_cell *cells;
    size_t count, at;
};

struct survey {
    const struct sj_city *city;
    const struct sj_city_period *period;
    struct cursor *cursors; /* one an indicator of the catalogue */
    struct sj_fact *facts;  /* of one township's report */
    size_t fact_count, fact_room;
    bool *missing;
    uint8_t *enrolled;                       /* by township */
    const struct sj_city_grouping *grouping; /* NULL: not asked for */
    struct sj_arena *arena;
};

static enum sj_status open_survey(struct survey *survey, const struct sj_columns *columns,
                                  struct sj_error *error)
{
    const struct sj_catalogue *catalogue = survey->period->catalogue;
    survey->cursors =
        sj_arena_array(survey->arena, catalogue->indicator_count, sizeof *survey->cursors);
    /* A report of SJ_FIGURES_MAX figures states no more facts than that, and its statements. */
    survey->fact_room = SJ_FIGURES_MAX + SJ_REPORT_STATEMENTS_MAX;
    survey->facts = sj_arena_array(survey->arena, survey->fact_room, sizeof *survey->facts);
    survey->missing = sj_arena_array(survey->arena, survey->period->required_count, sizeof(bool));
    survey->enrolled = sj_arena_alloc(survey->arena, sj_city_township_count(survey->city));
    if (!survey->cursors || !survey->facts || !survey->missing || !survey->enrolled)
        return sj_reply_no_room(error);
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        int64_t number =
            sj_city_indicator_number(survey->city, sj_bytes_of(catalogue->indicators[i].code));
        struct cursor *cursor = &survey->cursors[i];
        if (number >= 0)
            cursor->cells =
                sj_columns_find(columns, (uint32_t)number, survey->period->period, &cursor->count);
    }
    for (size_t i = 0; i < sj_city_key_count(survey->city); i++)
        if (sj_city_key(survey->city, i)->until == SJ_NEVER)
            survey->enrolled[sj_city_key(survey->city, i)->township] = 1;
    return SJ_OK;
}

static struct sj_fact fact_of(const struct sj_cell *cell, const struct sj_indicator *indicator,
                              struct sj_period period)
{
    return (struct sj_fact){.indicator = indicator,
                            .period = period,
                            .state = (enum sj_fact_state)cell->state,
                            .kind = (enum sj_kind)cell->kind,
                            .mood = (enum sj_mood)cell->mood,
                            .basis = (enum sj_basis)cell->basis,
                            .scope = (enum sj_scope)cell->scope,
                            .decision = (enum sj_decision)cell->decision,
                            .figure = cell->figure};
}

/* The facts for the period of the township's standing report (NULL: none); counts who states
 * what. Townships come in their order. */
static void gather(struct survey *survey, uint32_t township, const struct sj_city_report *report,
                   Shangji__V1__IndicatorCoverage **stated)
{
    const struct sj_catalogue *catalogue = survey->period->catalogue;
    survey->fact_count = 0;
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        struct cursor *cursor = &survey->cursors[i];
        bool told = false;
        for (; cursor->at < cursor->count && cursor->cells[cursor->at].township <= township;
             cursor->at++) {
            const struct sj_cell *cell = &cursor->cells[cursor->at];
            if (!report || cell->township != township || cell->report != report->index ||
                survey->fact_count == survey->fact_room)
                continue;
            survey->facts[survey->fact_count++] =
                fact_of(cell, &catalogue->indicators[i], survey->period->period);
            told = true;
        }
        stated[i]->stated += told;
    }
}

static bool put_missing(struct survey *survey, Shangji__V1__CoverageRow *row)
{
    const struct sj_city_period *period = survey->period;
    size_t count = sj_coverage_missing(period->required, period->required_count, survey->facts,
                                       survey->fact_count, period->period, survey->missing);
    row->missing = sj_arena_array(survey->arena, count, sizeof *row->missing);
    if (!row->missing)
        return false;
    for (size_t i = 0; i < period->required_count; i++)
        if (survey->missing[i] && !sj_reply_text(survey->arena, period->required[i]->code,
                                                 &row->missing[row->n_missing++]))
            return false;
    return true;
}

/* Those in no group are counted behind the last one. */
static bool count_in_group(const struct survey *survey, uint32_t number,
                           enum sj_report_status status, Shangji__V1__CoverageRow *row,
                           Shangji__V1__CoverageAnswer *answer)
{
    if (!survey->grouping)
        return true;
    uint32_t place = sj_city_group_of(survey->grouping, number);
    if (place == SJ_NO_GROUP)
        place = (uint32_t)survey->grouping->group_count;
    Shangji__V1__GroupCoverage *group = answer->groups[place];
    group->due++;
    group->on_time += status == SJ_REPORT_ON_TIME;
    group->late += status == SJ_REPORT_LATE;
    group->missing += status == SJ_REPORT_MISSING;
    group->returned += status == SJ_REPORT_RETURNED;
    return sj_reply_text(survey->arena, group->code, &row->group);
}

static bool put_row(struct survey *survey, uint32_t number, Shangji__V1__CoverageAnswer *answer)
{
    const struct sj_city_township *township = sj_city_township(survey->city, number);
    const struct sj_city_report *report =
        sj_city_find_report(survey->city, number, survey->period->period, survey->period->kind);
    Shangji__V1__CoverageRow *row =
        sj_pb_new(&shangji__v1__coverage_row__descriptor, survey->arena);
    if (!row || !sj_reply_text(survey->arena, township->code, &row->township) ||
        !sj_reply_text(survey->arena, township->name, &row->name))
        return false;
    gather(survey, number, report, answer->indicators);
    enum sj_report_status status =
        sj_coverage_status(report ? &report->first_taken_at : NULL, survey->period->deadline_at);
    if (report && report->returned != 0)
        status = SJ_REPORT_RETURNED;
    row->status = (Shangji__V1__ReportStatus)status;
    row->enrolled = survey->enrolled[number];
    answer->due++;
    answer->on_time += status == SJ_REPORT_ON_TIME;
    answer->late += status == SJ_REPORT_LATE;
    answer->missing += status == SJ_REPORT_MISSING;
    answer->returned += status == SJ_REPORT_RETURNED;
    if (!count_in_group(survey, number, status, row, answer))
        return false;
    answer->rows[answer->n_rows++] = row;
    if (!report)
        return true;
    row->taken_at = report->first_taken_at;
    row->revision = report->revision;
    row->entry = report->index;
    row->facts = (uint32_t)survey->fact_count;
    return put_missing(survey, row);
}

static bool put_indicators(struct survey *survey, Shangji__V1__CoverageAnswer *answer)
{
    const struct sj_catalogue *catalogue = survey->period->catalogue;
    answer->indicators = sj_arena_array(survey->arena, catalogue->indicator_count,
                                        sizeof(Shangji__V1__IndicatorCoverage *));
    for (size_t i = 0; answer->indicators && i < catalogue->indicator_count; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        Shangji__V1__IndicatorCoverage *made =
            sj_pb_new(&shangji__v1__indicator_coverage__descriptor, survey->arena);
        if (!made || !sj_reply_text(survey->arena, indicator->code, &made->indicator) ||
            !sj_reply_text(survey->arena, indicator->name_zh, &made->name_zh) ||
            !sj_reply_text(survey->arena, indicator->name_en, &made->name_en))
            return false;
        answer->indicators[answer->n_indicators++] = made;
    }
    return answer->indicators != NULL;
}

static enum sj_status put_groups(struct survey *survey, const char *code,
                                 Shangji__V1__CoverageAnswer *answer, struct sj_error *error)
{
    if (!code[0])
        return SJ_OK;
    survey->grouping = sj_city_find_grouping(survey->city, sj_bytes_of(code));
    if (!survey->grouping) {
        sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_GROUPING", _("there is no grouping \"%.64s\""),
                     code);
        return sj_error_at(error, "group");
    }
    size_t count = survey->grouping->group_count;
    answer->groups = sj_arena_array(survey->arena, count + 1, sizeof(Shangji__V1__GroupCoverage *));
    for (size_t i = 0; answer->groups && i <= count; i++) {
        const struct sj_city_group *group = &survey->grouping->groups[i];
        Shangji__V1__GroupCoverage *made =
            sj_pb_new(&shangji__v1__group_coverage__descriptor, survey->arena);
        if (!made || (i < count && (!sj_reply_text(survey->arena, group->code, &made->code) ||
                                    !sj_reply_text(survey->arena, group->name_zh, &made->name_zh) ||
                                    !sj_reply_text(survey->arena, group->name_en, &made->name_en))))
            return sj_reply_no_room(error);
        answer->groups[answer->n_groups++] = made;
    }
    return answer->groups ? SJ_OK : sj_reply_no_room(error);
}

/* The counts of those in no group are shown where there are any. */
static void drop_empty_rest(Shangji__V1__CoverageAnswer *answer)
{
    if (answer->n_groups > 0 && answer->groups[answer->n_groups - 1]->due == 0)
        answer->n_groups--;
}

static enum sj_status cover(const struct sj_state *state, const char *kind,
                            const Shangji__V1__CoverageRequest *request, const struct sj_stop *stop,
                            struct sj_arena *arena, Shangji__V1__CoverageAnswer *answer,
                            struct sj_error *error)
{
    const char *period_text = request->period;
    struct sj_period period;
    struct survey survey = {.city = state->city, .arena = arena};
    size_t townships = sj_city_township_count(state->city);
    enum sj_status status = sj_request_period(period_text, &period, error);
    if (status != SJ_OK)
        return status;
    survey.period = sj_city_find_period(state->city, period, kind);
    if (!survey.period)
        return sj_error_set(error, SJ_NOT_FOUND, "PERIOD_NOT_OPENED",
                            _("the period %s (%s) was never opened: 'shangji operator open' does "
                              "it"),
                            period_text, kind);
    status = open_survey(&survey, state->columns, error);
    if (status == SJ_OK)
        status = put_groups(&survey, request->group, answer, error);
    if (status != SJ_OK)
        return status;
    answer->ledger_size = state->size;
    answer->rows = sj_arena_array(arena, townships, sizeof(Shangji__V1__CoverageRow *));
    if (!answer->rows || !put_indicators(&survey, answer) ||
        !sj_reply_text(arena, period_text, &answer->period) ||
        !sj_reply_text(arena, kind, &answer->kind) ||
        !sj_reply_text(arena, survey.period->deadline, &answer->deadline))
        return sj_reply_no_room(error);
    for (uint32_t i = 0; i < townships; i++) {
        if (stop && i % 1024 == 0 && stop->passed(stop->context))
            return sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                                _("the deadline passed while the reports were counted"));
        if (sj_city_reports_for(state->city, i, period) && !put_row(&survey, i, answer))
            return sj_reply_no_room(error);
    }
    drop_empty_rest(answer);
    return SJ_OK;
}

enum sj_status sj_coverage_answer(const struct sj_source *source,
                                  const Shangji__V1__CoverageRequest *request,
                                  const struct sj_stop *stop, struct sj_arena *arena,
                                  Shangji__V1__CoverageAnswer *answer, struct sj_error *error)
{
    const char *kind = request->kind[0] ? request->kind : SJ_KIND_ANNUAL;
    const struct sj_state *state = source->lock(source->context);
    enum sj_status status = cover(state, kind, request, stop, arena, answer, error);
    source->unlock(source->context);
    return status;
}
