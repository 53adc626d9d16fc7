/* Cells into choices: what the clerk wrote in the row of a figure, or in one of their own. */
#include "client/draft_decide.h"

#include "base/i18n.h"
#include "base/text.h"
#include "client/indicator_name.h"
#include "rules/anomaly.h"

#include <stdio.h>
#include <string.h>

#define FAULT(status, reason, ...)                                                                 \
    sj_draft_fault(deciding->draft, row->line, deciding->findings, status, reason, __VA_ARGS__)

static struct sj_bytes cell_of(const struct sj_draft_row *row, enum sj_draft_column column)
{
    return sj_bytes_trim(sj_bytes_of(row->cells[column]));
}

/* Whether the clerk left the cell as it was. */
static bool is_kept(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                    const struct sj_draft_row *was, enum sj_draft_column column)
{
    if (was == NULL)
        return cell_of(row, column).len == 0;
    return sj_cell_same(was->cells[column], row->cells[column], deciding->draft->lossy);
}

/* ---- the indicator ---- */

static const struct sj_indicator *find_by_name(const struct sj_catalogue *catalogue,
                                               struct sj_bytes name, bool *several)
{
    const struct sj_indicator *found = NULL;
    *several = false;
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        if (!sj_bytes_equal(name, sj_bytes_of(catalogue->indicators[i].name_zh)))
            continue;
        *several = found != NULL;
        found = &catalogue->indicators[i];
    }
    return found;
}

/* Names the nearest ones. */
static const char *unknown_text(const struct sj_deciding *deciding, struct sj_bytes word)
{
    struct sj_error error = {0};
    const char *text = sj_arena_text(deciding->arena, sj_utf8_prefix(word, 80));
    (void)sj_indicator_unknown(deciding->catalogue, text == NULL ? "" : text, &error);
    text = sj_arena_text(deciding->arena, sj_bytes_of(error.message));
    return text == NULL ? "" : text;
}

static const struct sj_indicator *find_indicator(const struct sj_deciding *deciding,
                                                 const struct sj_draft_row *row,
                                                 struct sj_bytes word)
{
    bool several = false;
    /* A candidate is offered as "?名称" and may be taken by copying it. */
    static const char *const marks[] = {"?", "？"};
    for (size_t i = 0; i < 2; i++)
        if (sj_bytes_starts(word, sj_bytes_of(marks[i])))
            word = sj_bytes_trim(sj_bytes_slice(word, strlen(marks[i]), word.len));
    const struct sj_indicator *found = sj_catalogue_find(deciding->catalogue, word);
    if (found == NULL)
        found = find_by_name(deciding->catalogue, word, &several);
    if (several)
        FAULT(SJ_INVALID, "AMBIGUOUS_INDICATOR",
              _("several indicators are called “%.*s”; write the code under 指标代码"),
              (int)word.len, (const char *)word.data);
    else if (found == NULL)
        FAULT(SJ_INVALID, "UNKNOWN_INDICATOR", "%s", unknown_text(deciding, word));
    return several ? NULL : found;
}

/* The code goes before the name, which only follows it; but a clerk who changes the name alone
 * means that. */
static void decide_indicator(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                             const struct sj_draft_row *was, const struct sj_indicator **indicator)
{
    struct sj_bytes code = cell_of(row, SJ_DRAFT_CODE), name = cell_of(row, SJ_DRAFT_INDICATOR);
    bool code_kept = is_kept(deciding, row, was, SJ_DRAFT_CODE);
    bool name_kept = is_kept(deciding, row, was, SJ_DRAFT_INDICATOR);
    if (code_kept && name_kept)
        return;
    struct sj_bytes word = !code_kept && (code.len > 0 || name_kept) ? code : name;
    *indicator = word.len == 0 ? NULL : find_indicator(deciding, row, word);
}

/* ---- how it is meant ---- */

static void decide_word(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                        const struct sj_draft_row *was, enum sj_draft_column column,
                        enum sj_draft_words words, int *value)
{
    if (is_kept(deciding, row, was, column) || cell_of(row, column).len == 0 ||
        sj_draft_word_find(words, cell_of(row, column), value))
        return;
    FAULT(SJ_INVALID, "UNKNOWN_WORD",
          _("“%.40s” does not stand for anything under %s; use one of: %s"), row->cells[column],
          sj_draft_heading(column), sj_draft_word_list(words, deciding->arena));
}

