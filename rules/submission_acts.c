#include "rules/submission_parts.h"

#include "base/i18n.h"
#include "base/period.h"
#include "proto/pb.h"
#include "rules/catalogue_pb.h"
#include "rules/scorecard.h"

#include <string.h>

enum {
    TOWNSHIP_DIGITS = 9,
    WORDS_MAX = 500,
    PEM_MAX = 8192,
    POINTS_MAX = 200,
    SUCCESSION_MAX = 50,
    INDICATOR_MAX = SJ_CODE_MAX,
    REQUEST_MAX = 4096,
    NOTE_MAX = 16 * 1024
};

enum sj_status sj_subject_check(const char *township, const char *period, const char *kind,
                                struct sj_error *error)
{
    struct sj_period parsed;
    if (township != NULL && !sj_township_code_valid(sj_bytes_of(township))) {
        sj_error_set(error, SJ_INVALID, "BAD_TOWNSHIP",
                     _("township \"%.32s\": a code of nine digits is needed"), township);
        return sj_error_at(error, "township");
    }
    if (period != NULL && !sj_period_parse(sj_bytes_of(period), &parsed)) {
        sj_error_set(error, SJ_INVALID, "BAD_PERIOD",
                     _("period \"%.32s\": write 2021, 2021-S1, 2021-Q3 or 2021-06"), period);
        return sj_error_at(error, "period");
    }
    if (kind != NULL && !sj_report_kind_valid(sj_bytes_of(kind))) {
        sj_error_set(error, SJ_INVALID, "BAD_KIND",
                     _("kind \"%.32s\": 1 to 15 of the letters a-z are needed, e.g. annual"), kind);
        return sj_error_at(error, "kind");
    }
    return SJ_OK;
}

static enum sj_status check_key(ProtobufCBinaryData key, const char *field, struct sj_error *error)
{
    if (key.len == SJ_PUBLIC_KEY)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_KEY", _("a public key has 32 bytes, this one %zu"),
                 key.len);
    return sj_error_at(error, "%s", field);
}

static bool division_valid(const char *division)
{
    size_t len = strlen(division);
    if (len < 2 || len > TOWNSHIP_DIGITS)
        return false;
    return strspn(division, "0123456789") == len;
}

/* Whose signature it bears is for those to see who know the ledger that is followed. */
static enum sj_status check_previous(const char *note, const char *origin, struct sj_error *error)
{
    size_t len = strcspn(note, "\n");
    if (note[0] == '\0')
        return SJ_OK;
    if (strlen(note) <= NOTE_MAX && note[len] == '\n' &&
        (strlen(origin) != len || strncmp(note, origin, len) != 0))
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_PREVIOUS",
                 _("a ledger follows the checkpoint of another one, with another origin"));
    return sj_error_at(error, "founding.previous_checkpoint");
}

static enum sj_status check_founding(const Shangji__V1__Founding *founding, const char *origin,
                                     struct sj_error *error)
{
    if (!division_valid(founding->division)) {
        sj_error_set(error, SJ_INVALID, "BAD_DIVISION",
                     _("division \"%.32s\": 2 to 9 digits are needed"), founding->division);
        return sj_error_at(error, "founding.division");
    }
    enum sj_status status = check_previous(founding->previous_checkpoint, origin, error);
    if (status == SJ_OK)
        status = check_key(founding->operator_key, "founding.operator_key", error);
    if (status == SJ_OK)
        status = check_key(founding->recovery_key, "founding.recovery_key", error);
    if (status == SJ_OK)
        status = check_key(founding->ledger_key, "founding.ledger_key", error);
    for (size_t i = 0; status == SJ_OK && i < founding->n_townships; i++) {
        status = sj_subject_check(founding->townships[i]->code, NULL, NULL, error);
        if (status == SJ_OK && i > 0 &&
            strcmp(founding->townships[i - 1]->code, founding->townships[i]->code) >= 0) {
            status = sj_error_set(error, SJ_INVALID, "BAD_ROLL",
                                  _("townships must stand in the order of their codes, each once"));
            sj_error_at(error, "founding.townships[%zu]", i);
        }
    }
    return status;
}

