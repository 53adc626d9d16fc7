/* Which of a township's facts is ranked, and why some have none. */
#include "projection/rank_parts.h"

#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS_MAX = 32 };

/* ---- the reports of the period ---- */

static int compare_entries(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

bool sj_own_report_returned(const struct sj_own_reports *own, uint64_t entry)
{
    return own->returned_count > 0 && bsearch(&entry, own->returned, own->returned_count,
                                              sizeof entry, compare_entries) != NULL;
}

static bool find_returned(const struct sj_city *city, struct sj_arena *arena,
                          struct sj_own_reports *own)
{
    own->returned_count = sj_city_returned_count(city);
    own->returned = sj_arena_array(arena, own->returned_count, sizeof *own->returned);
    for (size_t i = 0; own->returned && i < own->returned_count; i++)
        own->returned[i] = sj_city_returned(city, i)->index;
    if (own->returned)
        qsort(own->returned, own->returned_count, sizeof *own->returned, compare_entries);
    return own->returned != NULL;
}

/* Whose reports count: of the period asked for, or those told in another. */
static struct sj_period told_period(const struct sj_rank_question *question)
{
    return question->told_in ? *question->told_in : question->period;
}

/* Of several that are not annual the one whose first revision came last. */
static bool came_later(const struct sj_rank_question *question, uint32_t township, const char *kind,
                       const char *than)
{
    const struct sj_city_report *report =
        sj_city_find_report(question->city, township, told_period(question), kind);
    const struct sj_city_report *other =
        sj_city_find_report(question->city, township, told_period(question), than);
    return report && (!other || report > other); /* they stand in one array, in that order */
}

static void find_other(const struct sj_rank_question *question, uint32_t township,
                       const char *const *kinds, size_t count, struct sj_own_reports *own)
{
    const char *chosen = NULL;
    own->other[township] = SJ_NO_REPORT;
    for (size_t k = 0; k < count; k++) {
        uint32_t entry = sj_report_list_entry(
            sj_columns_entries(question->columns, told_period(question), kinds[k]), township);
        if (entry == SJ_NO_REPORT || strcmp(kinds[k], SJ_KIND_ANNUAL) == 0 ||
            (chosen && !came_later(question, township, kinds[k], chosen)))
            continue;
        chosen = kinds[k];
        own->other[township] = entry;
    }
}

enum sj_status sj_own_reports_find(const struct sj_rank_question *question, struct sj_arena *arena,
                                   struct sj_own_reports *own, struct sj_error *error)
{
    const char *kinds[KINDS_MAX];
    size_t townships = sj_city_township_count(question->city);
    size_t count = sj_columns_kinds(question->columns, told_period(question), kinds, KINDS_MAX);
    *own = (struct sj_own_reports){
        .annual = sj_columns_entries(question->columns, told_period(question), SJ_KIND_ANNUAL)};
    if (!find_returned(question->city, arena, own))
        return sj_reply_no_room(error);
    if (count > KINDS_MAX)
        return sj_error_set(error, SJ_EXHAUSTED, "KINDS",
                            _("there are more than %d kinds of reports for one period"),
                            (int)KINDS_MAX);
    if (count == 0 || (count == 1 && strcmp(kinds[0], SJ_KIND_ANNUAL) == 0))
        return SJ_OK;
    own->other = sj_arena_array(arena, townships, sizeof *own->other);
    if (!own->other)
        return sj_reply_no_room(error);
    for (uint32_t i = 0; i < townships; i++)
        find_other(question, i, kinds, count, own);
    return SJ_OK;
}

static uint32_t annual_of(const struct sj_own_reports *own, uint32_t township)
{
    return sj_report_list_entry(own->annual, township);
}

static uint32_t other_of(const struct sj_own_reports *own, uint32_t township)
{
    return own->other ? own->other[township] : SJ_NO_REPORT;
}

bool sj_rank_within(const struct sj_rank_question *question, uint32_t township)
{
    const char *within = question->request->within;
    return (!within[0] ||
            sj_bytes_starts(sj_bytes_of(sj_city_township(question->city, township)->code),
                            sj_bytes_of(within))) &&
           sj_rank_in_group(question, township);
}

/* ---- the choice ---- */

/* A township may tell a figure in several reports: last year's again in this year's, or in an
 * interim one. What it said in the period's own annual report goes before an interim one of the
 * same period (3, 2); 1 is another period's report. */
static int standing_of(const struct sj_own_reports *own, const struct sj_cell *cell)
{
    if (cell->report == annual_of(own, cell->township))
        return 3;
    return cell->report == other_of(own, cell->township) ? 2 : 1;
}

/* Plans for next year stand in this year's report. What another period's report says of outcomes
 * is a restatement: it neither replaces a report of the period nor stands in for one. */
static bool counts(const struct sj_rank_question *question, const struct sj_own_reports *own,
                   const struct sj_cell *cell)
{
    return (question->with.kind == SJ_PLAN && !question->told_in) || standing_of(own, cell) > 1;
}

static bool goes_before(const struct sj_own_reports *own, const struct sj_cell *a,
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

/* Before any of its cells was seen. */
static struct sj_rank_choice no_choice(const struct sj_own_reports *own, uint32_t township)
{
    uint32_t annual = annual_of(own, township), other = other_of(own, township);
    uint32_t report = annual != SJ_NO_REPORT ? annual : other;
    return (struct sj_rank_choice){.reported = report != SJ_NO_REPORT,
                                   .returned = report != SJ_NO_REPORT &&
                                               sj_own_report_returned(own, report)};
}

/* Cells come in the order of reports and figures. */
static void weigh(const struct sj_rank_question *question, const struct sj_own_reports *own,
                  const struct sj_cell *cell, struct sj_rank_choice *choice)
{
    if (sj_own_report_returned(own, cell->report) ||
        !sj_city_reports_for(question->city, cell->township, question->period))
        return;
    if (!sj_cell_comparable(cell, &question->with)) {
        if (standing_of(own, cell) > 1 &&
            (!choice->spoken || tells_more(question, cell, choice->spoken)))
            choice->spoken = cell;
    } else if (counts(question, own, cell) &&
               (!choice->cell || goes_before(own, cell, choice->cell))) {
        choice->cell = cell;
    }
}

/* What another period's report tells of counts for plans, and where such reports are asked for. */
static enum sj_told_by told_by(const struct sj_rank_question *question)
{
    return question->with.kind == SJ_PLAN || question->told_in ? SJ_TOLD_BY_ANY
                                                               : SJ_TOLD_BY_ITS_PERIOD;
}

static int64_t indicator_of(const struct sj_rank_question *question)
{
    return sj_city_indicator_number(question->city, sj_bytes_of(question->indicator->code));
}

static enum sj_status choose_all(const struct sj_rank_question *question,
                                 const struct sj_own_reports *own, struct sj_arena *arena,
                                 struct sj_rank_choice **choices, struct sj_error *error)
{
    size_t townships = sj_city_township_count(question->city), count = 0;
    int64_t number = indicator_of(question);
    struct sj_cell *cells = NULL;
    *choices = sj_arena_array(arena, townships, sizeof **choices);
    if (!*choices)
        return sj_reply_no_room(error);
    for (uint32_t i = 0; i < townships; i++)
        (*choices)[i] = no_choice(own, i);
    if (number < 0)
        return SJ_OK;
    enum sj_status status = sj_columns_cells(question->columns, (uint32_t)number, question->period,
                                             told_by(question), arena, &cells, &count, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++)
        weigh(question, own, &cells[i], &(*choices)[cells[i].township]);
    return status;
}

enum sj_status sj_rank_choose(const struct sj_rank_question *question, struct sj_arena *arena,
                              struct sj_rank_choice **choices, struct sj_error *error)
{
    struct sj_own_reports own;
    enum sj_status status = sj_own_reports_find(question, arena, &own, error);
    return status == SJ_OK ? choose_all(question, &own, arena, choices, error) : status;
}

enum sj_status sj_rank_restated(const struct sj_rank_question *question, struct sj_arena *arena,
                                const struct sj_cell ***restated, size_t *count,
                                struct sj_error *error)
{
    struct sj_own_reports own;
    struct sj_cell *cells = NULL;
    size_t all = 0;
    int64_t number = indicator_of(question);
    *count = 0;
    enum sj_status status = sj_own_reports_find(question, arena, &own, error);
    if (status == SJ_OK && number >= 0)
        status = sj_columns_cells(question->columns, (uint32_t)number, question->period,
                                  SJ_TOLD_BY_ANY, arena, &cells, &all, error);
    if (status != SJ_OK)
        return status;
    *restated = sj_arena_array(arena, all + 1, sizeof(const struct sj_cell *));
    if (!*restated)
        return sj_reply_no_room(error);
    for (size_t i = 0; i < all; i++)
        if (!sj_own_report_returned(&own, cells[i].report) && standing_of(&own, &cells[i]) == 1 &&
            sj_cell_comparable(&cells[i], &question->with))
            (*restated)[(*count)++] = &cells[i];
    return SJ_OK;
}

struct choosing {
    const struct sj_rank_question *question;
    const struct sj_own_reports *own;
    struct sj_rank_one *one;
};

/* What is shown holds only while it is: what is chosen is copied. */
static void see(void *context, const struct sj_cell *cell)
{
    const struct choosing *choosing = context;
    struct sj_rank_one *one = choosing->one;
    weigh(choosing->question, choosing->own, cell, &one->choice);
    if (one->choice.cell == cell) {
        one->cell = *cell;
        one->choice.cell = &one->cell;
    }
    if (one->choice.spoken == cell) {
        one->spoken = *cell;
        one->choice.spoken = &one->spoken;
    }
}

enum sj_status sj_rank_choose_one(const struct sj_rank_question *question,
                                  const struct sj_own_reports *own, uint32_t township,
                                  struct sj_rank_one *one, struct sj_error *error)
{
    int64_t number = indicator_of(question);
    struct choosing choosing = {question, own, one};
    one->choice = no_choice(own, township);
    if (number < 0)
        return SJ_OK;
    return sj_columns_township(question->columns, (uint32_t)number, question->period,
                               told_by(question), township, see, &choosing, error);
}

/* ---- those that have no rank ---- */

static const char *const kind_texts[] = {"",         N_("outcome"), N_("forecast"),
                                         N_("plan"), N_("growth"),  N_("other")};
static const char *const basis_texts[] = {"", N_("whole period"), N_("to date"), N_("cumulative"),
                                          N_("point in time")};
static const char *const scope_texts[] = {"", N_("whole township"), N_("part of a whole"),
                                          N_("demonstration plots"), N_("villages")};

/* In what the cell differs from what is ranked. */
static char *difference(const struct sj_rank_question *question, const struct sj_cell *cell,
                        struct sj_arena *arena)
{
    if (cell->scope != question->with.scope)
        return sj_arena_printf(arena, _("scope: %s"), _(scope_texts[cell->scope]));
    if (cell->basis != question->with.basis)
        return sj_arena_printf(arena, _("basis: %s"), _(basis_texts[cell->basis]));
    return sj_arena_printf(arena, _("kind: %s"), _(kind_texts[cell->kind]));
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
