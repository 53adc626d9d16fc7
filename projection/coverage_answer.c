#include "projection/answer.h"
#include "projection/page.h"
#include "projection/reply.h"

#include "answers/coverage.h"
#include "base/i18n.h"
#include "rules/city_reference.h"
#include "rules/report.h"

struct survey {
    const struct sj_state *state;
    const struct sj_city *city;
    const struct sj_city_period *period;
    uint32_t *numbers; /* of the catalogue's indicators; NO_NUMBER = no report has it */
    const struct sj_indicator **by_number;
    size_t number_count;
    struct sj_fact *facts; /* of one township's report */
    size_t fact_count, fact_room;
    bool *missing;
    uint8_t *enrolled, *due, *reported;      /* by township */
    const struct sj_city_grouping *grouping; /* NULL: not asked for */
    Shangji__V1__GroupCoverage **groups;     /* of it, and behind them those in none */
    struct sj_arena *arena;
    struct sj_arena scratch; /* of one township */
};

#define NO_NUMBER UINT32_MAX
enum { SCRATCH_BYTES = 8 * 1024 * 1024 };

static bool number_indicators(struct survey *survey)
{
    const struct sj_catalogue *catalogue = survey->period->catalogue;
    size_t count = catalogue->indicator_count;
    survey->numbers = sj_arena_array(survey->arena, count, sizeof *survey->numbers);
    for (size_t i = 0; survey->numbers && i < count; i++) {
        int64_t number =
            sj_city_indicator_number(survey->city, sj_bytes_of(catalogue->indicators[i].code));
        survey->numbers[i] = number < 0 ? NO_NUMBER : (uint32_t)number;
        if (number >= (int64_t)survey->number_count)
            survey->number_count = (size_t)number + 1;
    }
    survey->by_number = (const struct sj_indicator **)sj_arena_array(
        survey->arena, survey->number_count, sizeof(struct sj_indicator *));
    if (!survey->numbers || !survey->by_number)
        return false;
    for (size_t i = 0; i < count; i++)
        if (survey->numbers[i] != NO_NUMBER)
            survey->by_number[survey->numbers[i]] = &catalogue->indicators[i];
    return true;
}