static void decide_scope(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                         struct sj_sense *sense)
{
    struct sj_bytes name;
    enum sj_scope scope;
    if (!sj_draft_scope_parse(cell_of(row, SJ_DRAFT_SCOPE), &scope, &name)) {
        FAULT(SJ_INVALID, "UNKNOWN_WORD",
              _("“%.40s” does not stand for anything under 范围; use one of: %s, with a name "
                "behind it "
                "as in 村:丛保"),
              row->cells[SJ_DRAFT_SCOPE], sj_draft_word_list(SJ_WORDS_SCOPE, deciding->arena));
        return;
    }
    sense->scope = scope;
    sense->scope_name = sj_arena_text(deciding->arena, name);
}

void sj_decide_sense(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                     const struct sj_draft_row *was, struct sj_sense *sense)
{
    int kind = (int)sense->kind, mood = (int)sense->mood;
    struct sj_draft_basis basis;
    decide_indicator(deciding, row, was, &sense->indicator);
    decide_word(deciding, row, was, SJ_DRAFT_KIND, SJ_WORDS_KIND, &kind);
    decide_word(deciding, row, was, SJ_DRAFT_MOOD, SJ_WORDS_MOOD, &mood);
    sense->kind = (enum sj_kind)kind;
    sense->mood = (enum sj_mood)mood;
    if (!is_kept(deciding, row, was, SJ_DRAFT_BASIS) && cell_of(row, SJ_DRAFT_BASIS).len > 0) {
        if (sj_draft_basis_parse(cell_of(row, SJ_DRAFT_BASIS), &basis))
            sense->basis = basis;
        else
            FAULT(SJ_INVALID, "UNKNOWN_WORD",
                  _("“%.40s” does not stand for anything under 时期口径; write 全年, "
                    "截至2021-06-30, 累计 "
                    "or 时点, if need be with the year before it: 2022年全年"),
                  row->cells[SJ_DRAFT_BASIS]);
    }
    if (!is_kept(deciding, row, was, SJ_DRAFT_SCOPE) && cell_of(row, SJ_DRAFT_SCOPE).len > 0)
        decide_scope(deciding, row, sense);
}

/* ---- a figure of the text ---- */

static void decide_correction(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                              const struct sj_figure *figure, struct sj_choice *choice)
{
    struct sj_quantity quantity;
    struct sj_error error = {0};
    if (choice->decision != SJ_CORRECTED) {
        if (choice->corrected[0] != '\0')
            FAULT(SJ_INVALID, "STRAY_CORRECTION",
                  _("序号 %u: 更正值 is filled; write 更正 under 处理, or clear it"), row->number);
        return;
    }
    if (choice->corrected[0] == '\0') {
        FAULT(SJ_UNRESOLVED, "DECISION_INCOMPLETE",
              _("序号 %u: 更正 needs the right quantity under 更正值, as 15000余亩"), row->number);
        return;
    }
    if (sj_quantity_read(sj_bytes_of(choice->corrected), &quantity, &error) != SJ_OK)
        FAULT(SJ_INVALID, "NOT_A_QUANTITY",
              _("序号 %u: “%.60s” under 更正值 is no quantity; write it as in the report: "
                "15000余%.*s"),
              row->number, choice->corrected, (int)figure->quantity.unit.len,
              (const char *)figure->quantity.unit.data);
}

static const char *anomaly_text(sj_anomalies anomalies, struct sj_arena *arena)
{
    const char *text = "";
    for (unsigned bit = 0; bit < SJ_ANOMALY_COUNT && text != NULL; bit++)
        if ((anomalies >> bit & 1) != 0)
            text = sj_arena_printf(arena, "%s%s%s: %s", text, text[0] == '\0' ? "" : "; ",
                                   sj_anomaly_explanation(bit), sj_anomaly_remedy(bit));
    return text == NULL ? "" : text;
}

