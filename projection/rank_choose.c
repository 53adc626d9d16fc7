/* Which of a township's facts is ranked, and why some have none. */
#include "projection/rank_parts.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

/* The reports of the period itself, by township; -1 = none. What was sent back does not count
 * until it is corrected: `returned` are the entries of all such reports, ascending. */
struct own_reports {
    int64_t *annual, *other;
    uint64_t *returned;
    size_t returned_count;
};

static int compare_entries(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool is_returned(const struct own_reports *own, uint64_t entry)
{
    return own->returned_count > 0 && bsearch(&entry, own->returned, own->returned_count,
                                              sizeof entry, compare_entries) != NULL;
}

static bool find_returned(const struct sj_city *city, struct sj_arena *arena,
                          struct own_reports *own)
{
    size_t count = 0;
    for (size_t i = 0; i < sj_city_report_count(city); i++)
        count += sj_city_report(city, i)->returned != 0;
    own->returned = sj_arena_array(arena, count, sizeof *own->returned);
    for (size_t i = 0; own->returned && i < sj_city_report_count(city); i++)
        if (sj_city_report(city, i)->returned != 0)
            own->returned[own->returned_count++] = sj_city_report(city, i)->index;
    if (own->returned)
        qsort(own->returned, own->returned_count, sizeof *own->returned, compare_entries);
    return own->returned != NULL;
}

bool sj_rank_within(const struct sj_rank_question *question, uint32_t township)
{
    return sj_bytes_starts(sj_bytes_of(sj_city_township(question->city, township)->code),
                           sj_bytes_of(question->request->within)) &&
           sj_rank_in_group(question, township);
}

static bool find_own_reports(const struct sj_rank_question *question, struct sj_arena *arena,
                             struct own_reports *own)
{
    size_t count = sj_city_township_count(question->city);
    own->annual = sj_arena_array(arena, count, sizeof *own->annual);
    own->other = sj_arena_array(arena, count, sizeof *own->other);
    own->returned_count = 0;
    if (!own->annual || !own->other || !find_returned(question->city, arena, own))
        return false;
    for (size_t i = 0; i < count; i++)
        own->annual[i] = own->other[i] = SJ_NO_INDEX;
    for (size_t i = 0; i < sj_city_report_count(question->city); i++) {
        const struct sj_city_report *report = sj_city_report(question->city, i);
        if (sj_period_compare(report->period,
                              question->told_in ? *question->told_in : question->period) != 0)
            continue;
        bool annual = strcmp(report->kind, SJ_KIND_ANNUAL) == 0;
        (annual ? own->annual : own->other)[report->township] = (int64_t)report->index;
    }
    return true;
}

/* A township may tell a figure in several reports: last year's again in this year's, or in an
 * interim one. What it said in the period's own annual report goes before an interim one of the
 * same period (3, 2); 1 is another period's report. */
static int standing_of(const struct own_reports *own, const struct sj_cell *cell)
{
    if ((int64_t)cell->report == own->annual[cell->township])
        return 3;
    return (int64_t)cell->report == own->other[cell->township] ? 2 : 1;
}

/* Plans for next year stand in this year's report. What another period's report says of outcomes
 * is a restatement: it neither replaces a report of the period nor stands in for one. */
static bool counts(const struct sj_rank_question *question, const struct own_reports *own,
                   const struct sj_cell *cell)
{
    return (question->with.kind == SJ_PLAN && !question->told_in) || standing_of(own, cell) > 1;
}

static bool goes_before(const struct own_reports *own, const struct sj_cell *a,
                        const struct sj_cell *b)
{
    int standing_a = standing_of(own, a), standing_b = standing_of(own, b);
    if (standing_a != standing_b)
        return standing_a > standing_b;
    return a->report > b->report; /* within a report the first figure */
}

/* Why a township has no rank: 不适用 tells more than a figure of another scope, and that more than
 * one of another kind. Only its own report of the period counts: last year's plan for it is no
 * reason. */
static bool tells_more(const struct sj_rank_question *question, const struct sj_cell *a,
                       const struct sj_cell *b)
{
    if (a->state != b->state)
        return a->state > b->state;
    return a->kind == question->with.kind && b->kind != question->with.kind;
}

static const struct sj_cell *find_cells(const struct sj_rank_question *question, size_t *count)
{
    int64_t number =
        sj_city_indicator_number(question->city, sj_bytes_of(question->indicator->code));
    *count = 0;
    return number < 0
               ? NULL
               : sj_columns_find(question->columns, (uint32_t)number, question->period, count);
}

struct sj_rank_choice *sj_rank_choose(const struct sj_rank_question *question,
                                      struct sj_arena *arena)
{
    struct own_reports own;
    size_t count = 0;
    struct sj_rank_choice *choices =
        sj_arena_array(arena, sj_city_township_count(question->city), sizeof *choices);
    if (!choices || !find_own_reports(question, arena, &own))
        return NULL;
    for (size_t i = 0; i < sj_city_township_count(question->city); i++) {
        choices[i].reported = own.annual[i] >= 0 || own.other[i] >= 0;
        int64_t report = own.annual[i] >= 0 ? own.annual[i] : own.other[i];
        choices[i].returned = report >= 0 && is_returned(&own, (uint64_t)report);
    }
    const struct sj_cell *cells = find_cells(question, &count);
    for (size_t i = 0; i < count; i++) {
        struct sj_rank_choice *choice = &choices[cells[i].township];
        if (is_returned(&own, cells[i].report) ||
            !sj_city_reports_for(question->city, cells[i].township, question->period))
            continue;
        if (!sj_cell_comparable(&cells[i], &question->with)) {
            if (standing_of(&own, &cells[i]) > 1 &&
                (!choice->spoken || tells_more(question, &cells[i], choice->spoken)))
                choice->spoken = &cells[i];
        } else if (counts(question, &own, &cells[i]) &&
                   (!choice->cell || goes_before(&own, &cells[i], choice->cell))) {
            choice->cell = &cells[i];
        }
    }
    return choices;
}

bool sj_rank_restated(const struct sj_rank_question *question, struct sj_arena *arena,
                      const struct sj_cell ***restated, size_t *count)
{
    struct own_reports own;
    size_t all;
    const struct sj_cell *cells = find_cells(question, &all);
    *count = 0;
    *restated = sj_arena_array(arena, all + 1, sizeof(const struct sj_cell *));
    if (!*restated || !find_own_reports(question, arena, &own))
        return false;
    for (size_t i = 0; i < all; i++)
        if (!is_returned(&own, cells[i].report) && standing_of(&own, &cells[i]) == 1 &&
            sj_cell_comparable(&cells[i], &question->with))
            (*restated)[(*count)++] = &cells[i];
    return true;
}

/* In what the cell differs from what is ranked: the enumerator's name. Whoever recomputes the
 * answer in another language must come to the same bytes. */
static char *difference(const struct sj_rank_question *question, const struct sj_cell *cell,
                        struct sj_arena *arena)
{
    const char *name = cell->scope != question->with.scope
                           ? sj_pb_enum_name(&shangji__v1__scope__descriptor, cell->scope)
                       : cell->basis != question->with.basis
                           ? sj_pb_enum_name(&shangji__v1__basis__descriptor, cell->basis)
                           : sj_pb_enum_name(&shangji__v1__kind__descriptor, cell->kind);
    return sj_arena_text(arena, sj_bytes_of(name));
}

bool sj_rank_explain(const struct sj_rank_question *question, uint32_t township,
                     const struct sj_rank_choice *choice, struct sj_arena *arena,
                     Shangji__V1__Absence *why, char **detail)
{
    if (!sj_city_reports_for(question->city, township, question->period)) {
        *why = SHANGJI__V1__ABSENCE__ABSENCE_SUCCEEDED;
        return true;
    }
    if (choice->out != SHANGJI__V1__ABSENCE__ABSENCE_UNSPECIFIED) {
        *why = choice->out;
        return true;
    }
    if (choice->returned) {
        *why = SHANGJI__V1__ABSENCE__ABSENCE_RETURNED;
        return true;
    }
    if (!choice->spoken) {
        *why = choice->reported ? SHANGJI__V1__ABSENCE__ABSENCE_NOT_STATED
                                : SHANGJI__V1__ABSENCE__ABSENCE_NOT_REPORTED;
        return true;
    }
    if (choice->spoken->state == SJ_FACT_NOT_APPLICABLE) {
        *why = SHANGJI__V1__ABSENCE__ABSENCE_NOT_APPLICABLE;
        return true;
    }
    if (choice->spoken->state == SJ_FACT_NOT_COUNTED) {
        *why = SHANGJI__V1__ABSENCE__ABSENCE_NOT_COUNTED;
        return true;
    }
    *why = SHANGJI__V1__ABSENCE__ABSENCE_NOT_COMPARABLE;
    if (detail == NULL)
        return true;
    *detail = difference(question, choice->spoken, arena);
    return *detail != NULL;
}

enum sj_status sj_rank_absences(const struct sj_rank_question *question,
                                const struct sj_rank_choice *choices, struct sj_arena *arena,
                                Shangji__V1__RankAnswer *answer, struct sj_error *error)
{
    size_t count = sj_city_township_count(question->city);
    answer->absent = sj_arena_array(arena, answer->townships - answer->ranked,
                                    sizeof(Shangji__V1__RankAbsence *));
    if (!answer->absent)
        return sj_reply_no_room(error);
    for (uint32_t i = 0; i < count; i++) {
        if (choices[i].cell || !sj_rank_within(question, i))
            continue;
        const struct sj_city_township *township = sj_city_township(question->city, i);
        Shangji__V1__RankAbsence *absence =
            sj_pb_new(&shangji__v1__rank_absence__descriptor, arena);
        if (!absence || !sj_reply_text(arena, township->code, &absence->township) ||
            !sj_reply_text(arena, township->name, &absence->name) ||
            !sj_rank_explain(question, i, &choices[i], arena, &absence->why, &absence->detail))
            return sj_reply_no_room(error);
        absence->denominator = choices[i].out_per;
        answer->absent[answer->n_absent++] = absence;
    }
    return SJ_OK;
}