static enum sj_status open_survey(struct survey *survey, struct sj_error *error)
{
    size_t townships = sj_city_township_count(survey->city);
    /* A report of SJ_FIGURES_MAX figures states no more facts than that, and its statements. */
    survey->fact_room = SJ_FIGURES_MAX + SJ_REPORT_STATEMENTS_MAX;
    survey->facts = sj_arena_array(survey->arena, survey->fact_room, sizeof *survey->facts);
    survey->missing = sj_arena_array(survey->arena, survey->period->required_count, sizeof(bool));
    survey->enrolled = sj_arena_alloc(survey->arena, townships);
    survey->due = sj_arena_alloc(survey->arena, townships);
    survey->reported = sj_arena_alloc(survey->arena, townships);
    if (!survey->facts || !survey->missing || !survey->enrolled || !survey->due ||
        !survey->reported || !number_indicators(survey))
        return sj_reply_no_room(error);
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

/* The facts for the period of the township's standing report, in the catalogue's indicators. */
static enum sj_status gather(struct survey *survey, uint32_t township, struct sj_error *error)
{
    struct sj_report_place place = {township, survey->period->period, survey->period->kind};
    struct sj_column_fact *facts;
    size_t count;
    uint64_t entry;
    sj_arena_clear(&survey->scratch);
    survey->fact_count = 0;
    enum sj_status status = sj_columns_report(survey->state->columns, &place, &survey->scratch,
                                              &facts, &count, &entry, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++) {
        const struct sj_indicator *indicator = facts[i].indicator < survey->number_count
                                                   ? survey->by_number[facts[i].indicator]
                                                   : NULL;
        if (indicator && sj_period_compare(facts[i].period, place.period) == 0 &&
            survey->fact_count < survey->fact_room)
            survey->facts[survey->fact_count++] = fact_of(&facts[i].cell, indicator, place.period);
    }
    return status;
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

/* Those in no group stand behind the last one. */
static Shangji__V1__GroupCoverage *group_of(const struct survey *survey, uint32_t number)
{
    uint32_t place = sj_city_group_of(survey->grouping, number);
    return survey->groups[place == SJ_NO_GROUP ? survey->grouping->group_count : place];
}

static void count_in_group(const struct survey *survey, uint32_t number,
                           enum sj_report_status status)
{
    if (!survey->grouping)
        return;
    Shangji__V1__GroupCoverage *group = group_of(survey, number);
    group->due++;
    group->on_time += status == SJ_REPORT_ON_TIME;
    group->late += status == SJ_REPORT_LATE;
    group->missing += status == SJ_REPORT_MISSING;
    group->returned += status == SJ_REPORT_RETURNED;
}

static enum sj_report_status status_of(const struct survey *survey,
                                       const struct sj_city_report *report)
{
    if (report && report->returned != 0)
        return SJ_REPORT_RETURNED;
    return sj_coverage_status(report ? &report->first_taken_at : NULL, survey->period->deadline_at);
}

static const struct sj_city_report *report_of(const struct survey *survey, uint32_t township)
{
    return sj_city_find_report(survey->city, township, survey->period->period,
                               survey->period->kind);
}

/* Of all pages: who is due, and how they stand. */
static void count_townships(struct survey *survey, Shangji__V1__CoverageAnswer *answer)
{
    for (uint32_t i = 0; i < sj_city_township_count(survey->city); i++) {
        if (!sj_city_reports_for(survey->city, i, survey->period->period))
            continue;
        const struct sj_city_report *report = report_of(survey, i);
        enum sj_report_status status = status_of(survey, report);
        survey->due[i] = 1;
        survey->reported[i] = report != NULL;
        answer->due++;
        answer->on_time += status == SJ_REPORT_ON_TIME;
        answer->late += status == SJ_REPORT_LATE;
        answer->missing += status == SJ_REPORT_MISSING;
        answer->returned += status == SJ_REPORT_RETURNED;
        count_in_group(survey, i, status);
    }
}

static enum sj_status put_row(struct survey *survey, uint32_t number,
                              Shangji__V1__CoverageAnswer *answer, struct sj_error *error)
{
    const struct sj_city_township *township = sj_city_township(survey->city, number);
    const struct sj_city_report *report = report_of(survey, number);
    Shangji__V1__CoverageRow *row =
        sj_pb_new(&shangji__v1__coverage_row__descriptor, survey->arena);
    if (!row || !sj_reply_text(survey->arena, township->code, &row->township) ||
        !sj_reply_text(survey->arena, township->name, &row->name))
        return sj_reply_no_room(error);
    row->status = (Shangji__V1__ReportStatus)status_of(survey, report);
    row->enrolled = survey->enrolled[number];
    if (survey->grouping &&
        !sj_reply_text(survey->arena, group_of(survey, number)->code, &row->group))
        return sj_reply_no_room(error);
    answer->rows[answer->n_rows++] = row;
    if (!report)
        return SJ_OK;
    enum sj_status status = gather(survey, number, error);
    if (status != SJ_OK)
        return status;
    row->taken_at = report->first_taken_at;
    row->revision = report->revision;
    row->entry = report->index;
    row->facts = (uint32_t)survey->fact_count;
    return put_missing(survey, row) ? SJ_OK : sj_reply_no_room(error);
}

static bool name_indicators(struct survey *survey, Shangji__V1__CoverageAnswer *answer)
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

static enum sj_status open_groups(struct survey *survey, const char *code, struct sj_error *error)
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
    survey->groups = sj_arena_array(survey->arena, count + 1, sizeof(Shangji__V1__GroupCoverage *));
    for (size_t i = 0; survey->groups && i <= count; i++) {
        const struct sj_city_group *group = &survey->grouping->groups[i];
        Shangji__V1__GroupCoverage *made =
            sj_pb_new(&shangji__v1__group_coverage__descriptor, survey->arena);
        if (!made || (i < count && (!sj_reply_text(survey->arena, group->code, &made->code) ||
                                    !sj_reply_text(survey->arena, group->name_zh, &made->name_zh) ||
                                    !sj_reply_text(survey->arena, group->name_en, &made->name_en))))
            return sj_reply_no_room(error);
        survey->groups[i] = made;
    }
    return survey->groups ? SJ_OK : sj_reply_no_room(error);
}

/* The counts of those in no group are shown where there are any. */
static void put_groups(const struct survey *survey, Shangji__V1__CoverageAnswer *answer)
{
    if (!survey->grouping)
        return;
    answer->groups = survey->groups;
    answer->n_groups = survey->grouping->group_count;
    answer->n_groups += survey->groups[answer->n_groups]->due > 0;
}

static enum sj_status put_indicators(struct survey *survey, Shangji__V1__CoverageAnswer *answer,
                                     struct sj_error *error)
{
    size_t count = survey->period->catalogue->indicator_count;
    uint32_t *stated = sj_arena_array(survey->arena, count, sizeof *stated);
    if (!stated || !name_indicators(survey, answer))
        return sj_reply_no_room(error);
    enum sj_status status = sj_columns_count(
        survey->state->columns, survey->period->period, survey->period->kind, survey->numbers,
        count, survey->reported, sj_city_township_count(survey->city), stated, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++)
        answer->indicators[i]->stated = stated[i];
    return status;
}

/* The rows from the `start`th township that is due to before the `end`th. */
static enum sj_status put_rows(struct survey *survey, uint32_t start, uint32_t end,
                               const struct sj_stop *stop, Shangji__V1__CoverageAnswer *answer,
                               struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    uint32_t number = 0;
    answer->rows = sj_arena_array(survey->arena, end - start + 1, sizeof *answer->rows);
    if (!answer->rows)
        return sj_reply_no_room(error);
    for (uint32_t i = 0; status == SJ_OK && i < sj_city_township_count(survey->city); i++) {
        if (!survey->due[i])
            continue;
        if (stop && number % 128 == 0 && stop->passed(stop->context))
            return sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                                _("the deadline passed while the reports were counted"));
        if (number >= start && number < end)
            status = put_row(survey, i, answer, error);
        number++;
    }
    return status;
}