static void require_decision(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                             const struct sj_choice *choice)
{
    const char *surface = row->cells[SJ_DRAFT_SURFACE];
    bool wants_reason = choice->decision == SJ_CORRECTED || choice->decision == SJ_CERTIFIED ||
                        (choice->decision == SJ_DISCARDED && choice->anomalies != 0);
    if (choice->decision == SJ_CONFIRMED && choice->anomalies != 0)
        FAULT(SJ_UNRESOLVED, "ANOMALY_UNRESOLVED",
              _("序号 %u “%.60s” needs a decision (更正, 属实 or 舍弃): %s"), row->number, surface,
              anomaly_text(choice->anomalies, deciding->arena));
    else if (wants_reason && choice->reason[0] == '\0')
        FAULT(SJ_UNRESOLVED, "DECISION_INCOMPLETE",
              _("序号 %u “%.60s”: %s needs a reason under 理由"), row->number, surface,
              row->cells[SJ_DRAFT_DECISION]);
}

/* What the judge will find in it again: of the words, and with the indicator if it makes a fact.
 * That a thing is stated twice depends on other rows, and is the judge's to say. */
static sj_anomalies anomalies_of(const struct sj_deciding *deciding, const struct sj_figure *figure,
                                 const struct sj_choice *choice)
{
    sj_anomalies found = figure->quantity.anomalies | (figure->anomalies & SJ_ANOMALIES_BETWEEN);
    const struct sj_sense *sense = &choice->sense;
    if (sense->indicator != NULL && sense->kind != SJ_OTHER && choice->decision != SJ_DISCARDED)
        found |= sj_anomalies_of_indicator(
            &figure->quantity, sj_figure_is_negative(figure) && sense->kind == SJ_GROWTH,
            sense->kind == SJ_GROWTH, deciding->catalogue, sense->indicator);
    if (choice->decision != SJ_CONFIRMED)
        found |= figure->anomalies & SJ_ANOMALY_MASK(SJ_ANOMALY_DUPLICATE);
    /* It was found with indicator, kind and scope as they were read. */
    if (sense->indicator == figure->indicator && sense->kind == figure->kind &&
        sense->scope == figure->scope && sense->basis.basis == figure->basis)
        found |= figure->anomalies & SJ_ANOMALY_MASK(SJ_ANOMALY_FAR_FROM_LAST_YEAR);
    return found;
}

static enum sj_decision decide_decision(const struct sj_deciding *deciding,
                                        const struct sj_draft_row *row)
{
    int decision = SJ_CONFIRMED;
    if (sj_draft_word_find(SJ_WORDS_DECISION, cell_of(row, SJ_DRAFT_DECISION), &decision) &&
        decision != SJ_DECISION_SOURCE)
        return (enum sj_decision)decision;
    FAULT(SJ_INVALID, "UNKNOWN_WORD",
          _("序号 %u: “%.40s” does not stand for anything under 处理; leave it empty or use one "
            "of: %s"),
          row->number, row->cells[SJ_DRAFT_DECISION],
          sj_draft_word_list(SJ_WORDS_DECISION, deciding->arena));
    return SJ_CONFIRMED;
}

void sj_decide_figure(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                      size_t number)
{
    const struct sj_figure *figure = &deciding->reading->figures[number - 1];
    struct sj_choice *choice = &deciding->decisions->choices[number - 1];
    *choice = (struct sj_choice){
        .line = row->line,
        .decision = decide_decision(deciding, row),
        .sense = {.indicator = figure->indicator,
                  .kind = figure->kind,
                  .mood = figure->mood,
                  .basis = {.basis = figure->basis, .year = figure->year},
                  .scope = figure->scope,
                  .scope_name = ""},
        .corrected = sj_arena_text(deciding->arena, cell_of(row, SJ_DRAFT_CORRECTED)),
        .reason = sj_arena_text(deciding->arena, cell_of(row, SJ_DRAFT_REASON)),
    };
    memcpy(choice->sense.basis.date, figure->basis_date, sizeof choice->sense.basis.date);
    if (choice->corrected == NULL || choice->reason == NULL) {
        FAULT(SJ_NO_MEMORY, "NO_ROOM", _("no memory for the draft"));
        return;
    }
    sj_decide_sense(deciding, row, &deciding->fresh->rows[number], &choice->sense);
    if (choice->sense.kind == SJ_OTHER && choice->sense.indicator != figure->indicator)
        FAULT(SJ_INVALID, "NOT_A_FACT",
              _("序号 %u: a figure of the kind 其他 makes no fact; change 性质 too"), row->number);
    choice->anomalies = anomalies_of(deciding, figure, choice);
    decide_correction(deciding, row, figure, choice);
    require_decision(deciding, row, choice);
}

/* ---- a row of the clerk's own ---- */