static enum sj_status check_role(Shangji__V1__Role role, const char *field, struct sj_error *error)
{
    if (role == SHANGJI__V1__ROLE__ROLE_PREPARER || role == SHANGJI__V1__ROLE__ROLE_HEAD)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_ROLE", _("the role of the key is missing"));
    return sj_error_at(error, "%s", field);
}

static enum sj_status check_date(const char *date, const char *field, struct sj_error *error)
{
    if (sj_date_valid(sj_bytes_of(date)))
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_DEADLINE",
                 _("deadline \"%.32s\": write a day as 2022-01-31"), date);
    return sj_error_at(error, "%s", field);
}

/* What people will read for as long as the ledger lasts: told, and short. */
static enum sj_status check_words(const char *words, const char *field, struct sj_error *error)
{
    size_t len = strlen(words);
    if (len >= 1 && len <= WORDS_MAX)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_REASON",
                 _("1 to %d bytes are needed here, this has %zu: say it in a sentence"),
                 (int)WORDS_MAX, len);
    return sj_error_at(error, "%s", field);
}

static enum sj_status check_identity(ProtobufCBinaryData told, const char *field,
                                     struct sj_error *error)
{
    if (told.len == SJ_DIGEST)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "IDENTITY", _("an identity has 32 bytes, not %zu"), told.len);
    return sj_error_at(error, "%s", field);
}

static enum sj_status check_count(size_t count, size_t least, size_t most, const char *field,
                                  struct sj_error *error)
{
    if (count >= least && count <= most)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_COUNT", _("%zu to %zu are allowed here, these are %zu"),
                 least, most, count);
    return sj_error_at(error, "%s", field);
}

static enum sj_status check_enrolment(const Shangji__V1__Enrolment *enrolment,
                                      struct sj_error *error)
{
    enum sj_status status = sj_subject_check(enrolment->township, NULL, NULL, error);
    if (status == SJ_OK)
        status = check_key(enrolment->public_key, "enrolment.public_key", error);
    if (status == SJ_OK && enrolment->replaces.len > 0)
        status = check_key(enrolment->replaces, "enrolment.replaces", error);
    return status == SJ_OK ? check_role(enrolment->role, "enrolment.role", error) : status;
}

static enum sj_status check_revocation(const Shangji__V1__Revocation *revocation,
                                       struct sj_error *error)
{
    enum sj_status status = sj_subject_check(revocation->township, NULL, NULL, error);
    return status == SJ_OK ? check_key(revocation->public_key, "revocation.public_key", error)
                           : status;
}

static enum sj_status check_signing(const Shangji__V1__SigningRule *signing, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    if (signing->township[0] != '\0')
        status = sj_subject_check(signing->township, NULL, NULL, error);
    if (status == SJ_OK)
        status = check_count(signing->n_required, 1, 2, "signing.required", error);
    for (size_t i = 0; status == SJ_OK && i < signing->n_required; i++)
        status = check_role(signing->required[i], "signing.required", error);
    if (status == SJ_OK && signing->n_required == 2 &&
        signing->required[0] == signing->required[1]) {
        status = sj_error_set(error, SJ_INVALID, "ROLE_TWICE", _("a role is named twice"));
        sj_error_at(error, "signing.required");
    }
    return status;
}

static enum sj_status check_authority(const char *pem, struct sj_error *error)
{
    if (strlen(pem) <= PEM_MAX &&
        sj_bytes_starts(sj_bytes_of(pem), SJ_LITERAL("-----BEGIN CERTIFICATE-----")))
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_CERTIFICATE", _("this is no PEM certificate"));
    return sj_error_at(error, "replacement.ca_certificate");
}