static enum sj_status put_page(struct survey *survey, const Shangji__V1__CoverageRequest *request,
                               const struct sj_stop *stop, Shangji__V1__CoverageAnswer *answer,
                               struct sj_error *error)
{
    uint32_t start;
    static char none[] = "";
    Shangji__V1__CoverageRequest asked = *request;
    struct sj_paging paging = {.token = request->page_token, .size = survey->state->size};
    asked.page_size = 0;
    asked.page_token = none;
    enum sj_status status = sj_pb_pack(&asked.base, survey->arena, &paging.asked, error);
    if (status == SJ_OK)
        status = sj_paging_start(&paging, &start, error);
    if (status != SJ_OK)
        return status;
    uint32_t end = sj_paging_end(start, request->page_size, SJ_COVERAGE_PAGE_MAX, answer->due);
    if (start == 0) {
        put_groups(survey, answer);
        status = put_indicators(survey, answer, error);
    }
    if (status == SJ_OK)
        status = put_rows(survey, start < end ? start : end, end, stop, answer, error);
    if (status == SJ_OK && end < answer->due &&
        !(answer->next_page_token = sj_paging_token(&paging, survey->arena, end)))
        status = sj_reply_no_room(error);
    return status;
}

static enum sj_status cover(const struct sj_state *state,
                            const Shangji__V1__CoverageRequest *request, const struct sj_stop *stop,
                            struct sj_arena *arena, Shangji__V1__CoverageAnswer *answer,
                            struct sj_error *error)
{
    struct sj_period period;
    const char *kind = request->kind[0] ? request->kind : SJ_KIND_ANNUAL;
    struct survey survey = {.state = state, .city = state->city, .arena = arena};
    enum sj_status status = sj_request_period(request->period, &period, error);
    if (status != SJ_OK)
        return status;
    survey.period = sj_city_find_period(state->city, period, kind);
    if (!survey.period)
        return sj_error_set(error, SJ_NOT_FOUND, "PERIOD_NOT_OPENED",
                            _("the period %s (%s) was never opened: 'shangji operator open' does "
                              "it"),
                            request->period, kind);
    status = open_survey(&survey, error);
    if (status == SJ_OK)
        status = open_groups(&survey, request->group, error);
    if (status != SJ_OK)
        return status;
    answer->ledger_size = state->size;
    if (!sj_reply_text(arena, request->period, &answer->period) ||
        !sj_reply_text(arena, kind, &answer->kind) ||
        !sj_reply_text(arena, survey.period->deadline, &answer->deadline))
        return sj_reply_no_room(error);
    count_townships(&survey, answer);
    sj_arena_init(&survey.scratch, SCRATCH_BYTES);
    status = put_page(&survey, request, stop, answer, error);
    sj_arena_clear(&survey.scratch);
    return status;
}

enum sj_status sj_coverage_answer(const struct sj_source *source,
                                  const Shangji__V1__CoverageRequest *request,
                                  const struct sj_stop *stop, struct sj_arena *arena,
                                  Shangji__V1__CoverageAnswer *answer, struct sj_error *error)
{
    const struct sj_state *state = source->lock(source->context);
    enum sj_status status = cover(state, request, stop, arena, answer, error);
    source->unlock(source->context);
    return status;
}
