/* How each row of a draft stands: by its own cells, then as part of a report. */
#include "client/review.h"

#include "base/i18n.h"
#include "rules/anomaly.h"

#include <stdlib.h>
#include <string.h>

enum { SCRATCH_BYTES = 64 * 1024 * 1024 };

struct judging {
    struct sj_review *review;
    struct sj_draft_opened now; /* the opened draft with decisions of this judgement */
};

bool sj_review_waits(const struct sj_review_row *row)
{
    return row->why != NULL || row->offered;
}

/* The first fault is kept: it is the one to mend first. */
static void note(struct judging *judging, size_t row, const struct sj_finding *finding)
{
    struct sj_review_row *standing = &judging->review->rows[row];
    if (standing->why != NULL)
        return;
    standing->why = finding->message;
    standing->reason = finding->reason;
    standing->status = finding->status;
}

static bool is_offered(const struct sj_draft_row *row, const struct sj_choice *choice,
                       const struct sj_figure *figure)
{
    return figure->candidate != NULL && choice->sense.indicator == NULL &&
           choice->sense.kind != SJ_OTHER && choice->decision == SJ_CONFIRMED &&
           sj_bytes_trim(sj_bytes_of(row->cells[SJ_DRAFT_INDICATOR])).len > 0;
}

/* Rows of the clerk's own are theirs to mend in the draft. */
static bool is_figure(const struct judging *judging, size_t index)
{
    uint32_t number = judging->now.draft.rows[index].number;
    return number > 0 && number <= judging->now.reading.figure_count;
}

/* Each row by itself: of all rows together only so many faults are told. */
static void judge_row(struct judging *judging, size_t index)
{
    struct sj_draft_opened *now = &judging->now;
    const struct sj_draft_row *row = &now->draft.rows[index];
    struct sj_review_row *standing = &judging->review->rows[index];
    struct sj_deciding deciding = {&now->draft,    &now->fresh,         &now->reading,
                                   now->catalogue, now->findings.arena, &now->findings,
                                   &now->decisions};
    if (!is_figure(judging, index))
        return;
    const struct sj_choice *choice = &now->decisions.choices[row->number - 1];
    const struct sj_figure *figure = &now->reading.figures[row->number - 1];
    sj_findings_init(&now->findings, deciding.arena);
    sj_decide_figure(&deciding, row, row->number);
    for (size_t i = 0; i < now->findings.count; i++)
        note(judging, index, &now->findings.items[i]);
    standing->anomalies = choice->anomalies;
    standing->offered = is_offered(row, choice, figure);
}

/* As if all that waits had been certified: the report's judge then speaks of the rest alone. */
static void quiet(struct sj_decisions *decisions)
{
    for (size_t i = 0; i < decisions->choice_count; i++) {
        struct sj_choice *choice = &decisions->choices[i];
        if (choice->decision == SJ_CONFIRMED && choice->anomalies != 0)
            choice->decision = SJ_CERTIFIED;
        if (choice->reason[0] == '\0')
            choice->reason = "-";
        if (choice->decision == SJ_CORRECTED && choice->corrected[0] == '\0')
            choice->decision = SJ_CERTIFIED;
    }
}

static void note_judged(struct judging *judging, const struct sj_finding *finding)
{
    struct sj_draft *draft = &judging->now.draft;
    char where[SJ_DRAFT_WHERE_TEXT];
    for (size_t i = 0; i < draft->row_count; i++) {
        if (!is_figure(judging, i) ||
            strcmp(finding->field, sj_draft_where(draft, draft->rows[i].line, where)) != 0)
            continue;
        note(judging, i, finding);
    }
}

static enum sj_status judge_report(struct judging *judging, struct sj_error *error)
{
    struct sj_review *review = judging->review;
    struct sj_report_build build = review->build;
    struct sj_report_built built;
    struct sj_facts facts;
    sj_findings_init(&judging->now.findings, &review->scratch.arena);
    quiet(&judging->now.decisions);
    enum sj_status status =
        sj_draft_judge(&review->scratch, &judging->now, &build, &built, &facts, error);
    for (size_t i = 0; status == SJ_OK && i < judging->now.findings.count; i++)
        note_judged(judging, &judging->now.findings.items[i]);
    return status;
}

enum sj_status sj_review_judge(struct sj_review *review, struct sj_error *error)
{
    struct sj_arena *arena = &review->scratch.arena;
    sj_arena_clear(arena);
    sj_arena_init(arena, SCRATCH_BYTES);
    struct judging *judging = sj_arena_alloc(arena, sizeof *judging);
    const struct sj_draft *draft = &review->opened->draft;
    review->rows = sj_arena_array(arena, draft->row_count + 1, sizeof *review->rows);
    if (judging == NULL || review->rows == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    judging->review = review;
    judging->now = *review->opened;
    struct sj_draft_opened *now = &judging->now;
    sj_findings_init(&now->findings, arena);
    enum sj_status status = sj_draft_decide(&now->draft, &now->fresh, &now->reading, now->catalogue,
                                            arena, &now->findings, &now->decisions, error);
    bool sound = sj_draft_is_sound(now);
    for (size_t i = 0; status == SJ_OK && i < draft->row_count; i++) {
        judge_row(judging, i);
        sound = sound && (review->rows[i].why == NULL || review->rows[i].status == SJ_UNRESOLVED);
    }
    if (status == SJ_OK && sound && review->has_period)
        status = judge_report(judging, error);
    return status;
}