static enum sj_status check_replacement(const Shangji__V1__KeyReplacement *replacement,
                                        struct sj_error *error)
{
    enum sj_status status = check_words(replacement->reason, "replacement.reason", error);
    if (status != SJ_OK)
        return status;
    switch (replacement->what) {
    case SHANGJI__V1__KEY_REPLACEMENT__WHAT__OPERATOR:
    case SHANGJI__V1__KEY_REPLACEMENT__WHAT__RECOVERY:
    case SHANGJI__V1__KEY_REPLACEMENT__WHAT__LEDGER:
        return check_key(replacement->public_key, "replacement.public_key", error);
    case SHANGJI__V1__KEY_REPLACEMENT__WHAT__AUTHORITY:
        return check_authority(replacement->ca_certificate, error);
    case SHANGJI__V1__KEY_REPLACEMENT__WHAT__WHAT_UNSPECIFIED:
    case _SHANGJI__V1__KEY_REPLACEMENT__WHAT_IS_INT_SIZE:
        break;
    }
    sj_error_set(error, SJ_INVALID, "BAD_REPLACEMENT", _("what is replaced is missing"));
    return sj_error_at(error, "replacement.what");
}

static enum sj_status check_reopening(const Shangji__V1__Reopening *reopening,
                                      struct sj_error *error)
{
    enum sj_status status =
        sj_subject_check(reopening->township, reopening->period, reopening->kind, error);
    if (status == SJ_OK)
        status = check_date(reopening->deadline, "reopening.deadline", error);
    return status == SJ_OK ? check_words(reopening->reason, "reopening.reason", error) : status;
}

static enum sj_status check_return(const Shangji__V1__ReportReturn *returned,
                                   struct sj_error *error)
{
    enum sj_status status = check_identity(returned->report, "returned.report", error);
    if (status == SJ_OK)
        status = check_words(returned->reason, "returned.reason", error);
    if (status == SJ_OK)
        status = check_count(returned->n_points, 0, POINTS_MAX, "returned.points", error);
    for (size_t i = 0; status == SJ_OK && i < returned->n_points; i++)
        status = check_words(returned->points[i]->reason, "returned.points", error);
    return status;
}

static enum sj_status check_withholding(const Shangji__V1__Withholding *withholding,
                                        struct sj_error *error)
{
    enum sj_status status = check_identity(withholding->report, "withholding.report", error);
    return status == SJ_OK ? check_words(withholding->reason, "withholding.reason", error) : status;
}

/* How many came from how many. */
static bool succession_counts(const Shangji__V1__Succession *succession)
{
    size_t from = succession->n_predecessors, to = succession->n_successors;
    switch (succession->how) {
    case SHANGJI__V1__SUCCESSION__HOW__MERGED:
        return from >= 2 && from <= SUCCESSION_MAX && to == 1;
    case SHANGJI__V1__SUCCESSION__HOW__SPLIT:
        return from == 1 && to >= 2 && to <= SUCCESSION_MAX;
    case SHANGJI__V1__SUCCESSION__HOW__RENAMED:
    case SHANGJI__V1__SUCCESSION__HOW__RECODED:
        return from == 1 && to == 1;
    case SHANGJI__V1__SUCCESSION__HOW__HOW_UNSPECIFIED:
    case _SHANGJI__V1__SUCCESSION__HOW_IS_INT_SIZE:
        break;
    }
    return false;
}

static enum sj_status check_succession(const Shangji__V1__Succession *succession,
                                       struct sj_error *error)
{
    if (!succession_counts(succession)) {
        sj_error_set(error, SJ_INVALID, "BAD_SUCCESSION",
                     _("a merger has several predecessors and one successor, a division one and "
                       "several, a new name or code one and one"));
        return sj_error_at(error, "succession");
    }
    enum sj_status status = check_words(succession->document, "succession.document", error);
    for (size_t i = 0; status == SJ_OK && i < succession->n_predecessors; i++)
        status = sj_subject_check(succession->predecessors[i], succession->period, NULL, error);
    for (size_t i = 0; status == SJ_OK && i < succession->n_successors; i++) {
        status = sj_subject_check(succession->successors[i]->code, NULL, NULL, error);
        if (status == SJ_OK)
            status = check_words(succession->successors[i]->name, "succession.successors", error);
    }
    return status;
}