/* Fills the rest of it; false with a fault. */
static bool decide_quantity(const struct sj_deciding *deciding, const struct sj_draft_row *row,
                            struct sj_bytes words, struct sj_addition *addition)
{
    const struct sj_indicator *indicator = addition->sense.indicator;
    struct sj_quantity quantity;
    struct sj_error error = {0};
    if (addition->sense.kind == SJ_GROWTH && sj_bytes_starts(words, SJ_LITERAL("-"))) {
        addition->negative = true;
        words = sj_bytes_slice(words, 1, words.len);
    }
    bool read = sj_quantity_read(words, &quantity, &error) == SJ_OK;
    const char *unit = "";
    /* A number alone means the indicator's unit. */
    if (read && quantity.unit.len == 0 && indicator->unit.len > 0)
        unit = sj_arena_text(deciding->arena, indicator->unit);
    addition->words = sj_arena_printf(deciding->arena, "%.*s%s", (int)words.len,
                                      (const char *)words.data, unit == NULL ? "" : unit);
    if (read && addition->words != NULL &&
        sj_quantity_read(sj_bytes_of(addition->words), &quantity, &error) == SJ_OK)
        return true;
    FAULT(SJ_INVALID, "NOT_A_QUANTITY",
          _("“%.60s” under 更正值 is no quantity; write 1300%.*s, or one of: %s"),
          row->cells[SJ_DRAFT_CORRECTED], (int)indicator->unit.len,
          (const char *)indicator->unit.data,
          sj_draft_word_list(SJ_WORDS_STATEMENT, deciding->arena));
    return false;
}

static void default_mood(struct sj_sense *sense)
{
    if (sense->mood == 0)
        sense->mood = sense->kind == SJ_FORECAST ? SJ_EXPECTED
                      : sense->kind == SJ_PLAN   ? SJ_PLANNED
                                                 : SJ_DONE;
    if (sense->basis.basis == 0)
        sense->basis.basis =
            sense->indicator != NULL && sense->indicator->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR;
}

/* As it is for a statement without a number. */
static bool is_plain(const struct sj_sense *sense)
{
    enum sj_basis basis = sense->indicator->stock ? SJ_BASIS_POINT : SJ_BASIS_YEAR;
    return sense->kind == SJ_OUTCOME && sense->scope == SJ_SCOPE_WHOLE &&
           sense->basis.basis == basis && sense->basis.year == 0 && sense->basis.date[0] == '\0';
}

void sj_decide_addition(const struct sj_deciding *deciding, const struct sj_draft_row *row)
{
    struct sj_decisions *decisions = deciding->decisions;
    struct sj_bytes words = cell_of(row, SJ_DRAFT_CORRECTED);
    int what = 0;
    struct sj_addition addition = {
        .line = row->line,
        .sense = {.kind = SJ_OUTCOME, .scope = SJ_SCOPE_WHOLE, .scope_name = ""},
        .words = "",
        .reason = sj_arena_text(deciding->arena, cell_of(row, SJ_DRAFT_REASON)),
    };
    if (cell_of(row, SJ_DRAFT_CODE).len == 0 && cell_of(row, SJ_DRAFT_INDICATOR).len == 0) {
        FAULT(SJ_INVALID, "NO_INDICATOR", _("补充 needs the indicator under 指标代码 or 指标"));
        return;
    }
    sj_decide_sense(deciding, row, NULL, &addition.sense);
    default_mood(&addition.sense);
    if (addition.sense.indicator == NULL || addition.reason == NULL)
        return;
    if (sj_draft_word_find(SJ_WORDS_STATEMENT, words, &what))
        addition.what = (enum sj_statement_what)what;
    if (what != 0 && !is_plain(&addition.sense)) {
        FAULT(SJ_INVALID, "STATEMENT_QUALIFIED",
              _("无, 不适用 and 未统计 speak of the whole township in the report's period; leave "
                "性质, 时期口径 and 范围 empty"));
        return;
    }
    if (what == 0 && !decide_quantity(deciding, row, words, &addition))
        return;
    if (decisions->addition_count == SJ_DRAFT_ADDITIONS_MAX)
        FAULT(SJ_EXHAUSTED, "TOO_MANY_ROWS", _("at most %d rows may say 补充"),
              SJ_DRAFT_ADDITIONS_MAX);
    else
        decisions->additions[decisions->addition_count++] = addition;
}
