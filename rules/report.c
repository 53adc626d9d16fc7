#include "rules/report.h"

#include "base/i18n.h"
#include "base/text.h"
#include "rules/report_judge.h"
#include "rules/submission.h"

#include <stdio.h>
#include <string.h>

enum { FIELD_MAX = 96, SECTION_LEVELS = 9, DIGEST_BYTES = 32 };

static bool on_character(struct sj_bytes text, uint32_t at)
{
    return at == text.len || (text.data[at] & 0xC0) != 0x80;
}

bool sj_judge_words(struct judgement *judgement, const Shangji__V1__Span *span, const char *words,
                    const char *field)
{
    struct sj_findings *findings = judgement->findings;
    if (span == NULL || span->start >= span->end || span->end > judgement->text_size) {
        sj_findings_add(findings, SJ_INVALID, "BAD_SPAN", field,
                        _("the span is empty or reaches beyond the text of %u bytes"),
                        judgement->text_size);
        return false;
    }
    size_t len = strlen(words);
    bool same = len == span->end - span->start;
    if (same && judgement->text != NULL) {
        struct sj_bytes there = sj_bytes_slice(*judgement->text, span->start, span->end);
        same = on_character(*judgement->text, span->start) &&
               sj_bytes_equal(there, sj_bytes_of(words));
    }
    if (!same)
        sj_findings_add(findings, SJ_INVALID, "WORDS_NOT_IN_TEXT", field,
                        _("the words \"%.120s\" do not stand in the text at bytes %u to %u"), words,
                        span->start, span->end);
    return same;
}

static void judge_document(struct judgement *judgement)
{
    const Shangji__V1__Document *document = judgement->report->document;
    struct sj_findings *findings = judgement->findings;
    if (document == NULL || document->text_digest.len != DIGEST_BYTES ||
        document->original_digest.len != DIGEST_BYTES) {
        sj_findings_add(findings, SJ_INVALID, "NO_DOCUMENT", "document",
                        _("the report does not say which document it was read from"));
        return;
    }
    judgement->text_size = document->text_size;
    if (document->text_size > SJ_TEXT_MAX_BYTES)
        sj_findings_add(findings, SJ_EXHAUSTED, "TEXT_TOO_LONG", "document.text_size",
                        _("the text has %u bytes, %d are allowed"), document->text_size,
                        SJ_TEXT_MAX_BYTES);
    if (strchr(document->name, '/') != NULL)
        sj_findings_add(findings, SJ_INVALID, "BAD_NAME", "document.name",
                        _("the document's name must not tell its folder"));
    if (judgement->text == NULL)
        return;
    if (judgement->text->len != document->text_size || !sj_utf8_valid(*judgement->text)) {
        sj_findings_add(findings, SJ_INVALID, "ANOTHER_TEXT", "document",
                        _("the text beside the report is not the one that was signed"));
        judgement->text_size = (uint32_t)judgement->text->len;
    }
}

bool sj_judge_in_supplement(const struct judgement *judgement, int32_t section)
{
    const Shangji__V1__Report *report = judgement->report;
    return section >= 0 && (size_t)section + 1 == report->n_sections &&
           strcmp(report->sections[section]->title, "补充说明") == 0;
}

/* Number and title stand in the section's text, the number first. */
static bool heading_stands(const struct judgement *judgement, const Shangji__V1__Section *section)
{
    if (judgement->text == NULL)
        return true;
    struct sj_bytes text =
        sj_bytes_slice(*judgement->text, section->span->start, section->span->end);
    struct sj_bytes number = sj_bytes_of(section->number);
    return sj_bytes_starts(text, number) &&
           sj_bytes_find(text, sj_bytes_of(section->title), number.len) != SIZE_MAX;
}

static void judge_sections(struct judgement *judgement)
{
    const Shangji__V1__Report *report = judgement->report;
    char field[FIELD_MAX];
    uint32_t last_start = 0;
    for (size_t i = 0; i < report->n_sections; i++) {
        const Shangji__V1__Section *section = report->sections[i];
        snprintf(field, sizeof field, "sections[%zu]", i);
        const Shangji__V1__Span *span = section->span;
        if (span == NULL || span->start >= span->end || span->end > judgement->text_size ||
            span->start < last_start || section->level < 1 || section->level > SECTION_LEVELS) {
            sj_findings_add(judgement->findings, SJ_INVALID, "BAD_SECTION", field,
                            _("sections have a level from 1 to 9 and stand in the text's order"));
            continue;
        }
        last_start = span->start;
        if (!heading_stands(judgement, section))
            sj_findings_add(judgement->findings, SJ_INVALID, "WORDS_NOT_IN_TEXT", field,
                            _("the section does not begin with \"%.40s%.80s\""), section->number,
                            section->title);
    }
}