static enum sj_status check_ranking(const Shangji__V1__PublishedRanking *ranking,
                                    struct sj_error *error)
{
    enum sj_status status = sj_subject_check(NULL, ranking->period, NULL, error);
    if (status == SJ_OK)
        status = check_identity(ranking->answer_digest, "ranking.answer_digest", error);
    if (status == SJ_OK)
        status = check_words(ranking->title, "ranking.title", error);
    if (status == SJ_OK)
        status = check_count(ranking->request.len, 1, REQUEST_MAX, "ranking.request", error);
    if (status == SJ_OK)
        status =
            check_count(strlen(ranking->indicator), 1, INDICATOR_MAX, "ranking.indicator", error);
    return status;
}

static enum sj_status check_opening(const Shangji__V1__PeriodOpening *opening,
                                    struct sj_error *error)
{
    enum sj_status status = check_date(opening->deadline, "opening.deadline", error);
    return status == SJ_OK ? sj_subject_check(NULL, opening->period, opening->kind, error) : status;
}

enum sj_status sj_act_check(struct sj_submission *submission, struct sj_arena *arena,
                            struct sj_error *error)
{
    const Shangji__V1__Act *act = submission->act;
    switch (act->act_case) {
    case SHANGJI__V1__ACT__ACT_FOUNDING:
        return check_founding(act->founding, act->origin, error);
    case SHANGJI__V1__ACT__ACT_ENROLMENT:
        return check_enrolment(act->enrolment, error);
    case SHANGJI__V1__ACT__ACT_REVOCATION:
        return check_revocation(act->revocation, error);
    case SHANGJI__V1__ACT__ACT_CATALOGUE:
        return sj_catalogue_of_pb(act->catalogue, arena, &submission->catalogue, error);
    case SHANGJI__V1__ACT__ACT_OPENING:
        return check_opening(act->opening, error);
    case SHANGJI__V1__ACT__ACT_CLOSING:
        return sj_subject_check(NULL, act->closing->period, act->closing->kind, error);
    case SHANGJI__V1__ACT__ACT_SIGNING:
        return check_signing(act->signing, error);
    case SHANGJI__V1__ACT__ACT_REPLACEMENT:
        return check_replacement(act->replacement, error);
    case SHANGJI__V1__ACT__ACT_REOPENING:
        return check_reopening(act->reopening, error);
    case SHANGJI__V1__ACT__ACT_RETURNED:
        return check_return(act->returned, error);
    case SHANGJI__V1__ACT__ACT_WITHHOLDING:
        return check_withholding(act->withholding, error);
    case SHANGJI__V1__ACT__ACT_SUCCESSION:
        return check_succession(act->succession, error);
    case SHANGJI__V1__ACT__ACT_RANKING:
        return check_ranking(act->ranking, error);
    case SHANGJI__V1__ACT__ACT_SCORECARD:
        return sj_scorecard_check(act->scorecard, error);
    case SHANGJI__V1__ACT__ACT_REFERENCE:
        return sj_reference_check(act->reference, error);
    case SHANGJI__V1__ACT__ACT_GROUPING:
        return sj_grouping_check(act->grouping, error);
    case SHANGJI__V1__ACT__ACT__NOT_SET:
    case _SHANGJI__V1__ACT__ACT__CASE_IS_INT_SIZE:
        break;
    }
    return sj_error_set(error, SJ_INVALID, "NO_ACT",
                        _("the act says nothing that this version knows"));
}