static void judge_statements(struct judgement *judgement)
{
    const Shangji__V1__Report *report = judgement->report;
    char field[FIELD_MAX];
    for (size_t i = 0; i < report->n_statements; i++) {
        const Shangji__V1__Statement *statement = report->statements[i];
        snprintf(field, sizeof field, "statements[%zu]", i);
        if (!sj_judge_words(judgement, statement->span, statement->text, field))
            continue;
        bool needs = statement->what == SHANGJI__V1__STATEMENT__WHAT__NOT_APPLICABLE ||
                     statement->what == SHANGJI__V1__STATEMENT__WHAT__NOT_COUNTED;
        bool may = needs || statement->what == SHANGJI__V1__STATEMENT__WHAT__TOLD_ZERO;
        bool has = statement->indicator[0] != '\0';
        bool added = statement->decision == SHANGJI__V1__DECISION__DECISION_ADDED;
        if (statement->what == SHANGJI__V1__STATEMENT__WHAT__WHAT_UNSPECIFIED || (has && !may) ||
            (!has && needs) || statement->section < -1 ||
            statement->section >= (int64_t)report->n_sections ||
            (!added && statement->decision != SHANGJI__V1__DECISION__DECISION_CONFIRMED) ||
            (added && !sj_judge_in_supplement(judgement, statement->section)))
            sj_findings_add(judgement->findings, SJ_INVALID, "BAD_STATEMENT", field,
                            _("the statement does not say what it states, or of which indicator"));
        else if (has &&
                 sj_catalogue_find(judgement->catalogue, sj_bytes_of(statement->indicator)) == NULL)
            sj_findings_add(judgement->findings, SJ_INVALID, "UNKNOWN_INDICATOR", field,
                            _("catalogue %s has no indicator \"%.64s\""),
                            judgement->catalogue->version, statement->indicator);
    }
}

static void judge_head(struct judgement *judgement)
{
    const Shangji__V1__Report *report = judgement->report;
    struct sj_findings *findings = judgement->findings;
    if (strcmp(report->catalogue, judgement->catalogue->version) != 0)
        sj_findings_add(findings, SJ_PRECONDITION, "ANOTHER_CATALOGUE", "catalogue",
                        _("the report was read with catalogue \"%.40s\" and is judged by %s"),
                        report->catalogue, judgement->catalogue->version);
    if (report->revision > 1 && report->replaces_reason[0] == '\0')
        sj_findings_add(findings, SJ_INVALID, "NO_REASON", "replaces_reason",
                        _("a correction says why it replaces the revision before"));
    if (strlen(report->replaces_reason) > SJ_REASON_MAX_BYTES)
        sj_findings_add(findings, SJ_INVALID, "TOO_LONG", "replaces_reason",
                        _("a reason has at most %d bytes"), SJ_REASON_MAX_BYTES);
}

/* What would cost time or memory without bound is refused before anything is walked. */
static bool counts_bounded(struct judgement *judgement)
{
    const Shangji__V1__Report *report = judgement->report;
    if (report->n_figures <= SJ_FIGURES_MAX && report->n_facts <= SJ_FIGURES_MAX &&
        report->n_sections <= SJ_REPORT_SECTIONS_MAX &&
        report->n_statements <= SJ_REPORT_STATEMENTS_MAX)
        return true;
    sj_findings_add(judgement->findings, SJ_EXHAUSTED, "TOO_MANY", "",
                    _("a report holds at most %d figures, %d sections and %d statements"),
                    SJ_FIGURES_MAX, SJ_REPORT_SECTIONS_MAX, SJ_REPORT_STATEMENTS_MAX);
    return false;
}

enum sj_status sj_report_judge(const Shangji__V1__Report *report, const struct sj_bytes *text,
                               const struct sj_catalogue *catalogue, struct sj_arena *arena,
                               struct sj_findings *findings, struct sj_facts *facts,
                               struct sj_error *error)
{
    struct judgement judgement = {
        .report = report,
        .text = text,
        .catalogue = catalogue,
        .arena = arena,
        .findings = findings,
    };
    *facts = (struct sj_facts){0};
    if (!counts_bounded(&judgement))
        return sj_findings_result(findings, error);
    judgement.fact_of =
        sj_arena_array(arena, report->n_figures + 1, sizeof(const Shangji__V1__Fact *));
    if (judgement.fact_of == NULL)
        return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM", _("the report is too large to judge"));
    judge_head(&judgement);
    judge_document(&judgement);
    judge_sections(&judgement);
    judge_statements(&judgement);
    enum sj_status status = sj_judge_facts(&judgement, facts, error);
    if (status != SJ_OK)
        return status;
    return sj_findings_result(findings, error);
}
